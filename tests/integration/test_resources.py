# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The life of each resource: refused without an argument, created, changed and deleted, each of it planned, done, and
asked for again. Check mode and repetitions write nothing, and the vendor's client confirms what is there."""

from __future__ import annotations

import pytest
from ansible_collections.roma.connect.plugins.module_utils._catalog._registry import BY_KIND

from tests.integration.cases import CASES, Case, Options
from tests.integration.judge import Judge
from tests.integration.playbook import Run, Runner, Task

EVERY = pytest.mark.parametrize("case", CASES.values(), ids=CASES)
DELETABLE = {name: case for name, case in CASES.items() if case.deleted_by}


def thrice(case: Case, options: Options) -> list[Task]:
    """The same wish as a plan, in earnest, and once more."""
    module = f"roma.connect.{case.module}"
    return [
        {"name": "plan", module: options, "check_mode": True},
        {"name": "do", module: options},
        {"name": "again", module: options},
    ]


def needs(case: Case) -> Task:
    return {"name": "needs", "roma.connect.config": {"document": {"apps": [], **case.needs}}}


def assert_thrice(result: Run, case: Case, operations: list[str]) -> None:
    plan, do, again = result["plan"], result["do"], result["again"]
    assert (plan.changed, do.changed, again.changed) == (True, True, False)
    assert result.writes("plan") == []
    assert [entry["operation"] for entry in result.requests("do", mutating=True)] == operations
    assert result.writes("again") == []
    assert plan["diff"] == do["diff"]
    assert do["diff"]["before"] != do["diff"]["after"]
    assert again["diff"]["before"] == again["diff"]["after"]
    assert case.options_of(again[case.module]) == case.options_of(do[case.module])


def assert_within(expected: Options, actual: Options) -> None:
    """The members that are expected are there, in whatever depth; the service adds others."""
    for name, value in expected.items():
        if isinstance(value, dict):
            assert_within(value, actual[name])
        else:
            assert actual[name] == value, name


def assert_holds(judge: Judge, case: Case, wire: Options, also: object) -> None:
    assert_within(wire, judge(case.kind)[case.name])
    assert case.also(judge) == also


@EVERY
def test_life(run: Runner, judge: Judge, case: Case) -> None:
    incomplete = {name: value for name, value in case.create.items() if name != case.required}
    refusal = {"name": "refused", f"roma.connect.{case.module}": incomplete, "ignore_errors": True}
    created = run([needs(case), refusal, *thrice(case, case.create)], diff=True)
    assert created["refused"].failed
    assert case.required in created["refused"].msg
    assert created.requests("refused") == []
    assert_thrice(created, case, case.created_by)
    assert_holds(judge, case, case.created, case.also_created)

    if not case.update:
        return
    updated = run(thrice(case, case.update), diff=True)
    assert_thrice(updated, case, case.updated_by)
    assert_holds(judge, case, case.updated, case.also_updated)
    if case.deleted_by:
        assert updated["do"][case.module]["id"] == created["do"][case.module]["id"]


@pytest.mark.parametrize("case", DELETABLE.values(), ids=DELETABLE)
def test_end(run: Runner, judge: Judge, case: Case) -> None:
    create = {"name": "create", f"roma.connect.{case.module}": case.create}
    deleted = run([needs(case), create, *thrice(case, {**case.identity, "state": "absent"})], diff=True)
    assert_thrice(deleted, case, [*case.undone_by, case.deleted_by])
    assert deleted["do"][case.module] is None
    assert deleted["do"]["diff"]["after"] == {}
    assert case.name not in judge(case.kind)


@pytest.mark.cold
@pytest.mark.parametrize("case", [CASES["app"], CASES["api"]], ids=["app", "api"])
def test_as_a_module(run: Runner, judge: Judge, case: Case) -> None:
    """As by default, without pipelining; test_two_doors.py does so with all of them."""
    result = run([needs(case), *thrice(case, case.create)], diff=True, in_process=False)
    assert_thrice(result, case, case.created_by)
    assert_holds(judge, case, case.created, case.also_created)


@EVERY
def test_info_shows_it(run: Runner, case: Case) -> None:
    module = f"roma.connect.{case.module}"
    filters = {case.required: case.create[case.required]}
    if case.required != "app" and "app" in case.create:
        filters["app"] = case.create["app"]
    tasks = [
        needs(case),
        {"name": "create", module: case.create},
        {"name": "one", f"{module}_info": filters},
        {"name": "all", f"{module}_info": {}},
        {"name": "none", f"{module}_info": {case.required: "another_name"}},
    ]
    result = run(tasks)
    made = case.options_of(result["create"][case.module])
    assert [case.options_of(found) for found in result["one"][case.kind]] == [made]
    assert made in [case.options_of(found) for found in result["all"][case.kind]]
    assert_facts(case, result["create"][case.module], result["one"][case.kind][0])
    assert result["none"][case.kind] == []
    assert not any(result.writes(name) for name in ("one", "all", "none"))


#: What the service does not say of such an object.
UNSAID = {"authorizers": {"roma_app_id", "roma_app_name"}, "datasources": {"custom_plugin_id"},
          "apis": {"response_id", "ld_api_id"},
          "app_authorizations": {"publish_id"}}  # fmt: skip


def assert_facts(case: Case, created: Options, shown: Options) -> None:
    """What the service says besides the options is shown, and the same after the creation as far as it is said then."""
    for fact in BY_KIND[case.kind].facts:
        said = shown[fact.name] not in (None, "")
        assert said == (fact.name not in UNSAID.get(case.kind, ())), fact.name
        if fact.name not in ("updated_at", "bind_num") and created[fact.name] is not None:
            assert created[fact.name] == shown[fact.name], fact.name


def everything() -> dict[str, list[Options]]:
    """All objects of all lives in one document; of several with one name, the one that the life is about."""
    found: dict[str, dict[tuple[str, ...], Options]] = {}
    for case in CASES.values():
        for kind, entries in {**case.needs, case.kind: [*case.needs.get(case.kind, []), case.create]}.items():
            for entry in entries:
                label = tuple(str(entry.get(name)) for name in BY_KIND[kind].identity)
                if label not in found.setdefault(kind, {}) or entry is case.create:
                    found[kind][label] = entry
    return {kind: list(entries.values()) for kind, entries in found.items()}


def test_what_is_read_of_all_kinds_changes_nothing(run: Runner) -> None:
    document = everything()
    tasks = [
        {"name": "plan", "roma.connect.config": {"document": document}, "check_mode": True},
        {"name": "make", "roma.connect.config": {"document": document}},
        {"name": "again", "roma.connect.config": {"document": document}},
        {"name": "read", "roma.connect.config_info": {}, "register": "state"},
        {"name": "apply", "roma.connect.config": {"document": "{{ state.document }}"}},
    ]
    result = run(tasks, diff=True)
    assert result["plan"]["summary"] == result["make"]["summary"]
    assert set(document) == {resource.kind for resource in BY_KIND.values()}
    assert all(result["read"]["document"].values())
    for name in ("plan", "again", "apply"):
        assert result.writes(name) == []
    for name in ("again", "apply"):
        assert not result[name].changed, result[name]["diff"]
