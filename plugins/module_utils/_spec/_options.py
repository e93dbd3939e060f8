# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""Turns fields into an argument spec and into option documentation, so that neither is written by hand. Pure."""

from __future__ import annotations

import typing as t

from ._field import Change, Field, Ref, Secret
from ._values import EMPTY, Values

_EMPTY = {"str": "An empty text", "list": "An empty list", "dict": "An empty mapping"}

STATE = Field(
    "state",
    ("V(present) creates the object or brings the given options to their values, and leaves all others untouched.",
     "V(absent) deletes it."),
    choices=("present", "absent"), default="present",
)  # fmt: skip
ID = Field(
    "id",
    "Find the object by this id instead of by its name; with a new name it is renamed.",
    change=Change(clearable=False),
)
UPDATE_SECRETS = Field(
    "update_secrets",
    ("What to do with secrets that the service does not give back, and that cannot be compared for that reason.",
     "V(on_create) sends them when the object is created, or changed for another reason.",
     "V(always) sends them at every run, which then always reports a change."),
    choices=("on_create", "always"), default="on_create",
)  # fmt: skip
WAIT_TIMEOUT = Field(
    "wait_timeout",
    "Seconds that everything may take, waiting for other jobs of the same user included.",
    type="int", default=3600,
)  # fmt: skip


def argument_spec(fields: t.Iterable[Field]) -> Values:
    """Return the argument spec of options. `env` is left for the caller, who knows Ansible's fallback function."""
    return {f.name: _argument(f) for f in fields}


def _argument(f: Field) -> Values:
    spec: Values = {"type": f.type}
    if f.required:
        spec["required"] = True
    if f.default is not None:
        spec["default"] = f.default
    if f.choices:
        spec["choices"] = list(f.choices)
    if f.elements:
        spec["elements"] = f.elements
    if f.fields:
        spec["options"] = argument_spec(f.fields)
    if f.secret:
        spec["no_log"] = True
    elif _sounds_secret(f.name):
        spec["no_log"] = False
    if f.env:
        spec["env"] = list(f.env)
    return spec


def _sounds_secret(name: str) -> bool:
    """Ansible warns about options that sound like secrets unless told that they are not."""
    return any(word in name for word in ("pass", "secret", "token", "key", "cred"))


def fields_of(spec: t.Mapping[str, Values]) -> tuple[Field, ...]:
    """Return the options of an argument spec that was written by hand, that of a role for example."""
    return tuple(
        Field(
            name, "", type=argument.get("type", "str"), required=argument.get("required", False),
            choices=tuple(argument.get("choices") or ()), elements=argument.get("elements", ""),
            fields=fields_of(argument.get("options") or {}), secret=Secret() if argument.get("no_log") else None,
        )
        for name, argument in spec.items()
    )  # fmt: skip


def option_docs(fields: t.Iterable[Field], managed: bool = False) -> Values:
    """Return the documentation of options, as it stands below ``options:`` in a module.

    :param managed: the options are those of an object that the module manages
    """
    fields = list(fields)
    qualifiers = {own for f in fields if isinstance(f, Ref) for own, _other in f.qualifiers}
    return {f.name: _documentation(f, managed and f.name not in qualifiers) for f in fields}


def _documentation(f: Field, managed: bool) -> Values:
    text = [f.description] if isinstance(f.description, str) else list(f.description)
    text += _remarks(f, managed)
    doc: Values = {"description": text, "type": f.type}
    if f.required:
        doc["required"] = True
    if f.default is not None:
        doc["default"] = f.default
    if f.choices:
        doc["choices"] = list(f.choices)
    if f.elements:
        doc["elements"] = f.elements
    if f.fields:
        doc["suboptions"] = option_docs(f.fields, managed)
    return doc


def _remarks(f: Field, managed: bool) -> list[str]:
    """Say what follows from a field's facts, in one wording everywhere."""
    remarks = []
    if f.limits.help:
        remarks.append(f"Must be {f.limits.help}.")
    if f.on_create:
        remarks.append("Required when the object is created.")
    if managed and f.unset not in EMPTY:
        remarks.append(f"The service takes V({_plain(f.unset)}) when it is omitted at creation.")
    if not f.change.mutable and not f.required:
        remarks.append("Cannot be changed afterwards.")
    if f.change.grows:
        remarks.append("Can only be enlarged afterwards.")
    if managed and f.may_be_empty and f.change.mutable and f.type in _EMPTY:
        remarks.append(f"{_EMPTY[f.type]} clears it.")
    if f.change.replaces:
        remarks.append(f"Used instead of {' and '.join(f'C({name})' for name in f.change.replaces)}.")
    if f.compare == "set":
        remarks.append("The order does not matter; the list is exact.")
    elif f.compare == "keyed":
        names = " and ".join(f"C({name})" for name in f.keys)
        remarks.append(f"The list is exact; entries are told apart by their {names}.")
    if managed and f.secret and f.secret.readable != "yes":
        remarks.append("The service does not give this secret back, see O(update_secrets).")
    if isinstance(f, Ref) and f.kind and not f.required:
        remarks.append("Given by name, never by id.")
    if f.env:
        names = " or ".join(f"E({name})" for name in f.env) + (", the first that is set" if len(f.env) > 1 else "")
        remarks.append(f"Taken from the environment when omitted: {names}.")
    return remarks


def _plain(value: t.Any) -> str:
    """Write a value as people write it in YAML."""
    return str(value).lower() if isinstance(value, bool) else str(value)
