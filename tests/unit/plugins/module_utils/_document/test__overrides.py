# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One document becomes that of another instance: other values, other names, and nothing that is not asked for."""

from __future__ import annotations

import copy
import glob
from collections.abc import Callable, Collection
from typing import Any

import pytest
from ansible_collections.roma.connect.plugins.module_utils._base._errors import InputError
from ansible_collections.roma.connect.plugins.module_utils._catalog._registry import RESOURCES
from ansible_collections.roma.connect.plugins.module_utils._document._entries import Entry, parse
from ansible_collections.roma.connect.plugins.module_utils._document._overrides import OVERRIDES, Overrides
from ansible_collections.roma.connect.plugins.module_utils._engine._link import Linker
from ansible_collections.roma.connect.plugins.module_utils._instance._needed import read_for
from ansible_collections.roma.connect.plugins.module_utils._planning._check import Problems, check_values
from ansible_collections.roma.connect.plugins.module_utils._spec._field import Ref
from ansible_collections.roma.connect.plugins.module_utils._spec._references import references
from ansible_collections.roma.connect.tests.unit.generator import Generator
from ansible_collections.roma.connect.tests.unit.service import Service
from ansible_collections.roma.connect.tests.unit.transport import FakeClient

DOCUMENT: dict[str, Any] = {
    "apps": [{"name": "orders", "remark": "r"}, {"name": "billing"}],
    "app_secrets": [{"app": "orders", "secret": "<secret:app_secrets/orders/secret>"}],
    "environments": [{"name": "STAGE"}],
    "api_groups": [{"name": "api-1", "app": "orders"}, {"name": "api-1", "app": "billing"},
                   {"name": "api-2", "app": "orders"}],
    "env_variables": [
        {"name": "host", "environment": "STAGE", "group": "api-2", "value": "a:80"},
        {"name": "host", "environment": "STAGE", "group": "api-1", "group_app": "billing", "value": "b:80"},
    ],
    "datasources": [
        {"name": "db", "app": "orders", "type": "MYSQL", "description": "d",
         "content": {"mode": "default", "host": "h", "port": "1", "database_name": "d", "user_name": "u",
                     "password": "<secret:p>", "mysql_timeout": 20}},
        {"name": "db", "app": "billing", "type": "KAFKA", "content": {"broker": "k:1", "ssl_enable": False}},
    ],
    "tasks": [{"name": "copy", "type": "realtime", "source": "db", "source_app": "orders", "target": "db",
               "target_app": "billing"}],
    "topics": [{"name": "placed", "app": "orders",
                "access_policies": [{"app": "orders", "access_policy": "pub"},
                                    {"app": "billing", "access_policy": "sub"}]}],
}  # fmt: skip


def overridden(*overrides: dict[str, Any], document: dict[str, Any] | None = None, secrets: Any = None) -> list[Entry]:
    problems = Problems()
    checked = check_values((OVERRIDES,), {"overrides": list(overrides)}, "", problems)
    assert problems == []
    return parse(copy.deepcopy(document or DOCUMENT), secrets, Overrides(checked["overrides"]))


def problems_of(*overrides: dict[str, Any]) -> list[str]:
    with pytest.raises(InputError) as caught:
        overridden(*overrides)
    return list(caught.value.problems)


def values(entries: list[Entry], kind: str) -> list[dict[str, Any]]:
    return [entry.values for entry in entries if entry.kind == kind]


def test_of_a_mapping_the_given_members_are_set() -> None:
    where = {"kind": "datasources", "name": "db", "app": "ord*"}
    changed = overridden({"where": where, "set": {"content": {"host": "other"}}, "remove": ["description"]})
    first, second = values(changed, "datasources")
    before, untouched = values(parse(DOCUMENT), "datasources")
    assert first == {**{k: v for k, v in before.items() if k != "description"},
                     "content": {**before["content"], "host": "other"}}  # fmt: skip
    assert second == untouched


def test_members_can_be_left_out() -> None:
    changed = overridden({"where": {"kind": "datasources", "app": "orders"}, "remove": ["content.mysql_timeout"]})
    assert "mysql_timeout" not in values(changed, "datasources")[0]["content"]
    assert values(changed, "datasources")[0]["content"]["host"] == "h"


def test_those_that_are_made_later_win() -> None:
    where = {"kind": "apps", "name": "orders"}
    changed = overridden({"where": where, "set": {"remark": "1"}}, {"where": where, "set": {"remark": "2"}})
    assert values(changed, "apps")[0]["remark"] == "2"


def test_a_new_name_is_followed_by_what_refers_to_it_and_by_what_tells_apart() -> None:
    changed = overridden(
        {"where": {"kind": "apps"}, "rename": "*-stage"},
        {"where": {"kind": "api_groups", "app": "billing"}, "rename": "invoices"},
    )
    assert [entry.name for entry in changed if entry.kind == "apps"] == ["orders-stage", "billing-stage"]
    assert [(group["name"], group["app"]) for group in values(changed, "api_groups")] == [
        ("api-1", "orders-stage"), ("invoices", "billing-stage"), ("api-2", "orders-stage"),
    ]  # fmt: skip
    first, second = values(changed, "env_variables")
    assert first["group"] == "api-2"
    assert (second["group"], second["group_app"]) == ("invoices", "billing-stage")
    (task,) = values(changed, "tasks")
    assert (task["source_app"], task["target_app"]) == ("orders-stage", "billing-stage")
    (topic,) = values(changed, "topics")
    assert [policy["app"] for policy in topic["access_policies"]] == ["orders-stage", "billing-stage"]
    (secret,) = values(changed, "app_secrets")
    assert secret == {"app": "orders-stage", "secret": "<secret:app_secrets/orders/secret>"}


def test_names_in_values_are_those_of_the_document() -> None:
    where = {"kind": "datasources", "app": "orders"}
    changed = overridden({"where": where, "set": {"app": "billing"}, "rename": "other"},
                         {"where": {"kind": "apps"}, "rename": "*2"})  # fmt: skip
    assert (values(changed, "datasources")[0]["name"], values(changed, "datasources")[0]["app"]) == (
        "other",
        "billing2",
    )
    assert values(changed, "tasks")[0]["source"] == "other"


def test_references_follow_what_is_moved_without_a_new_name() -> None:
    where = {"kind": "datasources", "app": "orders"}
    document = {**DOCUMENT, "datasources": DOCUMENT["datasources"][:1]}
    document["tasks"] = [{**DOCUMENT["tasks"][0], "target_app": "orders"}]
    (task,) = values(overridden({"where": where, "set": {"app": "billing"}}, document=document), "tasks")
    assert (task["source_app"], task["target_app"]) == ("billing", "billing")


API = {"name": "create", "group": "api-2", "type": "private", "protocol": "HTTPS", "method": "GET", "path": "/",
       "auth_type": "APP", "mock_backend": {"result_content": "x"}}  # fmt: skip


def test_what_tells_apart_follows_through_what_does_not_say_it() -> None:
    """The API does not say to which application its group belongs; who may call it does."""
    right = {"app": "billing", "api": "create", "group": "api-2", "group_app": "orders", "environment": "STAGE"}
    document = {**DOCUMENT, "apis": [API], "app_authorizations": [right]}
    changed = overridden(
        {"where": {"kind": "apps", "name": "orders"}, "rename": "sales"},
        {"where": {"kind": "api_groups", "name": "api-2"}, "rename": "api-9"},
        document=document,
    )
    (right,) = values(changed, "app_authorizations")
    assert (right["group"], right["group_app"], right["app"]) == ("api-9", "sales", "billing")
    assert "group_app" not in values(changed, "apis")[0]


def test_an_empty_text_tells_what_belongs_to_nothing() -> None:
    document = {**DOCUMENT, "api_groups": [{"name": "api", "app": "orders"}, {"name": "api"}], "env_variables": [
        {"name": "host", "environment": "STAGE", "group": "api", "group_app": app, "value": "a:80"}
        for app in ("", "orders")]}  # fmt: skip
    changed = overridden({"where": {"kind": "api_groups", "app": ""}, "rename": "global"}, document=document)
    assert [group["name"] for group in values(changed, "api_groups")] == ["api", "global"]
    assert [(v["group"], v["group_app"]) for v in values(changed, "env_variables")] == [
        ("global", ""),
        ("api", "orders"),
    ]


def test_an_empty_pattern_is_not_all() -> None:
    """It comes from a variable that is empty by mistake."""
    assert problems_of({"where": {"kind": "apps", "name": ""}, "skip": True})[0].startswith("overrides[0].where: ")
    assert problems_of({"where": {"kind": "apps", "app": ""}, "skip": True})[0].startswith("overrides[0].where: ")


@pytest.mark.parametrize("name", [None, "", {"x": 1}, ["orders"]])
def test_what_has_no_name_does_not_get_one(name: Any) -> None:
    with pytest.raises(InputError, match=r"apps\[2\]\.name: ") as caught:
        overridden({"where": {"kind": "apps"}, "rename": "*-stage"},
                   document={**DOCUMENT, "apps": [*DOCUMENT["apps"], {"name": name}]})  # fmt: skip
    assert len(caught.value.problems) == 1


def test_an_empty_mapping_takes_away_all_members() -> None:
    document = {**DOCUMENT, "tasks": [{**DOCUMENT["tasks"][0], "detail": {"a": {"b": 1, "c": 2}, "d": 3}}]}
    where = {"kind": "tasks"}
    for override, detail in (
        ({"set": {"detail": {"a": {"b": 2}}}}, {"a": {"b": 2, "c": 2}, "d": 3}),
        ({"set": {"detail": {"a": {}}}}, {"a": {}, "d": 3}),
        ({"remove": ["detail.a.c"]}, {"a": {"b": 1}, "d": 3}),
        ({"remove": ["detail.x.y"]}, {"a": {"b": 1, "c": 2}, "d": 3}),
    ):
        assert values(overridden({"where": where, **override}, document=document), "tasks")[0]["detail"] == detail


def test_secrets_of_what_is_left_out_may_be_given() -> None:
    """One file of secrets serves all stages. A name that nothing has is a mistake as ever."""
    where = {"kind": "datasources", "app": "orders"}
    override = {"where": where, "set": {"content": {"password": "<secret:q>"}}}
    assert values(overridden(override, secrets={"p": "1", "q": "2"}), "datasources")[0]["content"]["password"] == "2"
    overridden({"where": where, "skip": True}, {"where": {"kind": "tasks"}, "skip": True}, secrets={"p": "1"})
    with pytest.raises(InputError, match=r"secrets\.other: no placeholder"):
        overridden({"where": where, "skip": True}, secrets={"other": "1"})


def test_what_is_skipped_is_not_there() -> None:
    changed = overridden({"where": {"kind": "tasks"}, "skip": True}, {"where": {"kind": "topics"}, "skip": True})
    assert not {"tasks", "topics"} & {entry.kind for entry in changed}


def test_a_secret_is_given_by_a_placeholder_of_its_own() -> None:
    where = {"kind": "datasources", "app": "orders"}
    override = {"where": where, "set": {"content": {"password": "<secret:on stage>"}}}
    changed = overridden(override, secrets={"on stage": "s"})
    assert values(changed, "datasources")[0]["content"]["password"] == "s"


def test_everything_that_is_wrong_is_told_at_once_and_no_secret_is() -> None:
    told = problems_of(
        {"where": {"kind": "apps", "name": "oders"}, "set": {"remark": "x"}},
        {"where": {"kind": "datasources"}, "set": {"content": {"hots": "x", "password": "canary"}}},
        {"where": {"kind": "apps"}, "remove": ["remrak", "members.name", "name.x", "app"]},
        {"where": {"kind": "apps"}},
        {"where": {"kind": "app_secrets"}, "rename": "x"},
        {"where": {"kind": "apps"}, "set": {"name": "x"}},
        {"where": {"kind": "products"}, "set": {"description": "x"}},
        {"where": {"kind": "products"}, "set": {"description": "x"}, "optional": True},
    )
    assert [line.partition(": ")[0] for line in told] == [
        "overrides[0].where",
        "overrides[1].set.content.hots",
        "overrides[1].set.content.password",
        *(f"overrides[2].remove[{index}]" for index in range(4)),
        "overrides[3]",
        "overrides[4].rename",
        "overrides[5].set.name",
        "overrides[6].where",
    ]
    assert 'did you mean "orders"?' in told[0]
    assert "canary" not in "".join(told)


def test_two_entries_must_not_get_one_name() -> None:
    same = "gives apps[1] and apps[0] the same name"
    for rule, name in (({"where": {"kind": "apps"}, "rename": "one"}, "one"),
                       ({"where": {"kind": "apps", "name": "billing"}, "rename": "orders"}, "orders")):  # fmt: skip
        assert problems_of(rule) == [f"overrides[0].rename: {same}, {name!r}"]
    # they are told apart by something else
    overridden({"where": {"kind": "api_groups", "app": "orders"}, "rename": "one", "optional": True},
               document={**DOCUMENT, "api_groups": DOCUMENT["api_groups"][:2], "env_variables": []})  # fmt: skip


@pytest.mark.parametrize(("kind", "option"), [("apps", "name"), ("datasources", "app"), ("env_variables", "group")])
def test_what_is_required_cannot_be_left_out(kind: str, option: str) -> None:
    told = problems_of({"where": {"kind": kind}, "remove": [option]})
    assert told == [f"overrides[0].remove[0]: {option} is required: what has none could not be applied"]


def test_it_is_said_when_it_is_not_clear_what_a_reference_names() -> None:
    document = {**DOCUMENT, "env_variables": [{"name": "host", "environment": "STAGE", "group": "api-1", "value": "a"}]}
    with pytest.raises(InputError, match=r"env_variables\[0\]\.group: names one of several api_groups"):
        overridden({"where": {"kind": "api_groups", "app": "billing"}, "rename": "x"}, document=document)


def contents(entries: list[Entry]) -> list[Any]:
    return [(entry.kind, entry.values) for entry in entries]


#: Of these a new name is one character too long now and then.
RENAMED = {r.kind for r in RESOURCES if not isinstance(r.by_name[r.identity[0]], Ref)} - {"dictionaries"}


def renaming(
    entries: list[Entry], change: Callable[[str], str], kinds: Collection[str] = RENAMED
) -> list[dict[str, Any]]:
    """Rename everything whose name may be a bit longer."""
    names = {(entry.kind, entry.name) for entry in entries if entry.kind in kinds and len(entry.name) < 60}
    return [
        {"where": {"kind": kind, "name": glob.escape(name)}, "rename": change(name)} for kind, name in sorted(names)
    ]


@pytest.mark.parametrize("seed", range(12))
def test_renaming_everything_there_and_back_changes_nothing(seed: int) -> None:
    document = Generator(seed, fewest=1, most=4).document()
    plain = parse(document)
    there = overridden(*renaming(plain, "Z{}".format), document=document)
    held = {(entry.kind, entry.name) for entry in plain}
    new = {(entry.kind, entry.name) for entry in there}
    assert len(new - held) > 10
    for entry in there:
        named = {(ref.kind, name) for _path, ref, _beside, name in references(entry.resource.fields, entry.values)}
        assert not named & (held - new)
    again: dict[str, list[Any]] = {}
    for entry in there:
        again.setdefault(entry.kind, []).append(entry.values)
    back = [rule for rule in renaming(there, lambda name: name[1:]) if rule["rename"] in {name for _kind, name in held}]
    assert contents(overridden(*back, document=again)) == contents(plain)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize(
    "kinds",
    [{"apps"}, {"api_groups"}, {"apis", "datasources"}, {"environments", "topics"}],
    ids=lambda kinds: "-".join(sorted(kinds)),
)
def test_no_reference_is_left_behind_when_some_kinds_are_renamed(seed: int, kinds: set[str]) -> None:
    """On an empty instance everything that is named is in the document, and is the only one of its name."""
    document = Generator(seed, fewest=2, most=4).document()
    plain = parse(document)
    assert linked(plain) == []
    there = overridden(*renaming(plain, "Z{}".format, kinds), document=document)
    assert {entry.kind for entry in there if entry.name.startswith("Z")} >= kinds
    assert linked(there) == []


def linked(entries: list[Entry]) -> list[str]:
    problems = Problems()
    Linker(read_for(FakeClient(Service(RESOURCES)), entries, False), entries, problems).link()
    return problems
