# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How fast writes are, and what they cost."""

from __future__ import annotations

import sys
from dataclasses import replace
from functools import partial
from pathlib import Path

from tests.emulator.process import EmulatorProcess

from .measure import Command, Run, run, side_by_side
from .playbooks import command, play
from .report import Line
from .service import RELEASE, apply_phase, config, default_group, make_token, variables

LATENCY = 0.02
WORKERS, DEFAULT = 16, 10
FEW, MANY = 1000, 8000
_LIMITS = ("half of the first is spent in urllib3 and http.client, and a fifth by Ansible, which asks a thousand times "
           "a second whether the task has ended")  # fmt: skip


def writes(directory: Path, rounds: int) -> list[Line]:
    """Variables are created by the collection, by a client that only sends and receives, and by the vendor's SDK.

    The emulator's log tells how long it takes from the first write to the last answer. What a write costs is what the
    same command costs less when there is nothing to write.
    """
    with EmulatorProcess("--latency-ms", str(LATENCY * 1000)) as emulator:
        environment = dict(emulator.env)

        def reset() -> None:  # it makes tokens anew, and keeps the ids of what is built in
            emulator.reset()
            environment["BENCHMARK_TOKEN"] = make_token(emulator)
            emulator.clear_requests()

        reset()
        group = default_group(emulator, environment["BENCHMARK_TOKEN"])
        instance = f"/v2/{emulator.env['ROMA_PROJECT_ID']}/apic/instances/{emulator.env['ROMA_INSTANCE_ID']}"

        def made(count: int, workers: int) -> Command:
            at = directory / f"{count}-{workers}"
            at.mkdir()
            content = play([config(at, variables(count), workers)])
            return command(f"config {count} {workers}", at, content, environment, before=reset,
                           after=lambda: apply_phase(emulator))  # fmt: skip

        def script(name: str, module: str, *arguments: object) -> Command:
            argv = [sys.executable, "-m", f"tests.benchmarks.{module}", *map(str, arguments)]
            return Command(name, argv, environment, reset, lambda: apply_phase(emulator))

        def bare(count: int, workers: int) -> Command:
            url = f"{emulator.url}{instance}/env-variables"
            return script(f"bare {count} {workers}", "bare", url, group, RELEASE, count, workers)

        sizes = [(count, workers) for count in (FEW, MANY) for workers in (WORKERS, DEFAULT)]
        commands = [make(*size) for size in sizes for make in (made, bare)]
        filled = commands[0]
        commands += [replace(filled, name="idle", before=partial(_fill, filled)),
                     *(script(f"sdk {count}", "sdk_variables", group, RELEASE, count, WORKERS)
                       for count in (0, FEW))]  # fmt: skip
        runs = side_by_side(commands, rounds)
    lines = [_speed(count, workers, runs) for count, workers in sizes]
    mine, sdk = ((runs[most].cpu - runs[least].cpu) / FEW * 1000
                 for most, least in ((f"config {FEW} {WORKERS}", "idle"), (f"sdk {FEW}", "sdk 0")))  # fmt: skip
    return [*lines, Line("CPU for a write: the play / a script with the vendor's SDK, less what both take with nothing "
                         "to write", f"{mine / sdk:.2f}", "at most 0.75",
                         f"{mine:.2f} ms and {sdk:.2f} ms; {_LIMITS}")]  # fmt: skip


def _fill(command: Command) -> None:
    run(command)


def _speed(count: int, workers: int, runs: dict[str, Run]) -> Line:
    limit = LATENCY * count / workers
    mine, bare = (runs[f"{name} {count} {workers}"].counts["phase"] for name in ("config", "bare"))
    return Line(f"{count} creations with {workers} workers: from the first write to the last answer / latency x "
                "requests / workers", f"{mine / limit:.2f}", "at most 1.10",
                f"{mine:.2f} s and {limit:.2f} s; of a client that only sends and receives {bare / limit:.2f}"
                )  # fmt: skip
