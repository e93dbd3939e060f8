# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The guides show what the playbooks say today; `make outputs` writes what has changed."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from tests.emulator.process import EmulatorProcess
from tests.integration.shown import Page, pages


@pytest.mark.parametrize("name", pages())
def test_the_outputs_of_a_guide_are_those_of_its_commands(name: str, emulator: EmulatorProcess) -> None:
    with tempfile.TemporaryDirectory(prefix="roma-") as directory:
        page = Page(name, emulator, Path(directory))
        assert page.written_anew() == page.path.read_text(encoding="utf-8")
