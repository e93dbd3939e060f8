# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The instance document: everything that is wrong is told at once, without a request."""

from __future__ import annotations

import typing as t
from dataclasses import replace

import pytest
from ansible_collections.roma.connect.plugins.module_utils._base._errors import InputError
from ansible_collections.roma.connect.plugins.module_utils._catalog._registry import RESOURCES
from ansible_collections.roma.connect.plugins.module_utils._document import _entries
from ansible_collections.roma.connect.plugins.module_utils._document._entries import (
    check_together,
    entry_from,
    parse,
    secret_path,
)
from ansible_collections.roma.connect.plugins.module_utils._planning._check import Problems
from ansible_collections.roma.connect.plugins.module_utils._spec._field import Field, Limits, Ref, Secret
from ansible_collections.roma.connect.plugins.module_utils._spec._resource import Resource

APP = Resource(
    kind="apps",
    name="app",
    title="application",
    description="",
    identity=("name",),
    fields=(Field("name", "", required=True), Field("remark", ""), Field("secret", "", secret=Secret())),
    collection="/apps",
)
GROUP = Resource(
    kind="groups",
    name="group",
    title="group",
    description="",
    identity=("name", "app"),
    fields=(
        Field("name", "", required=True, limits=Limits(pattern="[a-z]+", help="letters")),
        Ref("app", "", kind="apps"),
        Ref("above", "", kind="groups"),
        Field("content", "", type="dict", fields=(Field("password", "", secret=Secret()), Field("host", ""))),
    ),
    collection="/groups",
)


@pytest.fixture(autouse=True)
def _catalogue(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_entries, "RESOURCES", (APP, GROUP))
    monkeypatch.setattr(_entries, "BY_KIND", {"apps": APP, "groups": GROUP})


@pytest.mark.parametrize(
    "apps",
    [
        [{"name": "a", "id": "1"}, {"name": "a", "id": "2"}],
        [{"name": "a", "id": "1", "state": "absent"}, {"name": "a"}],
        [{"name": "a"}, {"name": "a", "id": "1", "state": "absent"}, {"name": "a", "id": "2", "state": "absent"}],
    ],
)
def test_ids_tell_apart_what_has_one_name(apps: list) -> None:
    assert [entry.id for entry in parse({"apps": apps})] == [app.get("id", "") for app in apps]


@pytest.mark.parametrize(
    "apps",
    [
        [{"name": "a", "id": "1"}, {"name": "a", "id": "1", "state": "absent"}],
        [{"name": "a", "id": "1"}, {"name": "a"}],  # would be found, or made, beside the one that is meant
        [{"name": "a", "state": "absent"}, {"name": "a", "id": "1"}],
    ],
)
def test_ids_that_do_not_tell_apart(apps: list) -> None:
    assert problems_of({"apps": apps}) == ["apps[1]: declares the application 'a', which apps[0] declares already"]


def problems_of(document: object, secrets: dict | None = None) -> list[str]:
    with pytest.raises(InputError) as caught:
        parse(document, secrets)
    assert str(caught.value) == "; ".join(caught.value.problems)
    assert "canary" not in str(caught.value)
    return caught.value.problems


def test_entries_come_in_the_order_of_dependency() -> None:
    entries = parse({"groups": [{"name": "g", "app": "a"}], "apps": [{"name": "a"}, {"name": "b", "state": "absent"}]})
    assert [(entry.path, entry.name, entry.state) for entry in entries] == [
        ("apps[0]", "a", "present"),
        ("apps[1]", "b", "absent"),
        ("groups[0]", "g", "present"),
    ]
    assert entries[2].kind == "groups"
    assert entries[2].identity == ("g", "a")
    assert entries[2].at("content.host") == "groups[0].content.host"


def test_state_and_id_are_no_values() -> None:
    (entry,) = parse({"apps": [{"name": "a", "state": "absent", "id": 12, "remark": None}]})
    assert (entry.values, entry.state, entry.id) == ({"name": "a"}, "absent", "12")


@pytest.mark.parametrize("document", [{"apps": []}, {"apps": [], "groups": None}, [{}, {"apps": []}]])
def test_nothing_is_declared_on_purpose(document: object) -> None:
    assert parse(document) == []


@pytest.mark.parametrize("document", [{}, [], {"apps": None}, [{}, {"apps": None}], {"read_from": {}}, {"_from": "x"}])
def test_nothing_is_given(document: object) -> None:
    (problem,) = problems_of(document)
    assert problem.startswith("document: declares nothing: no kind is given")


@pytest.mark.parametrize("document", [None, "apps", 5, [5], [{}, "apps"]])
def test_a_document_is_a_mapping(document: object) -> None:
    assert problems_of(document) == ["document: must be a mapping from kinds to lists of entries"]


def test_several_documents_are_one() -> None:
    first = {"read_from": {"id": "i"}, "apps": [{"name": "a"}], "groups": None}
    second = {"_from": "b.yml", "apps": [{"name": "b"}], "groups": [{"name": "g", "app": "a"}]}
    assert [(entry.path, entry.name) for entry in parse([first, {}, second])] == [
        ("document[0]: apps[0]", "a"),
        ("b.yml: apps[0]", "b"),
        ("b.yml: groups[0]", "g"),
    ]
    assert [entry.path for entry in parse([first])] == ["apps[0]"]
    assert problems_of([first, {"_from": "b.yml", "app": [], "apps": {"name": "c"}}]) == [
        """b.yml: app: unknown kind; did you mean "apps"?""",
        "b.yml: apps: must be a list of entries, not a mapping",
    ]


def test_all_problems_are_told_at_once() -> None:
    document = {
        "app": [],
        "apps": [{"name": "a", "nmae": "b"}, "text", {"remark": "r"}, {"name": "c", "state": "gone"}],
        "groups": {"name": "g"},
    }
    assert problems_of(document, {"unused": "x"}) == [
        """app: unknown kind; did you mean "apps"?""",
        "groups: must be a list of entries, not a mapping",
        "apps[1]: must be a mapping of options, not a text",
        """apps[0].nmae: unknown option; did you mean "name"?""",
        "apps[2].name: is required for application",
        "apps[3].state: 'gone' is not one of the choices; known are: present, absent",
        "secrets.unused: no placeholder of the document has this name",
    ]


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (
            {"apps": [{"name": "a"}, {"name": "b"}, {"name": "a", "remark": "other"}]},
            ["apps[2]: declares the application 'a', which apps[0] declares already"],
        ),
        (
            {"apps": [{"name": "1"}, {"name": 1}]},
            ["apps[1]: declares the application '1', which apps[0] declares already"],
        ),
        (
            {"groups": [{"name": "g"}, {"name": "g", "state": "absent"}]},
            ["groups[1]: declares the group 'g', which groups[0] declares already"],
        ),
    ],
)
def test_two_entries_cannot_stand_for_one_object(document: dict, expected: list[str]) -> None:
    assert problems_of(document) == expected


@pytest.mark.parametrize(
    ("document", "secrets", "expected"),
    [
        ({"apps": [{"name": ["a"]}]}, None,
         ["apps[0].name: must be a text, not a list; put it in quotes if it is meant as a text"]),
        ({"apps": [{"name": "a", "state": {"x": "canary"}}]}, None,
         ["apps[0].state: must be a text, not a mapping; put it in quotes if it is meant as a text"]),
        ({"apps": [{"name": "a", "id": ["canary"]}]}, None,
         ["apps[0].id: must be a text, not a list; put it in quotes if it is meant as a text"]),
        ({"apps": [{"name": "a", "state": "gone"}]}, None,
         ["apps[0].state: 'gone' is not one of the choices; known are: present, absent"]),
        ({"apps": [5, None]}, None,
         ["apps[0]: must be a mapping of options, not a number", "apps[1]: must be a mapping of options, not nothing"]),
        ({"apps": [{"name": "a", 5: "b"}]}, None,
         ["apps[0].5: unknown option; known are: name, remark, secret"]),
        ({"apps": [{"name": "a", "remark": "\ud800"}]}, None,
         ["apps[0].remark: holds half of a character (a lone surrogate), which is no text"]),
        ({5: [], "\ud800": []}, None,
         ["5: unknown kind; known are: apps, groups", "\\ud800: unknown kind; known are: apps, groups"]),
        ({"": []}, None, ["'': unknown kind; known are: apps, groups"]),
        ({"apps": []}, "canary", ["secrets: must be a mapping from names to values, not a text"]),
        ({"apps": []}, {"\ud800": "canary"}, ["secrets.\\ud800: this key is no text"]),
        ({"apps": [{"name": "a", "secret": "<secret:x>"}]}, {"x": ["canary"]},
         ["apps[0].secret: must be a text, not a list; put it in quotes if it is meant as a text"]),
        ([{"_from": {"x": "canary"}, "ap": []}, {"_from": "\ud800", "ap": []}], None,
         ["""document[0]: ap: unknown kind; did you mean "apps"?""",
          """document[1]: ap: unknown kind; did you mean "apps"?"""]),
    ],
)  # fmt: skip
def test_any_value_is_told_by_its_path(document: object, secrets: t.Any, expected: list[str]) -> None:
    assert problems_of(document, secrets) == expected


def test_many_problems_stay_readable() -> None:
    with pytest.raises(InputError) as caught:
        parse({"apps": [{"name": "a", "nmae": "b"}] * 2000})
    assert str(caught.value).count("; apps[") == 49
    assert str(caught.value).endswith("; and 3949 more problems")
    assert len(caught.value.problems) == 1000


def test_an_entry_that_names_itself() -> None:
    problems = Problems()
    entry = entry_from(GROUP, {"name": "g", "above": "g"}, "", problems)
    assert entry is not None
    check_together([entry], problems)
    assert problems == ["above: names the group itself"]


def test_an_object_that_is_always_there_has_neither_a_state_nor_an_id() -> None:
    problems = Problems()
    entry_from(replace(APP, singleton=True), {"name": "a", "state": "absent", "id": "5"}, "apps[0]", problems)
    assert [problem.partition(";")[0] for problem in problems] == [
        "apps[0].state: unknown option", "apps[0].id: unknown option"
    ]  # fmt: skip


def test_the_whole_identity_counts() -> None:
    entries = parse({"groups": [{"name": "g"}, {"name": "g", "app": "a"}, {"name": "g", "app": "b"}]})
    assert len(entries) == 3


@pytest.mark.parametrize(
    ("above", "cycle"),
    [
        ({"a": "a"}, {"a"}),
        ({"a": "b", "b": "a"}, {"a", "b"}),
        ({"a": "b", "b": "c", "c": "b"}, {"b", "c"}),
        ({"a": "b", "b": "c", "c": "d", "d": "a", "e": "a"}, {"a", "b", "c", "d"}),
    ],
)
def test_cycles(above: dict[str, str], cycle: set[str]) -> None:
    names = sorted(above)
    (problem,) = problems_of({"groups": [{"name": name, "above": above[name]} for name in names]})
    path, _colon, chain = problem.partition(": the references form a cycle: ")
    paths = chain.split(" -> ")
    assert paths[0] == paths[-1]
    assert path in paths
    assert {names[int(p.removeprefix("groups[").removesuffix("]"))] for p in paths} == cycle


def test_no_cycle() -> None:
    document = {
        "groups": [{"name": "a", "above": "b"}, {"name": "b", "above": "c"}, {"name": "c", "above": "elsewhere"}]
    }
    assert len(parse(document)) == 3


DOCUMENT = {
    "apps": [{"name": "a", "secret": "<secret:one>"}],
    "groups": [{"name": "g", "content": {"host": "<secret:host>", "password": "<secret:two>"}}],
}


def test_secrets_are_put_in_the_place_of_their_placeholders() -> None:
    app, group = parse(DOCUMENT, {"one": "first", "two": "second"})
    assert app.values["secret"] == "first"
    assert group.values["content"] == {"host": "<secret:host>", "password": "second"}
    assert DOCUMENT["apps"][0]["secret"] == "<secret:one>"


def test_placeholders_without_a_secret_stay() -> None:
    app, group = parse(DOCUMENT, {"two": "second"})
    assert app.values["secret"] == "<secret:one>"
    assert group.values["content"]["password"] == "second"


def test_one_secret_may_fill_several_placeholders() -> None:
    document = {"apps": [{"name": name, "secret": "<secret:one>"} for name in ("a", "b")]}
    assert [entry.values["secret"] for entry in parse(document, {"one": "x"})] == ["x", "x"]


def test_secrets_are_checked_like_others() -> None:
    strict = replace(APP, fields=(*APP.fields[:2], Field("secret", "", secret=Secret(), limits=Limits(minimum=8))))
    problems = Problems()
    assert entry_from(strict, {"name": "a", "secret": "canary"}, "", problems) is not None
    assert problems == ["secret: the value has 6 characters, at least 8 are allowed"]


def test_no_value_is_printed() -> None:
    (entry,) = parse({"apps": [{"name": "a", "secret": "canary"}]})
    assert "canary" not in repr(entry)


@pytest.mark.parametrize(
    ("labels", "path"),
    [
        (["a"], "apps/a/secret"),
        (["a", "b"], "apps/a/b/secret"),
        (["a", ""], "apps/a/secret"),
        (["<a>", "b>c"], "apps/_a_/b_c/secret"),
    ],
)
def test_names_of_placeholders(labels: list[str], path: str) -> None:
    assert secret_path("apps", labels, "secret") == path


def test_the_real_catalogue_is_in_the_order_of_dependency() -> None:
    seen: set[str] = set()
    for resource in RESOURCES:
        seen.add(resource.kind)
        assert resource.kinds <= seen, f"{resource.kind} stands before a kind that it refers to"
