# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""One family of errors: everything that reaches a user as ``msg``, and ``error`` where a service answered."""

from __future__ import annotations

import typing as t

from ._numbers import whole_number
from ._redaction import REDACTION

_LONGEST = 2000  # characters of what a service says; it may say anything
_LONGEST_SECRET = 50_000  # what is cut off may have begun before


def quoted(text: str, longest: int = _LONGEST) -> str:
    """Return what a service says as it may be shown: without secrets, and cut where it is too long to be read."""
    shown = REDACTION.redact(text[: longest + _LONGEST_SECRET])
    cut = len(text) - longest
    return shown if cut <= 0 else f"{shown[:longest]}... ({cut} more characters)"


class RomaError(Exception):
    """A failure that is told to the user as a sentence, without a traceback."""

    def payload(self) -> dict[str, t.Any]:
        """Return the keys that a failed result carries."""
        return {"msg": str(self)}


_TOLD = 50  # problems in a message
_LISTED = 1000  # problems in a result


def listed(names: t.Sequence[str], most: int) -> str:
    """Return names as a sentence has them, the first ones and how many more there are."""
    rest = len(names) - most
    return ", ".join(names[:most]) + (f" and {rest} more" if rest > 0 else "")


def told(problems: t.Sequence[str], most: int) -> str:
    """Return problems as one message has them, the first ones and how many more there are."""
    rest = len(problems) - most
    return "; ".join([*problems[:most], *([f"and {rest} more problems"] if rest > 0 else [])])


class InputError(RomaError):
    """The options are wrong; found before the first request. Every problem starts with the option's path."""

    def __init__(self, problems: t.Sequence[str]) -> None:
        super().__init__(told(problems, _TOLD))
        self.problems = list(problems[:_LISTED])

    def payload(self) -> dict[str, t.Any]:
        return {"msg": str(self), "problems": self.problems}


class Interrupted(KeyboardInterrupt):
    """The run is being ended: no request begins any more."""


class ConnectionFailed(RomaError):
    """No answer was had from the service: refused, unreachable, not verified, timed out."""


class ApiError(RomaError):
    """The service refused or failed a request.

    :param status: HTTP status code
    :param code: the service's own code, as text; the HTTP status when the answer held none
    :param request_id: the id to quote to the vendor's support; may be empty
    :param details: what else the answer says, by the service's own names
    :ivar advice: what to check, where that is known
    """

    def __init__(
        self, status: int, code: str, message: str, request_id: str, method: str, path: str,
        details: t.Mapping[str, t.Any] | None = None,
    ) -> None:  # fmt: skip
        code, message, request_id = quoted(code, 100), quoted(message), quoted(request_id, 100)
        super().__init__(f"{method} {path} failed with HTTP {status}: {code}: {message}")
        self.advice = ""
        self.status = status
        self.code = code
        self.message = message
        self.request_id = request_id
        self.method = method
        self.path = path
        self.details = {name: quoted(str(value)) for name, value in (details or {}).items()}

    def __str__(self) -> str:
        text = super().__str__()
        return f"{text.rstrip('.')}. {self.advice}" if self.advice else text

    def payload(self) -> dict[str, t.Any]:
        return {
            "msg": str(self),
            "error": {
                "status": self.status,
                "code": self.code,
                "request_id": self.request_id,
                "method": self.method,
                "path": self.path,
                "details": self.details,
            },
        }

    @property
    def number(self) -> int | None:
        """The code without its family and zero padding: ``ROMA.10012`` and ``ROMA.00010012`` are one."""
        digits = self.code.rpartition(".")[2]
        return whole_number(digits)


class LostAnswer(RomaError):
    """A request that must not be sent twice may or may not have been carried out."""

    def __init__(self, method: str, path: str, cause: Exception) -> None:
        super().__init__(f"{method} {path} may or may not have been carried out: {cause}")
        self.cause = cause

    def payload(self) -> dict[str, t.Any]:
        inner = self.cause.payload() if isinstance(self.cause, RomaError) else {}
        return {**inner, "msg": str(self)}
