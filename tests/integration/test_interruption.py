# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs that are ended from outside: nothing more is begun, nothing hangs, and what has been done is told."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.emulator.process import EmulatorProcess
from tests.integration.playbook import Runner, Task

_APPS = 150
_CONCURRENCY = 10
DOCUMENT = {"apps": [{"name": f"app-{number:03d}"} for number in range(_APPS)]}
CONFIG: Task = {"name": "config", "roma.connect.config": {"document": DOCUMENT, "concurrency": _CONCURRENCY}}


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def processes_of(directory: Path) -> list[int]:
    """Return the processes that run with this home directory."""
    mark = f"HOME={directory}".encode()
    found = []
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and mark in (entry / "environ").read_bytes().split(b"\0"):
                found.append(int(entry.name))
        except OSError:
            continue  # it has ended, or is somebody else's
    return found


def begin(run: Runner, emulator: EmulatorProcess, in_process: bool) -> subprocess.Popen[str]:
    """Start a run, and return it when it has written something."""
    emulator.switch(latency_ms=200)
    process = run.start([CONFIG], in_process=in_process)
    wait_until(lambda: emulator.state()["apps"] >= 15)
    return process


@pytest.mark.parametrize("group", [True, False], ids=["all processes", "ansible-playbook alone"])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=lambda number: number.name)
def test_an_account_is_given(run: Runner, emulator: EmulatorProcess, number: signal.Signals, group: bool) -> None:
    process = begin(run, emulator, in_process=True)
    (os.killpg if group else os.kill)(process.pid, number)
    result = run.finish(process)
    assert result.rc != 0
    assert "Traceback" not in result.output
    made = emulator.state()["apps"]
    assert made < _APPS
    account = re.search(r"roma\.connect: interrupted: (\d+) of 150 changes were made \((\d+) created", result.stderr)
    assert account is not None, result.output
    assert int(account[1]) == int(account[2]) == made
    assert "run it again to go on" in result.stderr
    assert [entry for entry in emulator.requests(mutating=True) if entry["status"] is None] == []
    wait_until(lambda: processes_of(result.directory) == [])
    assert emulator.state()["apps"] == made


@pytest.mark.parametrize("in_process", [True, False], ids=["in process", "as a module"])
def test_nobody_goes_on_alone(run: Runner, emulator: EmulatorProcess, in_process: bool) -> None:
    """Killed for good, ansible-playbook can tell its workers nothing."""
    process = begin(run, emulator, in_process)
    directory = run.work
    process.kill()
    killed = len(emulator.requests(mutating=True))
    wait_until(lambda: processes_of(directory) == [])
    process.communicate()
    later = len(emulator.requests(mutating=True))
    # a module notices it with its worker, which looks twice a second; in process, each request does
    assert later - killed <= _CONCURRENCY * (2 if in_process else 6)
    assert later < _APPS
    emulator.switch(latency_ms=0)
    assert run([CONFIG])["config"]["summary"]["failed"] == 0
    assert emulator.state()["apps"] == _APPS
