# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The ROMA Connect instances of a project."""

from __future__ import annotations

from typing import Any

from ..frame.call import Call
from ..frame.family import Family
from ..frame.fields import Int, Text
from ..frame.paging import page
from ..identity.authentication import project_user
from ..identity.tenant import RomaInstance
from ..state.iam import IamStore
from .public_common import PublicDialect, PublicSwitches

# CheckRomaInstanceListV2 documents its errors with the long codes, such as ROMA.00013000.
family = Family(
    "public", PublicDialect(padded=True), auth=project_user, prefix="/v2/{project_id}", switches=PublicSwitches
)
families = (family,)


@family.get(
    "/instances",
    "CheckRomaInstanceListV2",
    query={
        "status": Text(min=3, max=128),
        "offset": Int(min=0, max=100, default=0),
        "limit": Int(min=0, max=100, default=10),
    },
)
def list_instances(call: Call) -> dict[str, Any]:
    found = [
        _instance(instance)
        for instance in call.world[IamStore].tenant.instances
        if instance.project_id == call.project_id and call.query["status"] in (None, instance.status)
    ]
    return page(call, found, "instances", lambda instance: instance)


def _instance(instance: RomaInstance) -> dict[str, Any]:
    return {
        "id": instance.id,
        "name": instance.name,
        "description": instance.description,
        "flavor_id": "00400-30101-0--0",
        "flavor_type": instance.flavor_type,
        "cpu_arch": "x86_64",
        "vpc_id": "6f1d3c0a-98b7-4c6d-8e5f-1a2b3c4d5e6f",
        "subnet_id": "7a2e4d1b-09c8-4d7e-9f60-2b3c4d5e6f70",
        "security_group_id": "8b3f5e2c-1ad9-4e8f-a071-3c4d5e6f7081",
        "publicip_enable": False,
        "publicip_id": "",
        "publicip_address": "",
        "status": instance.status,
        "charge_type": "postPaid",
        "project_id": instance.project_id,
        "enterprise_project_id": "0",
        "create_time": "2024-01-15T08:00:00Z",
        "update_time": "2024-01-15T08:20:00Z",
        "maintain_begin": "22:00:00",
        "maintain_end": "02:00:00",
        "available_zone_ids": ["az1"],
    }
