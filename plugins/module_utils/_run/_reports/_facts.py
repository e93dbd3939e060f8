# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""What a report tells about a backup, in an order of which the first is what needs attention. Pure."""

from __future__ import annotations

import datetime
import typing as t

from ..._base._errors import listed
from ..._spec._values import Values

TIME = "%Y-%m-%dT%H:%M:%SZ"
_NAMED = 20
_MANY = 0.2  # of all objects: so many that are gone since the backup before are worth a look
_ROW = {"kind", "found", "document", "archives", "missing", "partly", "whole"}
#: parts of a backup: how their paths begin, and what they are
_PARTS = (
    ("document.yml", "document"),
    ("secrets.yml", "secrets"),
    ("assets/", "archives"),
    ("products.csv", "products"),
    ("occ/", "Oracle Commerce"),
)


def report_of(name: str, label: str, facts: Values, files: t.Sequence[Values], since: Values) -> Values:
    """Return the report.

    :param facts: what the run tells for the manifest; whatever is missing is left out of the report
    :param files: ``path``, ``size`` and ``completed``, seconds since 1970, of each file
    :param since: ``previous``, ``unchanged``, ``changes`` and ``size_before``
    """
    coverage = [row for row in _listed_in(facts, "coverage", dict) if row.keys() >= _ROW]
    completed = max((file["completed"] for file in files), default=0.0)
    begun = _seconds(facts.get("started"))
    report: Values = {
        "format": 1,
        "name": name,
        "label": label,
        "instance": facts["instance"] if isinstance(facts.get("instance"), dict) else {},
        "started": facts.get("started"),
        "seconds": round(max(0.0, completed - begun), 1) if begun else None,
        "size": sum(file["size"] for file in files),
        "parts": _parts(files, begun),
        "coverage": coverage,
        "out_of_reach": [item for item in _listed_in(facts, "out_of_reach", dict) if item.keys() >= {"what", "why"}],
        "secrets": {
            "held": _listed_in(facts, "secrets_held", str),
            "missing": _listed_in(facts, "secrets_not_held", str),
            "breaks": _listed_in(facts, "restore_breaks", str),
        },
        "consistent": facts.get("consistent"),
        "changed_meanwhile": _listed_in(facts, "changed_meanwhile", str),
        **since,
    }
    return {"attention": sorted(_attention(report), key=lambda item: item["level"] != "urgent"), **report}


def _listed_in(facts: Values, name: str, kind: type) -> list[t.Any]:
    """Return what a list among the facts holds; they may have been made by hand."""
    value = facts.get(name)
    return [item for item in value if isinstance(item, kind)] if isinstance(value, list) else []


def _seconds(time: t.Any) -> float:
    try:
        return datetime.datetime.strptime(time, TIME).replace(tzinfo=datetime.timezone.utc).timestamp()
    except (TypeError, ValueError):
        return 0.0


def _parts(files: t.Sequence[Values], begun: float) -> list[Values]:
    """Return number, size and duration of each part. They are made one after the other."""
    parts = []
    for beginning, what in _PARTS:
        found = [file for file in files if file["path"].startswith(beginning)]
        if found:
            parts.append({"what": what, "files": len(found), "size": sum(file["size"] for file in found),
                          "completed": max(file["completed"] for file in found)})  # fmt: skip
    last = begun
    for part in sorted(parts, key=lambda part: part["completed"]):
        completed = part.pop("completed")
        part["seconds"] = round(max(0.0, completed - last), 1) if begun else None
        last = max(last, completed)
    return parts


def _attention(report: Values) -> t.Iterator[Values]:
    """Yield what somebody should look at: ``urgent`` or ``note``, and a sentence."""
    breaks = report["secrets"]["breaks"]
    if breaks:
        yield _urgent("A restore makes new secrets, and so breaks all callers that have the former ones: "
                      f"{listed(breaks, _NAMED)}. Give the run a vault secret, with which it keeps those that can be "
                      "read, and hand in the others with backup_secrets.")  # fmt: skip
    for row in report["coverage"]:
        if row.get("found") is None:
            yield _urgent(f"Nobody knows how many {row['kind']} there are: {_why(row)}.")
        elif row.get("missing"):
            yield _urgent(f"{row['missing']} of {row['found']} {row['kind']} are not captured: {_why(row)}.")
        if row.get("partly"):
            yield _note(f"Of {row['partly']} {row['kind']} a part is not captured: {_why(row)}.")
    if report["consistent"] is False:
        yield _urgent("The instance changed while it was backed up, so that document and archives may tell of "
                      f"different moments: {listed(report['changed_meanwhile'], _NAMED)}.")  # fmt: skip
    missing = [name for name in report["secrets"]["missing"] if name not in breaks]
    if missing:
        yield _note(f"Secrets that are not held, and have to be at hand for a restore: {listed(missing, _NAMED)}.")
    changes = report.get("changes") or {}
    removed = sum(len(each["removed"]) for each in changes.values())
    total = sum(row.get("document") or 0 for row in report["coverage"])
    if removed > _MANY * (total + removed):
        yield _note(f"Objects that are gone since the backup before: {removed}.")


def _urgent(text: str) -> Values:
    return {"level": "urgent", "text": text}


def _note(text: str) -> Values:
    return {"level": "note", "text": text}


def _why(row: Values) -> str:
    reasons = [f"{reason['what']}: {reason['why']}" for reason in row.get("reasons") or []]
    return "; ".join(reasons) or "for no known reason"
