# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""The secret of an application: set to a given value, or to a random one."""

from __future__ import annotations

import typing as t

from ..._base._errors import InputError, RomaError
from ..._base._redaction import HIDDEN
from ..._catalog._registry import BY_KIND
from ..._document._entries import entry_from
from ..._engine._prepare import prepare
from ..._instance._inventory import Record
from ..._planning._check import Problems
from ..._service._answers import a_text
from ..._service._client import Client
from ..._service._connection import connection_from
from ..._spec._field import Field
from ..._spec._values import Values
from .._operation import Context, Operation
from ._resource import manage, shown_object

_RESOURCE = BY_KIND["app_secrets"]


def set_secret(context: Context) -> Values:
    given, random = context.params.get("secret") is not None, bool(context.params.get("rotate"))
    if given == random:
        raise InputError(["secret: give either a secret, or rotate: true for a random one"])
    return rotate(context) if context.params.get("rotate") else manage(_RESOURCE, context)


def rotate(context: Context) -> Values:
    """Let the service make a random secret (`ResetRomaAppSecret` without a value)."""
    problems = Problems()
    entry = entry_from(_RESOURCE, {"app": context.params["app"]}, "", problems)
    if problems or entry is None:
        raise InputError(problems)
    with Client(connection_from(context.params)) as client:
        _inventory, (step,) = prepare(client, [entry])
        record = t.cast(Record, step.record)
        values = dict(record.values)
        if not context.check_mode:
            ids = {"app_id": record.refs["app"]}
            wire = client.call("PUT", _RESOURCE.object_path, ids, body={})
            secret = a_text(wire, "secret", client.asked(_RESOURCE.object_path, ids, "PUT"))
            if secret == values.get("secret"):
                raise RomaError(f"the service did not make a new secret for {entry.name}")
            values["secret"] = secret
    result: Values = {"changed": True, "app_secret": shown_object(_RESOURCE, values, record, context.no_log)}
    if context.diff:
        name = {"app": entry.name}
        result["diff"] = {
            "before": {**name, "secret": HIDDEN},
            "after": {**name, "secret": f"{HIDDEN} (changed)"},
        }
    return result


APP_SECRET = Operation(
    "app_secret",
    (
        *_RESOURCE.fields,
        Field(
            "rotate",
            "Let the service make a new random secret, at every run. Used instead of O(secret).",
            type="bool",
            default=False,
        ),
    ),
    set_secret,
)  # fmt: skip
