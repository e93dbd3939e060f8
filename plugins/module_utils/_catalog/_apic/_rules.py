# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""What has to hold between the options of an API (fact source: `CreateApiV2`, error codes APIG.2026 to 2028)."""

from __future__ import annotations

import re
import typing as t

from ..._spec._values import Values
from ._backends import BACKENDS, POLICIES, check_condition

Found = t.Iterator[tuple[str, str]]

_PLACEHOLDER = re.compile(r"\{([^{}/]+)\}")
_MOST_POLICIES = 5


def check_api(values: Values) -> Found:
    """Check what was given. What is left out may be there already, and is left to `check_new_api`."""
    yield from _check_paths(values)
    if values.get("auth_type") == "AUTHORIZER" and values.get("authorizer") == "":
        yield "authorizer", "is required with auth_type=AUTHORIZER"
    yield from _check_headers(values)
    http = values.get("http_backend")
    yield from _check_backend_params(values, values.get("backend_params"), http if isinstance(http, dict) else {}, "")
    number = 0
    for option in POLICIES:
        for index, policy in enumerate(_dicts(values.get(option))):
            yield from _check_policy(values, policy, f"{option}[{index}]")
            number += 1
    if number > _MOST_POLICIES:
        yield "http_policies", f"there are {number} policies of all kinds, at most {_MOST_POLICIES} are allowed"


def check_new_api(values: Values) -> Found:
    """Check a complete definition."""
    given = [option for option in BACKENDS if values.get(option)]
    if not given:
        yield "http_backend", f"one of {', '.join(BACKENDS)} is needed to create API {values.get('name')}"
    if values.get("auth_type") == "AUTHORIZER" and not values.get("authorizer"):
        yield "authorizer", "is required with auth_type=AUTHORIZER"
    if "req_params" not in values:
        yield from check_api({**values, "req_params": []})
    yield from _check_address(values.get("http_backend"), "http_backend")
    for index, policy in enumerate(_dicts(values.get("http_policies"))):
        yield from _check_address(policy, f"http_policies[{index}]")


def check_targets_of_api(values: Values, target: t.Callable[[str], Values | None]) -> Found:
    """Check an API together with its group and its authorizers."""
    group = target("group")
    if group is not None and not group.get("app") and not values.get("app"):
        yield "app", f"is needed, since the API group {values.get('group')!r} belongs to no application"
    places = [option for option in BACKENDS if values.get(option)]
    places += [f"{option}[{i}]" for option in POLICIES for i, _policy in enumerate(_dicts(values.get(option)))]
    for path, kind in (("authorizer", "FRONTEND"), *((f"{place}.authorizer", "BACKEND") for place in places)):
        authorizer = target(path)
        if authorizer is not None and authorizer.get("type", kind) != kind:
            yield path, f"must be an authorizer of type {kind}, this one is of type {authorizer['type']}"


def _check_paths(values: Values) -> Found:
    if "req_params" not in values:
        return
    declared = [p.get("name") for p in _dicts(values["req_params"]) if p.get("location") == "PATH"]
    for name in _PLACEHOLDER.findall(str(values.get("path", ""))):
        if name.rstrip("+") not in declared:
            yield "path", f"{{{name}}} has no entry in req_params with location PATH"


def _check_headers(values: Values) -> Found:
    """Headers are told apart without regard to case, and signed requests cannot have all names (`ReqParamBase`)."""
    seen: dict[str, str] = {}
    for index, parameter in enumerate(_dicts(values.get("req_params"))):
        name, here = str(parameter.get("name")), f"req_params[{index}].name"
        if parameter.get("location") != "HEADER":
            continue
        other = seen.setdefault(name.lower(), name)
        if other != name:
            yield here, f"{name!r} is the same header as {other!r}"
        if values.get("auth_type") == "APP" and ("_" in name or name.lower() == "authorization"):
            yield here, f"{name!r} cannot be a header with auth_type=APP: it is Authorization, or holds an underscore"


def _check_policy(values: Values, policy: Values, path: str) -> Found:
    for number, condition in enumerate(_dicts(policy.get("conditions"))):
        for member, sentence in check_condition(condition):
            yield f"{path}.conditions[{number}].{member}", sentence
        name = condition.get("req_param_name")
        if name and name not in _request_parameters(values, name):
            yield f"{path}.conditions[{number}].req_param_name", f"there is no request parameter named {name!r}"
    yield from _check_backend_params(values, policy.get("backend_params"), policy, path)


def _check_backend_params(values: Values, parameters: t.Any, address: Values, path: str) -> Found:
    """Check the parameters of requests to a back end."""
    for index, parameter in enumerate(_dicts(parameters)):
        here = f"{path}.backend_params[{index}]".lstrip(".")
        name, place = parameter.get("value"), f"{{{parameter.get('name')}}}"
        if parameter.get("origin") == "REQUEST" and name and name not in _request_parameters(values, name):
            yield f"{here}.value", f"there is no request parameter named {name!r}"
        if parameter.get("location") == "PATH" and address.get("path") and place not in str(address["path"]):
            yield here, f"the path of the back end holds no {place}"


def _check_address(backend: t.Any, path: str) -> Found:
    if isinstance(backend, dict) and not (backend.get("url_domain") or backend.get("vpc_channel")):
        yield f"{path}.url_domain", "is required, or else vpc_channel"


def _request_parameters(values: Values, name: t.Any) -> list[t.Any]:
    """Return the names of the parameters of requests; where these are not given, any name may be among them."""
    if "req_params" not in values:
        return [name]
    return [parameter.get("name") for parameter in _dicts(values["req_params"])]


def _dicts(value: t.Any) -> list[Values]:
    """Return the mappings of a list; what else it holds has been found wrong already."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
