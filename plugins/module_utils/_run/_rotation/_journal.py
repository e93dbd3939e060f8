# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""What a killed rotation needs to go on, encrypted before it reaches the disk: neither secret is only in memory."""

from __future__ import annotations

import hashlib
import json
import re
import time
from pathlib import Path

from ..._base._errors import InputError, RomaError
from ..._base._files import sync_directory, write_private
from ..._base._redaction import REDACTION
from ..._base._vault import Vault
from ..._document._file import Vaulted, document_of, text_of
from ..._service._connection import Connection
from ..._spec._values import Values
from .._backups._ownership import has_ended, noted_run

#: How far a rotation has come. Before the service is asked, and while it is, nobody knows which secret is in force.
BEGUN, IN_FORCE, PROVED, UNDOING = "begun", "in force", "proved", "undoing"
_STATES = (BEGUN, IN_FORCE, PROVED, UNDOING)
_MEMBERS = {"name", "former", "new", "state", "set_at", "run"}
_QUIET = 600.0  # seconds without a word after which a run on another machine counts as ended


class Journal:
    """The rotation of one secret.

    :param run: the process that lives as long as the whole run
    """

    def __init__(self, directory: str, connection: Connection, name: str, vault: Vault, run: int) -> None:
        what = hashlib.sha256(f"{connection.endpoint.lower()} {connection.instance_id} {name}".encode()).hexdigest()
        label = re.sub(r"[^A-Za-z0-9_-]+", "-", name)[:60].strip("-")
        self.path = Path(directory).expanduser().absolute() / f"{label}-{what[:16]}.vault"
        self._name, self._vault, self._run = name, vault, noted_run(run)

    def read(self) -> Values | None:
        """Return what was noted; None when no rotation has begun.

        :raises RomaError: another run is at it, or it cannot be read
        """
        try:
            noted = json.loads(self._vault.decrypt(self.path.read_text(encoding="ascii")))
        except FileNotFoundError:
            return None
        except RomaError as exc:
            raise RomaError(f"{self.path} {exc}; run with the vault secret of the run that began") from None
        except (OSError, ValueError, RecursionError) as exc:
            raise RomaError(f"{self.path} cannot be read: {type(exc).__name__}") from None
        if not (isinstance(noted, dict) and set(noted) == _MEMBERS and all(isinstance(v, str) for v in noted.values())
                and noted["name"] == self._name and noted["former"] and noted["new"]
                and noted["state"] in _STATES):  # fmt: skip
            raise RomaError(f"{self.path} is not the journal of a rotation of {self._name}")
        REDACTION.learn(noted["former"], noted["new"])
        if noted["run"] != self._run and not self._is_left(noted["run"]):
            raise RomaError(f"{self._name}: another run is rotating it; when that has been killed on another machine, "
                            f"try again {_QUIET:g} s after its last word in {self.path}")  # fmt: skip
        return noted

    def write(self, noted: Values, **changes: str) -> None:
        noted.update(changes, run=self._run)
        write_private(self.path, self._vault.encrypt(json.dumps(noted), ""))

    def begin(self, former: str, new: str) -> Values:
        noted: Values = {"name": self._name, "former": former, "new": new, "set_at": ""}
        self.write(noted, state=BEGUN)
        return noted

    def remove(self) -> None:
        try:
            self.path.unlink(missing_ok=True)
            sync_directory(self.path.parent)
        except OSError as exc:
            raise RomaError(f"{self.path} cannot be removed: {exc.strerror or exc}") from exc

    def _is_left(self, run: str) -> bool:
        """Tell that the run that wrote it has ended. Of other machines only silence tells."""
        try:
            elsewhere = json.loads(run)["host"] != json.loads(self._run)["host"]
            return has_ended(run) or (elsewhere and time.time() - self.path.stat().st_mtime > _QUIET)
        except (ValueError, LookupError, TypeError, OSError):
            return False


class Escrow:
    """A file of secrets by their names, encrypted as a whole, as backups hold one."""

    def __init__(self, path: str, vault: Vault) -> None:
        self.path, self._vault = Path(path).expanduser().absolute(), vault

    def read(self) -> tuple[str, dict[str, str]]:
        """Return the name of the vault secret it is encrypted with, and the secrets in it."""
        try:
            text = self.path.read_text(encoding="ascii")
        except FileNotFoundError:
            return "", {}
        except (OSError, ValueError) as exc:
            raise InputError([f"escrow: {self.path} cannot be read: {type(exc).__name__}"]) from None
        try:
            held = document_of(self._vault.decrypt(text), str(self.path))
        except RomaError as exc:
            raise InputError(
                [f"escrow: {self.path} is not a file of secrets that this run can decrypt: {exc}"]
            ) from None
        if not all(isinstance(value, str) and not isinstance(value, Vaulted) for value in held.values()):
            raise InputError([f"escrow: {self.path} holds something else than texts that are encrypted with the whole"])
        label = text.partition("\n")[0].split(";")[3:]
        secrets = {str(name): "".join(value) for name, value in held.items()}  # no marks of where they come from
        return label[0] if label and label[0] in self._vault.ids else "", secrets

    def store(self, name: str, secret: str) -> bool:
        """Hold a secret under its name; false when it is held already."""
        vault_id, held = self.read()
        if held.get(name) == secret:
            return False
        write_private(self.path, self._vault.encrypt(text_of(dict(sorted({**held, name: secret}.items()))), vault_id))
        return True
