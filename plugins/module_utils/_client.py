# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""HTTP: one session, paging, retries, throttling, request ids, streams. Knows no resource."""

from __future__ import annotations

import json
import os
import random
import threading
import typing as t
import urllib.parse
from concurrent.futures import ThreadPoolExecutor

from ._auth import Query, SignedRequests, Token, canonical_query, password_body
from ._connection import Connection
from ._errors import ApiError, ConnectionFailed, InputError, LostAnswer, RomaError
from ._gate import RateGate
from ._version import VERSION

try:
    import requests
    from requests.adapters import HTTPAdapter
    from requests.structures import CaseInsensitiveDict
    from urllib3 import disable_warnings
    from urllib3.exceptions import HTTPError, InsecureRequestWarning, NewConnectionError

    HAS_REQUESTS = True
except ImportError:
    HAS_REQUESTS = False

Item = t.TypeVar("Item")
Result = t.TypeVar("Result")

_BLOCK = 512 * 1024
_OVERLOADED = {502, 503, 504}
# API integration: data not synchronised, a service behind it failed, internal error (error code appendix);
# data integration: FDI.9999 is a network error; device integration: ROMA.00110000 and ROMA.00110003 are internal
_PASSING_CODES = {"APIG.3500", "APIG.9008", "APIG.9999", "FDI.9999", "ROMA.00110000", "ROMA.00110003"}


class Client:
    """Talks to one instance. May be used by several threads."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        if isinstance(connection.verify, str) and not os.access(connection.verify, os.R_OK):
            raise InputError([f"ca_path: {connection.verify} does not exist or cannot be read"])
        if not connection.verify:
            disable_warnings(InsecureRequestWarning)  # who sets validate_certs to false has been told
        self.gate = RateGate()
        self._session = requests.Session()
        adapter = HTTPAdapter(pool_connections=4, pool_maxsize=connection.concurrency, pool_block=True)
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, adapter)
        # The environment may name proxies, but must not overrule the options by REQUESTS_CA_BUNDLE or .netrc
        urls = (connection.endpoint, connection.iam_endpoint)
        self._proxies = {url: dict(requests.utils.get_environ_proxies(url)) for url in urls}
        self._session.trust_env = False
        self._project_id = connection.project_id
        self._credentials: SignedRequests | Token | None = None
        self._stopped = threading.Event()

    def stop(self) -> None:
        """Let no worker begin or repeat a request any more: the run is being interrupted."""
        self._stopped.set()

    def close(self) -> None:
        self._session.close()

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    # -- what the engine and the jobs call -----------------------------------------------------------------------

    def call(
        self,
        method: str,
        path: str,
        ids: t.Mapping[str, str] | None = None,
        query: t.Mapping[str, t.Any] | None = None,
        body: t.Any = None,
        safe: bool = False,
    ) -> t.Any:
        """Send one request and return the answer's JSON, or None when it is empty.

        :param path: a path template; project and instance are filled in here, all else from ``ids``
        :param safe: the request may be repeated although it is a POST
        :raises ApiError: the service refused or failed it
        :raises LostAnswer: it must not be repeated, and may have been carried out
        :raises ConnectionFailed: no connection
        """
        url = self.connection.endpoint + self.path(path, ids)
        response = self._send(method, url, _pairs(query), body, safe, self._authorise())
        return _json(response)

    def pages(self, path: str, items: str, ids: t.Mapping[str, str] | None = None,
              query: t.Mapping[str, t.Any] | None = None, page_size: int = 500) -> list[t.Any]:  # fmt: skip
        """Return all objects of a list.

        Stops when ``total`` objects were seen, and on a short or empty page when the service gives no total.
        A service may give smaller pages than it was asked for.
        """

        def page(offset: int) -> tuple[list[t.Any], int | None]:
            answer = self.call("GET", path, ids, {**(query or {}), "offset": offset, "limit": page_size})
            if not isinstance(answer, dict):
                raise RomaError(f"{self.connection.endpoint} answered without a list of {items}; is the endpoint right?")
            return list(answer.get(items) or []), answer.get("total")

        found, total = page(0)
        step = len(found)
        if total is None or step == 0:
            while found and step == page_size:
                more, _total = page(len(found))
                found, step = found + more, len(more)
            return found
        for more, _total in self.map(page, range(step, total, step)):
            found += more
        return found

    def download(self, path: str, ids: t.Mapping[str, str], sink: t.Callable[[memoryview], None]) -> None:
        """Stream an answer's body into ``sink``. Not repeated: the service may delete what it gave once.

        :raises LostAnswer: the stream broke
        """
        url = self.connection.endpoint + self.path(path, ids)
        response = self._send("GET", url, (), None, False, self._authorise(), stream=True)
        expected = response.headers.get("Content-Length")
        received = 0
        try:
            while True:
                block = response.raw.read(_BLOCK)
                if not block:
                    break
                received += len(block)
                sink(memoryview(block))
        except (HTTPError, ConnectionError, TimeoutError) as exc:
            raise LostAnswer("GET", path, ConnectionFailed(f"the transfer broke after {received} bytes")) from exc
        finally:
            response.close()
        if expected is not None and received != int(expected):
            cause = ConnectionFailed(f"the transfer ended after {received} of {expected} bytes")
            raise LostAnswer("GET", path, cause)

    def map(self, function: t.Callable[[Item], Result], items: t.Iterable[Item]) -> list[Result]:
        """Call ``function`` for every item with a bounded number of workers; results in the order of the items."""
        todo = list(items)
        if len(todo) < 2 or self.connection.concurrency == 1:
            return [function(item) for item in todo]
        pool = ThreadPoolExecutor(max_workers=min(self.connection.concurrency, len(todo)))
        try:
            return [future.result() for future in [pool.submit(function, item) for item in todo]]
        finally:
            pool.shutdown(wait=True, cancel_futures=True)

    def path(self, template: str, ids: t.Mapping[str, str] | None = None) -> str:
        known = {"instance_id": self.connection.instance_id, **(ids or {})}
        if "{project_id}" in template:
            known["project_id"] = self.project_id
        return template.format(**{name: urllib.parse.quote(str(value), safe="") for name, value in known.items()})

    # -- IAM -----------------------------------------------------------------------------------------------------

    @property
    def project_id(self) -> str:
        """The project's id; looked up by its name once when it was not given (`KeystoneListProjects`)."""
        if not self._project_id:
            name = self.connection.project_name
            url = self.connection.iam_endpoint + "/v3/projects"
            answer = _json(self._send("GET", url, [("name", name)], None, False, self._iam_credentials()))
            projects = (answer or {}).get("projects") or []
            if len(projects) != 1:
                raise RomaError(f"project_name: {len(projects)} projects are named {name!r}; give project_id instead")
            self._project_id = projects[0]["id"]
        return self._project_id

    def login(self) -> tuple[str, dict[str, t.Any]]:
        """Make a token with user name and password (`KeystoneCreateUserTokenByPassword`).

        :returns: the token, and what the service says about it
        """
        url = self.connection.iam_endpoint + "/v3/auth/tokens"
        body = password_body(self.connection)
        response = self._send("POST", url, [("nocatalog", "true")], body, True, Token())
        return response.headers["X-Subject-Token"], (_json(response) or {}).get("token", {})

    def _authorise(self) -> SignedRequests | Token:
        if self._credentials is None:
            connection = self.connection
            if connection.token or not connection.access_key:
                login = connection.username and not connection.token
                self._credentials = Token(connection.token, (lambda: self.login()[0]) if login else None)
            else:
                self._credentials = SignedRequests(connection, self.project_id if self._knows_project() else "")
        return self._credentials

    def _knows_project(self) -> bool:
        return bool(self._project_id or self.connection.project_name)

    def _iam_credentials(self) -> SignedRequests | Token:
        if self.connection.access_key and not self.connection.token:
            return SignedRequests(self.connection, "")
        return self._authorise()

    # -- one request with all its repetitions --------------------------------------------------------------------

    def _send(self, method: str, url: str, query: Query, body: t.Any, safe: bool,
              credentials: SignedRequests | Token, stream: bool = False) -> t.Any:  # fmt: skip
        data = None if body is None else json.dumps(body, ensure_ascii=False).encode()
        full_url = url + ("?" + canonical_query(query) if query else "")
        path = urllib.parse.urlsplit(url).path
        repeatable = safe or (method != "POST" and not stream)
        renewed = False
        failures = 0
        served = self.gate.successes
        while True:
            if self._stopped.is_set():
                raise RomaError("interrupted")
            headers = credentials.headers(method, url, query, _plain_headers(data), data)
            passed_at = self.gate.wait()
            pause: float | None = None
            try:
                response = self._transmit(method, full_url, headers, data, stream)
            except _Unsent as exc:
                problem: RomaError = ConnectionFailed(str(exc))
            except _Broken as exc:
                problem = ConnectionFailed(f"{method} {path}: {exc}")
                if not repeatable:
                    raise LostAnswer(method, path, problem) from exc
            else:
                if response.status_code < 400:
                    self.gate.success()
                    return response
                problem = _error(response, method, path)
                response.close()
                if response.status_code == 401 and credentials.renewable and not renewed:
                    t.cast(Token, credentials).renew(headers)
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
            self._stopped.wait(pause)

    def _pause_after(self, error: ApiError, response: t.Any, repeatable: bool, passed_at: float) -> float | None:
        """Return how long to wait before a refused request is sent again, None when the service does not say.

        :raises ApiError: sending it again would not help
        :raises LostAnswer: it may have been carried out
        """
        retry_after = _retry_after(response)
        if error.status == 429:
            self.gate.throttled(passed_at, retry_after)
            return 0.0  # the gate makes everybody wait
        if not _may_pass(error):
            raise error
        if not repeatable and not (error.status == 503 and retry_after is not None):
            raise LostAnswer(error.method, error.path, error)
        return retry_after

    def _transmit(self, method: str, url: str, headers: dict[str, str], data: bytes | None, stream: bool) -> t.Any:
        """Send one request once.

        Built by hand, since preparing a request costs as much as sending it.
        """
        request = requests.PreparedRequest()
        request.method, request.url, request.body = method, url, data
        request.headers = CaseInsensitiveDict(headers)
        if data is not None or method in ("POST", "PUT"):
            request.headers["Content-Length"] = str(len(data or b""))
        request.hooks = {"response": []}
        base = self.connection.endpoint if url.startswith(self.connection.endpoint) else self.connection.iam_endpoint
        try:
            return self._session.send(
                request,
                timeout=self.connection.api_timeout,
                verify=self.connection.verify,
                allow_redirects=False,
                proxies=self._proxies[base],
                stream=stream,
            )
        except requests.exceptions.SSLError as exc:
            raise ConnectionFailed(
                f"{base}: the certificate was not accepted: {_cause(exc)}. Give the authority's certificate with "
                "ca_path; only if you know the risk, set validate_certs to false"
            ) from exc
        except requests.exceptions.ConnectTimeout as exc:
            raise _Unsent(f"{base}: no connection within {self.connection.api_timeout} s") from exc
        except requests.exceptions.ProxyError as exc:
            raise _Unsent(f"{base}: the proxy did not connect: {_cause(exc)}") from exc
        except requests.exceptions.Timeout as exc:
            raise _Broken(f"no answer within {self.connection.api_timeout} s (api_timeout)") from exc
        except requests.exceptions.ConnectionError as exc:
            reason = getattr(exc.args[0], "reason", exc.args[0]) if exc.args else exc
            if isinstance(reason, NewConnectionError):
                raise _Unsent(f"{base} cannot be reached: {_cause(exc)}; check endpoint and network") from exc
            raise _Broken("the connection broke before the answer was complete") from exc
        except requests.exceptions.RequestException as exc:
            raise _Broken(f"the answer could not be read: {type(exc).__name__}") from exc


class _Unsent(Exception):
    """The request did not reach the service."""


class _Broken(Exception):
    """The request was sent, the answer did not arrive."""


def _plain_headers(data: bytes | None) -> dict[str, str]:
    return {
        "Accept": "*/*",
        "Content-Type": "application/json;charset=UTF-8" if data is not None else "application/json",
        "User-Agent": f"roma.connect/{VERSION}",
    }


def _pairs(query: t.Mapping[str, t.Any] | None) -> Query:
    def text(value: t.Any) -> str:
        return str(value).lower() if isinstance(value, bool) else str(value)

    return [(name, text(value)) for name, value in (query or {}).items() if value is not None]


def _json(response: t.Any) -> t.Any:
    if not response.content:
        return None
    try:
        return json.loads(response.content)
    except ValueError as exc:
        host = urllib.parse.urlsplit(response.url).netloc
        raise RomaError(f"{host} answered with something that is not JSON; is the endpoint right?") from exc


def _cause(exc: BaseException) -> str:
    """Return the innermost reason, which is the one that helps."""
    reason: t.Any = exc
    while True:
        inner = getattr(reason, "reason", None) or (reason.args[0] if getattr(reason, "args", None) else None)
        if not isinstance(inner, BaseException):
            return str(reason).rpartition(": ")[2] or type(reason).__name__
        reason = inner


def _retry_after(response: t.Any) -> float | None:
    text = response.headers.get("Retry-After", "")
    return min(float(text), 300.0) if text.isdigit() else None


def _may_pass(error: ApiError) -> bool:
    """Tell a failure that may pass from one that stays.

    Device integration answers business errors with HTTP 500, so the code goes before the status there.
    """
    if error.code in _PASSING_CODES:
        return True
    if error.code.startswith("ROMA.0011"):
        return False
    return error.status in _OVERLOADED or (error.status == 500 and "." not in error.code)


def _error(response: t.Any, method: str, path: str) -> ApiError:
    """Read an error in any of the families' shapes; what else the body holds is not kept."""
    try:
        body = json.loads(response.content)
    except ValueError:
        body = None
    code, message = _code_and_message(body)
    request_id = response.headers.get("X-Request-Id", "")
    if isinstance(body, dict):
        request_id = request_id or str(body.get("request_id") or body.get("requestId") or "")
    status = response.status_code
    return ApiError(status, code or str(status), message or response.reason or "no message", request_id, method, path)


def _code_and_message(body: t.Any) -> tuple[str, str]:
    if not isinstance(body, dict):
        return "", ""
    for code, message in (("error_code", "error_msg"), ("errorCode", "errorMsg"), ("errorCode", "message"),
                          ("code", "message")):  # fmt: skip
        if code in body and message in body:
            # data integration says what is wrong in detail, the public family in error_details
            extra = body.get("detail") or body.get("error_details")
            text = str(body[message])
            return str(body[code]), f"{text} ({extra})" if extra and str(extra) not in text else text
    for inner in body.values():
        found = _code_and_message(inner)
        if found[0]:
            return found
    return ("", str(body["message"])) if "message" in body else ("", "")
