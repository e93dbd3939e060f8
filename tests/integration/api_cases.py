# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests know about APIs, and about who may call them."""

from __future__ import annotations

from huaweicloudsdkroma import v2

from tests.integration.case import Case
from tests.integration.channel_cases import AUTHORIZER, FUNCTION, VPC_CHANNEL
from tests.integration.judge import Judge, Wire

PUBLISH = "CreateOrDeletePublishRecordForApiV2"

DROPPED = (None, "", 0, [], False)


def parts(judge: Judge, name: str) -> Wire:
    """What belongs to an API besides its own members, without ids and without what is not set."""
    api = judge("apis")[name]
    authorizers = {item["id"]: item["name"] for item in judge("authorizers").values()}
    channels = {item["id"]: item["name"] for item in judge("vpc_channels").values()}
    policies = [item for kind in ("https", "functions", "mocks") for item in api[f"policy_{kind}"]]
    backends = {"": api.get("backend_api") or {}, **{item["name"]: item for item in api["policy_https"]}}
    own = api.get("backend_api") or api.get("func_info") or api["mock_info"]
    return {
        "authorizers": {
            place: authorizers[found] for place, found in (("front", api["authorizer_id"]),
                                                           ("back", own["authorizer_id"])) if found
        },
        "channels": {
            backend: (channels[item["vpc_channel_info"]["vpc_channel_id"]],
                      item["vpc_channel_info"]["vpc_channel_proxy_host"])
            for backend, item in backends.items() if item.get("vpc_channel_status") == 1
        },
        "req_params": {(item["name"], item["location"]): told(item) for item in api["req_params"]},
        "backend_params": {(item["name"], item["location"]): told(item) for item in api["backend_params"]},
        "policies": {item["name"]: told(item) for item in policies},
        "conditions": {item["name"]: [told(part) for part in item["conditions"]] for item in policies},
        "live": live(judge, api),
    }  # fmt: skip


def told(part: Wire) -> Wire:
    hidden = ("id", "name", "location", "req_param_id", "req_param_location", "vpc_channel_info", "vpc_channel_status",
              "url_domain", "conditions", "backend_params")  # fmt: skip
    return {name: value for name, value in part.items() if name not in hidden and value not in DROPPED}


def live(judge: Judge, api: Wire) -> dict[str, str]:
    """Environment → the path of the definition that is at work there."""
    found = {}
    for name, env_id in zip(api["run_env_name"].split("|"), api["run_env_id"].split("|"), strict=True):
        if env_id:
            request = v2.ListApiRuntimeDefinitionV2Request(
                instance_id=judge.instance_id, api_id=api["id"], env_id=env_id
            )
            found[name] = judge.client.list_api_runtime_definition_v2(request).req_uri
    return found


API = Case(
    kind="apis",
    module="api",
    name="create-order",
    needs={
        "apps": [{"name": "orders"}, {"name": "billing"}],
        "environments": [{"name": "STAGE"}],
        "api_groups": [{"name": "orders-v1", "app": "orders"}],
        "authorizers": [
            {"name": "loyalty_card", "type": "FRONTEND", "authorizer_type": "FUNC", "authorizer_uri": FUNCTION},
            {"name": "order_token", "type": "BACKEND", "authorizer_type": "FUNC", "authorizer_uri": FUNCTION},
        ],
        "vpc_channels": [{"name": "order-system", "port": 8080, "balance_strategy": "round_robin"}],
    },
    create={
        "name": "create-order",
        "group": "orders-v1",
        "app": "orders",
        "type": "public",
        "version": "V1.0.0",
        "protocol": "HTTPS",
        "method": "POST",
        "path": "/{tenant}/orders",
        "match_mode": "SWA",
        "auth_type": "APP",
        "app_code_auth_type": "HEADER",
        "cors": True,
        "remark": "order intake \u4e2d\u6587",
        "body_remark": "an order",
        "result_normal_sample": '{"number": 1}',
        "result_failure_sample": '{"error": "sold out"}',
        "tags": ["shop", "orders"],
        "content_type": "application/json",
        "req_params": [
            {"name": "tenant", "location": "PATH", "type": "STRING", "required": True, "min_size": 2, "max_size": 8,
             "valid_enable": True},
            {"name": "tier", "location": "HEADER", "type": "STRING", "enumerations": "gold,silver",
             "default_value": "silver", "sample_value": "gold", "remark": "tier of the customer"},
            {"name": "tier", "location": "QUERY", "type": "NUMBER", "min_num": 1, "max_num": 5,
             "pass_through": False},
        ],
        "backend_params": [
            {"name": "tenant", "location": "PATH", "origin": "REQUEST", "value": "tenant"},
            {"name": "X-Caller", "location": "HEADER", "origin": "SYSTEM", "value": "$context.appName"},
            {"name": "channel", "location": "QUERY", "origin": "CONSTANT", "value": "shop", "remark": "fixed"},
        ],
        "http_backend": {
            "url_domain": "#order_system#",
            "protocol": "HTTP",
            "method": "POST",
            "path": "/internal/{tenant}/orders",
            "timeout": 6000,
            "retry_count": "2",
            "enable_client_ssl": True,
            "authorizer": "order_token",
            "version": "v7",
            "remark": "the order system",
        },
        "http_policies": [
            {
                "name": "gold_orders",
                "effect_mode": "ANY",
                "conditions": [
                    {"condition_origin": "param", "condition_type": "exact", "condition_value": "gold",
                     "req_param_name": "tier"},
                    {"condition_origin": "source", "condition_value": "10.0.0.0/8"},
                ],
                "backend_params": [{"name": "tenant", "location": "PATH", "origin": "REQUEST", "value": "tenant"}],
                "vpc_channel": "order-system",
                "vpc_channel_proxy_host": "gold.example.org",
                "protocol": "HTTPS",
                "method": "POST",
                "path": "/gold/{tenant}",
            }
        ],
        "function_policies": [
            {
                "name": "night_orders",
                "effect_mode": "ALL",
                "conditions": [{"condition_origin": "cookie", "condition_type": "pattern", "condition_value": "n.*",
                                "cookie_param_name": "shift"}],
                "function_urn": FUNCTION,
                "invocation_type": "async",
                "timeout": 1000,
                "network_type": "V2",
                "version": "latest",
                "alias_urn": FUNCTION + ":live",
            }
        ],
        "mock_policies": [
            {
                "name": "closed",
                "effect_mode": "ALL",
                "conditions": [{"condition_origin": "system", "condition_value": "/closed/orders",
                                "sys_param_name": "req_path"}],
                "status_code": 503,
                "headers": [{"key": "Retry-After", "value": "60", "remark": "seconds"}],
                "result_content": "closed",
            }
        ],
        "publications": ["STAGE"],
    },
    required="name",
    created={
        "name": "create-order",
        "group_name": "orders-v1",
        "roma_app_name": "orders",
        "type": 1,
        "version": "V1.0.0",
        "req_protocol": "HTTPS",
        "req_method": "POST",
        "req_uri": "/{tenant}/orders",
        "match_mode": "SWA",
        "auth_type": "APP",
        "auth_opt": {"app_code_auth_type": "HEADER"},
        "cors": True,
        "remark": "order intake \u4e2d\u6587",
        "body_remark": "an order",
        "result_normal_sample": '{"number": 1}',
        "result_failure_sample": '{"error": "sold out"}',
        "tags": ["shop", "orders"],
        "content_type": "application/json",
        "backend_type": "HTTP",
        "backend_api": {
            "url_domain": "#order_system#",
            "req_protocol": "HTTP",
            "req_method": "POST",
            "req_uri": "/internal/{tenant}/orders",
            "timeout": 6000,
            "retry_count": "2",
            "enable_client_ssl": True,
            "vpc_channel_status": 2,
            "version": "v7",
            "remark": "the order system",
        },
        "run_env_name": "STAGE",
    },
    created_by=["CreateApiV2", PUBLISH],
    also=lambda judge: parts(judge, "create-order"),
    also_created={
        "authorizers": {"back": "order_token"},
        "channels": {"gold_orders": ("order-system", "gold.example.org")},
        "req_params": {
            ("tenant", "PATH"): {"type": "STRING", "required": 1, "valid_enable": 1, "pass_through": 1, "min_size": 2,
                                 "max_size": 8},
            ("tier", "HEADER"): {"type": "STRING", "required": 2, "valid_enable": 2, "pass_through": 1,
                                 "enumerations": "gold,silver", "default_value": "silver", "sample_value": "gold",
                                 "remark": "tier of the customer"},
            ("tier", "QUERY"): {"type": "NUMBER", "required": 2, "valid_enable": 2, "pass_through": 2, "min_num": 1,
                                "max_num": 5},
        },
        "backend_params": {
            ("tenant", "PATH"): {"origin": "REQUEST", "value": "tenant"},
            ("X-Caller", "HEADER"): {"origin": "SYSTEM", "value": "$context.appName"},
            ("channel", "QUERY"): {"origin": "CONSTANT", "value": "shop", "remark": "fixed"},
        },
        "policies": {
            "gold_orders": {"effect_mode": "ANY", "req_protocol": "HTTPS", "req_method": "POST",
                            "req_uri": "/gold/{tenant}", "timeout": 5000, "retry_count": "-1"},
            "night_orders": {"effect_mode": "ALL", "function_urn": FUNCTION, "invocation_type": "async",
                             "timeout": 1000, "network_type": "V2", "version": "latest",
                             "alias_urn": FUNCTION + ":live"},
            "closed": {"effect_mode": "ALL", "status_code": 503, "result_content": "closed",
                       "header": '[{"key": "Retry-After", "value": "60", "remark": "seconds"}]'},
        },
        "conditions": {
            "gold_orders": [{"condition_origin": "param", "condition_type": "exact", "condition_value": "gold",
                             "req_param_name": "tier"},
                            {"condition_origin": "source", "condition_value": "10.0.0.0/8"}],
            "night_orders": [{"condition_origin": "cookie", "condition_type": "pattern", "condition_value": "n.*",
                              "cookie_param_name": "shift"}],
            "closed": [{"condition_origin": "system", "condition_value": "/closed/orders",
                        "sys_param_name": "req_path"}],
        },
        "live": {"STAGE": "/{tenant}/orders"},
    },
    update={
        "name": "create-order",
        "group": "orders-v1",
        "app": "billing",
        "type": "private",
        "version": "",
        "method": "ANY",
        "path": "/{tenant}/orders/{number}",
        "match_mode": "NORMAL",
        "auth_type": "AUTHORIZER",
        "authorizer": "loyalty_card",
        "cors": False,
        "remark": "",
        "tags": [],
        "content_type": "text/plain",
        "req_params": [
            {"name": "number", "location": "PATH", "type": "NUMBER", "required": True},
            {"name": "tenant", "location": "PATH", "max_size": 0},
        ],
        "backend_params": [],
        "mock_backend": {"status_code": 201, "result_content": "taken", "headers": [{"key": "X-A", "value": "b"}]},
        "http_policies": [],
        "function_policies": [{"name": "night_orders", "timeout": 2000}],
        "mock_policies": [],
        "publications": ["RELEASE"],
    },
    updated={
        "roma_app_name": "billing",
        "type": 2,
        "version": "V0.0.1",
        "req_protocol": "HTTPS",
        "req_method": "ANY",
        "req_uri": "/{tenant}/orders/{number}",
        "match_mode": "NORMAL",
        "auth_type": "AUTHORIZER",
        "cors": False,
        "remark": "",
        "body_remark": "an order",
        "result_normal_sample": '{"number": 1}',
        "tags": [],
        "content_type": "text/plain",
        "backend_type": "MOCK",
        "mock_info": {"status_code": 201, "result_content": "taken", "header": '[{"key": "X-A", "value": "b"}]'},
        "run_env_name": "RELEASE",
    },
    updated_by=["UpdateApiV2", PUBLISH, PUBLISH],
    also_updated={
        "authorizers": {"front": "loyalty_card"},
        "channels": {},
        "req_params": {
            ("number", "PATH"): {"type": "NUMBER", "required": 1, "valid_enable": 2, "pass_through": 1},
            ("tenant", "PATH"): {"type": "STRING", "required": 1, "valid_enable": 1, "pass_through": 1, "min_size": 2},
        },
        "backend_params": {},
        "policies": {
            "night_orders": {"effect_mode": "ALL", "function_urn": FUNCTION, "invocation_type": "async",
                             "timeout": 2000, "network_type": "V2", "version": "latest",
                             "alias_urn": FUNCTION + ":live"},
        },
        "conditions": {
            "night_orders": [{"condition_origin": "cookie", "condition_type": "pattern", "condition_value": "n.*",
                              "cookie_param_name": "shift"}],
        },
        "live": {"RELEASE": "/{tenant}/orders/{number}"},
    },
    undone_by=[PUBLISH],
    deleted_by="DeleteApiV2",
)  # fmt: skip

APP_AUTHORIZATION = Case(
    kind="app_authorizations",
    module="app_authorization",
    name="create-order",
    needs={
        "apps": [{"name": "orders"}, {"name": "shop"}],
        "environments": [{"name": "STAGE"}],
        "api_groups": [{"name": "orders-v1", "app": "orders"}],
        "apis": [
            {
                "name": "create-order",
                "group": "orders-v1",
                "type": "private",
                "protocol": "HTTPS",
                "method": "POST",
                "path": "/orders",
                "auth_type": "APP",
                "mock_backend": {"result_content": "taken"},
            }
        ],
    },
    create={"app": "shop", "api": "create-order", "environment": "STAGE"},
    required="environment",
    created={"api_name": "create-order", "app_name": "shop", "env_name": "STAGE"},
    created_by=["CreateAuthorizingAppsV2"],
    deleted_by="CancelingAuthorizationV2",
)

API_CASES = (AUTHORIZER, VPC_CHANNEL, API, APP_AUTHORIZATION)
