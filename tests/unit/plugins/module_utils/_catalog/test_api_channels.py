# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Load channels and authorizers: what is read, what a change carries along, and rules between options."""

from __future__ import annotations

import pytest
from ansible_collections.roma.connect.plugins.module_utils._catalog._apic._channels import AUTHORIZER, VPC_CHANNEL
from ansible_collections.roma.connect.plugins.module_utils._spec._values import Values
from ansible_collections.roma.connect.plugins.module_utils._spec._wire import values_from_wire, values_to_wire
from ansible_collections.roma.connect.tests.unit.transport import Answer, FakeClient, Request

(MEMBERS,) = VPC_CHANNEL.children
SERVER = {"host": "h", "port": 81, "weight": 2, "is_backup": False, "status": 2, "member_group_name": "g", "id": "1",
          "ecs_id": "h", "ecs_name": "h", "member_group_id": "9"}  # fmt: skip
OPTIONS = {"host": "h", "port": 81, "weight": 2, "is_backup": False, "enabled": False, "group": "g"}
HEALTH = {"protocol": "HTTP", "path": "/", "http_code": "200", "time_interval": 10, "timeout": 5}


def test_servers() -> None:
    shown = [SERVER, {"host": "b", "port": 0, "member_group_name": ""}, {"host": "a", "status": 1}]
    found = MEMBERS.read(None, {"id": "c1", "port": 80, "members": shown})
    assert found == [{"host": "a", "port": 80, "enabled": True}, {"host": "b", "port": 80}, OPTIONS]
    assert MEMBERS.read(None, {"id": "c1", "port": 80, "members": None}) == []
    assert MEMBERS.read(None, {"id": "c1", "port": 80}) == []


def test_servers_are_replaced() -> None:
    asked: list[Request] = []

    def answer(request: Request) -> Answer:
        asked.append(request)
        return Answer(200, {"total": 1, "size": 1, "members": [SERVER]})

    client = FakeClient(answer)
    after = MEMBERS.write(client, {"id": "c1", "port": 80, "members": []}, [], [{**OPTIONS, "group": ""}])
    assert after == [OPTIONS]
    (request,) = asked
    assert (request.method, request.path.rpartition("/vpc-channels/")[2]) == ("PUT", "c1/members")
    assert request.body == {"members": [{"host": "h", "port": 81, "weight": 2, "is_backup": False, "status": 2}]}


@pytest.mark.parametrize(("groups", "expected"), [(["g", "f"], "g"), (["f"], None), ([], None)])
def test_a_change_carries_the_servers_along(groups: list[str], expected: str | None) -> None:
    """In no group, when theirs goes."""
    body = {"name": "c", "dict_code": "", "members": [SERVER, {"host": "a", "port": 0}],
            "member_groups": [{"member_group_name": name, "member_group_remark": ""} for name in groups]}  # fmt: skip
    sent = VPC_CHANNEL.wire.sent(body)
    server = {"host": "h", "port": 81, "weight": 2, "is_backup": False, "status": 2}
    assert sent["members"] == [{**server, **({"member_group_name": expected} if expected else {})}, {"host": "a"}]
    assert sent["member_groups"] == [{"member_group_name": name} for name in groups]
    assert "dict_code" not in sent


def test_health_checks() -> None:
    wire = VPC_CHANNEL.wire.received({"vpc_health_config": {"protocol": "https", "http_code": "", "timeout": 3}})
    assert values_from_wire(VPC_CHANNEL.own_fields, wire)["health_check"]["protocol"] == "HTTPS"
    assert VPC_CHANNEL.wire.received({"vpc_health_config": None}) == {"vpc_health_config": None}
    body = values_to_wire(VPC_CHANNEL.own_fields, {"health_check": {"protocol": "TCP", "path": "", "timeout": 3}})
    assert VPC_CHANNEL.wire.sent(body) == {"vpc_health_config": {"protocol": "TCP", "timeout": 3}}


@pytest.mark.parametrize(
    ("wire", "foreign"),
    [
        ({"type": 2, "member_type": "ip"}, False),
        ({}, False),
        ({"type": 3, "member_type": "ip"}, True),
        ({"type": 2, "member_type": "ecs"}, True),
    ],
)
def test_channels_of_other_kinds(wire: Values, foreign: bool) -> None:
    assert bool(VPC_CHANNEL.reach.foreign(wire)) == foreign


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"health_check": HEALTH}, []),
        ({"health_check": {"timeout": 5}}, []),
        ({"health_check": {**HEALTH, "timeout": 10}}, ["health_check.timeout"]),
        ({"health_check": {"protocol": "HTTPS"}}, ["health_check.path"]),
        ({"health_check": {"protocol": "HTTP"}}, ["health_check.path", "health_check.http_code"]),
        ({"health_check": {"protocol": "TCP"}}, []),
        ({"members": [{"host": "h", "group": "g"}]}, []),
        ({"members": [{"host": "h", "group": "g"}], "member_groups": [{"name": "g"}]}, []),
        ({"members": [{"host": "h"}, {"host": "i", "group": "g"}], "member_groups": []}, ["members[1].group"]),
        ({"members": ["x"], "member_groups": ["x"], "health_check": "x"}, []),
    ],
)
def test_rules_for_channels(options: Values, expected: list[str]) -> None:
    assert [path for path, _why in VPC_CHANNEL.rules.check(options)] == expected


def test_authorizers() -> None:
    identity = {"name": "a", "location": "QUERY"}
    assert AUTHORIZER.wire.sent({"identities": [{**identity, "validation": ""}], "user_data": ""}) == {
        "identities": [identity], "user_data": ""
    }  # fmt: skip
    assert AUTHORIZER.wire.sent({"ttl": 0}) == {"ttl": 0}
    assert AUTHORIZER.wire.sent({"network_type": ""}) == {"network_type": "V1"}
    assert [path for path, _why in AUTHORIZER.rules.check({"type": "BACKEND", "identities": [identity]})] == [
        "identities"
    ]
    assert list(AUTHORIZER.rules.check({"type": "BACKEND", "identities": []})) == []
    assert [path for path, _why in AUTHORIZER.rules.check_new({"authorizer_type": "LD"})] == ["ld_api_id"]
    assert list(AUTHORIZER.rules.check_new({"authorizer_type": "LD", "ld_api_id": "1"})) == []
