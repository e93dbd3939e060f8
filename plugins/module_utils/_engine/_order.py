# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""Runs steps at the same time, each after those that it depends on."""

from __future__ import annotations

import heapq
import threading
import typing as t
from concurrent.futures import ThreadPoolExecutor

from .._service._client import Client
from ._step import Step

_TICK = 0.5  # seconds between two calls of what tells how far it has come


def nothing() -> None:
    """Do nothing more."""


def run_in_order(client: Client, steps: t.Sequence[Step], depends: dict[int, list[Step]],
                 work: t.Callable[[Step], None], tick: t.Callable[[], None] = nothing,
                 failure: threading.Event | None = None) -> None:  # fmt: skip
    """Run steps over a bounded pool, each after those that it depends on.

    :param tick: called now and again, by the caller's thread
    :param failure: set when a step has failed, so that no other one begins
    """
    if not steps:
        return
    course = Course(steps, depends, work, failure)
    workers = min(client.connection.concurrency, len(steps))
    pool = ThreadPoolExecutor(max_workers=workers)
    try:
        for _worker in range(workers):
            pool.submit(course.run)
        while not course.over.wait(_TICK):
            tick()
        if course.ending is not None:
            raise course.ending
    except BaseException:
        client.stop()
        course.end()
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


class Course:
    """What is due, and what waits for it.

    Workers take their next step themselves: a thread between them would have to be woken up after every one. What
    comes first in the document goes first, since most else refers to it.

    :ivar over: nothing is left to be done, or nothing is to be done any more
    :ivar ending: what has interrupted the run
    """

    def __init__(self, steps: t.Sequence[Step], depends: dict[int, list[Step]], work: t.Callable[[Step], None],
                 failure: threading.Event | None) -> None:  # fmt: skip
        self.over = threading.Event()
        self.ending: BaseException | None = None
        self._steps, self._depends, self._work, self._failure = steps, depends, work, failure
        self._left = len(steps)
        self._changed = threading.Condition()
        numbers = {id(step): number for number, step in enumerate(steps)}
        awaited = [[numbers[id(other)] for other in depends[id(step)] if id(other) in numbers] for step in steps]
        self._waiting = [len(others) for others in awaited]
        self._followers: list[list[int]] = [[] for _step in steps]
        for number, others in enumerate(awaited):
            for other in others:
                self._followers[other].append(number)
        self._due = [number for number, others in enumerate(awaited) if not others]  # sorted, and so a heap

    def run(self) -> None:
        """Work until everything is over."""
        number = self._take()
        while number is not None:
            try:
                self._do(self._steps[number])
            except BaseException as exc:
                self.ending = exc
                self.end()
            number = self._take(number)

    def end(self) -> None:
        """Let no other step begin."""
        with self._changed:
            self.over.set()
            self._changed.notify_all()

    def _take(self, finished: int | None = None) -> int | None:
        """Return the next step, None when there will be no other one."""
        with self._changed:
            if finished is not None:
                self._left -= 1
                for follower in self._followers[finished]:
                    self._waiting[follower] -= 1
                    if not self._waiting[follower]:
                        heapq.heappush(self._due, follower)
                        self._changed.notify()
                if not self._left:
                    self.end()
            while not self._due and not self.over.is_set():
                self._changed.wait()
            return None if self.over.is_set() else heapq.heappop(self._due)

    def _do(self, step: Step) -> None:
        try:
            if is_free(step, self._depends, self._failure):
                self._work(step)
                step.done = True
            else:
                step.status = "dropped"
        except Exception as exc:  # a refusal, or a defect of the collection, which nobody must wait for for ever
            step.status, step.error = "failed", exc
        finally:
            if self._failure is not None and step.status == "failed":
                self._failure.set()


def is_free(step: Step, depends: dict[int, list[Step]], failure: threading.Event | None = None) -> bool:
    """Tell whether everything that has to be done before a step has been done, and no failure keeps it back."""
    if failure is not None and failure.is_set():
        return False
    return all(other.status == "ok" for other in depends[id(step)])
