# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""Where backups lie, and what their files are called."""

from __future__ import annotations

import datetime
from pathlib import Path

MANIFEST, DOCUMENT, SECRETS = "manifest.json", "document.yml", "secrets.yml"
REPORTS = ("report.html", "report.json")
#: Says in an unfinished backup which run is making it.
RUN = ".run.json"
#: What may be written into a finished backup later on. Each carries its own checksum, see `_sealed`.
STAMP = "drill.json"
STAMPS = (STAMP,)

UNFINISHED = ".*.partial"
TIME = "%Y%m%dT%H%M%SZ"


def moment_of(backup: Path) -> datetime.datetime:
    """Return when a backup was begun.

    :raises ValueError: its name does not tell
    """
    return datetime.datetime.strptime(backup.name, TIME).replace(tzinfo=datetime.timezone.utc)


def backups_in(place: Path) -> list[Path]:
    """Return the finished backups of an instance, the newest first."""
    return sorted(filter(_is_backup, place.iterdir()), reverse=True) if place.is_dir() else []


def _is_backup(path: Path) -> bool:
    try:
        named = moment_of(path).strftime(TIME) == path.name
    except ValueError:
        return False
    return named and path.is_dir() and not path.is_symlink()


def backup_at(path: Path) -> Path:
    """Return a backup: the directory itself, or the newest one in a directory that holds backups."""
    if (path / MANIFEST).exists():
        return path
    return next(iter(backups_in(path)), path)
