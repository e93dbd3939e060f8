# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Asset jobs and the archives they leave: one running job a user, an archive that can be fetched once."""

from __future__ import annotations

import asyncio
import sys
import time
import traceback
import uuid
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Literal

from ..frame.errors import ServiceError
from ..frame.world import Store, World
from ..identity.caller import Caller
from ..state.contents import failure
from .package import Package

MOST_REASONS = 10


@dataclass
class AssetSwitches:
    asset_job_seconds: float = 0.2
    """How long every asset job runs."""
    archive_seconds: float = 24 * 3600.0
    """How long an archive can be fetched."""
    archive_padding_bytes: int = 0
    """Size of an incompressible member added to every archive."""
    asset_job_status_style: Literal["upper", "capitalised", "legacy"] = "upper"
    """RUNNING SUCCEEDED FAILED, or Running Succeeded Failed, or Running Success Failed Finished."""
    asset_job_reason_key: Literal["reason", "reasons"] = "reason"
    """Current pages say `reason`, the definition says `reasons`."""


@dataclass
class Archive:
    package: Package
    expires_at: float


@dataclass
class Job:
    """`state` is RUNNING, SUCCEEDED or FAILED; `downloaded` tells that its archive was fetched."""

    kind: str
    instance_id: str
    caller: Caller
    seconds: float
    id: str = field(default_factory=lambda: uuid.uuid4().hex)
    state: str = "RUNNING"
    begun: float = field(default_factory=time.time)
    ended: float | None = None
    reasons: list[dict[str, str]] = field(default_factory=list)
    archive: Archive | None = None
    archive_id: str | None = None
    downloaded: bool = False

    @property
    def progress(self) -> float:
        """0..1, in spite of the wire name progress_percent."""
        if self.state == "SUCCEEDED":
            return 1.0
        elapsed = (self.ended or time.time()) - self.begun
        return round(min(elapsed / self.seconds, 0.99), 2) if self.seconds else 0.99


Work = Callable[[], "tuple[list[dict[str, str]], Package | None]"]
"""What a job does when its time has come: its failures, and the package of an export."""


class JobStore(Store):
    def __init__(self, world: World) -> None:
        super().__init__(world)
        self._jobs: dict[str, Job] = {}
        self._timers: list[asyncio.TimerHandle] = []

    @property
    def switches(self) -> AssetSwitches:
        return self.world.switches[AssetSwitches]

    def close(self) -> None:
        for timer in self._timers:
            timer.cancel()

    def start(self, kind: str, instance_id: str, caller: Caller, work: Work) -> Job:
        """Any running job of the user in the instance blocks any other."""
        if self._is_busy(instance_id, caller):
            raise ServiceError(400, "ROMA.10012", "An asset management task is running.")
        job = Job(kind, instance_id, caller, self.switches.asset_job_seconds)
        self._jobs[job.id] = job
        if job.seconds:
            self._timers.append(asyncio.get_running_loop().call_later(job.seconds, self._finish, job, work))
        else:
            self._finish(job, work)
        return job

    def _is_busy(self, instance_id: str, caller: Caller) -> bool:
        return any(
            job.state == "RUNNING" and job.instance_id == instance_id and job.caller.user_id == caller.user_id
            for job in self._jobs.values()
        )

    def _finish(self, job: Job, work: Work) -> None:
        package = None
        try:
            reasons, package = work()
        except Exception:  # an emulator's defect must be seen, and must not leave a job running forever
            traceback.print_exc(file=sys.stderr)
            reasons = [failure("application", "", "System error", "ROMA.11000")]
        job.reasons = reasons[:MOST_REASONS]
        job.state, job.ended = "FAILED" if reasons else "SUCCEEDED", time.time()
        if package is not None:
            job.archive, job.archive_id = Archive(package, job.ended + self.switches.archive_seconds), uuid.uuid4().hex

    def find(self, instance_id: str, caller: Caller, job_id: str) -> Job | None:
        """Jobs are visible to the user who made them."""
        job = self._jobs.get(job_id)
        if job is None or job.instance_id != instance_id or job.caller.user_id != caller.user_id:
            return None
        self._drop_expired(job)
        return job

    def take_archive(self, instance_id: str, caller: Caller, archive_id: str) -> Package | None:
        """The package, once: whatever becomes of the transfer, the archive is gone."""
        for job_id, job in self._jobs.items():
            if job.archive_id == archive_id and self.find(instance_id, caller, job_id) and job.archive is not None:
                package = job.archive.package
                job.archive, job.archive_id, job.downloaded = None, None, True
                return package
        return None

    @staticmethod
    def _drop_expired(job: Job) -> None:
        if job.archive is not None and job.archive.expires_at < time.time():
            job.archive = job.archive_id = None

    def counts(self, instance_ids: Collection[str]) -> dict[str, int]:
        jobs = [job for job in self._jobs.values() if job.instance_id in instance_ids]
        return {"asset_jobs": len(jobs), "asset_archives": sum(job.archive is not None for job in jobs)}
