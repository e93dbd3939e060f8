# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""APIs to test with."""

from __future__ import annotations

from typing import Any

import huaweicloudsdkroma.v2 as roma

from tests.contract.vendor import ask

RELEASE = "DEFAULT_ENVIRONMENT_RELEASE_ID"
APIC = "/v2/{project}/apic/instances/{instance}"
Sdk = roma.RomaClient
Body = dict[str, Any]


def make_app(sdk: Sdk, name: str = "orders") -> Any:
    return ask(sdk, "CreateRomaApp", body=roma.CreateAppReq(name=name))


def make_group(sdk: Sdk, app: Any, name: str = "orders-v1") -> Any:
    """A group of the application."""
    return ask(sdk, "CreateApiGroupV2", body=roma.ApiGroupCreate(name=name, version="V2", roma_app_id=app.id))


def make_environment(sdk: Sdk, name: str = "STAGE") -> Any:
    return ask(sdk, "CreateEnvironmentV2", body=roma.EnvCreate(name=name))


def http_api(group: Any, name: str = "list-orders", **values: Any) -> Body:
    """An API with an HTTP backend; a value of None takes a member away."""
    body = {
        "name": name,
        "group_id": group.id,
        "type": 1,
        "req_protocol": "HTTPS",
        "req_method": "GET",
        "req_uri": f"/{name}",
        "auth_type": "APP",
        "backend_type": "HTTP",
        "backend_api": {
            "url_domain": "10.0.0.7:8080",
            "req_protocol": "HTTP",
            "req_method": "GET",
            "req_uri": "/orders",
            "timeout": 5000,
        },
    }
    return {key: value for key, value in {**body, **values}.items() if value is not None}


MODELS: dict[str, Any] = {
    "backend_api": roma.BackendApiCreate,
    "func_info": roma.ApiFuncCreate,
    "mock_info": roma.ApiMockCreate,
    "auth_opt": roma.AuthOpt,
    "req_params": roma.ReqParamBase,
    "backend_params": roma.BackendParamBase,
    "policy_https": roma.ApiPolicyHttpCreate,
    "policy_functions": roma.ApiPolicyFunctionCreate,
    "policy_mocks": roma.ApiPolicyMockCreate,
}


def as_model(body: Body) -> Any:
    """The same as a model of the vendor's, which knows no members but its own."""
    values = dict(body)
    for name in values.keys() & MODELS.keys():
        model, value = MODELS[name], values[name]
        values[name] = [model(**item) for item in value] if isinstance(value, list) else model(**value)
    return roma.ApiCreate(**values)


def make_api(sdk: Sdk, group: Any, name: str = "list-orders", **values: Any) -> Any:
    return ask(sdk, "CreateApiV2", body=as_model(http_api(group, name, **values)))


def publish(sdk: Sdk, api: Any, env_id: str = RELEASE, action: str = "online", remark: str | None = None) -> Any:
    body = roma.ApiActionInfo(action=action, api_id=api.id, env_id=env_id, remark=remark)
    return ask(sdk, "CreateOrDeletePublishRecordForApiV2", body=body)
