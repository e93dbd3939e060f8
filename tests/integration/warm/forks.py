# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What both servers do before and after they fork."""

from __future__ import annotations

import importlib
import os
import pkgutil
import tempfile
from collections.abc import Mapping
from typing import Any

import requests  # noqa: F401

NAMESPACE = "ansible_collections.roma.connect"


def import_rooms(*rooms: str) -> None:
    """Import all that lies in these packages below `plugins`."""
    for room in rooms:
        package = importlib.import_module(f"{NAMESPACE}.plugins.{room}")
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            importlib.import_module(found.name)


def take_place(call: Mapping[str, Any]) -> None:
    """Be where the process would be that was called for, with the same environment."""
    os.environ.clear()
    os.environ.update(call["env"])
    os.chdir(call["cwd"])
    os.umask(call["umask"])
    tempfile.tempdir = None
