# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One emulator for each test process, back to its start before each test, and what runs playbooks against it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.emulator.process import EmulatorProcess
from tests.integration.judge import Judge
from tests.integration.playbook import ANSIBLE_PLAYBOOK, Runner
from tests.integration.warm.playbooks import WarmPlaybooks


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest first, or one process would be busy with it long after all others are done."""
    items.sort(key=lambda item: not item.name.endswith("_gives_the_same"))


@pytest.fixture(scope="session")
def emulator_process() -> Iterator[EmulatorProcess]:
    with EmulatorProcess("--asset-job-seconds", "0.1") as process:
        yield process


@pytest.fixture
def emulator(emulator_process: EmulatorProcess) -> Iterator[EmulatorProcess]:
    """The emulator at its start; it must not have had an internal error when the test is over."""
    emulator_process.reset()
    complaints = emulator_process.stderr()
    yield emulator_process
    assert emulator_process.stderr() == complaints


@pytest.fixture(scope="session")
def warm() -> Iterator[WarmPlaybooks]:
    playbooks = WarmPlaybooks(ANSIBLE_PLAYBOOK)
    yield playbooks
    playbooks.close()


@pytest.fixture
def run(
    emulator: EmulatorProcess, warm: WarmPlaybooks, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Runner]:
    """Runs playbooks; some tests start the programs themselves."""
    cold = any(request.node.get_closest_marker(marker) for marker in ("cold", "smoke"))
    runner = Runner(emulator, tmp_path, None if cold else warm)
    yield runner
    runner.close()


@pytest.fixture
def vault(tmp_path: Path) -> tuple[str, ...]:
    """Options that give a run a vault secret."""
    (tmp_path / "vault-password").write_text("canary-vault-password")
    return ("--vault-id", f"prod@{tmp_path / 'vault-password'}")


@pytest.fixture
def judge(emulator: EmulatorProcess) -> Judge:
    """The vendor's client, which tells what the instance really holds."""
    return Judge(emulator)
