# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is decided for one object, for every kind of field."""

from __future__ import annotations

import pytest
from ansible_collections.roma.connect.plugins.module_utils._base._redaction import HIDDEN
from ansible_collections.roma.connect.plugins.module_utils._planning._plan import (
    CREATE,
    DELETE,
    NONE,
    UPDATE,
    differences,
    merge,
    plan,
)
from ansible_collections.roma.connect.plugins.module_utils._spec._field import FIXED, Field, Secret
from ansible_collections.roma.connect.plugins.module_utils._spec._resource import Resource
from ansible_collections.roma.connect.plugins.module_utils._spec._values import MASKED

FIELDS = (
    Field("name", "", required=True),
    Field("fixed", "", change=FIXED),
    Field("remark", "", unset=""),
    Field("limit", "", type="int", unset=100),
    Field("favorite", "", type="bool", unset=False),
    Field("upper", "", canonical=lambda value: (value or "").upper()),
    Field("tags", "", type="list", compare="set"),
    Field("steps", "", type="list", compare="ordered"),
    Field("schema", "", type="dict", compare="json"),
    Field(
        "content",
        "",
        type="dict",
        compare="members",
        fields=(
            Field("host", ""),
            Field("port", ""),
            Field("password", "", secret=Secret("masked")),
            Field("auth", "", type="dict", compare="members", fields=(Field("user", ""), Field("method", ""))),
        ),
    ),
    Field("params", "", type="dict", compare="members", secret_keys="pass"),
    Field(
        "members",
        "",
        type="list",
        compare="keyed",
        key="user",
        fields=(Field("user", ""), Field("roles", "", type="list", compare="set"), Field("note", "")),
    ),
    Field("secret", "", secret=Secret()),
    Field("password", "", secret=Secret("no")),
    Field("order", "", type="int", silent=True),
    Field("needed", "", on_create=True),
)
THING = Resource(
    kind="things",
    name="thing",
    title="thing",
    description="",
    identity=("name",),
    fields=FIELDS,
    collection="/things",
)

# have, want, changed option paths
COMPARED = [
    ({}, {}, []),
    ({"remark": "a"}, {}, []),
    ({"remark": "a"}, {"remark": "a"}, []),
    ({"remark": "a"}, {"remark": "b"}, ["remark"]),
    ({"remark": "a"}, {"remark": ""}, ["remark"]),
    # missing, null, empty and what the service keeps by itself are one
    ({}, {"remark": ""}, []),
    ({"remark": None}, {"remark": ""}, []),
    ({}, {"limit": 100}, []),
    ({"limit": 100}, {"limit": 100}, []),
    ({"limit": 5}, {"limit": 100}, ["limit"]),
    ({}, {"limit": 5}, ["limit"]),
    ({}, {"limit": 0}, ["limit"]),
    ({}, {"favorite": False}, []),
    ({}, {"favorite": True}, ["favorite"]),
    ({"favorite": True}, {"favorite": False}, ["favorite"]),
    ({"upper": "ABC"}, {"upper": "abc"}, []),
    ({"upper": "ABC"}, {"upper": "abd"}, ["upper"]),
    # set
    ({"tags": ["a", "b"]}, {"tags": ["b", "a"]}, []),
    ({"tags": ["a", "b"]}, {"tags": ["a"]}, ["tags"]),
    ({"tags": ["a"]}, {"tags": []}, ["tags"]),
    ({}, {"tags": []}, []),
    ({}, {"tags": ["a"]}, ["tags"]),
    # ordered
    ({"steps": ["a", "b"]}, {"steps": ["a", "b"]}, []),
    ({"steps": ["a", "b"]}, {"steps": ["b", "a"]}, ["steps"]),
    ({}, {"steps": []}, []),
    # json
    ({"schema": {"a": [1, 2], "b": 1}}, {"schema": {"b": 1, "a": [1, 2]}}, []),
    ({"schema": {"a": [1, 2], "b": 1}}, {"schema": {"a": [1, 2]}}, ["schema"]),
    ({"schema": {"a": 1}}, {"schema": {}}, ["schema"]),
    # members: the given ones only
    ({"content": {"host": "h", "port": "1"}}, {"content": {"host": "h"}}, []),
    ({"content": {"host": "h", "port": "1"}}, {"content": {"port": "2"}}, ["content.port"]),
    ({"content": {"host": "h"}}, {"content": {"host": "i", "port": "2"}}, ["content.host", "content.port"]),
    ({}, {"content": {"host": "h"}}, ["content.host"]),
    ({"content": {"host": "h"}}, {"content": {}}, ["content"]),
    ({}, {"content": {}}, []),
    ({"content": {"auth": {"user": "u"}}}, {"content": {"auth": {"method": "m"}}}, ["content.auth.method"]),
    ({"content": {"auth": {"user": "u"}}}, {"content": {"auth": {"user": "u"}}}, []),
    ({"params": {"a": "1", "b": "2"}}, {"params": {"a": "1"}}, []),
    ({"params": {"a": "1"}}, {"params": {"a": "3", "c": "4"}}, ["params.a", "params.c"]),
    # keyed
    ({"members": [{"user": "x"}, {"user": "y"}]}, {"members": [{"user": "y"}, {"user": "x"}]}, []),
    ({"members": [{"user": "x"}]}, {"members": [{"user": "x"}, {"user": "y"}]}, ["members[y]"]),
    ({"members": [{"user": "x"}, {"user": "y"}]}, {"members": [{"user": "y"}]}, ["members[x]"]),
    ({"members": [{"user": "x"}]}, {"members": []}, ["members[x]"]),
    ({}, {"members": []}, []),
    ({}, {"members": [{"user": "x"}]}, ["members[x]"]),
    (
        {"members": [{"user": "x", "roles": ["a", "b"], "note": "n"}]},
        {"members": [{"user": "x", "roles": ["b", "a"]}]},
        [],
    ),
    (
        {"members": [{"user": "x", "roles": ["a"], "note": "n"}]},
        {"members": [{"user": "x", "roles": ["b"]}]},
        ["members[x].roles"],
    ),
    # what some editions do not give back is compared only where it is given
    ({}, {"order": 3}, []),
    ({"order": 2}, {"order": 3}, ["order"]),
    ({"order": 3}, {"order": 3}, []),
    # secrets that can be read are compared
    ({"secret": "s"}, {"secret": "s"}, []),
    ({"secret": "s"}, {"secret": "t"}, ["secret"]),
]


@pytest.mark.parametrize(("have", "want", "changed"), COMPARED)
def test_what_differs(have: dict, want: dict, changed: list[str]) -> None:
    made = plan(THING, {"name": "a", **have}, {"name": "a", **want})
    assert sorted(made.changed) == sorted(changed)
    assert made.action == (UPDATE if changed else NONE)
    assert made.writes is bool(changed)


@pytest.mark.parametrize(("have", "want", "changed"), COMPARED)
def test_the_plan_of_a_plan_is_empty(have: dict, want: dict, changed: list[str]) -> None:
    made = plan(THING, {"name": "a", **have}, {"name": "a", **want})
    if changed:
        assert plan(THING, made.values, {"name": "a", **want}).action == NONE


# have, want, policy, changed option paths
UNREADABLE = [
    ({}, {"password": "x"}, "on_create", []),
    ({}, {"password": "x"}, "always", ["password"]),
    ({"content": {"password": MASKED}}, {"content": {"password": "x"}}, "on_create", []),
    ({"content": {"password": MASKED}}, {"content": {"password": "x"}}, "always", ["content.password"]),
    ({"params": {"pass": MASKED, "a": "1"}}, {"params": {"pass": "x", "a": "1"}}, "on_create", []),
    ({"params": {"pass": MASKED, "a": "1"}}, {"params": {"pass": "x", "a": "1"}}, "always", ["params.pass"]),
    ({"secret": "s"}, {"secret": "s"}, "always", []),
    # a placeholder says nothing
    ({"secret": "s"}, {"secret": "<secret:a>"}, "always", []),
    ({}, {"password": "<secret:a>"}, "always", []),
    ({"content": {"password": MASKED}}, {"content": {"password": "<secret:a>"}}, "always", []),
    ({"params": {"a": "1"}}, {"params": {"pass": "<secret:a>"}}, "always", []),
    ({"content": {"host": "h", "auth": {"user": "u"}}}, {"content": {"auth": {}}}, "always", ["content.auth"]),
]


@pytest.mark.parametrize(("have", "want", "policy", "changed"), UNREADABLE)
def test_secrets_that_cannot_be_compared(have: dict, want: dict, policy: str, changed: list[str]) -> None:
    made = plan(THING, {"name": "a", **have}, {"name": "a", **want}, update_secrets=policy)
    assert list(made.changed) == changed
    assert made.writes is bool(changed)


def test_a_secret_goes_along_when_something_else_changes() -> None:
    have = {"name": "a", "content": {"host": "h", "password": MASKED}}
    made = plan(THING, have, {"name": "a", "content": {"host": "i", "password": "x"}})
    assert made.changed == ("content.host",)
    assert made.values["content"] == {"host": "i", "password": "x"}


def test_a_placeholder_is_not_sent() -> None:
    have = {"name": "a", "content": {"host": "h", "password": MASKED}, "secret": "s"}
    want = {"name": "a", "content": {"host": "i", "password": "<secret:p>"}, "secret": "<secret:s>"}
    made = plan(THING, have, want)
    assert made.values["content"] == {"host": "i", "password": MASKED}
    assert made.values["secret"] == "s"


def test_creation_carries_what_was_given() -> None:
    want = {"name": "a", "needed": "n", "password": "pw", "content": {"host": "h", "password": "pw"}}
    made = plan(THING, None, want)
    assert (made.action, made.problems) == (CREATE, ())
    assert made.values == want
    assert made.before == {}
    assert made.after == {**want, "password": HIDDEN, "content": {"host": "h", "password": HIDDEN}}


def test_creation_names_all_that_is_missing() -> None:
    want = {"name": "a", "password": "<secret:p>", "content": {"password": "<secret:q>"}}
    how = "with secrets (roma_secrets or restore_secrets)"
    assert plan(THING, None, want).problems == (
        ("needed", "is needed to create thing a"),
        ("password", f"the secret has no value: give the one of p {how}"),
        ("content.password", f"the secret has no value: give the one of q {how}"),
    )


def test_deletion() -> None:
    have = {"name": "a", "remark": "r", "secret": "s"}
    made = plan(THING, have, {"name": "a"}, state="absent")
    assert made.action == DELETE
    assert made.before == {"name": "a", "remark": "r", "secret": HIDDEN}
    assert made.after == {}
    assert not plan(THING, None, {"name": "a"}, state="absent").writes


def test_what_cannot_be_changed_is_a_problem() -> None:
    made = plan(THING, {"name": "a", "fixed": "x"}, {"name": "a", "fixed": "y"})
    assert made.problems == (("fixed", "cannot be changed from 'x' on an existing thing"),)
    assert plan(THING, {"name": "a", "fixed": "x"}, {"name": "a", "fixed": "x"}).problems == ()


def test_omitted_options_keep_their_values() -> None:
    have = {
        "name": "a",
        "remark": "r",
        "content": {"host": "h", "port": "1", "auth": {"user": "u", "method": "m"}},
        "members": [{"user": "x", "note": "n", "roles": ["a"]}],
    }
    want = {"name": "a", "content": {"port": "2", "auth": {"method": "o"}}, "members": [{"user": "x", "roles": ["b"]}]}
    assert plan(THING, have, want).values == {
        "name": "a",
        "remark": "r",
        "content": {"host": "h", "port": "2", "auth": {"user": "u", "method": "o"}},
        "members": [{"user": "x", "note": "n", "roles": ["b"]}],
    }


MERGED = [
    ("remark", "a", "b", "b"),
    ("schema", {"a": 1}, {"b": 2}, {"b": 2}),
    ("tags", ["a"], ["b"], ["b"]),
    ("content", {"host": "h"}, {"port": "1"}, {"host": "h", "port": "1"}),
    ("content", None, {"port": "1"}, {"port": "1"}),
    ("content", {"host": "h"}, {}, {}),
    ("params", {"a": "1"}, {"b": "2"}, {"a": "1", "b": "2"}),
    ("members", [{"user": "x", "note": "n"}], [{"user": "x"}], [{"user": "x", "note": "n"}]),
    ("members", [{"user": "x", "note": "n"}], [{"user": "y"}], [{"user": "y"}]),
    ("members", [{"user": "x"}], [], []),
    ("members", None, [{"user": "x"}], [{"user": "x"}]),
]


@pytest.mark.parametrize(("name", "have", "want", "merged"), MERGED)
def test_what_is_given_lies_over_what_is_there(name: str, have: object, want: object, merged: object) -> None:
    assert merge(THING.by_name[name], have, want) == merged


def test_a_diff_speaks_of_managed_options_in_the_given_form() -> None:
    have = {
        "name": "a",
        "remark": "r",
        "tags": ["x", "y"],
        "upper": "ABC",
        "content": {"host": "h", "port": "1", "password": MASKED},
        "secret": "s",
    }
    want = {
        "name": "a",
        "tags": ["y", "x"],
        "upper": "abc",
        "content": {"port": "2", "password": "p"},
        "secret": "t",
    }
    made = plan(THING, have, want)
    assert made.before == {
        "name": "a",
        "tags": ["y", "x"],
        "upper": "abc",
        "content": {"port": "1", "password": HIDDEN},
        "secret": HIDDEN,
    }
    assert made.after == {
        "name": "a",
        "tags": ["y", "x"],
        "upper": "abc",
        "content": {"port": "2", "password": HIDDEN},
        "secret": f"{HIDDEN} (changed)",
    }


@pytest.mark.parametrize(
    ("have", "want", "before", "after"),
    [
        ({}, {"remark": "x"}, None, "x"),
        ({"remark": "x"}, {"remark": ""}, "x", ""),
        ({"members": [{"user": "x"}]}, {"members": []}, [{"user": "x"}], []),
        ({"steps": ["b"]}, {"steps": ["a"]}, ["b"], ["a"]),
        ({"content": {"host": "h"}}, {"content": {}}, {"host": "h"}, {}),
    ],
)
def test_a_diff_shows_both_sides(have: dict, want: dict, before: object, after: object) -> None:
    (name,) = want
    made = plan(THING, {"name": "a", **have}, {"name": "a", **want})
    assert (made.before[name], made.after[name]) == (before, after)


def test_no_secret_stands_in_a_plan_that_is_printed() -> None:
    made = plan(THING, {"name": "a", "secret": "canary1"}, {"name": "a", "secret": "canary2", "password": "canary3"})
    assert "canary" not in repr(made)
    assert "canary" not in repr(plan(THING, None, {"name": "a", "secret": "canary1"}))


def test_a_secret_that_may_not_change_is_not_told() -> None:
    thing = Resource(
        kind="things",
        name="thing",
        title="thing",
        description="",
        identity=("name",),
        fields=(Field("name", ""), Field("secret", "", secret=Secret(), change=FIXED)),
        collection="/things",
    )
    made = plan(thing, {"name": "a", "secret": "canary1"}, {"name": "a", "secret": "canary2"})
    assert [path for path, _why in made.problems] == ["secret"]
    assert "canary" not in repr(made)


def test_secrets_in_a_keyed_list() -> None:
    field = Field(
        "users",
        "",
        type="list",
        compare="keyed",
        key="name",
        fields=(Field("name", ""), Field("password", "", secret=Secret("no")), Field("note", "")),
    )
    have, want = [{"name": "x"}], [{"name": "x", "password": "p"}]
    assert differences(field, have, want, "users", "on_create") == []
    assert differences(field, have, want, "users", "always") == ["users[x].password"]
