# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""One entry of a document on its way through the engine."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field

from .._document._entries import Entry
from .._instance._inventory import Record
from .._planning._plan import NONE, Plan
from .._spec._field import Ref
from .._spec._values import Values


@dataclass(eq=False)
class Step:
    """One entry on its way through the engine.

    :param record: the object that it stands for, if there is one
    :param targets: option path → what it refers to
    :param status: ``ok``, ``failed``, ``dropped`` (something that it depends on failed), or ``rolled_back``
    :param declared: the options that were given, with what tells apart the objects that lists name
    :param unclear: what it stands for cannot be told, so that nothing else about it can be told either
    :param done: what was planned has been carried out
    :param prepared: what has to come before its deletion was asked for, together with that of others
    :param adopted: it was to be made, and somebody else had made it meanwhile
    """

    entry: Entry
    record: Record | None = None
    targets: dict[str, Step | Record] = field(default_factory=dict)
    plan: Plan = field(default_factory=lambda: Plan(NONE))
    status: str = "ok"
    done: bool = False
    prepared: bool = False
    adopted: bool = False
    error: Exception | None = None
    unclear: bool = False
    declared: Values = field(default_factory=dict)

    def target_ids(self) -> dict[str, str]:
        """Return option path → id of what it refers to, as far as that exists."""
        ids = {option: _id_of(target) for option, target in self.targets.items()}
        return {option: object_id for option, object_id in ids.items() if object_id}

    @property
    def notes(self) -> list[str]:
        """What people have to know."""
        there = ["was there already when it was to be created: somebody else has made it since it was planned"]
        return [*self.plan.notes, *(there if self.adopted else [])]

    @property
    def scope_member(self) -> Values:
        """The member with the id of what the object is listed below; its answers do not always have it."""
        ids = self.target_ids()
        return {scope.wire_name: ids[scope.name] for scope in self.entry.resource.scopes if scope.name in ids}

    def path_ids(self, object_id: str = "") -> dict[str, str]:
        """Return the ids in the path of a request about the object."""
        return {"id": object_id, **self.scope_member}

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


def _id_of(target: Step | Record) -> str:
    if isinstance(target, Record):
        return target.id
    return target.record.id if target.record is not None else ""


def matching(step: Step, records: t.Iterable[Record]) -> list[Record]:
    """Return the records that may be what an entry stands for, by its natural key."""
    resource, given, ids = step.entry.resource, step.entry.values, step.target_ids()
    refs, values = {}, {}
    for name in resource.identity:
        if isinstance(resource.by_name[name], Ref):
            refs[name] = ids.get(name) if given.get(name) else None
        else:
            values[name] = given.get(name)
    return [
        record
        for record in records
        if all(record.refs.get(name) == object_id for name, object_id in refs.items())
        and all(record.values.get(name) == value for name, value in values.items())
    ]
