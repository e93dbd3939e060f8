# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Data sources: which of them are read, what is known about their tables, and whether they can be reached."""

from __future__ import annotations

from typing import Any

import pytest
from huaweicloudsdkroma import v2

from tests.integration.judge import Judge
from tests.integration.playbook import Runner, Task

PLACE = {"mode": "default", "port": "3306", "database_name": "shop", "user_name": "svc", "password": "Password-of-db-1"}
LONG = "orders-of-all-shops-since-the-first-one-db"


def mysql(name: str, app: str, host: str = "db.internal") -> dict[str, Any]:
    return {"name": name, "app": app, "type": "MYSQL", "content": {**PLACE, "host": host}}


DOCUMENT = {
    "apps": [{"name": "orders"}, {"name": "orders-archive"}],
    "datasources": [
        mysql("orders-db", "orders"),
        mysql("orders-db", "orders-archive"),
        mysql("orders-db-2", "orders"),
        mysql(LONG, "orders"),
        mysql(f"{LONG}-too", "orders"),
        mysql("far-db", "orders", "unreachable.invalid"),
        {"name": "events", "app": "orders", "type": "KAFKA", "content": {"broker": "k:9092", "ssl_enable": False}},
    ],
}
NEEDS: list[Task] = [
    {"name": "switch", "emulator": {"switches": {"duplicate_datasource_names": True}}},
    {"name": "needs", "roma.connect.config": {"document": DOCUMENT}},
]


def test_what_is_read(run: Runner) -> None:
    """Names are matched as a whole, however the service matches them."""
    filters: dict[str, dict[str, Any]] = {
        "name": {"name": "orders-db"},
        "name and app": {"name": "orders-db", "app": "orders-archive"},
        "app": {"app": "orders-archive"},
        "part of an app": {"app": "orders-arch"},
        "type": {"type": "KAFKA"},
        "all three": {"name": "orders-db", "app": "orders", "type": "MYSQL"},
        "other type": {"name": "orders-db", "type": "KAFKA"},
        "long name": {"name": LONG},
        "unknown": {"name": "orders"},
    }
    result = run([*NEEDS, *({"name": title, "roma.connect.datasource_info": o} for title, o in filters.items())])
    found = {title: sorted((d["name"], d["app"]) for d in result[title]["datasources"]) for title in filters}
    assert found == {
        "name": [("orders-db", "orders"), ("orders-db", "orders-archive")],
        "name and app": [("orders-db", "orders-archive")],
        "app": [("orders-db", "orders-archive")],
        "part of an app": [],
        "type": [("events", "orders")],
        "all three": [("orders-db", "orders")],
        "other type": [],
        "long name": [(LONG, "orders")],
        "unknown": [],
    }


def test_tables_and_columns(run: Runner) -> None:
    def ask(title: str, name: str = "orders-db", **options: Any) -> Task:
        options = {"name": name, "app": "orders", **options}
        return {"name": title, "roma.connect.datasource_table_info": options, "ignore_errors": True}

    result = run(
        [
            *NEEDS,
            ask("all"),
            ask("some", filter="order_"),
            ask("to write to", position="target"),
            ask("columns", table="shop.orders"),
            ask("without schema", table="orders"),
            ask("no such table", table="shop.invoices"),
            ask("both", table="shop.orders", filter="order", schema="shop"),
            ask("no such source", name="orders-d"),
            ask("no tables", name="events"),
            ask("not reached", name="far-db"),
            ask("other kind of database", schema="shop"),
        ]
    )
    tables = ["shop.customers", "shop.orders", "shop.order_items"]
    assert result["all"]["tables"] == result["to write to"]["tables"] == tables
    assert result["some"]["tables"] == ["shop.order_items"]
    flags = {"nullable": False, "primary": False, "unique": False, "partition": False}
    assert result["columns"]["columns"][2] == {
        "name": "total", "type": "DECIMAL", "length": 12, "decimal_digits": 2, **flags,
    }  # fmt: skip
    assert result["columns"]["columns"] == result["without schema"]["columns"]
    assert result["columns"]["columns"][3]["decimal_digits"] is None
    assert result["columns"]["columns"][0]["primary"]
    assert result["no such table"]["columns"] == []
    assert "tables" not in result["columns"].data
    assert result["both"]["problems"] == [
        "schema: cannot be given together with table", "filter: cannot be given together with table",
    ]  # fmt: skip
    assert result.requests("both") == []
    assert "there is no data source named 'orders-d'" in result["no such source"].msg
    codes = {title: result[title]["error"]["code"] for title in ("no tables", "not reached", "other kind of database")}
    assert codes == {"no tables": "FDI.3002", "not reached": "FDI.3016", "other kind of database": "FDI.3033"}


def test_connections(run: Runner) -> None:
    def test(title: str, name: str, settings: dict[str, Any] | None = None, **keywords: Any) -> Task:
        options = {"name": name, "app": "orders", **(settings or {})}
        return {"name": title, "roma.connect.datasource_test": options, "ignore_errors": True, **keywords}

    def change(title: str, content: dict[str, Any]) -> Task:
        return test(title, "orders-db", {"content": content})

    result = run(
        [
            *NEEDS,
            {"name": "before", "roma.connect.datasource_info": {}},
            test("near", "orders-db"),
            test("far", "far-db"),
            test("planned", "far-db", check_mode=True),
            test("unknown", "orders-d", check_mode=True),
            change("to be moved", {"host": "unreachable.invalid"}),
            test("moved", "far-db", {"content": {"host": "db2.internal", "password": "Password-of-db-2"},
                                     "description": "moved"}),
            test("half", "far-db", {"type": "MYSQL", "content": {"host": "db2.internal"}}),
            test("moved whole", "far-db", {"type": "MYSQL", "content": {**PLACE, "host": "db2.internal"}}),
            test("another type", "orders-db", {"type": "DWS", "content": {**PLACE, "host": "db.internal"}}),
            change("another mode", {"mode": "professional"}),
            test("wrong", "orders-db", {"content": {"port": "99999"}}),
            test("not there yet", "orders-new", {"type": "MYSQL", "content": {**PLACE, "host": "db2.internal"}}),
            {"name": "after", "roma.connect.datasource_info": {}},
        ]
    )  # fmt: skip
    assert result["near"]["reachable"]
    assert result["far"]["error"]["code"] == result["to be moved"]["error"]["code"] == "FDI.3016"
    assert result["planned"]["reachable"] is None
    assert result["unknown"].failed
    assert result["moved"]["reachable"]
    assert result["moved whole"]["reachable"]
    problems = {
        title: result[title]["problems"] for title in ("another type", "another mode", "wrong", "not there yet")
    }
    assert problems == {
        "another type": ["type: cannot be changed from 'MYSQL' on an existing data source"],
        "another mode": ["content.url: is required for a data source of type MYSQL with mode=professional"],
        "wrong": ["content.port: '99999' is not allowed: a port number, 0 to 65535"],
        "not there yet": [
            "name: there is no data source named 'orders-new' in the application 'orders', and the service tests only "
            "those that there are",
        ],
    }
    assert not result.requests("wrong")
    assert "content.password: is required for a data source of type MYSQL" in result["half"].msg
    assert not result.requests("half")
    assert result["after"]["datasources"] == result["before"]["datasources"]
    assert not any(entry for title in problems for entry in result.requests(title) if entry["method"] == "POST")
    assert not any(result.writes(title) for title in ("near", "far", "planned", "unknown", "moved", "to be moved"))


@pytest.mark.parametrize("keeps", [False, True], ids=["the server adds them", "they are stored"])
def test_members_that_no_option_names(run: Runner, judge: Judge, keeps: bool) -> None:
    """A data source that the console has made may have more members; a full replacement keeps them."""

    def datasource(title: str, name: str, **options: Any) -> Task:
        return {"name": title, "roma.connect.datasource": {"name": name, "app": "orders", **options}}

    login = {"auth_method": "apiGateway", "app_auth_type": "default", "app_key": "key", "app_secret": "Secret-of-key-1"}
    web = {"url": "https://orders.internal", "api_method": "GET", "api_auth_detail": login}
    run(
        [
            {"name": "switch", "emulator": {"switches": {"datasource_keeps_additions": keeps}}},
            {"name": "app", "roma.connect.app": {"name": "orders"}},
            datasource("events", "events", type="KAFKA", content={"broker": "k:9092", "ssl_enable": False}),
            datasource("web", "web", type="API", content=web),
        ]
    )
    more = {"project_id": "p", "type": "KAFKA", "instance_id": "mqs"}
    for name in ("events", "web"):
        found = judge("datasources")[name]
        body = {key: found[key] for key in ("datasource_name", "datasource_type", "app_id", "description")}
        content = {**found["content"], **more}
        request = v2.UpdateDatasourceInfoRequest(instance_id=judge.instance_id, datasource_id=found["datasource_id"],
                                                 body={**body, "content": content})  # fmt: skip
        judge.client.update_datasource_info(request)
    before = judge("datasources")
    assert not keeps or before["events"]["content"].items() >= more.items()
    result = run(
        [
            datasource("again", "events", content={"broker": "k:9092"}),
            datasource("events", "events", content={"broker": "k2:9092"}),
            datasource("web again", "web", content={"api_auth_detail": {"app_key": "key-2"}}, description="more"),
            {"name": "test", "roma.connect.datasource_test": {"name": "events", "app": "orders"}},
        ]
    )
    after = judge("datasources")
    assert after["events"]["content"] == {**before["events"]["content"], "broker": "k2:9092"}
    assert after["web"]["content"] == {
        **before["web"]["content"],
        "api_auth_detail": {**login, "app_secret": "******", "app_key": "key-2"},
    }
    assert [result.writes(title) != [] for title in ("again", "events", "web again", "test")] == [
        False, True, True, False,
    ]  # fmt: skip
