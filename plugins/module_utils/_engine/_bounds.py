# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""Keeps a run to a part of its document, and adds entries for what is to be deleted since nothing declares it."""

from __future__ import annotations

import typing as t
from dataclasses import replace

from .._base._errors import InputError, listed
from .._document._entries import Entry
from .._document._extent import OWNERS, WHOLE, Extent, can_be_owned
from .._instance._dump import names_of
from .._instance._inventory import Inventory, Record
from .._planning._check import Problems, suggest
from .._spec._field import Ref
from ._link import Linker
from ._step import Step

_LISTED = 200


def bounded(inventory: Inventory, entries: t.Sequence[Entry], extent: Extent) -> tuple[list[Entry], list[Entry]]:
    """Return the entries that are due, those of objects that are to be pruned among them, and the others.

    :raises InputError: there is nothing to do, or more to prune than is allowed, or it cannot be told what is declared
    """
    if extent == WHOLE:
        return list(entries), []
    unclear, problems = Problems(), Problems()
    steps = Linker(inventory, entries, unclear).link()
    owners = Owners(inventory)
    due = {id(step.entry) for step in steps if _is_due(owners, step, extent)}
    if extent.scope.kinds and unclear:
        raise InputError(unclear)
    doomed = _doomed(inventory, owners, steps, extent, problems)
    if not due and not doomed and not extent.part.is_whole:
        problems.add("only", "there is no such entry in the document")
    if len(doomed) > extent.limit:
        labels = [entry.full_name for entry in doomed]
        problems.add("prune", f"{len(doomed)} objects would be deleted, and prune_limit is {extent.limit}: "
                     + listed(labels, _LISTED))  # fmt: skip
    if problems:
        raise InputError(problems)
    chosen = [entry for entry in entries if id(entry) in due]
    return [*chosen, *doomed], [entry for entry in entries if id(entry) not in due]


def _is_due(owners: Owners, step: Step, extent: Extent) -> bool:
    return extent.part.holds(step.entry.kind, step.entry.name, owners.of(step))


def _doomed(
    inventory: Inventory, owners: Owners, steps: t.Sequence[Step], extent: Extent, problems: Problems
) -> list[Entry]:
    """Return entries for what nothing declares, though it lies in the scope."""
    known = {record.name for record in inventory.records(OWNERS)}
    known |= {step.entry.name for step in steps if step.entry.kind == OWNERS}
    for app in extent.scope.apps:
        if app not in known:
            problems.add("prune.apps", f"there is no application named {app!r}, neither on the instance nor in the "
                         f"document; {suggest(app, sorted(known))}")  # fmt: skip
    declared = {(step.entry.kind, step.record.id) for step in steps if step.record is not None}
    spare = [
        record
        for kind in extent.scope.kinds
        for record in inventory.records(kind)
        if (kind, record.id) not in declared and _may_go(record)
    ]
    _read_owners(inventory, spare)
    found = [
        _absent(inventory, record)
        for record, kind, owner in ((record, record.resource.kind, owners.of(record)) for record in spare)
        if extent.scope.holds(kind, owner) and extent.part.holds(kind, record.name, owner)
    ]
    return sorted(found, key=lambda entry: entry.path)


def _read_owners(inventory: Inventory, records: t.Iterable[Record]) -> None:
    """Read the rest of those objects of which a list does not show what they belong to."""

    def is_hidden(record: Record) -> bool:
        leading = [ref for ref in record.resource.refs if ref.kind == OWNERS or can_be_owned(ref.kind)]
        return not all(record.shows(ref) for ref in leading)

    inventory.read_details(filter(is_hidden, records))


def _may_go(record: Record) -> bool:
    """What has no name cannot be told to people, and nothing is deleted that they are not told."""
    return bool(record.name) and not (record.builtin or record.foreign or record.resource.singleton)


def _absent(inventory: Inventory, record: Record) -> Entry:
    entry = Entry(record.resource, "", names_of(inventory, record), "absent", record.id)
    return replace(entry, path=f"prune[{entry.full_name}]", undeclared=True)


class Owners:
    """Finds the application that something belongs to: the first that it names, or else through what it refers to.

    `_document._layout` finds the same for documents.
    """

    def __init__(self, inventory: Inventory) -> None:
        self._inventory = inventory

    def of(self, owned: Step | Record) -> str:
        """Return the name of the application, or nothing when it belongs to none."""
        resource = owned.resource if isinstance(owned, Record) else owned.entry.resource
        if resource.kind == OWNERS:
            return owned.name if isinstance(owned, Record) else owned.entry.name
        targets = [(ref.kind, self._target(owned, ref)) for ref in resource.refs]
        direct = [target for kind, target in targets if kind == OWNERS and target is not None]
        others = [target for kind, target in targets if kind != resource.kind and target is not None]
        return next((owner for owner in map(self.of, direct[:1] or others) if owner), "")

    def _target(self, owned: Step | Record, ref: Ref) -> Step | Record | None:
        if isinstance(owned, Record):
            return self._inventory.by_id(ref.kind, owned.refs.get(ref.name, ""))
        if ref.name in owned.entry.values or owned.record is None:
            return owned.targets.get(ref.name)
        return self._target(owned.record, ref)
