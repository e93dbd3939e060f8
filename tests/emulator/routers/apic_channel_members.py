# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Members of load-balance channels, and their groups. All writes but the deletions go by address or name."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..frame.call import Call
from ..frame.errors import Invalid, ServiceError
from ..frame.family import Family
from ..frame.fields import ListOf, Text, members
from ..frame.paging import page
from ..identity.authentication import project_user
from ..state.apic_channels import Channel, Member, MemberGroup
from .apic_channel_bodies import group_body, member_body
from .apic_channel_fields import DICT_CODE, GROUP, MEMBER, check_members
from .apic_channels import MOST_MEMBERS, existing_channel
from .apic_common import INSTANCE, PAGE, ApicDialect, newest_first, precise, text_matches, within_quota

family = Family(
    "apic",
    ApicDialect(missing_code="APIG.2001"),
    auth=project_user,
    prefix=f"{INSTANCE}/vpc-channels/{{vpc_channel_id}}",
)
families = (family,)

SOME_MEMBERS = ListOf(item=MEMBER, required=True)
MEMBER_IDS = members(member_ids=ListOf(item=Text(min=1, max=65), required=True))


@family.post("/members", "AddingBackendInstancesV2", status=201, body=members(members=SOME_MEMBERS))
def add_members(call: Call) -> dict[str, Any]:
    """AddingBackendInstancesV2 also updates: what counts is the address."""
    channel = existing_channel(call)
    _check(channel, call.body["members"])
    have = len(channel.members) + len(call.body["members"])
    within_quota(call, have - 1, MOST_MEMBERS, "APIG.3110", "servers in the VPC channel")
    return _listed(channel, channel.put_members(call.body["members"]))


@family.get(
    "/members",
    "ListBackendInstancesV2",
    query={
        **PAGE,
        "name": Text(max=64),
        "member_group_name": Text(max=64),
        "member_group_id": Text(max=65),
        **precise("name", "member_group_name"),
    },
)
def list_members(call: Call) -> dict[str, Any]:
    channel = existing_channel(call)

    def wanted(member: Member) -> bool:
        body = member_body(channel, member)
        return (
            call.query["member_group_id"] in (None, "", member.group_id)
            and text_matches(call, "name", body["ecs_name"])
            and text_matches(call, "member_group_name", body["member_group_name"])
        )

    found = newest_first(channel.members.values(), wanted)
    return page(call, found, "members", lambda member: member_body(channel, member))


@family.put(
    "/members",
    "UpdateBackendInstancesV2",
    body=members(members=SOME_MEMBERS, member_group_name=Text(max=64)),
)
def replace_members(call: Call) -> dict[str, Any]:
    """UpdateBackendInstancesV2 with the name of a group replaces this group's members, and ignores all others."""
    channel, wanted, name = existing_channel(call), call.body["members"], call.body.get("member_group_name")
    _check(channel, wanted)
    if not name:
        return _listed(channel, channel.replace_members(wanted))
    group = channel.group_named(name)
    if group is None:
        raise Invalid("member_group_name")
    mine = [item for item in wanted if item.get("member_group_name") == name]
    return _listed(channel, channel.replace_members(mine, group.id))


@family.delete("/members/{member_id}", "DeleteBackendInstanceV2", status=204)
def delete_member(call: Call) -> None:
    channel = existing_channel(call)
    del channel.members[_existing_member(channel, call.path["member_id"]).id]


@family.post("/members/batch-enable", "BatchEnableMembers", status=204, body=MEMBER_IDS)
def enable_members(call: Call) -> None:
    _set_status(call, 1)


@family.post("/members/batch-disable", "BatchDisableMembers", status=204, body=MEMBER_IDS)
def disable_members(call: Call) -> None:
    _set_status(call, 2)


@family.post(
    "/member-groups",
    "CreateMemberGroup",
    status=201,
    body=members(member_groups=ListOf(item=GROUP, required=True)),
)
def create_groups(call: Call) -> dict[str, Any]:
    """CreateMemberGroup also updates: what counts is the name."""
    groups = existing_channel(call).put_groups(call.body["member_groups"])
    rows = [group_body(group, fresh=True) for group in groups]
    return {"total": len(rows), "size": len(rows), "member_groups": rows}


@family.get(
    "/member-groups",
    "ListMemberGroups",
    query={
        **PAGE, "dict_code": DICT_CODE, "member_group_name": Text(max=64), **precise("member_group_name")
    },
)  # fmt: skip
def list_groups(call: Call) -> dict[str, Any]:
    found = newest_first(
        existing_channel(call).groups.values(),
        lambda group: (
            call.query["dict_code"] in (None, "", group.values.get("dict_code"))
            and text_matches(call, "member_group_name", group.name)
        ),
    )
    return page(call, found, "member_groups", group_body)


@family.get("/member-groups/{member_group_id}", "ShowDetailsOfMemberGroup")
def show_group(call: Call) -> dict[str, Any]:
    return group_body(_existing_group(existing_channel(call), call.path["member_group_id"]))


@family.put("/member-groups/{member_group_id}", "UpdateMemberGroup", body=GROUP)
def update_group(call: Call) -> dict[str, Any]:
    channel = existing_channel(call)
    group = _existing_group(channel, call.path["member_group_id"])
    if channel.group_named(call.body["member_group_name"]) not in (None, group):
        raise Invalid("member_group_name", "duplicate")
    group.put(call.body)
    return group_body(group, fresh=True)


@family.delete("/member-groups/{member_group_id}", "DeleteMemberGroup", status=204)
def delete_group(call: Call) -> None:
    """DeleteMemberGroup leaves the members in no group."""
    channel = existing_channel(call)
    channel.drop_group(_existing_group(channel, call.path["member_group_id"]).id)


def _check(channel: Channel, wanted: Iterable[dict[str, Any]]) -> None:
    check_members(wanted, channel.values["member_type"], [group.name for group in channel.groups.values()])


def _listed(channel: Channel, found: list[Member]) -> dict[str, Any]:
    rows = [member_body(channel, member) for member in found]
    return {"total": len(rows), "size": len(rows), "members": rows}


def _set_status(call: Call, status: int) -> None:
    channel = existing_channel(call)
    for member in [_existing_member(channel, member_id) for member_id in call.body["member_ids"]]:
        member.values["status"] = status


def _existing_member(channel: Channel, member_id: str) -> Member:
    member = channel.members.get(member_id)
    if member is None:
        raise ServiceError(404, "APIG.3024", f"The VPC instance does not exist,id:{member_id}")
    return member


def _existing_group(channel: Channel, group_id: str) -> MemberGroup:
    group = channel.groups.get(group_id)
    if group is None:
        raise ServiceError(404, "APIG.3024", f"The member group does not exist,id:{group_id}")
    return group
