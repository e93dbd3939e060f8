# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""Applies checked entries: plan, promise, the way back, the writes, and an account of what became of every entry."""

from __future__ import annotations

import time
import typing as t
from collections import Counter
from functools import partial

from ..._base._errors import InputError, RomaError
from ..._document._entries import READ_FROM, Entry
from ..._document._extent import ONLY, PRUNE, PRUNE_LIMIT, Extent, extent_from
from ..._document._overrides import OVERRIDES
from ..._engine._execute import execute
from ..._engine._prepare import prepare
from ..._engine._step import Step
from ..._engine._undo import WayBack
from ..._instance._inventory import Inventory
from ..._planning._check import Problems
from ..._planning._plan import CREATE, DELETE, NONE, UPDATE
from ..._planning._promise import brief
from ..._service._client import Client
from ..._service._connection import connection_from
from ..._spec._options import UPDATE_SECRETS
from ..._spec._values import Values
from .._operation import Context, in_turn
from ._kept_plan import EXPECT_PLAN, PLAN_FILE, Expectation, promise_of, store
from ._limit import RESULT_LIMIT
from ._outcomes import diff_of, outcome_of, so_far, summary_of
from ._rollback import could_not, take_back, told
from ._undo import UNDO, UNDO_FILE, store_undo, way_back, without_others

#: What can be said about applying, wherever the entries come from.
APPLYING = (
    UPDATE_SECRETS, OVERRIDES, ONLY, PRUNE, PRUNE_LIMIT, PLAN_FILE, EXPECT_PLAN, UNDO, UNDO_FILE, RESULT_LIMIT,
)  # fmt: skip
_TELL = 3.0  # seconds between two lines about how far the writes have come


class Course:
    """What an operation adds to the course of a run; this one adds nothing."""

    #: The run fails unless nothing is left to be done after it, by reading everything again.
    confirms = False
    #: The objects whose secrets are sent though they are there, since those may not have arrived.
    unsure: t.Collection[str] = ()

    def begin(self, client: Client) -> None:
        """Finish what an earlier run has left, before anything is read. Not in check mode."""

    def check(self, inventory: Inventory, steps: t.Sequence[Step], problems: Problems) -> None:
        """Add what makes the plan impossible besides what the engine finds."""

    def write_first(self) -> None:
        """Get ready: the first write comes next."""

    def write_more(self, client: Client) -> bool:
        """Do what comes after the writes of the document, and tell whether these may have to be made again."""
        del client
        return False

    def left(self, client: Client) -> list[str]:
        """Say what is not there in the end, besides what the document holds."""
        del client
        return []


NOTHING_MORE = Course()


def apply_entries(
    context: Context, entries: t.Sequence[Entry], kinds: t.Collection[str], exact: bool, course: Course = NOTHING_MORE
) -> Values:
    """Apply entries as the options say that `config` has besides its document.

    :param kinds: the kinds of which the document holds a list, though it may be empty
    """
    params = context.params
    extent = _extent(params, kinds)
    expected = Expectation(params.get("expect_plan"))
    connection = connection_from(params)
    rollback, rolled_back = bool(params.get("rollback")), Values()
    left: list[str] = []
    with Client(connection) as client, in_turn(context, connection):
        policy = params.get("update_secrets") or "on_create"
        if not context.check_mode:
            course.begin(client)
        inventory, steps = prepare(client, entries, policy, exact, extent, course.check, course.unsure)
        promise = promise_of(client, steps)
        context.progress(f"plan: {_planned(steps)}")
        expected.check(promise)
        if context.check_mode and params.get("plan_file"):
            store(promise, params["plan_file"])
        way = way_back(client, context, steps)
        given = params.get("secrets") or {}
        if not context.check_mode:
            store_undo(client, context, way)
            course.write_first()
            way = _write(context, client, inventory, steps, way)
            if rollback and any(step.status == "failed" for step in steps):
                rolled_back = take_back(client, context, way, steps, given)
            if course.confirms and all(step.status == "ok" for step in steps):
                steps, left = _complete(client, context, steps, course, partial(prepare, client, entries, exact=exact,
                                                                                extent=extent))  # fmt: skip
    result: Values = {
        "changed": any(step.plan.writes and (step.done or step.status in ("ok", "rolled_back")) for step in steps),
        "results": [outcome_of(step) for step in steps],
        "summary": summary_of(steps),
        "plan_digest": promise.digest,
    }
    if not extent.part.is_whole:
        result["left_out"] = len({entry.path for entry in entries} - {step.entry.path for step in steps})
    if params.get("undo"):
        result["undo"] = {READ_FROM: promise.instance, **way.document}
    if rolled_back:
        result["rollback"] = rolled_back
    if context.check_mode:
        result["plan"] = [brief(action) for action in promise.actions]
    notes = [f"{step.entry.path} ({step.entry.name}): {note}" for step in steps for note in step.notes]
    if rollback:
        notes += could_not(way, given)
    if notes:
        result["warnings"] = notes
    if context.diff:
        result["diff"] = [diff_of(step) for step in steps if step.plan.writes]
    return {**result, **_failure(context, steps, left, rolled_back)}


def _failure(context: Context, steps: t.Sequence[Step], left: t.Sequence[str], rolled_back: Values) -> Values:
    """Return what a result says of a run that has failed; nothing of one that has not.

    :param left: what would still have to be done
    :param rolled_back: what became of taking it back; empty when that was not tried
    """
    if left:
        return {"failed": True, "msg": "not everything is as it was asked for: " + "; ".join(left)}
    failed = [step for step in steps if step.status == "failed"]
    if failed:
        dropped = sum(step.status == "dropped" for step in steps)
        texts = [f"{step.entry.path} ({step.entry.name}): {step.error}" for step in failed]
        why = "were not begun" if rolled_back else "depend on these and were dropped"
        rest = f"; {dropped} more {why}" if dropped else ""
        msg = f"{len(failed)} of {len(steps)} entries failed{rest}: " + "; ".join([*texts, *told(rolled_back)])
        first = failed[0].error
        payload = first.payload() if isinstance(first, RomaError) else {}
        return {"failed": True, "msg": msg, **({"error": payload["error"]} if "error" in payload else {})}
    if context.check_mode and context.params.get("fail_on_changes") and any(step.plan.writes for step in steps):
        return {"failed": True, "msg": f"the instance is not as the document declares it: {_planned(steps)}"}
    return {}


def _write(context: Context, client: Client, inventory: Inventory, steps: t.Sequence[Step], way: WayBack) -> WayBack:
    """Make the writes, and return the way back from what they were in fact, however they end."""
    try:
        _execute(context, client, inventory, steps)
    finally:
        way = without_others(client, context, way, steps)
    return way


def _execute(context: Context, client: Client, inventory: Inventory, steps: t.Sequence[Step]) -> None:
    """Make the writes, and tell now and then how far they have come: a run may be killed without warning."""
    told = time.monotonic()

    def tell() -> None:
        nonlocal told
        if time.monotonic() - told > _TELL:
            told = time.monotonic()
            context.progress(so_far(steps))

    try:
        execute(client, inventory, steps, tell, all_or_none=bool(context.params.get("rollback")))
    except KeyboardInterrupt as exc:
        raise KeyboardInterrupt(f"{so_far(steps)}; run it again to go on") from exc


def _complete(
    client: Client, context: Context, steps: list[Step], course: Course, planned: t.Callable[..., t.Any]
) -> tuple[list[Step], list[str]]:
    """Do what comes after the writes of the document, and look whether all is well.

    :param planned: reads everything again and makes the plan
    :returns: what became of the entries, and what would still have to be done
    """
    try:
        more = course.write_more(client)
        if more:
            # what has been brought in may have brought other secrets along, which cannot be seen
            inventory, again = planned(update_secrets="always")
            _execute(context, client, inventory, again)
            steps = _together(steps, again)
        if any(step.status != "ok" for step in steps):
            return steps, []
        left = course.left(client)
        if more or any(step.done for step in steps):
            context.progress("reading everything again")
            _inventory, again = planned()
            left += _not_there(steps, again)
    except RomaError as exc:  # what has been written must be told all the same
        left = [str(exc)]
    return steps, left


def _not_there(steps: t.Sequence[Step], again: t.Sequence[Step]) -> list[str]:
    """Say what would still have to be done, and note with each entry that it has failed in the end."""
    by_path, left = {step.entry.path: step for step in steps}, []
    for step in again:
        if step.plan.writes:
            why = ", ".join(step.plan.changed) or step.plan.action
            left.append(f"{step.entry.path} ({step.entry.name}): {why}")
            done = by_path[step.entry.path]
            done.status, done.error = "failed", RomaError(f"it is not as it was asked for in the end: {why}")
    return left


def _together(first: t.Sequence[Step], second: t.Sequence[Step]) -> list[Step]:
    """Return a step for each entry: the first that did something, unless a later one failed."""
    later = {step.entry.path: step for step in second if step.plan.writes}
    return [
        other if other is not None and (other.status != "ok" or not step.plan.writes) else step
        for step, other in ((step, later.get(step.entry.path)) for step in first)
    ]


def _extent(params: Values, kinds: t.Collection[str]) -> Extent:
    problems = Problems()
    extent = extent_from(params.get("only"), params.get("prune"), params.get("prune_limit", PRUNE_LIMIT.default),
                         kinds, problems)  # fmt: skip
    if problems:
        raise InputError(problems)
    return extent


def _planned(steps: t.Sequence[Step]) -> str:
    counts = Counter(step.plan.action for step in steps)
    return (f"{counts[CREATE]} to create, {counts[UPDATE]} to update, {counts[DELETE]} to delete, "
            f"{counts[NONE]} unchanged")  # fmt: skip
