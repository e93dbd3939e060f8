# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Devices: create, find, change, delete, bring offline; their credentials."""

from __future__ import annotations

from typing import Any

from ..frame.call import Call
from ..frame.errors import Invalid
from ..frame.family import Family
from ..frame.fields import Int, ListOf, Text, members
from ..identity.authentication import project_user
from ..state.apps import App
from ..state.link_common import LinkSwitches, missing
from ..state.link_devices import OFFLINE, ONLINE, Device, DeviceStore
from ..state.link_products import Product, ProductStore
from .link_common import (
    CREATED,
    DESCRIPTION,
    FLAG,
    ID_FILTER,
    MASK,
    OPTIONAL_ID,
    PAGING,
    PREFIX,
    REQUIRED_FLAG,
    LinkDialect,
    OrEmpty,
    Whole,
    app_for,
    envelope,
    need_role,
    path_id,
    permissions,
    readable_apps,
    select,
)
from .link_products import PASSWORD, USER_NAME

family = Family("link", LinkDialect("link-device"), auth=project_user, prefix=f"{PREFIX}/devices")
families = (family,)

NAME = Text(
    min=2,
    max=64,
    pattern=r"[\u4e00-\u9fa5\uff08\uff09\u3002\uff1b\uff0c\uff1a\u201c\u201d\u3001\uff1f\u300a\u300bA-Za-z0-9()_,#.?'\-@%&!]+",
    required=True,
)
TAGS = ListOf(item=Text(max=64), max=9999, nullable=True)
ADDRESSES = {
    "connect_address": "tcp://192.0.2.20:1883",
    "ssl_connect_address": "ssl://192.0.2.20:8883",
    "ipv6_connect_address": "",
    "ipv6_ssl_connect_address": "",
}
PLUGINS = {2: 1, 4: 2}


@family.post(
    "",
    "CreateDevice",
    status=201,
    body=members(
        product=members(
            required=True,
            product_id=OPTIONAL_ID,
            product_name=Text(max=64, nullable=True),
            manufacturer_id=Text(max=64, nullable=True),
            model=Text(max=64, nullable=True),
            product_type=Int(choices=(0, 1), nullable=True),
            protocol_type=Int(choices=(0, 1, 2, 3, 4, 5), nullable=True),
        ),
        device_name=NAME,
        node_id=Text(min=2, max=64, pattern=r"[A-Za-z0-9_-]+", required=True),
        app_id=Text(min=1, max=36, required=True),
        parent_device_id=OPTIONAL_ID,
        user_name=Text(min=10, max=50, pattern=USER_NAME),
        password=Text(min=8, max=32, pattern=PASSWORD),
        status=FLAG,
        description=DESCRIPTION,
        tags=TAGS,
    ),
)
def create_device(call: Call) -> dict[str, Any]:
    """CreateDevice: the product by its id, or by manufacturer and model; what else is said of it is ignored."""
    store, body = call.world[DeviceStore], call.body
    app, product = app_for(call, body["app_id"]), _product(call)
    need_role(call, product.app_id, "read")
    parent_id = body.get("parent_device_id")
    gateway = None if parent_id is None else store.device(call.instance_id, parent_id)
    device = store.create(call.instance_id, app, product, call.caller, body, gateway=gateway)
    answer = device_body(call, device, app)
    if call.world.switches[LinkSwitches].link_create_shows_password:
        answer["authentication"]["password"] = device.credentials.password
    return answer


def _product(call: Call) -> Product:
    shelf, wish = call.world[ProductStore].shelf(call.instance_id), call.body["product"]
    if wish.get("product_id") is not None:
        return shelf.products.get(wish["product_id"])
    pair = wish.get("manufacturer_id") or "", wish.get("model") or ""
    if not all(pair):
        raise Invalid("product", "product_id or manufacturer_id and model are needed")
    if pair not in shelf.pairs:
        raise missing(",".join(pair))
    return shelf.pairs[pair]


@family.get(
    "",
    "ListDevices",
    query={
        "app_id": Text(max=36),
        "product_id": ID_FILTER,
        "product_name": Text(min=2, max=32),
        "device_name": Text(min=2, max=64),
        "client_id": Text(min=2, max=32),
        "node_id": Text(min=2, max=64),
        "node_type": Int(choices=(0, 1, 2)),
        "online_status": Text(max=10, pattern=r"([012](,[012])*)?"),
        "created_date_start": CREATED["created_date_start"],
        "created_date_end": CREATED["created_date_end"],
        "tag": Text(max=200),
        **PAGING,
    },
)
def list_devices(call: Call) -> dict[str, Any]:
    """ListDevices: the addresses stand beside the rows, too."""
    apps, online, tag = readable_apps(call), call.query["online_status"], call.query["tag"]
    visible = (
        device
        for device in call.world[DeviceStore].shelf(call.instance_id).devices.values()
        if device.app_id in apps
        and (not online or str(device.online) in online.split(","))
        and (not tag or tag in device.tags)
    )
    found = select(
        call,
        visible,
        exact={"app_id": "app_id", "product_id": "product_id", "node_type": "node_type"},
        fuzzy={"product_name": "product_name", "device_name": "name", "client_id": "client_id", "node_id": "node_id"},
    )
    return ADDRESSES | envelope(call, found, lambda device: _full_body(call, device, apps[device.app_id]))


@family.get("/{device_id}", "ShowDevice")
def show_device(call: Call) -> dict[str, Any]:
    """ShowDevice adds the plug-in that speaks the product's protocol."""
    device, app = device_with_role(call, "read")
    return _full_body(call, device, app) | {"plugin_id": PLUGINS.get(device.product.protocol_type)}


@family.put(
    "/{device_id}",
    "UpdateDevice",
    body=members(device_name=NAME, status=REQUIRED_FLAG, description=DESCRIPTION, tags=TAGS),
)
def update_device(call: Call) -> dict[str, Any]:
    device, app = device_with_role(call, "modify")
    body, clears = call.body, call.world.switches[LinkSwitches].link_update_clears
    device.name, device.status = body["device_name"], body["status"]
    if clears or "description" in body:
        device.description = body.get("description")
    if clears or "tags" in body:
        device.tags = body.get("tags") or []
    device.audit.touch(call.caller)
    return _full_body(call, device, app)


@family.delete("/{device_id}", "DeleteDevice", status=204)
def delete_device(call: Call) -> None:
    device, _ = device_with_role(call, "delete")
    _delete(call, [device])


@family.delete(
    "",
    "BatchDeleteDevices",
    status=204,
    body=members(resources=ListOf(item=Whole(), min=1, max=9999, required=True)),
)
def delete_devices(call: Call) -> None:
    """BatchDeleteDevices is a DELETE with a body; here it deletes all of them or none."""
    devices = [call.world[DeviceStore].device(call.instance_id, item) for item in dict.fromkeys(call.body["resources"])]
    for device in devices:
        need_role(call, device.app_id, "delete")
    _delete(call, devices)


def _delete(call: Call, devices: list[Device]) -> None:
    store = call.world[DeviceStore]
    for device in devices:
        store.check_delete(call.instance_id, device)
    for device in devices:
        store.delete(call.instance_id, device)


@family.post(
    "/force-offline",
    "BatchFreezeDevices",
    body=members(device_ids=ListOf(item=Whole(), required=True)),
)
def force_offline(call: Call) -> dict[str, Any]:
    devices, done, failed = call.world[DeviceStore].shelf(call.instance_id).devices, [], []
    for device_id in call.body["device_ids"]:
        device = devices.get(device_id)
        if device is None:
            failed.append({"id": device_id, "device_name": None, "device_id": device_id})
            continue
        need_role(call, device.app_id, "modify")
        if device.online == ONLINE:
            device.online = OFFLINE
        done.append({"id": device.id, "device_name": device.name, "device_id": device.id})
    return {"success": done, "failed": failed}


@family.get("/{device_id}/authentication", "ShowAuthentication")
def show_authentication(call: Call) -> dict[str, str]:
    device, _ = device_with_role(call, "modify")
    return {"user_name": device.credentials.user_name, "password": device.credentials.password}


@family.put(
    "/{device_id}/authentication",
    "ResetAuthentication",
    body=members(
        user_name=OrEmpty(min=10, max=50, pattern=USER_NAME), password=OrEmpty(min=8, max=32, pattern=PASSWORD)
    ),
)
def reset_authentication(call: Call) -> dict[str, str]:
    """ResetAuthentication works as that of products, with shorter passwords."""
    device, _ = device_with_role(call, "modify")
    device.credentials.replace(call.body.get("user_name", ""), call.body.get("password", ""))
    return {"user_name": device.credentials.user_name, "password": device.credentials.password}


def device_with_role(call: Call, role: str) -> tuple[Device, App]:
    """The device of the path, in whose application the caller must have the role."""
    device = call.world[DeviceStore].device(call.instance_id, path_id(call, "device_id"))
    return device, need_role(call, device.app_id, role)


def device_body(call: Call, device: Device, app: App) -> dict[str, Any]:
    """`device_id` repeats the id, as it was in an old release."""
    product = device.product
    return {
        "permissions": permissions(call, app),
        "id": device.id,
        "device_id": device.id,
        "parent_device_id": device.parent.id if device.parent else None,
        "parent_device_name": device.parent.name if device.parent else None,
        "product": {
            "product_id": product.id,
            "product_name": product.name,
            "manufacturer_id": product.manufacturer_id,
            "model": product.model,
            "product_type": product.product_type,
            "protocol_type": product.protocol_type,
        },
        "device_name": device.name,
        "instance_id": call.instance_id,
        "client_id": device.client_id,
        "node_id": device.node_id,
        "app_id": app.id,
        "app_name": app.name,
        "status": device.status,
        "online_status": device.online,
        "description": device.description,
        "authentication": {"user_name": device.credentials.user_name, "password": MASK},
        **device.audit.as_members(),
        "tags": list(device.tags),
        **ADDRESSES,
        "node_type": device.node_type,
        "device_type": device.node_type,
    }


def _full_body(call: Call, device: Device, app: App) -> dict[str, Any]:
    """What is known of the connection; no device ever connects here."""
    never = ("last_login_datetime", "client_ip", "keep_alive", "last_active_time", "version")
    return device_body(call, device, app) | dict.fromkeys(never)
