# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests know about the resources of API integration, environments and groups aside."""

from __future__ import annotations

from huaweicloudsdkroma import v2

from tests.integration.case import Case
from tests.integration.judge import Judge, Wire

FUNCTION = "urn:fss:cn-north-4:0f3c7a9be1d24586a7c0d9e8f1b2a3c4:function:default:loyalty"
PUBLISH = "CreateOrDeletePublishRecordForApiV2"

DROPPED = (None, "", 0, [], False)


def servers(judge: Judge, channel: str) -> dict[tuple[str, int], tuple[int, int, bool, str]]:
    """Address of each server of a load channel → weight, status, whether it is a spare one, and group."""
    return {
        (item["host"], item["port"]): (item["weight"], item["status"], item["is_backup"], item["member_group_name"])
        for item in judge("vpc_channels")[channel]["members"]
    }


def server_groups(judge: Judge, channel: str) -> dict[str, tuple[str, int]]:
    """Name of each group of servers → remark and weight."""
    return {
        item["member_group_name"]: (item["member_group_remark"], item["member_group_weight"])
        for item in judge("vpc_channels")[channel]["member_groups"]
    }


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


AUTHORIZER = Case(
    kind="authorizers",
    module="authorizer",
    name="loyalty_card",
    create={
        "name": "loyalty_card",
        "type": "FRONTEND",
        "authorizer_type": "FUNC",
        "authorizer_uri": FUNCTION,
        "authorizer_version": "latest",
        "authorizer_alias_uri": FUNCTION + ":live",
        "network_type": "V2",
        "identities": [
            {"name": "X-Card", "location": "HEADER", "validation": "[0-9]{12}"},
            {"name": "card", "location": "QUERY"},
        ],
        "ttl": 300,
        "user_data": "\u4f1a\u5458",
        "need_body": True,
    },
    required="name",
    created={
        "type": "FRONTEND",
        "authorizer_type": "FUNC",
        "authorizer_uri": FUNCTION,
        "authorizer_version": "latest",
        "authorizer_alias_uri": FUNCTION + ":live",
        "identities": [
            {"name": "X-Card", "location": "HEADER", "validation": "[0-9]{12}"},
            {"name": "card", "location": "QUERY"},
        ],
        "ttl": 300,
        "user_data": "\u4f1a\u5458",
        "need_body": True,
    },
    created_by=["CreateCustomAuthorizerV2"],
    update={
        "name": "loyalty_card",
        "authorizer_type": "LD",
        "authorizer_uri": "/loyalty",
        "ld_api_id": "5f918d104dc84480a75166ba99efff21",
        "authorizer_version": "",
        "authorizer_alias_uri": "",
        "identities": [{"name": "X-Card", "location": "HEADER", "validation": ""}],
        "ttl": 0,
        "need_body": False,
    },
    updated={
        "type": "FRONTEND",
        "authorizer_type": "LD",
        "authorizer_uri": "/loyalty",
        "ld_api_id": "5f918d104dc84480a75166ba99efff21",
        "authorizer_version": "",
        "authorizer_alias_uri": "",
        "identities": [{"name": "X-Card", "location": "HEADER"}],
        "ttl": 0,
        "user_data": "\u4f1a\u5458",
        "need_body": False,
    },
    updated_by=["UpdateCustomAuthorizerV2"],
    deleted_by="DeleteCustomAuthorizerV2",
)

VPC_CHANNEL = Case(
    kind="vpc_channels",
    module="vpc_channel",
    name="order-system",
    create={
        "name": "order-system",
        "port": 8080,
        "balance_strategy": "least_connections",
        "health_check": {
            "protocol": "HTTP",
            "path": "/health",
            "http_code": "200-299",
            "threshold_normal": 2,
            "threshold_abnormal": 3,
            "time_interval": 10,
            "timeout": 5,
        },
        "member_groups": [{"name": "second-site", "remark": "\u7b2c\u4e8c", "weight": 5}, {"name": "test-site"}],
        "members": [
            {"host": "10.0.0.11", "port": 8080, "weight": 20},
            {"host": "10.0.0.11", "port": 8081, "enabled": False},
            {"host": "10.1.0.11", "port": 8080, "group": "second-site", "is_backup": True},
        ],
    },
    required="name",
    created={
        "port": 8080,
        "balance_strategy": 2,
        "member_type": "ip",
        "type": 2,
        "vpc_health_config": {
            "protocol": "HTTP",
            "path": "/health",
            "method": "GET",
            "http_code": "200-299",
            "threshold_normal": 2,
            "threshold_abnormal": 3,
            "time_interval": 10,
            "timeout": 5,
        },
    },
    created_by=["CreateVpcChannelV2", "UpdateBackendInstancesV2"],
    also=lambda judge: (servers(judge, "order-system"), server_groups(judge, "order-system")),
    also_created=(
        {
            ("10.0.0.11", 8080): (20, 1, False, ""),
            ("10.0.0.11", 8081): (1, 2, False, ""),
            ("10.1.0.11", 8080): (1, 1, True, "second-site"),
        },
        {"second-site": ("\u7b2c\u4e8c", 5), "test-site": ("", 0)},
    ),
    update={
        "name": "order-system",
        "port": 9090,
        "balance_strategy": "uri_hash",
        "health_check": {"time_interval": 20, "method": "HEAD"},
        "member_groups": [{"name": "second-site", "weight": 0}],
        "members": [
            {"host": "10.1.0.11", "port": 8080, "group": "second-site"},
            {"host": "10.0.0.11", "port": 8081, "weight": 7},
            {"host": "orders.internal", "port": 443},
        ],
    },
    updated={
        "port": 9090,
        "balance_strategy": 4,
        "vpc_health_config": {
            "protocol": "HTTP",
            "path": "/health",
            "method": "HEAD",
            "http_code": "200-299",
            "threshold_normal": 2,
            "time_interval": 20,
            "timeout": 5,
        },
    },
    updated_by=["UpdateVpcChannelV2", "UpdateBackendInstancesV2"],
    also_updated=(
        {
            ("10.1.0.11", 8080): (1, 1, True, "second-site"),
            ("10.0.0.11", 8081): (7, 2, False, ""),
            ("orders.internal", 443): (1, 1, False, ""),
        },
        {"second-site": ("\u7b2c\u4e8c", 0)},
    ),
    deleted_by="DeleteVpcChannelV2",
)

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
