# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""APIs: what is edited, not what is at work."""

from __future__ import annotations

from typing import Any

from ..frame.call import Call
from ..frame.errors import Invalid, ServiceError
from ..frame.family import Family
from ..frame.fields import Int, Text, members
from ..frame.paging import page
from ..identity.authentication import project_user
from ..state.apic_apis import Api, ApiStore, backends, route_of
from ..state.apic_channels import ChannelStore
from ..state.apic_definition import define
from ..state.apic_groups import ApiGroup
from ..state.apic_publications import PublicationStore
from ..state.apps import AppStore
from .apic_api_bodies import api_body
from .apic_api_fields import API, METHODS
from .apic_api_rules import check_api
from .apic_common import (
    INSTANCE,
    LIMITS,
    PAGE,
    ApicDialect,
    ApicSwitches,
    existing_app,
    may,
    need_role,
    newest_first,
    precise,
    text_matches,
    within_quota,
)
from .apic_groups import existing_group

family = Family("apic", ApicDialect(), auth=project_user, prefix=INSTANCE, stores=(ApiStore,))
families = (family,)

EXACT = ("id", "group_id", "req_protocol", "req_method", "auth_type", "type", "roma_app_id")


@family.post("/apis", "CreateApiV2", status=201, body=API)
def create_api(call: Call) -> dict[str, Any]:
    store, group = call.world[ApiStore], existing_group(call, call.body["group_id"])
    app_id = _owner(call, group)
    check_api(call, group, call.body)
    definition = define(call.body, app_id)
    _refuse_taken(call, definition)
    within_quota(call, len(store.all(call.instance_id)), LIMITS["API_NUM_LIMIT"], "APIG.3102", "APIs")
    within_quota(
        call,
        len(store.of_group(call.instance_id, group.id)),
        LIMITS["API_NUM_LIMIT_PER_GROUP"],
        "APIG.3125",
        "APIs in the group",
    )
    return api_body(call, store.create(call.instance_id, definition), fresh=True)


@family.get(
    "/apis",
    "ListApisV2",
    query={
        **PAGE,
        "id": Text(max=65),
        "name": Text(max=255),
        "group_id": Text(max=65),
        "req_protocol": Text(choices=("HTTP", "HTTPS", "BOTH")),
        "req_method": Text(choices=METHODS),
        "req_uri": Text(max=512),
        "auth_type": Text(choices=("NONE", "APP", "IAM", "AUTHORIZER")),
        "env_id": Text(max=65),
        "type": Int(choices=(1, 2)),
        "vpc_channel_id": Text(max=65),
        "vpc_channel_name": Text(max=64),
        "roma_app_id": Text(max=65),
        "roma_app_name": Text(max=256),
        **precise("name", "req_uri", "vpc_channel_name"),
    },
)
def list_apis(call: Call) -> dict[str, Any]:
    """ListApisV2: rows lack backends, parameters and policies."""
    store, group_id = call.world[ApiStore], call.query["group_id"]
    apis = store.of_group(call.instance_id, group_id) if group_id else store.all(call.instance_id)
    return page(call, newest_first(apis, lambda api: _wanted(call, api)), "apis", lambda api: _row(call, api))


def _row(call: Call, api: Api) -> dict[str, Any]:
    return api_body(call, api, brief=True)


def _wanted(call: Call, api: Api) -> bool:
    query, values = call.query, api.definition
    return (
        all(query[name] in (None, "", api.id if name == "id" else values[name]) for name in EXACT)
        and text_matches(call, "name", api.name)
        and text_matches(call, "req_uri", values["req_uri"])
        and (not query["env_id"] or _is_online(call, api))
        and (not query["roma_app_name"] or _has_app_name(call, api))
        and (not (query["vpc_channel_id"] or query["vpc_channel_name"]) or _has_channel(call, api))
        and may(call, api.app_id, "read")
    )


def _is_online(call: Call, api: Api) -> bool:
    return call.world[PublicationStore].find(call.instance_id, api.id, call.query["env_id"]) is not None


def _has_app_name(call: Call, api: Api) -> bool:
    app = call.world[AppStore].get(call.instance_id, api.app_id)
    return app is not None and text_matches(call, "roma_app_name", app.name)


def _has_channel(call: Call, api: Api) -> bool:
    for backend in backends(api.definition):
        channel = call.world[ChannelStore].get(call.instance_id, backend["vpc_channel_info"]["vpc_channel_id"])
        if (
            channel is not None
            and call.query["vpc_channel_id"] in (None, "", channel.id)
            and text_matches(call, "vpc_channel_name", channel.name)
        ):
            return True
    return False


@family.get("/apis/{api_id}", "ShowDetailsOfApiV2")
def show_api(call: Call) -> dict[str, Any]:
    """ShowDetailsOfApiV2 shows the draft."""
    return api_body(call, existing_api(call, call.path["api_id"], "read"))


@family.put("/apis/{api_id}", "UpdateApiV2", body=API)
def update_api(call: Call) -> dict[str, Any]:
    """UpdateApiV2: what is published stays as it is."""
    api, body = existing_api(call, call.path["api_id"], "modify"), call.body
    group = existing_group(call, body["group_id"])
    if group.id != api.group_id and call.world[PublicationStore].of_api(call.instance_id, api.id):
        raise Invalid("group_id")
    app_id = _owner(call, group)
    if not call.world.switches[ApicSwitches].apic_put_replaces:
        body = {**{name: value for name, value in api.definition.items() if value is not None}, **body}
    check_api(call, group, body)
    definition = define(body, app_id, api.definition)
    _refuse_taken(call, definition, api)
    call.world[ApiStore].update(call.instance_id, api, definition)
    return api_body(call, api, fresh=True)


@family.delete("/apis/{api_id}", "DeleteApiV2", status=204)
def delete_api(call: Call) -> None:
    """DeleteApiV2: the code for a published API differs between the vendor's definition and its table of codes."""
    api = existing_api(call, call.path["api_id"], "delete")
    if call.world[PublicationStore].of_api(call.instance_id, api.id):
        code = call.world.switches[ApicSwitches].published_api_code
        raise ServiceError(409, code, "The API cannot be deleted because it has been published")
    call.world[ApiStore].delete(call.instance_id, api)


@family.post(
    "/apis/check",
    "CheckApisV2",
    status=204,
    body=members(
        type=Text(choices=("path", "name"), required=True),
        name=Text(max=255),
        req_method=Text(choices=METHODS),
        req_uri=Text(max=512),
        match_mode=Text(choices=("NORMAL", "SWA")),
        group_id=Text(max=65),
        roma_app_id=Text(max=65),
        api_id=Text(max=65),
    ),
    mutating=False,
)
def check_apis(call: Call) -> None:
    """CheckApisV2: 204 tells that name or route is free, in a group, an application or the instance."""
    body, by_name = call.body, call.body["type"] == "name"
    for needed in ("name",) if by_name else ("req_method", "req_uri"):
        if not body.get(needed):
            raise Invalid(needed, "required")
    route = (body.get("req_method"), body.get("req_uri"), body.get("match_mode", "NORMAL"))
    for api in call.world[ApiStore].all(call.instance_id):
        if (
            body.get("group_id") in (None, "", api.group_id)
            and body.get("roma_app_id") in (None, "", api.app_id)
            and body.get("api_id") != api.id
            and (api.name == body["name"] if by_name else route_of(api.definition)[1:] == route)
        ):
            raise _name_taken(api.name) if by_name else _route_taken()


def existing_api(call: Call, api_id: str, role: str) -> Api:
    """The API, in whose application the caller has the role."""
    api = call.world[ApiStore].get(call.instance_id, api_id)
    if api is None:
        raise ServiceError(404, "APIG.3002", f"API {api_id} does not exist")
    need_role(call, api.app_id, role, "APIG.1102", "API")
    return api


def _owner(call: Call, group: ApiGroup) -> str:
    """The application that the API will belong to: that of its group unless the request names one."""
    app_id = call.body.get("roma_app_id") or group.app_id
    needs = call.world.switches[ApicSwitches].api_needs_app or call.body.get("domain_name")
    if not app_id and needs:
        raise Invalid("roma_app_id", "required")
    if app_id:
        existing_app(call, app_id)
        need_role(call, app_id, "modify", "APIG.1102", "API")
    return app_id


def _refuse_taken(call: Call, definition: dict[str, Any], but: Api | None = None) -> None:
    store, instance_id = call.world[ApiStore], call.instance_id
    if store.named(instance_id, definition["group_id"], definition["name"]) not in (None, but):
        raise _name_taken(definition["name"])
    if store.on_route(instance_id, route_of(definition)) not in (None, but):
        raise _route_taken()


def _name_taken(name: str) -> ServiceError:
    return ServiceError(400, "APIG.3202", f"The API name already exists, api_name:{name}")


def _route_taken() -> ServiceError:
    return ServiceError(400, "APIG.3301", "The API already exists")
