# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What API integration keeps below integration applications."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ..frame.world import Store
from .apic_environments import RELEASE_ID
from .apic_groups import GroupStore
from .apic_variables import VariableStore
from .apps import App
from .contents import AppContents, Restore


class ApicAssets(Store, AppContents):
    def holdings(self, instance_id: str, app_id: str) -> int:
        return len(self.world[GroupStore].of_app(instance_id, app_id))

    def export_app(self, instance_id: str, app_id: str) -> Mapping[str, Any]:
        return {}

    def restore_app(self, restore: Restore, app: App, documents: Mapping[str, Any]) -> None:
        """Groups come with their published APIs only."""

    def remove_app(self, instance_id: str, app_id: str) -> None:
        for group in list(self.world[GroupStore].of_app(instance_id, app_id)):
            self.world[GroupStore].delete(instance_id, group)

    def seeders(self) -> Mapping[str, Callable[[str, int], None]]:
        return {"env_variables": self._seed_variables}

    def _seed_variables(self, instance_id: str, count: int) -> None:
        """Into the built-in group, for RELEASE."""
        group, store = next(iter(self.world[GroupStore].all(instance_id))), self.world[VariableStore]
        start = len(store.of_group(instance_id, group.id))
        for number in range(start, start + count):
            store.create(instance_id, group.id, RELEASE_ID, f"seeded_{number:06d}", f"value-{number}")
