# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Devices, below products and gateways, and the groups they are in."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from ..frame.world import Store, World
from ..identity.caller import Caller
from .apps import App
from .contents import AppContents, Restore
from .link_common import Audit, Credentials, LinkSwitches, conflict, missing, over_quota, random_text
from .link_products import Product, ProductStore
from .seeding import SEEDER, app_for_seeds

NEVER, ONLINE, OFFLINE = 0, 1, 2
DIRECT, GATEWAY, SUBSET = 0, 1, 2
NOT_DIRECT = ("ROMA.00111018", "Only a direct device can be added to a gateway as its sub-device.")


@dataclass(eq=False)
class Device:
    """`status` 0 is enabled; `parent` is the gateway of a sub-device."""

    id: int
    name: str
    product: Product
    app_id: str
    node_id: str
    client_id: str
    description: str | None
    status: int
    tags: list[str]
    audit: Audit
    credentials: Credentials
    topic_ids: range
    parent: Device | None = None
    online: int = NEVER

    @property
    def node_type(self) -> int:
        return SUBSET if self.parent else GATEWAY if self.product.product_type == 1 else DIRECT

    @property
    def product_id(self) -> int:
        return self.product.id

    @property
    def product_name(self) -> str:
        return self.product.name


@dataclass(eq=False)
class DeviceGroup:
    """`parent_id` 0 is the root."""

    id: int
    name: str
    parent_id: int
    app_id: str
    description: str | None
    audit: Audit
    devices: dict[int, Device] = field(default_factory=dict)


class Shelf:
    """`nodes` finds a device by its application and node id."""

    def __init__(self) -> None:
        self.devices: dict[int, Device] = {}
        self.nodes: dict[tuple[str, str], Device] = {}
        self.of_product: Counter[int] = Counter()
        self.groups: dict[int, DeviceGroup] = {}
        self.seeded = 0


class DeviceStore(Store, AppContents):
    def __init__(self, world: World) -> None:
        super().__init__(world)
        self._shelves: defaultdict[str, Shelf] = defaultdict(Shelf)
        self._ids = count(5001)

    def shelf(self, instance_id: str) -> Shelf:
        return self._shelves[instance_id]

    def device(self, instance_id: str, device_id: int) -> Device:
        if device_id not in self.shelf(instance_id).devices:
            raise missing(device_id)
        return self.shelf(instance_id).devices[device_id]

    def group(self, instance_id: str, group_id: int) -> DeviceGroup:
        if group_id not in self.shelf(instance_id).groups:
            raise missing(group_id)
        return self.shelf(instance_id).groups[group_id]

    def count_of(self, instance_id: str, product: Product) -> int:
        return self.shelf(instance_id).of_product[product.id]

    def subsets(self, instance_id: str, device: Device) -> list[Device]:
        return [item for item in self.shelf(instance_id).devices.values() if item.parent is device]

    def create(
        self,
        instance_id: str,
        app: App,
        product: Product,
        caller: Caller,
        values: Mapping[str, Any],
        *,
        gateway: Device | None = None,
    ) -> Device:
        """Every device starts with the ids of five basic topics."""
        if gateway is not None and (gateway.node_type != GATEWAY or product.product_type == GATEWAY):
            raise conflict(*NOT_DIRECT)
        shelf, limit = self.shelf(instance_id), self.world.switches[LinkSwitches].link_max_devices
        if len(shelf.devices) - shelf.seeded >= limit:
            raise over_quota(limit)
        if (app.id, values["node_id"]) in shelf.nodes:
            raise conflict("ROMA.00111001", "The node ID already exists.")
        number, made_up = next(self._ids), Credentials.made_up()
        device = Device(
            id=number,
            name=values["device_name"],
            product=product,
            app_id=app.id,
            node_id=values["node_id"],
            client_id=f"D{product.id}{number}{random_text(5)}",
            description=values.get("description"),
            status=values.get("status", 0),
            tags=values.get("tags") or [],
            audit=Audit.now(caller),
            credentials=Credentials(
                values.get("user_name") or made_up.user_name, values.get("password") or made_up.password
            ),
            topic_ids=range(number * 10, number * 10 + 5),
            parent=gateway,
        )
        shelf.devices[device.id] = shelf.nodes[app.id, device.node_id] = device
        shelf.of_product[product.id] += 1
        return device

    def check_subset(self, device: Device, gateway: Device) -> None:
        """Only direct devices can go below a gateway."""
        if gateway.node_type != GATEWAY or device.node_type != DIRECT:
            raise conflict(*NOT_DIRECT)

    def check_delete(self, instance_id: str, device: Device) -> None:
        if device.online == ONLINE:
            raise conflict("ROMA.00111009", "An online device cannot be deleted. Bring it offline first.")
        if self.subsets(instance_id, device):
            raise conflict("ROMA.00111011", "The device has sub-devices. Delete the sub-devices first.")

    def delete(self, instance_id: str, device: Device) -> None:
        shelf = self.shelf(instance_id)
        del shelf.devices[device.id], shelf.nodes[device.app_id, device.node_id]
        shelf.of_product[device.product.id] -= 1
        for group in shelf.groups.values():
            group.devices.pop(device.id, None)

    def create_group(self, instance_id: str, app: App, caller: Caller, values: Mapping[str, Any]) -> DeviceGroup:
        if values["parent_id"]:
            self.group(instance_id, values["parent_id"])
        group = DeviceGroup(
            id=next(self._ids),
            name=values["name"],
            parent_id=values["parent_id"],
            app_id=app.id,
            description=values.get("description"),
            audit=Audit.now(caller),
        )
        self.shelf(instance_id).groups[group.id] = group
        return group

    def delete_group(self, instance_id: str, group: DeviceGroup) -> None:
        groups = self.shelf(instance_id).groups
        if group.devices or any(other.parent_id == group.id for other in groups.values()):
            raise conflict("ROMA.00111101", "The group is not empty.")
        del groups[group.id]

    def holdings(self, instance_id: str, app_id: str) -> int:
        shelf = self.shelf(instance_id)
        return sum(item.app_id == app_id for item in (*shelf.devices.values(), *shelf.groups.values()))

    def export_app(self, instance_id: str, app_id: str) -> Mapping[str, Any]:
        """Devices are no assets."""
        return {}

    def restore_app(self, restore: Restore, app: App, documents: Mapping[str, Any]) -> None:
        """Nothing is exported, so nothing comes back."""

    def remove_app(self, instance_id: str, app_id: str) -> None:
        """The application's devices and groups, and what other applications have made of its products."""
        shelf = self.shelf(instance_id)
        for device in [item for item in shelf.devices.values() if app_id in (item.app_id, item.product.app_id)]:
            for subset in self.subsets(instance_id, device):
                subset.parent = None
            self.delete(instance_id, device)
        shelf.groups = {number: group for number, group in shelf.groups.items() if group.app_id != app_id}

    def counts(self, instance_ids: Collection[str]) -> dict[str, int]:
        shelves = [self.shelf(instance_id) for instance_id in instance_ids]
        return {
            "devices": sum(len(shelf.devices) for shelf in shelves),
            "device_groups": sum(len(shelf.groups) for shelf in shelves),
        }

    def seeders(self) -> Mapping[str, Callable[[str, int], None]]:
        return {"devices": self._seed, "devices_online": self._bring_online}

    def _seed(self, instance_id: str, number: int) -> None:
        """Of the oldest product, which is made when there is none."""
        store = self.world[ProductStore]
        if not store.shelf(instance_id).products:
            store.seed(instance_id, 1)
        product = next(iter(store.shelf(instance_id).products))
        app, shelf = app_for_seeds(self.world, instance_id), self.shelf(instance_id)
        shelf.seeded += number
        start = len(shelf.devices)
        for index in range(start, start + number):
            name = f"seeded-{index:06d}"
            self.create(instance_id, app, product, SEEDER, {"device_name": name, "node_id": name})

    def _bring_online(self, instance_id: str, number: int) -> None:
        """The oldest devices, which no operation could do."""
        for device in list(self.shelf(instance_id).devices.values())[:number]:
            device.online = ONLINE
