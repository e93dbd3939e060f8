# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Access control policies, plugins and client quotas, as far as it takes to have some and to count them."""

from __future__ import annotations

import json
from typing import Any

from ..frame.call import Call
from ..frame.errors import Invalid, ServiceError
from ..frame.family import Family
from ..frame.fields import Int, Text, members
from ..frame.paging import page
from ..identity.authentication import project_user
from ..state.apic_named import Named, NamedStore
from ..state.apic_others import AclStore, ClientQuotaStore, PluginStore
from ..state.apps import AppStore
from .apic_common import INSTANCE, PAGE, SHORT_NAME, ApicDialect, creation_time, newest_first, precise, text_matches

family = Family(
    "apic", ApicDialect(), auth=project_user, prefix=INSTANCE, stores=(AclStore, PluginStore, ClientQuotaStore)
)
families = (family,)

NAME = r"[a-zA-Z\u4e00-\u9fa5][a-zA-Z0-9_\u4e00-\u9fa5]{2,254}"
ACL_TYPES, ENTITY_TYPES = ("PERMIT", "DENY"), ("IP", "DOMAIN")
PLUGIN_TYPES = ("cors", "set_resp_headers", "kafka_log", "breaker", "rate_limit", "third_auth")
SCOPES = ("global", "app")
MOST = 2**31 - 1
REMARK = Text(max=255)


@family.post(
    "/acls",
    "CreateAclStrategyV2",
    status=201,
    body=members(
        acl_name=Text(pattern=SHORT_NAME, required=True),
        acl_type=Text(choices=ACL_TYPES, required=True),
        entity_type=Text(choices=ENTITY_TYPES, required=True),
        acl_value=Text(min=1, required=True),
    ),
)
def create_acl(call: Call) -> dict[str, Any]:
    return _acl(call, _create(call, AclStore, "acl_name", "APIG.3206", "The access control policy name already exists"))


@family.get(
    "/acls",
    "ListAclStrategiesV2",
    query={
        **PAGE,
        "id": Text(),
        "name": Text(),
        "acl_type": Text(),
        "entity_type": Text(),
        **precise("name"),
    },
)
def list_acls(call: Call) -> dict[str, Any]:
    def wanted(acl: Named) -> bool:
        exact = all(
            call.query[name] in (None, "", value)
            for name, value in (("id", acl.id), *((name, acl.values[name]) for name in ("acl_type", "entity_type")))
        )
        return exact and text_matches(call, "name", acl.name)

    found = newest_first(call.world[AclStore].all(call.instance_id), wanted)
    return page(call, found, "acls", lambda acl: {**_acl(call, acl), "bind_num": 0})


@family.post(
    "/plugins",
    "CreatePlugin",
    status=201,
    body=members(
        plugin_name=Text(pattern=NAME, required=True),
        plugin_type=Text(choices=PLUGIN_TYPES, required=True),
        plugin_scope=Text(choices=SCOPES, required=True),
        plugin_content=Text(max=65535, required=True),
        roma_app_id=Text(),
        remark=REMARK,
    ),
)
def create_plugin(call: Call) -> dict[str, Any]:
    """CreatePlugin: the content is JSON in a text, and a plugin of an application names it."""
    try:
        json.loads(call.body["plugin_content"])
    except ValueError:
        raise Invalid("plugin_content") from None
    app_id = call.body.get("roma_app_id")
    if call.body["plugin_scope"] == "app" and call.world[AppStore].get(call.instance_id, app_id or "") is None:
        raise Invalid("roma_app_id")
    return _plugin(call, _create(call, PluginStore, "plugin_name", "APIG.3326", "The plugin name already exists"))


@family.get(
    "/plugins",
    "ListPlugins",
    query={
        **PAGE,
        "plugin_id": Text(),
        "plugin_name": Text(),
        "plugin_type": Text(),
        "plugin_scope": Text(),
        "roma_app_id": Text(),
        "roma_app_name": Text(),
        **precise("plugin_name"),
    },
)
def list_plugins(call: Call) -> dict[str, Any]:
    def wanted(plugin: Named) -> bool:
        shown = _plugin(call, plugin)
        exact = all(
            call.query[name] in (None, "", shown[name])
            for name in ("plugin_id", "plugin_type", "plugin_scope", "roma_app_id", "roma_app_name")
        )
        return exact and text_matches(call, "plugin_name", plugin.name)

    found = newest_first(call.world[PluginStore].all(call.instance_id), wanted)
    return page(call, found, "plugins", lambda plugin: _plugin(call, plugin))


@family.post(
    "/app-quotas",
    "CreateAppQuota",
    status=201,
    body=members(
        name=Text(pattern=NAME, required=True),
        call_limits=Int(min=1, max=MOST, required=True),
        time_unit=Text(choices=("SECOND", "MINUTE", "HOUR", "DAY"), required=True),
        time_interval=Int(min=1, max=MOST, required=True),
        reset_time=Text(),
        remark=Text(max=255, pattern=r"[^<>]*"),
    ),
)
def create_quota(call: Call) -> dict[str, Any]:
    return _quota(_create(call, ClientQuotaStore, "name", "APIG.3325", "The API quota name already exists"))


@family.get("/app-quotas", "ListAppQuotas", query={**PAGE, "name": Text()})
def list_quotas(call: Call) -> dict[str, Any]:
    """ListAppQuotas: the name is only matched in part."""
    found = newest_first(
        call.world[ClientQuotaStore].all(call.instance_id), lambda quota: text_matches(call, "name", quota.name)
    )
    return page(call, found, "quotas", _quota)


def _create(call: Call, kind: type[NamedStore[Named]], member: str, code: str, taken: str) -> Named:
    store, name = call.world[kind], call.body[member]
    if store.named(call.instance_id, name) is not None:
        raise ServiceError(400, code, taken)
    return store.create(call.instance_id, {**call.body, "name": name})


def _acl(call: Call, acl: Named) -> dict[str, Any]:
    """There is no time of creation."""
    shown = {name: value for name, value in acl.values.items() if name != "name"}
    return {**shown, "id": acl.id, "update_time": creation_time(acl.created, fresh=False)}


def _plugin(call: Call, plugin: Named) -> dict[str, Any]:
    shown = {name: value for name, value in plugin.values.items() if name != "name"}
    app = call.world[AppStore].get(call.instance_id, shown.get("roma_app_id") or "")
    time = creation_time(plugin.created, fresh=False)
    return {
        "roma_app_id": "",
        "remark": "",
        **shown,
        "plugin_id": plugin.id,
        "roma_app_name": app.name if app else "",
        "create_time": time,
        "update_time": time,
    }


def _quota(quota: Named) -> dict[str, Any]:
    return {
        "reset_time": "",
        "remark": "",
        **quota.values,
        "app_quota_id": quota.id,
        "create_time": creation_time(quota.created, fresh=False),
        "bound_app_num": 0,
    }
