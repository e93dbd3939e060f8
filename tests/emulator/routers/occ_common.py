# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the Oracle Commerce modules share: error wording and who may call."""

from __future__ import annotations

import re
from collections.abc import Sequence
from hmac import compare_digest
from typing import Any

from ..frame.call import Call
from ..frame.dialect import Dialect
from ..frame.errors import Problem, ServiceError
from ..identity.caller import Caller
from ..identity.tenant import TENANT
from ..state.occ_exports import OccStore

PREFIX = "/ccadmin/v1"
APPLICATION = Caller("occ-application", "occ-application", "token")
# The numbers are made up, because the documentation has none for these situations.
INVALID, UNKNOWN_PROCESS, WRONG_KEY, WRONG_TOKEN = "33010", "33011", "10001", "10002"


class OccDialect(Dialect):
    """Status and code are texts. More than one problem goes to a list of errors, each with a code of its own."""

    def body(self, error: ServiceError, call: Call) -> Any:
        body = {"message": error.message, "status": str(error.status)}
        return body | ({"errors": error.details} if error.details else {"errorCode": str(error.code)})

    def render(self, error: ServiceError, call: Call) -> Any:
        """This store is not behind the cloud's gateway: refusals of the gateway are the store's own here."""
        if error.status == 429:
            error = ServiceError(429, "429", "Too many requests.")
        return self.body(error, call)

    def invalid(self, problems: Sequence[Problem], call: Call) -> ServiceError:
        messages = [f"{item.where} {item.name}: {item.reason}" for item in problems]
        if len(messages) == 1:
            return ServiceError(400, INVALID, messages[0])
        errors = [{"message": message, "status": "400", "errorCode": INVALID} for message in messages]
        return ServiceError(400, INVALID, "The request is not valid.", details=errors)

    def unreadable_body(self, reason: str, call: Call) -> ServiceError:
        if reason == "content-type":
            return ServiceError(415, "415", "Unsupported media type.")
        return ServiceError(400, INVALID, f"The request body cannot be read: {reason}.")

    def unexpected(self, call: Call) -> ServiceError:
        """The code of a server error is a reference for the support."""
        return ServiceError(500, str(int(call.request_id[:8], 16)), "An internal error occurred.")


def bearer(call: Call) -> str:
    match = re.fullmatch(r"Bearer +(\S+)", call.headers.get("authorization", ""))
    return match[1] if match else ""


async def application_key(call: Call) -> None:
    """For logins: the key of the registered application, and nothing else."""
    if not compare_digest(bearer(call).encode(), TENANT.occ_application_key.encode()):
        raise ServiceError(401, WRONG_KEY, "Invalid application key.")
    call.caller = APPLICATION


async def access_token(call: Call) -> None:
    store = call.world[OccStore]
    if not store.token_is_valid(bearer(call)):
        message = "The access token is missing, invalid or expired."
        raise ServiceError(401, WRONG_TOKEN, message, headers={"WWW-Authenticate": "Bearer"})
    if store.switches.occ_language_header and "x-ccasset-language" not in call.headers:
        raise ServiceError(400, "82001", "Required header is missing: x-ccasset-language")
    call.caller = APPLICATION


async def access_token_unless_public(call: Call) -> None:
    """For files: whether they need the token is not documented."""
    if call.world[OccStore].switches.occ_file_authentication or bearer(call):
        await access_token(call)
