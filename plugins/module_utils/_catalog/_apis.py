# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""API integration: APIs and who may call them (fact source: `CreateApiV2`, model `ApiCreate`)."""

from __future__ import annotations

import typing as t

from .._errors import RomaError
from .._spec import Child, Field, Ref, Resource, Values
from ._api_backends import FUNCTION, HTTP, METHODS, MOCK, policies, received_backend, sent_backend
from ._api_publications import read_publications, write_publications

_APIC = "/v2/{project_id}/apic/instances/{instance_id}"
_YES = ((True, 1), (False, 2))
_NAME = r"[a-zA-Z0-9\u4e00-\u9fa5][a-zA-Z0-9:._()/\-\u4e00-\u9fa5\uff08\uff09\uff1a\u3001]*"
_PARAMETER = r"[a-zA-Z][a-zA-Z0-9._\-]*"
_PARAMETER_HELP = "1 to 32 letters, digits or any of . _ -, beginning with a letter"
_BACKENDS = {"HTTP": "http_backend", "FUNCTION": "function_backend", "MOCK": "mock_backend"}
#: members that take no empty text: enumerations, ids and names of other objects
_NOT_EMPTY = ("version", "match_mode", "content_type", "authorizer_id", "response_id", "domain_name", "roma_app_id")

_PARAMETER_NAME = Field(
    "name", "Name of the parameter.", required=True, maximum=32, pattern=_PARAMETER, pattern_help=_PARAMETER_HELP
)
_REQUEST_PARAMETERS = (
    _PARAMETER_NAME,
    Field("location", "Where the parameter stands.", required=True, choices=("PATH", "QUERY", "HEADER")),
    Field("type", "Type of the parameter.", required=True, choices=("STRING", "NUMBER")),
    Field("required", "Whether a request must have it. Those in the path must.", type="bool", codes=_YES),
    Field("default_value", "Value when the request has none.", maximum=255, unset=""),
    Field("sample_value", "Example of a value.", maximum=255, unset=""),
    Field("enumerations", "The allowed values, separated by commas.", unset=""),
    Field("min_num", "Smallest number.", type="int", unset=0),
    Field("max_num", "Largest number.", type="int", unset=0),
    Field("min_size", "Shortest length of a text.", type="int", unset=0),
    Field("max_size", "Longest length of a text.", type="int", unset=0),
    Field("valid_enable", "Whether the service checks the value.", type="bool", codes=_YES, unset=False),
    Field("remark", "Description of the parameter.", maximum=255, unset=""),
)  # fmt: skip

_BACKEND_PARAMETERS = (
    _PARAMETER_NAME,
    Field("location", "Where it is put.", required=True, choices=("PATH", "QUERY", "HEADER")),
    Field("origin", "Where its value comes from.", required=True, choices=("REQUEST", "CONSTANT", "SYSTEM")),
    Field("value", "Name of a request parameter, a constant, or a system variable such as V(.sourceIp).",
          required=True, maximum=255),
    Field("remark", "Description of the parameter.", maximum=255, unset=""),
)  # fmt: skip


def _received(wire: Values) -> Values:
    """Unused back ends are null or empty, and parts of older editions have other names (`ShowDetailsOfApiV2`)."""
    options = dict(wire.get("auth_opt") or {})
    options.setdefault("app_code_auth_type", options.pop("auth_code_auth_type", None))
    wire = {**wire, "auth_opt": {name: value for name, value in options.items() if value}}
    return received_backend(wire)


def _sent(body: Values) -> Values:
    return sent_backend({name: value for name, value in body.items() if value != "" or name not in _NOT_EMPTY})


def _check(values: Values) -> t.Iterator[tuple[str, str]]:
    kind = values.get("backend_type")
    if kind in _BACKENDS and _BACKENDS[kind] not in values:
        yield _BACKENDS[kind], f"is required with backend_type={kind}"
    declared = {p.get("name"): p for p in values.get("req_params") or [] if isinstance(p, dict)}
    if values.get("path") and "req_params" in values:
        for part in str(values["path"]).split("/"):
            name = part.strip("{}")
            if part.startswith("{") and part.endswith("}") and declared.get(name, {}).get("location") != "PATH":
                yield "path", f"{part} has no entry in req_params with location PATH"
    if values.get("auth_type") == "AUTHORIZER" and not values.get("authorizer"):
        yield "authorizer", "is required with auth_type=AUTHORIZER"
    for index, parameter in enumerate(values.get("backend_params") or []):
        if parameter.get("origin") == "REQUEST" and "req_params" in values and parameter.get("value") not in declared:
            yield f"backend_params[{index}].value", f"there is no request parameter named {parameter.get('value')!r}"


API = Resource(
    kind="apis",
    name="api",
    title="API",
    description="An API: what callers request, what answers, and where it is published.",
    identity=("name", "group"),
    collection=_APIC + "/apis",
    items="apis",
    filters=(("name", "name", 255),),
    detail=True,
    received=_received,
    sent=_sent,
    check=_check,
    # DeleteApiV2: a published API cannot be deleted
    before_delete=lambda client, wire: write_publications(client, wire, None, []),
    fields=(
        Field("name", "Name of the API, unique in its group.", required=True, minimum=3, maximum=255, pattern=_NAME,
              pattern_help="3 to 255 letters, digits, Chinese characters, parentheses or any of : . _ / -, beginning "
              "with a letter, a digit or a Chinese character"),
        Ref("group", "Name of the API group that the API belongs to.", required=True, kind="api_groups",
            wire="group_id", mutable=False, sent_on_update=True, qualifiers=(("group_app", "app"),)),
        Field("group_app", "Name of the application that O(group) belongs to. Only needed when several groups have "
              "that name."),
        Ref("app", "Name of the application that the API belongs to; the group's application when omitted. Needed in "
            "a global group.", kind="apps", wire="roma_app_id"),
        Field("type", "Whether the API can be offered to others.", choices=("public", "private"),
              codes=(("public", 1), ("private", 2)), on_create=True),
        Field("version", "Version of the API.", maximum=16),
        Field("protocol", "Protocol of requests.", wire="req_protocol", choices=("HTTP", "HTTPS", "BOTH"),
              on_create=True),
        Field("method", "Method of requests.", wire="req_method", choices=METHODS, on_create=True),
        Field("path", "Path of requests, with parameters in braces.", wire="req_uri", maximum=512, on_create=True,
              pattern=r"/.*", pattern_help="a path that begins with a slash"),
        Field("match_mode", "V(NORMAL) matches the whole path, V(SWA) its beginning.", choices=("NORMAL", "SWA"),
              unset="NORMAL"),
        Field("auth_type", "How callers authenticate.", choices=("NONE", "APP", "IAM", "AUTHORIZER"), on_create=True),
        Field("app_code_auth_type", "Whether an AppCode in a header is enough, with O(auth_type=APP).",
              wire="auth_opt.app_code_auth_type", choices=("DISABLE", "HEADER"), unset="DISABLE"),
        Ref("authorizer", "Name of the front-end authorizer, with O(auth_type=AUTHORIZER).", kind="authorizers",
            wire="authorizer_id"),
        Field("cors", "Whether cross-origin requests are allowed.", type="bool", unset=False),
        Field("remark", "Description of the API.", maximum=1000, unset="", pattern="[^<>]*",
              pattern_help="a text without < and >"),
        Field("body_remark", "Description of the request body.", maximum=20480, unset=""),
        Field("result_normal_sample", "Example of an answer.", maximum=20480, unset=""),
        Field("result_failure_sample", "Example of a failure's answer.", maximum=20480, unset=""),
        Field("tags", "Tags of the API.", type="list", elements="str", compare="set", maximum=10),
        Field("domain", "Domain name, bound to the group, at which the API is reached.", wire="domain_name",
              maximum=255),
        Field("content_type", "Content type of requests.",
              choices=("application/json", "application/xml", "multipart/form-data", "text/plain")),
        Field("req_params", "Parameters of requests.", type="list", elements="dict", compare="keyed", key="name",
              fields=_REQUEST_PARAMETERS),
        Field("backend_params", "Parameters of requests to the back end.", type="list", elements="dict",
              compare="keyed", key="name", fields=_BACKEND_PARAMETERS),
        Field("backend_type", "What answers: an HTTP service, a function, or a fixed answer.",
              choices=tuple(_BACKENDS), on_create=True),
        Field("http_backend", "The service that answers, with O(backend_type=HTTP).", type="dict", wire="backend_api",
              compare="members", fields=HTTP),
        Field("function_backend", "The function that answers, with O(backend_type=FUNCTION).", type="dict",
              wire="func_info", compare="members", fields=FUNCTION),
        Field("mock_backend", "The answer, with O(backend_type=MOCK).", type="dict", wire="mock_info",
              compare="members", fields=MOCK),
        *policies(_BACKEND_PARAMETERS),
        Child("publications", ("Names of the environments in which the API is published.",
                               "A changed definition is published anew in all of them."),
              type="list", elements="str", kind="environments", compare="set", unset=[], follows=True,
              read=read_publications, write=write_publications),
    ),
)  # fmt: skip


def _authorise(client: t.Any, ids: t.Mapping[str, str], body: Values) -> Values:
    """Authorise one pair. Failures do not change the status (`CreateAuthorizingAppsV2`)."""
    request = {"env_id": body["env_id"], "app_ids": [body["app_id"]], "api_ids": [body["api_id"]]}
    answer = client.call("POST", _APIC + "/app-auths", body=request)
    (made,) = answer["auths"]
    result = made.get("auth_result") or {}
    if result.get("status") not in ("SUCCESS", "SKIPPED"):
        raise RomaError(f"the application was not authorised: {result.get('error_code')}: {result.get('error_msg')}")
    return {**body, **made}


APP_AUTHORIZATION = Resource(
    kind="app_authorizations",
    name="app_authorization",
    title="app authorization",
    description="The permission of an application to call an API in an environment.",
    identity=("app", "api", "environment"),
    collection=_APIC + "/app-auths/binded-apis",
    item=_APIC + "/app-auths/{id}",
    items="auths",
    scope="app",
    create_with=_authorise,
    fields=(
        Ref("app", "Name of the application that may call the API.", required=True, kind="apps", wire="app_id",
            mutable=False),
        Ref("api", "Name of the API.", required=True, kind="apis", wire="api_id", mutable=False,
            qualifiers=(("group", "group"),)),
        Field("group", "Name of the API's group. Only needed when several APIs have that name."),
        Ref("environment", "Name of the environment.", required=True, kind="environments", wire="env_id",
            mutable=False),
    ),
)  # fmt: skip
