# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""HTTP: one pool of connections, retries, throttling, streams. Knows neither paths nor what authorises."""

from __future__ import annotations

import json
import math
import os
import random
import threading
import time
import typing as t
import urllib.parse
from concurrent.futures import ThreadPoolExecutor

from .._base._errors import ApiError, ConnectionFailed, InputError, Interrupted, LostAnswer, RomaError
from .._base._numbers import whole_number
from .._base._version import VERSION
from ._answers import error_of, may_pass, retry_after_of
from ._auth import Credentials, Query, canonical_query
from ._connection import Transfer
from ._gate import RateGate
from ._upload import FileForm

try:
    import requests
    from urllib3 import disable_warnings
    from urllib3.exceptions import (
        HTTPError,
        InsecureRequestWarning,
        NewConnectionError,
        ProtocolError,
        ReadTimeoutError,
    )

    from ._transport import Unreadable, Watch, WatchedAdapter, read_whole

    HAS_REQUESTS = True
except ImportError:
    HAS_REQUESTS = False

Item = t.TypeVar("Item")
Result = t.TypeVar("Result")
Self = t.TypeVar("Self", bound="HttpService")
Sink = t.Callable[[memoryview], None]

_BLOCK = 512 * 1024
_NO_TLS = ("WRONG_VERSION_NUMBER", "RECORD_LAYER_FAILURE", "UNKNOWN_PROTOCOL", "HTTP_REQUEST", "PACKET_LENGTH_TOO_LONG")
_WHOLE = 4  # a whole answer may take as many times as long as what is waited for at a time
_SHORTEST = 0.1  # seconds that are given to a request at least


class Body(t.NamedTuple):
    """What a request carries; anything but bytes is read while it is sent."""

    data: bytes | FileForm
    content_type: str


def json_body(value: t.Any) -> Body:
    return Body(json.dumps(value, ensure_ascii=False).encode(), "application/json;charset=UTF-8")


def form_body(values: t.Mapping[str, str]) -> Body:
    return Body(urllib.parse.urlencode(values).encode(), "application/x-www-form-urlencoded")


class HttpService:
    """What the clients of all services share. May be used by several threads.

    :param urls: what the addresses begin with that it is going to talk to, the first one first
    """

    def __init__(self, connection: Transfer, *urls: str) -> None:
        self.connection = connection
        if isinstance(connection.verify, str) and not os.access(connection.verify, os.R_OK):
            raise InputError([f"ca_path: {connection.verify} does not exist or cannot be read"])
        if not connection.verify:
            disable_warnings(InsecureRequestWarning)  # who sets validate_certs to false has been told
        self.gate = RateGate(sleep=self.wait)
        # Without a session: it would follow redirects, keep cookies, and let REQUESTS_CA_BUNDLE and .netrc overrule the
        # options. Only the proxies are taken from the environment.
        self._adapter = WatchedAdapter(pool_connections=4, pool_maxsize=connection.concurrency, pool_block=True)
        self._proxies = {url: dict(requests.utils.get_environ_proxies(url)) for url in dict.fromkeys(urls)}
        self._stopped = threading.Event()
        self._parent = os.getppid()
        self._watch = Watch()
        self._end = time.monotonic() + (connection.run_timeout or math.inf)

    def advice(self, error: ApiError) -> str:
        """Say what to check when a request is refused; nothing when that is not known."""
        del error
        return ""

    def stop(self) -> None:
        """Let no worker begin or repeat a request any more: the run is being interrupted."""
        self._stopped.set()

    def wait(self, seconds: float) -> None:
        """Wait, but no longer than until the run is interrupted, or has taken as long as it may."""
        self._stopped.wait(max(0.0, min(seconds, self._end - time.monotonic())))

    def close(self) -> None:
        self._watch.close()
        self._adapter.close()

    def __enter__(self: Self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def map(self, function: t.Callable[[Item], Result], items: t.Iterable[Item]) -> list[Result]:
        """Call ``function`` for every item with a bounded number of workers; results in the order of the items."""
        todo = list(items)
        if len(todo) < 2 or self.connection.concurrency == 1:
            return [function(item) for item in todo]
        pool = ThreadPoolExecutor(max_workers=min(self.connection.concurrency, len(todo)))
        try:
            return [future.result() for future in [pool.submit(function, item) for item in todo]]
        except KeyboardInterrupt:
            self.stop()
            raise
        finally:
            pool.shutdown(wait=True, cancel_futures=True)

    def _download(self, url: str, credentials: Credentials, sink: Sink, safe: bool = False, query: Query = ()) -> None:
        """Stream an answer's body into ``sink``.

        :param safe: the request may be repeated until the first byte has come
        :raises LostAnswer: the stream broke
        """
        response = self._send("GET", url, query, None, safe, credentials, stream=True)
        path = urllib.parse.urlsplit(url).path
        expected = whole_number(response.headers.get("Content-Length"))
        received = 0
        try:
            while True:
                block = response.raw.read(_BLOCK)
                if not block:
                    break
                received += len(block)
                sink(memoryview(block))
        except (HTTPError, ConnectionError, TimeoutError) as exc:
            self._go_on()
            raise LostAnswer("GET", path, ConnectionFailed(f"the transfer broke after {received} bytes")) from exc
        finally:
            self._watch.end()
            response.close()
        if expected is not None and received != expected:
            cause = ConnectionFailed(f"the transfer ended after {received} of {expected} bytes")
            raise LostAnswer("GET", path, cause)

    def _go_on(self) -> None:
        """Find out whether anything more is to be sent.

        :raises Interrupted: the run is being ended, or nobody waits for it any more
        :raises RomaError: it has taken as long as it may
        """
        if self._stopped.is_set() or os.getppid() != self._parent:
            raise Interrupted
        if time.monotonic() > self._end:
            raise RomaError(f"the run took longer than {self.connection.run_timeout} s (run_timeout), and was ended; "
                            "run it again to go on")  # fmt: skip

    def _send(self, method: str, url: str, query: Query, body: Body | None, safe: bool,
              credentials: Credentials, stream: bool = False) -> t.Any:  # fmt: skip
        """Send one request, with all its repetitions."""
        data = None if body is None else body.data
        full_url = url + ("?" + canonical_query(query) if query else "")
        path = urllib.parse.urlsplit(url).path
        repeatable = safe or (method != "POST" and not stream)
        renewed = False
        failures = 0
        served = self.gate.successes
        while True:
            self._go_on()
            signed = b"" if isinstance(data, FileForm) else data  # forms are not part of what is signed
            headers = credentials.headers(method, url, query, _plain_headers(body), signed)
            passed_at = self.gate.wait()
            self._go_on()
            pause: float | None = None
            try:
                response = self._transmit(method, full_url, headers, data, stream)
            except Unsent as exc:
                problem: RomaError = ConnectionFailed(str(exc))
            except Broken as exc:
                self._go_on()
                problem = ConnectionFailed(f"{method} {path}: {exc}")
                if not repeatable:
                    raise LostAnswer(method, path, problem) from exc
            else:
                if response.status_code < 300:
                    self.gate.success()
                    return response
                if response.status_code < 400:
                    response.close()
                    raise RomaError(f"{method} {path} is redirected to {_place(response)}; is the endpoint right?")
                problem = error_of(response, method, path)
                problem.advice = self.advice(problem)
                response.close()
                if response.status_code == 401 and credentials.renewable and not renewed:
                    credentials.renew(headers)
                    renewed = True
                    continue
                pause = self._pause_after(problem, response, repeatable, passed_at)
            if isinstance(problem, ApiError) and problem.status == 429 and self.gate.successes != served:
                # others were served meanwhile: the service is alive, this request only has to queue
                served, failures = self.gate.successes, 0
            failures += 1
            if failures > self.connection.api_retries:
                raise problem
            if pause is None:
                pause = min(8.0, 0.5 * 2 ** (failures - 1)) * random.uniform(0.5, 1.0)
            self.wait(pause)

    def _pause_after(self, error: ApiError, response: t.Any, repeatable: bool, passed_at: float) -> float | None:
        """Return how long to wait before a refused request is sent again, None when the service does not say.

        :raises ApiError: sending it again would not help
        :raises LostAnswer: it may have been carried out
        """
        retry_after = retry_after_of(response)
        if error.status == 429:
            self.gate.throttled(passed_at, retry_after)
            return 0.0  # the gate makes everybody wait
        if not may_pass(error):
            raise error
        if not repeatable and not (error.status == 503 and retry_after is not None):
            raise LostAnswer(error.method, error.path, error)
        return retry_after

    def _transmit(self, method: str, url: str, headers: dict[str, str], data: bytes | FileForm | None,
                  stream: bool) -> t.Any:  # fmt: skip
        """Send one request once.

        Built by hand, since preparing a request costs as much as sending it.
        """
        request = requests.PreparedRequest()
        request.method, request.url = method, url
        request.body = t.cast("bytes | None", data)
        length = {"Content-Length": str(len(data or b""))} if data is not None or method in ("POST", "PUT") else {}
        request.headers = {**headers, **length}  # type: ignore[assignment]
        base = next(base for base in self._proxies if url.startswith(base))
        timeout, now = self.connection.api_timeout, time.monotonic()
        whole = _WHOLE * timeout
        exchange = self._watch.begin(self._end if stream else min(self._end, now + whole))
        streaming = False
        try:
            response = self._adapter.send(
                request,
                stream=stream,
                timeout=min(timeout, max(_SHORTEST, self._end - now)),
                verify=self.connection.verify,
                proxies=self._proxies[base],
            )
            streaming = stream and response.status_code < 300
            if not streaming:
                response._content = read_whole(response)  # what `content` would read without a limit
            return response
        except Unreadable as exc:
            response.close()
            raise RomaError(f"{method} {urllib.parse.urlsplit(url).path}: the answer cannot be read: {exc}") from exc
        except (requests.exceptions.RequestException, HTTPError) as exc:
            if exchange.overdue:
                raise Broken(f"no complete answer within {whole} s ({_WHOLE} times api_timeout)") from exc
            raise _failure(exc, base, timeout) from exc
        finally:
            if not streaming:
                self._watch.end()


class Unsent(Exception):
    """The request did not reach the service."""


class Broken(Exception):
    """The request was sent, the answer did not arrive."""


def _failure(exc: Exception, base: str, timeout: int) -> Exception:
    """Say what went wrong with a request, and whether it may have reached the service."""
    if isinstance(exc, requests.exceptions.SSLError):
        return ConnectionFailed(f"{base}: {_tls_problem(str(exc), _cause(exc))}")
    if isinstance(exc, requests.exceptions.ConnectTimeout):
        return Unsent(f"{base}: no connection within {timeout} s")
    if isinstance(exc, requests.exceptions.ProxyError):
        return Unsent(f"{base}: the proxy did not connect: {_cause(exc)}")
    if isinstance(exc, (requests.exceptions.Timeout, ReadTimeoutError)):
        text = f"no answer within {timeout} s (api_timeout)"
    elif isinstance(exc, (requests.exceptions.ConnectionError, ProtocolError)):
        reason = getattr(exc.args[0], "reason", exc.args[0]) if exc.args else exc
        if isinstance(reason, NewConnectionError):
            return Unsent(f"{base} cannot be reached: {_cause(exc)}; check endpoint and network")
        text = "the connection broke before the answer was complete"
        if base.startswith("http://"):
            text += "; does the port expect https://?"
    else:
        text = f"the answer could not be read: {type(exc).__name__}"
    return Broken(text)


def _plain_headers(body: Body | None) -> dict[str, str]:
    return {
        "Accept": "*/*",
        "Content-Type": "application/json" if body is None else body.content_type,
        "User-Agent": f"roma.connect/{VERSION}",
    }


def _place(response: t.Any) -> str:
    """Return where a redirect leads, without the query, which may hold secrets."""
    parts = urllib.parse.urlsplit(response.headers.get("Location", ""))
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], query="", fragment="").geturl() or "nowhere"


def _tls_problem(text: str, cause: str) -> str:
    """Say what stands in the way of a connection by TLS."""
    if any(word in text for word in _NO_TLS):
        return "what answers there does not speak TLS; try http://, or another port"
    return (f"the certificate was not accepted: {cause}. Give the authority's certificate with ca_path; only if you "
            "know the risk, set validate_certs to false")  # fmt: skip


def _cause(exc: BaseException) -> str:
    """Return the innermost reason, which is the one that helps."""
    reason: t.Any = exc
    while True:
        inner = getattr(reason, "reason", None) or (reason.args[0] if getattr(reason, "args", None) else None)
        if not isinstance(inner, BaseException):
            return str(reason).rpartition(": ")[2] or type(reason).__name__
        reason = inner
