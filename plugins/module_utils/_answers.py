# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""What services answer, in the shapes of all families."""

from __future__ import annotations

import json
import typing as t
import urllib.parse

from ._errors import ApiError, RomaError

_OVERLOADED = {502, 503, 504}
# API integration: data not synchronised, a service behind it failed, internal error (error code appendix);
# data integration: FDI.9999 is a network error; device integration: ROMA.00110000 and ROMA.00110003 are internal
_PASSING_CODES = {"APIG.3500", "APIG.9008", "APIG.9999", "FDI.9999", "ROMA.00110000", "ROMA.00110003"}


def json_of(response: t.Any) -> t.Any:
    if not response.content:
        return None
    try:
        return json.loads(response.content)
    except ValueError as exc:
        host = urllib.parse.urlsplit(response.url).netloc
        raise RomaError(f"{host} answered with something that is not JSON; is the endpoint right?") from exc


def retry_after_of(response: t.Any) -> float | None:
    text = response.headers.get("Retry-After", "")
    return min(float(text), 300.0) if text.isdigit() else None


def may_pass(error: ApiError) -> bool:
    """Tell a failure that may pass from one that stays.

    Device integration answers business errors with HTTP 500, so the code goes before the status there.
    """
    if error.code in _PASSING_CODES:
        return True
    if error.code.startswith("ROMA.0011"):
        return False
    return error.status in _OVERLOADED or (error.status == 500 and "." not in error.code)


def error_of(response: t.Any, method: str, path: str) -> ApiError:
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
    if isinstance(body.get("errors"), list):  # Oracle Commerce: the codes are in the list then
        inner = [_code_and_message(error) for error in body["errors"]]
        texts = "; ".join(text for _code, text in inner if text)
        return next((code for code, _text in inner if code), ""), f"{body.get('message', '')} ({texts})".strip()
    for member in body.values():
        found = _code_and_message(member)
        if found[0]:
            return found
    return ("", str(body["message"])) if "message" in body else ("", "")
