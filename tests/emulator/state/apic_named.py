# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Things of an instance that have a name: authorizers, load-balance channels, policies, signature keys."""

from __future__ import annotations

import time
import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, TypeVar

from ..frame.world import Store, World


@dataclass
class Named:
    id: str
    values: dict[str, Any]
    created: float

    @property
    def name(self) -> str:
        return self.values["name"]


N = TypeVar("N", bound=Named)


class NamedStore(Store, Generic[N]):
    """The things of one kind in order of creation; names are unique in the instance.

    `kind` is what the summary of the state calls them, `make` their class.
    """

    kind: ClassVar[str]
    make: type[N]

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self._shelves: defaultdict[str, dict[str, N]] = defaultdict(dict)

    def all(self, instance_id: str) -> Collection[N]:
        return self._shelves[instance_id].values()

    def get(self, instance_id: str, thing_id: str) -> N | None:
        return self._shelves[instance_id].get(thing_id)

    def named(self, instance_id: str, name: str) -> N | None:
        return next((item for item in self.all(instance_id) if item.name == name), None)

    def create(self, instance_id: str, values: Mapping[str, Any]) -> N:
        """The caller has made sure that the name is free."""
        made = self.make(uuid.uuid4().hex, dict(values), time.time())
        self._shelves[instance_id][made.id] = made
        return made

    def delete(self, instance_id: str, thing: N) -> None:
        del self._shelves[instance_id][thing.id]

    def counts(self, instance_ids: Collection[str]) -> dict[str, int]:
        return {self.kind: sum(len(self.all(instance_id)) for instance_id in instance_ids)}
