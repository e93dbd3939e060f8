# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The shipped playbooks with the inventory of instances in examples/."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from tests.emulator.identity import tenant
from tests.emulator.process import EmulatorProcess
from tests.integration.judge import Judge
from tests.integration.playbook import CHECKOUT, Runner

INVENTORY = ("-i", str(CHECKOUT / "examples" / "inventory"))
INSTANCES = {"dev": tenant.MAIN_INSTANCE.id, "stage": tenant.SECOND_INSTANCE.id}
DOCUMENT = {
    "environments": [{"name": "STAGE"}],
    "apps": [{"name": "orders"}],
    "api_groups": [{"name": "orders-v1", "app": "orders"}],
    "env_variables": [
        {"group": "orders-v1", "environment": "STAGE", "name": "order_system", "value": "{{ order_system_address }}"}
    ],
}


@pytest.fixture
def document(tmp_path: Path) -> str:
    path = tmp_path / "orders.yml"
    path.write_text(yaml.safe_dump(DOCUMENT))
    return str(path)


def values(emulator: EmulatorProcess, host: str) -> list[str]:
    return list(Judge(emulator, INSTANCES[host]).variables().values())


def test_one_host_is_one_instance(run: Runner, emulator: EmulatorProcess, document: str) -> None:
    variables = {"roma_document": document}
    plan = run("roma.connect.provision", options=(*INVENTORY, "-l", "stage"), extra_vars=variables, check=True)
    assert plan.writes() == []
    assert not [entry for entry in plan.requests() if INSTANCES["dev"] in entry["path"]]
    run("roma.connect.provision", options=(*INVENTORY, "-l", "stage"), extra_vars=variables)
    assert values(emulator, "stage") == ["orders.stage.example.org:8080"]
    assert values(emulator, "dev") == []

    run("roma.connect.provision", options=(*INVENTORY, "-l", "dev,stage"), extra_vars=variables)
    assert values(emulator, "dev") == ["orders.dev.example.org:8080"]
    assert values(emulator, "stage") == ["orders.stage.example.org:8080"]


def test_hosts_can_be_chosen(run: Runner, emulator: EmulatorProcess, document: str) -> None:
    run("roma.connect.provision", options=INVENTORY, extra_vars={"roma_document": document, "roma_hosts": "dev"})
    assert values(emulator, "dev") == ["orders.dev.example.org:8080"]
    assert values(emulator, "stage") == []


def test_without_a_group_of_instances_it_is_localhost(run: Runner, emulator: EmulatorProcess, tmp_path: Path) -> None:
    """AWX has an inventory always."""
    others = tmp_path / "hosts.yml"
    others.write_text(yaml.safe_dump({"web": {"hosts": {"www.example.org": None}}}))
    run("roma.connect.provision", options=("-i", str(others)), extra_vars={"roma_apps": [{"name": "orders"}]})
    assert Judge(emulator, INSTANCES["dev"]).names("apps") == ["orders"]


def test_each_instance_has_backups_of_its_own(run: Runner, emulator: EmulatorProcess, tmp_path: Path) -> None:
    root = tmp_path / "backups"
    run("roma.connect.backup", options=(*INVENTORY, "-l", "dev,stage"), extra_vars={"backup_root": str(root)})
    assert sorted(path.name for path in root.iterdir()) == ["dev", "stage"]


def test_credentials_of_an_instance_go_before_those_of_the_environment(
    run: Runner, emulator: EmulatorProcess, document: str
) -> None:
    keys = {"vault_roma_access_key": tenant.ALICE.access_key, "vault_roma_secret_key": tenant.ALICE.secret_key}
    done = run(
        "roma.connect.provision",
        options=(*INVENTORY, "-l", "stage"),
        extra_vars={"roma_document": document, **keys},
        check=True,
    )
    assert {entry["access_key"] for entry in done.requests()} == {tenant.ALICE.access_key}
