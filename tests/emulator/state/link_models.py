# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Thing models: services with their properties and commands, below a product or a product template."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..identity.caller import Caller
from .link_common import Audit, Named

NextId = Callable[[], int]
PROPERTY_DEFAULTS: dict[str, Any] = {
    "description": None,
    "min": "0",
    "max": "65536",
    "step": "1",
    "max_length": 10,
    "unit": None,
    "enum_list": None,
    "enum_dict": None,
}
PROPERTY_MEMBERS = ("data_type", "required", *PROPERTY_DEFAULTS)


@dataclass
class Property:
    """`values` has the members that an update replaces; `method` stays."""

    id: int
    name: str
    values: dict[str, Any]
    method: str = "RWE"

    def replace(self, values: Mapping[str, Any]) -> None:
        """Members that are needed for the data type and missing get their default, as all others do."""
        self.values = {member: values.get(member, PROPERTY_DEFAULTS.get(member)) for member in PROPERTY_MEMBERS}


def _properties() -> Named[Property]:
    return Named("ROMA.00110802", "The property name already exists.")


@dataclass
class Command:
    id: int
    name: str
    description: str | None
    requests: Named[Property] = field(default_factory=_properties)
    responses: Named[Property] = field(default_factory=_properties)


def _commands() -> Named[Command]:
    return Named("ROMA.00110802", "The command name already exists.")


@dataclass
class Service:
    """Either `product_id` or `template_id` says whose it is."""

    id: int
    name: str
    description: str | None
    status: int
    audit: Audit
    product_id: int | None = None
    template_id: int | None = None
    properties: Named[Property] = field(default_factory=_properties)
    commands: Named[Command] = field(default_factory=_commands)


def services() -> Named[Service]:
    return Named("ROMA.00110801", "The service name already exists.")


def add_property(target: Named[Property], item_id: int, values: Mapping[str, Any]) -> Property:
    item = Property(item_id, values["property_name"], {}, values.get("method", "RWE"))
    item.replace(values)
    return target.add(item)


def service_document(service: Service) -> dict[str, Any]:
    """The service as it is copied and as it is exported; no ids."""
    return {
        "service_name": service.name,
        "description": service.description,
        "status": service.status,
        "properties": [_property_document(item) for item in service.properties],
        "commands": [
            {
                "name": command.name,
                "description": command.description,
                "requests": [_property_document(item) for item in command.requests],
                "responses": [_property_document(item) for item in command.responses],
            }
            for command in service.commands
        ],
    }


def _property_document(item: Property) -> dict[str, Any]:
    return {"property_name": item.name, "method": item.method, **item.values}


def fill_service(service: Service, document: Mapping[str, Any], next_id: NextId) -> None:
    """Bring properties and commands to the document: what is missing is added, nothing goes."""
    _fill_properties(service.properties, document["properties"], next_id)
    for wish in document["commands"]:
        command = service.commands.named(wish["name"])
        if command is None:
            command = service.commands.add(Command(next_id(), wish["name"], wish["description"]))
        command.description = wish["description"]
        _fill_properties(command.requests, wish["requests"], next_id)
        _fill_properties(command.responses, wish["responses"], next_id)


def _fill_properties(target: Named[Property], documents: list[Mapping[str, Any]], next_id: NextId) -> None:
    for document in documents:
        item = target.named(document["property_name"])
        if item is None:
            add_property(target, next_id(), document)
        else:
            item.replace(document)


def new_service(
    item_id: int, values: Mapping[str, Any], caller: Caller, *, product_id: int | None, template_id: int | None
) -> Service:
    return Service(
        id=item_id,
        name=values["service_name"],
        description=values.get("description"),
        status=values["status"],
        audit=Audit.now(caller),
        product_id=product_id,
        template_id=template_id,
    )
