# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Offline validation: what is converted, and what users read when something is wrong."""

from __future__ import annotations

import pytest
from ansible_collections.roma.connect.plugins.module_utils._planning._check import (
    Problems,
    check_entry,
    check_values,
    misplaced,
    suggest,
)
from ansible_collections.roma.connect.plugins.module_utils._spec._field import Change, Field, Limits, Secret
from ansible_collections.roma.connect.plugins.module_utils._spec._resource import Resource, Rules

NO_TEXT = "put it in quotes if it is meant as a text"

# type, given, result
CONVERTED = [
    ("str", "a", "a"),
    ("str", 5, "5"),
    ("str", "", ""),
    ("bool", True, True),
    ("bool", "yes", True),
    ("bool", "True", True),
    ("bool", "on", True),
    ("bool", 1, True),
    ("bool", "no", False),
    ("bool", "off", False),
    ("bool", 0, False),
    ("int", 5, 5),
    ("int", "5", 5),
    ("int", "-5", -5),
    ("list", ["a"], ["a"]),
    ("list", ("a", "b"), ["a", "b"]),
    ("list", [], []),
    ("dict", {"any": 1}, {"any": 1}),
    ("raw", 1.5, 1.5),
]


@pytest.mark.parametrize(("kind", "given", "result"), CONVERTED)
def test_values_get_their_declared_type(kind: str, given: object, result: object) -> None:
    problems = Problems()
    (value,) = check_values([Field("a", "", type=kind)], {"a": given}, "", problems).values()
    assert problems == []
    assert value == result
    assert type(value) is type(result)


def test_what_a_set_holds_twice_counts_once() -> None:
    fields = [Field("a", "", type="list", compare=compare) for compare in ("set", "ordered")]
    assert [check_values([f], {"a": ["x", "y", "x"]}, "", Problems())["a"] for f in fields] == [
        ["x", "y"],
        ["x", "y", "x"],
    ]


# type, given, sentence
REFUSED = [
    ("str", True, f"a: must be a text, not a truth value; {NO_TEXT}"),
    ("str", 1.5, f"a: must be a text, not a number with a fraction; {NO_TEXT}"),
    ("str", ["x"], f"a: must be a text, not a list; {NO_TEXT}"),
    ("str", {"x": 1}, f"a: must be a text, not a mapping; {NO_TEXT}"),
    ("str", object(), f"a: must be a text, not this type; {NO_TEXT}"),
    ("bool", "perhaps", "a: must be true or false, not a text"),
    ("bool", 2, "a: must be true or false, not a number"),
    ("bool", [], "a: must be true or false, not a list"),
    ("int", "five", "a: must be a whole number, not a text"),
    ("int", "1.5", "a: must be a whole number, not a text"),
    ("int", 1.5, "a: must be a whole number, not a number with a fraction"),
    ("int", True, "a: must be a whole number, not a truth value"),
    ("list", "x", "a: must be a list, not a text"),
    ("list", {"x": 1}, "a: must be a list, not a mapping"),
    ("dict", ["x"], "a: must be a mapping, not a list"),
    ("dict", "x", "a: must be a mapping, not a text"),
]


@pytest.mark.parametrize(("kind", "given", "sentence"), REFUSED)
def test_other_types_are_refused(kind: str, given: object, sentence: str) -> None:
    problems = Problems()
    check_values([Field("a", "", type=kind)], {"a": given}, "", problems)
    assert problems == [sentence]


PERSON = (
    Field("name", "", required=True),
    Field("port", "", limits=Limits(pattern=r"\d{1,5}", help="a port number")),
    Field("roles", "", type="list", elements="str", choices=("read", "admin")),
)
ROLES = Field("roles", "", choices=("read", "write", "admin"))
LISTED = Field("people", "", type="list", elements="dict", compare="keyed", key="name", fields=PERSON)
CONTENT = Field("content", "", type="dict", fields=(*PERSON, LISTED))

# field, value, sentences
WRONG = [
    (ROLES, "raed", ["""roles: 'raed' is not one of the choices; did you mean "read"?"""]),
    (ROLES, "xyz", ["roles: 'xyz' is not one of the choices; known are: read, write, admin"]),
    (
        Field("level", "", type="int", choices=(0, 1, 3)),
        2,
        ["level: 2 is not one of the choices; known are: 0, 1, 3"],
    ),
    (
        Field("mode", "", choices=("a", "b"), required=True),
        "",
        ["mode: must not be empty"],
    ),
    (PERSON[1], "80a", ["port: '80a' is not allowed: a port number"]),
    (PERSON[1], "123456", ["port: '123456' is not allowed: a port number"]),
    (Field("n", "", limits=Limits(3, 5)), "ab", ["n: 'ab' has 2 characters, 3 to 5 are allowed"]),
    (Field("n", "", limits=Limits(3, 5)), "abcdef", ["n: 'abcdef' has 6 characters, 3 to 5 are allowed"]),
    (Field("n", "", limits=Limits(minimum=3)), "ab", ["n: 'ab' has 2 characters, at least 3 are allowed"]),
    (Field("n", "", limits=Limits(maximum=1)), "ab", ["n: 'ab' has 2 characters, at most 1 are allowed"]),
    (Field("n", "", required=True, limits=Limits(minimum=1)), "", ["n: must not be empty"]),
    (Field("n", "", type="int", limits=Limits(1, 9)), 0, ["n: 0 is out of range, 1 to 9 is allowed"]),
    (Field("n", "", type="int", limits=Limits(1, 9)), "10", ["n: 10 is out of range, 1 to 9 is allowed"]),
    (
        Field("steps", "", type="list", limits=Limits(maximum=1)),
        [1, 2],
        ["steps: has 2 entries, at most 1 are allowed"],
    ),
    (
        LISTED,
        [{"name": "x"}, {"name": "y"}, {"name": "x"}],
        ["people: has two entries with name x"],
    ),
    (LISTED, [{"port": "1"}], ["people[0].name: is required"]),
    (LISTED, ["x"], ["people[0]: must be a mapping, not a text"]),
    (
        LISTED,
        [{"name": "x"}, {"name": "y", "roles": ["admn"]}],
        ["""people[1].roles[0]: 'admn' is not one of the choices; did you mean "admin"?"""],
    ),
    (
        CONTENT,
        {"name": "x", "people": [{"name": "y", "port": "p", "extra": 1}], "prot": 1},
        [
            "content.people[0].port: 'p' is not allowed: a port number",
            "content.people[0].extra: unknown option; known are: name, port, roles",
            """content.prot: unknown option; did you mean "port"?""",
        ],
    ),
    (CONTENT, {"port": "1"}, ["content.name: is required"]),
    # an empty value takes away what there is, if that is possible
    (ROLES, "", ["roles: cannot be cleared; leave it out to keep what there is"]),
    (PERSON[1], "", ["port: cannot be cleared; leave it out to keep what there is"]),
    (Field("n", "", limits=Limits(minimum=3)), "", ["n: cannot be cleared; leave it out to keep what there is"]),
    (Field("n", "", on_create=True), "", ["n: must not be empty"]),
    (Field("n", "", change=Change(clearable=False)), "", ["n: cannot be cleared; leave it out to keep what there is"]),
    (
        Field("l", "", type="list", change=Change(clearable=False)),
        [],
        ["l: cannot be cleared; leave it out to keep what there is"],
    ),
    (Field("d", "", type="dict", on_create=True), {}, ["d: must not be empty"]),
    (Field("l", "", type="list", elements="str"), ["a", ""], ["l[1]: must not be empty"]),
    # what a secret is, is not repeated
    (
        Field("pw", "", secret=Secret(), limits=Limits(minimum=8)),
        "canary",
        ["pw: the value has 6 characters, at least 8 are allowed"],
    ),
    (
        Field("pw", "", secret=Secret(), limits=Limits(pattern="[a-z]+", help="letters")),
        "canary1",
        ["pw: the value is not allowed: letters"],
    ),
    (Field("pw", "", secret=Secret(), choices=("a",)), "canary", ["pw: the value is not one of the choices"]),
]


@pytest.mark.parametrize(("field", "value", "sentences"), WRONG)
def test_every_problem_has_its_path(field: Field, value: object, sentences: list[str]) -> None:
    problems = Problems()
    check_values([field], {field.name: value}, "", problems)
    assert problems == sentences
    inner = Problems()
    check_values([field], {field.name: value}, "things[3]", inner)
    assert inner == [f"things[3].{sentence}" for sentence in sentences]


# field, value
RIGHT = [
    (ROLES, "read"),
    (Field("n", "", limits=Limits(maximum=3)), ""),  # an empty text clears an option
    (Field("n", "", choices=("a",), change=Change(clearable=True)), ""),
    (Field("n", "", limits=Limits(pattern="[a-z]+"), unset=""), ""),
    (CONTENT, {}),
    (PERSON[1], "8080"),
    (Field("n", "", limits=Limits(3, 5)), "abc"),
    (Field("n", "", limits=Limits(3, 5)), "abcde"),
    (Field("n", "", type="int", limits=Limits(1, 9)), 9),
    (LISTED, []),
    (LISTED, [{"name": "x"}, {"name": "y"}]),
    (CONTENT, {"name": "x", "roles": ["read"]}),
    (Field("pw", "", secret=Secret(), limits=Limits(minimum=30)), "<secret:a>"),
]


@pytest.mark.parametrize(("field", "value"), RIGHT)
def test_what_is_right_is_kept(field: Field, value: object) -> None:
    problems = Problems()
    assert check_values([field], {field.name: value}, "", problems) == {field.name: value}
    assert problems == []


def test_null_counts_as_omitted() -> None:
    problems = Problems()
    assert check_values(PERSON, {"name": None, "port": "1"}, "", problems) == {"port": "1"}
    assert problems == []


def low_is_below_high(values: dict) -> list[tuple[str, str]]:
    low, high = values.get("low", 0), values.get("high", 9)
    return [("low", "is above high")] if isinstance(low, int) and low > high else []


THING = Resource(
    kind="things",
    name="thing",
    title="thing",
    description="",
    identity=("name", "group"),
    fields=(
        Field("name", "", required=True),
        Field("group", "", required=True),
        Field("type", "", required=True),
        Field("low", "", type="int"),
        Field("high", "", type="int"),
    ),
    collection="/things",
    rules=Rules(check=low_is_below_high),
)


@pytest.mark.parametrize(
    ("entry", "present", "sentences"),
    [
        ({"name": "a", "group": "g", "type": "t"}, True, []),
        ({"name": "a", "group": "g"}, True, ["things[0].type: is required for thing"]),
        ({"name": "a", "group": "g"}, False, []),
        ({"name": "a"}, False, ["things[0].group: is required for thing"]),
        ({"name": "a", "group": "g", "type": "t", "low": 5, "high": 3}, True, ["things[0].low: is above high"]),
        ({"name": "a", "group": "g", "low": 5, "high": 3}, False, []),
        (
            {"low": "x", "nmae": "a"},
            True,
            [
                "things[0].low: must be a whole number, not a text",
                """things[0].nmae: unknown option; did you mean "name"?""",
                "things[0].name: is required for thing",
                "things[0].group: is required for thing",
                "things[0].type: is required for thing",
            ],
        ),
    ],
)
def test_entries(entry: dict, present: bool, sentences: list[str]) -> None:
    problems = Problems()
    check_entry(THING, entry, "things[0]", problems, present)
    assert problems == sentences


@pytest.mark.parametrize(
    ("word", "known", "hint"),
    [
        ("datasorces", ["apps", "datasources"], 'did you mean "datasources"?'),
        ("q", ["apps", "tasks"], "known are: apps, tasks"),
        ("q", [], "there is none at all"),
    ],
)
def test_suggestions(word: str, known: list[str], hint: str) -> None:
    assert suggest(word, known) == hint


def test_suggestions_out_of_many() -> None:
    many = [f"x{number}" for number in range(60)]
    assert suggest("orders-59", [*many, "orders-60"]) == 'did you mean "orders-60"?'
    assert suggest("orders", many) == f"known are: {', '.join(many[:50])} and 10 more"


def test_what_ansible_would_turn_into_a_text_is_told() -> None:
    fields = (Field("names", "", type="list", elements="str"), Field("name", ""), Field("size", "", type="int"))
    given = {"names": {"a": 1}, "name": ["a"], "size": ["a"]}  # the last one is refused by Ansible
    assert list(misplaced(fields, given)) == [
        "names: must be a list, not a mapping",
        "name: must be a text, not a list",
    ]
    assert list(misplaced(fields, {"names": ["a", {}]})) == ["names[1]: must be a text, not a mapping"]
