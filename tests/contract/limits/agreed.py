# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The reviewed table of deviations: `deviations.txt`, which says how it is written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from tests.contract.limits.facts import Limits

#: The two parts of the table.
EMULATOR, COLLECTION = "The emulator and the vendor's documents", "The collection and the emulator"
_TYPES = ("text", "int", "number", "bool", "list", "object")


@dataclass(frozen=True)
class Deviation:
    """One entry. `line` is its number in the table."""

    line: int
    names: str
    limits: str
    reason: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.names}"

    def concerns(self, operation: str, place: str) -> bool:
        operations, places = self.names.split(" ")
        return _is_among(operation, operations) and _is_among(place, places)

    def instead_of(self, limits: Limits | None) -> Limits:
        """Return what holds: the entry, and for what it leaves open what is documented."""
        if self.limits.split(" ")[0] in _TYPES:
            return Limits.read(self.limits)
        assert limits is not None, f"{self} has to say everything, since nothing is documented"
        told = Limits.read(f"{limits.type} {self.limits}")
        if told.choices is not None:
            return told
        least, most = (getattr(limits if getattr(told, side) is None else told, side) for side in ("least", "most"))
        return replace(limits, least=least, most=most, pattern=told.pattern or limits.pattern, choices=None)


def _is_among(word: str, patterns: str) -> bool:
    return any(re.fullmatch(".*".join(map(re.escape, each.split("*"))), word) for each in patterns.split(","))


@cache
def deviations(part: str) -> tuple[Deviation, ...]:
    return tuple(entry for title, entry in _read() if title == part)


def _read() -> Iterator[tuple[str, Deviation]]:
    title, reason, begun = "", "", False
    lines: Iterable[str] = Path(__file__).with_name("deviations.txt").read_text().splitlines()
    for number, line in enumerate(lines, 1):
        if line.startswith("== "):
            title, reason = line.removeprefix("== "), ""
        elif line.startswith("  "):
            names, _, limits = line.strip().partition("  ")
            assert reason, f"line {number} has no reason"
            assert limits, f"line {number} says nothing"
            begun = True
            yield title, Deviation(number, names, limits, reason)
        elif line and not line.startswith("#"):
            reason, begun = (line, False) if begun or not reason else (f"{reason} {line}", False)
