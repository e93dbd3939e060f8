# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Devices and device groups, driven by the vendor's client."""

from __future__ import annotations

import re
from typing import Any

import huaweicloudsdkroma.v2 as roma
import pytest

from tests.contract.clients import Api
from tests.contract.vendor import ask, refused
from tests.emulator.identity import tenant
from tests.emulator.process import EmulatorProcess

LINK = "/v2/{project}/link/instances/{instance}"
DEVICES = f"{LINK}/devices"


@pytest.fixture
def app(sdk: roma.RomaClient) -> Any:
    return ask(sdk, "CreateRomaApp", body=roma.CreateAppReq(name="plant"))


def make_product(sdk: roma.RomaClient, app: Any, name: str, **values: Any) -> Any:
    body = {
        "app_id": app.id,
        "name": name,
        "manufacturer_id": "acme",
        "manufacturer_name": "Acme",
        "model": name,
        "product_type": 0,
        "protocol_type": 0,
    }
    return ask(sdk, "CreateProduct", body=roma.CreateProductRequestBody(**body | values))


@pytest.fixture
def meter(sdk: roma.RomaClient, app: Any) -> Any:
    """A product of ordinary devices."""
    return make_product(sdk, app, "meter")


@pytest.fixture
def gate(sdk: roma.RomaClient, app: Any) -> Any:
    """A product of gateways."""
    return make_product(sdk, app, "gate", product_type=1, protocol_type=2)


def create(sdk: roma.RomaClient, app: Any, of: Any, name: str, **values: Any) -> Any:
    wish = {"app_id": app.id, "device_name": name, "node_id": name, "product": {"product_id": of.id}}
    return ask(sdk, "CreateDevice", body=roma.CreateDeviceRequestBody(**wish | values))


def names(sdk: roma.RomaClient, **query: Any) -> list[str]:
    return [device.device_name for device in ask(sdk, "ListDevices", **query).items]


def test_create_and_show(sdk: roma.RomaClient, app: Any, meter: Any) -> None:
    made = create(sdk, app, meter, "north", description="d", tags=["a", "b"], status=1)
    assert (made.status_code, made.device_id, made.description, made.tags) == (201, made.id, "d", ["a", "b"])
    assert re.fullmatch(rf"D{meter.id}{made.id}[A-Za-z0-9]{{5}}", made.client_id)
    assert (made.product.product_id, made.product.product_name, made.product.model) == (meter.id, "meter", "meter")
    assert (made.app_id, made.app_name, made.status, made.online_status) == (app.id, "plant", 1, 0)
    assert (made.node_type, made.device_type, made.authentication.password) == (0, 0, "********")
    shown = ask(sdk, "ShowDevice", device_id=made.id)
    assert (shown.client_id, shown.last_login_datetime, shown.plugin_id) == (made.client_id, None, None)
    assert ask(sdk, "ListDevicesInProduct", product_id=meter.id).summary == 1


def test_create_by_manufacturer_and_model(sdk: roma.RomaClient, app: Any, meter: Any) -> None:
    pair = {"manufacturer_id": "acme", "model": "meter"}
    assert create(sdk, app, meter, "north", product=pair).product.product_id == meter.id
    with refused(404, "ROMA.00110006"):
        create(sdk, app, meter, "south", product=pair | {"model": "other"})
    with refused(400, "ROMA.00110001", "[product:"):
        create(sdk, app, meter, "south", product={"model": "meter"})


def test_create_refuses(emulator: EmulatorProcess, sdk: roma.RomaClient, api: Api, app: Any, meter: Any) -> None:
    create(sdk, app, meter, "north")
    with refused(500, "ROMA.00111001"):
        create(sdk, app, meter, "north")
    for bad in (
        {"device_name": "a b"}, {"device_name": "x"}, {"node_id": "a.b"}, {"tags": ["x" * 65]},
        {"user_name": "short"}, {"password": "short"}, {"password": "x" * 33}, {"password": "No-digit-here"},
    ):  # fmt: skip
        with refused(400, "ROMA.00110001"):
            create(sdk, app, meter, "south", **bad)
    wish = {"app_id": app.id, "device_name": "south", "node_id": "south", "product": {"product_id": meter.id}}
    answer = api("POST", DEVICES, json={**wish, "secret": "x"})
    assert answer.json()["error_msg"].endswith("Parameter is [secret]. Processor is [body].")
    emulator.switch(link_max_devices=1)
    with refused(500, "ROMA.00110004"):
        create(sdk, app, meter, "south")
    emulator.seed("devices", 1500)
    assert ask(sdk, "ListDevices", limit=999).total == 1501


def test_update(emulator: EmulatorProcess, sdk: roma.RomaClient, api: Api, app: Any, meter: Any) -> None:
    made = create(sdk, app, meter, "north", description="d", tags=["a"])
    body = roma.UpdateDeviceRequestBody(device_name="south", status=1)
    changed = ask(sdk, "UpdateDevice", device_id=made.id, body=body)
    assert (changed.status_code, changed.device_name, changed.status) == (200, "south", 1)
    assert (changed.description, changed.tags, changed.node_id) == (None, [], "north")
    emulator.switch(link_update_clears=False)
    body = roma.UpdateDeviceRequestBody(device_name="south", status=0, description="kept", tags=["b"])
    ask(sdk, "UpdateDevice", device_id=made.id, body=body)
    body = roma.UpdateDeviceRequestBody(device_name="south", status=0)
    kept = ask(sdk, "UpdateDevice", device_id=made.id, body=body)
    assert (kept.description, kept.tags) == ("kept", ["b"])
    for bad in ({"node_id": "x"}, {"app_id": app.id}, {"product": {}}):
        answer = api("PUT", f"{DEVICES}/{made.id}", json={"device_name": "south", "status": 0, **bad})
        assert answer.json()["error_code"] == "SCB.00000000"


def test_lists(emulator: EmulatorProcess, sdk: roma.RomaClient, app: Any, meter: Any, gate: Any) -> None:
    north = create(sdk, app, meter, "north", tags=["cold"])
    create(sdk, app, gate, "door")
    emulator.seed("devices_online", 1)
    page = ask(sdk, "ListDevices", limit=1)
    assert (page.total, page.size, page.connect_address) == (2, 1, "tcp://192.0.2.20:1883")
    assert names(sdk) == ["north", "door"]
    assert names(sdk, device_name="nor") == names(sdk, node_id="nor") == names(sdk, tag="cold") == ["north"]
    assert names(sdk, client_id=north.client_id) == names(sdk, product_name="meter") == ["north"]
    assert names(sdk, product_id=gate.id) == names(sdk, node_type=1) == names(sdk, online_status="0,2") == ["door"]
    assert names(sdk, app_id=app.id, created_date_start=north.created_datetime, online_status="0,1") == names(sdk)
    assert names(sdk, created_date_end=1) == []


def test_delete(emulator: EmulatorProcess, sdk: roma.RomaClient, app: Any, meter: Any) -> None:
    ids = [create(sdk, app, meter, name).id for name in ("one", "two", "three")]
    emulator.seed("devices_online", 1)
    with refused(500, "ROMA.00110702"):
        ask(sdk, "DeleteProduct", product_id=meter.id)
    with refused(500, "ROMA.00111009"):
        ask(sdk, "DeleteDevice", device_id=ids[0])
    with refused(500, "ROMA.00111009"):
        ask(sdk, "BatchDeleteDevices", body=roma.BatchDeleteDevicesRequestBody(resources=ids))
    body = roma.BatchFreezeDevicesRequestBody(device_ids=[ids[0], 7])
    frozen = ask(sdk, "BatchFreezeDevices", body=body)
    assert [(item.id, item.device_name) for item in frozen.success] == [(ids[0], "one")]
    assert [item.device_id for item in frozen.failed] == [7]
    assert ask(sdk, "ShowDevice", device_id=ids[0]).online_status == 2
    assert ask(sdk, "DeleteDevice", device_id=ids[0]).status_code == 204
    with refused(404, "ROMA.00110006"):
        ask(sdk, "DeleteDevice", device_id=ids[0])
    answer = ask(sdk, "BatchDeleteDevices", body=roma.BatchDeleteDevicesRequestBody(resources=ids[1:]))
    assert answer.status_code == 204
    assert ask(sdk, "DeleteProduct", product_id=meter.id).status_code == 204


def test_credentials(sdk: roma.RomaClient, app: Any, meter: Any) -> None:
    made = create(sdk, app, meter, "north", user_name="north-user-1", password="Pass-1234")
    shown = ask(sdk, "ShowAuthentication", device_id=made.id)
    assert (shown.user_name, shown.password) == ("north-user-1", "Pass-1234")
    body = roma.ResetAuthenticationRequestBody(user_name="", password="Pass-5678")
    changed = ask(sdk, "ResetAuthentication", device_id=made.id, body=body)
    assert (changed.user_name, changed.password) == ("north-user-1", "Pass-5678")
    body = roma.ResetAuthenticationRequestBody(user_name="", password="")
    assert ask(sdk, "ResetAuthentication", device_id=made.id, body=body).password != "Pass-5678"
    with refused(400, "ROMA.00110001", "[password:"):
        body = roma.ResetAuthenticationRequestBody(password=f"Aa1-{'x' * 30}")
        ask(sdk, "ResetAuthentication", device_id=made.id, body=body)


def test_subsets(sdk: roma.RomaClient, app: Any, meter: Any, gate: Any) -> None:
    door, north, south = (create(sdk, app, *item) for item in ((gate, "door"), (meter, "north"), (meter, "south")))
    assert door.node_type == 1
    assert ask(sdk, "ShowDevice", device_id=door.id).plugin_id == 1
    body = roma.AddSubsetsToGatewayRequestBody(resources=[north.id])
    answer = ask(sdk, "AddSubsetsToGateway", device_id=door.id, body=body)
    assert answer.status_code == 201
    assert [(item.id, item.parent_device_id) for item in answer.body] == [(north.id, door.id)]
    east = create(sdk, app, meter, "east", parent_device_id=door.id)
    assert east.node_type == 2
    listed = ask(sdk, "ListSubsets", device_id=door.id)
    assert [(item.device_name, item.parent_device_name) for item in listed.items] == [
        ("north", "door"),
        ("east", "door"),
    ]
    assert ask(sdk, "ListSubsets", device_id=door.id, device_name="ea", status=0, online_status=0).total == 1
    for gateway, device in ((door, north), (south, south), (door, door)):
        with refused(500, "ROMA.00111018"):
            body = roma.AddSubsetsToGatewayRequestBody(resources=[device.id])
            ask(sdk, "AddSubsetsToGateway", device_id=gateway.id, body=body)
    with refused(500, "ROMA.00111018"):
        create(sdk, app, meter, "west", parent_device_id=north.id)
    with refused(500, "ROMA.00111011"):
        ask(sdk, "DeleteDevice", device_id=door.id)
    for device in (north, east, door):
        ask(sdk, "DeleteDevice", device_id=device.id)


def test_topics(sdk: roma.RomaClient, app: Any, meter: Any) -> None:
    made = create(sdk, app, meter, "north")
    body = roma.CreateProductTopicRequestBody(permission=1, name="t1", version="3.0")
    ask(sdk, "CreateProductTopic", product_id=meter.id, body=body)

    def topics(**query: Any) -> list[str]:
        return [topic.name for topic in ask(sdk, "ListTopics", device_id=made.id, **query).items]

    basic = [
        f"{meter.product_serial}/out/{made.client_id}",
        f"{meter.product_serial}/in/{made.client_id}",
        *(f"/v1/devices/{made.client_id}/{end}" for end in ("datas", "command", "commandResponse")),
    ]
    custom = [f"/3.0/{made.client_id}/t1"]
    assert topics() == basic + custom
    assert topics(topic_type=0) == topics(is_private=0) == basic
    assert topics(topic_type=1) == topics(is_private=1) == topics(name="t1") == custom
    assert topics(topic_permission=1) == [basic[1], basic[3], *custom]
    assert len(topics(limit=2)) == 2


def test_commands_and_shadow(emulator: EmulatorProcess, sdk: roma.RomaClient, api: Api, app: Any, meter: Any) -> None:
    made = create(sdk, app, meter, "north")
    body = roma.CreateServiceRequestBody(product_id=meter.id, service_name="tank", status=0)
    service_id = ask(sdk, "CreateService", body=body).service_id
    level = roma.CreatePropertyRequestBody(property_name="level", data_type="integer", required=1)
    ask(sdk, "CreateProperty", service_id=str(service_id), body=level)
    path = {"service_id": str(service_id)}
    command_id = ask(sdk, "CreateCommand", **path, body=roma.CreateCommandRequestBody(name="fill")).command_id
    ask(sdk, "CreateRequestProperty", **path, command_id=command_id, body=level)

    def send(name: str = "level", *, sync: bool, command: int = command_id) -> Any:
        requests = [roma.RequestParameter(parameter_name=name, parameter_value="50")]
        body = roma.SendCommandRequestBody(service_id=service_id, command_id=command, is_sync=sync, requests=requests)
        return ask(sdk, "SendCommand", device_id=made.id, body=body)

    assert send(sync=False).status_code == 204
    with refused(500, "ROMA.00110000"):
        send(sync=True)
    with refused(400, "ROMA.00110001", "requests[0].parameter_name"):
        send("depth", sync=False)
    with refused(404, "ROMA.00110006"):
        send(sync=False, command=7)
    emulator.seed("devices_online", 1)
    assert send(sync=True).status_code == 204
    [shadow] = ask(sdk, "ListShadows", device_id=made.id).body
    assert (shadow.service_id, shadow.service_name, shadow.properties[0].property_name) == (service_id, "tank", "level")
    assert isinstance(api("GET", f"{DEVICES}/{made.id}/shadow").json(), list)


def make_group(sdk: roma.RomaClient, app: Any, name: str, parent: int = 0) -> Any:
    body = roma.CreateDeviceGroupRequestBody(parent_id=parent, name=name, app_id=app.id)
    return ask(sdk, "CreateDeviceGroup", body=body)


def test_groups(sdk: roma.RomaClient, api: Api, app: Any) -> None:
    house = make_group(sdk, app, "house")
    assert (house.status_code, house.parent_id, house.name, house.description) == (200, 0, "house", None)
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", house.created_datetime)
    floor = make_group(sdk, app, "floor", house.id)
    shown = ask(sdk, "ShowDeviceGroup", group_id=floor.id)
    assert (shown.parent_id, shown.app_name) == (house.id, "plant")
    body = roma.UpdateDeviceGroupRequestBody(name="attic", description="d")
    changed = ask(sdk, "UpdateDeviceGroup", group_id=floor.id, body=body)
    assert (changed.status_code, changed.name, changed.description) == (200, "attic", "d")
    tree = api("GET", f"{LINK}/device-groups?app_id={app.id}").json()
    attic = {"id": floor.id, "name": "attic", "parent_id": house.id, "children": []}
    assert tree == {"size": 1, "items": [{"id": house.id, "name": "house", "parent_id": 0, "children": [attic]}]}
    assert ask(sdk, "ShowDeviceGroupTree", app_id=app.id).size == 1
    assert api("GET", f"{LINK}/device-groups").json()["error_code"] == "SCB.00000000"
    with refused(404, "ROMA.00110006"):
        make_group(sdk, app, "lost", 7)
    with refused(500, "ROMA.00111101"):
        ask(sdk, "DeleteDeviceGroup", group_id=house.id)
    for group in (floor, house):
        assert ask(sdk, "DeleteDeviceGroup", group_id=group.id).status_code == 204
    with refused(404, "ROMA.00110006"):
        ask(sdk, "ShowDeviceGroup", group_id=house.id)


def test_devices_in_groups(sdk: roma.RomaClient, api: Api, app: Any, meter: Any) -> None:
    group, device = make_group(sdk, app, "house"), create(sdk, app, meter, "north")
    url = f"{LINK}/device-groups/{group.id}/devices"
    body = roma.BatchAddDeviceToGroupRequestBody(resources=[device.id])
    assert ask(sdk, "BatchAddDeviceToGroup", group_id=group.id, body=body).status_code == 200
    answer = api("POST", f"{url}/batch-add", json={"resources": [device.id]})
    assert (answer.status_code, answer.content) == (200, b"")
    assert api("POST", f"{url}/batch-add", json={"items": [device.id]}).json()["error_code"] == "SCB.00000000"
    assert api("POST", f"{url}/batch-add", json={"resources": [7]}).status_code == 404
    assert api("GET", url).json()["items"] == [
        {
            "device_id": device.id,
            "device_name": "north",
            "product_id": meter.id,
            "product_name": "meter",
            "status": 0,
            "online_status": 0,
        }
    ]
    assert ask(sdk, "ShowDevicesInGroup", group_id=group.id, device_name="nor", product_name="met").total == 1
    assert ask(sdk, "ShowDevicesInGroup", group_id=group.id, device_name="sou").total == 0
    with refused(500, "ROMA.00111101"):
        ask(sdk, "DeleteDeviceGroup", group_id=group.id)
    path = {"group_id": group.id, "device_id": device.id}
    assert ask(sdk, "DeleteDeviceFromGroup", **path).status_code == 204
    with refused(404, "ROMA.00110006"):
        ask(sdk, "DeleteDeviceFromGroup", **path)
    ask(sdk, "BatchAddDeviceToGroup", group_id=group.id, body=body)
    ask(sdk, "DeleteDevice", device_id=device.id)
    assert ask(sdk, "ShowDevicesInGroup", group_id=group.id).total == 0


def test_count(emulator: EmulatorProcess, sdk: roma.RomaClient, app: Any, meter: Any, gate: Any) -> None:
    create(sdk, app, meter, "north")
    door = create(sdk, app, gate, "door")
    create(sdk, app, meter, "east", parent_device_id=door.id)
    emulator.seed("devices_online", 1)
    ask(sdk, "CreateProductTemplate", body=roma.CreateProductTemplateRequestBody(name="sensors", status=0))
    counted = ask(sdk, "CountDevices")
    assert counted.product_templates.product_templates_numbers == 1
    assert (counted.products.normal_products_numbers, counted.products.gateway_products_numbers) == (1, 1)
    assert counted.devices.normal_devices.online == 1
    assert counted.devices.gateway_devices.never_connected == counted.devices.subsets_devices.never_connected == 1
    assert counted.devices.normal_devices.offline == 0


def test_applications_and_roles(
    emulator: EmulatorProcess, sdk: roma.RomaClient, alice_sdk: roma.RomaClient, app: Any, meter: Any
) -> None:
    """Devices of another application may be of the same product; they go with it."""
    hers = ask(alice_sdk, "CreateRomaApp", body=roma.CreateAppReq(name="hers"))
    with refused(403, "ROMA.00110008"):
        create(alice_sdk, hers, meter, "north")
    users = roma.AddUserToApp(users=[roma.User(id=tenant.ALICE.id, roles=["read"])])
    ask(sdk, "AddUserToApp", app_id=app.id, body=users)
    device = create(alice_sdk, hers, meter, "north")
    make_group(sdk, app, "house")
    with refused(403, "ROMA.00110008"):
        ask(sdk, "DeleteDevice", device_id=device.id)
    assert names(sdk) == []
    with refused(400, "ROMA.13000"):
        ask(sdk, "DeleteRomaApp", app_id=app.id)
    emulator.switch(delete_app_in_use="cascade")
    ask(sdk, "DeleteRomaApp", app_id=app.id)
    counts = emulator.state()
    assert (counts["devices"], counts["device_groups"], counts["products"]) == (0, 0, 0)
