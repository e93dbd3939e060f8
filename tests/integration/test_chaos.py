# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs that are killed and a service that fails, at moments that a seed decides; afterwards everything is as declared.

CHAOS_ROUNDS tells how many rounds of each kind there are, CHAOS_SEED the first seed. The name of a test holds its seed:
CHAOS_SEED=7 repeats test_documents[7]. When a process is killed depends on the machine all the same.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible_collections.roma.connect.plugins.module_utils._catalog._registry import BY_KIND
from ansible_collections.roma.connect.tests.unit.generator import Document, Generator

from tests.emulator.identity import tenant
from tests.emulator.process import EmulatorProcess
from tests.integration.instance import Instance, assert_settled
from tests.integration.playbook import Runner
from tests.integration.processes import descendants, send
from tests.integration.test_backups import BACKUP, manifest_of
from tests.integration.test_generated_documents import BUILT_IN

FIRST = int(os.environ.get("CHAOS_SEED", "0"))
SEEDS = range(FIRST, FIRST + int(os.environ.get("CHAOS_ROUNDS", "1")))
DISTURBED = 2  # runs of a round that are killed or meet faults, before one that is left alone
PROVISION, APPLY = "roma.connect.provision", "Apply the document"
each_seed = pytest.mark.parametrize("seed", SEEDS)


@pytest.fixture
def chaos(run: Runner, emulator: EmulatorProcess, seed: int) -> Iterator[Chaos]:
    chaos = Chaos(seed, run, emulator)
    yield chaos
    chaos.end()


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith(("ROMA_", "HUAWEICLOUD_"))]:
        monkeypatch.delenv(name)


class Chaos:
    """Disturbs runs. What it does is decided by a seed alone."""

    def __init__(self, seed: int, run: Runner, emulator: EmulatorProcess) -> None:
        self.random = random.Random(seed)
        self._run = run
        self._emulator = emulator
        self._left: list[int] = []

    def end(self) -> None:
        """See to it that nothing of any run is left, not even a worker without its playbook."""
        send(signal.SIGKILL, *self._left)
        self._left.clear()

    def disturb(self, playbook: str, variables: dict[str, Any]) -> str:
        """Let a run meet faults, and perhaps its end. Returns what it said, if it was not killed."""
        self._emulator.clear_requests()
        for _ in range(self.random.randint(0, 4)):
            self._fault()
        most = self.random.choice((None, self.random.randint(1, 40), self.random.randint(1, 300)))
        process = self._run.start(playbook, extra_vars=variables)
        try:
            if most is not None:
                self._kill(process, most, self.random.random() < 0.5)
            said = "".join(process.communicate(timeout=120))
        finally:
            self._left += [*descendants(process.pid), process.pid]
            self._emulator.clear_faults()
        return "" if process.returncode < 0 else said

    def _fault(self) -> None:
        method = self.random.choice(("GET", "POST", "POST", "PUT", "DELETE"))
        kind: dict[str, Any] = self.random.choice([
            {"reset": "before"},
            {"reset": "after"},
            {"truncate": self.random.randint(0, 200)},
            {"status": self.random.choice((429, 500, 502, 503, 504)), "after_work": self.random.random() < 0.5},
            {"delay": self.random.random()},
        ])  # fmt: skip
        self._emulator.fault(method, ".", skip=self.random.randint(0, 80), count=self.random.randint(1, 6), **kind)

    def _kill(self, process: subprocess.Popen[str], most: int, all_of_it: bool) -> None:
        """Kill a run when it has sent so many requests: all of it, or the playbook, which leaves its worker alone."""
        while process.poll() is None and len(self._emulator.requests()) < most:
            time.sleep(0.02)
        if process.poll() is None:
            self._left += descendants(process.pid)
            send(signal.SIGKILL, process.pid, *(self._left if all_of_it else ()))


def objects(instance: Instance) -> Counter[tuple[str, ...]]:
    """How often there is an object of each kind and name."""
    return Counter(names_of(kind, entry) for kind, entries in instance.read()["document"].items() for entry in entries)


def names_of(kind: str, entry: dict[str, Any]) -> tuple[str, ...]:
    return (kind, *(str(entry.get(name) or "") for name in BY_KIND[kind].identity))


def declared(document: Document) -> Counter[tuple[str, ...]]:
    return Counter(names_of(kind, entry) for kind, entries in document.items() for entry in entries)


@each_seed
def test_documents(chaos: Chaos, emulator: EmulatorProcess, tmp_path: Path, seed: int) -> None:
    """Nothing is lost, nothing is there twice, and the next run that is left alone completes what is missing."""
    emulator.switch(duplicate_datasource_names=True, duplicate_task_names=True, latency_ms=5)
    instance = Instance(emulator, tenant.MAIN_INSTANCE.id)
    emulator.seed("apps", 3)
    before = objects(instance)
    making = Generator(seed, fewest=4, most=9, present=BUILT_IN)
    for document in (making.document(), making.changed()):
        path = tmp_path / "document.yml"
        path.write_text(yaml.safe_dump({**document}))
        for _ in range(DISTURBED):
            said = chaos.disturb(PROVISION, {"roma_document": str(path)})
            assert "Traceback" not in said
            assert "internal error" not in said
        chaos.end()
        instance.apply(document)
        assert_settled(instance, document)
        after, wanted = objects(instance), before | declared(document)
        assert wanted - after == Counter(), "nothing is lost"
        assert {names for names, number in after.items() if number > max(1, wanted[names])} == set(), "nor doubled"
        before = after


@each_seed
def test_backups(chaos: Chaos, run: Runner, emulator: EmulatorProcess, tmp_path: Path) -> None:
    """What has a final name is whole, and was told to be complete; a run that is left alone makes a backup."""
    emulator.switch(latency_ms=5)
    for kind in ("apps", "datasources", "products"):
        emulator.seed(kind, 3)
    place = tmp_path / "backups" / "main"
    variables = {"backup_root": str(place.parent), "backup_label": place.name, "backup_occ_exports": [
        {"name": "people", "items": [{"id": "Profiles"}]}]}  # fmt: skip
    for _ in range(DISTURBED):
        sealed = sealed_in(place)
        said = chaos.disturb(BACKUP, variables)
        assert "Traceback" not in said
        assert "internal error" not in said
        if said:
            assert len(sealed_in(place)) == len(sealed) + ("failed=0" in said), said
    run(BACKUP, extra_vars=variables)
    last = sealed_in(place)[-1]
    manifest = manifest_of(last)
    assert (manifest["counts"]["products"], manifest["consistent"]) == (3, True)
    assert {file["path"].partition("/")[0] for file in manifest["files"]} == {
        "assets", "document.yml", "occ", "products.csv", "report.html", "report.json"}  # fmt: skip
    for backup in sealed_in(place):
        assert manifest_of(backup)["counts"]["apps"] == manifest["counts"]["apps"]


def sealed_in(place: Path) -> list[Path]:
    """The backups that look complete, the oldest first."""
    return sorted(path for path in place.glob("*") if not path.name.startswith("."))
