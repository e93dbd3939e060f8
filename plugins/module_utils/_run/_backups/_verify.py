# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""Proves that a backup is to the byte what was made, and that it can be used. Asks no service."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from ..._base._errors import InputError, RomaError, told
from ..._base._vault import Locked, Vault
from ..._document._file import document_of
from ..._spec._field import Field
from ..._spec._values import Values
from .._operation import Context, Operation
from ._checks import check_document, check_files, check_manifest, read_manifest
from ._places import MANIFEST, RUN, SECRETS, backup_at
from ._sealed import BrokenSeal

_TOLD = 20  # problems in the message; all of them are in the result


class NotVerified(RomaError):
    """A backup is not what was made, or cannot be used."""

    def __init__(self, backup: Path, problems: list[str]) -> None:
        # names of files need not be texts
        problems = [problem if problem.isprintable() else repr(problem)[1:-1] for problem in problems]
        super().__init__(
            f"{backup} does not verify; use another backup, or a copy of this one: {told(problems, _TOLD)}"
        )
        self.backup = backup
        self.problems = problems

    def payload(self) -> Values:
        return {"msg": str(self), "path": str(self.backup), "findings": self.problems}


@dataclass(frozen=True)
class Verified:
    """What has been read of a backup that verifies.

    :param facts: what a result says of it
    :param secrets: those in escrow, as far as the run has the vault secret
    """

    facts: Values
    manifest: Values = field(repr=False)
    document: Values = field(repr=False)
    secrets: dict[str, str] = field(repr=False)


def verify(context: Context) -> Values:
    given = Path(context.params["path"]).expanduser()
    if not given.is_dir():
        raise InputError([f"path: {given} is not a directory"])
    return {"changed": False, **verified(backup_at(given), context.vault).facts}


def verified(backup: Path, vault: Vault | None) -> Verified:
    """Return what there is in a backup that verifies.

    :raises NotVerified: with all problems at once
    """
    if backup.name.endswith(".partial"):
        raise NotVerified(backup, [f"{RUN}: the backup is not finished: it is being made, or its run was killed"])
    try:
        manifest = read_manifest(backup)
    except FileNotFoundError:
        raise NotVerified(backup, [f"{MANIFEST}: is missing; the directory is no backup, or lost it"]) from None
    except (BrokenSeal, OSError) as exc:
        raise NotVerified(backup, [f"{MANIFEST}: {exc}"]) from None
    problems, escrow = list(check_manifest(manifest)), ""
    document: Values = {}
    secrets: dict[str, str] = {}
    if not problems:
        try:
            problems = list(check_files(backup, manifest))
            document, wrong = check_document(backup, manifest)
            escrow, secrets, problem = _escrow(backup, {file["path"] for file in manifest["files"]}, vault)
            problems += [*wrong, *([problem] if problem else [])]
        except OSError as exc:  # its directory is being removed, or cannot be read
            problems = [f"{exc.filename or backup}: cannot be read: {exc.strerror or exc}"]
    if problems:
        raise NotVerified(backup, problems)
    facts = {
        "path": str(backup),
        "digest": manifest["sha256"],
        "completed": manifest["completed"],
        "instance": manifest.get("instance"),
        "files": len(manifest["files"]),
        "size": sum(file["size"] for file in manifest["files"]),
        "secrets": escrow,
    }
    return Verified(facts, manifest, document, secrets)


def _escrow(backup: Path, names: set[str], vault: Vault | None) -> tuple[str, dict[str, str], str]:
    """Return what is known about the secrets in escrow, those that can be read, and what is wrong with them."""
    if SECRETS not in names or not (backup / SECRETS).is_file():
        return "none", {}, ""
    if vault is None or not vault.ids:
        return "not tried", {}, ""
    other = False
    try:
        encrypted = (backup / SECRETS).read_text(encoding="ascii")
        vault_id = encrypted.partition("\n")[0].partition(";AES256;")[2]
        other = bool(vault_id) and vault_id not in vault.ids
        held = document_of(vault.decrypt(encrypted), SECRETS)
    except (Locked, InputError, OSError, UnicodeDecodeError) as exc:
        if other:
            return "not tried", {}, ""  # the run has vault secrets for something else
        return "", {}, str(exc) if str(exc).startswith(SECRETS) else f"{SECRETS}: {exc}"
    return "decrypted", {str(name): str(value) for name, value in held.items()}, ""


BACKUP_VERIFY = Operation(
    "backup_verify",
    (
        Field("path", "Directory of the backup. A directory that holds the backups of an instance stands for the "
              "newest of them.", type="path", required=True),
    ),
    verify,
    connection=(),
)  # fmt: skip
