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


def so_far(steps: t.Sequence[Step]) -> str:
    """Tell how far the writes have come."""
    planned = [step for step in steps if step.plan.writes]
    counts = Counter(step.plan.action for step in planned if step.done)
    failed = sum(step.status == "failed" for step in planned)
    return (f"{sum(counts.values())} of {len(planned)} changes were made ({counts[CREATE]} created, "
            f"{counts[UPDATE]} updated, {counts[DELETE]} deleted), {failed} failed")  # fmt: skip


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
    if step.record is not None:
        outcome["id"] = step.record.id
    if step.error is not None:
        payload = step.error.payload() if isinstance(step.error, RomaError) else {"msg": type(step.error).__name__}
        outcome["error"] = payload
    return outcome


def summary_of(steps: t.Sequence[Step]) -> dict[str, int]:
    counts = dict.fromkeys((*OUTCOMES.values(), "failed", "dropped"), 0)
    for step in steps:
        counts[OUTCOMES[step.plan.action] if step.status == "ok" else step.status] += 1
    return counts


def diff_of(step: Step) -> Values:
    header = f"{step.entry.kind}/{step.entry.label}"
    return {
        "before_header": header,
        "after_header": header,
        "before": step.plan.before,
        "after": step.plan.after,
    }
