# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Topics: what goes over the wire, and what is made of answers with a row for each topic."""

from __future__ import annotations

import json
import typing as t

import pytest
from ansible_collections.roma.connect.plugins.module_utils._base._errors import RomaError
from ansible_collections.roma.connect.plugins.module_utils._catalog._mqs._topics import TOPIC, canonical_tag, not_done
from ansible_collections.roma.connect.plugins.module_utils._planning._plan import plan
from ansible_collections.roma.connect.plugins.module_utils._spec._values import Values
from ansible_collections.roma.connect.tests.unit.transport import Answer, FakeClient, Request, answering

OWN = {"app": {"key": "k1", "id": "i1", "name": "orders"}, "access_policy": "all", "tag": ""}
OTHER = {"app": {"key": "k2", "id": "i2", "name": "billing"}, "access_policy": "sub", "tag": "a"}
WIRE = {"name": "events", "app_id": "k1", "description": "d", "sensitive_word": ""}
(POLICIES,) = TOPIC.children


def test_a_request_for_change_has_another_member_for_partitions() -> None:
    wire = TOPIC.wire.received({"name": "events", "partition": 3})
    carried = {name: wire[name] for name in TOPIC.wire.carried}
    settings = {"retention_time": 24}
    assert TOPIC.wire.sent({**carried, "partition": 3, **settings}) == settings
    assert TOPIC.wire.sent({**carried, "partition": 6, **settings}) == {**settings, "new_partition_numbers": 6}
    assert TOPIC.wire.sent({"name": "events", "partition": 6}) == {"name": "events", "partition": 6}  # a new topic


@pytest.mark.parametrize(
    ("policies", "made_with"),
    [
        (None, {"access_policy": "all"}),
        ([{"app": "orders", "access_policy": "pub"}], {"access_policy": "pub"}),
        (
            [{"app": "billing", "access_policy": "sub"}, {"app": "orders", "access_policy": "sub", "tag": "x"}],
            {"access_policy": "sub", "tag": "x"},
        ),
    ],
)
def test_a_new_topic_comes_with_the_policy_of_its_owner(policies: t.Any, made_with: Values) -> None:
    values = {"name": "events", "app": "orders", **({"access_policies": policies} if policies else {})}
    assert TOPIC.wire.created_with(values) == made_with


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ({"name": "e"}, None),
        ({"name": "e", "app": "orders", "access_policies": [{"app": "orders"}]}, None),
        ({"name": "e", "app": "orders", "access_policies": [{"app": "billing"}]}, "access_policies"),
        ({"name": "e", "app": "orders", "access_policies": []}, "access_policies"),
        ({"name": "e", "access_policies": [{"app": "orders"}]}, "app"),
        ({"name": "e", "app": "orders", "access_policies": "wrong"}, None),
    ],
)
def test_the_owner_is_among_the_policies(values: Values, problem: str | None) -> None:
    assert [option for option, _why in TOPIC.rules.check(values)] == ([problem] if problem else [])


def test_partitions_only_grow() -> None:
    have = {"name": "events", "partition": 4}
    assert plan(TOPIC, have, {"name": "events", "partition": 5}).problems == ()
    assert plan(TOPIC, have, {"name": "events", "partition": 4}).action == "none"
    ((option, why),) = plan(TOPIC, have, {"name": "events", "partition": 3}).problems
    assert (option, why) == ("partition", "cannot be reduced from 4 to 3 on an existing topic")


def written(present: t.Any, policies: list[Values], wire: Values = WIRE) -> list[Values]:
    client = FakeClient(answering(Answer(204)))
    POLICIES.write(client, wire, present, policies)
    return [request.body["topics"][0] for request in client.requests]


def test_policies_are_sent_with_what_would_be_lost_otherwise() -> None:
    (topic,) = written([], [OTHER, OWN])
    assert topic == {
        "name": "events",
        "description": "d",
        "sensitive_word": "",
        "policies": [
            {"app_id": "k2", "app_name": "billing", "access_policy": "sub", "owner": False, "tag": "a"},
            {"app_id": "k1", "app_name": "orders", "access_policy": "all", "owner": True, "tag": ""},
        ],
    }
    (shown_by_id,) = written([], [OWN], {**WIRE, "app_id": "i1"})
    assert shown_by_id["policies"][0]["owner"]


def test_the_owner_of_a_new_topic_needs_no_further_request() -> None:
    made = {**WIRE, "access_policy": "all"}
    assert written(None, [OWN], made) == []
    assert len(written(None, [OWN, OTHER], made)) == 1
    assert len(written(None, [OWN])) == 1  # one that somebody else has made


def test_policies_have_an_order_of_their_own() -> None:
    rows = [
        {"owner": True, "user_name": "k2", "access_policy": "all", "app_name": "billing", "tag": None},
        {"owner": False, "user_name": "k1", "access_policy": "pub", "app_name": "orders"},
    ]
    client = FakeClient(answering(Answer(200, {"name": "events", "total": 2, "policies": rows})))
    found = POLICIES.read(client, WIRE)
    assert [(row["app"], row["access_policy"], row["tag"]) for row in found] == [("k1", "pub", ""), ("k2", "all", "")]


def update(answer: Answer, body: Values) -> Values:
    assert TOPIC.requests.update is not None
    return t.cast("Values", TOPIC.requests.update(FakeClient(answering(answer)), {"id": "events"}, body))


def test_what_a_change_leaves() -> None:
    body = {"description": "new", "new_partition_numbers": 6}
    assert update(Answer(204), body) == {"description": "new", "partition": 6}
    assert update(Answer(206, {"topics": [{"id": "events", "success": True}]}), {"description": ""}) == {
        "description": ""
    }
    with pytest.raises(RomaError, match="did not change the topic events"):
        update(Answer(206, {"topics": [{"id": "events", "success": False}]}), body)


@pytest.mark.parametrize(
    ("answer", "failed"),
    [
        (None, []),
        ({}, []),
        ({"topics": []}, []),
        ({"topics": [{"id": "a", "success": True}, {"id": "b", "success": False}]}, ["b"]),
        ({"topics": [{"id": "other", "success": False}]}, []),
    ],
)
def test_rows_of_answers(answer: t.Any, failed: list[str]) -> None:
    assert not_done(answer, ["a", "b"]) == failed


def test_what_is_gone_already_is_no_failure() -> None:
    def handler(request: Request) -> Answer:
        if request.method == "GET":
            return Answer(200, {"total": 1, "topics": [{"name": "stays"}]})
        names = json.loads(request.data or b"")["topics"]
        return Answer(200, {"topics": [{"id": name, "success": name == "goes"} for name in names]})

    assert TOPIC.requests.delete_many is not None
    failures = TOPIC.requests.delete_many(FakeClient(handler), [{"name": name} for name in ("goes", "stays", "was")])
    assert list(failures) == ["stays"]


@pytest.mark.parametrize(
    ("one", "other"),
    [("a||b", " a || b "), ("a||b&c", "a || b & c"), ("", ""), (None, None)],
)
def test_spaces_around_tags_say_nothing(one: str | None, other: str | None) -> None:
    assert canonical_tag(one) == canonical_tag(other)
