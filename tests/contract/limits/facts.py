# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a member of a request may be, and how two opinions about it are compared.

Limits are written as `text 1..64`, `text {HTTP|HTTPS}`, `text ..32 ~ [a-z]+` (a pattern that has to match as a whole),
`int 0..10`, `int {0|1}`, `number`, `bool`, `list ..5` (number of items) or `object`. What is not there is no limit.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

try:
    from re import _parser as regex  # Python 3.11
except ImportError:
    import sre_parse as regex

_NOTATION = re.compile(r"(text|int|number|bool|list|object)(?: (\S*?)\.\.(\S*)| \{(.*?)\})?(?: ~ (.+))?")
_STRANGER = "no such choice"
_LETTERS = "aZ5 _-.,:;/\\()[]{}<>|&*+=@#$%!?~^'\"`\u4e2d\uff08\u3001\uff1a\u00e9\n"
#: A text of any length is made by repeating these; one or the other suits every pattern.
_SAMPLES = ("a", "A", "1", "9", "/a", "a1", "Aa1-", "222,", "1,", "RWE", "tcp", "timing", "1K")
_PLACES = {"first": 0, "inner": 1, "last": -1}


@dataclass(frozen=True)
class Limits:
    """What a member may be, in figures."""

    type: str
    least: int | None = None
    most: int | None = None
    choices: tuple[Any, ...] | None = None
    pattern: str = ""

    @classmethod
    def read(cls, notation: str) -> Limits:
        found = _NOTATION.fullmatch(notation)
        assert found, f"these are no limits: {notation!r}"
        kind, least, most, choices, pattern = found.groups()
        words = None if choices is None else tuple(choices.split("|"))
        if words is not None and kind == "int":
            words = tuple(int(word) for word in words)
        return cls(kind, int(least) if least else None, int(most) if most else None, words, pattern or "")

    def __str__(self) -> str:
        span = f" {'' if self.least is None else self.least}..{'' if self.most is None else self.most}"
        if self.choices is not None:
            span = f" {{{'|'.join(map(str, self.choices))}}}"
        return self.type + span.replace(" ..", "", span == " ..") + (f" ~ {self.pattern}" if self.pattern else "")

    @cached_property
    def bounds(self) -> set[int]:
        """The figures at which something changes, those that only follow from the pattern among them."""
        bounds = {self.least, self.most} - {None}
        if self.pattern:
            bounds |= {width for width in regex.parse(self.pattern).getwidth() if width < regex.MAXREPEAT}
        return bounds

    def accepts(self, value: Any) -> bool:
        if self.choices is not None:
            return value in self.choices
        size = len(value) if self.type in ("text", "list") else value
        within = (self.least is None or size >= self.least) and (self.most is None or size <= self.most)
        return within and (not self.pattern or re.fullmatch(self.pattern, value) is not None)


@dataclass(frozen=True)
class Opinion:
    """What somebody thinks of a member: limits, which tell where to look, and a judgment of any value."""

    limits: Limits
    accepts: Callable[[Any], bool]


def differences(one: Opinion, other: Opinion, *, empty: bool = True) -> list[str]:
    """Ask both about values at every boundary and one beyond, and tell what they do not agree upon.

    :param empty: whether the empty text and the empty list are values, too
    """
    kinds = {one.limits.type, other.limits.type}
    if len(kinds) > 1:
        return [" or ".join(sorted(kinds))]
    found = [name for name, values in _cases(one, other, empty) if any(_differ(one, other, value) for value in values)]
    if kinds == {"text"} and one.limits.choices is None and other.limits.choices is None:
        found += _differing_letters(one, other)
    return found


def _cases(one: Opinion, other: Opinion, empty: bool) -> Iterator[tuple[str, list[Any]]]:
    """Yield cases: what they are called, and values."""
    kind = one.limits.type
    choices = [choice for opinion in (one, other) for choice in opinion.limits.choices or ()]
    for choice in dict.fromkeys(choices):
        yield repr(choice), [choice]
    if choices and kind == "text":
        yield "another choice", [_STRANGER, *{choice.swapcase() for choice in choices} - {*choices}]
    if choices and kind == "int":
        yield (
            "another choice",
            [number for number in range(min(choices) - 1, max(choices) + 2) if number not in choices],
        )
    bounds = one.limits.bounds | other.limits.bounds
    for size in sorted({bound + step for bound in bounds for step in (-1, 0, 1)} | {1}):
        if kind in ("int", "number"):
            yield str(size), [size]
        elif kind == "list" and size >= (0 if empty else 1):
            yield f"{size} items", [[None] * size]
        elif kind == "text" and size >= (0 if empty else 1) and not choices:
            yield f"{size} characters", _texts(size)


def _texts(size: int) -> list[str]:
    return list(dict.fromkeys((sample * size)[:size] for sample in _SAMPLES))


def _differing_letters(one: Opinion, other: Opinion) -> list[str]:
    base = _common_text(one, other)
    if base is None:
        return ["no text suits both"]
    found = {}
    for place, index in _PLACES.items():
        letters = [letter for letter in _LETTERS if _differ(one, other, _with_letter(base, index, letter))]
        if letters:
            found[place] = "".join(letters)
    if len(found) == len(_PLACES) and len(set(found.values())) == 1:
        return [f"letters {found['first']!r}"]
    return [f"{place} letters {letters!r}" for place, letters in found.items()]


def _common_text(one: Opinion, other: Opinion) -> str | None:
    """Return a text that suits both, of three letters if that can be."""
    bounds = one.limits.bounds | other.limits.bounds
    sizes = dict.fromkeys([3, 8, 10, *sorted(bounds), *range(1, 20)])
    return next((text for size in sizes for text in _texts(size) if one.accepts(text) and other.accepts(text)), None)


def _with_letter(base: str, index: int, letter: str) -> str:
    letters = list(base) or [""]
    letters[min(index, len(letters) - 1)] = letter
    return "".join(letters)


def _differ(one: Opinion, other: Opinion, value: Any) -> bool:
    return one.accepts(value) != other.accepts(value)
