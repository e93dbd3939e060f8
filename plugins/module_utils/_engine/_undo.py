# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""The way back: a document that, applied exactly, takes back what steps are about to do."""

from __future__ import annotations

import typing as t

from .._catalog._registry import RESOURCES
from .._instance._dump import entry_of
from .._instance._inventory import Inventory, Record, with_references
from .._planning._plan import CREATE, DELETE
from .._service._client import Client
from .._spec._field import Ref
from .._spec._resource import Resource
from .._spec._values import Values
from ._step import Step


def undo_of(client: Client, steps: t.Sequence[Step]) -> dict[str, list[Values]]:
    """Read as a whole what is going to be changed or deleted, and return the document that brings it back.

    What is made becomes absent. Secrets are placeholders. What can only be enlarged stays.
    """
    writes = [step for step in steps if step.plan.writes]
    present = [step for step in writes if step.record is not None]
    doomed = {(step.entry.kind, step.record.id) for step in present if step.record and step.plan.action == DELETE}
    along = [resource for resource in RESOURCES if _ties(resource, {kind for kind, _id in doomed})]
    inventory = Inventory(client)
    kinds = [*(step.entry.kind for step in present), *(resource.kind for resource in along)]
    inventory.load_all(dict.fromkeys(with_references(kinds)))
    document: dict[str, list[Values]] = {resource.kind: [] for resource in RESOURCES}
    known: set[tuple[str, str]] = set()
    for step in present:
        record = inventory.by_id(step.entry.kind, step.record.id) if step.record is not None else None
        if record is not None:
            known.add((record.resource.kind, record.id))
            document[record.resource.kind].append(_former(inventory, step, record))
    for resource in along:
        for record in inventory.records(resource.kind):
            tied = any((ref.kind, record.refs.get(ref.name, "")) in doomed for ref in _ties(resource, kinds))
            if tied and (resource.kind, record.id) not in known and not record.foreign:
                document[resource.kind].append(_whole(inventory, record))
    for step in writes:
        if step.plan.action == CREATE and not step.entry.resource.singleton:
            document[step.entry.kind].append(_absent(step))
    return {kind: entries for kind, entries in document.items() if entries}


def _ties(resource: Resource, kinds: t.Collection[str]) -> list[Ref]:
    """Return the references to some kinds without which an object cannot be: it goes along with what they name."""
    return [ref for ref in resource.refs if ref.name in resource.identity and ref.kind in kinds]


def _whole(inventory: Inventory, record: Record) -> Values:
    inventory.read_details(record.resource.kind, [record])
    inventory.read_children([(record, [child.name for child in record.resource.children])])
    return entry_of(inventory, record)


def _former(inventory: Inventory, step: Step, record: Record) -> Values:
    entry = _whole(inventory, record)
    if step.plan.action == DELETE:
        return entry
    kept = {n: v for n, v in entry.items() if not (record.resource.by_name[n].change.grows and n in step.plan.options)}
    return {**kept, "id": record.id} if step.entry.id and step.entry.name != record.name else kept


def _absent(step: Step) -> Values:
    """Name what is made, with an empty text for what it could belong to and does not."""
    entry, resource = step.entry, step.entry.resource
    names = {
        name: entry.values.get(name, "")
        for name in resource.identity
        if name in entry.values or name not in resource.scope
    }
    told = {name: entry.values[name] for name in resource.qualifier_names if name in entry.values}
    return {**names, **told, "state": "absent"}
