# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""Carries out plans: creations and changes in the order of dependency, then deletions in reverse order."""

from __future__ import annotations

import threading
import typing as t
from functools import partial

from .._base._errors import ApiError, RomaError
from .._catalog._registry import RESOURCES
from .._instance._inventory import Inventory, Record
from .._planning._plan import CREATE, DELETE, UPDATE
from .._service._client import Client
from .._spec._resource import Resource
from .._spec._values import Values
from ._order import is_free, nothing, run_in_order
from ._step import Step
from ._write import Writer

_SEVERAL = 2
_WRONG_INSTANCE = {"APIG.3030", "APIC.7302"}


def execute(client: Client, inventory: Inventory, steps: t.Sequence[Step],
            tick: t.Callable[[], None] = nothing, all_or_none: bool = False) -> None:  # fmt: skip
    """Carry out the plans.

    Failures are noted in the steps; what depends on a failed one is dropped, all else goes on.

    :param tick: called after each write
    :param all_or_none: nothing goes on after a failure
    """
    failure = threading.Event() if all_or_none else None
    writes = [step for step in steps if step.plan.action in (CREATE, UPDATE)]
    run_in_order(client, writes, _prerequisites(writes), Writer(client, inventory).write, tick, failure)
    deletions = [step for step in steps if step.plan.action == DELETE]
    dependants = _dependants(deletions)
    for resource in reversed(RESOURCES):
        same_kind = [step for step in deletions if step.entry.resource is resource]
        if resource.requests.delete_many is None:
            ready = _ready(client, resource, [step for step in same_kind if is_free(step, dependants, failure)])
            run_in_order(client, same_kind, dependants, partial(_delete, client, ready), tick, failure)
        else:
            _delete_many(client, same_kind, dependants, resource.requests.delete_many, failure)


def _prerequisites(writes: t.Sequence[Step]) -> dict[int, list[Step]]:
    """Return step → the steps that have to be done before it: those that it refers to, and those that it awaits."""
    awaited = {
        id(step): [*step.entry.resource.rules.awaits(step.plan.values, step.plan.action == CREATE)] for step in writes
    }
    options = {(kind, option) for found in awaited.values() for kind, option, _value in found}
    there: dict[tuple[str, str, t.Any], list[Step]] = {}
    for kind, option in options:
        for step in writes:
            if step.entry.kind == kind:
                there.setdefault((kind, option, step.plan.values.get(option)), []).append(step)
    return {
        id(step): [
            *(target for target in step.targets.values() if isinstance(target, Step)),
            *(other for each in awaited[id(step)] for other in there.get(each, [])),
        ]
        for step in writes
    }


def _dependants(deletions: t.Sequence[Step]) -> dict[int, list[Step]]:
    """Return step → the steps whose objects refer to its object, and have to be deleted first."""
    first: dict[int, list[Step]] = {id(step): [] for step in deletions}
    for step in deletions:
        for target in step.targets.values():
            if isinstance(target, Step) and id(target) in first:
                first[id(target)].append(step)
    return first


def _ready(client: Client, resource: Resource, steps: t.Sequence[Step]) -> t.Collection[str]:
    """Do at once what has to come before the deletion of several objects, and return the ids of those that are ready.

    Refused as a whole it is done for each by itself.
    """
    prepare = resource.requests.before_delete_many
    if prepare is None or len(steps) < _SEVERAL:
        return ()
    for step in steps:
        step.prepared = True
    try:
        return prepare(client, [t.cast(Record, step.record).wire for step in steps])
    except RomaError:
        return ()


def _delete(client: Client, ready: t.Collection[str], step: Step) -> None:
    resource, record = step.entry.resource, t.cast(Record, step.record)
    try:
        if record.id not in ready:
            resource.requests.before_delete(client, record.wire)
        client.call("DELETE", resource.object_path, step.path_ids(record.id))
    except ApiError as exc:
        # gone already: by somebody else, or by a first attempt whose answer was lost
        if exc.status != 404 or exc.code in _WRONG_INSTANCE:
            raise


def _delete_many(
    client: Client,
    steps: t.Sequence[Step],
    dependants: dict[int, list[Step]],
    delete: t.Callable[[t.Any, list[Values]], dict[str, str]],
    failure: threading.Event | None,
) -> None:
    """Delete all objects of a kind with as few requests as the service allows."""
    for step in steps:
        if not is_free(step, dependants, failure):
            step.status = "dropped"
    todo = {t.cast(Record, step.record).id: step for step in steps if step.status == "ok"}
    if not todo:
        return
    try:
        failures = delete(client, [t.cast(Record, step.record).wire for step in todo.values()])
        for object_id, step in todo.items():
            step.done = object_id not in failures
            if not step.done:
                step.status, step.error = "failed", RomaError(failures[object_id])
    except RomaError as exc:
        for step in todo.values():
            step.status, step.error = "failed", exc
    if failure is not None and any(step.status == "failed" for step in todo.values()):
        failure.set()
