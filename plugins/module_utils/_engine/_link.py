# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""Finds what entries stand for and refer to: on the instance, or among the other entries."""

from __future__ import annotations

import datetime
import typing as t
from dataclasses import dataclass, field
from graphlib import TopologicalSorter

from .._catalog._registry import BY_KIND
from .._document._entries import Entry, reference_graph
from .._planning._check import Problems, closest
from .._planning._plan import NONE, Plan
from .._service._client import Client
from .._spec._spec import Ref, Values, references
from ._inventory import Inventory, Record, with_references


@dataclass(eq=False)
class Task:
    """One entry on its way through the engine.

    :param record: the object that it stands for, if there is one
    :param targets: option path → what it refers to
    :param status: ``ok``, ``failed`` or ``dropped`` (something that it depends on failed)
    :param unclear: what it stands for cannot be told, so that nothing else about it can be told either
    :param done: what was planned has been carried out
    """

    entry: Entry
    record: Record | None = None
    targets: dict[str, Task | Record] = field(default_factory=dict)
    plan: Plan = field(default_factory=lambda: Plan(NONE))
    status: str = "ok"
    done: bool = False
    error: Exception | None = None
    unclear: bool = False

    def target_ids(self) -> dict[str, str]:
        """Return option path → id of what it refers to, as far as that exists."""
        ids = {option: _id_of(target) for option, target in self.targets.items()}
        return {option: object_id for option, object_id in ids.items() if object_id}

    @property
    def present(self) -> Values:
        """The options that the object has now, with references by the names that were given.

        Of an object that is to be deleted those references are left out whose names are not known.
        """
        if self.record is None:
            return {}
        ids = self.target_ids()
        given = {
            option: self.entry.values[option]
            for option, object_id in self.record.refs.items()
            if ids.get(option) == object_id
        }
        # an id where the entry means another object of the same name
        other = {
            option: object_id
            for option, object_id in self.record.refs.items()
            if option in self.targets and option not in given
            and self.record.values.get(option) == self.entry.values.get(option)
        }  # fmt: skip
        refs = self.record.refs if self.entry.state == "present" else {}
        return {**refs, **self.record.values, **given, **other}


def _id_of(target: Task | Record) -> str:
    if isinstance(target, Record):
        return target.id
    return target.record.id if target.record is not None else ""


def read_for(client: Client, entries: t.Sequence[Entry], exact: bool = False) -> Inventory:
    """Read just what the entries need: their kinds and what they refer to, narrowed where the service can.

    :param exact: also what objects may refer to though the entries do not say so
    """
    inventory = Inventory(client)
    names = _names(entries, exact)
    kinds = [kind for kind in with_references(names) if kind in names]
    inventory.load_all({kind: names[kind] for kind in kinds if not BY_KIND[kind].scope})
    for kind in kinds:
        if BY_KIND[kind].scope:
            inventory.load(kind, names[kind], _parents(inventory, entries, kind))
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
            if path not in entry.resource.identity:
                names[ref.kind] = None  # what the object refers to now has a name, too
            for own, other in ref.qualifiers:
                kind = _kind_named_by(ref.kind, other)
                if beside.get(own) and kind:
                    want(kind, beside[own])
        for kind in entry.resource.kinds if exact and entry.state == "present" else ():
            names[kind] = None
    for entry in entries:
        if entry.id:
            names[entry.kind] = None
    return names


def _kind_named_by(kind: str, option: str) -> str:
    """Return the kind of which an option names an object; empty when it names none."""
    resource = BY_KIND[kind]
    if option in resource.qualified:
        ref, other = resource.qualified[option]
        return _kind_named_by(ref.kind, other)
    f = resource.by_name[option]
    return f.kind if isinstance(f, Ref) else ""


def _parents(inventory: Inventory, entries: t.Sequence[Entry], kind: str) -> list[str] | None:
    """Return the ids of the objects to look into, for a kind that is listed object by object."""
    resource = BY_KIND[kind]
    if not resource.scope:
        return None
    scope = t.cast(Ref, resource.by_name[resource.scope])
    parents: dict[str, None] = {}
    for entry in entries:
        if entry.kind == kind:
            for record in inventory.by_name(scope.kind, str(entry.values.get(scope.name, ""))):
                parents[record.id] = None
    return list(parents)


class Linker:
    """Links entries in any order; references are followed first."""

    def __init__(self, inventory: Inventory, entries: t.Sequence[Entry], problems: Problems) -> None:
        self._inventory = inventory
        self._problems = problems
        self._tasks = [Task(entry) for entry in entries]
        self._linked: set[int] = set()
        self._by_name: dict[tuple[str, str], list[Task]] = {}
        self._by_record: dict[tuple[str, str], Task] = {}
        self._named_by_id = {(task.entry.kind, task.entry.id) for task in self._tasks}
        for task in self._tasks:
            self._by_name.setdefault((task.entry.kind, task.entry.name), []).append(task)

    def link(self) -> list[Task]:
        # in this order no chain of references is followed deeply, however long it is
        for index in TopologicalSorter(reference_graph([task.entry for task in self._tasks])).static_order():
            self._link(self._tasks[index])
        for task in self._tasks:
            self._check_parents(task)
        return self._tasks

    def _check_parents(self, task: Task) -> None:
        """What an object belongs to must not be deleted under it, even where the entry does not name it."""
        entry = task.entry
        if task.record is None or entry.state == "absent":
            return
        for option, object_id in task.record.refs.items():
            ref = t.cast(Ref, entry.resource.by_name[option])
            other = self._by_record.get((ref.kind, object_id))
            if other is not None and other.entry.state == "absent" and option not in entry.values:
                needed = f"{other.entry.resource.title} {other.entry.name!r}"
                self._problems.add(entry.at(option), f"{needed}, which this {entry.resource.title} refers to, is to be "
                                   f"deleted by {other.entry.path}")  # fmt: skip

    def _link(self, task: Task) -> None:
        if id(task) in self._linked:
            return
        self._linked.add(id(task))
        entry = task.entry
        for path, ref, beside, name in references(entry.resource.fields, entry.values):
            target = self._resolve(task, path, ref, beside, name)
            if target is not None:
                task.targets[path] = target
        task.record = None if task.unclear else self._find(task)
        if task.record is not None:
            self._by_record[(entry.kind, task.record.id)] = task

    def _resolve(self, task: Task, path: str, ref: Ref, beside: Values, name: str) -> Task | Record | None:
        entry = task.entry
        wanted = {other: str(beside[own]) for own, other in ref.qualifiers if own in beside}
        declared = self._by_name.get((ref.kind, name), [])
        for other in declared:
            self._link(other)
        if any(other.unclear for other in declared):
            task.unclear = task.unclear or path in entry.resource.identity
            return None
        found: list[Task | Record] = [other for other in declared if self._fits(other, wanted)]
        for record in self._inventory.by_name(ref.kind, name):
            candidate = self._by_record.get((ref.kind, record.id), record)
            if candidate not in found and self._fits(candidate, wanted):
                found.append(candidate)
        title = BY_KIND[ref.kind].title
        absent = entry.state == "absent"
        if not absent:  # what is deleted cannot be meant
            found = [t for t in found if not (isinstance(t, Task) and t.entry.state == "absent")] or found
        if len(found) != 1 and not absent:
            task.unclear = task.unclear or path in entry.resource.identity
        if not found and not absent:
            self._problems.add(entry.at(path), f"there is no {title} named {name!r}, neither on the instance nor "
                               f"in the document{self._like(ref.kind, name)}")  # fmt: skip
        elif len(found) > 1:
            self._problems.add(entry.at(path), f"{len(found)} objects of the kind {title} are named {name!r}; "
                               + self._way_out(ref, found))  # fmt: skip
        elif found:
            target = found[0]
            if isinstance(target, Task) and target.entry.state == "absent" and not absent:
                self._problems.add(entry.at(path), f"{title} {name!r} is to be deleted by {target.entry.path}")
            return target
        return None

    def _way_out(self, ref: Ref, found: t.Sequence[Task | Record]) -> str:
        """Say how several objects of one name can be told apart, or become one."""
        records = [target if isinstance(target, Record) else target.record for target in found]
        for own, other in ref.qualifiers:
            known = [record.refs.get(other) or self._option(record, other) for record in records if record is not None]
            if len(known) < len(found) or len(set(map(str, known))) == len(found):
                return f"tell them apart with {own}"
        return "have all but one deleted by entries with id and state: absent: " + ", ".join(
            _with_age(record) for record in records if record is not None
        )

    def _fits(self, target: Task | Record, wanted: dict[str, str]) -> bool:
        return all(str(self._option(target, option) or "") == value for option, value in wanted.items())

    def _option(self, target: Task | Record, name: str) -> t.Any:
        """Return an option as it is declared, or else as it is, or will be."""
        if isinstance(target, Record):
            return self._inventory.option(target, name)
        if name in target.entry.values:
            return target.entry.values[name]
        if target.record is not None:
            return self._inventory.option(target.record, name)
        ref, other = target.entry.resource.qualified.get(name, (None, ""))
        return self._option(target.targets[ref.name], other) if ref is not None and ref.name in target.targets else None

    def _find(self, task: Task) -> Record | None:
        entry, resource = task.entry, task.entry.resource
        if entry.id:
            record = self._inventory.by_id(entry.kind, entry.id)
            if record is None and entry.state == "present":
                task.unclear = True
                self._problems.add(entry.at("id"), f"there is no {resource.title} with the id {entry.id}")
            return record
        named = self._inventory.by_name(entry.kind, entry.name)
        found = [r for r in named if matches(task, r) and (entry.kind, r.id) not in self._named_by_id]
        if len(found) > 1:
            task.unclear = True
            listed = ", ".join(_with_age(record) for record in found)
            self._problems.add(entry.at(resource.identity[0]), f"{len(found)} objects are named {entry.name!r}; choose "
                               "one by its id, and have the others deleted by entries with id and state: absent: "
                               + listed)  # fmt: skip
        elif named and not found:
            self._ask_for_parent(task, named)
        return found[0] if found else None

    def _ask_for_parent(self, task: Task, named: list[Record]) -> None:
        """An entry that names no parent stands for an object without one. There are only such that have one."""
        entry = task.entry
        for name in entry.resource.identity:
            ref = entry.resource.by_name[name]
            owned = [record for record in named if record.refs.get(name)]
            if isinstance(ref, Ref) and entry.values.get(name) is None and len(owned) == len(named):
                self._inventory.load(ref.kind)
                owners = [self._inventory.by_id(ref.kind, record.refs[name]) for record in owned]
                names = " and ".join(sorted(repr(owner.name) for owner in owners if owner is not None))
                task.unclear = True
                belongs = f"{entry.resource.title} {entry.name!r} belongs to {BY_KIND[ref.kind].title} {names}"
                self._problems.add(entry.at(name), f"is not given, and {belongs}; give {name}, or an empty text for "
                                   "one that belongs to none")  # fmt: skip

    def _like(self, kind: str, name: str) -> str:
        """Return a hint for a misspelt name."""
        if not BY_KIND[kind].scope:
            self._inventory.load(kind)
        known = {record.name for record in self._inventory.records(kind)}
        known |= {entry_name for of_kind, entry_name in self._by_name if of_kind == kind}
        hint = closest(name, known - {name})
        return f"; {hint}" if hint else ""


def _with_age(record: Record) -> str:
    """Name one of several objects of the same name by its id, and say when it was made if that is known."""
    made: t.Any = record.wire.get(record.resource.created)
    try:
        moment = datetime.datetime.fromtimestamp(made / 1000, datetime.timezone.utc)
    except (TypeError, ValueError, OverflowError, OSError):  # not known, or no time
        return record.id
    return f"{record.id} (made {moment:%Y-%m-%d %H:%M:%S} UTC)"


def matches(task: Task, record: Record) -> bool:
    """Tell whether a record is what an entry stands for, by its natural key."""
    ids = task.target_ids()
    for name in task.entry.resource.identity:
        f = task.entry.resource.by_name[name]
        want = task.entry.values.get(name)
        if isinstance(f, Ref):
            if record.refs.get(name) != (ids.get(name) if want else None):
                return False
        elif record.values.get(name) != want:
            return False
    return True
