# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""What a restore has to go on with when it was ended in the middle: an import, and secrets that were to follow."""

from __future__ import annotations

import json
import typing as t
from dataclasses import dataclass, field
from pathlib import Path

from ..._base._files import write_private
from ..._engine._step import Step
from ..._planning._plan import CREATE
from ..._planning._secrets import secrets_in
from ..._spec._values import is_placeholder


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


class Following:
    """Remembers which objects get secrets by a request of its own after they have been made.

    Where a run has ended between the two nobody can see that, as the service does not give such a secret back. It
    holds names, no secrets.

    :ivar unsure: the objects of which an earlier run has not come to its end
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._due: set[str] = set()
        self.unsure = self._read()

    def _read(self) -> frozenset[str]:
        try:
            noted = json.loads(self._path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return frozenset()
        return frozenset(noted if isinstance(noted, list) and all(isinstance(name, str) for name in noted) else ())

    def look(self, steps: t.Sequence[Step]) -> None:
        """Find out which of what is to be made gets such secrets, or may lack them."""
        new = {step.entry.full_name for step in steps if step.plan.action == CREATE and _follow(step)}
        self._due = new | self.unsure.intersection(step.entry.full_name for step in steps)

    def announce(self) -> None:
        """Note them, before anything is written."""
        self._write(self.unsure | self._due)

    def arrived(self) -> None:
        """All of this run is there."""
        self._write(self.unsure - self._due)

    def _write(self, names: t.Collection[str]) -> None:
        if names:
            write_private(self._path, json.dumps(sorted(names)))
        else:
            self._path.unlink(missing_ok=True)


def _follow(step: Step) -> bool:
    """Tell whether the object gets a secret by a request of its own."""
    secrets = secrets_in(step.entry.resource.children, step.plan.values)
    return any(not is_placeholder(value) for value in secrets.values())
