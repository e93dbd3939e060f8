# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What holds between the options of an API: paths, parameters, back ends, policies."""

from __future__ import annotations

import typing as t

from ansible_collections.roma.connect.plugins.module_utils._catalog._registry import BY_KIND
from ansible_collections.roma.connect.plugins.module_utils._spec._field import Field, Limits
from ansible_collections.roma.connect.plugins.module_utils._spec._values import Values
from ansible_collections.roma.connect.tests.unit.recipe import Make, Recipe, any_text, one_of, whole_number

if t.TYPE_CHECKING:
    from ansible_collections.roma.connect.tests.unit.generator import Generator, Made

_API = BY_KIND["apis"]
_NAME = _API.by_name["name"]
(_CONDITIONS,) = [f for f in _API.by_name["http_policies"].fields if f.name == "conditions"]
_WORD = Field("", "", limits=Limits(pattern=r"[\w*%\-.~+@:!$&'(),;=]+"))
_FUNCTION = "urn:fss:cn-north-4:0f3c7a9be1d24586a7c0d9e8f1b2a3c4:function:default:orders"
_BACKENDS = ("http_backend", "function_backend", "mock_backend")
_POLICIES = ("http_policies", "function_policies", "mock_policies")
_MOST_POLICIES = 5
_SYSTEM = ("$context.sourceIp", "$context.appName", "$context.requestId", "$context.authorizer.backend.user")


def _name(make: Generator, beside: Values) -> str:
    others = [made.entry["name"] for made in make.candidates("apis")]
    return make.random.choice(others) if others and make.chance(0.4) else make.text(_NAME)


def _path(make: Generator, beside: Values) -> str:
    """Make a path that no other API has; `_mend` adds the parameters."""
    return f"/{make.text(_WORD)}/{make.next_number()}"


def _address(make: Generator, beside: Values) -> str:
    """Make an address, some with a variable of the document in it."""
    variables = [made.entry["name"] for made in make.candidates("env_variables")]
    variable = make.random.choice(variables) if variables else "order_system"
    return make.random.choice(("10.0.0.7:8080", "orders.internal", f"#{variable}#"))


def _policy_name(make: Generator, beside: Values) -> str:
    """Policies of all kinds share their names."""
    return f"{make.random.choice(('gold', 'night_', chr(0x4E2D)))}_{make.next_number()}"


def _conditions(make: Generator, beside: Values) -> list[Values]:
    """Make conditions of which each has what belongs to what it looks at; `_mend` knows the parameters."""
    compared = {"condition_type": make.random.choice(("exact", "enum", "pattern"))}
    every: dict[str, Values] = {
        "param": {**compared, "req_param_name": ""},
        "source": {},
        "system": {"sys_param_name": make.random.choice(("req_path", "req_method"))},
        "cookie": {**compared, "cookie_param_name": "shift"},
    }
    origins = make.random.sample(list(every), make.random.randint(1, len(every)))
    return [{"condition_origin": o, "condition_value": any_text(make, {}), **every[o]} for o in origins]


def _values() -> t.Iterator[tuple[str, Make]]:
    yield from (("name", _name), ("path", _path), ("req_params.enumerations", one_of("gold,silver")))
    for option in _POLICIES:
        yield from ((f"{option}.name", _policy_name), (f"{option}.conditions", _conditions))
    for option in ("http_backend", "http_policies"):
        yield f"{option}.path", lambda make, beside: f"/{make.text(_WORD)}"
        yield f"{option}.url_domain", _address
        yield f"{option}.retry_count", one_of("-1", "0", "9", "10")
    for option in ("function_backend", "function_policies"):
        yield f"{option}.function_urn", one_of(_FUNCTION, f"{_FUNCTION}-next")
        yield f"{option}.alias_urn", one_of(f"{_FUNCTION}:live", f"{_FUNCTION}:next")
    for option in ("http_backend", "http_policies", "function_backend", "function_policies"):
        yield f"{option}.timeout", whole_number(1, 60000)


def _mend(make: Generator, made: Made) -> None:
    entry = made.entry
    _mend_owner(make, made)
    _mend_authorizers(make, entry)
    _mend_parameters(entry)
    _mend_backends(make, entry)
    _mend_policies(make, entry)


def _mend_owner(make: Generator, made: Made) -> None:
    """An API in a global group names its application."""
    if "app" not in made.targets and not made.targets["group"].entry.get("app"):
        made.targets["app"] = make.random.choice(make.candidates("apps"))
        made.entry["app"] = made.targets["app"].entry["name"]


def _mend_authorizers(make: Generator, entry: Values) -> None:
    """Those in front of an API differ from those behind it."""
    by_type: dict[str, list[str]] = {"FRONTEND": [], "BACKEND": []}
    for made in make.candidates("authorizers"):
        by_type[made.entry["type"]].append(made.entry["name"])
    if entry["auth_type"] == "AUTHORIZER" and not by_type["FRONTEND"]:
        entry["auth_type"] = "APP"
    if entry["auth_type"] != "AUTHORIZER":
        entry.pop("authorizer", None)
    elif entry.get("authorizer") not in by_type["FRONTEND"]:
        entry["authorizer"] = make.random.choice(by_type["FRONTEND"])
    own = [entry[option] for option in _BACKENDS if entry.get(option)]
    for backend in [*own, *(policy for option in _POLICIES for policy in entry.get(option, []))]:
        if backend.get("authorizer") and backend["authorizer"] not in by_type["BACKEND"]:
            backend["authorizer"] = make.random.choice(by_type["BACKEND"] or [""])


def _mend_parameters(entry: Values) -> None:
    """The path holds the parameters that stand in it; names of headers ignore the case and have no underscores."""
    found: dict[tuple[str, str], Values] = {}
    for parameter in entry.get("req_params", []):
        if parameter["location"] == "HEADER":
            parameter["name"] = parameter["name"].replace("_", "-")
        if parameter["location"] == "PATH" and "required" in parameter:
            parameter["required"] = True
        found.setdefault((parameter["location"], parameter["name"].lower()), parameter)
    if "req_params" in entry:
        entry["req_params"] = list(found.values())
    entry["path"] = _with_parameters(entry["path"], found.values())


def _with_parameters(path: str, parameters: t.Iterable[Values]) -> str:
    inside = [f"{{{parameter['name']}}}" for parameter in parameters if parameter["location"] == "PATH"]
    return "/".join([path.split("/{", maxsplit=1)[0], *inside])


def _mend_backends(make: Generator, entry: Values) -> None:
    if not any(entry.get(option) for option in _BACKENDS):
        entry["mock_backend"] = {"result_content": "sold out"}
    for backend in [entry.get("http_backend"), *entry.get("http_policies", [])]:
        if backend and not backend.get("vpc_channel"):
            backend.pop("vpc_channel", None)
            backend.pop("vpc_channel_proxy_host", None)
            backend["url_domain"] = backend.get("url_domain") or _address(make, backend)
    _mend_backend_parameters(make, entry, entry, entry.get("http_backend"))


def _mend_policies(make: Generator, entry: Values) -> None:
    names = [parameter["name"] for parameter in entry.get("req_params", [])]
    left = _MOST_POLICIES
    for option in _POLICIES:
        if option in entry:
            entry[option] = entry[option][:left]
            left -= len(entry[option])
        for policy in entry.get(option, []):
            _mend_backend_parameters(make, entry, policy, policy if option == "http_policies" else None)
            for condition in policy["conditions"]:
                if condition["condition_origin"] == "param" and names:
                    condition["req_param_name"] = make.random.choice(names)
                elif condition["condition_origin"] == "param":
                    condition.clear()
                    condition.update(condition_origin="source", condition_value="10.0.0.0/8")
            policy["conditions"] = list({_CONDITIONS.key_of(item): item for item in policy["conditions"]}.values())


def _mend_backend_parameters(make: Generator, entry: Values, owner: Values, address: Values | None) -> None:
    """Values name parameters of the request or of the system; those in the path stand in that of the back end."""
    names = [parameter["name"] for parameter in entry.get("req_params", [])]
    parameters = owner.get("backend_params", [])
    for parameter in parameters:
        if parameter["origin"] == "REQUEST" and not names:
            parameter["origin"] = "CONSTANT"
        if parameter["origin"] == "REQUEST":
            parameter["value"] = make.random.choice(names)
        elif parameter["origin"] == "SYSTEM":
            parameter["value"] = make.random.choice(_SYSTEM)
    if address:
        address["path"] = _with_parameters(address["path"], parameters)


APIS = Recipe(dict(_values()), _mend, entries=(4, 6))
