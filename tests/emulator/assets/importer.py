# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bringing a package into an instance."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..frame.errors import Invalid
from ..frame.world import World
from ..state.apps import App, AppStore
from ..state.contents import AppContents, Restore, TaskContents
from .package import MANIFEST


def restore_package(world: World, restore: Restore, documents: Mapping[str, Any]) -> None:
    """Applications, then what belongs to them, then tasks. What fails is noted, the rest is kept."""
    manifest = documents[MANIFEST]
    restored: dict[str, App] = {}
    for app_id in manifest["apps"]:
        app = _restore_app(world[AppStore], restore, documents.get(f"apps/{app_id}/app.json"), app_id)
        if app is not None:
            restored[app_id] = app
            restore.ids[app_id] = app.id
    for store in sorted(world.stores_of(AppContents), key=lambda item: item.restore_rank):
        for app_id, app in restored.items():
            store.restore_app(restore, app, _below(documents, f"apps/{app_id}/"))
    for task_id in manifest["tasks"]:
        document = documents.get(f"tasks/{task_id}.json")
        keepers = world.stores_of(TaskContents)
        if document is None or not keepers:
            restore.fail("task", task_id, "The package does not hold the task")
        for keeper in keepers if document is not None else ():
            keeper.restore_task(restore, document)


def _restore_app(apps: AppStore, restore: Restore, document: Any, app_id: str) -> App | None:
    """The key is kept when it is free; the secret is always a new one, as it is not in the package."""
    if not isinstance(document, dict) or not isinstance(document.get("name"), str):
        restore.fail("application", app_id, "The package does not hold the application")
        return None
    name = restore.prefix + document["name"]
    found = apps.by_name(restore.instance_id, name)
    if found is not None and restore.merge:
        apps.update(restore.instance_id, found, restore.caller, {"remark": document.get("remark")})
        return found
    key = document.get("key")
    if key and apps.by_key(restore.instance_id, key) is not None:
        key = None
    values = {"name": name, "remark": document.get("remark"), "key": key}
    try:
        return apps.create(restore.instance_id, restore.caller, values)
    except Invalid:
        restore.fail("application", name, "The application name already exists")
        return None


def _below(documents: Mapping[str, Any], prefix: str) -> dict[str, Any]:
    return {path[len(prefix) :]: document for path, document in documents.items() if path.startswith(prefix)}
