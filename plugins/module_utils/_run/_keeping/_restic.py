# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""Hands finished backups to the program restic, which keeps copies elsewhere."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import typing as t
from pathlib import Path

from ..._base._errors import InputError, RomaError, quoted
from ..._planning._check import Problems, check_values
from ..._spec._field import Field, Secret
from ..._spec._values import Values
from ..._transfer._lock import taken
from .._backups._places import MANIFEST, moment_of
from .._operation import Context, Operation
from ._policy import POLICY, is_empty

TAG = "roma.connect"
LONGEST = 6 * 3600.0  # seconds that the hosts of a large fleet may take together


def hand_over(context: Context) -> Values:
    """Store a copy unless there is one, look whether the repository is sound, and let it forget by the policy."""
    params = context.params
    backup = Path(params["path"]).expanduser().absolute()
    policy = {f.name: params.get(f.name) for f in POLICY}
    _check(backup, policy, context.check_mode)
    restic = Restic(params["repository"], params.get("repository_password"))
    if context.check_mode:
        return _copied(restic, backup, policy, context)
    # the program waits for nobody who works on the repository, but gives up
    with taken("the repository", params["repository"], LONGEST, context.progress):
        return _copied(restic, backup, policy, context)


def _copied(restic: Restic, backup: Path, policy: Values, context: Context) -> Values:
    label, own = backup.parent.name, ("--host", backup.parent.name, "--tag", f"{TAG},{backup.name}")
    known = restic.answer("snapshots", "--json", *own)
    snapshot = str(known[0]["short_id"]) if known else ""
    if context.check_mode:
        return {"changed": not snapshot, "snapshot": snapshot, "removed": []}
    restic.run("unlock")  # of a run that was killed; locks of living ones stay
    stored = not snapshot
    if stored:
        context.progress(f"copying {backup.name} to the repository of restic")
        moment = f"{moment_of(backup):%Y-%m-%d %H:%M:%S}"
        restic.run("backup", "--quiet", "--time", moment, *own, str(backup))
        snapshot = str(restic.answer("snapshots", "--json", *own)[0]["short_id"])
    restic.run("check", "--quiet")
    removed = [] if is_empty(policy) else restic.forget(label, policy)
    return {"changed": stored or bool(removed), "snapshot": snapshot, "removed": removed}


def _check(backup: Path, policy: Values, check_mode: bool) -> None:
    problems = Problems()
    check_values(POLICY, policy, "", problems)
    try:
        moment_of(backup)
    except ValueError:
        problems.add("path", f"{backup} has not the name of a backup")
    else:
        if not check_mode and not (backup / MANIFEST).is_file():
            problems.add("path", f"{backup} is no finished backup")
    if problems:
        raise InputError(problems)


class Restic:
    """The program, with a repository. What is secret goes through the environment, where no other user sees it."""

    def __init__(self, repository: str, password: str | None) -> None:
        self._program = shutil.which("restic")
        if self._program is None:
            raise RomaError(
                "the program restic is not installed here; it comes with the package restic of most systems"
            )
        self._environment = {**os.environ, "RESTIC_REPOSITORY": repository, "TZ": "UTC"}
        if password:
            for name in ("RESTIC_PASSWORD_FILE", "RESTIC_PASSWORD_COMMAND"):
                self._environment.pop(name, None)
            self._environment["RESTIC_PASSWORD"] = password
        self._environment.pop("RESTIC_REPOSITORY_FILE", None)

    def run(self, *arguments: str) -> str:
        """Return what the program writes.

        :raises RomaError: it fails
        """
        status, output, errors = asyncio.run(self._outcome_of(*arguments))
        if status:
            why = " ".join(errors.decode(errors="replace").split()) or "it does not say why"
            raise RomaError(f"restic {arguments[0]} failed with status {status}: {quoted(why)}")
        return output.decode(errors="replace")

    async def _outcome_of(self, *arguments: str) -> tuple[int, bytes, bytes]:
        """Start the program as a module must not with `subprocess`: there may be no module whose run_command would."""
        pipe = asyncio.subprocess.PIPE
        process = await asyncio.create_subprocess_exec(
            t.cast(str, self._program), *arguments, env=self._environment,
            stdin=asyncio.subprocess.DEVNULL, stdout=pipe, stderr=pipe,
        )  # fmt: skip
        output, errors = await process.communicate()
        return process.returncode or 0, output, errors

    def answer(self, *arguments: str) -> t.Any:
        try:
            return json.loads(self.run(*arguments) or "null")
        except ValueError:
            raise RomaError(f"restic {arguments[0]} gave an answer that is not JSON") from None

    def forget(self, label: str, policy: Values) -> list[str]:
        """Return the names of the backups whose copies were removed."""
        limits = [
            text for name, value in policy.items() if value for text in (f"--{name.replace('_', '-')}", str(value))
        ]
        # restic takes no -1 before 0.16; so many there never are
        limits = ["999999999" if text == "-1" else text for text in limits]
        chosen = ("--host", label, "--tag", TAG, "--group-by", "host")
        groups = self.answer("forget", "--json", "--quiet", *chosen, *limits)
        removed = [snapshot for group in groups or [] for snapshot in group.get("remove") or []]
        if removed:
            self.run("prune", "--quiet")
        return sorted(tag for snapshot in removed for tag in snapshot.get("tags") or [] if tag != TAG)


BACKUP_RESTIC = Operation(
    "backup_restic",
    (
        Field("path", "Directory of the backup, whose name tells when it was begun. The directory above it names the "
              "instance, and stands for the host in the repository.", type="path", required=True),
        Field("repository", "The repository, as restic takes it. It may hold credentials.", required=True,
              secret=Secret()),
        Field("repository_password", "Password of the repository. Without it restic takes it from the environment, by "
              "C(RESTIC_PASSWORD), C(RESTIC_PASSWORD_FILE) or C(RESTIC_PASSWORD_COMMAND).", secret=Secret()),
        *POLICY,
    ),
    hand_over,
    connection=(),
)  # fmt: skip
