# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""Takes a backup out of a repository of the program restic."""

from __future__ import annotations

import tempfile
import typing as t
from pathlib import Path

from ..._base._errors import InputError, RomaError
from ..._spec._field import Field, Secret
from ..._spec._values import Values
from ..._transfer._lock import taken
from .._backups._places import MANIFEST, moment_of
from .._operation import Context, Operation
from ._restic import LONGEST, TAG, Restic

_LATEST = "latest"


def fetch(context: Context) -> Values:
    """Bring a copy back as a directory of the backup's own name. It is as it was handed over, or does not verify."""
    params = context.params
    place = Path(params["path"]).expanduser().absolute()
    if not place.is_dir():
        raise InputError([f"path: {place} is not a directory"])
    restic = Restic(params["repository"], params.get("repository_password"))
    if context.check_mode:
        return _fetched(restic, place, context)
    # as for those who copy into it, see `hand_over`
    with taken("the repository", params["repository"], LONGEST, context.progress):
        return _fetched(restic, place, context)


def _fetched(restic: Restic, place: Path, context: Context) -> Values:
    label = context.params.get("label")
    known = restic.answer("snapshots", "--json", "--tag", TAG, *(("--host", label) if label else ()))
    snapshot, name = _chosen(known if isinstance(known, list) else [], context.params["snapshot"])
    result: Values = {"path": str(place / name), "snapshot": str(snapshot["short_id"]), "label": snapshot["hostname"]}
    if (place / name).exists():
        raise InputError([f"path: {place / name} is there already"])
    if not context.check_mode:
        restic.run("unlock")  # of a run that was killed; locks of living ones stay
        context.progress(f"taking {name} from the repository of restic")
        with tempfile.TemporaryDirectory(dir=place, prefix=".restic-") as work:
            restic.run("restore", str(snapshot["id"]), "--target", work)
            found = Path(work, *Path(snapshot["paths"][0]).parts[1:])
            if found.is_symlink() or not (found / MANIFEST).is_file():
                raise RomaError(f"the snapshot {result['snapshot']} holds no backup")
            found.rename(place / name)
    return {"changed": True, **result}


def _chosen(known: list[t.Any], wanted: str) -> tuple[Values, str]:
    """Return a snapshot, and the name of the backup that it holds.

    :raises InputError: there is none, or there are several
    """
    copies = [(snapshot, name) for snapshot in known if (name := _name_of(snapshot))]
    labels = sorted({str(snapshot["hostname"]) for snapshot, _name in copies})
    if len(labels) > 1 and wanted == _LATEST:
        raise InputError([f"label: is needed, since the repository has backups of several: {', '.join(labels)}"])
    if wanted == _LATEST:
        suitable = sorted(copies, key=lambda copy: copy[1])[-1:]
    else:
        suitable = [copy for copy in copies if copy[1] == wanted or str(copy[0]["id"]).startswith(wanted)]
    if len(suitable) == 1:
        return suitable[0]
    if suitable:
        raise InputError([f"snapshot: {wanted} stands for {len(suitable)} copies; give label, or the ID of one"])
    names = ", ".join(sorted(name for _snapshot, name in copies)[-10:]) or "none at all"
    raise InputError([f"snapshot: the repository holds no such backup; the latest are {names}"])


def _name_of(snapshot: t.Any) -> str:
    """Return the name of the backup in a snapshot; none when it is something else."""
    try:
        path = Path(snapshot["paths"][0])
        moment_of(path)
        sound = path.is_absolute() and ".." not in path.parts and all(snapshot[n] for n in ("id", "short_id"))
        return path.name if sound and isinstance(snapshot["hostname"], str) else ""
    except (ValueError, LookupError, TypeError):
        return ""


BACKUP_FETCH = Operation(
    "backup_fetch",
    (
        Field("repository", "The repository, as restic takes it. It may hold credentials.", required=True,
              secret=Secret()),
        Field("repository_password", "Password of the repository. Without it restic takes it from the environment, by "
              "C(RESTIC_PASSWORD), C(RESTIC_PASSWORD_FILE) or C(RESTIC_PASSWORD_COMMAND).", secret=Secret()),
        Field("label", "Name of the directory that held the backups of the instance. It can be left out where the "
              "repository has backups of one instance only."),
        Field("snapshot", "The backup: its name, the ID of the snapshot, or V(latest).", default=_LATEST),
        Field("path", "Directory to put the backup in, under its own name. It has to exist.", type="path",
              required=True),
    ),
    fetch,
    connection=(),
)  # fmt: skip
