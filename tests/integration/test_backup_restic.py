# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Copies of backups, with the real program restic."""

from __future__ import annotations

import datetime
import json
import os
import random
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.roma.connect.plugins.module_utils._run._keeping._policy import decide

from tests.emulator.identity import tenant
from tests.emulator.process import EmulatorProcess
from tests.integration.playbook import CHECKOUT, Runner

RESTIC = shutil.which("restic")
pytestmark = pytest.mark.skipif(not RESTIC, reason="the program restic is not installed")
BACKUP, COPY, TOLD = "roma.connect.backup", "Keep a copy elsewhere", "Tell what was done"
RESTORE, FETCH = "roma.connect.restore", "Take the copy from the repository of restic"
PASSWORD = "canary-password-of-restic"


def at(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text).replace(tzinfo=datetime.timezone.utc)


class Repository:
    def __init__(self, place: Path) -> None:
        self.path = place / "canary-repository"
        self._environment = {
            **os.environ,
            "RESTIC_PASSWORD": PASSWORD,
            "RESTIC_REPOSITORY": str(self.path),
            "RESTIC_CACHE_DIR": str(place / "cache"),
            "TZ": "UTC",
        }
        self("init")

    def __call__(self, *arguments: str, **options: Any) -> str:
        command = [str(RESTIC), *arguments]
        done = subprocess.run(command, env=self._environment, check=True, capture_output=True, text=True, **options)
        return done.stdout

    @property
    def snapshots(self) -> list[dict[str, Any]]:
        return json.loads(self("snapshots", "--json")) or []


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path)


@pytest.fixture
def variables(repository: Repository, emulator: EmulatorProcess, tmp_path: Path) -> dict[str, Any]:
    emulator.seed("apps", 1)
    return {"backup_root": str(tmp_path / "backups"), "backup_label": "main",
            "backup_restic_repository": str(repository.path), "backup_restic_password": PASSWORD}  # fmt: skip


def test_a_backup_is_copied_checked_and_forgotten(
    run: Runner, repository: Repository, variables: dict[str, Any], tmp_path: Path
) -> None:
    planned = run(BACKUP, check=True, extra_vars=variables)
    assert planned[COPY].changed
    assert repository.snapshots == []
    first = run(BACKUP, extra_vars=variables, verbosity=3)
    for output in (planned.output, first.output):
        assert PASSWORD not in output
        assert "canary-repository" not in output
    (snapshot,) = repository.snapshots
    (backup,) = (tmp_path / "backups" / "main").iterdir()
    assert (snapshot["hostname"], snapshot["tags"]) == ("main", ["roma.connect", backup.name])
    assert snapshot["short_id"] == first[TOLD]["msg"]["copy"]
    repository("restore", snapshot["id"], "--target", str(tmp_path / "restored"))
    restored = tmp_path / "restored" / str(backup).lstrip("/")
    run("roma.connect.verify", extra_vars={"verify_path": str(restored)})

    again = run([{"name": "again", "roma.connect.backup_restic": {
        "path": str(backup), "repository": str(repository.path), "repository_password": PASSWORD}}])  # fmt: skip
    assert not again["again"].changed

    (tmp_path / "mine").write_text("of somebody else")
    repository("backup", str(tmp_path / "mine"))
    second = run(BACKUP, extra_vars={**variables, "backup_retention": {"keep_last": 1}})
    assert second[COPY]["removed"] == [backup.name]
    assert len(repository.snapshots) == 2, "the second backup, and what is not ours"
    assert [path.name for path in (tmp_path / "backups" / "main").iterdir()] != [backup.name]


@pytest.mark.parametrize("change", [{"backup_restic_password": "canary-wrong-one"},
                                    {"backup_restic_repository": "/nowhere/canary-repository"}])  # fmt: skip
def test_a_copy_that_fails_leaves_the_backup(
    run: Runner, variables: dict[str, Any], change: dict[str, Any], tmp_path: Path
) -> None:
    failed = run(BACKUP, extra_vars={**variables, **change}, fails=True, verbosity=3)
    assert failed[COPY].msg.startswith("restic snapshots failed with status ")
    assert "canary" not in failed.output
    run("roma.connect.verify", extra_vars={"verify_path": str(tmp_path / "backups" / "main")})


def test_without_the_program_it_is_told(run: Runner, variables: dict[str, Any], tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    failed = run(BACKUP, extra_vars=variables, fails=True, env={"PATH": str(tmp_path / "bin")})
    assert "the program restic is not installed here" in failed[COPY].msg


def test_restic_decides_alike(repository: Repository, tmp_path: Path) -> None:
    """Some releases do not keep the oldest one as long as there is room."""
    (tmp_path / "file").write_text("content")
    start = at("2025-11-20T02:30")
    moments = [start + datetime.timedelta(hours=hours) for hours in (0, 5, 24, 30, 200, 210, 900, 950, 2000, 2030)]
    for moment in moments:
        repository("backup", "file", "--time", f"{moment:%Y-%m-%d %H:%M:%S}", cwd=tmp_path)
    policies: list[dict[str, Any]] = [
        {"keep_last": 3}, {"keep_daily": 4}, {"keep_weekly": 2, "keep_last": 1}, {"keep_monthly": 3},
        {"keep_yearly": 2, "keep_daily": 1}, {"keep_within": "1m20d"}, {"keep_within": "1140h"}, {"keep_weekly": 9},
        *(_policy(random.Random(seed)) for seed in range(8)),
    ]  # fmt: skip
    for policy in policies:
        options = [text for name, value in policy.items() for text in (f"--{name.replace('_', '-')}", str(value))]
        (told,) = json.loads(repository("forget", "--dry-run", "--json", *options).strip().splitlines()[0])
        theirs = {at(reason["snapshot"]["time"][:19]): {match.split()[0] for match in reason["matches"]}
                  for reason in told["reasons"]}  # fmt: skip
        ours = {decision.moment: {reason.split()[0] for reason in decision.reasons}
                for decision in decide(moments, policy) if decision.keep}  # fmt: skip
        # restic keeps the oldest as long as there is room since 0.16
        newer = {moment: why - {"oldest"} for moment, why in ours.items() if why != {"oldest"}}
        assert theirs in (ours, newer), policy


def _policy(chance: random.Random) -> dict[str, Any]:
    names = ("keep_last", "keep_daily", "keep_weekly", "keep_monthly", "keep_yearly")
    policy: dict[str, Any] = {name: chance.randint(1, 6) for name in chance.sample(names, chance.randint(1, 4))}
    return (
        {**policy, "keep_within": f"{chance.randint(1, 60)}d{chance.randint(0, 23)}h"}
        if chance.randint(0, 1)
        else policy
    )


def test_copies_of_several_hosts_wait_for_each_other(
    run: Runner, repository: Repository, variables: dict[str, Any]
) -> None:
    """Each holds the repository for itself while it checks it."""
    hosts = ("-i", str(CHECKOUT / "examples" / "inventory"), "-l", "dev,stage")
    run(BACKUP, extra_vars={**variables, "backup_label": "{{ inventory_hostname }}"}, options=hosts)
    assert sorted(snapshot["hostname"] for snapshot in repository.snapshots) == ["dev", "stage"]


def test_a_copy_is_restored(
    run: Runner, repository: Repository, variables: dict[str, Any], emulator: EmulatorProcess, tmp_path: Path
) -> None:
    """From the repository onto an empty instance; nothing stays behind."""
    run(BACKUP, extra_vars=variables)
    shutil.rmtree(tmp_path / "backups")
    wanted = {
        "restore_backup": "restic:latest", "restore_restic_repository": str(repository.path),
        "restore_restic_password": PASSWORD, "restore_allow_new_secrets": True,
        "roma_connection": {"instance_id": tenant.SECOND_INSTANCE.id},
    }  # fmt: skip
    for choice, why in (({"restore_backup": "restic:20010101T000000Z"}, "the repository holds no such backup"),
                        ({"restore_label": "other"}, "none at all"),
                        ({"restore_restic_password": "canary-wrong-one"}, "restic snapshots failed")):  # fmt: skip
        failed = run(RESTORE, extra_vars={**wanted, **choice}, fails=True, verbosity=3)
        assert why in failed[FETCH].msg
        assert "canary" not in failed.output
    planned = run(RESTORE, extra_vars=wanted, check=True)
    assert emulator.state(tenant.SECOND_INSTANCE.id)["apps"] == 0
    done = run(RESTORE, extra_vars=wanted, verbosity=3)
    assert (planned["Restore the backup"].changed, done["Restore the backup"]["summary"]["created"]) == (True, 1)
    assert PASSWORD not in done.output
    assert "canary-repository" not in done.output
    assert emulator.state(tenant.SECOND_INSTANCE.id)["apps"] == 1
    assert list(run.temporary.rglob("manifest.json")) == []
    assert list(run.temporary.glob("roma-restore-*")) == []
