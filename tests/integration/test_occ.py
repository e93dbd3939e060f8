# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Exports of an Oracle Commerce store: whole files, honest counts, processes that fail, halt or take too long."""

from __future__ import annotations

import csv
import json
import time
import zipfile
from pathlib import Path
from typing import Any

from tests.emulator.process import EmulatorProcess
from tests.integration.occ import PRODUCTS, PROFILES, assert_stored, export, names, operations
from tests.integration.playbook import Runner

#: a play without any option or variable of ROMA Connect
NO_ROMA = {"ROMA_ENDPOINT": None, "ROMA_INSTANCE_ID": None, "ROMA_PROJECT_ID": None, "ROMA_ACCESS_KEY": None,
           "ROMA_SECRET_KEY": None}  # fmt: skip


def test_archive(run: Runner, tmp_path: Path) -> None:
    place = tmp_path / "new" / "place"
    renamed = {**PRODUCTS, "file_name": "mine.json"}
    options = {"items": [renamed, PROFILES], "file_name": "catalog.zip"}
    result = run(
        [{**export("plan", place, **options), "check_mode": True}, export("export", place, **options)],
        env=NO_ROMA,
    )
    plan, done = result["plan"], result["export"]
    assert plan.changed
    assert done.changed
    assert (plan["process"], plan["files"]) == (None, [])
    assert operations(result, "plan") == ["login"]
    assert_stored(done.data)
    with zipfile.ZipFile(place / "catalog.zip") as archive:
        assert archive.namelist() == ["content.json", "mine.json", "Profiles.csv"]
        assert len(json.loads(archive.read("mine.json"))["product"]) == 2
        assert "shippingAddresses.row#" in archive.read("Profiles.csv").decode()
    assert done["counts"] == [
        {"id": "Products", "format": "json", "file_name": "mine.json", "success_count": 2, "failure_count": 0},
        {"id": "Profiles", "format": "csv", "file_name": "Profiles.csv", "success_count": 3, "failure_count": 0},
    ]
    assert (done["success_count"], done["failure_count"], done["failures"]) == (5, 0, [])
    process = done["process"]
    assert (process["progress"], process["completed"], process["completed_percentage"]) == ("succeeded", True, 100)
    assert process["start_time"] < process["end_time"]
    assert (process["request_status"], process["error"]) == (200, None)
    made = operations(result, "export")
    assert made[:2] == ["login", "executeExport"]
    assert made[-2:] == ["downloadExport", "downloadExport"]
    assert set(made[2:-2]) == {"getExportProcess"}
    assert "roma.connect: catalog.zip: pending" in result.stderr
    assert "roma.connect: catalog.zip: done" in result.stderr


def test_standalone(run: Runner, tmp_path: Path) -> None:
    query = {**PRODUCTS, "params": {"q": 'id eq "prod10001"', "prettyPrintJson": True}}
    unpublished = {**PRODUCTS, "params": {"exportFromRepository": "publishing"}}
    result = run(
        [
            export("json", tmp_path / "json", items=[query]),
            export("csv", tmp_path / "csv", items=[{"id": "Profiles", "format": "csv"}], file_name="shoppers.csv"),
            export("archive", tmp_path / "archive", file_name="one.zip"),
            export("given", tmp_path / "given", items=[unpublished], mode="standalone", file_name="products.dat"),
            export("again", tmp_path / "given", mode="standalone", file_name="products.dat"),
        ]
    )
    for name in ("json", "csv", "archive", "given"):
        assert result[name].changed
    for name in ("json", "csv", "archive", "again"):
        assert_stored(result[name].data)
    text = (tmp_path / "json" / "Products.json").read_text()
    assert [product["id"] for product in json.loads(text)["product"]] == ["prod10001"]
    assert "\n" in text
    with (tmp_path / "csv" / "shoppers.csv").open(newline="") as file:
        assert len(list(csv.DictReader(file))) == 3
    assert zipfile.is_zipfile(tmp_path / "archive" / "one.zip")
    assert [result[name]["success_count"] for name in ("json", "csv", "archive", "given", "again")] == [1, 3, 2, 3, 2]
    assert result["again"]["counts"][0]["file_name"] == "products.dat"


def test_partial(run: Runner, emulator: EmulatorProcess, tmp_path: Path) -> None:
    """A success of the store with records that are missing is none, unless that is allowed."""
    emulator.switch(occ_record_failures=1)
    items = {"items": [PRODUCTS, PROFILES]}
    result = run(
        [
            export("refused", tmp_path / "refused", **items),
            export("allowed", tmp_path / "allowed", **items, allow_partial=True),
        ]
    )
    refused, allowed = result["refused"], result["allowed"]
    assert refused.failed
    assert "export.zip is not complete: 1 of 2 Products, 1 of 3 Profiles could not be exported" in refused.msg
    assert "the first: Products prod10001 cannot be exported." in refused.msg
    assert "allow_partial: true" in refused.msg
    assert names(tmp_path / "refused") == ["export.zip.status.zip"]
    assert [file["kind"] for file in refused["files"]] == ["status"]
    assert not allowed.failed
    assert_stored(allowed.data)
    for told in (refused, allowed):
        assert (told["success_count"], told["failure_count"]) == (3, 2)
        assert [count["failure_count"] for count in told["counts"]] == [1, 1]
        assert [failure["id"] for failure in told["failures"]] == ["Products", "Profiles"]
        assert told["process"]["progress"] == "succeeded"
    assert "roma.connect: export.zip is not complete" in result.stderr


def test_failed(run: Runner, emulator: EmulatorProcess, tmp_path: Path) -> None:
    emulator.switch(occ_outcome="failed")
    failed = run([export("failed", tmp_path)])["failed"]
    assert failed.failed
    process = failed["process"]
    assert failed.msg == (
        f"export process {process['id']} failed: The export failed. The records of Products cannot be read."
    )
    assert (process["progress"], process["completed"]) == ("failed", True)
    assert process["error"]["title"] == "The export failed."
    assert failed["files"] == []
    assert not any(tmp_path.glob("Products*"))


def test_timeout(run: Runner, emulator: EmulatorProcess, tmp_path: Path) -> None:
    """A process that takes too long is left to itself, and can be picked up, or it is told to stop."""
    emulator.switch(occ_job_seconds=3)
    info = {"name": "info", "roma.connect.occ_export_info": {"process_id": "{{ it.process.id }}"}}
    result = run(
        [
            export("too late", tmp_path / "late", wait_timeout=1),
            {**info, "register": "seen"},
            export("picked up", tmp_path / "late", process_id="{{ it.process.id }}"),
            export("stopped", tmp_path / "stopped", wait_timeout=1, abort_on_timeout=True),
        ]
    )
    late, stopped = result["too late"], result["stopped"]
    process_id = late["process"]["id"]
    assert late.failed
    assert f"export process {process_id} is still processing after 1 s (wait_timeout)" in late.msg
    assert f"process_id: {process_id}" in late.msg
    assert "abortExportProcess" not in operations(result, "too late")
    assert result["info"]["process"]["progress"] == "processing"
    assert not result["info"].changed
    assert result["picked up"]["process"]["id"] == process_id
    assert result["picked up"]["counts"] == [
        {"id": "Products", "format": None, "file_name": None, "success_count": 2, "failure_count": 0}
    ]
    assert "executeExport" not in operations(result, "picked up")
    assert_stored(result["picked up"].data)
    assert names(tmp_path / "late") == ["Products.json", "Products.json.status.zip"]
    assert stopped.failed
    assert "it has been told to stop" in stopped.msg
    assert operations(result, "stopped").count("abortExportProcess") == 1
    assert names(tmp_path / "stopped") == []


def test_left_to_itself(run: Runner, emulator: EmulatorProcess) -> None:
    result = run([export("start", wait=False)])
    assert result["start"].changed
    assert result["start"]["process"]["progress"] in ("pending", "processing")
    assert result["start"]["files"] == []
    assert operations(result, "start") == ["login", "executeExport", "getExportProcess"]
    assert emulator.state()["occ_processes"] == 1


def test_halted(run: Runner, emulator: EmulatorProcess, tmp_path: Path) -> None:
    """A process that the store has paused is no failure; it is waited for, and this is told."""
    emulator.switch(occ_halt="paused")
    started = run.start([export("export", tmp_path / "out", wait_timeout=60)])
    deadline = time.monotonic() + 60
    while not any(entry["operation"] == "getExportProcess" for entry in emulator.requests()):
        assert time.monotonic() < deadline
        time.sleep(0.1)
    emulator.switch(occ_halt="no")
    result = run.finish(started)
    assert result.rc == 0
    assert "roma.connect: Products.json: paused by the store, waiting for it to go on" in result.stderr
    assert_stored(result["export"].data)
    emulator.switch(occ_halt="blocked")
    blocked = run([export("blocked", tmp_path / "blocked", wait_timeout=1, abort_on_timeout=True)])["blocked"]
    assert "is still blocked after 1 s (wait_timeout); it has been told to stop" in blocked.msg


def test_unknown_process(run: Runner, tmp_path: Path) -> None:
    info = {"name": "info", "roma.connect.occ_export_info": {"process_id": "no/such"}, "ignore_errors": True}
    result = run([info, export("fetch", tmp_path / "out", process_id="no/such")])
    for name in ("info", "fetch"):
        assert result[name].failed
        assert "Export process no/such not found." in result[name].msg
        assert result[name]["error"]["status"] == 404


def test_defaults_for_the_group(run: Runner, emulator: EmulatorProcess, tmp_path: Path) -> None:
    """Modules for Oracle Commerce have a group of their own, so defaults for ROMA Connect do not disturb them."""
    defaults = {
        "group/roma.connect.occ": {"occ_endpoint": f"{emulator.url}/ccadmin/v1/", "api_retries": 1},
        "group/roma.connect.roma": {"endpoint": "http://127.0.0.1:9", "instance_id": "x"},
    }
    result = run([export("export", tmp_path / "out")], play={"module_defaults": defaults}, env={"OCC_ENDPOINT": None})
    assert_stored(result["export"].data)


TWO = [PRODUCTS, PROFILES]
PICKED = {"process_id": "x", "items": TWO}
#: options beside those that are right, None for one that is missing, and what is said about them
REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "no items": ({"items": []}, "items: is empty"),
    "nothing": ({"items": None}, "items: is required, unless process_id"),
    "unknown id": (
        {"items": [{"id": "Product"}]},
        "items[0].id: 'Product' cannot be exported; did you mean \"Products\"?",
    ),
    "no such data": (
        {"items": [PRODUCTS, {"id": "Orders"}]},
        "items[1].id: 'Orders' cannot be exported; known are",
    ),
    "import only": ({"items": [{"id": "Addresses"}]}, "items[0].id: Addresses can be imported, but not exported"),
    "format": (
        {"items": [{**PRODUCTS, "format": "jsno"}]},
        "items[0].format: 'jsno' is not supported; did you mean \"json\"?",
    ),
    "xml": ({"items": [{**PRODUCTS, "format": "xml"}]}, "items[0].format: 'xml' is not supported; known are: json, cs"),
    "parameter": ({"items": [{**PRODUCTS, "params": {"prettyPrint": 1}}]}, "items[0].params.prettyPrint: unknown par"),
    "parameter of csv": ({"items": [{**PRODUCTS, "params": {"headersList": "ALL"}}]}, "goes with the format csv only"),
    "two in one": ({"items": TWO, "mode": "standalone"}, "mode: standalone exports one item; 2 are given"),
    "no zip": ({"items": TWO, "file_name": "a.json"}, "file_name: 'a.json' must end in .zip"),
    "path": ({"file_name": "../a.json"}, "file_name: '../a.json' is not the name of a file"),
    "same name": (
        {"items": [PRODUCTS] * 2},
        "items[1].file_name: is needed, since Products.json is the name of",
    ),
    "two ways": (PICKED, "process_id: picks up a process that was started before; leave out items"),
    "nowhere": ({"directory": None}, "directory: is required unless wait is false"),
    "no endpoint": ({"occ_endpoint": ""}, "occ_endpoint: is required; set the option or OCC_ENDPOINT"),
    "no key": ({"occ_application_key": ""}, "occ_application_key: is required; set the option or OCC_APPLICATION_KEY"),
    "broken key": ({"occ_application_key": "a\nb"}, "occ_application_key: the value is not allowed"),
    "no URL": ({"occ_endpoint": "admin.example"}, "occ_endpoint: 'admin.example' is not a URL"),
    "no patience": ({"api_timeout": 0}, "api_timeout: must be 1 or more"),
}


def test_refusals(run: Runner, tmp_path: Path) -> None:
    """All that can be known before is told before the first request."""
    tasks = []
    for name, (options, _says) in REFUSED.items():
        given = {"items": [PRODUCTS], "directory": str(tmp_path / "out"), **options}
        given = {option: value for option, value in given.items() if value is not None}
        tasks.append({"name": name, "roma.connect.occ_export": given, "ignore_errors": True})
    result = run(tasks)
    for name, (_options, says) in REFUSED.items():
        assert result[name].failed, name
        assert says in result[name].msg
    assert result.requests() == []
    assert not (tmp_path / "out").exists()
