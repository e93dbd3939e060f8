# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the operations of API integration have in common: prefix, wording of errors, paging, filters, quotas."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from ..frame.call import Call
from ..frame.dialect import Dialect
from ..frame.errors import Problem, ServiceError
from ..frame.fields import Field, Int, Problems, Text
from ..frame.times import utc_micros, utc_nanos, utc_seconds
from ..state.apps import App, AppStore

INSTANCE = "/v2/{project_id}/apic/instances/{instance_id}"
REGION = "cn-north-4"
ANY_ID = r"[a-zA-Z0-9-_]{0,64}"
SHORT_NAME = r"[a-zA-Z\u4e00-\u9fa5][a-zA-Z0-9_\u4e00-\u9fa5]{2,63}"
NAME = (
    r"[a-zA-Z0-9\u4e00-\u9fa5]"
    r"[a-zA-Z0-9:._()/\-\u4e00-\u9fa5\uff08\uff09\uff1a\u3001]{2,254}"
)


@dataclass
class ApicSwitches:
    apic_quotas: bool = False
    """The product's limits hold (50 variables a group, 10 environments ...); more get 403."""
    apic_put_replaces: bool = True
    """Optional members that an update leaves out are reset; otherwise they keep their value."""
    group_in_use_status: Literal[412, 403, 409] = 412
    """The status of the refusal to delete a group with APIs, which differs between the sources."""
    api_needs_app: bool = True
    """An API in a global group must name its application, as the texts say; the vendor's examples do not."""
    api_omits_unset: bool = False
    """Answers about APIs leave out what is not set, instead of showing empty texts, lists and null."""
    published_api_code: Literal["APIG.3416", "APIG.4016"] = "APIG.3416"
    """The code for the deletion of a published API: the table of codes has the one, the definition the other."""
    vpc_name_modifiable: bool = True
    """A load-balance channel can be renamed; if not, there are project-level channels instead."""


class ApicDialect(Dialect):
    """Two members, no request id. Which of APIG.2011 and 2012 a bad body gets differs between the operations."""

    def __init__(self, body_code: str = "APIG.2011", missing_code: str | None = None, hint: bool = True) -> None:
        self._body_code = body_code
        self._missing_code = missing_code or body_code
        self._hint = ". Please refer to the support documentation" if hint else ""

    def body(self, error: ServiceError, call: Call) -> Any:
        return {"error_code": error.code, "error_msg": error.message}

    def invalid(self, problems: Sequence[Problem], call: Call) -> ServiceError:
        first = problems[0]
        if first.where != "body":
            return bad_parameter("APIG.2012", first.name)
        if first.reason == "required" and self._missing_code == "APIG.2001":
            message = f"The request parameters must be specified, parameter name:{first.name}"
            return ServiceError(400, "APIG.2001", message)
        if first.reason == "range" and first.name.endswith("weight"):
            message = "The parameter value is outside the allowable range,parameterName:weight. "
            return ServiceError(400, "APIG.2004", message + "Please refer to the support documentation")
        message = f"Invalid parameter value,parameterName:{first.name}{self._hint}"
        return ServiceError(400, self._body_code, message)

    def unreadable_body(self, reason: str, call: Call) -> ServiceError:
        if reason == "content-type":
            return bad_parameter("APIG.2012", "Content-Type")
        what = "unexpected end of JSON input" if reason == "missing" else "invalid character in JSON input"
        return ServiceError(400, "APIG.2000", f"Parameter error: Serialization error: {what}")

    def unknown_instance(self, call: Call) -> ServiceError:
        return ServiceError(404, "APIG.3030", f"The instance does not exist;id:{call.instance_id}")

    def wrong_project(self, call: Call) -> ServiceError:
        return ServiceError(403, "APIG.1005", "No permissions to request this method")

    def unexpected(self, call: Call) -> ServiceError:
        return ServiceError(500, "APIG.9999", "System error")


def bad_parameter(code: str, name: str) -> ServiceError:
    message = f"Invalid parameter value,parameterName:{name}. Please refer to the support documentation"
    return ServiceError(400, code, message)


def too_large(name: str) -> ServiceError:
    message = f"The parameter value is too large,parameterName:{name}. Please refer to the support documentation"
    return ServiceError(400, "APIG.2003", message)


@dataclass(frozen=True, kw_only=True)
class AtMost(Int):
    """A page's length: what is not positive means the default, and too much the maximum."""

    def check(self, value: Any, name: str, problems: Problems, where: str = "query") -> Any:
        return self.default if value <= 0 else min(value, self.max)


@dataclass(frozen=True, kw_only=True)
class Precisely(Text):
    """Names of filters, comma separated, that are to match exactly."""

    names: frozenset[str]

    def parse(self, text: str, name: str, problems: Problems) -> Any:
        wanted = frozenset(item.strip() for item in text.split(",")) if text else frozenset()
        if not wanted <= self.names:
            problems.append(Problem("query", name, "choice", text))
        return wanted


PAGE: dict[str, Field] = {"offset": Int(min=0, default=0, clamp=True), "limit": AtMost(min=1, max=500, default=20)}


def precise(*names: str) -> dict[str, Field]:
    """The query parameter `precise_search` of an operation, and which filters it knows."""
    return {"precise_search": Precisely(names=frozenset(names), default=frozenset())}


def text_matches(call: Call, name: str, *values: str) -> bool:
    """A text filter: part of a value whatever the case, or all of it when `precise_search` says so."""
    wanted = call.query[name]
    if not wanted:
        return True
    if name in call.query.get("precise_search", ()):
        return wanted in values
    wanted = wanted.lower()
    return any(wanted in value.lower() for value in values)


def newest_first(items: Iterable[Any], keep: Callable[[Any], bool]) -> list[Any]:
    """What is to be listed of `items`, which are in order of creation."""
    found = [item for item in items if keep(item)]
    found.reverse()
    return found


#: Limits of an instance, by their names in `ListProjectCofigsV2`.
LIMITS = {
    "API_NUM_LIMIT": 5000,
    "API_NUM_LIMIT_PER_GROUP": 1000,
    "APIGROUP_NUM_LIMIT": 1500,
    "AUTHORIZER_NUM_LIMIT": 50,
    "ENVIRONMENT_NUM_LIMIT": 10,
    "SIGN_NUM_LIMIT": 200,
    "THROTTLE_NUM_LIMIT": 300,
    "VARIABLE_NUM_LIMIT": 50,
    "VPC_NUM_LIMIT": 200,
}


def within_quota(call: Call, have: int, limit: int, code: str, things: str) -> None:
    if call.world.switches[ApicSwitches].apic_quotas and have >= limit:
        raise ServiceError(403, code, f"The number of {things} exceeds the maximum allowed limit.")


def kept(call: Call, name: str, old: Any, reset: Any) -> Any:
    """The value of an optional member after an update."""
    return call.body.get(name, reset if call.world.switches[ApicSwitches].apic_put_replaces else old)


def existing_app(call: Call, app_id: str) -> App:
    app = call.world[AppStore].get(call.instance_id, app_id)
    if app is None:
        raise ServiceError(404, "APIG.3004", f"App {app_id} does not exist")
    return app


def may(call: Call, app_id: str, role: str) -> bool:
    """What belongs to no application is open to all users of the project."""
    app = call.world[AppStore].get(call.instance_id, app_id) if app_id else None
    return app is None or role in app.roles_of(call.caller.user_id)


def need_role(call: Call, app_id: str, role: str, code: str, thing: str) -> None:
    if not may(call, app_id, role):
        raise ServiceError(403, code, f"No permissions to perform operations on this {thing}")


def creation_time(moment: float, fresh: bool = False) -> str:
    """Answers to a creation show nanoseconds, later ones whole seconds."""
    return utc_nanos(moment) if fresh else utc_seconds(moment)


def update_time(moment: float, put: bool, fresh: bool = False) -> str:
    """As the creation time, but after an update it is shown with microseconds."""
    if fresh:
        return utc_nanos(moment)
    return utc_micros(moment) if put else utc_seconds(moment)
