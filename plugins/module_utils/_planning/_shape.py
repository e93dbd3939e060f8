# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""What a value may look like at all, whatever option it is given for: what JSON can say, and no larger. Pure."""

from __future__ import annotations

import math
import re
import typing as t

_DEEPEST = 60
_MOST_VALUES = 2_000_000
_LARGEST_NUMBER = 2**63
_LONGEST_SHOWN = 100
_HALF = re.compile("[\ud800-\udfff]")

#: Stands for a value that has been reported.
UNSOUND: t.Any = object()


def is_text(value: t.Any) -> bool:
    """Tell a text from one that holds half of a character, which can be neither sent nor shown."""
    return isinstance(value, str) and (value.isascii() or not _HALF.search(value))


def in_range(number: int) -> bool:
    """Tell whether services can be expected to take a number."""
    return -_LARGEST_NUMBER <= number < _LARGEST_NUMBER


def shown(value: t.Any) -> str:
    """Return a word that people wrote, such as the name of an option, as a message may quote it."""
    try:
        text = str(value).encode("utf-8", "backslashreplace").decode()
    except ValueError:  # a number with thousands of digits
        return "a number"
    text = text if text.strip() else repr(text)
    return text if len(text) <= _LONGEST_SHOWN else text[:_LONGEST_SHOWN] + "..."


def quoted(value: t.Any) -> str:
    """Return a value as a message may quote it: in quotes when it is a text, and not too long."""
    text = repr(value)
    return text if len(text) <= _LONGEST_SHOWN else text[:_LONGEST_SHOWN] + "..."


class Soundness:
    """Copies values, and reports what they must not hold.

    :param report: (path, what is wrong), without the value, which may be a secret
    """

    def __init__(self, report: t.Callable[[str, str], None]) -> None:
        self._report = report
        self._left = _MOST_VALUES
        self._steps: list[str | int] = []

    def copy(self, value: t.Any, path: str) -> t.Any:
        """Return a copy in which all keys are texts, or `UNSOUND`."""
        self._start, self._steps = path, []
        return self._copy(value)

    def _copy(self, value: t.Any) -> t.Any:
        self._left -= 1
        if self._left < 0:
            return self._unsound(f"there are more than {_MOST_VALUES} values up to here" if self._left == -1 else "")
        wrong = _wrong(value, len(self._steps))
        if wrong:
            return self._unsound(wrong)
        if isinstance(value, dict):
            return self._copy_mapping(value)
        if isinstance(value, (list, tuple)):
            items = [self._below(index, item) for index, item in enumerate(value)]
            return UNSOUND if any(item is UNSOUND for item in items) else items
        return value

    def _copy_mapping(self, value: dict[t.Any, t.Any]) -> t.Any:
        result: dict[str, t.Any] = {}
        sound = True
        for key, item in value.items():
            name = str(key) if isinstance(key, int) and not isinstance(key, bool) and in_range(key) else key
            wrong = ""
            if not is_text(name):
                wrong = "this key is no text"
            elif name in result:
                wrong = "this key is there twice, as a text and as a number"
            copied = self._below(name if isinstance(name, str) else shown(name), item, wrong)
            sound = sound and copied is not UNSOUND
            if not wrong:
                result[name] = copied
        return result if sound else UNSOUND

    def _below(self, step: str | int, value: t.Any, wrong: str = "") -> t.Any:
        self._steps.append(step)
        copied = self._unsound(wrong) if wrong else self._copy(value)
        self._steps.pop()
        return copied

    def _unsound(self, wrong: str) -> t.Any:
        if wrong:
            steps = "".join(f"[{step}]" if isinstance(step, int) else f".{shown(step)}" for step in self._steps)
            self._report(self._start + steps if self._start else steps.removeprefix("."), wrong)
        return UNSOUND


def _wrong(value: t.Any, depth: int) -> str:
    """Say what is wrong with a value itself."""
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, str):
        return "" if is_text(value) else "holds half of a character (a lone surrogate), which is no text"
    if isinstance(value, int):
        return "" if in_range(value) else "is a number that is too large"
    if isinstance(value, float):
        return "" if math.isfinite(value) else "must be a number; this is none"
    if isinstance(value, (dict, list, tuple)):
        return f"is nested too deeply, {_DEEPEST} levels are allowed" if depth >= _DEEPEST else ""
    return "is neither a text, a number, a truth value, a list nor a mapping"
