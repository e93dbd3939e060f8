# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the modules of device integration share: error wording, fields, ids in paths, permissions and filters."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from ..frame.bodies import JsonBody
from ..frame.call import Call
from ..frame.dialect import Dialect
from ..frame.errors import Invalid, Problem, ServiceError
from ..frame.fields import Field, Int, Members, Problems, Text
from ..frame.paging import page
from ..frame.reply import Reply
from ..frame.times import epoch_millis
from ..state.apps import App, AppStore
from ..state.link_common import LinkSwitches, missing

PREFIX = "/v2/{project_id}/link/instances/{instance_id}"
MASK = "********"
CHINESE_NAME = r"[\u4e00-\u9fa5A-Za-z0-9_-]+"
DESCRIPTION = Text(max=200, nullable=True)
APP_ID = Text(max=64)
FLAG = Int(choices=(0, 1))
REQUIRED_FLAG = Int(choices=(0, 1), required=True)

REASONS = {
    "required": "must not be null",
    "length": "The length is out of range",
    "pattern": "The format is invalid",
    "range": "The value is out of range",
    "choice": "The value is not supported",
}
# Only these words were ever seen for members that are missing.
EMPTY = {"app_id": "must not be empty"}
FRAMEWORK = ("type", "unknown", "duplicate", "syntax", "missing", "content-type")


class LinkDialect(Dialect):
    """A framework in front judges types and parameters, and the service itself the values of bodies.

    `schema` and `names` are the service's own words for its operations, `paths` for what stands in their paths,
    as far as they were seen.
    """

    def __init__(self, schema: str, *, paths: Mapping[str, str] | None = None, **names: str) -> None:
        self._schema = schema
        self._names = names
        self._paths = paths or {}

    def body(self, error: ServiceError, call: Call) -> Any:
        """The service has ids of its own for requests, other than the gateway's in the header."""
        key = call.world.switches[LinkSwitches].link_request_id_key
        request_id = f"{UUID(call.request_id)}-{epoch_millis()}-cnnorth7a-P-romalink-service01"
        return {"error_code": error.code, "error_msg": error.message, key: request_id}

    def no_route(self, request_id: str) -> Reply:
        return Reply(404, {"error_code": "SCB.00000000", "error_msg": "Not Found"})

    def invalid(self, problems: Sequence[Problem], call: Call) -> ServiceError:
        for problem in problems:
            if problem.where != "body":
                return self._framework_error(problem.name, problem.where, call)
            if problem.reason in FRAMEWORK:
                return self._framework_error(problem.name or "body", "body", call)
        reasons = ", ".join(f"{problem.name}:{_reason(problem, call)}" for problem in problems)
        return ServiceError(400, "ROMA.00110001", f"The parameter does not meet verification rules: [{reasons}]")

    def _framework_error(self, name: str, processor: str, call: Call) -> ServiceError:
        operation = call.operation.name
        operation = self._names.get(operation, operation[0].lower() + operation[1:])
        name = self._paths.get(name, name) if processor == "path" else name
        message = (
            f"Parameter is not valid for operation [romalink.{self._schema}.{operation}]."
            f" Parameter is [{name}]. Processor is [{processor}]."
        )
        return ServiceError(400, "SCB.00000000", message)

    def unknown_instance(self, call: Call) -> ServiceError:
        message = f"The instance does not exist. project_id: {call.project_id}, instance_id: {call.instance_id}"
        return ServiceError(500, "ROMA.00110002", message)

    def unexpected(self, call: Call) -> ServiceError:
        return ServiceError(500, "ROMA.00110000", "Internal Error.")


def _reason(problem: Problem, call: Call) -> str:
    if problem.reason == "required" or problem.value == "":
        body = call.operation.body
        declared = body.field.members if isinstance(body, JsonBody) and isinstance(body.field, Members) else {}
        if isinstance(declared.get(problem.name), Text):
            return EMPTY.get(problem.name, "Can not be empty")
    return REASONS.get(problem.reason, problem.reason)


@dataclass(frozen=True, kw_only=True)
class Whole(Int):
    """A whole number in a body; the service rounds others down."""

    def check(self, value: Any, name: str, problems: Problems, where: str = "body") -> Any:
        return super().check(math.floor(value) if isinstance(value, float) else value, name, problems, where)


@dataclass(frozen=True, kw_only=True)
class Capped(Int):
    """Values above the maximum silently give the maximum; below the minimum they are refused."""

    def check(self, value: Any, name: str, problems: Problems, where: str = "body") -> Any:
        if isinstance(value, int) and self.max is not None:
            value = min(value, self.max)
        return super().check(value, name, problems, where)


@dataclass(frozen=True, kw_only=True)
class OrEmpty(Text):
    """An empty text is no value, and not judged."""

    def check(self, value: Any, name: str, problems: Problems, where: str = "body") -> Any:
        return value if value == "" else super().check(value, name, problems, where)


@dataclass(frozen=True, kw_only=True)
class Trimmed(Text):
    """Spaces around the text are dropped before it is judged."""

    def check(self, value: Any, name: str, problems: Problems, where: str = "body") -> Any:
        return super().check(value.strip(" ") if isinstance(value, str) else value, name, problems, where)


MOST = 10**18 - 1
ID = Whole(min=1, max=MOST, required=True)
OPTIONAL_ID = Whole(min=1, max=MOST, nullable=True)
ID_FILTER = Int(min=1, max=MOST)
PAGING: Mapping[str, Field] = {
    "limit": Capped(min=0, max=999, default=10),
    "offset": Int(min=0, max=999999, default=0),
}
CREATED: Mapping[str, Field] = {
    "created_user_name": Text(max=64),
    "created_date_start": Int(min=1, max=MOST),
    "created_date_end": Int(min=1, max=MOST),
}


def path_id(call: Call, name: str, digits: int = 23) -> int:
    """The framework refuses a path that should have a number and has none, or one of too many digits."""
    text = call.path[name]
    if not (text.isascii() and text.isdigit()) or len(text) > digits:
        raise Invalid(name, "type", "path")
    return int(text)


def app_for(call: Call, app_id: str, role: str = "modify") -> App:
    """The application of a new object."""
    app = call.world[AppStore].get(call.instance_id, app_id)
    if app is None:
        raise missing(app_id)
    if role not in app.roles_of(call.caller.user_id):
        message = f"You do not have the {role} permission on the application to which the resource belongs."
        raise ServiceError(403, "ROMA.00110005", message)
    return app


def need_role(call: Call, app_id: str, role: str) -> App:
    """The application of an existing object, in which the caller must have the role."""
    app = call.world[AppStore].get(call.instance_id, app_id)
    if role not in app.roles_of(call.caller.user_id):
        raise ServiceError(403, "ROMA.00110008", f"You do not have the {role} permission on the resource.")
    return app


def readable_apps(call: Call) -> dict[str, App]:
    """Lists show what belongs to these; who may read none of the applications is refused."""
    apps, me = call.world[AppStore].all(call.instance_id), call.caller.user_id
    readable = {app.id: app for app in apps if "read" in app.roles_of(me)}
    if apps and not readable and call.world.switches[LinkSwitches].link_list_needs_application:
        raise ServiceError(403, "ROMA.00110007", "You do not have the permission to view any application resources.")
    return readable


def permissions(call: Call, app: App) -> list[str]:
    return call.world.as_set(role for role in app.roles_of(call.caller.user_id) if role != "admin")


def select(
    call: Call, items: Iterable[Any], *, exact: Mapping[str, str] | None = None, fuzzy: Mapping[str, str] | None = None
) -> list[Any]:
    """Apply the query's filters, each a parameter with the attribute it looks at; what was not sent does not filter."""
    query = call.query
    for name, attribute in (exact or {}).items():
        if query[name] not in (None, ""):
            items = [item for item in items if str(getattr(item, attribute)) == str(query[name])]
    for name, attribute in (fuzzy or {}).items():
        if query[name]:
            items = [item for item in items if query[name] in (getattr(item, attribute) or "")]
    if query.get("created_user_name"):
        items = [item for item in items if query["created_user_name"] in item.audit.created_by.user_name]
    if query.get("created_date_start") is not None:
        items = [item for item in items if item.audit.created >= query["created_date_start"]]
    if query.get("created_date_end") is not None:
        items = [item for item in items if item.audit.created <= query["created_date_end"]]
    return list(items)


def envelope(call: Call, items: Sequence[Any], render: Any) -> dict[str, Any]:
    return page(call, items, "items", render)
