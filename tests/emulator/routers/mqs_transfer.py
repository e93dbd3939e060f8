# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Topics as a CSV file, out and in. The vendor does not publish the layout; what is exported here can be imported."""

from __future__ import annotations

import csv
import io
from typing import Any

from ..frame.bodies import FilePart, MultipartBody
from ..frame.call import Call
from ..frame.errors import Invalid, Problem
from ..frame.family import Family
from ..frame.fields import Int, Text, members
from ..frame.reply import Reply
from ..identity.authentication import project_user
from ..state.apps import App, AppStore
from ..state.topics import Topic, TopicStore
from .mqs_common import (
    ACCESS,
    NAME,
    PREFIX,
    SETTINGS,
    MqsDialect,
    check_limits,
    forbidden,
    owner_of,
    readable_topics,
    topic_with_role,
)

family = Family("mqs", MqsDialect(), auth=project_user, prefix=PREFIX)
families = (family,)

COLUMNS = (
    "name", "app_name", "app_key", "partition", "replication", "access_policy", "retention_time",
    "sync_replication", "sync_message_flush", "tag", "description", "sensitive_word",
)  # fmt: skip
NUMBERS = ("partition", "replication", "retention_time")
FLAGS = ("sync_replication", "sync_message_flush")
ROW = members(
    name=NAME,
    app_name=Text(min=1, required=True),
    app_key=Text(),
    partition=Int(min=1, max=100, required=True),
    replication=Int(min=1, max=8, required=True),
    access_policy=Text(choices=ACCESS, required=True),
    tag=Text(),
    **SETTINGS,
)
PART = "upload_file_name"


@family.get("/{instance_id}/topics/export", "ExportMqsInstanceTopic", query={"name": Text()})
def export_topics(call: Call) -> Reply:
    """ExportMqsInstanceTopic: `name` is a list with commas; without it, all topics that the caller may read."""
    if call.query["name"]:
        topics = [topic_with_role(call, name, "read") for name in call.query["name"].split(",")]
    else:
        topics = readable_topics(call)
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS)
    writer.writeheader()
    writer.writerows(_row(call, topic) for topic in topics)
    return Reply(
        headers={"Content-Disposition": 'attachment; filename="topics.csv"'},
        content=text.getvalue().encode(),
        content_type="text/csv; charset=utf-8",
    )


def _row(call: Call, topic: Topic) -> dict[str, Any]:
    app, grant = owner_of(call, topic), topic.grants[topic.app_id]
    row = {column: getattr(topic, column) for column in COLUMNS if hasattr(topic, column)}
    row.update((flag, str(row[flag]).lower()) for flag in FLAGS)
    return row | {"app_name": app.name, "app_key": app.key, "access_policy": grant.access_policy, "tag": grant.tag}


@family.post(
    "/{instance_id}/topics/import",
    "ImportMqsInstanceTopic",
    status=204,
    query={"mode": Text(choices=("AddNew", "Merge"), default="AddNew"), "prefix": Text(default="")},
    body=MultipartBody({PART: FilePart(required=True)}),
)
def import_topics(call: Call) -> None:
    """ImportMqsInstanceTopic: `prefix` goes before the names of applications, not of topics. All rows or none."""
    store, merge = call.world[TopicStore], call.query["mode"] == "Merge"
    wanted = [_wish(call, number, row) for number, row in enumerate(_rows(call.body[PART].file.read()), 2)]
    new = 0
    for values, app in wanted:
        topic = store.get(call.instance_id, values["name"])
        if topic is not None and (not merge or topic.app_id != app.id):
            raise Invalid("name", "exists")
        new += max(0, values["partition"] - (topic.partition if topic else 0))
    if len({values["name"] for values, app in wanted}) < len(wanted):
        raise Invalid(PART, "duplicate")
    if new > store.remaining_partitions(call.instance_id):
        raise Invalid(PART, "budget")
    for values, app in wanted:
        store.put(call.instance_id, app, values, merge=merge)


def _rows(data: bytes) -> list[dict[str, Any]]:
    try:
        reader = csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True)
        if tuple(reader.fieldnames or ()) != COLUMNS:
            raise Invalid(PART, "columns")
        return list(reader)
    except (UnicodeDecodeError, csv.Error):
        raise Invalid(PART, "syntax") from None


def _wish(call: Call, number: int, row: dict[str, Any]) -> tuple[dict[str, Any], App]:
    """A row as the members of a topic, and the application that will own it."""
    where = f"line {number} "
    values: dict[str, Any] = dict(row)
    for column in NUMBERS:
        values[column] = int(row[column]) if str(row[column]).isdigit() else row[column]
    for flag in FLAGS:
        values[flag] = {"true": True, "false": False}.get(row[flag], row[flag])
    problems: list[Problem] = []
    values = ROW.check(values, "", problems)
    if problems:
        raise Invalid(where + problems[0].name, problems[0].reason)
    check_limits(call, values, where)
    app = call.world[AppStore].by_name(call.instance_id, call.query["prefix"] + values["app_name"])
    if app is None:
        raise Invalid(f"{where}app_name", "unknown application")
    if "modify" not in app.roles_of(call.caller.user_id):
        raise forbidden()
    return values, app
