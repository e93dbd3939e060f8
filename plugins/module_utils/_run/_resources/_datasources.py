# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""What can be asked about a data source: whether it can be reached, its tables and their columns."""

from __future__ import annotations

import typing as t
from dataclasses import replace

from ..._base._errors import InputError
from ..._base._numbers import whole_number
from ..._catalog._registry import BY_KIND
from ..._document._entries import Entry, entry_from
from ..._engine._body import body_of
from ..._engine._prepare import find, meant
from ..._instance._inventory import Record
from ..._planning._check import Problems
from ..._service._answers import a_list, some_list
from ..._service._client import Client
from ..._service._connection import connection_from
from ..._spec._field import Change, Field, Ref
from ..._spec._values import Values
from .._operation import Context, Operation

_DATASOURCE = BY_KIND["datasources"]


def _find(client: Client, params: Values) -> Record:
    """Find a data source by name and application.

    :raises InputError: there is none
    """
    name, app = params["name"], params["app"]
    # an absent one may be missing, and so may its application
    record = find(client, Entry(_DATASOURCE, "", {"name": name, "app": app}, state="absent"))
    if record is None:
        raise InputError([f"name: there is no data source named {name!r} in an application named {app!r}"])
    return record


def test(context: Context) -> Values:
    """Let the service connect to a data source (`StartTestDatasource`).

    The request carries a whole data source, and this is what is tested: what is stored, and over it the settings that
    were given. Secrets are not among what can be read back, so a masked one stands for the stored one.
    """
    problems = Problems()
    given = {f.name: context.params.get(f.name) for f in _TESTED if context.params.get(f.name) is not None}
    entry = entry_from(_DATASOURCE, given, "", problems)
    if problems or entry is None:
        raise InputError(problems)
    with Client(connection_from(context.params)) as client:
        inventory, step = meant(client, entry)
        if step.record is None:
            raise InputError([f"name: there is no data source named {entry.name!r} in the application "
                              f"{given['app']!r}, and the service tests only those that there are"])  # fmt: skip
        if context.check_mode:
            return {"changed": False, "reachable": None}
        body = body_of(inventory, step, _DATASOURCE.own_fields)
        client.call("POST", _DATASOURCE.object_path + "/test-connect", step.path_ids(step.record.id), body=body,
                    safe=True)  # fmt: skip
    return {"changed": False, "reachable": True}


def read_tables(context: Context) -> Values:
    """List the tables of a data source, or the columns of one (`ListDatasourceTables`, `ListDatasourceColumns`)."""
    params = context.params
    table = params.get("table")
    aside = [name for name in ("schema", "filter") if table and params.get(name)]
    if aside:
        raise InputError([f"{name}: cannot be given together with table" for name in aside])
    query = {"position": params["position"].upper(), "db_name": params.get("database") or None}
    with Client(connection_from(params)) as client:
        ids = {"id": _find(client, params).id}
        path = _DATASOURCE.object_path + ("/columns" if table else "/tables")
        if table:
            query["table_name"] = table
            answer, what = client.read(path, ids, query), client.asked(path, ids)
            return {"changed": False, "columns": [column_from_wire(wire) for wire in a_list(answer, "columns", what)]}
        query.update(db_schema=params.get("schema") or None, filter=params.get("filter") or None)
        answer = client.read(path, ids, query)
        return {"changed": False, "tables": some_list(answer, "tables", client.asked(path, ids))}


def column_from_wire(wire: Values) -> Values:
    """Give numbers and truth values their types; the service writes almost all of them as texts."""
    return {
        "name": wire.get("field_name"),
        "type": wire.get("field_type"),
        "length": whole_number(wire.get("field_length")),
        "decimal_digits": whole_number(wire.get("decimal_digits")),
        "nullable": _truth(wire.get("null_able")),
        "primary": _truth(wire.get("primary")),
        "unique": _truth(wire.get("unique")),
        "partition": _truth(wire.get("is_partition")),
    }


def _truth(value: t.Any) -> bool:
    return str(value).lower() in ("1", "true")


def _identity(name: str) -> Field:
    f = _DATASOURCE.by_name[name]
    return Field(f.name, f.description if isinstance(f, Ref) else "Name of the data source.", required=True)


_IDENTITY = tuple(_identity(name) for name in ("name", "app"))

_TESTED = (
    *_IDENTITY,
    replace(_DATASOURCE.by_name["type"], on_create=False, change=Change(), description="Kind of system that the data "
            "source stands for. It cannot be another one than the stored, and is not needed."),
    replace(_DATASOURCE.by_name["content"], on_create=False, description=(
        "Settings to test in place of the stored ones. Nothing is stored.",
        "Options that are left out have their stored value. With O(type) everything that the type needs has to be "
        "given.")),
    replace(_DATASOURCE.by_name["description"], description="Description to send along in place of the stored one."),
)  # fmt: skip

DATASOURCE_TEST = Operation("datasource_test", _TESTED, test)

DATASOURCE_TABLE_INFO = Operation(
    "datasource_table_info",
    (
        *_IDENTITY,
        Field("table", "Read the columns of this table, which is named as the module names it without this option."),
        Field("position", "Whether the data source is to be read from or written to by a task.",
              choices=("source", "target"), default="source"),
        Field("database", "Database to look into, for data sources of the types V(MRSHIVE) and V(FIHIVE)."),
        Field("schema", "Schema to look into, for data sources of the type V(GAUSS100). Not with O(table)."),
        Field("filter", "Return only tables whose name holds this text. Not with O(table)."),
    ),
    read_tables,
)  # fmt: skip
