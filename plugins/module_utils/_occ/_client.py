# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""Oracle Commerce over HTTP: short-lived tokens, and export processes from start to end."""

from __future__ import annotations

import threading
import time
import typing as t
import urllib.parse
from dataclasses import dataclass, field

from .._base._errors import ApiError, RomaError
from .._base._numbers import whole_number
from .._base._redaction import REDACTION
from .._service._advice import store_advice
from .._service._answers import a_list, a_text, an_object, json_of
from .._service._auth import Credentials, Query
from .._service._connection import OccConnection
from .._service._http import HttpService, Sink, form_body, json_body
from .._spec._values import Values
from .._transfer._jobs import Deadline, Progress, pauses

_ADMIN = "/ccadmin/v1"
_PROCESSES = _ADMIN + "/exportProcess"
_FRESH = 240.0  # seconds; a token lives five minutes, and no answer says so
_ENDED = {"succeeded", "failed", "aborted"}
_HALTED = {"paused", "blocked"}


class Bearer(Credentials):
    """Authorises with one text for ever: the application key, or a token that is to be renewed."""

    def __init__(self, text: str) -> None:
        self._text = text

    def headers(
        self, method: str, url: str, query: Query, headers: dict[str, str], body: bytes | None
    ) -> dict[str, str]:
        return {**headers, "Authorization": f"Bearer {self._text}", "X-CCAsset-Language": "en"}


class AccessToken(Credentials):
    """Authorises with a token that is replaced before it expires, and when the service does not take it.

    :param login: returns a new token
    :param refresh: returns a new token for one that is still taken
    """

    def __init__(
        self,
        login: t.Callable[[], str],
        refresh: t.Callable[[str], str],
        clock: t.Callable[[], float] = time.monotonic,
    ) -> None:
        self._login, self._refresh, self._clock = login, refresh, clock
        self._lock = threading.Lock()
        self._token = ""
        self._made = 0.0

    @property
    def renewable(self) -> bool:
        return True

    def headers(
        self, method: str, url: str, query: Query, headers: dict[str, str], body: bytes | None
    ) -> dict[str, str]:
        return Bearer(self._current()).headers(method, url, query, headers, body)

    def renew(self, refused: dict[str, str]) -> None:
        with self._lock:
            if refused.get("Authorization") == f"Bearer {self._token}":
                self._token = ""

    def _current(self) -> str:
        with self._lock:
            now = self._clock()
            if not self._token:
                self._token, self._made = self._login(), now
            elif now - self._made > _FRESH:
                self._token, self._made = self._successor(), now
            return self._token

    def _successor(self) -> str:
        try:
            return self._refresh(self._token)
        except ApiError:  # it has expired already
            return self._login()


class OccClient(HttpService):
    """Talks to the administration server of one store."""

    connection: OccConnection

    def __init__(self, connection: OccConnection) -> None:
        super().__init__(connection, connection.endpoint, connection.origin)
        self._credentials = AccessToken(self.login, self._refresh)

    def advice(self, error: ApiError) -> str:
        return store_advice(error)

    def call(
        self,
        method: str,
        path: str,
        ids: t.Mapping[str, str] | None = None,
        body: t.Any = None,
        safe: bool = False,
    ) -> Values:
        """Send one request and return the answer's members.

        :param path: a path template, filled in from ``ids``
        :param safe: the request may be repeated although it is a POST
        """
        filled = path.format(**{name: urllib.parse.quote(value, safe="") for name, value in (ids or {}).items()})
        content = None if body is None else json_body(body)
        url = self.connection.endpoint + filled
        return self._members(self._send(method, url, (), content, safe, self._credentials))

    def download(self, link: str, sink: Sink) -> None:
        """Stream a file into ``sink``.

        :param link: an address as the service gives it
        :raises LostAnswer: the stream broke
        """
        self._download(self.file_url(link), self._credentials, sink, safe=True)

    def file_url(self, link: str) -> str:
        """Return where a file is fetched from: never from another host, since the token goes along.

        Links name the store's internal hosts, and plain http. Only their paths are of use then.
        """
        parts = urllib.parse.urlsplit(link)
        own = urllib.parse.urlsplit(self.connection.endpoint).netloc
        base = self.connection.origin if parts.netloc.lower() == own.lower() else self.connection.endpoint
        path = urllib.parse.quote("/" + parts.path.lstrip("/"), safe="/%:@!$&'()*+,;=~-._")
        return base + path + (f"?{parts.query}" if parts.query else "")

    def login(self) -> str:
        """Return a new token for the application key."""
        grant = form_body({"grant_type": "client_credentials"})
        key = Bearer(self.connection.application_key)
        return self._token(self._send("POST", self.connection.endpoint + _ADMIN + "/login", (), grant, True, key))

    def _refresh(self, token: str) -> str:
        url = self.connection.endpoint + _ADMIN + "/refresh"
        return self._token(self._send("POST", url, (), None, True, Bearer(token)))

    def _token(self, response: t.Any) -> str:
        token = self._members(response).get("access_token")
        if not token:
            raise RomaError(f"{self.connection.endpoint} answered the login without a token; is occ_endpoint right?")
        REDACTION.learn(str(token))
        return str(token)

    def _members(self, response: t.Any) -> Values:
        answer = json_of(response)
        if not isinstance(answer, dict):
            raise RomaError(f"{self.connection.endpoint} gave an answer without members; is occ_endpoint right?")
        return answer


@dataclass(frozen=True)
class Process:
    """State of an export process.

    :param percent: None where the store's release does not tell it
    :param links: addresses of the files, by ``file`` and ``meta``; there once it has succeeded
    """

    id: str
    progress: str
    completed: bool = False
    percent: int | None = None
    request_status: int | None = None
    start_time: str = ""
    end_time: str = ""
    error: Values = field(default_factory=dict)
    links: t.Mapping[str, str] = field(default_factory=dict)

    @property
    def ended(self) -> bool:
        return self.completed or self.progress in _ENDED

    @property
    def succeeded(self) -> bool:
        return self.progress == "succeeded"

    @property
    def facts(self) -> Values:
        return {
            "id": self.id,
            "progress": self.progress,
            "completed": self.ended,
            "completed_percentage": self.percent,
            "request_status": self.request_status,
            "start_time": self.start_time,
            "end_time": self.end_time,
            "error": {name: str(self.error.get(name) or "") for name in ("title", "detail", "type")}
            if self.error
            else None,
            "links": dict(self.links),
        }

    @property
    def line(self) -> str:
        """What a user is told while it runs; changes with every tenth."""
        if self.progress in _HALTED:
            return f"{self.progress} by the store, waiting for it to go on"
        return self.progress if self.percent is None else f"{self.progress}, {self.percent // 10 * 10} %"


def start_process(client: OccClient, request: Values) -> str:
    """Start an export and return the id of its process (`executeExport`)."""
    answer = client.call("POST", _PROCESSES, body=request)
    if not answer.get("processId"):
        raise RomaError("the store took the export, but did not name its process; look for it in its administration")
    return a_text(answer, "processId", f"POST {_PROCESSES}")


def read_process(client: OccClient, process_id: str) -> Process:
    """Read the state of a process (`getExportProcess`). Editions differ in how they link the files."""
    wire = client.call("GET", _PROCESSES + "/{token}", {"token": process_id})
    what = f"GET {_PROCESSES}/{process_id}"
    listed = {str(link.get("rel")): link.get("href") for link in a_list(wire, "links", what, optional=True)}
    links = {rel: listed.get(rel) or wire.get(f"{rel}Link") for rel in ("file", "meta")}
    return Process(
        id=process_id,
        progress=a_text(wire, "progress", what).lower(),
        completed=wire.get("completed") is True,
        percent=whole_number(wire.get("completedPercentage")),
        request_status=whole_number(wire.get("requestStatus")),
        start_time=str(wire.get("startTime") or ""),
        end_time=str(wire.get("endTime") or ""),
        error=an_object(wire.get("error") or {}, f"{what}: error"),
        links={rel: str(href) for rel, href in links.items() if href},
    )


def abort_process(client: OccClient, process_id: str) -> bool:
    """Have a process stop after the records at hand (`abortExportProcess`); False when it has ended already."""
    return bool(client.call("POST", _PROCESSES + "/{token}/abort", {"token": process_id}, safe=True).get("success"))


def wait_for_process(client: OccClient, process_id: str, what: str, deadline: Deadline, progress: Progress) -> Process:
    """Poll a process until it has ended or the time is over."""
    told = ""
    for pause in pauses():
        process = read_process(client, process_id)
        if process.ended or deadline.left <= 0:
            return process
        if process.line != told:
            told = process.line
            progress(f"{what}: {told}")
        time.sleep(max(0.0, min(pause, deadline.left)))
    raise AssertionError("pauses() does not end")
