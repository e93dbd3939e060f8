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

from ._check import Problems
from ._client import Client
from ._document import Entry
from ._errors import ApiError, InputError, LostAnswer, RomaError
from ._inventory import Inventory, Record
from ._link import Linker, Task, matches, read_for
from ._plan import CREATE, DELETE, UPDATE, plan
from ._spec import Child, Values, values_to_wire

_WRONG_INSTANCE = {"APIG.3030", "APIC.7302"}


def prepare(
    client: Client, entries: t.Sequence[Entry], update_secrets: str = "on_create"
) -> tuple[Inventory, list[Task]]:
    """Read what is there and decide what has to be done.

    :raises InputError: a declaration is impossible; nothing has been written
    """
    inventory = read_for(client, entries)
    problems = Problems()
    tasks = Linker(inventory, entries, problems).link()
    inventory.read_children(
        (task.record, task.entry.values) for task in tasks
        if task.record is not None and task.entry.state == "present"
    )  # fmt: skip
    for task in tasks:
        entry = task.entry
        have = task.present if task.record is not None else None
        task.plan = plan(entry.resource, have, entry.values, entry.state, update_secrets)
        for option, sentence in task.plan.problems:
            problems.add(entry.at(option), sentence)
    if problems:
        raise InputError(problems)
    return inventory, tasks


def execute(client: Client, inventory: Inventory, tasks: t.Sequence[Task]) -> None:
    """Carry out the plans: creations and changes in the order of dependency, then deletions in reverse order.

    Failures are noted in the tasks; what depends on a failed one is dropped, all else goes on.
    """
    runner = _Runner(client, inventory)
    writes = [task for task in tasks if task.plan.action in (CREATE, UPDATE)]
    depends = {id(task): [target for target in task.targets.values() if isinstance(target, Task)] for task in writes}
    _run_in_order(client, writes, depends, runner.write)
    deletions = [task for task in tasks if task.plan.action == DELETE]
    _run_in_order(client, deletions, _dependants(deletions), runner.delete)


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
    known = {id(task) for task in tasks}
    waiting = {id(task): sum(id(other) in known for other in depends[id(task)]) for task in tasks}
    followers: dict[int, list[Task]] = {id(task): [] for task in tasks}
    for task in tasks:
        for other in depends[id(task)]:
            if id(other) in known:
                followers[id(other)].append(task)
    done: queue.SimpleQueue[Task] = queue.SimpleQueue()

    def run(task: Task) -> None:
        try:
            if all(other.status == "ok" for other in depends[id(task)]):
                work(task)
            else:
                task.status = "dropped"
        except RomaError as exc:
            task.status, task.error = "failed", exc
        except BaseException as exc:  # told to the caller by result(); the queue must not wait for it
            task.status, task.error = "failed", exc if isinstance(exc, Exception) else RomaError("interrupted")
        finally:
            done.put(task)

    pool = ThreadPoolExecutor(max_workers=max(1, min(client.connection.concurrency, len(tasks))))
    try:
        for task in tasks:
            if not waiting[id(task)]:
                pool.submit(run, task)
        for _ in tasks:
            finished = done.get()
            for follower in followers[id(finished)]:
                waiting[id(follower)] -= 1
                if not waiting[id(follower)]:
                    pool.submit(run, follower)
    except BaseException:
        client.stop()
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


class _Runner:
    """Carries out single plans. Used by several threads."""

    def __init__(self, client: Client, inventory: Inventory) -> None:
        self._client = client
        self._inventory = inventory

    def write(self, task: Task) -> None:
        if task.plan.action == CREATE and not task.entry.resource.singleton:
            self._create(task)
        else:
            self._update(task)
        self._write_children(task)

    def delete(self, task: Task) -> None:
        resource, record = task.entry.resource, t.cast(Record, task.record)
        try:
            self._client.call("DELETE", resource.object_path, self._ids(task, record.id))
        except ApiError as exc:
            # gone already: by somebody else, or by a first attempt whose answer was lost
            if exc.status != 404 or exc.code in _WRONG_INSTANCE:
                raise

    def _create(self, task: Task) -> None:
        resource = task.entry.resource
        body = {**self._body(task, resource.own_fields), **resource.created_with(task.plan.values)}
        attempts = self._client.connection.api_retries + 1
        while True:
            try:
                wire = self._client.call("POST", resource.collection, self._ids(task), body=body)
            except (LostAnswer, ApiError) as exc:
                # never two of the same: adopt what a lost request, or somebody else, has made
                task.record = self._look_up(task) if _may_exist(exc) else None
                attempts -= 1
                if task.record is not None:
                    self._converge(task)
                    return
                if isinstance(exc, ApiError) or not attempts:
                    raise
            else:
                task.record = self._inventory.record(resource, {**self._scope_member(task), **(wire or {})})
                return

    def _look_up(self, task: Task) -> Record | None:
        entry, fresh = task.entry, Inventory(self._client)
        scope = [task.target_ids()[entry.resource.scope]] if entry.resource.scope else None
        fresh.load(entry.kind, {entry.name}, scope)
        return next((record for record in fresh.by_name(entry.kind, entry.name) if matches(task, record)), None)

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
        changed = {path.partition(".")[0].partition("[")[0] for path in task.plan.changed}
        fields = [
            f for f in resource.own_fields if f.replaceable and (resource.update == "replace" or f.name in changed)
        ]
        if not any(f.name in changed for f in resource.own_fields):
            return
        body = self._body(task, fields)
        record_id = task.record.id if task.record is not None else ""
        wire = self._client.call("PUT", resource.object_path, self._ids(task, record_id), body=body)
        before = task.record.wire if task.record is not None else {}
        task.record = self._inventory.record(resource, {**before, **self._scope_member(task), **(wire or {})})

    def _write_children(self, task: Task) -> None:
        record = t.cast(Record, task.record)
        changed = {path.partition(".")[0].partition("[")[0] for path in task.plan.changed}
        for child in task.entry.resource.children:
            if child.name in changed and child.write is not None:
                value = task.plan.values[child.name]
                if value or task.plan.action != CREATE:
                    child.write(self._client, record.id, value)
                record.values[child.name] = value

    def _body(self, task: Task, fields: t.Iterable[t.Any]) -> Values:
        kept = task.record.refs if task.record is not None else {}
        kept = {option: object_id for option, object_id in kept.items() if option not in task.entry.values}
        values = {**task.plan.values, **kept, **task.target_ids()}
        return values_to_wire(fields, {name: value for name, value in values.items() if value is not None})

    def _scope_member(self, task: Task) -> Values:
        """Objects that are listed below another one do not always name it."""
        resource = task.entry.resource
        if not resource.scope:
            return {}
        return {resource.by_name[resource.scope].wire_name: task.target_ids()[resource.scope]}

    def _ids(self, task: Task, object_id: str = "") -> dict[str, str]:
        return {"id": object_id, **self._scope_member(task)}


def _may_exist(exc: RomaError) -> bool:
    return isinstance(exc, LostAnswer) or (isinstance(exc, ApiError) and exc.status in (400, 409))
