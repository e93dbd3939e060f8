# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""What the service asks of several objects together: that they differ, and suit what they refer to."""

from __future__ import annotations

import typing as t

from ..._instance._inventory import Inventory, Record
from ..._planning._check import Problems
from ..._planning._plan import CREATE, DELETE, UPDATE
from ..._service._client import Client
from ..._spec._field import Ref, canonical_form
from ..._spec._resource import Resource
from ..._spec._values import EMPTY, Values
from .._step import Step, matching


def check_agreement(client: Client, inventory: Inventory, steps: t.Sequence[Step], problems: Problems) -> None:
    """Report what the service would refuse, as far as it can be told from what has been read anyway."""
    writes = [step for step in steps if step.plan.action in (CREATE, UPDATE) and not step.unclear]
    for step in writes:
        for option, sentence in step.entry.resource.rules.check_targets(step.plan.values, _targets(inventory, step)):
            problems.add(step.entry.at(option), sentence)
        _check_new_name(inventory, step, problems)
    _check_unique(inventory, steps, writes, problems)
    _check_exclusive(steps, problems)
    _check_children(client, writes, problems)


def _check_new_name(inventory: Inventory, step: Step, problems: Problems) -> None:
    """An object that is found by its id must not be given the name of another one."""
    entry = step.entry
    if entry.resource.unique_names and entry.id and step.record is not None and step.record.name != entry.name:
        for other in matching(step, inventory.by_name(entry.kind, entry.name))[:1]:
            problems.add(entry.at(entry.resource.identity[0]), f"another {entry.title} is named "
                         f"{entry.name!r} already, with the id {other.id}")  # fmt: skip


def _targets(inventory: Inventory, step: Step) -> t.Callable[[str], Values | None]:
    """Return what gives the options of what a declared reference names, as they are going to be."""

    def options_of(path: str) -> Values | None:
        target = step.targets.get(path)
        record = target.record if isinstance(target, Step) else target
        if record is not None:
            unread = set(step.entry.resource.rules.target_parts) - set(record.raw)
            inventory.read_children([(record, unread)])
        if isinstance(target, Record):
            return {**target.refs, **target.values}
        return {**target.present, **target.entry.values} if target is not None else None

    return options_of


def _check_unique(inventory: Inventory, steps: t.Sequence[Step], writes: t.Sequence[Step], problems: Problems) -> None:
    """No two objects may have the same values of some options. What goes away goes last, so it still counts."""
    changing = {id(step.record) for step in steps if step.record is not None and step.plan.action != DELETE}
    for resource in {step.entry.kind: step.entry.resource for step in writes}.values():
        for names in resource.rules.unique:
            if resource.kind in inventory.narrowed and any(_changes(step, names) for step in writes):
                inventory.load(resource.kind)
            taken: dict[tuple[t.Any, ...], str] = {}
            for record in inventory.records(resource.kind):
                key = _key(resource, names, record.values, record.refs)
                if key and id(record) not in changing:
                    taken[key] = f"{record.title} {record.name!r}"
            for step in (step for step in steps if step.entry.kind == resource.kind and step.plan.action != DELETE):
                default = {name: resource.by_name[name].unset for name in names}
                values = {**default, **step.present, **step.plan.values}
                refs: dict[str, t.Any] = {**(step.record.refs if step.record else {}), **step.target_ids()}
                refs |= {name: id(target) for name, target in step.targets.items() if name not in refs}
                key = _key(resource, names, values, refs)
                owner = taken.setdefault(key, step.entry.path or step.entry.name) if key else ""
                if owner not in ("", step.entry.path or step.entry.name) and step in writes:
                    problems.add(step.entry.at(names[-1]), f"{owner} has the same {' and '.join(names)} already")


def _changes(step: Step, names: tuple[str, ...]) -> bool:
    """Tell whether a step gives some of the options another value than its object has."""
    return any(name in step.plan.options and step.plan.values.get(name) not in EMPTY for name in names)


def _key(resource: Resource, names: tuple[str, ...], values: Values, refs: t.Mapping[str, t.Any]) -> tuple[t.Any, ...]:
    """Return what must differ; nothing when a part of it is not known."""
    parts: list[t.Any] = []
    for name in names:
        f = resource.by_name[name]
        value = refs.get(name) if isinstance(f, Ref) else canonical_form(f, values.get(name))
        if value in (None, ""):
            return ()
        parts.append(value)
    return tuple(parts)


def _check_exclusive(steps: t.Sequence[Step], problems: Problems) -> None:
    """What belongs to one object at a time cannot be declared for two: each run would take it from one of them."""
    owners: dict[tuple[t.Any, ...], str] = {}
    for step in steps:
        entry = step.entry
        for child in entry.resource.children if entry.state == "present" else ():
            for i, item in enumerate((entry.values.get(child.name) or []) if child.exclusive else []):
                named = [ref for ref in child.fields if isinstance(ref, Ref)]
                targets = [step.targets.get(f"{child.name}[{i}].{ref.name}") for ref in named]
                if None in targets:
                    continue
                owner = owners.setdefault((entry.kind, *map(id, map(_object_of, targets))), entry.path or entry.name)
                if owner != (entry.path or entry.name):
                    what = " and ".join(str(item[ref.name]) for ref in named)
                    problems.add(entry.at(f"{child.name}[{i}]"), f"{owner} has {what} already")


def _object_of(target: Step | Record | None) -> Step | Record | None:
    """Return the record of a target where there is one: an entry and a name may mean the same object."""
    return target.record or target if isinstance(target, Step) else target


def _check_children(client: Client, writes: t.Sequence[Step], problems: Problems) -> None:
    """Ask about parts that are going to be written by requests of their own, of objects that are there already."""
    todo = [
        (step, child)
        for step in writes
        for child in step.entry.resource.children
        if step.record is not None and any(path.startswith(child.name) for path in step.plan.changed)
    ]

    def ask(pair: tuple[Step, t.Any]) -> list[str]:
        step, child = pair
        record = t.cast(Record, step.record)
        return list(child.verify(client, record.wire, step.plan.values.get(child.name)))

    for (step, child), found in zip(todo, client.map(ask, todo), strict=True):
        for sentence in found:
            problems.add(step.entry.at(child.name), sentence)
