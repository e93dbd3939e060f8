# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The shipped playbooks on many instances at once."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.emulator.process import EmulatorProcess
from tests.integration.judge import Judge
from tests.integration.playbook import Run, Runner

PROVISION, SHOWN = "roma.connect.provision", "Show what has become of all hosts"
FLEET = 50


@pytest.fixture
def inventory(tmp_path: Path) -> tuple[str, ...]:
    path = tmp_path / "fleet.roma.yml"
    path.write_text(json.dumps({"plugin": "roma.connect.instances"}))
    return "-i", str(path)


def tables(run: Run) -> list[dict[str, list[str]]]:
    """Host → cells, of each table that was shown."""
    shown = [result["msg"] for result in run.results if result.name == SHOWN]
    return [{line.split()[0]: re.split(r"\s{2,}", line)[1:] for line in table} for table in shown]


def test_a_failure_leaves_the_others_alone(run: Runner, emulator: EmulatorProcess, inventory: tuple[str, ...]) -> None:
    names = [f"shop-{number:02d}" for number in range(2, FLEET)]
    ids = dict(zip(names, emulator.add_instances(*({"name": name} for name in names)), strict=True))
    emulator.fault("GET", f"/{ids['shop-07']}/apps$", status=400, count=99, body={"error_code": "ROMA.1"})
    done = run(PROVISION, extra_vars={"roma_apps": [{"name": "{{ inventory_hostname }}"}]}, fails=True,
               options=(*inventory, "--forks", "25"), env={"ANSIBLE_SHOW_CUSTOM_STATS": "true"})  # fmt: skip
    (table,) = tables(done)
    assert table.pop("host") == ["outcome", "created", "updated", "deleted", "unchanged", "dropped"]
    assert table.pop("shop-07")[0] == "failed"
    assert sorted(table) == sorted(["roma-main", "roma-second", *ids.keys() - {"shop-07"}])
    assert all(row == ["changed", *"10000"] for row in table.values())
    for name in names[::10]:
        assert Judge(emulator, ids[name]).names("apps") == [name]
    stats = done.stdout.partition("CUSTOM STATS")[2]
    assert '"failed": ["shop-07"]' in " ".join(stats.split()).replace("[ ", "[").replace(" ]", "]")
    assert f'"hosts": {FLEET}' in stats


def test_backups_are_made_verified_and_compared(
    run: Runner, emulator: EmulatorProcess, inventory: tuple[str, ...], tmp_path: Path
) -> None:
    names = ["shop-1", "shop-2", "shop-3"]
    ids = emulator.add_instances(*({"name": name} for name in names))
    for number, identity in enumerate(ids):
        emulator.seed("apps", number + 1, instance_id=identity)
    emulator.fault("POST", f"/{ids[2]}/assets/export$", status=400, count=9, body={"error_code": "ROMA.1"})
    root, hosts = tmp_path / "backups", (*inventory, "-l", "shop-*", "-f", "3")
    (backups,) = tables(run("roma.connect.backup", extra_vars={"backup_root": str(root)}, options=hosts, fails=True))
    assert (backups["shop-1"][:2], backups["shop-2"][:2]) == (["ok", "2"], ["ok", "4"])
    assert backups["shop-3"][0] == "failed"
    assert "Export the assets" in backups["shop-3"][1]
    assert sorted(path.name for path in root.iterdir() if list(path.glob("2*"))) == names[:2]

    variables = {
        "verify_path": f"{root}/{{{{ inventory_hostname }}}}", "drift_before_backup": f"{root}/shop-1",
        "drift_fail": True, "roma_hosts": "shop-1:shop-2",
    }  # fmt: skip
    both = run("roma.connect.verify", options=("roma.connect.drift", *hosts), extra_vars=variables, fails=True)
    verified, compared = tables(both)
    assert {name: row[0] for name, row in verified.items() if name != "host"} == dict.fromkeys(names[:2], "ok")
    assert {name: row[0] for name, row in compared.items() if name != "host"} == {"shop-1": "ok", "shop-2": "failed"}


def test_hosts_do_not_write_the_same_file(
    run: Runner, emulator: EmulatorProcess, inventory: tuple[str, ...], tmp_path: Path
) -> None:
    emulator.clear_requests()
    variables = {"roma_apps": [{"name": "orders"}], "roma_undo_file": str(tmp_path / "undo.yml")}
    refused = run(PROVISION, extra_vars=variables, options=inventory, fails=True)
    assert "roma_undo_file: several hosts would write to the same path" in refused.stdout
    assert {entry["operation"] for entry in refused.requests()} == {"CheckRomaInstanceListV2"}
    run(PROVISION, extra_vars={**variables, "roma_undo_file": str(tmp_path / "{{ inventory_hostname }}.yml")},
        options=inventory)  # fmt: skip
    assert sorted(path.name for path in tmp_path.glob("roma-*.yml")) == ["roma-main.yml", "roma-second.yml"]
