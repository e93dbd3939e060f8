# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who else may use an integration application."""

from __future__ import annotations

from typing import Any

from ..frame.call import Call
from ..frame.errors import Invalid
from ..frame.family import Family
from ..frame.fields import ListOf, Text, members
from ..identity.authentication import project_user
from ..state.apps import ROLES, App, complete_roles
from ..state.iam import IamStore
from .public_common import INSTANCE, PublicDialect, app_with_role

family = Family("public", PublicDialect(), auth=project_user, prefix=INSTANCE)
families = (family,)

USER = members(id=Text(min=1, max=64, required=True), roles=ListOf(item=Text(choices=ROLES), required=True))


@family.get("/apps/{app_id}/users", "CheckAuthUsersOfApp", query={"user_name": Text(max=64)})
def list_members(call: Call) -> dict[str, Any]:
    """CheckAuthUsersOfApp: `user_name` is exact; the owner is not in the list."""
    return _members_body(call, app_with_role(call, "read"), call.query["user_name"])


@family.put("/apps/{app_id}/users", "AddUserToApp", body=members(users=ListOf(item=USER, required=True)))
def replace_members(call: Call) -> dict[str, Any]:
    """AddUserToApp replaces the whole list in spite of its name, and completes the roles."""
    app, wanted = app_with_role(call, "admin"), {}
    for index, user in enumerate(call.body["users"]):
        known = call.world[IamStore].tenant.user(user["id"])
        if known is None or not known.enabled or known.id in wanted or known.id == app.owner.user_id:
            raise Invalid(f"users[{index}].id")
        wanted[known.id] = complete_roles(user["roles"])
    app.members = wanted
    app.touch(call.caller)
    return _members_body(call, app)


@family.get("/apps/{app_id}/candidates", "CheckCanAuthUsersOfApp", query={"filter": Text(choices=("members",))})
def list_candidates(call: Call) -> dict[str, Any]:
    """CheckCanAuthUsersOfApp: users in good standing, on demand without those who are members already."""
    app = app_with_role(call, "read")
    users = [
        {"id": user.id, "name": user.name}
        for user in call.world[IamStore].tenant.users
        if user.enabled
        and user.id != app.owner.user_id
        and not (call.query["filter"] == "members" and user.id in app.members)
    ]
    return {"users": call.world.as_set(users)}


def _members_body(call: Call, app: App, user_name: str | None = None) -> dict[str, Any]:
    tenant = call.world[IamStore].tenant
    users = [
        {"id": user_id, "name": tenant.user(user_id).name, "roles": call.world.as_set(roles)}
        for user_id, roles in app.members.items()
        if user_name in (None, "", tenant.user(user_id).name)
    ]
    return {"total": len(users), "id": app.id, "users": call.world.as_set(users)}
