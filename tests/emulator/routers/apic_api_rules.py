# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What must hold between the members of an API's definition, and between them and other objects."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from ..frame.call import Call
from ..frame.errors import Invalid, ServiceError
from ..state.apic_authorizers import AuthorizerStore
from ..state.apic_channels import ChannelStore
from ..state.apic_groups import ApiGroup

PLACEHOLDER = re.compile(r"\{([^{}/]+)\}")
SYSTEM_VALUE = re.compile(
    r"\$context\.(sourceIp|stage|apiName|apiId|appName|appId|requestId|serverAddr|serverName|handleTime|providerAppId"
    r"|clientCertCN|authorizer\.(frontend|backend)\.[\w.-]+)"
)
BACKENDS = {"HTTP": "backend_api", "FUNCTION": "func_info", "MOCK": "mock_info"}
POLICIES = ("policy_https", "policy_functions", "policy_mocks")
NEEDED_BY_ORIGIN = {
    "param": ("condition_type", "req_param_name"),
    "system": ("sys_param_name",),
    "cookie": ("condition_type", "cookie_param_name"),
    "source": (),
}


def check_api(call: Call, group: ApiGroup, body: Mapping[str, Any]) -> None:
    """Everything but the uniqueness of name and route."""
    _check_front(call, group, body)
    kind = BACKENDS[body["backend_type"]]
    if kind not in body:
        raise Invalid(kind, "required")
    uri = body[kind]["req_uri"] if kind == "backend_api" else None
    _check_backend(call, kind, kind, body[kind])
    _check_backend_params(body, "backend_params", body.get("backend_params", ()), uri)
    _check_policies(call, body)


def _check_front(call: Call, group: ApiGroup, body: Mapping[str, Any]) -> None:
    params = body.get("req_params", ())
    if body["req_method"] == "GET" and body["req_uri"] == "/apic/health_check":
        raise Invalid("req_uri")
    if body["auth_type"] == "AUTHORIZER":
        if not body.get("authorizer_id"):
            raise Invalid("authorizer_id", "required")
        _need_authorizer(call, body["authorizer_id"], "FRONTEND")
    if body.get("domain_name") and body["domain_name"] not in [item["domain"] for item in group.url_domains]:
        raise ServiceError(404, "APIG.3020", "The URL domain does not exist")
    seen = set()
    for param in params:
        name = param["name"].lower() if param["location"] == "HEADER" else param["name"]
        if (param["location"], name) in seen:
            raise ServiceError(400, "APIG.3209", f"The parameter name already exists, name:{param['name']}")
        seen.add((param["location"], name))
        if param["location"] == "HEADER" and body["auth_type"] == "APP" and (name == "authorization" or "_" in name):
            raise Invalid("req_params.name")
    for name in PLACEHOLDER.findall(body["req_uri"]):
        if ("PATH", name.rstrip("+")) not in seen:
            raise ServiceError(400, "APIG.2026", f"The request path parameter {name} is not defined")


def _check_backend(call: Call, name: str, kind: str, backend: Mapping[str, Any]) -> None:
    if backend.get("authorizer_id"):
        _need_authorizer(call, backend["authorizer_id"], "BACKEND")
    if kind in ("func_info", "policy_functions") and "urn:fss:" not in backend["function_urn"]:
        raise ServiceError(404, "APIG.3019", "The function URN does not exist")
    if kind not in ("backend_api", "policy_https"):
        return
    if backend.get("vpc_channel_status") == 1:
        if "vpc_channel_info" not in backend:
            raise Invalid(f"{name}.vpc_channel_info", "required")
        channel_id = backend["vpc_channel_info"]["vpc_channel_id"]
        if call.world[ChannelStore].get(call.instance_id, channel_id) is None:
            raise ServiceError(404, "APIG.3023", f"The VPC channel does not exist,id:{channel_id}")
    elif not backend.get("url_domain"):
        raise Invalid(f"{name}.url_domain", "required")


def _check_backend_params(
    body: Mapping[str, Any], name: str, params: Sequence[Mapping[str, Any]], uri: str | None
) -> None:
    known = {param["name"] for param in body.get("req_params", ())}
    for param in params:
        if param["origin"] == "REQUEST" and param["value"] not in known:
            raise ServiceError(400, "APIG.2028", f"The request parameter {param['value']} is not defined")
        if param["origin"] == "SYSTEM":
            found = SYSTEM_VALUE.fullmatch(param["value"])
            if found is None:
                raise Invalid(f"{name}.value")
            if found[2] == "frontend" and body["auth_type"] != "AUTHORIZER":
                raise ServiceError(400, "APIG.2036", "Authorizer parameters need custom authentication")
        if param["location"] == "PATH" and uri is not None and f"{{{param['name']}}}" not in uri:
            raise ServiceError(400, "APIG.2027", f"The backend path parameter {param['name']} is not defined")


def _check_policies(call: Call, body: Mapping[str, Any]) -> None:
    names, params = set(), {param["name"] for param in body.get("req_params", ())}
    for kind in POLICIES:
        for policy in body.get(kind, ()):
            if policy["name"] in names:
                raise ServiceError(400, "APIG.3210", f"The backend policy name already exists, name:{policy['name']}")
            names.add(policy["name"])
            _check_backend(call, kind, kind, policy)
            uri = policy["req_uri"] if kind == "policy_https" else None
            _check_backend_params(body, f"{kind}.backend_params", policy.get("backend_params", ()), uri)
            for condition in policy["conditions"]:
                for needed in NEEDED_BY_ORIGIN[condition["condition_origin"]]:
                    if not condition.get(needed):
                        raise Invalid(f"{kind}.conditions.{needed}", "required")
                if condition.get("req_param_name") and condition["req_param_name"] not in params:
                    message = f"The request parameter {condition['req_param_name']} is not defined"
                    raise ServiceError(400, "APIG.2028", message)
    if len(names) > 5:
        raise ServiceError(403, "APIG.3113", "The number of backend policies exceeds the maximum allowed limit.")


def _need_authorizer(call: Call, authorizer_id: str, kind: str) -> None:
    authorizer = call.world[AuthorizerStore].get(call.instance_id, authorizer_id)
    if authorizer is None or authorizer.values["type"] != kind:
        raise ServiceError(404, "APIG.3081", f"authorizer with id: {authorizer_id} not found")
