# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the MQS modules share: error wording, the members of a topic, and finding topics and applications."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from ..frame.call import Call
from ..frame.dialect import Dialect
from ..frame.errors import Invalid, Problem, ServiceError
from ..frame.fields import Bool, Int, Text
from ..state.apps import App, AppStore
from ..state.iam import IamStore
from ..state.topics import MqsSwitches, Topic, TopicStore

PREFIX = "/v2/{project_id}/mqs/instances"

# A placeholder number each, because the documentation has none for these situations.
REFUSALS = {
    "exists": ("MQS.00400801", "The topic already exists."),
    "budget": ("MQS.00400802", "The number of partitions exceeds the upper limit of the instance."),
    "missing": ("MQS.00400803", "The topic does not exist."),
}
ILLEGAL_BODY = "The message body contains invalid characters or is not in JSON format."

NAME = Text(min=3, max=200, pattern=r"[A-Za-z][A-Za-z0-9_-]*", required=True)
ACCESS = ("all", "pub", "sub")
_TAG = r"\s*[A-Za-z0-9_-]{1,48}\s*"
_TAGS = rf"(?:{_TAG}(?:\|\|{_TAG})*)?"
NEWER_TAG = Text(pattern=rf"{_TAGS}(?:&{_TAGS})?")
NEWER_DESCRIPTION = Text(pattern=r"(?s)(?![=+\-@\uff1d\uff0b\uff0d\uff20]).*")
SETTINGS = {
    "retention_time": Int(min=1, max=720),
    "sync_message_flush": Bool(),
    "sync_replication": Bool(),
    "description": Text(max=1000),
    "sensitive_word": Text(),
}
PAGING = {"limit": Int(min=0), "offset": Int(min=0, default=0)}


class MqsDialect(Dialect):
    """Codes are strings from the table, except where only the plain status was ever seen."""

    def body(self, error: ServiceError, call: Call) -> Any:
        if call.world.switches[MqsSwitches].mqs_numeric_codes or isinstance(error.code, int):
            return {"error_code": error.status, "error_msg": HTTPStatus(error.status).phrase}
        return {"error_code": error.code, "error_msg": error.message}

    def invalid(self, problems: Sequence[Problem], call: Call) -> ServiceError:
        first = problems[0]
        if first.reason in REFUSALS:
            return ServiceError(400, *REFUSALS[first.reason])
        if first.where == "body" and (first.reason == "unknown" or first.name in ("", "body")):
            return ServiceError(400, "MQS.00400005", f"{ILLEGAL_BODY} ({first.name})")
        if first.reason == "unknown application":
            return ServiceError(400, "MQS.00400005", f"The application of {first.name} does not exist.")
        return ServiceError(400, "MQS.00400800", f"Invalid {first.name} parameter in the request.")

    def unreadable_body(self, reason: str, call: Call) -> ServiceError:
        if reason == "missing":
            return ServiceError(400, "MQS.00400004", "Empty request body.")
        return ServiceError(400, "MQS.00400005", ILLEGAL_BODY)

    def unknown_instance(self, call: Call) -> ServiceError:
        """No code is documented; an instance of another project is a matter of permission."""
        exists = any(item.id == call.instance_id for item in call.world[IamStore].tenant.instances)
        return forbidden() if exists else ServiceError(400, 400, "Bad Request")

    def unexpected(self, call: Call) -> ServiceError:
        return ServiceError(500, 500, "Internal Server Error")


def forbidden() -> ServiceError:
    return ServiceError(403, 403, "Forbidden")


def app_named(call: Call, key_or_id: str, member: str, role: str | None = None) -> App:
    """The application behind an `app_id`, which is a key according to most pages and an id according to some."""
    store = call.world[AppStore]
    app = store.by_key(call.instance_id, key_or_id) or store.get(call.instance_id, key_or_id)
    if app is None:
        raise Invalid(member, "unknown application")
    if role is not None and role not in app.roles_of(call.caller.user_id):
        raise forbidden()
    return app


def shown_app(call: Call, app: App) -> str:
    return app.id if call.world.switches[MqsSwitches].mqs_shown_app == "id" else app.key


def owner_of(call: Call, topic: Topic) -> App:
    return call.world[AppStore].get(call.instance_id, topic.app_id)


def readable_topics(call: Call) -> list[Topic]:
    """The topics of the applications that the caller may read, in order of creation."""
    apps, me, readable = call.world[AppStore], call.caller.user_id, {}
    for app in apps.all(call.instance_id):
        readable[app.id] = "read" in app.roles_of(me)
    return [topic for topic in call.world[TopicStore].all(call.instance_id) if readable[topic.app_id]]


def topic_with_role(call: Call, name: str, role: str, member: str = "name") -> Topic:
    """The topic, in whose application the caller must have the role."""
    topic = call.world[TopicStore].get(call.instance_id, name)
    if topic is None:
        raise Invalid(member, "missing", value=name)
    if role not in owner_of(call, topic).roles_of(call.caller.user_id):
        raise forbidden()
    return topic


def check_limits(call: Call, values: dict[str, Any], where: str = "") -> None:
    """The limits that differ between the older and the newer pages."""
    if call.world.switches[MqsSwitches].mqs_older_limits:
        limits = (("partition", 50), ("new_partition_numbers", 50), ("retention_time", 720), ("replication", 3))
    else:
        limits = (("retention_time", 168),)
        problems: list[Problem] = []
        NEWER_TAG.check(values.get("tag", ""), f"{where}tag", problems)
        NEWER_DESCRIPTION.check(values.get("description", ""), f"{where}description", problems)
        if problems:
            raise Invalid(problems[0].name, problems[0].reason)
    for member, highest in limits:
        if values.get(member, 0) > highest:
            raise Invalid(where + member, "range")
    if "&" in values.get("tag", "") and values.get("access_policy") != "all":
        raise Invalid(f"{where}tag")
