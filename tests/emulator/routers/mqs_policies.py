# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which applications may publish to and subscribe from an MQS topic."""

from __future__ import annotations

from typing import Any

from ..frame.call import Call
from ..frame.errors import Invalid
from ..frame.family import Family
from ..frame.fields import Bool, ListOf, Text, members
from ..frame.paging import page
from ..identity.authentication import project_user
from ..state.apps import AppStore
from ..state.topics import Grant, Topic
from .mqs_common import (
    ACCESS,
    NAME,
    PAGING,
    PREFIX,
    SETTINGS,
    MqsDialect,
    app_named,
    check_limits,
    shown_app,
    topic_with_role,
)

family = Family("mqs", MqsDialect(), auth=project_user, prefix=PREFIX)
families = (family,)

GRANT = {
    "app_name": Text(min=1, required=True),
    "access_policy": Text(choices=ACCESS, required=True),
    "tag": Text(),
}
TOPIC_POLICIES = members(
    name=NAME,
    policies=ListOf(item=members(app_id=Text(min=1, required=True), owner=Bool(), **GRANT), required=True),
    description=SETTINGS["description"],
    sensitive_word=SETTINGS["sensitive_word"],
)
ADDED_POLICIES = members(policies=ListOf(item=members(user_name=Text(min=1, required=True), **GRANT), required=True))


@family.get("/{instance_id}/topics/{topic_name}/accesspolicy", "ShowMqsInstanceTopicAccessPolicy", query=PAGING)
def show_policies(call: Call) -> dict[str, Any]:
    """ShowMqsInstanceTopicAccessPolicy names the application `user_name`, and repeats the topic as `operation`."""
    topic, apps = topic_with_role(call, call.path["topic_name"], "read", "topic_name"), call.world[AppStore]
    rows = []
    for app_id, grant in topic.grants.items():
        app = apps.get(call.instance_id, app_id)
        if app is not None:
            rows.append(
                {
                    "owner": app_id == topic.app_id,
                    "user_name": shown_app(call, app),
                    "access_policy": grant.access_policy,
                    "app_name": app.name,
                    "tag": grant.tag,
                }
            )
    limit = len(rows) if call.query["limit"] is None else call.query["limit"]
    body = page(call, rows, "policies", lambda row: row, limit=limit)
    body["policies"] = call.world.as_set(body["policies"])
    return {"name": topic.name, **body, "operation": topic.name}


@family.post(
    "/{instance_id}/topics/accesspolicy",
    "UpdateTopicAccessPolicy",
    status=204,
    body=members(topics=ListOf(item=TOPIC_POLICIES, min=1, required=True)),
)
def set_policies(call: Call) -> None:
    """UpdateTopicAccessPolicy replaces the whole list; an owner who is not in it keeps their policy."""
    changes = []
    for index, wish in enumerate(call.body["topics"]):
        where = f"topics[{index}]"
        topic = topic_with_role(call, wish["name"], "modify", f"{where}.name")
        check_limits(call, wish, f"{where}.")
        changes.append((topic, wish, _grants(call, topic, wish["policies"], f"{where}.policies")))
    for topic, wish, grants in changes:
        owner = {topic.app_id: topic.grants[topic.app_id]}
        topic.grants = owner | grants
        topic.description = wish.get("description", topic.description)
        topic.sensitive_word = wish.get("sensitive_word", topic.sensitive_word)


@family.post(
    "/{instance_id}/topics/{topic_name}/access-policies/batch-add",
    "BatchAddTopicAccessPolicy",
    status=204,
    body=ADDED_POLICIES,
)
def add_policies(call: Call) -> None:
    """BatchAddTopicAccessPolicy adds to the list; here the request, too, says `user_name`."""
    topic = topic_with_role(call, call.path["topic_name"], "modify", "topic_name")
    topic.grants |= _grants(call, topic, call.body["policies"], "policies", member="user_name")


def _grants(
    call: Call, topic: Topic, policies: list[dict[str, Any]], where: str, member: str = "app_id"
) -> dict[str, Grant]:
    grants: dict[str, Grant] = {}
    for index, policy in enumerate(policies):
        row = f"{where}[{index}]."
        app = app_named(call, policy[member], row + member)
        if app.id in grants:
            raise Invalid(row + member, "duplicate")
        if policy["app_name"] != app.name:
            raise Invalid(f"{row}app_name")
        if policy.get("owner") and app.id != topic.app_id:
            raise Invalid(f"{row}owner")
        check_limits(call, policy, row)
        grants[app.id] = Grant(policy["access_policy"], policy.get("tag", ""))
    return grants
