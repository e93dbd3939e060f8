# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Restores with the service's own archives: when they are needed, and what they must not spoil."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from huaweicloudsdkroma import v2

from tests.emulator.process import EmulatorProcess
from tests.integration.instance import Instance
from tests.integration.judge import Judge
from tests.integration.playbook import Run, Runner
from tests.integration.processes import kill
from tests.integration.test_interruption import wait_until
from tests.integration.test_restore import (
    DATABASE,
    DOCUMENT,
    ORDERS,
    PASSWORD,
    RESTORE,
    SECOND,
    SECRET,
    STEP,
    back_up,
    restore,
)

CAPTURE = "tasks/capture"


@pytest.fixture
def backup(run: Runner, emulator: EmulatorProcess, judge: Judge, vault: tuple[str, ...], tmp_path: Path) -> Path:
    """A backup with a composite task, which documents cannot hold."""
    Instance(emulator, judge.instance_id).apply(DOCUMENT)
    body = v2.MultiTaskRequestBody(task_name="capture", operation_types=["INSERT"], task_type="REALTIME",
                                   source_app_id=judge("apps")["orders"]["id"])  # fmt: skip
    judge.client.create_multi_tasks(v2.CreateMultiTasksRequest(instance_id=judge.instance_id, body=body))
    return back_up(run, emulator, DOCUMENT, vault, tmp_path, backup_secrets={DATABASE: PASSWORD})


def outcomes(done: Run) -> dict[str, str]:
    return {f"{record['kind']}/{record['name']}": record["outcome"] for record in done[STEP]["results"]}


def imports(emulator: EmulatorProcess) -> int:
    return sum(entry["operation"] == "ImportAsset" for entry in emulator.requests(mutating=True))


def assert_restored(emulator: EmulatorProcess) -> None:
    judge = Judge(emulator, SECOND)
    assert judge.names("tasks") == ["capture"]
    assert judge.names("apps") == ["orders", "stock"]
    assert judge("app_secrets")["orders"]["secret"] == SECRET
    assert judge("app_secrets")["stock"]["secret"] == Judge(emulator)("app_secrets")["stock"]["secret"]


def test_archives_bring_what_only_they_hold(
    run: Runner, emulator: EmulatorProcess, backup: Path, vault: tuple[str, ...]
) -> None:
    emulator.clear_requests()
    planned = restore(run, vault, backup=backup, check=True)
    assert emulator.requests(mutating=True) == []
    assert planned[STEP]["archives"] == {
        "used": True, "why": f"only they hold {CAPTURE}", "order": ["assets/assets-001.zip"], "cycles": [], "jobs": [],
    }  # fmt: skip
    done = restore(run, vault, backup=backup)
    assert_restored(emulator)
    assert outcomes(done)[CAPTURE] == "created" == outcomes(planned)[CAPTURE]
    assert [job["status"] for job in done[STEP]["archives"]["jobs"]] == ["succeeded"]
    # nothing of it is left to be done, whatever is wanted of archives
    for mode in ("auto", "always"):
        emulator.clear_requests()
        again = restore(run, vault, backup=backup, archives=mode)
        assert emulator.requests(mutating=True) == []
        assert (outcomes(again)[CAPTURE], again[STEP].changed) == ("unchanged", False)


def test_archives_that_are_not_used_are_told(
    run: Runner, emulator: EmulatorProcess, backup: Path, vault: tuple[str, ...]
) -> None:
    for choice, why in (({"only": {"kinds": ["apps"]}}, "a part was asked for"), ({"archives": "never"}, "not wanted")):
        done = restore(run, vault, backup=backup, **choice)
        assert (outcomes(done)[CAPTURE], imports(emulator)) == ("skipped", 0)
        assert why in done[STEP]["archives"]["why"]
    refused = restore(run, vault, backup=backup, archives="always", only={"kinds": ["apps"]}, fails=True)
    assert "archives: cannot be always" in refused[STEP].msg
    # secrets of applications that are there: the import may replace them, so that they have to be known
    missing = restore(run, backup=backup, fails=True)[STEP]
    assert f"the secret {ORDERS} is not at hand" in missing.msg


def test_an_import_that_fails_is_told(
    run: Runner, emulator: EmulatorProcess, backup: Path, vault: tuple[str, ...]
) -> None:
    job: dict[str, Any] = {
        "status": "FAILED", "progress_percent": 1.0,
        "reason": [{"resource_type": "task", "resource_name": "capture", "error_code": "X", "error_msg": "no room"}],
    }  # fmt: skip
    emulator.fault("POST", "/assets/import", status=200, body={"job_id": "0" * 32})
    emulator.fault("GET", "/assets/jobs/", status=200, body=job)
    failed = restore(run, vault, backup=backup, fails=True)
    assert f"{CAPTURE} did not come from the archives (the service said: no room)" in failed[STEP].msg
    assert (outcomes(failed)[CAPTURE], outcomes(failed)["apps/orders"]) == ("failed", "created")
    restore(run, vault, backup=backup)
    assert_restored(emulator)


def test_a_lost_answer_makes_nothing_twice(
    run: Runner, emulator: EmulatorProcess, backup: Path, vault: tuple[str, ...]
) -> None:
    emulator.fault("POST", "/assets/import", reset="after")
    restore(run, vault, backup=backup)
    assert imports(emulator) >= 2
    assert_restored(emulator)


@pytest.mark.parametrize("moment", ["document", "import", "afterwards"])
def test_a_run_that_is_killed_is_gone_on_with(
    run: Runner, emulator: EmulatorProcess, backup: Path, vault: tuple[str, ...], moment: str
) -> None:
    """Nothing is made twice, whatever the moment turns out to be, and no journal outlives the restore."""
    emulator.switch(latency_ms=60, asset_job_seconds=1.0)
    extra = {"roma_connection": {"instance_id": SECOND}, "restore_backup": str(backup)}
    process = run.start(RESTORE, extra_vars=extra, options=vault)
    reached = {
        "document": lambda: emulator.state(SECOND)["apps"] > 0,
        "import": lambda: imports(emulator) > 0,
        "afterwards": lambda: emulator.state(SECOND)["fdi_tasks"] > 0,
    }[moment]
    emulator.clear_requests()
    wait_until(lambda: reached() or process.poll() is not None)
    kill(process.pid)
    process.communicate()
    emulator.switch(latency_ms=0)
    done = restore(run, vault, backup=backup)
    assert_restored(emulator)
    assert {record["outcome"] for record in done[STEP]["results"]} <= {"created", "updated", "unchanged"}
    assert list(run.temporary.rglob("*.import")) == []
    emulator.clear_requests()
    restore(run, vault, backup=backup)
    assert emulator.requests(mutating=True) == []


def test_a_drill_leaves_archives_alone(
    run: Runner, emulator: EmulatorProcess, backup: Path, vault: tuple[str, ...]
) -> None:
    """What no document can take back must not be left on the scratch instance."""
    variables = {"drill_path": str(backup), "drill_connection": {"instance_id": SECOND}}
    before = emulator.state(SECOND)
    done = run("roma.connect.restore_drill", extra_vars=variables, options=vault)
    assert done["Restore onto the scratch instance, compare, and take it back"]["restorable"]
    assert (emulator.state(SECOND), imports(emulator)) == (before, 0)
