# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""Import of assets: one archive of the service's own, and what it leaves to be done."""

from __future__ import annotations

import typing as t
from pathlib import Path

from ..._base._errors import ApiError, ConnectionFailed, InputError
from ..._catalog._coverage import LOSSES, Loss
from ..._instance._inventory import Inventory, Record, with_references
from ..._service._client import Client
from ..._service._connection import connection_from
from ..._service._upload import FileForm
from ..._spec._field import Field
from ..._spec._options import WAIT_TIMEOUT
from ..._spec._values import Values
from ..._transfer._archive import check_size, check_zip, examine
from ..._transfer._jobs import ASSETS, Deadline, JobFailed, Progress, read_job, take_turn, wait_for
from .._operation import Context, Operation

MODES = {"add": "AddNew", "merge": "Merge"}
_KINDS = tuple(dict.fromkeys(loss.kind for loss in LOSSES))


def import_assets(context: Context) -> Values:
    params = context.params
    if params["datasource_overwrite"] and params["mode"] != "merge":
        raise InputError(["datasource_overwrite: needs mode: merge"])
    connection = connection_from(params)
    archive = examine(params["archive"], "archive", check_zip)
    form = form_of(archive.path)
    check_size(archive, form, connection, "archive")
    result: Values = {"changed": True, "archive": archive.facts, "job": None, "imported": {}, "to_do": []}
    if context.check_mode:
        return result
    query = query_of(params["mode"], params.get("prefix") or None, params["datasource_overwrite"])
    with Client(connection) as client:
        before = _Contents(client) if params["wait"] else None
        deadline = Deadline(params["wait_timeout"])
        context.progress(f"uploading {archive.path.name}, {archive.size} bytes")
        job_id = start_import(client, query, form, deadline, context.progress)
        if before is None:
            return {**result, "job": read_job(client, job_id).facts}
        failure: Values = {}
        try:
            job = wait_for(client, job_id, f"import of {archive.path.name}", deadline, context.progress)
        except JobFailed as exc:
            job, failure = exc.job, {"failed": True, **exc.payload()}
        after = _Contents(client)
    if failure:
        # part of the archive may have been imported all the same
        result = {**result, **failure, "changed": after.differs_from(before)}
    return {**result, "job": job.facts, "imported": after.new(before), "to_do": after.left_to_do(before)}


def form_of(archive: Path) -> FileForm:
    return FileForm("ImportAssetRequestBody", archive, ".zip")


def query_of(mode: str, prefix: str | None = None, datasource_overwrite: bool = False) -> Values:
    return {"type": MODES[mode], "prefix": prefix, "datasource_overwrite": datasource_overwrite}


def start_import(client: Client, query: Values, form: FileForm, deadline: Deadline, progress: Progress) -> str:
    """Send an archive, and return the id of the job that imports it."""
    return take_turn(lambda: client.upload(ASSETS + "/import", query, form), deadline, progress)


class _Contents:
    """What an instance holds of the kinds that lose something on their way through an archive."""

    def __init__(self, client: Client) -> None:
        self._inventory = Inventory(client)
        self._unread: dict[str, str] = {}
        for kind in with_references(_KINDS):
            try:
                self._inventory.load(kind)
            except (ApiError, ConnectionFailed) as exc:
                # an instance may lack parts of the service, and the user some rights; the import is what counts
                self._unread[kind] = str(exc)

    def new(self, before: _Contents) -> dict[str, list[str]]:
        """Return kind → names of the objects that were not there before."""
        return {kind: sorted(record.name for record in self._records(kind, before, new=True)) for kind in _KINDS}

    def differs_from(self, before: _Contents) -> bool:
        """Tell whether anything is not as it was, as far as that is known."""
        return bool(self._unread or before._unread) or any(
            self._records(kind, before, new) for kind in _KINDS for new in (True, False)
        )

    def left_to_do(self, before: _Contents) -> list[Values]:
        """Name whatever has to be put right by hand, or by other modules."""
        to_do = [item for loss in LOSSES for item in self._losses(loss, before)]
        unread = {**before._unread, **self._unread}
        return to_do + [
            _item(loss, None, why=f"this could not be checked: {unread[loss.kind]}")
            for loss in LOSSES
            if loss.kind in unread
        ]

    def _losses(self, loss: Loss, before: _Contents) -> t.Iterator[Values]:
        for record in self._records(loss.kind, before, new=True):
            yield _item(loss, record)
        for record in self._records(loss.kind, before, new=False):
            # what was overwritten needs a hand when it is incomplete afterwards
            if _missing(record):
                yield _item(loss, record)

    def _records(self, kind: str, before: _Contents, new: bool) -> list[Record]:
        """Return the objects that are new, or else those that have changed."""
        if kind in self._unread or kind in before._unread:
            return []
        known = {record.id: record for record in before._inventory.records(kind)}
        records = self._inventory.records(kind)
        if new:
            return [record for record in records if record.id not in known]
        return [record for record in records if record.id in known and record.wire != known[record.id].wire]


def _missing(record: Record) -> list[str]:
    return [option for option, _why in record.resource.rules.check(record.values)]


def _app_of(record: Record) -> str | None:
    return record.name if record.resource.kind == "apps" else record.values.get("app")


def _item(loss: Loss, record: Record | None, why: str = "") -> Values:
    return {
        "kind": loss.kind,
        "name": record.name if record is not None else None,
        "app": _app_of(record) if record is not None else None,
        "what": loss.what,
        "missing": _missing(record) if record is not None else [],
        "why": why or loss.why,
        "module": f"roma.connect.{loss.module}",
    }


ASSET_IMPORT = Operation(
    "asset_import",
    (
        Field("archive", "Path of the archive, as M(roma.connect.asset_export) stores it.", type="path", required=True),
        Field("mode", ("What to do with what the archive and the instance both have.",
                       "V(add) takes everything in the archive as new, and reports applications and tasks whose name "
                       "is taken as failures.",
                       "V(merge) brings what has the same name to the state in the archive, and deletes nothing."),
              choices=tuple(MODES), default="add"),
        Field("prefix", "Text to put before the name of every application in the archive; the import works with the "
              "new names."),
        Field("datasource_overwrite", "Whether data sources that exist are overwritten. Needs O(mode=merge).",
              type="bool", default=False),
        Field("wait", "Whether to wait for the job. Without it the job is only started, and what is left to be done is "
              "not found out.", type="bool", default=True),
        WAIT_TIMEOUT,
    ),
    import_assets,
)  # fmt: skip
