# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Restores: of everything onto an empty instance, of a part, and those that are refused before the first write."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from tests.emulator.identity import tenant
from tests.emulator.process import EmulatorProcess
from tests.integration.instance import Instance
from tests.integration.judge import Judge
from tests.integration.playbook import Run, Runner
from tests.integration.test_backups import BACKUP, root_of

RESTORE = "roma.connect.restore"
STEP, TOLD, ATTENTION = "Restore the backup", "Tell what was done", "Tell what needs attention"
SECOND = tenant.SECOND_INSTANCE.id
VAULT = "canary-vault-password"
SECRET, PASSWORD = "Canary+in/escrow.1", "canary-password-of-db"
ORDERS, DATABASE = "app_secrets/orders/secret", "datasources/orders-db/orders/content.password"
DOCUMENT: dict[str, Any] = {
    "apps": [{"name": "orders", "remark": "{{ 1 + 1 }}"}, {"name": "stock"}],
    "app_secrets": [{"app": "orders", "secret": SECRET}],
    "environments": [{"name": "STAGE"}],
    "api_groups": [{"name": "orders-v1", "app": "orders"}],
    "env_variables": [{"environment": "STAGE", "group": "orders-v1", "name": "host", "value": "10.0.0.7:8080"}],
    "datasources": [{"name": "orders-db", "app": "orders", "type": "MYSQL", "content": {
        "mode": "default", "host": "db.internal", "port": "3306", "database_name": "orders", "user_name": "svc",
        "password": PASSWORD}}],
}  # fmt: skip


def back_up(
    run: Runner,
    emulator: EmulatorProcess,
    document: dict[str, Any],
    vault: tuple[str, ...],
    tmp_path: Path,
    **more: Any,
) -> Path:
    """Fill the main instance, and back it up."""
    Instance(emulator, tenant.MAIN_INSTANCE.id).apply(document)
    made = run(BACKUP, extra_vars={**root_of(tmp_path), **more}, options=vault)
    return Path(made["Write the manifest and give the backup its final name"]["path"])


def restore(run: Runner, vault: tuple[str, ...] = (), env: dict[str, str] | None = None, **variables: Any) -> Run:
    """Restore onto the second instance, which is empty at the start."""
    keywords = {name: variables.pop(name) for name in ("check", "diff", "fails", "verbosity", "warnings")
                if name in variables}  # fmt: skip
    given = {f"restore_{name}": str(value) if isinstance(value, Path) else value for name, value in variables.items()}
    extra = {"roma_connection": {"instance_id": SECOND}, **given}
    return run(RESTORE, extra_vars=extra, options=vault, env=env, **keywords)


def test_a_restore_puts_everything_back(
    run: Runner, emulator: EmulatorProcess, vault: tuple[str, ...], tmp_path: Path
) -> None:
    """Onto an empty instance: planned, done just so, and then nothing is left to do. Secrets are shown nowhere."""
    backup = back_up(run, emulator, DOCUMENT, vault, tmp_path, backup_secrets=f"{DATABASE}: {PASSWORD}")
    emulator.clear_requests()
    planned = restore(run, vault, backup=backup.parent, check=True, diff=True, verbosity=3)
    assert emulator.requests(mutating=True) == []
    assert (planned[STEP]["target"]["objects"], planned[STEP]["path"]) == (0, str(backup))
    digest = planned[STEP]["plan_digest"]
    done = restore(run, vault, root=tmp_path / "backups", label="main", expect_plan=digest, diff=True, verbosity=3,
                   env={"ANSIBLE_SHOW_CUSTOM_STATS": "True"})  # fmt: skip
    assert "roma_restore_summary" in done.stdout
    told = done[TOLD]["msg"]
    assert (told["created"], told["updated"], told["failed"], told["plan_digest"]) == (8, 0, 0, digest)
    judge = Judge(emulator, SECOND)
    main = Judge(emulator)
    assert judge("app_secrets")["orders"]["secret"] == SECRET
    assert judge("app_secrets")["stock"]["secret"] == main("app_secrets")["stock"]["secret"]
    assert judge("apps")["orders"]["remark"] == "{{ 1 + 1 }}"
    for output in (planned.output, done.output):
        assert not [secret for secret in (SECRET, PASSWORD, VAULT) if secret in output]
    kept = [path for path in run.temporary.rglob("*") if path.is_file()]
    assert not [path for path in kept if any(s.encode() in path.read_bytes() for s in (SECRET, PASSWORD, VAULT))]
    emulator.clear_requests()
    again = restore(run, vault, backup=backup)
    assert emulator.requests(mutating=True) == []
    assert not again[STEP].changed
    assert {record["outcome"] for record in again[STEP]["results"]} == {"unchanged"}


def test_what_is_missing_is_told_at_once(
    run: Runner, emulator: EmulatorProcess, vault: tuple[str, ...], tmp_path: Path
) -> None:
    """No secret is replaced by another one unless that is asked for."""
    backup = back_up(run, emulator, DOCUMENT, vault, tmp_path)
    emulator.clear_requests()
    for check in (True, False):
        refused = restore(run, backup=backup, fails=True, check=check)[STEP]
        problems = "\n".join(refused["problems"])
        assert len(refused["problems"]) == 4
        for expected in (ORDERS, "app_secrets/stock/secret", DATABASE, "--vault-id"):
            assert expected in problems
    assert emulator.requests(mutating=True) == []
    done = restore(run, backup=backup, allow_new_secrets=True, secrets={DATABASE: PASSWORD, ORDERS: SECRET})
    assert done[STEP]["secrets"]["new"] == ["app_secrets/stock/secret"]
    assert "app_secrets/stock/secret is a new one" in str(done[ATTENTION]["msg"])
    assert Judge(emulator, SECOND)("app_secrets")["orders"]["secret"] == SECRET
    # what is there needs none
    emulator.clear_requests()
    again = restore(run, backup=backup)
    assert emulator.requests(mutating=True) == []
    assert again[STEP]["secrets"]["untouched"] == [ORDERS, "app_secrets/stock/secret", DATABASE]


def test_a_part_of_a_backup(run: Runner, emulator: EmulatorProcess, vault: tuple[str, ...], tmp_path: Path) -> None:
    """One application comes back as it was, and nothing else is touched."""
    backup = back_up(run, emulator, DOCUMENT, vault, tmp_path)
    spoilt = {
        "datasources": [{"name": "orders-db", "app": "orders", "state": "absent"}],
        "apps": [{"name": "orders", "remark": "spoilt"}, {"name": "stock", "remark": "changed on purpose"}],
    }
    Instance(emulator, tenant.MAIN_INSTANCE.id).apply(spoilt)
    part = {"apps": ["ord*"], "kinds": ["apps", "datasources"]}
    connection = {"roma_connection": {"instance_id": tenant.MAIN_INSTANCE.id}}
    done = run(RESTORE, extra_vars={**connection, "restore_backup": str(backup), "restore_only": part,
                                    "restore_secrets": json.dumps({DATABASE: PASSWORD})}, options=vault)  # fmt: skip
    outcomes = {(record["kind"], record["name"]): record["outcome"] for record in done[STEP]["results"]}
    assert outcomes["datasources", "orders-db"] == "created"
    assert outcomes["apps", "orders"] == "updated"
    assert {outcomes[key] for key in outcomes.keys() - {("datasources", "orders-db"), ("apps", "orders")}} == {
        "skipped"
    }
    assert Judge(emulator)("apps")["stock"]["remark"] == "changed on purpose"


def test_a_backup_that_does_not_verify_is_refused_or_passed_over(
    run: Runner, emulator: EmulatorProcess, vault: tuple[str, ...], tmp_path: Path
) -> None:
    document = {"apps": [{"name": "orders"}]}
    backup = back_up(run, emulator, document, vault, tmp_path)
    newer = backup.parent / "20990101T000000Z"
    shutil.copytree(backup, newer)
    with (newer / "document.yml").open("ab") as file:
        file.write(b"#")
    emulator.clear_requests()
    refused = restore(run, vault, backup=newer, fails=True)[STEP]
    assert "document.yml" in str(refused["findings"])
    assert emulator.requests() == []
    done = restore(run, vault, backup=backup.parent, warnings=True)
    assert done[STEP]["path"] == str(backup)
    assert "a newer backup was passed over" in done.output
    nowhere = restore(run, vault, fails=True).output
    assert "restore_backup: give the directory of a backup, or restore_root" in nowhere
    assert "conditional" not in nowhere
    for place in (tmp_path / "nowhere", backup / "document.yml"):
        assert "is not a directory" in restore(run, vault, backup=place, fails=True)[STEP].msg


def test_what_was_asked_for_and_is_not_there_makes_it_fail(
    run: Runner, emulator: EmulatorProcess, vault: tuple[str, ...], tmp_path: Path
) -> None:
    """The service says that it has done something, and has not."""
    document = {"apps": [{"name": "orders"}], "app_secrets": [{"app": "orders", "secret": SECRET}]}
    backup = back_up(run, emulator, document, vault, tmp_path)
    emulator.fault("PUT", "/secret$", status=200, body={}, count=1)
    failed = restore(run, vault, backup=backup, fails=True)[STEP]
    assert failed["changed"]
    assert "not everything is as it was asked for: app_secrets[0] (orders): secret" in failed.msg
    restore(run, vault, backup=backup)
    assert Judge(emulator, SECOND)("app_secrets")["orders"]["secret"] == SECRET


def test_one_backup_becomes_what_two_stages_need(
    run: Runner, emulator: EmulatorProcess, vault: tuple[str, ...], tmp_path: Path
) -> None:
    """Other names and values on each, nothing of one on the other, and no word of a secret that is misplaced."""
    document = {**DOCUMENT, "topics": [{"name": "placed", "app": "orders"}]}
    backup = back_up(run, emulator, document, vault, tmp_path, backup_secrets={DATABASE: PASSWORD})
    overrides = [
        {"where": {"kind": "apps"}, "rename": "*-stage"},
        {"where": {"kind": "env_variables", "app": "orders"}, "set": {"value": "stage.internal:80"}},
        {"where": {"kind": "datasources"}, "set": {"content": {"password": "<secret:of the stage>"}}},
        {"where": {"kind": "topics"}, "skip": True},
        {"where": {"kind": "products"}, "skip": True, "optional": True},
    ]
    given = {"backup": backup, "overrides": overrides, "secrets": {"of the stage": "canary-of-stage"}}
    done = restore(run, vault, verbosity=3, diff=True, **given)
    assert "canary-of-stage" not in done.output
    outcomes = {(record["kind"], record["name"]): record["outcome"] for record in done[STEP]["results"]}
    assert outcomes["apps", "orders-stage"] == "created"
    assert outcomes["topics", "placed"] == "skipped"
    judge = Judge(emulator, SECOND)
    assert set(judge("apps")) == {"orders-stage", "stock-stage"}
    assert judge("app_secrets")["orders-stage"]["secret"] == SECRET
    emulator.clear_requests()
    restore(run, vault, **given)
    assert emulator.requests(mutating=True) == []
    # once more onto the first instance, where one of the applications gets a sibling
    run(RESTORE, extra_vars={"restore_backup": str(backup), "restore_portable": True,
                             "restore_overrides": [{"where": {"kind": "apps", "name": "stock"}, "rename": "stock-2"}]},
        options=vault)  # fmt: skip
    assert set(Judge(emulator)("apps")) == {"orders", "stock", "stock-2"}
    wrong = [{"where": {"kind": "datasources"}, "set": {"content": {"password": "canary-misplaced", "hots": "x"}}}]
    refused = restore(run, vault, backup=backup, overrides=wrong, fails=True, verbosity=3)
    assert len(refused[STEP]["problems"]) == 2
    assert "canary-misplaced" not in refused.output.partition("fatal: ")[2]
