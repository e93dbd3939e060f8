# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a document leaves out has its default, when it is meant exactly."""

from __future__ import annotations

from dataclasses import replace

import pytest
from ansible_collections.roma.connect.plugins.module_utils._planning._plan import NONE, UPDATE, Plan, plan
from ansible_collections.roma.connect.plugins.module_utils._spec._field import FIXED, Change, Field, Ref, Secret, always
from ansible_collections.roma.connect.plugins.module_utils._spec._resource import Resource, Rules
from ansible_collections.roma.connect.plugins.module_utils._spec._values import MASKED

THING = Resource(
    kind="things",
    name="thing",
    title="thing",
    description="",
    identity=("name", "owner"),
    collection="/things",
    fields=(
        Field("name", "", required=True),
        Ref("owner", "", kind="owners", qualifiers=(("owner_place", "place"),)),
        Field("owner_place", ""),
        Field("remark", ""),
        Field("limit", "", type="int", unset=100),
        Field("count", "", type="int"),
        Field("weight", "", type="int", change=Change(clearable=False)),
        Field("stays", "", type="dict", change=Change(clearable=False)),
        Field("key", "", instance_made=always),
        Field("favorite", "", type="bool", unset=False),
        Field("mode", "", choices=("a", "b"), unset="a"),
        Field("form", "", choices=("a", "b")),
        Field("fixed", "", change=FIXED),
        Field("needed", "", on_create=True),
        Field("partition", "", type="int", unset=3, change=Change(grows=True)),
        Field("secret", "", secret=Secret()),
        Field("tags", "", type="list", compare="set"),
        Field("schema", "", type="dict", compare="json"),
        Field("detail", "", type="dict", compare="subset"),
        Field("params", "", type="dict", compare="members", secret_keys="pass"),
        Field("draft", "", type="bool", unset=False, compare="permission"),
        Field(
            "content", "", type="dict", compare="members",
            fields=(
                Field("host", ""), Field("port", "", unset="80"),
                Field("password", "", secret=Secret("masked")),
                Field("auth", "", type="dict", compare="members", fields=(Field("user", ""), Field("method", ""))),
            ),
        ),
        Field(
            "members", "", type="list", compare="keyed", key="user",
            fields=(Field("user", "", required=True), Field("note", ""), Field("level", "", type="int", unset=1)),
        ),
    ),
)  # fmt: skip

# have, want, option paths that go back to their defaults, and what these are
TAKEN_BACK = [
    ({"remark": "x"}, {}, {"remark": ""}),
    ({"limit": 5}, {}, {"limit": 100}),
    ({"favorite": True}, {}, {"favorite": False}),
    ({"mode": "b"}, {}, {"mode": "a"}),
    ({"tags": ["a"]}, {}, {"tags": []}),
    ({"schema": {"a": 1}}, {}, {"schema": {}}),
    ({"detail": {"a": 1}}, {}, {"detail": {}}),
    ({"detail": {"a": 1, "b": 2}}, {"detail": {"a": 1}}, {"detail": {"a": 1}}),
    ({"count": 3}, {}, {"count": None}),  # a replacement leaves it out
    ({"form": "a"}, {}, {"form": None}),
    ({"params": {"a": "1", "b": "2"}}, {"params": {"a": "1"}}, {"params.b": None}),
    ({"content": {"host": "h"}}, {}, {"content": {}}),
    ({"content": {"host": "h", "port": "1"}}, {"content": {"host": "h"}}, {"content.port": "80"}),
    ({"content": {"host": "h", "auth": {"user": "u"}}}, {"content": {"host": "h"}}, {"content.auth": {}}),
    ({"content": {"auth": {"user": "u", "method": "m"}}}, {"content": {"auth": {"user": "u"}}},
     {"content.auth.method": ""}),
    ({"members": [{"user": "x"}]}, {}, {"members[x]": []}),
    ({"members": [{"user": "x", "note": "n", "level": 2}]}, {"members": [{"user": "x"}]},
     {"members[x].note": "", "members[x].level": 1}),
    ({"draft": True}, {}, {"draft": False}),
]  # fmt: skip
LEFT_ALONE = [
    ({}, {}),
    ({"remark": "", "limit": 100, "favorite": False, "mode": "a", "tags": [], "content": {}}, {}),
    ({"owner": "o", "owner_place": "p"}, {}),
    ({"weight": 3}, {}),  # nobody knows what it would be otherwise
    ({"key": "k"}, {}),
    ({"needed": "x"}, {}),
    ({"params": {"pass": MASKED}}, {"params": {"pass": "<secret:x>"}}),
    ({"content": {"password": MASKED}}, {"content": {"password": "<secret:x>"}}),
    ({"detail": {"a": 1}}, {"detail": {"a": 1}}),
    ({"draft": False}, {"draft": True}),
    ({"draft": True}, {"draft": True}),
]


#: What is there though it was not given, and cannot be taken away.
NOTED = [
    ({"partition": 9}, {}, ["partition"]),
    ({"secret": "s"}, {}, ["secret"]),
    ({"stays": {"a": 1}}, {}, ["stays"]),
    ({"fixed": "x"}, {}, ["fixed"]),
    ({"content": {"host": "h", "password": MASKED}}, {"content": {"host": "h"}}, ["content.password"]),
    ({"params": {"a": "1", "pass": MASKED}}, {"params": {"a": "1"}}, ["params.pass"]),
]


def exact(have: dict, want: dict, thing: Resource = THING) -> Plan:
    return plan(thing, {"name": "a", **have}, {"name": "a", **want}, exact=True)


@pytest.mark.parametrize(("have", "want", "back"), TAKEN_BACK)
def test_what_is_left_out_has_its_default(have: dict, want: dict, back: dict) -> None:
    made = exact(have, want)
    assert (made.action, made.problems) == (UPDATE, ())
    assert set(made.changed) == set(back)
    assert exact(made.values, want).action == NONE
    ((option, path),) = {(path.partition(".")[0].partition("[")[0], path) for path in list(back)[:1]}
    assert made.before[option] != made.after[option]
    if path == option:
        assert (made.before[option], made.after[option]) == (have[option], back[option])
    assert plan(THING, {"name": "a", **have}, {"name": "a", **want}).action == NONE


@pytest.mark.parametrize(("have", "want"), LEFT_ALONE)
def test_what_exactness_does_not_touch(have: dict, want: dict) -> None:
    made = exact(have, want)
    assert (made.action, made.notes) == (NONE, ())


@pytest.mark.parametrize(("have", "want", "noted"), NOTED)
def test_what_cannot_be_taken_away_is_noted(have: dict, want: dict, noted: list[str]) -> None:
    made = exact(have, want)
    assert made.action == NONE
    assert [note.partition(" ")[0] for note in made.notes] == noted


def test_what_is_taken_away_must_not_be_needed() -> None:
    """What was wrong already is nobody's fault."""

    def check(values: dict) -> list[tuple[str, str]]:
        found = [] if values.get("remark") else [("remark", "is needed")]
        return [*found, *([] if values.get("mode") == "a" else [("mode", "must be a")])]

    thing = replace(THING, rules=Rules(check_new=check))
    assert exact({"remark": "x", "mode": "a"}, {}, thing).problems == (("remark", "is needed"),)
    assert exact({"remark": "x", "mode": "a", "limit": 5}, {"remark": "x", "mode": "a"}, thing).problems == ()
    assert exact({"limit": 5}, {"mode": "b"}, thing).problems == ()


def test_a_creation_is_what_it_was() -> None:
    want = {"name": "a", "needed": "n"}
    assert plan(THING, None, want, exact=True) == plan(THING, None, want)
