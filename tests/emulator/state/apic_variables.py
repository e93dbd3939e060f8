# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Environment variables of API groups, found by their key in time that does not grow with their number."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from ..frame.world import Store, World


@dataclass
class Variable:
    id: str
    group_id: str
    env_id: str
    name: str
    value: str


class _Shelf:
    """The variables of one instance; below a group they are known by environment and name, in order of creation."""

    def __init__(self) -> None:
        self.by_id: dict[str, Variable] = {}
        self.by_group: defaultdict[str, dict[tuple[str, str], Variable]] = defaultdict(dict)


class VariableStore(Store):
    def __init__(self, world: World) -> None:
        super().__init__(world)
        self._shelves: defaultdict[str, _Shelf] = defaultdict(_Shelf)

    def get(self, instance_id: str, variable_id: str) -> Variable | None:
        return self._shelves[instance_id].by_id.get(variable_id)

    def of_group(self, instance_id: str, group_id: str) -> Collection[Variable]:
        return self._shelves[instance_id].by_group[group_id].values()

    def find(self, instance_id: str, group_id: str, env_id: str, name: str) -> Variable | None:
        return self._shelves[instance_id].by_group[group_id].get((env_id, name))

    def create(self, instance_id: str, group_id: str, env_id: str, name: str, value: str) -> Variable:
        """The caller has made sure that there is none of that name in the group and environment."""
        shelf = self._shelves[instance_id]
        variable = Variable(uuid.uuid4().hex, group_id, env_id, name, value)
        shelf.by_id[variable.id] = shelf.by_group[group_id][env_id, name] = variable
        return variable

    def delete(self, instance_id: str, variable: Variable) -> None:
        shelf = self._shelves[instance_id]
        del shelf.by_id[variable.id], shelf.by_group[variable.group_id][variable.env_id, variable.name]

    def delete_of_group(self, instance_id: str, group_id: str) -> None:
        for variable in list(self.of_group(instance_id, group_id)):
            self.delete(instance_id, variable)

    def delete_of_environment(self, instance_id: str, env_id: str) -> None:
        for variable in list(self._shelves[instance_id].by_id.values()):
            if variable.env_id == env_id:
                self.delete(instance_id, variable)

    def counts(self, instance_ids: Collection[str]) -> dict[str, int]:
        return {"env_variables": sum(len(self._shelves[instance_id].by_id) for instance_id in instance_ids)}
