# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A client that talks to a function instead of a network, and waits in no time."""

from __future__ import annotations

import io
import json
import typing as t
import urllib.parse
from dataclasses import dataclass, field

from ansible_collections.roma.connect.plugins.module_utils._occ._client import OccClient
from ansible_collections.roma.connect.plugins.module_utils._service._client import Client
from ansible_collections.roma.connect.plugins.module_utils._service._connection import Connection, OccConnection
from ansible_collections.roma.connect.plugins.module_utils._service._gate import RateGate
from ansible_collections.roma.connect.plugins.module_utils._service._http import HttpService

ENDPOINT = "https://roma.test"
IAM = "https://iam.test"
STORE = "https://admin.store.test"


@dataclass
class Request:
    method: str
    url: str
    headers: dict[str, str] = field(repr=False)
    data: bytes | None = field(repr=False)
    stream: bool = False

    @property
    def path(self) -> str:
        return urllib.parse.urlsplit(self.url).path

    @property
    def query(self) -> dict[str, str]:
        return dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(self.url).query))

    @property
    def body(self) -> t.Any:
        return None if self.data is None else json.loads(self.data)


class Headers(dict[str, str]):
    """Headers of an answer, found in whatever case."""

    def get(self, name: str, default: t.Any = None) -> t.Any:
        return next((value for key, value in self.items() if key.lower() == name.lower()), default)

    def __missing__(self, name: str) -> str:
        found = self.get(name)
        if found is None:
            raise KeyError(name)
        return found


class Answer:
    """What the client uses of an answer of ``requests``."""

    def __init__(self, status: int = 200, body: t.Any = None, headers: dict[str, str] | None = None) -> None:
        self.status_code = status
        self.headers = Headers(headers or {})
        self.reason = {404: "Not Found", 502: "Bad Gateway"}.get(status, "")
        self.url = ENDPOINT + "/asked"
        if isinstance(body, bytes):
            self.content = body
        else:
            self.content = b"" if body is None else json.dumps(body).encode()
        self.raw: t.Any = io.BytesIO(self.content)
        self.closed = False

    def close(self) -> None:
        self.closed = True


Handler = t.Callable[[Request], Answer]


class Time:
    """Counts the seconds that somebody wants to wait, and lets them pass at once."""

    def __init__(self) -> None:
        self.now = 0.0
        self.waits: list[float] = []
        self.stopped = False

    def clock(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds
        self.waits.append(seconds)

    # what the client uses of threading.Event

    def wait(self, seconds: float) -> None:
        if seconds:
            self.sleep(seconds)

    def is_set(self) -> bool:
        return self.stopped

    def set(self) -> None:
        self.stopped = True


class Faked(HttpService):
    """Hands every request to a function."""

    def listen_to(self, handler: Handler) -> None:
        self.time = Time()
        self.gate = RateGate(self.time.clock, self.time.sleep)
        self._stopped = t.cast(t.Any, self.time)
        self.requests: list[Request] = []
        self._handler = handler

    def _transmit(self, method: str, url: str, headers: dict[str, str], data: bytes | None, stream: bool) -> t.Any:
        request = Request(method, url, headers, data, stream)
        self.requests.append(request)
        return self._handler(request)

    @property
    def writes(self) -> list[Request]:
        return [request for request in self.requests if request.method != "GET"]


class FakeClient(Faked, Client):
    """A client of ROMA Connect that hands every request to a function."""

    def __init__(self, handler: Handler, **options: t.Any) -> None:
        known: dict[str, t.Any] = {"project_id": "p", "instance_id": "i", "token": "given-token", "api_retries": 3}
        super().__init__(Connection(endpoint=ENDPOINT, iam_endpoint=IAM, **{**known, **options}))
        self.listen_to(handler)


class FakeStore(Faked, OccClient):
    """A client of Oracle Commerce that hands every request to a function."""

    def __init__(self, handler: Handler, endpoint: str = STORE) -> None:
        super().__init__(OccConnection(endpoint=endpoint, application_key="canary-application-key", api_retries=3))
        self.listen_to(handler)


def answering(*answers: Answer | BaseException) -> Handler:
    """Give these answers one after the other, the last one for ever."""
    left = list(answers)

    def handler(request: Request) -> Answer:
        answer = left.pop(0) if len(left) > 1 else left[0]
        if isinstance(answer, BaseException):
            raise answer
        return answer

    return handler


OK = Answer(200, {"fine": True})
THINGS = "/v2/{project_id}/instances/{instance_id}/things"


def refusal(status: int, code: str = "", retry_after: str = "") -> Answer:
    body = {"error_code": code, "error_msg": "text"} if code else None
    return Answer(status, body, {"Retry-After": retry_after} if retry_after else None)
