# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests know about the tasks of data integration."""

from __future__ import annotations

from typing import Any

from tests.integration.case import Case

PLACE = {"mode": "default", "port": "3306", "user_name": "svc", "password": "Data-source-password-1"}
SOURCES: list[dict[str, Any]] = [
    {"name": "orders-db", "app": "orders", "type": "MYSQL",
     "content": {**PLACE, "host": "db.internal", "database_name": "orders"}},
    {"name": "events", "app": "orders", "type": "KAFKA", "content": {"broker": "10.0.0.1:9092", "ssl_enable": False}},
    {"name": "stock", "app": "billing", "type": "KAFKA", "content": {"broker": "10.0.0.2:9092", "ssl_enable": False}},
]  # fmt: skip
NEEDS: dict[str, list[dict[str, Any]]] = {"apps": [{"name": "orders"}, {"name": "billing"}], "datasources": SOURCES}

TASK = Case(
    kind="tasks",
    module="task",
    name="orders-to-stock",
    needs=NEEDS,
    create={
        "name": "orders-to-stock",
        "type": "timing",
        "source": "orders-db",
        "source_app": "orders",
        "target": "stock",
        "target_app": "billing",
        "description": "every night",
        "tag": "night",
        "detail": {
            "mappingRequired": True,
            "mappingInput": {"dataSource": [{"sourceKey": "\u72b6\u6001", "targetKey": "state"}]},
            "targetSelectedDatasource": {"topic": "stock", "batchNumber": 100},
        },
        "schedule": {"start_datetime": "2036-12-01T01:30:00+02:00", "period": "DAY", "interval": 1, "remark": "late"},
        "status": "stopped",
    },
    required="name",
    created={
        "task_name": "orders-to-stock",
        "task_type": "timing",
        "status": "stop",
        "source_datasource_name": "orders-db",
        "source_app_name": "orders",
        "target_datasource_name": "stock",
        "target_app_name": "billing",
        "description": "every night",
        "task_tag": "night",
        "detail": {
            "mappingRequired": True,
            "mappingInput": {"dataSource": [{"sourceKey": "\u72b6\u6001", "targetKey": "state"}]},
            "targetSelectedDatasource": {"topic": "stock", "batchNumber": 100},
        },
    },
    created_by=["CreateCommonTask", "CreateDispatches"],
    also=lambda judge: judge.schedule("orders-to-stock"),
    also_created={"start_datetime": 2111700600000, "period": "DAY", "dispatch_interval": 1, "use_quartz_cron": False,
                  "remark": "late"},
    update={
        "name": "orders-to-stock",
        "target": "events",
        "target_app": "orders",
        "description": "",
        "detail": {"targetSelectedDatasource": {"batchNumber": 200}},
        "schedule": {"cron": "0 30 1 * * ?", "remark": ""},
        "status": "running",
    },
    updated={
        "status": "running",
        "target_app_name": "orders",
        "description": "",
        "task_tag": "night",
        "detail": {
            "mappingRequired": True,
            "targetSelectedDatasource": {"topic": "stock", "batchNumber": 200},
        },
    },
    updated_by=["UpdateTask", "UpdateDispatches", "BatchStartOrStopTasks"],
    also_updated={"start_datetime": 2111700600000, "cron": "0 30 1 * * ?", "use_quartz_cron": True},
    deleted_by="DeleteTask",
)  # fmt: skip
