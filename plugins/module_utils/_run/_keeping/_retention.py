# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""Removes backups that a policy does not keep: never the newest that verifies, and never what is no backup."""

from __future__ import annotations

import contextlib
import shutil
import typing as t
from pathlib import Path

from ..._base._errors import InputError, RomaError
from ..._base._files import sync_directory
from ..._planning._check import Problems, check_values
from ..._spec._field import Field
from ..._spec._values import Values
from .._backups._places import MANIFEST, backups_in, moment_of
from .._backups._verify import NotVerified, verified
from .._operation import Context, Operation
from ._policy import POLICY, decide, is_empty

_NEWEST = "newest that verifies"
_REMOVED = ".removed"  # ends the name of a backup that is being removed


def retain(context: Context) -> Values:
    params = context.params
    place = Path(params["path"]).expanduser()
    policy = {f.name: params.get(f.name) for f in POLICY}
    _check(place, policy, context.check_mode)
    decisions = _decisions(place, policy, context.progress)
    removed = [decision["path"] for decision in decisions if not decision["keep"]]
    if not context.check_mode:
        _clear(place)
        for path in removed:
            _remove(Path(path))
    result: Values = {"changed": bool(removed), "path": str(place), "decisions": decisions, "removed": removed}
    if context.diff and removed:
        before, after = ([f"{d['name']}\n" for d in decisions if d["keep"] or both] for both in (True, False))
        result["diff"] = [{"before_header": str(place), "after_header": str(place), "before": "".join(before),
                           "after": "".join(after)}]  # fmt: skip
    return result


def _check(place: Path, policy: Values, check_mode: bool) -> None:
    problems = Problems()
    check_values(POLICY, policy, "", problems)
    if not problems and is_empty(policy):
        problems.append(f"one of {', '.join(f.name for f in POLICY)} must be given, or nothing would be kept")
    if not check_mode and not place.is_dir():
        problems.add("path", f"{place} is not a directory")
    if problems:
        raise InputError(problems)


def _decisions(place: Path, policy: Values, progress: t.Callable[[str], None]) -> list[Values]:
    backups = backups_in(place)
    kept = _kept_anyway(backups, progress)
    moments = {moment_of(backup): backup for backup in backups if kept.get(backup, _NEWEST) == _NEWEST}
    reasons = {moments[decision.moment]: decision.reasons for decision in decide(moments, policy)}
    told = {backup: [*filter(None, [kept.get(backup)]), *reasons.get(backup, [])] for backup in backups}
    return [
        {"name": backup.name, "path": str(backup), "keep": bool(why), "reasons": why} for backup, why in told.items()
    ]


def _kept_anyway(backups: t.Sequence[Path], progress: t.Callable[[str], None]) -> dict[Path, str]:
    """Say why backups are kept whatever the policy says. Those that are found damaged do not count for it."""
    kept = {backup: f"holds no {MANIFEST}" for backup in backups if not (backup / MANIFEST).is_file()}
    for backup in backups:
        if backup in kept:
            continue
        progress(f"verifying {backup.name}")
        try:
            verified(backup, None)
        except NotVerified as exc:
            kept[backup] = f"does not verify: {exc.problems[0]}"
        else:
            return {**kept, backup: _NEWEST}
    return kept


def _remove(backup: Path) -> None:
    """Take the name away first, so that a backup that is removed in part never counts as one."""
    leaving = backup.with_name(f".{backup.name}{_REMOVED}")
    try:
        backup.rename(leaving)
        sync_directory(backup.parent)
        shutil.rmtree(leaving)
    except FileNotFoundError:  # another run removes it as well
        pass
    except OSError as exc:
        raise RomaError(f"{backup} cannot be removed: {exc.strerror or exc}") from exc


def _clear(place: Path) -> None:
    """Remove what a run that was killed has not got to."""
    for leaving in place.glob(f".*{_REMOVED}"):
        with contextlib.suppress(FileNotFoundError):
            shutil.rmtree(leaving)


BACKUP_RETENTION = Operation(
    "backup_retention",
    (
        Field("path", "Directory that holds the backups of an instance.", type="path", required=True),
        *POLICY,
    ),
    retain,
    connection=(),
)  # fmt: skip
