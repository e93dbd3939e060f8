# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""API integration: authorizers and load channels (fact source: `CreateCustomAuthorizerV2`, `CreateVpcChannelV2`)."""

from __future__ import annotations

import typing as t

from ..._service._answers import a_list
from ..._spec._field import Change, Child, Field, Limits
from ..._spec._resource import Listing, Reach, Requests, Resource, Rules, Wire
from ..._spec._values import Values
from ..._spec._wire import values_from_wire, values_to_wire
from .._facts import times

_APIC = "/v2/{project_id}/apic/instances/{instance_id}"
_CHANNELS = _APIC + "/vpc-channels"
_LETTERS = r"[a-zA-Z\u4e00-\u9fa5]"


def _sent_authorizer(body: Values) -> Values:
    """What takes no empty text is left out, or given its default (`Identity`: a regular expression, or null)."""
    if body.get("network_type") == "":
        body = {**body, "network_type": "V1"}
    identities = [{name: value for name, value in item.items() if value} for item in body.get("identities") or []]
    return {**body, "identities": identities} if "identities" in body else body


def _check_authorizer(values: Values) -> t.Iterator[tuple[str, str]]:
    if values.get("type") == "BACKEND" and values.get("identities"):
        yield "identities", "are for type=FRONTEND only"


def _check_new_authorizer(values: Values) -> t.Iterator[tuple[str, str]]:
    if values.get("authorizer_type") == "LD" and not values.get("ld_api_id"):
        yield "ld_api_id", "is required with authorizer_type=LD"


AUTHORIZER = Resource(
    kind="authorizers",
    name="authorizer",
    title="authorizer",
    description="A function that decides whether a request is let through.",
    identity=("name",),
    sample_id="0d982c1ac3da493dae47627b6439fc5c",
    collection=_APIC + "/authorizers",
    listing=Listing(items="authorizer_list", filters=(("name", "name", 64),)),
    wire=Wire(carried=("auth_downgrade_enabled",), sent=_sent_authorizer),
    rules=Rules(check=_check_authorizer, check_new=_check_new_authorizer),
    facts=(
        *times("create_time"),
        Field("roma_app_id", "ID of the application that the custom back end belongs to.",
              sample="9a1e7c3f-5a0b-4d7e-8d55-0f6c1b2a3d4e"),
        Field("roma_app_name", "Name of that application.", sample="orders"),
    ),
    fields=(
        Field("name", "Name of the authorizer, unique in the instance.", required=True,
              limits=Limits(3, 64, pattern=_LETTERS + r"[a-zA-Z0-9_\u4e00-\u9fa5]*",
                            help="3 to 64 letters, digits, underscores or Chinese characters, beginning with a "
                                 "letter"), sample="loyalty_card"),
        Field("type", "Whether it checks requests to the gateway or requests to the back end.",
              choices=("FRONTEND", "BACKEND"), on_create=True, change=Change(mutable=False, sent=True),
              sample="FRONTEND"),
        Field("authorizer_type", "Whether the function is a custom back end (V(LD)) or a function of the cloud "
              "(V(FUNC)).", choices=("LD", "FUNC"), on_create=True, sample="FUNC"),
        Field("authorizer_uri", "Path of the custom back end, or URN of the function.", on_create=True,
              limits=Limits(1),
              sample="urn:fss:cn-north-4:0f3c7a9be1d24586a7c0d9e8f1b2a3c4:function:default:loyalty-card"),
        Field("authorizer_version", "Version of the function.", limits=Limits(maximum=64), sample="latest"),
        Field("authorizer_alias_uri", "Alias of the function, which goes before its version.",
              sample=""),
        Field("network_type", "Kind of network of the function. Old editions of the service do not know it.",
              choices=("V1", "V2"), unset="V1", sample="V1"),
        Field("ld_api_id", "ID of the custom back end, needed with O(authorizer_type=LD).", limits=Limits(maximum=64),
              sample=""),
        Field("identities", "Parts of the request that the function is given, with O(type=FRONTEND).", type="list",
              elements="dict", compare="keyed", key=("name", "location"), fields=(
                  Field("name", "Name of the parameter.", required=True,
                        limits=Limits(maximum=32, pattern=r"[a-zA-Z][a-zA-Z0-9._\-]*",
                                      help="1 to 32 letters, digits or any of . _ -, beginning with a letter"),
                        sample="X-Loyalty-Card"),
                  Field("location", "Where it stands.", required=True, choices=("HEADER", "QUERY"), sample="HEADER"),
                  Field("validation", "Regular expression that its value must match.", limits=Limits(maximum=1024),
                        sample="[0-9]{12}"),
              )),
        Field("ttl", "Seconds for which a decision is kept.", type="int", limits=Limits(0, 3600), unset=0, sample=300),
        Field("user_data", "Text that the function is given.", limits=Limits(maximum=2048), unset="", sample=""),
        Field("need_body", "Whether the function is given the body.", type="bool", unset=False, sample=False),
    ),
)  # fmt: skip

_MEMBERS = (
    Field("host", "Host name or IP address of the server.", required=True, limits=Limits(1, 64), sample="10.0.0.11"),
    Field("port", "Port of the server.", type="int", required=True, limits=Limits(1, 65535), sample=8080),
    Field("group", "Name of the one of O(member_groups) that the server is in.", wire="member_group_name",
          limits=Limits(maximum=64), sample="second-site"),
    Field("weight", "Weight of the server. That of its group goes before.", type="int", limits=Limits(0, 10000),
          change=Change(clearable=False), sample=20),
    Field("is_backup", "Whether the server only steps in for others.", type="bool", unset=False, sample=False),
    Field("enabled", "Whether the server gets requests.", type="bool", wire="status", codes=((True, 1), (False, 2)),
          unset=True, sample=True),
)  # fmt: skip
_GROUPS = (
    Field("name", "Name of the group.", wire="member_group_name", required=True,
          limits=Limits(3, 64, pattern=_LETTERS + r"[a-zA-Z0-9_\-\u4e00-\u9fa5]*",
                        help="3 to 64 letters, digits, Chinese characters or any of _ -, beginning with a letter"),
          sample="second-site"),
    Field("remark", "Description of the group.", wire="member_group_remark", limits=Limits(maximum=255), unset="",
          sample="In the other hall"),
    Field("weight", "Weight of each server in the group, V(0) for the servers' own.", type="int",
          wire="member_group_weight", limits=Limits(0, 100), unset=0, sample=5),
)  # fmt: skip


def _members_of(members: t.Iterable[Values]) -> list[Values]:
    """Return servers as options; a port of 0 is none."""
    found = [values_from_wire(_MEMBERS, member) for member in members]
    return [{name: value for name, value in member.items() if value != "" and (name, value) != ("port", 0)}
            for member in found]  # fmt: skip


def _sent_members(members: t.Iterable[Values]) -> list[Values]:
    return [{name: v for name, v in values_to_wire(_MEMBERS, member).items() if v != ""} for member in members]


def _read_members(client: t.Any, channel: Values) -> list[Values]:
    del client
    # one without a port uses the channel's (`VpcMemberInfo`)
    found = [{"port": channel.get("port"), **member} for member in _members_of(channel.get("members") or [])]
    return sorted(found, key=lambda member: (member["host"], member["port"]))


def _write_members(
    client: t.Any, channel: Values, present: list[Values] | None, declared: list[Values]
) -> list[Values]:
    """Replace the servers by one request (`UpdateBackendInstancesV2`): parallel ones disturb each other."""
    del present
    body = {"members": _sent_members(declared)}
    ids = {"id": channel["id"]}
    answer = client.call("PUT", _CHANNELS + "/{id}/members", ids, body=body)
    members = a_list(answer, "members", client.asked(_CHANNELS + "/{id}/members", ids, "PUT"))
    return _read_members(client, {**channel, "members": members})


def _create_channel(client: t.Any, ids: t.Mapping[str, str], body: Values) -> Values:
    """Answers to changes hold neither servers nor health check (`VpcChannelInfo`)."""
    made = client.call("POST", _CHANNELS, body=body)
    if not made or not made.get("id"):
        return made or {}
    return {**made, **client.read(_CHANNELS + "/{id}", {"id": made["id"]})}


def _update_channel(client: t.Any, ids: t.Mapping[str, str], body: Values) -> Values:
    changed = client.call("PUT", _CHANNELS + "/{id}", ids, body=body)
    return {**(changed or {}), **client.read(_CHANNELS + "/{id}", ids)}


def _received_channel(wire: Values) -> Values:
    """Some editions write the protocol of the health check in small letters."""
    health = wire.get("vpc_health_config")
    if not health:
        return wire
    return {**wire, "vpc_health_config": {**health, "protocol": str(health.get("protocol", "")).upper()}}


def _sent_channel(body: Values) -> Values:
    """Carry over the servers: editions differ in what they make of a change that names none (`UpdateVpcChannelV2`)."""
    body = {name: value for name, value in body.items() if value not in ("", None)}
    for member in ("member_groups", "vpc_health_config"):
        if member in body:
            body[member] = _without_empty(body[member])
    if "members" in body:
        groups = [group["member_group_name"] for group in body.get("member_groups", [])]
        members = _members_of(body["members"] or [])
        kept = [{**member, "group": member["group"] if member.get("group") in groups else ""} for member in members]
        body["members"] = _sent_members(kept)
    return body


def _without_empty(value: t.Any) -> t.Any:
    if isinstance(value, list):
        return [_without_empty(item) for item in value]
    return {name: item for name, item in value.items() if item not in ("", None)}


def _check_channel(values: Values) -> t.Iterator[tuple[str, str]]:
    health = values.get("health_check")
    if isinstance(health, dict) and health:
        interval, timeout = health.get("time_interval"), health.get("timeout")
        if isinstance(interval, int) and isinstance(timeout, int) and timeout >= interval:
            yield "health_check.timeout", "must be less than time_interval"
        protocol = str(health.get("protocol", "TCP")).upper()
        for name, needed in (("path", protocol != "TCP"), ("http_code", protocol == "HTTP")):
            if needed and not health.get(name):
                yield f"health_check.{name}", f"is required with protocol={protocol}"
    if isinstance(values.get("member_groups"), list) and isinstance(values.get("members"), list):
        known = [group.get("name") for group in values["member_groups"] if isinstance(group, dict)]
        for index, member in enumerate(values["members"]):
            if isinstance(member, dict) and member.get("group") and member["group"] not in known:
                yield f"members[{index}].group", f"{member['group']!r} is not one of member_groups"


def _foreign_channel(wire: Values) -> str:
    if wire.get("type") == 3:
        return "leads to a microservice, which is not managed here"
    if wire.get("member_type") == "ecs":
        return "names its servers by the ids of cloud servers, which is not managed here"
    return ""


_STATUSES = r"[1-5]\d\d(-[1-5]\d\d)?"
_HEALTH_CHECK = (
    Field("protocol", "Protocol of the check.", on_create=True, choices=("TCP", "HTTP", "HTTPS")),
    Field("path", "Path of the check, needed with HTTP and HTTPS."),
    Field("method", "Method of the check.", choices=("GET", "HEAD"), unset="GET"),
    Field("port", "Port of the check, V(0) for the server's.", type="int", limits=Limits(0, 65535),
          unset=0),
    Field("threshold_normal", "Successes after which a server counts as working.", type="int",
          on_create=True, limits=Limits(1, 10)),
    Field("threshold_abnormal", "Failures after which a server counts as broken.", type="int",
          on_create=True, limits=Limits(1, 10)),
    Field("time_interval", "Seconds between checks, more than C(timeout).", type="int", on_create=True,
          limits=Limits(5, 300)),
    Field("timeout", "Seconds to wait for an answer.", type="int", on_create=True, limits=Limits(2, 30)),
    Field("http_code", "Statuses that count as a success, for example V(200-299), needed with HTTP.",
          limits=Limits(pattern=rf"{_STATUSES}(,{_STATUSES})*", help="statuses such as 200,201 or 200-299"),
          change=Change(clearable=True)),
    Field("enable_client_ssl", "Whether both sides authenticate.", type="bool", unset=False),
)  # fmt: skip

VPC_CHANNEL = Resource(
    kind="vpc_channels",
    name="vpc_channel",
    title="VPC channel",
    description="A load channel: servers that share the requests of APIs.",
    identity=("name",),
    sample_id="56a7d7358e1b42459c9d730d65b14e59",
    collection=_CHANNELS,
    listing=Listing(items="vpc_channels", filters=(("name", "name", 64),), detail=True),
    wire=Wire(
        received=_received_channel,
        carried=("type", "member_type", "members", "dict_code"),
        sent=_sent_channel,
        created_with=lambda values: {"type": 2, "member_type": "ip"},
    ),
    reach=Reach(foreign=_foreign_channel),
    rules=Rules(check=_check_channel),
    requests=Requests(create=_create_channel, update=_update_channel),
    facts=(
        *times("create_time"),
        Field("status", "Whether the channel is normal (1) or abnormal (2).", type="int", sample=1),
    ),
    fields=(
        Field("name", "Name of the channel, unique in the instance.", required=True,
              limits=Limits(3, 64, pattern=_LETTERS + r"[a-zA-Z0-9_\-\u4e00-\u9fa5]*",
                            help="3 to 64 letters, digits, Chinese characters or any of _ -, beginning with a letter"),
              sample="order-system"),
        Field("port", "Port of servers that have none of their own; those that are managed here have one.",
              type="int", limits=Limits(1, 65535), on_create=True, sample=8080),
        Field("balance_strategy", "How requests are shared.",
              choices=("round_robin", "least_connections", "source_hash", "uri_hash"), on_create=True,
              codes=(("round_robin", 1), ("least_connections", 2), ("source_hash", 3), ("uri_hash", 4)),
              sample="round_robin"),
        Field("health_check", ("How the service finds out whether a server works.", "It cannot be taken away again."),
              type="dict", compare="members", change=Change(clearable=False), wire="vpc_health_config",
              sample={"protocol": "HTTP", "path": "/health", "http_code": "200-299", "threshold_normal": 2,
                      "threshold_abnormal": 3, "time_interval": 10, "timeout": 5},
              fields=_HEALTH_CHECK),
        Field("member_groups", "Groups of servers.", type="list", elements="dict", compare="keyed", key="name",
              unset=[], fields=_GROUPS),
        Child("members", "The servers.", type="list", elements="dict", compare="keyed", key=("host", "port", "group"),
              unset=[], read=_read_members, write=_write_members, fields=_MEMBERS),
    ),
)  # fmt: skip
