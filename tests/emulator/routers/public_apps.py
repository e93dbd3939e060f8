# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Integration applications and their secrets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from ..frame.call import Call
from ..frame.errors import Invalid, ServiceError
from ..frame.family import Family
from ..frame.fields import Bool, Int, Text, members
from ..frame.paging import page
from ..frame.times import utc_millis
from ..identity.authentication import project_user
from ..state.apps import App, AppStore, random_credential
from ..state.contents import AppContents
from ..state.iam import IamStore
from .public_common import INSTANCE, PublicDialect, app_with_role, not_found


@dataclass
class AppSwitches:
    delete_app_in_use: Literal["refuse", "cascade"] = "refuse"
    """What deleting an application does while something belongs to it."""


family = Family("public", PublicDialect(), auth=project_user, prefix=INSTANCE, stores=(AppStore,), switches=AppSwitches)
families = (family,)

NAME = r"[\u4e00-\u9fffA-Za-z0-9\-_. ()\uff08\uff09]+"
KEY = r"[\u4e00-\u9fffA-Za-z0-9][\u4e00-\u9fffA-Za-z0-9\-_@.]*"
SECRET = Text(min=8, max=128, pattern=r"[A-Za-z0-9!@#$%+=.\-/]+", nullable=True)
REMARK = Text(max=255, nullable=True)


@family.get(
    "/apps",
    "ListRomaApp",
    query={
        "offset": Int(min=0, max=10000, default=0),
        "limit": Int(min=1, max=500, default=10),
        "favorite": Bool(),
        "auth_role": Text(max=64),
        "name": Text(max=256),
        "owner": Bool(),
        "user_name": Text(max=64),
    },
)
def list_apps(call: Call) -> dict[str, Any]:
    """ListRomaApp: what the caller may read; favourites first, then the newest first."""
    me = call.caller.user_id
    visible = [
        app
        for app in reversed(call.world[AppStore].all(call.instance_id))
        if "read" in app.roles_of(me) and _matches(call, app)
    ]
    visible.sort(key=lambda app: me not in app.favorite_of)
    return page(call, visible, "apps", lambda app: app_body(call, app))


def _matches(call: Call, app: App) -> bool:
    query, me = call.query, call.caller.user_id
    if query["name"] and query["name"].lower() not in app.name.lower():
        return False
    if query["favorite"] is not None and query["favorite"] != (me in app.favorite_of):
        return False
    if query["auth_role"] and query["auth_role"] not in app.roles_of(me):
        return False
    if query["owner"] is not None and query["owner"] != (me == app.owner.user_id):
        return False
    if query["user_name"]:
        user = call.world[IamStore].tenant.user_named(query["user_name"])
        return user is not None and bool(app.roles_of(user.id))
    return True


@family.post(
    "/apps",
    "CreateRomaApp",
    status=201,
    body=members(
        name=Text(min=1, max=256, pattern=NAME, required=True),
        remark=REMARK,
        key=Text(min=3, max=200, pattern=KEY, nullable=True),
        secret=SECRET,
        favorite=Bool(nullable=True),
    ),
)
def create_app(call: Call) -> dict[str, Any]:
    return app_body(call, call.world[AppStore].create(call.instance_id, call.caller, call.body))


@family.get("/apps/{app_id}", "CheckRomaAppDetails")
def show_app(call: Call) -> dict[str, Any]:
    return app_body(call, app_with_role(call, "read"))


@family.put(
    "/apps/{app_id}",
    "UpdateRomaApp",
    body=members(name=Text(min=1, max=256, pattern=NAME, nullable=True), remark=REMARK, favorite=Bool(nullable=True)),
)
def update_app(call: Call) -> dict[str, Any]:
    app = app_with_role(call, "modify")
    call.world[AppStore].update(call.instance_id, app, call.caller, call.body)
    return app_body(call, app)


@family.delete("/apps/{app_id}", "DeleteRomaApp")
def delete_app(call: Call) -> None:
    """DeleteRomaApp answers 200 with an empty body."""
    app = app_with_role(call, "delete")
    contents = call.world.stores_of(AppContents)
    if any(store.holdings(call.instance_id, app.id) for store in contents):
        if call.world.switches[AppSwitches].delete_app_in_use == "refuse":
            message = "Invalid parameter value,parameterName:app_id. Please refer to the support documentation"
            raise ServiceError(400, "ROMA.13000", message, details="resources still belong to the application")
        for store in sorted(contents, key=lambda item: -item.restore_rank):
            store.remove_app(call.instance_id, app.id)
    call.world[AppStore].delete(call.instance_id, app)


@family.get(
    "/validate-apps",
    "ValidateRomaApp",
    query={"name": Text(max=256), "id": Text(max=64), "key": Text(max=64)},
)
def validate_app(call: Call) -> dict[str, Any]:
    """ValidateRomaApp looks at the whole instance, also at what the caller cannot see."""
    wanted = {name: value for name, value in call.query.items() if value}
    if not wanted:
        raise Invalid("name", "required", "query")
    for app in call.world[AppStore].all(call.instance_id):
        if all(getattr(app, name) == value for name, value in wanted.items()):
            return {"id": app.id, "name": app.name, "remark": app.remark}
    raise not_found("The application does not exist")


@family.get("/apps/{app_id}/secret", "CheckRomaAppSecret")
def show_secret(call: Call) -> dict[str, Any]:
    """CheckRomaAppSecret returns the secret in clear."""
    app = app_with_role(call, "admin")
    return {"id": app.id, "secret": app.secret}


@family.put("/apps/{app_id}/secret", "ResetRomaAppSecret", body=members(secret=SECRET))
def reset_secret(call: Call) -> dict[str, Any]:
    """ResetRomaAppSecret: an absent or null secret asks for a random one."""
    app = app_with_role(call, "admin")
    app.secret = call.body.get("secret") or random_credential()
    app.touch(call.caller)
    return {"id": app.id, "secret": app.secret}


def app_body(call: Call, app: App) -> dict[str, Any]:
    me = call.caller.user_id
    return {
        "id": app.id,
        "name": app.name,
        "remark": app.remark,
        "roles": call.world.as_set(app.roles_of(me)),
        "create_time": utc_millis(app.created),
        "update_time": utc_millis(app.updated),
        "created_user": app.owner.as_user,
        "last_updated_user": app.updated_by.as_user,
        "owner": me == app.owner.user_id,
        "key": app.key,
        "favorite": me in app.favorite_of,
    }
