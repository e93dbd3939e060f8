# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plans for free mappings of which only a part is given, for options that exclude one another, and for new objects."""

from __future__ import annotations

import pytest
from ansible_collections.roma.connect.plugins.module_utils._planning._check import Problems, check_value
from ansible_collections.roma.connect.plugins.module_utils._planning._plan import CREATE, NONE, UPDATE, plan
from ansible_collections.roma.connect.plugins.module_utils._spec._field import Change, Field
from ansible_collections.roma.connect.plugins.module_utils._spec._options import option_docs
from ansible_collections.roma.connect.plugins.module_utils._spec._resource import Resource, Rules

WHEN = (
    Field("unit", "", change=Change(replaces=("cron",))),
    Field("every", "", type="int", change=Change(replaces=("cron",))),
    Field("cron", "", change=Change(replaces=("unit", "every"))),
    Field("note", ""),
)
JOB = Resource(
    kind="jobs",
    name="job",
    title="job",
    description="",
    identity=("name",),
    collection="/jobs",
    rules=Rules(check_new=lambda values: () if "detail" in values else [("detail", "is missed")]),
    fields=(
        Field("name", "", required=True),
        Field("detail", "", type="dict", compare="subset"),
        Field("when", "", type="dict", compare="members", fields=WHEN),
    ),
)
DETAIL = {"a": 1, "b": {"x": 1, "y": [], "z": "t"}, "rows": [{"k": 1, "more": 2}, {"k": 3}], "no": False, "none": None}


@pytest.mark.parametrize(
    "want",
    [
        {},
        {"detail": {"a": 1}},
        {"detail": {"b": {"x": 1}}},
        {"detail": {"b": {"y": {}}, "none": "", "unknown": []}},
        {"detail": {"rows": [{"k": 1}, {"k": 3}]}},
        {"detail": {"no": False}},
        {"detail": DETAIL},
    ],
)
def test_what_is_there_is_enough(want: dict) -> None:
    assert plan(JOB, {"name": "n", "detail": DETAIL}, {"name": "n", **want}).action == NONE


# want, before, detail as it shall be
CHANGES = [
    ({"a": 2}, {"a": 1}, {**DETAIL, "a": 2}),
    ({"new": 0}, {"new": None}, {**DETAIL, "new": 0}),
    ({"none": False}, {"none": None}, {**DETAIL, "none": False}),
    ({"b": {"x": 2, "z": "t"}}, {"b": {"x": 1, "z": "t"}}, {**DETAIL, "b": {"x": 2, "y": [], "z": "t"}}),
    ({"b": {}}, {"b": DETAIL["b"]}, {**DETAIL, "b": {}}),
    ({"rows": [{"k": 1}]}, {"rows": DETAIL["rows"]}, {**DETAIL, "rows": [{"k": 1}]}),
    ({"rows": [{"k": 3}, {"k": 1}]}, {"rows": DETAIL["rows"]}, {**DETAIL, "rows": [{"k": 3}, {"k": 1}]}),
    ({"a": {"deep": 1}}, {"a": 1}, {**DETAIL, "a": {"deep": 1}}),
    ({}, DETAIL, {}),
]


@pytest.mark.parametrize(("want", "before", "after"), CHANGES)
def test_the_rest_of_a_free_mapping_is_left_alone(want: dict, before: dict, after: dict) -> None:
    decided = plan(JOB, {"name": "n", "detail": DETAIL}, {"name": "n", "detail": want})
    assert (decided.action, decided.changed) == (UPDATE, ("detail",))
    assert decided.before == {"name": "n", "detail": before}
    assert decided.after == {"name": "n", "detail": want}
    assert decided.values["detail"] == after
    assert plan(JOB, decided.values, {"name": "n", "detail": want}).action == NONE


REPLACED = [
    ({"unit": "DAY", "every": 1, "note": "n"}, {"cron": "0 0 1"}, {"cron": "0 0 1", "note": "n"}),
    ({"cron": "0 0 1", "note": "n"}, {"unit": "DAY", "every": 1}, {"unit": "DAY", "every": 1, "note": "n"}),
    ({"unit": "DAY", "every": 1}, {"every": 2}, {"unit": "DAY", "every": 2}),
    ({"cron": "0 0 1"}, {"note": "n"}, {"cron": "0 0 1", "note": "n"}),
]


@pytest.mark.parametrize(("have", "want", "after"), REPLACED)
def test_an_option_takes_the_place_of_others(have: dict, want: dict, after: dict) -> None:
    decided = plan(JOB, {"name": "n", "when": have}, {"name": "n", "when": want})
    assert decided.values["when"] == after
    assert plan(JOB, decided.values, {"name": "n", "when": want}).action == NONE


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"unit": "DAY", "every": 1}, []),
        ({"cron": "0 0 1", "note": "n"}, []),
        ({"cron": "0 0 1", "unit": "DAY"}, ["when.cron: cannot be given together with unit"]),
        ({"unit": "DAY", "every": 1, "cron": "0 0 1"},
         ["when.unit: cannot be given together with cron", "when.every: cannot be given together with cron"]),
        ({"cron": "0 0 1", "unit": None}, []),
    ],
)  # fmt: skip
def test_options_that_exclude_one_another(given: dict, expected: list[str]) -> None:
    problems = Problems()
    check_value(JOB.by_name["when"], given, "when", problems)
    assert problems == expected


def test_the_documentation_says_so() -> None:
    suboptions = option_docs(JOB.fields)["when"]["suboptions"]
    assert "Used instead of C(unit) and C(every)." in suboptions["cron"]["description"]


def test_what_only_new_objects_need() -> None:
    assert plan(JOB, None, {"name": "n"}).problems == (("detail", "is missed"),)
    assert plan(JOB, None, {"name": "n", "detail": {}}).problems == ()
    assert plan(JOB, {"name": "n"}, {"name": "n", "when": {"note": "x"}}).problems == ()
    assert plan(JOB, None, {"name": "n", "detail": {}}).action == CREATE
