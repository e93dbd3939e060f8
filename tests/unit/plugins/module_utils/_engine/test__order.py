# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Steps at the same time, each after those that it depends on."""

from __future__ import annotations

import random
import threading
import time
import typing as t
from collections import defaultdict

import pytest
from ansible_collections.roma.connect.plugins.module_utils._base._errors import Interrupted, RomaError
from ansible_collections.roma.connect.plugins.module_utils._catalog._registry import BY_KIND
from ansible_collections.roma.connect.plugins.module_utils._document._entries import Entry
from ansible_collections.roma.connect.plugins.module_utils._engine import _order
from ansible_collections.roma.connect.plugins.module_utils._engine._order import run_in_order
from ansible_collections.roma.connect.plugins.module_utils._engine._step import Step
from ansible_collections.roma.connect.plugins.module_utils._service._client import Client
from ansible_collections.roma.connect.plugins.module_utils._service._connection import Connection

Depends = dict[int, list[Step]]


def client(workers: int) -> Client:
    return Client(Connection("https://roma.test", "https://iam.test", "p", token="t", concurrency=workers))


def steps(count: int) -> list[Step]:
    return [Step(Entry(BY_KIND["apps"], f"apps[{n}]", {"name": str(n)}, "present")) for n in range(count)]


def depending(pairs: t.Iterable[tuple[Step, Step]]) -> Depends:
    """The first of each pair has to wait for the second."""
    depends: Depends = defaultdict(list)
    for step, other in pairs:
        depends[id(step)].append(other)
    return depends


@pytest.mark.parametrize("workers", [1, 3, 40])
def test_each_after_those_that_it_depends_on(workers: int) -> None:
    chance = random.Random(workers)
    todo = steps(60)
    depends = depending((step, todo[chance.randrange(n)]) for n, step in enumerate(todo) if n for _time in range(2))
    busy, most = 0, 0
    lock = threading.Lock()

    def work(step: Step) -> None:
        nonlocal busy, most
        assert all(other.done for other in depends[id(step)])
        with lock:
            busy += 1
            most = max(most, busy)
        time.sleep(0.001)
        with lock:
            busy -= 1

    run_in_order(client(workers), todo[::-1], depends, work)
    assert all(step.done and step.status == "ok" for step in todo)
    assert most == 1 if workers == 1 else 1 < most <= workers


def test_what_comes_first_in_the_document_goes_first() -> None:
    todo, course = steps(5), []
    run_in_order(client(1), todo, depending([(todo[1], todo[0])]), course.append)
    assert course == todo


def test_what_waits_for_a_failed_step_is_dropped() -> None:
    todo = steps(4)
    depends = depending([(todo[1], todo[0]), (todo[2], todo[1])])

    def work(step: Step) -> None:
        if step is todo[0]:
            raise RomaError("refused")

    run_in_order(client(2), todo, depends, work)
    assert [step.status for step in todo] == ["failed", "dropped", "dropped", "ok"]


def test_nothing_begins_after_a_failure_when_it_is_all_or_nothing() -> None:
    todo, failure = steps(3), threading.Event()
    run_in_order(client(1), todo, depending([]), lambda step: int("x"), failure=failure)
    assert [step.status for step in todo] == ["failed", "dropped", "dropped"]
    assert isinstance(todo[0].error, ValueError)


def test_an_interruption_ends_all_workers() -> None:
    todo, ended = steps(50), client(4)

    def work(step: Step) -> None:
        if step is todo[5]:
            raise Interrupted
        time.sleep(0.001)

    with pytest.raises(Interrupted):
        run_in_order(ended, todo, depending((step, todo[5]) for step in todo[20:]), work)
    assert ended._stopped.is_set()
    assert not any(step.done or step.status != "ok" for step in todo[20:])


def test_an_interruption_of_the_caller_ends_all_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_order, "_TICK", 0.01)
    todo, ended = steps(50), client(2)

    def tick() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_in_order(ended, todo, depending([]), lambda step: time.sleep(0.005), tick)
    assert ended._stopped.is_set()
    assert not all(step.done for step in todo)
