# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""Exports of Oracle Commerce: start a process or pick one up, wait for it, and store its files."""

from __future__ import annotations

import typing as t
import urllib.parse
from pathlib import Path

from ..._base._errors import InputError, LostAnswer, RomaError
from ..._occ._client import OccClient, Process, abort_process, read_process, start_process, wait_for_process
from ..._occ._files import Count, check_contents, check_file, check_status, read_counts, uncounted
from ..._occ._items import EXPORTABLE, Export, check_file_name, export_from
from ..._planning._check import Problems
from ..._service._connection import OCC_CONNECTION, occ_connection_from
from ..._spec._field import Field
from ..._spec._values import Values
from ..._transfer._archive import Archive, BrokenArchive, store, writable_directory
from ..._transfer._jobs import Deadline, Progress
from .._operation import Context, Operation

_DOWNLOADS = 3  # attempts; the store keeps the files
_MOST_REASONS = 100  # in a result; the status file has all of them


def export(context: Context) -> Values:
    params = context.params
    wanted = _wanted(params)
    connection = occ_connection_from(params)
    with OccClient(connection) as client:
        if context.check_mode:
            client.login()
            return {"changed": True, **_found(None, uncounted(wanted.items), [])}
        directory = writable_directory(params["directory"], "directory") if params["wait"] else Path()
        run = _Run(client, wanted, params, directory, context.progress)
        try:
            return {"changed": True, **run.result()}
        except RomaError as exc:
            raise ExportFailed(exc, run.found) from exc


def read(context: Context) -> Values:
    with OccClient(occ_connection_from(context.params)) as client:
        return {"changed": False, "process": read_process(client, context.params["process_id"]).facts}


class ExportFailed(RomaError):
    """An export went wrong; its result says how far it had come."""

    def __init__(self, cause: RomaError, found: Values) -> None:
        super().__init__(str(cause))
        self._payload = {**cause.payload(), **found}

    def payload(self) -> Values:
        return self._payload


def _wanted(params: Values) -> Export:
    """Check the options offline.

    :raises InputError: naming every option that is wrong
    """
    problems = Problems()
    wanted = Export((), params.get("file_name") or "", False)
    if not params.get("process_id"):
        if params.get("items") is None:
            problems.add("items", "is required, unless process_id picks up a process that was started before")
        else:
            wanted = export_from(params, problems)
    else:
        for name in ("items", "mode"):
            if params.get(name):
                problems.add("process_id", f"picks up a process that was started before; leave out {name}")
        if not params["wait"]:
            problems.add("process_id", "needs wait: true")
        if wanted.file_name:
            check_file_name("file_name", wanted.file_name, problems)
    if params["wait"] and not params.get("directory"):
        problems.add("directory", "is required unless wait is false")
    if problems:
        raise InputError(problems)
    return wanted


class _Run:
    """One export, and what is known of it so far."""

    def __init__(self, client: OccClient, wanted: Export, params: Values, directory: Path, progress: Progress) -> None:
        self._client = client
        self._wanted = wanted
        self._params = params
        self._directory = directory
        self._progress = progress
        self._process: Process | None = None
        self._counts = uncounted(wanted.items)
        self._files: list[Values] = []

    @property
    def found(self) -> Values:
        """What a result holds, whether it went well or not."""
        return _found(self._process, self._counts, self._files)

    def result(self) -> Values:
        deadline = Deadline(self._params["wait_timeout"])
        process_id = self._params.get("process_id")
        if not process_id:
            process_id = start_process(self._client, self._wanted.request)
            self._process = Process(process_id, "submitted")
        if not self._params["wait"]:
            self._process = read_process(self._client, process_id)
            return self.found
        name = self._wanted.file_name or process_id
        self._process = self._ended(wait_for_process(self._client, process_id, name, deadline, self._progress))
        self._store_status(self._process)
        self._store_file(self._process)
        return self.found

    def _ended(self, process: Process) -> Process:
        """Return a process that has succeeded.

        :raises RomaError: it has not, or not in time
        """
        self._process = process
        if not process.ended:
            process = self._overdue(process)
        if not process.succeeded:
            error = process.facts["error"] or {}
            reasons = [text for text in (error.get("title"), error.get("detail")) if text]
            reason = " ".join(reasons) or "the store gave no reason"
            raise RomaError(f"export process {process.id} {_verb(process)}: {reason}")
        return process

    def _overdue(self, process: Process) -> Process:
        """Abort a process that takes too long, if that is wanted; return it if it has just ended instead.

        :raises RomaError: it has not
        """
        late = (
            f"export process {process.id} is still {process.progress or 'running'} after "
            f"{self._params['wait_timeout']:g} s (wait_timeout)"
        )
        if not self._params["abort_on_timeout"]:
            raise RomaError(f"{late}; it goes on, and its files can be fetched with process_id: {process.id}")
        try:
            passed_on = abort_process(self._client, process.id)
        except RomaError as exc:
            raise RomaError(f"{late}, and could not be told to stop: {exc}") from exc
        self._process = process = read_process(self._client, process.id)
        if process.ended and process.progress != "aborted":
            return process
        raise RomaError(f"{late}; it {'has been' if passed_on else 'could not be'} told to stop")

    def _store_status(self, process: Process) -> None:
        """Fetch the status file and read the counts.

        :raises RomaError: records are missing, and this is not allowed
        """
        link = process.links.get("meta", "")
        if not link:
            self._progress(f"{self._name(process)}: the store gave no status file, so records are not counted")
            return
        kind = "json" if _remote_name(link).endswith(".json") else "zip"
        archive = self._fetch(link, f"{self._name(process)}.status.{kind}", check_status)
        self._files.append(_file("status", archive))
        self._counts = read_counts(archive.path, self._wanted.items)
        if not any(count.failures is not None for count in self._counts):
            self._progress(f"{self._name(process)}: the status file does not tell how many records were exported")
        failed = [count for count in self._counts if count.failures]
        if not failed:
            return
        told = f"{self._name(process)} is not complete: " + ", ".join(
            f"{count.failures} of {(count.successes or 0) + (count.failures or 0)} {count.id}" for count in failed
        )
        told += " could not be exported"
        if not self._params["allow_partial"]:
            reason = next((reason for count in failed for reason in count.reasons), "")
            raise RomaError(f"{told}{reason and f' (the first: {reason})'}; allow_partial: true accepts this")
        self._progress(told)

    def _store_file(self, process: Process) -> None:
        link = process.links.get("file", "")
        if not link:
            raise RomaError(f"export process {process.id} succeeded, but the store gave no link to its file")
        kind = self._wanted.kind or _remote_name(link).rpartition(".")[2].lower()

        def check(path: Path) -> None:
            check_file(path, kind)
            if kind == "zip":
                check_contents(path, self._wanted.items)

        archive = self._fetch(link, self._name(process), check)
        self._files.insert(0, _file("export", archive))
        self._progress(f"{self._name(process)}: done, {archive.size} bytes")

    def _fetch(self, link: str, name: str, check: t.Callable[[Path], None]) -> Archive:
        for attempt in range(1, _DOWNLOADS + 1):
            try:
                return store(self._directory / name, lambda sink: self._client.download(link, sink), check)
            except (BrokenArchive, LostAnswer) as exc:
                if attempt == _DOWNLOADS:
                    raise RomaError(f"{name}: {attempt} downloads in a row were not complete: {exc}") from exc
                self._progress(f"{name}: {exc}; downloading again")
        raise AssertionError("the loop returns or raises")

    def _name(self, process: Process) -> str:
        """The name of the file; the store's own for a process that somebody else started."""
        if self._wanted.file_name:
            return self._wanted.file_name
        name = _remote_name(process.links.get("file", ""))
        problems = Problems()
        check_file_name("file_name", name, problems)
        return process.id if problems or not name else name


def _remote_name(link: str) -> str:
    return urllib.parse.unquote(urllib.parse.urlsplit(link).path.rpartition("/")[2])


def _verb(process: Process) -> str:
    return {"failed": "failed", "aborted": "was aborted"}.get(process.progress, f"ended as {process.progress!r}")


def _file(kind: str, archive: Archive) -> Values:
    return {"kind": kind, "path": str(archive.path), "size": archive.size, "sha256": archive.sha256}


def _found(process: Process | None, counts: t.Sequence[Count], files: list[Values]) -> Values:
    told = [count for count in counts if count.failures is not None]
    failures = [{"id": count.id, "message": reason} for count in counts for reason in count.reasons]
    return {
        "process": process.facts if process is not None else None,
        "counts": [count.facts for count in counts],
        "success_count": sum(count.successes or 0 for count in told) if told else None,
        "failure_count": sum(count.failures or 0 for count in told) if told else None,
        "failures": failures[:_MOST_REASONS],
        "files": files,
    }


_ITEM = (
    Field("id", "What to export: " + ", ".join(f"V({name})" for name in EXPORTABLE) + ". Names that begin with "
          "V(bulk) are for stores of release 17 and before.", required=True),
    Field("format", "V(json) or V(csv).", default="json"),
    Field("params", (
        "Parameters of the store, by its own names.",
        "C(q) is a filter such as V(id eq \"4711\"). One export should stay below a hundred thousand records.",
        "C(exportFromRepository) with the value V(publishing) includes changes that are not published yet.",
        "C(prettyPrintJson) with the value V(true) indents JSON.",
        "C(headersList) names the columns of CSV: V(ALL), a comma-separated list, or such a list after a V(+) for "
        "columns beside the usual ones."), type="dict"),
    Field("file_name", "Name of the data file, C(<id>.<format>) when omitted. Stores of older releases do not know it "
          "in archives."),
)  # fmt: skip

OCC_EXPORT = Operation(
    "occ_export",
    (
        Field("items", "What to export. Required unless O(process_id) is given.", type="list", elements="dict",
              fields=_ITEM),
        Field("mode", (
            "V(bundle) exports an archive, with a data file for each item.",
            "V(standalone) exports one item as its data file.",
            "When omitted, one item is exported as its data file, unless O(file_name) ends in C(.zip)."),
            choices=("bundle", "standalone")),
        Field("file_name", "Name of the file. When omitted, an archive is called C(export.zip), and a data file after "
              "its item. With O(process_id) the store's own name is the default."),
        Field("directory", "Directory in which the files are stored. It is made when it does not exist. Required "
              "unless O(wait=false).", type="path"),
        Field("process_id", "Fetch the files of this process, which was started before, instead of starting one."),
        Field("allow_partial", (
            "What to do when the store says that the export succeeded, but that some records could not be exported.",
            "By default the task fails, and only the status file is stored."), type="bool", default=False),
        Field("wait", "Whether to wait for the process and to download its files.", type="bool", default=True),
        Field("wait_timeout", "Seconds that the process may take.", type="int", default=3600),
        Field("abort_on_timeout", "Whether a process that takes longer is told to stop.", type="bool", default=False),
    ),
    export,
    connection=OCC_CONNECTION,
)  # fmt: skip

OCC_EXPORT_INFO = Operation(
    "occ_export_info",
    (Field("process_id", "ID of the process.", required=True),),
    read,
    connection=OCC_CONNECTION,
)
