# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""One ROMA Connect instance over HTTP: paths, paging, logins. Knows no resource."""

from __future__ import annotations

import typing as t
import urllib.parse

from ._answers import json_of
from ._auth import Credentials, Query, SignedRequests, Token, password_body
from ._connection import Connection
from ._errors import RomaError
from ._http import Body, HttpService, Sink, json_body
from ._upload import FileForm


class Client(HttpService):
    """Talks to one instance. May be used by several threads."""

    connection: Connection

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection, connection.endpoint, connection.iam_endpoint)
        self._project_id = connection.project_id
        self._credentials: Credentials | None = None

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
        content = None if body is None else json_body(body)
        return json_of(self._send(method, url, _pairs(query), content, safe, self._authorise()))

    def pages(self, path: str, items: str, ids: t.Mapping[str, str] | None = None,
              query: t.Mapping[str, t.Any] | None = None, page_size: int = 500) -> list[t.Any]:  # fmt: skip
        """Return all objects of a list.

        Stops when ``total`` objects were seen, and on a short or empty page when the service gives no total.
        A service may give smaller pages than it was asked for.
        """

        def page(offset: int) -> tuple[list[t.Any], int | None]:
            answer = self.call("GET", path, ids, {**(query or {}), "offset": offset, "limit": page_size})
            if not isinstance(answer, dict):
                raise RomaError(
                    f"{self.connection.endpoint} answered without a list of {items}; is the endpoint right?"
                )
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

    def download(self, path: str, ids: t.Mapping[str, str], sink: Sink,
                 query: t.Mapping[str, t.Any] | None = None, safe: bool = False) -> None:  # fmt: skip
        """Stream an answer's body into ``sink``.

        :param safe: the request may be repeated until the first byte has come; the service may delete what it gave once
        :raises LostAnswer: the stream broke
        """
        self._download(self.connection.endpoint + self.path(path, ids), self._authorise(), sink, safe, _pairs(query))

    def upload(self, path: str, query: t.Mapping[str, t.Any], form: FileForm) -> t.Any:
        """Send a file, and return the answer's JSON. Raises what `call` raises for a POST."""
        url = self.connection.endpoint + self.path(path)
        body = Body(form, form.content_type)
        return json_of(self._send("POST", url, _pairs(query), body, False, self._authorise()))

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
            answer = json_of(self._send("GET", url, [("name", name)], None, False, self._iam_credentials()))
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
        body = json_body(password_body(self.connection))
        response = self._send("POST", url, [("nocatalog", "true")], body, True, Token())
        return response.headers["X-Subject-Token"], (json_of(response) or {}).get("token", {})

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
