# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything the emulator knows at one moment, and its way back to the start."""

from __future__ import annotations

import random
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, TypeVar

from .family import Family
from .switches import GatewaySwitches, SwitchBoard

S = TypeVar("S")


class Store:
    """The state of one family. Made anew on every reset; other stores are reached through `self.world` when needed."""

    def __init__(self, world: World) -> None:
        self.world = world

    def close(self) -> None:
        """Stop what is under way before the store is thrown away."""

    def counts(self, instance_ids: Collection[str]) -> dict[str, int]:
        """How many objects of each kind the given instances hold."""
        return {}

    def seeders(self) -> Mapping[str, Callable[[str, int], None]]:
        """Kind to function `(instance_id, count)` that makes many objects fast, for benchmarks."""
        return {}


class World:
    """The stores and switches of all families: `world[AppStore]`, `world.switches[GatewaySwitches]`."""

    def __init__(self, families: Iterable[Family], start: Mapping[str, Any] | None = None) -> None:
        families = list(families)
        self._kinds = list(dict.fromkeys(kind for family in families for kind in family.stores))
        groups = [GatewaySwitches, *(family.switches for family in families if family.switches)]
        self.switches = SwitchBoard(groups, start)
        self._stores: dict[type, Any] = {}
        self.reset()

    def __getitem__(self, kind: type[S]) -> S:
        return self._stores[kind]

    def reset(self) -> None:
        for store in self._stores.values():
            store.close()
        self.switches.reset()
        self._stores = {kind: kind(self) for kind in self._kinds}

    def stores_of(self, kind: type[S]) -> list[S]:
        """All stores that are also of this kind, in the order of their families."""
        return [store for store in self._stores.values() if isinstance(store, kind)]

    def as_set(self, values: Iterable[Any]) -> list[Any]:
        """A list whose order means nothing; shuffled on demand to prove that clients do not rely on it."""
        values = list(values)
        if self.switches[GatewaySwitches].shuffle_sets:
            random.shuffle(values)
        return values
