# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Signatures against the vectors of the vendor's signer, and tokens."""

from __future__ import annotations

import datetime
import re
import threading

import pytest
from ansible_collections.roma.connect.plugins.module_utils._service._auth import (
    SignedRequests,
    Signer,
    Token,
    canonical_query,
    canonical_uri,
    password_body,
)
from ansible_collections.roma.connect.plugins.module_utils._service._connection import Connection

ACCESS_KEY = "AKEXAMPLE0000000001"
SECRET_KEY = "skexample/0000000000000000000000000000001"
MOMENT = datetime.datetime(2024, 1, 2, 3, 4, 5, tzinfo=datetime.timezone.utc)
PROJECT = "0123456789abcdef0123456789abcdef"

VECTORS = [
    pytest.param(
        Signer(ACCESS_KEY, SECRET_KEY, project_id=PROJECT),
        ("GET", f"https://roma.cn-north-4.myhuaweicloud.com/v2/{PROJECT}/instances/inst-1/apps"),
        [("name", "my app/\u4e2d"), ("limit", "10"), ("offset", "0"), ("favorite", "true")],
        "application/json",
        None,
        "content-type;host;x-project-id;x-sdk-date",
        "9a47aefb8fd744268e508104b420f598680e0fcfe81f93a198d0cb8ac2f73f2b",
        id="query",
    ),
    pytest.param(
        Signer(ACCESS_KEY, SECRET_KEY, "tok", "p"),
        ("POST", "http://127.0.0.1:8443/v2/p/instances/i/apps"),
        [],
        "application/json;charset=UTF-8",
        b'{"name": "a"}',
        "content-type;host;x-project-id;x-sdk-date;x-security-token",
        "5024e62451fa48f3b219646ced69f5a3f987b302f8e54aa4501d56d1f06dff07",
        id="body and security token",
    ),
    pytest.param(
        Signer(ACCESS_KEY, SECRET_KEY, project_id="p"),
        ("POST", "http://127.0.0.1:8443/v2/p/instances/i/assets/import"),
        [],
        "multipart/form-data; boundary=XYZ",
        b"--XYZ--",
        "content-type;host;x-project-id;x-sdk-content-sha256;x-sdk-date",
        "fe8c50f620755261ca13cc25cf7756812bb3f2b151e06510077cbcd2b3d2ff9d",
        id="unsigned body",
    ),
]


@pytest.mark.parametrize(("signer", "request_line", "query", "content_type", "body", "names", "signature"), VECTORS)
def test_signatures(
    signer: Signer,
    request_line: tuple[str, str],
    query: list[tuple[str, str]],
    content_type: str,
    body: bytes | None,
    names: str,
    signature: str,
) -> None:
    headers = signer.headers(*request_line, query, {"Content-Type": content_type}, body, MOMENT)
    assert headers["Authorization"] == (
        f"SDK-HMAC-SHA256 Access={ACCESS_KEY}, SignedHeaders={names}, Signature={signature}"
    )
    assert headers["X-Sdk-Date"] == "20240102T030405Z"
    assert headers["Content-Type"] == content_type
    assert "X-Auth-Token" not in headers


def test_every_part_of_a_request_is_signed() -> None:
    signer = Signer(ACCESS_KEY, SECRET_KEY)
    base = {"method": "PUT", "url": "https://h/a", "query": [("x", "1")], "headers": {"A": "1"}, "body": b"{}"}
    changes = [
        {},
        {"method": "POST"},
        {"url": "https://g/a"},
        {"url": "https://h/b"},
        {"query": [("x", "2")]},
        {"headers": {"A": "2"}},
        {"body": b"[]"},
    ]
    signatures = {signer.headers(**{**base, **change}, now=MOMENT)["Authorization"] for change in changes}
    assert len(signatures) == len(changes)


def test_the_moment_is_now() -> None:
    headers = Signer(ACCESS_KEY, SECRET_KEY).headers("GET", "https://h/a", [], {}, None)
    signed = datetime.datetime.strptime(headers["X-Sdk-Date"] + "+0000", "%Y%m%dT%H%M%SZ%z")
    assert abs((datetime.datetime.now(datetime.timezone.utc) - signed).total_seconds()) < 60


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ([], ""),
        ([("b", "2"), ("a", "1")], "a=1&b=2"),
        ([("a", "2"), ("a", "1")], "a=1&a=2"),
        ([("a", "")], "a="),
        ([("a", "x y+z")], "a=x%20y%2Bz"),
        ([("a", "-_.~")], "a=-_.~"),
        ([("a", "/:?&=%")], "a=%2F%3A%3F%26%3D%25"),
        ([("\u00e4", "\u4e2d")], "%C3%A4=%E4%B8%AD"),
    ],
)
def test_queries_are_written_in_one_way(query: list[tuple[str, str]], text: str) -> None:
    assert canonical_query(query) == text


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("/a/b", "/a/b/"),
        ("/a/", "/a/"),
        ("", "/"),
        ("/a%20b/c", "/a%20b/c/"),
        ("/a b~", "/a%20b~/"),
        ("/v2/x%2Fy", "/v2/x/y/"),
    ],
)
def test_paths_are_signed_with_a_slash_at_the_end(path: str, text: str) -> None:
    assert canonical_uri(path) == text


def test_key_pairs_cannot_be_renewed() -> None:
    connection = Connection("https://h", "https://iam", access_key="ak", secret_key="sk")
    signed = SignedRequests(connection, "p")
    assert not signed.renewable
    assert re.match("SDK-HMAC-SHA256 Access=ak, ", signed.headers("GET", "https://h/a", [], {}, None)["Authorization"])


def test_a_given_token_is_used_and_not_renewed() -> None:
    token = Token("given")
    assert not token.renewable
    assert token.headers("GET", "", [], {"A": "1"}, None) == {"A": "1", "X-Auth-Token": "given"}


def test_a_login_is_made_once_and_again_after_a_refusal() -> None:
    made = iter(["first", "second", "third"])
    token = Token(login=lambda: next(made))
    assert token.renewable
    first = token.headers("GET", "", [], {}, None)
    assert token.headers("GET", "", [], {}, None) == first == {"X-Auth-Token": "first"}
    token.renew(first)
    assert token.headers("GET", "", [], {}, None) == {"X-Auth-Token": "second"}
    token.renew(first)  # refused to another worker, and replaced since
    assert token.headers("GET", "", [], {}, None) == {"X-Auth-Token": "second"}


def test_workers_share_a_login() -> None:
    logins: list[str] = []
    begin = threading.Barrier(8)

    def login() -> str:
        logins.append("x")
        return "made"

    token = Token(login=login)

    def work() -> None:
        begin.wait()
        token.headers("GET", "", [], {}, None)

    workers = [threading.Thread(target=work) for _ in range(8)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert logins == ["x"]


@pytest.mark.parametrize(
    ("options", "project"),
    [({"project_id": "p", "project_name": "n"}, {"id": "p"}), ({"project_name": "n"}, {"name": "n"})],
)
def test_the_body_of_a_login(options: dict, project: dict) -> None:
    connection = Connection("https://h", "https://i", username="u", password="pw", domain_name="d", **options)
    assert password_body(connection) == {
        "auth": {
            "identity": {
                "methods": ["password"],
                "password": {"user": {"name": "u", "password": "pw", "domain": {"name": "d"}}},
            },
            "scope": {"project": project},
        }
    }
