# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Oracle Commerce: tokens and their age, links, states of processes."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.roma.connect.plugins.module_utils._base._errors import (
    ApiError,
    InputError,
    LostAnswer,
    RomaError,
)
from ansible_collections.roma.connect.plugins.module_utils._occ import _client
from ansible_collections.roma.connect.plugins.module_utils._occ._client import (
    AccessToken,
    OccClient,
    Process,
    abort_process,
    read_process,
    start_process,
    wait_for_process,
)
from ansible_collections.roma.connect.plugins.module_utils._service._connection import (
    OccConnection,
    occ_connection_from,
)
from ansible_collections.roma.connect.plugins.module_utils._service._http import Broken
from ansible_collections.roma.connect.plugins.module_utils._transfer._jobs import Deadline
from ansible_collections.roma.connect.tests.unit.transport import STORE, Answer, FakeStore, Request, Time, answering

KEY = "canary-application-key"
REFUSED = Answer(401, {"message": "no", "status": "401", "errorCode": "10002"})


# -- options of the connection ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "endpoint"),
    [
        ("https://admin.store.test", "https://admin.store.test"),
        ("https://admin.store.test/", "https://admin.store.test"),
        ("https://admin.store.test/ccadmin/v1/", "https://admin.store.test"),
        ("https://admin.store.test/ccadmin", "https://admin.store.test"),
        ("https://proxy.test:8443/store/ccadmin/v1", "https://proxy.test:8443/store"),
    ],
)
def test_the_address_of_the_api_is_taken_as_well(given: str, endpoint: str) -> None:
    connection = occ_connection_from({"occ_endpoint": given, "occ_application_key": f" {KEY}\n", "api_retries": 1})
    assert (connection.endpoint, connection.application_key, connection.api_retries) == (endpoint, KEY, 1)
    assert KEY not in repr(connection)


def test_all_that_is_missing_is_named() -> None:
    with pytest.raises(InputError) as caught:
        occ_connection_from({"api_timeout": 0, "api_retries": -1})
    assert [problem.partition(":")[0] for problem in caught.value.problems] == [
        "occ_endpoint", "occ_application_key", "api_timeout", "api_retries",
    ]  # fmt: skip


@pytest.mark.parametrize("key", ["a b", "a\nb", "schl\u00fcssel", "a\x00b"])
def test_a_key_that_no_header_can_hold_is_not_shown(key: str) -> None:
    with pytest.raises(InputError) as caught:
        occ_connection_from({"occ_endpoint": STORE, "occ_application_key": key})
    assert caught.value.problems == [
        "occ_application_key: the value is not allowed: a key has no blanks, line breaks or accents"
    ]


# -- tokens ----------------------------------------------------------------------------------------------------------


class Store:
    """Gives out tokens, and takes only those that it has given and that are not among the refused."""

    def __init__(self) -> None:
        self.made = 0
        self.refused: set[str] = set()

    def __call__(self, request: Request) -> Answer:
        shown = request.headers["Authorization"].removeprefix("Bearer ")
        if request.path == "/ccadmin/v1/login":
            assert request.headers["Content-Type"] == "application/x-www-form-urlencoded"
            assert request.data == b"grant_type=client_credentials"
            return self._token() if shown == KEY else REFUSED
        if shown in self.refused or shown == KEY:
            return REFUSED
        if request.path == "/ccadmin/v1/refresh":
            assert request.data is None
            return self._token()
        return Answer(200, {"shown": shown})

    def _token(self) -> Answer:
        self.made += 1
        return Answer(200, {"access_token": f"token-{self.made}", "token_type": "bearer"})


def paths(client: FakeStore) -> list[str]:
    return [request.path.removeprefix("/ccadmin/v1/") for request in client.requests]


def aging(store: Store) -> tuple[FakeStore, Time]:
    """A client whose tokens grow old by a clock of their own."""
    client, time = FakeStore(store), Time()
    client._credentials = AccessToken(client.login, client._refresh, time.clock)
    return client, time


def test_one_login_is_enough() -> None:
    client = FakeStore(Store())
    assert [client.call("GET", "/ccadmin/v1/x")["shown"] for _ in range(3)] == ["token-1"] * 3
    assert paths(client) == ["login", "x", "x", "x"]
    assert client.requests[1].headers["X-CCAsset-Language"] == "en"


def test_a_token_is_refreshed_before_it_expires() -> None:
    client, time = aging(Store())
    seen = []
    for now in (0, 239, 241, 480, 482):
        time.now = now
        seen.append(client.call("GET", "/ccadmin/v1/x")["shown"])
    assert seen == ["token-1", "token-1", "token-2", "token-2", "token-3"]
    assert paths(client) == ["login", "x", "x", "refresh", "x", "x", "refresh", "x"]


def test_one_that_has_expired_cannot_be_refreshed() -> None:
    store = Store()
    client, time = aging(store)
    client.call("GET", "/ccadmin/v1/x")
    time.now, store.refused = 1000, {"token-1"}
    assert client.call("GET", "/ccadmin/v1/x")["shown"] == "token-2"
    assert paths(client) == ["login", "x", "refresh", "login", "x"]


def test_one_that_is_refused_is_replaced_once() -> None:
    store = Store()
    client = FakeStore(store)
    store.refused = {"token-1"}
    assert client.call("GET", "/ccadmin/v1/x")["shown"] == "token-2"
    assert paths(client) == ["login", "x", "login", "x"]
    store.refused = {f"token-{number}" for number in range(9)}
    with pytest.raises(ApiError) as caught:
        client.call("POST", "/ccadmin/v1/x", body={})
    assert (caught.value.status, caught.value.code, caught.value.message) == (401, "10002", "no")
    assert paths(client)[4:] == ["x", "login", "x"]


def test_a_token_that_another_worker_has_replaced_is_kept() -> None:
    token = AccessToken(lambda: "new", lambda old: "never")
    headers = token.headers("GET", "", (), {}, None)
    token.renew({"Authorization": "Bearer old"})
    assert token._token == "new"
    token.renew(headers)
    assert token._token == ""


def test_a_wrong_key_is_told_without_it() -> None:
    client = FakeStore(answering(Answer(401, {"message": "Invalid application key.", "errorCode": "10001"})))
    with pytest.raises(ApiError, match=r"Invalid application key\.") as caught:
        client.call("GET", "/ccadmin/v1/x")
    assert KEY not in repr(caught.value.payload())
    assert paths(client) == ["login"]


@pytest.mark.parametrize("answer", [Answer(200, {"token": "x"}), Answer(200, []), Answer(200, b"<html>"), Answer(204)])
def test_what_answers_is_no_store(answer: Answer) -> None:
    with pytest.raises(RomaError, match="endpoint right"):
        FakeStore(answering(answer)).call("GET", "/ccadmin/v1/x")


def test_problems_of_a_request_are_told_one_by_one() -> None:
    """The list of problems has the codes, the top level has none then."""
    problems = [{"message": "id is unknown", "status": "400", "errorCode": "20031"}, {"message": "format"}]
    answer = Answer(400, {"message": "The request is not valid.", "status": "400", "errors": problems})
    client = FakeStore(lambda request: Store()(request) if request.path.endswith("/login") else answer)
    with pytest.raises(ApiError) as caught:
        client.call("POST", "/ccadmin/v1/x", body={})
    assert caught.value.code == "20031"
    assert caught.value.message == "The request is not valid. (id is unknown; format)"


# -- links -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("endpoint", "link", "url"),
    [
        (STORE, f"{STORE}/file/export/t/x.zip", f"{STORE}/file/export/t/x.zip"),
        (STORE, "http://internal:9080/file/export/t/x.zip", f"{STORE}/file/export/t/x.zip"),
        (STORE, "http://admin.store.test/file/x.zip", f"{STORE}/file/x.zip"),
        (STORE, "//other.test/file/x.zip", f"{STORE}/file/x.zip"),
        (STORE, "/file/x.zip?a=b&c=d", f"{STORE}/file/x.zip?a=b&c=d"),
        (STORE, "file/x.zip", f"{STORE}/file/x.zip"),
        (STORE, "http://internal/file/my%20export.zip", f"{STORE}/file/my%20export.zip"),
        (STORE, "http://internal/file/my export \u00e9.zip", f"{STORE}/file/my%20export%20%C3%A9.zip"),
        (STORE, "http://name:word@internal/file/x.zip", f"{STORE}/file/x.zip"),
        (STORE, "http://internal/@other.test/x", f"{STORE}/@other.test/x"),
        (STORE + "/store", "http://internal/file/x.zip", f"{STORE}/store/file/x.zip"),
        (STORE + "/store", f"{STORE}/store/file/x.zip", f"{STORE}/store/file/x.zip"),
        (STORE + ":8443", f"{STORE}/file/x.zip", f"{STORE}:8443/file/x.zip"),
    ],
)
def test_files_come_from_the_configured_host(endpoint: str, link: str, url: str) -> None:
    connection = OccConnection(endpoint=endpoint, application_key=KEY)
    assert OccClient(connection).file_url(link) == url


def test_a_download_is_repeated_before_the_first_byte_only() -> None:
    store, files = Store(), answering(Broken("broke"), Answer(503), Answer(200, b"content"))
    client = FakeStore(lambda request: files(request) if request.path.startswith("/file/") else store(request))
    got = bytearray()
    client.download("http://internal/file/x", got.extend)
    assert bytes(got) == b"content"
    short = Answer(200, b"con", {"Content-Length": "7"})
    client = FakeStore(lambda request: short if request.path.startswith("/file/") else store(request))
    with pytest.raises(LostAnswer, match="ended after 3 of 7 bytes"):
        client.download("http://internal/file/x", got.extend)
    assert paths(client) == ["login", "/file/x"]


# -- processes -------------------------------------------------------------------------------------------------------


def store_with(*answers: dict[str, t.Any] | Answer) -> FakeStore:
    """A store that gives these answers after the login."""
    script = answering(*[answer if isinstance(answer, Answer) else Answer(200, answer) for answer in answers])
    return FakeStore(lambda request: Store()(request) if request.path.endswith("/login") else script(request))


def test_start() -> None:
    client = store_with({"processId": "p_1", "status": "submitted"})
    assert start_process(client, {"fileName": "x.zip"}) == "p_1"
    assert (client.requests[1].method, client.requests[1].path) == ("POST", "/ccadmin/v1/exportProcess")
    assert client.requests[1].body == {"fileName": "x.zip"}
    with pytest.raises(RomaError, match="did not name its process"):
        start_process(store_with({"status": "submitted"}), {})


def test_a_process_is_not_started_twice() -> None:
    client = store_with(Answer(502))
    with pytest.raises(LostAnswer):
        start_process(client, {})
    assert paths(client) == ["login", "exportProcess"]


SAMPLE = {
    "progress": "succeeded",
    "startTime": "2016-04-04T20:25:01.982Z",
    "links": [
        {"rel": "meta", "href": "http://internal:9080/file/m.zip"},
        {"rel": "file", "href": "http://internal:9080/file/f.zip"},
        {"rel": "self", "href": "http://internal:9080/ccadminui/v1/exportProcess/p_1"},
    ],
    "endTime": "2016-04-04T20:25:02.190Z",
    "completed": True,
    "requestStatus": 200,
}


@pytest.mark.parametrize(
    "links",
    [
        {},
        {"links": None, "fileLink": "http://internal:9080/file/f.zip", "metaLink": "http://internal:9080/file/m.zip"},
        {"links": SAMPLE["links"][1:], "metaLink": "http://internal:9080/file/m.zip"},
    ],
)
def test_read(links: dict[str, t.Any]) -> None:
    client = store_with({**SAMPLE, **links})
    process = read_process(client, "p/1")
    assert client.requests[1].url == f"{STORE}/ccadmin/v1/exportProcess/p%2F1"
    assert process.links == {"file": "http://internal:9080/file/f.zip", "meta": "http://internal:9080/file/m.zip"}
    assert (process.ended, process.succeeded) == (True, True)
    assert process.facts == {
        "links": {"file": "http://internal:9080/file/f.zip", "meta": "http://internal:9080/file/m.zip"},
        "id": "p/1",
        "progress": "succeeded",
        "completed": True,
        "completed_percentage": None,
        "request_status": 200,
        "start_time": "2016-04-04T20:25:01.982Z",
        "end_time": "2016-04-04T20:25:02.190Z",
        "error": None,
    }


@pytest.mark.parametrize(
    ("wire", "ended", "succeeded", "line"),
    [
        ({"progress": "pending", "completedPercentage": 0}, False, False, "pending, 0 %"),
        ({"progress": "processing", "completedPercentage": 47}, False, False, "processing, 40 %"),
        ({"progress": "PROCESSING"}, False, False, "processing"),
        (
            {"progress": "paused", "completedPercentage": 5},
            False,
            False,
            "paused by the store, waiting for it to go on",
        ),
        ({"progress": "blocked", "completed": False}, False, False, "blocked by the store, waiting for it to go on"),
        ({"progress": "failed", "error": {"title": "x", "more": 1}}, True, False, "failed"),
        ({"progress": "aborted"}, True, False, "aborted"),
        ({"progress": "vanished", "completed": True}, True, False, "vanished"),
    ],
)
def test_states(wire: dict[str, t.Any], ended: bool, succeeded: bool, line: str) -> None:
    process = read_process(store_with(wire), "p_1")
    assert (process.ended, process.succeeded, process.line) == (ended, succeeded, line)
    assert process.facts["completed"] is ended
    if "error" in wire:
        assert process.facts["error"] == {"title": "x", "detail": "", "type": ""}


@pytest.mark.parametrize(
    "wire",
    [{}, {"progress": ""}, {"progress": []}, {"progress": "x", "links": {}}, {"progress": "x", "links": [1]},
     {"progress": "x", "error": "y"}],
)  # fmt: skip
def test_an_answer_that_is_no_process(wire: dict[str, t.Any]) -> None:
    with pytest.raises(RomaError, match=r"^GET /ccadmin/v1/exportProcess/p_1: "):
        read_process(store_with(wire), "p_1")


@pytest.mark.parametrize("percent", ["\u00b2", "x", None, -1, []])
def test_a_percentage_that_makes_no_sense(percent: object) -> None:
    assert read_process(store_with({"progress": "x", "completedPercentage": percent}), "p_1").percent is None


def test_abort_may_be_repeated() -> None:
    client = store_with(Answer(502), {"success": True})
    assert abort_process(client, "p_1") is True
    assert paths(client)[1:] == ["exportProcess/p_1/abort"] * 2
    assert abort_process(store_with({"success": False}), "p_1") is False


def test_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pauses grow, and only what is new is told."""
    slept: list[float] = []
    monkeypatch.setattr(_client.time, "sleep", slept.append)
    running = [{"progress": "processing", "completedPercentage": percent} for percent in (1, 5, 11, 12, 55)]
    client = store_with({"progress": "pending"}, *running, {"progress": "paused"}, SAMPLE)
    lines: list[str] = []
    process = wait_for_process(client, "p_1", "x.zip", Deadline(1000), lines.append)
    assert process.succeeded
    assert lines == [
        "x.zip: pending", "x.zip: processing, 0 %", "x.zip: processing, 10 %", "x.zip: processing, 50 %",
        "x.zip: paused by the store, waiting for it to go on",
    ]  # fmt: skip
    assert len(slept) == 7
    assert slept == sorted(slept)


def test_wait_ends_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_client.time, "sleep", lambda seconds: pytest.fail("waited"))
    process = wait_for_process(store_with({"progress": "paused"}), "p_1", "x", Deadline(0), lambda line: None)
    assert process == Process("p_1", "paused")
