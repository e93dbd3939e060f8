# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A whole document: planned, applied, applied again, changed, taken back, and applied while something goes wrong."""

from __future__ import annotations

import copy
from collections import Counter
from typing import Any

import pytest

from tests.emulator.process import EmulatorProcess
from tests.integration.instance import outcomes
from tests.integration.judge import Judge
from tests.integration.playbook import Run, Runner, Task

DOCUMENT: dict[str, Any] = {
    "apps": [{"name": "orders", "remark": "order intake", "favorite": True}, {"name": "billing"}],
    "app_secrets": [{"app": "orders", "secret": "Orders+Secret/1"}],
    "environments": [{"name": "STAGE"}, {"name": "LIVE", "remark": "careful"}],
    "api_groups": [
        {"name": "orders-v1", "app": "orders", "remark": "first"},
        {"name": "bills-v1", "app": "billing"},
        {"name": "common"},
    ],
    "env_variables": [
        {"environment": "STAGE", "group": "orders-v1", "name": "backend_host", "value": "10.0.0.7:8080"},
        {"environment": "LIVE", "group": "orders-v1", "name": "backend_host", "value": "10.1.0.7:8080"},
        {"environment": "RELEASE", "group": "common", "name": "timeout", "value": "30"},
    ],
}
CREATED = {"CreateRomaApp": 2, "ResetRomaAppSecret": 1, "CreateEnvironmentV2": 2, "CreateApiGroupV2": 3,
           "CreateEnvironmentVariableV2": 3}  # fmt: skip
TOTAL = sum(CREATED.values())


def config(document: Any, name: str = "config", options: dict[str, Any] | None = None, **keywords: Any) -> Task:
    return {"name": name, "roma.connect.config": {"document": document, **(options or {})}, **keywords}


def operations(result: Run, name: str) -> list[str]:
    return [str(entry["operation"]) for entry in result.requests(name, mutating=True)]


def outcome(result: Run, name: str, path: str) -> dict[str, Any]:
    (found,) = [item for item in result[name]["results"] if item["path"] == path]
    return found


def test_plan_apply_and_again(run: Runner, judge: Judge) -> None:
    result = run(
        [
            config(DOCUMENT, "plan", check_mode=True),
            config(DOCUMENT, "do"),
            config(DOCUMENT, "again"),
            {"name": "read", "roma.connect.config_info": {}, "register": "state"},
            config("{{ state.document }}", "restore"),
        ],
        diff=True,
    )
    assert result.writes("plan") == []
    assert Counter(operations(result, "do")) == CREATED
    for name in ("plan", "do"):
        assert result[name].changed
        assert result[name]["summary"]["created"] == TOTAL
    assert result["plan"]["diff"] == result["do"]["diff"]
    assert [item["path"] for item in result["do"]["results"]][:3] == ["apps[0]", "apps[1]", "app_secrets[0]"]
    assert not result["again"].changed
    assert result["again"]["diff"] == []
    assert result["again"]["summary"]["unchanged"] == TOTAL
    assert result.writes("again") == []

    # what is read is what was declared, and applying it changes nothing
    assert result["read"]["counts"] == {"apps": 2, "app_secrets": 2, "environments": 2, "api_groups": 3,
                                        "env_variables": 3} | {k: 0 for k in result["read"]["counts"]
                                                               if k not in DOCUMENT}  # fmt: skip
    assert "<secret:app_secrets/orders/secret>" in result["read"]["placeholders"]
    # a secret that is not told is not asked for either
    assert not [entry for entry in result.requests("read") if entry["path"].endswith("/secret")]
    assert not result["restore"].changed
    assert result.writes("restore") == []

    secrets = judge("app_secrets")
    assert secrets["orders"]["secret"] == "Orders+Secret/1"
    assert judge("apps")["orders"]["favorite"]
    assert judge("environments")["LIVE"]["remark"] == "careful"
    groups = judge("api_groups")
    assert groups["orders-v1"]["roma_app_id"] == judge("apps")["orders"]["id"]
    assert "roma_app_id" not in groups["common"]
    values = judge.variables()
    assert values == {
        ("STAGE", "orders-v1", "backend_host"): "10.0.0.7:8080",
        ("LIVE", "orders-v1", "backend_host"): "10.1.0.7:8080",
        ("RELEASE", "common", "timeout"): "30",
    }


def test_a_document_that_was_read_builds_the_same_instance(run: Runner, emulator: EmulatorProcess) -> None:
    read = {"roma.connect.config_info": {"include_secrets": True}, "no_log": True}
    result = run(
        [
            config(DOCUMENT, "apply"),
            {"name": "read", "register": "one", **read},
            {"name": "wipe", "emulator": {"reset": {}}},
            config("{{ one.document }}", "rebuild"),
            {"name": "read again", "register": "two", **read},
            {"name": "equal", "ansible.builtin.assert": {"that": ["one.document == two.document"]}},
        ]
    )  # fmt: skip
    assert result["rebuild"].changed


def test_two_values_differ(run: Runner, judge: Judge) -> None:
    changed = copy.deepcopy(DOCUMENT)
    changed["apps"][0]["remark"] = "changed"
    changed["env_variables"][1]["value"] = "10.1.0.8:8080"
    result = run(
        [config(DOCUMENT, "apply"), config(changed, "plan", check_mode=True), config(changed, "do")], diff=True
    )
    for name in ("plan", "do"):
        assert result[name]["summary"] | {"updated": 2, "unchanged": TOTAL - 2, "created": 0} == result[name]["summary"]
        assert [item["after_header"] for item in result[name]["diff"]] == [
            "apps/orders",
            "env_variables/backend_host/LIVE/orders-v1",
        ]
        app, variable = result[name]["diff"]
        assert [key for key in app["after"] if app["before"][key] != app["after"][key]] == ["remark"]
        assert (app["before"]["remark"], app["after"]["remark"]) == ("order intake", "changed")
        assert [key for key in variable["after"] if variable["before"][key] != variable["after"][key]] == ["value"]
        assert outcome(result, name, "apps[0]")["changed"] == ["remark"]
    assert result.writes("plan") == []
    assert sorted(operations(result, "do")) == ["UpdateEnvironmentVariableV2", "UpdateRomaApp"]  # side by side
    assert judge("apps")["orders"]["remark"] == "changed"
    assert judge.variables()["LIVE", "orders-v1", "backend_host"] == "10.1.0.8:8080"


def test_absent_entries_go_in_reverse_order(run: Runner, judge: Judge) -> None:
    absent = {kind: [{**entry, "state": "absent"} for entry in entries] for kind, entries in DOCUMENT.items()
              if kind != "app_secrets"}  # fmt: skip
    result = run([config(DOCUMENT, "apply"), config(absent, "plan", check_mode=True), config(absent, "do"),
                  config(absent, "again")])  # fmt: skip
    order = operations(result, "do")
    assert Counter(order) == {"DeleteRomaApp": 2, "DeleteEnvironmentV2": 2, "DeleteApiGroupV2": 3,
                              "DeleteEnvironmentVariableV2": 3}  # fmt: skip
    assert {entry["status"] for entry in result.requests("do", mutating=True)} <= {200, 204}
    assert order.index("DeleteRomaApp") > order.index("DeleteApiGroupV2")
    assert result.writes("plan") == []
    assert result["do"]["summary"]["deleted"] == len(order)
    assert not result["again"].changed
    for kind in ("apps", "environments", "api_groups", "env_variables"):
        assert judge(kind) == {}


def test_one_entry_fails(run: Runner, judge: Judge) -> None:
    """What does not depend on it goes on, what does is dropped, all of it is told, and the next run completes it."""
    refusal = {"error_code": "APIG.2012", "error_msg": "group refused by the test"}
    fault = {"match": {"method": "POST", "path": "/api-groups$"}, "status": 400, "body": refusal, "count": 1}
    document = copy.deepcopy(DOCUMENT)
    document["api_groups"] = document["api_groups"][:1]
    document["env_variables"] = document["env_variables"][:2]
    result = run(
        [
            {"name": "fault", "emulator": {"faults": fault}},
            config(document, "broken", ignore_errors=True),
            config(document, "next"),
            config(document, "last"),
        ]
    )
    broken = result["broken"]
    assert broken.failed
    assert "1 of 8 entries failed" in broken.msg
    assert "2 more depend on these and were dropped" in broken.msg
    assert "api_groups[0] (orders-v1)" in broken.msg
    assert "group refused by the test" in broken.msg
    assert broken.changed
    assert broken["error"]["code"] == "APIG.2012"
    assert broken["error"]["status"] == 400
    assert broken["error"]["request_id"]
    assert broken["summary"] == outcomes(created=5, failed=1, dropped=2)
    assert outcome(result, "broken", "api_groups[0]")["status"] == "failed"
    assert [outcome(result, "broken", f"env_variables[{i}]")["status"] for i in (0, 1)] == ["dropped", "dropped"]
    assert result["next"]["summary"] == outcomes(created=3, unchanged=5)
    assert not result["last"].changed
    assert len(judge.variables()) == 2


def test_a_failed_deletion_keeps_what_it_needs(run: Runner, judge: Judge) -> None:
    document = {"apps": [{"name": "orders"}], "api_groups": [{"name": "orders-v1", "app": "orders"}]}
    absent = {kind: [{**entry, "state": "absent"} for entry in entries] for kind, entries in document.items()}
    fault = {"match": {"method": "DELETE", "path": "/api-groups/"}, "status": 403,
             "body": {"error_code": "APIG.1101", "error_msg": "no permission"}}  # fmt: skip
    result = run(
        [
            config(document, "apply"),
            {"name": "fault", "emulator": {"faults": fault}},
            config(absent, "broken", ignore_errors=True),
            config(absent, "next"),
        ]
    )
    assert result["broken"].failed
    assert not result["broken"].changed
    assert outcome(result, "broken", "apps[0]")["status"] == "dropped"
    assert operations(result, "broken") == ["DeleteApiGroupV2"]
    assert result["next"]["summary"]["deleted"] == 2
    assert judge("apps") == {}


def test_names_and_ids(run: Runner, judge: Judge) -> None:
    """References may name what the document itself makes, in any order; an id finds what is to be renamed."""
    first = run([config({"apps": [{"name": "orders"}]}, "apply"), {"name": "read", "roma.connect.app_info": {}}])
    app_id = first["read"]["apps"][0]["id"]
    document = {
        "api_groups": [{"name": "orders-v1", "app": "intake"}],
        "apps": [{"name": "intake", "id": app_id, "remark": "renamed"}],
    }
    other = [{"name": "orders-v1", "app": "other"}]
    result = run(
        [
            config(document, "plan", check_mode=True),
            config(document, "do"),
            config(document, "again"),
            {"name": "module", "roma.connect.app": {"id": app_id, "name": "orders"}},
            config({"apps": [{"name": "other"}], "api_groups": other}, "namesake"),
            config({"environments": [{"name": "STAGE"}], "env_variables": [
                {"environment": "STAGE", "group": "orders-v1", "group_app": "other", "name": "host", "value": "b"}]},
                "told apart"),
            config({"env_variables": [{"environment": "STAGE", "group": "orders-v1", "name": "host", "value": "a"}]},
                   "ambiguous", ignore_errors=True),
        ],
        diff=True,
    )  # fmt: skip
    assert result["plan"]["summary"] == result["do"]["summary"]
    assert operations(result, "do") == ["UpdateRomaApp", "CreateApiGroupV2"]
    assert not result["again"].changed
    assert result["plan"]["diff"][0]["before"]["name"] == "orders"
    assert result["module"].changed
    assert result["module"]["app"]["name"] == "orders"
    apps = judge("apps")
    assert apps["orders"]["id"] == app_id
    assert apps["orders"]["remark"] == "renamed"
    assert result["ambiguous"].failed
    assert "tell them apart with group_app" in result["ambiguous"].msg
    assert result.writes("ambiguous") == []
    assert result["told apart"].changed


def test_placeholders_and_secrets(run: Runner, judge: Judge) -> None:
    """A placeholder leaves what is there alone; `secrets` puts the value in its place."""
    name = "app_secrets/orders/secret"
    document = {"apps": [{"name": "orders"}], "app_secrets": [{"app": "orders", "secret": f"<secret:{name}>"}]}
    given = {"secrets": {name: "Given+Secret/2"}}
    result = run(
        [
            config({"apps": [{"name": "orders"}]}, "app"),
            config(document, "left alone"),
            config(document, "given", given),
            config(document, "again", given),
            config({"apps": [{"name": "orders"}]}, "not used", given, ignore_errors=True),
        ]
    )
    assert not result["left alone"].changed
    assert operations(result, "given") == ["ResetRomaAppSecret"]
    assert not result["again"].changed
    assert f"secrets.{name}: no placeholder of the document has this name" in result["not used"].msg
    assert judge("app_secrets")["orders"]["secret"] == "Given+Secret/2"
    assert "Given+Secret/2" not in result.output


def test_secrets_that_cannot_be_read_back(run: Runner, judge: Judge) -> None:
    """They are sent with what is new or changed for another reason, or always when that is asked for."""

    def document(**content: str) -> dict[str, Any]:
        known = {"mode": "default", "host": "db.internal", "port": "3306", "database_name": "d", "user_name": "u"}
        datasource = {"name": "db", "app": "orders", "type": "MYSQL", "content": {**known, **content}}
        return {"apps": [{"name": "orders"}], "datasources": [datasource]}

    always = {"update_secrets": "always"}
    result = run(
        [
            config(document(password="<secret:p>"), "not given", ignore_errors=True),
            config(document(password="First-password-1"), "create"),
            config(document(password="Second-password-2"), "left alone"),
            config(document(password="<secret:p>"), "placeholder"),
            config(document(password="Second-password-2"), "plan", always, check_mode=True),
            config(document(password="Second-password-2"), "always", always),
            config(document(password="Third-password-3", host="db2.internal"), "along"),
            config(document(password="<secret:p>"), "filled", {**always, "secrets": {"p": "Fourth-pw-4"}}),
        ],
        diff=True,
    )
    assert "datasources[0].content.password: the secret has no value: give the one of" in result["not given"].msg
    assert operations(result, "not given") == []
    for name in ("left alone", "placeholder"):
        assert not result[name].changed
        assert operations(result, name) == []
    for name in ("plan", "always"):
        assert result[name].changed
        assert outcome(result, name, "datasources[0]")["changed"] == ["content.password"]
        assert result[name]["diff"][0]["before"]["content"]["password"] == "********"
        assert result[name]["diff"][0]["after"]["content"]["password"] == "******** (changed)"
    assert operations(result, "plan") == []
    assert outcome(result, "along", "datasources[0]")["changed"] == ["content.host"]
    for name in ("always", "along", "filled"):
        assert operations(result, name) == ["UpdateDatasourceInfo"]
    assert judge("datasources")["db"]["content"]["host"] == "db.internal"
    for number in ("First-password", "Second-password", "Third-password", "Fourth-pw"):
        assert number not in result.output


def test_a_thousand_unchanged_entries_cost_their_pages(run: Runner, emulator: EmulatorProcess) -> None:
    emulator.seed("apps", 1000)
    document = {"apps": [{"name": f"seeded-{number:06d}", "remark": "made by the seeder"} for number in range(1000)]}
    emulator.clear_requests()
    result = run([config(document, "again"), {"name": "pages", "emulator": {"switches": {"max_page_size": 100}}},
                  config(document, "smaller pages")])  # fmt: skip
    assert not result["again"].changed
    assert result["again"]["summary"]["unchanged"] == 1000
    assert len(result.requests("again")) == 2
    assert not result["smaller pages"].changed
    assert len(result.requests("smaller pages")) == 10


@pytest.mark.parametrize("page_size", [1, 2, 3])
def test_small_pages(run: Runner, emulator: EmulatorProcess, page_size: int) -> None:
    """A service that gives less than it was asked for hides nothing."""
    emulator.switch(max_page_size=page_size, shuffle_sets=True)
    result = run([config(DOCUMENT, "do"), config(DOCUMENT, "again")])
    assert Counter(operations(result, "do")) == CREATED
    assert not result["again"].changed
