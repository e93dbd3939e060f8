# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the families of ROMA's public resources share: error wording, prefix, and the check of an application role."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from ..frame.call import Call
from ..frame.dialect import Dialect
from ..frame.errors import Problem, ServiceError
from ..state.apps import App, AppStore

INSTANCE = "/v2/{project_id}/instances/{instance_id}"


@dataclass
class PublicSwitches:
    padded_error_codes: bool = False
    """ROMA.00013000, as response examples have it, instead of ROMA.13000, as the tables have it."""
    permission_status: Literal[403, 400] = 403
    """The operation pages list 403, the table of error codes 400 for missing permissions."""


class PublicDialect(Dialect):
    """Errors of the public resources. `padded` families always use the long spelling of the code."""

    def __init__(self, padded: bool = False) -> None:
        self._padded = padded

    def body(self, error: ServiceError, call: Call) -> Any:
        code = str(error.code)
        if self._padded or call.world.switches[PublicSwitches].padded_error_codes:
            prefix, _, number = code.partition(".")
            code = f"{prefix}.{number:0>8}"
        return {
            "error_code": code,
            "error_msg": error.message,
            "error_details": str(error.details or error.message)[:128],
            "request_id": call.request_id,
        }

    def invalid(self, problems: Sequence[Problem], call: Call) -> ServiceError:
        first = problems[0]
        message = f"Invalid parameter value,parameterName:{first.name}. Please refer to the support documentation"
        return ServiceError(400, "ROMA.13000", message, details=f"{first.where} {first.name}: {first.reason}")

    def unreadable_body(self, reason: str, call: Call) -> ServiceError:
        if reason == "content-type":
            return self.invalid([Problem("header", "Content-Type", "value")], call)
        return ServiceError(400, "ROMA.13001", "No request body is available.", details=reason)

    def unknown_instance(self, call: Call) -> ServiceError:
        return not_found("The instance does not exist")

    def unexpected(self, call: Call) -> ServiceError:
        return ServiceError(500, "ROMA.11000", "System error")


def not_found(message: str) -> ServiceError:
    return ServiceError(404, "ROMA.00000101", message)


def no_permission(call: Call) -> ServiceError:
    """ROMA.12001 with the status that the switch asks for."""
    status = call.world.switches[PublicSwitches].permission_status
    message = "You do not have the permissions required to operate the application."
    return ServiceError(status, "ROMA.12001", message)


def app_with_role(call: Call, role: str) -> App:
    """The application of the path, in which the caller must have the role."""
    app = call.world[AppStore].get(call.instance_id, call.path["app_id"])
    if app is None:
        raise not_found("The application does not exist")
    if role not in app.roles_of(call.caller.user_id):
        raise no_permission(call)
    return app
