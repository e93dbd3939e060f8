# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""Data integration: tasks with their schedules (fact source: `CreateCommonTask`, `CreateDispatches`)."""

from __future__ import annotations

import datetime
import json
import typing as t

from .._errors import ApiError, RomaError
from .._spec import Child, Field, Ref, Resource, Values

_FDI = "/v2/{project_id}/fdi/instances/{instance_id}"
_TASKS = _FDI + "/tasks"
_RUNNING = "FDI.3023"  # One or more tasks are running.
_NO_SCHEDULE = ("FDI.3083", "FDI.3081")
_NAME = r"[A-Za-z0-9][A-Za-z0-9._\-]*"
#: What an answer's task_detail holds besides the members of the request (`RawFormDataResponse`).
_ADDED = ("project_id", "task_name", "task_type", "description", "source_datasource_type", "source_datasource",
          "target_datasource_type", "target_datasource")  # fmt: skip


def _received(wire: Values) -> Values:
    """Bring the three shapes of a task together: rows of lists are flat, and spell type and status differently."""
    task = dict(wire["task"]) if isinstance(wire.get("task"), dict) else dict(wire)
    task["task_type"] = str(task.get("task_type", "")).upper()
    task["status"] = "running" if str(task.get("status")) in ("1", "running") else "stopped"
    detail = wire.get("task_detail")
    if isinstance(detail, str):
        read = json.loads(detail or "{}")
        detail = {name: value for name, value in read.items() if name not in _ADDED} if isinstance(read, dict) else {}
    return {"task_id": wire.get("task_id") or task.get("task_id"), "task": task, "task_detail": detail}


def _sent(body: Values) -> Values:
    """The definition goes over the wire as a text (`CreateCommonTaskRequestBody`)."""
    task = {name: value for name, value in body["task"].items() if value != ""}
    detail = json.dumps(body.get("task_detail") or {}, ensure_ascii=False, sort_keys=True)
    return {"task": task, "task_detail": detail}


def _switch(client: t.Any, task_id: str, action: str) -> None:
    """Start or stop a task (`BatchStartOrStopTasks`); rows of the answer say what became of it."""
    body = {"action_id": action, "list": [{"task_id": task_id}]}
    answer = client.call("POST", _FDI + "/batch-operation/tasks", body=body, safe=True)
    for row in answer.get("failure") or []:
        raise RomaError(f"the task could not {action}: {row.get('error_code')}: {row.get('error_msg')}")


def _while_stopped(client: t.Any, task_id: str, change: t.Callable[[], t.Any]) -> t.Any:
    """Change a task; if it refuses because it is running, stop it for the change."""
    try:
        return change()
    except ApiError as exc:
        if exc.code != _RUNNING:
            raise
    _switch(client, task_id, "stop")
    try:
        return change()
    finally:
        _switch(client, task_id, "start")


def _update(client: t.Any, ids: t.Mapping[str, str], body: Values) -> Values:
    answer = _while_stopped(client, ids["id"], lambda: client.call("PUT", _TASKS + "/{id}", ids, body=body))
    return t.cast("Values", answer)


def _read_status(client: t.Any, wire: Values) -> str:
    del client
    return str(wire["task"]["status"])


def _write_status(client: t.Any, wire: Values, present: str | None, declared: str) -> None:
    if declared != (present or "stopped"):
        _switch(client, wire["task_id"], "start" if declared == "running" else "stop")


def _before_delete(client: t.Any, wire: Values) -> None:
    if wire["task"]["status"] == "running":
        _switch(client, wire["task_id"], "stop")


def _read_schedule(client: t.Any, wire: Values) -> Values:
    """Read the one schedule of a task (`ShowDispatches`); without one the service answers 404."""
    try:
        found = client.call("GET", _TASKS + "/{id}/dispatches", {"id": wire["task_id"]}) or {}
    except ApiError as exc:
        if exc.code in _NO_SCHEDULE:
            return {}
        raise
    schedule = {f.name: found[f.wire_name] for f in _SCHEDULE if found.get(f.wire_name) not in (None, "")}
    if "start_datetime" in schedule:
        schedule["start_datetime"] = _as_text(schedule["start_datetime"])
    return schedule


def _write_schedule(client: t.Any, wire: Values, present: Values | None, declared: Values) -> None:
    if not declared:
        raise RomaError("schedule: the service cannot remove a schedule; stop the task instead")
    ids = {"id": wire["task_id"]}
    body = {f.wire_name: declared[f.name] for f in _SCHEDULE if f.name in declared}
    body["use_quartz_cron"] = bool(declared.get("cron"))
    if "start_datetime" in body:
        body["start_datetime"] = _as_milliseconds(body["start_datetime"])
    if not present:
        client.call("POST", _TASKS + "/{id}/dispatches", ids, body=body)
        return
    ids["dispatch_id"] = client.call("GET", _TASKS + "/{id}/dispatches", ids)["dispatch_id"]
    path = _TASKS + "/{id}/dispatches/{dispatch_id}"
    _while_stopped(client, ids["id"], lambda: client.call("PUT", path, ids, body=body))


def _as_milliseconds(text: str) -> int:
    return round(_moment(text).timestamp() * 1000)


def _as_text(milliseconds: t.Any) -> str:
    """Write a time the way that it is declared; some editions give it as a text."""
    if isinstance(milliseconds, str) and not milliseconds.isdigit():
        return str(_canonical_time(milliseconds))
    moment = datetime.datetime.fromtimestamp(int(milliseconds) / 1000, datetime.timezone.utc)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _canonical_time(text: t.Any) -> t.Any:
    try:
        return _moment(text).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (TypeError, ValueError):
        return text


def _moment(text: t.Any) -> datetime.datetime:
    moment = datetime.datetime.fromisoformat(str(text).replace("Z", "+00:00"))
    return moment if moment.tzinfo else moment.replace(tzinfo=datetime.timezone.utc)


def _check(values: Values) -> t.Iterator[tuple[str, str]]:
    schedule = values.get("schedule")
    if not isinstance(schedule, dict) or not schedule:
        return
    if values.get("type") == "realtime":
        yield "schedule", "is for tasks of the type timing"
    if ("cron" in schedule) == ("period" in schedule):
        yield "schedule", "needs either cron, or period with interval"
    if "start_datetime" in schedule:
        try:
            _moment(schedule["start_datetime"])
        except ValueError:
            yield "schedule.start_datetime", "is not a time such as 2026-01-31T07:30:00Z"


_SCHEDULE = (
    Field("start_datetime", "When the schedule begins, such as V(2026-01-31T07:30:00Z).", canonical=_canonical_time),
    Field("period", "Unit of the interval.",
          choices=("MIN", "HOUR", "DAY", "WEEK", "MON")),
    Field("interval", "How many units lie between two runs.", type="int", wire="dispatch_interval", minimum=1,
          maximum=60),
    Field("cron", "Quartz expression, instead of period and interval.", minimum=8, maximum=255),
    Field("remark", "Description of the schedule.", maximum=36, unset=""),
)  # fmt: skip

TASK = Resource(
    kind="tasks",
    name="task",
    title="data integration task",
    description="A task that brings data from one data source to another.",
    identity=("name",),
    collection=_TASKS,
    items="entities",
    id_member="task_id",
    page_size=999,
    filters=(("name", "name", 64),),
    detail=True,
    received=_received,
    sent=_sent,
    check=_check,
    update_with=_update,
    before_delete=_before_delete,
    # composite tasks are defined by other operations
    builtin=lambda wire: str(wire["task"].get("ext_type") or "").lower() == "cdc",
    fields=(
        Field("name", "Name of the task, unique in the instance.", required=True, wire="task.task_name", minimum=3,
              maximum=100, pattern=_NAME,
              pattern_help="3 to 100 letters, digits or any of . _ -, beginning with a letter or a digit"),
        Field("type", "Whether the task runs all the time or by a schedule.", wire="task.task_type", on_create=True,
              choices=("realtime", "timing"), codes=(("realtime", "REALTIME"), ("timing", "TIMING")), mutable=False,
              sent_on_update=True),
        Ref("source", "Name of the data source to read from.", kind="datasources", on_create=True,
            wire="task.source_datasource_id", qualifiers=(("source_app", "app"),)),
        Field("source_app", "Application of O(source). Only needed when several data sources have that name."),
        Ref("target", "Name of the data source to write to.", kind="datasources", on_create=True,
            wire="task.target_datasource_id", qualifiers=(("target_app", "app"),)),
        Field("target_app", "Application of O(target). Only needed when several data sources have that name."),
        Field("description", "Description of the task.", wire="task.description", maximum=1024, unset=""),
        Field("tag", "Tag of the task.", wire="task.task_tag", minimum=4, maximum=64, pattern=r"[A-Za-z0-9_\-]+",
              pattern_help="4 to 64 letters, digits or any of _ -"),
        Field("detail", ("What is read, how it is mapped and written: the members of the service's C(task_detail).",
                         "Only the members that are given are compared."),
              type="dict", wire="task_detail", compare="subset", on_create=True),
        Child("schedule", "When a task of the type V(timing) runs.", type="dict", compare="members", unset={},
              fields=_SCHEDULE, read=_read_schedule, write=_write_schedule),
        Child("status", "Whether the task is started.", choices=("running", "stopped"), unset="stopped",
              read=_read_status, write=_write_status),
    ),
)  # fmt: skip
