# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests know about each resource: options to give, and what the service must hold then."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.integration.judge import Judge, Wire

Options = dict[str, Any]


@dataclass(frozen=True)
class Case:
    """The life of one object.

    :param kind: its key in a document
    :param needs: what has to be there before it
    :param name: the name by which the judge finds it
    :param create: options of a complete new object
    :param required: the option that is left out to be refused
    :param created: what the service must hold then, in its own words
    :param created_by: the operations that make it
    :param update: the identity and what changes
    :param updated: what the service must hold then
    :param updated_by: the operations that change it
    :param deleted_by: the operation that deletes it; empty for one that cannot be deleted
    :param also: what else is to be seen after creation and after the update: (judge) → value
    """

    kind: str
    module: str
    name: str
    create: Options
    required: str
    created: Wire
    created_by: list[str]
    update: Options
    updated: Wire
    updated_by: list[str]
    deleted_by: str = ""
    needs: dict[str, list[Options]] = field(default_factory=dict)
    also: Callable[[Judge], Any] = lambda judge: None
    also_created: Any = None
    also_updated: Any = None

    @property
    def identity(self) -> Options:
        """The options that an absent object is named with."""
        return {name: value for name, value in self.update.items() if self.create.get(name) == value}


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

PRODUCT_TEMPLATE = Case(
    kind="product_templates",
    module="product_template",
    name="handheld-scanners",
    create={"name": "handheld-scanners", "description": "in the halls", "enabled": True},
    required="name",
    created={"name": "handheld-scanners", "description": "in the halls", "status": 0},
    created_by=["CreateProductTemplate"],
    update={"name": "handheld-scanners", "description": "", "enabled": False},
    updated={"name": "handheld-scanners", "description": "", "status": 1},
    updated_by=["UpdateProductTemplate"],
    deleted_by="DeleteProductTemplate",
)

PRODUCT = Case(
    kind="products",
    module="product",
    name="label-printer",
    needs={"apps": [{"name": "orders"}]},
    create={
        "name": "label-printer",
        "app": "orders",
        "manufacturer_id": "acme",
        "manufacturer_name": "Acme Printing",
        "model": " LP 200",
        "product_type": "normal",
        "protocol_type": "modbus",
        "data_format": "custom",
        "version": "2",
        "description": "prints labels",
        "authentication": {"user_name": "label-printers", "password": "Product-password-1"},
        "topics": [
            {"name": "labels", "version": "1.0", "permission": "subscribe"},
            {"name": "labels", "version": "1.1", "permission": "publish", "description": "\u6807\u7b7e"},
        ],
    },
    required="name",
    created={
        "name": "label-printer",
        "app_name": "orders",
        "manufacturer_id": "acme",
        "manufacturer_name": "Acme Printing",
        "model": "LP 200",
        "product_type": 0,
        "protocol_type": 2,
        "device_type": "Default",
        "data_format": 1,
        "version": "2",
        "description": "prints labels",
    },
    created_by=["CreateProduct", "ResetProductAuthentication", "CreateProductTopic", "CreateProductTopic"],
    also=lambda judge: (judge.product_login("label-printer"), judge.product_topics("label-printer")),
    also_created=(
        ("label-printers", "Product-password-1"),
        {"/1.0/${deviceId}/labels": (1, None), "/1.1/${deviceId}/labels": (0, "\u6807\u7b7e")},
    ),
    update={
        "name": "label-printer",
        "app": "orders",
        "model": "LP 300",
        "device_type": "printer",
        "version": "",
        "authentication": {"user_name": "all-label-printers"},
        "topics": [
            {"name": "labels", "version": "1.0", "permission": "publish"},
            {"name": "status", "version": "1.0", "permission": "publish"},
        ],
    },
    updated={
        "manufacturer_name": "Acme Printing",
        "model": "LP 300",
        "device_type": "printer",
        "data_format": 1,
        "version": "",
        "description": "prints labels",
    },
    updated_by=["UpdateProduct", "ResetProductAuthentication", "UpdateProductTopic", "CreateProductTopic",
                "DeleteProductTopic"],
    also_updated=(
        ("all-label-printers", "Product-password-1"),
        {"/1.0/${deviceId}/labels": (0, None), "/1.0/${deviceId}/status": (0, None)},
    ),
    deleted_by="DeleteProduct",
)  # fmt: skip

PRODUCT_SERVICE = Case(
    kind="product_services",
    module="product_service",
    name="printing",
    needs={
        "apps": [{"name": "orders"}],
        "products": [
            {
                "name": "label-printer",
                "app": "orders",
                "manufacturer_id": "acme",
                "manufacturer_name": "Acme Printing",
                "model": "LP 200",
                "product_type": "normal",
                "protocol_type": "mqtt",
            }
        ],
    },
    create={
        "name": "printing",
        "product": "label-printer",
        "description": "what the printer does",
        "properties": [
            {"name": "paper", "data_type": "integer", "required": True, "max": "500", "unit": "labels", "method": "R"},
            {"name": "size", "data_type": "string", "max_length": 20, "enum_list": ["small", "large"]},
            {"name": "ready", "data_type": "boolean", "enum_dict": {"0": "no", "1": "yes"}},
        ],
        "commands": [
            {
                "name": "print",
                "request_properties": [{"name": "order", "data_type": "string", "required": True, "max_length": 64}],
                "response_properties": [{"name": "printed", "data_type": "integer"}],
            },
            {"name": "reset", "description": "start again"},
        ],
    },
    required="name",
    created={"service_name": "printing", "description": "what the printer does", "status": 0},
    created_by=[
        "CreateService",
        "CreateProperty",
        "CreateProperty",
        "CreateProperty",
        "CreateCommand",
        "CreateRequestProperty",
        "CreateResponseProperty",
        "CreateCommand",
    ],
    also=lambda judge: judge.thing_model("printing"),
    also_created={
        "paper": {"data_type": "integer", "required": 1, "max": "500", "unit": "labels", "method": "R"},
        "size": {"data_type": "string", "max_length": 20, "enum_list": "small,large"},
        "ready": {"data_type": "boolean", "enum_dict": {"0": "no", "1": "yes"}},
        "print()": {"order": {"data_type": "string", "required": 1, "max_length": 64}},
        "print=": {"printed": {"data_type": "integer"}},
        "reset()": {"description": "start again"},
    },
    update={
        "name": "printing",
        "product": "label-printer",
        "enabled": False,
        "properties": [
            {"name": "temperature", "data_type": "number", "step": "0.5"},
            {"name": "size", "data_type": "string", "enum_list": []},
            {"name": "paper", "data_type": "integer", "max": "500.0", "unit": ""},
        ],
        "commands": [
            {
                "name": "print",
                "description": "now",
                "request_properties": [
                    {"name": "order", "data_type": "string", "required": False},
                    {"name": "copies", "data_type": "integer", "min": "1"},
                ],
            }
        ],
    },
    updated={"service_name": "printing", "description": "what the printer does", "status": 1},
    updated_by=[
        "UpdateService",
        "CreateProperty",
        "UpdateProperty",
        "UpdateProperty",
        "DeleteProperty",
        "UpdateCommand",
        "UpdateRequestProperty",
        "CreateRequestProperty",
        "DeleteCommand",
    ],
    also_updated={
        "paper": {"data_type": "integer", "required": 1, "max": "500", "method": "R"},
        "size": {"data_type": "string", "max_length": 20},
        "temperature": {"data_type": "number", "step": "0.5"},
        "print()": {
            "description": "now",
            "order": {"data_type": "string", "max_length": 64},
            "copies": {"data_type": "integer", "min": "1"},
        },
        "print=": {"printed": {"data_type": "integer"}},
    },
    deleted_by="DeleteService",
)

EVERY = (DICTIONARY, APP, APP_SECRET, ENVIRONMENT, API_GROUP, ENV_VARIABLE, DATASOURCE)
CASES = {case.module: case for case in EVERY}
