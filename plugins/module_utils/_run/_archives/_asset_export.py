# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""Export of assets: applications and tasks in archives of the service's own."""

from __future__ import annotations

import typing as t
from pathlib import Path

from ..._base._errors import ApiError, InputError, LostAnswer, RomaError
from ..._catalog._registry import BY_KIND
from ..._instance._inventory import Inventory
from ..._planning._check import Problems, suggest
from ..._service._client import Client
from ..._service._connection import connection_from
from ..._spec._field import Field
from ..._spec._options import WAIT_TIMEOUT
from ..._spec._values import Values
from ..._transfer._archive import Archive, BrokenArchive, Journal, end_export, fetch, writable_directory
from ..._transfer._jobs import LARGEST_JOB, Deadline, Job, JobFailed, parts, read_job, submit, wait_for
from .._backups._places import RUN
from .._operation import Context, Operation

_ATTEMPTS = 3  # exports in a row whose archive could not be downloaded whole
#: Options that choose what to export: by name, by id, or all.
_CHOICES = {"apps": ("apps", "app_ids", "all_apps"), "tasks": ("tasks", "task_ids", "all_tasks")}


def export(context: Context) -> Values:
    params = context.params
    _check_choice(params)
    connection = connection_from(params)
    directory = None
    if params["wait"] and not context.check_mode:
        directory = writable_directory(params["directory"], "directory")
    with Client(connection) as client:
        inventory = Inventory(client)
        todo = [] if params.get("job_id") else parts(*_chosen_ids(inventory, params))
        check_single(params, todo)
        changed = bool(todo or params.get("job_id"))
        if context.check_mode:
            return {"changed": changed, "archives": [], "jobs": []}
        exporter = _Exporter(inventory, directory, Deadline(params["wait_timeout"]), context.progress)
        if directory is None:
            return {"changed": changed, "archives": [], "jobs": [exporter.start(part) for part in todo]}
        if params.get("job_id"):
            archives = [exporter.pick_up(params["job_id"], f"{params['prefix']}-001.zip")]
        else:
            archives = [
                exporter.store(part, f"{params['prefix']}-{number:03d}.zip", f"export {number} of {len(todo)}")
                for number, part in enumerate(todo, 1)
            ]
            names = [Path(archive["path"]).name for archive in archives]
            # if a backup is killed later on, the next one goes on with them
            end_export(directory, params["prefix"], names, again=(directory.parent / RUN).is_file())
    return {"changed": changed, "archives": archives, "jobs": [archive["job"] for archive in archives]}


def _check_choice(params: Values) -> None:
    problems = Problems()
    chosen = [name for names in _CHOICES.values() for name in names if params.get(name)]
    if params.get("job_id"):
        if chosen:
            problems.add("job_id", f"picks up a job that was started before; leave out {', '.join(chosen)}")
        if not params["wait"]:
            problems.add("job_id", "needs wait: true")
    elif not chosen:
        problems.add("apps", "choose what to export: apps, app_ids or all_apps; tasks, task_ids or all_tasks")
    for _kind, (by_name, by_id, everything) in _CHOICES.items():
        for name in (by_name, by_id):
            if params.get(everything) and params.get(name):
                problems.add(name, f"cannot be given together with {everything}")
    if params["wait"] and not params.get("directory"):
        problems.add("directory", "is required unless wait is false")
    if "/" in params["prefix"]:
        problems.add("prefix", "is the beginning of a file name and cannot hold a slash")
    if problems:
        raise InputError(problems)


def _chosen_ids(inventory: Inventory, params: Values) -> tuple[list[str], ...]:
    """Return the ids of the applications and those of the tasks."""
    problems = Problems()
    ids = tuple(_ids_of(kind, inventory, params, problems) for kind in _CHOICES)
    if problems:
        raise InputError(problems)
    return ids


def _ids_of(kind: str, inventory: Inventory, params: Values, problems: Problems) -> list[str]:
    by_name, by_id, everything = _CHOICES[kind]
    wanted = params.get(by_name) or []
    if params.get(everything) or wanted:
        inventory.load(kind)
    records = inventory.records(kind)
    ids = [record.id for record in records if params.get(everything) or record.name in wanted]
    names = [record.name for record in records]
    for index, name in enumerate(wanted):
        if name not in names:
            problems.add(f"{by_name}[{index}]", f"there is no {BY_KIND[kind].title} named {name!r}; "
                         + suggest(name, names))  # fmt: skip
    return [*ids, *(params.get(by_id) or [])]


def check_single(params: Values, todo: list[Values]) -> None:
    """Without waiting there can be one job only.

    :raises InputError: more would be needed
    """
    if not params["wait"] and len(todo) > 1:
        raise InputError([f"wait: false works with at most {LARGEST_JOB} applications and tasks, because a user can "
                          f"run one job at a time; {len(todo)} jobs would be needed"])  # fmt: skip


class _Exporter:
    """Makes archives one after the other: a user can run one job at a time."""

    def __init__(
        self, inventory: Inventory, directory: Path | None, deadline: Deadline, progress: t.Callable[[str], None]
    ) -> None:
        self._inventory = inventory
        self._client = inventory.client
        self._directory = directory
        self._deadline = deadline
        self._progress = progress

    def start(self, part: Values) -> Values:
        job_id = submit(self._client, "export", part, self._deadline, self._progress)
        return read_job(self._client, job_id).facts

    def pick_up(self, job_id: str, name: str) -> Values:
        """Download the archive of a job that was started before."""
        what = f"job {job_id}"
        job = wait_for(self._client, job_id, what, self._deadline, self._progress)
        archive = self._fetch(job, t.cast(Path, self._directory) / name)
        return _facts(self._inventory, archive, job.facts, {"apps": [], "tasks": []}, adopted=True)

    def store(self, part: Values, name: str, what: str) -> Values:
        """Export one part into a file. A broken download costs a new export, since the service keeps no copy."""
        path = t.cast(Path, self._directory) / name
        journal = Journal(path)
        made = journal.finished(part)
        if made is not None:
            self._progress(f"{what}: made already by an export that did not end")
            return _facts(self._inventory, *made, part, adopted=True)
        job_id = self._unfinished(journal.read(part))
        adopted = bool(job_id)
        for attempt in range(1, _ATTEMPTS + 1):
            if not job_id:
                job_id = submit(self._client, "export", part, self._deadline, self._progress)
                journal.write(job_id, part)
            try:
                job = wait_for(self._client, job_id, what, self._deadline, self._progress)
                archive = self._fetch(job, path)
            except JobFailed:
                journal.remove()
                raise
            except (BrokenArchive, LostAnswer) as exc:
                if attempt == _ATTEMPTS:
                    journal.remove()
                    raise RomaError(f"{what}: {attempt} downloads in a row were not complete: {exc}") from exc
                self._progress(f"{what}: {exc}; exporting again")
                job_id, adopted = "", False
            else:
                journal.finish(archive, job.facts, part)
                return _facts(self._inventory, archive, job.facts, part, adopted)
        raise AssertionError("the loop returns or raises")

    def _unfinished(self, job_id: str) -> str:
        """Return the job that a run before this one has left behind, if its archive can still be had."""
        if not job_id:
            return ""
        try:
            job = read_job(self._client, job_id)
        except ApiError:
            return ""
        return job_id if job.state == "running" or job.archive_id else ""

    def _fetch(self, job: Job, path: Path) -> Archive:
        if not job.archive_id:
            # a success without an archive: somebody has downloaded it already (CheckAssetJobStatus)
            raise BrokenArchive(f"job {job.id} succeeded, but its archive has been downloaded already")
        return fetch(self._client, job.archive_id, path)


def _facts(inventory: Inventory, archive: Archive, job: Values, part: Values, adopted: bool) -> Values:
    """Say what is in an archive; names of what was chosen by its id are not known."""
    ids = {kind: [item["id"] for item in part[kind]] for kind in _CHOICES}
    found = {kind: [inventory.by_id(kind, item) for item in ids[kind]] for kind in _CHOICES}
    names = {kind: [record.name for record in records if record is not None] for kind, records in found.items()}
    return {
        **archive.facts, "job": job, "adopted": adopted, **names, "app_ids": ids["apps"], "task_ids": ids["tasks"],
    }  # fmt: skip


ASSET_EXPORT = Operation(
    "asset_export",
    (
        Field("apps", "Names of the applications to export.", type="list", elements="str"),
        Field("app_ids", "IDs of the applications to export.", type="list", elements="str"),
        Field("all_apps", "Whether to export all applications. Used instead of O(apps) and O(app_ids).", type="bool",
              default=False),
        Field("tasks", "Names of the data integration tasks to export.", type="list", elements="str"),
        Field("task_ids", "IDs of the data integration tasks to export.", type="list", elements="str"),
        Field("all_tasks", "Whether to export all data integration tasks, composite ones included. Used instead of "
              "O(tasks) and O(task_ids).", type="bool", default=False),
        Field("job_id", "Pick up this job, which was started with O(wait=false), and download its archive. Used "
              "instead of everything that chooses what to export."),
        Field("directory", "Directory in which the archives are stored. It is made when it does not exist. Required "
              "unless O(wait=false).", type="path"),
        Field("prefix", "Beginning of the archives' file names; a dash and a number follow.", default="assets"),
        Field("wait", "Whether to wait for the jobs and to download the archives. Without it the job is only started, "
              "and at most 100 applications and tasks can be chosen.", type="bool", default=True),
        WAIT_TIMEOUT,
    ),
    export,
)  # fmt: skip
