# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What stands before and behind APIs: app authorizations, authorizers and load channels."""

from __future__ import annotations

from typing import Any

import pytest
from huaweicloudsdkroma import v2

from tests.integration.api_cases import APP_AUTHORIZATION
from tests.integration.channel_cases import AUTHORIZER, FUNCTION, VPC_CHANNEL, server_groups, servers
from tests.integration.judge import Judge
from tests.integration.playbook import Runner, Task
from tests.integration.test_apis import MOCK, NEEDS, api, config, operations
from tests.integration.test_publications import fault

GRANT = APP_AUTHORIZATION.create


def grant(title: str, options: dict[str, Any] | None = None, **keywords: Any) -> Task:
    return {"name": title, "roma.connect.app_authorization": {**GRANT, **(options or {})}, **keywords}


def channel(title: str, options: dict[str, Any] | None = None, **keywords: Any) -> Task:
    return {"name": title, "roma.connect.vpc_channel": {"name": "order-system", **(options or {})}, **keywords}


def authorizer(title: str, options: dict[str, Any] | None = None, **keywords: Any) -> Task:
    return {"name": title, "roma.connect.authorizer": {"name": "loyalty_card", **(options or {})}, **keywords}


# -- app authorizations ------------------------------------------------------------------------------------------------

NOTHING = {"status": 200, "body": {"total": 0, "size": 0, "auths": []}}


def outcome(status: str, code: str) -> dict[str, Any]:
    """An answer that names one authorisation, which came to nothing."""
    result = {"status": status, "error_code": code, "error_msg": "said the service", "api_name": "create-order"}
    return {"status": 201, "body": {"auths": [{"api_id": "1", "app_id": "2", "auth_result": result}]}}


def test_what_somebody_else_has_authorised(run: Runner, judge: Judge) -> None:
    """It was not there when it was looked for, and is skipped or refused, depending on the edition."""
    again = [
        [fault("GET", "/binded-apis$", **NOTHING), grant("skipped")],
        [
            fault("GET", "/binded-apis$", **NOTHING),
            fault("POST", "/app-auths$", **outcome("FAILED", "APIG.3316")),
            grant("refused"),
        ],
    ]
    tasks = [config("needs", APP_AUTHORIZATION.needs), grant("make"), *again[0], *again[1], grant("again")]
    result = run(tasks, warnings=True)
    assert "was there already when it was to be created" in " ".join(result.output.split())
    made = result["make"]["app_authorization"]
    for name in ("skipped", "refused", "again"):
        # an answer that refuses says less about it
        found = result[name]["app_authorization"]
        assert APP_AUTHORIZATION.options_of(found) == APP_AUTHORIZATION.options_of(made)
    assert not result["again"].changed
    assert judge("app_authorizations")["create-order"]["id"] == made["id"]


@pytest.mark.parametrize("status", ["FAILED", "FILAED"])
def test_a_failure_is_told_though_the_status_is_that_of_a_success(run: Runner, judge: Judge, status: str) -> None:
    result = run(
        [
            config("needs", APP_AUTHORIZATION.needs),
            fault("POST", "/app-auths$", **outcome(status, "APIG.3213")),
            grant("failed", ignore_errors=True),
            grant("next"),
        ]
    )
    assert result["failed"].failed
    assert result["failed"]["error"]["code"] == "APIG.3213"
    assert "said the service" in result["failed"].msg
    assert result["next"].changed
    assert list(judge("app_authorizations")) == ["create-order"]


def test_a_lost_answer_authorises_once(run: Runner, judge: Judge) -> None:
    result = run(
        [
            config("needs", APP_AUTHORIZATION.needs),
            fault("POST", "/app-auths$", reset="after"),
            grant("make"),
            grant("again"),
            fault("POST", "/app-auths$", status=500, body={"error_code": "APIG.3500", "error_msg": "not synchronised"}),
            grant("make another", {"environment": "RELEASE"}),
            grant("another again", {"environment": "RELEASE"}),
            fault("DELETE", "/app-auths/", reset="after"),
            grant("forbid", {"environment": "RELEASE", "state": "absent"}),
            grant("forbid again", {"environment": "RELEASE", "state": "absent"}),
        ]
    )
    for name in ("again", "another again", "forbid again"):
        assert not result[name].changed
    assert operations(result, "make") == ["CreateAuthorizingAppsV2"]
    assert judge("app_authorizations")["create-order"]["env_name"] == "STAGE"


def test_a_deleted_api_takes_its_authorizations_along(run: Runner, judge: Judge) -> None:
    document = {**APP_AUTHORIZATION.needs, "app_authorizations": [GRANT]}
    absent = {"apis": [{"name": "create-order", "group": "orders-v1", "state": "absent"}],
              "app_authorizations": [{**GRANT, "state": "absent"}]}  # fmt: skip
    result = run([config("make", document), config("delete", absent), config("delete again", absent)])
    assert operations(result, "delete") == ["CancelingAuthorizationV2", "DeleteApiV2"]
    assert not result["delete again"].changed
    assert judge("app_authorizations") == {}


# -- load channels -----------------------------------------------------------------------------------------------------


def test_what_is_left_out_of_a_channel_stays(run: Runner, judge: Judge) -> None:
    """A change of the channel names neither servers nor groups, which the service would drop or keep by its edition."""
    result = run(
        [
            channel("make", VPC_CHANNEL.create, register="made"),
            channel("port", {"port": 9090}),
            channel("health", {"health_check": {"timeout": 3}}),
            channel("rename", {"id": "{{ made.vpc_channel.id }}", "name": "orders-behind"}),
        ]
    )
    for name in ("port", "health", "rename"):
        assert operations(result, name) == ["UpdateVpcChannelV2"]
    assert (servers(judge, "orders-behind"), server_groups(judge, "orders-behind")) == VPC_CHANNEL.also_created
    found = judge("vpc_channels")["orders-behind"]
    assert (found["port"], found["vpc_health_config"]["timeout"]) == (9090, 3)


def test_servers_are_replaced_by_one_request(run: Runner, judge: Judge) -> None:
    one, other = {"host": "10.0.0.1", "port": 80}, {"host": "10.0.0.1", "port": 81}
    new = {"port": 80, "balance_strategy": "source_hash"}
    result = run(
        [
            channel("make", {**new, "members": [one, {**other, "weight": 3}]}),
            channel("other order", {"members": [other, one]}),
            channel("weight", {"members": [one, {**other, "weight": 4}]}),
            channel("swap", {"members": [{"host": "10.0.0.2", "port": 80}]}),
            channel("none", {"members": []}),
            channel("none again", {"members": []}),
        ],
        diff=True,
    )
    assert not result["other order"].changed
    for name in ("weight", "swap", "none"):
        assert operations(result, name) == ["UpdateBackendInstancesV2"]
    assert not result["none again"].changed
    assert result["weight"]["diff"]["before"]["members"][1] == {**other, "weight": 3}
    assert servers(judge, "order-system") == {}


def test_servers_with_the_port_of_the_channel(run: Runner, judge: Judge) -> None:
    """They were made elsewhere; they are read with the port that they use, and keep it."""
    run([channel("make", {"port": 80, "balance_strategy": "round_robin"})])
    channel_id = judge("vpc_channels")["order-system"]["id"]
    body = v2.VpcMemberCreate(members=[v2.MemberInfo(host="10.0.0.1"), v2.MemberInfo(host="10.0.0.2")])
    judge.client.adding_backend_instances_v2(
        v2.AddingBackendInstancesV2Request(instance_id=judge.instance_id, vpc_channel_id=channel_id, body=body)
    )
    result = run(
        [
            {"name": "read", "roma.connect.config_info": {"kinds": ["vpc_channels"]}, "register": "state"},
            config("apply", "{{ state.document }}"),
            channel("strategy", {"balance_strategy": "uri_hash"}),
            {"name": "read again", "roma.connect.config_info": {"kinds": ["vpc_channels"]}},
        ]
    )
    members = [{"host": f"10.0.0.{number}", "port": 80, "weight": 1} for number in (1, 2)]
    assert result["read"]["document"]["vpc_channels"][0]["members"] == members
    assert not result["apply"].changed
    assert result["read again"]["document"]["vpc_channels"][0]["members"] == members


def test_channels_of_other_kinds(run: Runner, judge: Judge) -> None:
    """They are left alone, though an API may use them."""
    create = v2.CreateVpcChannelV2Request(
        instance_id=judge.instance_id,
        body=v2.VpcCreate(name="cloud-servers", port=80, balance_strategy=1, member_type="ecs", type=2,
                          members=[v2.MemberInfo(ecs_id="ecs-1", ecs_name="one")]),
    )  # fmt: skip
    judge.client.create_vpc_channel_v2(create)
    backend = {"vpc_channel": "cloud-servers", "protocol": "HTTP", "method": "GET", "path": "/", "timeout": 10}
    options = {**MOCK, "mock_backend": None, "http_backend": backend}
    result = run(
        [
            config("needs", NEEDS),
            api("use", options),
            api("use again", options),
            channel("change", {"name": "cloud-servers", "port": 81}, ignore_errors=True),
            channel("delete", {"name": "cloud-servers", "state": "absent"}, ignore_errors=True),
            {"name": "read", "roma.connect.config_info": {}, "register": "state"},
            config("apply", "{{ state.document }}"),
            {"name": "info", "roma.connect.vpc_channel_info": {"name": "cloud-servers"}},
        ]
    )
    assert not result["use again"].changed
    for name in ("change", "delete"):
        assert "VPC channel 'cloud-servers' names its servers by the ids of cloud servers" in result[name].msg
        assert result.writes(name) == []
    assert result["read"]["document"]["vpc_channels"] == []
    assert result["read"]["document"]["apis"][0]["http_backend"]["vpc_channel"] == "cloud-servers"
    assert not result["apply"].changed
    assert [item["port"] for item in result["info"]["vpc_channels"]] == [80]


HEALTH = {"protocol": "TCP", "threshold_normal": 1, "threshold_abnormal": 1, "time_interval": 10, "timeout": 2}
BAD_CHANNELS: dict[str, tuple[dict[str, Any], str]] = {
    "no port": ({"members": [{"host": "a"}]}, "members[0].port"),
    "an unknown group": (
        {"member_groups": [], "members": [{"host": "a", "port": 1, "group": "b"}]},
        "members[0].group: 'b' is not one of member_groups",
    ),
    "a long wait": (
        {"health_check": {**HEALTH, "timeout": 10}},
        "health_check.timeout: must be less than time_interval",
    ),
    "no path": (
        {"health_check": {**HEALTH, "protocol": "HTTP", "http_code": "200"}},
        "health_check.path: is required with protocol=HTTP",
    ),
    "half a check": ({"health_check": {"timeout": 2}}, "health_check.protocol: is needed to create VPC channel"),
    "no check": ({"health_check": {}}, "health_check: cannot be cleared; leave it out"),
}


def test_bad_channels(run: Runner) -> None:
    new = {"port": 80, "balance_strategy": "round_robin"}
    tasks = [channel(name, {**new, **options}, ignore_errors=True) for name, (options, _why) in BAD_CHANNELS.items()]
    result = run(tasks)
    for name, (_options, why) in BAD_CHANNELS.items():
        assert result[name].failed, name
        assert why in result[name].msg or "port" in why, result[name].msg
        assert result.writes(name) == []


def test_what_is_used_is_not_deleted(run: Runner, judge: Judge) -> None:
    """In one document, the API goes first."""
    backend = {"vpc_channel": "order-system", "protocol": "HTTP", "method": "GET", "path": "/", "timeout": 10}
    document = {
        **NEEDS,
        "authorizers": [AUTHORIZER.create],
        "vpc_channels": [{"name": "order-system", "port": 80, "balance_strategy": "round_robin"}],
        "apis": [{**MOCK, "mock_backend": None, "http_backend": backend, "auth_type": "AUTHORIZER",
                  "authorizer": "loyalty_card", "publications": ["STAGE"]}],
    }  # fmt: skip
    absent = {
        "authorizers": [{"name": "loyalty_card", "state": "absent"}],
        "vpc_channels": [{"name": "order-system", "state": "absent"}],
        "apis": [{"name": "order-status", "group": "orders-v1", "state": "absent"}],
    }
    result = run(
        [
            config("make", document),
            channel("channel", {"state": "absent"}, ignore_errors=True),
            authorizer("authorizer", {"state": "absent"}, ignore_errors=True),
            config("everything", absent),
        ]
    )
    for name in ("channel", "authorizer"):
        assert "cannot be deleted while it has API 'order-status'" in result[name].msg
        assert result.writes(name) == []
    assert result["everything"]["summary"]["deleted"] == 3
    assert (judge("apis"), judge("vpc_channels"), judge("authorizers")) == ({}, {}, {})


# -- authorizers -------------------------------------------------------------------------------------------------------


def test_authorizers_in_front_and_behind(run: Runner, judge: Judge) -> None:
    new = {"authorizer_type": "FUNC", "authorizer_uri": FUNCTION}
    result = run(
        [
            authorizer("front", {**new, "type": "FRONTEND", "identities": [{"name": "card", "location": "QUERY"}]}),
            authorizer("other side", {"type": "BACKEND"}, ignore_errors=True),
            authorizer("behind", {**new, "name": "order_token", "type": "BACKEND"}),
            authorizer("with identities", {**new, "name": "third", "type": "BACKEND",
                                           "identities": [{"name": "a", "location": "QUERY"}]}, ignore_errors=True),
            authorizer("own back end", {"name": "third", "type": "BACKEND", "authorizer_type": "LD",
                                        "authorizer_uri": "/x"}, ignore_errors=True),
            authorizer("not before the gateway", {**new, "name": "fourth", "authorizer_uri": "urn:x",
                                                  "type": "BACKEND"}, ignore_errors=True),
        ]
    )  # fmt: skip
    assert "type: cannot be changed from 'FRONTEND' on an existing authorizer" in result["other side"].msg
    assert result["with identities"].msg == "identities: are for type=FRONTEND only"
    assert "ld_api_id: is required with authorizer_type=LD" in result["own back end"].msg
    assert result["not before the gateway"]["error"]["code"] == "APIG.3019"
    assert {name: item["type"] for name, item in judge("authorizers").items()} == {
        "loyalty_card": "FRONTEND",
        "order_token": "BACKEND",
    }
