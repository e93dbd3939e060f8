# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""Begins a backup: makes a directory that is this run's own, under a provisional name."""

from __future__ import annotations

import datetime
import os
import time
from pathlib import Path

from ..._base._container import surroundings, why_passing
from ..._base._errors import InputError, RomaError
from ..._base._files import private_directory, why_not_private
from ..._planning._check import Problems, check_values
from ..._spec._field import Field, Limits
from ..._spec._values import Values
from ..._transfer._archive import FRESH
from .._moments import now, spelled
from .._operation import Context, Operation
from ._ownership import is_left, own, remove, take_over, tidy
from ._places import TIME, UNFINISHED, backups_in, moment_of

_ATTEMPTS = 60  # seconds, of which another run may have taken each


def begin(context: Context) -> Values:
    """Make the directory. The final name is taken along with the provisional one: the latter cannot be made twice."""
    root, label = _checked(context.params)
    place = root / label
    if not context.params.get("allow_ephemeral"):
        _refuse_passing(root)
    for option, directory in (("root", root), ("label", place)):
        _make_sure(option, directory, context.check_mode)
    moment = now() if context.check_mode else _make(place)
    work, target = _names(place, moment)
    resumed, removed = _settle(place, work, context)
    if resumed is None and not context.check_mode:
        own(work, context.run)
    begun = resumed and _begun(resumed)
    return {
        "changed": True,
        "path": str(work),
        "target": str(target),
        "started": spelled(begun or moment),
        "resumed": str(resumed) if resumed else None,
        "removed": sorted(map(str, removed)),
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


def _refuse_passing(root: Path) -> None:
    why = why_passing(root, surroundings())
    if why:
        raise InputError([f"root: {why}; mount a directory or a volume of the host there (in AWX: a path to expose to "
                          "isolated jobs), or set allow_ephemeral (of the role: backup_allow_ephemeral) to true, as "
                          "when the copy that counts is elsewhere"])  # fmt: skip


def _make_sure(option: str, directory: Path, check_mode: bool) -> None:
    try:
        if not check_mode:
            private_directory(directory)
        problem = why_not_private(directory) if os.path.lexists(directory) else ""
    except OSError as exc:
        problem = f"{directory} cannot be made: {exc.strerror or exc}"
    if problem:
        raise InputError([f"{option}: {problem}"])


def _names(place: Path, moment: datetime.datetime) -> tuple[Path, Path]:
    """Return the provisional name and the final one."""
    name = moment.strftime(TIME)
    return place / f".{name}.partial", place / name


def _make(place: Path) -> datetime.datetime:
    """Make a directory that nobody else makes, and return the time that it is named after."""
    for _attempt in range(_ATTEMPTS):
        moment = now()
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
                return moment
            work.rmdir()
        time.sleep(1 - moment.microsecond / 1_000_000)
    raise RomaError(f"{place}: no name was free for {_ATTEMPTS} s")


def _settle(place: Path, work: Path, context: Context) -> tuple[Path | None, list[Path]]:
    """Go on with the newest of what killed runs have left, unless it is too old, and remove the rest.

    :returns: what is gone on with, and what was removed
    """
    left = sorted((path for path in place.glob(UNFINISHED) if path != work and is_left(path)), reverse=True)
    resumed, removed = None, []
    for finished in () if context.check_mode else backups_in(place):
        tidy(finished)
    for path in left:
        if resumed is None and _is_fresh(path) and (context.check_mode or take_over(path, work, context.run)):
            resumed = path
        elif context.check_mode or remove(path):
            removed.append(path)
    return resumed, removed


def _begun(work: Path) -> datetime.datetime | None:
    try:
        return moment_of(work.with_name(work.name.removeprefix(".").removesuffix(".partial")))
    except ValueError:
        return None


def _is_fresh(work: Path) -> bool:
    begun = _begun(work)
    return begun is not None and abs((now() - begun).total_seconds()) < FRESH


OPTIONS = (
    Field("root", "Directory that holds the backups of all instances. It is made when it does not exist.", type="path",
          required=True),
    Field("label", "Name of the directory below O(root) for the backups of this instance. It is made when it does not "
          "exist.",
          limits=Limits(pattern=r"[A-Za-z0-9]([A-Za-z0-9._-]{0,98}[A-Za-z0-9_-])?",
                        help="1 to 100 letters, digits or any of . _ -, beginning with a letter or a digit, and not "
                             "ending with a dot"), env=("ROMA_INSTANCE_ID",)),
    Field("allow_ephemeral", "Whether O(root) may be a place that is gone with the container or with the job of AWX in "
          "which the module runs. Otherwise such a place is refused.", type="bool", default=False,
          env=("ROMA_BACKUP_ALLOW_EPHEMERAL",)),
)  # fmt: skip

BACKUP_DIRECTORY = Operation("backup_directory", OPTIONS, begin, connection=())
