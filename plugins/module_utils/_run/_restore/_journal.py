# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""What a restore has to go on with when it was ended in the middle of an import."""

from __future__ import annotations

import json
import typing as t
from dataclasses import dataclass, field
from pathlib import Path

from ..._base._files import write_private


@dataclass(frozen=True)
class Pending:
    """An import that has not come to its end.

    :param digest: the backup that is restored
    :param left: names of the archives that have not been imported
    :param sent: the one of them that was sent, or was about to be
    :param job: the service's job that imports it; empty when its id is not known
    """

    digest: str
    left: list[str] = field(default_factory=list)
    sent: str = ""
    job: str = ""


class Journal:
    """Remembers for an instance which import is pending. It holds no secrets."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> Pending | None:
        """Return what is pending, or nothing when there is none, or it is not one of ours."""
        try:
            noted = json.loads(self._path.read_text(encoding="utf-8"))
            texts = [noted[name] for name in ("digest", "sent", "job")]
            sound = all(isinstance(text, str) for text in [*texts, *noted["left"]])
            return Pending(**t.cast("dict[str, t.Any]", noted)) if sound else None
        except (OSError, ValueError, LookupError, TypeError):
            return None

    def write(self, pending: Pending) -> None:
        write_private(self._path, json.dumps(pending.__dict__))

    def remove(self) -> None:
        self._path.unlink(missing_ok=True)
