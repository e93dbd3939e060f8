# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""API groups."""

from __future__ import annotations

from typing import Any

from ..frame.call import Call
from ..frame.errors import Invalid, ServiceError
from ..frame.family import Family
from ..frame.fields import Text, members
from ..frame.paging import page
from ..identity.authentication import project_user
from ..state.apic_apis import ApiStore
from ..state.apic_assets import ApicAssets
from ..state.apic_groups import ApiGroup, GroupStore
from ..state.apps import AppStore
from .apic_common import (
    INSTANCE,
    LIMITS,
    NAME,
    PAGE,
    REGION,
    ApicDialect,
    ApicSwitches,
    creation_time,
    existing_app,
    kept,
    may,
    need_role,
    newest_first,
    precise,
    text_matches,
    update_time,
    within_quota,
)

family = Family(
    "apic", ApicDialect(), auth=project_user, prefix=INSTANCE, stores=(GroupStore, ApicAssets), switches=ApicSwitches
)
families = (family,)

REMARK = Text(max=1000)


@family.post(
    "/api-groups",
    "CreateApiGroupV2",
    status=201,
    body=members(
        name=Text(pattern=NAME, required=True),
        remark=REMARK,
        version=Text(choices=("V1", "V2")),
        roma_app_id=Text(max=64),
    ),
)
def create_group(call: Call) -> dict[str, Any]:
    """CreateApiGroupV2: version V2 and an application go together."""
    app_id = call.body.get("roma_app_id", "")
    if app_id and call.body.get("version", "V1") == "V1":
        raise Invalid("version")
    if not app_id and call.body.get("version") == "V2":
        raise Invalid("roma_app_id", "required")
    if app_id:
        existing_app(call, app_id)
        need_role(call, app_id, "modify", "APIG.1101", "API group")
    store, name = call.world[GroupStore], call.body["name"]
    _refuse_taken(call, app_id, name)
    within_quota(call, len(store.all(call.instance_id)), LIMITS["APIGROUP_NUM_LIMIT"], "APIG.3101", "API groups")
    return group_body(call, store.create(call.instance_id, name, call.body.get("remark", ""), app_id), fresh=True)


@family.get(
    "/api-groups",
    "ListApiGroupsV2",
    query={
        **PAGE,
        "id": Text(max=65),
        "name": Text(max=255),
        "roma_app_id": Text(max=65),
        "domain_name": Text(max=255),
        **precise("name", "domain_name"),
    },
)
def list_groups(call: Call) -> dict[str, Any]:
    found = newest_first(call.world[GroupStore].all(call.instance_id), lambda group: _wanted(call, group))
    return page(call, found, "groups", lambda group: group_body(call, group))


def _wanted(call: Call, group: ApiGroup) -> bool:
    query = call.query
    return (
        query["id"] in (None, "", group.id)
        and query["roma_app_id"] in (None, "", group.app_id)
        and text_matches(call, "name", group.name)
        and text_matches(call, "domain_name", _domain(group), *(item["domain"] for item in group.url_domains))
        and may(call, group.app_id, "read")
    )


@family.get("/api-groups/{group_id}", "ShowDetailsOfApiGroupV2")
def show_group(call: Call) -> dict[str, Any]:
    group = existing_group(call, call.path["group_id"])
    need_role(call, group.app_id, "read", "APIG.1101", "API group")
    return group_body(call, group)


@family.put(
    "/api-groups/{group_id}",
    "UpdateApiGroupV2",
    body=members(name=Text(pattern=NAME, required=True), remark=REMARK),
)
def update_group(call: Call) -> dict[str, Any]:
    group, name = existing_group(call, call.path["group_id"]), call.body["name"]
    need_role(call, group.app_id, "modify", "APIG.1101", "API group")
    if name != group.name:
        _refuse_taken(call, group.app_id, name)
    call.world[GroupStore].update(call.instance_id, group, name, kept(call, "remark", group.remark, ""))
    return group_body(call, group, fresh=True)


@family.delete("/api-groups/{group_id}", "DeleteApiGroupV2", status=204)
def delete_group(call: Call) -> None:
    """DeleteApiGroupV2: the built-in group stays."""
    group = existing_group(call, call.path["group_id"])
    if group.is_default:
        raise ServiceError(403, "APIG.1101", "No permissions to perform operations on this API group")
    need_role(call, group.app_id, "delete", "APIG.1101", "API group")
    if call.world[ApiStore].of_group(call.instance_id, group.id):
        message = f"The API group cannot be deleted because it contains APIs,id:{group.id}"
        raise ServiceError(call.world.switches[ApicSwitches].group_in_use_status, "APIG.3415", message)
    call.world[GroupStore].delete(call.instance_id, group)


@family.post(
    "/api-groups/check",
    "CheckApiGroupsV2",
    status=204,
    body=members(group_name=Text(pattern=NAME, required=True), roma_app_id=Text(max=64)),
    mutating=False,
)
def check_group(call: Call) -> None:
    """CheckApiGroupsV2: 204 tells that the name is free."""
    _refuse_taken(call, call.body.get("roma_app_id", ""), call.body["group_name"])


def existing_group(call: Call, group_id: str) -> ApiGroup:
    group = call.world[GroupStore].get(call.instance_id, group_id)
    if group is None:
        raise ServiceError(404, "APIG.3001", f"API group {group_id} does not exist")
    return group


def _refuse_taken(call: Call, app_id: str, name: str) -> None:
    if call.world[GroupStore].named(call.instance_id, app_id, name) is not None:
        raise ServiceError(400, "APIG.3201", "The API group name already exists")


def _domain(group: ApiGroup) -> str:
    return f"{group.id}.apic.{REGION}.huaweicloudapis.com"


def sub_domains(group: ApiGroup) -> dict[str, Any]:
    domain = _domain(group)
    return {"sl_domain": domain, "sl_domains": [domain, domain.removesuffix("com") + "cn"]}


def group_body(call: Call, group: ApiGroup, fresh: bool = False) -> dict[str, Any]:
    """`fresh` bodies answer a creation or an update, whose own time is more precise than later."""
    body = {
        "id": group.id,
        "name": group.name,
        "remark": group.remark,
        "status": 1,
        **sub_domains(group),
        "register_time": creation_time(group.created, fresh and not group.put),
        "update_time": update_time(group.updated, group.put, fresh),
        "on_sell_status": 2,
        "url_domains": group.url_domains,
        "is_default": 1 if group.is_default else 2,
        "version": group.version,
        "sl_domain_access_enabled": True,
    }
    if group.app_id:
        app = call.world[AppStore].get(call.instance_id, group.app_id)
        body.update(roma_app_id=group.app_id, roma_app_name=app.name if app else "")
    return body
