# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""Stores secrets along with a backup, encrypted with Ansible Vault before they reach any disk."""

from __future__ import annotations

import re
import typing as t
from pathlib import Path

from ..._base._errors import InputError
from ..._base._files import write_private
from ..._base._redaction import REDACTION
from ..._base._vault import Vault
from ..._catalog._registry import BY_KIND
from ..._document._entries import secret_path
from ..._document._file import text_of
from ..._instance._dump import dump
from ..._planning._check import Problems, suggest
from ..._planning._secrets import secrets_in
from ..._planning._shape import is_text, shown
from ..._service._client import Client
from ..._service._connection import connection_from
from ..._spec._field import Field, Limits, Secret
from ..._spec._values import Values, is_placeholder, secret_name
from .._operation import Context, Operation

_STORED, _NO_SECRET = "stored", "no vault secret within reach"


def store(context: Context) -> Values:
    """Read the secrets that can be read, add those that are given, and write one encrypted file."""
    params = context.params
    names = [secret_name(value) for value in params["placeholders"] if is_placeholder(value)]
    given = params.get("secrets") or {}
    _check_given(given, names)
    REDACTION.learn(*given.values())
    why = "" if context.vault is not None and context.vault.ids else _NO_SECRET
    if why and (given or params.get("vault_id")):
        option = "secrets" if given else "vault_id"
        raise InputError([f"{option}: there is nothing to encrypt with: {why}; run ansible-playbook with --vault-id, "
                          "on a local connection and without become"])  # fmt: skip
    held = {} if why else {**_readable(context, names), **given}
    if held:
        text = t.cast(Vault, context.vault).encrypt(text_of(dict(sorted(held.items()))), params.get("vault_id") or "")
        if not context.check_mode:
            write_private(Path(params["path"]), text)
    missing = [name for name in names if name not in held]
    return {
        "changed": bool(held),
        "escrow": why or _STORED,
        "held": sorted(held),
        "missing": sorted(missing),
        "breaks": sorted(name for name in missing if _is_made_anew(name)),
    }


def _check_given(given: Values, names: t.Sequence[str]) -> None:
    problems = Problems()
    for name, value in given.items():
        if name not in names:
            hint = suggest(name, names)
            problems.add(f"secrets.{shown(name)}", f"the document has no placeholder of this name; {hint}")
        elif not isinstance(value, str) or not value or not is_text(value):
            problems.add(f"secrets.{shown(name)}", "must be a text that is not empty")
    if problems:
        raise InputError(problems)


def _readable(context: Context, names: t.Collection[str]) -> dict[str, str]:
    """Return the secrets of these names that the service gives back."""
    kinds = [kind for kind in {name.partition("/")[0] for name in names} if _readable_options(kind)]
    if not kinds:
        return {}
    with Client(connection_from(context.params)) as client:
        document = dump(client, kinds, include_secrets=True).document
    found = {
        secret_path(kind, [str(entry.get(option, "")) for option in BY_KIND[kind].identity], path): value
        for kind in kinds
        for entry in document[kind]
        for path, value in secrets_in(BY_KIND[kind].fields, entry).items()
        if isinstance(value, str) and not is_placeholder(value)
    }
    REDACTION.learn(*found.values())
    return {name: value for name, value in found.items() if name in names}


def _readable_options(kind: str) -> list[str]:
    fields = BY_KIND[kind].fields if kind in BY_KIND else ()
    return [f.name for f in fields if f.secret and f.secret.readable == "yes"]


def _is_made_anew(name: str) -> bool:
    """Tell whether the service makes up a secret along with the object: all who know the old one are locked out."""
    kind, path = name.partition("/")[0], name.rpartition("/")[2]
    fields: t.Iterable[Field] = BY_KIND[kind].fields if kind in BY_KIND else ()
    found: Field | None = None
    for option in re.sub(r"\[\d+\]", "", path).split("."):
        found = next((f for f in fields if f.name == option), None)
        fields = found.fields if found is not None else ()
    return found is not None and found.secret is not None and (found.secret.readable == "yes" or found.secret.made_up)


BACKUP_ESCROW = Operation(
    "backup_escrow",
    (
        Field("placeholders", "The placeholders of the document, as RV(roma.connect.config_export#module:placeholders) "
              "returns them.", type="list", elements="str", required=True),
        Field("path", "Path of the file to write.", type="path", required=True),
        Field("secrets", "Secrets that the service does not give back, or other values than it does: by the text "
              "between C(<secret:) and C(>) of their placeholder. A text in JSON or YAML that holds this mapping will "
              "do.", type="raw", secret=Secret()),
        Field("vault_id", "Name of the vault secret to encrypt with, as it was given by C(--vault-id). Without it the "
              "first one is taken.", limits=Limits(maximum=100)),
    ),
    store,
)  # fmt: skip
