# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What goes on around a device: its topics, sub-devices, commands to it, and what it reported last."""

from __future__ import annotations

from typing import Any

from ..frame.call import Call
from ..frame.errors import Invalid
from ..frame.family import Family
from ..frame.fields import Bool, Int, ListOf, Text, members
from ..identity.authentication import project_user
from ..state.link_common import conflict
from ..state.link_devices import ONLINE, Device, DeviceStore
from .link_common import ID, PAGING, PREFIX, LinkDialect, Whole, envelope, need_role, select
from .link_devices import device_body, device_with_role

family = Family(
    "link",
    LinkDialect("link-device", ListSubsets="batchQuerySubDevices"),
    auth=project_user,
    prefix=f"{PREFIX}/devices/{{device_id}}",
)
families = (family,)

PARAMETER = Text(min=2, max=32)
PUBLISH, SUBSCRIBE = 0, 1
BASIC_TOPICS = (
    ("{serial}/out/{client}", PUBLISH),
    ("{serial}/in/{client}", SUBSCRIBE),
    ("/v1/devices/{client}/datas", PUBLISH),
    ("/v1/devices/{client}/command", SUBSCRIBE),
    ("/v1/devices/{client}/commandResponse", PUBLISH),
)


@family.get(
    "/topics",
    "ListTopics",
    query={
        "name": Text(max=100),
        "topic_permission": Int(choices=(0, 1)),
        "topic_type": Int(choices=(0, 1)),
        "is_private": Int(choices=(0, 1)),
        **PAGING,
    },
)
def list_topics(call: Call) -> dict[str, Any]:
    """ListTopics: five basic topics of its own, and those of its product."""
    query, (device, _) = call.query, device_with_role(call, "read")
    rows = _basic_topics(device) if query["topic_type"] in (None, 0) else []
    if query["topic_type"] in (None, 1):
        rows += _product_topics(device)
    found = [
        row
        for row in rows
        if (query["name"] or "") in row["name"]
        and query["topic_permission"] in (None, row["permission"])
        and query["is_private"] in (None, row["is_private"])
    ]
    return envelope(call, found, lambda row: row)


def _basic_topics(device: Device) -> list[dict[str, Any]]:
    return [
        {
            "id": number,
            "name": name.format(serial=device.product.serial, client=device.client_id),
            "description": "",
            "permission": permission,
            "is_private": 0,
        }
        for number, (name, permission) in zip(device.topic_ids, BASIC_TOPICS, strict=True)
    ]


def _product_topics(device: Device) -> list[dict[str, Any]]:
    return [
        {
            "id": topic.id,
            "name": topic.full_name.replace("${deviceId}", device.client_id),
            "description": topic.description or "",
            "permission": topic.permission,
            "is_private": 1,
        }
        for topic in device.product.topics.values()
    ]


@family.get(
    "/subsets",
    "ListSubsets",
    query={
        "device_name": Text(min=2, max=32),
        "status": Int(choices=(0, 1)),
        "online_status": Int(choices=(0, 1, 2)),
        **PAGING,
    },
)
def list_subsets(call: Call) -> dict[str, Any]:
    gateway, app = device_with_role(call, "read")
    subsets = call.world[DeviceStore].subsets(call.instance_id, gateway)
    exact = {"status": "status", "online_status": "online"}
    found = select(call, subsets, exact=exact, fuzzy={"device_name": "name"})
    return envelope(call, found, lambda device: device_body(call, device, app))


@family.post(
    "/subsets",
    "AddSubsetsToGateway",
    status=201,
    body=members(resources=ListOf(item=Whole(), min=1, max=9999, required=True)),
)
def add_subsets(call: Call) -> list[dict[str, Any]]:
    """AddSubsetsToGateway answers with a bare array."""
    store, (gateway, _) = call.world[DeviceStore], device_with_role(call, "modify")
    devices = [store.device(call.instance_id, item) for item in dict.fromkeys(call.body["resources"])]
    for device in devices:
        need_role(call, device.app_id, "modify")
        store.check_subset(device, gateway)
    for device in devices:
        device.parent = gateway
    return [device_body(call, device, need_role(call, device.app_id, "modify")) for device in devices]


@family.post(
    "/send-command",
    "SendCommand",
    status=204,
    body=members(
        service_id=ID,
        command_id=ID,
        is_sync=Bool(required=True),
        requests=ListOf(item=members(parameter_name=PARAMETER, parameter_value=PARAMETER), min=1, max=9999),
    ),
)
def send_command(call: Call) -> None:
    """SendCommand: waiting for a device that is not online ends in a time-out."""
    body, (device, _) = call.body, device_with_role(call, "access")
    command = device.product.services.get(body["service_id"]).commands.get(body["command_id"])
    for index, request in enumerate(body.get("requests", ())):
        name = request.get("parameter_name")
        if name is not None and command.requests.named(name) is None:
            raise Invalid(f"requests[{index}].parameter_name", "choice")
    if body["is_sync"] and device.online != ONLINE:
        raise conflict("ROMA.00110000", "Internal Error.")


@family.get("/shadow", "ListShadows")
def list_shadows(call: Call) -> list[dict[str, Any]]:
    """ListShadows answers with a bare array; no device ever reports here, so that there are no values."""
    device, _ = device_with_role(call, "read")
    return [
        {
            "service_id": service.id,
            "service_name": service.name,
            "properties": [
                {"property_name": item.name, "property_value": None, "property_updated_date": None}
                for item in service.properties
            ],
        }
        for service in device.product.services
    ]
