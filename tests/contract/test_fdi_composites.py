# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Composite tasks and the mappings between their tables."""

from __future__ import annotations

from typing import Any

import huaweicloudsdkroma.v2 as roma
import pytest

from tests.contract.clients import Api
from tests.contract.datasources import Sdk, make_datasource
from tests.contract.vendor import ask, refused

FDI = "/v2/{project}/fdi/instances/{instance}"


@pytest.fixture
def app(sdk: Sdk) -> Any:
    return ask(sdk, "CreateRomaApp", body=roma.CreateAppReq(name="orders"))


@pytest.fixture
def ends(sdk: Sdk, app: Any) -> dict[str, str]:
    source, target = (make_datasource(sdk, app, name).datasource_id for name in ("orders-db", "stock-db"))
    return {"source_datasource_id": source, "target_datasource_id": target}


def prepare(sdk: Sdk, **values: Any) -> list[Any]:
    info = roma.MultiTaskInitBodyExtInfo(server_id="1111")
    return ask(sdk, "InstallMultiTasks", body=roma.MultiTaskInitBody(ext_info=info, **values)).body


def create(sdk: Sdk, name: str = "capture", **values: Any) -> str:
    values.setdefault("operation_types", ["INSERT", "DELETE"])
    return ask(sdk, "CreateMultiTasks", body=roma.MultiTaskRequestBody(task_name=name, **values)).task_id


def test_preparation_makes_pairs_and_mappings(sdk: Sdk, ends: dict[str, str]) -> None:
    [pair] = prepare(sdk, **ends, auto_mapping=True)
    assert (pair.source_group, pair.target_group) == ("SOURCE_GROUP1", "TARGET_GROUP1")
    assert (pair.source_datasource_name, pair.target_datasource_type) == ("orders-db", "MYSQL")
    assert (pair.mappings_total_count, pair.mappings[0].source_table) == (3, "orders.customers")
    assert (pair.mappings[0].status, pair.mappings[0].mapping_percent) == ("AUTO", 100)
    assert pair.mappings[0].mapping[0].target_column == "id"
    swapped = {
        "source_datasource_id": ends["target_datasource_id"],
        "target_datasource_id": ends["source_datasource_id"],
    }
    both = prepare(sdk, task_id=pair.task_id, **swapped)
    assert [item.source_group for item in both] == ["SOURCE_GROUP1", "SOURCE_GROUP2"]
    assert {item.task_id for item in both} == {pair.task_id}


def test_preparation_checks_the_data_sources(api: Api, ends: dict[str, str]) -> None:
    assert api("POST", f"{FDI}/multi-tasks/init", json=ends).json()["error_code"] == "FDI.3002"
    gone = {**ends, "target_datasource_id": "nothing"}
    assert api("POST", f"{FDI}/multi-tasks/init", json=gone).json()["error_code"] == "FDI.3081"
    assert len(api("POST", f"{FDI}/multi-tasks/init", json={}).json()[0]["task_id"]) == 32


def test_composite_task_is_a_task_too(api: Api, sdk: Sdk, app: Any, ends: dict[str, str]) -> None:
    prepared = prepare(sdk, **ends)[0].task_id
    task_id = create(sdk, task_id=prepared, description="live copy", task_tag="live")
    assert task_id == prepared
    row = ask(sdk, "ListTasks", name="capture").entities[0]
    assert (row.task_type, row.ext_type, row.source_app_id) == ("REALTIME", "cdc", app.id)
    assert ask(sdk, "ListMonitorInfos").entities[0].ext_type == "CDC"
    shown = ask(sdk, "ShowTask", task_id=task_id)
    assert (shown.task.source_datasource_name, shown.task_detail) == ("orders-db", "{}")
    body = roma.MultiTaskUpdateBody(operation_types=["UPDATE"], repulling_snapshot=True, task_tag="other")
    assert ask(sdk, "UpdateMultiTasks", task_id=task_id, body=body).task_id == task_id
    updated = ask(sdk, "ShowTask", task_id=task_id).task
    assert (updated.description, updated.task_tag) == ("", "other")
    reset = ask(sdk, "ResetMultiTaskOffset", task_id=task_id, body=roma.MultiTaskResetBody(date_from=1))
    assert reset.message == "Reset Success"
    tasks = [roma.TaskBean(task_id=task_id)]
    ask(sdk, "BatchStartOrStopTasks", body=roma.OperateTasksBean(action_id="start", list=tasks))
    assert ask(sdk, "CountTasks").cdc_task_details.running_tasks_count == 1
    with refused(400, "FDI.3023"):
        ask(sdk, "ResetMultiTaskOffset", task_id=task_id, body=roma.MultiTaskResetBody())
    with refused(400, "FDI.3002"):
        ask(sdk, "DeleteDatasourceInfoById", datasource_id=ends["source_datasource_id"])


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"task_type": "TIMING"}, "FDI.3033"),
        ({"operation_types": []}, "FDI.3002"),
        ({"operation_types": ["SELECT"]}, "FDI.3002"),
        ({"source_app_id": "nobody"}, "FDI.3033"),
        ({"task_name": "capture"}, "FDI.3002"),
    ],
)
def test_bad_composite_tasks_are_refused(api: Api, sdk: Sdk, change: dict[str, Any], code: str) -> None:
    create(sdk)
    body = {"task_name": "other", "operation_types": ["INSERT"], **change}
    answer = api("POST", f"{FDI}/multi-tasks", json=body)
    assert (answer.status_code, answer.json()["error_code"]) == (400, code)


def test_mappings(api: Api, sdk: Sdk, ends: dict[str, str]) -> None:
    task_id = create(sdk)
    path = f"{FDI}/multi-tasks/{task_id}/mappings"
    columns = [roma.MultiTaskColumnInfo(field_name=name, field_type="INT", field_length="10") for name in ("id", "n")]
    mapped = roma.MappingInfo(source_column="id", target_column="id")
    body = roma.MultiTaskMappingCreateBody(
        **ends,
        source_table="orders.a",
        target_table="orders.b",
        source_columns=columns,
        target_columns=columns,
        mapping_columns=[mapped],
    )
    mapping_id = ask(sdk, "CreateMultiTaskMappings", task_id=task_id, body=body).mapping_id
    listed = api("GET", f"{path}?table_name=orders").json()
    [mapping] = listed["mappings"]
    assert (listed["source_datasource_name"], listed["mappings_total_count"]) == ("orders-db", 1)
    assert (mapping["id"], mapping["status"], mapping["mapping_percent"]) == (mapping_id, "MANUAL", 50)
    assert mapping["mapping"][0]["source_column"] == "id"
    assert api("GET", f"{path}?source_table=orders.c").json()["mappings"] == []
    moved = {"source_datasource_id": ends["target_datasource_id"], "target_datasource_id": ends["source_datasource_id"]}
    answer = api("PUT", f"{path}/{mapping_id}", json={**moved, "source_table": "orders.c"})
    assert answer.json() == {"mapping_id": mapping_id}
    assert api("GET", path).json()["source_datasource_name"] == "stock-db"
    body.mapping_columns = [roma.MappingInfo(source_column="nothing", target_column="id")]
    with refused(400, "FDI.3037"):
        ask(sdk, "CreateMultiTaskMappings", task_id=task_id, body=body)
    ids = {"task_id": task_id, "mapping_id": mapping_id}
    assert ask(sdk, "DeleteMultiTaskMapping", **ids).mapping_id == mapping_id
    with refused(404, "FDI.3081"):
        ask(sdk, "DeleteMultiTaskMapping", **ids)
    with refused(404, "FDI.3081"):
        ask(sdk, "ResetMultiTaskOffset", task_id="nothing", body=roma.MultiTaskResetBody(date_from=1))
