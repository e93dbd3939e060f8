# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""What answers an API's requests (fact source: models `BackendApiCreate`, `ApiFuncCreate`, `ApiMockCreate`)."""

from __future__ import annotations

import re
import typing as t
from dataclasses import replace

from ..._spec._field import Change, Field, Limits, Ref
from ..._spec._values import Values

METHODS = ("GET", "POST", "PUT", "DELETE", "HEAD", "PATCH", "OPTIONS", "ANY")
#: of a URI's path, and braces
PATH_LETTERS = r"\w*%\-.{}/~+@:!$&'(),;="
PATH_HELP = "a path that begins with a slash, without spaces or any of < > [ ] ? \\ ^ | and quotes"
_STATUS_CODES = (*range(200, 207), *range(300, 308), *range(400, 418), 450, 451, *range(500, 506))
_POLICY_NAME = r"[a-zA-Z\u4e00-\u9fa5][a-zA-Z0-9_ \u4e00-\u9fa5]*"
_VARIABLE = re.compile(r"#([A-Za-z][A-Za-z0-9_\-]*)#")

#: option → what the service calls the kind of back end, and its members
BACKENDS = {
    "http_backend": ("HTTP", "backend_api"),
    "function_backend": ("FUNCTION", "func_info"),
    "mock_backend": ("MOCK", "mock_info"),
}
#: option → member of back ends that answer under conditions
POLICIES = {"http_policies": "policy_https", "function_policies": "policy_functions", "mock_policies": "policy_mocks"}
_USED, _UNUSED = 1, 2

_AUTHORIZER = Ref("authorizer", "Name of the back-end authorizer that vouches for the requests.", kind="authorizers",
                  holds=True, wire="authorizer_id")  # fmt: skip
_REMARK = Field("remark", "Description of the back end.", limits=Limits(maximum=255), unset="")

FUNCTION_SAMPLE = {
    "function_urn": "urn:fss:cn-north-4:0f3c7a9be1d24586a7c0d9e8f1b2a3c4:function:default:order-price",
    "invocation_type": "sync",
    "timeout": 5000,
}
MOCK_SAMPLE = {"status_code": 200, "result_content": '{"status": "up"}'}
_HTTP = (
    Field("url_domain", "Host and port of the service. May hold an environment variable, as in V(#order_system#).",
          limits=Limits(maximum=255), change=Change(replaces=("vpc_channel", "vpc_channel_proxy_host"))),
    Field("protocol", "Protocol of the service.", wire="req_protocol", choices=("HTTP", "HTTPS"), on_create=True),
    Field("method", "Method of the service.", wire="req_method", choices=METHODS, on_create=True),
    Field("path", ("Path of the service, with its parameters in braces.", "May hold environment variables."),
          wire="req_uri", on_create=True,
          limits=Limits(maximum=512, pattern=rf"/[{PATH_LETTERS}#]*", help=PATH_HELP)),
    Field("timeout", "Milliseconds to wait for the answer.", type="int", limits=Limits(1, 600000),
          change=Change(clearable=False)),
    Field("retry_count", "How often to try again, V(-1) for once with idempotent methods.",
          limits=Limits(pattern=r"-1|\d|10", help="a number from -1 to 10"), unset="-1"),
    Field("enable_client_ssl", "Whether the service and the gateway authenticate each other.", type="bool",
          unset=False),
    Ref("vpc_channel", "Name of the load channel through which the service is reached.", kind="vpc_channels",
        holds=True, wire="vpc_channel_info.vpc_channel_id", change=Change(replaces=("url_domain",))),
    Field("vpc_channel_proxy_host", "Host name in requests through the channel.", limits=Limits(maximum=255),
          wire="vpc_channel_info.vpc_channel_proxy_host"),
    _AUTHORIZER,
)  # fmt: skip
_FUNCTION = (
    Field("function_urn", "URN of the function.", on_create=True),
    Field("invocation_type", "How the function is invoked.", on_create=True, choices=("sync", "async")),
    Field("timeout", "Milliseconds to wait for the answer.", type="int", on_create=True, limits=Limits(1, 600000)),
    Field("network_type", "Kind of network of the function.", choices=("V1", "V2"), unset="V1"),
    Field("version", "Version of the function.", limits=Limits(maximum=64)),
    Field("alias_urn", "Alias of the function, which goes before its version."),
    _AUTHORIZER,
)  # fmt: skip
_MOCK = (
    Field("status_code", ("Status of the answer.", "The service takes V(200) when it is omitted at creation."),
          change=Change(clearable=False), type="int", choices=_STATUS_CODES),
    Field("headers", "Headers of the answer.", type="list", elements="dict", wire="header", written="json",
          compare="keyed", key=("key", "value"), fields=(
              Field("key", "Name of the header.", required=True,
                    limits=Limits(maximum=64, pattern=r"[A-Za-z0-9][A-Za-z0-9\-]*",
                                  help="1 to 64 letters, digits or hyphens, not beginning with a hyphen")),
              Field("value", "Value of the header.", required=True, limits=Limits(1, 10240)),
              Field("remark", "Description of the header.", limits=Limits(maximum=2048), unset=""),
          )),
    Field("result_content", "Body of the answer.", unset=""),
    _AUTHORIZER,
)  # fmt: skip

HTTP = (
    *(replace(f, on_create=True) if f.name == "timeout" else f for f in _HTTP),
    Field("version", "Version of the back end.", limits=Limits(maximum=16)),
    _REMARK,
)
FUNCTION = (*_FUNCTION, _REMARK)
MOCK = (*_MOCK, Field("version", "Version of the back end.", limits=Limits(maximum=64)), _REMARK)

_CONDITIONS = (
    Field("condition_origin", ("What is looked at: a parameter of the request (V(param)), the caller's address "
                               "(V(source)), the request itself (V(system)), or a cookie."), required=True,
          choices=("param", "source", "system", "cookie")),
    Field("condition_type", "How it is compared. Needed with a parameter or a cookie.",
          choices=("exact", "enum", "pattern")),
    Field("condition_value", "What it is compared with.", required=True),
    Field("req_param_name", "Name of the request parameter, with C(condition_origin=param).",
          limits=Limits(maximum=32)),
    Field("sys_param_name", "What of the request, with C(condition_origin=system).",
          choices=("req_path", "req_method")),
    Field("cookie_param_name", "Name of the cookie, with C(condition_origin=cookie)."),
)  # fmt: skip
_NEEDED = {
    "param": ("condition_type", "req_param_name"),
    "source": (),
    "system": ("sys_param_name",),
    "cookie": ("condition_type", "cookie_param_name"),
}


#: Back ends of each kind, for the documentation of results.
_SAMPLES: dict[str, Values] = {
    "http": {"url_domain": "night.internal", "protocol": "HTTP", "method": "POST", "path": "/orders", "timeout": 6000},
    "function": FUNCTION_SAMPLE,
    "mock": MOCK_SAMPLE,
}


def policies(parameters: tuple[Field, ...], key: tuple[str, ...]) -> tuple[Field, ...]:
    """Return the options for back ends that answer under conditions.

    :param parameters: fields of a parameter of requests to the back end
    :param key: those that tell it apart
    """
    common = (
        Field("name", "Name of the policy.", required=True,
              limits=Limits(3, 64, pattern=_POLICY_NAME,
                            help="3 to 64 letters, digits, underscores, spaces or Chinese characters, a letter first")),
        Field("effect_mode", "Whether all conditions have to hold, or any.", on_create=True, choices=("ALL", "ANY")),
        Field("conditions", "When the policy answers.", type="list", elements="dict", on_create=True, compare="keyed",
              key=tuple(f.name for f in _CONDITIONS), fields=_CONDITIONS),
        Field("backend_params", "Parameters of requests to the back end.", type="list", elements="dict",
              compare="keyed", key=key, fields=parameters),
    )  # fmt: skip
    kinds = {"http": ("HTTP services", _HTTP), "function": ("Functions", _FUNCTION), "mock": ("Fixed answers", _MOCK)}
    sample = {
        "name": "night",
        "effect_mode": "ALL",
        "conditions": [{"condition_origin": "source", "condition_value": "10.0.0.0/24"}],
    }
    return tuple(
        Field(f"{kind}_policies", f"{what} that answer under conditions, instead of the back end. An API has at most "
              "five policies of all kinds.", type="list", elements="dict", wire=POLICIES[f"{kind}_policies"],
              compare="keyed", key="name", limits=Limits(maximum=5), sample=[{**sample, **_SAMPLES[kind]}],
              fields=(*common, *fields))
        for kind, (what, fields) in kinds.items()
    )  # fmt: skip


def variables(values: Values) -> t.Iterator[str]:
    """Yield the names of the environment variables in the addresses of back ends."""
    for backend in (values.get("http_backend"), *(values.get("http_policies") or [])):
        for option in ("url_domain", "path"):
            yield from _VARIABLE.findall(str((backend or {}).get(option, "")))


def check_condition(condition: Values) -> t.Iterator[tuple[str, str]]:
    """Yield (member, problem) of a policy's condition."""
    origin = condition.get("condition_origin")
    for name in _NEEDED.get(str(origin), ()):
        if not condition.get(name):
            yield name, f"is required with condition_origin={origin}"


# -- what the service says ---------------------------------------------------------------------------------------------


def received_backends(wire: Values) -> Values:
    """Drop what is not used: the other kinds of back ends, a host that stands for a channel, empty texts."""
    wire = dict(wire)
    for _option, (kind, member) in BACKENDS.items():
        backend = wire.pop(member, None)
        if wire.get("backend_type") == kind and backend:
            wire[member] = _received(backend)
    for member in POLICIES.values():
        wire[member] = [_received(policy) for policy in wire.get(member) or []]
    return wire


def _received(backend: Values) -> Values:
    backend = _without_empty(_received_address(backend))
    if "conditions" in backend:
        backend["conditions"] = [_without_empty(condition) for condition in backend["conditions"]]
    return backend


def _received_address(backend: Values) -> Values:
    """A channel in use replaces the host in answers; the first edition has other names for it (`ApiInfo`)."""
    backend = dict(backend)
    channel = backend.pop("vpc_channel_info", None) or {}
    old = backend.pop("vpcinfo", None) or {}
    channel_id = channel.get("vpc_channel_id") or old.get("vpc_id")
    if channel_id and backend.get("vpc_channel_status", backend.get("vpc_status")) != _UNUSED:
        backend.pop("url_domain", None)
        host = channel.get("vpc_channel_proxy_host") or old.get("vpc_proxy_host")
        backend["vpc_channel_info"] = {**channel, "vpc_channel_id": channel_id, "vpc_channel_proxy_host": host or ""}
    return backend


# -- what it is told ---------------------------------------------------------------------------------------------------


def sent_backends(body: Values) -> Values:
    """Say which kind of back end there is, and whether it is reached through a channel."""
    body = dict(body)
    for _option, (kind, member) in BACKENDS.items():
        if body.get(member) is not None:
            body["backend_type"] = kind
            body[member] = _sent(body[member], member == "backend_api")
    for member in POLICIES.values():
        if member in body:
            body[member] = [_sent(policy, member == "policy_https") for policy in body[member]]
    return body


def _sent(backend: Values, http: bool) -> Values:
    """An id, an enumeration or an address takes no empty text; left out, it is reset."""
    no_headers = {"header": ""} if backend.get("header") == "" else {}
    backend = {**_without_empty(backend), **no_headers}
    if "conditions" in backend:
        backend["conditions"] = [_without_empty(condition) for condition in backend["conditions"]]
    if not http:
        return backend
    channel = _without_empty(backend.pop("vpc_channel_info", None) or {})
    if channel.get("vpc_channel_id"):
        backend.pop("url_domain", None)
        return {**backend, "vpc_channel_status": _USED, "vpc_channel_info": channel}
    return {**backend, "vpc_channel_status": _UNUSED}


def _without_empty(members: Values) -> Values:
    return {name: value for name, value in members.items() if value not in ("", None)}
