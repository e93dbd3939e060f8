# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""Reads of an instance just what the entries of a document need."""

from __future__ import annotations

import typing as t

from .._catalog._registry import BY_KIND
from .._document._entries import Entry
from .._service._client import Client
from .._spec._field import Field, Ref
from .._spec._references import references
from ._inventory import Inventory, Parents, with_references


def read_for(
    client: Client, entries: t.Sequence[Entry], exact: bool = False, whole: t.Collection[str] = ()
) -> Inventory:
    """Read just what the entries need: their kinds and what they refer to, narrowed where the service can.

    :param exact: also what objects may refer to though the entries do not say so
    :param whole: kinds of which all objects are needed, and all that these refer to
    """
    inventory = Inventory(client)
    names = {**_names(entries, exact), **dict.fromkeys(with_references(whole))}
    kinds = [kind for kind in with_references(names) if kind in names]
    alone = [kind for kind in kinds if not BY_KIND[kind].scope]
    inventory.load_all({kind: names[kind] for kind in alone}, {kind: _named_above(entries, kind) for kind in alone})
    for kind in kinds:
        if BY_KIND[kind].scope:
            parents = None if kind in whole else _parents(inventory, entries, kind)
            inventory.load(kind, names[kind], parents)
    return inventory


def _names(entries: t.Sequence[Entry], exact: bool) -> dict[str, set[str] | None]:
    """Return kind → names that are of interest; None where an object is to be found by its id."""
    names: dict[str, set[str] | None] = {}

    def want(kind: str, name: t.Any) -> None:
        known = names.setdefault(kind, set())
        if known is not None:
            known.add(str(name))

    for entry in entries:
        want(entry.kind, entry.name)
        for path, ref, beside, name in references(entry.resource.fields, entry.values):
            want(ref.kind, name)
            if path not in {*entry.resource.identity, entry.resource.listing.below}:
                names[ref.kind] = None  # what the object refers to now has a name, too
            for own, other in ref.qualifiers:
                kind = _kind_named_by(ref.kind, other)
                if beside.get(own) and kind:
                    want(kind, beside[own])
        for child in entry.resource.children:
            if child.name in entry.values:  # what it names now has to be told apart, too
                names.update(dict.fromkeys(_kinds_named_in([child])))
        for kind in entry.resource.kinds if exact and entry.state == "present" else ():
            if kind != entry.kind or not entry.resource.listing.below:  # what lies above an object is read before it
                names[kind] = None
    for entry in entries:
        if entry.id:
            names[entry.kind] = None
    return names


def _kinds_named_in(fields: t.Iterable[Field]) -> t.Iterator[str]:
    """Yield the kinds that a part of an object refers to, and those that tell apart what it refers to."""
    for f in fields:
        if isinstance(f, Ref) and f.kind:
            yield f.kind
            yield from (kind for _own, other in f.qualifiers if (kind := _kind_named_by(f.kind, other)))
        yield from _kinds_named_in(f.fields)


def _kind_named_by(kind: str, option: str) -> str:
    """Return the kind of which an option names an object; empty when it names none."""
    resource = BY_KIND[kind]
    if option in resource.qualified:
        ref, other = resource.qualified[option]
        return _kind_named_by(ref.kind, other)
    f = resource.by_name[option]
    return f.kind if isinstance(f, Ref) else ""


def _named_above(entries: t.Sequence[Entry], kind: str) -> Parents:
    """Return what entries of a kind that is read level by level should lie below; nothing for other kinds."""
    below = BY_KIND[kind].listing.below
    found = [(below, str(entry.values[below])) for entry in entries if entry.kind == kind and entry.values.get(below)]
    return list(dict.fromkeys(found))


def _parents(inventory: Inventory, entries: t.Sequence[Entry], kind: str) -> Parents:
    """Return the objects to look into, for a kind that is listed object by object."""
    return list(dict.fromkeys(
        (scope.name, record.id)
        for entry in entries
        if entry.kind == kind
        for scope in entry.resource.scopes
        for record in inventory.by_name(scope.kind, str(entry.values.get(scope.name, "")))
    ))  # fmt: skip
