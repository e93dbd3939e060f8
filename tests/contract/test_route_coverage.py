# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every operation of the emulator succeeds in at least one contract test. Runs last."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.emulator.process import EmulatorProcess


def runs_everything(session: pytest.Session) -> bool:
    present = {path.name for path in Path(__file__).parent.glob("test_*.py")}
    config = session.config
    selected = config.getoption("keyword") or config.getoption("markexpr") or any("::" in item for item in config.args)
    parallel = hasattr(config, "workerinput")
    return not selected and not parallel and present <= {item.path.name for item in session.items}


def test_every_operation_has_worked(emulator_process: EmulatorProcess, request: pytest.FixtureRequest) -> None:
    """The emulator itself counts, so a new family joins without a line here."""
    if not runs_everything(request.session):
        pytest.skip("only a run of the whole folder in one process can tell")
    unseen = [
        f"{route['operation']}: {route['method']} {route['path']}"
        for route in emulator_process.routes()
        if not route["successes"]
    ]
    assert not unseen
