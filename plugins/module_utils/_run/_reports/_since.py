# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""What has changed since the backup before."""

from __future__ import annotations

import typing as t
from pathlib import Path

from ..._base._errors import RomaError
from ..._base._vault import Vault
from ..._document._changes import changes_between
from ..._document._file import document_of
from ..._spec._values import Values
from .._backups._checks import check_manifest, read_manifest
from .._backups._places import DOCUMENT, backups_in
from ._contents import differing

_FIRST: Values = {"previous": None, "unchanged": False, "differing": [], "changes": None, "size_before": None}


def compared(files: t.Mapping[str, Path], target: Path, vault: Vault | None) -> Values:
    """Compare the files of a backup with the newest one beside it whose manifest can be trusted.

    :returns: its name as ``previous``, whether both hold the same, what differs, and what has become of the objects
    """
    for previous in backups_in(target.parent):
        try:
            manifest = read_manifest(previous)
        except (OSError, RomaError):
            continue
        if any(check_manifest(manifest)):
            continue
        found = differing(files, manifest, previous, vault)
        return {
            "previous": previous.name,
            "unchanged": not found,
            "differing": found,
            "changes": _changes(files.get(DOCUMENT), previous / DOCUMENT),
            "size_before": sum(file["size"] for file in manifest["files"]),
        }
    return _FIRST


def _changes(after: Path | None, before: Path) -> dict[str, Values] | None:
    try:
        documents = [document_of(path.read_text(encoding="utf-8"), path.name) for path in (before, after) if path]
        return changes_between(*documents) if len(documents) == 2 else None
    except (OSError, UnicodeDecodeError, RomaError):
        return None
