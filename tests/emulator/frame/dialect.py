# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a family words its refusals. Subclass it once a family; the base class speaks like the API gateway."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from .errors import GatewayError, Problem, ServiceError, api_does_not_exist, not_authorized, wrong_credentials
from .reply import Reply

if TYPE_CHECKING:
    from .call import Call


class Dialect:
    """Each method returns the error to raise; `call` tells the operation, the path and the switches."""

    def body(self, error: ServiceError, call: Call) -> Any:
        """The body of the family's own errors; gateway errors never come here."""
        return {"error_code": error.code, "error_msg": error.message, "request_id": call.request_id}

    def invalid(self, problems: Sequence[Problem], call: Call) -> ServiceError:
        """Something in the request breaks the declarations: unknown names, types, lengths, choices."""
        return ServiceError(400, "APIGW.0201", f"API request error: {problems[0].name} ({problems[0].reason})")

    def unreadable_body(self, reason: str, call: Call) -> ServiceError:
        """The body is missing, is no JSON, or has another content type (reason: missing, syntax, content-type)."""
        return self.invalid([Problem("body", "body", reason)], call)

    def unknown_instance(self, call: Call) -> ServiceError:
        return ServiceError(404, "APIGW.0101", "The instance does not exist")

    def unauthenticated(self, detail: str, call: Call) -> ServiceError:
        """The gateway stands in front of the services, so most families leave this one alone."""
        return wrong_credentials(detail)

    def wrong_project(self, call: Call) -> ServiceError:
        return not_authorized()

    def unexpected(self, call: Call) -> ServiceError:
        return ServiceError(500, "APIGW.0201", "An unexpected error occurred")

    def no_route(self, request_id: str) -> Reply:
        """The answer where there is no such path or method; there is no call then."""
        error = api_does_not_exist()
        return Reply(error.status, gateway_body(error, request_id))

    def render(self, error: ServiceError, call: Call) -> Any:
        if isinstance(error, GatewayError):
            return gateway_body(error, call.request_id)
        return self.body(error, call)


def gateway_body(error: ServiceError, request_id: str) -> dict[str, Any]:
    return {"error_code": error.code, "error_msg": error.message, "request_id": request_id}
