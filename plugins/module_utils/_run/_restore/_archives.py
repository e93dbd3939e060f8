# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""The service's own archives in a backup: whether they are needed, and how they get onto an instance."""

from __future__ import annotations

import typing as t
from dataclasses import replace
from pathlib import Path

from ..._base._errors import ApiError, InputError, LostAnswer, listed
from ..._catalog._registry import BY_KIND
from ..._document._entries import Entry
from ..._engine._step import Step
from ..._instance._inventory import Inventory
from ..._planning._check import Problems
from ..._planning._plan import CREATE
from ..._service._client import Client
from ..._spec._values import Values
from ..._transfer._archive import Archive, check_size
from ..._transfer._jobs import Deadline, Job, JobFailed, Progress, wait_for
from .._archives._asset_import import form_of, query_of, start_import
from ._import_order import import_order
from ._journal import Journal, Pending

AUTO, ALWAYS, NEVER = MODES = ("auto", "always", "never")
_QUERY = query_of("merge")  # what has a name that is taken is never made a second time
_NAMED = 5


class Archives:
    """What only archives hold comes from them. They are imported after the document has been applied: then there are
    the dictionary, the keys and secrets of applications and the connections of data sources that an import needs, and
    that an archive does not hold.

    :param whole: all of the backup is asked for
    :ivar cycles: names of archives that refer to one another
    :ivar why: why they are used, or are not
    :ivar jobs: what the service said of each import
    """

    def __init__(
        self, backup: Path, manifest: Values, entries: t.Sequence[Entry], mode: str, whole: bool, journal: Journal,
        deadline: Deadline, progress: Progress,
    ) -> None:  # fmt: skip
        self._backup, self._digest, self._mode, self._whole = backup, manifest["sha256"], mode, whole
        self._journal, self._deadline, self._progress = journal, deadline, progress
        names = [str(file["path"]) for file in manifest["files"]]
        files = sorted(name for name in names if name.startswith("assets/") and name.endswith(".zip"))
        self._files, self.cycles = import_order(files, manifest.get("archives"), entries)
        self.only_here = held_by_archives_only(manifest) if self._files else []
        self._pending: Pending | None = None
        self._missing: list[tuple[str, str]] = []
        self._left_out: list[tuple[str, str]] = []
        self.why = ""
        self.jobs: list[Values] = []

    @property
    def facts(self) -> Values:
        """What a result says of them."""
        return {"used": self.used, "why": self.why, "order": self._files, "cycles": self.cycles, "jobs": self.jobs}

    @property
    def used(self) -> bool:
        return self._pending is not None

    def resume(self, client: Client) -> None:
        """See to an import that a run before this one has begun: nothing must change beside the plan."""
        pending = self._journal.read()
        if pending is None:
            return
        if pending.digest == self._digest:
            self._pending = pending
            if pending.sent in self._files:
                self._bring(client, pending.sent, pending.job)
        elif pending.job:
            self._ended(client, pending.job, "the import of another restore")

    def decide(self, inventory: Inventory, steps: t.Sequence[Step], problems: Problems) -> None:
        """Find out whether they are needed; what stands in the way of that is a problem."""
        self._missing = _missing(inventory, self.only_here)
        makes = any(s.plan.action == CREATE and s.entry.resource.reach.archived(s.plan.values) for s in steps)
        if self._mode == NEVER or not self._files:
            self.why = "they are not wanted" if self._files else "the backup holds none"
        elif not self._whole:
            self.why = "they hold everything as it was, and a part was asked for, or overrides"
        elif self._pending is not None:
            self.why = "an earlier run was ended before it had imported them"
        elif self._missing:
            self._pending = Pending(self._digest, list(self._files))
            self.why = f"only they hold {_named(self._missing)}"
        elif self._mode == ALWAYS and makes:
            self._pending = Pending(self._digest, list(self._files))
            self.why = "they are always wanted when something is made"
        elif self._mode == ALWAYS:
            self.why = "all that they hold is there"
        else:
            there = "what only they hold is there"
            self.why = there if self.only_here else "the document makes the same without them"
        if self._mode == ALWAYS and (not self._whole or not self._files):
            problems.add("archives", f"cannot be always: {self.why}")
        for name in self._pending.left if self._pending else ():
            path = self._backup / name
            try:
                archive = Archive(path, path.stat().st_size, "")
                check_size(archive, form_of(path), inventory.client.connection, "archives")
            except InputError as exc:
                problems.extend(exc.problems)

    def outcome(self, wanted: tuple[str, str]) -> tuple[str, str]:
        """Return the outcome for something that only the archives hold, and the reason."""
        if wanted in self._left_out:
            return "failed", "it did not come from the archives"
        if wanted not in self._missing:
            return "unchanged", ""
        return ("created", "") if self.used else ("skipped", f"only the archives hold it: {self.why}")

    def announce(self) -> None:
        """Remember that they are due, before anything is written."""
        if self._pending is not None:
            self._journal.write(self._pending)

    def bring(self, client: Client) -> None:
        """Import what is due. What fails is tried again after the others, on which it may depend."""
        while self._pending is not None and self._pending.left:
            before = list(self._pending.left)
            for name in before:
                self._bring(client, name)
            if self._pending.left == before:
                break

    def still_missing(self, client: Client) -> list[str]:
        """Name what should have come from them and is not there; the import is over."""
        self._left_out = _missing(Inventory(client), self.only_here) if self.used else []
        self._journal.remove()
        if not self._left_out:
            return []
        reasons = [str(reason.get("error_msg", "")) for job in self.jobs for reason in job["reasons"]]
        said = f" (the service said: {'; '.join(reasons)})" if reasons else ""
        return [f"{_named(self._left_out)} did not come from the archives{said}"]

    def _bring(self, client: Client, name: str, job_id: str = "") -> None:
        pending = replace(t.cast(Pending, self._pending), sent=name, job=job_id)
        job = self._ended(client, job_id, f"import of {name}") if job_id else None
        if job is None:
            self._journal.write(pending)
            job_id = self._send(client, self._backup / name)
            self._journal.write(replace(pending, job=job_id))
            job = self._ended(client, job_id, f"import of {name}")
        if job is not None:
            self.jobs.append({"path": str(self._backup / name), **job.facts})
        done = job is not None and job.state == "succeeded"
        left = [other for other in pending.left if other != name or not done]
        self._pending = replace(pending, left=left, sent="", job="")
        self._journal.write(self._pending)

    def _send(self, client: Client, path: Path) -> str:
        try:
            self._progress(f"uploading {path.name}, {path.stat().st_size} bytes")
            return start_import(client, _QUERY, form_of(path), self._deadline, self._progress)
        except LostAnswer:  # the first one is waited for, and finds all that it would make
            return start_import(client, _QUERY, form_of(path), self._deadline, self._progress)

    def _ended(self, client: Client, job_id: str, what: str) -> Job | None:
        """Wait for a job; nothing when nobody knows it any more."""
        try:
            return wait_for(client, job_id, what, self._deadline, self._progress)
        except JobFailed as exc:
            self._progress(str(exc))
            return exc.job
        except ApiError as exc:
            if exc.status != 404:
                raise
            return None


def held_by_archives_only(manifest: Values) -> list[tuple[str, str]]:
    """Return kind and name of what the document of a backup does not hold, and its archives do."""
    rows = rows_of(manifest, "coverage", {"kind": str, "found": int, "document": int, "missing": int})
    counts = {row["kind"]: row["found"] - row["document"] - row["missing"] for row in rows if row["kind"] in BY_KIND}
    return [
        (item["kind"], item["name"])
        for item in not_covered(manifest)
        if counts.get(item["kind"]) and item["what"] == f"the {BY_KIND[item['kind']].title}"
    ]


def not_covered(manifest: Values) -> list[Values]:
    """Return what of each object a backup does not hold in its document."""
    return rows_of(manifest, "not_covered", dict.fromkeys(("kind", "name", "what", "why"), str))


def rows_of(manifest: Values, member: str, shape: t.Mapping[str, type]) -> list[Values]:
    """Return the rows of a table in a manifest. What has another shape was not written by a backup."""
    rows = manifest.get(member)
    return [
        row
        for row in (rows if isinstance(rows, list) else [])
        if isinstance(row, dict) and all(isinstance(row.get(name), wanted) for name, wanted in shape.items())
    ]


def _missing(inventory: Inventory, wanted: t.Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    for kind in dict.fromkeys(kind for kind, _name in wanted):
        inventory.load(kind)
    return [(kind, name) for kind, name in wanted if not inventory.by_name(kind, name)]


def _named(objects: t.Sequence[tuple[str, str]]) -> str:
    return listed([f"{kind}/{name}" for kind, name in objects], _NAMED)
