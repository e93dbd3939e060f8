# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The backup as a whole: secrets in escrow, what must be covered, what has changed, and what is published."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible.parsing.vault import VaultLib, VaultSecret
from ansible_collections.roma.connect.plugins.module_utils._catalog._registry import BY_KIND
from huaweicloudsdkroma import v2

from tests.emulator.identity import tenant
from tests.emulator.process import EmulatorProcess
from tests.integration.judge import Judge
from tests.integration.playbook import Runner
from tests.integration.test_backups import BACKUP, BEGIN, manifest_of, root_of

SEAL, COUNT, ESCROW = (
    "Write the manifest and give the backup its final name",
    "Count what is covered",
    "Store the secrets",
)
TOLD, ATTENTION, FAIL = "Tell what was done", "Tell what needs attention", "Fail with the reason"
CANARY, PASSWORD, VAULT = "Canary+in/escrow.1", "canary-password-of-db", "canary-vault-password"
HANDED_IN = "datasources/orders-db/orders/content.password"
DOCUMENT: dict[str, Any] = {
    "apps": [{"name": "orders"}],
    "app_secrets": [{"app": "orders", "secret": CANARY}],
    "datasources": [{"name": "orders-db", "app": "orders", "type": "MYSQL", "content": {
        "mode": "default", "host": "db.internal", "port": "3306", "database_name": "orders", "user_name": "svc",
        "password": PASSWORD}}],
}  # fmt: skip


@pytest.fixture
def provisioned(run: Runner) -> None:
    run([{"name": "apply", "roma.connect.config": {"document": DOCUMENT}}])


def only(tmp_path: Path) -> Path:
    (backup,) = (tmp_path / "backups" / "main").iterdir()
    return backup


def assert_hidden(tmp_path: Path, run: Runner, *outputs: str) -> None:
    """No secret stands in what was shown, nor in any file but those that the test has written."""
    for output in outputs:
        assert not [canary for canary in (CANARY, PASSWORD, VAULT) if canary in output]
    written = [path for place in (tmp_path / "backups", run.temporary) for path in place.rglob("*") if path.is_file()]
    for path in written:
        content = path.read_bytes()
        assert not [canary for canary in (CANARY, PASSWORD, VAULT) if canary.encode() in content], path


@pytest.mark.usefixtures("provisioned")
def test_secrets_survive_in_escrow(
    run: Runner, emulator: EmulatorProcess, vault: tuple[str, ...], tmp_path: Path
) -> None:
    """Stored encrypted, shown nowhere, and put back into another instance."""
    variables = {**root_of(tmp_path), "backup_secrets": {HANDED_IN: PASSWORD}, "backup_vault_id": "prod"}
    planned = run(BACKUP, check=True, diff=True, verbosity=3, extra_vars=variables, options=vault)
    made = run(BACKUP, diff=True, verbosity=3, extra_vars=variables, options=vault)
    assert_hidden(tmp_path, run, planned.output, made.output)
    backup = only(tmp_path)
    manifest = manifest_of(backup)
    assert manifest["secrets_held"] == ["app_secrets/orders/secret", HANDED_IN]
    assert (manifest["secrets_not_held"], manifest["restore_breaks"]) == ([], [])
    assert made[SEAL]["attention"] == []
    text = VaultLib([("prod", VaultSecret(VAULT.encode()))]).decrypt((backup / "secrets.yml").read_text())
    assert yaml.safe_load(text) == {"app_secrets/orders/secret": CANARY, HANDED_IN: PASSWORD}
    verified = run("roma.connect.verify", extra_vars={"verify_path": str(backup)}, options=vault)
    assert verified["Verify the backup"]["secrets"] == "decrypted"

    put_back = {
        "document": str(backup / "document.yml"),
        "instance_id": tenant.SECOND_INSTANCE.id,
        "secrets": "{{ lookup('ansible.builtin.file', '" + str(backup / "secrets.yml") + "') | from_yaml }}",
    }
    run([{"name": "restore", "roma.connect.config": put_back, "no_log": True}], options=vault)
    assert Judge(emulator, tenant.SECOND_INSTANCE.id)("app_secrets")["orders"]["secret"] == CANARY


@pytest.mark.usefixtures("provisioned")
def test_without_a_vault_secret_the_last_lines_say_what_breaks(run: Runner, tmp_path: Path) -> None:
    for check in (True, False):
        made = run(BACKUP, check=check, extra_vars=root_of(tmp_path))
        assert made[ESCROW]["breaks"] == ["app_secrets/orders/secret"]
        assert "app_secrets/orders/secret" in str(made[ATTENTION]["msg"])
        assert [result.name for result in made.results if result.status != "skipped"][-1] == ATTENTION
    assert not (only(tmp_path) / "secrets.yml").exists()


@pytest.mark.usefixtures("provisioned")
@pytest.mark.parametrize(
    "change", [{"backup_vault_id": "other"}, {"backup_secrets": {"datasources/x/orders/content.password": PASSWORD}}]
)
def test_failures_show_no_secret(run: Runner, vault: tuple[str, ...], change: dict[str, Any], tmp_path: Path) -> None:
    failed = run(BACKUP, fails=True, verbosity=3, extra_vars={**root_of(tmp_path), **change}, options=vault)
    assert failed[FAIL].msg.startswith(f"No backup was made. {ESCROW}: ")
    assert_hidden(tmp_path, run, failed.output)
    assert list((tmp_path / "backups" / "main").iterdir()) == []


def test_what_has_to_be_covered(run: Runner, emulator: EmulatorProcess, judge: Judge, tmp_path: Path) -> None:
    """What there is, is counted, also of kinds that no document knows; what cannot be counted is not covered."""
    emulator.seed("apps", 1)
    emulator.seed("products", 1)
    acl = v2.ApiAclCreate(acl_name="office", acl_type="PERMIT", entity_type="IP", acl_value="10.0.0.0/8")
    judge.client.create_acl_strategy_v2(v2.CreateAclStrategyV2Request(instance_id=judge.instance_id, body=acl))
    emulator.fault("GET", "/plugins$", status=404, body={"error_code": "APIG.0101", "error_msg": "not there"})
    run(BACKUP, extra_vars={**root_of(tmp_path), "backup_require": ["apps", "devices", "signature_keys"]})
    rows = {row["kind"]: row for row in manifest_of(only(tmp_path))["coverage"]}
    assert (rows["apps"]["found"], rows["apps"]["document"], rows["apps"]["archives"]) == (1, 1, 1)
    assert rows.keys() > set(BY_KIND)
    left = {kind: row["missing"] for kind, row in rows.items() if not row["whole"]}
    assert left == {"access_control_policies": 1, "plugins": None}
    assert "cannot be counted: APIG.0101: not there" in rows["plugins"]["reasons"][0]["why"]
    refusal = {"error_code": "SCB.00000005", "error_msg": "no permission"}
    emulator.fault("GET", "/devices$", status=403, body=refusal, count=2)
    for check in (True, False):
        failed = run(BACKUP, check=check, fails=True, extra_vars={**root_of(tmp_path), "backup_require": ["devices"]})
        assert "devices (all of them: they cannot be counted: " in failed[FAIL].msg
    only(tmp_path)


@pytest.mark.usefixtures("provisioned")
def test_what_has_changed_is_told_and_what_has_not_is_skipped(
    run: Runner, vault: tuple[str, ...], tmp_path: Path
) -> None:
    metrics = tmp_path / "roma.prom"
    variables = {**root_of(tmp_path), "backup_skip_unchanged": True, "backup_metrics_file": str(metrics),
                 "backup_retention": {"keep_last": 5}}  # fmt: skip
    first = run(BACKUP, extra_vars=variables, options=vault)
    planned = run(BACKUP, check=True, diff=True, extra_vars=variables, options=vault)
    again = run(BACKUP, diff=True, extra_vars=variables, options=vault)
    assert [[task.name for task in made.results if task.changed] for made in (first, planned, again)] == [
        [SEAL], [BEGIN], [],
    ]  # fmt: skip
    assert (again[SEAL].changed, again[SEAL]["unchanged"], again[SEAL]["path"]) == (False, True, first[SEAL]["path"])
    assert again[TOLD]["msg"]["unchanged"] is True
    assert "roma_backup_unchanged" in metrics.read_text()
    only(tmp_path)
    run([{"name": "change", "roma.connect.app": {"name": "orders", "remark": "new"}}])
    changed = run(BACKUP, extra_vars=variables, options=vault)
    assert changed[SEAL]["manifest"]["previous"] == Path(first[SEAL]["path"]).name
    report = json.loads((Path(changed[SEAL]["path"]) / "report.json").read_text())
    assert report["changes"] == {
        "apps": {"added": [], "removed": [], "changed": [{"name": "orders", "options": ["remark"]}]}
    }
    assert changed["Remove backups that need not be kept"]["removed"] == []


@pytest.mark.usefixtures("provisioned")
def test_what_is_published_holds_no_values(run: Runner, vault: tuple[str, ...], tmp_path: Path) -> None:
    made = run(BACKUP, extra_vars=root_of(tmp_path), options=vault, env={"ANSIBLE_SHOW_CUSTOM_STATS": "True"})
    told = made[TOLD]["msg"]
    assert set(told) == {
        "path", "digest", "unchanged", "objects", "not_captured", "not_covered_whole", "secrets_held",
        "secrets_not_held", "consistent", "removed", "copy",
    }  # fmt: skip
    assert told["digest"] == json.loads((only(tmp_path) / "manifest.json").read_text())["sha256"]
    assert "roma_backup_summary" in made.stdout
    assert not made[BEGIN]["removed"]
