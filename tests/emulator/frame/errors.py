# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Refusals, as exceptions that say everything a family needs to word its answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


class ServiceError(Exception):
    """An answer other than success; the family's dialect turns it into a body."""

    def __init__(
        self,
        status: int,
        code: str | int,
        message: str,
        *,
        details: Any = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(f"{status} {code}: {message}")
        self.status = status
        self.code = code
        self.message = message
        self.details = details
        self.headers = dict(headers or {})


class GatewayError(ServiceError):
    """A refusal of the cloud's API gateway, worded the same in front of every family."""


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with a request.

    `where` is body, query, path or header; `name` the member's path such as `users[0].roles`;
    `reason` one of required, unknown, type, length, pattern, range, choice, duplicate or a family's own word.
    """

    where: str
    name: str
    reason: str
    value: Any = field(default=None, compare=False)


class Invalid(Exception):
    """Raised by a handler that finds a problem the declarations cannot express; the dialect words it."""

    def __init__(self, name: str, reason: str = "value", where: str = "body", value: Any = None) -> None:
        super().__init__(f"{where} {name}: {reason}")
        self.problem = Problem(where, name, reason, value)


def api_does_not_exist() -> GatewayError:
    return GatewayError(404, "APIGW.0101", "The API does not exist or has not been published in the environment.")


def too_many_requests(limit: float) -> GatewayError:
    message = f"The throttling threshold has been reached: policy user over ratelimit,limit:{limit:g},time:1 second"
    return GatewayError(429, "APIGW.0308", message, headers={"Retry-After": "1"})


def body_too_large() -> GatewayError:
    return GatewayError(413, "APIGW.0201", "Request entity too large.")


def uri_too_large() -> GatewayError:
    return GatewayError(414, "APIGW.0201", "Request URI too large.")


def wrong_credentials(detail: str) -> GatewayError:
    return GatewayError(401, "APIGW.0301", f"Incorrect IAM authentication information: {detail}")


def not_authorized() -> GatewayError:
    return GatewayError(403, "APIGW.0302", "The IAM user is not authorized to access the API.")
