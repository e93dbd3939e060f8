# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""Decides what has to be done about entries: read, link, plan. Check mode stops here."""

from __future__ import annotations

import typing as t
from dataclasses import replace

from .._base._errors import InputError
from .._document._entries import Entry
from .._document._extent import WHOLE, Extent
from .._instance._inventory import Inventory, Record
from .._instance._needed import read_for
from .._planning._check import Problems
from .._planning._plan import DELETE, Plan, plan
from .._service._client import Client
from ._bounds import bounded
from ._checks._agreement import check_agreement
from ._checks._deletion import check_deletions
from ._checks._features import check_features
from ._link import Linker
from ._step import Step

#: (what is there, the steps with their plans, problems to add to)
Check = t.Callable[[Inventory, t.Sequence[Step], Problems], None]


def nothing_more(inventory: Inventory, steps: t.Sequence[Step], problems: Problems) -> None:
    del inventory, steps, problems


def prepare(
    client: Client, entries: t.Sequence[Entry], update_secrets: str = "on_create", exact: bool = False,
    extent: Extent = WHOLE, check: Check = nothing_more, unsure: t.Collection[str] = (),
) -> tuple[Inventory, list[Step]]:  # fmt: skip
    """Read what is there and decide what has to be done.

    :param exact: what entries leave out has its default
    :param extent: which of the entries are due, and where what none of them declares is deleted
    :param check: finds more that makes the plan impossible
    :param unsure: full names of entries whose secrets are sent whatever `update_secrets` says
    :raises InputError: a declaration is impossible; nothing has been written
    """
    inventory = read_for(client, entries, exact, extent.whole_kinds({entry.kind for entry in entries}))
    entries, left_out = bounded(inventory, entries, extent)
    problems = Problems()
    steps = Linker(inventory, entries, problems, left_out).link()
    inventory.read_details(step.record for step in steps if step.record is not None)
    inventory.read_children(
        (step.record, [child.name for child in step.entry.resource.children
                       if exact or child.watched or child.name in step.entry.values])
        for step in steps if step.record is not None and step.entry.state == "present"
    )  # fmt: skip
    for step in steps:
        if step.unclear:
            continue
        entry = step.entry
        step.plan = _plan(step, "always" if entry.full_name in unsure else update_secrets, exact)
        for option, sentence in step.plan.problems:
            problems.add(entry.at(option), sentence)
        if step.record is not None and step.record.foreign:
            problems.add(entry.at(entry.resource.identity[0]),
                         f"{entry.title} {entry.name!r} {step.record.foreign}")  # fmt: skip
        if step.plan.action == DELETE and step.record is not None and step.record.builtin:
            problems.add(entry.at(entry.resource.identity[0]), f"{entry.title} {entry.name!r} is built in and "
                         "cannot be deleted")  # fmt: skip
    check_agreement(client, inventory, steps, problems)
    check_features(client, steps, problems)
    check_deletions(inventory, steps, problems)
    check(inventory, steps, problems)
    if problems:
        raise InputError(problems)
    return inventory, steps


def _plan(step: Step, update_secrets: str, exact: bool) -> Plan:
    """Decide what to do about one entry, with what its kind has to say about it."""
    entry, resource = step.entry, step.entry.resource
    have = step.present if step.record is not None else None
    raw = step.record.raw if step.record is not None else {}
    want = step.declared if exact else resource.rules.settled(raw, step.declared)
    made = plan(resource, have, want, entry.state, update_secrets, exact)
    if entry.state == "absent":
        return made
    problems = resource.rules.objections(raw, have, want, made.options) if have is not None and not exact else ()
    remarks = resource.rules.remarks(raw, want, made.values, have is None) if not exact or have is None else ()
    return replace(made, problems=(*made.problems, *problems), notes=(*made.notes, *remarks))


def find(client: Client, entry: Entry) -> Record | None:
    """Return the object that an entry stands for, as far as a list shows it.

    :raises InputError: there are several
    """
    _inventory, step = _found(client, entry)
    return step.record


def meant(client: Client, entry: Entry) -> tuple[Inventory, Step]:
    """Find an object, and tell what it would be with the options of an entry, those secrets included that cannot be
    compared. The plan has no object as it shall be when there is none yet.

    :raises InputError: it cannot have these options
    """
    inventory, step = _found(client, entry)
    if step.record is None:
        return inventory, step
    made = _plan(step, "always", exact=False)
    if made.problems:
        raise InputError([f"{entry.at(option)}: {sentence}" for option, sentence in made.problems])
    step.plan = made if made.writes else replace(made, values=step.present)
    return inventory, step


def _found(client: Client, entry: Entry) -> tuple[Inventory, Step]:
    inventory, problems = read_for(client, [entry]), Problems()
    (step,) = Linker(inventory, [entry], problems).link()
    if problems:
        raise InputError(problems)
    return inventory, step
