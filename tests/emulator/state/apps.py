# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Integration applications, their members and secrets."""

from __future__ import annotations

import random
import string
import time
import uuid
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..frame.errors import Invalid
from ..frame.world import Store, World
from ..identity.caller import Caller
from ..identity.tenant import OPERATOR

ROLES = ("read", "access", "delete", "modify", "admin")


@dataclass
class App:
    """`members` holds the roles of everyone but the owner, `favorite_of` the users who marked it."""

    id: str
    name: str
    key: str
    secret: str
    remark: str
    owner: Caller
    updated_by: Caller
    created: float
    updated: float
    members: dict[str, list[str]] = field(default_factory=dict)
    favorite_of: set[str] = field(default_factory=set)

    def roles_of(self, user_id: str) -> Collection[str]:
        return ROLES if user_id == self.owner.user_id else self.members.get(user_id, ())

    def touch(self, caller: Caller) -> None:
        self.updated, self.updated_by = time.time(), caller


def complete_roles(roles: Iterable[str]) -> list[str]:
    """`admin` alone stands for all roles, and nobody is without `read`."""
    given = set(roles)
    if given == {"admin"}:
        given = set(ROLES)
    given.add("read")
    return [role for role in ROLES if role in given]


def random_credential() -> str:
    """A key or secret as the service makes them: 16 letters and digits."""
    return "".join(random.choices(string.ascii_letters + string.digits, k=16))


class AppDependents:
    """Inherit this in a store that keeps things for applications which do not stand in the way of their deletion."""

    def forget_app(self, instance_id: str, app_id: str) -> None:
        """The application has been deleted."""
        raise NotImplementedError


class Shelf:
    """The applications of one instance, in order of creation, with names and keys that are unique in it."""

    def __init__(self) -> None:
        self.apps: dict[str, App] = {}
        self.by_name: dict[str, App] = {}
        self.by_key: dict[str, App] = {}


class AppStore(Store):
    def __init__(self, world: World) -> None:
        super().__init__(world)
        self._shelves: defaultdict[str, Shelf] = defaultdict(Shelf)

    def all(self, instance_id: str) -> Collection[App]:
        """In order of creation."""
        return self._shelves[instance_id].apps.values()

    def get(self, instance_id: str, app_id: str) -> App | None:
        return self._shelves[instance_id].apps.get(app_id)

    def by_name(self, instance_id: str, name: str) -> App | None:
        return self._shelves[instance_id].by_name.get(name)

    def by_key(self, instance_id: str, key: str) -> App | None:
        return self._shelves[instance_id].by_key.get(key)

    def create(self, instance_id: str, caller: Caller, values: Mapping[str, Any]) -> App:
        """Name and key are unique in the instance; an absent or null key or secret is made up."""
        shelf, name = self._shelves[instance_id], values["name"]
        key = values.get("key") or random_credential()
        if name in shelf.by_name:
            raise Invalid("name", "duplicate", value=name)
        if key in shelf.by_key:
            raise Invalid("key", "duplicate", value=key)
        now = time.time()
        app = App(
            id=str(uuid.uuid4()),
            name=name,
            key=key,
            secret=values.get("secret") or random_credential(),
            remark=values.get("remark") or "",
            owner=caller,
            updated_by=caller,
            created=now,
            updated=now,
        )
        if values.get("favorite"):
            app.favorite_of.add(caller.user_id)
        shelf.apps[app.id] = shelf.by_name[name] = shelf.by_key[key] = app
        return app

    def update(self, instance_id: str, app: App, caller: Caller, values: Mapping[str, Any]) -> None:
        """Absent and null members keep their value."""
        shelf, name = self._shelves[instance_id], values.get("name")
        if name is not None and name != app.name:
            if name in shelf.by_name:
                raise Invalid("name", "duplicate", value=name)
            shelf.by_name[name] = shelf.by_name.pop(app.name)
            app.name = name
        if values.get("remark") is not None:
            app.remark = values["remark"]
        if values.get("favorite") is not None:
            (app.favorite_of.add if values["favorite"] else app.favorite_of.discard)(caller.user_id)
        app.touch(caller)

    def delete(self, instance_id: str, app: App) -> None:
        shelf = self._shelves[instance_id]
        del shelf.apps[app.id], shelf.by_name[app.name], shelf.by_key[app.key]
        for store in self.world.stores_of(AppDependents):
            store.forget_app(instance_id, app.id)

    def counts(self, instance_ids: Collection[str]) -> dict[str, int]:
        return {"apps": sum(len(self.all(instance_id)) for instance_id in instance_ids)}

    def seeders(self) -> Mapping[str, Callable[[str, int], None]]:
        return {"apps": self._seed}

    def _seed(self, instance_id: str, count: int) -> None:
        caller, start = Caller(OPERATOR.id, OPERATOR.name, "seed"), len(self.all(instance_id))
        for number in range(start, start + count):
            self.create(instance_id, caller, {"name": f"seeded-{number:06d}", "remark": "made by the seeder"})
