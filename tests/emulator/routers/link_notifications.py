# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Notifications: a message to a topic when something happens to the devices of an application."""

from __future__ import annotations

from typing import Any

from ..frame.call import Call
from ..frame.family import Family
from ..frame.fields import Int, Text, members
from ..identity.authentication import project_user
from ..state.link_common import missing
from ..state.link_rules import Notification, RuleStore
from ..state.topics import TopicStore
from .link_common import (
    APP_ID,
    PAGING,
    PREFIX,
    REQUIRED_FLAG,
    LinkDialect,
    app_for,
    envelope,
    need_role,
    path_id,
    readable_apps,
    select,
)

family = Family("link", LinkDialect("link-notification"), auth=project_user, prefix=f"{PREFIX}/notifications")
families = (family,)

TOPIC = Text(min=1, max=64, required=True)


@family.post(
    "",
    "CreateNotification",
    body=members(
        app_id=Text(min=1, max=36, required=True),
        type=Int(choices=range(6), required=True),
        topic=TOPIC,
        status=REQUIRED_FLAG,
    ),
)
def create_notification(call: Call) -> dict[str, Any]:
    """CreateNotification answers 200; an unknown topic or application is 404."""
    app_for(call, call.body["app_id"])
    _need_topic(call)
    return _body(call, call.world[RuleStore].create_notification(call.instance_id, call.body))


@family.get(
    "",
    "ListNotification",
    query={"app_id": APP_ID, **PAGING, "offset": Int(min=0, max=999999, default=0, clamp=True)},
)
def list_notifications(call: Call) -> dict[str, Any]:
    """ListNotification takes a negative offset for 0."""
    apps = readable_apps(call)
    notifications = call.world[RuleStore].shelf(call.instance_id).notifications.values()
    found = select(call, (item for item in notifications if item.app_id in apps), exact={"app_id": "app_id"})
    return envelope(call, found, lambda item: _body(call, item))


@family.put("/{notification_id}", "UpdateNotification", body=members(topic=TOPIC, status=REQUIRED_FLAG))
def update_notification(call: Call) -> dict[str, Any]:
    notification = _notification(call, "modify")
    _need_topic(call)
    notification.topic, notification.status = call.body["topic"], call.body["status"]
    return _body(call, notification)


@family.delete("/{notification_id}", "DeleteNotification", status=204)
def delete_notification(call: Call) -> None:
    notification = _notification(call, "modify")
    del call.world[RuleStore].shelf(call.instance_id).notifications[notification.id]


def _notification(call: Call, role: str) -> Notification:
    notification = call.world[RuleStore].notification(call.instance_id, path_id(call, "notification_id"))
    need_role(call, notification.app_id, role)
    return notification


def _need_topic(call: Call) -> None:
    if call.world[TopicStore].get(call.instance_id, call.body["topic"]) is None:
        raise missing(call.body["topic"])


def _body(call: Call, notification: Notification) -> dict[str, Any]:
    return {
        "notification_id": notification.id,
        "type": notification.type,
        "status": notification.status,
        "topic": notification.topic,
        "instance_id": call.instance_id,
        "app_id": notification.app_id,
    }
