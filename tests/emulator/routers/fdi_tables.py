# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tables and columns of data sources. All databases of the emulator hold the same three tables."""

from __future__ import annotations

from typing import Any

from ..frame.call import Call
from ..frame.errors import Invalid
from ..frame.family import Family
from ..frame.fields import Text
from ..identity.authentication import project_user
from ..state.datasources import Datasource
from .fdi_common import INSTANCE, FdiDialect, invalid_parameters
from .fdi_datasources import existing_datasource, refuse_unreachable

family = Family("fdi", FdiDialect(), auth=project_user, prefix=INSTANCE)
families = (family,)

HIVES = ("MRSHIVE", "FIHIVE")
WITH_TABLES = (
    *("DWS", "HANA", "MYSQL", "TAURUS", "POSTGRESQL", "GAUSS200", "GAUSS100", "SQLSERVER", "DB2", "ORACLE", "HIVE"),
    *(*HIVES, "MONGODB", "MRSHBASE"),
)
# name, type, length, may be null, is (part of) the primary key, decimal digits
TABLES = {
    "customers": (("id", "BIGINT", "19", False, True, "0"), ("name", "VARCHAR", "64", True, False, None)),
    "orders": (
        ("id", "BIGINT", "19", False, True, "0"),
        ("customer_id", "BIGINT", "19", False, False, "0"),
        ("total", "DECIMAL", "12", False, False, "2"),
        ("placed_at", "TIMESTAMP", "29", True, False, None),
    ),
    "order_items": (
        ("order_id", "BIGINT", "19", False, True, "0"),
        ("position", "INT", "10", False, True, "0"),
        ("sku", "VARCHAR", "32", False, False, None),
    ),
}
POSITION = Text(choices=("SOURCE", "TARGET"), required=True)


@family.get(
    "/datasources/{datasource_id}/tables",
    "ListDatasourceTables",
    query={"position": POSITION, "db_name": Text(max=64), "db_schema": Text(max=64), "filter": Text(max=64)},
)
def list_tables(call: Call) -> dict[str, Any]:
    """ListDatasourceTables: `db_name` is for Hive, `db_schema` for GaussDB 100."""
    datasource, query = _connected(call), call.query
    schema = query["db_schema"] or query["db_name"] or schema_of(datasource)
    if query["db_name"] and datasource.type not in HIVES:
        raise Invalid("db_name", where="query")
    if query["db_schema"] and datasource.type != "GAUSS100":
        raise Invalid("db_schema", where="query")
    return {"tables": [f"{schema}.{name}" for name in TABLES if (query["filter"] or "") in name]}


@family.get(
    "/datasources/{datasource_id}/columns",
    "ListDatasourceColumns",
    query={"position": POSITION, "db_name": Text(max=64), "table_name": Text(max=64)},
)
def list_columns(call: Call) -> dict[str, Any]:
    """ListDatasourceColumns: the table with or without its schema; none for a table that is not there."""
    _connected(call)
    table = (call.query["table_name"] or "").rpartition(".")[2]
    if not table:
        raise Invalid("table_name", where="query")
    return {"columns": [_column(*column) for column in TABLES.get(table, ())]}


def schema_of(datasource: Datasource) -> str:
    return datasource.content.get("database_name") or "default"


def _connected(call: Call) -> Datasource:
    datasource = existing_datasource(call)
    if datasource.type not in WITH_TABLES:
        raise invalid_parameters(f"Data sources of type {datasource.type} have no tables.")
    refuse_unreachable(call, datasource.content)
    return datasource


def _column(name: str, kind: str, length: str, null: bool, key: bool, digits: str | None) -> dict[str, Any]:
    """Flags are texts, but for one."""
    return {
        "field_name": name,
        "field_type": kind,
        "field_length": length,
        "null_able": "1" if null else "0",
        "primary": "1" if key else "0",
        "unique": "1" if key else "0",
        "is_partition": False,
        "decimal_digits": digits,
    }
