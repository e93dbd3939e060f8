# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbooks that are shipped, run as users run them."""

from __future__ import annotations

import hashlib
import json
import stat
import zipfile
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.emulator.identity import tenant
from tests.emulator.process import EmulatorProcess
from tests.integration.judge import Judge
from tests.integration.playbook import Runner

DOCUMENT: dict[str, Any] = {
    "apps": [{"name": "orders", "remark": "order intake"}, {"name": "billing"}],
    "app_secrets": [{"app": "orders", "secret": "Orders+Secret/1"}],
    "environments": [{"name": "STAGE"}],
    "api_groups": [{"name": "orders-v1", "app": "orders"}],
    "env_variables": [{"environment": "STAGE", "group": "orders-v1", "name": "host", "value": "10.0.0.7:8080"}],
}
PROVISION, BACKUP = "roma.connect.provision", "roma.connect.backup"
APPLY = "Apply the document"


@pytest.fixture
def document(tmp_path: Path) -> str:
    """The path of a file that holds the document."""
    path = tmp_path / "document.yml"
    path.write_text(yaml.safe_dump(DOCUMENT))
    return str(path)


def files(directory: Path) -> dict[str, str]:
    """Path below a directory → mode of everything in it."""
    return {
        path.relative_to(directory).as_posix(): f"{stat.S_IMODE(path.lstat().st_mode):o}"
        for path in directory.rglob("*")
    }


@pytest.mark.smoke
def test_provision(run: Runner, judge: Judge, emulator: EmulatorProcess, document: str) -> None:
    variables = {"roma_document": document}
    plan = run(PROVISION, check=True, diff=True, extra_vars=variables)
    assert plan[APPLY].changed
    assert plan.writes() == []
    assert "order intake" in plan.stdout

    emulator.clear_requests()
    done = run(PROVISION, extra_vars=variables)
    assert done[APPLY]["summary"] == plan[APPLY]["summary"]
    assert done[APPLY]["summary"]["created"] == 6
    assert judge.names("apps") == ["billing", "orders"]
    assert judge.variables() == {("STAGE", "orders-v1", "host"): "10.0.0.7:8080"}
    assert judge("app_secrets")["orders"]["secret"] == "Orders+Secret/1"

    emulator.clear_requests()
    again = run(PROVISION, extra_vars=variables)
    assert not again[APPLY].changed
    assert again.writes() == []
    assert "changed=0" in again.stdout


@pytest.mark.smoke
def test_backup(run: Runner, judge: Judge, emulator: EmulatorProcess, document: str, tmp_path: Path) -> None:
    run(PROVISION, extra_vars={"roma_document": document})
    root = tmp_path / "backups"
    emulator.clear_requests()
    made = run(BACKUP, extra_vars={"backup_root": str(root)})
    assert [entry["operation"] for entry in made.requests(mutating=True)] == ["ExportAsset"]

    (label,) = root.iterdir()
    assert label.name == tenant.MAIN_INSTANCE.id
    (backup,) = label.iterdir()
    assert files(backup) == {
        "assets": "700",
        "assets/assets-001.zip": "600",
        "document.yml": "600",
        "manifest.json": "600",
        "report.html": "600",
        "report.json": "600",
    }
    assert stat.S_IMODE(backup.stat().st_mode) == 0o700
    manifest = json.loads((backup / "manifest.json").read_text())
    described = {item["path"]: (item["size"], item["sha256"]) for item in manifest["files"]}
    assert described == {
        name: ((backup / name).stat().st_size, hashlib.sha256((backup / name).read_bytes()).hexdigest())
        for name in ("assets/assets-001.zip", "document.yml", "report.html", "report.json")
    }
    assert manifest["counts"]["apps"] == 2
    assert manifest["instance"]["id"] == tenant.MAIN_INSTANCE.id
    assert "app_secrets/orders/secret" in manifest["secrets_not_held"]
    assert manifest["not_covered"] == []
    assert manifest["out_of_reach"]
    assert "Orders+Secret/1" not in (backup / "document.yml").read_text()
    with zipfile.ZipFile(backup / "assets" / "assets-001.zip") as archive:
        assert archive.testzip() is None
        assert len([name for name in archive.namelist() if name.endswith("/app.json")]) == 2

    emulator.clear_requests()
    restored = run(PROVISION, extra_vars={"roma_document": str(backup / "document.yml")})
    assert not restored[APPLY].changed
    assert restored.writes() == []
    assert judge("app_secrets")["orders"]["secret"] == "Orders+Secret/1"


def test_a_failed_run_ends_with_the_summary(run: Runner, emulator: EmulatorProcess, document: str) -> None:
    emulator.fault("POST", "/apic/envs$|/apic/instances/.*/envs$|/envs$", status=400, body={"error_code": "APIC.2000"})
    failed = run(PROVISION, extra_vars={"roma_document": document}, fails=True)
    assert failed[APPLY].failed
    summary = failed[APPLY]["summary"]
    assert (summary["failed"], summary["dropped"]) == (1, 1)
    assert failed["Tell what was done"]["msg"] == summary
    assert "failed=1" in failed.stdout


def test_provision_takes_variables_too(run: Runner, judge: Judge, document: str) -> None:
    """Lists of entries and a document add up; a connection can be given as a variable."""
    variables = {
        "roma_document": DOCUMENT,
        "roma_apps": [{"name": "stock"}],
        "roma_datasources": [{"name": "db", "app": "stock", "type": "API", "content": {
            "url": "http://stock.internal/", "api_method": "GET", "api_auth_detail": {"auth_method": "none"}}}],
        "roma_connection": {"instance_id": tenant.SECOND_INSTANCE.id},
    }  # fmt: skip
    second = Judge(judge.emulator, tenant.SECOND_INSTANCE.id)
    run(PROVISION, extra_vars=variables)
    assert judge.names("apps") == []
    assert second.names("apps") == ["billing", "orders", "stock"]
    assert second.names("datasources") == ["db"]


@pytest.mark.parametrize(
    ("variables", "says"),
    [
        ({"roma_document": "/nowhere/document.yml"}, ("/nowhere/document.yml cannot be read: No such file",)),
        ({"roma_apps": [{"nam": "orders"}]}, ('apps[0].nam: unknown option; did you mean "name"?',)),
        ({"roma_apps": [{"name": "or&ders"}]}, ("apps[0].name: 'or&ders' is not allowed",)),
        ({"roma_document": {"app": []}}, ('app: unknown kind; did you mean "apps"?',)),
        ({"roma_document": {"apps": {"name": "abc"}}}, ("apps: must be a list of entries, not a mapping",)),
        ({"roma_document": {"apps": "abc"}}, ("apps: must be a list of entries, not a text",)),
        ({"roma_apps": {"name": "abc"}}, ("apps: must be a list of entries, not a mapping",)),
        ({"roma_documents": "orders.yml"}, ("declares nothing: no kind is given", "roma_document")),
        ({}, ("declares nothing: no kind is given", "roma_document")),
    ],
    ids=[
        "no file",
        "unknown option",
        "bad name",
        "unknown kind",
        "a mapping",
        "a text",
        "a mapping of a kind",
        "another variable",
        "nothing",
    ],
)
def test_provision_refuses(run: Runner, variables: dict[str, Any], says: tuple[str, ...]) -> None:
    refused = run(PROVISION, extra_vars=variables, fails=True)
    text = " ".join(refused.output.replace('\\"', '"').split())
    for part in says:
        assert part in text
    assert len(refused.output) < 5000
    assert refused.requests() == []


def test_a_document_that_is_no_yaml_is_not_quoted(run: Runner, tmp_path: Path) -> None:
    path = tmp_path / "document.yml"
    path.write_text("app_secrets:\n  - {app: orders, secret: Canary-in-broken-yaml\n  oops: [\n")
    refused = run(PROVISION, extra_vars={"roma_document": str(path)}, fails=True, verbosity=3)
    assert f"{path}: line 3, column 7: expected ',' or '}}', but got ':'" in refused.output
    assert "Canary-in-broken-yaml" not in refused.output


def test_backup_in_check_mode_stores_nothing(run: Runner, emulator: EmulatorProcess, tmp_path: Path) -> None:
    emulator.seed("apps", 2)
    planned = run(BACKUP, check=True, extra_vars={"backup_root": str(tmp_path / "backups")})
    assert not (tmp_path / "backups").exists()
    assert planned.writes() == []
    assert {entry["operation"] for entry in planned.requests()} >= {"ListRomaApp", "ListApiGroupsV2"}


def test_a_failed_backup_leaves_nothing(run: Runner, emulator: EmulatorProcess, tmp_path: Path) -> None:
    emulator.seed("apps", 2)
    root = tmp_path / "backups"
    refusal = {"error_code": "ROMA.11000", "error_msg": "System error"}
    emulator.fault("POST", "/assets/export$", status=500, body=refusal)
    failed = run(BACKUP, extra_vars={"backup_root": str(root)}, fails=True)
    text = " ".join(failed.output.split())
    assert "No backup was made. Export the assets:" in text
    assert "ROMA.11000" in text
    assert list(root.rglob("*.*")) == []
    assert [path for path in root.rglob("*") if path.is_file()] == []


def test_an_empty_instance_can_be_backed_up(run: Runner, tmp_path: Path) -> None:
    run(BACKUP, extra_vars={"backup_root": str(tmp_path / "backups"), "backup_label": "empty"})
    (backup,) = (tmp_path / "backups" / "empty").iterdir()
    assert "document.yml" in files(backup)
    assert not any(path.suffix == ".zip" for path in backup.rglob("*"))
