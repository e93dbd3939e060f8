# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Collecting what goes into a package, and deleting by the same list."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..frame.times import utc_seconds
from ..frame.world import World
from ..state.apps import AppStore
from ..state.contents import AppContents, TaskContents, failure
from .package import MANIFEST, VERSION


def missing(world: World, instance_id: str, apps: Iterable[str], tasks: Iterable[str]) -> list[dict[str, str]]:
    """Reasons for the ids that lead nowhere."""
    store, keepers = world[AppStore], world.stores_of(TaskContents)
    reasons = [
        failure("application", app_id, "The application does not exist")
        for app_id in apps
        if store.get(instance_id, app_id) is None
    ]
    reasons += [
        failure("task", task_id, "The task does not exist")
        for task_id in tasks
        if not any(keeper.task_app_id(instance_id, task_id) for keeper in keepers)
    ]
    return reasons


def collect(world: World, instance_id: str, apps: Iterable[str], tasks: Iterable[str]) -> dict[str, Any]:
    """The documents of a package. No secrets, no members: these are not assets."""
    apps, tasks = list(apps), list(tasks)
    documents: dict[str, Any] = {
        MANIFEST: {
            "version": VERSION,
            "instance_id": instance_id,
            "export_time": utc_seconds(),
            "apps": apps,
            "tasks": tasks,
        }
    }
    for app_id in apps:
        app = world[AppStore].get(instance_id, app_id)
        documents[f"apps/{app_id}/app.json"] = {"id": app.id, "name": app.name, "remark": app.remark, "key": app.key}
        for store in world.stores_of(AppContents):
            for path, document in store.export_app(instance_id, app_id).items():
                documents[f"apps/{app_id}/{path}"] = document
    for keeper in world.stores_of(TaskContents):
        for task_id in tasks:
            if keeper.task_app_id(instance_id, task_id):
                documents[f"tasks/{task_id}.json"] = keeper.export_task(instance_id, task_id)
    return documents


def remove(world: World, instance_id: str, apps: Iterable[str], tasks: Iterable[str]) -> None:
    """Tasks first, because they may use what belongs to applications."""
    for task_id in tasks:
        for keeper in world.stores_of(TaskContents):
            if keeper.task_app_id(instance_id, task_id):
                keeper.remove_task(instance_id, task_id)
    for app_id in apps:
        for store in sorted(world.stores_of(AppContents), key=lambda item: -item.restore_rank):
            store.remove_app(instance_id, app_id)
        world[AppStore].delete(instance_id, world[AppStore].get(instance_id, app_id))
