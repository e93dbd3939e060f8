# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""The two sides of a comparison: documents, backups, or an instance as it is now."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field
from pathlib import Path

from ..._base._errors import InputError
from ..._base._redaction import REDACTION
from ..._base._vault import Locked, Vault
from ..._catalog._registry import BY_KIND
from ..._document._entries import READ_FROM, Entry, parse
from ..._document._file import document_of
from ..._document._overrides import Overrides
from ..._document._portable import portable
from ..._instance._dump import dump
from ..._planning._secrets import leaves, secrets_in
from ..._service._client import Client
from ..._service._connection import connection_from
from ..._spec._values import Values, is_placeholder
from .._backups._checks import read_manifest, secrets_named
from .._backups._places import DOCUMENT, MANIFEST, SECRETS, backup_at
from .._backups._sealed import BrokenSeal
from .._backups._verify import Verified


@dataclass(frozen=True)
class Side:
    """What is compared.

    :param source: ``document``, ``backup`` or ``instance``
    :param where: the backup's directory, or the ID of the instance
    :param documents: what it holds
    :param written: people have written it, so that it says only what they care about
    :param secrets: the values of placeholders, as far as they are known
    :param outside: kind → names of what is there without being in the documents
    """

    source: str
    where: str
    documents: list[Values] = field(repr=False)
    written: bool = False
    secrets: dict[str, str] = field(default_factory=dict, repr=False)
    outside: t.Mapping[str, t.Collection[str]] = field(default_factory=dict)

    @property
    def kinds(self) -> set[str]:
        """The kinds that it speaks of, be it to say that there is nothing of the kind."""
        return {kind for document in self.documents for kind in document if kind in BY_KIND}

    def entries(
        self, kinds: t.Collection[str], leave_instance_made: bool, overrides: t.Sequence[Values] | None = None
    ) -> list[Entry]:
        """Return the entries of some kinds, checked.

        :raises InputError: naming everything that is wrong with the documents
        """
        needed = BY_KIND.keys() if overrides else kinds  # they may be about any kind, and names follow through all
        cut: list[Values] = []
        for document in self.documents:
            kept = {kind: entries for kind, entries in document.items() if kind in needed}
            cut.append(portable(kept) if leave_instance_made else kept)
        if not any(cut):
            return []
        named = {name for document in cut for name in secrets_named(document)} if self.secrets else set()
        known = {name: value for name, value in self.secrets.items() if name in named}
        return [entry for entry in parse(cut, known, Overrides(overrides)) if entry.kind in kinds]


def from_documents(given: t.Any) -> Side:
    documents = given if isinstance(given, list) else [given]
    parse(documents)  # what is wrong with a document is told whole, also of kinds that are not compared
    REDACTION.learn(*_secrets_in(documents))
    written = any(READ_FROM not in document for document in documents if BY_KIND.keys() & document.keys())
    return Side("document", "", documents, written)


def from_backup(option: str, given: str, vault: Vault | None) -> Side:
    """Read a backup, with its secrets when the run has the vault secret.

    :raises InputError: there is no finished backup, or it has no document
    """
    backup = backup_at(Path(given).expanduser())
    try:
        manifest = read_manifest(backup)
        document = document_of((backup / DOCUMENT).read_text(encoding="utf-8"), str(backup / DOCUMENT))
    except FileNotFoundError as exc:
        missing = Path(str(exc.filename)).name
        why = "is no finished backup" if missing == MANIFEST else "was made without a document"
        raise InputError([f"{option}: {backup} {why}: there is no {missing}"]) from None
    except (OSError, UnicodeDecodeError, BrokenSeal) as exc:
        raise InputError([f"{option}: {backup} cannot be read: {exc}; see roma.connect.backup_verify"]) from None
    secrets = _escrow(backup, vault)
    REDACTION.learn(*secrets.values())
    return Side("backup", str(backup), [document], False, secrets, manifest.get("refers_outside") or {})


def from_verified(backup: Path, read: Verified) -> Side:
    """Take a backup as it was read when it was verified."""
    REDACTION.learn(*read.secrets.values())
    outside = read.manifest.get("refers_outside") or {}
    return Side("backup", str(backup), [read.document], False, read.secrets, outside)


def from_instance(params: Values, kinds: t.Collection[str]) -> Side:
    """Read an instance, with the secrets that can be read: they are compared, and never shown."""
    with Client(connection_from(params)) as client:
        found = dump(client, [kind for kind in BY_KIND if kind in kinds], include_secrets=True)
        where = client.connection.instance_id
    REDACTION.learn(*_secrets_in([found.document]))
    return Side("instance", where, [found.document], False, {}, found.refers_outside)


def _escrow(backup: Path, vault: Vault | None) -> dict[str, str]:
    """Return the secrets of a backup that can be decrypted; none says nothing about the objects."""
    if vault is None or not vault.ids or not (backup / SECRETS).exists():
        return {}
    try:
        held = document_of(vault.decrypt((backup / SECRETS).read_text(encoding="ascii")), SECRETS)
    except (Locked, InputError, OSError, UnicodeDecodeError):
        return {}
    return {str(name): str(value) for name, value in held.items()}


def _secrets_in(documents: t.Iterable[t.Any]) -> t.Iterator[str]:
    for document in documents:
        for kind, entries in document.items():
            for entry in entries or () if kind in BY_KIND else ():
                for value in secrets_in(BY_KIND[kind].fields, entry).values():
                    yield from (text for text in leaves(value) if not is_placeholder(text))
