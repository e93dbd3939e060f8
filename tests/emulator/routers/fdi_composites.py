# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Composite ("multi") tasks: prepared first, then created, then given mappings between tables."""

from __future__ import annotations

import time
from typing import Any

from ..frame.call import Call
from ..frame.errors import Invalid, ServiceError
from ..frame.family import Family
from ..frame.fields import Bool, Field, Int, ListOf, Text, members
from ..identity.authentication import project_user
from ..state.apps import AppStore
from ..state.datasources import Datasource
from ..state.fdi_composites import Composite, Pair, TableMapping
from ..state.fdi_tasks import Task, TaskStore
from .fdi_common import INSTANCE, FdiDialect, invalid_parameter, invalid_parameters
from .fdi_tables import TABLES, schema_of
from .fdi_tasks import (
    DESCRIPTION,
    ID,
    TASK_NAME,
    TASK_TAG,
    existing_task,
    need_datasource,
    refuse_started,
    refuse_taken,
)

family = Family("fdi", FdiDialect(), auth=project_user, prefix=INSTANCE)
families = (family,)

FIRST_MAPPINGS = 10
OPERATIONS = ListOf(item=Text(choices=("INSERT", "UPDATE", "DELETE")), min=1, max=3, required=True)
EXT_INFO = members(nullable=True, server_id=Text(min=1, max=20))
TABLE = Text(min=1, max=256)
COLUMNS = ListOf(item=members(field_name=TABLE, field_type=TABLE, field_length=Text()), min=1, max=9999)
MAPPING_FIELDS: dict[str, Field] = {
    "ext_info": EXT_INFO,
    "source_datasource_id": ID,
    "target_datasource_id": ID,
    "source_table": TABLE,
    "target_table": TABLE,
    "source_columns": COLUMNS,
    "target_columns": COLUMNS,
    "mapping_columns": ListOf(
        item=members(
            source_column=TABLE,
            source_column_type=TABLE,
            source_column_length=Text(),
            target_column=TABLE,
            target_column_type=TABLE,
            target_column_length=Text(),
        ),
        min=1,
        max=9999,
    ),
}
MAPPING = members(**MAPPING_FIELDS)


@family.post(
    "/multi-tasks/init",
    "InstallMultiTasks",
    body=members(
        ext_info=EXT_INFO,
        source_datasource_id=Text(min=1, max=64),
        target_datasource_id=Text(min=1, max=64),
        task_id=Text(min=3, max=50, or_empty=True, nullable=True),
        auto_mapping=Bool(),
    ),
)
def prepare(call: Call) -> list[dict[str, Any]]:
    """InstallMultiTasks answers a bare list with one element for each pair of data sources."""
    body = call.body
    task_id, composite = call.world[TaskStore].prepare(call.instance_id, body.get("task_id"))
    if body.get("source_datasource_id") and body.get("target_datasource_id"):
        source, target = (need_datasource(call, body[f"{end}_datasource_id"]) for end in ("source", "target"))
        server = (body.get("ext_info") or {}).get("server_id")
        if source.type == "MYSQL" and not server:
            raise invalid_parameters("body ext_info.server_id: required")
        pair = composite.pair(source.id, target.id)
        pair.ext_info = {"server_id": server} if server else {}
        if body.get("auto_mapping") and not pair.mappings:
            _map_all(pair, source, target)
    return [_element(call, task_id, pair) for pair in composite.pairs.values()] or [{"task_id": task_id}]


@family.post(
    "/multi-tasks",
    "CreateMultiTasks",
    body=members(
        task_name=TASK_NAME,
        task_id=Text(min=3, max=50, nullable=True),
        task_type=Text(choices=("REALTIME", "TIMING")),
        description=DESCRIPTION,
        task_tag=TASK_TAG,
        operation_types=OPERATIONS,
        source_app_id=Text(min=1, max=64),
        target_app_id=Text(min=1, max=64),
    ),
)
def create(call: Call) -> dict[str, str]:
    """CreateMultiTasks: only real-time tasks work."""
    store, body = call.world[TaskStore], call.body
    if body.get("task_type", "REALTIME") != "REALTIME":
        raise invalid_parameter("task_type")
    for end in ("source_app_id", "target_app_id"):
        if body.get(end) and call.world[AppStore].get(call.instance_id, body[end]) is None:
            raise Invalid(end)
    if body.get("task_id") and store.get(call.instance_id, body["task_id"]) is not None:
        raise Invalid("task_id")
    refuse_taken(call, body["task_name"])
    composite = store.take_prepared(call.instance_id, body.get("task_id"))
    composite.operation_types = body["operation_types"]
    composite.source_app_id, composite.target_app_id = body.get("source_app_id", ""), body.get("target_app_id", "")
    task = store.create(
        call.instance_id,
        name=body["task_name"],
        kind="REALTIME",
        description=body.get("description", ""),
        tag=body.get("task_tag", ""),
        task_id=body.get("task_id"),
        composite=composite,
    )
    return {"task_id": task.id}


@family.put(
    "/multi-tasks/{task_id}",
    "UpdateMultiTasks",
    body=members(
        description=DESCRIPTION, task_tag=TASK_TAG, operation_types=OPERATIONS, repulling_snapshot=Bool(required=True)
    ),
)
def update(call: Call) -> dict[str, str]:
    """UpdateMultiTasks: name, type and applications stay as they are."""
    task, composite = _existing(call)
    refuse_started(task)
    task.description, task.tag = call.body.get("description", ""), call.body.get("task_tag", "")
    composite.operation_types = call.body["operation_types"]
    composite.repulls_snapshot = call.body["repulling_snapshot"]
    task.touch()
    return {"task_id": task.id}


@family.post("/multi-tasks/{task_id}/mappings", "CreateMultiTaskMappings", body=MAPPING)
def create_mapping(call: Call) -> dict[str, str]:
    _task, composite = _existing(call)
    pair = _wanted_pair(call, composite)
    return {"mapping_id": pair.add(_checked_values(call), "MANUAL").id}


@family.put("/multi-tasks/{task_id}/mappings/{mapping_id}", "UpdateMultiTaskMappings", body=MAPPING)
def update_mapping(call: Call) -> dict[str, str]:
    _task, composite = _existing(call)
    pair, mapping = _existing_mapping(call, composite)
    wanted = _wanted_pair(call, composite)
    mapping.values, mapping.status, mapping.updated = _checked_values(call), "UPDATE", time.time()
    if wanted is not pair:
        wanted.mappings[mapping.id] = pair.mappings.pop(mapping.id)
    return {"mapping_id": mapping.id}


@family.get(
    "/multi-tasks/{task_id}/mappings",
    "ListMultiTaskMappings",
    query={
        "limit": Int(min=1, max=1000, default=10, clamp=True),
        "offset": Int(min=0, max=999999, default=0, clamp=True),
        "source_datasource_id": Text(max=64),
        "target_datasource_id": Text(max=64),
        "source_table": TABLE,
        "target_table": TABLE,
        "table_name": TABLE,
    },
)
def list_mappings(call: Call) -> dict[str, Any]:
    """ListMultiTaskMappings answers one element, that of the first pair with a mapping that is looked for."""
    task, composite = _existing(call)
    found = [(pair, mapping) for pair, mapping in composite.mappings() if _is_wanted(call.query, pair, mapping)]
    if not found:
        return {"task_id": task.id, "mappings": [], "mappings_total_count": 0}
    begin = call.query["offset"]
    rows = [_mapping(mapping) for _pair, mapping in found[begin : begin + call.query["limit"]]]
    return {**_element(call, task.id, found[0][0]), "mappings": rows, "mappings_total_count": len(found)}


@family.delete("/multi-tasks/{task_id}/mappings/{mapping_id}", "DeleteMultiTaskMapping")
def delete_mapping(call: Call) -> dict[str, str]:
    """DeleteMultiTaskMapping answers 200 with the id."""
    _task, composite = _existing(call)
    pair, mapping = _existing_mapping(call, composite)
    del pair.mappings[mapping.id]
    return {"mapping_id": mapping.id}


@family.post(
    "/multi-tasks/{task_id}/reset",
    "ResetMultiTaskOffset",
    body=members(date_from=Int(min=1, max=10**19 - 1, nullable=True)),
)
def reset_offset(call: Call) -> dict[str, str]:
    task, composite = _existing(call)
    refuse_started(task)
    composite.offset_from = call.body.get("date_from")
    return {"message": "Reset Success"}


def _existing(call: Call) -> tuple[Task, Composite]:
    task = existing_task(call)
    if task.composite is None:
        raise ServiceError(404, "FDI.3081", "The task does not exist.")
    return task, task.composite


def _existing_mapping(call: Call, composite: Composite) -> tuple[Pair, TableMapping]:
    for pair, mapping in composite.mappings():
        if mapping.id == call.path["mapping_id"]:
            return pair, mapping
    raise ServiceError(404, "FDI.3081", "The mapping does not exist.")


def _wanted_pair(call: Call, composite: Composite) -> Pair:
    source, target = (need_datasource(call, call.body[f"{end}_datasource_id"]) for end in ("source", "target"))
    return composite.pair(source.id, target.id)


def _checked_values(call: Call) -> dict[str, Any]:
    """Columns that are mapped must be among those that are told."""
    values = {name: value for name, value in call.body.items() if not name.endswith("_datasource_id")}
    for end in ("source", "target"):
        told = {column.get("field_name") for column in values.get(f"{end}_columns", ())}
        if told and any(column.get(f"{end}_column") not in told for column in values.get("mapping_columns", ())):
            message = "The parameter in mapping information is invalid or does not match the task."
            raise ServiceError(400, "FDI.3037", message)
    return values


def _is_wanted(query: dict[str, Any], pair: Pair, mapping: TableMapping) -> bool:
    tables = [mapping.values.get("source_table", ""), mapping.values.get("target_table", "")]
    return (
        query["source_datasource_id"] in (None, "", pair.source_id)
        and query["target_datasource_id"] in (None, "", pair.target_id)
        and query["source_table"] in (None, "", tables[0])
        and query["target_table"] in (None, "", tables[1])
        and any((query["table_name"] or "") in table for table in tables)
    )


def _map_all(pair: Pair, source: Datasource, target: Datasource) -> None:
    """Tables and columns of the same name belong together."""
    for name, columns in TABLES.items():
        told = [{"field_name": item[0], "field_type": item[1], "field_length": item[2]} for item in columns]
        pair.add(
            {
                "source_table": f"{schema_of(source)}.{name}",
                "target_table": f"{schema_of(target)}.{name}",
                "source_columns": told,
                "target_columns": told,
                "mapping_columns": [_mapped_to_itself(column) for column in told],
            },
            "AUTO",
        )


def _mapped_to_itself(column: dict[str, Any]) -> dict[str, Any]:
    parts = {"column": "field_name", "column_type": "field_type", "column_length": "field_length"}
    return {f"{end}_{part}": column[name] for end in ("source", "target") for part, name in parts.items()}


def _mapping(mapping: TableMapping) -> dict[str, Any]:
    """What is read back has other names: `id`, and `mapping` for the columns."""
    mapped, told = mapping.values.get("mapping_columns", []), mapping.values.get("target_columns", [])
    return {
        "id": mapping.id,
        "source_table": mapping.values.get("source_table", ""),
        "target_table": mapping.values.get("target_table", ""),
        "updated_time": int(mapping.updated * 1000),
        "mapping_percent": min(100, round(100 * len(mapped) / len(told))) if told else 0,
        "status": mapping.status,
        "source_columns": mapping.values.get("source_columns", []),
        "target_columns": told,
        "mapping": mapped,
    }


def _element(call: Call, task_id: str, pair: Pair) -> dict[str, Any]:
    body: dict[str, Any] = {"ext_info": pair.ext_info, "task_id": task_id}
    for end, datasource_id in (("source", pair.source_id), ("target", pair.target_id)):
        datasource = need_datasource(call, datasource_id)
        body |= {
            f"{end}_datasource_id": datasource.id,
            f"{end}_group": f"{end.upper()}_GROUP{pair.number}",
            f"{end}_ds_id": datasource.id,
            f"{end}_instance_id": call.instance_id,
            f"{end}_app_id": datasource.app_id,
            f"{end}_datasource_name": datasource.name,
            f"{end}_datasource_type": datasource.type,
        }
    first = list(pair.mappings.values())[:FIRST_MAPPINGS]
    return {**body, "mappings": [_mapping(item) for item in first], "mappings_total_count": len(pair.mappings)}
