# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbook that proves a backup, on backups that the other playbook has made."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.emulator.process import EmulatorProcess
from tests.integration.playbook import Runner

VERIFY = "roma.connect.verify"
TASK = "Verify the backup"


@pytest.fixture
def backup(run: Runner, emulator: EmulatorProcess, tmp_path: Path) -> Path:
    emulator.seed("apps", 2)
    emulator.seed("products", 1)
    run("roma.connect.backup", extra_vars={"backup_root": str(tmp_path / "backups"), "backup_label": "main"})
    (made,) = (tmp_path / "backups" / "main").iterdir()
    emulator.clear_requests()
    return made


@pytest.mark.parametrize("check", [False, True])
def test_a_backup_verifies_without_credentials(
    run: Runner, emulator: EmulatorProcess, backup: Path, check: bool
) -> None:
    nothing = dict.fromkeys(emulator.env)
    done = run(VERIFY, check=check, diff=True, env=nothing, extra_vars={"verify_path": str(backup.parent)})
    found = done[TASK]
    assert not found.changed
    assert found["path"] == str(backup)
    assert found["digest"] == json.loads((backup / "manifest.json").read_text())["sha256"]
    assert done.requests() == []
    assert "changed=0" in done.stdout
    assert done["Tell what was verified"]["msg"]["digest"] == found["digest"]


def test_damage_is_told_at_once(run: Runner, backup: Path) -> None:
    archive = backup / "assets" / "assets-001.zip"
    content = bytearray(archive.read_bytes())
    content[len(content) // 2] ^= 1
    archive.write_bytes(content)
    (backup / "document.yml").unlink()
    refused = run(VERIFY, extra_vars={"verify_path": str(backup)}, fails=True)
    findings = refused[TASK]["findings"]
    assert "document.yml: is missing" in findings
    assert "assets/assets-001.zip: has another content than when the backup was made" in findings
    assert all(finding in refused[TASK].msg for finding in findings)


def test_a_variable_is_checked(run: Runner) -> None:
    refused = run(VERIFY, fails=True)
    assert "missing required arguments: verify_path" in refused.output
