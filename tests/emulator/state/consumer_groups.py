# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Kafka consumer groups. Consumers make them, not the API: here only the control plane's seeder does."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

from ..frame.times import epoch_millis
from ..frame.world import Store, World
from .topics import TopicStore


@dataclass
class ConsumerGroup:
    """`topics` are those that it reads; a group with members cannot be deleted."""

    id: str
    topics: tuple[str, ...]
    state: str = "EMPTY"
    coordinator_id: int = 0
    created: int = field(default_factory=epoch_millis)


class ConsumerGroupStore(Store):
    def __init__(self, world: World) -> None:
        super().__init__(world)
        self._groups: defaultdict[str, dict[str, ConsumerGroup]] = defaultdict(dict)

    def groups(self, instance_id: str) -> dict[str, ConsumerGroup]:
        """By id, in order of creation; the caller may delete from it."""
        return self._groups[instance_id]

    def counts(self, instance_ids: Collection[str]) -> dict[str, int]:
        return {"consumer_groups": sum(len(self.groups(instance_id)) for instance_id in instance_ids)}

    def seeders(self) -> Mapping[str, Callable[[str, int], None]]:
        return {"consumer_groups": self._seed}

    def _seed(self, instance_id: str, count: int) -> None:
        """Readers of all topics there are; every third has members."""
        groups = self.groups(instance_id)
        topics = tuple(topic.name for topic in self.world[TopicStore].all(instance_id))
        for number in range(len(groups), len(groups) + count):
            group = ConsumerGroup(f"group-{number:06d}", topics, "STABLE" if number % 3 == 2 else "EMPTY", number % 3)
            groups[group.id] = group
