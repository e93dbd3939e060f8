# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The check of an `SDK-HMAC-SHA256` request signature, from the request as it came over the wire."""

from __future__ import annotations

import hashlib
import hmac
import re
from calendar import timegm
from collections.abc import Mapping
from dataclasses import dataclass
from time import strptime
from urllib.parse import quote, unquote

from ..frame.query_string import query_pairs

ALGORITHM = "SDK-HMAC-SHA256"
EMPTY_HASH = hashlib.sha256(b"").hexdigest()
_HEADER = re.compile(ALGORITHM + r"\s+Access=([^,\s]+),\s*SignedHeaders=([^,\s]+),\s*Signature=([0-9a-f]{64})")


@dataclass(frozen=True)
class Authorization:
    """The parts of the Authorization header."""

    access_key: str
    signed_headers: tuple[str, ...]
    signature: str

    @classmethod
    def parse(cls, header: str) -> Authorization | None:
        """None for anything that is not such a header, or does not sign host and date."""
        match = _HEADER.fullmatch(header.strip())
        if match is None:
            return None
        signed = tuple(match[2].split(";"))
        if "host" not in signed or "x-sdk-date" not in signed:
            return None
        return cls(match[1], signed, match[3])


def canonical_request(
    method: str, raw_path: str, raw_query: str, headers: Mapping[str, str], *, signed: tuple[str, ...], body_hash: str
) -> str:
    """The text that is hashed; a path is signed with a closing slash that the request line does not have."""
    path = "/".join(_encode(segment) for segment in unquote(raw_path).split("/"))
    if not path.endswith("/"):
        path += "/"
    query = "&".join(f"{_encode(name)}={_encode(value)}" for name, value in sorted(query_pairs(raw_query)))
    lines = "".join(f"{name}:{headers.get(name, '').strip()}\n" for name in signed)
    return f"{method}\n{path}\n{query}\n{lines}\n{';'.join(signed)}\n{body_hash}"


def sign(secret_key: str, date: str, canonical: str) -> str:
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    text = f"{ALGORITHM}\n{date}\n{digest}"
    return hmac.new(secret_key.encode(), text.encode(), hashlib.sha256).hexdigest()


def timestamp(date: str) -> int | None:
    """X-Sdk-Date as seconds since the epoch."""
    try:
        return timegm(strptime(date, "%Y%m%dT%H%M%SZ"))
    except ValueError:
        return None


def _encode(text: str) -> str:
    return quote(text, safe="~")
