# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""Single-resource modules and their info twins, made from the catalogue."""

from __future__ import annotations

import contextlib
import typing as t
from dataclasses import replace

from ..._base._errors import InputError
from ..._document._entries import check_together, entry_from
from ..._engine._execute import execute
from ..._engine._prepare import prepare
from ..._engine._step import Step
from ..._instance._inventory import Inventory, Record, with_references
from ..._planning._check import Problems, check_one_scope, check_value
from ..._planning._plan import DELETE
from ..._planning._secrets import drop_secrets, map_secrets
from ..._service._client import Client
from ..._service._connection import connection_from
from ..._spec._field import Child, Field, Ref, canonical_form
from ..._spec._options import ID, STATE, UPDATE_SECRETS
from ..._spec._resource import Query, Resource
from ..._spec._values import Misshapen, Values
from ..._spec._wire import values_from_wire, values_to_wire
from .._operation import Context, Operation, in_turn


def resource_operation(resource: Resource) -> Operation:
    """Return the module that manages one object of a kind."""
    options: tuple[Field, ...] = resource.fields
    if not resource.singleton:
        options = (*options, ID, STATE)
    if _has_unreadable(resource.fields):
        options = (*options, UPDATE_SECRETS)
    return Operation(resource.name, options, lambda context: manage(resource, context))


def info_operation(resource: Resource) -> Operation:
    """Return the module that reads objects of a kind."""
    options = tuple(_as_filter(f) for f in resource.fields if _is_filter(resource, f)) + resource.listing.queries
    if not resource.singleton:
        options = (*options, replace(ID, description="Return only the object with this id."))
    return Operation(resource.name + "_info", options, lambda context: read(resource, context))


def _has_unreadable(fields: t.Iterable[Field]) -> bool:
    return any((f.secret and f.secret.readable != "yes") or f.secret_keys or _has_unreadable(f.fields) for f in fields)


def _is_filter(resource: Resource, f: Field) -> bool:
    scalar = f.type in ("str", "bool") and not f.secret and not isinstance(f, Child)
    return scalar and (f.name in resource.identity or isinstance(f, Ref) or bool(f.choices))


def _as_filter(f: Field) -> Field:
    return Field(f.name, f"Return only what has this C({f.name}).", type=f.type, choices=f.choices)


def manage(resource: Resource, context: Context) -> Values:
    problems = Problems()
    own = {name: value for name, value in context.params.items()
           if value is not None and (name in resource.by_name or name in ("id", "state"))}  # fmt: skip
    entry = entry_from(resource, own, "", problems)
    check_together([entry] if entry is not None else [], problems)
    if problems or entry is None:
        raise InputError(problems)
    connection = connection_from(context.params)
    turn = contextlib.nullcontext() if resource.unique_names else in_turn(context, connection)
    with turn, Client(connection) as client:
        policy = context.params.get("update_secrets") or "on_create"
        inventory, (step,) = prepare(client, [entry], policy)
        if not context.check_mode:
            execute(client, inventory, [step])
            if step.error is not None:
                raise step.error
    result: Values = {"changed": step.plan.writes, resource.name: _shown(step, context)}
    if step.notes:
        result["warnings"] = [f"{entry.title} {entry.name!r} {note}" for note in step.notes]
    if context.diff:
        result["diff"] = {"before": step.plan.before, "after": step.plan.after}
    return result


def _shown(step: Step, context: Context) -> Values | None:
    """Return the object as it is now, or as it would be in check mode; None when it is gone."""
    if step.plan.action == DELETE or (step.record is None and not step.plan.writes):
        return None
    given = {f.name: step.entry.values.get(f.name) for f in step.entry.resource.fields if f.silent}
    watched = {child.name: child.unset for child in step.entry.resource.children if child.watched}
    values = {**given, **watched, **step.present, **step.plan.values}
    if not context.check_mode:
        values.update(step.present)
    shown = shown_object(step.entry.resource, values, step.record, context.no_log)
    if step.plan.writes and not context.check_mode:
        shown.update(dict.fromkeys(step.entry.resource.passing_facts))
    return shown


def shown_object(resource: Resource, values: Values, record: Record | None, no_log: bool) -> Values:
    """Return an object for a result. Secrets that can be read are part of it only where nobody sees the result."""
    shown = {f.name: values.get(f.name) for f in resource.fields if f.name not in resource.qualifier_names
             and (values.get(f.name) is not None or not f.secret)}  # fmt: skip
    if not resource.singleton:
        shown["id"] = record.id if record is not None else None
    shown.update(_facts(resource, record))
    if no_log:
        readable = {f.name for f in resource.fields if f.secret and f.secret.readable == "yes"}
        return map_secrets(resource.fields, shown, lambda path, value: value if path in readable else None)
    return drop_secrets(resource.fields, shown)


def _facts(resource: Resource, record: Record | None) -> Values:
    """Return the ids of what an object refers to, and what the service says besides; null what it does not say."""
    refs, wire = (record.refs, record.wire) if record is not None else ({}, {})
    told = _told(resource.facts, wire)
    ids = {name: refs.get(ref.name) for name, ref in resource.id_facts.items()}
    return {**ids, **{f.name: canonical_form(f, told[f.name]) if f.name in told else None for f in resource.facts}}


def _told(facts: t.Iterable[Field], wire: Values) -> Values:
    """Return what the service says of these facts. Nothing depends on them: a misshapen one is not known."""
    found: Values = {}
    for fact in facts:
        with contextlib.suppress(Misshapen):
            found.update(values_from_wire((fact,), wire))
    return found


def read(resource: Resource, context: Context) -> Values:
    wanted = {f.name: context.params.get(f.name) for f in resource.fields if context.params.get(f.name) is not None}
    asked = _asked(resource, context.params)
    with Client(connection_from(context.params)) as client:
        inventory = read_all(client, resource, wanted, {query.wire_name: value for query, value in asked})
        object_id = context.params.get("id")
        records = [
            record
            for record in inventory.records(resource.kind)
            if (not object_id or record.id == object_id)
            # a list may show only a part of an object
            and all(record.values.get(name, value) == value for name, value in wanted.items())
        ]
        inventory.read_details(records)
        records = [r for r in records if all(r.values.get(name) == value for name, value in wanted.items())]
        if asked:
            records = [record for record in records if _fits(record, asked)]
        children = [child.name for child in resource.children]
        inventory.read_children((record, children) for record in records)
    objects = [shown_object(resource, record.values, record, context.no_log) for record in records]
    return {"changed": False, resource.kind: objects}


def _asked(resource: Resource, params: Values) -> list[tuple[Query, t.Any]]:
    """Return the queries that were given, with their parameters.

    :raises InputError: an option cannot be one, or no object can suit two options
    """
    problems = Problems()
    check_one_scope(resource, params, "", problems)
    asked: list[tuple[Query, t.Any]] = []
    for query in resource.listing.queries:
        value = params.get(query.name)
        if value == "":
            problems.add(query.name, "must not be empty")
        elif value is not None:
            checked = check_value(query, value, query.name, problems)
            try:
                asked.append((query, query.sent(values_to_wire((query,), {query.name: checked})[query.wire_name])))
            except ValueError as exc:
                problems.add(query.name, str(exc))
    if problems:
        raise InputError(problems)
    return asked


def _fits(record: Record, asked: list[tuple[Query, t.Any]]) -> bool:
    told = _told(record.resource.facts, record.wire)
    return all(query.fits(told, parameter) for query, parameter in asked)


def read_all(client: Client, resource: Resource, wanted: Values, query: Values) -> Inventory:
    """Read a kind and what it refers to, narrowed to the given names where that is possible.

    :param query: further parameters that narrow its list
    """
    inventory = Inventory(client)
    for kind in with_references([resource.kind]):
        if kind == resource.kind:
            name = wanted.get(resource.identity[0])
            told = [scope for scope in resource.scopes if scope.name in wanted]
            parents = [(scope.name, parent.id) for scope in told
                       for parent in inventory.by_name(scope.kind, wanted[scope.name])]  # fmt: skip
            narrowed = {name} if name and resource.identity[0] not in resource.scope else None
            inventory.load(kind, narrowed, parents if told else None, query)
        else:
            inventory.load(kind)
    return inventory
