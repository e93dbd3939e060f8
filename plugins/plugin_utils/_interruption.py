# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This is private to the roma.connect collection: it may change in any release.

"""Ends work inside the controller that nobody waits for any more, and tells what has been done.

Tasks run in worker processes. Ctrl+C and SIGTERM reach them through ansible-playbook, or with it; when it is killed
they would go on, and hang at last when they want to hand over their result.
"""

from __future__ import annotations

import contextlib
import os
import signal
import threading
import typing as t

_LOOK = 0.5  # seconds between two looks whether ansible-playbook is still there
_GRACE = 5.0  # seconds for requests that are under way
_STOPPING = (signal.SIGINT, signal.SIGTERM)

try:
    # where ansible-playbook writes: workers of newer releases have no way of their own to a terminal
    _TERMINAL: int | None = os.dup(2)
except OSError:
    _TERMINAL = None


@contextlib.contextmanager
def interruptible() -> t.Iterator[None]:
    """Turn what ends the run into a KeyboardInterrupt here; afterwards the process ends as it would have without."""
    signals: list[int] = []

    def interrupt(number: int, frame: object) -> None:
        del frame
        if signals:
            return  # on its way already
        signals.append(number)
        ending = threading.Timer(_GRACE, _end, [1])
        ending.daemon = True
        ending.start()
        raise KeyboardInterrupt

    if threading.current_thread() is not threading.main_thread():  # signals come to the main thread only
        yield
        return
    before = {number: signal.signal(number, interrupt) for number in _STOPPING}
    parent, over = os.getppid(), threading.Event()
    threading.Thread(target=_watch, args=(parent, over), daemon=True).start()
    try:
        yield
    except KeyboardInterrupt as exc:
        _tell(f"interrupted: {exc or 'nothing more is begun; run it again to go on'}")
        raise
    finally:
        over.set()
        for number, handler in before.items():
            signal.signal(number, signal.SIG_DFL if handler is None else handler)
        if os.getppid() != parent:
            _end(1)
        if signals:
            os.kill(os.getpid(), signals[0])


@contextlib.contextmanager
def ending_with_parent() -> t.Iterator[None]:
    """End the process as soon as ansible-playbook is gone: a module then finds that nobody reads its result."""
    over = threading.Event()
    threading.Thread(target=_watch, args=(os.getppid(), over, lambda: _end(1)), daemon=True).start()
    try:
        yield
    finally:
        over.set()


def _terminate() -> None:
    os.kill(os.getpid(), signal.SIGTERM)


def _watch(parent: int, over: threading.Event, act: t.Callable[[], None] = _terminate) -> None:
    while not over.wait(_LOOK):
        if os.getppid() != parent:
            act()
            return


def _end(status: int) -> None:
    os._exit(status)  # an ordinary end would wait for threads and queues of a process that is gone


def _tell(line: str) -> None:
    with contextlib.suppress(OSError, TypeError):
        os.write(t.cast(int, _TERMINAL), f"roma.connect: {line}\n".encode())
