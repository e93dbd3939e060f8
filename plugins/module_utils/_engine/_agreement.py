# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""What the service asks of several objects together: that they differ, and suit what they refer to."""

from __future__ import annotations

import typing as t

from .._planning._check import Problems
from .._planning._plan import CREATE, DELETE, UPDATE
from .._service._client import Client
from .._spec._spec import EMPTY, Ref, Resource, Values, canonical_form
from ._inventory import Inventory, Record
from ._link import Task, matches


def check_agreement(client: Client, inventory: Inventory, tasks: t.Sequence[Task], problems: Problems) -> None:
    """Report what the service would refuse, as far as it can be told from what has been read anyway."""
    writes = [task for task in tasks if task.plan.action in (CREATE, UPDATE) and not task.unclear]
    for task in writes:
        for option, sentence in task.entry.resource.check_targets(task.plan.values, _targets(task)):
            problems.add(task.entry.at(option), sentence)
        _check_new_name(inventory, task, problems)
    _check_unique(inventory, tasks, writes, problems)
    _check_children(client, writes, problems)


def _check_new_name(inventory: Inventory, task: Task, problems: Problems) -> None:
    """An object that is found by its id must not be given the name of another one."""
    entry = task.entry
    if entry.resource.unique_names and entry.id and task.record is not None and task.record.name != entry.name:
        others = [other for other in inventory.by_name(entry.kind, entry.name) if matches(task, other)]
        for other in others[:1]:
            problems.add(entry.at(entry.resource.identity[0]), f"another {entry.resource.title} is named "
                         f"{entry.name!r} already, with the id {other.id}")  # fmt: skip


def _targets(task: Task) -> t.Callable[[str], Values | None]:
    """Return what gives the options of what a declared reference names, as they are going to be."""

    def options_of(path: str) -> Values | None:
        target = task.targets.get(path)
        if isinstance(target, Record):
            return {**target.refs, **target.values}
        return {**target.present, **target.entry.values} if target is not None else None

    return options_of


def _check_unique(inventory: Inventory, tasks: t.Sequence[Task], writes: t.Sequence[Task], problems: Problems) -> None:
    """No two objects may have the same values of some options. What goes away goes last, so it still counts."""
    changing = {id(task.record) for task in tasks if task.record is not None and task.plan.action != DELETE}
    for resource in {task.entry.kind: task.entry.resource for task in writes}.values():
        for names in resource.unique:
            if resource.kind in inventory.narrowed and any(_changes(task, names) for task in writes):
                inventory.load(resource.kind)
            taken: dict[tuple[t.Any, ...], str] = {}
            for record in inventory.records(resource.kind):
                key = _key(resource, names, record.values, record.refs)
                if key and id(record) not in changing:
                    taken[key] = f"{resource.title} {record.name!r}"
            for task in (task for task in tasks if task.entry.kind == resource.kind and task.plan.action != DELETE):
                default = {name: resource.by_name[name].unset for name in names}
                values = {**default, **task.present, **task.plan.values}
                refs: dict[str, t.Any] = {**(task.record.refs if task.record else {}), **task.target_ids()}
                refs |= {name: id(target) for name, target in task.targets.items() if name not in refs}
                key = _key(resource, names, values, refs)
                owner = taken.setdefault(key, task.entry.path or task.entry.name) if key else ""
                if owner not in ("", task.entry.path or task.entry.name) and task in writes:
                    problems.add(task.entry.at(names[-1]), f"{owner} has the same {' and '.join(names)} already")


def _changes(task: Task, names: tuple[str, ...]) -> bool:
    """Tell whether a task gives some of the options another value than its object has."""
    return any(name in task.plan.options and task.plan.values.get(name) not in EMPTY for name in names)


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


def _check_children(client: Client, writes: t.Sequence[Task], problems: Problems) -> None:
    """Ask about parts that are going to be written by requests of their own, of objects that are there already."""
    todo = [
        (task, child)
        for task in writes
        for child in task.entry.resource.children
        if task.record is not None and any(path.startswith(child.name) for path in task.plan.changed)
    ]

    def ask(pair: tuple[Task, t.Any]) -> list[str]:
        task, child = pair
        record = t.cast(Record, task.record)
        return list(child.verify(client, record.wire, task.plan.values.get(child.name)))

    for (task, child), found in zip(todo, client.map(ask, todo), strict=True):
        for sentence in found:
            problems.add(task.entry.at(child.name), sentence)
