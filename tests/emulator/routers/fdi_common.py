# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the operations of data integration have in common."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..frame.call import Call
from ..frame.dialect import Dialect
from ..frame.errors import Problem, ServiceError
from ..frame.fields import Field, Int

INSTANCE = "/v2/{project_id}/fdi/instances/{instance_id}"
PAGE: dict[str, Field] = {
    "limit": Int(min=0, max=999, default=10, clamp=True),
    "offset": Int(min=0, max=999999, default=0, clamp=True),
}


class FdiDialect(Dialect):
    """Code and message, with some refusals a detail, never a request id."""

    def body(self, error: ServiceError, call: Call) -> Any:
        body = {"error_code": error.code, "error_msg": error.message}
        if error.details:
            body["detail"] = error.details[:512]
        return body

    def invalid(self, problems: Sequence[Problem], call: Call) -> ServiceError:
        first = problems[0]
        if first.reason == "value" or first.name == "datasource_type":
            return invalid_parameter(first.name)
        return invalid_parameters(f"{first.where} {first.name}: {first.reason}")

    def unreadable_body(self, reason: str, call: Call) -> ServiceError:
        return invalid_parameters(f"body: {reason}")

    def unknown_instance(self, call: Call) -> ServiceError:
        return ServiceError(404, "FDI.3033", "Invalid parameter [instance_id].")

    def wrong_project(self, call: Call) -> ServiceError:
        message = "The project ID is empty or does not match the project ID in the URL."
        return ServiceError(400, "FDI.3039", message)

    def unexpected(self, call: Call) -> ServiceError:
        return ServiceError(500, "FDI.9999", "Network error.")


def invalid_parameters(detail: str) -> ServiceError:
    return ServiceError(400, "FDI.3002", "Invalid parameters.", details=detail)


def invalid_parameter(name: str) -> ServiceError:
    return ServiceError(400, "FDI.3033", f"Invalid parameter [{name}].")
