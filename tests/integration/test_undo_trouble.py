# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The way back from runs that were killed or failed, at every write that they make."""

from __future__ import annotations

import os
import re
import signal
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.roma.connect.plugins.module_utils._base._errors import ApiError
from ansible_collections.roma.connect.plugins.module_utils._catalog._registry import BY_KIND
from ansible_collections.roma.connect.plugins.module_utils._document._file import document_of
from ansible_collections.roma.connect.plugins.module_utils._planning._secrets import secrets_in
from ansible_collections.roma.connect.plugins.module_utils._run._backups._checks import secrets_named
from ansible_collections.roma.connect.plugins.module_utils._service._client import Client
from ansible_collections.roma.connect.plugins.module_utils._spec._values import is_placeholder
from ansible_collections.roma.connect.tests.unit.generator import Generator

from tests.emulator.identity import tenant
from tests.emulator.process import EmulatorProcess
from tests.integration.instance import Instance, Result
from tests.integration.playbook import Runner
from tests.integration.policy_cases import NEEDS, api
from tests.integration.processes import kill
from tests.integration.test_generated_documents import BUILT_IN, names_of
from tests.integration.test_interruption import wait_until
from tests.integration.test_undo import shown, some_of

SECRET, NEWER = "Canary+Former/1", "Canary+Newer/22"
#: What nothing may ever evaluate.
TEMPLATE = "{{ lookup('ansible.builtin.pipe', 'touch evaluated') }}"


def binding(name: str) -> dict[str, str]:
    return {"api": name, "group": "orders-v1", "environment": "RELEASE"}


def policy(name: str, *apis: str, **options: Any) -> dict[str, Any]:
    return {"name": name, "time_unit": "DAY", "time_interval": 1, "api_call_limits": 9,
            "bindings": [binding(name) for name in apis], **options}  # fmt: skip


START: dict[str, Any] = {
    **NEEDS,
    "apps": [*NEEDS["apps"], {"name": "gone", "remark": TEMPLATE}],
    "app_secrets": [{"app": "gone", "secret": SECRET}, {"app": "orders", "secret": SECRET}],
    "apis": [*NEEDS["apis"], api("refunds", "/refunds", ["RELEASE", "STAGE"])],
    "throttling_policies": [policy("first", "orders"), policy("second", "bills", "refunds", remark="r")],
    "topics": [{"name": "old-events", "app": "orders"}, {"name": "older-events", "app": "orders"}],
}
#: Makes, changes, publishes, takes offline, binds, and deletes.
CHANGED: dict[str, Any] = {
    "apps": [{"name": "orders", "remark": "new"}, {"name": "more"}, {"name": "gone", "state": "absent"}],
    "app_secrets": [{"app": "orders", "secret": NEWER}, {"app": "more", "secret": NEWER}],
    "environments": [{"name": "LIVE"}],
    "apis": [
        {**api("orders", "/anew", ["RELEASE", "LIVE"])},
        api("returns", "/returns", ["LIVE"]),
        *(
            {"name": name, "group": "orders-v1", "group_app": "orders", "state": "absent"}
            for name in ("bills", "refunds")
        ),
    ],
    "throttling_policies": [policy("first"), {"name": "second", "state": "absent"}, policy("third", "orders")],
    "topics": [{"name": name, "state": "absent"} for name in ("old-events", "older-events")],
}


@pytest.fixture
def main(emulator: EmulatorProcess) -> Instance:
    return Instance(emulator, tenant.MAIN_INSTANCE.id)


def nothing() -> None:
    """Let it pass."""


@pytest.fixture
def at_write(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """Arm what happens at the write of a number, counted from 0; returns the list of all that were begun."""
    real = Client.call

    def arm(
        number: int, before: Callable[[], None] = nothing, after: Callable[[], None] = nothing, spare: str = "^GET "
    ) -> Any:
        lock, writes = threading.Lock(), []

        def call(self: Client, method: str, path: str, *args: Any, **keywords: Any) -> Any:
            if re.search(spare, f"{method} {path}"):
                return real(self, method, path, *args, **keywords)
            with lock:
                mine = len(writes) == number
                writes.append(f"{method} {path}")
            if mine:
                before()
            answer = real(self, method, path, *args, **keywords)
            if mine:
                after()
            return answer

        monkeypatch.setattr(Client, "call", call)
        return writes

    return arm


def at_once(*work: Callable[[], Any]) -> None:
    """Do several things at the same time, each in a process of its own."""
    pids = []
    for do in work:
        pids.append(os.fork())
        if not pids[-1]:
            try:
                do()
            finally:
                os._exit(0)
    for pid in pids:
        os.waitpid(pid, 0)


def killed(main: Instance, **options: Any) -> bool:
    """Run in a process of its own; return whether it was killed."""
    pid = os.fork()
    if not pid:
        try:
            main.run("config", **options)
        finally:
            os._exit(0)
    return os.WIFSIGNALED(os.waitpid(pid, 0)[1])


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def secrets_for(path: Path) -> dict[str, str]:
    """The secret of what was deleted is needed; that of what was changed is known to nobody, say."""
    named = secrets_named(document_of(path.read_text(), path.name))
    return {name: SECRET for name in named if name == "app_secrets/gone/secret"}


def undo(main: Instance, path: Path) -> Result:
    return main.apply(document_of(path.read_text(), path.name), exact=True, secrets=secrets_for(path))


def test_a_killed_run_can_be_taken_back(
    main: Instance, emulator: EmulatorProcess, tmp_path: Path, at_write: Callable[..., list[str]]
) -> None:
    """Killed before a write or after it, at each of them: what was stored before the first one brings all back."""
    main.apply(START)
    before, state = main.read()["document"], emulator.state()
    number, was_killed = 0, True
    while was_killed:
        path = tmp_path / f"undo-{number}.yml"
        when = "after" if number % 2 else "before"
        at_write(number, **{when: die})
        was_killed = killed(main, document=CHANGED, undo_file=str(path))
        at_write(-1)
        assert SECRET not in path.read_text()
        done = undo(main, path)
        # the secret that an application had is known to nobody but those who have kept it
        main.apply({"app_secrets": [{"app": "orders", "secret": SECRET}]})
        assert (main.read()["document"], emulator.state()) == (before, state), f"{when} write {number}"
        assert not undo(main, path)["changed"]
        if number == 0:
            assert not done["changed"]
        number += 1
    assert number > 15


def test_two_at_once(main: Instance, emulator: EmulatorProcess, tmp_path: Path) -> None:
    """One way back for two instances is refused to one of them; applied twice at a time it is applied once."""
    second, path = Instance(emulator, tenant.SECOND_INSTANCE.id), tmp_path / "undo.yml"
    main.apply(START)
    before, empty = main.read()["document"], second.read()["document"]
    at_once(*(partial(instance.run, "config", document=document, undo_file=str(path))
              for instance, document in ((main, CHANGED), (second, START))))  # fmt: skip
    written = [main.read()["document"] != before, second.read()["document"] != empty]
    assert sorted(written) == [False, True]
    whose = main if written[0] else second
    at_once(partial(undo, whose, path), partial(undo, whose, path))
    assert (main.read()["document"], second.read()["document"]) == (before, empty)


PROVISION = "roma.connect.provision"


@pytest.mark.parametrize(("method", "path"), [("POST", "/apis/action$"), ("PUT", "/apps/"), ("DELETE", "/throttles/")])
def test_a_killed_playbook_can_be_taken_back(
    run: Runner, main: Instance, emulator: EmulatorProcess, tmp_path: Path, method: str, path: str
) -> None:
    """With the request under way, which the service carries out after the death of who sent it."""
    main.apply(START)
    before, undo_file = main.read()["document"], tmp_path / "undo.yml"
    emulator.clear_requests()
    emulator.fault(method, path, delay=1.5)
    process = run.start(PROVISION, extra_vars={"roma_document": CHANGED, "roma_undo_file": str(undo_file)})

    def under_way() -> list[dict[str, Any]]:
        assert process.poll() is None
        return [entry for entry in emulator.requests(mutating=True) if entry["fault"] == "delay"]

    wait_until(lambda: bool(under_way()))
    kill(process.pid)
    process.communicate()
    wait_until(lambda: all(entry["status"] for entry in emulator.requests(mutating=True)))
    assert main.read()["document"] != before
    if method == "POST":
        given = {"roma_document": str(undo_file), "roma_exact": True, "roma_secrets": secrets_for(undo_file)}
        assert run(PROVISION, extra_vars=given)["Apply the document"].changed
        assert list(tmp_path.rglob("evaluated")) == []
    else:
        undo(main, undo_file)
    assert main.read()["document"] == before


def visible(state: dict[str, int]) -> dict[str, int]:
    """Leave out what may be there and is not shown: bindings to what is not published."""
    return {kind: count for kind, count in state.items() if kind not in ("signature_bindings", "throttle_bindings")}


def refuse() -> None:
    raise ApiError(403, "APIG.3104", "no", "", "POST", "/x")


def rolled_back(
    main: Instance, at_write: Callable[..., list[str]], document: Any, first: int = 0, stride: int = 1
) -> Iterator[tuple[str, Result]]:
    """Apply a document that takes itself back, with one write after the other refused, until all succeed."""
    number = first
    while True:
        # what is refused to several objects is done for each of them
        writes = at_write(number, before=refuse, spare="^GET |/apis/publish$|^PUT .*/throttle-bindings$")
        result = main.run("config", document=document, rollback=True)
        at_write(-1)
        if not result.get("failed"):
            return
        assert [result["summary"][name] for name in ("created", "updated", "deleted")] == [0, 0, 0], result["msg"]
        yield f"write {number}, {writes[number]}", result
        number += stride


def test_wherever_a_run_fails_it_is_taken_back(
    main: Instance, emulator: EmulatorProcess, at_write: Callable[..., list[str]]
) -> None:
    main.apply(START)
    before, state, tried = main.read(include_secrets=True)["document"], emulator.state(), 0
    for where, failed in rolled_back(main, at_write, CHANGED):
        assert failed["rollback"]["left"] == [], where
        assert (main.read(include_secrets=True)["document"], emulator.state()) == (before, state), where
        tried += 1
    assert tried > 15


@pytest.mark.parametrize("seed", range(2))
def test_every_kind_is_taken_back(
    main: Instance, emulator: EmulatorProcess, seed: int, at_write: Callable[..., list[str]]
) -> None:
    """Documents with an entry of every kind: made, changed, and deleted as far as its secrets can be read."""
    making, tried = Generator(seed, fewest=1, most=1, present=BUILT_IN), Counter[str]()
    before, state = main.read()["document"], emulator.state()
    for where, failed in rolled_back(main, at_write, making.document(), 2 * seed, 5):
        assert failed["rollback"]["left"] == [], where
        assert (main.read()["document"], emulator.state()) == (before, state), where
        tried["made"] += 1

    before, state = main.read()["document"], emulator.state()
    for where, failed in rolled_back(main, at_write, making.changed(), 2 * seed, 5):
        # what stays has been told, before and after
        left = [re.fullmatch(r"(\w+)/(.*): (\w+)\S* (?:will have a value|stays as).*", sentence)
                for sentence in failed["rollback"]["left"]]  # fmt: skip
        assert None not in left, failed["rollback"]["left"]
        assert {f"rollback: {sentence}" for sentence in failed["rollback"]["left"]} <= set(failed.get("warnings", []))
        kept = {(found[1], found[2].partition("/")[0], found[3]) for found in left if found}
        assert shown(main.read()["document"], kept) == shown(before, kept), where
        tried["changed"] += 1

    before, state = main.read()["document"], emulator.state()
    whole = main.read(include_secrets=True)["document"]
    stay = some_of(
        whole, lambda kind, entry: any(map(is_placeholder, secrets_in(BY_KIND[kind].fields, entry).values()))
    )
    absent = {
        kind: [{**names_of(kind, entry), "state": "absent"} for entry in entries if entry not in stay[kind]]
        for kind, entries in whole.items() if not BY_KIND[kind].singleton
    }  # fmt: skip
    for where, failed in rolled_back(main, at_write, absent, 2 * seed, 5):
        assert failed["rollback"]["left"] == [], where
        assert main.read()["document"] == before, where
        assert visible(emulator.state()) == visible(state), where
        tried["deleted"] += 1
    assert min(tried[name] for name in ("made", "changed", "deleted")) > 2, tried
