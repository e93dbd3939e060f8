# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""What results say about entries."""

from __future__ import annotations

import typing as t
from collections import Counter

from ..._base._errors import RomaError
from ..._engine._step import Step
from ..._planning._plan import CREATE, DELETE, NONE, UPDATE
from ..._spec._values import Values

OUTCOMES = {CREATE: "created", UPDATE: "updated", DELETE: "deleted", NONE: "unchanged"}
#: What was to be created, and was there already when its turn came.
ADOPTED = "adopted"


def so_far(steps: t.Sequence[Step]) -> str:
    """Tell how far the writes have come."""
    planned = [step for step in steps if step.plan.writes]
    counts = Counter(_outcome(step) for step in planned if step.done)
    failed = sum(step.status == "failed" for step in planned)
    return (f"{sum(counts.values())} of {len(planned)} changes were made ({counts['created']} created, "
            f"{counts['updated']} updated, {counts['deleted']} deleted), {failed} failed")  # fmt: skip


def _outcome(step: Step) -> str:
    if step.status != "ok":
        return step.status
    return ADOPTED if step.adopted else OUTCOMES[step.plan.action]


def outcome_of(step: Step) -> Values:
    outcome: Values = {
        "kind": step.entry.kind,
        "name": step.entry.name,
        "path": step.entry.path,
        "action": step.plan.action,
        "changed": list(step.plan.changed),
        "status": step.status,
        "notes": step.notes,
    }
    if step.adopted:
        outcome[ADOPTED] = True
    if step.record is not None:
        outcome["id"] = step.record.id
    if step.error is not None:
        payload = step.error.payload() if isinstance(step.error, RomaError) else {"msg": type(step.error).__name__}
        outcome["error"] = payload
    return outcome


def summary_of(steps: t.Sequence[Step]) -> dict[str, int]:
    counts = dict.fromkeys((*OUTCOMES.values(), ADOPTED, "failed", "dropped", "rolled_back"), 0)
    for step in steps:
        counts[_outcome(step)] += 1
    return counts


def diff_of(step: Step) -> Values:
    header = step.entry.full_name
    return {
        "before_header": header,
        "after_header": header,
        "before": step.plan.before,
        "after": step.plan.after,
    }
