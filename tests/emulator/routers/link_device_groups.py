# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Device groups, and how many devices there are."""

from __future__ import annotations

import time
from collections import Counter
from typing import Any

from ..frame.call import Call
from ..frame.family import Family
from ..frame.fields import ListOf, Text, members
from ..identity.authentication import project_user
from ..state.apps import App
from ..state.link_common import missing
from ..state.link_devices import DIRECT, GATEWAY, NEVER, OFFLINE, ONLINE, SUBSET, DeviceGroup, DeviceStore
from ..state.link_products import ProductStore
from .link_common import (
    DESCRIPTION,
    PAGING,
    PREFIX,
    LinkDialect,
    Whole,
    app_for,
    envelope,
    need_role,
    path_id,
    permissions,
    readable_apps,
    select,
)

family = Family(
    "link",
    LinkDialect("link-device-groups", BatchAddDeviceToGroup="addDeviceIntoGroup"),
    auth=project_user,
    prefix=PREFIX,
)
families = (family,)

NAME = Text(min=2, max=64, required=True)


@family.post(
    "/device-groups",
    "CreateDeviceGroup",
    body=members(
        parent_id=Whole(min=0, max=10**17 - 1, required=True),
        name=NAME,
        app_id=Text(min=1, max=36, required=True),
        description=DESCRIPTION,
    ),
)
def create_group(call: Call) -> dict[str, Any]:
    """CreateDeviceGroup answers 200; parent 0 is the root."""
    app = app_for(call, call.body["app_id"])
    return _body(call, call.world[DeviceStore].create_group(call.instance_id, app, call.caller, call.body), app)


@family.get("/device-groups", "ShowDeviceGroupTree", query={"app_id": Text(min=1, max=36, required=True)})
def show_tree(call: Call) -> dict[str, Any]:
    """ShowDeviceGroupTree has neither paging nor a total."""
    app = app_for(call, call.query["app_id"], "read")
    groups = [item for item in call.world[DeviceStore].shelf(call.instance_id).groups.values() if item.app_id == app.id]

    def below(parent_id: int) -> list[dict[str, Any]]:
        return [
            {"id": group.id, "name": group.name, "parent_id": parent_id, "children": below(group.id)}
            for group in groups
            if group.parent_id == parent_id
        ]

    items = below(0)
    return {"size": len(items), "items": items}


@family.get("/device-groups/{group_id}", "ShowDeviceGroup")
def show_group(call: Call) -> dict[str, Any]:
    group, app = _group(call, "read")
    return _body(call, group, app) | {"app_name": app.name}


@family.put("/device-groups/{group_id}", "UpdateDeviceGroup", body=members(name=NAME, description=DESCRIPTION))
def update_group(call: Call) -> dict[str, Any]:
    group, app = _group(call, "modify")
    group.name, group.description = call.body["name"], call.body.get("description")
    group.audit.touch(call.caller)
    return _body(call, group, app)


@family.delete("/device-groups/{group_id}", "DeleteDeviceGroup", status=204)
def delete_group(call: Call) -> None:
    group, _ = _group(call, "delete")
    call.world[DeviceStore].delete_group(call.instance_id, group)


@family.get(
    "/device-groups/{group_id}/devices",
    "ShowDevicesInGroup",
    query={"product_name": Text(max=64), "device_name": Text(max=64), **PAGING},
)
def list_devices(call: Call) -> dict[str, Any]:
    group, _ = _group(call, "read")
    found = select(call, group.devices.values(), fuzzy={"product_name": "product_name", "device_name": "name"})
    return envelope(
        call,
        found,
        lambda device: {
            "device_id": device.id,
            "device_name": device.name,
            "product_id": device.product.id,
            "product_name": device.product.name,
            "status": device.status,
            "online_status": device.online,
        },
    )


@family.post(
    "/device-groups/{group_id}/devices/batch-add",
    "BatchAddDeviceToGroup",
    body=members(resources=ListOf(item=Whole(), max=9999, required=True)),
)
def add_devices(call: Call) -> None:
    """BatchAddDeviceToGroup answers 200 without a body."""
    group, _ = _group(call, "modify")
    devices = [call.world[DeviceStore].device(call.instance_id, item) for item in call.body["resources"]]
    for device in devices:
        need_role(call, device.app_id, "read")
    group.devices.update((device.id, device) for device in devices)


@family.delete("/device-groups/{group_id}/devices/{device_id}", "DeleteDeviceFromGroup", status=204)
def remove_device(call: Call) -> None:
    group, _ = _group(call, "modify")
    device_id = path_id(call, "device_id")
    if group.devices.pop(device_id, None) is None:
        raise missing(device_id)


@family.get("/statistics/devices-count", "CountDevices")
def count_devices(call: Call) -> dict[str, Any]:
    """CountDevices counts what the caller may read."""
    shelf, apps = call.world[ProductStore].shelf(call.instance_id), readable_apps(call)
    products = Counter(product.product_type for product in shelf.products if product.app_id in apps)
    devices = Counter(
        (device.node_type, device.online)
        for device in call.world[DeviceStore].shelf(call.instance_id).devices.values()
        if device.app_id in apps
    )
    states = (("never_connected", NEVER), ("online", ONLINE), ("offline", OFFLINE))
    kinds = (("normal_devices", DIRECT), ("gateway_devices", GATEWAY), ("subsets_devices", SUBSET))
    return {
        "product_templates": {"product_templates_numbers": len(shelf.templates)},
        "products": {"normal_products_numbers": products[0], "gateway_products_numbers": products[1]},
        "devices": {kind: {name: devices[node, state] for name, state in states} for kind, node in kinds},
    }


def _group(call: Call, role: str) -> tuple[DeviceGroup, App]:
    group = call.world[DeviceStore].group(call.instance_id, path_id(call, "group_id"))
    return group, need_role(call, group.app_id, role)


def _body(call: Call, group: DeviceGroup, app: App) -> dict[str, Any]:
    """Here, and only here, times are dates in words."""
    return {
        "permissions": permissions(call, app),
        "parent_id": group.parent_id,
        "id": group.id,
        "name": group.name,
        "description": group.description,
        "app_id": app.id,
        "created_user": group.audit.created_by.as_user,
        "last_updated_user": group.audit.updated_by.as_user,
        "created_datetime": _date(group.audit.created),
        "last_updated_datetime": _date(group.audit.updated),
    }


def _date(millis: int) -> str:
    return time.strftime("%Y-%m-%d", time.gmtime(millis / 1000))
