# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""Whether an instance may hold as much as is to be made; only some limits are told by the service."""

from __future__ import annotations

import typing as t
from collections import Counter

from ..._base._errors import RomaError
from ..._base._numbers import whole_number
from ..._engine._step import Step
from ..._instance._inventory import Inventory
from ..._planning._check import Problems
from ..._planning._plan import CREATE
from ..._service._client import Client

_CONFIGS = "/v2/{project_id}/apic/instances/{instance_id}/project/configs"
#: kind → the service's name for how many of it an instance may hold (`ListProjectCofigsV2`)
_LIMITS = {
    "environments": "ENVIRONMENT_NUM_LIMIT",
    "api_groups": "APIGROUP_NUM_LIMIT",
    "authorizers": "AUTHORIZER_NUM_LIMIT",
    "vpc_channels": "VPC_NUM_LIMIT",
    "apis": "API_NUM_LIMIT",
    "throttling_policies": "THROTTLE_NUM_LIMIT",
    "signature_keys": "SIGN_NUM_LIMIT",
}


def check_quotas(inventory: Inventory, steps: t.Sequence[Step], problems: Problems) -> None:
    """Refuse what is surely too much. Deletions come last, so that they make no room."""
    new = Counter(step.entry.kind for step in steps if step.plan.action == CREATE and step.entry.kind in _LIMITS)
    limits = _limits(inventory.client) if new else {}
    for kind, count in new.items():
        most = limits.get(_LIMITS[kind])
        if most is None:
            continue
        if kind in inventory.narrowed:
            inventory.load(kind)
        # what is built in may or may not count
        have = sum(not record.builtin for record in inventory.records(kind))
        if have + count > most:
            problems.add(kind, f"{count} more are to be made, and the instance has {have} and may hold {most} "
                         f"({_LIMITS[kind]}): have the quota increased, or restore a part")  # fmt: skip


def _limits(client: Client) -> dict[str, int]:
    """Return what the service tells. Who may not ask, or gets an odd answer, is told later what is too much."""
    try:
        rows = client.pages(_CONFIGS, "configs")
    except RomaError:
        return {}
    found = {str(row.get("config_name")): whole_number(row.get("config_value")) for row in rows}
    return {name: most for name, most in found.items() if most is not None}
