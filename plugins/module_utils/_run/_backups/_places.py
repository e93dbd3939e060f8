# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""Where backups lie, and what their files are called."""

from __future__ import annotations

import re
from pathlib import Path

MANIFEST, DOCUMENT, SECRETS = "manifest.json", "document.yml", "secrets.yml"
#: Says in an unfinished backup which run is making it.
RUN = ".run.json"
#: What may be written into a finished backup later on. Each carries its own checksum, see `_sealed`.
STAMPS = ("drill.json",)

_NAME = re.compile(r"\d{8}T\d{6}Z")
UNFINISHED = ".*.partial"
TIME = "%Y%m%dT%H%M%SZ"


def backups_in(place: Path) -> list[Path]:
    """Return the finished backups of an instance, the newest first."""
    if not place.is_dir():
        return []
    return sorted((path for path in place.iterdir() if _NAME.fullmatch(path.name) and path.is_dir()), reverse=True)


def backup_at(path: Path) -> Path:
    """Return a backup: the directory itself, or the newest one in a directory that holds backups."""
    if (path / MANIFEST).exists():
        return path
    return next(iter(backups_in(path)), path)


def moment_of(backup: Path) -> str:
    """Return when a backup was begun, as it stands in manifests."""
    name = backup.name
    return f"{name[:4]}-{name[4:6]}-{name[6:11]}:{name[11:13]}:{name[13:]}"
