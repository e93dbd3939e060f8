# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""Deletion of assets: applications with everything below them, and tasks; and the state of any asset job."""

from __future__ import annotations

import typing as t

from ..._base._errors import ApiError, InputError
from ..._instance._inventory import Inventory
from ..._service._client import Client
from ..._service._connection import connection_from
from ..._spec._field import Field
from ..._spec._options import WAIT_TIMEOUT
from ..._spec._values import Values
from ..._transfer._jobs import Deadline, Job, JobFailed, parts, read_job, submit, wait_for
from .._operation import Context, Operation
from ._asset_export import check_single


class _Chosen(t.NamedTuple):
    """What is to be deleted, as far as it exists: names by ids."""

    apps: dict[str, str]
    tasks: dict[str, str]

    @property
    def shown(self) -> Values:
        return {
            "apps": sorted(self.apps.values()),
            "app_ids": list(self.apps),
            "tasks": sorted(self.tasks.values()),
            "task_ids": list(self.tasks),
        }


def delete(context: Context) -> Values:
    params = context.params
    if all(params.get(name) is None for name in ("apps", "app_ids", "tasks", "task_ids")):
        raise InputError(["apps: choose what to delete: apps, app_ids, tasks or task_ids"])
    with Client(connection_from(params)) as client:
        chosen = _existing(client, params)
        todo = parts(chosen.apps, chosen.tasks)
        check_single(params, todo)
        result: Values = {"changed": bool(todo), "deleted": chosen.shown, "jobs": []}
        if context.diff:
            result["diff"] = {"before": chosen.shown if todo else {}, "after": {}}
        if context.check_mode or not todo:
            return result
        deadline = Deadline(params["wait_timeout"])
        if not params["wait"]:
            job_id = submit(client, "delete", todo[0], deadline, context.progress)
            return {**result, "jobs": [read_job(client, job_id).facts]}
        try:
            for number, part in enumerate(todo, 1):
                what = f"deletion {number} of {len(todo)}"
                for job in _delete(client, part, what, deadline, context):
                    result["jobs"].append(job.facts)
        except JobFailed as exc:
            gone = _without(chosen, _existing(client, params))
            result["jobs"].append(exc.job.facts)
            result.update(failed=True, changed=any(gone), deleted=gone.shown, **exc.payload())
            result.pop("diff", None)
    return result


def _delete(client: Client, part: Values, what: str, deadline: Deadline, context: Context) -> t.Iterator[Job]:
    """Run jobs until nothing of a part is left: the service fails a job when something is gone before it begins."""
    while True:
        job_id = submit(client, "delete", part, deadline, context.progress)
        try:
            yield wait_for(client, job_id, what, deadline, context.progress)
            return
        except JobFailed as exc:
            ids = {kind: [item["id"] for item in items] for kind, items in part.items()}
            left = _existing(client, {"app_ids": ids["apps"], "task_ids": ids["tasks"]})
            if len(left.apps) + len(left.tasks) == len(ids["apps"]) + len(ids["tasks"]):
                raise
            yield exc.job
            if not any(left):
                return
            (part,) = parts(left.apps, left.tasks)


def _existing(client: Client, params: Values) -> _Chosen:
    """Look up what was chosen. What does not exist, or does not exist any more, is left out."""

    def look_up(kind: str, names: list[str], ids: list[str]) -> dict[str, str]:
        if not names and not ids:
            return {}
        inventory = Inventory(client)
        inventory.load(kind, None if ids else set(names))
        records = inventory.records(kind)
        return {record.id: record.name for record in records if record.id in ids or record.name in names}

    return _Chosen(
        look_up("apps", params.get("apps") or [], params.get("app_ids") or []),
        look_up("tasks", params.get("tasks") or [], params.get("task_ids") or []),
    )


def _without(chosen: _Chosen, left: _Chosen) -> _Chosen:
    return _Chosen(
        {app_id: name for app_id, name in chosen.apps.items() if app_id not in left.apps},
        {task_id: name for task_id, name in chosen.tasks.items() if task_id not in left.tasks},
    )


def show_job(context: Context) -> Values:
    """Tell the state of a job. The service shows it to the user who started it, and to nobody else."""
    with Client(connection_from(context.params)) as client:
        try:
            job = read_job(client, context.params["id"])
        except ApiError as exc:
            if exc.status != 404 or exc.code.startswith("APIG"):
                raise
            return {"changed": False, "jobs": []}
    return {"changed": False, "jobs": [{**job.facts, "type": job.kind, "archive_id": job.archive_id}]}


ASSET_DELETE = Operation(
    "asset_delete",
    (
        Field("apps", "Names of the applications to delete.", type="list", elements="str"),
        Field("app_ids", "IDs of the applications to delete.", type="list", elements="str"),
        Field("tasks", "Names of the data integration tasks to delete.", type="list", elements="str"),
        Field("task_ids", "IDs of the data integration tasks to delete.", type="list", elements="str"),
        Field("wait", "Whether to wait for the jobs. Without it the job is only started, and at most 100 applications "
              "and tasks can be chosen.", type="bool", default=True),
        WAIT_TIMEOUT,
    ),
    delete,
)  # fmt: skip

ASSET_JOB_INFO = Operation(
    "asset_job_info",
    (Field("id", "ID of the job, as the modules that start one return it.", required=True),),
    show_job,
)
