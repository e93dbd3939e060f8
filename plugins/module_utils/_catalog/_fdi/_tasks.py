# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""Data integration: tasks with their state (fact source: `CreateCommonTask`, `BatchStartOrStopTasks`)."""

from __future__ import annotations

import json
import time
import typing as t

from ..._base._errors import ApiError, RomaError
from ..._service._answers import a_list, check_id, json_from
from ..._spec._field import Change, Child, Field, Limits, Ref, always
from ..._spec._resource import Listing, Reach, Requests, Resource, Rules, Wire
from ..._spec._values import Values
from .._facts import times
from ._task_schedules import SCHEDULE, check_schedule, read_schedule, write_schedule

_FDI = "/v2/{project_id}/fdi/instances/{instance_id}"
_TASKS = _FDI + "/tasks"
_SWITCH = _FDI + "/batch-operation/tasks"
_RUNNING_TASK = "FDI.3023"  # One or more tasks are running.
_NO_SCHEDULE = "FDI.3083"  # One or more scheduled tasks are not configured with scheduled plans.
_LONGEST_SWITCH = 120.0  # seconds that a task may take to start or stop
_NAME = r"[A-Za-z0-9][A-Za-z0-9._\-]*"
#: What an answer's task_detail holds besides the members of the request (`RawFormDataResponse`).
_ADDED = ("project_id", "task_name", "task_type", "description", "source_datasource_type", "source_datasource",
          "target_datasource_type", "target_datasource")  # fmt: skip


def _received(wire: Values) -> Values:
    """Bring the shapes of a task together: rows of lists are flat, and spell type and status differently."""
    task = dict(wire["task"]) if isinstance(wire.get("task"), dict) else dict(wire)
    task["task_type"] = str(task.get("task_type") or "").upper()
    task.setdefault("last_modified_date", task.get("last_modified_time"))  # as rows of lists call it
    task["status"] = "running" if str(task.get("status")).lower() in ("1", "running") else "stopped"
    return {
        "task_id": wire.get("task_id") or task.get("task_id"),
        # only rows of lists have these
        **{name: wire.get(name) or task.get(name) for name in ("ext_type", "version", "execute_status")},
        "created_date": task.get("created_date"),
        "task": task,
        "task_detail": _detail_of(wire.get("task_detail")),
    }


def _detail_of(text: t.Any) -> t.Any:
    """Read the definition of a task, without what the service has added to it."""
    if not isinstance(text, str):
        return text
    try:
        detail = json_from(text or "{}")
    except ValueError as exc:
        raise RomaError("the service answered with a task_detail that is not JSON") from exc
    return {name: value for name, value in detail.items() if name not in _ADDED} if isinstance(detail, dict) else {}


def _sent(body: Values) -> Values:
    """The definition goes over the wire as a text (`CreateCommonTaskRequestBody`)."""
    task = {name: value for name, value in body["task"].items() if value != ""}
    detail = json.dumps(body.get("task_detail") or {}, ensure_ascii=False, sort_keys=True)
    return {"task": task, "task_detail": detail}


def _foreign(wire: Values) -> str:
    composite = str(wire.get("ext_type") or "").lower() == "cdc"
    return "is a composite task, which is defined by other operations of the service" if composite else ""


def _is_running(client: t.Any, task_id: str) -> bool:
    wire = client.read(_TASKS + "/{id}", {"id": task_id})
    check_id(_received(wire), "task_id", task_id, client.asked(_TASKS + "/{id}", {"id": task_id}))
    return bool(_received(wire)["task"]["status"] == "running")


def _switch(client: t.Any, task_id: str, action: str) -> None:
    """Start or stop a task, and wait until it has started or stopped.

    :param action: ``start`` or ``stop``
    """
    answer = client.call("POST", _SWITCH, body={"action_id": action, "list": [{"task_id": task_id}]}, safe=True)
    for row in a_list(answer or {}, "failure", client.asked(_SWITCH, method="POST"), optional=True):
        # a row is refused, though the request as a whole is not
        raise ApiError(200, str(row.get("error_code")), str(row.get("error_msg")), "", "POST", client.path(_SWITCH))
    end, pause = time.monotonic() + _LONGEST_SWITCH, 0.1
    while _is_running(client, task_id) != (action == "start"):
        if time.monotonic() > end:
            raise RomaError(f"status: the task did not {action} within {_LONGEST_SWITCH:g} s")
        time.sleep(pause)
        pause = min(5.0, pause * 2)


def _while_stopped(client: t.Any, task_id: str, change: t.Callable[[], t.Any]) -> t.Any:
    """Change a task. If it refuses because it is running, stop it for the change, and start it whatever comes of it.

    A task that is stopped and refuses all the same is being executed by hand; nobody but its user can end that.
    """
    try:
        return change()
    except ApiError as exc:
        if exc.code != _RUNNING_TASK or not _is_running(client, task_id):
            raise
    _switch(client, task_id, "stop")
    try:
        result = change()
    except RomaError as exc:
        try:
            _switch(client, task_id, "start")
        except RomaError as second:
            raise RomaError(f"{exc}; the task was stopped for the change and could not be started: {second}") from exc
        raise
    _switch(client, task_id, "start")
    return result


def _update(client: t.Any, ids: t.Mapping[str, str], body: Values) -> Values:
    answer = _while_stopped(client, ids["id"], lambda: client.call("PUT", _TASKS + "/{id}", ids, body=body))
    return t.cast("Values", answer)


def _read_status(client: t.Any, wire: Values) -> str:
    del client
    return str(wire["task"]["status"])


def _write_status(client: t.Any, wire: Values, present: str | None, declared: str) -> None:
    if declared == (present or wire["task"]["status"]):
        return
    try:
        _switch(client, wire["task_id"], "start" if declared == "running" else "stop")
    except ApiError as exc:
        if exc.code != _NO_SCHEDULE:
            raise
        hint = f"{exc.message} (a task of the type timing needs a schedule before it can be started)"
        raise ApiError(exc.status, exc.code, hint, exc.request_id, exc.method, exc.path) from exc


def _write_schedule(client: t.Any, wire: Values, present: Values | None, declared: Values) -> Values:
    return write_schedule(
        client, wire["task_id"], present, declared, lambda change: _while_stopped(client, wire["task_id"], change)
    )


def _read_schedule(client: t.Any, wire: Values) -> Values:
    # tasks that run all the time have none (`CreateDispatches`)
    return {} if wire["task"]["task_type"] == "REALTIME" else read_schedule(client, wire["task_id"])


def _before_delete(client: t.Any, wire: Values) -> None:
    if wire["task"]["status"] == "running":
        _switch(client, wire["task_id"], "stop")


def _check(values: Values) -> t.Iterator[tuple[str, str]]:
    schedule = values.get("schedule")
    if not schedule:
        return
    if values.get("type") == "realtime":
        yield "schedule", "is for tasks of the type timing"
    yield from check_schedule(schedule)


def _check_new(values: Values) -> t.Iterator[tuple[str, str]]:
    schedule = values.get("schedule")
    if values.get("type") == "timing" and values.get("status") == "running" and not schedule:
        yield "schedule", "is needed to start a task of the type timing"
    if schedule and not schedule.get("cron") and not (schedule.get("period") and schedule.get("interval")):
        yield "schedule", "needs either cron, or period and interval"


TASK = Resource(
    kind="tasks",
    name="task",
    title="data integration task",
    description="A task that brings data from one data source to another.",
    identity=("name",),
    sample_id="15366328208d4d77b76532fe9f4006a6",
    collection=_TASKS,
    listing=Listing(items="entities", page_size=999, filters=(("name", "name", 64),), detail=True),
    id_member="task_id",
    unique_names=False,  # CreateCommonTask does not say that equal names are refused
    created="created_date",
    wire=Wire(received=_received, sent=_sent),
    rules=Rules(check=_check, check_new=_check_new),
    requests=Requests(update=_update, before_delete=_before_delete),
    reach=Reach(foreign=_foreign, archived=always),
    facts=(
        *times("task.created_date", "task.last_modified_date"),
        Field("version", "Version of the task's format.", sample="2.0"),
        Field("execute_status", "How the latest run ended, as the service gives it.", sample="SUCCESS"),
    ),
    fields=(
        Field("name", "Name of the task, unique in the instance.", required=True, wire="task.task_name",
              limits=Limits(3, 100, pattern=_NAME,
                            help="3 to 100 letters, digits or any of . _ -, beginning with a letter or a digit"),
              sample="orders-to-events"),
        Field("type", "Whether the task runs all the time or by a schedule.", wire="task.task_type", on_create=True,
              choices=("realtime", "timing"), codes=(("realtime", "REALTIME"), ("timing", "TIMING")),
              change=Change(mutable=False, sent=True), sample="timing"),
        Ref("source", "Name of the data source to read from.", kind="datasources", on_create=True, holds=True,
            wire="task.source_datasource_id", qualifiers=(("source_app", "app"),), sample="orders-db"),
        Field("source_app", "Application of O(source). Only needed when several data sources have that name."),
        Ref("target", "Name of the data source to write to.", kind="datasources", on_create=True, holds=True,
            wire="task.target_datasource_id", qualifiers=(("target_app", "app"),), sample="order-events"),
        Field("target_app", "Application of O(target). Only needed when several data sources have that name."),
        Field("description", "Description of the task.", wire="task.description", limits=Limits(maximum=1024),
              unset="", sample="Every order of the day"),
        Field("tag", "Tag of the task.", wire="task.task_tag",
              limits=Limits(4, 64, pattern=r"[A-Za-z0-9_\-]+", help="4 to 64 letters, digits or any of _ -"),
              sample="nightly"),
        Field("detail", ("What is read, how it is mapped and written: the members of the service's C(task_detail).",
                         "Members that are left out keep their value, at every depth. Lists are replaced as a whole.",
                         "Results and documents show it, so it is no place for secrets."),
              type="dict", wire="task_detail", compare="subset",
              sample={"mappingRequired": True, "targetSelectedDatasource": {"topic": "orders"}}),
        Child("schedule", ("When a task of the type V(timing) runs. Options that are left out keep their value.",
                           "The service cannot remove a schedule."),
              type="dict", compare="members", unset={}, change=Change(clearable=False), fields=SCHEDULE,
              read=_read_schedule, write=_write_schedule),
        Child("status", "Whether the task is started.", choices=("running", "stopped"), unset="stopped",
              read=_read_status, write=_write_status, first=lambda declared: declared == "stopped", sample="running"),
    ),
)  # fmt: skip
