# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""API integration: APIs and who may call them (fact source: `CreateApiV2`, model `ApiCreate`)."""

from __future__ import annotations

import typing as t

from ..._base._errors import ApiError
from ..._planning._plan import same
from ..._service._answers import a_list, an_object
from ..._spec._field import FIXED, Change, Child, Field, Limits, Ref
from ..._spec._resource import Listing, Reach, Requests, Resource, Rules, Wire
from ..._spec._values import Values
from ..._spec._wire import values_from_wire
from .._facts import time_of, times
from ._backends import (
    BACKENDS,
    FUNCTION,
    FUNCTION_SAMPLE,
    HTTP,
    METHODS,
    MOCK,
    MOCK_SAMPLE,
    PATH_HELP,
    PATH_LETTERS,
    policies,
    received_backends,
    sent_backends,
    variables,
)
from ._publications import (
    outdated,
    outdated_names,
    publish_anew,
    published_definition,
    read_publications,
    take_many_offline,
    write_publications,
)
from ._rules import check_api, check_new_api, check_targets_of_api

_APIC = "/v2/{project_id}/apic/instances/{instance_id}"
_AUTHS = _APIC + "/app-auths"
_YES = ((True, 1), (False, 2))
_NAME = r"[a-zA-Z0-9\u4e00-\u9fa5][a-zA-Z0-9:._()/\-\u4e00-\u9fa5\uff08\uff09\uff1a\u3001]*"
_TAG = r"[a-zA-Z\u4e00-\u9fa5][a-zA-Z0-9\u4e00-\u9fa5\-*#%.:_]{0,127}"
#: What stands for changes that cannot be told, and for none at all.
_UNKNOWN, _NOTHING = "the definition", ""
_FIRST_VERSION = "V0.0.1"
_LONGEST_TIMEOUT = 60_000  # milliseconds, unless the feature `backend_timeout` allows more
#: members that take no empty text: enumerations and ids of other objects
_NOT_EMPTY = ("match_mode", "content_type", "authorizer_id", "response_id", "roma_app_id", "tag")

_PARAMETER_NAME = Field(
    "name", "Name of the parameter.", required=True,
    limits=Limits(maximum=32, pattern=r"[a-zA-Z][a-zA-Z0-9._\-]*",
                  help="1 to 32 letters, digits or any of . _ -, beginning with a letter"),
)  # fmt: skip
_PARAMETER_KEY = ("name", "location")
_REQUEST_PARAMETERS = (
    _PARAMETER_NAME,
    Field("location", "Where the parameter stands.", required=True, choices=("PATH", "QUERY", "HEADER")),
    Field("type", "Type of the parameter.", on_create=True, choices=("STRING", "NUMBER")),
    Field("required", ("Whether a request must have it, as it must those in the path.",
                       "The service takes V(true) with C(location=PATH), and V(false) otherwise, when it is omitted at "
                       "creation."), type="bool", codes=_YES, change=Change(clearable=False)),
    Field("default_value", "Value when the request has none.", limits=Limits(maximum=255), unset=""),
    Field("sample_value", "Example of a value.", limits=Limits(maximum=255), unset=""),
    Field("enumerations", "The allowed values, separated by commas.", unset=""),
    Field("min_num", "Smallest number.", type="int", unset=0),
    Field("max_num", "Largest number.", type="int", unset=0),
    Field("min_size", "Shortest length of a text.", type="int", unset=0),
    Field("max_size", "Longest length of a text.", type="int", unset=0),
    Field("valid_enable", "Whether the service checks the value.", type="bool", codes=_YES, unset=False),
    Field("pass_through", "Whether the parameter reaches the back end as it is.", type="bool", codes=_YES, unset=True),
    Field("remark", "Description of the parameter.", limits=Limits(maximum=255), unset=""),
)  # fmt: skip

_BACKEND_PARAMETERS = (
    _PARAMETER_NAME,
    Field("location", "Where it is put.", required=True, choices=("PATH", "QUERY", "HEADER")),
    Field("origin", "Where its value comes from.", on_create=True, choices=("REQUEST", "CONSTANT", "SYSTEM")),
    Field("value", "Name of a request parameter, a constant, or a system variable such as V($context.sourceIp).",
          on_create=True, limits=Limits(maximum=255)),
    Field("remark", "Description of the parameter.", limits=Limits(maximum=255), unset=""),
)  # fmt: skip


def _received(wire: Values) -> Values:
    """Unused parts are null or empty, and some have other names or shapes in other editions (`ShowDetailsOfApiV2`)."""
    wire = received_backends(wire)
    options = wire.get("auth_opt") or {}
    options = dict((options or [{}])[0] if isinstance(options, list) else options)
    kind = options.get("app_code_auth_type") or options.get("auth_code_auth_type")
    wire["auth_opt"] = {"app_code_auth_type": kind} if kind else {}
    if wire.get("auth_type") != "AUTHORIZER":
        wire.pop("authorizer_id", None)  # it has no meaning, and does not always go away
    return wire


def _sent(body: Values) -> Values:
    defaults = {"version": _FIRST_VERSION, "match_mode": "NORMAL"}
    body = {name: value or defaults.get(name, value) for name, value in body.items()}
    if body.get("auth_opt", {}).get("app_code_auth_type") == "":
        body["auth_opt"] = {"app_code_auth_type": "DISABLE"}
    return sent_backends({name: value for name, value in body.items() if value != "" or name not in _NOT_EMPTY})


def _read_unpublished(client: t.Any, api: Values) -> list[str]:
    """Return the options in which the present definition is another one than what callers get somewhere."""
    found: dict[str, None] = {}
    for env_id in outdated(api):
        published = published_definition(client, api, env_id)
        if published is None:
            return [_UNKNOWN]
        have, was = (values_from_wire(API.own_fields, _received(wire)) for wire in (api, published))
        changed = [f.name for f in API.own_fields if not same(f, was.get(f.name), have.get(f.name))]
        # what was edited, and edited back, is nothing new, but for the service it is not published
        found.update(dict.fromkeys(changed or [_NOTHING]))
    return list(found)


def _write_unpublished(client: t.Any, api: Values, present: t.Any, declared: bool) -> None:
    del present
    if not declared:
        publish_anew(client, api)


def _edited_by_others(raw: Values, want: Values) -> list[str]:
    """Return the options that have changed since the publication, and that the declaration says nothing about."""
    return [name for name in raw.get("unpublished_changes") or [] if name != _NOTHING and name not in want]


def _settled(raw: Values, want: Values) -> Values:
    """Publish what a run did not get to: changes that are all declared, where publications are declared as well."""
    complete = "publications" in want and "unpublished_changes" not in want and raw.get("unpublished_changes")
    if complete and not _edited_by_others(raw, want):
        return {**want, "unpublished_changes": False}
    return want


def _objections(raw: Values, have: Values, want: Values, changed: t.Collection[str]) -> t.Iterator[tuple[str, str]]:
    """What others have changed and not published is not published along with what is declared, unless that is asked."""
    edited, told = _edited_by_others(raw, want), want.get("unpublished_changes")
    if not edited or told is False or not want.get("publications"):
        return
    added = set(want["publications"]) - set(have.get("publications") or [])
    what = ", ".join(edited)
    if told and added:
        where = ", ".join(sorted(added))
        yield "publications", (f"somebody has changed {what} of this API since it was published, and this would be "
                               f"published in {where}, though unpublished_changes is true")  # fmt: skip
    elif not told and (added or set(changed) - {"publications", "unpublished_changes"}):
        yield "unpublished_changes", (f"is not given, and somebody has changed {what} of this API since it was "
                                      "published: give false to publish these changes, too, or true to leave all "
                                      "changes unpublished")  # fmt: skip


def _remarks(raw: Values, want: Values, values: Values, new: bool) -> t.Iterator[str]:
    edited = _edited_by_others(raw, want)
    if edited and "unpublished_changes" not in want and want.get("publications") != []:
        yield f"has changes that are not published: {', '.join(edited)}"
    if new and values.get("unpublished_changes") and values.get("publications"):
        yield "is published with this definition; where it was read, callers get an older one, which is not held here"


def _not_held(api: Values, raw: Values) -> t.Iterator[tuple[str, str]]:
    if raw.get("unpublished_changes"):
        where = ", ".join(outdated_names(api))
        yield (
            f"the definition that is published in {where}",
            "it has been changed since; documents hold the changed one",
        )


def _needs(api: Values) -> t.Iterator[tuple[str, str, str, int]]:
    """Back ends may take longer than a minute only where the instance allows it."""
    for option in BACKENDS:
        timeout = (api.get(option) or {}).get("timeout")
        if isinstance(timeout, int) and timeout > _LONGEST_TIMEOUT:
            yield f"{option}.timeout", "backend_timeout", "max_timeout", timeout


def _others(option: str) -> tuple[str, ...]:
    return tuple(other for other in BACKENDS if other != option)


API = Resource(
    kind="apis",
    name="api",
    title="API",
    description="An API: what callers request, what answers, and where it is published.",
    identity=("name", "group"),
    sample_id="5f918d104dc84480a75166ba99efff21",
    collection=_APIC + "/apis",
    listing=Listing(items="apis", filters=(("name", "name", 255),), detail=True),
    wire=Wire(received=_received, carried=("backend_type", "response_id", "tag"), sent=_sent),
    rules=Rules(
        check=check_api,
        check_new=check_new_api,
        check_targets=check_targets_of_api,
        unique=(("group", "match_mode", "method", "path"),),
        settled=_settled,
        objections=_objections,
        remarks=_remarks,
        needs=_needs,
        # publishing with a variable that has no value is not documented: the values come first
        awaits=lambda values, new: [("env_variables", "name", name) for name in variables(values)],
    ),
    # user guide, restoring and migrating assets: APIs that were never published, or elsewhere only, are left out
    reach=Reach(not_held=_not_held, archived=lambda values: "RELEASE" in (values.get("publications") or [])),
    requests=Requests(
        # DeleteApiV2: a published API cannot be deleted
        before_delete=lambda client, wire: write_publications(client, wire, None, []),
        before_delete_many=take_many_offline,
    ),
    facts=(
        *times("register_time", "update_time"),
        Field("status", "Whether the API is valid (1).", type="int", sample=1),
        Field("group_version", "Version of the API group's format.", sample="V2"),
        Field("response_id", "ID of the responses that the group has made its own.",
              sample="aac3df4f9fd64d1f9a0b8c7d6e5f4a3b"),
        Field("ld_api_id", "ID of the custom back end that answers.", sample="fd7e5f0c2b1a4d9e8c7b6a5f4e3d2c1b"),
        Field("run_env_name", "Names of the environments in which the API is published, joined with C(|).",
              sample="STAGE"),
        Field("run_env_id", "IDs of these environments, joined with C(|).",
              sample="4b1f0c9d8e7a4f5b9c3d2e1f0a9b8c7d"),
        Field("publish_id", "IDs of the publications, joined with C(|).",
              sample="7bbef2a1c0d94e3fa5b6c7d8e9f00112"),
        Field("publish_time", "Times of the publications, joined with C(|).", sample="2026-03-14T02:00:00Z"),
        Field("arrange_necessary", "Whether the API is orchestrated (1) or not (2).", type="int", sample=2),
    ),
    passing_facts=("run_env_name", "run_env_id", "publish_id", "publish_time"),
    fields=(
        Field("name", "Name of the API, unique in its group.", required=True,
              limits=Limits(3, 255, pattern=_NAME,
                            help="3 to 255 letters, digits, Chinese characters, parentheses or any of : . _ / -, "
                                 "beginning with a letter, a digit or a Chinese character"), sample="create-order"),
        Ref("group", "Name of the API group that the API belongs to.", required=True, kind="api_groups",
            wire="group_id", change=Change(mutable=False, sent=True), holds=True, qualifiers=(("group_app", "app"),),
            sample="orders-v1"),
        Field("group_app", "Name of the application that O(group) belongs to, or an empty text for a global group. "
              "Only needed when several groups have that name."),
        Ref("app", "Name of the application that the API belongs to, the group's when omitted. Needed in a global "
            "group.", kind="apps", wire="roma_app_id", change=Change(clearable=False), holds=True, sample="orders"),
        Field("type", "Whether the API can be offered to others.", choices=("public", "private"),
              codes=(("public", 1), ("private", 2)), on_create=True, sample="private"),
        Field("version", "Version of the API.", limits=Limits(maximum=16), unset=_FIRST_VERSION, sample="V0.0.1"),
        Field("protocol", "Protocol of requests.", wire="req_protocol", choices=("HTTP", "HTTPS", "BOTH"),
              on_create=True, sample="HTTPS"),
        Field("method", "Method of requests.", wire="req_method", choices=METHODS, on_create=True, sample="POST"),
        Field("path", "Path of requests, with parameters in braces.", wire="req_uri",
              limits=Limits(maximum=512, pattern=rf"/[{PATH_LETTERS}]*", help=PATH_HELP), on_create=True,
              sample="/orders"),
        Field("match_mode", "V(NORMAL) matches the whole path, V(SWA) its beginning.", choices=("NORMAL", "SWA"),
              unset="NORMAL", sample="NORMAL"),
        Field("auth_type", "How callers authenticate.", choices=("NONE", "APP", "IAM", "AUTHORIZER"), on_create=True,
              sample="APP"),
        Field("app_code_auth_type", "Whether an AppCode in a header is enough, with O(auth_type=APP).",
              wire="auth_opt.app_code_auth_type", choices=("DISABLE", "HEADER"), unset="DISABLE", sample="DISABLE"),
        Ref("authorizer", "Name of the front-end authorizer, with O(auth_type=AUTHORIZER).", kind="authorizers",
            wire="authorizer_id", holds=True, only_with=("auth_type", "AUTHORIZER"), sample="loyalty_card"),
        Field("cors", "Whether cross-origin requests are allowed.", type="bool", unset=False, sample=False),
        Field("remark", "Description of the API.",
              limits=Limits(maximum=1000, pattern="[^<>]*", help="a text without < and >"), unset="",
              sample="Order intake"),
        Field("body_remark", "Description of the request body.", limits=Limits(maximum=20480), unset="",
              sample="An order in JSON"),
        Field("result_normal_sample", "Example of an answer.", limits=Limits(maximum=20480), unset="",
              sample='{"number": 4711}'),
        Field("result_failure_sample", "Example of a failure's answer.", limits=Limits(maximum=20480), unset="",
              sample='{"error": "unknown article"}'),
        Field("tags", "Tags of the API.", type="list", elements="str", compare="set",
              limits=Limits(maximum=10, pattern=_TAG,
                            help="1 to 128 letters, digits, Chinese characters or any of - * # % . : _, beginning "
                                 "with a letter or a Chinese character"), sample=["orders", "shop"]),
        Field("domain", "Domain name, bound to the group, at which the API is reached.", wire="domain_name",
              limits=Limits(maximum=255), sample="api.example.com"),
        Field("content_type", "Content type of requests.",
              choices=("application/json", "application/xml", "multipart/form-data", "text/plain"),
              sample="application/json"),
        Field("req_params", "Parameters of requests.", type="list", elements="dict", compare="keyed",
              key=_PARAMETER_KEY, sample=[{"name": "order", "location": "PATH", "type": "STRING", "required": True}],
              fields=_REQUEST_PARAMETERS),
        Field("backend_params", "Parameters of requests to the back end.", type="list", elements="dict",
              compare="keyed", key=_PARAMETER_KEY,
              sample=[{"name": "order", "location": "PATH", "origin": "REQUEST", "value": "order"}],
              fields=_BACKEND_PARAMETERS),
        Field("http_backend", ("The service that answers.", "A new API needs one of O(http_backend), "
                               "O(function_backend) and O(mock_backend)."), type="dict", wire="backend_api",
              change=Change(replaces=_others("http_backend"), clearable=False), compare="members",
              sample={"url_domain": "#order_system#", "protocol": "HTTP", "method": "POST", "path": "/internal/orders",
                      "timeout": 6000}, fields=HTTP),
        Field("function_backend", "The function that answers.", type="dict", wire="func_info", compare="members",
              change=Change(replaces=_others("function_backend"), clearable=False), fields=FUNCTION,
              sample=FUNCTION_SAMPLE),
        Field("mock_backend", "The fixed answer that the gateway gives itself.", type="dict", wire="mock_info",
              change=Change(replaces=_others("mock_backend"), clearable=False), compare="members", fields=MOCK,
              sample=MOCK_SAMPLE),
        *policies(_BACKEND_PARAMETERS, _PARAMETER_KEY),
        Child("publications", ("Names of the environments in which the API is published.",
                               "A changed definition is published anew in all of them."),
              type="list", elements="str", kind="environments", holds=True, compare="set", unset=[],
              follows=lambda values: not values.get("unpublished_changes"), read=read_publications,
              write=write_publications, sample=["STAGE"]),
        Child("unpublished_changes", (
            "Whether changes of the definition are left unpublished, so that callers get an older one.",
            "V(false) publishes the present definition wherever an older one is.",
            "When it is not given, a changed definition is published in all of O(publications). But if somebody else "
            "has changed the API and not published that, nothing is published and the declaration is refused."),
            type="bool", compare="permission", unset=False, watched=True, shown=bool,
            read=_read_unpublished, write=_write_unpublished, sample=False),
    ),
)  # fmt: skip


def _authorise(client: t.Any, ids: t.Mapping[str, str], body: Values) -> Values:
    """Authorise one pair. Failures do not change the status (`CreateAuthorizingAppsV2`)."""
    request = {"env_id": body["env_id"], "app_ids": [body["app_id"]], "api_ids": [body["api_id"]]}
    answer = client.call("POST", _AUTHS, body=request)
    what = client.asked(_AUTHS, method="POST")
    made: Values = next(iter(a_list(answer, "auths", what)), {})
    result = an_object(made.get("auth_result") or {}, f"{what}: auth_result")
    if result.get("status", "SUCCESS") not in ("SUCCESS", "SKIPPED"):
        why = str(result.get("error_msg") or "the application was not authorised")
        raise ApiError(400, str(result.get("error_code") or 400), why, "", "POST", client.path(_AUTHS))
    return {**body, **made}


def _limits_not_held(authorization: Values, raw: Values) -> t.Iterator[tuple[str, str]]:
    del raw
    if any(authorization.get(name) for name in ("auth_whitelist", "auth_blacklist", "visit_param")):
        yield "the addresses and parameters to which it is limited", "documents hold who may call what"


APP_AUTHORIZATION = Resource(
    kind="app_authorizations",
    name="app_authorization",
    title="app authorization",
    description="The permission of an application to call an API in an environment.",
    identity=("app", "api", "environment"),
    sample_id="dd8fbd0f6ee44a2b8bc1ec1e0fdd5a0e",
    collection=_AUTHS + "/binded-apis",
    item=_AUTHS + "/{id}",
    # ListAppsBindedToApiV2 needs neither an API nor an application
    listing=Listing(items="auths", whole=_AUTHS + "/binded-apps"),
    scope=("app",),
    requests=Requests(create=_authorise),
    reach=Reach(not_held=_limits_not_held),
    facts=(
        time_of("authorized_at", "it was given", "auth_time"),
        Field("auth_role", "Who gave it.", sample="PROVIDER"),
        Field("auth_tunnel", "How it was given: V(NORMAL), or V(GREEN) past other rules.", sample="NORMAL"),
        Field("publish_id", "ID of the publication.", sample="7bbef2a1c0d94e3fa5b6c7d8e9f00112"),
        Field("app_type", "Type of the application: V(apig) or V(roma).", sample="roma"),
    ),
    fields=(
        Ref("app", "Name of the application that may call the API.", required=True, kind="apps", wire="app_id",
            change=FIXED, sample="shop"),
        Ref("api", "Name of the API.", required=True, kind="apis", wire="api_id", change=FIXED,
            qualifiers=(("group", "group"), ("group_app", "group_app")), sample="create-order"),
        Field("group", "Name of the API's group. Only needed when several APIs have that name."),
        Field("group_app", "Name of the application that O(group) belongs to, or an empty text for a global group. "
              "Only needed when several APIs of that name are in groups of one name."),
        Ref("environment", "Name of the environment.", required=True, kind="environments", wire="env_id",
            change=FIXED, sample="RELEASE"),
    ),
)  # fmt: skip
