# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Request throttling policies, their special limits for single applications and accounts, and their bindings."""

from __future__ import annotations

import time
import uuid
from collections.abc import Collection
from dataclasses import dataclass, field

from .apic_bindings import BindingStore
from .apic_named import Named, NamedStore
from .apps import AppDependents


@dataclass
class Special:
    """The limit of one application (`object_type` APP) or account (USER)."""

    id: str
    object_type: str
    object_id: str
    call_limits: int
    applied: float


@dataclass
class Throttle(Named):
    """`specials` are in order of creation, one for each application or account."""

    specials: dict[str, Special] = field(default_factory=dict)

    def special_of(self, object_type: str, object_id: str) -> Special | None:
        wanted = (object_type, object_id)
        return next((item for item in self.specials.values() if (item.object_type, item.object_id) == wanted), None)

    def add_special(self, object_type: str, object_id: str, call_limits: int) -> Special:
        """The caller has made sure that there is none for the object yet."""
        made = Special(uuid.uuid4().hex, object_type, object_id, call_limits, time.time())
        self.specials[made.id] = made
        return made


class ThrottleStore(NamedStore[Throttle], AppDependents):
    kind = "throttling_policies"
    make = Throttle

    def forget_app(self, instance_id: str, app_id: str) -> None:
        for throttle in self.all(instance_id):
            special = throttle.special_of("APP", app_id)
            if special is not None:
                del throttle.specials[special.id]

    def counts(self, instance_ids: Collection[str]) -> dict[str, int]:
        specials = sum(len(item.specials) for instance_id in instance_ids for item in self.all(instance_id))
        return {**super().counts(instance_ids), "special_throttles": specials}


class ThrottleBindingStore(BindingStore):
    kind = "throttle_bindings"
