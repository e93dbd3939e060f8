# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""Lets the runs of one user on one machine change an instance, or a repository of copies, one after the other.

The service has no locks. The kernel frees a lock of this kind when the process that holds it ends, however it ends.
"""

from __future__ import annotations

import contextlib
import datetime
import hashlib
import os
import tempfile
import time
import typing as t
from pathlib import Path

from .._base._errors import RomaError
from .._base._files import hold, private_directory, why_not_private
from .._service._connection import Connection
from ._jobs import Deadline, Progress

LONGEST_WAIT = 600.0
_PAUSE = 0.2


def alone(connection: Connection, progress: Progress) -> contextlib.AbstractContextManager[None]:
    """Hold the lock of an instance, as `taken` does, so that what was read is still true when it is acted upon."""
    longest = min(LONGEST_WAIT, connection.run_timeout or LONGEST_WAIT)
    return taken("this instance", _name_of(connection), longest, progress)


@contextlib.contextmanager
def taken(what: str, name: str, longest: float, progress: Progress) -> t.Iterator[None]:
    """Hold the lock of whatever has a name.

    :param what: the same in a sentence
    :raises RomaError: another run has held it for too long, or there is no safe place for the lock
    """
    handle = _acquire(what, _place(name, ".lock"), longest, progress)
    try:
        yield
    finally:
        os.close(handle)


def place_of(connection: Connection, ending: str) -> Path:
    """Return the path of a file of this user about an instance, as every run on this machine finds it.

    :raises RomaError: there is no safe place for it
    """
    return _place(_name_of(connection), ending)


def _name_of(connection: Connection) -> str:
    return f"{connection.endpoint.lower()} {connection.instance_id}"


def _place(name: str, ending: str) -> Path:
    """Return the path. A directory for all users would let one of them hold up the others."""
    directory = Path(tempfile.gettempdir()) / f"roma.connect-{os.geteuid()}"
    try:
        private_directory(directory)
        problem = why_not_private(directory)
    except OSError as exc:
        problem = f"{directory} cannot be made: {exc.strerror or exc}"
    if problem:
        raise RomaError(f"the lock has no safe place: {problem}, or set TMPDIR to another directory")
    return directory / (hashlib.sha256(name.encode()).hexdigest()[:32] + ending)


def _acquire(what: str, path: Path, longest: float, progress: Progress) -> int:
    deadline, told = Deadline(longest), False
    while True:
        handle = _try(path)
        if handle is not None:
            return handle
        holder = _holder(path)
        if deadline.left <= 0:
            raise RomaError(f"{holder} has been changing {what} for more than {longest:g} s; "
                            "try again when it has ended")  # fmt: skip
        if not told:
            progress(f"waiting for {holder}, which is changing {what}")
            told = True
        time.sleep(_PAUSE)


def _try(path: Path) -> int | None:
    """Take the lock and say in it who has it; None when somebody else has it."""
    try:
        handle = hold(path)
        if handle is not None:
            now = datetime.datetime.now(datetime.timezone.utc)
            os.ftruncate(handle, 0)
            os.write(handle, f"process {os.getpid()} (since {now:%Y-%m-%d %H:%M:%S} UTC)".encode())
    except OSError as exc:
        raise RomaError(f"the lock cannot be had: {path}: {exc.strerror or exc}") from exc
    return handle


def _holder(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8") or "another run"
    except (OSError, ValueError):
        return "another run"
