# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Properties of services, and of what commands send and get back: three times the same operations."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ..frame.call import Call
from ..frame.family import Family
from ..frame.fields import AnyObject, Int, Members, Text
from ..identity.authentication import project_user
from ..state.link_common import LinkSwitches, Named
from ..state.link_models import Property, add_property
from ..state.link_products import ProductStore
from .link_common import DESCRIPTION, ID_FILTER, PAGING, PREFIX, LinkDialect, Whole, envelope, path_id, select
from .link_services import command_of, service_with_role

family = Family("link", LinkDialect("link-properties"), auth=project_user, prefix=f"{PREFIX}/services/{{service_id}}")
families = (family,)

NUMBER = Text(max=10, pattern=r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?", nullable=True)
CHANGEABLE = {
    "property_name": Text(min=2, max=50, pattern=r"[A-Za-z][A-Za-z0-9_-]*", required=True),
    "description": DESCRIPTION,
    "data_type": Text(choices=("integer", "number", "string", "datetime", "json", "boolean", "array"), required=True),
    "required": Int(choices=(0, 1), required=True),
    "min": NUMBER,
    "max": NUMBER,
    "step": NUMBER,
    "enum_list": Text(max=2000, nullable=True),
    "enum_dict": AnyObject(nullable=True),
}
METHOD = Text(min=1, max=3, pattern=r"(?!.*(.).*\1)[RWE]+")
NEW = Members(
    members={
        "unit": Text(max=50, nullable=True),
        "method": METHOD,
        "max_length": Whole(min=1, max=999999, nullable=True),
        **CHANGEABLE,
    }
)
CHANGE = Members(
    members={"unit": Text(max=10, nullable=True), "max_length": Whole(min=1, max=999999, nullable=True), **CHANGEABLE}
)


@dataclass(frozen=True)
class Flavour:
    """`path` below the service, the vendor's name of one and of many, the status of a create, and the filters."""

    path: str
    one: str
    many: str
    created: int
    id_filter: str
    name_filter: str
    find: Callable[[Call, str], Named[Property]]
    shows_method: bool = False


def declare(flavour: Flavour) -> None:
    def body(call: Call, item: Property) -> dict[str, Any]:
        return _body(call, item, shows_method=flavour.shows_method)

    @family.post(flavour.path, f"Create{flavour.one}", status=flavour.created, body=NEW)
    def create(call: Call) -> dict[str, Any]:
        values = {name: value for name, value in call.body.items() if value is not None}
        target = flavour.find(call, "modify")
        return body(call, add_property(target, call.world[ProductStore].next_id(), values))

    @family.get(
        flavour.path,
        f"List{flavour.many}",
        query={flavour.id_filter: ID_FILTER, flavour.name_filter: Text(max=64), **PAGING},
    )
    def list_all(call: Call) -> dict[str, Any]:
        items = flavour.find(call, "read")
        found = select(call, items, exact={flavour.id_filter: "id"}, fuzzy={flavour.name_filter: "name"})
        return envelope(call, found, lambda item: body(call, item))

    @family.get(f"{flavour.path}/{{property_id}}", f"Show{flavour.one}")
    def show(call: Call) -> dict[str, Any]:
        return body(call, flavour.find(call, "read").get(path_id(call, "property_id")))

    @family.put(f"{flavour.path}/{{property_id}}", f"Update{flavour.one}", body=CHANGE)
    def update(call: Call) -> dict[str, Any]:
        items = flavour.find(call, "modify")
        item = items.get(path_id(call, "property_id"))
        items.rename(item, call.body["property_name"])
        item.replace({name: value for name, value in call.body.items() if value is not None})
        return body(call, item)

    @family.delete(f"{flavour.path}/{{property_id}}", f"Delete{flavour.one}", status=204)
    def delete(call: Call) -> None:
        items = flavour.find(call, "modify")
        items.remove(items.get(path_id(call, "property_id")))


def _body(call: Call, item: Property, *, shows_method: bool) -> dict[str, Any]:
    """In an example the limits are numbers and the length is a text, against the tables."""
    body = {"property_id": item.id, "property_name": item.name, **item.values}
    if shows_method:
        body["method"] = item.method
    if call.world.switches[LinkSwitches].link_numbers == "number":
        for name in ("min", "max", "step"):
            number = float(body[name])
            body[name] = int(number) if number.is_integer() else number
        body["max_length"] = str(body["max_length"])
    return body


def _of_service(call: Call, role: str) -> Named[Property]:
    return service_with_role(call, role).properties


def _requests(call: Call, role: str) -> Named[Property]:
    return command_of(call, service_with_role(call, role)).requests


def _responses(call: Call, role: str) -> Named[Property]:
    return command_of(call, service_with_role(call, role)).responses


declare(
    Flavour(
        "/properties", "Property", "Properties", 201, "property_id", "property_name", _of_service, shows_method=True
    )
)
declare(
    Flavour(
        "/commands/{command_id}/requests", "RequestProperty", "RequestProperties", 200,
        "request_id", "request_name", _requests,
    )
)  # fmt: skip
declare(
    Flavour(
        "/commands/{command_id}/responses", "ResponseProperty", "ResponseProperties", 201,
        "response_id", "response_name", _responses,
    )
)  # fmt: skip
