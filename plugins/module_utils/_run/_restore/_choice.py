# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""Which backup is restored."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass
from pathlib import Path

from ..._base._errors import InputError
from ..._base._vault import Vault
from .._backups._places import MANIFEST, backup_at, backups_in
from .._backups._verify import NotVerified, Verified, verified


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
    """
    place = Path(given).expanduser()
    if not place.is_dir():
        raise InputError([f"path: {place} is not a directory"])
    several = [] if (place / MANIFEST).exists() else backups_in(place)
    failures: list[NotVerified] = []
    for backup in several or [backup_at(place)]:
        try:
            read = verified(backup, vault)
        except NotVerified as exc:
            failures.append(exc)
        else:
            return Choice(backup, read, [f"a newer backup was passed over: {exc}" for exc in failures])
    raise failures[0]
