# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Environments that APIs are published in."""

from __future__ import annotations

import time
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from ..frame.world import Store, World
from .apic_authorisations import AuthorisationStore
from .apic_bindings import BindingStore
from .apic_groups import INSTANCE_MADE
from .apic_variables import VariableStore

RELEASE_ID = "DEFAULT_ENVIRONMENT_RELEASE_ID"


@dataclass
class Environment:
    id: str
    name: str
    remark: str
    created: float


class EnvironmentStore(Store):
    """Every instance comes with the environment RELEASE; names are unique in the instance."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self._shelves: dict[str, dict[str, Environment]] = {}

    def _shelf(self, instance_id: str) -> dict[str, Environment]:
        shelf = self._shelves.get(instance_id)
        if shelf is None:
            release = Environment(RELEASE_ID, "RELEASE", "", INSTANCE_MADE)
            shelf = self._shelves[instance_id] = {RELEASE_ID: release}
        return shelf

    def all(self, instance_id: str) -> Collection[Environment]:
        """In order of creation, RELEASE first."""
        return self._shelf(instance_id).values()

    def get(self, instance_id: str, env_id: str) -> Environment | None:
        return self._shelf(instance_id).get(env_id)

    def named(self, instance_id: str, name: str) -> Environment | None:
        return next((item for item in self.all(instance_id) if item.name == name), None)

    def create(self, instance_id: str, name: str, remark: str) -> Environment:
        """The caller has made sure that the name is free."""
        environment = Environment(uuid.uuid4().hex, name, remark, time.time())
        self._shelf(instance_id)[environment.id] = environment
        return environment

    def delete(self, instance_id: str, environment: Environment) -> None:
        """Its variables, authorisations and bindings of policies go with it."""
        del self._shelf(instance_id)[environment.id]
        self.world[VariableStore].delete_of_environment(instance_id, environment.id)
        self.world[AuthorisationStore].forget_environment(instance_id, environment.id)
        for store in self.world.stores_of(BindingStore):
            store.forget_environment(instance_id, environment.id)

    def counts(self, instance_ids: Collection[str]) -> dict[str, int]:
        return {"environments": sum(len(self.all(instance_id)) for instance_id in instance_ids)}
