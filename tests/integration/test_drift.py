# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbook that shows drift: an instance against a document and a backup of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.emulator.process import EmulatorProcess
from tests.integration.playbook import Runner

DRIFT = "roma.connect.drift"
TASK = "Compare what should be there with what is there"
CANARY, OTHER = "canary-secret-0001", "canary-secret-0002"


def document(secret: str = CANARY, remark: str = "intake") -> dict[str, object]:
    return {
        "apps": [{"name": "orders", "remark": remark}],
        "app_secrets": [{"app": "orders", "secret": secret}],
        "environments": [{"name": "STAGE"}, {"name": "RELEASE"}],
        "datasources": [
            {"name": "db", "app": "orders", "type": "MYSQL",
             "content": {"mode": "default", "host": "h", "port": "3306", "database_name": "d", "user_name": "u",
                         "password": CANARY}}
        ],
    }  # fmt: skip


@pytest.fixture
def declared(run: Runner, emulator: EmulatorProcess, tmp_path: Path) -> Path:
    path = tmp_path / "instance.json"
    path.write_text(json.dumps(document()))
    applied = document()
    applied["environments"] = [{"name": "STAGE"}]
    (tmp_path / "applied.json").write_text(json.dumps(applied))
    run("roma.connect.provision", extra_vars={"roma_document": str(tmp_path / "applied.json")})
    emulator.clear_requests()
    return path


def test_nothing_has_drifted(run: Runner, declared: Path) -> None:
    done = run(DRIFT, diff=True, extra_vars={"drift_before": str(declared), "drift_fail": True})
    found = done[TASK]
    assert found["differences"] == []
    assert found["summary"]["secrets_compared"] == 1
    assert [item["option"] for item in found["unknown_secrets"]] == ["content.password"]
    assert done.writes() == []
    assert "changed=0" in done.stdout
    assert CANARY not in done.output


def test_drift_is_told_in_every_form_and_fails_when_asked_to(run: Runner, declared: Path, tmp_path: Path) -> None:
    changed = tmp_path / "changed.json"
    changed.write_text(json.dumps({**document(OTHER, "other"), "environments": [{"name": "PROD"}]}))
    run("roma.connect.provision", extra_vars={"roma_document": str(changed)})
    reports = [str(tmp_path / f"drift{ending}") for ending in (".json", ".md", ".xml", ".html")]
    options = {"drift_before": str(declared), "drift_reports": reports, "drift_fail": True}
    done = run(DRIFT, diff=True, verbosity=3, fails=True, extra_vars=options)
    found = {(item["change"], item["kind"], item["name"]): item["options"] for item in done[TASK]["differences"]}
    assert found == {
        ("changed", "apps", "orders"): ["remark"],
        ("changed", "app_secrets", "orders"): ["secret"],
        ("added", "environments", "PROD"): ["name"],
    }
    assert "1 added, 0 removed, 2 changed" in done["Fail when something differs"].msg
    told = done["Tell what was found"]["msg"]
    assert "added environments/PROD" in told
    assert told[told.index("changed apps/orders") + 1].startswith("  remark: ")
    for text in (done.output, *(Path(report).read_text() for report in reports)):
        assert not {secret for secret in (CANARY, OTHER) if secret in text}


def test_a_backup_against_its_instance_and_against_a_document(
    run: Runner, emulator: EmulatorProcess, declared: Path, tmp_path: Path
) -> None:
    run("roma.connect.backup", extra_vars={"backup_root": str(tmp_path / "backups"), "backup_label": "main"})
    backup = str(tmp_path / "backups" / "main")
    same = run(DRIFT, extra_vars={"drift_before_backup": backup, "drift_fail": True})
    assert same[TASK]["differences"] == []
    emulator.clear_requests()
    nothing = dict.fromkeys(emulator.env)
    offline = run(DRIFT, env=nothing, extra_vars={"drift_before": str(declared), "drift_after_backup": backup})
    assert offline[TASK]["differences"] == []
    assert {item["option"] for item in offline[TASK]["unknown_secrets"]} == {"secret", "content.password"}
    assert emulator.requests() == []


def test_both_sides_must_not_be_the_instance(run: Runner) -> None:
    assert "before: give before" in run(DRIFT, fails=True)[TASK].msg
