# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A server that gives its answers in drips does not hold a run."""

from __future__ import annotations

import contextlib
import socket
import threading
import typing as t
from collections.abc import Iterator

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
