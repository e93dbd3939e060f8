# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Data integration tasks. How their type and status are written differs between requests, lists and details."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..frame.call import Call
from ..frame.codec import dumps, loads
from ..frame.errors import Problem, ServiceError
from ..frame.family import Family
from ..frame.fields import Field, Int, Problems, Text, members
from ..frame.paging import page
from ..frame.times import epoch_millis
from ..identity.authentication import project_user
from ..state.apps import AppStore
from ..state.datasources import Datasource, DatasourceStore
from ..state.fdi_assets import TaskAssets
from ..state.fdi_tasks import Task, TaskStore, TaskSwitches
from .fdi_common import INSTANCE, PAGE, FdiDialect, invalid_parameter, invalid_parameters

family = Family(
    "fdi",
    FdiDialect(),
    auth=project_user,
    prefix=INSTANCE,
    stores=(TaskStore, TaskAssets),
    switches=TaskSwitches,
)
families = (family,)

QUOTA = 1000
STATUSES = ("UNSTARTED", "WAITING", "RUNNING", "SUCCESS", "CANCELLED", "ERROR")
TASK_NAME = Text(pattern=r"[A-Za-z0-9][A-Za-z0-9._-]{2,99}", required=True)
TASK_TAG = Text(pattern=r"[A-Za-z0-9_-]{4,64}")
DESCRIPTION = Text(max=1024)
ID = Text(min=1, max=64, required=True)


@dataclass(frozen=True, kw_only=True)
class JsonText(Field):
    """An object, written as a text; its value here is the object."""

    def check(self, value: Any, name: str, problems: Problems, where: str = "body") -> Any:
        try:
            found = loads(value.encode()) if isinstance(value, str) else None
        except ValueError:
            found = None
        if not isinstance(found, dict):
            problems.append(Problem(where, name, "no JSON object in a text", value))
        return found


TASK = members(
    task=members(
        required=True,
        task_name=TASK_NAME,
        task_type=Text(choices=("REALTIME", "TIMING"), required=True),
        source_datasource_id=ID,
        target_datasource_id=ID,
        description=DESCRIPTION,
        task_tag=TASK_TAG,
    ),
    task_detail=JsonText(required=True),
)


@family.post("/tasks", "CreateCommonTask", body=TASK)
def create_task(call: Call) -> dict[str, Any]:
    """CreateCommonTask answers 200."""
    store, values = call.world[TaskStore], call.body["task"]
    _need_datasources(call)
    refuse_taken(call, values["task_name"])
    if call.world.switches[TaskSwitches].task_quotas and len(store.all(call.instance_id)) >= QUOTA:
        raise invalid_parameters("The number of tasks exceeds the quota.")
    task = store.create(
        call.instance_id,
        name=values["task_name"],
        kind=values["task_type"],
        source_id=values["source_datasource_id"],
        target_id=values["target_datasource_id"],
        description=values.get("description", ""),
        tag=values.get("task_tag", ""),
        detail=call.body["task_detail"],
    )
    return _body(call, task)


@family.put("/tasks/{task_id}", "UpdateTask", body=TASK)
def update_task(call: Call) -> dict[str, Any]:
    """UpdateTask replaces everything but the type."""
    task, values = existing_task(call), call.body["task"]
    if values["task_type"] != task.kind:
        raise invalid_parameter("task_type")
    refuse_started(task)
    _need_datasources(call)
    refuse_taken(call, values["task_name"], task)
    call.world[TaskStore].rename(call.instance_id, task, values["task_name"])
    task.source_id, task.target_id = values["source_datasource_id"], values["target_datasource_id"]
    task.description, task.tag = values.get("description", ""), values.get("task_tag", "")
    task.detail = call.body["task_detail"]
    task.touch()
    return _body(call, task)


@family.get("/tasks/{task_id}", "ShowTask")
def show_task(call: Call) -> dict[str, Any]:
    return _body(call, existing_task(call))


@family.delete("/tasks/{task_id}", "DeleteTask", status=204)
def delete_task(call: Call) -> None:
    task = existing_task(call)
    refuse_started(task)
    call.world[TaskStore].delete(call.instance_id, task)


@family.get(
    "/tasks",
    "ListTasks",
    query={
        **PAGE,
        "task_id": Text(min=1, max=64),
        "name": Text(min=1, max=64),
        "status": Int(choices=(0, 1)),
        "task_type": Text(pattern="(?i)realtime|timing"),
        "source_datasource_id": Text(min=1, max=64),
        "target_datasource_id": Text(min=1, max=64),
        "source_app_id": Text(min=1, max=64),
        "target_app_id": Text(min=1, max=64),
        "task_tag": Text(max=64),
        "execute_status": Text(choices=STATUSES),
        "sort_field": Text(choices=("CREATED_DATE", "STATUS")),
        "sort_type": Text(choices=("ASC", "DESC")),
    },
)
def list_tasks(call: Call) -> dict[str, Any]:
    """ListTasks: `name` matches a part of the name; the newest first unless asked otherwise."""
    found = [task for task in call.world[TaskStore].all(call.instance_id) if _wanted(call, task)]
    if call.query["sort_type"] != "ASC":
        found.reverse()
    if call.query["sort_field"] == "STATUS":
        found.sort(key=lambda task: task.started, reverse=call.query["sort_type"] != "ASC")
    return page(call, found, "entities", lambda task: _row(call, task))


def _wanted(call: Call, task: Task) -> bool:
    query = call.query
    facts: dict[str, Any] = {
        "task_id": task.id,
        "status": int(task.started),
        "task_type": task.kind,
        "task_tag": task.tag,
        "execute_status": task.execute_status,
    }
    ends = ("source_datasource_id", "target_datasource_id", "source_app_id", "target_app_id")
    if any(query[name] for name in ends):
        source, target = call.world[TaskStore].sources_of(call.instance_id, task)
        facts["source_datasource_id"] = source.id if source else task.source_id
        facts["target_datasource_id"] = target.id if target else task.target_id
        facts |= app_members(call, task)
    wanted = {**query, "task_type": (query["task_type"] or "").upper()}
    return (query["name"] or "") in task.name and all(wanted[name] in (None, "", fact) for name, fact in facts.items())


def existing_task(call: Call) -> Task:
    task = call.world[TaskStore].get(call.instance_id, call.path["task_id"])
    if task is None:
        raise ServiceError(404, "FDI.3081", "The task does not exist.")
    return task


def refuse_started(task: Task) -> None:
    if task.started or task.is_executing:
        raise ServiceError(400, "FDI.3023", "One or more tasks are running.")


def refuse_taken(call: Call, name: str, task: Task | None = None) -> None:
    if not call.world[TaskStore].is_free(call.instance_id, name, task):
        raise invalid_parameters(f"The task name {name} already exists.")


def need_datasource(call: Call, datasource_id: str) -> Datasource:
    datasource = call.world[DatasourceStore].get(call.instance_id, datasource_id)
    if datasource is None:
        raise ServiceError(404, "FDI.3081", "The data source does not exist.")
    return datasource


def _need_datasources(call: Call) -> None:
    for end in ("source", "target"):
        datasource = need_datasource(call, call.body["task"][f"{end}_datasource_id"])
        call.world[DatasourceStore].use(call.instance_id, datasource)


def _app_name(call: Call, app_id: str) -> str:
    app = call.world[AppStore].get(call.instance_id, app_id)
    return app.name if app else ""


def app_members(call: Call, task: Task, *, names: bool = False) -> dict[str, Any]:
    """The applications at both ends, with their names or not."""
    found = {}
    for end, app_id in zip(("source", "target"), call.world[TaskStore].apps_of(call.instance_id, task), strict=True):
        found[f"{end}_app_id"] = app_id
        if names:
            found[f"{end}_app_name"] = _app_name(call, app_id)
    return found


def _body(call: Call, task: Task) -> dict[str, Any]:
    """Types in small letters, a word as status. The details are not an echo: the server adds to them."""
    source, target = call.world[TaskStore].sources_of(call.instance_id, task)
    kind = task.kind.lower()
    described = {
        "task_id": task.id,
        "task_name": task.name,
        "task_type": kind,
        "status": "running" if task.started else "stop",
        "project_id": call.project_id,
        "source_datasource_id": source.id if source else task.source_id,
        "target_datasource_id": target.id if target else task.target_id,
        "source_datasource_name": source.name if source else "",
        "target_datasource_name": target.name if target else "",
        **app_members(call, task, names=True),
        "created_date": epoch_millis(task.created),
        "last_modified_date": epoch_millis(task.updated),
        "description": task.description,
        "task_tag": task.tag,
    }
    detail: dict[str, Any] = {}
    if task.composite is None:
        detail = {
            **task.detail,
            "project_id": call.project_id,
            "task_name": task.name,
            "task_type": kind,
            "description": task.description,
            "source_datasource_type": source.type if source else "",
            "source_datasource": source.name if source else "",
        }
    return {"task": described, "task_detail": dumps(detail).decode()}


def _row(call: Call, task: Task) -> dict[str, Any]:
    """Types in capital letters, a number as status; neither data sources nor description."""
    return {
        "task_id": task.id,
        "task_name": task.name,
        "task_type": task.kind,
        "status": int(task.started),
        "created_date": epoch_millis(task.created),
        "version": str(task.version),
        "last_modified_time": epoch_millis(task.updated),
        "execute_status": task.execute_status,
        **app_members(call, task),
        "source_instance_id": call.instance_id,
        "target_instance_id": call.instance_id,
        "ext_type": "cdc" if task.composite is not None else None,
        "enterprise_project_id": "0",
        "task_tag": task.tag,
    }
