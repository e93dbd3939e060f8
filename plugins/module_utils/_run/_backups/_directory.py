# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""Begins a backup: makes a directory that is this run's own, under a provisional name."""

from __future__ import annotations

import datetime
import json
import os
import socket
import time
from pathlib import Path

from ..._base._errors import InputError, RomaError
from ..._base._files import private_directory, why_not_private, write_private
from ..._planning._check import Problems, check_values
from ..._spec._field import Field, Limits
from ..._spec._values import Values
from .._operation import Context, Operation
from ._places import RUN, TIME, UNFINISHED

_ATTEMPTS = 60  # seconds, of which another run may have taken each


def begin(context: Context) -> Values:
    """Make the directory. The final name is taken along with the provisional one: the latter cannot be made twice."""
    root, label = _checked(context.params)
    place = root / label
    for option, directory in (("root", root), ("label", place)):
        _make_sure(option, directory, context.check_mode)
    moment = _now() if context.check_mode else _make(place, context.run)
    work, target = _names(place, moment)
    return {
        "changed": True,
        "path": str(work),
        "target": str(target),
        "started": moment.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "unfinished": _unfinished(place),
    }


def _checked(params: Values) -> tuple[Path, str]:
    problems = Problems()
    values = check_values(OPTIONS, {f.name: params.get(f.name) or None for f in OPTIONS}, "", problems)
    if not params.get("label"):
        problems.add("label", "is required; give the backups of this instance a name, or set ROMA_INSTANCE_ID")
    if not params.get("root"):
        problems.add("root", "is required")
    if problems:
        raise InputError(problems)
    return Path(values["root"]).expanduser().resolve(), values["label"]


def _make_sure(option: str, directory: Path, check_mode: bool) -> None:
    try:
        if not check_mode:
            private_directory(directory)
        problem = why_not_private(directory) if os.path.lexists(directory) else ""
    except OSError as exc:
        problem = f"{directory} cannot be made: {exc.strerror or exc}"
    if problem:
        raise InputError([f"{option}: {problem}"])


def _now() -> datetime.datetime:
    return datetime.datetime.now(datetime.timezone.utc)


def _names(place: Path, moment: datetime.datetime) -> tuple[Path, Path]:
    """Return the provisional name and the final one."""
    name = moment.strftime(TIME)
    return place / f".{name}.partial", place / name


def _make(place: Path, run: int) -> datetime.datetime:
    """Make a directory that nobody else makes, and return the time that it is named after."""
    for _attempt in range(_ATTEMPTS):
        moment = _now()
        work, target = _names(place, moment)
        try:
            work.mkdir(mode=0o700)
        except FileExistsError:
            pass
        except OSError as exc:
            raise RomaError(f"{work} cannot be made: {exc.strerror or exc}") from exc
        else:
            work.chmod(0o700)
            if not target.exists():
                write_private(work / RUN, json.dumps({"host": socket.gethostname(), "process": run,
                                                      "born": _born(run)}))  # fmt: skip
                return moment
            work.rmdir()
        time.sleep(1 - moment.microsecond / 1_000_000)
    raise RomaError(f"{place}: no name was free for {_ATTEMPTS} s")


# -- what runs that were killed have left ------------------------------------------------------------------------------


def _unfinished(place: Path) -> list[str]:
    """Return the directories of runs that have surely ended. What the runs of other machines make is left alone."""
    return sorted(str(work) for work in place.glob(UNFINISHED) if _has_ended(work / RUN))


def _has_ended(noted: Path) -> bool:
    try:
        run = json.loads(noted.read_text(encoding="utf-8"))
        if run["host"] != socket.gethostname() or not run["process"]:
            return False
        return not _is_alive(run["process"]) or run["born"] != _born(run["process"])
    except (OSError, ValueError, LookupError, TypeError):
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
        return (
            Path(f"/proc/{process}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()[19]
        )
    except (OSError, LookupError):
        return ""


OPTIONS = (
    Field("root", "Directory that holds the backups of all instances. It is made when it does not exist.", type="path",
          required=True),
    Field("label", "Name of the directory below O(root) for the backups of this instance. It is made when it does not "
          "exist.",
          limits=Limits(pattern=r"[A-Za-z0-9]([A-Za-z0-9._-]{0,98}[A-Za-z0-9_-])?",
                        help="1 to 100 letters, digits or any of . _ -, beginning with a letter or a digit, and not "
                             "ending with a dot"), env=("ROMA_INSTANCE_ID",)),
)  # fmt: skip

BACKUP_DIRECTORY = Operation("backup_directory", OPTIONS, begin, connection=())
