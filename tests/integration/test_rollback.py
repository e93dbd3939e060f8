# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A run that fails takes back what it has done, wherever it fails; what cannot be taken back is told in time."""

from __future__ import annotations

import copy
import json
import re
import time
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.roma.connect.plugins.module_utils._catalog._registry import BY_KIND
from ansible_collections.roma.connect.plugins.module_utils._document._file import document_of
from ansible_collections.roma.connect.plugins.module_utils._run._documents import _apply

from tests.emulator.identity import tenant
from tests.emulator.process import EmulatorProcess
from tests.integration.instance import Instance
from tests.integration.playbook import Runner
from tests.integration.policy_cases import NEEDS

FORMER, NEWER, PASSWORD = "Canary+Former/1", "Canary+Newer/22", "Canary+Password/3"
START: dict[str, Any] = {
    "apps": [{"name": "orders", "remark": "as it was"}, {"name": "gone", "remark": "r"}],
    "app_secrets": [{"app": "orders", "secret": FORMER}, {"app": "gone", "secret": FORMER + "x"}],
    "environments": [{"name": "STAGE"}],
    "api_groups": [{"name": "orders-v1", "app": "orders", "remark": "r"}],
    "env_variables": [{"environment": "STAGE", "group": "orders-v1", "name": "host", "value": "h"}],
}
CHANGED: dict[str, Any] = {
    "apps": [{"name": "orders", "remark": "new"}, {"name": "more"}, {"name": "gone", "state": "absent"}],
    "app_secrets": [{"app": "orders", "secret": NEWER}, {"app": "more", "secret": NEWER}],
    "environments": [{"name": "STAGE", "remark": "new"}, {"name": "LIVE"}],
    "api_groups": [{"name": "orders-v1", "app": "orders", "remark": "new"}, {"name": "more-v1", "app": "more"}],
    "env_variables": [
        {"environment": "STAGE", "group": "orders-v1", "name": "host", "state": "absent"},
        {"environment": "LIVE", "group": "orders-v1", "name": "host", "value": "i"},
    ],
}
SOURCE = {"name": "db", "app": "orders", "type": "MYSQL",
          "content": {"mode": "default", "host": "db.internal", "port": "3306", "database_name": "orders",
                      "user_name": "svc", "password": PASSWORD}}  # fmt: skip


@pytest.fixture
def main(emulator: EmulatorProcess) -> Instance:
    emulator.switch(duplicate_datasource_names=True)
    return Instance(emulator, tenant.MAIN_INSTANCE.id)


@pytest.mark.parametrize(("method", "skip"), [("POST", 3), ("PUT", 1), ("DELETE", 1)])
def test_a_failed_run_is_taken_back(main: Instance, emulator: EmulatorProcess, method: str, skip: int) -> None:
    main.apply(START)
    before, state = main.read(include_secrets=True)["document"], emulator.state()
    emulator.fault(method, skip=skip, status=403, body={"error_code": "APIG.3104", "error_msg": "no"})
    emulator.clear_requests()
    failed = main.run("config", document=CHANGED, rollback=True, undo=True, diff=True)
    assert failed["failed"]
    assert failed["error"]["code"] == "APIG.3104"
    assert failed["rollback"]["left"] == []
    assert "taken back: " in failed["msg"]
    assert "not taken back" not in failed["msg"]
    assert main.read(include_secrets=True)["document"] == before
    assert emulator.state() == state
    # the first failure has kept all else from being begun, but for what was under way
    refused = [entry["fault"] is not None for entry in emulator.requests(mutating=True)].index(True)
    assert refused - 1 <= failed["summary"]["rolled_back"] <= refused + 10
    assert [failed["summary"][outcome] for outcome in ("created", "updated", "deleted", "adopted")] == [0] * 4
    assert {item["status"] for item in failed["results"]} <= {"ok", "failed", "dropped", "rolled_back"}
    assert "Canary" not in json.dumps(failed)
    # and it can be tried again
    assert main.apply(CHANGED, rollback=True)["summary"]["failed"] == 0
    assert "rollback" not in main.apply(CHANGED, rollback=True)


def test_what_cannot_be_brought_back_is_told(main: Instance, emulator: EmulatorProcess) -> None:
    document = {**START, "datasources": [SOURCE, {**SOURCE, "name": "old"}]}
    main.apply(document)
    changed = copy.deepcopy(SOURCE)
    changed["content"]["password"] += "new"
    due = {"datasources": [changed, {"name": "old", "app": "orders", "state": "absent"}],
           "environments": [{"name": "STAGE", "state": "absent"}],
           "env_variables": [{**START["env_variables"][0], "state": "absent"}]}  # fmt: skip
    planned = main.plan(due, rollback=True, update_secrets="always")
    told = [warning for warning in planned["warnings"] if warning.startswith("rollback: ")]
    assert [warning.partition(" cannot ")[0] for warning in told] == [
        "rollback: datasources/db/orders: the former value of content.password",
        "rollback: datasources/old/orders: the former value of content.password",
    ]
    # the environment goes last
    emulator.fault("DELETE", path="/envs/", status=403, body={"error_code": "APIG.3104", "error_msg": "no"})
    failed = main.run("config", document=due, rollback=True, update_secrets="always")
    left = failed["rollback"]["left"]
    assert any("datasources/db/orders: the former value of content.password cannot be brought back" in s for s in left)
    assert any("the secret has no value" in sentence for sentence in left)
    assert "not taken back: datasources/db/orders" in failed["msg"]
    assert "Canary" not in json.dumps(failed)
    found = main.read()["document"]
    assert [entry["name"] for entry in found["datasources"]] == ["db"]
    assert found["env_variables"] == main.read()["document"]["env_variables"]
    assert [entry["name"] for entry in found["env_variables"]] == ["host"]


def test_what_no_document_holds_is_told(main: Instance) -> None:
    """The former definition of an API that callers get while the present one is not published."""
    main.apply(NEEDS)
    place = {"name": "orders", "group": "orders-v1"}
    time.sleep(1.2)  # times of publications are compared by the second
    main.apply({"apis": [{**place, "path": "/anew", "unpublished_changes": True}]})
    for more, lost in (({"state": "absent"}, True), ({"remark": "r", "unpublished_changes": False}, True),
                       ({"remark": "r", "unpublished_changes": True}, False)):  # fmt: skip
        planned = main.plan({"apis": [{**place, **more}]}, rollback=True)
        told = [warning for warning in planned.get("warnings", []) if warning.startswith("rollback: apis/orders/")]
        assert [re.sub(" in .* cannot", " cannot", warning) for warning in told] == lost * [
            "rollback: apis/orders/orders-v1: the definition that is published cannot be brought back: it has been "
            "changed since; documents hold the changed one"]  # fmt: skip


def test_a_service_that_is_gone_is_told(main: Instance, emulator: EmulatorProcess, tmp_path: Path) -> None:
    main.apply(START)
    path = tmp_path / "undo.yml"
    emulator.fault("POST", skip=1, status=403, body={"error_code": "APIG.3104", "error_msg": "no"})
    emulator.fault("DELETE", count=1000, status=403, body={"error_code": "APIG.3105", "error_msg": "never"})
    failed = main.run("config", document={"apps": [{"name": "one"}, {"name": "two"}]}, rollback=True,
                      undo_file=str(path))  # fmt: skip
    assert "not taken back: apps/" in failed["msg"]
    assert "APIG.3105" in failed["msg"]
    emulator.clear_faults()
    undone = main.run("config", document=document_of(path.read_text(), "undo.yml"), exact=True)
    assert undone["summary"]["deleted"] == 1


@pytest.mark.parametrize("status", [409, 504])
def test_what_somebody_else_has_made_stays(
    main: Instance, emulator: EmulatorProcess, tmp_path: Path, status: int
) -> None:
    """A conflict tells of somebody else's object; what is there after a lost answer is the run's own."""
    path = tmp_path / "undo.yml"
    emulator.fault("POST", "/apps$", status=status, after_work=True, body={"error_code": "X.1", "error_msg": "no"})
    emulator.fault("POST", "/api-groups$", status=403, body={"error_code": "APIG.3104", "error_msg": "no"})
    document = {"apps": [{"name": "shared"}], "api_groups": [{"name": "grp", "app": "shared"}]}
    failed = main.run("config", document=document, rollback=True, undo=True, undo_file=str(path))
    assert "APIG.3104" in failed["msg"], failed
    theirs = status == 409
    assert [entry["name"] for entry in main.read()["document"].get("apps", [])] == ["shared"] * theirs
    assert failed["rollback"]["summary"]["deleted"] == (not theirs)
    for way in (failed["undo"], document_of(path.read_text(), "undo.yml")):
        assert [entry["name"] for entry in way.get("apps", [])] == ["shared"] * (not theirs)
        assert "api_groups" not in way  # it was refused
    assert (failed["summary"]["adopted"], failed["summary"]["rolled_back"]) == (theirs, not theirs)
    app = next(entry for entry in failed["results"] if entry["kind"] == "apps")
    assert app.get("adopted", False) == theirs
    assert ["was there already" in note for note in app["notes"]] == [True] * theirs
    assert any("(shared): was there already" in warning for warning in failed.get("warnings", [])) == theirs
    assert ("apps/shared: somebody else has made it" in failed["msg"]) == theirs


def test_what_was_refused_is_not_taken_back(
    main: Instance, emulator: EmulatorProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody makes an object that this run was not allowed to make."""
    real = _apply.take_back

    def late(*args: Any) -> Any:
        main.call("POST", BY_KIND["apps"].collection, {"name": "orders"})
        return real(*args)

    monkeypatch.setattr(_apply, "take_back", late)
    emulator.fault("POST", "/apps$", status=403, body={"error_code": "APIG.3104", "error_msg": "no"})
    failed = main.run("config", document={"apps": [{"name": "orders"}]}, rollback=True)
    assert failed["rollback"]["summary"]["deleted"] == 0
    assert [entry["name"] for entry in main.read()["document"]["apps"]] == ["orders"]


def test_the_playbook_takes_back(run: Runner, emulator: EmulatorProcess) -> None:
    run("roma.connect.provision", extra_vars={"roma_document": START})
    state = emulator.state()
    emulator.fault("POST", skip=2, status=403, body={"error_code": "APIG.3104", "error_msg": "no"})
    variables = {"roma_document": CHANGED, "roma_rollback": True}
    failed = run("roma.connect.provision", extra_vars=variables, fails=True, diff=True, verbosity=3)
    assert "taken back: " in failed["Apply the document"].msg
    assert emulator.state() == state
    assert FORMER not in failed.output
    emulator.clear_faults()
