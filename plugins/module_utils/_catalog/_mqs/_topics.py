# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""Message integration: topics and who may use them (fact source: `CreateMqsInstanceTopic`, `UpdateTopicAccessPolicy`).

The service calls an application's *key* its id here. A topic has no id but its name.
"""

from __future__ import annotations

import re
import typing as t

from ..._base._errors import RomaError
from ..._service._answers import a_list
from ..._spec._field import FIXED, Change, Child, Field, Limits, Ref
from ..._spec._resource import Listing, Reach, Requests, Resource, Rules, Wire
from ..._spec._values import Values

MQS_TOPICS = "/v2/{project_id}/mqs/instances/{instance_id}/topics"
_ACCESS = ("all", "pub", "sub")
_PAGE = 500


def canonical_tag(tag: t.Any) -> t.Any:
    """Spaces around the separators of tags say nothing."""
    return re.sub(r"\s*(\|\||&)\s*", r"\1", tag.strip()) if isinstance(tag, str) else tag


def _own_policy(values: Values) -> Values:
    """Return what the application that owns a topic may do with it; a new topic comes with that."""
    policies = values.get("access_policies") or []
    own: Values = next((policy for policy in policies if policy.get("app") == values.get("app")), {})
    return {"access_policy": "all", **{name: own[name] for name in ("access_policy", "tag") if own.get(name)}}


def _received(wire: Values) -> Values:
    """Keep the number of partitions apart: a request for change has another member for it (`UpdateTopicObject`)."""
    return {**wire, "present_partition": wire["partition"]} if "partition" in wire else wire


def _sent(body: Values) -> Values:
    if "present_partition" not in body:
        return body
    settings = {name: value for name, value in body.items() if name not in ("present_partition", "partition")}
    wanted = body.get("partition", body["present_partition"])
    # not all editions know the member, so that it is sent only when it has to be
    return settings if wanted == body["present_partition"] else {**settings, "new_partition_numbers": wanted}


def _update(client: t.Any, ids: t.Mapping[str, str], body: Values) -> Values:
    """Change one topic; the operation is made for several, and answers nothing when all went well."""
    answer = client.call("PUT", MQS_TOPICS, body={"topics": [{"name": ids["id"], **body}]})
    if not_done(answer, [ids["id"]]):
        raise RomaError(f"the service did not change the topic {ids['id']}")
    changed = {name: value for name, value in body.items() if name != "new_partition_numbers"}
    return {**changed, "partition": body["new_partition_numbers"]} if "new_partition_numbers" in body else changed


def not_done(answer: t.Any, names: t.Iterable[str]) -> list[str]:
    """Return the names that an answer with a row for each topic reports as failed."""
    rows = a_list(answer or {}, "topics", "topics", optional=True)
    failed = {str(row.get("id")) for row in rows if row.get("success") is False}
    return [name for name in names if name in failed]


def _delete(client: t.Any, topics: list[Values]) -> dict[str, str]:
    """Delete topics. Rows of the answer that report a failure may be about topics that are gone already."""
    names = [str(topic["name"]) for topic in topics]
    failed = not_done(client.call("POST", MQS_TOPICS + "/delete", body={"topics": names}, safe=True), names)
    if not failed:
        return {}
    left = {str(topic["name"]) for topic in client.pages(MQS_TOPICS, "topics", page_size=_PAGE)}
    return {name: f"the service did not delete the topic {name}" for name in failed if name in left}


def _read_policies(client: t.Any, wire: Values) -> list[Values]:
    ids = {"name": wire["name"]}
    rows = client.pages(MQS_TOPICS + "/{name}/accesspolicy", "policies", ids, page_size=_PAGE)
    return _policies({"app": row["user_name"], **row} for row in rows)


def _write_policies(client: t.Any, wire: Values, present: t.Any, policies: list[Values]) -> list[Values]:
    """Replace the policies; what else the request carries would be reset if it were left out."""
    rows = [
        {
            "app_id": policy["app"]["key"],
            "app_name": policy["app"]["name"],
            "access_policy": policy["access_policy"],
            "owner": wire["app_id"] in (policy["app"]["key"], policy["app"]["id"]),
            "tag": policy.get("tag") or "",
        }
        for policy in policies
    ]
    new = present is None and "access_policy" in wire  # with the owner's policy that was part of the request
    if not new or len(rows) > 1:
        kept = {name: wire[name] for name in ("description", "sensitive_word") if wire.get(name) is not None}
        topic = {"name": wire["name"], "policies": rows, **kept}
        client.call("POST", MQS_TOPICS + "/accesspolicy", body={"topics": [topic]}, safe=True)
    return _policies({"app": row["app_id"], **row} for row in rows)


def _policies(rows: t.Iterable[Values]) -> list[Values]:
    """Return policies in an order of their own: the service's list is a set."""
    policies = ({name: row.get(name) or "" for name in ("app", "access_policy", "tag")} for row in rows)
    return sorted(policies, key=lambda policy: str(policy["app"]))


def _check(values: Values) -> t.Iterator[tuple[str, str]]:
    policies, app = values.get("access_policies"), values.get("app")
    if not isinstance(policies, list):
        return
    if not app:
        yield "app", "is needed together with access_policies"
    elif not any(isinstance(policy, dict) and policy.get("app") == app for policy in policies):
        yield "access_policies", f"must have an entry for {app}, the application that owns the topic"


_POLICY = (
    Ref("app", "Name of the application.", required=True, kind="apps", member="key",
        also=("id", "name"), sample="billing"),
    Field("access_policy", "What the application may do: publish, subscribe, or all.", required=True,
          choices=_ACCESS, sample="sub"),
    Field("tag", "Tags of the messages that it may publish or subscribe to, separated by C(||). With "
          "V(all), tags to publish come before a C(&), tags to subscribe to after it.", unset="",
          canonical=canonical_tag, sample="created||changed"),
)  # fmt: skip

TOPIC = Resource(
    kind="topics",
    name="topic",
    title="topic",
    description="A topic of message integration.",
    identity=("name",),
    sample_id="order-events",
    collection=MQS_TOPICS,
    listing=Listing(items="topics", page_size=_PAGE, filters=(("name", "name", 200),)),
    id_member="name",
    wire=Wire(received=_received, carried=("present_partition",), sent=_sent, created_with=_own_policy),
    reach=Reach(archived=lambda values: bool(values.get("app"))),
    rules=Rules(check=_check),
    requests=Requests(update=_update, delete_many=_delete),
    facts=(
        Field("permissions", "What the caller may do with the topic.", type="list", elements="str",
              sample=["read", "modify"]),
        Field("topic_type", "Type of the topic.", type="int", sample=0),
    ),
    fields=(
        Field("name", "Name of the topic, unique in the instance.", required=True, change=FIXED,
              limits=Limits(3, 200, pattern=r"[A-Za-z][A-Za-z0-9_\-]*",
                            help="3 to 200 letters, digits or any of _ -, beginning with a letter"),
              sample="order-events"),
        Ref("app", "Name of the application that owns the topic.", on_create=True, kind="apps", member="key",
            holds=True, named="app_name", wire="app_id", change=FIXED, sample="orders"),
        Field("partition", "Number of partitions. The instance limits how many its topics may have together.",
              type="int", limits=Limits(1, 100), unset=3, change=Change(grows=True), sample=3),
        Field("replication", "Number of replicas of each partition. How many are possible depends on the instance.",
              type="int", limits=Limits(1, 8), unset=3, change=FIXED, sample=3),
        Field("retention_time", "Hours for which messages are kept. Newer editions of the service allow 168 at most.",
              type="int", limits=Limits(1, 720), unset=72, sample=72),
        Field("sync_replication", "Whether a message is acknowledged only when all replicas have it.", type="bool",
              unset=False, sample=False),
        Field("sync_message_flush", "Whether a message is acknowledged only when it is on the disk.", type="bool",
              unset=False, sample=False),
        Field("description", "Description of the topic.", limits=Limits(maximum=1000), unset="",
              sample="What becomes of orders"),
        Field("sensitive_word", "Names of fields whose values are hidden from those who look at messages, separated by "
              "C(||).", unset="", sample="card_number||iban"),
        Child("access_policies", ("Which applications may publish to the topic and subscribe to it.",
                                  "There must be an entry for O(app), which has to be given together with this "
                                  "option. A new topic without it can be used by O(app) only."),
              type="list", elements="dict", compare="keyed", key="app", change=Change(clearable=False),
              read=_read_policies,
              write=_write_policies,
              fields=_POLICY),
    ),
)  # fmt: skip
