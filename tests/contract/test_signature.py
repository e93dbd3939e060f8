# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The signature check against vectors that were computed with the vendor's own signer."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

import pytest

from tests.emulator.identity.signature import EMPTY_HASH, Authorization, canonical_request, sign, timestamp

SECRET = "skexample/0000000000000000000000000000001"
DATE = "20240102T030405Z"


@dataclass(frozen=True)
class Vector:
    method: str
    path: str
    headers: dict[str, str]
    body_hash: str
    digest: str
    signature: str
    query: str = ""
    signed: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "signed", tuple(sorted(self.headers)))


VECTORS = {
    "query": Vector(
        "GET",
        "/v2/0123456789abcdef0123456789abcdef/instances/inst-1/apps",
        {
            "content-type": "application/json",
            "host": "roma.cn-north-4.myhuaweicloud.com",
            "x-project-id": "0123456789abcdef0123456789abcdef",
            "x-sdk-date": DATE,
        },
        EMPTY_HASH,
        "92458281fe7757ddcf78126f404d0bfff48eea47fc9fd4c78b78a942a3d6f0a7",
        "9a47aefb8fd744268e508104b420f598680e0fcfe81f93a198d0cb8ac2f73f2b",
        query="offset=0&name=my%20app%2F%E4%B8%AD&limit=10&favorite=true",
    ),
    "body and security token": Vector(
        "POST",
        "/v2/p/instances/i/apps",
        {
            "content-type": "application/json;charset=UTF-8",
            "host": "127.0.0.1:8443",
            "x-project-id": "p",
            "x-sdk-date": DATE,
            "x-security-token": "tok",
        },
        hashlib.sha256(b'{"name": "a"}').hexdigest(),
        "a98e9eb685282807b004338733292933dd55f3ef89d69843d8918275fa9ded4b",
        "5024e62451fa48f3b219646ced69f5a3f987b302f8e54aa4501d56d1f06dff07",
    ),
    "unsigned payload": Vector(
        "POST",
        "/v2/p/instances/i/assets/import",
        {
            "content-type": "multipart/form-data; boundary=XYZ",
            "host": "127.0.0.1:8443",
            "x-project-id": "p",
            "x-sdk-content-sha256": "UNSIGNED-PAYLOAD",
            "x-sdk-date": DATE,
        },
        "UNSIGNED-PAYLOAD",
        "ac28b474b842731205b1f7cd946c8f81a49b8f781e710b55565d4c0745e41c90",
        "fe8c50f620755261ca13cc25cf7756812bb3f2b151e06510077cbcd2b3d2ff9d",
    ),
}


@pytest.mark.parametrize("vector", VECTORS.values(), ids=VECTORS)
def test_vector(vector: Vector) -> None:
    canonical = canonical_request(
        vector.method,
        vector.path,
        vector.query,
        vector.headers,
        signed=vector.signed,
        body_hash=vector.body_hash,
    )
    assert hashlib.sha256(canonical.encode()).hexdigest() == vector.digest
    assert sign(SECRET, DATE, canonical) == vector.signature


def test_header_is_taken_apart() -> None:
    header = f"SDK-HMAC-SHA256 Access=AK1, SignedHeaders=host;x-sdk-date, Signature={'a' * 64}"
    assert Authorization.parse(header) == Authorization("AK1", ("host", "x-sdk-date"), "a" * 64)


@pytest.mark.parametrize(
    "header",
    [
        "Bearer token",
        f"SDK-HMAC-SHA256 Access=AK1, SignedHeaders=host, Signature={'a' * 64}",
        f"SDK-HMAC-SHA256 Access=AK1, SignedHeaders=x-sdk-date, Signature={'a' * 64}",
        "SDK-HMAC-SHA256 Access=AK1, SignedHeaders=host;x-sdk-date, Signature=xyz",
    ],
)
def test_header_without_what_must_be_signed_is_refused(header: str) -> None:
    assert Authorization.parse(header) is None


def test_date() -> None:
    assert timestamp(DATE) == 1704164645
    assert timestamp("2024-01-02") is None
