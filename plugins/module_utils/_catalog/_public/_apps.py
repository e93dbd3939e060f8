# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""Integration applications and their secrets (fact source: `ListRomaApp` and the pages around it)."""

from __future__ import annotations

import typing as t
from string import ascii_letters, digits

from ..._base._errors import RomaError
from ..._spec._field import FIXED, Child, Field, Limits, Ref, Secret, always
from ..._spec._resource import Listing, Reach, Resource, Rules, Wire
from ..._spec._values import Values
from .._facts import times, users
from .._holdings import held_by_app

_APPS = "/v2/{project_id}/instances/{instance_id}/apps"
_ROLES = ("read", "access", "delete", "modify", "admin")


def complete_roles(roles: list[str] | None) -> list[str]:
    """Return the roles that the service makes of those that were given (`AddUserToApp`).

    ``admin`` alone brings all others, and ``read`` comes with any. Answers may hold one text with commas.
    """
    given = {role.strip() for text in roles or [] for role in text.split(",") if role.strip()}
    if "admin" in given:
        return list(_ROLES)
    return [role for role in _ROLES if role in given | {"read"}]


def read_members(client: t.Any, app: Values) -> list[Values]:
    users = client.whole(_APPS + "/{app_id}/users", "users", {"app_id": app["id"]})
    return [{"name": user["name"], "roles": complete_roles(user["roles"])} for user in users]


def write_members(client: t.Any, app: Values, present: list[Values] | None, members: list[Values]) -> None:
    """Replace the members. The service takes ids of users, which `CheckCanAuthUsersOfApp` gives by name."""
    by_name = _users_by_name(client, app, members)
    for problem in _unknown_users(by_name, members):
        raise RomaError(f"members: {problem}")
    users = [{"id": by_name[m["name"]], "roles": complete_roles(m["roles"])} for m in members]
    client.call("PUT", _APPS + "/{app_id}/users", {"app_id": app["id"]}, body={"users": users})


def _users_by_name(client: t.Any, app: Values, members: list[Values]) -> dict[str, str]:
    """Return the ids of these users at least. Members that are disabled are no candidates."""
    path, ids = _APPS + "/{app_id}/", {"app_id": app["id"]}
    known = {user["name"]: user["id"] for user in client.whole(path + "candidates", "users", ids)}
    if any(member["name"] not in known for member in members):
        known.update((user["name"], user["id"]) for user in client.whole(path + "users", "users", ids))
    return known


def _unknown_users(by_name: t.Mapping[str, str], members: list[Values]) -> t.Iterator[str]:
    missing = [member["name"] for member in members if member["name"] not in by_name]
    if missing:
        yield f"no user of this account is named {', '.join(missing)}"


APP = Resource(
    kind="apps",
    name="app",
    title="application",
    description="An integration application: the owner of API groups, data sources, topics and products.",
    identity=("name",),
    sample_id="9a1e7c3f-5a0b-4d7e-8d55-0f6c1b2a3d4e",
    collection=_APPS,
    listing=Listing(items="apps", page_size=500, filters=(("name", "name", 256),)),
    wire=Wire(partial=True),
    reach=Reach(in_the_way=held_by_app, archived=always),
    rules=Rules(unique=(("key",),)),
    facts=(
        *times("create_time", "update_time"),
        *users("created_user", "last_updated_user"),
        Field("owner", "Whether the caller is the owner.", type="bool", sample=True),
        Field("roles", "What the caller may do with the application.", type="list", elements="str",
              sample=["read", "access", "delete", "modify", "admin"]),
    ),
    fields=(
        Field("name", "Name of the application, unique in the instance.", required=True,
              limits=Limits(maximum=256, pattern=r"[\u4e00-\u9fffA-Za-z0-9\-_. ()\uff08\uff09]+",
                            help="1 to 256 letters, digits, Chinese characters, spaces or any of - _ . and "
                                 "parentheses"), sample="orders"),
        Field("remark", "Description of the application.", limits=Limits(maximum=255), unset="", sample="Order intake"),
        Field("key", "Key by which the application identifies itself. Made by the service when omitted.",
              change=FIXED, instance_made=always,
              limits=Limits(pattern=r"[\u4e00-\u9fffA-Za-z0-9][\u4e00-\u9fffA-Za-z0-9\-_@.]{2,199}",
                            help="3 to 200 letters, digits, Chinese characters or any of - _ @ ., beginning with none "
                                 "of these four"), sample="Xk2mPq8RtVw4Zb7n"),
        Field("favorite", "Whether the user that runs this sees the application among the favorites.", type="bool",
              unset=False, sample=False),
        Child("members", "Users that may work with the application. The owner is not one of them.", type="list",
              elements="dict", compare="keyed", key="name", unset=[], read=read_members, write=write_members,
              verify=lambda client, app, want: _unknown_users(_users_by_name(client, app, want), want),
              fields=(
                  Field("name", "Name of the user.", required=True, sample="alice"),
                  Field("roles", "What the user may do. V(admin) includes all other roles, and V(read) comes with "
                        "any.", type="list", elements="str", required=True, compare="set", choices=_ROLES,
                        canonical=complete_roles, sample=["read", "access"]),
              )),
    ),
)  # fmt: skip

APP_SECRET = Resource(
    kind="app_secrets",
    name="app_secret",
    title="application secret",
    description="The secret with which an integration application identifies itself.",
    identity=("app",),
    collection=_APPS + "/{app_id}/secret",
    item=_APPS + "/{app_id}/secret",
    scope=("app",),
    singleton=True,
    fields=(
        Ref("app", "Name of the application.", required=True, kind="apps", wire="app_id", change=FIXED,
            sample="orders"),
        Field("secret", "The secret. It can be read back, so it is changed only when it differs.",
              secret=Secret(made_of=lambda app: (ascii_letters + digits + "!@#$%+=.-/", 48)), on_create=True,
              limits=Limits(pattern=r"[A-Za-z0-9!@#$%+=.\-/]{8,128}",
                            help="8 to 128 letters, digits or any of ! @ # $ % + = . - /")),
    ),
)  # fmt: skip
