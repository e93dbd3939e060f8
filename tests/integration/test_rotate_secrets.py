# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbook that rotates secrets: kept when the trial succeeds, taken back when not, gone on with when killed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from ansible.release import __version__

from tests.emulator.process import EmulatorProcess
from tests.integration.instance import Instance
from tests.integration.playbook import Runner
from tests.integration.processes import kill
from tests.integration.test_backups import wait_for
from tests.integration.test_fleets import tables

ROTATE = "roma.connect.rotate_secrets"
NAME = "app_secrets/orders/secret"
FORMER, NEW = "canary-former-01", "canary-new-0001"


class Rotation:
    """One application whose secret is to be rotated, and the files that belong to it."""

    def __init__(self, run: Runner, instance: Instance, directory: Path) -> None:
        self.run, self.instance, self.directory = run, instance, directory
        self.journal, self.stored, self.slow = directory / "journal", directory / "stored", directory / "slow"
        instance.apply({"apps": [{"name": "orders"}], "app_secrets": [{"app": "orders", "secret": FORMER}]})
        self._tasks("store", {"ansible.builtin.copy": {"content": "{{ rotate_secrets_secret }}",
                                                       "dest": str(self.stored), "mode": "0600"}})  # fmt: skip
        self._tasks("good", {"ansible.builtin.assert": {"that": ["rotate_secrets_secret | length > 7"]}})
        self._tasks("changing", {"ansible.builtin.set_fact": {"rotate_secrets_secret": "canary-other-01",
                                                              "rotate_secrets_item": {"name": "canary"}}})  # fmt: skip
        self._tasks("bad", {"ansible.builtin.command": {"cmd": "false {{ rotate_secrets_secret }}"}})
        self._tasks("slow", {"ansible.builtin.command": {"cmd": f"sh -c 'touch {self.slow}; sleep 60'"}})
        self._tasks("for-keys", {"ansible.builtin.assert": {"that": ["rotate_secrets_item.kind == 'signature_keys'"]}})
        self._tasks("leak", {"ansible.builtin.fail": {"msg": "{{ rotate_secrets_secret }}"}})
        (directory / "password").write_text("canary-vault-password")

    def _tasks(self, name: str, task: dict[str, Any]) -> None:
        (self.directory / f"{name}.yml").write_text(json.dumps([{"name": name, **task}]))

    def options(self, test: str = "good", **values: Any) -> dict[str, Any]:
        given = {
            "rotate_secrets_names": [NAME], "rotate_secrets_values": {NAME: NEW},
            "rotate_secrets_test": str(self.directory / f"{test}.yml"),
            "rotate_secrets_store": str(self.directory / "store.yml"), "rotate_secrets_journal": str(self.journal),
        }  # fmt: skip
        vault = ("--vault-id", f"prod@{self.directory / 'password'}")
        return {"extra_vars": {**given, **values}, "options": vault, "verbosity": 3, "diff": True}

    @property
    def secret(self) -> str:
        return self.secret_of("orders")

    def secret_of(self, app: str) -> str:
        found = self.instance.read(include_secrets=True, kinds=["app_secrets"])["document"]["app_secrets"]
        return {str(entry["app"]): str(entry["secret"]) for entry in found}[app]

    @property
    def journals(self) -> list[Path]:
        return list(self.journal.iterdir()) if self.journal.exists() else []

    def assert_quiet(self, text: str, *secrets: str) -> None:
        """Neither an output holds a secret, nor the journal, nor what a run has left or what a callback was told."""
        left = [path for path in self.run.temporary.rglob("*") if path.is_file()]
        written = [*self.journals, *left, *self.directory.rglob("record")]
        for secret in (FORMER, NEW, *secrets):
            assert secret not in text
            assert not any(secret.encode() in path.read_bytes() for path in written)


@pytest.fixture
def rotation(run: Runner, emulator: EmulatorProcess, tmp_path: Path) -> Rotation:
    return Rotation(run, Instance(emulator, emulator.env["ROMA_INSTANCE_ID"]), tmp_path)


def test_a_secret_that_proves_good_is_stored_and_kept(
    run: Runner, emulator: EmulatorProcess, rotation: Rotation
) -> None:
    emulator.clear_requests()
    planned = run(ROTATE, check=True, **rotation.options())
    assert rotation.secret == FORMER
    assert rotation.journals == []
    assert planned.writes() == []
    done = run(ROTATE, **rotation.options("changing"))
    assert rotation.secret == rotation.stored.read_text() == NEW
    assert rotation.journals == []
    (told,) = done["Tell what was rotated"]["msg"]
    assert told.startswith(f"{NAME}: rotated; stored ")
    rotation.assert_quiet(planned.output + done.output)


def test_a_secret_that_fails_is_taken_back(run: Runner, rotation: Rotation) -> None:
    done = run(ROTATE, fails=True, **rotation.options("bad"))
    assert rotation.secret == FORMER
    assert rotation.journals == []
    assert not rotation.stored.exists()
    rotation.assert_quiet(done.output)


def test_without_a_vault_secret_nothing_is_begun(run: Runner, rotation: Rotation) -> None:
    run(ROTATE, fails=True, **{**rotation.options(), "options": ()})
    assert rotation.secret == FORMER
    assert rotation.journals == []


@pytest.mark.parametrize("test", ["good", "bad"])
def test_a_run_that_was_killed_while_the_secret_was_tried(run: Runner, rotation: Rotation, test: str) -> None:
    process = run.start(ROTATE, **rotation.options("slow"))
    wait_for(lambda: rotation.slow.exists() or process.poll() is not None)
    kill(process.pid)
    process.communicate()
    assert rotation.secret == NEW
    assert len(rotation.journals) == 1
    rotation.assert_quiet("")
    done = run(ROTATE, fails=test == "bad", **rotation.options(test, rotate_secrets_values={}))
    assert rotation.secret == (NEW if test == "good" else FORMER)
    assert rotation.journals == []
    rotation.assert_quiet(done.output)


def test_what_could_not_be_stored_is_stored_by_the_next_run(run: Runner, rotation: Rotation) -> None:
    """It has proved good, so that it stays, and is not tried again: the one after it would be refused by then."""
    broken = str(rotation.directory / "bad.yml")
    done = run(ROTATE, fails=True, **rotation.options(rotate_secrets_store=broken))
    assert rotation.secret == NEW
    assert len(rotation.journals) == 1
    rotation.assert_quiet(done.output)
    escrow = rotation.directory / "escrow.yml"
    again = run(ROTATE, **rotation.options("bad", rotate_secrets_values={}, rotate_secrets_escrow=str(escrow)))
    assert rotation.secret == rotation.stored.read_text() == NEW
    assert rotation.journals == []
    assert escrow.read_text().startswith("$ANSIBLE_VAULT;1.2;AES256;prod")
    rotation.assert_quiet(again.output)


def test_a_run_that_was_killed_while_the_service_set_the_secret(
    run: Runner, emulator: EmulatorProcess, rotation: Rotation
) -> None:
    """Nobody had heard of the made-up secret but the journal and the service, which was still to be asked for it."""
    emulator.clear_requests()
    emulator.fault("GET", "/secret$", skip=3, delay=60.0)
    process = run.start(ROTATE, **rotation.options(rotate_secrets_values={}))
    wait_for(lambda: emulator.requests(mutating=True) or process.poll() is not None)
    kill(process.pid)
    output = "".join(process.communicate())
    emulator.clear_faults()
    set_before = rotation.secret
    assert set_before != FORMER
    assert len(rotation.journals) == 1
    done = run(ROTATE, **rotation.options(rotate_secrets_values={}))
    assert rotation.secret == rotation.stored.read_text() == set_before
    assert rotation.journals == []
    rotation.assert_quiet(output + done.output, set_before)


def test_what_could_not_be_taken_back_is_told_and_taken_back_by_the_next_run(
    run: Runner, emulator: EmulatorProcess, rotation: Rotation
) -> None:
    emulator.fault("PUT", "/secret$", skip=1, count=9, status=400, body={"error_code": "ROMA.1", "error_msg": "no"})
    done = run(ROTATE, fails=True, env={"ANSIBLE_SHOW_CUSTOM_STATS": "true"}, **rotation.options("bad"))
    (told,) = done["Tell what was rotated"]["msg"]
    assert told.startswith(f"{NAME}: the trial failed at the task bad; the former secret was not put back: PUT ")
    assert told.endswith("; run this again")
    assert f'"failed_names": ["{NAME}"]' in " ".join(done.stdout.partition("CUSTOM STATS")[2].split()).replace(
        "[ ", "["
    ).replace(" ]", "]")
    assert rotation.secret == NEW
    emulator.clear_faults()
    again = run(ROTATE, **rotation.options(rotate_secrets_values={}))
    assert rotation.secret == rotation.stored.read_text()
    assert rotation.secret not in (FORMER, NEW)
    assert rotation.journals == []
    rotation.assert_quiet(done.output + again.output, rotation.secret)


def test_after_too_many_failures_no_further_secret_is_touched(run: Runner, rotation: Rotation) -> None:
    """Both secrets of a signature key work; the trials of the applications fail."""
    key = {"name": "order_system", "sign_type": "hmac", "sign_key": "canary-key-01", "sign_secret": "canary-former-02"}
    apps, given = ["orders", "shop", "billing"], "canary-new-000002"
    rotation.instance.apply({"signature_keys": [key], "apps": [{"name": name} for name in apps]})
    names = [*(f"signature_keys/order_system/sign_{what}" for what in ("key", "secret")),
             *(f"app_secrets/{name}/secret" for name in apps)]  # fmt: skip
    done = run(ROTATE, fails=True,
               **rotation.options("for-keys", rotate_secrets_names=names, rotate_secrets_values={names[1]: given},
                                  rotate_secrets_failures=1))  # fmt: skip
    lines = done["Tell what was rotated"]["msg"]
    assert [line.partition(": ")[0] for line in lines] == names[:4]
    assert [": rotated;" in line for line in lines] == [True, True, False, False]
    assert "2 of 5 secrets were rotated; failed: " in done.stdout
    (now,) = rotation.instance.read(include_secrets=True, kinds=["signature_keys"])["document"]["signature_keys"]
    assert now["sign_secret"] == rotation.stored.read_text() == given
    assert now["sign_key"] not in (key["sign_key"], given)
    assert rotation.secret_of("orders") == FORMER
    assert rotation.journals == []
    rotation.assert_quiet(done.output, key["sign_key"], key["sign_secret"], given, now["sign_key"])


def test_a_fleet_gets_a_table(run: Runner, rotation: Rotation, tmp_path: Path) -> None:
    """The second instance has no such application."""
    inventory = tmp_path / "fleet.roma.yml"
    inventory.write_text(json.dumps({"plugin": "roma.connect.instances"}))
    options = rotation.options()
    done = run(ROTATE, fails=True, **{**options, "options": (*options["options"], "-i", str(inventory))})
    (table,) = tables(done)
    assert table["host"] == ["outcome", "planned", "rotated", "not_rotated"]
    assert table["roma-main"] == ["changed", "1", "1", "0"]
    assert table["roma-second"][0] == "failed"
    assert "there is no application named 'orders'" in table["roma-second"][1]


def test_a_message_that_is_made_of_the_secret_is_shown_from_2_19_on(run: Runner, rotation: Rotation) -> None:
    """The limit that the guide tells of. When this fails with a newer version, tell it there."""
    done = run(ROTATE, fails=True, **rotation.options("leak"))
    assert (NEW in done.output) == (tuple(map(int, __version__.split(".")[:2])) >= (2, 19))
    assert rotation.secret == FORMER
