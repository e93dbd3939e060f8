# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is different between two documents; what is not known about secrets is never taken for equal."""

from __future__ import annotations

import random
from typing import Any

import pytest
from ansible_collections.roma.connect.plugins.module_utils._catalog._registry import BY_KIND
from ansible_collections.roma.connect.plugins.module_utils._document._comparison import (
    AFTER,
    BEFORE,
    Comparison,
    compare,
)
from ansible_collections.roma.connect.plugins.module_utils._document._entries import Entry, parse

APP: dict[str, Any] = {"name": "orders"}


def compared(before: Any, after: Any, partial: str = "") -> Comparison:
    return compare(*(parse(side) if side else [] for side in (before, after)), partial)


def told(before: Any, after: Any, partial: str = "") -> list[tuple[str, str, tuple[str, ...]]]:
    return [(item.change, item.name, item.options) for item in compared(before, after, partial).differences]


def source(**content: Any) -> dict[str, Any]:
    options = {"name": "db", "app": "orders", "type": "MYSQL"}
    reached = {"mode": "default", "host": "h", "port": "1", "database_name": "d", "user_name": "u"}
    return {"datasources": [{**options, "content": {**reached, **content}}]}


def test_objects_come_and_go() -> None:
    assert told({"apps": [APP]}, None) == [("removed", "orders", ("name",))]
    assert told(None, {"apps": [APP]}) == [("added", "orders", ("name",))]
    assert told({"apps": [APP]}, {"apps": [{"name": "other"}]}) == [
        ("removed", "orders", ("name",)),
        ("added", "other", ("name",)),
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({}, {"remark": ""}),
        ({"favorite": False}, {}),
        (
            {"members": [{"name": "a", "roles": ["read"]}, {"name": "b", "roles": ["read"]}]},
            {"members": [{"name": "b", "roles": ["read"]}, {"name": "a", "roles": ["read"]}]},
        ),
    ],
)
def test_what_is_the_same_in_other_words(one: dict[str, Any], other: dict[str, Any]) -> None:
    for left, right in ((one, other), (other, one)):
        found = compared({"apps": [APP | left]}, {"apps": [APP | right]})
        assert found.differences == []
        assert found.equal == {"apps": 1}


def test_an_option_that_is_left_out_has_its_default_or_is_not_compared() -> None:
    full, short = {"apps": [{**APP, "remark": "intake"}]}, {"apps": [APP]}
    changed = [("changed", "orders", ("remark",))]
    assert told(full, short) == told(short, full) == changed
    assert told(short, full, BEFORE) == told(full, short, AFTER) == []
    assert told(full, short, BEFORE) == told(short, full, AFTER) == changed


def test_what_is_declared_absent_is_not_there() -> None:
    gone = {"apps": [{**APP, "state": "absent"}]}
    assert told(gone, None) == told(None, gone) == []
    assert told(gone, {"apps": [APP]}, BEFORE) == [("added", "orders", ("name",))]
    assert told({"apps": [APP]}, gone, AFTER) == [("removed", "orders", ("name",))]


@pytest.mark.parametrize("partial", ["", BEFORE, AFTER])
def test_secrets_are_compared_only_where_both_are_known(partial: str) -> None:
    known, other = source(password="canary-one"), source(password="canary-two")
    named = source(password="<secret:datasources/db/orders/content.password>")
    same = compared(known, known, partial)
    assert (same.differences, same.unknown_secrets, same.secrets_compared) == ([], [], 1)
    assert told(known, other, partial) == [("changed", "db/orders", ("content.password",))]
    assert "canary" not in repr(compared(known, other, partial))
    for before, after, unknown in (
        (known, named, (AFTER,)),
        (named, known, (BEFORE,)),
        (named, named, (BEFORE, AFTER)),
    ):
        unsure = compared(before, after, partial)
        assert unsure.differences == []
        assert [(item.option, item.unknown) for item in unsure.unknown_secrets] == [("content.password", unknown)]
        assert unsure.secrets_compared == 0
    assert "canary" not in repr(compared(known, None, partial))


def test_names_that_one_side_leaves_out_do_not_make_two_objects() -> None:
    short, orders, stock = (
        [Entry(BY_KIND["datasources"], "", {"name": "db", **beside})]
        for beside in ({}, {"app": "orders"}, {"app": "stock"})
    )
    assert compare(short, orders).differences == compare(orders, short).differences == []
    assert {item.change for item in compare(orders, stock).differences} == {"removed", "added"}
    assert len(compare(short, orders + stock).differences) == 3


def test_a_comparison_with_itself_is_empty_and_one_turned_round_says_the_opposite() -> None:
    chance = random.Random(7)
    opposite = {"added": "removed", "removed": "added", "changed": "changed"}
    for _ in range(200):
        sides = [
            {
                "apps": [
                    {"name": name, "remark": chance.choice(["", "x", "y"])} for name in "abcd" if chance.random() < 0.6
                ]
            }
            for _side in range(2)
        ]
        one, other = sides
        assert told(one, one) == []
        turned = {(opposite[change], name) for change, name, _options in told(other, one)}
        assert turned == {(change, name) for change, name, _options in told(one, other)}
