# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the families of the service say when they refuse something."""

from __future__ import annotations

import pytest
from ansible_collections.roma.connect.plugins.module_utils._base._errors import (
    ApiError,
)
from ansible_collections.roma.connect.tests.unit.transport import (
    THINGS,
    Answer,
    FakeClient,
    answering,
)

# body, headers, status, code, message, request id
ERRORS = [
    pytest.param(
        {"error_code": "APIGW.0301", "error_msg": "Incorrect IAM authentication information", "request_id": "r1"},
        {},
        (401, "APIGW.0301", "Incorrect IAM authentication information", "r1"),
        id="gateway",
    ),
    pytest.param(
        {"error": {"code": 401, "message": "The request you have made requires authentication.", "title": "x"}},
        {"X-Request-Id": "r2"},
        (401, "401", "The request you have made requires authentication.", "r2"),
        id="IAM v3",
    ),
    pytest.param(
        {"error_code": "IAM.0011", "error_msg": "Request body is invalid."},
        {},
        (400, "IAM.0011", "Request body is invalid.", ""),
        id="IAM",
    ),
    pytest.param(
        {"error_code": "ROMA.13000", "error_msg": "Invalid", "error_details": "name is taken", "request_id": "r3"},
        {"X-Request-Id": "r4"},
        (400, "ROMA.13000", "Invalid (name is taken)", "r3"),
        id="public",
    ),
    pytest.param(
        {"error_code": "ROMA.13000", "error_msg": "name is taken", "error_details": "name is taken", "request_id": "r"},
        {},
        (400, "ROMA.13000", "name is taken", "r"),
        id="public, details repeat the message",
    ),
    pytest.param(
        {"error_code": "APIG.2011", "error_msg": "Invalid parameter value,parameterName:name."},
        {},
        (400, "APIG.2011", "Invalid parameter value,parameterName:name.", ""),
        id="API integration",
    ),
    pytest.param(
        {"error_code": "ROMA.00110002", "error_msg": "The instance does not exist.", "requestId": "r5"},
        {},
        (500, "ROMA.00110002", "The instance does not exist.", "r5"),
        id="device integration",
    ),
    pytest.param(
        {"error_code": 400, "error_msg": "Bad Request"}, {}, (400, "400", "Bad Request", ""), id="message integration"
    ),
    pytest.param(
        {"error_code": "FDI.3150", "error_msg": "The task list is empty.", "detail": "tasks"},
        {},
        (400, "FDI.3150", "The task list is empty. (tasks)", ""),
        id="data integration",
    ),
    pytest.param(
        {"message": "Not allowed", "status": "400", "errorCode": "82001"},
        {},
        (400, "82001", "Not allowed", ""),
        id="Oracle Commerce",
    ),
    pytest.param({"errorCode": "7", "errorMsg": "m"}, {}, (400, "7", "m", ""), id="older spelling"),
    pytest.param({"message": "only a message"}, {}, (400, "400", "only a message", ""), id="message alone"),
    pytest.param(b"<html>Bad Gateway</html>", {}, (404, "404", "Not Found", ""), id="no JSON"),
    pytest.param(None, {}, (404, "404", "Not Found", ""), id="empty"),
    pytest.param(None, {}, (418, "418", "no message", ""), id="empty, without a reason"),
    pytest.param([1, 2], {}, (404, "404", "Not Found", ""), id="a list"),
]


@pytest.mark.parametrize(("body", "headers", "expected"), ERRORS)
def test_errors_of_all_families(body: object, headers: dict, expected: tuple[int, str, str, str]) -> None:
    status, code, message, request_id = expected
    answer = Answer(status, body, headers)
    with pytest.raises(ApiError) as caught:
        FakeClient(answering(answer)).call("GET", THINGS)
    error = caught.value
    assert (error.status, error.code, error.message, error.request_id) == expected
    path = "/v2/p/instances/i/things"
    text = f"GET {path} failed with HTTP {status}: {code}: {message}"
    payload = error.payload()
    assert payload["msg"].removesuffix(f". {error.advice}") in (text, text.rstrip("."))
    assert payload == {
        "msg": payload["msg"],
        "error": {
            "status": status,
            "code": code,
            "request_id": request_id,
            "method": "GET",
            "path": path,
            "details": error.details,
        },
    }
    assert answer.closed


DETAILS = [
    ({"error_code": "R.1", "error_msg": "m", "error_details": "d"}, {"error_details": "d"}),
    ({"error_code": "FDI.3016", "error_msg": "m", "detail": "d", "request_id": "r"}, {"detail": "d"}),
    (
        {"message": "m", "status": "400", "errorCode": "1", "o:errorPath": "p", "devMessage": "d", "moreInfo": "i"},
        {"o:errorPath": "p", "devMessage": "d", "moreInfo": "i"},
    ),
    ({"message": "m", "errors": [{"message": "n", "errorCode": "1", "o:errorPath": "p"}, 7]}, {"o:errorPath": "p"}),
    ({"error_code": "R.1", "error_msg": "m", "error_details": {"a": 1}}, {"error_details": "{'a': 1}"}),
    ({"error_code": "R.1", "error_msg": "m", "something": "else"}, {}),
]


@pytest.mark.parametrize(("body", "details"), DETAILS)
def test_what_else_an_error_says_is_kept(body: object, details: dict[str, str]) -> None:
    with pytest.raises(ApiError) as caught:
        FakeClient(answering(Answer(400, body))).call("GET", THINGS)
    assert caught.value.details == details


def test_the_request_id_of_the_body_goes_before_that_of_the_headers() -> None:
    body = {"error_code": "R.1", "error_msg": "m", "request_id": "in the body"}
    with pytest.raises(ApiError) as caught:
        FakeClient(answering(Answer(400, body, {"X-Request-Id": "in the headers"}))).call("GET", THINGS)
    assert caught.value.request_id == "in the body"


@pytest.mark.parametrize(
    ("code", "number"), [("ROMA.10012", 10012), ("ROMA.00010012", 10012), ("400", 400), ("APIG.x", None), ("", None)]
)
def test_codes_as_numbers(code: str, number: int | None) -> None:
    assert ApiError(400, code, "", "", "GET", "/").number == number
