# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where APIs are published: in declared environments, in their present definition, whatever happens on the way."""

from __future__ import annotations

import time
from typing import Any

import pytest
from huaweicloudsdkroma import v2

from tests.emulator.identity import tenant
from tests.emulator.process import EmulatorProcess
from tests.integration.api_cases import PUBLISH, live
from tests.integration.judge import Judge
from tests.integration.playbook import Run, Runner, Task
from tests.integration.test_apis import MOCK, NEEDS, api, config, operations

#: publication times of the service have no fractions: what is changed within a second is not told from it
A_WHILE = 2.1


def fault(method: str, path: str, **what: Any) -> Task:
    described = {"match": {"method": method, "path": path}, **what}
    return {"name": f"arm {method} {path} {what}", "emulator": {"faults": described}}


def wait() -> Task:
    return {"name": "wait", "ansible.builtin.pause": {"seconds": A_WHILE}}


def at_work(judge: Judge) -> dict[str, str]:
    """Environment → path of the definition that callers reach there."""
    return live(judge, judge("apis")["order-status"])


def versions(judge: Judge) -> int:
    api_id = judge("apis")["order-status"]["id"]
    return len(judge.all_of("list_api_versions_v2", "api_versions", api_id=api_id))


def acted(result: Run, name: str) -> list[str]:
    """Changes of the definition, publications and the like, by what they are."""
    short = {"UpdateApiV2": "update", "CreateApiV2": "create", "DeleteApiV2": "delete", PUBLISH: "act"}
    return [short.get(operation, operation) for operation in operations(result, name)]


def test_published_anew_and_taken_offline(run: Runner, judge: Judge) -> None:
    result = run(
        [
            config("needs", NEEDS),
            api("make", MOCK),
            api("publish", {"publications": ["STAGE", "RELEASE"]}),
            api("publish again", {"publications": ["RELEASE", "STAGE"]}),
            api("plan", {"path": "/orders/all", "publications": ["STAGE", "RELEASE"]}, check_mode=True),
            api("change", {"path": "/orders/all", "publications": ["STAGE", "RELEASE"]}),
            api("move", {"publications": ["RELEASE"]}),
        ],
        diff=True,
    )
    assert acted(result, "make") == ["create"]
    assert acted(result, "publish") == ["act", "act"]
    assert result["publish"]["diff"] == {"before": {"name": "order-status", "group": "orders-v1", "publications": []},
                                         "after": {"name": "order-status", "group": "orders-v1",
                                                   "publications": ["STAGE", "RELEASE"]}}  # fmt: skip
    assert not result["publish again"].changed
    assert result.writes("plan") == []
    assert acted(result, "change") == ["update", "act", "act"]
    assert acted(result, "move") == ["act"]
    assert at_work(judge) == {"RELEASE": "/orders/all"}
    result = run([api("nowhere", {"publications": []}), api("nowhere again", {"publications": []})])
    assert acted(result, "nowhere") == ["act"]
    assert not result["nowhere again"].changed
    assert at_work(judge) == {}


def test_a_draft_stays_a_draft(run: Runner, judge: Judge) -> None:
    """Without a word about publications, what is published stays; only who asks for it brings the draft there."""
    both = {"publications": ["STAGE", "RELEASE"]}
    result = run(
        [
            config("make", {**NEEDS, "apis": [{**MOCK, **both}]}),
            wait(),
            api("edit", {"path": "/orders/new"}),
            api("edit again", {"path": "/orders/new"}),
            {"name": "read", "roma.connect.config_info": {"kinds": ["apis"]}, "register": "state"},
            config("apply", "{{ state.document }}"),
            {"name": "show", "roma.connect.api_info": {"name": "order-status"}},
            api("say where", both),
            api("ask", {**both, "unpublished_changes": False}, check_mode=True),
        ],
        diff=True,
        warnings=True,
    )
    assert acted(result, "edit") == ["update"]
    assert not result["edit again"].changed
    (read,) = result["read"]["document"]["apis"]
    assert (sorted(read["publications"]), read["unpublished_changes"]) == (["RELEASE", "STAGE"], True)
    assert not result["apply"].changed
    (shown,) = result["show"]["apis"]
    assert (sorted(shown["publications"]), shown["unpublished_changes"]) == (["RELEASE", "STAGE"], True)
    assert not result["say where"].changed
    assert "has changes that are not published: path" in result.output
    assert result["ask"]["diff"]["before"]["unpublished_changes"] is True
    assert result["ask"]["diff"]["after"]["unpublished_changes"] is False
    assert at_work(judge) == {"STAGE": "/orders", "RELEASE": "/orders"}

    both["unpublished_changes"] = False
    result = run([api("publish", both), api("again", both)])
    assert acted(result, "publish") == ["act", "act"]
    assert not result["again"].changed
    assert at_work(judge) == {"STAGE": "/orders/new", "RELEASE": "/orders/new"}


def test_what_somebody_else_has_changed_is_not_published_unasked(run: Runner, judge: Judge) -> None:
    """Neither with a change of something else, nor in another environment."""
    where = {"publications": ["STAGE"]}
    result = run(
        [
            config("make", {**NEEDS, "apis": [{**MOCK, **where}]}),
            wait(),
            api("somebody else", {"path": "/orders/new", "cors": True}),
            api("change", {**where, "remark": "r"}, ignore_errors=True),
            api("plan", {**where, "remark": "r"}, ignore_errors=True, check_mode=True),
            api("elsewhere", {"publications": ["STAGE", "RELEASE"]}, ignore_errors=True),
            api(
                "elsewhere, and leave",
                {"publications": ["STAGE", "RELEASE"], "unpublished_changes": True},
                ignore_errors=True,
            ),
            api("leave", {**where, "remark": "r", "unpublished_changes": True}),
            api("leave again", {**where, "remark": "r", "unpublished_changes": True}),
        ],
        diff=True,
    )
    for name in ("change", "plan", "elsewhere"):
        assert result[name].failed
        (problem,) = result[name]["problems"]
        assert problem.startswith("unpublished_changes: is not given, and somebody has changed ")
        assert "path" in problem
        assert "cors" in problem
        assert result.writes(name) == []
    (problem,) = result["elsewhere, and leave"]["problems"]
    assert problem.startswith("publications: somebody has changed ")
    assert "this would be published in RELEASE, though unpublished_changes is true" in problem
    assert result.writes("elsewhere, and leave") == []
    assert acted(result, "leave") == ["update"]
    assert not result["leave again"].changed
    assert at_work(judge) == {"STAGE": "/orders"}

    asked = {**where, "remark": "s", "unpublished_changes": False}
    result = run([api("publish", asked), api("publish again", asked)])
    assert acted(result, "publish") == ["update", "act"]
    assert not result["publish again"].changed
    assert at_work(judge) == {"STAGE": "/orders/new"}


def test_an_exact_declaration_publishes(run: Runner, judge: Judge) -> None:
    """A dump of a time when all was published brings that back, and says so."""
    result = run(
        [
            config("make", {**NEEDS, "apis": [{**MOCK, "publications": ["STAGE", "RELEASE"]}]}),
            {"name": "read", "roma.connect.config_info": {}, "register": "state"},
            wait(),
            api("somebody else", {"path": "/orders/new", "cors": True}),
            {"name": "exactly", "roma.connect.config": {"document": "{{ state.document }}", "exact": True}},
            {"name": "again", "roma.connect.config": {"document": "{{ state.document }}", "exact": True}},
        ],
        diff=True,
    )
    (changed,) = [item["changed"] for item in result["exactly"]["results"] if item["action"] != "none"]
    assert sorted(changed) == ["cors", "path", "unpublished_changes"]
    assert not result["again"].changed
    assert at_work(judge) == {"STAGE": "/orders", "RELEASE": "/orders"}


def test_an_older_definition_that_is_not_held(run: Runner, judge: Judge, emulator: EmulatorProcess) -> None:
    """On another instance the API is published all the same, and it is said with what."""
    second = {"instance_id": tenant.SECOND_INSTANCE.id}
    result = run(
        [
            config("make", {**NEEDS, "apis": [{**MOCK, "publications": ["STAGE"]}]}),
            wait(),
            api("edit", {"path": "/orders/new"}),
            {"name": "read", "roma.connect.config_info": {}, "register": "state"},
            {"name": "elsewhere", "roma.connect.config": {"document": "{{ state.document }}", **second,
                                                         "secrets": {"app_secrets/orders/secret": "Orders+Secret/1"}}},
        ],
        warnings=True,
    )  # fmt: skip
    assert "apis[0] (order-status): is published with this definition" in " ".join(result.output.split())
    assert result["read"]["not_covered"] == [
        {"kind": "apis", "name": "order-status/orders-v1", "what": "the definition that is published in STAGE",
         "why": "it has been changed since; documents hold the changed one"}
    ]  # fmt: skip


def test_an_older_definition_is_taken_offline(run: Runner, judge: Judge) -> None:
    result = run(
        [
            config("make", {**NEEDS, "apis": [{**MOCK, "publications": ["STAGE", "RELEASE"]}]}),
            wait(),
            api("edit", {"path": "/orders/new"}),
            api("nowhere", {"publications": []}),
            api("nowhere again", {"publications": []}),
        ]
    )
    assert acted(result, "nowhere") == ["act", "act"]
    assert not result["nowhere again"].changed
    assert at_work(judge) == {}


def test_a_run_that_breaks_before_it_publishes(run: Runner, judge: Judge) -> None:
    changed = {**MOCK, "path": "/orders/new", "publications": ["STAGE"]}
    refusal = {"status": 500, "body": {"error_code": "APIG.9008", "error_msg": "broken"}, "count": 20}
    result = run(
        [
            config("make", {**NEEDS, "apis": [{**MOCK, "publications": ["STAGE"]}]}),
            wait(),
            fault("POST", "/apis/action$", **refusal),
            {"name": "broken", "roma.connect.config": {"document": {"apis": [changed]}, "api_retries": 1},
             "ignore_errors": True},
        ]
    )  # fmt: skip
    assert result["broken"].failed
    assert result["broken"]["error"]["code"] == "APIG.9008"
    assert acted(result, "broken") == ["update", "act", "act"]
    assert at_work(judge) == {"STAGE": "/orders"}
    judge.emulator.clear_faults()

    result = run([config("plan", {"apis": [changed]}, check_mode=True), config("next", {"apis": [changed]}),
                  config("last", {"apis": [changed]})])  # fmt: skip
    assert result["plan"]["results"][0]["changed"] == ["unpublished_changes"]
    assert acted(result, "next") == ["act"]
    assert not result["last"].changed
    assert at_work(judge) == {"STAGE": "/orders/new"}


def test_lost_answers(run: Runner, judge: Judge) -> None:
    """A publication that is repeated does no harm; going offline is found to be done."""
    both = {"publications": ["STAGE", "RELEASE"]}
    result = run(
        [
            config("make", {**NEEDS, "apis": [MOCK]}),
            fault("POST", "/apis/action$", reset="after"),
            api("publish", both),
            api("publish again", both),
            fault("POST", "/apis/action$", reset="after"),
            api("offline", {"publications": ["STAGE"]}),
            api("offline again", {"publications": ["STAGE"]}),
        ]
    )
    for name in ("publish again", "offline again"):
        assert not result[name].changed
    assert acted(result, "publish") == ["act"] * 3
    assert [entry["status"] for entry in result.requests("offline", mutating=True)] == [None, 404]
    assert at_work(judge) == {"STAGE": "/orders"}


@pytest.mark.parametrize("lost", [False, True])
def test_a_published_api_is_deleted(run: Runner, judge: Judge, lost: bool) -> None:
    absent = {"state": "absent"}
    disturb = fault("POST", "/apis/action$", reset="after") if lost else wait()
    result = run(
        [
            config("make", {**NEEDS, "apis": [{**MOCK, "publications": ["STAGE", "RELEASE"]}]}),
            disturb,
            api("plan", absent, check_mode=True),
            api("delete", absent),
            api("delete again", absent),
        ]
    )
    assert result["plan"].changed
    assert result.writes("plan") == []
    assert acted(result, "delete") == ["act"] * (3 if lost else 2) + ["delete"]
    assert not result["delete again"].changed
    assert judge("apis") == {}


def test_an_api_that_cannot_be_taken_offline_is_not_deleted(run: Runner, judge: Judge) -> None:
    body = {"error_code": "APIG.1102", "error_msg": "No permissions to perform operations on this API"}
    result = run(
        [
            config("make", {**NEEDS, "apis": [{**MOCK, "publications": ["STAGE"]}]}),
            fault("POST", "/apis/action$", status=403, body=body),
            api("delete", {"state": "absent"}, ignore_errors=True),
        ]
    )
    assert result["delete"]["error"] | {"status": 403, "code": "APIG.1102"} == result["delete"]["error"]
    assert acted(result, "delete") == ["act"]
    assert at_work(judge) == {"STAGE": "/orders"}


def test_variables(run: Runner, judge: Judge, emulator: EmulatorProcess) -> None:
    """They have their values before an API is published with them; a new value is published by the service."""
    backend = {"url_domain": "#order_system#", "protocol": "HTTP", "method": "GET", "path": "/o", "timeout": 1000}
    new = {**MOCK, "mock_backend": None, "http_backend": backend, "publications": ["STAGE"]}
    variable = {"group": "orders-v1", "environment": "STAGE", "name": "order_system", "value": "10.0.0.7"}

    def document(value: str) -> dict[str, Any]:
        return {**NEEDS, "env_variables": [{**variable, "value": value}], "apis": [new]}

    result = run(
        [
            fault("POST", "/env-variables$", delay=0.7),
            config("make", document("10.0.0.7")),
            config("change", document("10.0.0.8")),
            config("again", document("10.0.0.8")),
        ]
    )
    assert operations(result, "make")[-3:] == ["CreateEnvironmentVariableV2", "CreateApiV2", PUBLISH]
    assert operations(result, "change") == ["UpdateEnvironmentVariableV2"]
    assert not result["again"].changed
    assert versions(judge) == 2

    emulator.control("POST", "/_emulator/reset")
    refusal = {"status": 400, "body": {"error_code": "APIG.2012", "error_msg": "refused by the test"}}
    result = run([fault("POST", "/env-variables$", **refusal),
                  config("no value", document("10.0.0.7"), ignore_errors=True)])  # fmt: skip
    assert result["no value"]["summary"]["dropped"] == 1
    assert "CreateApiV2" not in operations(result, "no value")


@pytest.mark.parametrize("code", ["APIG.3416", "APIG.4016"])
def test_somebody_publishes_meanwhile(run: Runner, judge: Judge, emulator: EmulatorProcess, code: str) -> None:
    """The service refuses to delete it then, and this is told."""
    run([config("make", {**NEEDS, "apis": [MOCK]})])
    found, environment = judge("apis")["order-status"], judge("environments")["STAGE"]
    emulator.switch(published_api_code=code)
    emulator.fault("DELETE", "/apis/", delay=3)
    emulator.clear_requests()
    running = run.start([api("delete", {"state": "absent"})])
    deadline = time.monotonic() + 30
    while not any(entry["operation"] == "ShowDetailsOfApiV2" for entry in emulator.requests()):
        assert time.monotonic() < deadline
        time.sleep(0.1)
    body = v2.ApiActionInfo(action="online", api_id=found["id"], env_id=environment["id"])
    judge.client.create_or_delete_publish_record_for_api_v2(
        v2.CreateOrDeletePublishRecordForApiV2Request(instance_id=judge.instance_id, body=body)
    )
    result = run.finish(running)
    assert result["delete"]["error"] | {"status": 409, "code": code} == result["delete"]["error"]
    assert at_work(judge) == {"STAGE": "/orders"}
