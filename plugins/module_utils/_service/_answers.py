# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""What services answer, in the shapes of all families. What is not documented is an error, never an empty answer."""

from __future__ import annotations

import contextlib
import json
import typing as t
import urllib.parse

from .._base._errors import ApiError, RomaError, quoted
from .._base._numbers import whole_number
from .._spec._values import Misshapen, Values

_OVERLOADED = {502, 503, 504}
# API integration: data not synchronised, a service behind it failed, internal error (error code appendix);
# data integration: FDI.9999 is a network error; device integration: ROMA.00110000 and ROMA.00110003 are internal
_PASSING_CODES = {"APIG.3500", "APIG.9008", "APIG.9999", "FDI.9999", "ROMA.00110000", "ROMA.00110003"}
#: Members of errors besides code and message (public resources, data integration; Oracle Commerce: *Errors*).
_DETAILS = ("error_details", "detail", "suggestion", "type", "o:errorPath", "devMessage", "moreInfo")
_SPELLINGS = (("error_code", "error_msg"), ("errorCode", "errorMsg"), ("errorCode", "message"), ("code", "message"))
_DEEPEST = 64  # levels of an answer; none that is documented has ten
_LONGEST_PAUSE = 300.0  # seconds that a service can make a run wait at a time


# -- JSON --------------------------------------------------------------------------------------------------------------


def _no_number(text: str) -> t.NoReturn:
    raise ValueError(f"{text} is not JSON")


_DECODER = json.JSONDecoder(parse_constant=_no_number)


def json_from(content: bytes | str) -> t.Any:
    """Read JSON, and nothing that only resembles it.

    :raises ValueError: it is not JSON, holds half of a character, or is nested so deeply that nobody means it
    """
    text = content if isinstance(content, str) else content.decode("utf-8-sig")
    try:
        value = _DECODER.decode(text)
        if text.count("{") + text.count("[") > _DEEPEST:
            _check_depth(value)
        if "\\u" in text:
            json.dumps(value, ensure_ascii=False).encode()  # an escaped half of a character cannot be written anywhere
    except RecursionError as exc:
        raise ValueError("nested too deeply") from exc
    return value


def _check_depth(value: t.Any) -> None:
    level = [value]
    for _depth in range(_DEEPEST):
        level = [
            inner
            for outer in level
            for inner in (outer.values() if isinstance(outer, dict) else outer)
            if isinstance(inner, (dict, list))
        ]
        if not level:
            return
    raise ValueError("nested too deeply")


def json_of(response: t.Any) -> t.Any:
    """Return what an answer holds, None when it is empty."""
    if not response.content:
        return None
    try:
        return json_from(response.content)
    except ValueError as exc:
        host = urllib.parse.urlsplit(response.url).netloc
        raise RomaError(f"{host} answered with something that is not JSON; is the endpoint right?") from exc


# -- what is documented ------------------------------------------------------------------------------------------------


def an_object(answer: t.Any, what: str) -> Values:
    """Return an answer, or a part of one, that has to be an object.

    :param what: what was asked for, as the message begins
    """
    if not isinstance(answer, dict):
        raise RomaError(f"{what}: {_kind(answer)} came in place of an object; is the endpoint right?")
    return answer


def some_list(answer: t.Any, member: str, what: str, optional: bool = False) -> list[t.Any]:
    """Return the list that an answer has to hold, of whatever it may be.

    :param optional: an answer may leave it out, or have null for it, when there is nothing in it
    """
    found = an_object(answer, what).get(member)
    if found is None and optional:
        return []
    if not isinstance(found, list):
        came = _kind(found) if member in answer else "nothing"
        raise RomaError(f"{what}: {came} came in place of the list {member}; is the endpoint right?")
    return found


def a_list(answer: t.Any, member: str, what: str, optional: bool = False) -> list[Values]:
    """Return a list of objects that an answer has to hold."""
    found = some_list(answer, member, what, optional)
    for index, item in enumerate(found):
        if not isinstance(item, dict):
            an_object(item, f"{what}: {member}[{index}]")
    return found


def a_count(answer: Values, member: str, what: str) -> int:
    """Return a number that counts something."""
    count = answer.get(member)
    if isinstance(count, bool) or not isinstance(count, int) or count < 0:
        raise RomaError(f"{what}: {quoted(json.dumps(count), 40)} came in place of a number as {member}")
    return count


def a_total(answer: Values, what: str) -> int | None:
    """Return how many objects a list says that there are, None when it does not say."""
    return None if answer.get("total") is None else a_count(answer, "total", what)


def a_text(answer: t.Any, member: str, what: str) -> str:
    """Return a member that has to be there: an id, a name, a state. Some services write ids as numbers."""
    value = an_object(answer, what).get(member)
    if isinstance(value, bool) or not isinstance(value, (str, int)) or value == "":
        raise RomaError(f"{what}: the answer has no {member}")
    return str(value)


def check_id(answer: Values, member: str, asked: str, what: str) -> None:
    """Make sure that an answer is about the object that was asked for."""
    told = a_text(answer, member, what)
    if told != asked:
        raise RomaError(f"{what}: an answer about {quoted(told, 100)!r} came, not about {asked!r}")


@contextlib.contextmanager
def as_documented(what: str) -> t.Iterator[None]:
    """Say of what an answer holds in depth that it is not as documented, when it cannot be worked with."""
    try:
        yield
    except Misshapen as exc:
        raise RomaError(f"{what}: {exc}") from exc
    except (TypeError, ValueError, LookupError, AttributeError, OverflowError) as exc:
        raise RomaError(f"{what}: the service's answer is not as documented ({type(exc).__name__})") from exc


def _kind(value: t.Any) -> str:
    names = {dict: "an object", list: "a list", str: "a text", bool: "a truth value", type(None): "null"}
    return names.get(type(value), "a number")


# -- failures ----------------------------------------------------------------------------------------------------------


def retry_after_of(response: t.Any) -> float | None:
    """Return how many seconds to wait; a date is not honoured, since clocks differ."""
    seconds = whole_number(response.headers.get("Retry-After", ""))
    return None if seconds is None else min(float(seconds), _LONGEST_PAUSE)


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
        body = json_from(response.content)
    except ValueError:
        body = None
    code, message = _code_and_message(body)
    told = body if isinstance(body, dict) else {}
    request_id = str(told.get("request_id") or told.get("requestId") or response.headers.get("X-Request-Id", ""))
    inner = told["errors"] if isinstance(told.get("errors"), list) else []
    details = {
        name: each[name] for each in (told, *inner) if isinstance(each, dict) for name in _DETAILS if each.get(name)
    }
    status = response.status_code
    message = message or response.reason or "no message"
    return ApiError(status, code or str(status), message, request_id, method, path, details)


def refuse_errors(response: t.Any, answer: t.Any, method: str, path: str) -> None:
    """Find an error that comes with a status of success.

    :raises ApiError: the answer is one
    """
    if isinstance(answer, dict) and any(answer.get(c) and answer.get(m) for c, m in _SPELLINGS[:2]):
        raise error_of(response, method, path)


def _code_and_message(body: t.Any) -> tuple[str, str]:
    if not isinstance(body, dict):
        return "", ""
    for code, message in _SPELLINGS:
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
