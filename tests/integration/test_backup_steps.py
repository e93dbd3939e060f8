# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Backups that are killed before and after every request and before every step in the file system, and every fault at
every request. The operations run in forks of this process, in the order of the role; `test_backup_killed` does the same
through the playbook at a few moments.
"""

from __future__ import annotations

import datetime
import json
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from ansible.parsing.vault import VaultLib, VaultSecret
from ansible_collections.roma.connect.plugins.module_utils._run._backups import _directory
from ansible_collections.roma.connect.plugins.module_utils._run._backups._verify import NotVerified, verified
from ansible_collections.roma.connect.plugins.module_utils._service._http import HttpService
from ansible_collections.roma.connect.plugins.plugin_utils._controller_vault import ControllerVault

from tests.emulator.identity import tenant
from tests.emulator.process import EmulatorProcess
from tests.integration.instance import Instance, Result

CANARY = "Canary+Steps/Secret=1"
VAULT = ControllerVault(SimpleNamespace(_vault=VaultLib([("prod", VaultSecret(b"canary-vault-password"))])))
KINDS = ["apps", "app_secrets"]
#: What the file system is asked for that leaves something behind; `open` only counts for writing.
STEPS = {"open", "os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.truncate", "shutil.rmtree"}


class Failed(Exception):
    """An operation has failed, and with it the backup."""


class Backups:
    """Backups of one instance below one directory, each of which begins a second after the one before."""

    def __init__(self, emulator: EmulatorProcess, root: Path) -> None:
        self.instance = Instance(emulator, tenant.MAIN_INSTANCE.id)
        self.place = root / "main"
        self.moment = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0)

    def now(self) -> datetime.datetime:
        self.moment += datetime.timedelta(seconds=1)
        return self.moment

    def do(self, name: str, **options: Any) -> Result:
        result = self.instance.run(name, vault=VAULT, process=os.getpid(), **options)
        if result.get("failed"):
            assert "internal error" not in result["msg"]
            raise Failed(result["msg"])
        return result

    def make(self) -> Path:
        """Make a backup as the role does, which removes what it has begun when that fails."""
        begun = self.do("backup_directory", root=str(self.place.parent), label=self.place.name)
        work = Path(begun["path"])
        reading = {"kinds": KINDS, "path": str(work / "document.yml"), "api_retries": 2}
        try:
            state = self.do("config_export", **reading)
            self.do("backup_escrow", placeholders=state["placeholders"], path=str(work / "secrets.yml"), api_retries=2)
            assets = self.do("asset_export", all_apps=True, directory=str(work / "assets"), api_retries=2)
            self.do("product_export", file=str(work / "products.csv"), api_retries=2)
            self.instance.run("config_export", check_mode=True, **reading)
            facts = {"archives": assets["archives"], "secrets_held": ["app_secrets/orders/secret"]}
            return Path(self.do("backup_manifest", path=str(work), target=begun["target"], facts=facts)["path"])
        except Failed:
            shutil.rmtree(work)
            raise

    def finished(self) -> list[Path]:
        return sorted(path for path in self.place.iterdir() if not path.name.startswith("."))

    def check(self) -> None:
        """What has its final name verifies, nothing else does, and no secret is on the disk."""
        for path in self.place.iterdir():
            if path.name.startswith("."):
                with pytest.raises(NotVerified):
                    verified(path, VAULT)
            else:
                assert verified(path, VAULT).secrets.get("app_secrets/orders/secret") == CANARY
        for path in self.place.rglob("*"):
            assert path.is_dir() or CANARY.encode() not in path.read_bytes(), path

    def go_on(self) -> Path:
        """Make a backup after one that did not end: nothing but finished ones is left."""
        before = self.finished()
        for path in self.place.glob(".*.partial"):
            if not (path / ".run.json").exists():  # nobody has noted yet whose it is, which is waited for
                os.utime(path, (0, 0))
        made = self.make()
        assert sorted(self.place.iterdir()) == [*before, made]
        self.check()
        return made


@pytest.fixture
def backups(emulator: EmulatorProcess, monkeypatch: pytest.MonkeyPatch) -> Iterator[Backups]:
    emulator.switch(asset_job_seconds=0)
    emulator.seed("products", 1)
    with tempfile.TemporaryDirectory() as root:
        backups = Backups(emulator, Path(root))
        monkeypatch.setattr(_directory, "now", backups.now)
        backups.instance.apply({"apps": [{"name": "orders"}], "app_secrets": [{"app": "orders", "secret": CANARY}]})
        yield backups


def interrupted_at(step: int, backups: Backups, number: signal.Signals) -> tuple[int, str]:
    """Make a backup in a process of its own, which gets a signal when it is about to take a step.

    :returns: the process, and what it was about to do; nothing when it has ended before
    """
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        try:
            _count(backups.place.parent, step,
                   lambda what: (os.write(writing, what.encode()), os.kill(os.getpid(), number)))  # fmt: skip
            backups.make()
            os._exit(0)
        finally:
            os._exit(1)
    backups.now()  # the child took that one; a name that is taken is waited for
    os.close(writing)
    what = os.read(reading, 1000).decode()
    os.close(reading)
    status = os.waitpid(child, os.WUNTRACED)[1]
    if not what:
        assert status == 0, "it has failed by itself"
    return child, what


def _count(root: Path, last: int, reached: Callable[[str], Any]) -> None:
    """Count the steps of this process, and do something before one of them."""
    left = [last]

    def step(what: str) -> None:
        left[0] -= 1
        if not left[0]:
            reached(what)

    def audited(event: str, arguments: tuple[Any, ...]) -> None:
        if event not in STEPS or not str(arguments[0]).startswith(str(root)):
            return
        if event != "open" or arguments[2] & (os.O_WRONLY | os.O_RDWR):
            step(f"{event} {Path(str(arguments[0])).name}")

    transmit = HttpService._transmit

    def counted(self: Any, method: str, url: str, *rest: Any, **options: Any) -> Any:
        step(f"{method} {url}")
        answer = transmit(self, method, url, *rest, **options)
        if "/assets/" in url:  # after the others there is nothing that there was not before the next step
            step(f"after {method} {url}")
        return answer

    HttpService._transmit = counted
    sys.addaudithook(audited)


def operations(emulator: EmulatorProcess) -> list[str]:
    return [entry["operation"] for entry in emulator.requests()]


def test_killed_at_every_step(backups: Backups, emulator: EmulatorProcess) -> None:
    """A run goes on with what one before it has begun; it exports again what nobody can know of, or is gone."""
    backups.make()
    emulator.clear_requests()
    taken, step, lost = [], 1, 0
    while what := interrupted_at(step, backups, signal.SIGKILL)[1]:
        before = backups.finished()
        backups.check()
        noted = [json.loads(path.read_text()) for path in backups.place.glob(".*/assets/.*.job")]
        gone = "DownloadAssetArchive" in operations(emulator) and not any("sha256" in each for each in noted)
        had = list(backups.place.glob(".*/assets/*.zip"))
        emulator.clear_requests()
        made = backups.go_on()
        assert operations(emulator).count("ExportAsset") == (not noted or gone), what
        lost += bool(had) and (not noted or gone)
        emulator.clear_requests()
        for path in (*before[1:], made):
            shutil.rmtree(path)
        taken.append(what.partition(" ")[0])
        step += 1
    assert {"os.mkdir", "open", "os.rename", "os.remove", "GET", "POST", "after"} <= set(taken)
    assert len(taken) > 40, "some steps are not seen any more"
    assert lost < 6, "archives that are here are adopted, but in the moments in which they are noted or given away"


def test_another_run_at_every_step(backups: Backups) -> None:
    """A run that takes its time finds what it has begun, and the other one is complete as well."""
    for step in range(1, 60, 5):
        child, what = interrupted_at(step, backups, signal.SIGSTOP)
        if not what:
            break
        other = backups.make()
        os.kill(child, signal.SIGCONT)
        assert os.waitpid(child, 0)[1] == 0, what
        backups.check()
        both = backups.finished()
        assert other in both
        assert (len(both), len(os.listdir(backups.place))) == (2, 2)
        for path in both:
            shutil.rmtree(path)
    assert step > 40, "some steps are not seen any more"


FAULTS: dict[str, dict[str, Any]] = {
    "refused": {"status": 403, "body": {"error_code": "APIG.1005", "error_msg": "no"}},
    "out of order": {"status": 503, "count": 9},
    "cut before": {"reset": "before"},
    "cut after": {"reset": "after"},
    "no body": {"truncate": 0},
    "half a body": {"truncate": 40},
    "late": {"delay": 0.01},
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS.keys())
def test_every_fault_at_every_request(
    backups: Backups, emulator: EmulatorProcess, fault: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(HttpService, "wait", lambda *args: None)
    emulator.clear_requests()
    backups.make()
    for number in range(len(operations(emulator))):
        before = sorted(backups.place.iterdir())
        emulator.fault(skip=number, **fault)
        try:
            made = backups.make()
        except Failed:
            assert sorted(backups.place.iterdir()) == before
            emulator.clear_faults()
            made = backups.make()
        emulator.clear_faults()
        assert sorted(backups.place.iterdir()) == [*before, made]
        backups.check()
        shutil.rmtree(made)
