# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""One ROMA Connect instance over HTTP: paths, paging, logins. Knows no resource."""

from __future__ import annotations

import typing as t
import urllib.parse

from .._base._errors import ApiError, RomaError
from .._base._redaction import REDACTION
from .._spec._values import Values
from ._advice import advice
from ._answers import a_list, a_text, a_total, an_object, json_of, refuse_errors
from ._auth import Credentials, Query, SignedRequests, Token, password_body
from ._connection import Connection
from ._http import Body, HttpService, Sink, json_body
from ._upload import FileForm

_MOST_PAGES = 2_000  # of one list
_REREAD = (0.2, 0.5, 1.0, 2.0)  # seconds to wait before a list is read again


class _Reading(t.NamedTuple):
    """What came of a list, in one page or several, and how many objects these said that there are."""

    found: list[Values]
    totals: set[int | None]
    pages: int = 1

    def plus(self, more: _Reading) -> _Reading:
        return _Reading(self.found + more.found, self.totals | more.totals, self.pages + 1)

    @property
    def different(self) -> int:
        """How many objects came. Those that move between pages come twice, and others in their place never."""
        return len(self.found) if self.pages == 1 else len({repr(item) for item in self.found})


class Client(HttpService):
    """Talks to one instance. May be used by several threads."""

    connection: Connection

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection, connection.endpoint, connection.iam_endpoint)
        self._project_id = connection.project_id
        self._credentials: Credentials | None = None

    def advice(self, error: ApiError) -> str:
        return advice(self.connection, error)

    # -- what the engine and the jobs call -----------------------------------------------------------------------

    def call(
        self,
        method: str,
        path: str,
        ids: t.Mapping[str, str] | None = None,
        query: t.Mapping[str, t.Any] | None = None,
        body: t.Any = None,
        safe: bool = False,
    ) -> Values | None:
        """Send one request and return the answer's object, or None when it is empty.

        :param path: a path template; project and instance are filled in here, all else from ``ids``
        :param safe: the request may be repeated although it is a POST
        :raises ApiError: the service refused or failed it; some say so with a status of success
        :raises LostAnswer: it must not be repeated, and may have been carried out
        :raises ConnectionFailed: no connection
        """
        url = self.connection.endpoint + self.path(path, ids)
        content = None if body is None else json_body(body)
        return self._object(self._send(method, url, _pairs(query), content, safe, self._authorise()), method, url)

    def read(self, path: str, ids: t.Mapping[str, str] | None = None,
             query: t.Mapping[str, t.Any] | None = None) -> Values:  # fmt: skip
        """Return an object; to answer nothing is an error."""
        return an_object(self.call("GET", path, ids, query), self.asked(path, ids))

    def whole(self, path: str, items: str, ids: t.Mapping[str, str] | None = None) -> list[Values]:
        """Return all objects of a list that comes at once."""

        def read() -> _Reading:
            answer, what = self.read(path, ids), self.asked(path, ids)
            return _Reading(a_list(answer, items, what), {a_total(answer, what)})

        return self._complete(read, items, self.asked(path, ids))

    def pages(self, path: str, items: str, ids: t.Mapping[str, str] | None = None,
              query: t.Mapping[str, t.Any] | None = None, page_size: int = 500) -> list[Values]:  # fmt: skip
        """Return all objects of a list.

        Stops when ``total`` objects were seen, and on an empty page when the service gives no total.
        A service may give smaller pages than it was asked for.
        """
        what = self.asked(path, ids)

        def page(offset: int) -> _Reading:
            answer = self.read(path, ids, {**(query or {}), "offset": offset, "limit": page_size})
            total = a_total(answer, what)
            # some leave out a list that they say is empty
            return _Reading(a_list(answer, items, what, optional=total == 0), {total})

        def read() -> _Reading:
            reading = page(0)
            step, (total,) = len(reading.found), reading.totals
            if total is None:
                while reading.pages <= _MOST_PAGES:
                    more = page(len(reading.found))
                    reading = reading.plus(more)
                    if not more.found:
                        return reading
                raise RomaError(f"{what}: the list of {items} does not end; {len(reading.found)} have come")
            if step and total > step:
                if total > step * _MOST_PAGES:
                    raise RomaError(f"{what}: the service says that there are {total} {items}, and gives {step} at a "
                                    "time; so many cannot be read")  # fmt: skip
                for more in self.map(page, range(step, total, step)):
                    reading = reading.plus(more)
            return reading

        return self._complete(read, items, what)

    def _complete(self, read: t.Callable[[], _Reading], items: str, what: str) -> list[Values]:
        """Read a list until it agrees with its total. Objects may come and go meanwhile, so it may take a few times.

        :raises RomaError: it does not
        """
        for pause in (*_REREAD, None):
            reading = read()
            total, *others = reading.totals
            if not others and (total is None or total == len(reading.found) == reading.different):
                return reading.found
            if pause is not None:
                self.wait(pause)
        if others:
            raise RomaError(f"{what}: the list of {items} changed whenever it was read, {len(_REREAD) + 1} times; "
                            "try again when nobody else is working on the instance")  # fmt: skip
        raise RomaError(f"{what}: {reading.different} different {items} came, and there should be {total}; "
                        "the list is not used, since what it lacks would count as deleted")  # fmt: skip

    def download(self, path: str, ids: t.Mapping[str, str], sink: Sink,
                 query: t.Mapping[str, t.Any] | None = None, safe: bool = False) -> None:  # fmt: skip
        """Stream an answer's body into ``sink``.

        :param safe: the request may be repeated until the first byte has come; the service may delete what it gave once
        :raises LostAnswer: the stream broke
        """
        self._download(self.connection.endpoint + self.path(path, ids), self._authorise(), sink, safe, _pairs(query))

    def upload(self, path: str, query: t.Mapping[str, t.Any], form: FileForm) -> Values:
        """Send a file, and return the answer's object. Raises what `call` raises for a POST."""
        url = self.connection.endpoint + self.path(path)
        body = Body(form, form.content_type)
        return self._object(self._send("POST", url, _pairs(query), body, False, self._authorise()), "POST", url) or {}

    def asked(self, path: str, ids: t.Mapping[str, str] | None = None, method: str = "GET") -> str:
        """Name a request, as errors do."""
        return f"{method} {self.path(path, ids)}"

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
            response = self._send("GET", url, [("name", name)], None, False, self._iam_credentials())
            projects = a_list(self._object(response, "GET", url), "projects", f"GET {url}")
            if len(projects) != 1:
                raise RomaError(f"project_name: {len(projects)} projects are named {name!r}; give project_id instead")
            self._project_id = a_text(projects[0], "id", f"GET {url}")
        return self._project_id

    def login(self) -> tuple[str, dict[str, t.Any]]:
        """Make a token with user name and password (`KeystoneCreateUserTokenByPassword`).

        :returns: the token, and what the service says about it
        """
        url = self.connection.iam_endpoint + "/v3/auth/tokens"
        body = json_body(password_body(self.connection))
        response = self._send("POST", url, [("nocatalog", "true")], body, True, Token())
        token = response.headers.get("X-Subject-Token")
        if not token:
            raise RomaError(f"POST {url}: the answer holds no token; is iam_endpoint right?")
        REDACTION.learn(token)
        return token, an_object((self._object(response, "POST", url) or {}).get("token") or {}, f"POST {url}: token")

    @staticmethod
    def _object(response: t.Any, method: str, url: str) -> Values | None:
        answer, path = json_of(response), urllib.parse.urlsplit(url).path
        refuse_errors(response, answer, method, path)
        return None if answer is None else an_object(answer, f"{method} {path}")

    def _authorise(self) -> Credentials:
        if self._credentials is None:
            connection = self.connection
            if connection.signs:
                self._credentials = SignedRequests(connection, self.project_id if self._knows_project() else "")
            else:
                login = connection.username and not connection.token
                self._credentials = Token(connection.token, (lambda: self.login()[0]) if login else None)
        return self._credentials

    def _knows_project(self) -> bool:
        return bool(self._project_id or self.connection.project_name)

    def _iam_credentials(self) -> Credentials:
        if self.connection.signs:
            return SignedRequests(self.connection, "")
        return self._authorise()


def _pairs(query: t.Mapping[str, t.Any] | None) -> Query:
    def text(value: t.Any) -> str:
        return str(value).lower() if isinstance(value, bool) else str(value)

    return [(name, text(value)) for name, value in (query or {}).items() if value is not None]
