# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Data sources: which of them are read, what is known about their tables, and whether they can be reached."""

from __future__ import annotations

from typing import Any

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
    def test(title: str, name: str, **keywords: Any) -> Task:
        options = {"name": name, "app": "orders"}
        return {"name": title, "roma.connect.datasource_test": options, "ignore_errors": True, **keywords}

    result = run(
        [
            *NEEDS,
            test("near", "orders-db"),
            test("far", "far-db"),
            test("planned", "far-db", check_mode=True),
            test("unknown", "orders-d", check_mode=True),
        ]
    )
    assert result["near"]["reachable"]
    assert result["far"]["error"]["code"] == "FDI.3016"
    assert result["planned"]["reachable"] is None
    assert result["unknown"].failed
    assert not any(result.writes(title) for title in ("near", "far", "planned", "unknown"))
