# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""IAM v3.0: temporary access keys. It words errors differently from IAM v3."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..frame.call import Call
from ..frame.dialect import Dialect
from ..frame.errors import Problem, ServiceError
from ..frame.family import Family
from ..frame.fields import AnyObject, Int, ListOf, Text, members
from ..frame.times import utc_micros
from ..identity.authentication import nobody
from ..identity.caller import Caller
from ..state.iam import IamStore


class IamDialect(Dialect):
    def body(self, error: ServiceError, call: Call) -> Any:
        return {"error_code": error.code, "error_msg": error.message}

    def invalid(self, problems: Sequence[Problem], call: Call) -> ServiceError:
        return ServiceError(400, "IAM.0011", "Request body is invalid.")

    def unexpected(self, call: Call) -> ServiceError:
        return ServiceError(500, "IAM.0006", "An unexpected error prevented the server from fulfilling your request.")


family = Family("iam", IamDialect(), auth=nobody, prefix="/v3.0")
families = (family,)


@family.post(
    "/OS-CREDENTIAL/securitytokens",
    "CreateTemporaryAccessKeyByToken",
    status=201,
    mutating=False,
    body=members(
        auth=members(
            required=True,
            identity=members(
                required=True,
                methods=ListOf(item=Text(choices=("token",)), min=1, max=1, required=True),
                token=members(id=Text(min=1), duration_seconds=Int(min=900, max=86400)),
                policy=AnyObject(),
            ),
        )
    ),
)
def create_temporary_access_key(call: Call) -> dict[str, Any]:
    """CreateTemporaryAccessKeyByToken: the token is in the header or in the body."""
    iam, wish = call.world[IamStore], call.body["auth"]["identity"].get("token", {})
    token = iam.token(call.headers.get("x-auth-token") or wish.get("id", ""))
    if token is None:
        raise ServiceError(401, "IAM.0001", "The request you have made requires authentication.")
    call.caller = Caller(token.user.id, token.user.name, "token", project_id=token.project_id)
    key = iam.issue_temporary_key(call.caller, wish.get("duration_seconds", 900))
    return {
        "credential": {
            "access": key.access,
            "secret": key.secret,
            "securitytoken": key.security_token,
            "expires_at": utc_micros(key.expires_at),
        }
    }
