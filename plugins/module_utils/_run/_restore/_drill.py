# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""Rehearses a restore: onto a scratch instance, compared, taken back, and noted in the backup."""

from __future__ import annotations

import contextlib
import time
from dataclasses import replace
from pathlib import Path

from ..._base._errors import InputError, RomaError, listed
from ..._base._files import write_private
from ..._catalog._registry import BY_KIND
from ..._document._file import document_of
from ..._service._connection import CONNECTION, connection_from
from ..._spec._field import Field, Secret
from ..._spec._options import WAIT_TIMEOUT
from ..._spec._values import Values
from ..._transfer._lock import taken
from .._backups._places import STAMP
from .._backups._sealed import sealed
from .._documents._config import apply
from .._drift._config_diff import between
from .._drift._sides import from_instance, from_verified
from .._moments import now, spelled
from .._operation import Context, Operation
from .._reports._metrics import drill_metrics, write_metrics
from ._archives import NEVER
from ._choice import Choice, choose
from ._restore import restored

_LONGEST = 6 * 3600.0  # seconds that the drills of a large fleet may take together
_NAMED = 20  # objects in a message


def drill(context: Context) -> Values:
    """Restore, compare, take back what was made, and note in the backup what came of it."""
    params = context.params
    context.progress("verifying the backup")
    choice = choose(params["path"], context.vault)
    if str((choice.read.facts["instance"] or {}).get("id", "")).lower() == str(params.get("instance_id")).lower():
        raise InputError(["instance_id: is the instance that was backed up; a drill needs another one, which is empty"])
    scratch = _Scratch(context, choice)
    with scratch.alone():
        scratch.clear()
        scratch.must_be_empty()
        began, started = time.monotonic(), spelled(now())
        found = _tried(scratch)
        note = {
            "started": started, "completed": spelled(now()), "seconds": round(time.monotonic() - began, 1),
            "backup": choice.read.facts["digest"], "instance": {"id": params["instance_id"]}, **found,
            "restorable": not (found["problem"] or found["differences"] or found["left"]),
        }  # fmt: skip
        if not context.check_mode:
            _stamp(choice.path, note, params.get("metrics_file"))
    result: Values = {"changed": True, "path": str(choice.path), **note}
    if not note["restorable"] and not context.check_mode:
        result.update(failed=True, msg=_message(note))
    return result


def _tried(scratch: _Scratch) -> Values:
    """Return what a restore made, in what it differs from the backup, and what is left of it; raises in check mode."""
    found: Values = {"objects": 0, "differences": [], "unknown_secrets": [], "left": [], "problem": ""}
    try:
        found["objects"] = scratch.restore()
        if not scratch.context.check_mode:
            found.update(scratch.compare())
    except RomaError as exc:
        if scratch.context.check_mode or isinstance(exc, InputError):
            raise
        found["problem"] = str(exc)
    finally:
        with contextlib.suppress(RomaError):  # it is told by what is left
            scratch.clear()
    if not scratch.context.check_mode:
        found["left"] = scratch.left()
    return found


class _Scratch:
    """The instance on which a restore is rehearsed.

    What takes the restore back is stored beside the backups until that is done, so that a drill that was killed is
    tidied up by the next one.
    """

    def __init__(self, context: Context, choice: Choice) -> None:
        self.context = context
        self._choice = choice
        self._connection = {f.name: context.params.get(f.name) for f in CONNECTION}
        self._way_back = choice.path.parent / f".drill-{context.params['instance_id']}.yml"

    def alone(self) -> contextlib.AbstractContextManager[None]:
        """Be the only drill on this instance. Those of other instances of a fleet wait, maybe for long."""
        if self.context.check_mode:
            return contextlib.nullcontext()
        connection = connection_from(self.context.params)
        name = f"drill on {connection.endpoint.lower()} {connection.instance_id}"
        return taken("the scratch instance", name, _LONGEST, self.context.progress)

    def must_be_empty(self) -> None:
        found = self._objects()
        if found:
            raise InputError([f"instance_id: the instance is not empty, it has {listed(found, _NAMED)}; a drill "
                              "needs an empty one, and touches nothing that it has not made"])  # fmt: skip

    def left(self) -> list[str]:
        """Name what is there."""
        try:
            return self._objects()
        except RomaError as exc:
            return [f"nobody knows what: {exc}"]

    def _objects(self) -> list[str]:
        document = from_instance(self._connection, set(BY_KIND)).documents[0]
        return [
            f"{kind}/{entry[BY_KIND[kind].identity[0]]}"
            for kind, entries in document.items()
            if kind in BY_KIND and not BY_KIND[kind].singleton
            for entry in entries
        ]

    def restore(self) -> int:
        """Return how many objects were made. Nothing comes from archives, as no document could take it back."""
        params = {**self.context.params, "archives": NEVER, "wait_timeout": WAIT_TIMEOUT.default,
                  "undo_file": str(self._way_back)}  # fmt: skip
        done = restored(replace(self.context, params=params, diff=False), self._choice)
        if done.get("failed"):
            raise RomaError(str(done["msg"]))
        return int(done["summary"]["created"])

    def compare(self) -> Values:
        """Return in what the instance differs from the backup; names, no values."""
        self.context.progress("comparing with the backup")
        params = {**self._connection, "portable": self.context.params.get("portable")}
        before = from_verified(self._choice.path, self._choice.read)
        after = from_instance(params, before.kinds)
        found = between(replace(self.context, params=params, diff=False), before, after)
        differences = [
            {name: item[name] for name in ("kind", "name", "change", "options")} for item in found["differences"]
        ]
        unknown = [f"{item['kind']}/{item['name']}/{item['option']}" for item in found["unknown_secrets"]]
        return {"differences": differences, "unknown_secrets": unknown}

    def clear(self) -> None:
        """Take back what a restore has made: this one, or one that was killed."""
        if self.context.check_mode or not self._way_back.exists():
            return
        self.context.progress("taking back what was restored")
        try:
            document = document_of(self._way_back.read_text(encoding="utf-8"), self._way_back.name)
        except (OSError, UnicodeDecodeError) as exc:
            raise RomaError(f"{self._way_back} cannot be read: {exc}") from exc
        done = apply(replace(self.context, params={**self._connection, "document": document, "exact": True}))
        if done.get("failed"):
            raise RomaError(f"what was restored could not be taken back: {done['msg']}")
        self._way_back.unlink(missing_ok=True)


def _stamp(backup: Path, note: Values, metrics: str | None) -> None:
    write_private(backup / STAMP, sealed(note))
    if metrics:
        write_metrics(Path(metrics).expanduser(), drill_metrics(backup.parent.name, note, time.time()))


def _message(note: Values) -> str:
    told = [f"it failed: {note['problem']}"] if note["problem"] else []
    if note["differences"]:
        names = [f"{item['kind']}/{item['name']} {item['change']}" for item in note["differences"]]
        told.append(f"the instance differs from the backup: {listed(names, _NAMED)}")
    if note["left"]:
        told.append(f"the scratch instance still has {listed(note['left'], _NAMED)}")
    return f"the backup is not proved to be restorable: {'; '.join(told)}"


BACKUP_DRILL = Operation(
    "backup_drill",
    (
        Field("path", "Directory of the backup. A directory that holds the backups of an instance stands for the "
              "newest of them that verifies. A relative path starts at the directory in which Ansible was called.",
              type="path", required=True),
        Field("secrets", "Secrets that the backup does not hold, see O(roma.connect.backup_restore#module:secrets).",
              type="raw", secret=Secret()),
        Field("allow_new_secrets", "Whether the service may make up other secrets, see "
              "O(roma.connect.backup_restore#module:allow_new_secrets).", type="bool", default=False),
        Field("portable", "Whether to leave out what belongs to the one instance, see "
              "O(roma.connect.backup_restore#module:portable).", type="bool", default=False),
        Field("metrics_file", "Path of a file to write for the textfile collector of Prometheus. Its directory has to "
              "exist.", type="path"),
    ),
    drill,
)  # fmt: skip
