# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""API groups, environments and environment variables, as the vendor's client sees them."""

from __future__ import annotations

import re
from typing import Any

import pytest
from huaweicloudsdkcore.exceptions.exceptions import ClientRequestException
from huaweicloudsdkroma.v2 import (
    ApiGroupBase,
    ApiGroupCheck,
    ApiGroupCreate,
    AppCreate,
    CheckApiGroupsV2Request,
    CreateApiGroupV2Request,
    CreateEnvironmentV2Request,
    CreateEnvironmentVariableV2Request,
    CreateRomaAppRequest,
    DeleteApiGroupV2Request,
    DeleteEnvironmentV2Request,
    DeleteEnvironmentVariableV2Request,
    DeleteRomaAppRequest,
    EnvCreate,
    EnvVariableBase,
    EnvVariableCreate,
    ListApiGroupsV2Request,
    ListEnvironmentsV2Request,
    ListEnvironmentVariablesV2Request,
    RomaClient,
    ShowDetailsOfApiGroupV2Request,
    ShowDetailsOfEnvironmentVariableV2Request,
    UpdateApiGroupV2Request,
    UpdateEnvironmentV2Request,
    UpdateEnvironmentVariableV2Request,
)

RELEASE = "DEFAULT_ENVIRONMENT_RELEASE_ID"
BASE = "/v2/{project}/apic/instances/{instance}"


@pytest.fixture
def group(sdk: RomaClient, instance_id: str) -> Any:
    body = ApiGroupCreate(name="orders", remark="order intake")
    return sdk.create_api_group_v2(CreateApiGroupV2Request(instance_id=instance_id, body=body))


@pytest.fixture
def environment(sdk: RomaClient, instance_id: str) -> Any:
    body = EnvCreate(name="STAGE", remark="before release")
    return sdk.create_environment_v2(CreateEnvironmentV2Request(instance_id=instance_id, body=body))


def refused(status: int, code: str) -> Any:
    return pytest.raises(ClientRequestException, match=rf"(?s)status_code:{status}.*error_code:{re.escape(code)}")


def test_group_comes_back_as_created(sdk, instance_id, group):
    found = sdk.show_details_of_api_group_v2(ShowDetailsOfApiGroupV2Request(instance_id=instance_id, group_id=group.id))
    assert (found.name, found.remark, found.version, found.is_default) == ("orders", "order intake", "V1", 2)
    assert found.sl_domain.startswith(f"{group.id}.apic.")
    assert len(found.sl_domains) == 2


def test_groups_are_listed_newest_first_and_found_by_part_of_the_name(sdk, instance_id, group):
    everything = sdk.list_api_groups_v2(ListApiGroupsV2Request(instance_id=instance_id))
    assert [item.name for item in everything.groups] == ["orders", "DEFAULT"]
    fuzzy = sdk.list_api_groups_v2(ListApiGroupsV2Request(instance_id=instance_id, name="RDER"))
    assert fuzzy.total == 1
    exact = ListApiGroupsV2Request(instance_id=instance_id, name="order", precise_search="name")
    assert sdk.list_api_groups_v2(exact).total == 0


def test_group_update_resets_the_remark_unless_switched(emulator, sdk, instance_id, group):
    request = UpdateApiGroupV2Request(instance_id=instance_id, group_id=group.id, body=ApiGroupBase(name="orders-2"))
    assert sdk.update_api_group_v2(request).remark == ""
    emulator.switch(apic_put_replaces=False)
    request.body.remark = "kept"
    sdk.update_api_group_v2(request)
    request.body.remark = None
    assert sdk.update_api_group_v2(request).remark == "kept"


def test_group_times_lose_precision_after_the_creation(api):
    created = api("POST", f"{BASE}/api-groups", json={"name": "precise"}).json()
    shown = api("GET", f"{BASE}/api-groups/{created['id']}").json()
    assert re.fullmatch(r".*\.\d{9}Z", created["register_time"])
    assert re.fullmatch(r".*:\d\dZ", shown["register_time"])


def test_names_of_groups_are_unique_in_their_scope(sdk, instance_id, group):
    app = sdk.create_roma_app(CreateRomaAppRequest(instance_id=instance_id, body=AppCreate(name="orders")))
    check = CheckApiGroupsV2Request(instance_id=instance_id, body=ApiGroupCheck(group_name="orders"))
    with refused(400, "APIG.3201"):
        sdk.check_api_groups_v2(check)
    with refused(400, "APIG.3201"):
        sdk.create_api_group_v2(CreateApiGroupV2Request(instance_id=instance_id, body=ApiGroupCreate(name="orders")))
    check.body.roma_app_id = app.id
    sdk.check_api_groups_v2(check)
    body = ApiGroupCreate(name="orders", version="V2", roma_app_id=app.id)
    mine = sdk.create_api_group_v2(CreateApiGroupV2Request(instance_id=instance_id, body=body))
    assert (mine.version, mine.roma_app_id, mine.roma_app_name) == ("V2", app.id, "orders")
    listed = sdk.list_api_groups_v2(ListApiGroupsV2Request(instance_id=instance_id, roma_app_id=app.id))
    assert [item.id for item in listed.groups] == [mine.id]


def test_application_with_groups_is_in_use(emulator, sdk, instance_id):
    app = sdk.create_roma_app(CreateRomaAppRequest(instance_id=instance_id, body=AppCreate(name="owner")))
    body = ApiGroupCreate(name="below", version="V2", roma_app_id=app.id)
    sdk.create_api_group_v2(CreateApiGroupV2Request(instance_id=instance_id, body=body))
    with refused(400, "ROMA.13000"):
        sdk.delete_roma_app(DeleteRomaAppRequest(instance_id=instance_id, app_id=app.id))
    emulator.switch(delete_app_in_use="cascade")
    sdk.delete_roma_app(DeleteRomaAppRequest(instance_id=instance_id, app_id=app.id))
    assert emulator.state()["api_groups"] == 2  # DEFAULT of both instances


def test_groups_of_an_application_need_its_permissions(sdk, alice_sdk, instance_id):
    app = sdk.create_roma_app(CreateRomaAppRequest(instance_id=instance_id, body=AppCreate(name="private")))
    body = ApiGroupCreate(name="hidden", version="V2", roma_app_id=app.id)
    with refused(403, "APIG.1101"):
        alice_sdk.create_api_group_v2(CreateApiGroupV2Request(instance_id=instance_id, body=body))
    sdk.create_api_group_v2(CreateApiGroupV2Request(instance_id=instance_id, body=body))
    assert alice_sdk.list_api_groups_v2(ListApiGroupsV2Request(instance_id=instance_id)).total == 1


@pytest.mark.parametrize(
    ("body", "status", "code", "message"),
    [
        ({"name": "ab"}, 400, "APIG.2011", "parameterName:name"),
        ({}, 400, "APIG.2011", "parameterName:name"),
        ({"name": "good", "surprise": 1}, 400, "APIG.2011", "parameterName:surprise"),
        ({"name": "good", "version": "V2"}, 400, "APIG.2011", "parameterName:roma_app_id"),
        ({"name": "good", "roma_app_id": "x"}, 400, "APIG.2011", "parameterName:version"),
        ({"name": "good", "version": "V2", "roma_app_id": "x"}, 404, "APIG.3004", "App x does not exist"),
        (None, 400, "APIG.2000", "Serialization error"),
    ],
)
def test_bad_groups_are_refused(api, body, status, code, message):
    answer = api("POST", f"{BASE}/api-groups", json=body)
    assert answer.status_code == status
    assert set(answer.json()) == {"error_code", "error_msg"}
    assert answer.json()["error_code"] == code
    assert message in answer.json()["error_msg"]


def test_built_in_group_and_unknown_ones(api, sdk, instance_id):
    default = sdk.list_api_groups_v2(ListApiGroupsV2Request(instance_id=instance_id)).groups[0]
    assert default.is_default == 1
    with refused(403, "APIG.1101"):
        sdk.delete_api_group_v2(DeleteApiGroupV2Request(instance_id=instance_id, group_id=default.id))
    with refused(404, "APIG.3001"):
        sdk.delete_api_group_v2(DeleteApiGroupV2Request(instance_id=instance_id, group_id="0" * 32))
    elsewhere = api("GET", "/v2/{project}/apic/instances/nowhere/api-groups")
    assert elsewhere.status_code == 404
    assert elsewhere.json() == {"error_code": "APIG.3030", "error_msg": "The instance does not exist;id:nowhere"}
    assert api("GET", "/v2/" + "f" * 32 + "/apic/instances/{instance}/envs").json()["error_code"] == "APIG.1005"


def test_pages_are_never_refused_for_their_length(api):
    for query, size in (("limit=0", 2), ("limit=9999", 2), ("offset=-3&limit=1", 1), ("offset=7", 0)):
        assert len(api("POST", f"{BASE}/envs", json={"name": f"E{abs(hash(query))}"[:20]}).json()) == 4
        assert api("GET", f"{BASE}/envs?name=E&{query}").json()["size"] >= size
    answer = api("GET", f"{BASE}/envs?limit=many")
    assert (answer.status_code, answer.json()["error_code"]) == (400, "APIG.2012")
    assert api("GET", f"{BASE}/api-groups?precise_search=remark").json()["error_code"] == "APIG.2012"


def test_environments(sdk, instance_id, environment):
    listed = sdk.list_environments_v2(ListEnvironmentsV2Request(instance_id=instance_id))
    assert [(item.id, item.name) for item in listed.envs] == [(RELEASE, "RELEASE"), (environment.id, "STAGE")]
    request = UpdateEnvironmentV2Request(instance_id=instance_id, env_id=environment.id, body=EnvCreate(name="TEST"))
    renamed = sdk.update_environment_v2(request)
    assert (renamed.name, renamed.remark) == ("TEST", "")
    sdk.delete_environment_v2(DeleteEnvironmentV2Request(instance_id=instance_id, env_id=environment.id))
    with refused(404, "APIG.3003"):
        sdk.delete_environment_v2(DeleteEnvironmentV2Request(instance_id=instance_id, env_id=environment.id))


@pytest.mark.parametrize("env_id", [RELEASE])
def test_release_stays_as_it_is(sdk, instance_id, env_id):
    with refused(403, "APIG.1103"):
        sdk.delete_environment_v2(DeleteEnvironmentV2Request(instance_id=instance_id, env_id=env_id))
    with refused(403, "APIG.1103"):
        sdk.update_environment_v2(
            UpdateEnvironmentV2Request(instance_id=instance_id, env_id=env_id, body=EnvCreate(name="OTHER"))
        )


def test_bad_environments_are_refused(sdk, instance_id, environment):
    for name, code in (("no-hyphen", "APIG.2012"), ("ab", "APIG.2012"), ("STAGE", "APIG.3205")):
        with refused(400, code):
            sdk.create_environment_v2(CreateEnvironmentV2Request(instance_id=instance_id, body=EnvCreate(name=name)))


def variable_request(instance_id: str, group: Any, env_id: str, name: str, value: str) -> Any:
    body = EnvVariableCreate(group_id=group.id, env_id=env_id, variable_name=name, variable_value=value)
    return CreateEnvironmentVariableV2Request(instance_id=instance_id, body=body)


def test_variables(sdk, instance_id, group, environment):
    request = variable_request(instance_id, group, environment.id, "backend_host", "10.0.0.7:8080")
    made = sdk.create_environment_variable_v2(request)
    sdk.create_environment_variable_v2(variable_request(instance_id, group, RELEASE, "backend_host", "10.0.0.8"))
    sdk.create_environment_variable_v2(variable_request(instance_id, group, RELEASE, "Backend_Host", "10.0.0.9"))
    with refused(400, "APIG.3303"):
        sdk.create_environment_variable_v2(request)
    body = EnvVariableBase(variable_value="10.0.0.10")
    sdk.update_environment_variable_v2(
        UpdateEnvironmentVariableV2Request(instance_id=instance_id, env_variable_id=made.id, body=body)
    )
    show = ShowDetailsOfEnvironmentVariableV2Request(instance_id=instance_id, env_variable_id=made.id)
    shown = sdk.show_details_of_environment_variable_v2(show)
    assert (shown.variable_name, shown.variable_value) == ("backend_host", "10.0.0.10")
    search = ListEnvironmentVariablesV2Request(instance_id=instance_id, group_id=group.id, variable_name="backend")
    assert sdk.list_environment_variables_v2(search).total == 3
    search.variable_name, search.precise_search = "backend_host", "variable_name"
    assert sdk.list_environment_variables_v2(search).total == 2
    search.env_id = RELEASE
    assert [item.variable_value for item in sdk.list_environment_variables_v2(search).variables] == ["10.0.0.8"]
    search.variable_name = "nothing"
    assert sdk.list_environment_variables_v2(search).total == 0
    sdk.delete_environment_variable_v2(
        DeleteEnvironmentVariableV2Request(instance_id=instance_id, env_variable_id=made.id)
    )
    with refused(404, "APIG.3011"):
        sdk.show_details_of_environment_variable_v2(show)


def test_variables_go_with_their_group_or_environment(emulator, sdk, instance_id, group, environment):
    sdk.create_environment_variable_v2(variable_request(instance_id, group, environment.id, "one", "1"))
    sdk.create_environment_variable_v2(variable_request(instance_id, group, RELEASE, "two", "2"))
    sdk.delete_environment_v2(DeleteEnvironmentV2Request(instance_id=instance_id, env_id=environment.id))
    assert emulator.state()["env_variables"] == 1
    sdk.delete_api_group_v2(DeleteApiGroupV2Request(instance_id=instance_id, group_id=group.id))
    assert emulator.state()["env_variables"] == 0


def test_bad_variables_are_refused(api, group):
    good = {"group_id": group.id, "env_id": RELEASE, "variable_name": "name", "variable_value": "value"}
    for change, status, code in (
        ({"variable_name": "1st"}, 400, "APIG.2012"),
        ({"variable_value": "two words"}, 400, "APIG.2012"),
        ({"group_id": "f" * 32}, 404, "APIG.3001"),
        ({"env_id": "nowhere"}, 404, "APIG.3003"),
    ):
        answer = api("POST", f"{BASE}/env-variables", json=good | change)
        assert (answer.status_code, answer.json()["error_code"]) == (status, code)
    bad = api("POST", f"{BASE}/env-variables", json=good | {"variable_name": "1st"}).json()
    assert bad["error_msg"] == "Invalid parameter value,parameterName:variable_name"
    assert api("GET", f"{BASE}/env-variables").json()["error_code"] == "APIG.2012"


def test_quotas_hold_on_demand(emulator, sdk, instance_id, group):
    def fill(count: int) -> None:
        for number in range(count):
            request = variable_request(instance_id, group, RELEASE, f"v{count:03d}{number:04d}", "x")
            sdk.create_environment_variable_v2(request)

    fill(51)
    emulator.switch(apic_quotas=True)
    with refused(403, "APIG.3106"):
        fill(1)
    emulator.seed("api_groups", 1500)
    with refused(403, "APIG.3101"):
        sdk.create_api_group_v2(
            CreateApiGroupV2Request(instance_id=instance_id, body=ApiGroupCreate(name="one-too-many"))
        )
