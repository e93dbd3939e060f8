# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Load-balance channels, their members and groups."""

from __future__ import annotations

from typing import Any

import huaweicloudsdkroma.v2 as roma
import pytest

from tests.contract.apis import APIC, Sdk, http_api, make_api, make_app, make_group
from tests.contract.clients import Api
from tests.contract.vendor import ask, refused
from tests.emulator.identity import tenant
from tests.emulator.process import EmulatorProcess

BASE = f"{APIC}/vpc-channels"
PROJECT = "/v2/{project}/apic/vpc-channels"
GOOD = {"name": "backends", "port": 8080, "balance_strategy": 1, "member_type": "ip"}
HEALTH = {
    "protocol": "http",
    "path": "/health",
    "http_code": "200,300-302",
    "threshold_normal": 2,
    "threshold_abnormal": 3,
    "time_interval": 10,
    "timeout": 5,
}


def body_of(**values: Any) -> Any:
    return roma.VpcCreate(**{**GOOD, **values})


def member(host: str, **values: Any) -> Any:
    return roma.MemberInfo(host=host, **values)


def group(name: str, **values: Any) -> Any:
    return roma.MemberGroupCreate(member_group_name=name, **values)


@pytest.fixture
def channel(sdk: Sdk) -> Any:
    """Two groups, three members, a health check."""
    body = body_of(
        member_groups=[group("blue", member_group_weight=60), group("green")],
        members=[
            member("10.0.0.1", member_group_name="blue"),
            member("10.0.0.2", member_group_name="green", port=81, weight=5),
            member("10.0.0.3"),
        ],
        vpc_health_config=roma.VpcHealthConfig(**HEALTH),
    )
    return ask(sdk, "CreateVpcChannelV2", body=body)


def hosts(sdk: Sdk, channel: Any, **query: Any) -> list[str]:
    found = ask(sdk, "ListBackendInstancesV2", vpc_channel_id=channel.id, **query).members
    return sorted(item.host for item in found)


def test_details_tell_more_than_the_answer_to_the_creation(api: Api, sdk: Sdk, channel: Any) -> None:
    assert (channel.type, channel.status, channel.dict_code) == (2, 1, "")
    assert channel.microservice_info.cse_info.engine_id == ""
    row = api("GET", BASE).json()["vpc_channels"][0]
    assert {"members", "vpc_health_config"}.isdisjoint(row)
    found = ask(sdk, "ShowDetailsOfVpcChannelV2", vpc_channel_id=channel.id)
    blue, green = found.member_groups
    assert (blue.member_group_weight, green.member_group_weight, green.member_group_remark) == (60, 0, "")
    first, second, third = found.members
    assert (first.ecs_id, first.member_group_id, first.port) == ("10.0.0.1", blue.member_group_id, 0)
    assert (second.port, second.weight, second.member_group_name) == (81, 5, "green")
    assert (third.member_group_name, third.member_group_id, third.status) == ("", "", 1)
    health = found.vpc_health_config
    assert (health.protocol, health.method, health.vpc_channel_id) == ("http", "GET", channel.id)


def test_search(sdk: Sdk, channel: Any) -> None:
    def found(**query: Any) -> int:
        return ask(sdk, "ListVpcChannelsV2", **query).total

    assert found(name="BACK") == 1
    assert found(name="back", precise_search="name") == 0
    assert found(member_host="10.0.0.2", member_port=81) == 1
    assert found(member_host="10.0.0") == 0
    assert found(member_group_name="gre") == 1
    assert found(member_group_id="nothing") == 0
    assert found(id=channel.id, dict_code="none") == 0


def test_update_deletes_absent_groups_but_keeps_absent_members(sdk: Sdk, channel: Any) -> None:
    updated = ask(sdk, "UpdateVpcChannelV2", vpc_channel_id=channel.id, body=body_of(name="renamed", port=81))
    assert (updated.name, updated.port, updated.member_groups) == ("renamed", 81, [])
    found = ask(sdk, "ShowDetailsOfVpcChannelV2", vpc_channel_id=channel.id)
    assert [item.member_group_id for item in found.members] == ["", "", ""]
    assert found.vpc_health_config.path == "/health"
    body = body_of(members=[member("10.0.0.3", weight=9), member("10.0.0.4")])
    ask(sdk, "UpdateVpcChannelV2", vpc_channel_id=channel.id, body=body)
    again = ask(sdk, "ShowDetailsOfVpcChannelV2", vpc_channel_id=channel.id)
    assert [(item.host, item.weight) for item in again.members] == [("10.0.0.3", 9), ("10.0.0.4", 1)]
    assert again.members[0].id == found.members[2].id


def test_names_may_be_fixed(emulator: EmulatorProcess, sdk: Sdk, channel: Any) -> None:
    emulator.switch(vpc_name_modifiable=False)
    with refused(400, "APIG.2011", "parameterName:name"):
        ask(sdk, "UpdateVpcChannelV2", vpc_channel_id=channel.id, body=body_of(name="renamed"))


def test_deletion(sdk: Sdk, channel: Any) -> None:
    apis = make_group(sdk, make_app(sdk))
    info = roma.VpcInfo(vpc_channel_id=channel.id)
    backend = {**http_api(apis)["backend_api"], "vpc_channel_status": 1, "vpc_channel_info": info}
    api = make_api(sdk, apis, backend_api=backend)
    assert (api.backend_api.url_domain, api.backend_api.vpc_channel_info.vpc_channel_id) == (channel.id, channel.id)
    assert ask(sdk, "ListApisV2", vpc_channel_name="backends", precise_search="vpc_channel_name").total == 1
    assert ask(sdk, "ListApisV2", vpc_channel_id="other").total == 0
    with refused(403, "APIG.3414"):
        ask(sdk, "DeleteVpcChannelV2", vpc_channel_id=channel.id)
    ask(sdk, "DeleteApiV2", api_id=api.id)
    ask(sdk, "DeleteVpcChannelV2", vpc_channel_id=channel.id)
    with refused(404, "APIG.3023", f"The VPC channel does not exist,id:{channel.id}"):
        ask(sdk, "ShowDetailsOfVpcChannelV2", vpc_channel_id=channel.id)


def test_health_check(api: Api, sdk: Sdk, channel: Any) -> None:
    body = roma.VpcHealthConfig(protocol="TCP", threshold_normal=1, threshold_abnormal=1, time_interval=5, timeout=2)
    answer = ask(sdk, "UpdateHealthCheck", vpc_channel_id=channel.id, body=body)
    assert (answer.protocol, answer.path, answer.vpc_channel_id) == ("TCP", "", channel.id)
    for change, code in (
        ({"timeout": None}, "APIG.2001"),
        ({"timeout": 10}, "APIG.2011"),
        ({"path": ""}, "APIG.2001"),
        ({"http_code": "99"}, "APIG.2011"),
        ({"http_code": ""}, "APIG.2001"),
    ):
        bad = {name: value for name, value in {**HEALTH, **change}.items() if value is not None}
        refusal = api("PUT", f"{BASE}/{channel.id}/health-config", json=bad)
        assert (refusal.status_code, refusal.json()["error_code"]) == (400, code)


@pytest.mark.parametrize(
    ("change", "code", "words"),
    [
        ({"name": "1st"}, "APIG.2011", "parameterName:name"),
        ({"name": "backends"}, "APIG.3208", "exists"),
        ({"port": None}, "APIG.2001", "parameter name:port"),
        ({"members": [{}]}, "APIG.2001", "parameter name:host"),
        ({"members": [{"ecs_id": "x"}]}, "APIG.2001", "parameter name:host"),
        ({"members": [{"host": "x", "weight": 10001}]}, "APIG.2004", "parameterName:weight"),
        ({"members": [{"host": "x", "member_group_name": "red"}]}, "APIG.2011", "member_group_name"),
        ({"type": 3}, "APIG.2001", "parameter name:microservice_info"),
    ],
)
def test_bad_channels_are_refused(api: Api, channel: Any, change: Any, code: str, words: str) -> None:
    body = {name: value for name, value in {**GOOD, "name": "other", **change}.items() if value is not None}
    answer = api("POST", BASE, json=body)
    assert (answer.status_code, answer.json()["error_code"]) == (400, code)
    assert words in answer.json()["error_msg"]


def test_microservices(sdk: Sdk) -> None:
    cse = roma.MicroServiceInfoCSEBase(engine_id="e", service_id="s")
    body = body_of(type=3, microservice_info=roma.MicroServiceCreate(service_type="CSE", cse_info=cse))
    made = ask(sdk, "CreateVpcChannelV2", body=body)
    assert (made.type, made.microservice_info.cse_info.service_id) == (3, "s")


def test_members_are_known_by_their_address(sdk: Sdk, channel: Any) -> None:
    wanted = [member("10.0.0.3", weight=7), member("10.0.0.5"), member("10.0.0.5", weight=2)]
    body = roma.VpcMemberCreate(members=wanted)
    added = ask(sdk, "AddingBackendInstancesV2", vpc_channel_id=channel.id, body=body)
    assert [(item.host, item.weight) for item in added.members] == [("10.0.0.3", 7), ("10.0.0.5", 1)]
    assert hosts(sdk, channel) == ["10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.5"]
    assert hosts(sdk, channel, name="10.0.0.5", precise_search="name") == ["10.0.0.5"]
    assert hosts(sdk, channel, member_group_name="bl") == ["10.0.0.1"]


def test_members_are_replaced_all_or_by_group(sdk: Sdk, channel: Any) -> None:
    def replace(*members: Any, name: str | None = None) -> None:
        body = roma.VpcMemberModify(members=[*members], member_group_name=name)
        ask(sdk, "UpdateBackendInstancesV2", vpc_channel_id=channel.id, body=body)

    replace(member("10.0.0.6", member_group_name="blue"), member("10.0.0.7"), name="blue")
    assert hosts(sdk, channel) == ["10.0.0.2", "10.0.0.3", "10.0.0.6"]
    replace(member("10.0.0.8"))
    assert hosts(sdk, channel) == ["10.0.0.8"]
    with refused(400, "APIG.2011"):
        replace(name="red")


def test_single_members(sdk: Sdk, channel: Any) -> None:
    ids = [item.id for item in ask(sdk, "ListBackendInstancesV2", vpc_channel_id=channel.id).members]
    ask(sdk, "BatchDisableMembers", vpc_channel_id=channel.id, body=roma.MembersBatchEnableOrDisable(member_ids=ids))
    ask(
        sdk,
        "BatchEnableMembers",
        vpc_channel_id=channel.id,
        body=roma.MembersBatchEnableOrDisable(member_ids=ids[:1]),
    )
    found = ask(sdk, "ListBackendInstancesV2", vpc_channel_id=channel.id).members
    assert [item.status for item in found] == [1, 2, 2]
    ask(sdk, "DeleteBackendInstanceV2", vpc_channel_id=channel.id, member_id=ids[0])
    with refused(404, "APIG.3024", f"The VPC instance does not exist,id:{ids[0]}"):
        ask(sdk, "DeleteBackendInstanceV2", vpc_channel_id=channel.id, member_id=ids[0])


def test_groups_of_members(sdk: Sdk, channel: Any) -> None:
    wanted = [group("red"), group("blue", member_group_remark="was there"), group("red", member_group_remark="no")]
    body = roma.MemberGroupCreateBatch(member_groups=wanted)
    made = ask(sdk, "CreateMemberGroup", vpc_channel_id=channel.id, body=body)
    assert [(item.member_group_name, item.member_group_remark) for item in made.member_groups] == [
        ("red", ""),
        ("blue", "was there"),
    ]
    assert ask(sdk, "ListMemberGroups", vpc_channel_id=channel.id, member_group_name="re").total == 2
    exact = {"member_group_name": "red", "precise_search": "member_group_name"}
    assert ask(sdk, "ListMemberGroups", vpc_channel_id=channel.id, **exact).total == 1
    blue = {"vpc_channel_id": channel.id, "member_group_id": made.member_groups[1].member_group_id}
    assert ask(sdk, "ShowDetailsOfMemberGroup", **blue).member_group_weight == 0
    renamed = ask(sdk, "UpdateMemberGroup", **blue, body=group("navy"))
    assert (renamed.member_group_name, renamed.member_group_remark) == ("navy", "")
    with refused(400, "APIG.2011"):
        ask(sdk, "UpdateMemberGroup", **blue, body=group("red"))
    assert hosts(sdk, channel, member_group_id=blue["member_group_id"]) == ["10.0.0.1"]
    ask(sdk, "DeleteMemberGroup", **blue)
    assert "10.0.0.1" in hosts(sdk, channel)
    with refused(404, "APIG.3024"):
        ask(sdk, "ShowDetailsOfMemberGroup", **blue)


def test_quota_of_members(emulator: EmulatorProcess, sdk: Sdk, channel: Any) -> None:
    emulator.switch(apic_quotas=True)
    body = roma.VpcMemberCreate(members=[member(f"10.0.1.{number}") for number in range(8)])
    with refused(403, "APIG.3110"):
        ask(sdk, "AddingBackendInstancesV2", vpc_channel_id=channel.id, body=body)
    body.members.pop()
    ask(sdk, "AddingBackendInstancesV2", vpc_channel_id=channel.id, body=body)


def project_call(sdk: Sdk, operation: str, body: Any = None, **query: Any) -> Any:
    request = getattr(roma, operation + "Request")(**query, **({"body": body} if body else {}))
    return {
        "CreateProjectVpcChannel": sdk.create_project_vpc_channel,
        "UpdateProjectVpcChannel": sdk.update_project_vpc_channel,
        "ListProjectVpcChannelsV2": sdk.list_project_vpc_channels_v2,
        "CreateProjectVpcChannelSyncs": sdk.create_project_vpc_channel_syncs,
    }[operation](request).project_vpc_channels


def test_channels_of_a_project(emulator: EmulatorProcess, api: Api, sdk: Sdk) -> None:
    main, second = tenant.MAIN_INSTANCE.id, tenant.SECOND_INSTANCE.id
    values = {**GOOD, "members": [member("10.0.0.1")]}
    body = roma.ProjectVpcCreate(**values, instance_ids=[main])
    with refused(412, "APIG.3458"):
        project_call(sdk, "CreateProjectVpcChannel", body)
    emulator.switch(vpc_name_modifiable=False)
    [made] = project_call(sdk, "CreateProjectVpcChannel", body)
    assert (made.instance_name, made.members[0].host) == (tenant.MAIN_INSTANCE.name, "10.0.0.1")
    body.instance_ids = [second]
    with refused(400, "APIG.3208"):
        project_call(sdk, "CreateProjectVpcChannel", body)
    body.instance_ids, body.port = [main, second], 81
    updated = project_call(sdk, "UpdateProjectVpcChannel", body)
    assert [(item.port, item.id == made.id) for item in updated] == [(81, True), (81, False)]
    assert len(project_call(sdk, "ListProjectVpcChannelsV2", name="backends", precise_search="name")) == 2
    row = api("GET", f"{PROJECT}?members_return=true").json()["project_vpc_channels"][0]
    assert len(row["members"]) == 1
    assert "members" not in api("GET", PROJECT).json()["project_vpc_channels"][0]
    body.instance_ids = ["nowhere"]
    with refused(404, "APIG.3030"):
        project_call(sdk, "UpdateProjectVpcChannel", body)


def test_channels_are_copied_to_other_instances(emulator: EmulatorProcess, sdk: Sdk, channel: Any) -> None:
    emulator.switch(vpc_name_modifiable=False)
    second = tenant.SECOND_INSTANCE.id
    body = roma.ProjectVpcSync(vpc_channel_id=channel.id, instance_ids=[second])
    [copy] = project_call(sdk, "CreateProjectVpcChannelSyncs", body)
    assert [(item.host, item.member_group_name) for item in copy.members] == [
        ("10.0.0.1", "blue"),
        ("10.0.0.2", "green"),
        ("10.0.0.3", ""),
    ]
    assert copy.vpc_health_config.path == "/health"
    with refused(400, "APIG.3208"):
        project_call(sdk, "CreateProjectVpcChannelSyncs", body)
    body.force_sync = True
    assert project_call(sdk, "CreateProjectVpcChannelSyncs", body)[0].id == copy.id
    body.vpc_channel_id = "nothing"
    with refused(404, "APIG.3023"):
        project_call(sdk, "CreateProjectVpcChannelSyncs", body)
