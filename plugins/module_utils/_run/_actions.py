# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""Modules that are neither a resource nor a document: token, instances, connectivity test."""

from __future__ import annotations

import typing as t

from .._catalog import BY_KIND
from .._check import Problems
from .._client import Client
from .._connection import connection_from
from .._document import Entry
from .._engine import prepare
from .._errors import InputError, RomaError
from .._inventory import Record
from .._spec import Field, Ref, Values
from ._operation import Context, Operation

_DATASOURCE = BY_KIND["datasources"]


def make_token(context: Context) -> Values:
    """Log in with user name and password."""
    if not context.no_log:
        raise RomaError("the result would hold a token; set no_log to true on the task")
    if context.check_mode:
        return {"changed": False, "token": None, "expires_at": None, "project_id": None}
    connection = connection_from(context.params, needs_instance=False, needs_project=False, needs_login=True)
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


def test_datasource(context: Context) -> Values:
    """Let the service connect to a data source (`StartTestDatasource`).

    The request carries a whole data source, and this is what is tested. Secrets are not among what can be read back,
    so a masked one stands for the stored one.
    """
    values = {name: context.params[name] for name in ("name", "app")}
    entry = Entry(_DATASOURCE, "", values)
    problems = Problems()
    with Client(connection_from(context.params)) as client:
        try:
            _inventory, (task,) = prepare(client, [Entry(_DATASOURCE, "", values, state="absent")])
        except InputError as exc:
            raise InputError([*problems, *exc.problems]) from exc
        record = task.record
        if record is None:
            raise InputError([f"name: there is no data source named {entry.name!r} in application {values['app']!r}"])
        if context.check_mode:
            return {"changed": False, "reachable": None}
        client.call("POST", _DATASOURCE.object_path + "/test-connect", {"id": record.id}, body=_as_stored(record),
                    safe=True)  # fmt: skip
    return {"changed": False, "reachable": True}


def _as_stored(record: Record) -> Values:
    members = ("datasource_name", "datasource_type", "app_id", "content", "description")
    return {name: record.wire[name] for name in members if record.wire.get(name) is not None}


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

DATASOURCE_TEST = Operation("datasource_test", tuple(_identity(n) for n in ("name", "app")), test_datasource)

ACTIONS: t.Final = (IAM_TOKEN, INSTANCE_INFO, DATASOURCE_TEST)
