# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""Modules that are neither a resource nor a document: token, instances, versions, connectivity test."""

from __future__ import annotations

import typing as t

from .._catalog._registry import BY_KIND
from .._client import Client
from .._connection import connection_from
from .._document import Entry
from .._engine import prepare
from .._errors import ApiError, InputError, RomaError
from .._inventory import Record
from .._spec import Field, Ref, Values, values_to_wire
from ._operation import Context, Operation

_DATASOURCE = BY_KIND["datasources"]


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
        "project_id": (facts.get("project") or {}).get("id"),
    }


def list_instances(context: Context) -> Values:
    """List the instances of a project (`CheckRomaInstanceListV2`)."""
    wanted = {name: context.params[name] for name in ("name", "id", "status") if context.params.get(name)}
    with Client(connection_from(context.params, needs_instance=False)) as client:
        found = client.pages("/v2/{project_id}/instances", "instances", page_size=100)
    instances = [
        instance
        for instance in found
        if all(str(instance.get(name, "")).lower() == str(value).lower() for name, value in wanted.items())
    ]
    return {"changed": False, "instances": instances}


def list_versions(context: Context) -> Values:
    """Ask which versions of its API a service has (`ListVersion`, `CheckVersion`)."""
    connection = connection_from(context.params, needs_instance=False, needs_project=False, needs_credentials=False)
    wanted = context.params.get("version")
    with Client(connection) as client:
        try:
            answer = client.call("GET", "/{version}", {"version": wanted}) if wanted else client.call("GET", "/")
        except ApiError as exc:
            if not wanted or exc.status != 404:
                raise
            return {"changed": False, "versions": []}
    if wanted:
        # editions differ: the members stand at the top, or below `version`, which else is a text
        found = [answer["version"] if isinstance(answer.get("version"), dict) else answer]
    else:
        found = answer.get("versions") or []
    return {"changed": False, "versions": [_version(wire) for wire in found]}


def _version(wire: Values) -> Values:
    links = wire.get("links") or []
    return {
        **{name: wire.get(name) for name in ("id", "status", "version", "min_version", "updated")},
        "links": [links] if isinstance(links, dict) else links,
    }


def test_datasource(context: Context) -> Values:
    """Let the service connect to a data source (`StartTestDatasource`).

    The request carries a whole data source, and this is what is tested. Secrets are not among what can be read back,
    so a masked one stands for the stored one.
    """
    values = {name: context.params[name] for name in ("name", "app")}
    with Client(connection_from(context.params)) as client:
        _inventory, (task,) = prepare(client, [Entry(_DATASOURCE, "", values, state="absent")])
        record = task.record
        if record is None:
            name, app = values["name"], values["app"]
            raise InputError([f"name: there is no data source named {name!r} in an application named {app!r}"])
        if context.check_mode:
            return {"changed": False, "reachable": None}
        client.call("POST", _DATASOURCE.object_path + "/test-connect", {"id": record.id}, body=_as_stored(record),
                    safe=True)  # fmt: skip
    return {"changed": False, "reachable": True}


def _as_stored(record: Record) -> Values:
    """Return what the service takes: answers hold more than requests may."""
    return values_to_wire(_DATASOURCE.own_fields, {**record.values, **record.refs})


def _identity(name: str) -> Field:
    f = _DATASOURCE.by_name[name]
    return Field(f.name, f.description if isinstance(f, Ref) else "Name of the data source.", required=True)


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

DATASOURCE_TEST = Operation("datasource_test", tuple(_identity(n) for n in ("name", "app")), test_datasource)

ACTIONS: t.Final = (IAM_TOKEN, INSTANCE_INFO, API_VERSION_INFO, DATASOURCE_TEST)
