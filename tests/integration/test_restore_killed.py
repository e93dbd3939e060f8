# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Restores and drills that are killed, or meet faults, at every kind of request: the next run goes on, and nothing is
left of them.

The operations run in copies of this process, as the action plugin runs them.
"""

from __future__ import annotations

import re
import tempfile
import time
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.roma.connect.plugins.module_utils._service._client import Client
from ansible_collections.roma.connect.plugins.module_utils._service._http import HttpService
from ansible_collections.roma.connect.tests.unit.generator import Generator
from huaweicloudsdkroma import v2

from tests.emulator.identity import tenant
from tests.emulator.process import EmulatorProcess
from tests.integration.instance import Instance
from tests.integration.judge import Judge
from tests.integration.mortal import Deaths
from tests.integration.test_generated_documents import BUILT_IN
from tests.integration.test_restore_everything import VAULT, back_up, instances, restore

SECOND = tenant.SECOND_INSTANCE.id
PASSWORD = "Canary-of-devices-1"
PRODUCT = {"apps": [{"name": "orders"}], "products": [{
    "name": "printer", "app": "orders", "manufacturer_id": "acme", "manufacturer_name": "Acme", "model": "P1",
    "protocol_type": "mqtt", "product_type": "normal", "data_format": "json",
    "authentication": {"password": PASSWORD}}]}  # fmt: skip
#: what a run gets over
PASSING: list[dict[str, Any]] = [
    {"reset": "before"}, {"reset": "after"}, {"status": 503}, {"status": 429, "headers": {"Retry-After": "0"}},
    {"truncate": 5},
]  # fmt: skip
REFUSED = {"error_code": "X.1", "error_msg": "no"}
#: what it tells, while all that does not depend on it is done
LASTING: list[dict[str, Any]] = [
    *({"status": status, "body": REFUSED} for status in (400, 500)), {"status": 500, "after_work": True},
    {"status": 200, "body": {}}, {"status": 200, "body": []}, {"status": 200, "body": {}, "after_work": True},
]  # fmt: skip


@pytest.fixture(autouse=True)
def notes(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The directory in which runs note what is under way."""
    place = tmp_path / "temporary"
    place.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    return place


def everything(main: Instance, judge: Judge) -> None:
    """Fill an instance with one object of each kind, and with a task that only archives hold."""
    document = Generator(22, fewest=1, most=1, present=BUILT_IN).document()
    main.apply(document)
    body = v2.MultiTaskRequestBody(task_name="capture", operation_types=["INSERT"], task_type="REALTIME",
                                   source_app_id=judge("apps")[document["apps"][0]["name"]]["id"])  # fmt: skip
    judge.client.create_multi_tasks(v2.CreateMultiTasksRequest(instance_id=judge.instance_id, body=body))


def left_in(notes: Path) -> list[str]:
    return [path.name for path in notes.rglob("*") if path.is_file() and path.suffix != ".lock"]


def test_a_restore_that_is_killed_at_every_kind_of_request(
    emulator: EmulatorProcess, judge: Judge, notes: Path, tmp_path: Path
) -> None:
    """Each run is killed right after a request at which none was killed before, one of them also while it is sent."""
    main, second = instances(emulator, 0)
    everything(main, judge)
    backup = back_up(main, tmp_path, archives=True)
    deaths = Deaths(lambda method, path, answered: (
        (method != "GET" and answered) or path.endswith("/import") or "/assets/jobs" in path))  # fmt: skip
    options = {"vault": VAULT, "path": str(backup), "allow_new_secrets": True, "concurrency": 1}
    while deaths.strike(lambda: second.run("backup_restore", **options)):
        assert len(deaths.moments) < 80
    struck = {path.rpartition("/")[2] for _method, path, _answered in deaths.moments}
    assert struck >= {"apps", "secret", "apis", "datasources", "authentication", "import", "topics"}
    want, have = (instance.read(include_secrets=True)["document"] for instance in (main, second))
    for kind, entries in want.items():
        assert have[kind] == entries
    assert Judge(emulator, SECOND).names("tasks") == judge.names("tasks")
    assert left_in(notes) == []
    emulator.clear_requests()
    assert not restore(second, backup)["changed"]
    assert emulator.requests(mutating=True) == []


def test_faults_at_every_kind_of_request(
    emulator: EmulatorProcess, judge: Judge, notes: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In each run another one at each: those that pass do not matter, and after the others the next run completes."""
    monkeypatch.setattr(HttpService, "wait", lambda service, seconds: time.sleep(min(seconds, 0.02)))
    main, _second = instances(emulator, 0)
    everything(main, judge)
    backup = back_up(main, tmp_path, archives=True)
    want = main.read(include_secrets=True)["document"]
    emulator.clear_requests()
    restore(fresh(emulator), backup)
    kinds = list(dict.fromkeys((entry["method"], pattern(entry["path"])) for entry in emulator.requests()))
    for turn in range(len(PASSING)):
        arm(emulator, kinds, PASSING, turn)
        scratch = fresh(emulator)
        restore(scratch, backup, api_retries=9)
        emulator.clear_faults()
        assert like(scratch.read(include_secrets=True)["document"], want)
    scratch, messages = fresh(emulator), []
    for turn in range(len(LASTING)):
        arm(emulator, [kind for kind in kinds if kind[0] != "GET"], LASTING, turn)
        messages.append(str(run(scratch, backup).get("msg", "")))
        emulator.clear_faults()
    assert any("entries failed" in message for message in messages)
    assert not any("internal error" in message or "Traceback" in message for message in messages)
    assert not run(scratch, backup).get("failed")
    assert like(scratch.read(include_secrets=True)["document"], want)
    assert left_in(notes) == []


def run(instance: Instance, backup: Path) -> dict[str, Any]:
    return instance.run("backup_restore", vault=VAULT, path=str(backup), allow_new_secrets=True)


def fresh(emulator: EmulatorProcess) -> Instance:
    (made,) = emulator.control("POST", "/_emulator/instances", [{"name": "scratch"}])
    return Instance(emulator, made)


def pattern(path: str) -> str:
    """A path, whatever the ids in it."""
    return re.sub(r"(?<=/)([0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{32}|\d+)(?=/|$)", "[^/]+", path) + "$"


def arm(emulator: EmulatorProcess, kinds: list[tuple[str, str]], faults: list[dict[str, Any]], turn: int) -> None:
    for number, (method, path) in enumerate(kinds):
        emulator.fault(method, path, count=1, **faults[(number + turn) % len(faults)])


def like(have: dict[str, Any], want: dict[str, Any]) -> bool:
    return all(have[kind] == entries for kind, entries in want.items())


@pytest.mark.parametrize("how", ["killed", "refused"])
def test_a_secret_that_follows_its_object_is_not_forgotten(
    emulator: EmulatorProcess, notes: Path, tmp_path: Path, how: str
) -> None:
    """The password of a product is set after the product has been made, and nobody can see whether it was."""
    main, second = instances(emulator, 0)
    main.apply(PRODUCT)
    backup = back_up(main, tmp_path)
    options = {"vault": VAULT, "path": str(backup), "portable": True}
    if how == "killed":
        deaths = Deaths(lambda method, path, answered: method == "POST" and path.endswith("/products") and answered)
        assert deaths.strike(lambda: second.run("backup_restore", **options))
    else:
        emulator.fault("PUT", "/authentication$", status=400, body={"error_code": "X.1", "error_msg": "no"}, count=1)
        assert second.run("backup_restore", **options)["failed"]
    assert len(left_in(notes)) == 1
    # a part without it, and a plan, do not make it forgotten
    assert not second.run("backup_restore", only={"kinds": ["apps"]}, **options).get("failed")
    planned = second.run("backup_restore", check_mode=True, **options)
    emulator.clear_requests()
    done = second.run("backup_restore", expect_plan=planned["plan_digest"], **options)
    assert not done.get("failed"), done
    written = [entry["operation"] for entry in emulator.requests(mutating=True)]
    if how == "killed":  # perhaps before another secret, which is set at the same time
        written = [operation for operation in written if operation != "ResetRomaAppSecret"]
    assert written == ["ResetProductAuthentication"]
    assert {record["kind"]: record["outcome"] for record in done["results"]}["products"] == "updated"
    assert left_in(notes) == []
    assert not second.run("backup_restore", **options)["changed"]
    assert not any(PASSWORD in path.read_text(errors="replace") for path in notes.rglob("*") if path.is_file())


def test_a_drill_that_is_killed_at_every_kind_of_request(
    emulator: EmulatorProcess, notes: Path, tmp_path: Path
) -> None:
    """The next one takes away what is left, restores, and takes that away, too; then it is killed at the next kind."""
    main, second = instances(emulator, 0)
    main.apply({**PRODUCT, "environments": [{"name": "STAGE"}], "api_groups": [{"name": "orders-v1", "app": "orders"}],
                "app_secrets": [{"app": "orders", "secret": "Canary+of/orders.1"}]})  # fmt: skip
    backup = back_up(main, tmp_path)
    before = emulator.state(SECOND)
    deaths = Deaths(lambda method, path, answered: method != "GET" and answered)
    options = {"vault": VAULT, "path": str(backup), "concurrency": 1}
    while deaths.strike(lambda: second.run("backup_drill", **options)):
        assert len(deaths.moments) < 40
    struck = [(method, path.rpartition("instances/*/")[2]) for method, path, _answered in deaths.moments]
    print(struck)
    assert {("POST", "apps"), ("PUT", "apps/*/secret"), ("DELETE", "apps/*"), ("DELETE", "products/*")} <= set(struck)
    assert emulator.state(SECOND) == before
    assert sorted(path.name for path in backup.parent.iterdir()) == [backup.name]
    assert left_in(notes) == []


@pytest.mark.parametrize("refused", [False, True])
def test_a_drill_removes_nothing_that_it_has_not_made(
    emulator: EmulatorProcess, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, refused: bool
) -> None:
    """Somebody makes objects of the same names while it runs, and one that the backup does not know."""
    main, second = instances(emulator, 0)
    main.apply({"apps": [{"name": "orders"}], "environments": [{"name": "STAGE"}, {"name": "TEST"}]})
    backup = back_up(main, tmp_path)
    call, theirs = Client.call, [{"name": "STAGE", "remark": "theirs"}, {"name": "MINE"}]

    def crowded(self: Any, method: str, path: str, *more: Any, body: Any = None, **others: Any) -> Any:
        if method == "POST" and path.endswith("/envs"):
            if refused and body["name"] == "STAGE":
                emulator.fault("POST", "/envs$", status=403, body=REFUSED, count=1)
                try:
                    return call(self, method, path, *more, body=body, **others)
                finally:
                    call(self, "POST", path, body=theirs[0])
            while theirs and not refused:
                call(self, "POST", path, body=theirs.pop())
        return call(self, method, path, *more, body=body, **others)

    monkeypatch.setattr(Client, "call", crowded)
    options = {"vault": VAULT, "path": str(backup), "allow_new_secrets": True, "concurrency": 1}
    result = second.run("backup_drill", **options)
    monkeypatch.undo()
    assert result["failed"]
    assert not result["restorable"]
    kept = ["STAGE"] if refused else ["MINE", "STAGE"]
    assert sorted(result["left"]) == [f"environments/{name}" for name in kept]
    found = second.read()["document"]
    assert (found["apps"], sorted(entry["name"] for entry in found["environments"])) == ([], kept)
    assert "the instance is not empty, it has environments/" in second.run("backup_drill", **options)["msg"]
