# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The service families, one module each. A module is served when it defines `families`, a tuple of Family objects."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from ..frame.family import Family


def all_families() -> list[Family]:
    """Modules are found by looking, so that a new family needs no line anywhere else."""
    found: list[Family] = []
    for module in sorted(iter_modules(__path__), key=lambda item: item.name):
        found.extend(getattr(import_module(f"{__name__}.{module.name}"), "families", ()))
    return found
