# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a request may say about a load-balance channel, and what must hold between the members."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ..frame.errors import Invalid
from ..frame.fields import Bool, Field, Int, ListOf, Members, Text, members
from ..state.apic_channels import Channel

NAME = r"[a-zA-Z\u4e00-\u9fa5][a-zA-Z0-9\-_\u4e00-\u9fa5]{2,63}"
PORT = Int(min=0, max=65535)
SHORT = Text(max=64)
DICT_CODE = Text(pattern=r"[a-zA-Z0-9._-]{3,64}")
LABEL = Text(pattern=r"[a-zA-Z0-9]([a-zA-Z0-9._-]{0,61}[a-zA-Z0-9])?", required=True)
STATUS = Int(choices=(1, 2))
CODES = r"[1-5]\d\d(-[1-5]\d\d)?"

GROUP = members(
    member_group_name=Text(pattern=NAME, required=True),
    member_group_remark=Text(max=255),
    member_group_weight=Int(min=0, max=100),
    dict_code=DICT_CODE,
    microservice_version=SHORT,
    microservice_port=PORT,
    microservice_labels=ListOf(item=members(label_name=LABEL, label_value=LABEL)),
)
MEMBER = members(
    host=SHORT,
    weight=Int(min=0, max=10000),
    is_backup=Bool(),
    member_group_name=SHORT,
    status=STATUS,
    port=PORT,
    ecs_id=SHORT,
    ecs_name=SHORT,
)
MEMBERS = ListOf(item=MEMBER)
HEALTH: dict[str, Field] = {
    "protocol": Text(pattern="(?i)tcp|http|https", required=True),
    "path": Text(),
    "method": Text(choices=("GET", "HEAD")),
    "port": PORT,
    "threshold_normal": Int(min=1, max=10, required=True),
    "threshold_abnormal": Int(min=1, max=10, required=True),
    "time_interval": Int(min=5, max=300, required=True),
    "timeout": Int(min=2, max=30, required=True),
    "http_code": Text(pattern=rf"{CODES}(,{CODES})*", or_empty=True),
    "enable_client_ssl": Bool(),
    "status": STATUS,
}
REQUIRED_SHORT = Text(min=1, max=64, required=True)
MICROSERVICE = members(
    service_type=Text(choices=("CSE", "CCE")),
    cse_info=members(engine_id=REQUIRED_SHORT, service_id=REQUIRED_SHORT),
    cce_info=members(
        cluster_id=REQUIRED_SHORT,
        namespace=REQUIRED_SHORT,
        workload_type=Text(choices=("deployment", "statefulset", "daemonset"), required=True),
        app_name=SHORT,
        label_key=SHORT,
        label_value=SHORT,
    ),
)
CHANNEL_FIELDS: dict[str, Field] = {
    "name": Text(pattern=NAME, required=True),
    "port": Int(min=1, max=65535, required=True),
    "balance_strategy": Int(choices=(1, 2, 3, 4), required=True),
    "member_type": Text(choices=("ip", "ecs"), required=True),
    "type": Int(choices=(2, 3)),
    "dict_code": DICT_CODE,
    "member_groups": ListOf(item=GROUP),
    "members": MEMBERS,
    "vpc_health_config": Members(members=HEALTH),
    "microservice_info": MICROSERVICE,
}
CHANNEL = Members(members=CHANNEL_FIELDS)


def check_channel(body: Mapping[str, Any]) -> None:
    """Everything but the uniqueness of the name."""
    names = {group["member_group_name"] for group in body.get("member_groups", ())}
    check_members(body.get("members", ()), body["member_type"], names)
    if body.get("type") == 3 and not body.get("microservice_info"):
        raise Invalid("microservice_info", "required")
    if body.get("type") == 3 and body.get("members"):
        raise Invalid("members")
    if "vpc_health_config" in body:
        check_health(body["vpc_health_config"])


def check_members(wanted: Iterable[Mapping[str, Any]], member_type: str, group_names: Iterable[str]) -> None:
    """Members are all of the channel's type; their groups exist."""
    known = set(group_names)
    for member in wanted:
        address, other = ("host", "ecs_id") if member_type == "ip" else ("ecs_id", "host")
        if not member.get(address):
            raise Invalid(address, "required")
        if member.get(other):
            raise Invalid(other)
        if member.get("member_group_name") and member["member_group_name"] not in known:
            raise Invalid("member_group_name")


def check_health(config: Mapping[str, Any]) -> None:
    """Path and codes belong to HTTP; a check must be over before the next one starts."""
    if config["protocol"].upper() != "TCP":
        if not config.get("path"):
            raise Invalid("path", "required")
        if config["protocol"].upper() == "HTTP" and not config.get("http_code"):
            raise Invalid("http_code", "required")
    if config["timeout"] >= config["time_interval"]:
        raise Invalid("timeout")


def apply_parts(channel: Channel, body: Mapping[str, Any]) -> None:
    """Groups are replaced, even by none; without members or a health check, those of the channel stay."""
    channel.replace_groups(body.get("member_groups", ()))
    if body.get("members"):
        channel.replace_members(body["members"])
    if "vpc_health_config" in body:
        channel.put_health(body["vpc_health_config"])
