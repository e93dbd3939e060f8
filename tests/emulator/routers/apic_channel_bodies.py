# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How answers show load-balance channels, their groups and members."""

from __future__ import annotations

from typing import Any

from ..state.apic_channels import Channel, HealthCheck, Member, MemberGroup
from .apic_common import creation_time

PARTS = ("member_groups", "members", "vpc_health_config", "microservice_info", "instance_ids")
NO_CSE = {"engine_id": "", "service_id": ""}
NO_CCE = {
    "cluster_id": "",
    "namespace": "",
    "workload_type": "",
    "app_name": "",
    "label_key": "",
    "label_value": "",
}


def own_values(body: dict[str, Any]) -> dict[str, Any]:
    """What a request says about the channel itself, defaults filled in."""
    values = {name: value for name, value in body.items() if name not in PARTS}
    return {"type": 2, "dict_code": "", **values, "microservice_info": body.get("microservice_info", {})}


def channel_body(channel: Channel, fresh: bool = False) -> dict[str, Any]:
    """Neither members nor the health check: these are in the details only."""
    return {
        **channel.values,
        "id": channel.id,
        "create_time": creation_time(channel.created, fresh),
        "status": 1,
        "member_groups": [group_body(group) for group in channel.groups.values()],
        "microservice_info": _microservice(channel),
    }


def detailed_body(channel: Channel) -> dict[str, Any]:
    body = {**channel_body(channel), "members": [member_body(channel, item) for item in channel.members.values()]}
    if channel.health is not None:
        body["vpc_health_config"] = health_body(channel, channel.health)
    return body


def _microservice(channel: Channel) -> dict[str, Any]:
    """A channel to servers shows an object full of empty texts."""
    info = channel.values["microservice_info"]
    used = bool(info)
    return {
        "id": channel.id if used else "",
        "instance_id": "",
        "service_type": info.get("service_type", ""),
        "cse_info": {**NO_CSE, **info.get("cse_info", {})},
        "cce_info": {**NO_CCE, **info.get("cce_info", {})},
        "create_time": creation_time(channel.created) if used else "",
    }


def group_body(group: MemberGroup, fresh: bool = False) -> dict[str, Any]:
    return {
        "member_group_remark": "",
        "member_group_weight": 0,
        "dict_code": "",
        "microservice_version": "",
        "microservice_port": 0,
        "microservice_labels": [],
        **group.values,
        "member_group_id": group.id,
        "create_time": creation_time(group.created, fresh),
        "update_time": creation_time(group.updated, fresh),
    }


def member_body(channel: Channel, member: Member) -> dict[str, Any]:
    """For addresses, the members about cloud servers echo the host."""
    host = member.values.get("host", "")
    group = channel.groups.get(member.group_id)
    return {
        "host": host,
        "weight": 1,
        "is_backup": False,
        "status": 1,
        "port": 0,
        "ecs_id": host,
        "ecs_name": host,
        **member.values,
        "member_group_name": group.name if group else "",
        "member_group_id": member.group_id,
        "id": member.id,
        "vpc_channel_id": channel.id,
        "create_time": creation_time(member.created),
    }


def health_body(channel: Channel, health: HealthCheck) -> dict[str, Any]:
    return {
        "path": "",
        "method": "GET",
        "port": 0,
        "http_code": "",
        "enable_client_ssl": False,
        "status": 1,
        **health.values,
        "id": health.id,
        "vpc_channel_id": channel.id,
        "create_time": creation_time(health.created),
    }
