# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""The facts of a report, and of a drill, for Prometheus, in the text format of node_exporter's textfile collector."""

from __future__ import annotations

import contextlib
import os
import secrets
import typing as t
from pathlib import Path

from ..._base._errors import RomaError
from ..._spec._values import Values

_HELP = {
    "roma_backup_completed_timestamp_seconds": "When the latest backup was completed, or found unchanged.",
    "roma_backup_duration_seconds": "How long it took.",
    "roma_backup_size_bytes": "Size of its files.",
    "roma_backup_consistent": "Whether the instance stayed the same meanwhile.",
    "roma_backup_unchanged": "Whether it holds the same as the backup before.",
    "roma_backup_objects": "Objects of a kind: found, in the document, in archives, missing in both, in part.",
    "roma_backup_uncounted": "Whether nobody knows how many objects of a kind there are.",
    "roma_backup_secrets": "Secrets that are held in escrow, and those that are not.",
    "roma_backup_restore_breaks": "Objects whose callers a restore would break.",
}


_DRILL_HELP = {
    "roma_drill_completed_timestamp_seconds": "When a restore was rehearsed last.",
    "roma_drill_restorable": "Whether it made the same objects as the backup has.",
    "roma_drill_duration_seconds": "How long it took, until what it made was taken back.",
    "roma_drill_objects": "Objects that were made.",
    "roma_drill_differences": "Objects that were not as in the backup.",
}


class _Lines:
    """Collects metrics, labelled with the backup's label."""

    def __init__(self, label: str, about: t.Mapping[str, str]) -> None:
        self._label = label
        self._about = about
        self._lines: dict[str, list[str]] = {name: [] for name in about}

    def add(self, name: str, value: t.Any, **labels: str) -> None:
        if value is not None:
            told = ",".join(f'{key}="{_escaped(text)}"' for key, text in {"label": self._label, **labels}.items())
            self._lines[name].append(f"{name}{{{told}}} {float(value):.10g}\n")

    @property
    def text(self) -> str:
        return "".join(
            f"# HELP {name} {text}\n# TYPE {name} gauge\n{''.join(self._lines[name])}"
            for name, text in self._about.items()
            if self._lines[name]
        )


def metrics_of(report: Values, completed: float) -> str:
    """Return all metrics of a backup."""
    lines = _Lines(report["label"], _HELP)
    add = lines.add
    add("roma_backup_completed_timestamp_seconds", int(completed))
    add("roma_backup_duration_seconds", report["seconds"])
    add("roma_backup_size_bytes", report["size"])
    add("roma_backup_consistent", report["consistent"])
    add("roma_backup_unchanged", report["unchanged"])
    for row in report["coverage"]:
        for where in ("found", "document", "archives", "missing", "partly"):
            add("roma_backup_objects", row.get(where), kind=row["kind"], where=where)
        add("roma_backup_uncounted", row.get("found") is None, kind=row["kind"])
    add("roma_backup_secrets", len(report["secrets"]["held"]), state="held")
    add("roma_backup_secrets", len(report["secrets"]["missing"]), state="missing")
    add("roma_backup_restore_breaks", len(report["secrets"]["breaks"]))
    return lines.text


def drill_metrics(label: str, note: Values, completed: float) -> str:
    """Return all metrics of a rehearsed restore."""
    lines = _Lines(label, _DRILL_HELP)
    lines.add("roma_drill_completed_timestamp_seconds", int(completed))
    lines.add("roma_drill_restorable", note["restorable"])
    lines.add("roma_drill_duration_seconds", note["seconds"])
    lines.add("roma_drill_objects", note["objects"])
    lines.add("roma_drill_differences", len(note["differences"]))
    return lines.text


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\n", "\\n").replace('"', '\\"')


def write_metrics(path: Path, text: str) -> None:
    """Write a file that the collector, which is another user, can read; it never sees half of it.

    :raises RomaError: it cannot be written
    """
    provisional = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(
            os.open(provisional, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644), "w", encoding="utf-8"
        ) as file:
            file.write(text)
        provisional.chmod(0o644)
        provisional.replace(path)
    except OSError as exc:
        with contextlib.suppress(OSError):
            provisional.unlink()
        raise RomaError(f"{path} cannot be written: {exc.strerror or exc}") from exc
