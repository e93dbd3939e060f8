# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Data sources."""

from __future__ import annotations

import hashlib
from typing import Any

from ..frame.call import Call
from ..frame.errors import Invalid, ServiceError
from ..frame.family import Family
from ..frame.fields import Text, members
from ..frame.paging import page
from ..frame.times import epoch_millis
from ..identity.authentication import project_user
from ..state.apps import AppStore
from ..state.datasource_content import addresses, masked, with_stored_secrets
from ..state.datasources import Datasource, DatasourceStore, FdiSwitches
from ..state.fdi_tasks import TaskStore
from .fdi_common import INSTANCE, PAGE, FdiDialect, invalid_parameter, invalid_parameters
from .fdi_content import CONTENT, NEEDS, complaints

family = Family(
    "fdi", FdiDialect(), auth=project_user, prefix=INSTANCE, stores=(DatasourceStore,), switches=FdiSwitches
)
families = (family,)

VPC = "6f1d3c0a-98b7-4c6d-8e5f-1a2b3c4d5e6f"
PERMISSIONS = ("read", "access", "delete", "modify")
QUOTA = 500
ADDED = ("project_id", "type", "instance_id")
DATASOURCE = members(
    datasource_name=Text(min=1, max=255, pattern=r"[^&<>\"'()]+", required=True),
    datasource_type=Text(choices=tuple(NEEDS), required=True),
    app_id=Text(max=255, required=True),
    content=CONTENT,
    description=Text(max=1024),
)


@family.get(
    "/datasources",
    "ListDatasources",
    query={
        **PAGE,
        "datasource_type": Text(choices=tuple(NEEDS)),
        "name": Text(max=30),
        "app_id": Text(max=64),
        "custom_plugin_id": Text(max=64),
        "sort_field": Text(choices=("CREATED_DATE",)),
        "sort_type": Text(choices=("ASC", "DESC")),
    },
)
def list_datasources(call: Call) -> dict[str, Any]:
    """ListDatasources: `name` matches a part of the name, case matters; the newest first unless asked otherwise."""
    query = call.query
    found = [item for item in call.world[DatasourceStore].all(call.instance_id) if _wanted(query, item)]
    if query["sort_type"] != "ASC":
        found.reverse()
    return page(call, found, "entities", lambda item: _body(call, item, permission=True))


def _wanted(query: dict[str, Any], datasource: Datasource) -> bool:
    return (
        (query["name"] or "") in datasource.name
        and query["datasource_type"] in (None, "", datasource.type)
        and query["app_id"] in (None, "", datasource.app_id)
        and query["custom_plugin_id"] in (None, "", _plugin_id(datasource))
    )


@family.get("/datasources/frequently-used", "ListRecentDatasources")
def list_recent(call: Call) -> list[str]:
    """ListRecentDatasources: a bare list of ids."""
    return call.world[DatasourceStore].recent(call.instance_id)


@family.post("/datasources", "CreateDatasourceInfo", status=201, body=DATASOURCE)
def create_datasource(call: Call) -> dict[str, Any]:
    store, body = call.world[DatasourceStore], call.body
    _check(call, body["content"])
    _refuse_taken(call)
    if call.world.switches[FdiSwitches].fdi_quotas and len(store.all(call.instance_id)) >= QUOTA:
        raise invalid_parameters("The number of data sources exceeds the quota.")
    datasource = store.create(
        call.instance_id,
        name=body["datasource_name"],
        type=body["datasource_type"],
        app_id=body["app_id"],
        content=_stored_content(call),
        description=body.get("description", ""),
    )
    return _body(call, datasource)


@family.get("/datasources/{datasource_id}", "ShowDataourceDetail")
def show_datasource(call: Call) -> dict[str, Any]:
    return _body(call, existing_datasource(call), permission=True)


@family.put("/datasources/{datasource_id}", "UpdateDatasourceInfo", body=DATASOURCE)
def update_datasource(call: Call) -> dict[str, Any]:
    """UpdateDatasourceInfo replaces everything but the type, and the secrets that are masked or left out."""
    datasource, body = existing_datasource(call), call.body
    content = _meant_content(call, datasource)
    _refuse_taken(call, datasource)
    call.world[DatasourceStore].update(
        call.instance_id,
        datasource,
        name=body["datasource_name"],
        app_id=body["app_id"],
        content=content,
        description=body.get("description", ""),
    )
    return _body(call, datasource)


@family.delete("/datasources/{datasource_id}", "DeleteDatasourceInfoById", status=204)
def delete_datasource(call: Call) -> None:
    datasource = existing_datasource(call)
    task = call.world[TaskStore].user_of(call.instance_id, datasource.id)
    if task is not None:
        raise invalid_parameters(f"The data source is used by the task {task.name}.")
    call.world[DatasourceStore].delete(call.instance_id, datasource)


@family.post("/datasources/{datasource_id}/test-connect", "StartTestDatasource", body=DATASOURCE, mutating=False)
def test_datasource(call: Call) -> dict[str, Any]:
    """StartTestDatasource tries what the body tells, and changes nothing; failures are no result but an error."""
    datasource = existing_datasource(call)
    refuse_unreachable(call, _meant_content(call, datasource))
    call.world[DatasourceStore].use(call.instance_id, datasource)
    return {"result": True}


def existing_datasource(call: Call) -> Datasource:
    datasource = call.world[DatasourceStore].get(call.instance_id, call.path["datasource_id"])
    if datasource is None:
        raise ServiceError(404, "FDI.3081", "The data source does not exist.")
    return datasource


def refuse_unreachable(call: Call, content: dict[str, Any]) -> None:
    marker = call.world.switches[FdiSwitches].unreachable_marker
    for address in addresses(content):
        if marker in address:
            detail = f"The address {address} cannot be reached."
            raise ServiceError(400, "FDI.3016", "Failed to test the connectivity.", details=detail)


def _meant_content(call: Call, datasource: Datasource) -> dict[str, Any]:
    """What the body means for an existing data source, whose secrets need not be told again."""
    if call.body["datasource_type"] != datasource.type:
        raise invalid_parameter("datasource_type")
    content = with_stored_secrets(_stored_content(call), datasource.content)
    _check(call, content)
    return content


def _check(call: Call, content: dict[str, Any]) -> None:
    kind = call.body["datasource_type"]
    if call.world[AppStore].get(call.instance_id, call.body["app_id"]) is None:
        raise Invalid("app_id")
    if call.world.switches[FdiSwitches].datasource_needs:
        complaint = next(complaints(kind, content), None)
        if complaint is not None:
            raise Invalid(complaint)


def _refuse_taken(call: Call, datasource: Datasource | None = None) -> None:
    name = call.body["datasource_name"]
    if not call.world[DatasourceStore].is_free(call.instance_id, name, datasource):
        raise invalid_parameters(f"The data source name {name} already exists.")


def _plugin_id(datasource: Datasource) -> str | None:
    """A custom data source belongs to the connector of its published instance."""
    if datasource.type != "CUSTOMIZED":
        return None
    connection = str(datasource.content.get("connection_instance_id"))
    return hashlib.sha256(connection.encode()).hexdigest()[:32]


def _additions(call: Call, datasource: Datasource) -> dict[str, Any]:
    if datasource.type != "KAFKA" or call.world.switches[FdiSwitches].datasource_keeps_additions:
        return {}
    return {"project_id": call.project_id, "type": datasource.type, "instance_id": call.instance_id}


def _stored_content(call: Call) -> dict[str, Any]:
    content: dict[str, Any] = call.body["content"]
    if call.world.switches[FdiSwitches].datasource_keeps_additions:
        return content
    return {name: value for name, value in content.items() if name not in ADDED}


def _body(call: Call, datasource: Datasource, permission: bool = False) -> dict[str, Any]:
    """Rights on the application are told when something is read, not when it is written."""
    app = call.world[AppStore].get(call.instance_id, datasource.app_id)
    body: dict[str, Any] = {
        "datasource_id": datasource.id,
        "datasource_name": datasource.name,
        "datasource_type": datasource.type,
        "content": {**_additions(call, datasource), **masked(datasource.content)},
        "create_time": epoch_millis(datasource.created),
        "update_time": epoch_millis(datasource.updated),
        "app_id": datasource.app_id,
        "app_name": app.name if app else "",
        "instance_id": call.instance_id,
    }
    if datasource.type != "KAFKA":
        body["vpc_id"] = VPC
    if datasource.type == "CUSTOMIZED":
        body["custom_plugin_id"] = _plugin_id(datasource)
    text_key = call.world.switches[FdiSwitches].datasource_text_key
    for key in ("description", "remark"):
        if text_key in (key, "both"):
            body[key] = datasource.description
    if permission:
        roles = app.roles_of(call.caller.user_id) if app else ()
        body["app_permission"] = call.world.as_set(role for role in PERMISSIONS if role in roles)
    return body
