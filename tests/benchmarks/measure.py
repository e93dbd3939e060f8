# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Measures whole processes side by side: commands take turns, so that a busy machine hits all alike."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent


@dataclass(frozen=True)
class Run:
    """One run of a command.

    :param wall, cpu: seconds
    :param memory: largest resident set of a process in MiB
    :param counts: what the caller read off afterwards
    """

    wall: float
    cpu: float
    memory: float
    counts: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Command:
    """What is measured.

    :param before: brings everything into the state from which the command starts; not measured
    :param after: reads off counts, for example from the emulator's log; not measured
    """

    name: str
    argv: Sequence[str]
    environment: Mapping[str, str]
    before: Callable[[], None] = lambda: None
    after: Callable[[], Mapping[str, float]] = dict


def run(command: Command) -> Run:
    """Run a command once. It has to succeed."""
    command.before()
    with tempfile.TemporaryFile() as output:
        start = time.monotonic()
        process = subprocess.Popen(
            command.argv, cwd=ROOT, env={**os.environ, **command.environment}, stdout=output, stderr=subprocess.STDOUT
        )
        _pid, status, usage = os.wait4(process.pid, 0)
        wall = time.monotonic() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            output.seek(0)
            sys.exit(f"{command.name} failed:\n{output.read().decode(errors='replace')[-4000:]}")
    return Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, command.after())


def side_by_side(commands: Sequence[Command], rounds: int) -> dict[str, Run]:
    """Run the commands in turn, several times over; return the median of each figure."""
    runs: dict[str, list[Run]] = {command.name: [] for command in commands}
    for _ in range(rounds):
        for command in commands:
            runs[command.name].append(run(command))
    return {name: _median(found) for name, found in runs.items()}


def _median(runs: Sequence[Run]) -> Run:
    counts = {key: statistics.median(r.counts[key] for r in runs) for key in runs[0].counts}
    return Run(
        statistics.median(r.wall for r in runs),
        statistics.median(r.cpu for r in runs),
        max(r.memory for r in runs),
        counts,
    )
