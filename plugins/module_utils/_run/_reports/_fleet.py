# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""What has become of each of many instances, as a table. Pure."""

from __future__ import annotations

import typing as t

from ..._spec._values import Values

_WIDEST = 160  # characters of the last column
OK, CHANGED, FAILED = "ok", "changed", "failed"


def fleet(hosts: t.Sequence[str], variables: t.Mapping[str, t.Mapping[str, t.Any]], told: t.Sequence[str],
          columns: t.Sequence[str]) -> Values:  # fmt: skip
    """Return a table as lines, and the same as counts.

    :param variables: of each host
    :param told: the variables with results. One that has failed counts, or the last
    :param columns: their members that are shown, or those of their member `summary`
    """
    results = {str(host): _result(variables[host], told) for host in hosts}
    rows = [["host", "outcome", *columns, ""]]
    for host, result in results.items():
        values = _shown(result, columns)
        cells = [_text(values.get(name)) for name in columns] if values else []
        rows.append([host, _outcome(result), *cells, _reason(result)])
    outcomes = [_outcome(result) for result in results.values()]
    return {
        "table": _lines(rows),
        "summary": {
            "hosts": len(results),
            **{outcome: outcomes.count(outcome) for outcome in (OK, CHANGED)},
            "failed": [host for host, result in results.items() if _outcome(result) == FAILED],
            "results": {host: _shown(result, columns) for host, result in results.items()},
        },
    }


def _result(variables: t.Mapping[str, t.Any], told: t.Sequence[str]) -> t.Mapping[str, t.Any]:
    found: list[t.Mapping[str, t.Any]] = [
        variables[name] if name in variables and isinstance(variables[name], t.Mapping) else {} for name in told
    ]
    return next((result for result in found if result.get("failed") is True), found[-1])


def _shown(result: t.Mapping[str, t.Any], columns: t.Sequence[str]) -> Values:
    summary = result.get("summary")
    members = {**result, **summary} if isinstance(summary, t.Mapping) else result
    return {name: members[name] for name in columns if name in members}


def _outcome(result: t.Mapping[str, t.Any]) -> str:
    """A host without a result has failed before it came to one."""
    if not result or result.get("failed") is True:
        return FAILED
    return CHANGED if result.get("changed") is True else OK


def _reason(result: t.Mapping[str, t.Any]) -> str:
    if _outcome(result) != FAILED:
        return ""
    text = " ".join(str(result.get("msg") or "see above").split())
    return text if len(text) <= _WIDEST else text[: _WIDEST - 3] + "..."


def _text(value: t.Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def _lines(rows: t.Sequence[t.Sequence[str]]) -> list[str]:
    """Align all cells but the last of a line, behind which there is nothing."""
    widths = [0] * max(map(len, rows))
    for row in rows:
        for index, cell in enumerate(row[:-1]):
            widths[index] = max(widths[index], len(cell))
    return ["  ".join(cell.ljust(widths[index]) for index, cell in enumerate(row)).rstrip() for row in rows]
