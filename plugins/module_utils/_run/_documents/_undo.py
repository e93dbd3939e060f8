# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""The document that takes a run back: returned, and stored before the first write."""

from __future__ import annotations

import typing as t
from pathlib import Path

from ..._base._errors import ApiError, InputError
from ..._base._files import claim, write_private
from ..._base._redaction import REDACTION
from ..._catalog._registry import BY_KIND
from ..._document._entries import READ_FROM
from ..._document._file import text_of
from ..._engine._step import Step
from ..._engine._undo import WayBack, undo_of
from ..._planning._secrets import leaves
from ..._service._client import Client
from ..._spec._field import Field
from .._operation import Context
from ._kept_plan import instance_of

_FAILURES = 500  # HTTP status codes from here on

UNDO = Field("undo", (
    "Whether to return RV(undo), the document that takes the run back when it is applied with "
    "O(roma.connect.config#module:exact=true).",
    "It declares absent what is made, and declares what is changed or deleted as it was, as a whole. Secrets are "
    "placeholders: O(secrets) has to give those of what is deleted. What can only be enlarged stays enlarged. "
    "What somebody else has made between the plan and the write is not part of it, and a warning tells of it."),
    type="bool", default=False)  # fmt: skip
UNDO_FILE = Field("undo_file", (
    "The file to store that document in before the first write, so that a run that was killed can be taken back, too. "
    "Nothing is stored in check mode, or when there is nothing to do. A file that is there already may be the way back "
    "from another run, so that it is refused.",
    "A relative path starts at the directory in which Ansible was called."), type="path")  # fmt: skip


def way_back(client: Client, context: Context, steps: t.Sequence[Step]) -> WayBack:
    """Read what takes the run back, if somebody asks for it; else it is empty."""
    asked = any(context.params.get(name) for name in ("undo", "undo_file", "rollback"))
    way = undo_of(client, steps) if asked else WayBack({})
    # they are kept for a rollback, and shown nowhere
    REDACTION.learn(*leaves(way.secrets))
    return way


def check_instance(documents: t.Iterable[t.Any], instance_id: str) -> None:
    """What takes back a run on one instance would delete on another one what only has the same names.

    :raises InputError: a document that was read from another instance deletes something
    """
    for document in documents:
        found = document.get(READ_FROM) if isinstance(document, dict) else None
        other = found.get("id") if isinstance(found, dict) else None
        deletes = other and any(
            entry.get("state") == "absent" for kind in BY_KIND for entry in document.get(kind) or ()
        )
        if deletes and other != instance_id:
            raise InputError([f"read_from: this document deletes what is on the instance {other}, and this is "
                              f"{instance_id}; take read_from away if that is meant all the same"])  # fmt: skip


def store_undo(client: Client, context: Context, way: WayBack) -> None:
    """Store the way back where `UNDO_FILE` says.

    :raises InputError: the file is there already; nothing has been written
    """
    given = context.params.get("undo_file")
    if not given or not way.document:
        return
    path = _path(given)
    if not claim(path):
        raise InputError([f"undo_file: {path} is there already, and may be the way back from another run; move it "
                          "away, or give another path"])  # fmt: skip
    _write(client, path, way)


def without_others(client: Client, context: Context, way: WayBack, steps: t.Sequence[Step]) -> WayBack:
    """Leave alone what somebody else has made meanwhile, or may make, in the stored way back, too."""
    others = {step for step in steps if step.adopted or _made_nothing(step)}
    if not others or not way.document:
        return way
    way = way.without(others)
    if context.params.get("undo_file"):
        _write(client, _path(context.params["undo_file"]), way)
    return way


def _made_nothing(step: Step) -> bool:
    """Tell whether a creation was not begun, or was refused: a service that fails may have done something."""
    refused = isinstance(step.error, ApiError) and step.error.status < _FAILURES
    return step.record is None and (step.status == "dropped" or refused)


def _path(given: str) -> Path:
    return Path(given).expanduser().absolute()


def _write(client: Client, path: Path, way: WayBack) -> None:
    write_private(path, text_of({READ_FROM: instance_of(client), **way.document}))
