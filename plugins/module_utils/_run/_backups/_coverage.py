# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""Counts what a backup holds of each kind, and what it does not. Fails when it does not hold what it has to."""

from __future__ import annotations

import typing as t

from ..._base._errors import ApiError, InputError, RomaError
from ..._base._numbers import whole_number
from ..._catalog._coverage import UNCAPTURED, Uncaptured
from ..._catalog._registry import BY_KIND
from ..._planning._check import Problems
from ..._service._client import Client
from ..._service._connection import connection_from
from ..._spec._field import Field
from ..._spec._values import Values
from .._operation import Context, Operation


class NotCovered(RomaError):
    """A backup would not hold all of a kind that it has to hold whole."""

    def __init__(self, rows: t.Sequence[Values], coverage: list[Values]) -> None:
        super().__init__("the backup would not hold all of what it is required to: " + "; ".join(map(_told, rows)))
        self.coverage = coverage

    def payload(self) -> Values:
        return {"msg": str(self), "coverage": self.coverage}


def count(context: Context) -> Values:
    """Complete what `coverage_of` has counted by what nothing captures, and by what archives hold."""
    given, assets = context.params["coverage"], bool(context.params.get("assets"))
    required = context.params.get("require") or []
    _check_required(required, {row["kind"] for row in given})
    with Client(connection_from(context.params)) as client:
        kinds = {row["kind"] for row in given}
        uncaptured = [other for other in UNCAPTURED if other.beside in kinds]
        counted = client.map(lambda other: _uncaptured(client, other), uncaptured)
    coverage = [*(_captured(row, assets) for row in given), *counted]
    lacking = [row for row in coverage if row["kind"] in required and not row["whole"]]
    if lacking:
        raise NotCovered(lacking, coverage)
    return {"changed": False, "coverage": coverage}


def _check_required(required: t.Sequence[str], read: set[str]) -> None:
    problems, known = Problems(), [*BY_KIND, *(other.kind for other in UNCAPTURED)]
    readable = read | {other.kind for other in UNCAPTURED if other.beside in read}
    for index, kind in enumerate(required):
        if kind not in known:
            problems.add_unknown(f"require[{index}]", "kind", kind, known)
        elif kind not in readable:
            problems.add(f"require[{index}]", f"{kind} are not read; they have to be among the kinds of the backup")
    if problems:
        raise InputError(problems)


def _captured(row: Values, assets: bool) -> Values:
    missing = row["found"] - row["document"] - (row["archive_only"] if assets else 0)
    return {
        "kind": row["kind"],
        "found": row["found"],
        "document": row["document"],
        "archives": row["archivable"] if assets else 0,
        "missing": missing,
        "partly": row["partly"],
        "whole": not missing and not row["partly"],
        "reasons": [
            {**{name: reason[name] for name in ("what", "why", "names")}, "count": left}
            for reason in row["reasons"]
            if (left := reason["count"] - (reason["archived"] if assets else 0))
        ],
    }


def _uncaptured(client: Client, other: Uncaptured) -> Values:
    """Count a kind that is only listed. Where that cannot be done nobody can say that nothing is missing."""
    try:
        answer = client.call("GET", other.path, {}, {"offset": 0, "limit": 1})
        found = whole_number(answer.get("total") if isinstance(answer, dict) else None)
        why = other.why if found is not None else "they cannot be counted: the service does not say how many there are"
    except ApiError as exc:
        found, why = None, f"they cannot be counted: {exc.code}: {exc.message}"
    reasons: list[Values] = [{"what": "all of them", "why": why, "count": found, "names": []}] if found != 0 else []
    return {"kind": other.kind, "found": found, "document": 0, "archives": 0, "missing": found, "partly": 0,
            "whole": found == 0, "reasons": reasons}  # fmt: skip


def _told(row: Values) -> str:
    reasons = "; ".join(f"{reason['what']}: {reason['why']}" for reason in row["reasons"])
    if row["found"] is None:
        return f"{row['kind']} ({reasons})"
    return f"{row['kind']}: {row['missing']} of {row['found']} missing, {row['partly']} in part ({reasons})"


def _number(name: str, what: str) -> Field:
    return Field(name, what, type="int", required=True)


_ROW = (
    Field("kind", "The kind.", required=True),
    _number("found", "How many objects there are."),
    _number("document", "How many of them the document holds."),
    _number("archivable", "How many of them the service's own archives hold."),
    _number("archive_only", "How many of these the document does not hold."),
    _number("partly", "Of how many of them the document lacks a part."),
    Field("reasons", "Why the document does not hold some, or not whole.", type="list", elements="dict", required=True,
          fields=(
              Field("what", "What of an object it does not hold.", required=True),
              Field("why", "Why it does not.", required=True),
              _number("count", "How many objects this is about."),
              _number("archived", "How many of these the archives hold."),
              Field("names", "Names of some of these.", type="list", elements="str", required=True),
          )),
)  # fmt: skip

BACKUP_COVERAGE = Operation(
    "backup_coverage",
    (
        Field("coverage", "What RV(roma.connect.config_export#module:coverage) tells of the instance.", type="list",
              elements="dict", required=True, fields=_ROW),
        Field("assets", "Whether the backup holds the service's own archives of all applications and tasks.",
              type="bool", default=True),
        Field("require", "Kinds of which every object must be captured whole.", type="list", elements="str"),
    ),
    count,
)  # fmt: skip
