# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Data integration tasks: common ones, and composite ones, with their schedules and executions."""

from __future__ import annotations

import time
import uuid
from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any

from ..frame.world import Store, World
from .datasources import Datasource, DatasourceStore
from .fdi_composites import Composite
from .seeding import app_for_seeds


@dataclass
class TaskSwitches:
    duplicate_task_names: bool = False
    """Several tasks of an instance may have the same name."""
    task_switch_seconds: float = 0.0
    """How long it takes until a task that was told to start or stop has done so."""
    task_run_seconds: float = 0.0
    """How long an execution takes that was started by hand."""
    task_quotas: bool = False
    """No more than 1000 tasks an instance."""


@dataclass
class Schedule:
    """`values` are as the answers show them."""

    id: str
    values: dict[str, Any]
    created: float
    updated: float


@dataclass
class Run:
    """One execution; `outcome` is what it comes to when `ended` is reached."""

    id: str
    started: float
    ended: float
    outcome: str

    @property
    def status(self) -> str:
        return "RUNNING" if time.time() < self.ended else self.outcome


@dataclass
class Task:
    """`kind` is REALTIME or TIMING. A composite task has data sources by its pairs only."""

    id: str
    name: str
    kind: str
    source_id: str
    target_id: str
    description: str
    tag: str
    detail: dict[str, Any]
    created: float
    updated: float
    version: int = 1
    schedule: Schedule | None = None
    composite: Composite | None = None
    runs: list[Run] = field(default_factory=list)
    idle_status: str = "UNSTARTED"
    _started: bool = False
    _switched: float = 0.0

    @property
    def started(self) -> bool:
        """Whether it runs, or runs when its time has come; a switch takes its time."""
        return self._started if time.time() >= self._switched else not self._started

    def switch(self, started: bool, seconds: float) -> None:
        """Doing so again changes nothing."""
        if started == self._started:
            return
        self._started, self._switched = started, time.time() + seconds
        if not started:
            self.idle_status = "CANCELLED"
        else:
            self.idle_status = "RUNNING" if self.kind == "REALTIME" else "WAITING"
        self.end_run("CANCELLED")

    @property
    def execute_status(self) -> str:
        """What the last execution by hand came to, unless the task was started or stopped since."""
        last = self.runs[-1] if self.runs else None
        return last.status if last is not None and last.started > self._switched else self.idle_status

    @property
    def is_executing(self) -> bool:
        return self.execute_status == "RUNNING"

    def run(self, seconds: float, outcome: str) -> Run:
        now = time.time()
        self.runs.append(Run(uuid.uuid4().hex, now, now + seconds, outcome))
        return self.runs[-1]

    def end_run(self, outcome: str) -> None:
        """What is being executed now ends now."""
        if self.runs and self.runs[-1].status == "RUNNING":
            self.runs[-1].ended, self.runs[-1].outcome = time.time(), outcome

    def cancel(self) -> None:
        self.end_run("CANCELLED")
        if self.idle_status == "RUNNING":
            self.idle_status = "CANCELLED"

    def touch(self) -> None:
        self.updated, self.version = time.time(), self.version + 1


class _Shelf:
    """The tasks of one instance in order of creation, and composite ones that are not complete yet."""

    def __init__(self) -> None:
        self.tasks: dict[str, Task] = {}
        self.by_name: defaultdict[str, dict[str, Task]] = defaultdict(dict)
        self.prepared: dict[str, Composite] = {}


class TaskStore(Store):
    def __init__(self, world: World) -> None:
        super().__init__(world)
        self._shelves: defaultdict[str, _Shelf] = defaultdict(_Shelf)

    def all(self, instance_id: str) -> Collection[Task]:
        """In order of creation."""
        return self._shelves[instance_id].tasks.values()

    def get(self, instance_id: str, task_id: str) -> Task | None:
        return self._shelves[instance_id].tasks.get(task_id)

    def named(self, instance_id: str, name: str) -> Collection[Task]:
        return self._shelves[instance_id].by_name.get(name, {}).values()

    def is_free(self, instance_id: str, name: str, but: Task | None = None) -> bool:
        """Whether a task (other than `but`) may be called so."""
        if self.world.switches[TaskSwitches].duplicate_task_names:
            return True
        return all(item is but for item in self.named(instance_id, name))

    def create(
        self,
        instance_id: str,
        *,
        name: str,
        kind: str,
        source_id: str = "",
        target_id: str = "",
        description: str = "",
        tag: str = "",
        detail: dict[str, Any] | None = None,
        task_id: str | None = None,
        composite: Composite | None = None,
    ) -> Task:
        """The caller has made sure that the name is free."""
        now, shelf = time.time(), self._shelves[instance_id]
        task_id = task_id or uuid.uuid4().hex
        task = Task(task_id, name, kind, source_id, target_id, description, tag, detail or {}, now, now)
        task.composite = composite
        shelf.tasks[task.id] = shelf.by_name[name][task.id] = task
        return task

    def rename(self, instance_id: str, task: Task, name: str) -> None:
        by_name = self._shelves[instance_id].by_name
        del by_name[task.name][task.id]
        task.name = name
        by_name[name][task.id] = task

    def delete(self, instance_id: str, task: Task) -> None:
        shelf = self._shelves[instance_id]
        del shelf.tasks[task.id], shelf.by_name[task.name][task.id]

    def prepare(self, instance_id: str, task_id: str | None) -> tuple[str, Composite]:
        """A composite task in the making, or one that exists; without an id, a new one."""
        task_id = task_id or uuid.uuid4().hex
        task = self.get(instance_id, task_id)
        if task is not None and task.composite is not None:
            return task_id, task.composite
        return task_id, self._shelves[instance_id].prepared.setdefault(task_id, Composite())

    def take_prepared(self, instance_id: str, task_id: str | None) -> Composite:
        return self._shelves[instance_id].prepared.pop(task_id or "", None) or Composite()

    def sources_of(self, instance_id: str, task: Task) -> tuple[Datasource | None, Datasource | None]:
        """The data sources that a task reads from and writes to; of a composite one, those of its first pair."""
        ids = (task.source_id, task.target_id)
        if task.composite is not None and task.composite.pairs:
            ids = next(iter(task.composite.pairs))
        store = self.world[DatasourceStore]
        return store.get(instance_id, ids[0]), store.get(instance_id, ids[1])

    def apps_of(self, instance_id: str, task: Task) -> tuple[str, str]:
        """The applications that a task reads from and writes to."""
        source, target = self.sources_of(instance_id, task)
        named = task.composite or Composite()
        return (
            named.source_app_id or (source.app_id if source else ""),
            named.target_app_id or (target.app_id if target else ""),
        )

    def user_of(self, instance_id: str, datasource_id: str) -> Task | None:
        """A task that cannot do without the data source."""
        for task in self.all(instance_id):
            pairs = task.composite.pairs if task.composite is not None else {(task.source_id, task.target_id): None}
            if any(datasource_id in pair for pair in pairs):
                return task
        return None

    def counts(self, instance_ids: Collection[str]) -> dict[str, int]:
        return {"fdi_tasks": sum(len(self.all(instance_id)) for instance_id in instance_ids)}

    def seeders(self) -> dict[str, Callable[[str, int], None]]:
        return {"fdi_tasks": self._seed}

    def _seed(self, instance_id: str, count: int) -> None:
        """All from one data source into itself, which is allowed."""
        name, sources = "seeded-for-tasks", self.world[DatasourceStore]
        source = next(iter(sources.named(instance_id, name)), None) or sources.create(
            instance_id,
            name=name,
            type="MYSQL",
            app_id=app_for_seeds(self.world, instance_id).id,
            content={"mode": "professional", "url": "jdbc:mysql://db/orders", "user_name": "a", "password": "b"},
            description="made by the seeder",
        )
        start = len(self.all(instance_id))
        for number in range(start, start + count):
            self.create(
                instance_id, name=f"seeded-{number:06d}", kind="TIMING", source_id=source.id, target_id=source.id
            )
