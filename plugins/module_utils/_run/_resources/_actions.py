# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""Modules that are neither a resource nor a document: token, instances, versions."""

from __future__ import annotations

import typing as t

from ..._base._errors import ApiError, RomaError
from ..._service._answers import a_list, an_object
from ..._service._client import Client
from ..._service._connection import Connection, connection_from
from ..._spec._field import Field
from ..._spec._values import Values
from .._operation import Context, Operation


def make_token(context: Context) -> Values:
    """Log in with user name and password."""
    if not context.no_log:
        raise RomaError("the result would hold a token; set no_log to true on the task")
    if context.check_mode:
        return {"changed": False, "token": None, "expires_at": None, "project_id": None}
    connection = connection_from(context.params, needs_instance=False, needs_login=True)
    with Client(connection) as client:
        token, facts = client.login()
    return {
        "changed": False,
        "token": token,
        "expires_at": facts.get("expires_at"),
        "project_id": an_object(facts.get("project") or {}, "the token's project").get("id"),
    }


def instances_of(connection: Connection) -> tuple[str, list[Values]]:
    """Return the id of a project, and its instances (`CheckRomaInstanceListV2`)."""
    with Client(connection) as client:
        return client.project_id, client.pages("/v2/{project_id}/instances", "instances", page_size=100)


def list_instances(context: Context) -> Values:
    """List the instances of a project."""
    wanted = {name: context.params[name] for name in ("name", "id", "status") if context.params.get(name)}
    instances = [
        instance
        for instance in instances_of(connection_from(context.params, needs_instance=False))[1]
        if all(str(instance.get(name, "")).lower() == str(value).lower() for name, value in wanted.items())
    ]
    return {"changed": False, "instances": instances}


def list_versions(context: Context) -> Values:
    """Ask which versions of its API a service has (`ListVersion`, `CheckVersion`)."""
    connection = connection_from(context.params, needs_instance=False, needs_project=False, needs_credentials=False)
    wanted = context.params.get("version")
    with Client(connection) as client:
        try:
            answer = client.read("/{version}", {"version": wanted}) if wanted else client.read("/")
        except ApiError as exc:
            if not wanted or exc.status != 404:
                raise
            return {"changed": False, "versions": []}
    if wanted:
        # editions differ: the members stand at the top, or below `version`, which else is a text
        found = [answer["version"] if isinstance(answer.get("version"), dict) else answer]
    else:
        found = a_list(answer, "versions", "GET /")
    return {"changed": False, "versions": [_version(wire) for wire in found]}


def _version(wire: Values) -> Values:
    links = wire.get("links") or []
    return {
        **{name: wire.get(name) for name in ("id", "status", "version", "min_version", "updated")},
        "links": [links] if isinstance(links, dict) else links,
    }


IAM_TOKEN = Operation("iam_token", (), make_token)

INSTANCE_INFO = Operation(
    "instance_info",
    (
        Field("name", "Only the instances with this name."),
        Field("id", "Only the instance with this id."),
        Field("status", "Only the instances in this state, for example V(RUNNING)."),
    ),
    list_instances,
)

API_VERSION_INFO = Operation(
    "api_version_info",
    (Field("version", "Only the version with this id, for example V(v2)."),),
    list_versions,
)

ACTIONS: t.Final = (IAM_TOKEN, INSTANCE_INFO, API_VERSION_INFO)
