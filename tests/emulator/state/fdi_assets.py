# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How tasks travel in asset packages, and how they hang on applications: by their data sources."""

from __future__ import annotations

import time
import uuid
from collections.abc import Mapping
from typing import Any

from ..frame.world import Store
from .apps import App
from .contents import AppContents, Restore, TaskContents
from .datasources import DatasourceStore
from .fdi_composites import Composite
from .fdi_tasks import Schedule, Task, TaskStore


class TaskAssets(Store, AppContents, TaskContents):
    restore_rank = 30

    def _tasks_of(self, instance_id: str, app_id: str) -> list[Task]:
        """Tasks that read from the application or write to it."""
        store = self.world[TaskStore]
        return [task for task in store.all(instance_id) if app_id in store.apps_of(instance_id, task)]

    def holdings(self, instance_id: str, app_id: str) -> int:
        return len(self._tasks_of(instance_id, app_id))

    def export_app(self, instance_id: str, app_id: str) -> Mapping[str, Any]:
        return {}

    def restore_app(self, restore: Restore, app: App, documents: Mapping[str, Any]) -> None:
        """Tasks are assets of their own."""

    def remove_app(self, instance_id: str, app_id: str) -> None:
        for task in self._tasks_of(instance_id, app_id):
            self.world[TaskStore].delete(instance_id, task)

    def task_app_id(self, instance_id: str, task_id: str) -> str | None:
        store = self.world[TaskStore]
        task = store.get(instance_id, task_id)
        return store.apps_of(instance_id, task)[0] if task is not None else None

    def export_task(self, instance_id: str, task_id: str) -> Any:
        task = self.world[TaskStore].get(instance_id, task_id)
        document = {
            "id": task.id,
            "name": task.name,
            "type": task.kind,
            "source_id": task.source_id,
            "target_id": task.target_id,
            "description": task.description,
            "tag": task.tag,
            "detail": task.detail,
            "schedule": task.schedule.values if task.schedule else None,
            "composite": None,
        }
        if task.composite is not None:
            document["composite"] = _packed(task.composite)
        return document

    def restore_task(self, restore: Restore, document: Any) -> None:
        """A task needs data sources that came along, or that the instance has under the same id; it is stopped."""
        store, name = self.world[TaskStore], restore.prefix + document["name"]
        composite = _unpacked(document["composite"], restore.ids) if document["composite"] else None
        wanted = [restore.ids.get(old, old) for old in (document["source_id"], document["target_id"]) if old]
        wanted += [item for pair in composite.pairs for item in pair] if composite else []
        if any(self.world[DatasourceStore].get(restore.instance_id, item) is None for item in wanted):
            restore.fail("task", name, "The data source does not exist")
            return
        found = next(iter(store.named(restore.instance_id, name)), None) if restore.merge else None
        if found is None and not store.is_free(restore.instance_id, name):
            restore.fail("task", name, "The task name already exists")
            return
        if found is None:
            found = store.create(restore.instance_id, name=name, kind=document["type"])
        restore.ids[document["id"]] = found.id
        if composite is None:
            found.source_id, found.target_id = wanted
        found.composite = composite
        found.kind, found.detail = document["type"], document["detail"]
        found.description, found.tag = document["description"], document["tag"]
        if document["schedule"] is not None:
            now = time.time()
            found.schedule = Schedule(uuid.uuid4().hex, document["schedule"], now, now)

    def remove_task(self, instance_id: str, task_id: str) -> None:
        store = self.world[TaskStore]
        store.delete(instance_id, store.get(instance_id, task_id))


def _packed(composite: Composite) -> dict[str, Any]:
    return {
        "operation_types": composite.operation_types,
        "source_app_id": composite.source_app_id,
        "target_app_id": composite.target_app_id,
        "pairs": [
            {
                "source_id": pair.source_id,
                "target_id": pair.target_id,
                "ext_info": pair.ext_info,
                "mappings": [mapping.values for mapping in pair.mappings.values()],
            }
            for pair in composite.pairs.values()
        ],
    }


def _unpacked(document: Mapping[str, Any], ids: Mapping[str, str]) -> Composite:
    composite = Composite(
        operation_types=list(document["operation_types"]),
        source_app_id=ids.get(document["source_app_id"], document["source_app_id"]),
        target_app_id=ids.get(document["target_app_id"], document["target_app_id"]),
    )
    for row in document["pairs"]:
        source_id, target_id = (ids.get(row[name], row[name]) for name in ("source_id", "target_id"))
        pair = composite.pair(source_id, target_id)
        pair.ext_info = row["ext_info"]
        for values in row["mappings"]:
            pair.add(values, "ADD")
    return composite
