# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter expressions of exports: comparisons, joined by AND and OR."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from typing import Any

OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "eq": operator.eq,
    "ne": operator.ne,
    "gt": operator.gt,
    "ge": operator.ge,
    "lt": operator.lt,
    "le": operator.le,
}
COMPARISON = re.compile(r"\s*([\w.]+)\s+(eq|ne|gt|ge|lt|le)\s+(\"[^\"]*\"|'[^']*'|[^\s\"']+)\s*", re.IGNORECASE)
Test = Callable[[dict[str, Any]], bool]


def compile_filter(text: str) -> Test:
    """ValueError when it is no filter expression. AND binds closer than OR; there are no parentheses."""
    choices = [
        [_comparison(part) for part in re.split(r"\s+AND\s+", choice, flags=re.IGNORECASE)]
        for choice in re.split(r"\s+OR\s+", text, flags=re.IGNORECASE)
    ]
    return lambda values: any(all(test(values) for test in tests) for tests in choices)


def _comparison(text: str) -> Test:
    match = COMPARISON.fullmatch(text)
    if match is None:
        raise ValueError(text)
    path, compare, wanted = match[1].split("."), OPERATORS[match[2].lower()], _literal(match[3])

    def test(values: dict[str, Any]) -> bool:
        value: Any = values
        for name in path:
            value = value.get(name) if isinstance(value, dict) else None
        try:
            return compare(value, wanted)
        except TypeError:
            return False

    return test


def _literal(text: str) -> Any:
    if text[0] in "\"'":
        return text[1:-1]
    if text.lower() in ("true", "false"):
        return text.lower() == "true"
    return float(text) if re.fullmatch(r"-?\d+(\.\d+)?", text) else text
