# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""What a value may look like at all, whatever option it is given for: what JSON can say, and no larger. Pure."""

from __future__ import annotations

import math
import typing as t

_DEEPEST = 60
_MOST_VALUES = 2_000_000
_LARGEST_NUMBER = 2**63
_LONGEST_SHOWN = 100

#: Stands for a value that has been reported.
UNSOUND: t.Any = object()


def is_text(value: t.Any) -> bool:
    """Tell a text from one that holds half of a character, which can be neither sent nor shown."""
    return isinstance(value, str) and not any("\ud800" <= letter <= "\udfff" for letter in value)


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

    def copy(self, value: t.Any, path: str, depth: int = 0) -> t.Any:
        """Return a copy in which all keys are texts, or `UNSOUND`."""
        self._left -= 1
        if self._left < 0:
            if self._left == -1:
                self._report(path, f"there are more than {_MOST_VALUES} values up to here")
            return UNSOUND
        wrong = _wrong(value, depth)
        if wrong:
            self._report(path, wrong)
            return UNSOUND
        if isinstance(value, dict):
            return self._copy_mapping(value, path, depth)
        if isinstance(value, (list, tuple)):
            items = [self.copy(item, f"{path}[{index}]", depth + 1) for index, item in enumerate(value)]
            return UNSOUND if any(item is UNSOUND for item in items) else items
        return value

    def _copy_mapping(self, value: dict[t.Any, t.Any], path: str, depth: int) -> t.Any:
        result: dict[str, t.Any] = {}
        for key, item in value.items():
            name = str(key) if isinstance(key, int) and not isinstance(key, bool) and not _wrong(key, 0) else key
            here = f"{path}.{shown(name)}" if path else shown(name)
            if not is_text(name):
                self._report(here, "this key is no text")
                result[""] = UNSOUND
            elif name in result:
                self._report(here, "this key is there twice, as a text and as a number")
                result[name] = UNSOUND
            else:
                result[name] = self.copy(item, here, depth + 1)
        return UNSOUND if any(item is UNSOUND for item in result.values()) else result


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
