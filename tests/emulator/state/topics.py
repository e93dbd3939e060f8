# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""MQS topics, their access policies and messages. A topic's identity is its name."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from ..frame.errors import Invalid
from ..frame.times import epoch_millis
from ..frame.world import Store, World
from .apps import App
from .contents import AppContents, Restore
from .seeding import app_for_seeds

DOCUMENT = "mqs/topics.json"
DEFAULTS = {
    "retention_time": 72,
    "sync_replication": False,
    "sync_message_flush": False,
    "description": "",
    "sensitive_word": "",
}


@dataclass
class MqsSwitches:
    mqs_numeric_codes: bool = False
    """Errors are {"error_code": 400, "error_msg": "Bad Request"}, as in the examples of the operation pages."""
    mqs_older_limits: bool = False
    """Limits of the older pages: 50 partitions, 720 hours, free tags and descriptions."""
    mqs_max_partitions: int = 300
    """How many partitions the topics of an instance may have together."""
    mqs_name_filter: Literal["substring", "exact"] = "substring"
    """How the filters `name` and `app_name` of ListMqsInstanceTopics match."""
    mqs_shown_app: Literal["key", "id"] = "key"
    """What `app_id` of a topic and `user_name` of a policy show of the application."""
    mqs_update_resets: bool = False
    """UpdateMqsInstanceTopic: members that were left out return to their default."""
    mqs_partial_update: bool = False
    """UpdateMqsInstanceTopic: 206 with a result for each topic when only some could be changed, instead of 400."""


@dataclass
class Grant:
    """What one application may do with a topic."""

    access_policy: str
    tag: str = ""


@dataclass
class Message:
    partition: int
    offset: int
    key: str
    value: str
    timestamp: int
    tag: str = ""
    id: str = field(default_factory=lambda: str(uuid.uuid4()))


@dataclass
class Topic:
    """`app_id` is the internal id of the owner; `grants` has an entry for each application, the owner's included."""

    name: str
    app_id: str
    partition: int
    replication: int
    retention_time: int
    sync_replication: bool
    sync_message_flush: bool
    description: str
    sensitive_word: str
    grants: dict[str, Grant]
    messages: list[Message] = field(default_factory=list)

    def append(self, partition: int, key: str, value: str, tag: str = "") -> Message:
        offset = sum(message.partition == partition for message in self.messages)
        message = Message(partition, offset, key, value, epoch_millis(), tag)
        self.messages.append(message)
        return message

    def message(self, partition: int, offset: int) -> Message | None:
        wanted = (partition, offset)
        return next((item for item in self.messages if (item.partition, item.offset) == wanted), None)


class Shelf:
    """The topics of one instance; `seeded` partitions do not count against the instance's limit."""

    def __init__(self) -> None:
        self.topics: dict[str, Topic] = {}
        self.partitions = 0
        self.seeded = 0


class TopicStore(Store, AppContents):
    restore_rank = 20

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self._shelves: defaultdict[str, Shelf] = defaultdict(Shelf)

    def all(self, instance_id: str) -> Collection[Topic]:
        """In order of creation."""
        return self._shelves[instance_id].topics.values()

    def get(self, instance_id: str, name: str) -> Topic | None:
        return self._shelves[instance_id].topics.get(name)

    def max_partitions(self, instance_id: str) -> int:
        return self.world.switches[MqsSwitches].mqs_max_partitions + self._shelves[instance_id].seeded

    def remaining_partitions(self, instance_id: str) -> int:
        return max(0, self.max_partitions(instance_id) - self._shelves[instance_id].partitions)

    def create(self, instance_id: str, app: App, values: Mapping[str, Any]) -> Topic:
        """The owner gets an access policy of its own along with the topic."""
        shelf, name = self._shelves[instance_id], values["name"]
        if name in shelf.topics:
            raise Invalid("name", "exists", value=name)
        partition = values.get("partition", 3)
        if partition > self.remaining_partitions(instance_id):
            raise Invalid("partition", "budget", value=partition)
        topic = Topic(
            name=name,
            app_id=app.id,
            partition=partition,
            replication=values.get("replication", 3),
            grants={app.id: Grant(values["access_policy"], values.get("tag", ""))},
            **{member: values.get(member, default) for member, default in DEFAULTS.items()},
        )
        shelf.topics[name] = topic
        shelf.partitions += partition
        return topic

    def check_update(self, instance_id: str, topic: Topic, values: Mapping[str, Any]) -> None:
        """Partitions can only become more."""
        more = values.get("new_partition_numbers", topic.partition) - topic.partition
        if more < 0:
            raise Invalid("new_partition_numbers")
        if more > self.remaining_partitions(instance_id):
            raise Invalid("new_partition_numbers", "budget")

    def update(self, instance_id: str, topic: Topic, values: Mapping[str, Any]) -> None:
        """Call `check_update` first. Members that are absent stay, unless the switch says otherwise."""
        resets = self.world.switches[MqsSwitches].mqs_update_resets
        for member, default in DEFAULTS.items():
            if member in values or resets:
                setattr(topic, member, values.get(member, default))
        partition = values.get("new_partition_numbers", topic.partition)
        self._shelves[instance_id].partitions += partition - topic.partition
        topic.partition = partition

    def delete(self, instance_id: str, topic: Topic) -> None:
        shelf = self._shelves[instance_id]
        del shelf.topics[topic.name]
        shelf.partitions -= topic.partition

    def holdings(self, instance_id: str, app_id: str) -> int:
        return sum(topic.app_id == app_id for topic in self.all(instance_id))

    def export_app(self, instance_id: str, app_id: str) -> Mapping[str, Any]:
        topics = [_document(topic) for topic in self.all(instance_id) if topic.app_id == app_id]
        return {DOCUMENT: sorted(topics, key=lambda topic: topic["name"])} if topics else {}

    def restore_app(self, restore: Restore, app: App, documents: Mapping[str, Any]) -> None:
        """Topics keep their name, so that a name that is taken by another application is a failure."""
        for document in documents.get(DOCUMENT, ()):
            try:
                self.put(restore.instance_id, app, document, merge=restore.merge)
            except Invalid as invalid:
                message = f"topic {document['name']}: {invalid.problem.name} {invalid.problem.reason}"
                restore.fail("application", app.name, message)

    def put(self, instance_id: str, app: App, values: Mapping[str, Any], *, merge: bool) -> None:
        """Create a topic, or bring an existing one of the same owner to these values."""
        topic = self.get(instance_id, values["name"])
        if topic is None or not merge:
            self.create(instance_id, app, values)
            return
        if topic.app_id != app.id:
            raise Invalid("name", "exists", value=topic.name)
        changes = {**values, "new_partition_numbers": max(topic.partition, values.get("partition", 3))}
        self.check_update(instance_id, topic, changes)
        self.update(instance_id, topic, changes)
        topic.grants[app.id] = Grant(values["access_policy"], values.get("tag", ""))

    def remove_app(self, instance_id: str, app_id: str) -> None:
        for topic in [topic for topic in self.all(instance_id) if topic.app_id == app_id]:
            self.delete(instance_id, topic)

    def counts(self, instance_ids: Collection[str]) -> dict[str, int]:
        return {"topics": sum(len(self.all(instance_id)) for instance_id in instance_ids)}

    def seeders(self) -> Mapping[str, Callable[[str, int], None]]:
        return {"topics": self._seed, "messages": self._seed_messages}

    def _seed(self, instance_id: str, count: int) -> None:
        app, shelf = app_for_seeds(self.world, instance_id), self._shelves[instance_id]
        start = len(shelf.topics)
        shelf.seeded += count
        for number in range(start, start + count):
            values = {"name": f"seeded-{number:06d}", "partition": 1, "access_policy": "all"}
            self.create(instance_id, app, values)

    def _seed_messages(self, instance_id: str, count: int) -> None:
        """Into the newest topic, all into its first partition."""
        if not self.all(instance_id):
            self._seed(instance_id, 1)
        topic = list(self.all(instance_id))[-1]
        for number in range(count):
            topic.append(0, f"key-{number}", f'{{"number": {number}}}')


def _document(topic: Topic) -> dict[str, Any]:
    grant = topic.grants[topic.app_id]
    return {
        "name": topic.name,
        "partition": topic.partition,
        "replication": topic.replication,
        "access_policy": grant.access_policy,
        "tag": grant.tag,
        **{member: getattr(topic, member) for member in DEFAULTS},
    }
