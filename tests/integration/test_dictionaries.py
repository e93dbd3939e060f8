# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Data dictionaries: a hierarchy, entries of the service's own, and a position that some editions do not give back."""

from __future__ import annotations

from typing import Any

from tests.integration.judge import Judge
from tests.integration.playbook import Runner, Task

TREE = [
    {"code": "status new", "name": "New", "parent": "status", "order": 2},
    {"code": "status", "name": "Status"},
    {"code": "status new paid", "name": "New and paid", "parent": "status new"},
]
BELOW_STATUS = "limit=500&offset=0&parent_code=status"


def one(title: str, options: dict[str, Any], **keywords: Any) -> Task:
    return {"name": title, "roma.connect.dictionary": options, **keywords}


def document(title: str, entries: list[dict[str, Any]], **keywords: Any) -> Task:
    return {"name": title, "roma.connect.config": {"document": {"dictionaries": entries}}, **keywords}


def read(title: str) -> Task:
    return {"name": title, "roma.connect.config_info": {"kinds": ["dictionaries"]}, "register": "state"}


def test_a_hierarchy(run: Runner, judge: Judge) -> None:
    result = run(
        [
            document("plan", TREE, check_mode=True),
            document("make", TREE),
            read("read"),
            {"name": "apply", "roma.connect.config": {"document": "{{ state.document }}"}},
            one("move", {"code": "status new paid", "parent": "status"}, ignore_errors=True),
            one("look", {"code": "status new", "parent": "status"}),
            one("taken", {"code": "status", "name": "New and paid"}, ignore_errors=True),
            document(
                "orphan",
                [{"code": "status", "state": "absent"}, {"code": "status new", "order": 1}],
                ignore_errors=True,
            ),
            document("no child", [{"code": "status new paid", "state": "absent"}]),
            one("with all below", {"code": "status", "state": "absent"}, ignore_errors=True),
            document("all", [{"code": code, "state": "absent"} for code in ("status", "status new")]),
        ]
    )
    assert result.writes("plan") == []
    assert [item["path"] for item in result["make"]["results"] if item["status"] == "ok"]
    assert result["read"]["document"]["dictionaries"] == sorted(TREE, key=lambda entry: entry["code"])
    assert not result["apply"].changed
    assert "parent: cannot be changed from 'status new'" in result["move"].msg
    assert [entry["query"] for entry in result.requests("look")] == ["limit=500&offset=0", BELOW_STATUS]
    # it lies further down than what was looked at for the name
    assert "dictionary 'status new paid' has the same name already" in result["taken"].msg
    assert "dictionaries[1].parent: dictionary 'status', which this dictionary refers to" in result["orphan"].msg
    assert "dictionary 'status' cannot be deleted while it has dictionary 'status new'" in result["with all below"].msg
    assert result.writes("with all below") == []
    assert [entry["method"] for entry in result.requests("all", mutating=True)] == ["DELETE", "DELETE"]
    assert judge("dictionaries") == {}


def test_what_the_service_has_made(run: Runner) -> None:
    """It is left alone and out of dumps until somebody changes it, and cannot be deleted."""
    result = run(
        [
            read("untouched"),
            one("delete", {"code": "industry", "state": "absent"}, ignore_errors=True),
            one("change", {"code": "industry", "remark": "what we call industries"}),
            read("changed"),
            {"name": "apply", "roma.connect.config": {"document": "{{ state.document }}"}},
        ]
    )
    assert result["untouched"]["document"]["dictionaries"] == []
    assert "'industry' is built in and cannot be deleted" in result["delete"].msg
    assert result.writes("delete") == []
    (entry,) = result["changed"]["document"]["dictionaries"]
    assert entry == {"code": "industry", "name": "Industry", "remark": "what we call industries"}
    assert not result["apply"].changed


def test_a_position_that_is_not_given_back(run: Runner) -> None:
    """It is compared where it can be; where it cannot, it goes along with what differs."""
    silent = {"name": "silent edition", "emulator": {"switches": {"dictionary_order_readable": False}}}
    talking = {"name": "talking edition", "emulator": {"switches": {"dictionary_order_readable": True}}}
    result = run(
        [
            one("make", {"code": "status", "name": "Status"}),
            one("set", {"code": "status", "order": 5}),
            one("again", {"code": "status", "order": 5}),
            silent,
            one("unknown", {"code": "status", "order": 7}),
            one("along", {"code": "status", "order": 7, "remark": "of orders"}),
            talking,
            one("known", {"code": "status", "order": 7}),
            one("other", {"code": "status", "order": 8}),
        ]
    )
    changed = [result[name].changed for name in ("set", "again", "unknown", "along", "known", "other")]
    assert changed == [True, False, False, True, False, True]
