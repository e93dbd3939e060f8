# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Assets on their way back: imported into another instance, merged, deleted, with what that leaves to be done."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.emulator.identity import tenant
from tests.emulator.process import EmulatorProcess
from tests.integration.judge import Judge
from tests.integration.playbook import Run, Runner, Task

SECOND = {"instance_id": tenant.SECOND_INSTANCE.id}
#: a login with a password instead of the key pair
NO_KEYS = {"ROMA_ACCESS_KEY": None, "ROMA_SECRET_KEY": None}
DOCUMENT = {
    "apps": [{"name": "orders", "remark": "order intake"}, {"name": "billing"}],
    "datasources": [
        {
            "name": "orders-db",
            "app": "orders",
            "type": "MYSQL",
            "content": {"mode": "default", "host": "db", "port": "3306", "database_name": "orders", "user_name": "svc",
                        "password": "Orders-db-1"},
        }
    ],
    "topics": [{"name": "order-events", "app": "orders"}],
}  # fmt: skip


@pytest.fixture
def archive(run: Runner, tmp_path: Path) -> str:
    """An archive of the first instance."""
    directory = tmp_path / "archives"
    run(
        [
            {"name": "make", "roma.connect.config": {"document": DOCUMENT}},
            {"name": "export", "roma.connect.asset_export": {"all_apps": True, "directory": str(directory)}},
        ]
    )
    return str(directory / "assets-001.zip")


def bring(title: str, archive: str, options: dict[str, Any] | None = None, **keywords: Any) -> Task:
    return {"name": title, "roma.connect.asset_import": {"archive": archive, **(options or {})}, **keywords}


def take(title: str, options: dict[str, Any], **keywords: Any) -> Task:
    return {"name": title, "roma.connect.asset_delete": options, **keywords}


def operations(result: Run, name: str) -> list[str]:
    return [str(entry["operation"]) for entry in result.requests(name, mutating=True)]


def test_into_another_instance(run: Runner, emulator: EmulatorProcess, archive: str) -> None:
    result = run(
        [
            bring("plan", archive, SECOND, check_mode=True),
            bring("do", archive, SECOND),
            bring("taken", archive, SECOND, ignore_errors=True),
            bring("merge", archive, {**SECOND, "mode": "merge"}),
        ],
    )
    plan, do, taken, merge = (result[name] for name in ("plan", "do", "taken", "merge"))
    assert (plan.changed, plan["job"], result.requests("plan")) == (True, None, [])
    assert plan["archive"] == do["archive"]
    assert operations(result, "do") == ["ImportAsset"]
    assert do["job"]["status"] == "succeeded"
    assert do["imported"]["apps"] == ["billing", "orders"]
    assert do["imported"]["datasources"] == ["orders-db"]
    assert do["imported"]["topics"] == ["order-events"]
    assert sorted(Judge(emulator, tenant.SECOND_INSTANCE.id).names("apps")) == ["billing", "orders"]
    left = {(item["kind"], item["name"], item["module"].rpartition(".")[2]) for item in do["to_do"]}
    assert left == {
        *(("apps", name, module) for name in ("orders", "billing") for module in ("app", "app_secret")),
        ("datasources", "orders-db", "datasource"),
        ("topics", "order-events", "app_secret"),
    }
    (source,) = [item for item in do["to_do"] if item["kind"] == "datasources"]
    assert source["app"] == "orders"
    assert {"content.host", "content.password"} <= set(source["missing"])

    assert taken.failed
    assert not taken.changed
    assert taken["job"]["status"] == "failed"
    assert sorted(reason["resource_name"] for reason in taken["job"]["reasons"]) == ["billing", "orders"]
    assert "application orders: ROMA.00000101 The application name already exists" in taken.msg
    assert merge.changed
    assert merge["imported"]["apps"] == []
    assert merge["to_do"] == []


def test_what_failed_in_part_is_told(run: Runner, judge: Judge, archive: str) -> None:
    result = run([bring("beside", archive, {"prefix": "copy of "}, ignore_errors=True)])["beside"]
    assert result.failed
    assert result.changed
    assert result["imported"]["apps"] == ["copy of billing", "copy of orders"]
    assert {item["app"] for item in result["to_do"]} == {"copy of billing", "copy of orders"}
    assert "copy of orders" in judge.names("apps")


def test_bad_archives_are_not_sent(run: Runner, archive: str, tmp_path: Path) -> None:
    damaged, large = tmp_path / "damaged.zip", tmp_path / "large.zip"
    content = bytearray(Path(archive).read_bytes())
    content[60] ^= 0xFF
    damaged.write_bytes(content)
    with zipfile.ZipFile(large, "w", zipfile.ZIP_STORED) as file:
        file.writestr("noise", os.urandom(13 * 1024 * 1024))
    tasks = [
        bring("none", str(tmp_path / "none.zip")),
        bring("damaged", str(damaged)),
        bring("directory", str(tmp_path)),
        bring("large", str(large)),
        bring("overwrite", archive, {"datasource_overwrite": True}),
    ]
    result = run([{**task, "ignore_errors": True} for task in tasks])
    said = {"none": "archive: ", "damaged": "archive: ", "directory": "archive: ", "large": "key pair carry at most",
            "overwrite": "datasource_overwrite: needs mode: merge"}  # fmt: skip
    for name, words in said.items():
        assert result[name].failed
        assert words in result[name].msg
        assert result.requests(name) == []


def test_large_archives_need_a_token(run: Runner, archive: str, tmp_path: Path) -> None:
    """The name of the file does not matter, and with a login its size does not either."""
    large = tmp_path / "2026.03.14 \u4e2d.zip"
    with zipfile.ZipFile(archive) as old, zipfile.ZipFile(large, "w", zipfile.ZIP_STORED) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
        new.writestr("noise", os.urandom(13 * 1024 * 1024))
    result = run([bring("large", str(large), SECOND)], env=NO_KEYS)
    assert result["large"]["imported"]["apps"] == ["billing", "orders"]


def test_uploads_are_repeated_when_nothing_was_done(run: Runner, archive: str) -> None:
    match = {"method": "POST", "path": "/assets/import$"}
    result = run(
        [
            {"name": "throttle", "emulator": {"faults": {"match": match, "count": 2, "status": 429}}},
            bring("throttled", archive, SECOND),
            take("clean", {"apps": ["orders", "billing"], **SECOND}),
            {"name": "lose", "emulator": {"faults": {"match": match, "reset": "after"}}},
            bring("lost", archive, SECOND, ignore_errors=True),
        ],
        env=NO_KEYS,
    )  # fmt: skip
    assert [entry["status"] for entry in result.requests("throttled", mutating=True)] == [429, 429, 200]
    assert operations(result, "lost") == ["ImportAsset"]
    assert "may or may not have been carried out" in result["lost"].msg


def test_jobs_take_turns(run: Runner, archive: str) -> None:
    result = run(
        [
            {"name": "slow", "emulator": {"switches": {"asset_job_seconds": 1.0}}},
            {"name": "first", "roma.connect.asset_export": {"apps": ["orders"], "wait": False}},
            bring("second", archive, {"mode": "merge"}),
            {"name": "slower", "emulator": {"switches": {"asset_job_seconds": 300.0}}},
            bring("third", archive, {"mode": "merge", "wait": False}, register="third"),
            bring("late", archive, {"mode": "merge", "wait_timeout": 0}, ignore_errors=True),
            {"name": "look", "roma.connect.asset_job_info": {"id": "{{ third.job.id }}"}},
            {"name": "unknown", "roma.connect.asset_job_info": {"id": "nobody"}},
        ]
    )
    assert {entry["status"] for entry in result.requests("second", mutating=True)} == {400, 200}
    assert "another asset job of this user is running" in result.output
    assert result["third"]["to_do"] == []
    assert result["late"].failed
    assert "another asset job of this user is still running after 0 s" in result["late"].msg
    (job,) = result["look"]["jobs"]
    assert (job["id"], job["type"], job["status"]) == (result["third"]["job"]["id"], "importAsset", "running")
    assert result["unknown"]["jobs"] == []


def test_delete(run: Runner, judge: Judge, archive: str) -> None:
    app_id = judge("apps")["billing"]["id"]
    choice = {"apps": ["orders", "nobody"], "app_ids": [app_id, "gone"]}
    result = run(
        [take("plan", choice, check_mode=True), take("do", choice), take("again", choice), take("none", {"apps": []})],
        diff=True,
    )
    plan, do, again, none = (result[name] for name in ("plan", "do", "again", "none"))
    assert (plan.changed, do.changed, again.changed, none.changed) == (True, True, False, False)
    assert result.writes("plan") == []
    assert operations(result, "do") == ["DeleteAsset"]
    assert plan["deleted"] == do["deleted"]
    assert plan["deleted"]["apps"] == ["billing", "orders"]
    assert app_id in do["deleted"]["app_ids"]
    assert plan["diff"] == do["diff"] == {"before": do["deleted"], "after": {}}
    assert [job["status"] for job in do["jobs"]] == ["succeeded"]
    assert result.writes("again") == result.requests("none") == []
    assert again["deleted"] == {"apps": [], "app_ids": [], "tasks": [], "task_ids": []}
    assert judge("apps") == judge("datasources") == {}


def test_many_applications_are_several_jobs(run: Runner, emulator: EmulatorProcess, judge: Judge) -> None:
    emulator.seed("apps", 130)
    names = judge.names("apps")
    result = run(
        [
            take("at once", {"apps": names, "wait": False}, ignore_errors=True),
            take("all", {"apps": names}),
            take("nothing chosen", {}, ignore_errors=True),
        ]
    )
    assert "wait: false works with at most 100 applications and tasks" in result["at once"].msg
    assert result.writes("at once") == []
    assert operations(result, "all") == ["DeleteAsset"] * 2
    assert len(result["all"]["deleted"]["apps"]) == 130
    assert judge("apps") == {}
    assert "apps: choose what to delete" in result["nothing chosen"].msg
