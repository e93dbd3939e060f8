# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""Reads an instance into a document: names instead of ids, defaults left out, unreadable secrets named."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass
from functools import partial

from .._catalog._registry import RESOURCES
from .._document._entries import secret_path
from .._planning._secrets import map_secrets
from .._service._client import Client
from .._spec._field import Child, Field, Ref, is_unset
from .._spec._resource import Resource
from .._spec._values import Values, placeholder
from ._coverage import coverage_of, gaps, outside
from ._inventory import Inventory, Record, with_references


@dataclass(frozen=True)
class Dump:
    """An instance, read.

    :param placeholders: names of the secrets that the document does not hold
    :param not_covered: what was found and the document does not hold: kind, name, what and why
    :param coverage: how many objects of each kind there are, and how many the document holds, see `coverage_of`
    :param refers_outside: kind → names of what the document may refer to without holding it
    """

    document: Values
    placeholders: list[str]
    not_covered: list[dict[str, str]]
    coverage: list[Values]
    refers_outside: dict[str, list[str]]


def dump(client: Client, kinds: t.Collection[str], include_secrets: bool = False) -> Dump:
    """Read some kinds.

    :param include_secrets: put in the secrets that the service gives back
    """
    inventory = Inventory(client, secrets=include_secrets)
    inventory.load_all(dict.fromkeys(with_references(kinds)))
    chosen = [resource for resource in RESOURCES if resource.kind in kinds]
    everything = [record for resource in chosen for record in inventory.records(resource.kind)]
    inventory.read_details(everything)
    inventory.read_children(
        (record, [child.name for child in record.resource.children]) for record in everything if not record.foreign
    )
    document: Values = {}
    placeholders: list[str] = []
    not_covered: list[dict[str, str]] = []
    for resource in chosen:
        records = inventory.records(resource.kind)
        entries = [_entry(inventory, record, include_secrets, placeholders) for record in records if record.declarable]
        document[resource.kind] = sorted(entries, key=partial(_sort_key, resource))
        not_covered += [gap for record in records for gap in gaps(record)]
    return Dump(
        document,
        sorted(placeholders),
        not_covered,
        [coverage_of(resource, inventory.records(resource.kind)) for resource in chosen],
        outside(inventory, chosen),
    )


def _sort_key(resource: Resource, entry: Values) -> tuple[str, ...]:
    return tuple(str(entry.get(name, "")) for name in (*resource.identity, *sorted(resource.qualifier_names)))


def _entry(inventory: Inventory, record: Record, include_secrets: bool, placeholders: list[str]) -> Values:
    resource = record.resource
    told_apart = _qualifiers(inventory, record)
    entry = {
        f.name: told_apart[f.name] if f.name in told_apart else _without_unset(f, record.values[f.name])
        for f in resource.fields
        if f.name in told_apart or not (is_unset(f, record.values.get(f.name)) or _nameless(inventory, record, f))
    }
    if len(inventory.by_name(resource.kind, record.name)) > 1:
        # others of the name belong to something
        entry |= {name: "" for name in resource.identity if name not in entry and name not in resource.scope}
    labels = [str(entry.get(name, "")) for name in resource.identity]
    readable = (
        {f.name for f in resource.fields if f.secret and f.secret.readable == "yes"} if include_secrets else set()
    )

    def name_secret(path: str, value: t.Any) -> t.Any:
        if path in readable:
            return value
        secret = placeholder(secret_path(resource.kind, labels, path))
        placeholders.append(secret)
        return secret

    return map_secrets(resource.fields, entry, name_secret)


def entry_of(inventory: Inventory, record: Record) -> Values:
    """Return the entry that declares an object that has been read as a whole; secrets are placeholders."""
    return _entry(inventory, record, False, [])


def readable_secrets(inventory: Inventory, record: Record) -> Values:
    """Return those secrets of an object that the service gives back, by the names of their placeholders."""
    resource, entry = record.resource, entry_of(inventory, record)
    labels = [str(entry.get(name, "")) for name in resource.identity]
    return {
        secret_path(resource.kind, labels, f.name): record.values[f.name]
        for f in resource.fields if f.name in entry and f.secret and f.secret.readable == "yes"
    }  # fmt: skip


def names_of(inventory: Inventory, record: Record) -> Values:
    """Return the options that tell an object from all others that have been read."""
    names = {*record.resource.identity, *record.resource.qualifier_names}
    return {n: value for n, value in entry_of(inventory, record).items() if n in names}


def _nameless(inventory: Inventory, record: Record, f: Field) -> bool:
    """Tell a list of objects that holds what no document can name."""
    if not isinstance(f, Child) or not f.kind:
        return False
    return any(inventory.find(f, str(item)) is None for item in record.raw.get(f.name) or [])


def _without_unset(f: Field, value: t.Any) -> t.Any:
    if f.compare == "set" and isinstance(value, list):
        return sorted(value, key=str)
    if f.fields and isinstance(value, dict):
        return _members_that_are_set(f.fields, value)
    if f.fields and isinstance(value, list):
        items = [_members_that_are_set(f.fields, item) if isinstance(item, dict) else item for item in value]
        return sorted(items, key=f.key_of) if f.key else items
    return value


def _members_that_are_set(fields: tuple[Field, ...], value: Values) -> Values:
    # an empty text tells apart, too
    telling = {own for ref in fields if isinstance(ref, Ref) for own, _other in ref.qualifiers}
    return {m.name: _without_unset(m, value[m.name]) for m in fields
            if not is_unset(m, value.get(m.name)) or (m.name in telling and value.get(m.name) == "")}  # fmt: skip


def _qualifiers(inventory: Inventory, record: Record) -> Values:
    """Tell apart what a reference names, where the name alone does not."""
    found: Values = {}
    for ref in record.resource.refs:
        target = inventory.by_id(ref.kind, record.refs.get(ref.name, ""))
        if target is not None and len(inventory.by_name(ref.kind, target.name)) > 1:
            for own, other in ref.qualifiers:
                found[own] = inventory.option(target, other) or ""
    return found
