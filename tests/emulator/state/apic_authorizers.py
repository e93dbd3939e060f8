# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Custom authorizers."""

from __future__ import annotations

import time
import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from ..frame.world import Store, World


@dataclass
class Authorizer:
    id: str
    values: dict[str, Any]
    created: float

    @property
    def name(self) -> str:
        return self.values["name"]


class AuthorizerStore(Store):
    """The authorizers of each instance in order of creation; names are unique in the instance."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self._shelves: defaultdict[str, dict[str, Authorizer]] = defaultdict(dict)

    def all(self, instance_id: str) -> Collection[Authorizer]:
        return self._shelves[instance_id].values()

    def get(self, instance_id: str, authorizer_id: str) -> Authorizer | None:
        return self._shelves[instance_id].get(authorizer_id)

    def named(self, instance_id: str, name: str) -> Authorizer | None:
        return next((item for item in self.all(instance_id) if item.name == name), None)

    def create(self, instance_id: str, values: Mapping[str, Any]) -> Authorizer:
        """The caller has made sure that the name is free."""
        made = Authorizer(uuid.uuid4().hex, dict(values), time.time())
        self._shelves[instance_id][made.id] = made
        return made

    def delete(self, instance_id: str, authorizer: Authorizer) -> None:
        del self._shelves[instance_id][authorizer.id]

    def counts(self, instance_ids: Collection[str]) -> dict[str, int]:
        return {"authorizers": sum(len(self.all(instance_id)) for instance_id in instance_ids)}
