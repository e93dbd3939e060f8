# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""Takes back what a failed run has done, with secrets that are kept in memory only."""

from __future__ import annotations

import typing as t

from ..._base._errors import ApiError, InputError, RomaError
from ..._document._entries import Entry, parse
from ..._engine._execute import execute
from ..._engine._prepare import prepare
from ..._engine._step import Step
from ..._engine._undo import Lost, WayBack
from ..._instance._inventory import Inventory
from ..._planning._plan import CREATE
from ..._service._client import Client
from ..._spec._field import Field
from ..._spec._values import Values
from .._operation import Context
from ._outcomes import outcome_of, so_far, summary_of

ROLLBACK = Field("rollback", (
    "Whether to take back what has been done when a write fails. Nothing more is begun then, and what was made, "
    "changed or deleted so far becomes what it was, as the document of O(undo) says. The task fails all the same, and "
    "RV(rollback) says what could not be taken back.",
    "Secrets that the service gives back are put back, too; they are kept in memory only. Warnings tell which values "
    "could not be brought back, in check mode, too. A run that is interrupted begins nothing more, so that it takes "
    "nothing back: use O(undo_file) for that."),
    type="bool", default=False)  # fmt: skip


def could_not(way: WayBack, given: Values) -> list[str]:
    """Say which values a rollback could not bring back.

    :param given: values for placeholders, for what is made anew
    """
    return [f"rollback: {sentence}" for sentence in _gone(way.lost, given)]


def _gone(lost: t.Iterable[Lost], given: Values) -> list[str]:
    return [f"{loss.where}: {loss.why}" for loss in lost if not (loss.deleted and loss.secret in given)]


def take_back(client: Client, context: Context, way: WayBack, steps: t.Sequence[Step], given: Values) -> Values:
    """Apply the way back.

    :param steps: what is taken back
    :param given: as for `could_not`
    :returns: what became of it, for the result
    """
    context.progress("a write has failed: taking back what has been done")
    back: list[Step] = []
    way = way.without({step for step in steps if not _may_have_made(step)})
    left = [f"{step.entry.full_name}: somebody else has made it, so that it stays, with what this run has changed in it"
            for step in steps if step.adopted]  # fmt: skip
    left += _gone([loss for loss in way.lost if loss.step is None or _begun(loss.step)], given)
    try:
        secrets = {**given, **way.secrets}
        entries = parse(way.document, secrets, spare=secrets) if way.document else []
        inventory, back = _possible(client, entries, left)
        execute(client, inventory, back)
    except KeyboardInterrupt as exc:
        raise KeyboardInterrupt(f"while a failed run was taken back: {so_far(back)}") from exc
    except RomaError as exc:
        left.append(str(exc))
    left += [
        f"{step.entry.full_name}: {step.error or 'depends on what failed'}" for step in back if step.status != "ok"
    ]
    _mark(way, back, steps)
    done = [outcome_of(step) for step in back if step.plan.writes]
    return {"summary": summary_of(back), "results": done, "left": left}


def _possible(client: Client, entries: list[Entry], left: list[str]) -> tuple[Inventory, list[Step]]:
    """Plan what can be taken back. What cannot must not keep the rest from it, and is noted.

    :param left: takes why something stays
    """
    while True:
        try:
            return prepare(client, entries, "on_create", exact=True)
        except InputError as exc:
            bad = {e.path: e for e in entries if any(p.startswith((f"{e.path}.", f"{e.path}:")) for p in exc.problems)}
            if not bad:
                raise
            left += exc.problems
            entries = [entry for entry in entries if entry.path not in bad]


def _mark(way: WayBack, back: t.Sequence[Step], steps: t.Sequence[Step]) -> None:
    """Note in the steps of the run which of them have been taken back."""
    taken = way.by_path()
    for step in (taken.get(other.entry.path) for other in back if other.status == "ok"):
        if step is not None and step.done:
            step.status = "rolled_back"
    for step in steps:  # what each object has one of came with it, and has gone with it
        owners = [step.targets.get(scope.name) for scope in step.entry.resource.scopes]
        gone = any(isinstance(owner, Step) and owner.status == "rolled_back" for owner in owners)
        if step.done and step.entry.resource.singleton and step.plan.action == CREATE and gone:
            step.status = "rolled_back"


def _begun(step: Step) -> bool:
    return step.done or step.prepared or step.status == "failed"


def _may_have_made(step: Step) -> bool:
    """Tell whether an object that was to be made may come from this run; else one of that name is somebody else's."""
    refused = step.record is None and isinstance(step.error, ApiError)
    return _begun(step) and not refused


def told(rolled_back: Values) -> list[str]:
    """Return what a message says about it."""
    if not rolled_back:
        return []
    counts = rolled_back["summary"]
    done = f"taken back: {counts['deleted']} deleted, {counts['updated']} changed, {counts['created']} made anew"
    return [done] + [f"not taken back: {sentence}" for sentence in rolled_back["left"]]
