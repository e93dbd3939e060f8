# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rotation that ends at any moment, a service that fails at any request: no secret is lost, the next one ends well."""

from __future__ import annotations

import json
import os
import typing as t
from pathlib import Path

import pytest
from ansible_collections.roma.connect.plugins.module_utils._base._errors import RomaError
from ansible_collections.roma.connect.plugins.module_utils._base._vault import Locked
from ansible_collections.roma.connect.plugins.module_utils._catalog._registry import BY_KIND
from ansible_collections.roma.connect.plugins.module_utils._run._backups._ownership import noted_run
from ansible_collections.roma.connect.plugins.module_utils._run._registry import OPERATIONS, Context
from ansible_collections.roma.connect.plugins.module_utils._run._rotation import _journal, _secret_rotation
from ansible_collections.roma.connect.plugins.module_utils._service._http import Broken
from ansible_collections.roma.connect.tests.unit.service import Service
from ansible_collections.roma.connect.tests.unit.transport import ENDPOINT, Answer, FakeClient, Request

Result = dict[str, t.Any]
NAME, FORMER, GIVEN = "app_secrets/orders/secret", "canary-former-01", "canary-given-0001"
CONNECTION = {"endpoint": ENDPOINT, "project_id": "p", "instance_id": "i", "token": "given-token", "api_retries": 1}


class Killed(BaseException):
    """The process has ended: nothing that follows is done, and no step of the role either."""


class Vault:
    """Writes texts as numbers."""

    def __init__(self, password: str = "one") -> None:
        self.ids = [password]

    def encrypt(self, text: str, vault_id: str) -> str:
        return f"$ANSIBLE_VAULT;1.2;AES256;{vault_id or self.ids[0]}\n{text.encode().hex()}"

    def decrypt(self, text: str) -> str:
        head, _line, rest = text.partition("\n")
        if not head.endswith(f";{self.ids[0]}"):
            raise Locked("cannot be decrypted with the vault secrets of this run")
        return bytes.fromhex(rest).decode()


class World:
    """An application, what a run leaves on the disk, and the steps of the role `rotate_secrets`."""

    def __init__(self, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.service = Service([BY_KIND["apps"], BY_KIND["app_secrets"]])
        self.app = self.service.add("apps", name="orders")
        self.in_force = FORMER
        self.journal, self.escrow = place / "journal", place / "escrow.yml"
        self.stored: list[str] = []
        self.moments = 0
        self.ends_at: int | None = None
        self.failure: t.Callable[[Request], Answer | BaseException] | None = None
        self.requests = 0
        self.fails_from = self.fails_to = -1
        self.after = False
        monkeypatch.setattr(_secret_rotation, "Client", lambda connection: FakeClient(self.answer, api_retries=1))
        write, remove = _journal.write_private, _journal.Journal.remove
        monkeypatch.setattr(_journal, "write_private", lambda *args: self.moment(write, *args))
        monkeypatch.setattr(_journal.Journal, "remove", lambda journal: self.moment(remove, journal))

    @property
    def in_force(self) -> str:
        return str(self.service.objects["app_secrets"][self.app]["secret"])

    @in_force.setter
    def in_force(self, secret: str) -> None:
        self.service.objects["app_secrets"][self.app] = {"secret": secret}

    def moment(self, work: t.Callable[..., t.Any], *args: t.Any) -> t.Any:
        """Do what must not be half done; the run may end just before, or just after."""
        self.tick()
        done = work(*args)
        self.tick()
        return done

    def tick(self) -> None:
        self.moments += 1
        if self.ends_at is not None and self.moments >= self.ends_at:
            raise Killed

    def answer(self, request: Request) -> Answer:
        self.requests += 1
        self.tick()
        failing = self.failure is not None and self.fails_from <= self.requests <= self.fails_to
        answer = None if failing and not self.after else self.service(request)
        if failing and self.failure is not None:
            found = self.failure(request)
            if isinstance(found, BaseException):
                raise found
            return found
        self.tick()
        assert answer is not None
        return answer

    def step(self, step: str, run: int = 0, vault: Vault | None = None, **options: t.Any) -> Result:
        params = {**CONNECTION, "step": step, "names": [NAME], "journal": str(self.journal),
                  "escrow": str(self.escrow), **options}  # fmt: skip
        context = Context(params, no_log=True, run=run or os.getpid(), vault=vault or Vault())
        return OPERATIONS["secret_rotation"].run(context)

    def role(self, good: bool = True, given: str | None = None) -> str:
        """Do what the tasks of the role do, and return its last line."""
        secrets = {"secrets": {NAME: given}} if given else {}
        self.step("plan", **secrets)
        try:
            rotation = self.step("set", **secrets)["rotation"]
            if not (good or rotation["proved"]):
                raise RomaError("the trial failed")
            self.step("prove", **secrets)
        except RomaError as exc:
            return str(self.step("undo", reason=str(exc), **secrets)["told"])
        self.moment(self.stored.append, rotation["secret"])
        return str(self.step("keep", **secrets)["told"])

    @property
    def journals(self) -> list[Path]:
        return sorted(self.journal.iterdir()) if self.journal.exists() else []

    @property
    def known(self) -> set[str]:
        """The secrets that somebody knows besides the service."""
        found = {FORMER, *self.stored}
        for path in self.journals:
            noted = json.loads(Vault().decrypt(path.read_text()))
            found |= {noted["former"], noted["new"]}
        if self.escrow.exists():
            found.add(Vault().decrypt(self.escrow.read_text()).rpartition(": ")[2].strip().strip("'\""))
        return found

    def is_settled(self, good: bool) -> None:
        assert self.journals == []
        assert self.in_force in self.known
        if good:
            assert self.in_force == self.stored[-1]
            assert self.in_force in Vault().decrypt(self.escrow.read_text())


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr("os.fsync", lambda handle: None)  # the slowest part by far
    return World(tmp_path, monkeypatch)


def again(world: World, place: Path) -> None:
    """Begin as nobody had ever done anything."""
    for path in world.journals:
        path.unlink()
    world.escrow.unlink(missing_ok=True)
    world.stored.clear()
    world.in_force = FORMER
    world.moments = world.requests = 0
    assert place.exists()


@pytest.mark.parametrize("good", [True, False], ids=["good", "bad"])
@pytest.mark.parametrize("better", [True, False], ids=["then good", "then bad"])
def test_a_run_that_ends_at_any_moment(world: World, tmp_path: Path, good: bool, better: bool) -> None:
    world.role(good)
    moments = world.moments
    assert moments > 20
    for moment in range(1, moments + 1):
        again(world, tmp_path)
        world.ends_at = moment
        with pytest.raises(Killed):
            world.role(good)
        world.ends_at = None
        assert world.in_force in world.known, moment
        former = set(world.stored)
        told = world.role(better)
        world.is_settled(good=better)
        if not better and not former:  # what was handed to others stays
            assert world.in_force == FORMER or "rotated" in told, moment


def test_what_has_failed_is_not_tried_again(world: World, tmp_path: Path) -> None:
    """Also not when the run that puts the former secret back ends at any moment, as the one before has done."""
    moment = 0
    while True:
        moment += 1
        again(world, tmp_path)
        failed = world.step("set")["rotation"]["secret"]
        (path,) = world.journals
        path.write_text(noted(new=failed, state="undoing"))
        world.moments, world.ends_at = 0, moment
        try:
            world.role()
        except Killed:
            world.ends_at = None
            assert world.in_force in world.known, moment
            world.role()
        else:
            break
        assert world.in_force not in (FORMER, failed), moment
        world.is_settled(good=True)
    assert moment > 20
    world.ends_at = None


def attempt(world: World) -> str:
    """Return all that a run tells, which may fail."""
    try:
        return world.role(given=GIVEN)
    except RomaError as exc:
        return f"{exc} {exc.payload()}"


def faults() -> dict[str, t.Callable[[Request], Answer | BaseException]]:
    return {
        "busy": lambda request: Answer(503),
        "an error": lambda request: Answer(500, {"error_code": "ROMA.1", "error_msg": request.url}),
        "refused": lambda request: Answer(403, {"error_code": "ROMA.2", "error_msg": (request.data or b"").decode()}),
        "cut": lambda request: Answer(200, b'{"secr'),
        "something else": lambda request: Answer(200, {"secret": None, "apps": {}, "total": "x"}),
        "no answer": lambda request: Broken("the connection broke"),
    }


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("lasting", [1, 99], ids=["once", "for long"])
@pytest.mark.parametrize("kind", list(faults()))
def test_a_service_that_fails_at_any_request(
    world: World, tmp_path: Path, kind: str, lasting: int, after: bool
) -> None:
    world.role()
    number = world.requests
    world.failure, world.after = faults()[kind], after
    for first in range(1, number + 1):
        again(world, tmp_path)
        world.fails_from, world.fails_to = first, first + lasting - 1
        told = attempt(world)
        assert not {secret for secret in (FORMER, GIVEN) if secret in told}
        world.fails_from = world.fails_to = -1
        assert world.in_force in world.known, first
        world.role()
        world.is_settled(good=True)


def test_two_runs_at_once(world: World) -> None:
    """The second one is a process that lives, too; the first goes on as if nothing had been."""
    other = os.getppid()
    secret = world.step("set")["rotation"]["secret"]
    for step in ("plan", "set", "undo", "prove", "keep"):
        with pytest.raises(RomaError, match="another run is rotating it"):
            world.step(step, run=other)
    assert world.in_force == secret
    world.step("prove")
    world.step("keep")
    assert world.in_force == secret
    assert world.journals == []


def test_another_vault_secret(world: World) -> None:
    secret = world.step("set")["rotation"]["secret"]
    for step in ("plan", "set", "undo", "prove", "keep"):
        with pytest.raises(RomaError, match="run with the vault secret of the run that began"):
            world.step(step, vault=Vault("two"))
    assert world.in_force == secret
    assert world.role().startswith(f"{NAME}: rotated; ")


def noted(**changes: t.Any) -> str:
    """What a journal holds, with other members; None takes one away."""
    whole = {"name": NAME, "former": FORMER, "new": GIVEN, "state": "begun", "set_at": "",
             "run": noted_run(os.getpid()), **changes}  # fmt: skip
    return Vault().encrypt(json.dumps({name: value for name, value in whole.items() if value is not None}), "")


DAMAGED = {
    "empty": "", "text": "x", "\u00fc": "\u00fc", "no numbers": "$ANSIBLE_VAULT;1.2;AES256;one\nxx",
    "list": Vault().encrypt("[]", ""), "no JSON": Vault().encrypt("{", ""), "deep": Vault().encrypt("[" * 9999, ""),
    "of another": noted(name="app_secrets/others/secret"), "no former": noted(former=""), "no new": noted(new=None),
    "more": noted(other="x"), "number": noted(new=1), "state": noted(state="canary"),
    "run": noted(run="canary"), "run of numbers": noted(run="1"), "no host": noted(run='{"process": 1}'),
}  # fmt: skip


@pytest.mark.parametrize("text", DAMAGED.values(), ids=list(DAMAGED))
def test_a_journal_that_is_damaged(world: World, text: str) -> None:
    """Nothing is written, nothing is lost, and the file is named."""
    world.step("set")
    (path,) = world.journals
    world.in_force = FORMER
    path.write_text(text)
    for step in ("plan", "set", "undo", "prove", "keep"):
        with pytest.raises(RomaError) as caught:
            world.step(step)
        assert "canary" not in str(caught.value).replace(NAME, "")
        assert str(path) in str(caught.value)
    assert world.in_force == FORMER
    assert path.read_text() == text


def test_a_secret_that_somebody_else_has_set(world: World) -> None:
    world.step("set")
    world.in_force = "canary-of-another"
    for step in ("plan", "set", "undo", "keep"):
        with pytest.raises(RomaError, match="somebody else has set it"):
            world.step(step)
    assert world.in_force == "canary-of-another"


@pytest.mark.parametrize("secrets", [json.dumps({NAME: GIVEN}), f"{NAME}: {GIVEN}\n", {NAME: GIVEN}],
                         ids=["JSON", "YAML", "a mapping"])  # fmt: skip
def test_new_secrets_in_every_form(world: World, secrets: t.Any) -> None:
    operation = OPERATIONS["secret_rotation"]
    params = {**CONNECTION, "step": "set", "names": [NAME], "journal": str(world.journal), "secrets": secrets}
    assert operation.hidden_values(params) >= {GIVEN}
    assert GIVEN not in str(operation.shown(params))
    operation.perform(Context(params, no_log=True, run=os.getpid(), vault=Vault()))
    assert world.in_force == GIVEN


def test_a_secret_that_looks_like_a_template_is_one_in_no_file(world: World) -> None:
    """The alphabet of secrets has no braces; those of signature keys have."""
    world.escrow.write_text(Vault().encrypt('signature_keys/k/sign_secret: !unsafe "{{ 7 * 7 }}"\n', ""))
    world.role()
    assert 'signature_keys/k/sign_secret: !unsafe "{{ 7 * 7 }}"' in Vault().decrypt(world.escrow.read_text())
