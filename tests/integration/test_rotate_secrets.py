# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbook that rotates secrets: kept when the trial succeeds, taken back when not, gone on with when killed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.emulator.process import EmulatorProcess
from tests.integration.instance import Instance
from tests.integration.playbook import Runner
from tests.integration.processes import kill
from tests.integration.test_backups import wait_for

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
        self._tasks("bad", {"ansible.builtin.command": {"cmd": "false {{ rotate_secrets_secret }}"}})
        self._tasks("slow", {"ansible.builtin.command": {"cmd": f"sh -c 'touch {self.slow}; sleep 60'"}})
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
        (found,) = self.instance.read(include_secrets=True, kinds=["app_secrets"])["document"]["app_secrets"]
        return str(found["secret"])

    @property
    def journals(self) -> list[Path]:
        return list(self.journal.iterdir()) if self.journal.exists() else []

    def assert_quiet(self, text: str) -> None:
        for secret in (FORMER, NEW):
            assert secret not in text
            assert not any(secret in path.read_text() for path in self.journals)


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
    done = run(ROTATE, **rotation.options())
    assert rotation.secret == rotation.stored.read_text() == NEW
    assert rotation.journals == []
    (told,) = done["Tell what was rotated"]["msg"]
    assert told.startswith(f"{NAME}: rotated; the new secret was in force for ")
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
