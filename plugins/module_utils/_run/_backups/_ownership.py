# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""Which run makes an unfinished backup, and what becomes of those whose run was killed."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import shutil
import socket
import time
import typing as t
from pathlib import Path

from ..._base._files import write_private
from ..._transfer._archive import note_end
from ._places import DOCUMENT, RUN

_FORGOTTEN = 7 * 86400  # seconds without a change, after which no run can be at work, on whichever machine
_UNNOTED = 60  # seconds after which a run has either noted that it makes an empty directory, or was killed before
_HALF_A_NOTE = f".{RUN}.*"
_JOURNALS = ".*.job"


def own(work: Path, run: int) -> None:
    """Note in an unfinished backup which run makes it."""
    write_private(work / RUN, noted_run(run))


def noted_run(run: int) -> str:
    """Name a run, so that it can be told later whether it has ended."""
    return json.dumps({"host": socket.gethostname(), "process": run, "born": _born(run)})


def is_left(work: Path) -> bool:
    """Tell whether no run makes it any more: its run has surely ended, or nothing has changed for a week.

    A run that was killed at once has not even noted that it makes it.
    """
    return has_ended(_text(work / RUN)) or _is_forgotten(work) or _is_unnoted(work)


def take_over(left: Path, work: Path, run: int) -> bool:
    """Give what a killed run has left to this one, under the name of an empty directory. One of several runs gets it.

    The notes about jobs stay, of which the archives can still be had or are here, and the document to compare with.
    """
    with _alone(left) as noted:
        if noted is None or not has_ended(os.pread(noted, 4096, 0).decode(errors="replace")):
            return False
        text = noted_run(run).encode()
        os.ftruncate(noted, 0)
        os.pwrite(noted, text, 0)
        os.fsync(noted)
        left.rename(work)
    for path in sorted(work.rglob("*"), reverse=True):
        if path.is_dir() and not path.is_symlink():
            with contextlib.suppress(OSError):  # it holds notes
                path.rmdir()
        elif path not in (work / RUN, work / DOCUMENT) and not _is_of_a_job(path):
            path.unlink()
        elif path.match(_JOURNALS):
            note_end(path, False)  # this run may want other archives, or none
    return True


def _is_of_a_job(path: Path) -> bool:
    return path.parent.name == "assets" and (
        path.match(_JOURNALS) or (path.suffix == ".zip" and path.with_name(f".{path.name}.job").exists())
    )


def remove(left: Path) -> bool:
    """Remove what a killed run has left; false when another run has been quicker."""
    if _is_unnoted(left):
        with contextlib.suppress(OSError):  # its run has gone on after all
            for path in left.glob(_HALF_A_NOTE):
                path.unlink()
            left.rmdir()
            return True
    with _alone(left) as noted:
        ended = noted is not None and has_ended(os.pread(noted, 4096, 0).decode(errors="replace"))
        if not ended and not _is_forgotten(left):
            return False
        shutil.rmtree(left, ignore_errors=True)
    return True


def tidy(finished: Path) -> None:
    """Take the note away that a run has left in a backup which it finished before it was killed."""
    if has_ended(_text(finished / RUN)):
        (finished / RUN).unlink(missing_ok=True)


@contextlib.contextmanager
def _alone(left: Path) -> t.Iterator[int | None]:
    """Hold the note of who makes a backup, so that no other run takes it meanwhile; None when that cannot be had."""
    try:
        handle = os.open(left / RUN, os.O_RDWR | os.O_NOFOLLOW)
    except OSError:
        yield None
        return
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            same = os.path.samestat(os.fstat(handle), (left / RUN).lstat())
        except OSError:
            same = False
        yield handle if same else None
    finally:
        os.close(handle)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, ValueError):
        return ""


def has_ended(noted: str) -> bool:
    """Tell that a run has ended. Of the runs of other machines nobody knows."""
    try:
        run = json.loads(noted)
        if run["host"] != socket.gethostname() or not run["process"]:
            return False
        return not _is_alive(run["process"]) or run["born"] != _born(run["process"])
    except (ValueError, LookupError, TypeError):
        return False


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _born(process: int) -> str:
    """Tell two processes apart that have had the same number; where the system does not tell, empty."""
    try:
        return _text(Path(f"/proc/{process}/stat")).rpartition(")")[2].split()[19]
    except LookupError:
        return ""


def _is_unnoted(work: Path) -> bool:
    try:
        begun = all(path.match(_HALF_A_NOTE) for path in work.iterdir())
        return begun and time.time() - work.stat().st_mtime > _UNNOTED
    except OSError:
        return False


def _is_forgotten(work: Path) -> bool:
    try:
        latest = max(path.lstat().st_mtime for path in (work, *work.rglob("*")))
    except OSError:  # it is being removed, or changed
        return False
    return time.time() - latest > _FORGOTTEN
