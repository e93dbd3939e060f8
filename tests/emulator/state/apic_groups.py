# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""API groups: global ones (V1), and those of an integration application (V2)."""

from __future__ import annotations

import hashlib
import time
import uuid
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..frame.world import Store, World
from .apic_variables import VariableStore

INSTANCE_MADE = 1705305600.0  # 2024-01-15T08:00:00Z, when the instances of the default tenant were made


@dataclass
class ApiGroup:
    """`app_id` is empty for a global group; `put` tells that `updated` is the time of an update."""

    id: str
    name: str
    remark: str
    app_id: str
    created: float
    updated: float
    put: bool = False
    is_default: bool = False
    url_domains: list[dict[str, Any]] = field(default_factory=list)

    @property
    def version(self) -> str:
        return "V2" if self.app_id else "V1"


class _Shelf:
    """The groups of one instance in order of creation; names are unique among the global ones and in each application.

    Every instance comes with one global group called DEFAULT.
    """

    def __init__(self, instance_id: str) -> None:
        default = ApiGroup(
            id=hashlib.sha256(f"DEFAULT {instance_id}".encode()).hexdigest()[:32],
            name="DEFAULT",
            remark="",
            app_id="",
            created=INSTANCE_MADE,
            updated=INSTANCE_MADE,
            is_default=True,
        )
        self.groups = {default.id: default}
        self.by_name = {("", default.name): default}
        self.by_app: defaultdict[str, dict[str, ApiGroup]] = defaultdict(dict)


class GroupStore(Store):
    def __init__(self, world: World) -> None:
        super().__init__(world)
        self._shelves: dict[str, _Shelf] = {}

    def _shelf(self, instance_id: str) -> _Shelf:
        shelf = self._shelves.get(instance_id)
        if shelf is None:
            shelf = self._shelves[instance_id] = _Shelf(instance_id)
        return shelf

    def all(self, instance_id: str) -> Collection[ApiGroup]:
        """In order of creation."""
        return self._shelf(instance_id).groups.values()

    def get(self, instance_id: str, group_id: str) -> ApiGroup | None:
        return self._shelf(instance_id).groups.get(group_id)

    def named(self, instance_id: str, app_id: str, name: str) -> ApiGroup | None:
        """The group of that name in the application, or among the global ones when `app_id` is empty."""
        return self._shelf(instance_id).by_name.get((app_id, name))

    def of_app(self, instance_id: str, app_id: str) -> Collection[ApiGroup]:
        return self._shelf(instance_id).by_app[app_id].values()

    def create(self, instance_id: str, name: str, remark: str, app_id: str) -> ApiGroup:
        """The caller has made sure that the name is free."""
        shelf, now = self._shelf(instance_id), time.time()
        group = ApiGroup(uuid.uuid4().hex, name, remark, app_id, now, now)
        shelf.groups[group.id] = shelf.by_name[app_id, name] = group
        if app_id:
            shelf.by_app[app_id][group.id] = group
        return group

    def update(self, instance_id: str, group: ApiGroup, name: str, remark: str) -> None:
        """The caller has made sure that the name is free."""
        by_name = self._shelf(instance_id).by_name
        by_name[group.app_id, name] = by_name.pop((group.app_id, group.name))
        group.name, group.remark = name, remark
        group.updated, group.put = time.time(), True

    def delete(self, instance_id: str, group: ApiGroup) -> None:
        """Its environment variables go with it."""
        shelf = self._shelf(instance_id)
        del shelf.groups[group.id], shelf.by_name[group.app_id, group.name]
        shelf.by_app[group.app_id].pop(group.id, None)
        self.world[VariableStore].delete_of_group(instance_id, group.id)

    def counts(self, instance_ids: Collection[str]) -> dict[str, int]:
        return {"api_groups": sum(len(self.all(instance_id)) for instance_id in instance_ids)}

    def seeders(self) -> Mapping[str, Callable[[str, int], None]]:
        return {"api_groups": self._seed}

    def _seed(self, instance_id: str, count: int) -> None:
        start = len(self.all(instance_id))
        for number in range(start, start + count):
            self.create(instance_id, f"seeded_{number:06d}", "made by the seeder", "")
