# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""Completes a backup: writes its manifest, and gives the directory its final name."""

from __future__ import annotations

import datetime
import hashlib
import json
import os
import stat
from pathlib import Path

from ..._base._errors import InputError, RomaError
from ..._base._files import sync_directory, write_private
from ..._base._version import VERSION
from ..._spec._spec import Field, Values
from .._operation import Context, Operation
from ._directory import RUN

MANIFEST = "manifest.json"
_BLOCK = 1024 * 1024


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
        manifest = {
            **(params.get("facts") or {}),
            "format": 1,
            "collection": f"roma.connect {VERSION}",
            "completed": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "files": [_describe(source, path) for path in _files(source)],
        }
        write_private(source / MANIFEST, json.dumps(manifest, indent=2, sort_keys=True, ensure_ascii=False) + "\n")
        (source / RUN).unlink(missing_ok=True)
        for directory in (*(path for path in source.rglob("*") if path.is_dir()), source):
            directory.chmod(0o700)
            sync_directory(directory)
        source.rename(target)
        sync_directory(target.parent)
    except OSError as exc:
        raise RomaError(f"{exc.filename or source}: {exc.strerror or exc}") from exc
    return {"changed": True, "path": str(target), "manifest": manifest}


def _files(source: Path) -> list[Path]:
    """Return the files of a backup, which holds nothing but files and directories."""
    files = []
    for path in sorted(source.rglob("*")):
        mode = path.lstat().st_mode
        if stat.S_ISREG(mode) and path not in (source / MANIFEST, source / RUN):
            files.append(path)
        elif not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
            raise InputError([f"path: {path} is neither a file nor a directory"])
    return files


def _describe(source: Path, path: Path) -> Values:
    """Return name, size and checksum; the file is safe on the disk afterwards, and private."""
    path.chmod(0o600)
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
        os.fsync(file.fileno())
    return {"path": path.relative_to(source).as_posix(), "size": path.stat().st_size, "sha256": digest.hexdigest()}


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
