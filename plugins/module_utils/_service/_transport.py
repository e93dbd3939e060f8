# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""What ``requests`` does not bound: how long an answer takes as a whole, and how large it is."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
import typing as t
import zlib

try:
    from requests import Response
    from requests.adapters import HTTPAdapter
    from urllib3.connection import HTTPConnection, HTTPSConnection
    from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
    from urllib3.poolmanager import ProxyManager
except ImportError:  # `_http` knows, and nothing here is used then
    HTTPAdapter = Response = HTTPConnection = HTTPSConnection = object  # type: ignore[assignment,misc]
    HTTPConnectionPool = HTTPSConnectionPool = ProxyManager = object  # type: ignore[assignment,misc]

_LOOK = 0.5  # seconds between two looks at the clock
_BLOCK = 1024 * 1024
_LARGEST = 64 * 1024 * 1024  # bytes of an answer that is held in memory
_WINDOW_BITS = {"gzip": zlib.MAX_WBITS | 16, "x-gzip": zlib.MAX_WBITS | 16, "deflate": zlib.MAX_WBITS}
_here = threading.local()


class Exchange:
    """One request and its answer.

    :param end: when it has to be over, by the monotonic clock
    :param overdue: it was not, and has been ended
    """

    def __init__(self, end: float) -> None:
        self.end = end
        self.overdue = False
        self.socket: socket.socket | None = None

    def break_off(self) -> None:
        self.overdue = True
        if self.socket is not None:
            with contextlib.suppress(OSError):
                # not the method of a TLS socket, which would be taken away from under the thread that reads
                socket.socket.shutdown(self.socket, socket.SHUT_RDWR)


class Watch:
    """Ends exchanges that take too long: the time limit of a socket is one for each read."""

    def __init__(self) -> None:
        self._exchanges: dict[int, Exchange] = {}  # by thread
        self._over = threading.Event()
        self._thread: threading.Thread | None = None

    def begin(self, end: float) -> Exchange:
        """Watch what this thread is about to send."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, daemon=True)
            self._thread.start()
        exchange = _here.exchange = self._exchanges[threading.get_ident()] = Exchange(end)
        return exchange

    def end(self) -> None:
        """The exchange of this thread is over."""
        self._exchanges.pop(threading.get_ident(), None)

    def close(self) -> None:
        self._over.set()

    def _run(self) -> None:
        while not self._over.wait(_LOOK):
            now = time.monotonic()
            for exchange in list(self._exchanges.values()):
                if exchange.end < now:
                    exchange.break_off()


class _Noted:
    """A connection that says where the exchange of this thread takes place."""

    sock: socket.socket

    def getresponse(self, *args: t.Any, **options: t.Any) -> t.Any:
        _here.exchange.socket = self.sock
        return super().getresponse(*args, **options)  # type: ignore[misc]


class _PlainConnection(_Noted, HTTPConnection):
    pass


class _TlsConnection(_Noted, HTTPSConnection):
    pass


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _PlainConnection


class _TlsPool(HTTPSConnectionPool):
    ConnectionCls = _TlsConnection


_POOLS = {"http": _PlainPool, "https": _TlsPool}


class WatchedAdapter(HTTPAdapter):
    """An adapter whose exchanges can be watched; proxies of other kinds than HTTP are not.

    It serves one client, whose certificates and proxies stay the same. So it does once for an address what `requests`
    does anew for every request, and does not look for cookies, which nobody wants: a seventh of what a write costs.
    """

    def __init__(self, *args: t.Any, **options: t.Any) -> None:
        super().__init__(*args, **options)
        self._pools: dict[tuple[str, str], t.Any] = {}

    def get_connection_with_tls_context(
        self, request: t.Any, verify: t.Any, proxies: t.Any = None, cert: t.Any = None
    ) -> t.Any:
        scheme, _empty, host = request.url.split("/", 3)[:3]
        pool = self._pools.get((scheme, host))
        if pool is None:
            pool = super().get_connection_with_tls_context(request, verify, proxies, cert)
            self._pools[scheme, host] = pool
        return pool

    def request_url(self, request: t.Any, proxies: t.Any) -> t.Any:
        return super().request_url(request, proxies) if proxies else "/" + request.url.split("/", 3)[3]

    def build_response(self, req: t.Any, resp: t.Any) -> Response:
        response = Response()
        response.status_code, response.reason = resp.status, resp.reason
        response.headers, response.raw, response.url = resp.headers, resp, req.url
        return response

    def init_poolmanager(self, *args: t.Any, **options: t.Any) -> None:
        super().init_poolmanager(*args, **options)
        self.poolmanager.pool_classes_by_scheme = _POOLS

    def proxy_manager_for(self, *args: t.Any, **options: t.Any) -> t.Any:
        manager = super().proxy_manager_for(*args, **options)
        if isinstance(manager, ProxyManager):
            manager.pool_classes_by_scheme = _POOLS
        return manager


class Unreadable(Exception):
    """An answer is too large, or compressed in a way that nobody asked for."""


def read_whole(response: t.Any) -> bytes:
    """Read an answer to its end, which frees the connection.

    :raises Unreadable: it is too large, or is not what it says
    """
    blocks, size = [], 0
    while block := response.raw.read(_BLOCK, decode_content=False):
        blocks.append(block)
        size += len(block)
        _limit(size)
    content = blocks[0] if len(blocks) == 1 else b"".join(blocks)
    encoding = response.headers.get("Content-Encoding", "identity").strip().lower()
    return content if encoding in ("identity", "") or not content else _decoded(content, encoding)


def _decoded(content: bytes, encoding: str) -> bytes:
    if encoding not in _WINDOW_BITS:
        raise Unreadable(f"its encoding {encoding[:40]!r} is not known")
    decoder = zlib.decompressobj(_WINDOW_BITS[encoding])
    try:
        decoded = decoder.decompress(content, _LARGEST + 1)
    except zlib.error as exc:
        raise Unreadable(f"it is not {encoding}") from exc
    _limit(len(decoded))
    if not decoder.eof:
        raise Unreadable(f"it is not complete {encoding}")
    return decoded


def _limit(size: int) -> None:
    if size > _LARGEST:
        raise Unreadable(f"the answer is larger than {_LARGEST // 1024 // 1024} MiB")
