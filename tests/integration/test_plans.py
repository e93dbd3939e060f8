# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plans that are kept and held to: what has changed since is named, and nothing is written then."""

from __future__ import annotations

import copy
import json
import stat
from pathlib import Path
from typing import Any

import pytest

from tests.emulator.identity import tenant
from tests.emulator.process import EmulatorProcess
from tests.integration.instance import Instance
from tests.integration.judge import Judge
from tests.integration.playbook import Runner

DOCUMENT: dict[str, Any] = {
    "apps": [{"name": "orders", "remark": "order intake"}],
    "app_secrets": [{"app": "orders", "secret": "Canary+Secret/1"}],
    "environments": [{"name": "STAGE", "remark": "Canary+Secret/1"}],
    "api_groups": [{"name": "orders-v1", "app": "orders"}],
}


@pytest.fixture
def main(emulator: EmulatorProcess) -> Instance:
    return Instance(emulator, tenant.MAIN_INSTANCE.id)


def changed(**remark: str) -> dict[str, Any]:
    document = copy.deepcopy(DOCUMENT)
    document["apps"][0].update(remark)
    return document


def test_a_plan_is_carried_out_or_refused(main: Instance, emulator: EmulatorProcess, tmp_path: Path) -> None:
    path = tmp_path / "plans" / "plan.json"
    planned = main.plan(DOCUMENT, plan_file=str(path))
    assert [f"{item['action']} {item['kind']}/{item['name']}" for item in planned["plan"]] == [
        "create apps/orders", "create app_secrets/orders", "create environments/STAGE",
        "create api_groups/orders-v1/orders"]  # fmt: skip
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    kept = json.loads(path.read_text())
    assert kept["plan_digest"] == planned["plan_digest"]
    assert kept["plan"][0]["after"] == {"name": "orders", "remark": "order intake"}
    assert "Canary" not in path.read_text()

    # another document, and an instance that somebody has changed
    for expected in (str(path), planned["plan_digest"]):
        for check_mode in (True, False):
            refused = main.run("config", check_mode=check_mode, document=changed(remark="x"), expect_plan=expected)
            assert refused["failed"]
            assert "apps/orders is to be created" in refused["msg"]
    main.apply({"environments": [{"name": "STAGE"}]})
    emulator.clear_requests()
    refused = main.run("config", document=DOCUMENT, expect_plan=str(path))
    assert "environments/STAGE was to be created, and is not any more" in " ".join(refused["problems"])
    assert "environments/STAGE is to be updated (remark), which was not planned" in " ".join(refused["problems"])
    assert emulator.requests(mutating=True) == []

    main.apply({"environments": [{"name": "STAGE", "state": "absent"}]})
    done = main.apply(DOCUMENT, expect_plan=str(path))
    assert done["plan_digest"] == planned["plan_digest"]
    assert "plan" not in done
    again = main.run("config", document=DOCUMENT, expect_plan=planned["plan_digest"])
    assert "there is nothing to do" in again["msg"]


def test_a_plan_is_for_one_instance(main: Instance, emulator: EmulatorProcess) -> None:
    other = Instance(emulator, tenant.SECOND_INSTANCE.id)
    assert main.plan(DOCUMENT)["plan_digest"] != other.plan(DOCUMENT)["plan_digest"]


def test_values_of_updates_are_part_of_the_result(main: Instance) -> None:
    main.apply(DOCUMENT)
    planned = main.plan(changed(remark="other"))
    (item,) = planned["plan"]
    assert (item["changed"], item["before"], item["after"]) == (
        ["remark"], {"remark": "order intake"}, {"remark": "other"})  # fmt: skip


@pytest.mark.parametrize("given", ["nowhere/plan.json", "0" * 63, "\0"])
def test_what_is_no_plan_is_refused_before_the_first_request(
    main: Instance, emulator: EmulatorProcess, given: str
) -> None:
    emulator.clear_requests()
    refused = main.run("config", document=DOCUMENT, expect_plan=given)
    assert "neither the digest of a plan nor a file that can be read" in refused["msg"]
    assert emulator.requests() == []


def test_changes_can_fail_a_check(main: Instance, emulator: EmulatorProcess) -> None:
    due = main.plan(DOCUMENT, fail_on_changes=True)
    assert due["failed"]
    assert due["changed"]
    assert "4 to create, 0 to update, 0 to delete, 0 unchanged" in due["msg"]
    assert due["summary"]["created"] == 4
    assert len(due["diff"]) == len(due["plan"]) == 4
    main.apply(DOCUMENT, fail_on_changes=True)
    assert not main.plan(DOCUMENT, fail_on_changes=True).get("failed")


APPLY = "Apply the document"
PROVISION = "roma.connect.provision"


def test_the_playbook_plans_and_keeps_to_it(run: Runner, judge: Judge, tmp_path: Path) -> None:
    """One job plans, a person approves, another job does exactly that, or nothing."""
    path, stats = tmp_path / "plan.json", {"ANSIBLE_SHOW_CUSTOM_STATS": "true"}
    document = {"roma_document": DOCUMENT, "roma_plan_file": str(path)}
    planned = run(PROVISION, check=True, extra_vars=document, env=stats)
    digest = json.loads(path.read_text())["plan_digest"]
    assert digest in planned.stdout.partition("CUSTOM STATS")[2]

    refused = run(
        PROVISION, extra_vars={"roma_document": changed(remark="x"), "roma_expect_plan": str(path)}, fails=True
    )
    assert "apps/orders is to be created" in refused[APPLY].msg
    assert refused.writes() == []
    done = run(PROVISION, extra_vars={"roma_document": DOCUMENT, "roma_expect_plan": digest}, env=stats)
    assert done[APPLY].changed
    assert "'created': 4" in done.stdout.partition("CUSTOM STATS")[2].replace('"', "'")
    assert judge.names("apps") == ["orders"]
    assert "Canary" not in planned.stdout + refused.stdout + done.stdout


def test_the_playbook_fails_on_changes_when_it_is_told_to(run: Runner) -> None:
    variables = {"roma_document": {"apps": [{"name": "orders"}]}, "roma_fail_on_changes": True}
    differs = run(PROVISION, check=True, extra_vars=variables, fails=True)
    assert differs[APPLY].failed
    run(PROVISION, extra_vars={**variables, "roma_fail_on_changes": False})
    assert not run(PROVISION, check=True, extra_vars=variables)[APPLY].changed
