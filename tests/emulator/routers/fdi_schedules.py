# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Schedules ("dispatches") of tasks: one for a task, never deleted but with it. Their errors are nested."""

from __future__ import annotations

import time
import uuid
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

from ..frame.call import Call
from ..frame.errors import Problem, ServiceError
from ..frame.family import Family
from ..frame.fields import Bool, Field, Int, Problems, Text, members
from ..frame.times import epoch_millis
from ..identity.authentication import project_user
from ..state.fdi_tasks import Schedule, Task, TaskStore
from .fdi_common import INSTANCE, FdiDialect, invalid_parameters
from .fdi_tasks import refuse_started


class ScheduleDialect(FdiDialect):
    """These three operations put what others answer below `reason`."""

    def body(self, error: ServiceError, call: Call) -> Any:
        return {"code": error.status, "reason": super().body(error, call)}


family = Family("fdi", ScheduleDialect(), auth=project_user, prefix=INSTANCE)
families = (family,)


@dataclass(frozen=True, kw_only=True)
class Moment(Int):
    """Milliseconds; the vendor's own example sends an ISO 8601 text instead."""

    def check(self, value: Any, name: str, problems: Problems, where: str = "body") -> Any:
        if isinstance(value, str):
            try:
                moment = datetime.fromisoformat(value.replace("Z", "+00:00"))
            except ValueError:
                problems.append(Problem(where, name, "pattern", value))
                return value
            moment = moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)
            return epoch_millis(moment.timestamp())
        return super().check(value, name, problems, where)


SCHEDULE_FIELDS: dict[str, Field] = {
    "start_datetime": Moment(min=0, max=10**17 - 1),
    "period": Text(choices=("MIN", "HOUR", "DAY", "WEEK", "MON")),
    "dispatch_interval": Int(min=1, max=59),
    "use_quartz_cron": Bool(),
    "cron": Text(min=8, max=255),
    "remark": Text(max=36),
}
SCHEDULE = members(**SCHEDULE_FIELDS)


@family.post("/tasks/{task_id}/dispatches", "CreateDispatches", body=SCHEDULE)
def create_schedule(call: Call) -> dict[str, Any]:
    """CreateDispatches answers 200; a second schedule is refused."""
    task = _existing_task(call)
    if task.schedule is not None:
        raise invalid_parameters("The task has a dispatch already.")
    if task.kind == "REALTIME":
        raise invalid_parameters("Real-time tasks have no dispatch.")
    refuse_started(task)
    now = time.time()
    task.schedule = Schedule(uuid.uuid4().hex, _values(call.body), now, now)
    return _body(task, task.schedule)


@family.put("/tasks/{task_id}/dispatches/{dispatch_id}", "UpdateDispatches", body=SCHEDULE)
def update_schedule(call: Call) -> dict[str, Any]:
    """UpdateDispatches replaces everything."""
    task = _existing_task(call)
    schedule = _existing_schedule(task)
    if schedule.id != call.path["dispatch_id"]:
        raise _no_schedule()
    refuse_started(task)
    schedule.values, schedule.updated = _values(call.body), time.time()
    return _body(task, schedule)


@family.get("/tasks/{task_id}/dispatches", "ShowDispatches")
def show_schedule(call: Call) -> dict[str, Any]:
    """ShowDispatches answers one object."""
    task = _existing_task(call)
    return _body(task, _existing_schedule(task))


def _existing_task(call: Call) -> Task:
    if not call.path["task_id"].strip():
        raise ServiceError(400, "FDI.3149", "The task ID is empty.")
    task = call.world[TaskStore].get(call.instance_id, call.path["task_id"])
    if task is None:
        raise ServiceError(404, "FDI.3180", "This task is not in the project.")
    return task


def _existing_schedule(task: Task) -> Schedule:
    if task.schedule is None:
        raise _no_schedule()
    return task.schedule


def _no_schedule() -> ServiceError:
    return ServiceError(404, "FDI.3083", "One or more scheduled tasks are not configured with scheduled plans.")


def _values(body: dict[str, Any]) -> dict[str, Any]:
    """An expression of cron takes the place of period and interval."""
    values = {"start_datetime": epoch_millis(), "use_quartz_cron": False, **body}
    if values["use_quartz_cron"]:
        if "cron" not in values:
            raise invalid_parameters("body cron: required")
        return {name: value for name, value in values.items() if name not in ("period", "dispatch_interval")}
    values.pop("cron", None)
    return values


def _body(task: Task, schedule: Schedule) -> dict[str, Any]:
    return {
        **schedule.values,
        "dispatch_id": schedule.id,
        "task_id": task.id,
        "created_date": epoch_millis(schedule.created),
        "last_modified_date": epoch_millis(schedule.updated),
    }
