# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""Which backup is restored."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass
from pathlib import Path

from ..._base._errors import InputError, listed
from ..._base._vault import Vault
from .._backups._places import MANIFEST, backup_at, backups_in
from .._backups._verify import NotVerified, Verified, verified

_NAMED = 10  # places in a message


@dataclass(frozen=True)
class Choice:
    """A backup that verifies.

    :param read: what has been read of it
    :param passed_over: newer ones that do not verify: a sentence for each
    """

    path: Path
    read: Verified
    passed_over: t.Sequence[str] = ()


def choose(given: str, vault: Vault | None) -> Choice:
    """Return the backup in a directory, or the newest that verifies of those in it.

    :raises NotVerified: there is none
    :raises InputError: it is the place of no backup; with those that there are nearby
    """
    place = Path(given).expanduser()
    if not place.is_dir():
        raise InputError([f"path: {place} is not a directory{_nearby(place.parent)}"])
    several = [] if (place / MANIFEST).exists() else backups_in(place)
    if not several and _labels_in(place):
        raise InputError([f"path: {place} holds the backups of several instances{_nearby(place)}"])
    failures: list[NotVerified] = []
    for backup in several or [backup_at(place)]:
        try:
            read = verified(backup, vault)
        except NotVerified as exc:
            failures.append(exc)
        else:
            return Choice(backup, read, [f"a newer backup was passed over: {exc}" for exc in failures])
    raise failures[0]


def _labels_in(place: Path) -> list[str]:
    """Return the names of directories that hold backups."""
    return sorted(path.name for path in place.iterdir() if backups_in(path)) if place.is_dir() else []


def _nearby(place: Path) -> str:
    """Say what could have been meant."""
    labels, names = _labels_in(place), [backup.name for backup in backups_in(place)]
    told = listed(labels or names, _NAMED)
    return f"; in {place} there are {told}: name one of them (restore_backup, or restore_label)" * bool(told)
