# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""Keeps results to a size that controllers and logs can take. What went wrong is never left out."""

from __future__ import annotations

import json
import typing as t

from ..._spec._field import Field
from ..._spec._values import Values

RESULT_LIMIT = Field("result_limit", (
    "The size in bytes, as JSON, above which the result is cut: entries of C(diff), then of RV(plan), then those of "
    "RV(results) that did not fail are left out, as many as it takes and the last ones first. RV(cut) counts them, and "
    "a warning tells of it.",
    "Failures, warnings, numbers and RV(undo) are never cut, so that they may make it larger. V(0) and less cut "
    "nothing."),
    type="int", default=250000)  # fmt: skip
_BESIDE = 2500  # for what comes to a result in the end: the options as they were given, and the warning about the cut
_COMMA = 2


def nothing(entry: Values) -> bool:
    del entry
    return False


def _must_be_told(outcome: Values) -> bool:
    return outcome["status"] in ("failed", "dropped")


Part = tuple[str, t.Callable[[Values], bool]]
_PARTS: tuple[Part, ...] = (("diff", nothing), ("plan", nothing), ("results", _must_be_told))


def within(result: Values, limit: int | None, parts: t.Sequence[Part] | None = None) -> Values:
    """Return a result without the entries that make it larger than a limit.

    :param limit: bytes; nothing is cut without one
    :param parts: the lists that may be cut, the first one first, each with what tells that an entry must stay
    """
    over = _size(result) + _BESIDE - limit if limit and limit > 0 else 0
    if over <= 0:
        return result
    cut: dict[str, int] = {}
    shorter = dict(result)
    for name, spared in parts or _PARTS:
        kept, freed = _shortened(result.get(name) or [], spared, over)
        if freed:
            over -= freed
            cut[name] = len(result[name]) - len(kept)
            shorter[name] = kept
    warnings = [*result.get("warnings", [])]
    if cut:
        shorter["cut"] = cut
        listed = ", ".join(f"{number} of {len(result[name])} entries of {name}" for name, number in cut.items())
        warnings.append(f"the result would have been larger than {limit} bytes (result_limit); left out: {listed}")
    if over > 0 and "undo" in result:
        warnings.append(f"undo makes the result larger than {limit} bytes (result_limit); use undo_file instead")
    return {**shorter, **({"warnings": warnings} if warnings else {})}


def _shortened(entries: list[Values], spared: t.Callable[[Values], bool], over: int) -> tuple[list[Values], int]:
    """Leave out the last entries until so many bytes are free, or nothing is left that may go.

    :returns: what stays, and the number of bytes that are free
    """
    kept: list[Values] = []
    freed = 0
    for entry in reversed(entries):
        if freed >= over or spared(entry):
            kept.append(entry)
        else:
            freed += _size(entry) + _COMMA
    return kept[::-1], freed


def _size(value: t.Any) -> int:
    return len(json.dumps(value, default=str))
