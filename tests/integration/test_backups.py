# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Backups that meet each other, other users, and an instance that changes."""

from __future__ import annotations

import hashlib
import json
import os
import stat
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.emulator.process import EmulatorProcess
from tests.integration.playbook import Run, Runner

BACKUP = "roma.connect.backup"
BEGIN, FAIL = "Make a directory under a provisional name", "Fail with the reason"


@pytest.fixture
def other(emulator: EmulatorProcess, tmp_path: Path) -> Iterator[Runner]:
    (tmp_path / "other").mkdir()
    runner = Runner(emulator, tmp_path / "other")
    yield runner
    runner.close()


def root_of(tmp_path: Path) -> dict[str, Any]:
    return {"backup_root": str(tmp_path / "backups"), "backup_label": "main"}


def manifest_of(backup: Path) -> dict[str, Any]:
    """The manifest of a backup, after a look at whether all is there that it names, and nothing else."""
    manifest: dict[str, Any] = json.loads((backup / "manifest.json").read_text())
    held = {path.relative_to(backup).as_posix(): path.read_bytes() for path in backup.rglob("*") if path.is_file()}
    del held["manifest.json"]
    described = {file["path"]: (file["size"], file["sha256"]) for file in manifest["files"]}
    assert described == {name: (len(data), hashlib.sha256(data).hexdigest()) for name, data in held.items()}
    return manifest


def wait_for(what: Callable[[], Any]) -> Any:
    end = time.monotonic() + 60
    while not (found := what()):
        assert time.monotonic() < end, "it did not come to that"
        time.sleep(0.02)
    return found


def both(runners: tuple[Runner, Runner], variables: dict[str, Any]) -> list[Run]:
    started = [(runner, runner.start(BACKUP, extra_vars=variables)) for runner in runners]
    return [runner.finish(process) for runner, process in started]


def test_two_backups_at_once(run: Runner, other: Runner, emulator: EmulatorProcess, tmp_path: Path) -> None:
    emulator.seed("apps", 2)
    runs = both((run, other), root_of(tmp_path))
    assert [made.rc for made in runs] == [0, 0], runs[0].output + runs[1].output
    backups = sorted((tmp_path / "backups" / "main").iterdir())
    assert len(backups) == 2
    assert sorted(made["Write the manifest and give the backup its final name"]["path"] for made in runs) == [
        str(backup) for backup in backups
    ]
    for backup in backups:
        assert manifest_of(backup)["counts"]["apps"] == 2


def test_one_that_fails_leaves_the_other_alone(
    run: Runner, other: Runner, emulator: EmulatorProcess, tmp_path: Path
) -> None:
    emulator.seed("apps", 2)
    emulator.fault("POST", "/assets/export$", status=500, body={"error_code": "ROMA.11000", "error_msg": "no"}, count=1)
    runs = both((run, other), root_of(tmp_path))
    assert sorted(made.rc for made in runs) == [0, 2], runs[0].output + runs[1].output
    (backup,) = (tmp_path / "backups" / "main").iterdir()
    manifest_of(backup)


def test_a_backup_is_private_where_files_are_open_to_all(
    run: Runner, emulator: EmulatorProcess, tmp_path: Path
) -> None:
    emulator.seed("apps", 1)
    emulator.seed("products", 1)
    exports = [{"name": "catalog", "items": [{"id": "Profiles"}]}]
    before = os.umask(0)
    try:
        run(BACKUP, extra_vars={**root_of(tmp_path), "backup_occ_exports": exports})
    finally:
        os.umask(before)
    made = [tmp_path / "backups", *(tmp_path / "backups").rglob("*")]
    assert {stat.S_IMODE(path.stat().st_mode) for path in made if path.is_dir()} == {0o700}
    assert {stat.S_IMODE(path.stat().st_mode) for path in made if path.is_file()} == {0o600}
    assert {path.name for path in made} >= {"occ", "catalog", "assets", "products.csv", "document.yml", "manifest.json"}


@pytest.mark.parametrize(
    ("variables", "check", "says"),
    [
        ({"backup_label": "../../x"}, False, "label: '../../x' is not allowed: 1 to 100 letters"),
        ({"backup_label": ".hidden"}, True, "label: '.hidden' is not allowed"),
        ({"backup_root": "/proc/none"}, False, "root: /proc/none cannot be made"),
    ],
    ids=["outside", "hidden", "no place"],
)
def test_a_place_that_cannot_be_used_is_refused_before_anything_else(
    run: Runner, tmp_path: Path, variables: dict[str, Any], check: bool, says: str
) -> None:
    refused = run(BACKUP, extra_vars={**root_of(tmp_path), **variables}, fails=True, check=check)
    assert refused[FAIL].msg.startswith(f"No backup was made. {BEGIN}: {says}")
    assert refused.requests() == []
    assert not (tmp_path / "x").exists()


def test_a_directory_that_others_can_change_is_refused(run: Runner, tmp_path: Path) -> None:
    place = tmp_path / "backups" / "main"
    place.mkdir(parents=True)
    place.chmod(0o777)
    refused = run(BACKUP, extra_vars=root_of(tmp_path), fails=True)
    assert f"label: {place} can be changed by other users; chmod go-w {place}" in refused[FAIL].msg
    assert refused.requests() == []


def test_a_change_meanwhile_is_told(run: Runner, emulator: EmulatorProcess, tmp_path: Path) -> None:
    emulator.seed("apps", 2)
    quiet = run(BACKUP, extra_vars=root_of(tmp_path))
    (backup,) = (tmp_path / "backups" / "main").iterdir()
    manifest = manifest_of(backup)
    assert (manifest["consistent"], manifest["changed_meanwhile"]) == (True, [])
    reads = [entry["operation"] for entry in quiet.requests(mutating=False)]
    assert reads.count("ListRomaApp") == 3, "the document, the archives, the document again"

    emulator.fault("POST", "/assets/export$", delay=3.0)
    process = run.start(BACKUP, extra_vars=root_of(tmp_path))
    wait_for(lambda: list((tmp_path / "backups" / "main").glob(".*.partial/document.yml")))
    emulator.seed("apps", 1)
    disturbed = run.finish(process)
    assert disturbed.rc == 0, disturbed.output
    _first, second = sorted((tmp_path / "backups" / "main").iterdir())
    manifest = manifest_of(second)
    assert manifest["consistent"] is False
    (changed,) = [name for name in manifest["changed_meanwhile"] if name.startswith("apps/")]
    assert changed in disturbed.stdout
