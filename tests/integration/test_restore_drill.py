# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Drills: what a backup makes of a scratch instance is compared, taken back and noted, also when things go wrong."""

from __future__ import annotations

import json
import shutil
import signal
import time
from pathlib import Path
from typing import Any

import pytest

from tests.emulator.identity import tenant
from tests.emulator.process import EmulatorProcess
from tests.integration.instance import Instance
from tests.integration.playbook import Run, Runner
from tests.integration.test_restore import DATABASE, DOCUMENT, PASSWORD, SECOND, SECRET, VAULT, back_up

DRILL = "roma.connect.restore_drill"
STEP = "Restore onto the scratch instance, compare, and take it back"
SOMETHING = {"environments": [{"name": "OTHER"}]}


@pytest.fixture
def vault(tmp_path: Path) -> tuple[str, ...]:
    (tmp_path / "vault-password").write_text(VAULT)
    return ("--vault-id", f"prod@{tmp_path / 'vault-password'}")


def drill(run: Runner, backup: Path, vault: tuple[str, ...], **more: Any) -> Run:
    keywords = {name: more.pop(name) for name in ("check", "fails", "verbosity") if name in more}
    return run(DRILL, extra_vars=variables(backup, **more), options=vault, **keywords)


def variables(backup: Path, **more: Any) -> dict[str, Any]:
    return {"drill_path": str(backup), "drill_connection": {"instance_id": SECOND},
            "drill_secrets": {DATABASE: "canary-for-the-drill"}, **more}  # fmt: skip


def note_in(backup: Path) -> dict[str, Any]:
    return dict(json.loads((backup / "drill.json").read_text()))


def state(emulator: EmulatorProcess) -> dict[str, Any]:
    found = Instance(emulator, SECOND).read()["document"]
    return {kind: entries for kind, entries in found.items() if entries}


def test_a_backup_is_proved_to_be_restorable(
    run: Runner, emulator: EmulatorProcess, vault: tuple[str, ...], tmp_path: Path
) -> None:
    backup = back_up(run, emulator, DOCUMENT, vault, tmp_path, backup_secrets={DATABASE: PASSWORD})
    before = state(emulator)
    emulator.clear_requests()
    planned = drill(run, backup, vault, check=True)
    assert emulator.requests(mutating=True) == []
    assert planned[STEP]["objects"] == 8
    assert not (backup / "drill.json").exists()
    metrics = tmp_path / "drill.prom"
    done = drill(run, backup.parent, vault, verbosity=3, drill_metrics_file=str(metrics))
    assert (done[STEP]["restorable"], done[STEP]["differences"], done[STEP]["left"]) == (True, [], [])
    assert state(emulator) == before
    note = note_in(backup)
    assert (note["restorable"], note["objects"], note["instance"]) == (True, 8, {"id": SECOND})
    assert 'roma_drill_restorable{label="main"} 1' in metrics.read_text()
    run("roma.connect.verify", extra_vars={"verify_path": str(backup)})
    assert sorted(path.name for path in backup.parent.iterdir()) == [backup.name]
    texts = [done.output, *(path.read_text(errors="replace") for path in backup.rglob("*") if path.is_file())]
    assert not [s for s in (SECRET, PASSWORD, VAULT, "canary-for-the-drill") if any(s in text for text in texts)]


def test_what_is_no_scratch_instance_is_not_touched(
    run: Runner, emulator: EmulatorProcess, vault: tuple[str, ...], tmp_path: Path
) -> None:
    backup = back_up(run, emulator, {"apps": [{"name": "orders"}]}, vault, tmp_path)
    Instance(emulator, SECOND).apply(SOMETHING)
    emulator.clear_requests()
    refused = drill(run, backup, vault, drill_secrets="", fails=True)
    assert "is not empty, it has environments/OTHER" in refused[STEP].msg
    own = drill(
        run, backup, vault, drill_secrets={}, drill_connection={"instance_id": tenant.MAIN_INSTANCE.id}, fails=True
    )
    assert "is the instance that was backed up" in own[STEP].msg
    assert emulator.requests(mutating=True) == []
    assert not (backup / "drill.json").exists()


def test_a_restore_that_goes_wrong_is_noted_and_taken_back(
    run: Runner, emulator: EmulatorProcess, vault: tuple[str, ...], tmp_path: Path
) -> None:
    backup = back_up(run, emulator, DOCUMENT, vault, tmp_path)
    before = state(emulator)
    emulator.fault("POST", "/datasources$", status=400, body={"error_code": "FDI.1", "error_msg": "no"}, count=1)
    failed = drill(run, backup, vault, fails=True)
    assert not failed[STEP]["restorable"]
    assert "FDI.1" in note_in(backup)["problem"]
    assert state(emulator) == before
    # the service keeps another value than it was sent
    emulator.fault("PUT", "/secret$", status=200, body={}, count=1)
    differs = drill(run, backup, vault, fails=True)
    assert "app_secrets" in differs[STEP].msg
    assert state(emulator) == before
    assert drill(run, backup, vault)[STEP]["restorable"]


@pytest.mark.parametrize("after", [1, 5])
def test_what_a_killed_drill_has_left_is_tidied_up_by_the_next(
    run: Runner, emulator: EmulatorProcess, vault: tuple[str, ...], tmp_path: Path, after: int
) -> None:
    backup = back_up(run, emulator, DOCUMENT, vault, tmp_path)
    emulator.clear_requests()
    process = run.start(DRILL, extra_vars=variables(backup, roma_connection={"concurrency": 1}), options=vault)
    while len(emulator.requests(mutating=True)) < after and process.poll() is None:
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert drill(run, backup, vault)[STEP]["restorable"]
    assert state(emulator) == {}
    assert sorted(path.name for path in backup.parent.iterdir()) == [backup.name]


def test_the_drills_of_a_fleet_take_turns_on_one_scratch_instance(
    run: Runner, emulator: EmulatorProcess, vault: tuple[str, ...], tmp_path: Path
) -> None:
    backup = back_up(run, emulator, {"apps": [{"name": "orders"}]}, vault, tmp_path)
    hosts = {}
    for name in ("one", "two"):
        shutil.copytree(backup.parent, tmp_path / name)
        hosts[name] = {"drill_path": str(tmp_path / name), "drill_connection": {"instance_id": SECOND}}
    inventory = tmp_path / "hosts.json"
    inventory.write_text(json.dumps({"roma": {"hosts": hosts}}))
    done = run(DRILL, options=(*vault, "-i", str(inventory)))
    table = next(result["msg"] for result in done.results if result.name == "Show what has become of all hosts")
    assert [line.split()[:3] for line in table[1:]] == [["one", "changed", "yes"], ["two", "changed", "yes"]]
    assert state(emulator) == {}
