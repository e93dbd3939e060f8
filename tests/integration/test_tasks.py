# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tasks of data integration: changes while they run, schedules, what refuses to start, and what is left alone."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import pytest
import yaml
from huaweicloudsdkroma import v2

from tests.emulator.identity import tenant
from tests.emulator.process import EmulatorProcess
from tests.integration.judge import Judge
from tests.integration.playbook import Run, Runner, Task
from tests.integration.task_cases import NEEDS

DETAIL = {"mappingRequired": True, "targetSelectedDatasource": {"topic": "orders", "batchNumber": 100}}
NIGHTLY: dict[str, Any] = {
    "name": "nightly", "type": "timing", "source": "orders-db", "target": "events", "description": "old",
    "detail": DETAIL, "schedule": {"start_datetime": "2036-12-01T01:30:00Z", "period": "DAY", "interval": 1},
    "status": "running",
}  # fmt: skip
ALWAYS: dict[str, Any] = {
    "name": "always", "type": "realtime", "source": "orders-db", "target": "stock", "detail": {}, "status": "running",
}  # fmt: skip
STOP_START, CHANGE, PLAN = "BatchStartOrStopTasks", "UpdateTask", "UpdateDispatches"


def task(title: str, options: dict[str, Any] | None = None, **keywords: Any) -> Task:
    return {"name": title, "roma.connect.task": {"name": "nightly", **(options or {})}, **keywords}


def document(title: str, *tasks: dict[str, Any], **keywords: Any) -> Task:
    return {"name": title, "roma.connect.config": {"document": {**NEEDS, "tasks": list(tasks)}}, **keywords}


def switch(**switches: Any) -> Task:
    return {"name": f"switch {switches}", "emulator": {"switches": switches}}


def fault(method: str, path: str, **what: Any) -> Task:
    return {"name": f"arm {method} {path}", "emulator": {"faults": {"match": {"method": method, "path": path}, **what}}}


def operations(result: Run, name: str) -> list[str]:
    return [entry["operation"] for entry in result.requests(name, mutating=True)]


@pytest.mark.parametrize("seconds", [0.0, 0.4], ids=["at once", "after a while"])
def test_a_running_task_is_changed(run: Runner, judge: Judge, seconds: float) -> None:
    changes = {"description": "new", "schedule": {"period": "HOUR", "interval": 2}}
    result = run(
        [
            document("make", NIGHTLY),
            switch(task_switch_seconds=seconds),
            task("plan", changes, check_mode=True),
            task("do", changes),
            task("again", {**changes, "status": "running"}),
        ]
    )
    assert result["plan"].changed
    assert result.writes("plan") == []
    one = [STOP_START, CHANGE, STOP_START]
    assert operations(result, "do") == [CHANGE, *one, PLAN, *(PLAN if step == CHANGE else step for step in one)]
    assert not result["again"].changed
    shown = judge("tasks")["nightly"]
    assert (shown["description"], shown["status"]) == ("new", "running")
    assert judge.schedule("nightly") == {
        "start_datetime": 2111707800000, "period": "HOUR", "dispatch_interval": 2, "use_quartz_cron": False,
    }  # fmt: skip


def test_it_runs_again_when_the_change_fails(run: Runner, judge: Judge) -> None:
    refusal = {"error_code": "FDI.3002", "error_msg": "Invalid parameters.", "detail": "made up"}
    result = run(
        [
            document("make", NIGHTLY),
            fault("PUT", "/tasks/[0-9a-f]+$", skip=1, status=400, body=refusal),
            task("change", {"description": "new"}, ignore_errors=True),
        ]
    )
    assert result["change"].failed
    assert result["change"]["error"]["code"] == "FDI.3002"
    assert operations(result, "change") == [CHANGE, STOP_START, CHANGE, STOP_START]
    shown = judge("tasks")["nightly"]
    assert (shown["description"], shown["status"]) == ("old", "running")


def test_what_shall_stop_is_stopped_first(run: Runner, judge: Judge) -> None:
    """It must not be started once more in between."""
    changes = {"status": "stopped", "description": "new", "schedule": {"cron": "0 30 1 * * ?"}}
    result = run([document("make", NIGHTLY), task("stop", changes), task("again", changes)])
    assert operations(result, "stop") == [STOP_START, CHANGE, PLAN]
    assert not result["again"].changed
    assert judge("tasks")["nightly"]["status"] == "stop"
    assert result["stop"]["task"]["schedule"] == {"start_datetime": "2036-12-01T01:30:00Z", "cron": "0 30 1 * * ?"}


def test_running_tasks_go_with_what_they_read(run: Runner, judge: Judge) -> None:
    absent = {kind: [{**entry, "state": "absent"} for entry in entries] for kind, entries in NEEDS.items()}
    absent["tasks"] = [{"name": entry["name"], "state": "absent"} for entry in (NIGHTLY, ALWAYS)]
    gone = {"name": "gone", "roma.connect.config": {"document": absent}}
    result = run([switch(task_switch_seconds=0.2), document("make", NIGHTLY, ALWAYS), gone, {**gone, "name": "again"}])
    assert result["gone"]["summary"]["deleted"] == 7
    assert not result["again"].changed
    assert judge("tasks") == judge("datasources") == judge("apps") == {}


def test_no_start_without_a_schedule(run: Runner, judge: Judge) -> None:
    unplanned = {name: value for name, value in NIGHTLY.items() if name != "schedule"}
    result = run(
        [
            document("needs"),
            task("new", unplanned, ignore_errors=True),
            task("stopped", {**unplanned, "status": "stopped"}),
            task("started", {"status": "running"}, ignore_errors=True),
            task("planned", {"status": "running", "schedule": NIGHTLY["schedule"]}),
        ]
    )
    assert result["new"].failed
    assert "schedule: is needed to start a task of the type timing" in result["new"].msg
    assert result.writes("new") == []
    assert result["started"].failed
    assert "schedule: is needed to start a task of the type timing" in result["started"].msg
    assert result.writes("started") == []
    assert operations(result, "planned") == ["CreateDispatches", STOP_START]
    assert judge("tasks")["nightly"]["status"] == "running"


def test_executions_by_hand_are_not_ended(run: Runner, judge: Judge, emulator: EmulatorProcess) -> None:
    run([document("make", {**NIGHTLY, "status": "stopped"})])
    emulator.switch(task_run_seconds=60.0)
    place = {"instance_id": judge.instance_id, "task_id": judge("tasks")["nightly"]["task_id"]}
    judge.client.run_task(v2.RunTaskRequest(**place))
    result = run([task("change", {"description": "new"}, ignore_errors=True)])
    assert result["change"].failed
    assert result["change"]["error"]["code"] == "FDI.3023"
    judge.client.stop_task(v2.StopTaskRequest(**place))
    assert run([task("change", {"description": "new"})])["change"].changed


def test_composite_tasks_are_left_alone(run: Runner, judge: Judge) -> None:
    run([document("make", NIGHTLY)])
    body = v2.MultiTaskRequestBody(task_name="capture", operation_types=["INSERT"], task_type="REALTIME")
    judge.client.create_multi_tasks(v2.CreateMultiTasksRequest(instance_id=judge.instance_id, body=body))
    result = run(
        [
            {**task("change", {"name": "capture", "description": "mine"}), "ignore_errors": True},
            {**task("delete", {"name": "capture", "state": "absent"}), "ignore_errors": True},
            {"name": "info", "roma.connect.task_info": {}},
            {"name": "dump", "roma.connect.config_info": {"kinds": ["tasks"]}},
        ]
    )
    for title in ("change", "delete"):
        assert result[title].failed
        assert "name: data integration task 'capture' is a composite task" in result[title].msg
        assert result.writes(title) == []
    assert sorted(item["name"] for item in result["info"]["tasks"]) == ["capture", "nightly"]
    assert [entry["name"] for entry in result["dump"]["document"]["tasks"]] == ["nightly"]
    assert judge.names("tasks") == ["capture", "nightly"]


EDITIONS: dict[str, dict[str, Any]] = {
    "as usual": {},
    "has small pages": {"max_page_size": 1},
    "shows remarks": {"datasource_text_key": "remark"},
}


@pytest.mark.parametrize("switches", EDITIONS.values(), ids=EDITIONS)
def test_there_and_back(run: Runner, judge: Judge, switches: dict[str, Any]) -> None:
    """What is read can be applied: here without a change, and elsewhere to the same effect."""
    kinds = {"kinds": ["apps", "datasources", "tasks"]}
    second = {"instance_id": tenant.SECOND_INSTANCE.id}
    cron = {**NIGHTLY, "name": "by-cron", "schedule": {"cron": "0 0/5 * * * ?", "remark": "often"}, "tag": "night"}
    secret = "datasources/orders-db/orders/content.password"
    result = run(
        [
            switch(**switches),
            document("make", NIGHTLY, ALWAYS, {**cron, "status": "stopped"}),
            {"name": "dump", "roma.connect.config_info": kinds, "register": "dump"},
            {"name": "here", "roma.connect.config": {"document": "{{ dump.document }}"}},
            {"name": "there", "roma.connect.config": {**second, "document": "{{ dump.document }}",
                                                      "secrets": {secret: "Data-source-password-1"}}},
            {"name": "dump of it", "roma.connect.config_info": {**second, **kinds}},
            {"name": "again", "roma.connect.config": {**second, "document": "{{ dump.document }}"}},
        ]
    )  # fmt: skip
    assert not result["here"].changed
    assert result.writes("here") == []
    assert not result["again"].changed
    dumped = result["dump"]["document"]
    assert {"source_app", "target_app"}.isdisjoint(dumped["tasks"][0])
    assert dumped["tasks"][-1] == NIGHTLY
    assert dumped["tasks"][0] == {name: value for name, value in ALWAYS.items() if name != "detail"}
    assert result["dump of it"]["document"]["tasks"] == dumped["tasks"]
    there = Judge(judge.emulator, tenant.SECOND_INSTANCE.id)
    assert {name: shown["status"] for name, shown in there("tasks").items()} == {
        "nightly": "running", "always": "running", "by-cron": "stop",
    }  # fmt: skip


def test_data_sources_of_one_name(run: Runner, judge: Judge) -> None:
    """The applications tell them apart, in what is declared and in what is read."""
    kafka = {"name": "stock", "app": "orders", "type": "KAFKA", "content": {"broker": "k:9092", "ssl_enable": False}}
    sources = {**NEEDS, "datasources": [*NEEDS["datasources"], kafka]}
    between = {**ALWAYS, "name": "between", "source": "stock", "source_app": "orders"}
    result = run(
        [
            switch(duplicate_datasource_names=True),
            {"name": "needs", "roma.connect.config": {"document": sources}},
            task("unclear", {**between, "target_app": None}, ignore_errors=True),
            task("clear", {**between, "target_app": "billing"}),
            {"name": "dump", "roma.connect.config_info": {}, "register": "dump"},
            {"name": "again", "roma.connect.config": {"document": "{{ dump.document }}"}},
            task("change", {"name": "between", "description": "new"}),
        ]
    )
    assert result["unclear"].failed
    assert (
        "2 objects of the kind data source are named 'stock'; tell them apart with target_app" in result["unclear"].msg
    )
    (entry,) = result["dump"]["document"]["tasks"]
    assert (entry["source_app"], entry["target_app"]) == ("orders", "billing")
    assert not result["again"].changed
    shown = judge("tasks")["between"]
    assert (shown["source_app_name"], shown["target_app_name"], shown["description"]) == ("orders", "billing", "new")


def test_parts_of_a_task(run: Runner, judge: Judge) -> None:
    """What is left out keeps its value, in the definition and in the schedule too; a task can be renamed."""
    result = run(
        [
            document("make", {**NIGHTLY, "status": "stopped"}),
            task("part", {"detail": {"targetSelectedDatasource": {"topic": "paid"}}, "schedule": {"remark": "late"}},
                 register="part"),
            task("rename", {"name": "evening", "id": "{{ part.task.id }}"}),
            task("empty", {"name": "evening", "detail": {"targetSelectedDatasource": {}}}),
            task("clear", {"name": "evening", "detail": {}}),
            task("no schedule", {"name": "evening", "schedule": {}}, ignore_errors=True),
        ]
    )  # fmt: skip
    part = result["part"]["task"]
    assert part["detail"] == {
        "mappingRequired": True,
        "targetSelectedDatasource": {"topic": "paid", "batchNumber": 100},
    }
    assert part["schedule"] == {**NIGHTLY["schedule"], "remark": "late"}
    assert result["rename"]["task"]["id"] == part["id"]
    assert result["empty"]["task"]["detail"] == {"mappingRequired": True, "targetSelectedDatasource": {}}
    assert result["clear"]["task"]["detail"] == {}
    assert "schedule: cannot be cleared" in result["no schedule"].msg
    assert judge.names("tasks") == ["evening"]


def test_nothing_is_made_twice(run: Runner, judge: Judge) -> None:
    """Not even when the answers about the task and its schedule are lost."""
    result = run(
        [
            document("needs"),
            fault("POST", "/tasks$", reset="after"),
            fault("POST", "/dispatches$", reset="after"),
            task("make", NIGHTLY),
            task("again", NIGHTLY),
        ]
    )
    assert result["make"].changed
    assert not result["again"].changed
    assert judge("tasks")["nightly"]["status"] == "running"


def test_exports(run: Runner, judge: Judge, tmp_path: Path) -> None:
    """Tasks are chosen by name, by id, or all of them, and come back with the applications that they use."""
    out = tmp_path / "out"

    def export(title: str, **options: Any) -> Task:
        options = {"directory": str(out), "prefix": title.replace(" ", "-"), **options}
        return {"name": title, "roma.connect.asset_export": options, "ignore_errors": True}

    second = {"instance_id": tenant.SECOND_INSTANCE.id}
    result = run(
        [
            {**export("none", tasks=["nightly"])},
            document("make", NIGHTLY, ALWAYS),
            export("one", tasks=["nightly"]),
            export("misspelt", apps=["ordres"], tasks=["nightly", "alway"]),
            export("too much", all_tasks=True, tasks=["nightly"]),
            export("all", all_apps=True, all_tasks=True),
            {"name": "import", "roma.connect.asset_import": {**second, "archive": f"{out}/all-001.zip"}},
        ]
    )
    ids = {name: shown["task_id"] for name, shown in judge("tasks").items()}
    assert result["none"]["problems"] == [
        "tasks[0]: there is no data integration task named 'nightly'; there is none at all"
    ]
    assert [archive["task_ids"] for archive in result["one"]["archives"]] == [[ids["nightly"]]]
    assert result["one"]["archives"][0]["app_ids"] == []
    assert result["misspelt"]["problems"] == [
        "apps[0]: there is no application named 'ordres'; did you mean \"orders\"?",
        "tasks[1]: there is no data integration task named 'alway'; did you mean \"always\"?",
    ]
    assert result["too much"]["problems"] == ["tasks: cannot be given together with all_tasks"]
    (archive,) = result["all"]["archives"]
    assert (len(archive["app_ids"]), sorted(archive["task_ids"])) == (2, sorted(ids.values()))
    assert Judge(judge.emulator, tenant.SECOND_INSTANCE.id).names("tasks") == ["always", "nightly"]


def test_backups_hold_tasks(run: Runner, tmp_path: Path) -> None:
    run([document("make", NIGHTLY)])
    run("roma.connect.backup", extra_vars={"backup_root": str(tmp_path), "backup_label": "here"})
    (backup,) = (tmp_path / "here").iterdir()
    with zipfile.ZipFile(backup / "assets" / "assets-001.zip") as archive:
        assert len([name for name in archive.namelist() if name.startswith("tasks/")]) == 1
    kept = yaml.safe_load((backup / "document.yml").read_text())
    assert kept["tasks"] == [NIGHTLY]


def test_what_is_read(run: Runner) -> None:
    filters: dict[str, dict[str, Any]] = {
        "source": {"source": "orders-db"}, "target": {"target": "events"}, "type": {"type": "realtime"},
        "name": {"name": "always"}, "part of a name": {"name": "alway"}, "both": {"name": "always", "target": "events"},
        "unknown": {"source": "nowhere"},
    }  # fmt: skip
    result = run(
        [
            document("make", NIGHTLY, ALWAYS),
            *({"name": title, "roma.connect.task_info": options} for title, options in filters.items()),
        ]
    )
    found = {title: sorted(item["name"] for item in result[title]["tasks"]) for title in filters}
    assert found == {
        "source": ["always", "nightly"], "target": ["nightly"], "type": ["always"], "name": ["always"],
        "part of a name": [], "both": [], "unknown": [],
    }  # fmt: skip
