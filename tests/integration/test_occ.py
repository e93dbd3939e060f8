# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Exports of an Oracle Commerce store: whole files, honest counts, tokens that expire, links that lead astray."""

from __future__ import annotations

import csv
import hashlib
import json
import socket
import stat
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.emulator.identity import tenant
from tests.emulator.process import EmulatorProcess
from tests.integration.playbook import Run, Runner, Task

PRODUCTS = {"id": "Products", "format": "json"}
PROFILES = {"id": "Profiles", "format": "csv", "params": {"headersList": "ALL"}}
#: a play without any option or variable of ROMA Connect
NO_ROMA = {"ROMA_ENDPOINT": None, "ROMA_INSTANCE_ID": None, "ROMA_PROJECT_ID": None, "ROMA_ACCESS_KEY": None,
           "ROMA_SECRET_KEY": None}  # fmt: skip
CANARY_KEY, CANARY_TOKEN = "canary-application-key", "canary.access.token"


def export(name: str, directory: Path | None = None, **options: Any) -> Task:
    where = {} if directory is None else {"directory": str(directory)}
    given = {**where, **({} if "process_id" in options else {"items": [PRODUCTS]}), **options}
    return {"name": name, "roma.connect.occ_export": given, "ignore_errors": True, "register": "it"}


def fault(path: str, **what: Any) -> Task:
    return {"name": f"arm {path} {len(what)}", "emulator": {"faults": {"match": {"path": path}, **what}}}


def switch(**values: Any) -> Task:
    return {"name": f"switch {values}", "emulator": {"switches": values}}


def operations(result: Run, name: str) -> list[str]:
    return [str(entry["operation"]) for entry in result.requests(name)]


def names(directory: Path) -> list[str]:
    return sorted(path.name for path in directory.iterdir()) if directory.exists() else []


def assert_stored(result: dict[str, Any]) -> None:
    """The files are there, private, as they are said to be, and nothing but them."""
    assert [file["kind"] for file in result["files"]] == ["export", "status"]
    for file in result["files"]:
        path = Path(file["path"])
        content = path.read_bytes()
        assert (len(content), hashlib.sha256(content).hexdigest()) == (file["size"], file["sha256"])
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    directory = Path(result["files"][0]["path"]).parent
    assert names(directory) == sorted(Path(file["path"]).name for file in result["files"])


@pytest.mark.parametrize("in_process", [True, False], ids=["in process", "as a module"])
def test_archive(run: Runner, tmp_path: Path, in_process: bool) -> None:
    place = tmp_path / "new" / "place"
    renamed = {**PRODUCTS, "file_name": "mine.json"}
    options = {"items": [renamed, PROFILES], "file_name": "catalog.zip"}
    result = run(
        [{**export("plan", place, **options), "check_mode": True}, export("export", place, **options)],
        in_process=in_process,
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
    if in_process:
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


def test_tokens_expire_meanwhile(run: Runner, emulator: EmulatorProcess, tmp_path: Path) -> None:
    emulator.switch(occ_token_seconds=0.3, occ_job_seconds=2.5)
    result = run([export("export", tmp_path / "out")])
    assert_stored(result["export"].data)
    assert operations(result, "export").count("login") > 2
    assert operations(result, "export").count("executeExport") == 1
    assert any(entry["status"] == 401 for entry in result.requests("export"))


def test_a_token_that_is_never_taken(run: Runner, tmp_path: Path) -> None:
    """It is renewed once for each request, not for ever."""
    refusal = {"message": "The access token is missing, invalid or expired.", "status": "401", "errorCode": "10002"}
    result = run([fault("/exportProcess$", status=401, body=refusal, count=9), export("export", tmp_path / "out")])
    assert result["export"].failed
    assert (result["export"]["error"]["status"], result["export"]["error"]["code"]) == (401, "10002")
    assert [entry["path"].rpartition("/")[2] for entry in result.requests("export")] == [
        "login", "exportProcess", "login", "exportProcess",
    ]  # fmt: skip


class Trap:
    """Listens where nobody should come."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._socket.setblocking(False)
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"

    @property
    def visited(self) -> bool:
        try:
            self._socket.accept()[0].close()
        except BlockingIOError:
            return False
        return True

    def close(self) -> None:
        self._socket.close()


@pytest.fixture
def trap() -> Iterator[Trap]:
    made = Trap()
    yield made
    made.close()


@pytest.mark.parametrize("kind", ["links", "fileLink"])
def test_links_to_another_host(run: Runner, emulator: EmulatorProcess, tmp_path: Path, trap: Trap, kind: str) -> None:
    """Links of the store name internal hosts. The token goes to the configured one only."""
    emulator.switch(occ_link_base=trap.url, occ_links=kind, occ_completed_percentage=False)
    result = run([export("export", tmp_path / "out", file_name="with a blank é.json")])
    assert_stored(result["export"].data)
    assert result["export"]["process"]["completed_percentage"] is None
    assert operations(result, "export").count("downloadExport") == 2
    assert not trap.visited


def test_redirects_are_not_followed(run: Runner, tmp_path: Path, trap: Trap) -> None:
    away = {"status": 302, "body": None, "headers": {"Location": f"{trap.url}/file/x.zip?token=y"}}
    result = run([fault("/file/export/", **away), export("export", tmp_path / "out")])
    assert result["export"].failed
    assert f"is redirected to {trap.url}/file/x.zip; is the endpoint right?" in result["export"].msg
    assert not trap.visited
    assert names(tmp_path / "out") == []


def test_throttling(run: Runner, tmp_path: Path) -> None:
    storm = {"status": 429, "headers": {"Retry-After": "1"},
             "body": {"message": "Too many requests.", "status": "429", "errorCode": "429"}}  # fmt: skip
    result = run(
        [
            fault("/login$", **storm),
            fault("/exportProcess$", **storm, count=2),
            fault("/exportProcess/", **storm),
            fault("/file/export/", **storm),
            export("storm", tmp_path / "storm"),
            switch(rate_limit=3),
            export("limit", tmp_path / "limit"),
            switch(rate_limit=None),
            fault("/exportProcess$", **storm, count=99),
            export("endless", tmp_path / "endless", api_retries=1),
        ]
    )
    assert_stored(result["storm"].data)
    started = [entry["status"] for entry in result.requests("storm", mutating=True)]
    assert started == [429, 429, 200]
    assert_stored(result["limit"].data)
    assert result["endless"].failed
    assert result["endless"]["error"]["code"] == "429"


def test_overload(run: Runner, emulator: EmulatorProcess, tmp_path: Path) -> None:
    """What only reads is repeated. Whether an export was started cannot be found out, so that is told."""
    result = run(
        [
            fault("/login$", status=503),
            fault("/exportProcess/", status=502),
            fault("/exportProcess/", reset="after"),
            fault("/file/export/", status=503),
            export("read", tmp_path / "read"),
            fault("/exportProcess$", reset="after"),
            export("lost", tmp_path / "lost"),
            fault("/exportProcess$", status=503, headers={"Retry-After": "0"}),
            export("told to come back", tmp_path / "back"),
        ]
    )
    assert_stored(result["read"].data)
    assert result["lost"].failed
    assert "POST /ccadmin/v1/exportProcess may or may not have been carried out" in result["lost"].msg
    assert operations(result, "lost").count("executeExport") == 1
    assert_stored(result["told to come back"].data)
    assert emulator.state()["occ_processes"] == 3


def test_truncated(run: Runner, emulator: EmulatorProcess, tmp_path: Path) -> None:
    """The store keeps the files, so a download is repeated, but not for ever."""
    emulator.seed("occ_product", 500)
    result = run(
        [
            fault("/file/export/.*Products.json$", truncate=1000),
            fault("/file/export/.*Products.json$", reset="after"),
            export("again", tmp_path / "again"),
            fault("/file/export/.*Products.json$", truncate=1000, count=3),
            export("given up", tmp_path / "bad"),
            fault("/exportStatus.zip$", truncate=10, count=3),
            export("no status", tmp_path / "none"),
            fault("/file/export/.*Products.json$", status=200, body={"product": [1, 2, 3]}),
            export("another file", tmp_path / "another"),
            fault("/file/export/.*x.zip$", status=200, body={"product": []}, count=3),
            export("no archive", tmp_path / "zip", file_name="x.zip"),
        ]
    )
    assert_stored(result["again"].data)
    assert "downloading again" in result.stdout
    assert operations(result, "again").count("executeExport") == 1
    assert result["given up"].failed
    assert "Products.json: 3 downloads in a row were not complete" in result["given up"].msg
    assert names(tmp_path / "bad") == ["Products.json.status.zip"]
    assert result["no status"].failed
    assert names(tmp_path / "none") == []
    assert not result["another file"].failed
    assert "not a complete zip file" in result["no archive"].msg
    assert names(tmp_path / "zip") == ["x.zip.status.zip"]


def test_wrong_credentials(run: Runner, tmp_path: Path) -> None:
    result = run(
        [
            export("wrong key", tmp_path / "out", occ_application_key=CANARY_KEY),
            {**export("plan", tmp_path / "out", occ_application_key=CANARY_KEY), "check_mode": True},
            export("unreachable", tmp_path / "out", occ_endpoint="http://127.0.0.1:9", api_retries=0),
        ]
    )
    for name in ("wrong key", "plan"):
        assert result[name].failed
        assert "Invalid application key." in result[name].msg
        assert result[name]["error"]["path"] == "/ccadmin/v1/login"
        assert (result[name]["error"]["status"], result[name]["error"]["code"]) == (401, "10001")
        assert operations(result, name) == ["login"]
    assert "http://127.0.0.1:9 cannot be reached" in result["unreachable"].msg
    assert CANARY_KEY not in result.output


@pytest.mark.parametrize("in_process", [True, False], ids=["in process", "as a module"])
def test_secrets_are_not_shown(run: Runner, tmp_path: Path, in_process: bool) -> None:
    quoted = {"message": f"bad token {CANARY_KEY}", "status": "401", "errorCode": "10001"}
    token = {"access_token": CANARY_TOKEN, "token_type": "bearer"}
    tasks = [
        export("good", tmp_path / "good"),
        {"name": "show", "ansible.builtin.debug": {"var": "it"}},
        fault("/login$", status=401, body=quoted),
        export("quoted", tmp_path / "bad", occ_application_key=CANARY_KEY),
        fault("/login$", status=200, body=token, count=2),
        export("refused token", tmp_path / "bad"),
        {"name": "show again", "ansible.builtin.debug": {"var": "it"}},
    ]
    result = run(tasks, verbosity=3, diff=True, in_process=in_process)
    assert result["quoted"].failed
    assert result["refused token"].failed
    for secret in (CANARY_KEY, CANARY_TOKEN, tenant.TENANT.occ_application_key):
        assert secret not in result.output
        for path in (result.directory).rglob("*"):
            if path.is_file() and path.name != "play.yml":
                assert secret not in path.read_text(errors="replace"), path


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


# -- as a part of backups ----------------------------------------------------------------------------------------------

BACKUP = "roma.connect.backup"
EXPORTS = [
    {"name": "catalog", "items": [PRODUCTS, {**PROFILES, "file_name": "people.csv"}], "file_name": "catalog.zip"},
    {"name": "shoppers", "items": [{"id": "Profiles"}]},
]


def test_backup(run: Runner, emulator: EmulatorProcess, tmp_path: Path) -> None:
    root = tmp_path / "backups"
    variables = {"backup_root": str(root), "backup_occ_exports": EXPORTS, "backup_assets": False}
    planned = run(BACKUP, check=True, extra_vars=variables)
    assert planned.writes() == []
    assert not root.exists()
    emulator.clear_requests()
    connection = {"occ_endpoint": emulator.url, "occ_application_key": tenant.TENANT.occ_application_key}
    made = run(
        BACKUP,
        extra_vars={**variables, "occ_connection": connection},
        env={"OCC_ENDPOINT": None, "OCC_APPLICATION_KEY": None},
        verbosity=3,
    )
    assert tenant.TENANT.occ_application_key not in made.output
    assert [entry["operation"] for entry in made.requests(mutating=True)] == ["executeExport"] * 2
    (backup,) = root.glob("*/*")
    manifest = json.loads((backup / "manifest.json").read_text())
    held = {
        file["path"]: (file["size"], file["sha256"]) for file in manifest["files"] if file["path"] != "document.yml"
    }
    assert held == {
        path: (len(content := (backup / path).read_bytes()), hashlib.sha256(content).hexdigest())
        for path in (
            "occ/catalog/catalog.zip",
            "occ/catalog/catalog.zip.status.zip",
            "occ/shoppers/Profiles.json",
            "occ/shoppers/Profiles.json.status.zip",
        )
    }
    notes = manifest["occ_exports"]
    assert [(note["name"], note["success_count"], note["failure_count"]) for note in notes] == [
        ("catalog", 5, 0),
        ("shoppers", 3, 0),
    ]
    assert notes[0]["counts"][1]["file_name"] == "people.csv"
    assert notes[0]["process"]["progress"] == "succeeded"


def test_partial_backup(run: Runner, emulator: EmulatorProcess, tmp_path: Path) -> None:
    emulator.switch(occ_record_failures=1)
    root = tmp_path / "backups"
    variables = {"backup_root": str(root), "backup_assets": False}
    refused = run(BACKUP, extra_vars={**variables, "backup_occ_exports": EXPORTS}, fails=True)
    told = " ".join(refused.output.split())
    assert "No backup was made. Have the store export: catalog.zip is not complete: 1 of 2 Products, 1 of 3" in told
    assert "; Profiles.json is not complete: 1 of 3 Profiles could not be exported" in told
    assert not any(path.is_file() for path in root.rglob("*"))
    allowed = [{**entry, "allow_partial": True} for entry in EXPORTS]
    run(BACKUP, extra_vars={**variables, "backup_occ_exports": allowed})
    (path,) = root.rglob("manifest.json")
    notes = json.loads(path.read_text())["occ_exports"]
    assert [(note["failure_count"], len(note["failures"])) for note in notes] == [(2, 2), (1, 1)]


@pytest.mark.parametrize(
    ("exports", "says"),
    [
        ([{"name": "a", "items": [PRODUCTS]}, {"name": "a", "items": [PROFILES]}], "each name must be another one"),
        ([{"name": "../a", "items": [PRODUCTS]}], "nothing but letters, digits or any of . _ -"),
        ([{"name": "a", "items": [{"id": "Product"}]}], "items[0].id: 'Product' cannot be exported; did you mean"),
        ([{"name": "a"}], "missing required arguments: items"),
        ([{"name": "a", "items": [{**PRODUCTS, "parms": {}}]}], "parms"),
    ],
    ids=["same name", "path", "unknown id", "no items", "unknown option"],
)
def test_backup_refuses(run: Runner, tmp_path: Path, exports: list[dict[str, Any]], says: str) -> None:
    """Before the instance is read, so that nothing is in vain."""
    root = tmp_path / "backups"
    refused = run(BACKUP, extra_vars={"backup_root": str(root), "backup_occ_exports": exports}, fails=True)
    assert says in " ".join(refused.output.split())
    assert refused.requests() == []
    assert not root.exists()
