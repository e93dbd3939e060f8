# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""What stands in the way of deletions: objects that still refer to what is to be deleted."""

from __future__ import annotations

import typing as t

from .._catalog._registry import RESOURCES
from .._instance._inventory import Inventory, Record, with_references
from .._planning._check import Problems
from .._planning._plan import DELETE
from .._spec._field import Child, Ref
from .._spec._references import references
from .._spec._resource import Resource
from .._spec._values import Values
from ._step import Step

_SHOWN = 5


def check_deletions(inventory: Inventory, steps: t.Sequence[Step], problems: Problems) -> None:
    """Report every object that keeps another one from being deleted and that the document does not delete as well.

    Reads the kinds that can refer to what is to be deleted, and nothing when nothing is.
    """
    doomed = {(step.entry.kind, step.record.id): step for step in steps if step.record and step.plan.action == DELETE}
    if not doomed:
        return
    kinds = {kind for kind, _id in doomed}
    holders = [resource for resource in RESOURCES if any(ref.kind in kinds for ref in holding(resource))]
    inventory.load_all(dict.fromkeys(with_references([resource.kind for resource in holders])))
    by_record = {(step.entry.kind, step.record.id): step for step in steps if step.record is not None}
    found: dict[int, list[str]] = {}
    for resource in holders:
        for record in _with_references(inventory, resource, kinds):
            step = by_record.get((resource.kind, record.id))
            if step is None or step.plan.action != DELETE:
                for target in _held_by(inventory, record, step, doomed):
                    found.setdefault(id(target), []).append(f"{resource.title} {record.name!r}")
    for step in doomed.values():
        record = t.cast(Record, step.record)
        names = [*found.get(id(step), []), *record.resource.reach.in_the_way(inventory.client, record.wire)]
        if names:
            _refuse(step, names, problems)


def _refuse(step: Step, names: list[str], problems: Problems) -> None:
    entry, title = step.entry, step.entry.resource.title
    rest = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    listed = ", ".join(names[:_SHOWN]) + rest
    problems.add(entry.at(entry.resource.identity[0]), f"{title} {entry.name!r} cannot be deleted while it has {listed}"
                 "; declare these absent, too, or take them away")  # fmt: skip


def holding(resource: Resource) -> list[Ref]:
    """Return the references, in whatever depth, that keep what they name from being deleted."""
    found: list[Ref] = []

    def visit(fields: t.Iterable[t.Any]) -> None:
        for f in fields:
            if isinstance(f, Ref) and f.kind and f.holds:
                found.append(f)
            visit(f.fields)

    visit(resource.fields)
    return found


def _with_references(inventory: Inventory, resource: Resource, kinds: t.Collection[str]) -> list[Record]:
    """Return the objects of a kind, with as much of them read as their references to some kinds need."""
    records = inventory.records(resource.kind)
    needed = [ref for ref in holding(resource) if ref.kind in kinds]
    if not all(_shows(record, ref) for record in records for ref in needed if not isinstance(ref, Child)):
        inventory.read_details(resource.kind, records)
    children = [ref.name for ref in needed if isinstance(ref, Child)]
    inventory.read_children((record, children) for record in records if children and not record.foreign)
    return records


def _shows(record: Record, ref: Ref) -> bool:
    """Tell whether a list has shown a reference. One that lies in a part of the object is not looked for there."""
    value: t.Any = record.wire
    for part in ref.wire_name.split(".") if ref in record.resource.refs else ["?"]:
        if not isinstance(value, dict) or part not in value:
            return False
        value = value[part]
    return True


def _held_by(
    inventory: Inventory, record: Record, step: Step | None, doomed: t.Mapping[tuple[str, str], Step]
) -> t.Iterator[Step]:
    """Yield what an object, as it is going to be, keeps from being deleted."""
    resource = record.resource
    planned: Values = step.plan.values if step is not None and step.plan.writes else {}
    for ref in resource.refs:
        target_id = record.refs.get(ref.name, "")
        if ref.name in planned and step is not None:
            target_id = step.target_ids().get(ref.name, target_id if planned[ref.name] else "")
        if ref.holds and (ref.kind, target_id) in doomed:
            yield doomed[ref.kind, target_id]
    values = {**record.values, **planned}
    deeper = [f for f in resource.fields if not (isinstance(f, Ref) and not isinstance(f, Child))]
    told: set[int] = set()
    for _path, ref, _beside, name in references(deeper, {f.name: values[f.name] for f in deeper if f.name in values}):
        for target in inventory.by_name(ref.kind, name) if ref.holds else ():
            held = doomed.get((ref.kind, target.id))
            if held is not None and id(held) not in told:
                told.add(id(held))
                yield held
