# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Finding out who calls: by token, by signature, or not at all."""

from __future__ import annotations

import time
from hmac import compare_digest

from ..frame.call import Call
from ..frame.errors import ServiceError, not_authorized
from ..state.iam import AccessKey, IamStore
from .caller import Caller
from .signature import EMPTY_HASH, Authorization, canonical_request, sign, timestamp

CLOCK_WINDOW = 15 * 60


async def nobody(call: Call) -> None:
    """For operations that need no credentials."""


async def account_user(call: Call) -> None:
    """A user of the account, whatever the project; both credentials given: the signature counts."""
    header = call.headers.get("authorization")
    if header is not None:
        call.caller = await _by_signature(call, header)
    else:
        call.caller = _by_token(call)


async def project_user(call: Call) -> None:
    """A user whose credentials reach the project, and an instance that exists in it."""
    await account_user(call)
    project_id, tenant = call.project_id, call.world[IamStore].tenant
    asked = call.headers.get("x-project-id")
    if (
        call.caller.project_id not in (None, project_id)
        or (asked is not None and asked != project_id)
        or tenant.project(project_id) is None
    ):
        raise call.dialect.wrong_project(call)
    instance_id = call.path.get("instance_id")
    if instance_id is not None and not tenant.has_instance(project_id, instance_id):
        raise call.dialect.unknown_instance(call)


def _by_token(call: Call) -> Caller:
    text = call.headers.get("x-auth-token")
    if not text:
        raise call.dialect.unauthenticated("x-auth-token not found", call)
    token = call.world[IamStore].token(text)
    if token is None:
        raise call.dialect.unauthenticated("decrypt token fail", call)
    if token.project_id is None and "project_id" in call.path:
        # a token with the scope of the account is not valid for services that live in a project
        raise not_authorized()
    return Caller(token.user.id, token.user.name, "token", project_id=token.project_id)


async def _by_signature(call: Call, header: str) -> Caller:
    iam = call.world[IamStore]
    authorization = Authorization.parse(header)
    if authorization is None:
        raise call.dialect.unauthenticated("verify aksk signature fail, the Authorization header is invalid", call)
    access = authorization.access_key
    locking = iam.switches.access_key_lock
    if locking and iam.key_lock.is_locked(access):
        raise call.dialect.unauthenticated("AK access failed to reach the limit,forbidden.", call)
    key = iam.access_key(access)
    if key is None:
        raise call.dialect.unauthenticated(f"Get secretKey failed,ak:{access},err:ak not exist", call)
    refusal = await _refusal_of_signature(call, authorization, key)
    if refusal is not None:
        if locking:
            iam.key_lock.failed(access)
        raise refusal
    iam.key_lock.succeeded(access)
    return Caller(key.user.id, key.user.name, "aksk", project_id=key.project_id, access_key=access)


async def _refusal_of_signature(call: Call, authorization: Authorization, key: AccessKey) -> ServiceError | None:
    date = call.headers.get("x-sdk-date", "")
    sent_at = timestamp(date)
    if sent_at is None or abs(time.time() - sent_at) > CLOCK_WINDOW:
        return call.dialect.unauthenticated("calc ak sk signature fail:signature expired", call)
    if key.security_token is not None and (
        call.headers.get("x-security-token") != key.security_token or key.expires_at < time.time()
    ):
        return call.dialect.unauthenticated("verify aksk signature fail, the security token is invalid", call)
    body_hash = EMPTY_HASH
    if call.payload.size:
        body_hash = call.headers.get("x-sdk-content-sha256") or await call.payload.sha256()
    canonical = canonical_request(
        call.method,
        call.raw_path,
        call.raw_query,
        call.headers,
        signed=authorization.signed_headers,
        body_hash=body_hash,
    )
    if not compare_digest(sign(key.secret, date, canonical), authorization.signature):
        return call.dialect.unauthenticated("verify aksk signature fail, the signature does not match", call)
    return None
