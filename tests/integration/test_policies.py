# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Policies that are bound to published APIs: namesakes, moves, publications, editions of the service."""

from __future__ import annotations

from typing import Any

import pytest

from tests.emulator.identity import tenant
from tests.emulator.process import EmulatorProcess
from tests.integration.instance import Instance
from tests.integration.judge import Judge
from tests.integration.playbook import Runner
from tests.integration.policy_cases import NEEDS, THROTTLING_POLICY, api, bound

Options = dict[str, Any]
NAMESAKES: dict[str, list[Options]] = {
    "apps": [{"name": "orders"}, {"name": "shop"}],
    "environments": [{"name": "STAGE"}],
    "api_groups": [{"name": "orders-v1", "app": "orders"}, {"name": "orders-v1"}],
    "apis": [
        api("orders", "/orders", ["STAGE"]),
        {**api("orders", "/others", ["STAGE"]), "group_app": "", "app": "shop"},
    ],
}


def policy(name: str, *bindings: Options) -> Options:
    return {
        "name": name, "time_unit": "MINUTE", "time_interval": 1, "api_call_limits": 10, "bindings": list(bindings)
    }  # fmt: skip


def at(environment: str, **api_options: str) -> Options:
    return {"api": "orders", "environment": environment, **api_options}


@pytest.fixture
def instance(emulator: EmulatorProcess) -> Instance:
    return Instance(emulator, tenant.MAIN_INSTANCE.id)


def test_namesakes_are_told_apart(instance: Instance) -> None:
    """Bindings of two APIs that only the applications of their groups tell apart are dumped, and applied again."""
    both = [at("STAGE", group_app="orders"), at("STAGE", group_app="")]
    instance.apply({**NAMESAKES, "throttling_policies": [policy("gold", *both)]})
    (found,) = instance.read()["document"]["throttling_policies"]
    assert [(item["group"], item["group_app"]) for item in found["bindings"]] == [
        ("orders-v1", ""), ("orders-v1", "orders")
    ]  # fmt: skip
    assert not instance.apply({"throttling_policies": [found]})["changed"]
    assert not instance.apply({"throttling_policies": [policy("gold", *both)]})["changed"]


def test_a_name_that_several_apis_have_must_be_told_apart(run: Runner) -> None:
    document = {**NAMESAKES, "throttling_policies": [policy("gold", at("STAGE"))]}
    result = run([{"name": "apply", "roma.connect.config": {"document": document}, "ignore_errors": True}])
    assert "throttling_policies[0].bindings[0].api" in result["apply"].msg
    assert "tell them apart with group_app" in result["apply"].msg
    assert result.writes("apply") == []


def test_a_binding_moves_from_one_policy_to_another(instance: Instance, judge: Judge) -> None:
    instance.apply({**NEEDS, "throttling_policies": [policy("gold", at("STAGE")), policy("silver")]})
    moved = {"throttling_policies": [policy("gold"), policy("silver", at("STAGE"))]}
    assert instance.apply(moved)["changed"]
    assert bound(judge, "throttling_policies", "gold") == set()
    assert bound(judge, "throttling_policies", "silver") == {("orders", "STAGE")}
    assert not instance.apply(moved)["changed"]


def test_a_new_publication_keeps_its_binding(instance: Instance, judge: Judge) -> None:
    document = {**NEEDS, "throttling_policies": [policy("gold", at("STAGE"))]}
    instance.apply(document)
    changed = {**document, "apis": [{**NEEDS["apis"][0], "path": "/others"}, NEEDS["apis"][1]]}
    assert instance.apply(changed)["changed"]
    assert bound(judge, "throttling_policies", "gold") == {("orders", "STAGE")}
    assert not instance.apply(changed)["changed"]


EDITIONS: dict[str, Options] = {
    "bindings are dropped with the policy": {"bound_policy_deletion": "cascade"},
    "bindings do not survive": {"bindings_survive_offline": False},
    "secrets are shortened": {"signature_secrets_readable": False},
}


@pytest.mark.parametrize("switches", EDITIONS.values(), ids=EDITIONS)
def test_editions_of_the_service(run: Runner, judge: Judge, switches: Options) -> None:
    key = {"name": "order_system", "sign_secret": "Canary-secret-0001", "bindings": [at("RELEASE")]}
    document = {**NEEDS, "throttling_policies": [THROTTLING_POLICY.create], "signature_keys": [key]}
    gone = {
        "throttling_policies": [{"name": "gold", "state": "absent"}],
        "signature_keys": [{"name": "order_system", "state": "absent"}],
    }
    result = run(
        [
            {"name": "edition", "emulator": {"switches": switches}},
            {"name": "do", "roma.connect.config": {"document": document}},
            {"name": "again", "roma.connect.config": {"document": document}},
            {"name": "end", "roma.connect.config": {"document": gone}},
        ],
        diff=True,
    )
    assert [result[name].changed for name in ("do", "again", "end")] == [True, False, True]
    assert judge("throttling_policies") == judge("signature_keys") == {}
    assert "Canary-secret" not in result.stdout
