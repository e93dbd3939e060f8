# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Backups whose run is killed: what has its final name verifies, and the next run goes on and leaves nothing behind."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.roma.connect.plugins.module_utils._run._backups._verify import NotVerified, verified

from tests.emulator.process import EmulatorProcess
from tests.integration.playbook import Run, Runner
from tests.integration.processes import kill
from tests.integration.test_backups import BACKUP, BEGIN, root_of, wait_for

VERIFY = "roma.connect.verify"
ASSETS = "Export the assets"


@pytest.fixture
def place(emulator: EmulatorProcess, tmp_path: Path) -> Path:
    emulator.seed("apps", 2)
    emulator.seed("products", 1)
    return tmp_path / "backups" / "main"


def options_of(tmp_path: Path) -> dict[str, Any]:
    password = tmp_path / "vault-password"
    password.write_text("canary-vault-password")
    return {"extra_vars": root_of(tmp_path), "options": ("--vault-id", f"prod@{password}")}


def kill_when(run: Runner, place: Path, pattern: str, options: dict[str, Any]) -> None:
    """Begin a backup, and kill it when a file is there."""
    process = run.start(BACKUP, **options)
    wait_for(lambda: list(place.glob(pattern)) or process.poll() is not None)
    kill(process.pid)
    process.communicate()


def finished(place: Path) -> list[Path]:
    return sorted(path for path in place.iterdir() if not path.name.startswith("."))


def go_on(run: Runner, place: Path, options: dict[str, Any]) -> Run:
    """Make a backup after one that was killed."""
    before = finished(place)
    made = run(BACKUP, **options)
    assert [path.name for path in place.iterdir() if path.name.startswith(".")] == []
    after = finished(place)
    assert len(after) == len(before) + 1
    for backup in after[:-1]:
        verified(backup, None)
    run(VERIFY, extra_vars={"verify_path": str(after[-1])}, options=options["options"])
    return made


@pytest.mark.parametrize(
    "pattern",
    [".*.partial", ".*.partial/secrets.yml", ".*.partial/assets/assets-001.zip", "2*/manifest.json"],
)
def test_a_run_that_is_killed_at_any_step(
    run: Runner, emulator: EmulatorProcess, place: Path, pattern: str, tmp_path: Path
) -> None:
    """Whatever the moment turns out to be, the same holds. `test_backup_steps` tries all of them without a playbook."""
    options = options_of(tmp_path)
    emulator.switch(latency_ms=60)
    kill_when(run, place, pattern, options)
    for path in place.iterdir():
        if path.name.startswith("."):
            with pytest.raises(NotVerified):
                verified(path, None)
            if not (path / ".run.json").exists():  # nobody has noted yet whose it is, which is waited for
                os.utime(path, (time.time() - 61,) * 2)
    go_on(run, place, options)


def test_a_job_that_is_running_is_adopted(run: Runner, emulator: EmulatorProcess, place: Path, tmp_path: Path) -> None:
    """The service finishes it meanwhile, and its archive is downloaded."""
    options = options_of(tmp_path)
    emulator.fault("GET", "/assets/jobs/", delay=20.0, count=1)
    kill_when(run, place, ".*.partial/assets/.assets-001.zip.job", options)
    made = go_on(run, place, options)
    assert made[BEGIN]["resumed"] is not None
    assert [entry["operation"] for entry in emulator.requests(mutating=True)] == ["ExportAsset"]


def test_archives_that_are_finished_are_adopted(
    run: Runner, emulator: EmulatorProcess, place: Path, tmp_path: Path
) -> None:
    """Of several jobs; what has changed meanwhile is told, since they are older than the document."""
    options = options_of(tmp_path)
    emulator.seed("apps", 240)
    emulator.switch(latency_ms=60)
    kill_when(run, place, ".*.partial/assets/.assets-003.zip.job", options)
    emulator.switch(latency_ms=0)
    run([{"name": "change", "roma.connect.app": {"name": "seeded-000000", "remark": "changed"}}])
    made = go_on(run, place, options)
    assert [entry["operation"] for entry in emulator.requests(mutating=True)].count("ExportAsset") in (3, 4)
    assert [archive["adopted"] for archive in made[ASSETS]["archives"]][:2] == [True, True]
    backup = finished(place)[-1]
    assert sorted(path.name for path in (backup / "assets").iterdir()) == [f"assets-00{n}.zip" for n in (1, 2, 3)]
    manifest = json.loads((backup / "manifest.json").read_text())
    assert (manifest["consistent"], manifest["changed_meanwhile"]) == (False, ["apps/seeded-000000"])


def test_an_archive_that_is_gone_is_exported_again(
    run: Runner, emulator: EmulatorProcess, place: Path, tmp_path: Path
) -> None:
    """The service gives an archive out once: to a run that was killed before it had all of it, for example."""
    options = options_of(tmp_path)
    emulator.fault("GET", "/assets/jobs/", delay=20.0, count=1)
    kill_when(run, place, ".*.partial/assets/.assets-001.zip.job", options)
    (journal,) = place.glob(".*.partial/assets/.assets-001.zip.job")
    job_id = json.loads(journal.read_text())["job_id"]
    run([{"name": "take", "roma.connect.asset_export": {"job_id": job_id, "directory": str(tmp_path / "taken")}}])
    made = go_on(run, place, options)
    assert made[BEGIN]["resumed"] is not None
    assert [entry["operation"] for entry in emulator.requests(mutating=True)] == ["ExportAsset"] * 2


def test_the_run_of_another_is_left_alone(run: Runner, emulator: EmulatorProcess, place: Path, tmp_path: Path) -> None:
    emulator.fault("POST", "/assets/export$", delay=4.0, count=1)
    process = run.start(BACKUP, extra_vars=root_of(tmp_path))
    work = run.work
    (document,) = wait_for(lambda: list(place.glob(".*.partial/document.yml")))
    meanwhile = run([{"name": "begin", "roma.connect.backup_directory": {
        "root": str(place.parent), "label": "main"}}], check=True)  # fmt: skip
    assert (meanwhile["begin"]["resumed"], meanwhile["begin"]["removed"]) == (None, [])
    assert document.exists()
    run.work = work
    assert run.finish(process).rc == 0
