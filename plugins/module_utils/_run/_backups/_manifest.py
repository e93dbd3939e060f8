# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""Completes a backup: writes its manifest, and gives the directory its final name."""

from __future__ import annotations

import datetime
import os
from pathlib import Path

from ..._base._errors import InputError, RomaError
from ..._base._files import sync_directory, write_private
from ..._base._version import VERSION
from ..._spec._field import Field
from ..._spec._values import Values
from .._operation import Context, Operation
from ._checks import FORMAT, digest_of, files_in
from ._places import MANIFEST, RUN
from ._sealed import sealed, unsealed


def seal(context: Context) -> Values:
    """Describe every file of a directory, put all of it on the disk, and rename the directory."""
    params = context.params
    source, target = Path(params["path"]), Path(params["target"])
    if not source.is_dir() and not context.check_mode:
        raise InputError([f"path: {source} is not a directory"])
    if target.exists():
        raise InputError([f"target: {target} exists already; a backup is never overwritten"])
    if source.parent.resolve() != target.parent.resolve():
        raise InputError(["target: must be in the same directory as path, or the move would not be a single step"])
    if context.check_mode:
        return {"changed": True, "path": str(target), "manifest": None}
    try:
        text = sealed({
            **(params.get("facts") or {}),
            "format": FORMAT,
            "collection": f"roma.connect {VERSION}",
            "completed": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "files": [_describe(name, path) for name, path in _files(source).items()],
        })  # fmt: skip
        write_private(source / MANIFEST, text)
        (source / RUN).unlink(missing_ok=True)
        for directory in (*(path for path in source.rglob("*") if path.is_dir()), source):
            directory.chmod(0o700)
            sync_directory(directory)
        source.rename(target)
        sync_directory(target.parent)
    except OSError as exc:
        raise RomaError(f"{exc.filename or source}: {exc.strerror or exc}") from exc
    return {"changed": True, "path": str(target), "manifest": unsealed(text.encode())}


def _files(source: Path) -> dict[str, Path]:
    """Return the files of a backup, which holds nothing but files and directories."""
    files, others = files_in(source)
    if others:
        raise InputError([f"path: {source / others[0]} is neither a file nor a directory"])
    return {name: path for name, path in files.items() if name not in (MANIFEST, RUN)}


def _describe(name: str, path: Path) -> Values:
    """Return name, size and checksum; the file is safe on the disk afterwards, and private."""
    path.chmod(0o600)
    digest = digest_of(path)
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
    return {"path": name, "size": path.stat().st_size, "sha256": digest}


BACKUP_MANIFEST = Operation(
    "backup_manifest",
    (
        Field("path", "Directory with the files of the backup.", type="path", required=True),
        Field("target", "The final name of the directory, beside O(path).", type="path", required=True),
        Field("facts", "What else the manifest says, for example which instance was backed up.", type="dict"),
    ),
    seal,
    connection=(),
)
