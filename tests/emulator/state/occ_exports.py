# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Oracle Commerce: access tokens, export processes and their files. Processes run by the clock alone."""

from __future__ import annotations

import random
import secrets
import string
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from ..frame.times import epoch_millis
from ..frame.world import Store, World
from .occ_files import archive, as_json, data_file
from .occ_filter import compile_filter
from .occ_records import EXPORTS, RecordStore, Values

KEPT_SECONDS = 24 * 3600
META_FILE = "exportStatus.zip"


@dataclass
class OccSwitches:
    occ_token_seconds: float = 300.0
    """Lifetime of an access token; 900 in release 16.6 and before."""
    occ_job_seconds: float = 0.2
    """How long an export process runs."""
    occ_outcome: Literal["succeeded", "failed"] = "succeeded"
    """How processes end that are started from now on."""
    occ_record_failures: int = 0
    """So many records of each item cannot be exported, in processes that are started from now on."""
    occ_halt: Literal["no", "paused", "blocked"] = "no"
    """Running processes stay in this state for as long as the switch says so."""
    occ_links: Literal["links", "fileLink"] = "links"
    """A finished process has a list of links, or fileLink and metaLink as in older guides."""
    occ_link_base: str = ""
    """Scheme and host of links, such as http://internal:9080; empty: those that the caller used."""
    occ_completed_percentage: bool = True
    """Releases before 21d do not tell the percentage."""
    occ_file_authentication: bool = True
    """Whether files need the access token."""
    occ_language_header: bool = False
    """Whether X-CCAsset-Language is required."""


@dataclass
class Item:
    """One data file of an export, with the records as they were when it was started."""

    id: str
    format: str
    file_name: str
    params: Mapping[str, str]
    records: list[Values]
    failures: int

    def content(self) -> bytes:
        good = self.records[: len(self.records) - self.failures]
        return data_file(EXPORTS[self.id], good, self.format, self.params)

    def status(self, process: Process) -> dict[str, Any]:
        failed = self.records[len(self.records) - self.failures :]
        return {
            "startTime": epoch_millis(process.started),
            "endTime": epoch_millis(process.ends),
            "successCount": len(self.records) - self.failures,
            "failureCount": self.failures,
            "failureExceptions": [f"{self.id} {values['id']} cannot be exported." for values in failed],
        }


@dataclass
class Process:
    """`outcome` is how it ends at `ends`, unless it is aborted before; a halted process does not get there."""

    token: str
    file_name: str
    standalone: bool
    items: list[Item]
    outcome: str
    started: float
    ends: float
    halted: bool
    aborted: bool = False
    _files: dict[str, bytes] = field(default_factory=dict)

    def state(self, halt: str) -> str:
        now = time.time()
        self.halted = halt != "no" and not self.aborted and (self.halted or now < self.ends)
        if self.halted:
            self.ends = max(self.ends, now + 0.05)
            return halt
        if now >= self.ends:
            return "aborted" if self.aborted else self.outcome
        return "pending" if now < self.started + (self.ends - self.started) / 5 else "processing"

    def percentage(self) -> int:
        return min(100, int(100 * (time.time() - self.started) / max(self.ends - self.started, 0.001)))

    def file(self, name: str) -> bytes | None:
        """The content of the export or of the status file, made when it is first asked for."""
        if name not in (self.file_name, META_FILE):
            return None
        if name not in self._files:
            self._files[name] = self._meta() if name == META_FILE else self._export()
        return self._files[name]

    def _meta(self) -> bytes:
        return archive({f"{item.id}Status.json": as_json(item.status(self)) for item in self.items})

    def _export(self) -> bytes:
        if self.standalone:
            return self.items[0].content()
        table = [{"fileName": item.file_name, "format": item.format, "id": item.id} for item in self.items]
        return archive({"content.json": as_json(table), **{item.file_name: item.content() for item in self.items}})


class OccStore(Store):
    def __init__(self, world: World) -> None:
        super().__init__(world)
        self._tokens: dict[str, float] = {}
        self._processes: dict[str, Process] = {}

    @property
    def switches(self) -> OccSwitches:
        return self.world.switches[OccSwitches]

    def issue_token(self) -> str:
        """Three parts with dots between, like a JSON Web Token."""
        token = ".".join(secrets.token_urlsafe(size) for size in (24, 180, 32))
        self._tokens[token] = time.time() + self.switches.occ_token_seconds
        return token

    def token_is_valid(self, token: str) -> bool:
        return self._tokens.get(token, 0.0) > time.time()

    def start(self, file_name: str, items: list[dict[str, Any]], *, standalone: bool) -> Process:
        switches, now = self.switches, time.time()
        token = "".join(random.choices(string.ascii_letters + string.digits, k=27)) + f"_{random.randint(10000, 99999)}"
        process = Process(
            token=token,
            file_name=file_name,
            standalone=standalone,
            items=[self._item(item) for item in items],
            outcome=switches.occ_outcome,
            started=now,
            ends=now + switches.occ_job_seconds,
            halted=switches.occ_halt != "no",
        )
        self._processes[token] = process
        return process

    def _item(self, wish: dict[str, Any]) -> Item:
        params = wish.get("params", {})
        unpublished = params.get("exportFromRepository") == "publishing"
        records = self.world[RecordStore].records(EXPORTS[wish["id"]], unpublished=unpublished)
        values = [record.values for record in records]
        if params.get("q"):
            values = list(filter(compile_filter(params["q"]), values))
        return Item(
            id=wish["id"],
            format=wish["format"],
            file_name=wish["fileName"],
            params=params,
            records=values,
            failures=min(self.switches.occ_record_failures, len(values)),
        )

    def process(self, token: str) -> Process | None:
        """Processes are forgotten after a day."""
        process = self._processes.get(token)
        if process is None or process.ends + KEPT_SECONDS < time.time():
            return None
        return process

    def state(self, process: Process) -> str:
        return process.state(self.switches.occ_halt)

    def abort(self, process: Process) -> bool:
        """Stops after the batch at hand; False when it has ended already."""
        if not process.aborted:
            now = time.time()
            if now >= process.ends and not process.halted:
                return False
            process.aborted = True
            process.ends = min(process.ends, now + self.switches.occ_job_seconds / 10)
        return True

    def counts(self, instance_ids: Collection[str]) -> dict[str, int]:
        return {"occ_processes": len(self._processes)}
