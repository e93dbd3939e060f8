# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Generated documents that hold every kind: backed up, restored onto an empty instance, and read back equal.

The operations run in this process, as the action plugin runs them.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.roma.connect.plugins.module_utils._catalog._registry import BY_KIND, RESOURCES
from ansible_collections.roma.connect.plugins.module_utils._service._client import Client
from ansible_collections.roma.connect.tests.unit.generator import Generator
from ansible_collections.roma.connect.tests.unit.recipe import SECRETS

from tests.emulator.identity import tenant
from tests.emulator.process import EmulatorProcess
from tests.integration.instance import Instance, Result
from tests.integration.judge import Judge
from tests.integration.test_generated_documents import BUILT_IN, OTHER_EDITION, generator


class Vault:
    """Writes texts as numbers instead of encrypting them."""

    ids = ("prod",)

    def encrypt(self, text: str, vault_id: str) -> str:
        return f"$ANSIBLE_VAULT;1.2;AES256;{vault_id or self.ids[0]}\n{text.encode().hex()}"

    def decrypt(self, text: str) -> str:
        return bytes.fromhex(text.partition("\n")[2]).decode()


VAULT = Vault()
#: members that hold numbers as texts, in whatever spelling
NUMBERS = ("min", "max", "step")
#: how names of members end that hold ids, times, and names that are made of these
OWN = ("id", "ids", "time", "date", "domain", "domains", "serial")


def back_up(main: Instance, place: Path, archives: bool = False) -> Path:
    """Make a backup with all secrets that can be read, and with others for those that cannot."""
    begun = main.run("backup_directory", root=str(place), label="main")
    state = main.run("config_export", path=f"{begun['path']}/document.yml")
    names = [name[len("<secret:") : -1] for name in state["placeholders"]]
    kept = main.run(
        "backup_escrow", vault=VAULT, placeholders=state["placeholders"], path=f"{begun['path']}/secrets.yml",
        # those of signature keys depend on their type; the service makes them up
        secrets={name: SECRETS[0] for name in names if not name.startswith(("signature_keys/", "app_secrets/"))},
    )  # fmt: skip
    assert not kept.get("failed"), kept
    facts = {"instance": state["instance"], "coverage": state["coverage"], "not_covered": state["not_covered"],
             "refers_outside": state["refers_outside"], "parameters": state["parameters"]}  # fmt: skip
    if archives:
        main.run("asset_export", all_apps=True, all_tasks=True, directory=f"{begun['path']}/assets")
    facts["coverage"] = main.run("backup_coverage", coverage=facts["coverage"], assets=archives)["coverage"]
    main.run("backup_manifest", path=begun["path"], target=begun["target"], facts=facts)
    return Path(begun["target"])


def restore(second: Instance, backup: Path, **options: Any) -> Result:
    result = second.run("backup_restore", vault=VAULT, path=str(backup), allow_new_secrets=True, **options)
    assert not result.get("failed"), result["msg"]
    return result


def instances(emulator: EmulatorProcess, seed: int) -> tuple[Instance, Instance]:
    emulator.switch(duplicate_datasource_names=True, **(OTHER_EDITION if seed % 2 else {}))
    return Instance(emulator, tenant.MAIN_INSTANCE.id), Instance(emulator, tenant.SECOND_INSTANCE.id)


@pytest.mark.parametrize("seed", [20, 21, 22])
def test_everything_comes_back(emulator: EmulatorProcess, seed: int, tmp_path: Path) -> None:
    """As it was planned, application secrets included; then there is nothing left to do."""
    main, second = instances(emulator, seed)
    main.apply(generator(seed).document())
    backup = back_up(main, tmp_path)
    planned = restore(second, backup, check_mode=True)
    assert emulator.state(tenant.SECOND_INSTANCE.id)["apps"] == 0
    done = restore(second, backup, expect_plan=planned["plan_digest"])
    assert {record["outcome"] for record in done["results"]} == {"created"}
    assert {name.partition("/")[0] for name in done["secrets"]["new"]} <= {"signature_keys"}
    want, have = (instance.read(include_secrets=True)["document"] for instance in (main, second))
    for kind, entries in want.items():
        assert have[kind] == entries
    emulator.clear_requests()
    again = restore(second, backup)
    assert not again["changed"]
    assert emulator.requests(mutating=True) == []


def _commands(judge: Judge, wire: dict[str, Any]) -> list[dict[str, Any]]:
    below = {"service_id": wire["service_id"]}
    return [
        {**command, **{side: judge.all_of(f"list_{side}_properties", "items", command_id=command["command_id"], **below)
                       for side in ("request", "response")}}
        for command in judge.all_of("list_commands", "items", **below)
    ]  # fmt: skip


IN_THE_OBJECT = None
#: parts of objects that have requests of their own → what the vendor's client says of them
PARTS: dict[str, Any] = {
    "apps.members": lambda judge, wire: judge.members(wire["name"]),
    "vpc_channels.members": IN_THE_OBJECT,
    "apis.publications": IN_THE_OBJECT,
    "apis.unpublished_changes": IN_THE_OBJECT,  # there are none: it would be another definition
    "throttling_policies.specials": lambda judge, wire: judge.all_of(
        "list_special_throttling_configurations_v2", "throttle_specials", throttle_id=wire["id"]),
    "throttling_policies.bindings": lambda judge, wire: judge.all_of(
        "list_apis_binded_to_request_throttling_policy_v2", "apis", throttle_id=wire["id"]),
    "signature_keys.bindings": lambda judge, wire: judge.all_of(
        "list_apis_binded_to_signature_key_v2", "bindings", sign_id=wire["id"]),
    "tasks.schedule": lambda judge, wire: judge.schedule(wire["task_name"]),
    "tasks.status": IN_THE_OBJECT,
    "products.authentication": IN_THE_OBJECT,
    "products.topics": lambda judge, wire: judge.all_of("list_product_topics", "items", product_id=wire["id"]),
    "product_services.properties": lambda judge, wire: judge.all_of(
        "list_properties", "items", service_id=wire["service_id"]),
    "product_services.commands": _commands,
    "topics.access_policies": lambda judge, wire: judge.policies(wire["name"]),
}  # fmt: skip


def test_every_part_of_an_object_is_looked_at() -> None:
    assert set(PARTS) == {f"{resource.kind}.{child.name}" for resource in RESOURCES for child in resource.children}


@pytest.mark.parametrize("seed", [62, 171])
def test_the_vendor_s_client_sees_the_same(emulator: EmulatorProcess, tmp_path: Path, seed: int) -> None:
    """One object of each kind, since it tells objects apart by their names; these documents have all parts but one."""
    main, second = instances(emulator, 0)
    one_id, other_id = tenant.MAIN_INSTANCE.id, tenant.SECOND_INSTANCE.id
    document = Generator(seed, fewest=1, most=1, present=BUILT_IN).document()
    main.apply(document)
    restore(second, back_up(main, tmp_path))
    one, other = (held(Judge(emulator, instance_id), document) for instance_id in (one_id, other_id))
    for kind in BY_KIND:
        assert len(one[kind]) >= len(document[kind])
        assert other[kind] == one[kind], kind
    looked_at = {part for kind in one for parts in one[kind].values() for part in parts["parts"]}
    missing = {62: "tasks.schedule", 171: "product_services.properties"}[seed]
    assert looked_at >= {part for part in PARTS if PARTS[part]} - {missing}
    assert Judge(emulator, other_id).variables() == Judge(emulator, one_id).variables()


def held(judge: Judge, document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """All objects of all kinds with all their parts, without what is an instance's own."""
    declared = {kind: {name for entry in entries for name in entry} for kind, entries in document.items()}
    return {
        kind: {
            name: {"object": plain(wire), "parts": {
                part: plain(read(judge, wire)) for part, read in PARTS.items()
                if read and part.startswith(f"{kind}.") and part.partition(".")[2] in declared[kind]}}
            for name, wire in judge(kind).items()
        }
        for kind in BY_KIND
    }  # fmt: skip


def test_what_the_instance_may_not_hold_is_told_before(emulator: EmulatorProcess, tmp_path: Path) -> None:
    """Some of the quotas are told by the service. Where they are not, or not to everybody, the restore goes on."""
    main, second = instances(emulator, 0)
    main.apply({"environments": [{"name": f"ENV_{number}"} for number in range(6)]})
    second.apply({"environments": [{"name": f"OTHER_{number}"} for number in range(5)]})
    backup = back_up(main, tmp_path)
    emulator.switch(apic_quotas=True)
    emulator.clear_requests()
    for check_mode in (True, False):
        refused = second.run("backup_restore", path=str(backup), check_mode=check_mode)
        assert refused["problems"] == [
            "environments: 6 more are to be made, and the instance has 5 and may hold 10 (ENVIRONMENT_NUM_LIMIT): have "
            "the quota increased, or restore a part"
        ]
    assert emulator.requests(mutating=True) == []
    assert not second.run("backup_restore", path=str(backup), only={"names": ["ENV_[0-3]"]}).get("failed")
    emulator.switch(apic_quotas=False)
    odd: list[dict[str, Any]] = [
        {"status": 403, "body": {"error_code": "APIG.1005", "error_msg": "no permission"}},
        {"status": 200, "body": {"total": 3, "size": 3, "configs": [
            {"config_name": "ENVIRONMENT_NUM_LIMIT", "config_value": "many"}, {"config_name": ["x"]}, {}]}},
    ]  # fmt: skip
    for number, answer in enumerate(odd):
        emulator.fault("GET", "/project/configs", **answer)
        assert not second.run("backup_restore", path=str(backup), only={"names": [f"ENV_{4 + number}"]}).get("failed")


def test_what_the_instance_is_not_able_to_do_is_told_before(emulator: EmulatorProcess, tmp_path: Path) -> None:
    """What is needed for sure is refused, with all other gaps; what may be missed is told."""
    wishes: list[dict[str, Any]] = [
        {"name": "large", "flavor_type": "professional",
         "features": {"lts": "on", "backend_timeout": '{"max_timeout":600000}'}},
        {"name": "small", "features": {"public_key": "off"}},
    ]  # fmt: skip
    large, small = (Instance(emulator, made) for made in emulator.control("POST", "/_emulator/instances", wishes))
    large.apply({
        "apps": [{"name": "orders"}],
        "signature_keys": [{"name": "partner", "sign_type": "public_key"}],
        "topics": [{"name": "large", "app": "orders", "partition": 60}],
    })  # fmt: skip
    backup = back_up(large, tmp_path)
    emulator.switch(mqs_max_partitions=50)
    emulator.clear_requests()
    refused = small.run("backup_restore", vault=VAULT, path=str(backup), allow_new_secrets=True)
    assert [problem.partition(",")[0] for problem in refused["problems"]] == [
        "signature_keys[0].sign_type: needs the feature public_key",
        "topics: 60 more partitions are to be made",
    ]
    assert emulator.requests(mutating=True) == []
    part = {"kinds": ["apps"]}
    planned = small.run("backup_restore", vault=VAULT, path=str(backup), only=part, check_mode=True)
    told = planned["target"]["lacking"]
    assert told[0] == "the edition of this instance is basic, and that of the one that was backed up is professional"
    assert [sentence.split()[2] for sentence in told[1:-1]] == ["backend_timeout", "lts", "public_key"]
    assert told[-1] == "partitions of topics: 50 in this instance, and 300 in the one that was backed up"
    assert planned["attention"][: len(told)] == told
    backend = {"url_domain": "a.internal", "protocol": "HTTP", "method": "GET", "path": "/", "timeout": 90000}
    slow = {"name": "slow", "group": "orders-v1", "type": "private", "protocol": "HTTPS", "method": "GET",
            "path": "/slow", "auth_type": "NONE", "http_backend": backend}  # fmt: skip
    refused = small.plan({"apps": [{"name": "orders"}], "api_groups": [{"name": "orders-v1", "app": "orders"}],
                          "apis": [slow]})  # fmt: skip
    assert refused["problems"] == [
        "apis[0].http_backend.timeout: is 90000, and the feature backend_timeout of this instance allows 60000"
    ]
    # nobody is kept from a restore by what may not be asked for
    for path in ("/features$", "/project/configs$", "/instances$", "/mqs/instances/[^/]+$"):
        emulator.fault("GET", path, status=403, body={"error_code": "X.1", "error_msg": "no"})
    done = small.run("backup_restore", vault=VAULT, path=str(backup), only=part)
    assert (done.get("failed"), done["target"]["lacking"]) == (None, [])


@pytest.mark.parametrize(("kind", "name", "why"), [
    ("environments", "STAGE", "name"), ("apps", "orders", "remark"), ("app_secrets", "orders", "secret"),
], ids=["somebody deletes it", "a member is dropped", "nothing is done"])  # fmt: skip
def test_what_is_not_there_in_the_end_has_failed(
    emulator: EmulatorProcess, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, name: str, why: str
) -> None:
    """Each item has one record, and all others are there."""
    main, second = instances(emulator, 0)
    main.apply({
        "apps": [{"name": "orders", "remark": "r"}], "environments": [{"name": "STAGE"}, {"name": "TEST"}],
        "app_secrets": [{"app": "orders", "secret": "Canary+of/orders.1"}],
    })  # fmt: skip
    backup = back_up(main, tmp_path)
    call = Client.call

    def disturbed(self: Any, method: str, path: str, ids: Any = None, query: Any = None, body: Any = None,
                  safe: bool = False) -> Any:  # fmt: skip
        if (method, kind) == ("POST", "apps") and path.endswith("/apps"):
            body = {**body, "remark": ""}
        if (method, kind) == ("PUT", "app_secrets") and path.endswith("/secret"):
            return {}
        answer = call(self, method, path, ids, query, body, safe)
        if (method, kind) == ("POST", "environments") and path.endswith("/envs") and body["name"] == name:
            call(self, "DELETE", f"{path}/{answer['id']}")
        return answer

    monkeypatch.setattr(Client, "call", disturbed)
    result = second.run("backup_restore", vault=VAULT, path=str(backup))
    assert result["msg"].startswith("not everything is as it was asked for: ")
    records = {(record["kind"], record["name"]): record for record in result["results"]}
    assert len(records) == len(result["results"])
    failed = [key for key, record in records.items() if record["outcome"] == "failed"]
    assert (failed, result["summary"]["failed"], result["changed"]) == ([(kind, name)], 1, True)
    assert why in records[kind, name]["reason"]
    monkeypatch.undo()
    assert {record["outcome"] for record in restore(second, backup)["results"]} <= {"created", "updated", "unchanged"}


def plain(value: Any) -> Any:
    """Take away what is the instance's own, what is empty, orders that mean nothing, and spellings of numbers."""
    if isinstance(value, dict):
        told = {name: json.loads(item) if name == "header" and item else item for name, item in value.items()}
        members = {name: plain(item) for name, item in told.items() if not name.endswith(OWN)}
        members |= {name: float(item) for name, item in members.items() if name in NUMBERS and item}
        return {name: item for name, item in members.items() if item not in ("", 0, [], {}, None)}
    if isinstance(value, list):
        return sorted(map(plain, value), key=repr)
    return sorted(value.split("|")) if isinstance(value, str) and "|" in value else value
