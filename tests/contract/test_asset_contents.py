# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a family takes part in packages and in deletions, with a made-up family in this process."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

import pytest

from tests.emulator.assets.exporter import collect, missing, remove
from tests.emulator.assets.importer import restore_package
from tests.emulator.assets.package import Package, read_documents
from tests.emulator.frame.dialect import Dialect
from tests.emulator.frame.family import Family
from tests.emulator.frame.world import Store, World
from tests.emulator.identity.authentication import nobody
from tests.emulator.identity.caller import Caller
from tests.emulator.identity.tenant import MAIN_INSTANCE, SECOND_INSTANCE
from tests.emulator.state.apps import App, AppStore
from tests.emulator.state.contents import AppContents, Restore, TaskContents

MAIN, SECOND = MAIN_INSTANCE.id, SECOND_INSTANCE.id
CALLER = Caller("u1", "someone", "token")


class Sources(Store, AppContents):
    """Things below applications."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self.rows: dict[tuple[str, str], list[str]] = {}

    def holdings(self, instance_id: str, app_id: str) -> int:
        return len(self.rows.get((instance_id, app_id), ()))

    def export_app(self, instance_id: str, app_id: str) -> Mapping[str, Any]:
        return {"made/up.json": self.rows.get((instance_id, app_id), [])}

    def restore_app(self, restore: Restore, app: App, documents: Mapping[str, Any]) -> None:
        self.rows[restore.instance_id, app.id] = list(documents["made/up.json"])

    def remove_app(self, instance_id: str, app_id: str) -> None:
        self.rows.pop((instance_id, app_id), None)


class Tasks(Store, TaskContents):
    """Tasks, each of an application."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self.tasks: dict[tuple[str, str], str] = {}

    def task_app_id(self, instance_id: str, task_id: str) -> str | None:
        return self.tasks.get((instance_id, task_id))

    def export_task(self, instance_id: str, task_id: str) -> Any:
        return {"id": task_id, "app_id": self.tasks[instance_id, task_id]}

    def restore_task(self, restore: Restore, document: Any) -> None:
        if document["id"] == "unlucky":
            restore.fail("task", document["id"], "x" * 100)
            return
        self.tasks[restore.instance_id, document["id"]] = restore.ids[document["app_id"]]

    def remove_task(self, instance_id: str, task_id: str) -> None:
        del self.tasks[instance_id, task_id]


@pytest.fixture
def world() -> World:
    return World([Family("made-up", Dialect(), auth=nobody, stores=(AppStore, Sources, Tasks))])


@pytest.fixture
def app(world: World) -> App:
    made = world[AppStore].create(MAIN, CALLER, {"name": "orders"})
    world[Sources].rows[MAIN, made.id] = ["one", "two"]
    world[Tasks].tasks = {(MAIN, "t1"): made.id, (MAIN, "unlucky"): made.id}
    return made


def test_round_trip(world: World, app: App) -> None:
    documents = collect(world, MAIN, [app.id], ["t1"])
    assert f"apps/{app.id}/made/up.json" in documents
    package = b"".join(Package(documents).blocks())
    restore = Restore(SECOND, CALLER, merge=False, datasource_overwrite=False, prefix="p-")
    restore_package(world, restore, read_documents(io.BytesIO(package)))
    assert restore.failures == []
    restored = world[AppStore].by_name(SECOND, "p-orders")
    assert restored is not None
    assert world[Sources].rows[SECOND, restored.id] == ["one", "two"]
    assert world[Tasks].tasks[SECOND, "t1"] == restored.id


def test_failures_leave_the_rest(world: World, app: App) -> None:
    documents = collect(world, MAIN, [app.id], ["unlucky", "t1"])
    restore = Restore(SECOND, CALLER, merge=False, datasource_overwrite=False, prefix="")
    restore_package(world, restore, documents)
    assert [(item["resource_type"], len(item["error_msg"])) for item in restore.failures] == [("task", 64)]
    assert (SECOND, "t1") in world[Tasks].tasks


def test_missing(world: World, app: App) -> None:
    reasons = missing(world, MAIN, [app.id, "a2"], ["t1", "t2"])
    assert [item["resource_name"] for item in reasons] == ["a2", "t2"]


def test_remove(world: World, app: App) -> None:
    remove(world, MAIN, [app.id], ["t1"])
    assert world[Sources].holdings(MAIN, app.id) == 0
    assert world[AppStore].get(MAIN, app.id) is None
    assert world[Tasks].task_app_id(MAIN, "t1") is None


def test_package_is_the_same_for_the_same_contents() -> None:
    first = Package({"b.json": 1, "a.json": {"y": 1, "x": 2}})
    second = Package({"a.json": {"x": 2, "y": 1}, "b.json": 1})
    assert b"".join(first.blocks()) == b"".join(second.blocks())
