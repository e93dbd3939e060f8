# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""Writes one object: its own members, and the parts that have requests of their own."""

from __future__ import annotations

import typing as t

from .._base._creation import create_once
from .._base._errors import InputError, LostAnswer, RomaError
from .._instance._inventory import Inventory, Record
from .._planning._plan import CREATE, plan
from .._service._answers import as_documented
from .._service._client import Client
from .._spec._field import Child, Field, canonical_form, is_unset
from .._spec._resource import Request
from .._spec._values import Values
from ._body import body_of, with_ids
from ._step import Step, matching


class Writer:
    """Carries out single plans. Used by several threads."""

    def __init__(self, client: Client, inventory: Inventory) -> None:
        self._client = client
        self._inventory = inventory

    def write(self, step: Step) -> None:
        """Create or change an object.

        :raises RomaError: the service refuses it
        """
        children = step.entry.resource.children
        if step.plan.action == CREATE and not step.entry.resource.singleton:
            is_new = self._create(step)
            for child in children:
                self._write_child(step, child, is_new)
            return
        early = [child for child in children if step.record is not None and _comes_first(child, step.plan.values)]
        for child in early:
            self._write_child(step, child)
        self._update(step)
        for child in children:
            if child not in early:
                self._write_child(step, child)

    def _create(self, step: Step) -> bool:
        """Return whether the object is new; else it was there, made by somebody else or by a request without answer."""
        resource = step.entry.resource
        body = body_of(self._inventory, step, resource.own_fields)
        body.update(resource.wire.created_with(step.plan.values))

        def send() -> Record:
            ids = step.path_ids()
            answer = self._request(resource.requests.create, "POST", resource.collection, ids, body)
            made = self._inventory.record(resource, {**body, **step.scope_member, **(answer or {})})
            if not made.id:  # it is as good as no answer
                path = self._client.path(resource.collection, ids)
                raise LostAnswer("POST", path, RomaError(f"the answer has no {resource.id_member}"))
            return made

        attempts = self._client.connection.api_retries + 1
        made, step.record, own = create_once(send, lambda: self._look_up(step), attempts, resource.unique_names)
        if step.record is not None:
            step.adopted = not own and not _came_along(step)
            self._converge(step)
            return False
        step.record = made
        return True

    def _request(self, own: Request | None, method: str, path: str, ids: dict[str, str], body: Values) -> t.Any:
        if own is None:
            return self._client.call(method, path, ids, body=body)
        with as_documented(self._client.asked(path, ids, method)):
            return own(self._client, ids, body)

    def _look_up(self, step: Step) -> Record | None:
        entry, fresh = step.entry, Inventory(self._client)
        ids = step.target_ids()
        for target in step.targets.values():  # by which it names them is known of them only
            record = target.record if isinstance(target, Step) else target
            if record is not None and record.resource is not entry.resource:
                fresh.add(record)
        fresh.load(entry.kind, {entry.name}, [(name, ids[name]) for name in entry.resource.scope if name in ids])
        # what an object refers to has no name here: some have none themselves
        found = matching(step, fresh.records(entry.kind))[:1]
        fresh.read_details(found)
        return found[0] if found else None

    def _converge(self, step: Step) -> None:
        """Bring an adopted object to its declared state."""
        entry = step.entry
        own = {
            name: value for name, value in entry.values.items() if not isinstance(entry.resource.by_name[name], Child)
        }
        change = plan(entry.resource, step.present, own)
        if change.problems:
            raise InputError([f"{entry.at(option)}: {sentence}" for option, sentence in change.problems])
        if change.writes:
            step.plan, planned = change, step.plan
            self._update(step)
            step.plan = planned

    def _update(self, step: Step) -> None:
        """Change the object's own members, if any of them differs.

        A singleton has no record while what it belongs to is new.
        """
        if not _own_members_differ(step):
            return
        resource, present = step.entry.resource, step.record or Record(step.entry.resource, "", {}, {}, {})
        body = body_of(self._inventory, step, _carried_by_update(step))
        ids = step.path_ids(present.id)
        answer = self._request(resource.requests.update, "PUT", resource.object_path, ids, body)
        after = self._inventory.record(resource, {**present.wire, **step.scope_member, **(answer or {})})
        if present.id and after.id != present.id:
            what = self._client.asked(resource.object_path, ids, "PUT")
            raise RomaError(f"{what}: an answer about {after.id!r} came, not about {present.id!r}")
        after.raw = present.raw
        step.record = after

    def _write_child(self, step: Step, child: Child, is_new: bool = False) -> None:
        """Write a part of the object that has requests of its own, if it differs, or follows what has changed."""
        if child.name not in step.plan.values:
            return
        record, value = t.cast(Record, step.record), step.plan.values[child.name]
        follows = _own_members_differ(step) and child.follows(step.plan.values)
        differs = child.name in step.plan.options
        if not differs and not (follows and child.name in step.entry.values):
            return
        if is_new and is_unset(child, value):
            return
        declared = with_ids(self._inventory, step, [child])[child.name]
        present = None if follows else record.raw.get(child.name)
        with as_documented(f"{child.name} of {step.entry.title} {record.name}"):
            after = child.write(self._client, record.wire, present, declared)
        if after is None:
            record.raw[child.name], record.values[child.name] = declared, canonical_form(child, value)
        else:
            self._inventory.take_child(record, child, after)


def _came_along(step: Step) -> bool:
    """Tell whether it lies below what this run has made, as a new product has copies of its template's services."""
    owners = (step.targets.get(scope.name) for scope in step.entry.resource.scopes)
    return any(isinstance(owner, Step) and owner.plan.action == CREATE and not owner.adopted for owner in owners)


def _comes_first(child: Child, values: Values) -> bool:
    return child.name in values and child.first(values[child.name])


def _own_members_differ(step: Step) -> bool:
    return any(f.name in step.plan.options for f in step.entry.resource.own_fields)


def _carried_by_update(step: Step) -> list[Field]:
    """Return the fields that a request for change carries: all, or those that differ.

    What the service does not give back cannot differ; it goes along.
    """
    resource = step.entry.resource
    due = step.plan.options | {f.name for f in resource.own_fields if f.silent and f.name in step.entry.values}
    return [f for f in resource.own_fields if f.replaceable and (not resource.wire.partial or f.name in due)]
