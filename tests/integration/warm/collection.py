# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the servers import before they fork."""

from __future__ import annotations

import importlib
import pkgutil

import requests  # noqa: F401

NAMESPACE = "ansible_collections.roma.connect"


def import_rooms(*rooms: str) -> None:
    """Import all that lies in these packages below `plugins`."""
    for room in rooms:
        package = importlib.import_module(f"{NAMESPACE}.plugins.{room}")
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            importlib.import_module(found.name)
