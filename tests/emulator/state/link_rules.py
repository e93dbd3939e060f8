# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules with their sources and destinations, and notifications about devices."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from ..frame.world import Store, World
from ..identity.caller import Caller
from .apps import App
from .contents import AppContents, Restore
from .link_common import Audit, LinkSwitches, Named, conflict, missing, over_quota
from .seeding import SEEDER, app_for_seeds

PARSING_ON = 0


@dataclass
class Source:
    """`device_id` None stands for all devices of the product."""

    id: int
    product_id: int
    device_id: int | None
    topic: str
    is_base64: int
    contain_device_info: int

    @property
    def key(self) -> tuple[Any, ...]:
        return self.product_id, self.device_id, self.topic


@dataclass
class Destination:
    id: int
    destination_type: int
    topic: str
    app_id: str | None
    destination_name: str | None
    server: str | None
    token: str | None
    tag: str | None
    mqs_sasl_ssl: bool
    user_name: str | None
    password: str | None

    @property
    def key(self) -> tuple[Any, ...]:
        return self.destination_type, self.app_id, self.topic


@dataclass
class Rule:
    """`status` and `data_parsing_status` 0 are on."""

    id: int
    name: str
    app_id: str
    description: str | None
    status: int
    data_parsing_status: int
    audit: Audit
    sql_field: str = ""
    sql_where: str = ""
    sources: dict[int, Source] = field(default_factory=dict)
    destinations: dict[int, Destination] = field(default_factory=dict)

    @property
    def expression(self) -> str:
        if self.data_parsing_status != PARSING_ON or not self.sql_field:
            return ""
        topics = ",".join(source.topic for source in self.sources.values())
        where = f" WHERE {self.sql_where}" if self.sql_where else ""
        return f"SELECT {self.sql_field} FROM '{topics}'{where}"

    def change(self, values: Mapping[str, Any]) -> None:
        """Parsing needs fields, and without parsing there must be no SQL."""
        wanted = {
            name: values.get(name, getattr(self, name))
            for name in ("description", "status", "data_parsing_status", "sql_field", "sql_where")
        }
        if wanted["data_parsing_status"] == PARSING_ON:
            consistent = bool(wanted["sql_field"])
        else:
            consistent = not (wanted["sql_field"] or wanted["sql_where"])
        if not consistent:
            raise conflict("ROMA.00110905", "The rule parsing parameters are inconsistent.")
        for name, value in wanted.items():
            setattr(self, name, value)


@dataclass
class Notification:
    id: int
    app_id: str
    type: int
    topic: str
    status: int


class Shelf:
    def __init__(self) -> None:
        self.rules: Named[Rule] = Named("ROMA.00110901", "The rule name already exists.")
        self.notifications: dict[int, Notification] = {}
        self.seeded = 0


class RuleStore(Store, AppContents):
    def __init__(self, world: World) -> None:
        super().__init__(world)
        self._shelves: defaultdict[str, Shelf] = defaultdict(Shelf)
        self._ids = count(9001)

    def shelf(self, instance_id: str) -> Shelf:
        return self._shelves[instance_id]

    def notification(self, instance_id: str, notification_id: int) -> Notification:
        if notification_id not in self.shelf(instance_id).notifications:
            raise missing(notification_id)
        return self.shelf(instance_id).notifications[notification_id]

    def create_rule(self, instance_id: str, app: App, caller: Caller, values: Mapping[str, Any]) -> Rule:
        """A new rule has no SQL, whatever its parsing status says."""
        shelf, limit = self.shelf(instance_id), self.world.switches[LinkSwitches].link_max_rules
        if len(shelf.rules) - shelf.seeded >= limit:
            raise over_quota(limit)
        return shelf.rules.add(
            Rule(
                id=next(self._ids),
                name=values["name"],
                app_id=app.id,
                description=values.get("description"),
                status=values.get("status", 0),
                data_parsing_status=values.get("data_parsing_status", 1),
                audit=Audit.now(caller),
            )
        )

    def add_source(self, rule: Rule, values: Mapping[str, Any]) -> Source:
        defaults = {"device_id": None, "is_base64": 1, "contain_device_info": 1}
        source = Source(next(self._ids), **{**defaults, **values})
        if any(other.key == source.key for other in rule.sources.values()):
            raise conflict("ROMA.00110902", "The rule source already exists.")
        rule.sources[source.id] = source
        return source

    def add_destination(self, rule: Rule, values: Mapping[str, Any]) -> Destination:
        optional = ("app_id", "destination_name", "server", "token", "tag", "user_name", "password")
        defaults = dict.fromkeys(optional) | {"mqs_sasl_ssl": False}
        destination = Destination(next(self._ids), **{**defaults, **values})
        if any(other.key == destination.key for other in rule.destinations.values()):
            raise conflict("ROMA.00110903", "The rule destination already exists.")
        rule.destinations[destination.id] = destination
        return destination

    def create_notification(self, instance_id: str, values: Mapping[str, Any]) -> Notification:
        """One of a type is all that an application can have."""
        notifications = self.shelf(instance_id).notifications
        if any((item.app_id, item.type) == (values["app_id"], values["type"]) for item in notifications.values()):
            raise conflict("ROMA.00111201", "The notification already exists.")
        notification = Notification(next(self._ids), **values)
        notifications[notification.id] = notification
        return notification

    def holdings(self, instance_id: str, app_id: str) -> int:
        shelf = self.shelf(instance_id)
        return sum(item.app_id == app_id for item in (*shelf.rules, *shelf.notifications.values()))

    def export_app(self, instance_id: str, app_id: str) -> Mapping[str, Any]:
        """Rules are no assets."""
        return {}

    def restore_app(self, restore: Restore, app: App, documents: Mapping[str, Any]) -> None:
        """Nothing is exported, so nothing comes back."""

    def remove_app(self, instance_id: str, app_id: str) -> None:
        shelf = self.shelf(instance_id)
        for rule in [item for item in shelf.rules if item.app_id == app_id]:
            shelf.rules.remove(rule)
        shelf.notifications = {key: item for key, item in shelf.notifications.items() if item.app_id != app_id}

    def counts(self, instance_ids: Collection[str]) -> dict[str, int]:
        shelves = [self.shelf(instance_id) for instance_id in instance_ids]
        return {
            "rules": sum(len(shelf.rules) for shelf in shelves),
            "notifications": sum(len(shelf.notifications) for shelf in shelves),
        }

    def seeders(self) -> Mapping[str, Callable[[str, int], None]]:
        return {"rules": self._seed}

    def _seed(self, instance_id: str, number: int) -> None:
        app, shelf = app_for_seeds(self.world, instance_id), self.shelf(instance_id)
        shelf.seeded += number
        start = len(shelf.rules)
        for index in range(start, start + number):
            self.create_rule(instance_id, app, SEEDER, {"name": f"seeded-{index:06d}"})
