# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files on their way up: the form they are in, their size, and what is signed."""

from __future__ import annotations

import email
from pathlib import Path

import pytest
from ansible_collections.roma.connect.plugins.module_utils._base._errors import LostAnswer, RomaError
from ansible_collections.roma.connect.plugins.module_utils._service._connection import Connection
from ansible_collections.roma.connect.plugins.module_utils._service._http import Broken
from ansible_collections.roma.connect.plugins.module_utils._service._upload import FileForm, plain_name
from ansible_collections.roma.connect.tests.unit.transport import Answer, FakeClient, answering

CONTENT = bytes(range(256)) * 3000  # several blocks


@pytest.fixture
def form(tmp_path: Path) -> FileForm:
    path = tmp_path / "assets.zip"
    path.write_bytes(CONTENT)
    return FileForm("package", path, ".zip")


def test_a_form_holds_the_file(form: FileForm) -> None:
    body = b"".join(form)
    assert len(form) == len(body)
    message = email.message_from_bytes(f"Content-Type: {form.content_type}\r\n\r\n".encode() + body)
    (part,) = message.get_payload()
    assert part.get_param("name", header="content-disposition") == "package"
    assert part.get_filename() == "assets.zip"
    assert CONTENT in body


def test_a_form_is_read_anew_for_every_attempt(form: FileForm) -> None:
    assert b"".join(form) == b"".join(form)
    assert max(len(block) for block in form) <= 256 * 1024


def test_a_file_that_changes_meanwhile(form: FileForm, tmp_path: Path) -> None:
    """What was announced is sent, or nothing."""
    announced = len(form)
    (tmp_path / "assets.zip").write_bytes(CONTENT + b"more")
    assert len(b"".join(form)) == announced
    (tmp_path / "assets.zip").write_bytes(CONTENT[:-1])
    with pytest.raises(RomaError, match="became shorter"):
        b"".join(form)


@pytest.mark.parametrize(
    ("name", "sent"),
    [
        ("assets-001.zip", "assets-001.zip"),
        ("2026.03.14 orders.zip", "2026_03_14_orders.zip"),
        ('a"b\r\nc.zip', "a_b__c.zip"),
        ("-x.zip", "file-x.zip"),
        ("\u4e2d.zip", "file_.zip"),
        ("archive", "archive.zip"),
        (".zip", "file.zip"),
    ],
)
def test_names_that_the_service_takes(name: str, sent: str) -> None:
    assert plain_name(Path("/x") / name, ".zip") == sent


def test_upload(form: FileForm) -> None:
    client = FakeClient(answering(Answer(429), Answer(200, {"job_id": "j"})))
    assert client.upload("/v2/{project_id}/import", {"merge": True, "prefix": None}, form) == {"job_id": "j"}
    throttled, done = client.requests
    assert (done.method, done.path, done.query) == ("POST", "/v2/p/import", {"merge": "true"})
    assert done.headers["Content-Type"] == form.content_type
    assert done.data is throttled.data is form


def test_uploads_are_not_repeated_when_they_may_have_arrived(form: FileForm) -> None:
    client = FakeClient(answering(Broken("the connection broke")))
    with pytest.raises(LostAnswer):
        client.upload("/import", {}, form)
    assert len(client.requests) == 1


def test_a_file_is_not_part_of_what_is_signed(form: FileForm) -> None:
    client = FakeClient(answering(Answer(200, {})), token="", access_key="ak", secret_key="sk")
    client.upload("/import", {}, form)
    headers = client.requests[0].headers
    assert headers["X-Sdk-Content-Sha256"] == "UNSIGNED-PAYLOAD"
    assert headers["Authorization"].startswith("SDK-HMAC-SHA256 Access=ak")


@pytest.mark.parametrize(
    ("credentials", "limited"),
    [
        ({"access_key": "a", "secret_key": "s"}, True),
        ({"access_key": "a", "secret_key": "s", "token": "t"}, False),
        ({"username": "u", "password": "p"}, False),
    ],
)
def test_signed_requests_are_limited(credentials: dict[str, str], limited: bool) -> None:
    connection = Connection(endpoint="https://roma.test", iam_endpoint="https://iam.test", **credentials)
    assert connection.largest_body == (12 * 1024 * 1024 if limited else None)
