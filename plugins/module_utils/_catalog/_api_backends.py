# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""What answers an API's requests (fact source: models `BackendApiCreate`, `ApiFuncCreate`, `ApiMockCreate`)."""

from __future__ import annotations

from .._spec import Field, Ref, Values

METHODS = ("GET", "POST", "PUT", "DELETE", "HEAD", "PATCH", "OPTIONS", "ANY")
_STATUS_CODES = (*range(200, 207), *range(300, 308), *range(400, 418), 450, 451, *range(500, 506))
_POLICY_NAME = r"[a-zA-Z\u4e00-\u9fa5][a-zA-Z0-9_\u4e00-\u9fa5]*"

_AUTHORIZER = Ref("authorizer", "Name of the back-end authorizer.", kind="authorizers", wire="authorizer_id")
_REMARK = Field("remark", "Description of the back end.", maximum=255, unset="")

_HTTP = (
    Field("url_domain", ("Host and port of the service. Used instead of C(vpc_channel).",
                         "May hold an environment variable, as in V(#order_system#)."), maximum=255),
    Field("protocol", "Protocol of the service.", wire="req_protocol", choices=("HTTP", "HTTPS"), required=True),
    Field("method", "Method of the service.", wire="req_method", choices=METHODS, required=True),
    Field("path", "Path of the service.", wire="req_uri", required=True, maximum=512, pattern=r"/.*",
          pattern_help="a path that begins with a slash"),
    Field("timeout", "Milliseconds to wait for the answer.", type="int", minimum=1, maximum=600000),
    Field("retry_count", "How often to try again, V(-1) for once with idempotent methods.", pattern=r"-1|\d|10",
          pattern_help="a number from -1 to 10 in quotes", unset="-1"),
    Field("enable_client_ssl", "Whether the service and the gateway authenticate each other.", type="bool",
          unset=False),
    Ref("vpc_channel", "Name of the channel through which the service is reached. Used instead of C(url_domain).",
        kind="vpc_channels", wire="vpc_channel_info.vpc_channel_id"),
    Field("vpc_channel_proxy_host", "Host name in requests through the channel.", maximum=255,
          wire="vpc_channel_info.vpc_channel_proxy_host"),
    _AUTHORIZER,
)  # fmt: skip
_FUNCTION = (
    Field("function_urn", "URN of the function.", required=True, maximum=512),
    Field("invocation_type", "How the function is invoked.", required=True, choices=("sync", "async")),
    Field("timeout", "Milliseconds to wait for the answer.", type="int", required=True, minimum=1),
    Field("network_type", "Kind of network of the function.", choices=("V1", "V2"), unset="V1"),
    Field("version", "Version of the function.", maximum=64),
    Field("alias_urn", "Alias of the function, which goes before its version.", maximum=512),
    _AUTHORIZER,
)
_MOCK = (
    Field("result_content", "Body of the answer.", unset=""),
    Field("status_code", "Status of the answer.", type="int", choices=_STATUS_CODES, unset=200),
    Field("header", "Headers of the answer: a JSON list of objects with key, value and remark.", unset=""),
    _AUTHORIZER,
)

HTTP = (*_HTTP, Field("version", "Version of the back end.", maximum=16), _REMARK)
FUNCTION = (*_FUNCTION, _REMARK)
MOCK = (*_MOCK, _REMARK)

_CONDITIONS = (
    Field("condition_origin", "What is looked at.", required=True, choices=("param", "source", "system", "cookie")),
    Field("condition_type", "How it is compared.", choices=("exact", "enum", "pattern")),
    Field("condition_value", "What it is compared with.", required=True, maximum=1024),
    Field("req_param_name", "Name of the request parameter."),
    Field("sys_param_name", "Name of the system parameter.", choices=("req_path", "req_method")),
    Field("cookie_param_name", "Name of the cookie."),
)


def policies(parameters: tuple[Field, ...]) -> tuple[Field, ...]:
    """Return the options for back ends that answer under conditions."""
    common = (
        Field("name", "Name of the policy.", required=True, minimum=3, maximum=64, pattern=_POLICY_NAME,
              pattern_help="3 to 64 letters, digits, underscores or Chinese characters, beginning with a letter"),
        Field("effect_mode", "Whether all conditions have to hold, or any.", required=True, choices=("ALL", "ANY")),
        Field("conditions", "When the policy answers.", type="list", elements="dict", required=True,
              compare="ordered", fields=_CONDITIONS),
        Field("backend_params", "Parameters of requests to the back end.", type="list", elements="dict",
              compare="keyed", key="name", fields=parameters),
    )  # fmt: skip
    kinds = (("http", "policy_https", _HTTP), ("function", "policy_functions", _FUNCTION),
             ("mock", "policy_mocks", _MOCK))  # fmt: skip
    return tuple(
        Field(f"{kind}_policies", f"Back ends of the kind {kind} that answer under conditions.", type="list",
              elements="dict", wire=wire, compare="keyed", key="name", fields=(*common, *fields))
        for kind, wire, fields in kinds
    )  # fmt: skip


def received_backend(wire: Values) -> Values:
    """Drop what is not used: a host that stands for a channel, a channel that is not there, empty back ends."""
    wire = dict(wire)
    if wire.get("backend_api"):
        wire["backend_api"] = _received_http(wire["backend_api"])
    wire["policy_https"] = [_received_http(policy) for policy in wire.get("policy_https") or []]
    for kind, member in _MEMBERS.items():
        if wire.get("backend_type") != kind:
            wire.pop(member, None)
    return wire


_MEMBERS = {"HTTP": "backend_api", "FUNCTION": "func_info", "MOCK": "mock_info"}


def _received_http(backend: Values) -> Values:
    """A channel in use replaces the host in answers; the first edition has other names for it (`ApiInfo`)."""
    backend = dict(backend)
    status = backend.get("vpc_channel_status", backend.get("vpc_status"))
    if status == 1:
        backend.pop("url_domain", None)
        old = backend.pop("vpcinfo", None) or {}
        backend.setdefault(
            "vpc_channel_info",
            {"vpc_channel_id": old.get("vpc_id"), "vpc_channel_proxy_host": old.get("vpc_proxy_host")},
        )
    else:
        backend.pop("vpc_channel_info", None)
    return backend


def sent_backend(body: Values) -> Values:
    """Say whether a channel is used, and send the one back end that is."""
    body = dict(body)
    for kind, member in _MEMBERS.items():
        if body.get("backend_type") != kind:
            body.pop(member, None)
    if "backend_api" in body:
        body["backend_api"] = _sent_http(body["backend_api"])
    for member in ("policy_https", "policy_functions", "policy_mocks"):
        if member in body:
            body[member] = [_sent_http(p) if member == "policy_https" else _without_empty(p) for p in body[member]]
    for member in ("func_info", "mock_info"):
        if member in body:
            body[member] = _without_empty(body[member])
    return body


def _sent_http(backend: Values) -> Values:
    backend = _without_empty(backend)
    channel = _without_empty(backend.pop("vpc_channel_info", None) or {})
    if channel.get("vpc_channel_id"):
        backend.pop("url_domain", None)
        return {**backend, "vpc_channel_status": 1, "vpc_channel_info": channel}
    return {**backend, "vpc_channel_status": 2}


def _without_empty(members: Values) -> Values:
    """An id, an enumeration or an address takes no empty text; left out, it is reset."""
    return {name: value for name, value in members.items() if value != ""}
