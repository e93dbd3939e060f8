# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a seed decides: numbers, texts, and whether something is done."""

from __future__ import annotations

import random
import re

from ansible_collections.roma.connect.plugins.module_utils._spec._field import Field

_LETTERS = (
    "abcxyz", "Shop", "0123456789", "ab 1", "\u4e2d\u6587ab", 'aB_-."x', "\u00e4\u00e9\u20ac", "<&>'{%}\"", "a\n\t:",
)  # fmt: skip
USUAL_LENGTH = 12
_ATTEMPTS = 300


class Chance:
    """The same seed always decides the same."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.random = random.Random(seed)
        self._texts: list[str] = []
        self._number = 0

    def chance(self, probability: float) -> bool:
        return self.random.random() < probability

    def next_number(self) -> int:
        """Return a number that has not been used for anything yet."""
        self._number += 1
        return self._number

    def whole_number(self, f: Field) -> int:
        low, high = f.limits.minimum or 0, 50 if f.limits.maximum is None else f.limits.maximum
        return self.random.choice((low, high, self.random.randint(low, high)))

    def text(self, f: Field, path: str = "", longest: int | None = None) -> str:
        """Make a text, now and then as long as can be, or take one that was made before."""
        low, high = max(1, f.limits.minimum or 1), longest or f.limits.maximum or USUAL_LENGTH
        usual = min(high, max(low, USUAL_LENGTH))
        for _ in range(_ATTEMPTS):
            length = self.random.choice((low, high)) if self.chance(0.06) else self.random.randint(low, usual)
            letters = self.random.choice(_LETTERS)
            text = "".join(self.random.choice(letters) for _ in range(length))
            if self._texts and self.chance(0.25):
                text = self.random.choice(self._texts)
            if low <= len(text) <= high and (not f.limits.pattern or re.fullmatch(f.limits.pattern, text)):
                self._texts.append(text)
                return text
        raise AssertionError(f"seed {self.seed}: {path} needs a recipe, no text matches {f.limits.pattern}")
