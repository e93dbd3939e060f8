# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The gate against services that throttle, in virtual time."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import pytest
from ansible_collections.roma.connect.plugins.module_utils._service._gate import RateGate
from ansible_collections.roma.connect.tests.unit.virtual_time import VirtualTime

LATENCY = 0.02
REQUESTS = 1000


class Bucket:
    """Lets ``rate`` requests a second pass, and saves up to ``size`` of them."""

    def __init__(self, time: VirtualTime, rate: float, size: float) -> None:
        self._time, self._rate, self._size = time, rate, size
        self._level, self._seen = size, 0.0

    def allows(self) -> bool:
        self._level = min(self._size, self._level + (self._time.now - self._seen) * self._rate)
        self._seen = self._time.now
        if self._level < 1 - 1e-9:
            return False
        self._level -= 1
        return True


class Windows:
    """Counts requests anew in every second."""

    def __init__(self, time: VirtualTime, rate: float) -> None:
        self._time, self._rate = time, rate
        self._second, self._count = 0, 0

    def allows(self) -> bool:
        if int(self._time.now) != self._second:
            self._second, self._count = int(self._time.now), 0
        self._count += 1
        return self._count <= self._rate


@dataclass
class Outcome:
    seconds: float
    wasted: int
    pauses: int
    most_attempts: int


def run(time: VirtualTime, service: Bucket | Windows, workers: int, retry_after: float | None) -> Outcome:
    gate = RateGate(time.clock, time.sleep)
    left, wasted, attempts = REQUESTS, 0, [0]
    pauses: set[float] = set()

    def work() -> None:
        nonlocal left, wasted
        while left:
            left -= 1
            attempts.append(1)
            mine = len(attempts) - 1
            while True:
                passed_at = gate.wait()
                time.sleep(LATENCY / 2)
                allowed = service.allows()
                time.sleep(LATENCY / 2)
                if allowed:
                    gate.success()
                    break
                wasted += 1
                attempts[mine] += 1
                assert attempts[mine] < 20, "a request starves"
                gate.throttled(passed_at, retry_after)
                pauses.add(gate._resume)

    time.run(workers, work)
    return Outcome(time.now, wasted, len(pauses), max(attempts))


@pytest.mark.parametrize("workers", [10, 16, 32])
@pytest.mark.parametrize(
    ("retry_after", "size", "share"),
    [
        (None, 1, 0.9),
        (None, 10, 0.9),
        (None, 100, 0.9),
        # where a 429 costs a second and nothing is saved up meanwhile, the rate has to be approached from below
        (1.0, 1, 0.75),
        (1.0, 10, 0.9),
        (1.0, 100, 0.9),
    ],
)
def test_nearly_all_that_the_service_allows_is_used(
    retry_after: float | None, size: int, share: float, workers: int
) -> None:
    time = VirtualTime()
    outcome = run(time, Bucket(time, 100, size), workers, retry_after)
    # pauses that the service asks for are its own affair
    working = outcome.seconds - outcome.pauses * (retry_after or 0)
    assert REQUESTS / working >= share * 100
    assert outcome.wasted <= 0.15 * REQUESTS
    assert outcome.most_attempts <= 6
    assert outcome.pauses <= 10


@pytest.mark.parametrize("retry_after", [None, 1.0])
def test_a_service_that_counts_by_the_second(retry_after: float | None) -> None:
    time = VirtualTime()
    outcome = run(time, Windows(time, 100), 16, retry_after)
    assert REQUESTS / outcome.seconds >= 0.7 * 100
    assert outcome.wasted <= 0.15 * REQUESTS


def test_a_service_that_never_throttles_is_not_slowed_down() -> None:
    time = VirtualTime()
    outcome = run(time, Bucket(time, 1e6, 1e6), 10, None)
    assert outcome.seconds == pytest.approx(REQUESTS / 10 * LATENCY)
    assert outcome.wasted == 0


@pytest.mark.parametrize(("retry_after", "resumed"), [(0.0, 1.0), (2.5, 3.5), (None, 1.05)])
def test_a_pause_holds_everybody(retry_after: float | None, resumed: float) -> None:
    time = VirtualTime()
    gate = RateGate(time.clock, time.sleep)
    passed: list[float] = []
    time.now = 1.0
    gate.throttled(gate.wait(), retry_after)
    time.run(3, lambda: passed.append(gate.wait()))
    assert min(passed) == pytest.approx(resumed)
    assert len(set(passed)) == 3, "they do not start all at once"


def test_a_pause_holds_those_who_wait_for_their_turn() -> None:
    time = VirtualTime()
    gate = RateGate(time.clock, time.sleep)
    gate.throttled(gate.wait(), 0.0)  # ten requests a second from now on
    passed: list[float] = []

    def throttled_meanwhile() -> None:
        time.sleep(0.05)
        gate.throttled(0.05, 10.0)

    jobs = iter([lambda: passed.append(gate.wait())] * 3 + [throttled_meanwhile])

    def next_job() -> None:
        next(jobs)()

    time.run(4, next_job)
    assert passed[0] == 0.0
    assert passed[1] == pytest.approx(10.05)
    assert passed[2] > passed[1]


def test_answers_to_what_was_sent_before_the_pause_do_not_prolong_it() -> None:
    time = VirtualTime()
    gate = RateGate(time.clock, time.sleep)
    early = gate.wait()
    time.now = 0.5
    gate.throttled(early, 1.0)
    time.now = 1.4
    gate.throttled(early, 1.0)
    time.run(1, lambda: gate.wait() and None)
    assert time.now == pytest.approx(1.5)


def test_idle_time_opens_the_gate_again() -> None:
    time = VirtualTime()
    gate = RateGate(time.clock, time.sleep)
    gate.throttled(gate.wait(), None)
    time.now = 60.0
    time.run(16, lambda: gate.wait() and None)
    assert time.now == pytest.approx(60.0, abs=0.01)


def test_pauses_grow_while_nothing_is_served() -> None:
    time = VirtualTime()
    gate = RateGate(time.clock, time.sleep)
    began: list[float] = []

    def work() -> None:
        for _ in range(7):
            began.append(gate.wait())
            gate.throttled(began[-1], None)

    time.run(1, work)
    pauses = [round(after - before, 2) for before, after in itertools.pairwise(began)]
    assert pauses == [0.05, 0.2, 0.8, 3.2, 5.0, 5.0]
