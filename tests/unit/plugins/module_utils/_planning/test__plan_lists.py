# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plans for lists in lists, for entries that are told apart by several members, and for secrets that are made up."""

from __future__ import annotations

import pytest
from ansible_collections.roma.connect.plugins.module_utils._planning._check import Problems, check_value
from ansible_collections.roma.connect.plugins.module_utils._planning._plan import CREATE, UPDATE, plan
from ansible_collections.roma.connect.plugins.module_utils._spec._field import FIXED, Field, Secret, field_at, value_at
from ansible_collections.roma.connect.plugins.module_utils._spec._resource import Resource

INNER = (Field("name", "", required=True), Field("unit", ""), Field("method", "", change=FIXED))
COMMAND = (
    Field("name", "", required=True),
    Field("note", ""),
    Field("sends", "", type="list", elements="dict", compare="keyed", key="name", fields=INNER),
)
TOPIC = (Field("version", "", required=True), Field("name", "", required=True), Field("note", ""))
THING = Resource(
    kind="things",
    name="thing",
    title="thing",
    description="",
    identity=("name",),
    collection="/things",
    fields=(
        Field("name", "", required=True),
        Field("commands", "", type="list", elements="dict", compare="keyed", key="name", fields=COMMAND),
        Field("topics", "", type="list", elements="dict", compare="keyed", key=("version", "name"), fields=TOPIC),
        Field(
            "login",
            "",
            type="dict",
            compare="members",
            fields=(Field("user", ""), Field("password", "", secret=Secret("masked", made_up=True))),
        ),
        Field("token", "", secret=Secret("no")),
    ),
)
HAVE = {
    "name": "a",
    "commands": [
        {"name": "x", "note": "n", "sends": [{"name": "p", "unit": "C", "method": "R"}, {"name": "q"}]},
        {"name": "y"},
    ],
    "topics": [{"version": "1.0", "name": "t", "note": "old"}, {"version": "2.0", "name": "t"}],
}

# want, changed, before, values as they shall be
CHANGES = [
    (
        {"commands": [{"name": "y"}, {"name": "x", "sends": [{"name": "p", "unit": "F"}, {"name": "q"}]}]},
        ["commands[x].sends[p].unit"],
        [{"name": "y"}, {"name": "x", "sends": [{"name": "p", "unit": "C"}, {"name": "q"}]}],
        [
            {"name": "y"},
            {"name": "x", "note": "n", "sends": [{"name": "p", "unit": "F", "method": "R"}, {"name": "q"}]},
        ],
    ),
    (
        {"commands": [{"name": "x", "sends": []}, {"name": "y"}]},
        ["commands[x].sends[p]", "commands[x].sends[q]"],
        [{"name": "x", "sends": HAVE["commands"][0]["sends"]}, {"name": "y"}],
        [{"name": "x", "note": "n", "sends": []}, {"name": "y"}],
    ),
    (
        {"topics": [{"version": "2.0", "name": "t", "note": "new"}]},
        ["topics[1.0/t]", "topics[2.0/t].note"],
        [{"version": "2.0", "name": "t", "note": None}, {"version": "1.0", "name": "t", "note": "old"}],
        [{"version": "2.0", "name": "t", "note": "new"}],
    ),
]


@pytest.mark.parametrize(("want", "changed", "before", "values"), CHANGES)
def test_lists_in_lists(want: dict, changed: list, before: list, values: list) -> None:
    (option,) = want
    made = plan(THING, HAVE, {"name": "a", **want})
    assert (made.action, list(made.changed), made.problems) == (UPDATE, changed, ())
    assert made.before[option] == before
    assert made.after[option] == want[option]
    assert made.values[option] == values


def test_what_is_alike_is_shown_alike() -> None:
    """A diff is about what is given: what was not mentioned must not look like a change."""
    want = {"name": "a", "topics": [{"version": "2.0", "name": "t"}, {"version": "1.0", "name": "t"}], "commands": []}
    made = plan(THING, HAVE, want)
    assert list(made.changed) == ["commands[x]", "commands[y]"]
    assert made.before["topics"] == made.after["topics"] == want["topics"]


@pytest.mark.parametrize(("method", "problems"), [("R", []), ("W", ["commands[x].sends[p].method"])])
def test_what_cannot_be_changed_in_an_entry(method: str, problems: list[str]) -> None:
    sends = [{"name": "p", "unit": "F", "method": method}, {"name": "new", "method": "W"}]
    made = plan(THING, HAVE, {"name": "a", "commands": [{"name": "x", "sends": sends}, {"name": "y"}]})
    assert [path for path, _why in made.problems] == problems
    if problems:
        assert made.problems[0][1] == "cannot be changed from 'R' on an existing thing"


def test_entries_with_the_same_members_are_refused() -> None:
    problems = Problems()
    topics = [{"version": "1.0", "name": "t"}, {"version": "1.1", "name": "t"}, {"version": "1.0", "name": "t"}]
    check_value(THING.by_name["topics"], topics, "topics", problems)
    assert problems == ["topics: has two entries with version and name 1.0/t"]


def test_the_placeholder_of_a_secret_that_is_made_up_is_no_obstacle() -> None:
    want = {"name": "a", "login": {"user": "u", "password": "<secret:p>"}, "token": "<secret:t>"}
    made = plan(THING, None, want)
    sentence = "the secret has no value: give the one of t with secrets (roma_secrets or restore_secrets)"
    assert (made.action, made.problems) == (CREATE, (("token", sentence),))
    assert made.values["login"] == {"user": "u"}
    made = plan(THING, None, {"name": "a", "login": {"password": "<secret:p>"}})
    assert (made.values, made.problems) == ({"name": "a"}, ())
    given = {"name": "a", "login": {"password": "p"}}
    assert plan(THING, None, given).values == given


@pytest.mark.parametrize(
    ("path", "name"), [("name", "name"), ("login.password", "password"), ("commands[12].sends[0].unit", "unit")]
)
def test_a_field_is_found_by_its_path(path: str, name: str) -> None:
    assert field_at(THING.fields, path).name == name


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("name", "a"),
        ("commands[x].sends[p].unit", "C"),
        ("commands[0].sends[0].unit", "C"),
        ("topics[1.0/t].note", "old"),
        ("topics[2.0/t]", {"version": "2.0", "name": "t"}),
        ("topics[2.0/t].note", None),
        ("commands[z].note", None),
        ("login.user", None),
        ("names", None),
    ],
)
def test_a_value_is_found_by_its_path(path: str, value: object) -> None:
    assert value_at(THING.fields, HAVE, path) == value


def test_members_of_free_mappings_are_unknown_fields() -> None:
    assert field_at((Field("params", "", type="dict"),), "params.password") == Field("password", "")


# -- what a new part needs ---------------------------------------------------------------------------------------------

_PART = (Field("host", "", on_create=True), Field("port", ""), Field("inner", "", type="dict", compare="members",
         fields=(Field("mode", "", on_create=True), Field("note", ""))))  # fmt: skip
NEEDY = Resource(
    kind="things",
    name="thing",
    title="thing",
    description="",
    identity=("name",),
    collection="/things",
    fields=(
        Field("name", "", required=True),
        Field("backend", "", type="dict", compare="members", fields=_PART),
        Field("rules", "", type="list", compare="keyed", key="name",
              fields=(Field("name", "", required=True), *_PART)),
    ),
)  # fmt: skip


@pytest.mark.parametrize(
    ("have", "want", "expected"),
    [
        (None, {"backend": {"host": "h"}}, []),
        (None, {"backend": {}}, []),
        (None, {}, []),
        (None, {"backend": {"port": "1"}}, ["backend.host"]),
        (None, {"backend": {"host": "h", "inner": {"note": "n"}}}, ["backend.inner.mode"]),
        (None, {"rules": [{"name": "a", "host": "h"}, {"name": "b"}]}, ["rules[1].host"]),
        ({"backend": {"host": "h"}}, {"backend": {"port": "1"}}, []),
        ({"backend": {"host": "h"}}, {"backend": {"inner": {"note": "n"}}}, ["backend.inner.mode"]),
        ({}, {"backend": {"port": "1"}}, ["backend.host"]),
        ({"rules": [{"name": "a", "host": "h"}]}, {"rules": [{"name": "a", "port": "1"}, {"name": "b"}]},
         ["rules[1].host"]),
    ],
)  # fmt: skip
def test_a_new_part_needs_all_of_its_members(have: dict | None, want: dict, expected: list[str]) -> None:
    found = plan(NEEDY, have if have is None else {"name": "x", **have}, {"name": "x", **want})
    assert [path for path, _why in found.problems] == expected
