# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Authorisations of applications to call APIs."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from ..frame.call import Call
from ..frame.errors import Invalid, ServiceError
from ..frame.family import Family
from ..frame.fields import ListOf, Text, members
from ..frame.paging import page
from ..frame.times import utc_nanos, utc_seconds
from ..identity.authentication import project_user
from ..state.apic_apis import Api, ApiStore, route_of
from ..state.apic_authorisations import Authorisation, AuthorisationStore
from ..state.apic_groups import GroupStore
from ..state.apic_publications import PublicationStore
from ..state.apps import App, AppStore
from .apic_api_bodies import environment_name, outline
from .apic_apis import existing_api
from .apic_common import ANY_ID, INSTANCE, PAGE, ApicDialect, existing_app, newest_first, text_matches
from .apic_environments import existing_environment

family = Family("apic", ApicDialect(), auth=project_user, prefix=INSTANCE, stores=(AuthorisationStore,))
families = (family,)

ID = Text(max=65)
NEEDED_ID = Text(min=1, max=65, required=True)
IDS = ListOf(item=Text(min=1, max=65), min=1, required=True)
ADDRESSES = ListOf(item=Text(max=255))
VISIT_PARAMS = Text(pattern=r"[a-zA-Z0-9_,-]*", required=True)


@family.post(
    "/app-auths",
    "CreateAuthorizingAppsV2",
    status=201,
    body=members(
        env_id=Text(min=1, max=65, pattern=ANY_ID, required=True),
        app_ids=IDS,
        api_ids=IDS,
        auth_tunnel=Text(choices=("NORMAL", "GREEN")),
        auth_whitelist=ADDRESSES,
        auth_blacklist=ADDRESSES,
        visit_params=ListOf(item=members(api_id=NEEDED_ID, app_id=ID, visit_param=VISIT_PARAMS)),
    ),
)
def authorise(call: Call) -> dict[str, Any]:
    """CreateAuthorizingAppsV2: every application for every API; what is authorised already is skipped, and says so."""
    body = call.body
    environment = existing_environment(call, body["env_id"])
    apps = [existing_app(call, app_id) for app_id in dict.fromkeys(body["app_ids"])]
    apis = [existing_api(call, api_id, "access") for api_id in dict.fromkeys(body["api_ids"])]
    if body.get("auth_tunnel") != "GREEN" and (body.get("auth_whitelist") or body.get("auth_blacklist")):
        raise Invalid("auth_whitelist" if body.get("auth_whitelist") else "auth_blacklist")
    return {"auths": [_grant(call, api, environment.id, app) for app in apps for api in apis]}


def _grant(call: Call, api: Api, env_id: str, app: App) -> dict[str, Any]:
    store, body = call.world[AuthorisationStore], call.body
    found = store.find(call.instance_id, api.id, env_id, app.id)
    if found is not None:
        result = {
            "status": "SKIPPED",
            "error_code": "APIG.3316",
            "error_msg": "The API authorization record already exists",
            "api_name": api.name,
            "app_name": app.name,
        }
        return _granted(found, result)
    made = store.grant(
        call.instance_id,
        api.id,
        env_id,
        app.id,
        tunnel=body.get("auth_tunnel", "NORMAL"),
        whitelist=body.get("auth_whitelist", ()),
        blacklist=body.get("auth_blacklist", ()),
        visit_params=_visit_params(call, api, app),
    )
    return _granted(made, {"status": "SUCCESS"})


def _visit_params(call: Call, api: Api, app: App) -> str:
    """Parameters without an application are meant for all of them."""
    for item in call.body.get("visit_params", ()):
        if item["api_id"] == api.id and item.get("app_id") in (None, "", app.id):
            names = item["visit_param"].split(",")
            if len(set(names)) < len(names) or any(len(name) > 255 for name in names):
                raise Invalid("visit_params.visit_param")
            return item["visit_param"]
    return ""


def _granted(authorisation: Authorisation, result: dict[str, str]) -> dict[str, Any]:
    return {
        "id": authorisation.id,
        "api_id": authorisation.api_id,
        "app_id": authorisation.app_id,
        "auth_result": result,
        "auth_time": utc_nanos(authorisation.granted),
        **_tunnel(authorisation),
        "visit_params": authorisation.visit_params,
    }


def _tunnel(authorisation: Authorisation) -> dict[str, Any]:
    return {
        "auth_role": "PROVIDER",
        "auth_tunnel": authorisation.tunnel,
        "auth_whitelist": list(authorisation.whitelist),
        "auth_blacklist": list(authorisation.blacklist),
    }


@family.delete("/app-auths/{app_auth_id}", "CancelingAuthorizationV2", status=204)
def cancel(call: Call) -> None:
    auth_id, store = call.path["app_auth_id"], call.world[AuthorisationStore]
    authorisation = store.get(call.instance_id, auth_id)
    if authorisation is None:
        raise ServiceError(404, "APIG.3009", f"The app authorization record does not exist,id:{auth_id}")
    existing_api(call, authorisation.api_id, "access")
    store.cancel(call.instance_id, authorisation)


@family.get(
    "/app-auths/binded-apis",
    "ListApisBindedToAppV2",
    query={
        **PAGE,
        "app_id": NEEDED_ID,
        "api_id": ID,
        "api_name": Text(max=255),
        "group_id": ID,
        "group_name": Text(max=255),
        "env_id": ID,
    },
)
def list_apis_of_app(call: Call) -> dict[str, Any]:
    query, app = call.query, existing_app(call, call.query["app_id"])

    def wanted(item: Authorisation) -> bool:
        api = _api(call, item)
        return (
            item.app_id == app.id
            and query["api_id"] in (None, "", api.id)
            and query["env_id"] in (None, "", item.env_id)
            and query["group_id"] in (None, "", api.group_id)
            and text_matches(call, "api_name", api.name)
            and text_matches(call, "group_name", _group_name(call, api))
        )

    found = newest_first(call.world[AuthorisationStore].all(call.instance_id), wanted)
    return page(call, found, "auths", lambda item: _row(call, item, app))


@family.get(
    "/app-auths/binded-apps",
    "ListAppsBindedToApiV2",
    query={**PAGE, "api_id": ID, "app_name": Text(max=256), "app_id": ID, "env_id": ID},
)
def list_apps_of_api(call: Call) -> dict[str, Any]:
    query, apps = call.query, call.world[AppStore]
    if query["api_id"]:
        existing_api(call, query["api_id"], "read")

    def wanted(item: Authorisation) -> bool:
        app = apps.get(call.instance_id, item.app_id)
        return (
            query["api_id"] in (None, "", item.api_id)
            and query["app_id"] in (None, "", item.app_id)
            and query["env_id"] in (None, "", item.env_id)
            and text_matches(call, "app_name", app.name)
        )

    found = newest_first(call.world[AuthorisationStore].all(call.instance_id), wanted)
    return page(call, found, "auths", lambda item: _row(call, item, apps.get(call.instance_id, item.app_id)))


@family.get(
    "/app-auths/unbinded-apis",
    "ListApisUnbindedToAppV2",
    query={
        **PAGE, "app_id": NEEDED_ID, "env_id": NEEDED_ID, "group_id": ID, "api_id": ID, "api_name": Text(max=255)
    },
)  # fmt: skip
def list_other_apis(call: Call) -> dict[str, Any]:
    """ListApisUnbindedToAppV2 also lists APIs that are not published."""
    query, app = call.query, existing_app(call, call.query["app_id"])
    environment = existing_environment(call, query["env_id"])
    authorisations, publications = call.world[AuthorisationStore], call.world[PublicationStore]

    def wanted(api: Api) -> bool:
        return (
            query["group_id"] in (None, "", api.group_id)
            and query["api_id"] in (None, "", api.id)
            and text_matches(call, "api_name", api.name)
            and authorisations.find(call.instance_id, api.id, environment.id, app.id) is None
        )

    found = newest_first(call.world[ApiStore].all(call.instance_id), wanted)
    return page(
        call,
        found,
        "apis",
        lambda api: outline(call, api, publications.find(call.instance_id, api.id, environment.id)),
    )


@family.get("/app-auths/duplicate-apis", "ListDuplicateApisForAppV2", query={"app_id": NEEDED_ID})
def list_duplicates(call: Call) -> dict[str, Any]:
    """ListDuplicateApisForAppV2: routes that the application has more than once, by its own APIs or authorised ones."""
    app = existing_app(call, call.query["app_id"])
    granted = {item.api_id for item in call.world[AuthorisationStore].all(call.instance_id) if item.app_id == app.id}
    by_route: defaultdict[tuple[str, ...], list[Api]] = defaultdict(list)
    for api in call.world[ApiStore].all(call.instance_id):
        if api.app_id == app.id or api.id in granted:
            by_route[route_of(api.definition)[1:]].append(api)
    rows = [
        {
            "req_method": method,
            "req_uri": uri,
            "match_mode": mode,
            "duplicated_apis": [_duplicate(call, api, app) for api in apis],
        }
        for (method, uri, mode), apis in by_route.items()
        if len(apis) > 1
    ]
    return page(call, rows, "apis", lambda row: row, offset=0, limit=len(rows))


def _duplicate(call: Call, api: Api, app: App) -> dict[str, str]:
    return {
        "api_id": api.id,
        "api_name": api.name,
        "group_name": _group_name(call, api),
        "group_id": api.group_id,
        "remark": api.definition["remark"],
        "api_type": "self-owned" if api.app_id == app.id else "authorized",
    }


def _api(call: Call, authorisation: Authorisation) -> Api:
    return call.world[ApiStore].get(call.instance_id, authorisation.api_id)


def _group_name(call: Call, api: Api) -> str:
    return call.world[GroupStore].get(call.instance_id, api.group_id).name


def _row(call: Call, authorisation: Authorisation, app: App) -> dict[str, Any]:
    """Here the parameters are called `visit_param`; the publication is told only while there is one."""
    api = _api(call, authorisation)
    row = {
        "id": authorisation.id,
        "api_id": api.id,
        "api_name": api.name,
        "api_type": api.definition["type"],
        "api_remark": api.definition["remark"],
        "group_id": api.group_id,
        "group_name": _group_name(call, api),
        "env_id": authorisation.env_id,
        "env_name": environment_name(call, authorisation.env_id),
        "app_id": app.id,
        "app_name": app.name,
        "app_remark": app.remark,
        "app_type": "roma",
        "app_creator": "USER",
        "roma_app_type": "integration",
        "auth_time": utc_seconds(authorisation.granted),
        **_tunnel(authorisation),
        "visit_param": authorisation.visit_params,
    }
    publication = call.world[PublicationStore].find(call.instance_id, api.id, authorisation.env_id)
    if publication is not None:
        row["publish_id"] = publication.id
    return row
