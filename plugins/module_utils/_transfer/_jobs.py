# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""Asset jobs: submit, wait for one's turn, poll (`ExportAsset`, `CheckAssetJobStatus` and their neighbours)."""

from __future__ import annotations

import time
import typing as t
from dataclasses import dataclass, field

from .._base._errors import ApiError, RomaError
from .._service._answers import a_list, a_text, check_id
from .._service._client import Client
from .._spec._values import Values

ASSETS = "/v2/{project_id}/instances/{instance_id}/assets"
LARGEST_JOB = 100  # ExportAsset, DeleteAsset: a maximum of 100 applications and tasks
_BUSY = 10012  # ROMA.10012: An asset management task is running.
_SUCCEEDED = {"succeeded", "success", "finished"}
_FAILED = {"failed"}
_FIRST_PAUSE, _LONGEST_PAUSE, _GROWTH = 0.25, 10.0, 1.01

Progress = t.Callable[[str], None]


class Deadline:
    """A point in time up to which something may take."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._end = time.monotonic() + seconds

    @property
    def left(self) -> float:
        return self._end - time.monotonic()


def pauses() -> t.Iterator[float]:
    """Yield growing pauses between polls, in seconds: short jobs are noticed soon, long ones are not pestered.

    A pause is a quarter of a second and a hundredth of what has passed: a job that has ended waits no longer than that.
    """
    pause = _FIRST_PAUSE
    while True:
        yield pause
        pause = min(_LONGEST_PAUSE, pause * _GROWTH)


@dataclass(frozen=True)
class Job:
    """State of an asset job.

    :param kind: ``exportAsset``, ``importAsset`` or what the service calls a deletion
    :param percent: 0 to 100; the service says 0 to 1
    :param archive_id: the archive of an export; gone once it has been downloaded
    :param reasons: why a job failed, a mapping for each resource
    """

    id: str
    state: str
    percent: int = 0
    archive_id: str = ""
    reasons: tuple[Values, ...] = field(default=())
    begin_time: str = ""
    end_time: str = ""
    kind: str = ""

    @property
    def facts(self) -> Values:
        return {
            "id": self.id,
            "status": self.state,
            "progress_percent": self.percent,
            "reasons": list(self.reasons),
            "begin_time": self.begin_time,
            "end_time": self.end_time,
        }


def read_job(client: Client, job_id: str) -> Job:
    """Read a job's state. Spelling of status and reasons differs between editions of the service."""
    ids = {"job_id": job_id}
    wire, what = client.read(ASSETS + "/jobs/{job_id}", ids), client.asked(ASSETS + "/jobs/{job_id}", ids)
    if "id" in wire:
        check_id(wire, "id", job_id, what)
    status = a_text(wire, "status", what).lower()
    state = "succeeded" if status in _SUCCEEDED else "failed" if status in _FAILED else "running"
    reasons = a_list(wire, "reasons" if wire.get("reasons") else "reason", what, optional=True)
    return Job(
        id=job_id,
        state=state,
        percent=_percent(wire.get("progress_percent")),
        archive_id=str(wire.get("archive_id") or ""),
        reasons=tuple(reasons),
        begin_time=str(wire.get("begin_time") or ""),
        end_time=str(wire.get("end_time") or ""),
        kind=str(wire.get("type") or ""),
    )


def _percent(share: t.Any) -> int:
    """Return a share as a percentage. It is only shown, so that what makes no sense is none."""
    try:
        return round(min(1.0, max(0.0, float(share))) * 100)
    except (TypeError, ValueError, OverflowError):
        return 0


def parts(app_ids: t.Iterable[str], task_ids: t.Iterable[str]) -> list[Values]:
    """Split what a job is to be about: applications and tasks of one job are together at most 100."""
    tagged = [("apps", item) for item in dict.fromkeys(app_ids)] + [("tasks", item) for item in dict.fromkeys(task_ids)]
    return [
        {kind: [{"id": item} for k, item in tagged[start : start + LARGEST_JOB] if k == kind]
         for kind in ("apps", "tasks")}
        for start in range(0, len(tagged), LARGEST_JOB)
    ]  # fmt: skip


def submit(client: Client, kind: str, body: Values, deadline: Deadline, progress: Progress) -> str:
    """Start a job and return its id. Waits while another job of the same user is running.

    :param kind: ``export`` or ``delete``
    :raises RomaError: the other job did not end in time
    """
    return take_turn(lambda: client.call("POST", f"{ASSETS}/{kind}", body=body), deadline, progress)


def take_turn(request: t.Callable[[], t.Any], deadline: Deadline, progress: Progress) -> str:
    """Send the request that starts a job until the service takes it; return the job's id.

    :raises RomaError: another job of the same user did not end in time
    """
    told = False
    for pause in pauses():
        begun = time.monotonic()
        try:
            return a_text(request(), "job_id", "the answer to the request for a job")
        except ApiError as exc:
            if exc.number != _BUSY:
                raise
            if deadline.left <= 0:
                raise RomaError(
                    f"another asset job of this user is still running after {deadline.seconds:g} s (wait_timeout); "
                    f"the service said {exc.code}: {exc.message}"
                ) from exc
        if not told:
            progress("another asset job of this user is running, waiting for it to end")
            told = True
        taken = time.monotonic() - begun  # what takes long to send is not sent all the time
        time.sleep(max(0.0, min(max(pause, taken), deadline.left)))
    raise AssertionError("pauses() does not end")


class JobFailed(RomaError):
    """The service carried out a job in part or not at all."""

    def __init__(self, what: str, job: Job) -> None:
        super().__init__(f"{what}: job {job.id} failed: {_reasons(job)}")
        self.job = job


def wait_for(client: Client, job_id: str, what: str, deadline: Deadline, progress: Progress) -> Job:
    """Poll a job until it has ended.

    :raises JobFailed: it failed
    :raises RomaError: it did not end in time
    """
    shown = -1
    for pause in pauses():
        job = read_job(client, job_id)
        if job.state == "failed":
            raise JobFailed(what, job)
        if job.state == "succeeded":
            progress(f"{what}: done")
            return job
        if deadline.left <= 0:
            raise RomaError(f"{what}: job {job_id} is still running after {deadline.seconds:g} s (wait_timeout), "
                            f"{job.percent} % done")  # fmt: skip
        if job.percent // 10 > shown // 10:
            shown = job.percent
            progress(f"{what}: {job.percent} %")
        time.sleep(max(0.0, min(pause, deadline.left)))
    raise AssertionError("pauses() does not end")


def _reasons(job: Job) -> str:
    texts = [
        f"{reason.get('resource_type', '?')} {reason.get('resource_name', '?')}: "
        f"{reason.get('error_code', '?')} {reason.get('error_msg', '')}"
        for reason in job.reasons
    ]
    return "; ".join(texts) or "the service gave no reason"
