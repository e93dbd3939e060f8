# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A token bucket for the gateway's rate limit."""

from __future__ import annotations

import time


class Throttle:
    """Holds one second's worth of requests; the rate may change between calls."""

    def __init__(self) -> None:
        self._rate: float | None = None
        self._level = 0.0
        self._seen = 0.0

    def allows(self, rate: float | None) -> bool:
        if not rate:
            return True
        now = time.monotonic()
        capacity = max(1.0, rate)
        if rate != self._rate:
            self._rate, self._level, self._seen = rate, capacity, now
        self._level = min(capacity, self._level + (now - self._seen) * rate)
        self._seen = now
        if self._level < 1:
            return False
        self._level -= 1
        return True
