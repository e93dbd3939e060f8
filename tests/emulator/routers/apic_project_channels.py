# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Load-balance channels of a project: the same channel in several instances, known by its name.

They exist only where channels cannot be renamed, because then the name can tell what belongs together.
"""

from __future__ import annotations

from typing import Any

from ..frame.call import Call
from ..frame.errors import ServiceError
from ..frame.family import Family
from ..frame.fields import Bool, ListOf, Members, Text, members
from ..frame.paging import page
from ..identity.authentication import project_user
from ..identity.tenant import RomaInstance
from ..state.apic_channels import Channel, ChannelStore
from ..state.iam import IamStore
from .apic_channel_bodies import detailed_body, own_values
from .apic_channel_fields import CHANNEL_FIELDS, apply_parts, check_channel
from .apic_channels import SEARCH, refuse_taken, wanted
from .apic_common import PAGE, ApicDialect, ApicSwitches

family = Family(
    "apic", ApicDialect(missing_code="APIG.2001"), auth=project_user, prefix="/v2/{project_id}/apic/vpc-channels"
)
families = (family,)

INSTANCE_IDS = ListOf(item=Text(max=64), min=1, max=10, required=True)
PROJECT_CHANNEL = Members(members={**CHANNEL_FIELDS, "instance_ids": INSTANCE_IDS})


@family.post("", "CreateProjectVpcChannel", status=201, body=PROJECT_CHANNEL)
def create_channel(call: Call) -> dict[str, Any]:
    instances = _instances(call, call.body["instance_ids"])
    check_channel(call.body)
    for instance in _all_instances(call):
        refuse_taken(call, instance.id, call.body["name"])
    return _listed([(instance, _put(call, instance)) for instance in instances])


@family.put("", "UpdateProjectVpcChannel", body=PROJECT_CHANNEL)
def update_channel(call: Call) -> dict[str, Any]:
    """UpdateProjectVpcChannel finds channels by their name, and creates those that are missing."""
    instances = _instances(call, call.body["instance_ids"])
    check_channel(call.body)
    return _listed([(instance, _put(call, instance)) for instance in instances])


@family.get("", "ListProjectVpcChannelsV2", query={**PAGE, **SEARCH, "members_return": Bool(default=False)})
def list_channels(call: Call) -> dict[str, Any]:
    _need_feature(call)
    found = [
        (instance, channel)
        for instance in _all_instances(call)
        for channel in call.world[ChannelStore].all(instance.id)
        if wanted(call, channel)
    ]

    def row(pair: tuple[RomaInstance, Channel]) -> dict[str, Any]:
        body = _body(*pair)
        if not call.query["members_return"]:
            del body["members"]
        return body

    return page(call, found, "project_vpc_channels", row)


@family.post(
    "/syncs",
    "CreateProjectVpcChannelSyncs",
    status=201,
    body=members(vpc_channel_id=Text(min=1, max=65, required=True), instance_ids=INSTANCE_IDS, force_sync=Bool()),
)
def copy_channel(call: Call) -> dict[str, Any]:
    """CreateProjectVpcChannelSyncs: channels of the same name are overwritten by force only."""
    store, channel_id = call.world[ChannelStore], call.body["vpc_channel_id"]
    instances = _instances(call, call.body["instance_ids"])
    found = [store.get(instance.id, channel_id) for instance in _all_instances(call)]
    source = next((channel for channel in found if channel is not None), None)
    if source is None:
        raise ServiceError(404, "APIG.3023", f"The VPC channel does not exist,id:{channel_id}")
    if not call.body.get("force_sync"):
        for instance in instances:
            refuse_taken(call, instance.id, source.name)
    return _listed([(instance, store.copy(source, instance.id)) for instance in instances])


def _put(call: Call, instance: RomaInstance) -> Channel:
    store, values = call.world[ChannelStore], own_values(call.body)
    channel = store.named(instance.id, call.body["name"]) or store.create(instance.id, values)
    channel.values = values
    apply_parts(channel, call.body)
    return channel


def _need_feature(call: Call) -> None:
    if call.world.switches[ApicSwitches].vpc_name_modifiable:
        raise ServiceError(412, "APIG.3458", "The feature is not supported by the instance.")


def _all_instances(call: Call) -> list[RomaInstance]:
    return [item for item in call.world[IamStore].tenant.instances if item.project_id == call.project_id]


def _instances(call: Call, instance_ids: list[str]) -> list[RomaInstance]:
    _need_feature(call)
    known = {instance.id: instance for instance in _all_instances(call)}
    for instance_id in instance_ids:
        if instance_id not in known:
            raise ServiceError(404, "APIG.3030", f"The instance does not exist;id:{instance_id}")
    return [known[instance_id] for instance_id in dict.fromkeys(instance_ids)]


def _body(instance: RomaInstance, channel: Channel) -> dict[str, Any]:
    return {**detailed_body(channel), "instance_id": instance.id, "instance_name": instance.name}


def _listed(pairs: list[tuple[RomaInstance, Channel]]) -> dict[str, Any]:
    return {"project_vpc_channels": [_body(*pair) for pair in pairs]}
