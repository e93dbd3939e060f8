# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A backup waits for jobs of the service most of the time: for how much of it."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.emulator.process import EmulatorProcess

from .measure import side_by_side
from .playbooks import command, play
from .report import Line

APPS = 1000
SECONDS = 30.0  # that a job takes; they run one after the other


def jobs(directory: Path, rounds: int) -> list[Line]:
    """1,000 applications are ten jobs, since one takes 100 at most."""
    root = directory / "serial"
    role = {"name": "Back up", "ansible.builtin.import_role": {"name": "roma.connect.backup"},
            "vars": {"backup_root": str(root)}}  # fmt: skip
    with EmulatorProcess("--latency-ms", "20") as emulator:
        emulator.seed("apps", APPS)
        emulator.switch(asset_job_seconds=SECONDS)

        def before() -> None:
            shutil.rmtree(root, ignore_errors=True)
            emulator.clear_requests()

        def after() -> dict[str, float]:
            log = emulator.requests()
            exports = sum(entry["method"] == "POST" and entry["path"].endswith("/assets/export") for entry in log)
            return {"exports": exports, "requests": len(log)}

        backed_up = command("back up", directory, play([role]), emulator.env, before=before, after=after)
        found = side_by_side([backed_up], rounds)["back up"]
    waited = found.counts["exports"] * SECONDS
    return [Line(f"a backup of {APPS} applications: its time outside of the service's jobs / its whole time",
                 f"{(found.wall - waited) / found.wall:.3f}", "at most 0.05",
                 f"{found.wall - waited:.1f} s and {found.wall:.1f} s; {found.counts['exports']:.0f} jobs of "
                 f"{SECONDS:.0f} s, {found.counts['requests']:.0f} requests")]  # fmt: skip
