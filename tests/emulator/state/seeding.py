# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What seeders of several families need."""

from __future__ import annotations

from ..frame.world import World
from ..identity.caller import Caller
from ..identity.tenant import OPERATOR
from .apps import App, AppStore

SEEDER = Caller(OPERATOR.id, OPERATOR.name, "seed")


def app_for_seeds(world: World, instance_id: str) -> App:
    """The application that seeded objects belong to: the oldest one, made when there is none."""
    store = world[AppStore]
    return next(iter(store.all(instance_id)), None) or store.create(instance_id, SEEDER, {"name": "seed-owner"})
