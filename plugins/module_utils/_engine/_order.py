# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""Runs steps at the same time, each after those that it depends on."""

from __future__ import annotations

import queue
import threading
import typing as t
from concurrent.futures import ThreadPoolExecutor

from .._base._errors import RomaError
from .._service._client import Client
from ._step import Step


def nothing() -> None:
    """Do nothing more."""


def run_in_order(client: Client, steps: t.Sequence[Step], depends: dict[int, list[Step]],
                 work: t.Callable[[Step], None], tick: t.Callable[[], None] = nothing,
                 failure: threading.Event | None = None) -> None:  # fmt: skip
    """Run steps over a bounded pool, each after those that it depends on.

    :param tick: called after each of them, by the caller's thread
    :param failure: set when a step has failed, so that no other one begins
    """
    if not steps:
        return
    known = {id(step) for step in steps}
    waiting = {id(step): sum(id(other) in known for other in depends[id(step)]) for step in steps}
    followers: dict[int, list[Step]] = {id(step): [] for step in steps}
    for step in steps:
        for other in depends[id(step)]:
            if id(other) in known:
                followers[id(other)].append(step)
    done: queue.SimpleQueue[Step] = queue.SimpleQueue()
    ending: list[BaseException] = []

    def run(step: Step) -> None:
        try:
            if is_free(step, depends, failure):
                work(step)
                step.done = True
            else:
                step.status = "dropped"
        except RomaError as exc:
            step.status, step.error = "failed", exc
        except Exception as exc:  # a defect of the collection; the queue must not wait for this step
            step.status, step.error = "failed", exc
        except BaseException as exc:
            ending.append(exc)
        finally:
            if failure is not None and step.status == "failed":
                failure.set()
            done.put(step)

    pool = ThreadPoolExecutor(max_workers=min(client.connection.concurrency, len(steps)))
    try:
        for step in steps:
            if not waiting[id(step)]:
                pool.submit(run, step)
        for _turn in steps:
            finished = done.get()
            if ending:
                raise ending[0]
            tick()
            for follower in followers[id(finished)]:
                waiting[id(follower)] -= 1
                if not waiting[id(follower)]:
                    pool.submit(run, follower)
    except BaseException:
        client.stop()
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def is_free(step: Step, depends: dict[int, list[Step]], failure: threading.Event | None = None) -> bool:
    """Tell whether everything that has to be done before a step has been done, and no failure keeps it back."""
    if failure is not None and failure.is_set():
        return False
    return all(other.status == "ok" for other in depends[id(step)])
