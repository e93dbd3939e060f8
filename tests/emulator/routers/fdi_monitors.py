# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How tasks are doing: statistics, monitors, logs. Here, pages are counted from 1."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ..frame.call import Call
from ..frame.family import Family
from ..frame.fields import Field, Int, Text
from ..frame.paging import page
from ..frame.times import epoch_millis
from ..identity.authentication import project_user
from ..state.fdi_tasks import Run, Task, TaskStore
from .fdi_common import INSTANCE, PAGE, FdiDialect
from .fdi_tasks import STATUSES, app_members, existing_task

family = Family("fdi", FdiDialect(), auth=project_user, prefix=INSTANCE)
families = (family,)

NUMBERED_PAGE: dict[str, Field] = {**PAGE, "offset": Int(min=1, max=999999, default=1, clamp=True)}
MOMENT = Int(min=1, max=10**13 - 1)
# position, its status, code, and remarks of an execution by what it came to
STAGES = {
    "RUNNING": ("READER", "NORMAL", 102, "Reading data"),
    "SUCCESS": ("WRITER", "TASK_END", 504, "Task execute success"),
    "CANCELLED": ("READER", "RUNTIME_CANCEL", 16, "Task cancelled"),
    "ERROR": ("READER", "RUNTIME_ERR", 103, "The data source cannot be connected to"),
}
ROWS = 100


@family.get("/statistics/tasks", "CountTasks")
def count_tasks(call: Call) -> dict[str, Any]:
    tasks = call.world[TaskStore].all(call.instance_id)
    return {
        "common_task_details": _counts([task for task in tasks if task.composite is None]),
        "cdc_task_details": _counts([task for task in tasks if task.composite is not None]),
    }


def _counts(tasks: Sequence[Task]) -> dict[str, int]:
    statuses = [task.execute_status for task in tasks]
    return {
        "running_tasks_count": sum(task.started for task in tasks),
        "abnormal_tasks_count": statuses.count("ERROR"),
        "terminated_tasks_count": statuses.count("CANCELLED"),
        "completed_tasks_count": statuses.count("SUCCESS"),
    }


@family.get(
    "/task-monitors",
    "ListMonitorInfos",
    query={**NUMBERED_PAGE, "task_name": Text(max=100), "execute_status": Text(choices=STATUSES)},
)
def list_monitors(call: Call) -> dict[str, Any]:
    """ListMonitorInfos: `task_name` matches a part of the name, case matters."""
    query = call.query
    found = [
        task
        for task in reversed(call.world[TaskStore].all(call.instance_id))
        if (query["task_name"] or "") in task.name and query["execute_status"] in (None, task.execute_status)
    ]
    return _numbered_page(call, found, lambda task: _monitor(call, task))


@family.get(
    "/tasks/{task_id}/monitor-logs",
    "ListMonitorLog",
    query={**NUMBERED_PAGE, "begin_time": MOMENT, "end_time": MOMENT},
)
def list_logs(call: Call) -> dict[str, Any]:
    task, query = existing_task(call), call.query
    begin, end = query["begin_time"] or 0, query["end_time"]
    found = [
        run
        for run in reversed(task.runs)
        if epoch_millis(run.started) >= begin and (end is None or epoch_millis(run.started) <= end)
    ]
    return _numbered_page(call, found, lambda run: _log(task, run))


def _numbered_page(call: Call, found: Sequence[Any], render: Callable[[Any], Any]) -> dict[str, Any]:
    return page(call, found, "entities", render, offset=(call.query["offset"] - 1) * call.query["limit"])


def _monitor(call: Call, task: Task) -> dict[str, Any]:
    """A schedule shows either by its expression or by its period."""
    last = task.runs[-1] if task.runs else None
    row = {
        "task_id": task.id,
        "task_name": task.name,
        "task_type": task.kind,
        "status": int(task.started),
        "last_execute_time": epoch_millis(last.started) if last else None,
        "use_quartz_cron": False,
        "position": STAGES[last.status][0] if last else None,
        "execute_status": task.execute_status,
        **app_members(call, task, names=True),
        "source_instance_id": call.instance_id,
        "target_instance_id": call.instance_id,
        "ext_type": "CDC" if task.composite is not None else None,
        "enterprise_project_id": "0",
        "task_tag": task.tag,
    }
    if task.schedule is not None:
        shown = ("use_quartz_cron", "cron", "period", "dispatch_interval")
        row.update((name, value) for name, value in task.schedule.values.items() if name in shown)
    return row


def _log(task: Task, run: Run) -> dict[str, Any]:
    position, position_status, code, remarks = STAGES[run.status]
    spent, done = round((run.ended - run.started) * 1000), run.status == "SUCCESS"
    amount = {
        "dirty_data_count": 0,
        "data_count": ROWS if done else 0,
        "data_size": 12.5 if done else 0,
        "data_size_unit": "KB",
        "spend_time": spent,
        "remarks": remarks,
    }
    row = {
        "id": run.id,
        "start_time": epoch_millis(run.started),
        "dispatch_time": epoch_millis(run.started),
        "end_time": epoch_millis(run.ended) if run.status != "RUNNING" else None,
        "execute_status": run.status,
        "position": position,
        "position_status": position_status,
        "status": code,
        **amount,
        "write_spend_time": spent // 2,
    }
    if task.kind == "TIMING":
        row["read_spend_time"] = spent - spent // 2
    steps = [("READER", 104, "rdbreader"), ("WRITER", 504, "rdbwriter")] if done else [(position, code, "adapter")]
    row["detail_logs"] = [
        {
            "id": f"{run.id[:31]}{number}",
            "status": step_code,
            "position": step,
            "position_status": "NODE_END" if done and step == "READER" else position_status,
            "stage": stage,
            **amount,
            "step_begin_time": row["start_time"],
            "step_end_time": row["end_time"],
        }
        for number, (step, step_code, stage) in enumerate(steps)
    ]
    return row
