# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs that are limited to a part of a document, and what is deleted since no document declares it."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from tests.emulator.identity import tenant
from tests.emulator.process import EmulatorProcess
from tests.integration.instance import Instance

CONTENT = {"url": "http://stock.internal/", "api_method": "GET", "api_auth_detail": {"auth_method": "none"}}
DOCUMENT: dict[str, Any] = {
    "apps": [{"name": "orders"}, {"name": "orders-eu"}, {"name": "billing"}],
    "environments": [{"name": "STAGE"}, {"name": "LIVE"}],
    "api_groups": [{"name": "orders-v1", "app": "orders"}, {"name": "bills-v1", "app": "billing"}, {"name": "common"}],
    "env_variables": [
        {"environment": "STAGE", "group": group, "name": "host", "value": "h"}
        for group in ("orders-v1", "bills-v1", "common")
    ],
    "datasources": [{"name": name, "app": app, "type": "API", "content": CONTENT}
                    for name, app in (("db", "orders"), ("spare", "orders"), ("bills", "billing"))],
    "tasks": [{"name": "copy", "type": "realtime", "source": "db", "target": "bills"}],
}  # fmt: skip


@pytest.fixture
def main(emulator: EmulatorProcess) -> Instance:
    return Instance(emulator, tenant.MAIN_INSTANCE.id)


@pytest.fixture
def full(main: Instance) -> Instance:
    main.apply(DOCUMENT)
    return main


def actions(result: dict[str, Any]) -> list[str]:
    assert not result.get("failed"), result["msg"]
    return [f"{item['action']} {item['kind']}/{item['name']}" for item in result["plan"]]


def deletions(result: dict[str, Any]) -> set[str]:
    assert all(action.startswith("delete ") for action in actions(result))
    return {action.removeprefix("delete ") for action in actions(result)}


def declaring(**fewer: list[dict[str, Any]]) -> dict[str, Any]:
    return {**copy.deepcopy(DOCUMENT), **fewer}


# -- only --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("only", "planned"),
    [
        ({"kinds": ["environments"]}, ["create environments/STAGE", "create environments/LIVE"]),
        ({"names": ["orders*"], "kinds": ["apps"]}, ["create apps/orders", "create apps/orders-eu"]),
        ({"apps": ["orders*"], "kinds": ["apps", "api_groups"]},
         ["create apps/orders", "create apps/orders-eu", "create api_groups/orders-v1/orders"]),
        ({"apps": ["billing"], "kinds": ["apps", "api_groups", "datasources"]},
         ["create apps/billing", "create api_groups/bills-v1/billing", "create datasources/bills/billing"]),
        # a name is not a pattern of something else
        ({"apps": ["order[s]"], "names": ["orders", "nothing*"]}, ["create apps/orders"]),
    ],
)  # fmt: skip
def test_a_part_is_applied(main: Instance, only: dict[str, Any], planned: list[str]) -> None:
    result = main.plan(DOCUMENT, only=only)
    assert actions(result) == planned
    assert result["left_out"] == sum(map(len, DOCUMENT.values())) - len(planned)
    applied = main.apply(DOCUMENT, only=only)
    assert applied["summary"]["created"] == len(planned)
    assert not main.plan(DOCUMENT, only=only)["changed"]


def test_what_a_part_refers_to_is_in_it_or_there(main: Instance, emulator: EmulatorProcess) -> None:
    emulator.clear_requests()
    for check_mode in (True, False):
        refused = main.run("config", check_mode=check_mode, document=DOCUMENT, only={"kinds": ["api_groups"]})
        assert refused["problems"] == [
            f"api_groups[{group}].app: there is no application named {app!r} on the instance, and apps[{index}] is "
            "left out of this run" for group, app, index in ((0, "orders", 0), (1, "billing", 2))
        ]  # fmt: skip
    assert emulator.requests(mutating=True) == []
    main.apply(DOCUMENT, only={"kinds": ["apps"]})
    assert main.apply(DOCUMENT, only={"kinds": ["api_groups"]})["summary"]["created"] == 3


def test_an_owner_can_be_on_the_instance_only(full: Instance) -> None:
    """What an entry belongs to follows from what it names, wherever that is."""
    document = {"env_variables": [{**item, "value": "new"} for item in DOCUMENT["env_variables"]]}
    assert actions(full.plan(document, only={"apps": ["orders"]})) == ["update env_variables/host/STAGE/orders-v1"]


def test_other_parts_are_not_in_the_way(full: Instance) -> None:
    """What could not be applied is checked when it is its turn."""
    document = declaring(api_groups=[{"name": "new", "app": "nowhere"}], environments=[{"name": "TEST"}])
    assert full.plan(document)["failed"]
    assert actions(full.plan(document, only={"kinds": ["environments"]})) == ["create environments/TEST"]


@pytest.mark.parametrize(
    ("only", "sentence"),
    [
        ({}, "only: says nothing: give kinds, apps or names"),
        ({"kinds": []}, "only: says nothing: give kinds, apps or names"),
        ({"names": ["nothing"]}, "only: there is no such entry in the document"),
        ({"apps": ["*"], "kinds": ["environments"]}, "only: there is no such entry in the document"),
    ],
)
def test_a_part_without_entries_is_refused(main: Instance, only: dict[str, Any], sentence: str) -> None:
    assert main.plan(DOCUMENT, only=only)["msg"] == sentence


# -- prune -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("document", "scope", "gone"),
    [
        (declaring(), {"apps": ["orders", "billing"]}, set()),
        (declaring(tasks=[]), {"apps": ["orders"]}, {"tasks/copy"}),
        # it belongs to the application of its source
        (declaring(tasks=[]), {"apps": ["billing"]}, set()),
        ({"datasources": DOCUMENT["datasources"][:1]}, {"apps": ["orders"]}, {"datasources/spare/orders"}),
        ({"datasources": DOCUMENT["datasources"][:1]}, {"apps": ["orders"], "kinds": ["datasources"]},
         {"datasources/spare/orders"}),
        # of kinds that the document has, even if it has none of them
        ({"env_variables": []}, {"apps": ["orders", "billing"]},
         {"env_variables/host/STAGE/orders-v1", "env_variables/host/STAGE/bills-v1"}),
        (declaring(api_groups=DOCUMENT["api_groups"][1:2], env_variables=[]), {"apps": ["orders"]},
         {"api_groups/orders-v1/orders", "env_variables/host/STAGE/orders-v1"}),
        # what belongs to no application is not deleted with what does
        (declaring(api_groups=[], env_variables=[]), {"apps": ["orders", "billing"], "kinds": ["env_variables"]},
         {"env_variables/host/STAGE/orders-v1", "env_variables/host/STAGE/bills-v1"}),
        # kinds without an application
        (declaring(environments=DOCUMENT["environments"][:1]), {"kinds": ["environments"]}, {"environments/LIVE"}),
        (declaring(environments=DOCUMENT["environments"][:1]), {"apps": ["orders"]}, set()),
        (declaring(apps=[DOCUMENT["apps"][0], DOCUMENT["apps"][2]]), {"kinds": ["apps"]}, {"apps/orders-eu"}),
        (declaring(apps=[DOCUMENT["apps"][0], DOCUMENT["apps"][2]]), {"apps": ["orders-eu"]}, set()),
    ],
)  # fmt: skip
def test_what_is_not_declared_is_deleted(
    full: Instance, document: dict[str, Any], scope: dict[str, Any], gone: set[str]
) -> None:
    before = full.read()["document"]
    planned = full.plan(document, prune=scope)
    assert deletions(planned) == gone
    assert {diff["before_header"] for diff in planned["diff"]} == gone
    applied = full.apply(document, prune=scope)
    assert applied["plan_digest"] == planned["plan_digest"]
    assert applied["summary"]["deleted"] == len(gone)
    assert {method for method, _path in applied["writes"]} <= {"DELETE"}
    assert not full.plan(document, prune=scope)["changed"]
    left = full.read()["document"]
    # the secret of an application goes with it
    assert sum(len(before[kind]) - len(left[kind]) for kind in before if kind != "app_secrets") == len(gone)


def test_nothing_is_pruned_by_default(full: Instance) -> None:
    assert not full.plan({"apps": [{"name": "orders"}], "api_groups": []})["changed"]


def test_dependants_go_first(full: Instance) -> None:
    result = full.apply(
        {"datasources": [], "tasks": [], "env_variables": [], "api_groups": []}, prune={"apps": ["orders"]}
    )
    paths = [path for _method, path in result["writes"]]
    assert result["summary"]["deleted"] == 5
    assert ["/tasks/" in path for path in paths].index(True) < ["/datasources/" in path for path in paths].index(True)


def test_what_refers_to_it_from_outside_is_told(full: Instance, emulator: EmulatorProcess) -> None:
    emulator.clear_requests()
    for check_mode in (True, False):
        refused = full.run("config", check_mode=check_mode, document={"datasources": []}, prune={"apps": ["billing"]})
        assert refused["problems"] == [
            "prune[datasources/bills/billing].name: data source 'bills' cannot be deleted while it has data "
            "integration task 'copy'; declare these absent, too, or take them away"]  # fmt: skip
    # the service would delete the variables along with their environment
    refused = full.plan({"environments": []}, prune={"kinds": ["environments"]})
    assert refused["problems"] == [
        "prune[environments/STAGE].name: environment 'STAGE' cannot be deleted while it has environment variable "
        "'host', environment variable 'host', environment variable 'host'; declare these absent, too, or take them "
        "away"]  # fmt: skip
    # a declared entry that names it
    refused = full.plan({"api_groups": [{"name": "new", "app": "orders-eu"}]}, prune={"kinds": ["apps"]})
    assert any(
        "application 'orders-eu' is to be deleted by prune[apps/orders-eu]" in text for text in refused["problems"]
    )
    assert emulator.requests(mutating=True) == []


def test_built_in_objects_stay(full: Instance) -> None:
    document = {"env_variables": [{**item, "state": "absent"} for item in DOCUMENT["env_variables"]]}
    planned = full.plan(document, prune={"kinds": ["environments", "dictionaries"]})
    variables = {f"env_variables/host/STAGE/{group}" for group in ("orders-v1", "bills-v1", "common")}
    assert deletions(planned) - variables == {"environments/STAGE", "environments/LIVE"}


def test_more_than_the_limit_is_refused_with_the_list(full: Instance, emulator: EmulatorProcess) -> None:
    options = {"prune": {"apps": ["orders", "billing"]}, "document": declaring(env_variables=[], tasks=[])}
    emulator.clear_requests()
    for check_mode in (True, False):
        refused = full.run("config", check_mode=check_mode, prune_limit=2, **options)
        assert refused["msg"] == (
            "prune: 3 objects would be deleted, and prune_limit is 2: env_variables/host/STAGE/bills-v1, "
            "env_variables/host/STAGE/orders-v1, tasks/copy")  # fmt: skip
    assert emulator.requests(mutating=True) == []
    assert full.apply(prune_limit=3, **options)["summary"]["deleted"] == 3


def test_only_limits_what_is_pruned(full: Instance) -> None:
    document = declaring(env_variables=[], tasks=[])
    scope = {"apps": ["orders", "billing"]}
    assert deletions(full.plan(document, prune=scope, only={"kinds": ["tasks"]})) == {"tasks/copy"}
    found = deletions(full.plan(document, prune=scope, only={"apps": ["bill*"]}))
    assert found == {"env_variables/host/STAGE/bills-v1"}
    # what is declared elsewhere in the document is declared
    assert deletions(full.plan(DOCUMENT, prune=scope, only={"names": ["db"]})) == set()


def test_nothing_is_pruned_while_it_is_not_clear_what_is_declared(full: Instance) -> None:
    document = declaring(tasks=[{"name": "other", "type": "realtime", "source": "nowhere", "target": "bills"}])
    refused = full.plan(document, prune={"apps": ["orders"]}, only={"kinds": ["environments"]})
    assert "there is no data source named 'nowhere'" in refused["msg"]


@pytest.mark.parametrize(
    ("prune", "sentence"),
    [
        ({}, "prune: needs a scope"),
        ({"apps": [], "kinds": []}, "prune: needs a scope"),
        ({"kinds": ["apis", "environments"]}, "prune.apps: must name applications, since apis can belong to one"),
        ({"apps": ["orders"], "kinds": ["environments"]}, "prune.kinds: has no kind whose objects can belong"),
        ({"apps": ["order"]}, "prune.apps: there is no application named 'order', neither on the instance nor in the "
         'document; did you mean "orders"?'),
        ({"apps": ["orders*"]}, "prune.apps: there is no application named 'orders*'"),
    ],
)  # fmt: skip
def test_a_scope_that_makes_no_sense_is_refused(full: Instance, prune: dict[str, Any], sentence: str) -> None:
    assert full.plan(DOCUMENT, prune=prune)["msg"].startswith(sentence)


def test_a_scope_needs_kinds_that_can_be_owned(full: Instance) -> None:
    refused = full.plan({"environments": []}, prune={"apps": ["orders"]})
    assert refused["msg"] == "prune.apps: the document holds no kind whose objects can belong to an application"
