# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The HTTP layer against a transport that fails in every way."""

from __future__ import annotations

import gzip
import io
import threading
import typing as t
import zlib
from pathlib import Path

import pytest
import requests
from ansible_collections.roma.connect.plugins.module_utils._base._errors import (
    ApiError,
    ConnectionFailed,
    InputError,
    LostAnswer,
    RomaError,
)
from ansible_collections.roma.connect.plugins.module_utils._service import _http
from ansible_collections.roma.connect.plugins.module_utils._service._client import Client
from ansible_collections.roma.connect.plugins.module_utils._service._connection import Connection
from ansible_collections.roma.connect.plugins.module_utils._service._http import Broken, Unsent
from ansible_collections.roma.connect.tests.unit.transport import (
    IAM,
    OK,
    THINGS,
    Answer,
    FakeClient,
    answering,
    refusal,
)
from requests.adapters import HTTPAdapter
from urllib3.exceptions import DecodeError, InvalidHeader, NewConnectionError, ProtocolError, ReadTimeoutError

# -- what is repeated ------------------------------------------------------------------------------------------------

UNSENT, BROKEN = Unsent("cannot be reached"), Broken("the connection broke")

# failure, outcome for GET, PUT and DELETE, outcome for POST
FAILURES = [
    pytest.param(UNSENT, "repeated", "repeated", id="not sent"),
    pytest.param(BROKEN, "repeated", LostAnswer, id="broken"),
    pytest.param(refusal(429), "repeated", "repeated", id="429"),
    pytest.param(refusal(429, "APIGW.0308", "2"), "repeated", "repeated", id="429 Retry-After"),
    pytest.param(refusal(502), "repeated", LostAnswer, id="502"),
    pytest.param(refusal(502, "APIGW.0201"), "repeated", LostAnswer, id="502 gateway"),
    pytest.param(refusal(503), "repeated", LostAnswer, id="503"),
    pytest.param(refusal(503, retry_after="1"), "repeated", "repeated", id="503 Retry-After"),
    pytest.param(refusal(504), "repeated", LostAnswer, id="504"),
    pytest.param(refusal(500), "repeated", LostAnswer, id="500 without a code"),
    pytest.param(refusal(500, "APIG.9999"), "repeated", LostAnswer, id="APIG.9999"),
    pytest.param(refusal(500, "APIG.9008"), "repeated", LostAnswer, id="APIG.9008"),
    pytest.param(refusal(500, "APIG.3500"), "repeated", LostAnswer, id="APIG.3500"),
    pytest.param(refusal(500, "FDI.9999"), "repeated", LostAnswer, id="FDI.9999"),
    pytest.param(refusal(500, "ROMA.00110000"), "repeated", LostAnswer, id="device: internal error"),
    pytest.param(refusal(500, "ROMA.00110003"), "repeated", LostAnswer, id="device: internal error 3"),
    # device integration answers business errors with 500
    pytest.param(refusal(500, "ROMA.00110002"), ApiError, ApiError, id="device: no such instance"),
    pytest.param(refusal(503, "ROMA.00110006"), ApiError, ApiError, id="device: no such resource"),
    pytest.param(refusal(500, "ROMA.00011000"), ApiError, ApiError, id="500 with another code"),
    pytest.param(refusal(400, "ROMA.13000"), ApiError, ApiError, id="400"),
    pytest.param(refusal(401), ApiError, ApiError, id="401"),
    pytest.param(refusal(403), ApiError, ApiError, id="403"),
    pytest.param(refusal(404, "APIG.3001"), ApiError, ApiError, id="404"),
    pytest.param(refusal(409), ApiError, ApiError, id="409"),
]


def outcome_of(client: FakeClient, method: str, **options: t.Any) -> object:
    try:
        assert client.call(method, THINGS, body={}, **options) == {"fine": True}
    except RomaError as exc:
        assert len(client.requests) == 1
        return type(exc)
    assert len(client.requests) == 2
    return "repeated"


@pytest.mark.parametrize(("failure", "idempotent", "creating"), FAILURES)
def test_what_is_repeated(failure: Answer | BaseException, idempotent: object, creating: object) -> None:
    for method in ("GET", "PUT", "DELETE"):
        assert outcome_of(FakeClient(answering(failure, OK)), method) == idempotent, method
    assert outcome_of(FakeClient(answering(failure, OK)), "POST") == creating
    # a POST that changes nothing is like a GET
    assert outcome_of(FakeClient(answering(failure, OK)), "POST", safe=True) == idempotent


@pytest.mark.parametrize("failure", [UNSENT, BROKEN, refusal(429), refusal(503), refusal(500, "APIG.9999")])
@pytest.mark.parametrize("retries", [0, 1, 3])
def test_nothing_is_repeated_for_ever(failure: Answer | BaseException, retries: int) -> None:
    client = FakeClient(answering(failure), api_retries=retries)
    with pytest.raises((ConnectionFailed, ApiError)):
        client.call("GET", THINGS)
    assert len(client.requests) == retries + 1


def test_pauses_grow() -> None:
    client = FakeClient(answering(BROKEN), api_retries=7)
    with pytest.raises(ConnectionFailed):
        client.call("GET", THINGS)
    bounds = [0.5, 1, 2, 4, 8, 8, 8]
    assert len(client.time.waits) == len(bounds)
    assert all(bound / 2 <= wait <= bound for wait, bound in zip(client.time.waits, bounds, strict=True))


@pytest.mark.parametrize(
    ("status", "header", "waits"),
    [(503, "7", [7.0]), (429, "7", [7.0]), (429, "0", []), (503, "100000", [300.0]), (429, "100000", [300.0])],
)
def test_retry_after_is_honoured(status: int, header: str, waits: list[float]) -> None:
    client = FakeClient(answering(refusal(status, retry_after=header), OK))
    client.call("GET", THINGS)
    assert client.time.waits == waits


@pytest.mark.parametrize(
    "header", ["", "Wed, 21 Oct 2026 07:28:00 GMT", "soon", "\u00b2", "\u0663", "-5", "1.5", "9" * 5000]
)
def test_retry_after_that_is_no_number(header: str) -> None:
    client = FakeClient(answering(Answer(503, None, {"Retry-After": header}), OK))
    client.call("GET", THINGS)
    assert 0.25 <= client.time.waits[0] <= 0.5


def test_who_is_only_queueing_does_not_give_up() -> None:
    """While others are served, 429s do not count towards the end of a request."""
    client = FakeClient(answering(*[refusal(429)] * 10, OK), api_retries=2)
    throttled = client.gate.throttled

    def others_are_served(passed_at: float, retry_after: float | None) -> None:
        client.gate.success()
        throttled(passed_at, retry_after)

    client.gate.throttled = others_are_served
    client.call("GET", THINGS)
    assert len(client.requests) == 11


def test_a_stopped_client_sends_nothing() -> None:
    client = FakeClient(answering(OK))
    client.stop()
    with pytest.raises(KeyboardInterrupt):
        client.call("GET", THINGS)
    assert client.requests == []


def test_an_orphan_sends_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    client = FakeClient(answering(OK))
    monkeypatch.setattr(_http.os, "getppid", lambda: 1 if client._parent != 1 else 2)
    with pytest.raises(KeyboardInterrupt):
        client.call("GET", THINGS)
    assert client.requests == []


def test_a_lost_answer_tells_its_cause() -> None:
    client = FakeClient(answering(Answer(502, {"error_code": "APIGW.0201", "error_msg": "Backend unavailable."})))
    with pytest.raises(LostAnswer) as caught:
        client.call("POST", THINGS, body={})
    assert caught.value.payload() == {
        "msg": "POST /v2/p/instances/i/things may or may not have been carried out: POST /v2/p/instances/i/things "
        "failed with HTTP 502: APIGW.0201: Backend unavailable.",
        "error": {
            "status": 502,
            "code": "APIGW.0201",
            "request_id": "",
            "method": "POST",
            "path": "/v2/p/instances/i/things",
            "details": {},
        },
    }


# -- several at once -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("concurrency", [1, 3])
def test_results_come_in_the_order_of_the_items(concurrency: int) -> None:
    client = FakeClient(answering(OK), concurrency=concurrency)
    assert client.map(lambda item: item * 2, range(20)) == [item * 2 for item in range(20)]
    assert client.map(lambda item: item, []) == []


def test_no_more_workers_than_allowed() -> None:
    client = FakeClient(answering(OK), concurrency=3)
    together = threading.Barrier(3)  # three are there at once, or the test hangs until the barrier breaks
    names = client.map(lambda item: (together.wait(10), threading.current_thread().name)[1], range(9))
    assert len(set(names)) == 3


def test_a_failure_of_one_is_a_failure_of_all() -> None:
    def work(item: int) -> int:
        if item == 3:
            raise RomaError("three")
        return item

    with pytest.raises(RomaError, match="three"):
        FakeClient(answering(OK), concurrency=2).map(work, range(10))


# -- downloads -------------------------------------------------------------------------------------------------------


class Stream(io.BytesIO):
    """A body that breaks after its content."""

    def __init__(self, content: bytes, failure: BaseException) -> None:
        super().__init__(content)
        self._failure = failure

    def read(self, size: int | None = -1) -> bytes:
        block = super().read(size)
        if not block:
            raise self._failure
        return block


def download(answer: Answer) -> bytes:
    received = bytearray()
    client = FakeClient(answering(answer))
    try:
        client.download("/archives/{id}", {"id": "1"}, received.extend)
    finally:
        assert len(client.requests) == 1, "the service may have deleted what it gave once"
        assert client.requests[0].stream
        assert answer.closed
    return bytes(received)


@pytest.mark.parametrize("headers", [{"Content-Length": "1200000"}, {}, {"Content-Length": "many"}])
def test_a_download(headers: dict) -> None:
    content = bytes(range(240)) * 5000
    assert download(Answer(200, content, headers)) == content


def test_a_body_that_is_too_short() -> None:
    with pytest.raises(LostAnswer, match="the transfer ended after 3 of 4 bytes"):
        download(Answer(200, b"abc", {"Content-Length": "4"}))


@pytest.mark.parametrize(
    "failure",
    [ProtocolError("Connection broken"), ConnectionResetError(104, "reset"), TimeoutError("slow")],
)
def test_a_stream_that_breaks(failure: BaseException) -> None:
    answer = Answer(200, b"abc", {"Content-Length": "3"})
    answer.raw = Stream(b"abc", failure)
    with pytest.raises(LostAnswer, match="the transfer broke after 3 bytes"):
        download(answer)


def test_a_full_disk_is_not_the_service_s_fault() -> None:
    def sink(block: memoryview) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        FakeClient(answering(Answer(200, b"abc"))).download("/a", {}, sink)


@pytest.mark.parametrize("failure", [BROKEN, refusal(502), refusal(500, "APIG.9999")])
def test_a_download_that_does_not_begin_is_not_repeated(failure: Answer | BaseException) -> None:
    client = FakeClient(answering(failure, OK))
    with pytest.raises(LostAnswer):
        client.download("/a", {}, lambda block: None)
    assert len(client.requests) == 1


# -- what requests does ----------------------------------------------------------------------------------------------

# exception of requests, what becomes of it, part of the text
TRANSPORT = [
    (requests.exceptions.SSLError("self-signed certificate"), ConnectionFailed, "ca_path"),
    (
        requests.exceptions.SSLError("[SSL: WRONG_VERSION_NUMBER] wrong version number (_ssl.c:1006)"),
        ConnectionFailed,
        "https://roma.test: what answers there does not speak TLS; try http://, or another port",
    ),
    (requests.exceptions.ConnectTimeout("x"), Unsent, "https://roma.test: no connection within 60 s"),
    (requests.exceptions.ProxyError("x: refused"), Unsent, "the proxy did not connect: refused"),
    (requests.exceptions.ReadTimeout("x"), Broken, "no answer within 60 s (api_timeout)"),
    (
        requests.exceptions.ConnectionError(NewConnectionError(t.cast(t.Any, None), "[Errno 111] Connection refused")),
        Unsent,
        "https://roma.test cannot be reached",
    ),
    (requests.exceptions.ConnectionError(ProtocolError("Connection aborted.")), Broken, "the connection broke"),
    (requests.exceptions.ConnectionError(), Broken, "the connection broke"),
    (requests.exceptions.InvalidHeader("x"), Broken, "the answer could not be read: InvalidHeader"),
    (InvalidHeader("x"), Broken, "the answer could not be read: InvalidHeader"),
]


def real_client(**options: t.Any) -> Client:
    return Client(Connection("https://roma.test", IAM, "p", token="canary-token", **options))


@pytest.mark.parametrize(("failure", "expected", "text"), TRANSPORT)
def test_failures_of_requests(
    failure: Exception, expected: type[Exception], text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def send(*args: object, **options: object) -> t.NoReturn:
        raise failure

    monkeypatch.setattr(HTTPAdapter, "send", send)
    with real_client() as client, pytest.raises(expected) as caught:
        client._transmit("GET", "https://roma.test/a", {}, None, False)
    assert text in str(caught.value)


class Raw:
    """The body of an answer as it comes over the wire."""

    def __init__(self, *blocks: bytes | BaseException) -> None:
        self._blocks = list(blocks)

    def read(self, size: int, decode_content: bool) -> bytes:
        assert not decode_content
        block = self._blocks.pop(0) if self._blocks else b""
        if isinstance(block, BaseException):
            raise block
        assert len(block) <= size
        return block


def received(monkeypatch: pytest.MonkeyPatch, *blocks: bytes | BaseException, **headers: str) -> t.Any:
    """Send a request, and have this come back."""
    answer = requests.Response()
    answer.raw, answer.status_code = Raw(*blocks), 200
    answer.headers.update({name.replace("_", "-"): value for name, value in headers.items()})
    monkeypatch.setattr(answer, "close", lambda: None)
    monkeypatch.setattr(HTTPAdapter, "send", lambda *args, **options: answer)
    with real_client() as client:
        return client._transmit("GET", "https://roma.test/a", {}, None, stream=False)


def test_what_comes_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    assert received(monkeypatch).content == b""
    assert received(monkeypatch, b"ab", b"c").content == b"abc"
    text = b"abc" * 1000
    packed = gzip.compress(text)
    assert received(monkeypatch, packed[:50], packed[50:], Content_Encoding="GZIP").content == text
    assert received(monkeypatch, zlib.compress(text), Content_Encoding="deflate").content == text


BOMB = gzip.compress(b"[" + b" " * (65 * 1024 * 1024) + b"]")


@pytest.mark.parametrize(
    ("blocks", "encoding", "why"),
    [
        ([b" " * 1024 * 1024] * 65, "", "the answer is larger than 64 MiB"),
        ([BOMB], "gzip", "the answer is larger than 64 MiB"),
        ([b"abc"], "gzip", "it is not gzip"),
        ([gzip.compress(b"abc" * 1000)[:20]], "gzip", "it is not complete gzip"),
        ([b"abc"], "br", "its encoding 'br' is not known"),
    ],
)
def test_what_cannot_be_read(blocks: list[bytes], encoding: str, why: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(RomaError) as caught:
        received(monkeypatch, *blocks, Content_Encoding=encoding)
    assert str(caught.value) == f"GET /a: the answer cannot be read: {why}"


@pytest.mark.parametrize(
    ("failure", "text"),
    [
        (ProtocolError("Connection broken"), "the connection broke before the answer was complete"),
        (ReadTimeoutError(t.cast(t.Any, None), "/a", "slow"), r"no answer within 60 s \(api_timeout\)"),
        (DecodeError("x"), "the answer could not be read: DecodeError"),
    ],
)
def test_an_answer_that_breaks_while_it_is_read(failure: Exception, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Broken, match=text):
        received(monkeypatch, b"{", failure)


def test_a_certificate_that_is_refused_is_refused_for_good(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[object] = []

    def send(*args: object, **options: object) -> t.NoReturn:
        sent.append(args)
        raise requests.exceptions.SSLError("self-signed certificate")

    monkeypatch.setattr(HTTPAdapter, "send", send)
    with real_client() as client, pytest.raises(ConnectionFailed, match="self-signed"):
        client.call("GET", "/a")
    assert len(sent) == 1


@pytest.mark.parametrize(
    ("method", "data", "length"),
    [("GET", None, None), ("DELETE", None, None), ("POST", None, "0"), ("PUT", None, "0"), ("PUT", b"{}", "2")],
)
def test_what_requests_is_given(
    method: str, data: bytes | None, length: str | None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    authorities = tmp_path / "ca.pem"
    authorities.touch()
    seen: dict[str, t.Any] = {}

    def send(adapter: object, request: requests.PreparedRequest, **options: object) -> Answer:
        seen.update(options, request=request)
        return OK

    monkeypatch.setattr(HTTPAdapter, "send", send)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/elsewhere.pem")
    with real_client(ca_path=str(authorities), api_timeout=7) as client:
        client._transmit(method, "https://roma.test/a?b=c", {"A": "1"}, data, True)
    request = seen.pop("request")
    assert (request.method, request.url, request.body) == (method, "https://roma.test/a?b=c", data)
    assert request.headers.get("Content-Length") == length
    assert seen == {"timeout": 7, "verify": str(authorities), "proxies": {}, "stream": True}


def test_certificates_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"ca_path: .*ca\.pem"):
        real_client(ca_path=str(tmp_path / "ca.pem"))


def test_proxies_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.test:3128")
    monkeypatch.setenv("NO_PROXY", "iam.test")
    with real_client() as client:
        assert client._proxies["https://roma.test"]["https"] == "http://proxy.test:3128"
        assert client._proxies[IAM] == {}


# -- redirects -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("location", "shown"),
    [
        ("https://other.test/a?token=secret#x", "https://other.test/a"),
        ("https://name:secret@other.test/a", "https://other.test/a"),
        ("/login", "/login"),
        ("", "nowhere"),
    ],
)
def test_redirects_are_told_and_not_followed(location: str, shown: str) -> None:
    answer = Answer(302, None, {"Location": location})
    client = FakeClient(answering(answer))
    with pytest.raises(RomaError) as caught:
        client.call("GET", "/v2/things")
    assert str(caught.value) == f"GET /v2/things is redirected to {shown}; is the endpoint right?"
    assert len(client.requests) == 1
    assert answer.closed
