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
_SHORTEST_PAUSE, _LONGEST_PAUSE = 0.05, 5.0  # seconds to wait when the service does not say
_COUNTED_PAUSE = 0.5  # as much of a pause counts for the rate: the service saves up what is not used, but not for long
_FIRST_PERIOD, _LONGEST_PERIOD = 0.15, 4.0  # seconds after a pause until the rate is what it was thought to be
_DIP = 0.1  # how far below that it begins
_FEW = 5  # so few answers say nothing about the rate
_FIRST_GUESS = 10.0  # requests per second, when nothing was served before the first 429


class RateGate:
    """Open until the first 429; then everybody pauses, and goes on at the rate that was observed.

    From then on requests are spaced evenly. The rate follows a cubic curve, as in the TCP congestion control of that
    name: it begins a little below what the service is thought to allow, stays near it for a while, and rises ever
    faster until the next 429 tells more. The more often that has happened, the longer the while.
    """

    def __init__(
        self, clock: t.Callable[[], float] = time.monotonic, sleep: t.Callable[[float], None] = time.sleep
    ) -> None:
        self._clock = clock
        self._sleep = sleep
        self._lock = threading.Lock()
        self._passed: deque[float] = deque()
        self._allowed: float | None = None  # the rate that the service is thought to allow
        self._period = _FIRST_PERIOD
        self._pause = _SHORTEST_PAUSE
        self._began = clock()
        self._resume = 0.0
        self._next = 0.0
        self.successes = 0

    def wait(self) -> float:
        """Wait for this request's turn.

        :returns: when the request was let pass; to be given back with a 429
        """
        while True:
            with self._lock:
                now, resume = self._clock(), self._resume
                if self._allowed is None:
                    return now
                turn = max(now, self._next)
                self._next = turn + 1.0 / self._rate(self._allowed, turn)
            if turn > now:
                self._sleep(turn - now)
            with self._lock:
                if resume == self._resume:  # no pause was called in the meantime
                    return turn

    def _rate(self, allowed: float, now: float) -> float:
        return allowed * (1 + _DIP * ((now - self._resume) / self._period - 1) ** 3)

    def success(self) -> None:
        with self._lock:
            self.successes += 1
            now = self._clock()
            self._passed.append(now)
            while now - self._passed[0] > _WINDOW:
                self._passed.popleft()

    def throttled(self, passed_at: float, retry_after: float | None) -> None:
        """Note a 429 for a request that was let pass at ``passed_at``: all workers pause."""
        with self._lock:
            now = self._clock()
            if self._allowed is not None and passed_at < self._resume:
                return  # sent before the pause that an earlier 429 began
            self._learn(now)
            pause = self._pause if retry_after is None else retry_after
            self._period = max(self._period, 2 * pause)  # where pauses are long, 429s have to be rare
            self._resume = self._next = now + pause
            self._began = self._resume - min(pause, _COUNTED_PAUSE)

    def _learn(self, now: float) -> None:
        span = max(0.001, min(_WINDOW, now - self._began))
        served = sum(now - moment <= span for moment in self._passed)
        if self._allowed is None:
            allowed = served / span if served else _FIRST_GUESS
        elif served < _FEW:
            allowed = 0.7 * self._rate(self._allowed, now)
            self._pause = min(_LONGEST_PAUSE, (2 if served else 4) * self._pause)
        else:
            # too low when the rate was rising, too high when the service had saved up: between what was tried and seen
            tried = self._rate(self._allowed, now)
            allowed = tried ** (2 / 3) * min(tried, served / span) ** (1 / 3)
            self._pause = _SHORTEST_PAUSE
            self._period = min(_LONGEST_PERIOD, 2 * self._period)
        self._allowed = max(1.0, allowed)
