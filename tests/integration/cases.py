# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests know about each resource: options to give, and what the service must hold then."""

from __future__ import annotations

from tests.integration.api_cases import API_CASES
from tests.integration.case import Case, Options
from tests.integration.device_cases import DEVICE_CASES
from tests.integration.message_cases import MESSAGE_CASES
from tests.integration.policy_cases import POLICY_CASES
from tests.integration.task_cases import TASK

__all__ = ["CASES", "Case", "Options"]

APP = Case(
    kind="apps",
    module="app",
    name="orders",
    create={
        "name": "orders",
        "remark": "order intake",
        "key": "orders-key-1",
        "favorite": True,
        "members": [{"name": "alice", "roles": ["access"]}, {"name": "bob", "roles": ["admin"]}],
    },
    required="name",
    created={"name": "orders", "remark": "order intake", "key": "orders-key-1", "favorite": True},
    created_by=["CreateRomaApp", "AddUserToApp"],
    also=lambda judge: judge.members("orders"),
    also_created={"alice": ["access", "read"], "bob": ["access", "admin", "delete", "modify", "read"]},
    update={
        "name": "orders",
        "remark": "",
        "favorite": False,
        "members": [{"name": "alice", "roles": ["modify", "read"]}],
    },
    updated={"name": "orders", "remark": "", "key": "orders-key-1", "favorite": False},
    updated_by=["UpdateRomaApp", "AddUserToApp"],
    also_updated={"alice": ["modify", "read"]},
    deleted_by="DeleteRomaApp",
)

APP_SECRET = Case(
    kind="app_secrets",
    module="app_secret",
    name="orders",
    needs={"apps": [{"name": "orders"}]},
    create={"app": "orders", "secret": "First+Secret/1"},
    required="app",
    created={"secret": "First+Secret/1"},
    created_by=["ResetRomaAppSecret"],
    update={"app": "orders", "secret": "Second=Secret!2"},
    updated={"secret": "Second=Secret!2"},
    updated_by=["ResetRomaAppSecret"],
)

ENVIRONMENT = Case(
    kind="environments",
    module="environment",
    name="STAGE",
    create={"name": "STAGE", "remark": "the last stop"},
    required="name",
    created={"name": "STAGE", "remark": "the last stop"},
    created_by=["CreateEnvironmentV2"],
    update={"name": "STAGE", "remark": "the last stop \u4e2d\u6587"},
    updated={"name": "STAGE", "remark": "the last stop \u4e2d\u6587"},
    updated_by=["UpdateEnvironmentV2"],
    deleted_by="DeleteEnvironmentV2",
)

API_GROUP = Case(
    kind="api_groups",
    module="api_group",
    name="orders-v1",
    needs={"apps": [{"name": "orders"}]},
    create={"name": "orders-v1", "app": "orders", "remark": "first version"},
    required="name",
    created={"name": "orders-v1", "remark": "first version", "version": "V2", "roma_app_name": "orders"},
    created_by=["CreateApiGroupV2"],
    update={"name": "orders-v1", "app": "orders", "remark": "superseded"},
    updated={"name": "orders-v1", "remark": "superseded", "roma_app_name": "orders"},
    updated_by=["UpdateApiGroupV2"],
    deleted_by="DeleteApiGroupV2",
)

ENV_VARIABLE = Case(
    kind="env_variables",
    module="env_variable",
    name="backend_host",
    needs={
        "apps": [{"name": "orders"}],
        "environments": [{"name": "STAGE"}],
        "api_groups": [{"name": "orders-v1", "app": "orders"}],
    },
    create={"environment": "STAGE", "group": "orders-v1", "name": "backend_host", "value": "10.0.0.7:8080"},
    required="environment",
    created={"variable_name": "backend_host", "variable_value": "10.0.0.7:8080"},
    created_by=["CreateEnvironmentVariableV2"],
    update={"environment": "STAGE", "group": "orders-v1", "name": "backend_host", "value": "10.0.0.8:8080"},
    updated={"variable_name": "backend_host", "variable_value": "10.0.0.8:8080"},
    updated_by=["UpdateEnvironmentVariableV2"],
    deleted_by="DeleteEnvironmentVariableV2",
)

DICTIONARY = Case(
    kind="dictionaries",
    module="dictionary",
    name="order status",
    create={
        "code": "order status",
        "name": "Order status",
        "parent": "industry",  # the service's own
        "remark": "what becomes of an order",
        "order": 3,
        "extend_one": "\u72b6\u6001",
    },
    required="code",
    created={
        "name": "Order status",
        "parent_code": "industry",
        "remark": "what becomes of an order",
        "extend_one": "\u72b6\u6001",
        "extend_two": "",
        "type": "user",
    },
    created_by=["CreateDictionary"],
    update={"code": "order status", "name": "State of an order", "remark": "", "order": 4, "extend_two": "x"},
    updated={
        "name": "State of an order",
        "parent_code": "industry",
        "remark": "",
        "extend_one": "\u72b6\u6001",
        "extend_two": "x",
    },
    updated_by=["UpdateDictionary"],
    deleted_by="DeleteDictionary",
)

DATASOURCE = Case(
    kind="datasources",
    module="datasource",
    name="orders-db",
    needs={"apps": [{"name": "orders"}]},
    create={
        "name": "orders-db",
        "app": "orders",
        "type": "MYSQL",
        "content": {
            "mode": "default",
            "host": "db.internal",
            "port": "3306",
            "database_name": "orders",
            "user_name": "svc",
            "password": "Data-source-password-1",
        },
        "description": "where orders are",
    },
    required="name",
    created={
        "datasource_name": "orders-db",
        "datasource_type": "MYSQL",
        "app_name": "orders",
        "content": {"host": "db.internal", "port": "3306", "user_name": "svc", "password": "******"},
    },
    created_by=["CreateDatasourceInfo"],
    update={"name": "orders-db", "app": "orders", "content": {"host": "db2.internal"}, "description": ""},
    updated={
        "datasource_name": "orders-db",
        "content": {"host": "db2.internal", "port": "3306", "user_name": "svc", "password": "******"},
    },
    updated_by=["UpdateDatasourceInfo"],
    deleted_by="DeleteDatasourceInfoById",
)

EVERY = (
    DICTIONARY,
    APP,
    APP_SECRET,
    ENVIRONMENT,
    API_GROUP,
    ENV_VARIABLE,
    *API_CASES,
    *POLICY_CASES,
    DATASOURCE,
    TASK,
    *DEVICE_CASES,
    *MESSAGE_CASES,
)
CASES = {case.module: case for case in EVERY}
