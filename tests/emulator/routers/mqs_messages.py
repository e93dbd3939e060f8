# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Looking at the messages of a topic, and sending one again."""

from __future__ import annotations

from typing import Any

from ..frame.call import Call
from ..frame.codec import dumps
from ..frame.errors import Invalid
from ..frame.family import Family
from ..frame.fields import Bool, Int, Number, Text, members
from ..frame.paging import page
from ..frame.reply import Reply, download
from ..identity.authentication import project_user
from ..state.topics import Message, Topic
from .mqs_common import PREFIX, MqsDialect, owner_of, shown_app, topic_with_role

family = Family("mqs", MqsDialect(), auth=project_user, prefix=PREFIX)
families = (family,)


@family.get(
    "/{instance_id}/messages",
    "ShowMqsInstanceMessages",
    query={
        "topic": Text(min=1, required=True),
        "start_time": Int(min=0),
        "end_time": Int(min=0),
        "asc": Bool(default=False),
        "limit": Int(min=0, default=10),
        "offset": Int(min=0, default=0),
        "download": Bool(default=False),
        "message_offset": Int(min=0),
        "partition": Int(min=0),
        "key": Text(),
        "message_id": Text(),
        "tag": Text(),
    },
)
def list_messages(call: Call) -> dict[str, Any] | Reply:
    """ShowMqsInstanceMessages: by time for what there is, by offset and partition for the content of one message."""
    query, topic = call.query, topic_with_role(call, call.query["topic"], "read", "topic")
    by_time = query["start_time"] is not None and query["end_time"] is not None
    if by_time:
        found = [item for item in topic.messages if query["start_time"] <= item.timestamp <= query["end_time"]]
    elif query["message_offset"] is not None and query["partition"] is not None:
        one = topic.message(query["partition"], query["message_offset"])
        found = [one] if one else []
    else:
        raise Invalid("start_time" if query["start_time"] is None else "end_time", "required", "query")
    for member, name in (("key", "key"), ("message_id", "id"), ("tag", "tag")):
        if query[member]:
            found = [item for item in found if getattr(item, name) == query[member]]
    if not query["asc"]:
        found.reverse()
    if query["download"]:
        return download(dumps([_message_body(call, topic, item, content=True) for item in found]), "messages.json")
    return page(call, found, "messages", lambda item: _message_body(call, topic, item, content=not by_time))


def _message_body(call: Call, topic: Topic, message: Message, *, content: bool) -> dict[str, Any]:
    return {
        "topic": topic.name,
        "partition": message.partition,
        "key": message.key,
        "value": message.value if content else "",
        "size": len(message.value.encode()),
        "timestamp": message.timestamp,
        "huge_message": False,
        "message_offset": message.offset,
        "message_id": message.id,
        "app_id": shown_app(call, owner_of(call, topic)),
        "tag": message.tag,
    }


@family.post(
    "/{instance_id}/messages/action",
    "ResetMessages",
    query={"action_id": Text(choices=("resend",), required=True)},
    body=members(
        topic=Text(min=1, required=True),
        partition=Int(min=0, required=True),
        message_offset=Number(min=0, required=True),
        consumer_key=Text(),
    ),
)
def resend_message(call: Call) -> dict[str, Any]:
    """ResetMessages: the message appears again at the end of its partition; the answer repeats the request."""
    body, topic = call.body, topic_with_role(call, call.body["topic"], "access", "topic")
    message = topic.message(body["partition"], body["message_offset"])
    if message is None:
        raise Invalid("message_offset")
    topic.append(message.partition, message.key, message.value, message.tag)
    return {"consumer_key": "", **body}
