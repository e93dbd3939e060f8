# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the collection importable where nobody else does, and keeps the caller's surroundings away."""

from __future__ import annotations

import importlib.util
import os
import sys
import tempfile
from pathlib import Path

import pytest


def _importable() -> bool:
    try:
        return importlib.util.find_spec("ansible_collections.roma.connect") is not None
    except ModuleNotFoundError:
        return False


if not _importable():  # pytest in a plain checkout; ansible-test and scripts/tree have seen to it otherwise
    tree = Path(tempfile.mkdtemp())
    (tree / "ansible_collections" / "roma").mkdir(parents=True)
    (tree / "ansible_collections" / "roma" / "connect").symlink_to(Path(__file__).resolve().parents[2])
    sys.path.insert(0, str(tree))


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith(("ROMA_", "OCC_", "HUAWEICLOUD_", "AWX_")) or name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)
    monkeypatch.setattr("ansible_collections.roma.connect.plugins.module_utils._base._container._MARKS", ())
