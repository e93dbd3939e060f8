# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""What stands in the way of deletions: objects that still refer to what is to be deleted."""

from __future__ import annotations

import typing as t

from ..._base._errors import listed
from ..._catalog._registry import RESOURCES
from ..._instance._inventory import Inventory, Record, with_references
from ..._planning._check import Problems
from ..._planning._plan import DELETE
from ..._spec._field import Child, Field, Ref
from ..._spec._references import references
from ..._spec._resource import Resource
from ..._spec._values import Values
from .._step import Step

_SHOWN = 5


def check_deletions(inventory: Inventory, steps: t.Sequence[Step], problems: Problems) -> None:
    """Report every object that keeps another one from being deleted and that the document does not delete as well.

    What nobody has declared absent is kept by whatever refers to it, even where the service would delete it all the
    same. Reads the kinds that can refer to what is to be deleted, and nothing when nothing is.
    """
    doomed = {(step.entry.kind, step.record.id): step for step in steps if step.record and step.plan.action == DELETE}
    if not doomed:
        return
    holders = _holders(doomed.values())
    inventory.load_all(dict.fromkeys(with_references([resource.kind for resource, _refs in holders])))
    by_record = {(step.entry.kind, step.record.id): step for step in steps if step.record is not None}
    found: dict[int, list[str]] = {}
    for resource, refs in holders:
        for record in _with_references(inventory, resource, refs):
            step = by_record.get((resource.kind, record.id))
            if step is None or step.plan.action != DELETE:
                for target in _held_by(inventory, record, step, doomed):
                    found.setdefault(id(target), []).append(f"{record.title} {record.name!r}")
    for step in doomed.values():
        record = t.cast(Record, step.record)
        names = [*found.get(id(step), []), *record.resource.reach.in_the_way(inventory.client, record.wire)]
        if names:
            _refuse(step, names, problems)


def _refuse(step: Step, names: list[str], problems: Problems) -> None:
    entry = step.entry
    problems.add(entry.at(entry.resource.identity[0]), f"{entry.title} {entry.name!r} cannot be deleted while it has "
                 f"{listed(names, _SHOWN)}; declare these absent, too, or take them away")  # fmt: skip


def _holds(ref: Ref, step: Step) -> bool:
    return ref.kind == step.entry.kind and (ref.holds or step.entry.undeclared)


def _holders(doomed: t.Collection[Step]) -> list[tuple[Resource, list[tuple[str, Ref]]]]:
    """Return what can keep something from being deleted: kinds, and their references with the options they lie in."""
    kinds = {step.entry.kind: step for step in doomed}
    kinds |= {step.entry.kind: step for step in doomed if step.entry.undeclared}
    found = [
        (resource, [(name, ref) for name, ref in _references_in(resource)
                    if ref.kind in kinds and _holds(ref, kinds[ref.kind])])
        for resource in RESOURCES if not resource.singleton
    ]  # fmt: skip
    return [(resource, refs) for resource, refs in found if refs]


def _references_in(resource: Resource) -> t.Iterator[tuple[str, Ref]]:
    """Yield every reference, in whatever depth, with the option that it lies in."""

    def below(f: Field) -> t.Iterator[Ref]:
        if isinstance(f, Ref) and f.kind:
            yield f
        for inner in f.fields:
            yield from below(inner)

    for f in resource.fields:
        yield from ((f.name, ref) for ref in below(f))


def _with_references(inventory: Inventory, resource: Resource, needed: list[tuple[str, Ref]]) -> list[Record]:
    """Return the objects of a kind, with as much of them read as some of their references need."""
    records = inventory.records(resource.kind)
    children = {child.name for child in resource.children} & {name for name, _ref in needed}
    if not all(record.shows(ref) for record in records for name, ref in needed if name not in children):
        inventory.read_details(records)
    inventory.read_children((record, children) for record in records if children and not record.foreign)
    return records


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
        held = doomed.get((ref.kind, target_id))
        if held is not None and _holds(ref, held):
            yield held
    values = {**record.values, **planned}
    deeper = [f for f in resource.fields if not (isinstance(f, Ref) and not isinstance(f, Child))]
    told: set[int] = set()
    for _path, ref, _beside, name in references(deeper, {f.name: values[f.name] for f in deeper if f.name in values}):
        for target in inventory.by_name(ref.kind, name):
            held = doomed.get((ref.kind, target.id))
            if held is not None and _holds(ref, held) and id(held) not in told:
                told.add(id(held))
                yield held
