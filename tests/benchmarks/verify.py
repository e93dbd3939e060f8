# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Verifying a backup, against `sha256sum` of its files, which the page cache holds for both."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from .measure import Command, run, side_by_side
from .playbooks import SILENT_TASK, command, play
from .report import Line

GOAL = "at most 1.15"


def verify(directory: Path, rounds: int) -> list[Line]:
    """A backup of 1 GiB that no method compresses, and one whose archives hold 15 times their size."""
    return [line for content in ("dense", "loose") for line in _compare(content, directory / content, rounds)]


def _compare(content: str, root: Path, rounds: int) -> list[Line]:
    python_path = {"PYTHONPATH": f"{Path(__file__).resolve().parents[2] / 'build' / 'tree'}"}
    own = [sys.executable, "-m", "tests.benchmarks.backup"]
    made = run(Command("make backup", [*own, "make", content, str(root)], python_path))
    files = [str(path) for path in sorted(root.rglob("*")) if path.is_file()]
    task = {"name": "Verify", "roma.connect.backup_verify": {"path": f"{root}/main"}}
    runs = side_by_side(
        [
            Command("sha256sum", ["sha256sum", *files], {}),
            Command("verify", [*own, "verify", str(root)], python_path),
            command("empty play", root, play([SILENT_TASK]), {}),
            command("verify in a play", root, play([task]), {}),
        ],
        rounds,
    )
    shutil.rmtree(root)
    return _lines(content, made.memory, {name: (found.wall, found.memory) for name, found in runs.items()})


def _lines(content: str, memory: float, runs: dict[str, tuple[float, float]]) -> list[Line]:
    (theirs, _), (mine, used), (empty, _), (whole, _) = (
        runs[name] for name in ("sha256sum", "verify", "empty play", "verify in a play")
    )
    what = "1 GiB that does not compress" if content == "dense" else "half a GiB, whose archives hold 15 times as much"
    return [
        Line(f"a backup of {what}: the function that verifies it, with its process / `sha256sum` of its files",
             f"{mine / theirs:.2f}", GOAL,
             f"{mine:.2f} s and {theirs:.2f} s; {used:.0f} MiB, and {memory:.0f} MiB to make it"),
        Line("the same: the play, less an empty one / `sha256sum`", f"{(whole - empty) / theirs:.2f}", GOAL,
             f"{whole:.2f} s and {empty:.2f} s"),
    ]  # fmt: skip
