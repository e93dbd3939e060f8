# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Exports of an Oracle Commerce store as a part of backups."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from tests.emulator.identity import tenant
from tests.emulator.process import EmulatorProcess
from tests.integration.occ import PRODUCTS, PROFILES
from tests.integration.playbook import Runner

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
        file["path"]: (file["size"], file["sha256"]) for file in manifest["files"] if file["path"].startswith("occ/")
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
    assert not list(root.rglob("*.partial"))
