# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From what a request says about an API to its definition: defaults filled in, and ids for all parts."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from .apic_apis import Definition

Values = dict[str, Any]

FRONT: Values = {
    "version": "V0.0.1",
    "auth_opt": {"app_code_auth_type": "DISABLE"},
    "authorizer_id": "",
    "cors": False,
    "match_mode": "NORMAL",
    "remark": "",
    "body_remark": "",
    "result_normal_sample": "",
    "result_failure_sample": "",
    "tags": [],
    "tag": "",
    "response_id": "",
    "domain_name": "",
    "content_type": "",
    "req_params": [],
    "backend_params": [],
    "policy_https": [],
    "policy_functions": [],
    "policy_mocks": [],
}
UNUSED_CHANNEL: Values = {"cascade_flag": False, "vpc_channel_id": "", "vpc_channel_port": 0}
HTTP: Values = {
    "url_domain": "",
    "enable_client_ssl": False,
    "retry_count": "-1",
    "authorizer_id": "",
    "vpc_channel_status": 2,
    "timeout": 5000,
}
FUNCTION: Values = {"network_type": "V1", "version": "", "alias_urn": "", "authorizer_id": ""}
MOCK: Values = {"result_content": "", "status_code": 200, "header": "", "authorizer_id": ""}
KINDS = {"backend_api": "HTTP", "func_info": "FUNCTION", "mock_info": "MOCK"}
DEFAULTS = {
    "backend_api": {**HTTP, "version": "", "remark": ""},
    "func_info": {**FUNCTION, "remark": ""},
    "mock_info": {**MOCK, "version": "", "remark": ""},
    "policy_https": HTTP,
    "policy_functions": FUNCTION,
    "policy_mocks": MOCK,
}


def define(body: Mapping[str, Any], app_id: str, old: Definition | None = None) -> Definition:
    """The definition that a request asks for. Parts that `old` knows keep their ids.

    Members that the request leaves out get their default, but for the version, which is kept.
    """
    known: Mapping[str, Any] = old or {}
    given = {**({"version": known["version"]} if known else {}), **body}
    definition = {**FRONT, **given, "roma_app_id": app_id}
    definition["auth_opt"] = {**FRONT["auth_opt"], **definition["auth_opt"]}
    definition["req_params"] = params = [
        _with_id(_req_param(item), known.get("req_params"), _place) for item in definition["req_params"]
    ]
    definition["backend_params"] = _backend_params(definition["backend_params"], params, known.get("backend_params"))
    for part, kind in KINDS.items():
        definition[part] = None
        if definition["backend_type"] == kind:
            before = known.get(part)
            definition[part] = {
                **_backend(part, given[part]),
                "id": before["id"] if before else uuid.uuid4().hex,
                "status": 1,
            }
    for part in ("policy_https", "policy_functions", "policy_mocks"):
        definition[part] = [_policy(part, item, params, known.get(part)) for item in definition[part]]
    return definition


def _place(part: Mapping[str, Any]) -> Any:
    return part["location"], part["name"]


def _name(part: Mapping[str, Any]) -> Any:
    return part["name"]


def _with_id(
    values: Values, before: Sequence[Mapping[str, Any]] | None, key: Callable[[Mapping[str, Any]], Any]
) -> Values:
    """The id of the part with the same key, or a new one."""
    same = (item["id"] for item in before or () if key(item) == key(values))
    return {**values, "id": next(same, None) or uuid.uuid4().hex}


def _req_param(values: Mapping[str, Any]) -> Values:
    required = 1 if values["location"] == "PATH" else 2
    return {"required": required, "valid_enable": 2, "pass_through": 1, **values}


def _backend_params(
    wanted: Sequence[Mapping[str, Any]], params: Sequence[Values], before: Sequence[Mapping[str, Any]] | None
) -> list[Values]:
    ids = {param["name"]: param["id"] for param in params}
    made = []
    for item in wanted:
        values = _with_id({name: value for name, value in item.items() if name != "req_param_id"}, before, _place)
        if values["origin"] == "REQUEST":
            values["req_param_id"] = ids[values["value"]]
        made.append(values)
    return made


def _backend(part: str, given: Mapping[str, Any]) -> Values:
    """A channel takes the place of the address."""
    values = {**DEFAULTS[part], **given}
    if part in ("backend_api", "policy_https"):
        uses = values["vpc_channel_status"] == 1
        channel = values.get("vpc_channel_info", {}) if uses else {}
        values["vpc_channel_info"] = {**UNUSED_CHANNEL, **channel}
        if uses:
            values["url_domain"] = channel["vpc_channel_id"]
    return values


def _policy(
    part: str, given: Mapping[str, Any], params: Sequence[Values], before: Sequence[Mapping[str, Any]] | None
) -> Values:
    values = _with_id(_backend(part, given), before, _name)
    old = next((item for item in before or () if item["id"] == values["id"]), {})
    values["backend_params"] = _backend_params(values.get("backend_params", ()), params, old.get("backend_params"))
    by_name = {param["name"]: param for param in params}
    values["conditions"] = [_condition(item, by_name) for item in values["conditions"]]
    return values


def _condition(given: Mapping[str, Any], params: Mapping[str, Values]) -> Values:
    values = {"id": uuid.uuid4().hex, **given}
    param = params.get(given.get("req_param_name", ""))
    if param is not None:
        values["req_param_id"], values["req_param_location"] = param["id"], param["location"]
    return values
