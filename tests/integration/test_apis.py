# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""APIs: what editions of the service do differently, what answers them, names that exist twice, and what is refused."""

from __future__ import annotations

import copy
from collections import Counter
from typing import Any

import pytest

from tests.emulator.process import EmulatorProcess
from tests.integration.api_cases import API, APP_AUTHORIZATION, PUBLISH, parts
from tests.integration.channel_cases import AUTHORIZER, FUNCTION, VPC_CHANNEL
from tests.integration.judge import Judge
from tests.integration.playbook import Run, Runner, Task

NEEDS: dict[str, Any] = {
    "apps": [{"name": "orders"}],
    "environments": [{"name": "STAGE"}],
    "api_groups": [{"name": "orders-v1", "app": "orders"}],
}
MOCK: dict[str, Any] = {
    "name": "order-status",
    "group": "orders-v1",
    "type": "private",
    "protocol": "HTTPS",
    "method": "GET",
    "path": "/orders",
    "auth_type": "APP",
    "mock_backend": {"result_content": "shipped"},
}
#: one of each, with every option
DOCUMENT: dict[str, Any] = {
    **NEEDS,
    "apps": [{"name": "orders"}, {"name": "billing"}, {"name": "shop"}],
    "api_groups": [{"name": "orders-v1", "app": "orders"}, {"name": "common"}],
    "authorizers": [AUTHORIZER.create, API.needs["authorizers"][1]],
    "vpc_channels": [VPC_CHANNEL.create],
    "env_variables": [{"group": "orders-v1", "environment": "STAGE", "name": "order_system", "value": "10.0.0.7:80"}],
    "apis": [
        {**API.create, "publications": ["STAGE", "RELEASE"]},
        MOCK,
        {**MOCK, "name": "order-price", "group": "common", "app": "billing", "auth_type": "NONE", "mock_backend": None,
         "function_backend": {"function_urn": FUNCTION, "invocation_type": "sync", "timeout": 5000,
                              "network_type": "V2", "version": "latest", "alias_urn": FUNCTION + ":live",
                              "authorizer": "order_token", "remark": "\u4ef7\u683c"}},
    ],
    "app_authorizations": [
        {"app": "shop", "api": "create-order", "environment": "STAGE"},
        {"app": "shop", "api": "create-order", "environment": "RELEASE"},
        {"app": "billing", "api": "order-status", "environment": "STAGE"},
    ],
}  # fmt: skip


def config(title: str, document: Any, **keywords: Any) -> Task:
    return {"name": title, "roma.connect.config": {"document": document}, **keywords}


def api(title: str, options: dict[str, Any] | None = None, **keywords: Any) -> Task:
    identity = {"name": "order-status", "group": "orders-v1"}
    return {"name": title, "roma.connect.api": {**identity, **(options or {})}, **keywords}


def operations(result: Run, name: str) -> list[str]:
    return [str(entry["operation"]) for entry in result.requests(name, mutating=True)]


EDITIONS: dict[str, dict[str, Any]] = {
    "as usual": {},
    "leaves out what is not set": {"api_omits_unset": True},
    "keeps what an update leaves out": {"apic_put_replaces": False},
    "gives small pages in random order": {"max_page_size": 1, "shuffle_sets": True},
}


@pytest.mark.parametrize("switches", EDITIONS.values(), ids=EDITIONS)
def test_editions_of_the_service(
    run: Runner, judge: Judge, emulator: EmulatorProcess, switches: dict[str, Any]
) -> None:
    update = {**API.update, "app": "billing"}
    result = run(
        [
            {"name": "edition", "emulator": {"switches": switches}},
            config("plan", DOCUMENT, check_mode=True),
            config("make", DOCUMENT),
            config("again", DOCUMENT),
            {"name": "read", "roma.connect.config_info": {}, "register": "state"},
            config("apply", "{{ state.document }}"),
            {"name": "change", "roma.connect.api": update},
            {"name": "change again", "roma.connect.api": update},
            {"name": "change authorizer", "roma.connect.authorizer": AUTHORIZER.update},
            {"name": "change authorizer again", "roma.connect.authorizer": AUTHORIZER.update},
            {"name": "change channel", "roma.connect.vpc_channel": VPC_CHANNEL.update},
            {"name": "change channel again", "roma.connect.vpc_channel": VPC_CHANNEL.update},
        ],
        diff=True,
    )
    assert result.writes("plan") == []
    assert result["plan"]["summary"] == result["make"]["summary"]
    for name in ("again", "apply", "change again", "change authorizer again", "change channel again"):
        assert not result[name].changed, (name, result[name]["diff"])
        assert result.writes(name) == []
    for name in ("change", "change authorizer", "change channel"):
        assert result[name].changed
    emulator.switch(api_omits_unset=False)  # the judge wants to see everything
    for case in (API, AUTHORIZER, VPC_CHANNEL):
        assert case.also(judge) == case.also_updated
    assert judge("apis")["create-order"]["version"] == "V0.0.1"


def test_a_document_that_was_read_builds_the_same_instance(run: Runner) -> None:
    """An API of one name may be in several groups, and a group of one name in several applications."""
    document = copy.deepcopy(DOCUMENT)
    for app in ("billing", "shop"):
        document["api_groups"].append({"name": "orders-v1", "app": app})
        document["apis"].append({**MOCK, "group_app": app, "app": app})
    document["apis"].append({**MOCK, "group": "common", "app": "shop", "path": "/status"})
    document["apis"][0]["group_app"] = document["apis"][1]["group_app"] = document["apis"][1]["app"] = "orders"
    document["env_variables"][0]["group_app"] = "orders"
    document["app_authorizations"][2] |= {"group": "orders-v1", "group_app": "shop"}
    document["app_authorizations"].append({"app": "billing", "api": "order-status", "group": "common",
                                           "environment": "STAGE"})  # fmt: skip
    result = run(
        [
            config("make", document),
            config("again", document),
            {"name": "read", "roma.connect.config_info": {"include_secrets": True}, "register": "one", "no_log": True},
            {"name": "wipe", "emulator": {"reset": {}}},
            config("rebuild", "{{ one.document }}"),
            config("rebuild again", "{{ one.document }}"),
            {"name": "read again", "roma.connect.config_info": {"include_secrets": True}, "register": "two",
             "no_log": True},
            {"name": "equal", "ansible.builtin.assert": {"that": ["one.document == two.document"]}},
        ]
    )  # fmt: skip
    assert not result["again"].changed
    assert result["rebuild"].changed
    assert not result["rebuild again"].changed


def test_names_that_exist_twice(run: Runner) -> None:
    document = {
        "apps": [{"name": "orders"}, {"name": "shop"}],
        "environments": [{"name": "STAGE"}],
        "api_groups": [{"name": "orders-v1", "app": "orders"}, {"name": "orders-v1", "app": "shop"},
                       {"name": "orders-v2", "app": "shop"}],
        "apis": [{**MOCK, "group_app": "orders"}, {**MOCK, "group": "orders-v2"}],
    }  # fmt: skip
    grant = {"app": "shop", "api": "order-status", "environment": "STAGE"}
    module = "roma.connect.app_authorization"
    result = run(
        [
            config("make", document),
            api("which group", {"remark": "x"}, ignore_errors=True),
            api("that one", {"group_app": "orders", "remark": "that one"}),
            {"name": "which API", module: grant, "ignore_errors": True},
            {"name": "this API", module: {**grant, "group": "orders-v2"}},
            {"name": "again", module: {**grant, "group": "orders-v2"}},
            {"name": "not this one", module: {**grant, "group": "orders-v2", "state": "absent"}},
        ]
    )
    assert "group: 2 objects of the kind API group are named 'orders-v1'; tell them apart with group_app" in (
        result["which group"].msg
    )
    assert "api: 2 objects of the kind API are named 'order-status'; tell them apart with group" in (
        result["which API"].msg
    )
    assert operations(result, "that one") == ["UpdateApiV2"]
    assert operations(result, "this API") == ["CreateAuthorizingAppsV2"]
    assert not result["again"].changed
    assert operations(result, "not this one") == ["CancelingAuthorizationV2"]


def test_one_back_end_takes_the_place_of_another(run: Runner, judge: Judge) -> None:
    service = {"url_domain": "orders.internal:80", "protocol": "HTTP", "method": "GET", "path": "/o", "timeout": 3000}
    steps: dict[str, dict[str, Any]] = {
        "address": {"http_backend": service},
        "part": {"http_backend": {"timeout": 4000}},
        "channel": {"http_backend": {"vpc_channel": "order-system", "vpc_channel_proxy_host": "orders.internal"}},
        "other part": {"http_backend": {"path": "/orders"}},
        "address again": {"http_backend": {"url_domain": "orders.internal:81"}},
        "function": {"function_backend": {"function_urn": FUNCTION, "invocation_type": "sync", "timeout": 10}},
        "answer": {"mock_backend": {"status_code": 200}},
        "headers": {"mock_backend": {"headers": [{"key": "Content-Type", "value": "text/plain"}]}},
        "no headers": {"mock_backend": {"headers": []}},
    }
    tasks = [config("make", {**NEEDS, "vpc_channels": [VPC_CHANNEL.create], "apis": [MOCK]})]
    seen: dict[str, Any] = {}
    for name, options in steps.items():
        done = run([*tasks, api(name, options), api(f"{name} again", options)], diff=True)
        tasks = []
        assert operations(done, name) == ["UpdateApiV2"]
        assert operations(done, f"{name} again") == []
        found = judge("apis")["order-status"]
        seen[name] = found.get("backend_api") or found.get("func_info") or found["mock_info"]
        kinds = {"backend_api": "HTTP", "func_info": "FUNCTION", "mock_info": "MOCK"}
        assert [kind for member, kind in kinds.items() if found.get(member)] == [found["backend_type"]]
        expected = {"order-status": ("order-system", "orders.internal")} if "http" in str(options) else {}
        assert set(parts(judge, "order-status")["channels"].values()) <= set(expected.values())
    assert seen["part"]["timeout"] == 4000
    assert seen["part"]["url_domain"] == "orders.internal:80"
    assert (seen["channel"]["vpc_channel_status"], seen["channel"]["timeout"]) == (1, 4000)
    assert (seen["other part"]["vpc_channel_status"], seen["other part"]["req_uri"]) == (1, "/orders")
    assert (seen["address again"]["vpc_channel_status"], seen["address again"]["url_domain"]) == (
        2,
        "orders.internal:81",
    )
    assert seen["function"]["function_urn"] == FUNCTION
    assert seen["answer"]["result_content"] == ""
    assert seen["headers"]["header"] == '[{"key": "Content-Type", "value": "text/plain"}]'
    assert seen["no headers"]["header"] == ""


#: options of a new API → the sentence about them
REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "no back end": (
        {"mock_backend": None},
        "http_backend: one of http_backend, function_backend, mock_backend is needed",
    ),
    "two back ends": (
        {"function_backend": {"function_urn": FUNCTION, "invocation_type": "sync", "timeout": 1}},
        "function_backend: cannot be given together with mock_backend",
    ),
    "half a back end": (
        {"mock_backend": None, "http_backend": {"url_domain": "x", "path": "/x", "method": "GET", "timeout": 1}},
        "http_backend.protocol: is needed to create API order-status",
    ),
    "no address": (
        {"mock_backend": None, "http_backend": {"path": "/x", "method": "GET", "protocol": "HTTP", "timeout": 1}},
        "http_backend.url_domain: is required, or else vpc_channel",
    ),
    "a parameter that is nowhere": ({"path": "/orders/{number}"}, "path: {number} has no entry in req_params"),
    "an unknown request parameter": (
        {"backend_params": [{"name": "n", "location": "QUERY", "origin": "REQUEST", "value": "m"}]},
        "backend_params[0].value: there is no request parameter named 'm'",
    ),
    "a condition without its parameter": (
        {"mock_policies": [{"name": "closed", "effect_mode": "ALL", "conditions": [
            {"condition_origin": "param", "condition_type": "exact", "condition_value": "x"}]}]},
        "mock_policies[0].conditions[0].req_param_name: is required with condition_origin=param",
    ),
    "nobody who decides": ({"auth_type": "AUTHORIZER"}, "authorizer: is required with auth_type=AUTHORIZER"),
    "an unknown authorizer": (
        {"auth_type": "AUTHORIZER", "authorizer": "x"},
        "authorizer: there is no authorizer named 'x', neither on the instance nor in the document",
    ),
    "an unknown environment": (
        {"publications": ["STAGE", "LIVE"]},
        "publications[1]: there is no environment named 'LIVE', neither on the instance nor in the document",
    ),
}  # fmt: skip


def test_bad_input(run: Runner) -> None:
    tasks = [api(name, {**MOCK, **options}, ignore_errors=True) for name, (options, _why) in REFUSED.items()]
    result = run([config("needs", NEEDS), *tasks])
    for name, (_options, why) in REFUSED.items():
        assert result[name].failed, name
        assert any(problem.startswith(why) for problem in result[name]["problems"]), result[name].msg
        assert result.writes(name) == []


def test_what_cannot_be_is_told(run: Runner) -> None:
    """The group has no domain name of its own, which the service tells; and another API is on this route already."""
    result = run(
        [
            config("make", {**NEEDS, "apis": [MOCK]}),
            api("domain", {"domain": "api.example.com"}, ignore_errors=True),
            api("route", {**MOCK, "name": "order-state"}, ignore_errors=True),
        ]
    )
    assert result["domain"]["error"] | {"status": 404, "code": "APIG.3020"} == result["domain"]["error"]
    assert "API 'order-status' has the same group and match_mode and method and path already" in result["route"].msg
    assert result.writes("route") == []


def test_a_lost_answer_makes_nothing_twice(run: Runner, judge: Judge) -> None:
    fault = {"match": {"method": "POST", "path": "/apis$"}, "reset": "after"}
    new = {**MOCK, "publications": ["STAGE"], "tags": ["shop"]}
    result = run(
        [
            config("needs", NEEDS),
            {"name": "fault", "emulator": {"faults": fault}},
            config("make", {"apis": [new]}),
            config("again", {"apis": [new]}),
        ]
    )
    assert operations(result, "make") == ["CreateApiV2", PUBLISH]
    assert not result["again"].changed
    assert judge("apis")["order-status"]["run_env_name"] == "STAGE"


def test_two_hundred_unchanged_apis_cost_their_pages_and_details(run: Runner, emulator: EmulatorProcess) -> None:
    emulator.seed("apis", 200)
    seeded = [
        {"name": f"seeded-{number:06d}", "group": "DEFAULT", "publications": ["RELEASE"],
         "mock_backend": {"result_content": "made by the seeder"}}
        for number in range(200)
    ]  # fmt: skip
    result = run([config("again", {"apis": seeded}), {"name": "read", "roma.connect.config_info": {"kinds": ["apis"]}}])
    assert not result["again"].changed
    counts = Counter(entry["operation"] for entry in result.requests("again"))
    lists = ("ListApisV2", "ListApiGroupsV2", "ListEnvironmentsV2")
    assert counts == {"ShowDetailsOfApiV2": 200, **dict.fromkeys(lists, 1)}
    assert Counter(entry["operation"] for entry in result.requests("read"))["ShowDetailsOfApiV2"] == 200
    assert len(result["read"]["document"]["apis"]) == 200


def test_app_authorizations_are_read_application_by_application(run: Runner) -> None:
    document = {**DOCUMENT, "app_authorizations": [APP_AUTHORIZATION.create]}
    result = run([config("make", document), config("again", {"app_authorizations": [APP_AUTHORIZATION.create]})])
    counts = Counter(entry["operation"] for entry in result.requests("again"))
    assert counts == {"ListRomaApp": 1, "ListApisV2": 1, "ListEnvironmentsV2": 1, "ListApisBindedToAppV2": 1}
