# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tasks: what they are, how they are started, scheduled, executed and watched."""

from __future__ import annotations

import json
import time
from typing import Any

import huaweicloudsdkroma.v2 as roma
import pytest

from tests.contract.clients import Api
from tests.contract.datasources import Sdk, make_datasource
from tests.contract.vendor import ask, refused
from tests.emulator.process import EmulatorProcess

FDI = "/v2/{project}/fdi/instances/{instance}"
DETAIL = {"mappingRequired": True, "mappingTable": [{"source_column": "id"}]}


@pytest.fixture
def app(sdk: Sdk) -> Any:
    return ask(sdk, "CreateRomaApp", body=roma.CreateAppReq(name="orders"))


@pytest.fixture
def sources(sdk: Sdk, app: Any) -> list[str]:
    """Where to read from, where to write to."""
    return [make_datasource(sdk, app, name).datasource_id for name in ("orders-db", "stock-db")]


def body_of(sources: list[str], name: str = "copy-orders", kind: str = "TIMING", **values: Any) -> Any:
    ends = {"source_datasource_id": sources[0], "target_datasource_id": sources[1]}
    task = roma.TaskBasicRequestBody(task_name=name, task_type=kind, **ends, **values)
    return roma.CreateCommonTaskRequestBody(task=task, task_detail=json.dumps(DETAIL, indent=2))


def create(sdk: Sdk, sources: list[str], name: str = "copy-orders", kind: str = "TIMING", **values: Any) -> Any:
    return ask(sdk, "CreateCommonTask", body=body_of(sources, name, kind, **values)).task


def schedule(sdk: Sdk, task: Any, **values: Any) -> Any:
    values = values or {"period": "DAY", "dispatch_interval": 1}
    return ask(sdk, "CreateDispatches", task_id=task.task_id, body=roma.TaskDispatch(**values))


def switch(sdk: Sdk, action: str, *task_ids: str) -> Any:
    body = roma.OperateTasksBean(action_id=action, list=[roma.TaskBean(task_id=task_id) for task_id in task_ids])
    return ask(sdk, "BatchStartOrStopTasks", body=body)


def rows(sdk: Sdk, **query: Any) -> list[Any]:
    return ask(sdk, "ListTasks", **query).entities


def test_task_comes_back_with_more_than_was_sent(sdk: Sdk, app: Any, sources: list[str]) -> None:
    made = create(sdk, sources, description="every night", task_tag="night")
    answer = ask(sdk, "ShowTask", task_id=made.task_id)
    task = answer.task
    assert (task.task_name, task.task_type, task.status) == ("copy-orders", "timing", "stop")
    assert (task.source_datasource_name, task.target_datasource_name) == ("orders-db", "stock-db")
    assert (task.source_app_id, task.source_app_name, task.task_tag) == (app.id, "orders", "night")
    detail = json.loads(answer.task_detail)
    assert DETAIL.items() <= detail.items()
    assert (detail["source_datasource"], detail["source_datasource_type"]) == ("orders-db", "MYSQL")


def test_list_spells_it_differently(api: Api, sdk: Sdk, app: Any, sources: list[str]) -> None:
    create(sdk, sources, task_tag="night")
    other = create(sdk, sources[::-1], "Copy-back", "REALTIME")
    assert [row.task_name for row in rows(sdk)] == ["Copy-back", "copy-orders"]
    assert [row.task_name for row in rows(sdk, sort_field="CREATED_DATE", sort_type="ASC")] == [
        "copy-orders",
        "Copy-back",
    ]
    assert [row.task_name for row in rows(sdk, name="copy")] == ["copy-orders"]
    for query in (
        {"task_id": other.task_id},
        {"task_type": "realtime"},
        {"source_datasource_id": sources[1]},
        {"target_datasource_id": sources[0], "source_app_id": app.id},
    ):
        assert [row.task_name for row in rows(sdk, **query)] == ["Copy-back"]
    assert rows(sdk, status=1) == []
    assert rows(sdk, target_app_id="x") == []
    row = api("GET", f"{FDI}/tasks?task_tag=night").json()["entities"][0]
    assert (row["task_type"], row["status"], row["version"], row["ext_type"]) == ("TIMING", 0, "1", None)
    assert isinstance(row["created_date"], int)
    assert {"description", "source_datasource_id"}.isdisjoint(row)


def test_update_replaces_all_but_the_type(sdk: Sdk, sources: list[str]) -> None:
    task = create(sdk, sources, description="old")
    updated = ask(sdk, "UpdateTask", task_id=task.task_id, body=body_of(sources[::-1], "renamed")).task
    assert (updated.task_name, updated.description, updated.source_datasource_id) == ("renamed", "", sources[1])
    assert rows(sdk)[0].version == "2"
    with refused(400, "FDI.3033", "[task_type]"):
        ask(sdk, "UpdateTask", task_id=task.task_id, body=body_of(sources, kind="REALTIME"))


def test_names_are_unique_unless_switched(emulator: EmulatorProcess, sdk: Sdk, sources: list[str]) -> None:
    create(sdk, sources)
    with refused(400, "FDI.3002"):
        create(sdk, sources)
    emulator.switch(duplicate_task_names=True)
    create(sdk, sources)


@pytest.mark.parametrize(
    ("task", "detail", "status", "code"),
    [
        ({"task_name": "-a-"}, "{}", 400, "FDI.3002"),
        ({"task_type": "timing"}, "{}", 400, "FDI.3002"),
        ({"task_tag": "abc"}, "{}", 400, "FDI.3002"),
        ({}, "[]", 400, "FDI.3002"),
        ({}, "{", 400, "FDI.3002"),
        ({}, {}, 400, "FDI.3002"),
        ({"source_datasource_id": "nothing"}, "{}", 404, "FDI.3081"),
    ],
)
def test_bad_tasks_are_refused(
    api: Api, sources: list[str], task: dict[str, str], detail: Any, status: int, code: str
) -> None:
    ends = {"source_datasource_id": sources[0], "target_datasource_id": sources[1]}
    good = {"task_name": "copy-orders", "task_type": "TIMING", **ends}
    answer = api("POST", f"{FDI}/tasks", json={"task": good | task, "task_detail": detail})
    assert (answer.status_code, answer.json()["error_code"]) == (status, code)


def test_quota_holds_on_demand(emulator: EmulatorProcess, sdk: Sdk, sources: list[str]) -> None:
    emulator.seed("fdi_tasks", 1000)
    emulator.switch(task_quotas=True)
    with refused(400, "FDI.3002"):
        create(sdk, sources)


def test_starting_and_stopping(sdk: Sdk, sources: list[str]) -> None:
    timed, real = create(sdk, sources), create(sdk, sources, "live", "REALTIME")
    with refused(404, "FDI.3083"):
        switch(sdk, "start", timed.task_id, real.task_id)
    schedule(sdk, timed)
    answer = switch(sdk, "start", timed.task_id, real.task_id)
    assert (answer.success_count, answer.failure_count, answer.failure) == (2, 0, [])
    assert (answer.success[0].task_name, answer.success[0].error_code) == ("copy-orders", "")
    assert switch(sdk, "start", timed.task_id).success_count == 1
    assert [(row.status, row.execute_status) for row in rows(sdk)] == [(1, "RUNNING"), (1, "WAITING")]
    assert ask(sdk, "ShowTask", task_id=timed.task_id).task.status == "running"
    with refused(400, "FDI.3023"):
        ask(sdk, "DeleteTask", task_id=timed.task_id)
    with refused(400, "FDI.3023"):
        ask(sdk, "UpdateTask", task_id=timed.task_id, body=body_of(sources))
    switch(sdk, "stop", timed.task_id, real.task_id)
    assert {row.execute_status for row in rows(sdk, status=0, execute_status="CANCELLED")} == {"CANCELLED"}
    ask(sdk, "DeleteTask", task_id=timed.task_id)
    with refused(404, "FDI.3081"):
        ask(sdk, "ShowTask", task_id=timed.task_id)


def test_lists_of_tasks_are_judged_as_a_whole(api: Api, sdk: Sdk, sources: list[str]) -> None:
    task = create(sdk, sources, kind="REALTIME")
    for wanted, code in (
        ([], "FDI.3150"),
        ([{"task_id": ""}], "FDI.3022"),
        ([{"task_id": task.task_id}, {"task_id": "nothing"}], "FDI.3021"),
    ):
        answer = api("POST", f"{FDI}/batch-operation/tasks", json={"action_id": "start", "list": wanted})
        assert (answer.status_code, answer.json()["error_code"]) == (400, code)
    assert rows(sdk, status=1) == []


def test_switches_may_take_their_time(emulator: EmulatorProcess, sdk: Sdk, sources: list[str]) -> None:
    emulator.switch(task_switch_seconds=0.3)
    task = create(sdk, sources, kind="REALTIME")
    switch(sdk, "start", task.task_id)
    assert rows(sdk, status=1) == []
    time.sleep(0.35)
    assert len(rows(sdk, status=1)) == 1


def test_execution_by_hand(sdk: Sdk, sources: list[str]) -> None:
    task = create(sdk, sources)
    ask(sdk, "RunTask", task_id=task.task_id)
    assert rows(sdk)[0].execute_status == "SUCCESS"
    [log] = ask(sdk, "ListMonitorLog", task_id=task.task_id).entities
    assert (log.execute_status, log.status, log.position, log.position_status) == (
        "SUCCESS",
        504,
        "WRITER",
        "TASK_END",
    )
    assert [step.position for step in log.detail_logs] == ["READER", "WRITER"]
    with refused(400, "FDI.3027"):
        ask(sdk, "StopTask", task_id=task.task_id)
    with refused(404, "FDI.3081"):
        ask(sdk, "RunTask", task_id="nothing")


def test_execution_can_be_ended(emulator: EmulatorProcess, api: Api, sdk: Sdk, sources: list[str]) -> None:
    emulator.switch(task_run_seconds=60.0)
    task = create(sdk, sources)
    started = api("POST", f"{FDI}/tasks/{task.task_id}/run")
    assert (started.status_code, started.content) == (200, b"")
    with refused(400, "FDI.3026"):
        ask(sdk, "RunTask", task_id=task.task_id)
    assert ask(sdk, "ListMonitorLog", task_id=task.task_id).entities[0].status == 102
    assert ask(sdk, "StopTask", task_id=task.task_id).message == "success"
    assert ask(sdk, "ListMonitorLog", task_id=task.task_id).entities[0].status == 16
    live = create(sdk, sources, "live", "REALTIME")
    switch(sdk, "start", live.task_id)
    ask(sdk, "StopTask", task_id=live.task_id)
    assert rows(sdk, task_id=live.task_id)[0].execute_status == "CANCELLED"


def test_execution_needs_the_data_sources(sdk: Sdk, app: Any) -> None:
    source = make_datasource(sdk, app, "gone", host="db.unreachable.invalid").datasource_id
    task = create(sdk, [source, source])
    with refused(500, "FDI.3018"):
        ask(sdk, "RunTask", task_id=task.task_id)
    assert rows(sdk, execute_status="ERROR")[0].task_id == task.task_id
    assert ask(sdk, "ListMonitorLog", task_id=task.task_id).entities[0].status == 103


def test_schedule(sdk: Sdk, sources: list[str]) -> None:
    task = create(sdk, sources)
    with refused(404, "FDI.3083"):
        ask(sdk, "ShowDispatches", task_id=task.task_id)
    made = schedule(sdk, task, start_datetime=1605339505609, period="DAY", dispatch_interval=1, remark="123")
    shown = ask(sdk, "ShowDispatches", task_id=task.task_id)
    assert (shown.dispatch_id, shown.period, shown.start_datetime) == (made.dispatch_id, "DAY", 1605339505609)
    assert (shown.use_quartz_cron, shown.cron, shown.remark) == (False, None, "123")
    body = roma.TaskDispatch(use_quartz_cron=True, cron="0 30 12 * * ?")
    ids = {"task_id": task.task_id, "dispatch_id": made.dispatch_id}
    updated = ask(sdk, "UpdateDispatches", **ids, body=body)
    assert (updated.cron, updated.period, updated.remark) == ("0 30 12 * * ?", None, None)
    switch(sdk, "start", task.task_id)
    with refused(400, "FDI.3023"):
        ask(sdk, "UpdateDispatches", **ids, body=body)
    with refused(404, "FDI.3083"):
        ask(sdk, "UpdateDispatches", **{**ids, "dispatch_id": "other"}, body=body)


def test_errors_of_schedules_are_nested(api: Api, sdk: Sdk, sources: list[str]) -> None:
    task, live = create(sdk, sources), create(sdk, sources, "live", "REALTIME")
    path = FDI + "/tasks/%s/dispatches"
    made = api("POST", path % task.task_id, json={"start_datetime": "2020-11-14T07:38:25.609Z", "period": "DAY"})
    assert (made.status_code, made.json()["start_datetime"]) == (200, 1605339505609)
    for task_id, body, status, code in (
        (task.task_id, {}, 400, "FDI.3002"),
        (live.task_id, {}, 400, "FDI.3002"),
        ("nothing", {}, 404, "FDI.3180"),
        ("%20", {}, 400, "FDI.3149"),
        (task.task_id, {"period": "day"}, 400, "FDI.3002"),
        (task.task_id, {"start_datetime": "tomorrow"}, 400, "FDI.3002"),
    ):
        answer = api("POST", path % task_id, json=body)
        assert (answer.status_code, answer.json()["code"]) == (status, status)
        assert answer.json()["reason"]["error_code"] == code
    fresh = create(sdk, sources, "fresh")
    assert api("POST", path % fresh.task_id, json={"use_quartz_cron": True, "cron": "* *"}).status_code == 400


def test_monitors_count_pages_from_one(emulator: EmulatorProcess, api: Api, sdk: Sdk, sources: list[str]) -> None:
    task = create(sdk, sources)
    schedule(sdk, task, use_quartz_cron=True, cron="0 30 12 * * ?")
    create(sdk, sources, "Copy-back", "REALTIME")
    assert ask(sdk, "ListMonitorInfos", task_name="copy").total == 1
    page = ask(sdk, "ListMonitorInfos", offset=2, limit=1)
    assert (page.total, page.size, page.entities[0].task_name) == (2, 1, "copy-orders")
    assert (page.entities[0].cron, page.entities[0].period) == ("0 30 12 * * ?", None)
    ask(sdk, "RunTask", task_id=task.task_id)
    row = ask(sdk, "ListMonitorInfos", execute_status="SUCCESS").entities[0]
    assert (row.task_type, row.status, row.source_app_name, row.position) == ("TIMING", 0, "orders", "WRITER")
    now = round(time.time() * 1000)
    logs = {"task_id": task.task_id, "begin_time": now - 60000}
    assert ask(sdk, "ListMonitorLog", **logs, end_time=now + 60000).total == 1
    assert ask(sdk, "ListMonitorLog", **logs, end_time=now - 60000).total == 0
    assert api("GET", f"{FDI}/task-monitors?execute_status=DONE").json()["error_code"] == "FDI.3002"


def test_statistics(sdk: Sdk, sources: list[str]) -> None:
    done, live = create(sdk, sources), create(sdk, sources, "live", "REALTIME")
    ask(sdk, "RunTask", task_id=done.task_id)
    switch(sdk, "start", live.task_id)
    counts = ask(sdk, "CountTasks")
    common, cdc = counts.common_task_details, counts.cdc_task_details
    assert (common.running_tasks_count, common.completed_tasks_count, common.abnormal_tasks_count) == (1, 1, 0)
    assert (cdc.running_tasks_count, cdc.terminated_tasks_count) == (0, 0)


def test_data_sources_of_tasks_stay(emulator: EmulatorProcess, sdk: Sdk, app: Any, sources: list[str]) -> None:
    create(sdk, sources)
    with refused(400, "FDI.3002"):
        ask(sdk, "DeleteDatasourceInfoById", datasource_id=sources[1])
    emulator.switch(delete_app_in_use="cascade")
    ask(sdk, "DeleteRomaApp", app_id=app.id)
    assert (emulator.state()["fdi_tasks"], emulator.state()["datasources"]) == (0, 0)
