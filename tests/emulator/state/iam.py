# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tokens, access keys and locks."""

from __future__ import annotations

import base64
import os
import random
import string
import time
import uuid
from collections.abc import Collection
from dataclasses import dataclass, replace

from ..frame.world import Store, World
from ..identity.caller import Caller
from ..identity.tenant import PROJECT, TENANT, RomaInstance, Tenant, User

KEY_LOCK_FAILURES = 5
KEY_LOCK_SECONDS = 300
PASSWORD_LOCK_FAILURES = 5
PASSWORD_LOCK_SECONDS = 900


@dataclass
class IamSwitches:
    token_seconds: float = 24 * 3600.0
    """Lifetime of a token."""
    access_key_lock: bool = False
    """More than 5 signature failures in a row lock an access key for 5 minutes."""
    password_lock: bool = False
    """5 wrong passwords in a row lock a user for 15 minutes."""


@dataclass
class Token:
    """`project_id` is None for a token with the scope of the account."""

    text: str
    user: User
    project_id: str | None
    issued_at: float
    expires_at: float


@dataclass
class AccessKey:
    """A permanent key, or a temporary one with a security token."""

    access: str
    secret: str
    user: User
    project_id: str | None = None
    security_token: str | None = None
    expires_at: float = float("inf")


class Lock:
    """Counts failures in a row and locks after too many of them."""

    def __init__(self, failures: int, seconds: float) -> None:
        self._failures = failures
        self._seconds = seconds
        self._count: dict[str, int] = {}
        self._until: dict[str, float] = {}

    def is_locked(self, name: str) -> bool:
        return self._until.get(name, 0) > time.time()

    def succeeded(self, name: str) -> None:
        if self._count:
            self._count.pop(name, None)

    def failed(self, name: str) -> None:
        self._count[name] = self._count.get(name, 0) + 1
        if self._count[name] >= self._failures:
            self._until[name] = time.time() + self._seconds
            self._count.pop(name)


class IamStore(Store):
    """Who may call, by token or by key."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self.tenant: Tenant = TENANT
        self._tokens: dict[str, Token] = {}
        self._keys = {
            user.access_key: AccessKey(user.access_key, user.secret_key, user)
            for user in self.tenant.users
            if user.access_key and user.secret_key
        }
        self.key_lock = Lock(KEY_LOCK_FAILURES + 1, KEY_LOCK_SECONDS)
        self.password_lock = Lock(PASSWORD_LOCK_FAILURES, PASSWORD_LOCK_SECONDS)

    @property
    def switches(self) -> IamSwitches:
        return self.world.switches[IamSwitches]

    def issue_token(self, user: User, project_id: str | None) -> Token:
        """As long as a real one, because headers of that size are what clients have to cope with."""
        now = time.time()
        text = "MII" + base64.b64encode(os.urandom(1400), b"+-").decode().rstrip("=")
        token = Token(text, user, project_id, now, now + self.switches.token_seconds)
        self._tokens[text] = token
        return token

    def token(self, text: str) -> Token | None:
        token = self._tokens.get(text)
        return token if token is not None and token.expires_at > time.time() else None

    def expire_tokens(self) -> int:
        expired = len(self._tokens)
        self._tokens.clear()
        return expired

    def issue_temporary_key(self, caller: Caller, seconds: float) -> AccessKey:
        letters = string.ascii_uppercase + string.digits
        key = AccessKey(
            access="".join(random.choices(letters, k=20)),
            secret="".join(random.choices(string.ascii_letters + string.digits, k=40)),
            user=self.tenant.user(caller.user_id),
            project_id=caller.project_id,
            security_token=base64.b64encode(os.urandom(400)).decode(),
            expires_at=time.time() + seconds,
        )
        self._keys[key.access] = key
        return key

    def access_key(self, access: str) -> AccessKey | None:
        return self._keys.get(access)

    def add_instances(self, wishes: list[dict[str, str]]) -> list[str]:
        """Buy instances, each by its `name`; what else a `RomaInstance` has may be given. Returns their ids."""
        made = [RomaInstance(**{"id": str(uuid.uuid4()), "project_id": PROJECT.id, **wish}) for wish in wishes]
        self.tenant = replace(self.tenant, instances=(*self.tenant.instances, *made))
        return [instance.id for instance in made]

    def counts(self, instance_ids: Collection[str]) -> dict[str, int]:
        return {"tokens": len(self._tokens)}
