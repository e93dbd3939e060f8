# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""What to check when a service wants nothing to do with a request: the option, and where its value came from."""

from __future__ import annotations

import os
import re

from .._base._errors import ApiError
from ._connection import CONNECTION, Connection

_NO_INSTANCE = {"APIG.3030", "APIC.7302", "ROMA.00110002"}
_INSTANCE = re.compile(r"(?<!VPC )\binstance does not exist|\[instance_id\]")
_NO_RIGHT = {"APIGW.0302", "APIGW.0802", "APIG.0302", "APIG.0802", "APIG.1005", "ROMA.00012000", "ROMA.1006",
             "IAM.0002", "IAM.0003", "403"}  # fmt: skip
#: part of the message for a signed request, what to check, and why (authentication errors of the gateway)
_SIGNING = (
    ("ak not exist", ("access_key",), ""),
    ("signature expired", (), "the clock of the machine on which the task runs; it is off by more than 15 minutes"),
    ("reach the limit", ("secret_key",), "; after five failures the service locks a key for five minutes"),
)
_NO_PATH = {"APIGW.0101", "APIG.0101", "404"}


def advice(connection: Connection, error: ApiError) -> str:
    """Say which of the connection's options a refusal is about; nothing when it is about something else."""
    project = "project_id" if connection.project_id else "project_name"
    if error.code in _NO_INSTANCE or _INSTANCE.search(error.message):
        return f"Check {_list(connection, 'instance_id', project)}: the instance must belong to this project and region"
    if error.status == 401:
        return f"Check {_credentials(connection, error)}"
    if error.status == 403 and error.code in _NO_RIGHT:
        return (
            f"Check {_list(connection, project)}: the credentials must belong to this project, and need the permission"
        )
    if error.status == 404 and error.code in _NO_PATH and "/mqs/" not in error.path:  # codes are numbers there
        return f"Check {_named('endpoint', connection.endpoint)}: is it ROMA Connect of this region?"
    return ""


def store_advice(error: ApiError) -> str:
    """Say which of the options of Oracle Commerce a refusal is about."""
    if error.status == 401:
        return "Check occ_application_key, and whether the application is still registered in the store"
    return "Check occ_endpoint" if error.status == 404 and error.code == "404" else ""


def _credentials(connection: Connection, error: ApiError) -> str:
    if error.path.endswith("/auth/tokens"):
        return _list(connection, "username", "password", "domain_name")
    if connection.token:
        return _list(connection, "token") + ": it may have expired, or be one of another project"
    if not connection.signs:
        return _list(connection, "username", "project_id")
    for words, options, why in _SIGNING:
        if words in error.message:
            return _list(connection, *options) + why
    return _list(connection, "secret_key", "access_key", *(["security_token"] if connection.security_token else []))


def _list(connection: Connection, *options: str) -> str:
    if not options:
        return ""
    *others, last = [_named(option, getattr(connection, option)) for option in options]
    return f"{', '.join(others)} and {last}" if others else last


def _named(option: str, value: str) -> str:
    """Name an option, and the variable of the environment that its value came from."""
    names = next(f.env for f in CONNECTION if f.name == option)
    variable = next((name for name in names if value and os.environ.get(name, "").rstrip("/") == value), "")
    return f"{option} (from {variable})" if variable else option
