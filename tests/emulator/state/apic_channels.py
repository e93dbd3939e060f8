# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Load-balance (VPC) channels with their groups of members, members and health check."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from .apic_named import Named, NamedStore


@dataclass
class MemberGroup:
    id: str
    values: dict[str, Any]
    created: float
    updated: float

    @property
    def name(self) -> str:
        return self.values["member_group_name"]

    def put(self, values: Mapping[str, Any]) -> None:
        self.values, self.updated = dict(values), time.time()


@dataclass
class Member:
    """`group_id` is empty when it is in no group."""

    id: str
    values: dict[str, Any]
    group_id: str
    created: float

    @property
    def address(self) -> tuple[Any, ...]:
        return (*address_of(self.values), self.group_id)


@dataclass
class HealthCheck:
    id: str
    values: dict[str, Any]
    created: float


@dataclass
class Channel(Named):
    """`values` are the channel's own; groups and members are in order of creation."""

    groups: dict[str, MemberGroup] = field(default_factory=dict)
    members: dict[str, Member] = field(default_factory=dict)
    health: HealthCheck | None = None

    def group_named(self, name: str) -> MemberGroup | None:
        return next((group for group in self.groups.values() if group.name == name), None)

    def put_groups(self, wanted: Iterable[Mapping[str, Any]]) -> list[MemberGroup]:
        """Create, or update by name; the first of several with the same name counts."""
        touched: dict[str, MemberGroup] = {}
        for values in wanted:
            name, now = values["member_group_name"], time.time()
            if name in touched:
                continue
            group = self.group_named(name)
            if group is None:
                group = MemberGroup(uuid.uuid4().hex, dict(values), now, now)
                self.groups[group.id] = group
            else:
                group.put(values)
            touched[name] = group
        return list(touched.values())

    def replace_groups(self, wanted: Iterable[Mapping[str, Any]]) -> None:
        """Groups that are not wanted go; the members in them stay, in no group."""
        kept = {group.id for group in self.put_groups(wanted)}
        for group_id in list(self.groups):
            if group_id not in kept:
                self.drop_group(group_id)

    def drop_group(self, group_id: str) -> None:
        del self.groups[group_id]
        for member in self.members.values():
            if member.group_id == group_id:
                member.group_id = ""

    def put_members(self, wanted: Iterable[Mapping[str, Any]]) -> list[Member]:
        """Create, or update by address; the first of several with the same address counts."""
        known = {member.address: member for member in self.members.values()}
        touched: dict[tuple[Any, ...], Member] = {}
        for values in wanted:
            group = self.group_named(values.get("member_group_name") or "")
            group_id = group.id if group else ""
            address = (*address_of(values), group_id)
            if address in touched:
                continue
            member = known.get(address)
            if member is None:
                member = Member(uuid.uuid4().hex, dict(values), group_id, time.time())
                self.members[member.id] = member
            else:
                member.values = dict(values)
            touched[address] = member
        return list(touched.values())

    def replace_members(self, wanted: Iterable[Mapping[str, Any]], group_id: str | None = None) -> list[Member]:
        """With a group, only its members are replaced."""
        kept = {member.id: member for member in self.put_members(wanted)}
        for member in list(self.members.values()):
            if member.id not in kept and group_id in (None, member.group_id):
                del self.members[member.id]
        return list(kept.values())

    def put_health(self, values: Mapping[str, Any]) -> HealthCheck:
        if self.health is None:
            self.health = HealthCheck(uuid.uuid4().hex, dict(values), time.time())
        self.health.values = dict(values)
        return self.health


def address_of(values: Mapping[str, Any]) -> tuple[Any, ...]:
    """What tells members of a channel from each other, but for their group."""
    return values.get("host") or values.get("ecs_id"), values.get("port")


class ChannelStore(NamedStore[Channel]):
    kind = "vpc_channels"
    make = Channel

    def copy(self, source: Channel, instance_id: str) -> Channel:
        """The same channel in another instance; one of the same name there is overwritten."""
        channel = self.named(instance_id, source.name) or self.create(instance_id, source.values)
        channel.values = dict(source.values)
        channel.replace_groups(group.values for group in list(source.groups.values()))
        channel.replace_members(
            {**member.values, "member_group_name": source.groups[member.group_id].name if member.group_id else ""}
            for member in list(source.members.values())
        )
        if source.health is not None:
            channel.put_health(source.health.values)
        return channel
