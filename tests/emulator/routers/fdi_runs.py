# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Starting and stopping tasks, and executing them by hand."""

from __future__ import annotations

from typing import Any

from ..frame.call import Call
from ..frame.errors import ServiceError
from ..frame.family import Family
from ..frame.fields import ListOf, Text, members
from ..identity.authentication import project_user
from ..state.datasource_content import addresses
from ..state.datasources import FdiSwitches
from ..state.fdi_tasks import Task, TaskStore, TaskSwitches
from .fdi_common import INSTANCE, FdiDialect
from .fdi_tasks import existing_task

family = Family("fdi", FdiDialect(), auth=project_user, prefix=INSTANCE)
families = (family,)


@family.post("/tasks/{task_id}/run", "RunTask")
def run_task(call: Call) -> None:
    """RunTask answers 200 without a body; a task that cannot reach its data sources does not start."""
    task = existing_task(call)
    if task.is_executing:
        raise ServiceError(400, "FDI.3026", "Failed to manually start the task.")
    if not _is_reachable(call, task):
        task.run(0.0, "ERROR")
        raise ServiceError(500, "FDI.3018", "Failed to start the scheduled task.")
    task.run(call.world.switches[TaskSwitches].task_run_seconds, "SUCCESS")


@family.post("/tasks/{task_id}/terminate", "StopTask")
def terminate_task(call: Call) -> dict[str, str]:
    """StopTask ends the execution under way."""
    task = existing_task(call)
    if not task.is_executing:
        raise ServiceError(400, "FDI.3027", "Failed to manually stop the task.")
    task.cancel()
    return {"message": "success"}


@family.post(
    "/batch-operation/tasks",
    "BatchStartOrStopTasks",
    body=members(
        action_id=Text(choices=("start", "stop"), required=True),
        list=ListOf(item=members(task_id=Text(max=64)), max=9999),
    ),
)
def start_or_stop(call: Call) -> dict[str, Any]:
    """BatchStartOrStopTasks: what cannot be done for one task is not done for any of them."""
    rows, action = call.body.get("list", []), call.body["action_id"]
    if not rows:
        raise ServiceError(400, "FDI.3150", "The task list is empty.")
    if not all(row.get("task_id") for row in rows):
        raise ServiceError(400, "FDI.3022", "One or more tasks have empty task IDs.")
    tasks = [call.world[TaskStore].get(call.instance_id, row["task_id"]) for row in rows]
    if None in tasks:
        raise ServiceError(400, "FDI.3021", "One or more tasks do not exist.")
    if action == "start" and any(task.kind == "TIMING" and task.schedule is None for task in tasks):
        message = "One or more scheduled tasks are not configured with scheduled plans."
        raise ServiceError(404, "FDI.3083", message)
    for task in tasks:
        task.switch(action == "start", call.world.switches[TaskSwitches].task_switch_seconds)
    success = [{"task_id": task.id, "task_name": task.name, "error_code": "", "error_msg": ""} for task in tasks]
    return {"success_count": len(success), "failure_count": 0, "success": success, "failure": []}


def _is_reachable(call: Call, task: Task) -> bool:
    marker = call.world.switches[FdiSwitches].unreachable_marker
    sources = call.world[TaskStore].sources_of(call.instance_id, task)
    return not any(marker in address for item in sources if item for address in addresses(item.content))
