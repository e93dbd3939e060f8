# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""MQS topics: list, create, bulk update and delete."""

from __future__ import annotations

from typing import Any

from ..frame.call import Call
from ..frame.errors import Invalid, ServiceError
from ..frame.family import Family
from ..frame.fields import Int, ListOf, Text, members
from ..frame.paging import page
from ..frame.reply import Reply
from ..identity.authentication import project_user
from ..state.topics import MqsSwitches, Topic, TopicStore
from .mqs_common import (
    ACCESS,
    NAME,
    PAGING,
    PREFIX,
    SETTINGS,
    MqsDialect,
    app_named,
    check_limits,
    owner_of,
    readable_topics,
    shown_app,
    topic_with_role,
)

family = Family(
    "mqs", MqsDialect(), auth=project_user, prefix=PREFIX, stores=(TopicStore,), switches=MqsSwitches
)  # fmt: skip
families = (family,)

TOPIC_CHANGE = members(name=NAME, new_partition_numbers=Int(min=1, max=100), **SETTINGS)


@family.get(
    "/{instance_id}/topics",
    "ListMqsInstanceTopics",
    query={"app_name": Text(), "name": Text(), "access_policy": Text(choices=ACCESS), **PAGING},
)
def list_topics(call: Call) -> dict[str, Any]:
    """ListMqsInstanceTopics: the rows have neither access policy nor tag; without a limit all topics come."""
    store, found = call.world[TopicStore], [topic for topic in readable_topics(call) if _matches(call, topic)]
    limit = len(found) if call.query["limit"] is None else call.query["limit"]
    return {
        **page(call, found, "topics", lambda topic: _topic_body(call, topic), limit=limit),
        "permissions": ["modify"],
        "remain_partitions": store.remaining_partitions(call.instance_id),
        "max_partitions": store.max_partitions(call.instance_id),
    }


def _matches(call: Call, topic: Topic) -> bool:
    query, exact = call.query, call.world.switches[MqsSwitches].mqs_name_filter == "exact"
    app = owner_of(call, topic)
    for wanted, name in ((query["name"], topic.name), (query["app_name"], app.name)):
        if wanted and (wanted != name if exact else wanted not in name):
            return False
    return query["access_policy"] in (None, topic.grants[app.id].access_policy)


def _topic_body(call: Call, topic: Topic) -> dict[str, Any]:
    app = owner_of(call, topic)
    roles = [role for role in app.roles_of(call.caller.user_id) if role != "admin"]
    return {
        "policiesOnly": False,
        "name": topic.name,
        "replication": topic.replication,
        "partition": topic.partition,
        "retention_time": topic.retention_time,
        "sync_replication": topic.sync_replication,
        "sync_message_flush": topic.sync_message_flush,
        "app_id": shown_app(call, app),
        "app_name": app.name,
        "permissions": call.world.as_set(roles),
        "external_configs": {},
        "description": topic.description,
        "sensitive_word": topic.sensitive_word,
        "topic_type": 0,
    }


@family.post(
    "/{instance_id}/topics",
    "CreateMqsInstanceTopic",
    body=members(
        name=NAME,
        app_id=Text(min=1, required=True),
        app_key=Text(min=1),
        partition=Int(min=1, max=100),
        replication=Int(min=1, max=8),
        access_policy=Text(choices=ACCESS, required=True),
        tag=Text(),
        **SETTINGS,
    ),
)
def create_topic(call: Call) -> dict[str, Any]:
    """CreateMqsInstanceTopic answers 200 with nothing but the name; its `app_id` wants the application's key."""
    app = app_named(call, call.body["app_id"], "app_id", "modify")
    if "app_key" in call.body and app_named(call, call.body["app_key"], "app_key") is not app:
        raise Invalid("app_key")
    check_limits(call, call.body)
    return {"name": call.world[TopicStore].create(call.instance_id, app, call.body).name}


@family.put(
    "/{instance_id}/topics",
    "UpdateMqsInstanceTopic",
    status=204,
    body=members(topics=ListOf(item=TOPIC_CHANGE, min=1, required=True)),
)
def update_topics(call: Call) -> Reply | None:
    """UpdateMqsInstanceTopic: all or nothing, or with a switch 206 for the part that could be done."""
    results, refusals = [], []
    for index, change in enumerate(call.body["topics"]):
        try:
            results.append((_topic_to_change(call, index, change), change))
        except (Invalid, ServiceError) as refusal:
            refusals.append(refusal)
            results.append((None, change))
    if refusals and (not call.world.switches[MqsSwitches].mqs_partial_update or len(refusals) == len(results)):
        raise refusals[0]
    growth = sum(
        change.get("new_partition_numbers", topic.partition) - topic.partition for topic, change in results if topic
    )
    if growth > call.world[TopicStore].remaining_partitions(call.instance_id):
        raise Invalid("topics", "budget")
    for topic, change in results:
        if topic is not None:
            call.world[TopicStore].update(call.instance_id, topic, change)
    if not refusals:
        return None
    return Reply(206, {"topics": [{"id": change["name"], "success": topic is not None} for topic, change in results]})


def _topic_to_change(call: Call, index: int, change: dict[str, Any]) -> Topic:
    topic = topic_with_role(call, change["name"], "modify", f"topics[{index}].name")
    check_limits(call, change, f"topics[{index}].")
    call.world[TopicStore].check_update(call.instance_id, topic, change)
    return topic


@family.delete("/{instance_id}/topics", "DeleteMqsInstanceTopic", query={"name": Text(min=1, required=True)})
def delete_topics(call: Call) -> dict[str, Any]:
    return _delete(call, call.query["name"].split(","))


@family.post(
    "/{instance_id}/topics/delete",
    "BatchDeleteMqsInstanceTopic",
    body=members(topics=ListOf(item=Text(), min=1, required=True)),
)
def batch_delete_topics(call: Call) -> dict[str, Any]:
    return _delete(call, call.body["topics"])


def _delete(call: Call, names: list[str]) -> dict[str, Any]:
    """Both delete operations answer 200 with a result for each topic, whatever became of it."""
    store, me, results = call.world[TopicStore], call.caller.user_id, []
    for name in names:
        topic = store.get(call.instance_id, name)
        success = topic is not None and "delete" in owner_of(call, topic).roles_of(me)
        if success:
            store.delete(call.instance_id, topic)
        results.append({"id": name, "success": success})
    return {"topics": results}
