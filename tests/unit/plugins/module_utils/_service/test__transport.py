# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A server that gives its answers in drips does not hold a run; what is asked of a server, or of a proxy before it."""

from __future__ import annotations

import contextlib
import socket
import threading
import typing as t
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from ansible_collections.roma.connect.plugins.module_utils._base._errors import ConnectionFailed, RomaError
from ansible_collections.roma.connect.plugins.module_utils._service import _http, _transport
from ansible_collections.roma.connect.plugins.module_utils._service._client import Client
from ansible_collections.roma.connect.plugins.module_utils._service._connection import Connection

HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n"


class Dripping:
    """Answers every request with a beginning, and then a byte now and again for ever."""

    def __init__(self, beginning: bytes) -> None:
        self._beginning = beginning
        self._over = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self.requests = 0
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                threading.Thread(target=self._drip, args=self._listener.accept()[:1], daemon=True).start()

    def _drip(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError), connection:
            connection.recv(65536)
            self.requests += 1
            connection.sendall(self._beginning)
            while not self._over.wait(0.02):
                connection.sendall(b"x")

    def close(self) -> None:
        self._over.set()
        self._listener.close()


@pytest.fixture(params=[HEAD + b"\r\n[", HEAD + b"X-Long: "], ids=["the body", "the headers"])
def server(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Dripping]:
    monkeypatch.setattr(_transport, "_LOOK", 0.05)
    monkeypatch.setattr(_http, "_WHOLE", 0.3)
    found = Dripping(request.param)
    yield found
    found.close()


def client_of(server: Dripping, **options: t.Any) -> Client:
    return Client(Connection(server.url, server.url, "p", token="t", **{"api_timeout": 1, **options}))


def test_a_whole_answer_has_a_limit(server: Dripping) -> None:
    expected = pytest.raises(ConnectionFailed, match=r"GET /a: no complete answer within 0.3 s")
    with client_of(server, api_retries=1) as client, expected:
        client.call("GET", "/a")
    assert server.requests == 2


def test_a_run_has_a_limit(server: Dripping) -> None:
    with client_of(server, api_timeout=60, run_timeout=1) as client:
        with pytest.raises(RomaError, match=r"the run took longer than 1 s \(run_timeout\)"):
            client.call("GET", "/a")
        with pytest.raises(RomaError, match=r"\(run_timeout\)"):
            client.call("GET", "/b")
    assert server.requests == 1


def test_a_download_ends_with_the_run(server: Dripping) -> None:
    received = bytearray()
    with client_of(server, api_timeout=60, run_timeout=1) as client, pytest.raises(RomaError, match="run_timeout"):
        client.download("/a", {}, received.extend)


class _Noting(BaseHTTPRequestHandler):
    """Notes what it is asked for, and answers with a cookie."""

    protocol_version = "HTTP/1.1"
    asked: t.ClassVar[list[tuple[str, str | None, str | None]]] = []

    def do_GET(self) -> None:
        self.asked.append((self.path, self.headers["Host"], self.headers["Cookie"]))
        self.send_response(200)
        for name, value in (("Set-Cookie", "a=b"), ("Content-Length", "2"), ("content-type", "application/json")):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *args: object) -> None:
        """Keep silent."""


@pytest.fixture
def noting(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setattr(_Noting, "asked", [])
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Noting)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_a_server_is_asked_for_a_path(noting: str, monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[object] = []
    look = _transport.HTTPAdapter.get_connection_with_tls_context
    monkeypatch.setattr(_transport.HTTPAdapter, "get_connection_with_tls_context",
                        lambda *args: looks.append(args) or look(*args))  # fmt: skip
    with Client(Connection(f"http://{noting}", f"http://{noting}", "p", token="t")) as client:
        for path in ("/a", "/b/", "/a"):
            assert client.call("GET", path, query={"c": "d/e"}) == {}
    assert _Noting.asked == [(f"{path}?c=d%2Fe", noting, None) for path in ("/a", "/b/", "/a")]
    assert len(looks) == 1


def test_a_proxy_is_asked_for_an_address(noting: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", f"http://{noting}")
    with Client(Connection("http://roma.test", "http://iam.test", "p", token="t")) as client:
        for _time in range(2):
            assert client.call("GET", "/a") == {}
    assert _Noting.asked == [("http://roma.test/a", "roma.test", None)] * 2
