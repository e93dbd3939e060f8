# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which policy or signature key is at work for which API in which environment."""

from __future__ import annotations

import time
import uuid
from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import ClassVar, Literal

from ..frame.world import Store, World
from .apic_apis import ApiDependents


@dataclass
class PolicySwitches:
    bound_policy_deletion: Literal["refuse", "cascade"] = "refuse"
    """What deleting a policy or key that is bound to APIs does: the current texts refuse it, older ones unbind it."""
    bindings_survive_offline: bool = True
    """A binding is there again when its API comes back online; otherwise taking an API offline unbinds it."""
    throttle_failures_listed: bool = True
    """A batch deletion of throttling policies lists what failed; the vendor's definition has one object instead."""
    public_key_signatures: bool = True
    """The instance has the feature `public_key`, without which there are no signature keys of that type."""
    signature_secrets_readable: bool = True
    """Answers show secrets of signature keys in clear, or shortened as in the vendor's examples."""


@dataclass
class Binding:
    """Made by means of a publication, but for the API in the environment, so that a later publication has it too."""

    id: str
    policy_id: str
    api_id: str
    env_id: str
    bound: float


class _Shelf:
    """The bindings of one instance in order of time; there is one for each API and environment."""

    def __init__(self) -> None:
        self.by_id: dict[str, Binding] = {}
        self.by_place: dict[tuple[str, str], Binding] = {}


class BindingStore(Store, ApiDependents):
    """The bindings of one kind of policy; inherit it for each. `kind` is what the summary of the state calls them."""

    kind: ClassVar[str]

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self._shelves: defaultdict[str, _Shelf] = defaultdict(_Shelf)

    def all(self, instance_id: str) -> Collection[Binding]:
        """In order of time, also those of APIs that are offline."""
        return self._shelves[instance_id].by_id.values()

    def get(self, instance_id: str, binding_id: str) -> Binding | None:
        return self._shelves[instance_id].by_id.get(binding_id)

    def find(self, instance_id: str, api_id: str, env_id: str) -> Binding | None:
        return self._shelves[instance_id].by_place.get((api_id, env_id))

    def bind(self, instance_id: str, policy_id: str, api_id: str, env_id: str) -> Binding:
        """The binding of another policy is replaced, the same one stays as it is."""
        found = self.find(instance_id, api_id, env_id)
        if found is not None:
            if found.policy_id == policy_id:
                return found
            self.unbind(instance_id, found)
        shelf = self._shelves[instance_id]
        made = Binding(uuid.uuid4().hex, policy_id, api_id, env_id, time.time())
        shelf.by_id[made.id] = shelf.by_place[api_id, env_id] = made
        return made

    def unbind(self, instance_id: str, binding: Binding) -> None:
        shelf = self._shelves[instance_id]
        del shelf.by_id[binding.id], shelf.by_place[binding.api_id, binding.env_id]

    def forget_api(self, instance_id: str, api_id: str) -> None:
        self._unbind_all(instance_id, lambda item: item.api_id == api_id)

    def taken_offline(self, instance_id: str, api_id: str, env_id: str) -> None:
        if not self.world.switches[PolicySwitches].bindings_survive_offline:
            self._unbind_all(instance_id, lambda item: (item.api_id, item.env_id) == (api_id, env_id))

    def forget_environment(self, instance_id: str, env_id: str) -> None:
        self._unbind_all(instance_id, lambda item: item.env_id == env_id)

    def forget_policy(self, instance_id: str, policy_id: str) -> None:
        self._unbind_all(instance_id, lambda item: item.policy_id == policy_id)

    def _unbind_all(self, instance_id: str, meant: Callable[[Binding], bool]) -> None:
        for binding in [item for item in self.all(instance_id) if meant(item)]:
            self.unbind(instance_id, binding)

    def counts(self, instance_ids: Collection[str]) -> dict[str, int]:
        return {self.kind: sum(len(self.all(instance_id)) for instance_id in instance_ids)}
