# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Consumer groups, and what topics take up on disk. Neither is in the vendor's SDK."""

from __future__ import annotations

from typing import Any

from ..frame.bodies import JsonBody
from ..frame.call import Call
from ..frame.errors import Invalid
from ..frame.family import Family
from ..frame.fields import Either, Int, ListOf, Text, members
from ..frame.paging import page
from ..identity.authentication import project_user
from ..state.consumer_groups import ConsumerGroup, ConsumerGroupStore
from .mqs_common import PREFIX, MqsDialect, readable_topics

family = Family("mqs", MqsDialect(), auth=project_user, prefix=PREFIX, stores=(ConsumerGroupStore,))
families = (family,)

GROUP_IDS = ListOf(item=Text(min=1), min=1, required=True)
KIB, GIB = 1 << 10, 1 << 30
UNITS = {"K": KIB, "M": 1 << 20, "G": GIB}
DISK = 600 * GIB


@family.get(
    "/{instance_id}/groups",
    "ListInstanceGroups",
    query={"offset": Int(min=0, default=0), "limit": Int(min=1, max=50, default=10), "group": Text(), "topic": Text()},
)
def list_groups(call: Call) -> dict[str, Any]:
    query = call.query
    found = [
        group
        for group in call.world[ConsumerGroupStore].groups(call.instance_id).values()
        if (query["group"] or "") in group.id and (not query["topic"] or query["topic"] in group.topics)
    ]
    body = page(call, found, "groups", _group_body)
    return {"groups": body["groups"], "total": body["total"]}


def _group_body(group: ConsumerGroup) -> dict[str, Any]:
    return {
        "createdAt": group.created,
        "group_id": group.id,
        "state": group.state,
        "coordinator_id": group.coordinator_id,
    }


@family.post(
    "/{instance_id}/groups/batch-delete",
    "BatchDeleteGroups",
    body=JsonBody(
        Either(choose=lambda value: GROUP_IDS if isinstance(value, list) else members(group_ids=GROUP_IDS)),
    ),
)
def delete_groups(call: Call) -> dict[str, Any]:
    """BatchDeleteGroups: the table says a bare array, the example an object; only failures are reported."""
    groups = call.world[ConsumerGroupStore].groups(call.instance_id)
    failed = []
    for group_id in call.body if isinstance(call.body, list) else call.body["group_ids"]:
        group = groups.get(group_id)
        if group is None:
            failed.append({"group_id": group_id, "error_message": "The group does not exist."})
        elif group.state != "EMPTY":
            failed.append({"group_id": group_id, "error_message": "The group is not empty."})
        else:
            del groups[group_id]
    return {"failed_groups": failed, "total": len(failed)}


@family.get(
    "/{instance_id}/topics/diskusage",
    "ShowKafkaTopicPartitionDiskusage",
    query={
        "minSize": Text(pattern=r"([1-9]\d{0,3}|10000)[KMG]"),
        "top": Int(min=1, max=1000),
        "percentage": Int(min=1, max=100),
    },
)
def show_disk_usage(call: Call) -> dict[str, Any]:
    """ShowKafkaTopicPartitionDiskusage: at least one of the three conditions is needed."""
    query = call.query
    if all(value is None for value in query.values()):
        raise Invalid("minSize", "required", "query")
    sizes = []
    for topic in readable_topics(call):
        for partition in range(topic.partition):
            size = sum(len(item.value) for item in topic.messages if item.partition == partition)
            sizes.append((12 * KIB + size, topic.name, partition))
    used = sum(size for size, _, _ in sizes)
    sizes.sort(key=lambda item: -item[0])
    if query["minSize"]:
        least = int(query["minSize"][:-1]) * UNITS[query["minSize"][-1]]
        sizes = [item for item in sizes if item[0] >= least]
    if query["percentage"]:
        sizes = [item for item in sizes if item[0] * 100 >= query["percentage"] * DISK]
    return {
        "broker_name": "broker-0",
        "data_disk_size": f"{DISK // GIB}G",
        "data_disk_use": f"{used // KIB}K",
        "data_disk_free": f"{(DISK - used) // GIB}G",
        "data_disk_use_percentage": used * 100 // DISK,
        "status": "Success get info",
        "topic_list": [
            {
                "size": f"{size // KIB}K",
                "topic_name": name,
                "topic_partition": partition,
                "percentage": f"{size * 100 / DISK:.6f}",
            }
            for size, name, partition in sizes[: query["top"]]
        ],
    }
