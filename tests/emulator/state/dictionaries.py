# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Data dictionaries: a tree by code, in which codes and names are unique in the instance."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..frame.errors import Invalid
from ..frame.world import Store, World

LONG_AGO = 1575614944.0  # 2019-12-06T06:49:04Z
UPDATABLE = ("name", "remark", "order", "extend_one", "extend_two")


@dataclass
class Dictionary:
    """`parent_code` is empty at the top level; `type` is system or user."""

    name: str
    code: str
    remark: str = ""
    order: int | None = None
    extend_one: str = ""
    extend_two: str = ""
    parent_code: str = ""
    type: str = "user"
    id: str = field(default_factory=lambda: uuid.uuid4().hex)
    created: float = field(default_factory=time.time)
    updated: float = field(default_factory=time.time)


class DictionaryStore(Store):
    def __init__(self, world: World) -> None:
        super().__init__(world)
        self._instances: dict[str, dict[str, Dictionary]] = {}

    def all(self, instance_id: str) -> dict[str, Dictionary]:
        """By id, in order of creation. Every instance is born with one dictionary of the system's own."""
        if instance_id not in self._instances:
            born_with = Dictionary("Industry", "industry", "system dictionary", type="system")
            born_with.created = born_with.updated = LONG_AGO
            self._instances[instance_id] = {born_with.id: born_with}
        return self._instances[instance_id]

    def find(self, instance_id: str, **wanted: str) -> Dictionary | None:
        """The first whose members have the wanted values."""
        return next(
            (
                item
                for item in self.all(instance_id).values()
                if all(getattr(item, name) == value for name, value in wanted.items())
            ),
            None,
        )

    def level(self, instance_id: str, parent_code: str) -> list[Dictionary]:
        """The children of a code, by `order` with those without one last, then by creation."""
        rows = [item for item in self.all(instance_id).values() if item.parent_code == parent_code]
        rows.sort(key=lambda item: (item.order is None, item.order or 0))
        return rows

    def create(self, instance_id: str, values: Mapping[str, Any]) -> Dictionary:
        given = {name: value for name, value in values.items() if value is not None}
        for name in ("name", "code"):
            self._refuse_taken(instance_id, name, given[name])
        parent_code = given.get("parent_code")
        if parent_code and self.find(instance_id, code=parent_code) is None:
            raise Invalid("parent_code", value=parent_code)
        item = Dictionary(**given)
        self.all(instance_id)[item.id] = item
        return item

    def update(self, instance_id: str, item: Dictionary, values: Mapping[str, Any]) -> None:
        """Absent and null members keep their value."""
        given = {name: values[name] for name in UPDATABLE if values.get(name) is not None}
        if given.get("name", item.name) != item.name:
            self._refuse_taken(instance_id, "name", given["name"])
        for name, value in given.items():
            setattr(item, name, value)
        item.updated = time.time()

    def delete(self, instance_id: str, item: Dictionary) -> None:
        """With everything below it."""
        for child in self.level(instance_id, item.code):
            self.delete(instance_id, child)
        del self.all(instance_id)[item.id]

    def _refuse_taken(self, instance_id: str, name: str, value: str) -> None:
        if self.find(instance_id, **{name: value}) is not None:
            raise Invalid(name, "duplicate", value=value)

    def counts(self, instance_ids: Collection[str]) -> dict[str, int]:
        return {"dictionaries": sum(len(self.all(instance_id)) for instance_id in instance_ids)}

    def seeders(self) -> Mapping[str, Callable[[str, int], None]]:
        return {"dictionaries": self._seed}

    def _seed(self, instance_id: str, count: int) -> None:
        items = self.all(instance_id)
        for number in range(len(items), len(items) + count):
            item = Dictionary(name=f"seeded {number:06d}", code=f"seeded_{number:06d}")
            items[item.id] = item
