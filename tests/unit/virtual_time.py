# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Time that passes only while every worker sleeps. One worker runs at a time, so that every run is the same."""

from __future__ import annotations

import heapq
import itertools
import threading
import typing as t


class VirtualTime:
    def __init__(self) -> None:
        self.now = 0.0
        self._sleepers: list[tuple[float, int, threading.Semaphore]] = []
        self._order = itertools.count()
        self._done = threading.Semaphore(0)
        self._failures: list[BaseException] = []

    def clock(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        baton = self._in_line(seconds)
        self._pass_on()
        baton.acquire()

    def run(self, workers: int, work: t.Callable[[], None]) -> None:
        """Let so many workers do the work, and return when all are done."""
        for _ in range(workers):
            threading.Thread(target=self._be_worker, args=(work, self._in_line(0)), daemon=True).start()
        self._pass_on()
        self._done.acquire()
        if self._failures:
            raise self._failures[0]

    def _be_worker(self, work: t.Callable[[], None], baton: threading.Semaphore) -> None:
        baton.acquire()
        try:
            work()
        except BaseException as exc:
            self._failures.append(exc)
        self._pass_on()

    def _in_line(self, seconds: float) -> threading.Semaphore:
        baton = threading.Semaphore(0)
        heapq.heappush(self._sleepers, (self.now + max(0.0, seconds), next(self._order), baton))
        return baton

    def _pass_on(self) -> None:
        if self._sleepers:
            self.now, _order, baton = heapq.heappop(self._sleepers)
            baton.release()
        else:
            self._done.release()
