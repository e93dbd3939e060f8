# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Entries that do not go together, with one another or with what is there, are refused before the first write."""

from __future__ import annotations

from typing import Any

import pytest

from tests.emulator.identity import tenant
from tests.emulator.process import EmulatorProcess
from tests.integration.instance import Instance

Document = dict[str, list[dict[str, Any]]]
BACKEND = {"protocol": "HTTP", "method": "GET", "path": "/", "timeout": 1, "url_domain": "orders.internal"}
API = {
    "group": "orders-v1", "type": "public", "protocol": "HTTP", "method": "GET", "auth_type": "NONE", "path": "/a",
    "http_backend": BACKEND,
}  # fmt: skip
GROUP: Document = {"apps": [{"name": "orders"}], "api_groups": [{"name": "orders-v1", "app": "orders"}]}
CONTENT = {"mode": "default", "host": "h", "port": "1", "database_name": "d", "user_name": "u", "password": "p"}
TASK: Document = {
    "apps": [{"name": "orders"}],
    "datasources": [{"name": "db", "app": "orders", "type": "MYSQL", "content": CONTENT}],
    "tasks": [{"name": "copy", "type": "realtime", "source": "db", "target": "db"}],
}
AUTHORIZER = {"name": "gate", "type": "FRONTEND", "authorizer_type": "FUNC",
              "authorizer_uri": "urn:fss:cn-north-4:0f3c:function:default:auth"}  # fmt: skip


def product(name: str, **options: Any) -> dict[str, Any]:
    return {"name": name, "app": "orders", "manufacturer_id": "acme", "manufacturer_name": "Acme", "model": "LP",
            "product_type": "normal", "protocol_type": "mqtt", **options}  # fmt: skip


PUBLISHED: Document = {**GROUP, "apis": [{**API, "name": "get", "publications": ["RELEASE"]}]}


def policy(name: str, environment: str) -> dict[str, Any]:
    return {"name": name, "time_unit": "MINUTE", "time_interval": 1, "api_call_limits": 10,
            "bindings": [{"api": "get", "environment": environment}]}  # fmt: skip


CASES: dict[str, tuple[Document, Document, str]] = {
    "an API of a global group needs an application": (
        {"api_groups": [{"name": "orders-v1"}]}, {"apis": [{**API, "name": "get"}]},
        "apis[0].app: is needed, since the API group 'orders-v1' belongs to no application"),
    "two APIs of one path": (
        GROUP, {"apis": [{**API, "name": "get"}, {**API, "name": "put", "match_mode": "NORMAL"}]},
        "apis[1].path: apis[0] has the same group and match_mode and method and path already"),
    "an authorizer of the other type": (
        {**GROUP, "authorizers": [AUTHORIZER]},
        {"apis": [{**API, "name": "get", "http_backend": {**BACKEND, "authorizer": "gate"}}]},
        "apis[0].http_backend.authorizer: must be an authorizer of type BACKEND, this one is of type FRONTEND"),
    "two products of one model": (
        GROUP, {"products": [product("a"), product("b", model=" LP ")]},
        "products[1].model: products[0] has the same manufacturer_id and model already"),
    "a product of a model that is there": (
        {**GROUP, "products": [product("a")]}, {"products": [product("b"), product("c", model="LP2")]},
        "products[0].model: product 'a' has the same manufacturer_id and model already"),
    "an API that is bound to two policies": (
        PUBLISHED, {"throttling_policies": [policy("gold", "RELEASE"), policy("silver", "RELEASE")]},
        "throttling_policies[1].bindings[0]: throttling_policies[0] has get and RELEASE already"),
    "an API that is bound where it is not published": (
        {**PUBLISHED, "environments": [{"name": "STAGE"}]}, {"throttling_policies": [policy("gold", "STAGE")]},
        "throttling_policies[0].bindings[0].environment: the API 'get' is not published in STAGE"),
    "an API that is bound where it will not be published any more": (
        PUBLISHED, {"apis": [{"name": "get", "group": "orders-v1", "publications": []}],
                    "signature_keys": [{"name": "key", "bindings": [{"api": "get", "environment": "RELEASE"}]}]},
        "signature_keys[0].bindings[0].environment: the API 'get' is not published in RELEASE"),
    # one entry alone has its list narrowed to its name; what must be unique is looked for all the same
    "one product of a model that is there": (
        {**GROUP, "products": [product("a")]}, {"products": [product("b")]},
        "products[0].model: product 'a' has the same manufacturer_id and model already"),
    "one API of a path that is there": (
        {**GROUP, "apis": [{**API, "name": "get"}]}, {"apis": [{**API, "name": "put"}]},
        "apis[0].path: API 'get' has the same group and match_mode and method and path already"),
    "one application with a key that is there": (
        {"apps": [{"name": "orders", "key": "key-of-orders"}]}, {"apps": [{"name": "billing", "key": "key-of-orders"}]},
        "apps[0].key: application 'orders' has the same key already"),
    "a template that is not enabled": (
        {**GROUP, "product_templates": [{"name": "old", "enabled": False}]},
        {"products": [product("a", template="old")]},
        "products[0].template: the product template 'old' is not enabled"),
    "two dictionaries of one name": (
        {}, {"dictionaries": [{"code": "aa", "name": "status"}, {"code": "bb", "name": "status"}]},
        "dictionaries[1].name: dictionaries[0] has the same name already"),
    "two applications of one key": (
        {}, {"apps": [{"name": "a", "key": "orders-key"}, {"name": "b", "key": "orders-key"}]},
        "apps[1].key: apps[0] has the same key already"),
    "a user who is not there": (
        GROUP, {"apps": [{"name": "orders", "members": [{"name": "zoe", "roles": ["read"]}]}]},
        "apps[0].members: no user of this account is named zoe"),
    "a schedule for a task that runs all the time": (
        TASK, {"tasks": [{"name": "copy", "schedule": {"period": "DAY", "interval": 1}}]},
        "tasks[0].schedule: is for tasks of the type timing"),
}  # fmt: skip


@pytest.mark.parametrize(("before", "document", "problem"), CASES.values(), ids=CASES)
def test_what_does_not_go_together(
    emulator: EmulatorProcess, before: Document, document: Document, problem: str
) -> None:
    main = Instance(emulator, tenant.MAIN_INSTANCE.id)
    if before:
        main.apply(before)
    emulator.clear_requests()
    for check_mode in (True, False):
        assert main.run("config", check_mode=check_mode, document=document)["problems"] == [problem]
    assert emulator.requests(mutating=True) == []


def test_what_goes_together(emulator: EmulatorProcess) -> None:
    main = Instance(emulator, tenant.MAIN_INSTANCE.id)
    other = {**API, "name": "swa", "match_mode": "SWA"}
    main.apply({**GROUP, "apis": [{**API, "name": "get"}, other, {**API, "name": "post", "method": "POST"}]})
    # what frees a path may do so in the same run
    main.apply({"apis": [{"name": "swa", "group": "orders-v1", "path": "/b"}]})
    main.apply({"apis": [{**other, "name": "swa2"}]})
    main.apply({"apps": [{"name": "orders", "members": [{"name": "alice", "roles": ["read"]}]}]})


def test_the_name_of_another_object(emulator: EmulatorProcess) -> None:
    main = Instance(emulator, tenant.MAIN_INSTANCE.id)
    first, second = (item["id"] for item in main.apply({"apps": [{"name": "a"}, {"name": "b"}]})["results"])
    assert main.plan({"apps": [{"name": "b", "id": first}]})["problems"] == [
        f"apps[0].name: another application is named 'b' already, with the id {second}"
    ]
    main.apply({"apps": [{"name": "c", "id": first}]})
