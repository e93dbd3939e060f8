# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Load-balance (VPC) channels."""

from __future__ import annotations

from typing import Any

from ..frame.call import Call
from ..frame.errors import Invalid, ServiceError
from ..frame.family import Family
from ..frame.fields import Field, Int, Members, Text
from ..frame.paging import page
from ..identity.authentication import project_user
from ..state.apic_apis import ApiStore, uses_channel
from ..state.apic_channels import Channel, ChannelStore
from .apic_channel_bodies import channel_body, detailed_body, health_body, own_values
from .apic_channel_fields import CHANNEL, DICT_CODE, HEALTH, apply_parts, check_channel, check_health
from .apic_common import (
    INSTANCE,
    LIMITS,
    PAGE,
    ApicDialect,
    ApicSwitches,
    newest_first,
    precise,
    text_matches,
    within_quota,
)

family = Family(
    "apic", ApicDialect(missing_code="APIG.2001"), auth=project_user, prefix=INSTANCE, stores=(ChannelStore,)
)
families = (family,)

MOST_MEMBERS = 10
SEARCH: dict[str, Field] = {
    "id": Text(max=65),
    "name": Text(max=64),
    "member_host": Text(max=64),
    "member_port": Int(min=0, max=65535),
    "member_group_name": Text(max=64),
    "member_group_id": Text(max=65),
    **precise("name", "member_group_name"),
}


@family.post("/vpc-channels", "CreateVpcChannelV2", status=201, body=CHANNEL)
def create_channel(call: Call) -> dict[str, Any]:
    store, body = call.world[ChannelStore], call.body
    check_channel(body)
    refuse_taken(call, call.instance_id, body["name"])
    within_quota(call, len(store.all(call.instance_id)), LIMITS["VPC_NUM_LIMIT"], "APIG.3109", "VPC channels")
    within_quota(call, len(body.get("members", ())) - 1, MOST_MEMBERS, "APIG.3110", "servers in the VPC channel")
    channel = store.create(call.instance_id, own_values(body))
    apply_parts(channel, body)
    return channel_body(channel, fresh=True)


@family.get("/vpc-channels", "ListVpcChannelsV2", query={**PAGE, **SEARCH, "dict_code": DICT_CODE})
def list_channels(call: Call) -> dict[str, Any]:
    found = newest_first(call.world[ChannelStore].all(call.instance_id), lambda channel: wanted(call, channel))
    return page(call, found, "vpc_channels", channel_body)


def wanted(call: Call, channel: Channel) -> bool:
    query, members, groups = call.query, channel.members.values(), channel.groups.values()
    return (
        query["id"] in (None, "", channel.id)
        and query.get("dict_code") in (None, "", channel.values["dict_code"])
        and text_matches(call, "name", channel.name)
        and (not query["member_host"] or any(item.values.get("host") == query["member_host"] for item in members))
        and (query["member_port"] is None or any(item.values.get("port") == query["member_port"] for item in members))
        and (not query["member_group_id"] or query["member_group_id"] in channel.groups)
        and (not query["member_group_name"] or any(text_matches(call, "member_group_name", g.name) for g in groups))
    )


@family.get("/vpc-channels/{vpc_channel_id}", "ShowDetailsOfVpcChannelV2")
def show_channel(call: Call) -> dict[str, Any]:
    return detailed_body(existing_channel(call))


@family.put("/vpc-channels/{vpc_channel_id}", "UpdateVpcChannelV2", body=CHANNEL)
def update_channel(call: Call) -> dict[str, Any]:
    """UpdateVpcChannelV2: an absent list of groups deletes them all, while an absent list of members keeps them."""
    channel, body = existing_channel(call), call.body
    check_channel(body)
    if body["name"] != channel.name:
        if not call.world.switches[ApicSwitches].vpc_name_modifiable:
            raise Invalid("name")
        refuse_taken(call, call.instance_id, body["name"])
    channel.values = own_values(body)
    apply_parts(channel, body)
    return channel_body(channel)


@family.delete("/vpc-channels/{vpc_channel_id}", "DeleteVpcChannelV2", status=204)
def delete_channel(call: Call) -> None:
    channel = existing_channel(call)
    if any(uses_channel(api.definition, channel.id) for api in call.world[ApiStore].all(call.instance_id)):
        message = "The VPC channel cannot be deleted because it is being used by an API."
        raise ServiceError(403, "APIG.3414", message)
    call.world[ChannelStore].delete(call.instance_id, channel)


@family.put("/vpc-channels/{vpc_channel_id}/health-config", "UpdateHealthCheck", body=Members(members=HEALTH))
def update_health(call: Call) -> dict[str, Any]:
    channel = existing_channel(call)
    check_health(call.body)
    return health_body(channel, channel.put_health(call.body))


def existing_channel(call: Call) -> Channel:
    channel_id = call.path["vpc_channel_id"]
    channel = call.world[ChannelStore].get(call.instance_id, channel_id)
    if channel is None:
        raise ServiceError(404, "APIG.3023", f"The VPC channel does not exist,id:{channel_id}")
    return channel


def refuse_taken(call: Call, instance_id: str, name: str) -> None:
    if call.world[ChannelStore].named(instance_id, name) is not None:
        raise ServiceError(400, "APIG.3208", "The VPC channel name already exists")
