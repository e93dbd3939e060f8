# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""Credentials: a signature per request (AK/SK), a token from a login, or a token that was given."""

from __future__ import annotations

import datetime
import functools
import hashlib
import hmac
import threading
import typing as t
import urllib.parse

from ._connection import Connection

_UNRESERVED = "-_.~"
EMPTY_HASH = hashlib.sha256(b"").hexdigest()

Query = t.Sequence[tuple[str, str]]


def canonical_query(query: Query) -> str:
    """Encode a query the way that the signature wants it; the same text goes over the wire."""
    encoded = [(urllib.parse.quote(k, safe=_UNRESERVED), urllib.parse.quote(v, safe=_UNRESERVED)) for k, v in
               sorted(query)]  # fmt: skip
    return "&".join(f"{k}={v}" for k, v in encoded)


@functools.lru_cache(maxsize=256)  # creations all go to the few paths of their kinds
def canonical_uri(path: str) -> str:
    """Encode a path for the signature: a trailing slash is part of the canonical form only."""
    encoded = "/".join(urllib.parse.quote(part, safe=_UNRESERVED) for part in urllib.parse.unquote(path).split("/"))
    return encoded if encoded.endswith("/") else encoded + "/"


class Signer:
    """Signs requests with ``SDK-HMAC-SHA256`` (API Request Signing Guide; the vendor SDK's ``signer``)."""

    def __init__(self, access_key: str, secret_key: str, security_token: str = "", project_id: str = "") -> None:
        self._access_key = access_key
        self._key = secret_key.encode()
        self._fixed = {"X-Project-Id": project_id, "X-Security-Token": security_token}

    def headers(self, method: str, url: str, query: Query, headers: t.Mapping[str, str], body: bytes | None,
                now: datetime.datetime | None = None) -> dict[str, str]:  # fmt: skip
        """Return the headers of the request, signature included.

        :param url: scheme, host and path; without the query
        """
        parts = urllib.parse.urlsplit(url)
        moment = now or datetime.datetime.now(datetime.timezone.utc)
        signed = {
            **headers,
            **{name: value for name, value in self._fixed.items() if value},
            "Host": parts.netloc,
            "X-Sdk-Date": moment.strftime("%Y%m%dT%H%M%SZ"),
        }
        content_type = headers.get("Content-Type", "application/json")
        if not content_type.startswith(("application/json", "application/bson")):
            signed["X-Sdk-Content-Sha256"] = "UNSIGNED-PAYLOAD"
        return {**signed, "Authorization": self._authorization(method, parts.path, query, signed, body)}

    def _authorization(self, method: str, path: str, query: Query, headers: dict[str, str], body: bytes | None) -> str:
        lower = {name.lower(): value.strip() for name, value in headers.items() if "_" not in name}
        names = ";".join(sorted(lower))
        declared = lower.get("x-sdk-content-sha256")
        payload = EMPTY_HASH if body is None else declared or hashlib.sha256(body).hexdigest()
        canonical = "\n".join(
            [
                method,
                canonical_uri(path),
                canonical_query(query),
                *[f"{name}:{lower[name]}" for name in sorted(lower)],
                "",
                names,
                payload,
            ]
        )
        digest = hashlib.sha256(canonical.encode()).hexdigest()
        to_sign = f"SDK-HMAC-SHA256\n{lower['x-sdk-date']}\n{digest}"
        signature = hmac.new(self._key, to_sign.encode(), hashlib.sha256).hexdigest()
        return f"SDK-HMAC-SHA256 Access={self._access_key}, SignedHeaders={names}, Signature={signature}"


class Credentials:
    """What authorises requests: nothing at all, unless one of its kinds."""

    @property
    def renewable(self) -> bool:
        """Whether it may help to try again when they were refused."""
        return False

    def headers(
        self, method: str, url: str, query: Query, headers: dict[str, str], body: bytes | None
    ) -> dict[str, str]:
        """Return the headers of a request with what authorises it."""
        return headers

    def renew(self, refused: dict[str, str]) -> None:
        """Forget what a service refused; the headers of that request are given."""


class SignedRequests(Credentials):
    """Authorises with a key pair."""

    def __init__(self, connection: Connection, project_id: str) -> None:
        self._signer = Signer(connection.access_key, connection.secret_key, connection.security_token, project_id)

    def headers(
        self, method: str, url: str, query: Query, headers: dict[str, str], body: bytes | None
    ) -> dict[str, str]:
        return self._signer.headers(method, url, query, headers, body)


class Token(Credentials):
    """Authorises with a token, or not at all; one from a login is renewed when the service stops taking it."""

    def __init__(self, token: str = "", login: t.Callable[[], str] | None = None) -> None:
        self._token = token
        self._login = login
        self._lock = threading.Lock()

    @property
    def renewable(self) -> bool:
        return self._login is not None

    def headers(
        self, method: str, url: str, query: Query, headers: dict[str, str], body: bytes | None
    ) -> dict[str, str]:
        token = self._current()
        return {**headers, "X-Auth-Token": token} if token else headers

    def _current(self) -> str:
        if self._token or self._login is None:
            return self._token
        with self._lock:
            if not self._token:
                self._token = self._login()
            return self._token

    def renew(self, refused: dict[str, str]) -> None:
        """Forget the token that a service refused, unless another worker has replaced it already."""
        with self._lock:
            if refused.get("X-Auth-Token") == self._token:
                self._token = ""


def password_body(connection: Connection) -> dict[str, t.Any]:
    """Return the body of `KeystoneCreateUserTokenByPassword`."""
    project = {"id": connection.project_id} if connection.project_id else {"name": connection.project_name}
    user = {
        "name": connection.username,
        "password": connection.password,
        "domain": {"name": connection.domain_name},
    }
    return {
        "auth": {
            "identity": {"methods": ["password"], "password": {"user": user}},
            "scope": {"project": project},
        }
    }
