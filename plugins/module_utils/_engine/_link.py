# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""Finds what entries stand for and refer to: on the instance, or among the other entries."""

from __future__ import annotations

import datetime
import typing as t
from graphlib import TopologicalSorter

from .._catalog._registry import BY_KIND
from .._document._entries import Entry, reference_graph
from .._instance._inventory import Inventory, Record
from .._planning._check import Problems, closest
from .._spec._field import Ref
from .._spec._references import references
from .._spec._values import Values
from ._step import Step, matching


class Linker:
    """Links entries in any order; references are followed first.

    :param left_out: entries of the document that are not due, for messages
    """

    def __init__(
        self, inventory: Inventory, entries: t.Sequence[Entry], problems: Problems, left_out: t.Sequence[Entry] = ()
    ) -> None:
        self._inventory = inventory
        self._problems = problems
        self._steps = [Step(entry) for entry in entries]
        self._left_out = {(entry.kind, entry.name): entry.path for entry in left_out if entry.state == "present"}
        self._linked: set[int] = set()
        self._by_name: dict[tuple[str, str], list[Step]] = {}
        self._by_record: dict[tuple[str, str], Step] = {}
        self._named_by_id = {(step.entry.kind, step.entry.id) for step in self._steps}
        for step in self._steps:
            self._by_name.setdefault((step.entry.kind, step.entry.name), []).append(step)

    def link(self) -> list[Step]:
        # in this order no chain of references is followed deeply, however long it is
        for index in TopologicalSorter(reference_graph([step.entry for step in self._steps])).static_order():
            self._link(self._steps[index])
        for step in self._steps:
            self._check_parents(step)
            step.declared = self._with_qualifiers(step)
        return self._steps

    def _with_qualifiers(self, step: Step) -> Values:
        """Add to the entries of lists what tells apart the objects of one name, as reading them does."""
        lists = [child for child in step.entry.resource.children if child.qualified_refs]
        return {**step.entry.values, **{
            child.name: [
                {**{own: self._option(target, other) or "" for ref in child.qualified_refs
                    if (target := step.targets.get(f"{child.name}[{i}].{ref.name}")) is not None
                    for own, other in ref.qualifiers}, **item}
                for i, item in enumerate(step.entry.values[child.name] or [])
            ]
            for child in lists if child.name in step.entry.values
        }}  # fmt: skip

    def _check_parents(self, step: Step) -> None:
        """What an object belongs to must not be deleted under it, even where the entry does not name it."""
        entry = step.entry
        if step.record is None or entry.state == "absent":
            return
        for option, object_id in step.record.refs.items():
            ref = t.cast(Ref, entry.resource.by_name[option])
            other = self._by_record.get((ref.kind, object_id))
            if other is not None and other.entry.state == "absent" and option not in entry.values:
                needed = f"{other.entry.title} {other.entry.name!r}"
                self._problems.add(entry.at(option), f"{needed}, which this {entry.title} refers to, is to be "
                                   f"deleted by {other.entry.path}")  # fmt: skip

    def _link(self, step: Step) -> None:
        if id(step) in self._linked:
            return
        self._linked.add(id(step))
        entry = step.entry
        for path, ref, beside, name in references(entry.resource.fields, entry.values):
            target = self._resolve(step, path, ref, beside, name)
            if target is not None:
                step.targets[path] = target
        step.record = None if step.unclear else self._find(step)
        if step.record is not None:
            self._by_record[(entry.kind, step.record.id)] = step

    def _resolve(self, step: Step, path: str, ref: Ref, beside: Values, name: str) -> Step | Record | None:
        entry = step.entry
        wanted = {other: str(beside[own]) for own, other in ref.qualifiers if own in beside}
        declared = self._by_name.get((ref.kind, name), [])
        for other in declared:
            self._link(other)
        if any(other.unclear for other in declared):
            step.unclear = step.unclear or path in entry.resource.identity
            return None
        found: list[Step | Record] = [other for other in declared if self._fits(other, wanted)]
        for record in self._inventory.by_name(ref.kind, name):
            candidate = self._by_record.get((ref.kind, record.id), record)
            if candidate not in found and self._fits(candidate, wanted):
                found.append(candidate)
        title = BY_KIND[ref.kind].title
        absent = entry.state == "absent"
        if not absent:  # what is deleted cannot be meant
            found = [t for t in found if not (isinstance(t, Step) and t.entry.state == "absent")] or found
        if len(found) != 1 and not absent:
            step.unclear = step.unclear or path in entry.resource.identity
        if not found and not absent:
            skipped = self._left_out.get((ref.kind, name))
            where = (f" on the instance, and {skipped} is left out of this run" if skipped
                     else f", neither on the instance nor in the document{self._like(ref.kind, name)}")  # fmt: skip
            self._problems.add(entry.at(path), f"there is no {title} named {name!r}{where}")
        elif len(found) > 1:
            self._problems.add(entry.at(path), f"{len(found)} objects of the kind {title} are named {name!r}; "
                               + self._way_out(ref, found))  # fmt: skip
        elif found:
            target = found[0]
            if isinstance(target, Step) and target.entry.state == "absent" and not absent:
                self._problems.add(entry.at(path), f"{title} {name!r} is to be deleted by {target.entry.path}")
            return target
        return None

    def _way_out(self, ref: Ref, found: t.Sequence[Step | Record]) -> str:
        """Say how several objects of one name can be told apart, or become one."""
        for own, other in ref.qualifiers:
            # the id where the name has not been read
            told = {str(self._option(target, other) or _id_beside(target, other)) for target in found}
            if len(told) == len(found):
                return f"tell them apart with {own}"
        records = [target if isinstance(target, Record) else target.record for target in found]
        if ref.qualifiers and None in records:  # not all are there yet, so that none of them can be deleted
            return f"tell them apart with {' and '.join(own for own, _other in ref.qualifiers)}"
        return "have all but one deleted by entries with id and state: absent: " + ", ".join(
            _with_age(record) for record in records if record is not None
        )

    def _fits(self, target: Step | Record, wanted: dict[str, str]) -> bool:
        return all(str(self._option(target, option) or "") == value for option, value in wanted.items())

    def _option(self, target: Step | Record, name: str) -> t.Any:
        """Return an option as it is declared, or else as it is.

        Of an object that is yet to be made, a qualifier that is not given is the option of what its reference names;
        that may be a qualifier as well.
        """
        while isinstance(target, Step) and name not in target.entry.values and target.record is None:
            ref, name_there = target.entry.resource.qualified.get(name, (None, ""))
            if ref is None or ref.name not in target.targets:
                return None
            target, name = target.targets[ref.name], name_there
        if isinstance(target, Record):
            return self._inventory.option(target, name)
        if name in target.entry.values:
            return target.entry.values[name]
        return self._inventory.option(t.cast(Record, target.record), name)

    def _find(self, step: Step) -> Record | None:
        entry, resource = step.entry, step.entry.resource
        if entry.id:
            record = self._inventory.by_id(entry.kind, entry.id)
            if record is None and entry.state == "present":
                step.unclear = True
                self._problems.add(entry.at("id"), f"there is no {entry.title} with the id {entry.id}")
            return record
        named = self._inventory.by_name(entry.kind, entry.name)
        found = [r for r in matching(step, named) if (entry.kind, r.id) not in self._named_by_id]
        if len(found) > 1:
            step.unclear = True
            listed = ", ".join(_with_age(record) for record in found)
            self._problems.add(entry.at(resource.identity[0]), f"{len(found)} objects are named {entry.name!r}; choose "
                               "one by its id, and have the others deleted by entries with id and state: absent: "
                               + listed)  # fmt: skip
        elif named and not found:
            self._ask_for_parent(step, named)
        return found[0] if found else None

    def _ask_for_parent(self, step: Step, named: list[Record]) -> None:
        """An entry that names no parent stands for an object without one. There are only such that have one."""
        entry = step.entry
        for name in entry.resource.identity:
            if name in entry.resource.scope:
                continue  # it names one, or it would have been refused
            ref = entry.resource.by_name[name]
            owned = [record for record in named if record.refs.get(name)]
            if isinstance(ref, Ref) and entry.values.get(name) is None and len(owned) == len(named):
                self._inventory.load(ref.kind)
                owners = [self._inventory.by_id(ref.kind, record.refs[name]) for record in owned]
                names = " and ".join(sorted(repr(owner.name) for owner in owners if owner is not None))
                step.unclear = True
                belongs = f"{entry.title} {entry.name!r} belongs to {BY_KIND[ref.kind].title} {names}"
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


def _id_beside(target: Step | Record, option: str) -> str:
    record = target if isinstance(target, Record) else target.record
    return record.refs.get(option, "") if record is not None else ""


def _with_age(record: Record) -> str:
    """Name one of several objects of the same name by its id, and say when it was made if that is known."""
    made: t.Any = record.wire.get(record.resource.created)
    try:
        moment = datetime.datetime.fromtimestamp(made / 1000, datetime.timezone.utc)
    except (TypeError, ValueError, OverflowError, OSError):  # not known, or no time
        return record.id
    return f"{record.id} (made {moment:%Y-%m-%d %H:%M:%S} UTC)"
