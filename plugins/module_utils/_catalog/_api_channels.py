# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""API integration: authorizers and load channels (fact source: `CreateCustomAuthorizerV2`, `CreateVpcChannelV2`)."""

from __future__ import annotations

import typing as t

from .._spec import Child, Field, Resource, Values

_APIC = "/v2/{project_id}/apic/instances/{instance_id}"
_CHANNELS = _APIC + "/vpc-channels"
_LETTERS = r"[a-zA-Z\u4e00-\u9fa5]"

AUTHORIZER = Resource(
    kind="authorizers",
    name="authorizer",
    title="authorizer",
    description="A function that decides whether a request is let through.",
    identity=("name",),
    collection=_APIC + "/authorizers",
    items="authorizer_list",
    filters=(("name", "name", 64),),
    sent=lambda body: {name: value for name, value in body.items() if value != ""},
    fields=(
        Field("name", "Name of the authorizer, unique in the instance.", required=True, minimum=3, maximum=64,
              pattern=_LETTERS + r"[a-zA-Z0-9_\u4e00-\u9fa5]*",
              pattern_help="3 to 64 letters, digits, underscores or Chinese characters, beginning with a letter"),
        Field("type", "Whether it checks requests to the gateway or requests to the back end.",
              choices=("FRONTEND", "BACKEND"), on_create=True, mutable=False, sent_on_update=True),
        Field("authorizer_type", "Whether the function is a custom back end (V(LD)) or a function of the cloud "
              "(V(FUNC)).", choices=("LD", "FUNC"), on_create=True),
        Field("authorizer_uri", "Path of the custom back end, or URN of the function.", on_create=True),
        Field("authorizer_version", "Version of the function.", maximum=64),
        Field("authorizer_alias_uri", "Alias of the function, which goes before its version."),
        Field("ld_api_id", "ID of the custom back end, with O(authorizer_type=LD)."),
        Field("identities", "Parts of the request that the function is given.", type="list", elements="dict",
              compare="keyed", key="name", fields=(
                  Field("name", "Name of the parameter.", required=True),
                  Field("location", "Where it stands.", required=True, choices=("HEADER", "QUERY")),
                  Field("validation", "Regular expression that its value must match.", maximum=2048),
              )),
        Field("ttl", "Seconds for which a decision is kept.", type="int", minimum=0, maximum=3600, unset=0),
        Field("user_data", "Text that the function is given.", maximum=2048, unset=""),
        Field("need_body", "Whether the function is given the body.", type="bool", unset=False),
    ),
)  # fmt: skip


def _read_members(client: t.Any, channel: Values) -> list[Values]:
    ids = {"id": channel["id"]}
    found = client.pages(_CHANNELS + "/{id}/members", "members", ids)
    names = {f.name: f.wire_name for f in _MEMBERS}
    return [
        {name: member[wire] for name, wire in names.items() if member.get(wire) not in (None, "")} for member in found
    ]


def _write_members(client: t.Any, channel: Values, present: list[Values] | None, declared: list[Values]) -> None:
    """Replace the members by one request (`UpdateBackendInstancesV2`): parallel ones disturb each other."""
    del present
    names = {f.name: f.wire_name for f in _MEMBERS}
    members = [{names[name]: value for name, value in member.items()} for member in declared]
    client.call("PUT", _CHANNELS + "/{id}/members", {"id": channel["id"]}, body={"members": members})


_MEMBERS = (
    Field("host", "Host name or IP address of the server.", required=True, maximum=64),
    Field("port", "Port of the server, the channel's when omitted.", type="int", minimum=0, maximum=65535),
    Field("weight", "Weight of the server.", type="int", minimum=0, maximum=10000),
    Field("is_backup", "Whether the server only steps in for others.", type="bool", unset=False),
)

_GROUP = ("member_group_name", "member_group_remark", "member_group_weight", "dict_code", "microservice_version",
          "microservice_port", "microservice_labels")  # fmt: skip


def _sent_channel(body: Values) -> Values:
    """Groups that are not sent along would be deleted (`UpdateVpcChannelV2`); answers say more than is taken."""
    body = {name: value for name, value in body.items() if value not in ("", None)}
    if "member_groups" in body:
        body["member_groups"] = [
            {name: group[name] for name in _GROUP if group.get(name)} for group in body["member_groups"]
        ]
    return body


VPC_CHANNEL = Resource(
    kind="vpc_channels",
    name="vpc_channel",
    title="VPC channel",
    description="A load channel: servers that share the requests of APIs.",
    identity=("name",),
    collection=_CHANNELS,
    items="vpc_channels",
    filters=(("name", "name", 64),),
    detail=True,
    # channels of microservices and of cloud servers by id can be referred to, but not declared
    builtin=lambda wire: wire.get("type") == 3 or wire.get("member_type") == "ecs",
    carried=("type", "member_type", "member_groups"),
    sent=_sent_channel,
    # CreateVpcChannelV2: members are put in by a request of their own
    created_with=lambda values: {"type": 2, "member_type": "ip"},
    fields=(
        Field("name", "Name of the channel, unique in the instance.", required=True, minimum=3, maximum=64,
              pattern=_LETTERS + r"[a-zA-Z0-9_\-\u4e00-\u9fa5]*",
              pattern_help="3 to 64 letters, digits, Chinese characters or any of _ -, beginning with a letter"),
        Field("port", "Port of the servers.", type="int", minimum=1, maximum=65535, on_create=True),
        Field("balance_strategy", "How requests are shared.",
              choices=("round_robin", "least_connections", "source_hash", "uri_hash"), on_create=True,
              codes=(("round_robin", 1), ("least_connections", 2), ("source_hash", 3), ("uri_hash", 4))),
        Field("health_check", "How the service finds out whether a server works.", type="dict", compare="members",
              wire="vpc_health_config", fields=(
                  Field("protocol", "Protocol of the check.", required=True, choices=("TCP", "HTTP", "HTTPS"),
                        canonical=lambda value: value.upper() if isinstance(value, str) else value),
                  Field("path", "Path of the check, not with TCP."),
                  Field("method", "Method of the check.", choices=("GET", "HEAD"), unset="GET"),
                  Field("port", "Port of the check, the server's when omitted.", type="int", unset=0),
                  Field("threshold_normal", "Successes after which a server counts as working.", type="int",
                        required=True, minimum=1, maximum=10),
                  Field("threshold_abnormal", "Failures after which a server counts as broken.", type="int",
                        required=True, minimum=1, maximum=10),
                  Field("time_interval", "Seconds between checks.", type="int", required=True, minimum=1,
                        maximum=300),
                  Field("timeout", "Seconds to wait for an answer.", type="int", required=True, minimum=1,
                        maximum=30),
                  Field("http_code", "Statuses that count as a success, for example V(200-299)."),
                  Field("enable_client_ssl", "Whether both sides authenticate.", type="bool", unset=False),
              )),
        Child("members", "The servers.", type="list", elements="dict", compare="keyed", key="host", unset=[],
              read=_read_members, write=_write_members, fields=_MEMBERS),
    ),
)  # fmt: skip
