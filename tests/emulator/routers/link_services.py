# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Services of thing models, below a product or a product template, and their commands."""

from __future__ import annotations

from typing import Any

from ..frame.call import Call
from ..frame.errors import Invalid
from ..frame.family import Family
from ..frame.fields import Text, members
from ..identity.authentication import project_user
from ..state.link_common import LinkSwitches
from ..state.link_models import Command, Service
from ..state.link_products import Product, ProductStore
from .link_common import (
    CHINESE_NAME,
    CREATED,
    DESCRIPTION,
    ID_FILTER,
    OPTIONAL_ID,
    PAGING,
    PREFIX,
    REQUIRED_FLAG,
    LinkDialect,
    envelope,
    need_role,
    path_id,
    readable_apps,
    select,
)

family = Family(
    "link",
    LinkDialect("link-services", ShowService="queryServiceDetail", DeleteService="deleteService"),
    auth=project_user,
    prefix=f"{PREFIX}/services",
)
families = (family,)

SERVICE = {
    "service_name": Text(min=2, max=64, pattern=CHINESE_NAME, required=True),
    "description": DESCRIPTION,
    "status": REQUIRED_FLAG,
}
COMMAND = members(name=Text(min=2, max=50, pattern=r"[A-Za-z0-9_-]+", required=True), description=DESCRIPTION)


@family.post(
    "",
    "CreateService",
    status=201,
    body=members(product_template_id=OPTIONAL_ID, product_id=OPTIONAL_ID, **SERVICE),
)
def create_service(call: Call) -> dict[str, Any]:
    """CreateService wants one of the two owners."""
    store, product_id, template_id = (
        call.world[ProductStore],
        call.body.get("product_id"),
        call.body.get("product_template_id"),
    )
    if (product_id is None) == (template_id is None):
        raise Invalid("product_id", "one of product_id and product_template_id is needed")
    shelf = store.shelf(call.instance_id)
    owner = shelf.templates.get(template_id) if product_id is None else shelf.products.get(product_id)
    if isinstance(owner, Product):
        need_role(call, owner.app_id, "modify")
    return _body(store.add_service(call.instance_id, owner, call.caller, call.body))


@family.get(
    "",
    "ListServices",
    query={
        "service_id": ID_FILTER,
        "service_name": Text(max=64),
        "product_template_id": ID_FILTER,
        "product_id": ID_FILTER,
        **CREATED,
        "created_user_name": Text(min=2, max=64),
        **PAGING,
    },
)
def list_services(call: Call) -> dict[str, Any]:
    """ListServices: the owner is said to be needed, but not marked so; without one, all services come."""
    shelf, apps = call.world[ProductStore].shelf(call.instance_id), readable_apps(call)
    hidden = {product.id for product in shelf.products if product.app_id not in apps}
    found = select(
        call,
        (service for service in shelf.services.values() if service.product_id not in hidden),
        exact={"service_id": "id", "product_id": "product_id", "product_template_id": "template_id"},
        fuzzy={"service_name": "name"},
    )
    return envelope(call, found, _body)


@family.get("/{service_id}", "ShowService")
def show_service(call: Call) -> dict[str, Any]:
    return _body(service_with_role(call, "read"))


@family.put("/{service_id}", "UpdateService", body=members(**SERVICE))
def update_service(call: Call) -> dict[str, Any]:
    service = service_with_role(call, "modify")
    owner = call.world[ProductStore].owner(call.instance_id, service)
    owner.services.rename(service, call.body["service_name"])
    service.description, service.status = call.body.get("description"), call.body["status"]
    service.audit.touch(call.caller)
    return _body(service)


@family.delete("/{service_id}", "DeleteService", status=204)
def delete_service(call: Call) -> None:
    """DeleteService takes properties and commands along."""
    call.world[ProductStore].delete_service(call.instance_id, service_with_role(call, "modify"))


def service_with_role(call: Call, role: str) -> Service:
    """The service of the path; those of templates belong to everybody."""
    store = call.world[ProductStore]
    service = store.service(call.instance_id, path_id(call, "service_id", digits=20))
    owner = store.owner(call.instance_id, service)
    if isinstance(owner, Product):
        need_role(call, owner.app_id, role)
    return service


def _body(service: Service) -> dict[str, Any]:
    return {
        "product_template_id": service.template_id,
        "product_id": service.product_id,
        "service_id": service.id,
        "service_name": service.name,
        "description": service.description,
        "status": service.status,
        **service.audit.as_members(),
    }


@family.post("/{service_id}/commands", "CreateCommand", body=COMMAND)
def create_command(call: Call) -> dict[str, Any]:
    """CreateCommand answers 200; the request's `name` is the answer's `command_name`."""
    service, body = service_with_role(call, "modify"), call.body
    command = Command(call.world[ProductStore].next_id(), body["name"], body.get("description"))
    return _command_body(call, service, service.commands.add(command))


@family.get(
    "/{service_id}/commands",
    "ListCommands",
    query={"command_id": ID_FILTER, "command_name": Text(max=64), **PAGING},
)
def list_commands(call: Call) -> dict[str, Any]:
    service = service_with_role(call, "read")
    found = select(call, service.commands, exact={"command_id": "id"}, fuzzy={"command_name": "name"})
    return envelope(call, found, lambda command: _command_body(call, service, command))


@family.get("/{service_id}/commands/{command_id}", "ShowCommand")
def show_command(call: Call) -> dict[str, Any]:
    service = service_with_role(call, "read")
    return _command_body(call, service, command_of(call, service))


@family.put("/{service_id}/commands/{command_id}", "UpdateCommand", body=COMMAND)
def update_command(call: Call) -> dict[str, Any]:
    service = service_with_role(call, "modify")
    command = command_of(call, service)
    service.commands.rename(command, call.body["name"])
    command.description = call.body.get("description")
    return _command_body(call, service, command)


@family.delete("/{service_id}/commands/{command_id}", "DeleteCommand", status=204)
def delete_command(call: Call) -> None:
    service = service_with_role(call, "modify")
    service.commands.remove(command_of(call, service))


def command_of(call: Call, service: Service) -> Command:
    return service.commands.get(path_id(call, "command_id"))


def _command_body(call: Call, service: Service, command: Command) -> dict[str, Any]:
    body = {
        "service_id": service.id,
        "command_id": command.id,
        "command_name": command.name,
        "description": command.description,
    }
    if call.world.switches[LinkSwitches].link_camel_case:
        for name, spelling in (
            ("service_id", "serviceId"),
            ("command_id", "commandId"),
            ("command_name", "commandName"),
        ):
            body[spelling] = body.pop(name)
    return body
