# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How data sources and tasks travel in asset packages."""

from __future__ import annotations

import json
from typing import Any

import huaweicloudsdkroma.v2 as roma
import pytest

from tests.contract.clients import Api
from tests.contract.datasources import Sdk, make_datasource
from tests.contract.packages import delete_apps, document, export_apps, import_package
from tests.contract.vendor import ask
from tests.emulator.identity import tenant
from tests.emulator.process import EmulatorProcess

SECOND = {"instance_id": tenant.SECOND_INSTANCE.id}


@pytest.fixture
def app(sdk: Sdk) -> Any:
    return ask(sdk, "CreateRomaApp", body=roma.CreateAppReq(name="orders"))


@pytest.fixture
def source(sdk: Sdk, app: Any) -> Any:
    return make_datasource(sdk, app, "orders-db", encoding="utf8mb4")


def make_task(sdk: Sdk, source: Any) -> str:
    """A task with a schedule."""
    ends = {"source_datasource_id": source.datasource_id, "target_datasource_id": source.datasource_id}
    task = roma.TaskBasicRequestBody(task_name="copy-orders", task_type="TIMING", task_tag="night", **ends)
    body = roma.CreateCommonTaskRequestBody(task=task, task_detail='{"mappingRequired": true}')
    task_id = ask(sdk, "CreateCommonTask", body=body).task.task_id
    ask(sdk, "CreateDispatches", task_id=task_id, body=roma.TaskDispatch(period="DAY", dispatch_interval=1))
    return task_id


def test_packages_hold_neither_address_nor_account(api: Api, sdk: Sdk, app: Any, source: Any) -> None:
    package = export_apps(api, app.id)
    [row] = document(package, "fdi/datasources.json")
    assert row["content"] == {"mode": "default", "database_name": "orders", "encoding": "utf8mb4"}
    assert import_package(api, package) == []
    [restored] = ask(sdk, "ListDatasources", **SECOND).entities
    assert (restored.datasource_name, restored.app_name, restored.content.host) == ("orders-db", "orders", None)
    assert restored.content.password is None
    assert restored.datasource_id != source.datasource_id


def test_merging_overwrites_on_demand_only(api: Api, sdk: Sdk, app: Any, source: Any) -> None:
    package = export_apps(api, app.id)
    content = roma.Content(
        mode="default", host="10.0.0.9", port="1", database_name="changed", user_name="u", password="p"
    )
    body = roma.DatasourceInfo("orders-db", "MYSQL", app.id, content)
    ask(sdk, "UpdateDatasourceInfo", datasource_id=source.datasource_id, body=body)

    def merge(**query: str) -> Any:
        assert import_package(api, package, "instance", type="Merge", **query) == []
        return ask(sdk, "ShowDataourceDetail", datasource_id=source.datasource_id).content

    assert merge().database_name == "changed"
    merged = merge(datasource_overwrite="true")
    assert (merged.database_name, merged.host, merged.password) == ("orders", "10.0.0.9", "******")


def test_names_that_are_taken_are_reported(api: Api, app: Any, source: Any) -> None:
    reasons = import_package(api, export_apps(api, app.id), "instance", prefix="copy-of-")
    assert [(item["resource_name"], item["error_msg"]) for item in reasons] == [
        ("copy-of-orders", "The data source orders-db already exists")
    ]


def test_tasks_follow_their_data_sources(emulator: EmulatorProcess, api: Api, sdk: Sdk, app: Any, source: Any) -> None:
    task_id = make_task(sdk, source)
    package = export_apps(api, app.id, tasks=[task_id])
    assert import_package(api, package) == []
    [row] = ask(sdk, "ListTasks", **SECOND).entities
    restored = ask(sdk, "ShowTask", task_id=row.task_id, **SECOND)
    assert (restored.task.task_name, restored.task.status, restored.task.task_tag) == ("copy-orders", "stop", "night")
    assert restored.task.source_datasource_name == "orders-db"
    assert json.loads(restored.task_detail)["mappingRequired"] is True
    assert ask(sdk, "ShowDispatches", task_id=row.task_id, **SECOND).period == "DAY"
    assert import_package(api, package, type="Merge") == []
    assert ask(sdk, "ListTasks", **SECOND).total == 1
    assert {item["error_msg"] for item in import_package(api, package)} == {
        "The application name already exists",
        "The data source does not exist",
    }


def test_composite_tasks_travel_too(api: Api, sdk: Sdk, app: Any, source: Any) -> None:
    ends = {"source_datasource_id": source.datasource_id, "target_datasource_id": source.datasource_id}
    info = roma.MultiTaskInitBodyExtInfo(server_id="1111")
    prepared = ask(
        sdk, "InstallMultiTasks", body=roma.MultiTaskInitBody(ext_info=info, **ends, auto_mapping=True)
    ).body[0]
    body = roma.MultiTaskRequestBody("capture", prepared.task_id, operation_types=["INSERT"], source_app_id=app.id)
    task_id = ask(sdk, "CreateMultiTasks", body=body).task_id
    assert import_package(api, export_apps(api, app.id, tasks=[task_id])) == []
    [row] = ask(sdk, "ListTasks", **SECOND).entities
    assert (row.ext_type, row.source_app_id != app.id) == ("cdc", True)
    path = "/v2/{project}/fdi/instances/{second}/multi-tasks/" + row.task_id + "/mappings"
    assert api("GET", path).json()["mappings_total_count"] == 3


def test_deleting_an_application_takes_its_tasks_along(
    emulator: EmulatorProcess, api: Api, sdk: Sdk, app: Any, source: Any
) -> None:
    make_task(sdk, source)
    delete_apps(api, app.id)
    assert (emulator.state()["fdi_tasks"], emulator.state()["datasources"]) == (0, 0)
