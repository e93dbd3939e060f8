# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every operation of the emulator succeeds in at least one contract test. Runs last."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.emulator.process import EmulatorProcess

FOLDER = Path(__file__).parent


def runs_everything(session: pytest.Session) -> bool:
    present = {path.name for path in FOLDER.glob("test_*.py")}
    config = session.config
    selected = config.getoption("keyword") or config.getoption("markexpr") or any("::" in item for item in config.args)
    parallel = hasattr(config, "workerinput")
    return not selected and not parallel and present <= {item.path.name for item in session.items}


def test_every_operation_has_worked(emulator_process: EmulatorProcess, request: pytest.FixtureRequest) -> None:
    """The emulator itself counts, so a new family joins without a line here.

    Only a run of the whole folder in one process can tell, so that any other one makes such a run first.
    """
    if not runs_everything(request.session):
        command = [sys.executable, "-m", "pytest", "-q", str(FOLDER)]
        run = subprocess.run(command, cwd=request.config.rootpath, capture_output=True, text=True, check=False)
        assert run.returncode == 0, run.stdout + run.stderr
        return
    unseen = [
        f"{route['operation']}: {route['method']} {route['path']}"
        for route in emulator_process.routes()
        if not route["successes"]
    ]
    assert not unseen
