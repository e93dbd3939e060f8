# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""What requests about a planned object carry: its options as members, with ids in place of names."""

from __future__ import annotations

import typing as t

from .._instance._inventory import Inventory, Record
from .._spec._field import Field, Ref
from .._spec._references import map_references
from .._spec._values import Values
from .._spec._wire import values_to_wire
from ._step import Step


def body_of(inventory: Inventory, step: Step, fields: t.Sequence[Field]) -> Values:
    """Return the body of a request that creates the object, or changes these of its fields."""
    wire = step.entry.resource.wire
    values = {name: value for name, value in with_ids(inventory, step, fields).items() if value is not None}
    present = step.record.wire if step.record is not None else {}
    carried = {member: present[member] for member in wire.carried if member in present}
    body = {**carried, **values_to_wire(fields, values)}
    return wire.sent({**body, **_with_unnamed(fields, body, present)})


def _with_unnamed(fields: t.Iterable[Field], body: Values, present: Values) -> Values:
    """Return the mappings that may have members without an option, with those that the object has."""
    found: Values = {}
    for f in fields:
        sent, there = body.get(f.wire_name), present.get(f.wire_name)
        if f.change.carries and isinstance(sent, dict) and isinstance(there, dict):
            more = {name: value for name, value in there.items() if name not in {m.wire_name for m in f.fields}}
            found[f.wire_name] = {**more, **sent, **_with_unnamed(f.fields, sent, there)}
    return found


def with_ids(inventory: Inventory, step: Step, fields: t.Sequence[Field]) -> Values:
    """Return the planned options, in which these fields have ids in place of names."""

    def id_for(path: str, ref: Ref, beside: Values, name: t.Any) -> t.Any:
        target = _meant(inventory, step, path, ref, str(name))
        if target is not None:
            return _on_wire(ref, target)
        # what it stands for has not been read: the id that the object has now, or one that an answer had for a name
        return _present_id(step, path) or name

    return map_references(fields, step.plan.values, id_for)


def _meant(inventory: Inventory, step: Step, path: str, ref: Ref, name: str) -> Record | None:
    """Find what a reference of the planned object means."""
    target = step.targets.get(path)
    if target is not None:  # it was given, and linked
        return target.record if isinstance(target, Step) else target
    if path in step.entry.values:
        return None
    present = inventory.by_id(ref.kind, _present_id(step, path))
    if present is not None:  # it was not given: a full replacement carries it over
        return present
    named = inventory.by_name(ref.kind, name)
    return named[0] if len(named) == 1 else None


def _present_id(step: Step, path: str) -> str:
    """Return the id of what the object refers to now by an option that was not given."""
    return step.record.refs.get(path, "") if step.record is not None and path not in step.entry.values else ""


def _on_wire(ref: Ref, target: Record) -> t.Any:
    value = target.wire.get(ref.member) if ref.member else target.id
    return {ref.member: value, **{member: target.wire.get(member) for member in ref.also}} if ref.also else value
