# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""One gate for all workers: it lets requests pass at the rate that the service turned out to allow."""

from __future__ import annotations

import threading
import time
import typing as t
from collections import deque

_WINDOW = 1.0  # seconds over which the rate is observed
_DEFAULT_PAUSE = 1.0  # seconds to wait when the service does not say


class RateGate:
    """Open until the first 429; then everybody pauses, and goes on at the rate that was observed.

    The rate grows again, fast until the limit has been met a second time, slowly from then on.
    """

    def __init__(
        self, clock: t.Callable[[], float] = time.monotonic, sleep: t.Callable[[float], None] = time.sleep
    ) -> None:
        self._clock = clock
        self._sleep = sleep
        self._lock = threading.Lock()
        self._passed: deque[float] = deque()
        self._rate: float | None = None
        self._next = 0.0
        self._grown = 0.0
        self._settled = False
        self.successes = 0

    def wait(self) -> float:
        """Wait for this request's turn.

        :returns: when the request was let pass; to be given back with a 429
        """
        with self._lock:
            now = self._clock()
            if self._rate is None:
                return now
            self._grow(now)
            turn = max(now, self._next)
            self._next = turn + 1.0 / self._rate
        if turn > now:
            self._sleep(turn - now)
        return turn

    def _grow(self, now: float) -> None:
        assert self._rate is not None
        step = 1.0 if self._settled else 0.5
        while now - self._grown >= step:
            self._rate *= 1.05 if self._settled else 2.0
            self._grown += step

    def success(self) -> None:
        with self._lock:
            self.successes += 1
            now = self._clock()
            self._passed.append(now)
            while self._passed and now - self._passed[0] > _WINDOW:
                self._passed.popleft()

    def throttled(self, passed_at: float, retry_after: float | None) -> None:
        """Note a 429 for a request that was let pass at ``passed_at``: all workers pause."""
        with self._lock:
            now = self._clock()
            if self._rate is not None and passed_at < self._next_resume:
                return  # sent before the pause that an earlier 429 began
            observed = sum(1 for moment in self._passed if now - moment <= _WINDOW)
            self._settled = self._rate is not None
            self._rate = max(1.0, observed / _WINDOW)
            self._next_resume = now + (_DEFAULT_PAUSE if retry_after is None else retry_after)
            self._next = self._next_resume
            self._grown = self._next_resume

    _next_resume = 0.0
