# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""Brings entries to their declared state: read, link, plan; check mode stops here; execute.

One entry of a module and a document of thousands go through the same steps.
"""

from __future__ import annotations

import queue
import typing as t
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from .._base._creation import create_once
from .._base._errors import ApiError, InputError, LostAnswer, RomaError
from .._catalog._registry import RESOURCES
from .._document._entries import Entry
from .._planning._check import Problems
from .._planning._plan import CREATE, DELETE, UPDATE, Plan, plan
from .._service._answers import as_documented
from .._service._client import Client
from .._spec._spec import Child, Field, Ref, Request, Values, canonical_form, is_unset, map_references, values_to_wire
from ._agreement import check_agreement
from ._deletion import check_deletions
from ._inventory import Inventory, Record
from ._link import Linker, Task, matches, read_for

_WRONG_INSTANCE = {"APIG.3030", "APIC.7302"}


def prepare(
    client: Client, entries: t.Sequence[Entry], update_secrets: str = "on_create", exact: bool = False
) -> tuple[Inventory, list[Task]]:
    """Read what is there and decide what has to be done.

    :param exact: what entries leave out has its default
    :raises InputError: a declaration is impossible; nothing has been written
    """
    inventory = read_for(client, entries, exact)
    problems = Problems()
    tasks = Linker(inventory, entries, problems).link()
    for kind in {task.entry.kind for task in tasks}:
        inventory.read_details(kind, [task.record for task in tasks if task.record and task.entry.kind == kind])
    inventory.read_children(
        (task.record, [child.name for child in task.entry.resource.children
                       if exact or child.watched or child.name in task.entry.values])
        for task in tasks if task.record is not None and task.entry.state == "present"
    )  # fmt: skip
    for task in tasks:
        if task.unclear:
            continue
        entry = task.entry
        task.plan = _plan(task, update_secrets, exact)
        for option, sentence in task.plan.problems:
            problems.add(entry.at(option), sentence)
        if task.record is not None and task.record.foreign:
            problems.add(entry.at(entry.resource.identity[0]),
                         f"{entry.resource.title} {entry.name!r} {task.record.foreign}")  # fmt: skip
        if task.plan.action == DELETE and task.record is not None and task.record.builtin:
            problems.add(entry.at(entry.resource.identity[0]), f"{entry.resource.title} {entry.name!r} is built in and "
                         "cannot be deleted")  # fmt: skip
    check_agreement(client, inventory, tasks, problems)
    check_deletions(inventory, tasks, problems)
    if problems:
        raise InputError(problems)
    return inventory, tasks


def _plan(task: Task, update_secrets: str, exact: bool) -> Plan:
    """Decide what to do about one entry, with what its kind has to say about it."""
    entry, resource = task.entry, task.entry.resource
    have = task.present if task.record is not None else None
    raw = task.record.raw if task.record is not None else {}
    want = entry.values if exact else resource.settled(raw, entry.values)
    made = plan(resource, have, want, entry.state, update_secrets, exact)
    if entry.state == "absent":
        return made
    problems = resource.objections(raw, have, want, made.options) if have is not None and not exact else ()
    remarks = resource.remarks(raw, want, made.values, have is None) if not exact or have is None else ()
    return replace(made, problems=(*made.problems, *problems), notes=(*made.notes, *remarks))


def find(client: Client, entry: Entry) -> Record | None:
    """Return the object that an entry stands for, as far as a list shows it.

    :raises InputError: there are several
    """
    inventory, problems = read_for(client, [entry]), Problems()
    (task,) = Linker(inventory, [entry], problems).link()
    if problems:
        raise InputError(problems)
    return task.record


def execute(client: Client, inventory: Inventory, tasks: t.Sequence[Task]) -> None:
    """Carry out the plans: creations and changes in the order of dependency, then deletions in reverse order.

    Failures are noted in the tasks; what depends on a failed one is dropped, all else goes on.
    """
    runner = _Runner(client, inventory)
    writes = [task for task in tasks if task.plan.action in (CREATE, UPDATE)]
    by_name: dict[tuple[str, str], list[Task]] = {}
    for task in writes:
        by_name.setdefault((task.entry.kind, task.entry.name), []).append(task)
    depends = {
        id(task): [
            *(target for target in task.targets.values() if isinstance(target, Task)),
            *(other for key in task.entry.resource.awaits(task.plan.values) for other in by_name.get(key, [])),
        ]
        for task in writes
    }
    _run_in_order(client, writes, depends, runner.write)
    deletions = [task for task in tasks if task.plan.action == DELETE]
    dependants = _dependants(deletions)
    for resource in reversed(RESOURCES):
        same_kind = [task for task in deletions if task.entry.resource is resource]
        if resource.delete_many_with is None:
            _run_in_order(client, same_kind, dependants, runner.delete)
        else:
            runner.delete_many(same_kind, dependants)


def _dependants(deletions: t.Sequence[Task]) -> dict[int, list[Task]]:
    """Return task → the tasks whose objects refer to its object, and have to be deleted first."""
    first: dict[int, list[Task]] = {id(task): [] for task in deletions}
    for task in deletions:
        for target in task.targets.values():
            if isinstance(target, Task) and id(target) in first:
                first[id(target)].append(task)
    return first


def _run_in_order(
    client: Client, tasks: t.Sequence[Task], depends: dict[int, list[Task]], work: t.Callable[[Task], None]
) -> None:
    """Run tasks over a bounded pool, each after those that it depends on."""
    if not tasks:
        return
    known = {id(task) for task in tasks}
    waiting = {id(task): sum(id(other) in known for other in depends[id(task)]) for task in tasks}
    followers: dict[int, list[Task]] = {id(task): [] for task in tasks}
    for task in tasks:
        for other in depends[id(task)]:
            if id(other) in known:
                followers[id(other)].append(task)
    done: queue.SimpleQueue[Task] = queue.SimpleQueue()
    ending: list[BaseException] = []

    def run(task: Task) -> None:
        try:
            if _free(task, depends):
                work(task)
                task.done = True
            else:
                task.status = "dropped"
        except RomaError as exc:
            task.status, task.error = "failed", exc
        except Exception as exc:  # a defect of the collection; the queue must not wait for this task
            task.status, task.error = "failed", exc
        except BaseException as exc:
            ending.append(exc)
        finally:
            done.put(task)

    pool = ThreadPoolExecutor(max_workers=min(client.connection.concurrency, len(tasks)))
    try:
        for task in tasks:
            if not waiting[id(task)]:
                pool.submit(run, task)
        for _turn in tasks:
            finished = done.get()
            if ending:
                raise ending[0]
            for follower in followers[id(finished)]:
                waiting[id(follower)] -= 1
                if not waiting[id(follower)]:
                    pool.submit(run, follower)
    except BaseException:
        client.stop()
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _free(task: Task, depends: dict[int, list[Task]]) -> bool:
    """Tell whether everything that has to be done before a task has been done."""
    return all(other.status == "ok" for other in depends[id(task)])


class _Runner:
    """Carries out single plans. Used by several threads."""

    def __init__(self, client: Client, inventory: Inventory) -> None:
        self._client = client
        self._inventory = inventory

    def write(self, task: Task) -> None:
        if task.plan.action == CREATE and not task.entry.resource.singleton:
            made = self._create(task)
            self._write_children(task, task.entry.resource.children, made)
            return
        values, children = task.plan.values, task.entry.resource.children
        first = [child for child in children if child.name in values and child.first(values[child.name])]
        if task.record is not None:
            self._write_children(task, first)
        self._update(task)
        self._write_children(task, [child for child in children if child not in first or task.record is None])

    def delete(self, task: Task) -> None:
        resource, record = task.entry.resource, t.cast(Record, task.record)
        try:
            resource.before_delete(self._client, record.wire)
            self._client.call("DELETE", resource.object_path, self._ids(task, record.id))
        except ApiError as exc:
            # gone already: by somebody else, or by a first attempt whose answer was lost
            if exc.status != 404 or exc.code in _WRONG_INSTANCE:
                raise

    def delete_many(self, tasks: list[Task], dependants: dict[int, list[Task]]) -> None:
        """Delete all objects of a kind with as few requests as the service allows."""
        for task in tasks:
            if not _free(task, dependants):
                task.status = "dropped"
        todo = {t.cast(Record, task.record).id: task for task in tasks if task.status == "ok"}
        if not todo:
            return
        delete = t.cast("t.Callable[..., dict[str, str]]", tasks[0].entry.resource.delete_many_with)
        try:
            failures = delete(self._client, [t.cast(Record, task.record).wire for task in todo.values()])
        except RomaError as exc:
            for task in todo.values():
                task.status, task.error = "failed", exc
            return
        for object_id, task in todo.items():
            task.done = object_id not in failures
            if not task.done:
                task.status, task.error = "failed", RomaError(failures[object_id])

    def _create(self, task: Task) -> bool:
        """Return whether the object is new; else it was adopted."""
        resource = task.entry.resource
        body = {**self._body(task, resource.own_fields), **resource.created_with(task.plan.values)}

        def send() -> Record:
            ids = self._ids(task)
            wire = self._request(resource.create_with, "POST", resource.collection, ids, body)
            made = self._inventory.record(resource, {**body, **self._scope_member(task), **(wire or {})})
            if not made.id:  # it is as good as no answer
                path = self._client.path(resource.collection, ids)
                raise LostAnswer("POST", path, RomaError(f"the answer has no {resource.id_member}"))
            return made

        attempts = self._client.connection.api_retries + 1
        made, task.record = create_once(send, lambda: self._look_up(task), attempts, resource.unique_names)
        if task.record is not None:
            self._converge(task)
            return False
        task.record = made
        return True

    def _request(self, own: Request | None, method: str, path: str, ids: dict[str, str], body: Values) -> t.Any:
        if own is None:
            return self._client.call(method, path, ids, body=body)
        with as_documented(self._client.asked(path, ids, method)):
            return own(self._client, ids, body)

    def _look_up(self, task: Task) -> Record | None:
        entry, fresh = task.entry, Inventory(self._client)
        scope = [task.target_ids()[entry.resource.scope]] if entry.resource.scope else None
        fresh.load(entry.kind, {entry.name}, scope)
        # what an object refers to has no name here: some have none themselves
        found = [record for record in fresh.records(entry.kind) if matches(task, record)][:1]
        fresh.read_details(entry.kind, found)
        return found[0] if found else None

    def _converge(self, task: Task) -> None:
        """Bring an adopted object to its declared state."""
        entry = task.entry
        own = {
            name: value for name, value in entry.values.items() if not isinstance(entry.resource.by_name[name], Child)
        }
        change = plan(entry.resource, task.present, own)
        if change.problems:
            raise InputError([f"{entry.at(option)}: {sentence}" for option, sentence in change.problems])
        if change.writes:
            task.plan, planned = change, task.plan
            self._update(task)
            task.plan = planned

    def _update(self, task: Task) -> None:
        resource = task.entry.resource
        changed = task.plan.options
        if not any(f.name in changed for f in resource.own_fields):
            return
        # what cannot be compared goes along with what differs
        sent = changed | {f.name for f in resource.own_fields if f.silent and f.name in task.entry.values}
        fields = [f for f in resource.own_fields if f.replaceable and (resource.update == "replace" or f.name in sent)]
        body = self._body(task, fields)
        record_id = task.record.id if task.record is not None else ""
        wire = self._request(resource.update_with, "PUT", resource.object_path, self._ids(task, record_id), body)
        before = task.record.wire if task.record is not None else {}
        raw = task.record.raw if task.record is not None else {}
        after = self._inventory.record(resource, {**before, **self._scope_member(task), **(wire or {})})
        if record_id and after.id != record_id:
            what = self._client.asked(resource.object_path, self._ids(task, record_id), "PUT")
            raise RomaError(f"{what}: an answer about {after.id!r} came, not about {record_id!r}")
        task.record, after.raw = after, raw

    def _write_children(self, task: Task, children: t.Iterable[Child], made: bool = False) -> None:
        resource, record = task.entry.resource, t.cast(Record, task.record)
        changed = task.plan.options
        own = any(f.name in changed for f in resource.own_fields)
        for child in children:
            if child.name not in task.plan.values:
                continue
            value, follows = task.plan.values[child.name], own and child.follows(task.plan.values)
            due = child.name in changed or (follows and child.name in task.entry.values)
            if due and not (made and is_unset(child, value)):
                declared = map_references([child], {child.name: value}, self._on_wire(task))[child.name]
                present = None if follows else record.raw.get(child.name)
                with as_documented(f"{child.name} of {resource.title} {record.name}"):
                    after = child.write(self._client, record.wire, present, declared)
                if after is None:
                    record.raw[child.name], record.values[child.name] = declared, canonical_form(child, value)
                else:
                    self._inventory.take_child(record, child, after)

    def _body(self, task: Task, fields: t.Sequence[Field]) -> Values:
        values = map_references(fields, task.plan.values, self._on_wire(task))
        given = {name: value for name, value in values.items() if value is not None}
        resource, present = task.entry.resource, task.record.wire if task.record is not None else {}
        carried = {member: present[member] for member in resource.carried if member in present}
        return resource.sent({**carried, **values_to_wire(fields, given)})

    def _on_wire(self, task: Task) -> t.Callable[[str, Ref, Values, t.Any], t.Any]:
        """Return the function that puts ids in place of names."""

        def change(path: str, ref: Ref, beside: Values, name: t.Any) -> t.Any:
            target, kept = task.targets.get(path), ""
            if isinstance(target, Task):
                target = target.record
            if target is None and path not in task.entry.values:
                kept = task.record.refs.get(path, "") if task.record is not None else ""
                known = self._inventory.by_name(ref.kind, str(name))
                target = self._inventory.by_id(ref.kind, kept) or (known[0] if len(known) == 1 else None)
            if target is None:
                return kept or name  # an id: what it stands for has not been read
            on_wire = target.wire.get(ref.member) if ref.member else target.id
            return {ref.member: on_wire, **{m: target.wire.get(m) for m in ref.also}} if ref.also else on_wire

        return change

    def _scope_member(self, task: Task) -> Values:
        """Objects that are listed below another one do not always name it."""
        resource = task.entry.resource
        if not resource.scope:
            return {}
        return {resource.by_name[resource.scope].wire_name: task.target_ids()[resource.scope]}

    def _ids(self, task: Task, object_id: str = "") -> dict[str, str]:
        return {"id": object_id, **self._scope_member(task)}
