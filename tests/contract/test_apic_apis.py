# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Definitions of APIs."""

from __future__ import annotations

from typing import Any

import huaweicloudsdkroma.v2 as roma
import pytest

from tests.contract.apis import APIC, Body, Sdk, as_model, http_api, make_api, make_app, make_group, publish
from tests.contract.clients import Api
from tests.contract.vendor import ask, refused
from tests.emulator.process import EmulatorProcess

BASE = f"{APIC}/apis"
PARAMS = [
    {"name": "order_id", "type": "STRING", "location": "PATH"},
    {"name": "verbose", "type": "STRING", "location": "QUERY"},
]


@pytest.fixture
def app(sdk: Sdk) -> Any:
    return make_app(sdk)


@pytest.fixture
def group(sdk: Sdk, app: Any) -> Any:
    return make_group(sdk, app)


def full_api(group: Any) -> Body:
    """Parameters in all places, and policies."""
    condition = {"condition_origin": "param", "condition_type": "exact", "condition_value": "1"}
    policy = {
        "name": "verbose_backend",
        "effect_mode": "ANY",
        "conditions": [roma.ApiConditionCreate(**condition, req_param_name="verbose")],
        "url_domain": "10.0.0.9",
        "req_protocol": "HTTP",
        "req_method": "GET",
        "req_uri": "/verbose",
        "timeout": 1000,
    }
    backend = {"url_domain": "#backend_host#", "req_protocol": "HTTP", "req_method": "GET", "timeout": 5000}
    return http_api(
        group,
        "show-order",
        req_uri="/orders/{order_id}",
        tags=["orders", "订单"],
        req_params=PARAMS,
        backend_params=[
            {"name": "id", "location": "PATH", "origin": "REQUEST", "value": "order_id"},
            {"name": "X-Stage-Name", "location": "HEADER", "origin": "SYSTEM", "value": "$context.stage"},
        ],
        backend_api={**backend, "req_uri": "/o/{id}"},
        policy_https=[policy],
    )


def test_api_comes_back_with_defaults_and_ids(sdk: Sdk, app: Any, group: Any) -> None:
    made = ask(sdk, "CreateApiV2", body=as_model(full_api(group)))
    api = ask(sdk, "ShowDetailsOfApiV2", api_id=made.id)
    assert (api.name, api.version, api.match_mode, api.cors) == ("show-order", "V0.0.1", "NORMAL", False)
    assert (api.group_name, api.group_version, api.roma_app_id) == ("orders-v1", "V2", app.id)
    assert (api.run_env_id, api.publish_id, api.func_info, api.mock_info) == ("", "", None, None)
    assert api.auth_opt.app_code_auth_type == "DISABLE"
    assert [(item.name, item.required, item.valid_enable, item.pass_through) for item in api.req_params] == [
        ("order_id", 1, 2, 1),
        ("verbose", 2, 2, 1),
    ]
    assert (api.backend_api.retry_count, api.backend_api.vpc_channel_status) == ("-1", 2)
    assert api.backend_params[0].req_param_id == api.req_params[0].id
    condition = api.policy_https[0].conditions[0]
    assert (condition.req_param_id, condition.req_param_location) == (api.req_params[1].id, "QUERY")
    assert api.api_group_info.id == group.id


def test_other_kinds_of_backends(sdk: Sdk, group: Any) -> None:
    function = {"function_urn": "urn:fss:cn-north-4:0:function:default:f", "invocation_type": "sync", "timeout": 10}
    made = make_api(sdk, group, "function", backend_type="FUNCTION", backend_api=None, func_info=function)
    assert (made.func_info.network_type, made.backend_api) == ("V1", None)
    made = make_api(sdk, group, "mock", backend_type="MOCK", backend_api=None, mock_info={"result_content": "hello"})
    assert (made.mock_info.status_code, made.mock_info.result_content) == (200, "hello")
    policy = {"name": "other", "effect_mode": "ALL", "result_content": "no"}
    condition = roma.ApiConditionCreate(condition_origin="source", condition_value="10.0.0.0/8")
    made = make_api(sdk, group, "policy", policy_mocks=[{**policy, "conditions": [condition]}])
    assert made.policy_mocks[0].conditions[0].condition_value == "10.0.0.0/8"
    made = make_api(sdk, group, "functions", policy_functions=[{**policy_function(), "conditions": [condition]}])
    assert made.policy_functions[0].name == "other"


def policy_function() -> Body:
    return {
        "name": "other",
        "effect_mode": "ALL",
        "function_urn": "urn:fss:cn-north-4:0:function:default:f",
        "invocation_type": "async",
        "timeout": 10,
    }


def test_unset_members_can_be_left_out(emulator: EmulatorProcess, api: Api, group: Any) -> None:
    emulator.switch(api_omits_unset=True)
    made = api("POST", BASE, json=http_api(group)).json()
    assert {"func_info", "run_env_id", "tags", "remark", "req_params"}.isdisjoint(made)
    assert "authorizer_id" not in made["backend_api"]


def test_update_replaces_and_keeps_ids(emulator: EmulatorProcess, sdk: Sdk, group: Any) -> None:
    made = ask(sdk, "CreateApiV2", body=as_model({**full_api(group), "version": "V9"}))
    changed = as_model({**full_api(group), "req_method": "POST", "tags": None, "version": None})
    changed.req_params = [*changed.req_params, roma.ReqParamBase(name="page", type="NUMBER", location="QUERY")]
    updated = ask(sdk, "UpdateApiV2", api_id=made.id, body=changed)
    assert (updated.req_method, updated.version, updated.tags) == ("POST", "V9", [])
    assert [item.id for item in updated.req_params[:2]] == [item.id for item in made.req_params]
    assert updated.backend_api.id == made.backend_api.id
    assert updated.policy_https[0].id == made.policy_https[0].id
    emulator.switch(apic_put_replaces=False)
    changed.tags, changed.req_params = ["kept"], None
    ask(sdk, "UpdateApiV2", api_id=made.id, body=changed)
    changed.tags = None
    kept = ask(sdk, "UpdateApiV2", api_id=made.id, body=changed)
    assert (kept.tags, len(kept.req_params)) == (["kept"], 3)


def test_api_moves_to_another_group_only_while_offline(sdk: Sdk, app: Any, group: Any) -> None:
    other, api = make_group(sdk, app, "other"), make_api(sdk, group)
    moved = ask(sdk, "UpdateApiV2", api_id=api.id, body=as_model(http_api(other)))
    assert moved.group_name == "other"
    publish(sdk, api)
    with refused(400, "APIG.2011", "parameterName:group_id"):
        ask(sdk, "UpdateApiV2", api_id=api.id, body=as_model(http_api(group)))


def test_list_is_filtered_and_brief(api: Api, sdk: Sdk, group: Any) -> None:
    made = [make_api(sdk, group, name) for name in ("list-orders", "list-items")]
    publish(sdk, made[0])

    def listed(**query: Any) -> list[str]:
        return [item.name for item in ask(sdk, "ListApisV2", **query).apis]

    assert listed() == ["list-items", "list-orders"]
    assert listed(name="ORDERS") == ["list-orders"]
    assert listed(name="list", precise_search="name") == []
    assert listed(req_uri="/list-items", precise_search="req_uri") == ["list-items"]
    assert listed(env_id="DEFAULT_ENVIRONMENT_RELEASE_ID") == ["list-orders"]
    assert listed(roma_app_name="nothing") == []
    assert listed(roma_app_name="order", group_id=group.id, auth_type="APP", type=1, req_method="GET") != []
    assert listed(vpc_channel_name="channel") == []
    assert listed(auth_type="NONE") == []
    row = api("GET", f"{BASE}?id={made[0].id}").json()["apis"][0]
    assert row["run_env_name"] == "RELEASE"
    assert {"backend_api", "req_params", "policy_https"}.isdisjoint(row)


def test_api_needs_an_application_in_global_groups(emulator: EmulatorProcess, sdk: Sdk, app: Any) -> None:
    shared = ask(sdk, "CreateApiGroupV2", body=roma.ApiGroupCreate(name="global"))
    with refused(400, "APIG.2011", "parameterName:roma_app_id"):
        make_api(sdk, shared)
    assert make_api(sdk, shared, roma_app_id=app.id).roma_app_name == "orders"
    emulator.switch(api_needs_app=False)
    assert make_api(sdk, shared, "other").roma_app_id == ""


@pytest.mark.parametrize(
    ("change", "status", "code", "words"),
    [
        ({"name": "ab"}, 400, "APIG.2011", "parameterName:name"),
        ({"type": None}, 400, "APIG.2011", "parameterName:type"),
        ({"req_method": "get"}, 400, "APIG.2011", "parameterName:req_method"),
        ({"req_uri": "orders"}, 400, "APIG.2011", "parameterName:req_uri"),
        ({"req_uri": "/apic/health_check"}, 400, "APIG.2011", "parameterName:req_uri"),
        ({"req_uri": "/orders/{id}"}, 400, "APIG.2026", "id"),
        ({"backend_api": None}, 400, "APIG.2011", "parameterName:backend_api"),
        ({"remark": "<b>"}, 400, "APIG.2011", "parameterName:remark"),
        ({"surprise": 1}, 400, "APIG.2011", "parameterName:surprise"),
        ({"group_id": "f" * 32}, 404, "APIG.3001", "does not exist"),
        ({"auth_type": "AUTHORIZER"}, 400, "APIG.2011", "parameterName:authorizer_id"),
        ({"auth_type": "AUTHORIZER", "authorizer_id": "no"}, 404, "APIG.3081", "authorizer with id: no not found"),
        ({"domain_name": "api.example.com"}, 404, "APIG.3020", "domain"),
        ({"req_params": [PARAMS[1], PARAMS[1]]}, 400, "APIG.3209", "verbose"),
        ({"req_params": [{**PARAMS[1], "location": "HEADER", "name": "a_b"}]}, 400, "APIG.2011", "req_params"),
        ({"tags": [str(number) for number in range(11)]}, 400, "APIG.2011", "parameterName:tags"),
    ],
)
def test_bad_definitions_are_refused(api: Api, group: Any, change: Body, status: int, code: str, words: str) -> None:
    answer = api("POST", BASE, json=http_api(group, **change))
    assert (answer.status_code, answer.json()["error_code"]) == (status, code)
    assert words in answer.json()["error_msg"]


@pytest.mark.parametrize(
    ("param", "code"),
    [
        ({"origin": "REQUEST", "value": "nothing"}, "APIG.2028"),
        ({"origin": "SYSTEM", "value": "stage"}, "APIG.2011"),
        ({"origin": "SYSTEM", "value": "$context.authorizer.frontend.user"}, "APIG.2036"),
        ({"origin": "CONSTANT", "value": "1", "location": "PATH"}, "APIG.2027"),
    ],
)
def test_bad_backend_parameters_are_refused(api: Api, group: Any, param: Body, code: str) -> None:
    params = [{"name": "some", "location": "QUERY", **param}]
    answer = api("POST", BASE, json=http_api(group, backend_params=params))
    assert (answer.status_code, answer.json()["error_code"]) == (400, code)


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"url_domain": ""}, 400, "APIG.2011"),
        ({"timeout": 60001}, 400, "APIG.2011"),
        ({"retry_count": "11"}, 400, "APIG.2011"),
        ({"vpc_status": 2}, 400, "APIG.2011"),
        ({"vpc_channel_status": 1}, 400, "APIG.2011"),
        ({"vpc_channel_status": 1, "vpc_channel_info": {"vpc_channel_id": "no"}}, 404, "APIG.3023"),
        ({"authorizer_id": "no"}, 404, "APIG.3081"),
    ],
)
def test_bad_backends_are_refused(api: Api, group: Any, change: Body, status: int, code: str) -> None:
    backend = http_api(group)["backend_api"] | change
    answer = api("POST", BASE, json=http_api(group, backend_api=backend))
    assert (answer.status_code, answer.json()["error_code"]) == (status, code)


def test_bad_functions_and_policies_are_refused(api: Api, group: Any) -> None:
    def refusal(**change: Any) -> tuple[int, str]:
        answer = api("POST", BASE, json=http_api(group, **change))
        return answer.status_code, answer.json()["error_code"]

    condition = {"condition_origin": "param", "condition_value": "1"}
    policy = {
        "name": "one",
        "effect_mode": "ANY",
        "conditions": [{"condition_origin": "source", "condition_value": "1"}],
    }
    function = {"function_urn": "urn:other", "invocation_type": "sync", "timeout": 10}
    assert refusal(backend_type="FUNCTION", func_info=function) == (404, "APIG.3019")
    assert refusal(policy_mocks=[policy, policy]) == (400, "APIG.3210")
    assert refusal(policy_mocks=[{**policy, "conditions": []}]) == (400, "APIG.2011")
    assert refusal(policy_mocks=[{**policy, "conditions": [condition]}]) == (400, "APIG.2011")
    named = {**condition, "condition_type": "exact", "req_param_name": "nothing"}
    assert refusal(policy_mocks=[{**policy, "conditions": [named]}]) == (400, "APIG.2028")
    many = [{**policy, "name": f"policy_{number}"} for number in range(3)]
    functions = [{**policy_function(), "name": f"f_{item['name']}", "conditions": item["conditions"]} for item in many]
    assert refusal(policy_mocks=many, policy_functions=functions) == (403, "APIG.3113")


def test_names_and_routes_are_unique_in_a_group(sdk: Sdk, app: Any, group: Any) -> None:
    made = make_api(sdk, group)
    with refused(400, "APIG.3202", "The API name already exists, api_name:list-orders"):
        make_api(sdk, group, req_uri="/other")
    with refused(400, "APIG.3301", "The API already exists"):
        make_api(sdk, group, "other", req_uri="/list-orders")
    make_api(sdk, group, "other", req_uri="/list-orders", match_mode="SWA")
    other = make_group(sdk, app, "other")
    make_api(sdk, other)

    def check(**values: Any) -> None:
        ask(sdk, "CheckApisV2", body=roma.ApiCheckInfoV2(**values))

    with refused(400, "APIG.3202"):
        check(type="name", name="list-orders", group_id=group.id)
    with refused(400, "APIG.3301"):
        check(type="path", req_method="GET", req_uri="/list-orders", roma_app_id=app.id)
    check(type="name", name="list-orders", group_id=group.id, api_id=made.id)
    check(type="path", req_method="ANY", req_uri="/list-orders")
    with refused(400, "APIG.2011", "parameterName:req_uri"):
        check(type="path", req_method="GET")


def test_deletion(emulator: EmulatorProcess, sdk: Sdk, group: Any) -> None:
    api = make_api(sdk, group)
    with refused(412, "APIG.3415", f"contains APIs,id:{group.id}"):
        ask(sdk, "DeleteApiGroupV2", group_id=group.id)
    publish(sdk, api)
    with refused(409, "APIG.3416", "The API cannot be deleted because it has been published"):
        ask(sdk, "DeleteApiV2", api_id=api.id)
    emulator.switch(published_api_code="APIG.4016", group_in_use_status=403)
    with refused(409, "APIG.4016"):
        ask(sdk, "DeleteApiV2", api_id=api.id)
    with refused(403, "APIG.3415"):
        ask(sdk, "DeleteApiGroupV2", group_id=group.id)
    publish(sdk, api, action="offline")
    ask(sdk, "DeleteApiV2", api_id=api.id)
    with refused(404, "APIG.3002", f"API {api.id} does not exist"):
        ask(sdk, "ShowDetailsOfApiV2", api_id=api.id)
    ask(sdk, "DeleteApiGroupV2", group_id=group.id)


def test_permissions_on_the_application_count(sdk: Sdk, alice_sdk: Sdk, group: Any) -> None:
    api = make_api(sdk, group)
    assert ask(alice_sdk, "ListApisV2").total == 0
    with refused(403, "APIG.1102"):
        ask(alice_sdk, "DeleteApiV2", api_id=api.id)


def test_debug(api: Api, sdk: Sdk, group: Any) -> None:
    mock = make_api(sdk, group, "mock", backend_type="MOCK", backend_api=None, mock_info={"result_content": "hello"})
    body = {"mode": "DEVELOPER", "scheme": "HTTPS", "method": "GET", "path": "/mock"}
    answer = ask(sdk, "DebugApiV2", api_id=mock.id, body=roma.ApiDebugInfo(**body, query={"a": ["1", "2"]}))
    assert answer.request.startswith("GET /mock?a=1&a=2 HTTP/1.1")
    assert answer.response.endswith("\r\n\r\nhello")
    assert answer.latency > 0
    with refused(404, "APIG.3002"):
        ask(sdk, "DebugApiV2", api_id="0" * 32, body=roma.ApiDebugInfo(**body))
    full = ask(sdk, "CreateApiV2", body=as_model(full_api(group)))
    with refused(400, "APIG.2030"):
        ask(sdk, "DebugApiV2", api_id=full.id, body=roma.ApiDebugInfo(**body))
    for change, name in (
        ({"mode": "USER"}, "mode"),
        ({"header": {"X-Stage": ["1"]}}, "header.X-Stage"),
        ({"header": {"Some": "1"}}, "header.Some"),
        ({"query": []}, "query"),
    ):
        bad = api("POST", f"{BASE}/debug/{mock.id}", json=body | change)
        assert (bad.status_code, bad.json()["error_code"]) == (400, "APIG.2011")
        assert f"parameterName:{name}." in bad.json()["error_msg"]


def test_quotas_hold_on_demand(emulator: EmulatorProcess, sdk: Sdk, app: Any) -> None:
    emulator.seed("apis", 1000)
    [default] = ask(sdk, "ListApiGroupsV2", name="DEFAULT").groups
    make_api(sdk, default, roma_app_id=app.id)
    emulator.switch(apic_quotas=True)
    with refused(403, "APIG.3125"):
        make_api(sdk, default, "one-too-many", roma_app_id=app.id)
    assert ask(sdk, "ListApisV2", env_id="DEFAULT_ENVIRONMENT_RELEASE_ID", limit=500, offset=600).size == 400
