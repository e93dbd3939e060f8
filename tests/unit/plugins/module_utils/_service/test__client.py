# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests, answers, lists and credentials, with a transport in memory."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.roma.connect.plugins.module_utils._base._errors import ApiError, RomaError
from ansible_collections.roma.connect.plugins.module_utils._service import _http
from ansible_collections.roma.connect.plugins.module_utils._service._http import Broken, Unsent
from ansible_collections.roma.connect.tests.unit.transport import (
    IAM,
    OK,
    THINGS,
    Answer,
    FakeClient,
    Request,
    answering,
    refusal,
)

# -- requests and answers --------------------------------------------------------------------------------------------


def test_what_is_sent() -> None:
    client = FakeClient(answering(OK))
    client.call(
        "POST",
        THINGS + "/{id}",
        {"id": "a/b c"},
        {"name": "x y", "flag": True, "none": None, "number": 3},
        {"text": "\u4e2d"},
    )
    (request,) = client.requests
    assert request.url == "https://roma.test/v2/p/instances/i/things/a%2Fb%20c?flag=true&name=x%20y&number=3"
    assert request.data == '{"text": "\u4e2d"}'.encode()
    assert request.headers["Content-Type"] == "application/json;charset=UTF-8"
    assert request.headers["User-Agent"].startswith("roma.connect/")


@pytest.mark.parametrize(
    ("answer", "value"),
    [
        (Answer(204), None),
        (Answer(200, {"a": 1}), {"a": 1}),
        (Answer(202, b"null"), None),
    ],
)
def test_what_is_answered(answer: Answer, value: object) -> None:
    assert FakeClient(answering(answer)).call("GET", THINGS) == value


def test_an_answer_that_is_not_json() -> None:
    with pytest.raises(RomaError) as caught:
        FakeClient(answering(Answer(200, b"<html>"))).call("GET", THINGS)
    assert str(caught.value) == "roma.test answered with something that is not JSON; is the endpoint right?"


# -- lists -----------------------------------------------------------------------------------------------------------


def listing(count: int, total: str, cap: int = 1000) -> t.Callable[[Request], Answer]:
    """A list of ``count`` objects.

    :param total: whether the answer says how many there are: ``right``, ``absent``
    :param cap: the largest page that the service gives
    """

    def handler(request: Request) -> Answer:
        offset, limit = int(request.query["offset"]), int(request.query["limit"])
        page = [{"id": number} for number in range(count)][offset : offset + min(limit, cap)]
        return Answer(200, {"things": page, **({"total": count} if total == "right" else {})})

    return handler


# objects, total, page size, largest page of the service, requests
LISTS = [
    (0, "right", 10, 1000, 1),
    (0, "absent", 10, 1000, 2),
    (1, "right", 1, 1000, 1),
    (5, "right", 1, 1000, 5),
    (5, "absent", 1, 1000, 6),
    (5, "right", 10, 1000, 1),
    (5, "absent", 10, 1000, 2),
    (25, "absent", 10, 3, 10),
    (10, "right", 10, 1000, 1),
    (10, "absent", 10, 1000, 2),
    (25, "right", 10, 1000, 3),
    (25, "absent", 10, 1000, 4),
    (25, "right", 500, 10, 3),
    (25, "right", 20, 7, 4),
]


@pytest.mark.parametrize("concurrency", [1, 4])
@pytest.mark.parametrize(("count", "total", "size", "cap", "expected"), LISTS)
def test_lists_are_complete(count: int, total: str, size: int, cap: int, expected: int, concurrency: int) -> None:
    client = FakeClient(listing(count, total, cap), concurrency=concurrency)
    found = client.pages(THINGS, "things", query={"name": "x"}, page_size=size)
    assert [thing["id"] for thing in found] == list(range(count))
    assert len(client.requests) == expected
    assert all(request.query["name"] == "x" for request in client.requests)


def things(*numbers: int, **members: t.Any) -> Answer:
    return Answer(200, {"things": [{"id": number} for number in numbers], **members})


@pytest.mark.parametrize(
    "first",
    [
        pytest.param([things(1, 2, total=5), things(3, 4, total=4), things(total=4)], id="one was deleted"),
        pytest.param([things(1, 2, total=3), things(3, 4, total=4)], id="one was made"),
        pytest.param([things(1, 2, total=4), things(2, 3, total=4)], id="one came twice, another not at all"),
        pytest.param([things(1, 2, total=4), things(3, total=4)], id="one is missing"),
        pytest.param([things(total=4)], id="nothing came"),
        pytest.param([things(1, 2, 3, 4, 5, total=4)], id="more came than there are"),
    ],
)
def test_a_list_that_does_not_agree_with_its_total_is_read_again(first: list[Answer]) -> None:
    client = FakeClient(answering(*first, things(1, 2, total=4), things(3, 4, total=4)), concurrency=1)
    assert [thing["id"] for thing in client.pages(THINGS, "things", page_size=2)] == [1, 2, 3, 4]


def test_a_list_that_never_agrees_is_an_error() -> None:
    client = FakeClient(answering(things(1, 2, total=3)), concurrency=1)
    with pytest.raises(RomaError) as caught:
        client.pages(THINGS, "things")
    assert str(caught.value) == (
        "GET /v2/p/instances/i/things: 2 different things came, and there should be 3; the list is not used, since "
        "what it lacks would count as deleted"
    )
    moving = FakeClient(lambda request: things(int(request.query["offset"]), total=2 + int(request.query["offset"])))
    with pytest.raises(RomaError, match="the list of things changed whenever it was read, 5 times"):
        moving.pages(THINGS, "things")


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(Answer(200), id="nothing"),
        pytest.param(Answer(200, b"null"), id="null"),
        pytest.param(Answer(200, {}), id="an empty object"),
        pytest.param(Answer(200, []), id="a list"),
        pytest.param(Answer(200, b'"fine"'), id="a text"),
        pytest.param(Answer(200, {"total": 1}), id="no list"),
        pytest.param(Answer(200, {"things": None, "total": 1}), id="null as list"),
        pytest.param(Answer(200, {"things": {}, "total": 0}), id="an object as list"),
        pytest.param(Answer(200, {"things": [None], "total": 1}), id="no objects"),
        pytest.param(Answer(200, {"error_code": "ROMA.1000", "error_msg": "m"}), id="an error"),
        pytest.param(Answer(200, {"errorCode": "1", "errorMsg": "m", "things": []}), id="another error"),
        *(pytest.param(Answer(200, b'{"things": [], "total": ' + total.encode() + b"}"), id=f"total {total}")
          for total in ('"7"', "NaN", "true", "false", "-1", "0.0", "1e400", "[]", "Infinity", "9" * 5000)),
    ],
)  # fmt: skip
def test_what_is_no_list_is_an_error(answer: Answer) -> None:
    client = FakeClient(answering(answer))
    with pytest.raises(RomaError) as caught:
        client.pages(THINGS, "things")
    assert len(client.requests) == 1
    assert len(str(caught.value)) < 300


@pytest.mark.parametrize("answer", [{"total": 0}, {"things": None, "total": 0}, {"things": []}])
def test_empty_lists(answer: dict) -> None:
    assert FakeClient(answering(Answer(200, answer))).pages(THINGS, "things") == []


def test_lists_without_an_end() -> None:
    endless = FakeClient(lambda request: things(int(request.query["offset"])), concurrency=1)
    with pytest.raises(RomaError, match="the list of things does not end; 2001 have come"):
        endless.pages(THINGS, "things")
    huge = FakeClient(answering(things(1, total=10**12)))
    with pytest.raises(RomaError, match="there are 1000000000000 things, and gives 1 at a time"):
        huge.pages(THINGS, "things")
    assert len(huge.requests) == 1


def test_a_list_that_comes_at_once() -> None:
    assert FakeClient(answering(things(1))).whole(THINGS, "things") == [{"id": 1}]
    assert FakeClient(answering(things(1, total=2), things(1, 2, total=2))).whole(THINGS, "things") == [
        {"id": 1},
        {"id": 2},
    ]
    with pytest.raises(RomaError, match="1 different things came, and there should be 2"):
        FakeClient(answering(things(1, total=2))).whole(THINGS, "things")


@pytest.mark.parametrize("answer", [Answer(204), Answer(200, b"null"), Answer(200, [1])])
def test_what_is_no_object_is_an_error(answer: Answer) -> None:
    with pytest.raises(RomaError, match="came in place of an object"):
        FakeClient(answering(answer)).read(THINGS)


@pytest.mark.parametrize("text", [b'{"a": "\\ud800"}', b"\xff\xfe", b'{"a": ' * 80 + b"1" + b"}" * 80, b"[" * 100000])
def test_what_is_not_quite_json(text: bytes) -> None:
    with pytest.raises(RomaError, match=r"roma\.test answered with something that is not JSON"):
        FakeClient(answering(Answer(200, text))).call("GET", THINGS)


# -- credentials -----------------------------------------------------------------------------------------------------

KEYS = {"access_key": "ak", "secret_key": "sk"}
LOGIN = {"username": "u", "password": "canary-password", "domain_name": "d"}


class Services:
    """IAM, and a service that takes the tokens that IAM gave last."""

    def __init__(self, projects: int = 1) -> None:
        self.projects = projects
        self.logins = 0
        self.valid = ""

    def __call__(self, request: Request) -> Answer:
        if request.url.startswith(IAM):
            if request.path == "/v3/auth/tokens":
                assert request.query == {"nocatalog": "true"}
                self.logins += 1
                self.valid = f"token-{self.logins}"
                return Answer(201, {"token": {"expires_at": "soon"}}, {"x-subject-token": self.valid})
            assert request.path == "/v3/projects"
            return Answer(200, {"projects": [{"id": f"id-of-{request.query['name']}"}] * self.projects})
        if request.headers.get("X-Auth-Token") != self.valid:
            return Answer(401, {"error_code": "APIGW.0301", "error_msg": "token expired"})
        return OK


@pytest.mark.parametrize(
    ("options", "how"),
    [
        ({"token": "t", **KEYS, **LOGIN}, "token"),
        ({"token": "", **KEYS, **LOGIN}, "signature"),
        ({"token": "", **LOGIN}, "login"),
    ],
)
def test_which_credentials_count(options: dict, how: str) -> None:
    client = FakeClient(lambda request: Services()(request) if request.url.startswith(IAM) else OK, **options)
    client.call("GET", THINGS)
    headers = client.requests[-1].headers
    assert headers.get("X-Auth-Token") == {"token": "t", "login": "token-1"}.get(how)
    assert ("Authorization" in headers) is (how == "signature")
    assert len(client.requests) == (2 if how == "login" else 1)


def test_a_token_is_renewed_once() -> None:
    services = Services()
    client = FakeClient(services, token="", **LOGIN)
    client.call("GET", THINGS)
    services.valid = "expired"
    client.call("POST", THINGS, body={})  # a refused request was not carried out
    assert services.logins == 2


def test_a_new_token_that_is_refused_is_an_error() -> None:
    def handler(request: Request) -> Answer:
        return services(request) if request.url.startswith(IAM) else refusal(401, "APIGW.0301")

    services = Services()
    client = FakeClient(handler, token="", **LOGIN)
    with pytest.raises(ApiError) as caught:
        client.call("GET", THINGS)
    assert (caught.value.status, services.logins) == (401, 2)


def test_a_given_token_is_not_renewed() -> None:
    client = FakeClient(answering(refusal(401)), token="t", **LOGIN)
    with pytest.raises(ApiError):
        client.call("GET", THINGS)
    assert len(client.requests) == 1


def test_a_failed_login_is_not_repeated_as_an_expired_token() -> None:
    client = FakeClient(
        answering(Answer(401, {"error": {"code": 401, "message": "Incorrect password."}})), token="", **LOGIN
    )
    with pytest.raises(ApiError, match=r"Incorrect password\."):
        client.call("GET", THINGS)
    assert [request.path for request in client.requests] == ["/v3/auth/tokens"]


@pytest.mark.parametrize("options", [{"token": "t"}, {"token": "", **KEYS}, {"token": "", **LOGIN}])
def test_a_project_is_looked_up_once(options: dict) -> None:
    services = Services()
    client = FakeClient(
        lambda request: services(request) if request.url.startswith(IAM) else OK,
        project_id="",
        project_name="my project",
        **options,
    )
    client.call("GET", THINGS)
    client.call("GET", THINGS)
    lookups = [request for request in client.requests if request.path == "/v3/projects"]
    assert [request.query for request in lookups] == [{"name": "my project"}]
    assert client.requests[-1].path == "/v2/id-of-my%20project/instances/i/things"
    if "access_key" in options:
        assert "X-Project-Id" not in lookups[0].headers
        assert client.requests[-1].headers["X-Project-Id"] == "id-of-my project"


@pytest.mark.parametrize("projects", [0, 2])
def test_a_project_name_has_to_be_unique(projects: int) -> None:
    client = FakeClient(Services(projects), project_id="", project_name="n", token="t")
    with pytest.raises(RomaError) as caught:
        client.call("GET", THINGS)
    assert str(caught.value) == f"project_name: {projects} projects are named 'n'; give project_id instead"


def test_paths_without_a_project_need_none() -> None:
    client = FakeClient(answering(OK), project_id="", token="t")
    client.call("GET", "/v2/things")
    assert [request.path for request in client.requests] == ["/v2/things"]


# -- secrets ---------------------------------------------------------------------------------------------------------

ALL_SECRETS = {"access_key": "ak", "secret_key": "canary-sk", "security_token": "canary-st", **LOGIN}


@pytest.mark.parametrize("token", ["canary-token", ""])
@pytest.mark.parametrize(
    "failure",
    [
        Unsent("cannot be reached"),
        Broken("the connection broke"),
        refusal(500, "APIG.9999"),
        Answer(400, {"error_code": "X.1", "error_msg": "wrong", "request": {"password": "canary-body"}}),
        Answer(400, {"password": "canary-body"}, {"X-Subject-Token": "canary-header"}),
        Answer(200, b"canary-body"),
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_no_error_holds_a_secret(method: str, failure: Answer | BaseException, token: str) -> None:
    client = FakeClient(answering(failure), token=token, **ALL_SECRETS)
    with pytest.raises(RomaError) as caught:
        client.call(method, THINGS, body={"password": "canary-sent"})
    exc: BaseException | None = caught.value
    assert "canary" not in repr(caught.value.payload())
    while exc is not None:
        assert "canary" not in repr(exc)
        exc = exc.__cause__ or exc.__context__


def test_a_failed_login_tells_no_password() -> None:
    client = FakeClient(answering(refusal(400, "IAM.0011")), token="", **LOGIN)
    with pytest.raises(ApiError) as caught:
        client.login()
    assert "canary" not in repr(caught.value.payload())


def test_the_version_is_told_to_the_service() -> None:
    assert _http.VERSION in _http._plain_headers(None)["User-Agent"]
