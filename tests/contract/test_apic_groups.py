# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""API groups, environments and environment variables."""

from __future__ import annotations

import re
from typing import Any

import huaweicloudsdkroma.v2 as roma
import pytest

from tests.contract.clients import Api
from tests.contract.vendor import ask, refused
from tests.emulator.process import EmulatorProcess

RELEASE = "DEFAULT_ENVIRONMENT_RELEASE_ID"
BASE = "/v2/{project}/apic/instances/{instance}"
Sdk = roma.RomaClient


@pytest.fixture
def group(sdk: Sdk) -> Any:
    return ask(sdk, "CreateApiGroupV2", body=roma.ApiGroupCreate(name="orders", remark="order intake"))


@pytest.fixture
def environment(sdk: Sdk) -> Any:
    return ask(sdk, "CreateEnvironmentV2", body=roma.EnvCreate(name="STAGE", remark="before release"))


def test_group_comes_back_as_created(sdk: Sdk, group: Any) -> None:
    found = ask(sdk, "ShowDetailsOfApiGroupV2", group_id=group.id)
    assert (found.name, found.remark, found.version, found.is_default) == ("orders", "order intake", "V1", 2)
    assert found.sl_domain.startswith(f"{group.id}.apic.")
    assert len(found.sl_domains) == 2


def test_groups_are_listed_newest_first_and_found_by_part_of_the_name(sdk: Sdk, group: Any) -> None:
    assert [item.name for item in ask(sdk, "ListApiGroupsV2").groups] == ["orders", "DEFAULT"]
    assert ask(sdk, "ListApiGroupsV2", name="RDER").total == 1
    assert ask(sdk, "ListApiGroupsV2", name="order", precise_search="name").total == 0
    assert ask(sdk, "ListApiGroupsV2", domain_name=group.id).total == 1
    assert ask(sdk, "ListApiGroupsV2", id=group.id).total == 1


def test_group_update_resets_the_remark_unless_switched(emulator: EmulatorProcess, sdk: Sdk, group: Any) -> None:
    def update(**values: str) -> Any:
        return ask(sdk, "UpdateApiGroupV2", group_id=group.id, body=roma.ApiGroupBase(**values))

    assert update(name="orders-2").remark == ""
    emulator.switch(apic_put_replaces=False)
    update(name="orders-2", remark="kept")
    assert update(name="orders-3").remark == "kept"


def test_group_times_lose_precision_after_the_creation(api: Api) -> None:
    created = api("POST", f"{BASE}/api-groups", json={"name": "precise"}).json()
    path = f"{BASE}/api-groups/{created['id']}"
    assert re.fullmatch(r".*\.\d{9}Z", created["register_time"])
    assert re.fullmatch(r".*:\d\dZ", api("GET", path).json()["register_time"])
    assert re.fullmatch(r".*\.\d{9}Z", api("PUT", path, json={"name": "precise"}).json()["update_time"])
    assert re.fullmatch(r".*\.\d{6}Z", api("GET", path).json()["update_time"])


def test_names_of_groups_are_unique_in_their_scope(sdk: Sdk, group: Any) -> None:
    app = ask(sdk, "CreateRomaApp", body=roma.CreateAppReq(name="orders"))
    with refused(400, "APIG.3201"):
        ask(sdk, "CheckApiGroupsV2", body=roma.ApiGroupCheck(group_name="orders"))
    with refused(400, "APIG.3201"):
        ask(sdk, "CreateApiGroupV2", body=roma.ApiGroupCreate(name="orders"))
    ask(sdk, "CheckApiGroupsV2", body=roma.ApiGroupCheck(group_name="orders", roma_app_id=app.id))
    mine = ask(sdk, "CreateApiGroupV2", body=roma.ApiGroupCreate(name="orders", version="V2", roma_app_id=app.id))
    assert (mine.version, mine.roma_app_id, mine.roma_app_name) == ("V2", app.id, "orders")
    assert [item.id for item in ask(sdk, "ListApiGroupsV2", roma_app_id=app.id).groups] == [mine.id]
    other = ask(sdk, "CreateApiGroupV2", body=roma.ApiGroupCreate(name="other"))
    with refused(400, "APIG.3201"):
        ask(sdk, "UpdateApiGroupV2", group_id=other.id, body=roma.ApiGroupBase(name="orders"))


def test_application_with_groups_is_in_use(emulator: EmulatorProcess, sdk: Sdk) -> None:
    app = ask(sdk, "CreateRomaApp", body=roma.CreateAppReq(name="owner"))
    ask(sdk, "CreateApiGroupV2", body=roma.ApiGroupCreate(name="below", version="V2", roma_app_id=app.id))
    with refused(400, "ROMA.13000"):
        ask(sdk, "DeleteRomaApp", app_id=app.id)
    emulator.switch(delete_app_in_use="cascade")
    ask(sdk, "DeleteRomaApp", app_id=app.id)
    assert ask(sdk, "ListApiGroupsV2").total == 1


def test_groups_of_an_application_need_its_permissions(sdk: Sdk, alice_sdk: Sdk) -> None:
    app = ask(sdk, "CreateRomaApp", body=roma.CreateAppReq(name="private"))
    body = roma.ApiGroupCreate(name="hidden", version="V2", roma_app_id=app.id)
    with refused(403, "APIG.1101"):
        ask(alice_sdk, "CreateApiGroupV2", body=body)
    ask(sdk, "CreateApiGroupV2", body=body)
    assert ask(alice_sdk, "ListApiGroupsV2").total == 1


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
def test_bad_groups_are_refused(api: Api, body: Any, status: int, code: str, message: str) -> None:
    answer = api("POST", f"{BASE}/api-groups", json=body)
    assert answer.status_code == status
    assert set(answer.json()) == {"error_code", "error_msg"}
    assert answer.json()["error_code"] == code
    assert message in answer.json()["error_msg"]


def test_built_in_group_and_unknown_ones(api: Api, sdk: Sdk) -> None:
    default = ask(sdk, "ListApiGroupsV2").groups[0]
    assert default.is_default == 1
    with refused(403, "APIG.1101"):
        ask(sdk, "DeleteApiGroupV2", group_id=default.id)
    with refused(404, "APIG.3001", f"API group {'0' * 32} does not exist"):
        ask(sdk, "DeleteApiGroupV2", group_id="0" * 32)
    elsewhere = api("GET", "/v2/{project}/apic/instances/nowhere/api-groups")
    assert elsewhere.status_code == 404
    assert elsewhere.json() == {"error_code": "APIG.3030", "error_msg": "The instance does not exist;id:nowhere"}
    assert api("GET", "/v2/" + "f" * 32 + "/apic/instances/{instance}/envs").json()["error_code"] == "APIG.1005"


def test_pages_are_never_refused_for_their_bounds(emulator: EmulatorProcess, api: Api) -> None:
    emulator.seed("api_groups", 24)
    for query, size in (("", 20), ("limit=0", 20), ("limit=9999", 25), ("offset=-3&limit=1", 1), ("offset=25", 0)):
        page = api("GET", f"{BASE}/api-groups?{query}").json()
        assert (page["total"], page["size"], len(page["groups"])) == (25, size, size)
    answer = api("GET", f"{BASE}/envs?limit=many")
    assert (answer.status_code, answer.json()["error_code"]) == (400, "APIG.2012")
    assert api("GET", f"{BASE}/api-groups?precise_search=remark").json()["error_code"] == "APIG.2012"


def test_environments(sdk: Sdk, environment: Any) -> None:
    listed = ask(sdk, "ListEnvironmentsV2")
    assert [(item.id, item.name) for item in listed.envs] == [(RELEASE, "RELEASE"), (environment.id, "STAGE")]
    assert ask(sdk, "ListEnvironmentsV2", name="stag").total == 1
    renamed = ask(sdk, "UpdateEnvironmentV2", env_id=environment.id, body=roma.EnvCreate(name="TEST"))
    assert (renamed.name, renamed.remark) == ("TEST", "")
    ask(sdk, "DeleteEnvironmentV2", env_id=environment.id)
    with refused(404, "APIG.3003"):
        ask(sdk, "DeleteEnvironmentV2", env_id=environment.id)


def test_release_stays_as_it_is(sdk: Sdk) -> None:
    with refused(403, "APIG.1103"):
        ask(sdk, "DeleteEnvironmentV2", env_id=RELEASE)
    with refused(403, "APIG.1103"):
        ask(sdk, "UpdateEnvironmentV2", env_id=RELEASE, body=roma.EnvCreate(name="OTHER"))


@pytest.mark.parametrize(
    ("name", "code"),
    [("no-hyphen", "APIG.2012"), ("ab", "APIG.2012"), ("STAGE", "APIG.3205"), ("RELEASE", "APIG.3205")],
)
def test_bad_environments_are_refused(sdk: Sdk, environment: Any, name: str, code: str) -> None:
    with refused(400, code):
        ask(sdk, "CreateEnvironmentV2", body=roma.EnvCreate(name=name))


def create_variable(sdk: Sdk, group: Any, env_id: str, name: str, value: str) -> Any:
    body = roma.EnvVariableCreate(group_id=group.id, env_id=env_id, variable_name=name, variable_value=value)
    return ask(sdk, "CreateEnvironmentVariableV2", body=body)


def test_variables(sdk: Sdk, group: Any, environment: Any) -> None:
    made = create_variable(sdk, group, environment.id, "backend_host", "10.0.0.7:8080")
    create_variable(sdk, group, RELEASE, "backend_host", "10.0.0.8")
    create_variable(sdk, group, RELEASE, "Backend_Host", "10.0.0.9")
    with refused(400, "APIG.3303"):
        create_variable(sdk, group, RELEASE, "backend_host", "10.0.0.8")
    body = roma.EnvVariableBase(variable_value="10.0.0.10")
    ask(sdk, "UpdateEnvironmentVariableV2", env_variable_id=made.id, body=body)
    shown = ask(sdk, "ShowDetailsOfEnvironmentVariableV2", env_variable_id=made.id)
    assert (shown.variable_name, shown.variable_value) == ("backend_host", "10.0.0.10")
    ask(sdk, "DeleteEnvironmentVariableV2", env_variable_id=made.id)
    with refused(404, "APIG.3011", f"The environment variable does not exist, id: {made.id}"):
        ask(sdk, "ShowDetailsOfEnvironmentVariableV2", env_variable_id=made.id)


def test_search_for_variables(sdk: Sdk, group: Any, environment: Any) -> None:
    def search(**query: str) -> list[str]:
        found = ask(sdk, "ListEnvironmentVariablesV2", group_id=group.id, **query)
        return [item.variable_value for item in found.variables]

    for env_id, name, value in ((environment.id, "host", "1"), (RELEASE, "host", "2"), (RELEASE, "Hosts", "3")):
        create_variable(sdk, group, env_id, f"my_{name}", value)
    assert search(variable_name="host") == ["3", "2", "1"]
    assert search(variable_name="my_host", precise_search="variable_name") == ["2", "1"]
    assert search(variable_name="my_host", precise_search="variable_name", env_id=RELEASE) == ["2"]
    assert search(variable_name="host", precise_search="variable_name", env_id=RELEASE) == []


def test_variables_go_with_their_group_or_environment(
    emulator: EmulatorProcess, sdk: Sdk, group: Any, environment: Any
) -> None:
    create_variable(sdk, group, environment.id, "one", "1")
    create_variable(sdk, group, RELEASE, "two", "2")
    ask(sdk, "DeleteEnvironmentV2", env_id=environment.id)
    assert emulator.state()["env_variables"] == 1
    ask(sdk, "DeleteApiGroupV2", group_id=group.id)
    assert emulator.state()["env_variables"] == 0


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"variable_name": "1st"}, 400, "APIG.2012"),
        ({"variable_value": "two words"}, 400, "APIG.2012"),
        ({"group_id": "f" * 32}, 404, "APIG.3001"),
        ({"env_id": "nowhere"}, 404, "APIG.3003"),
    ],
)
def test_bad_variables_are_refused(api: Api, group: Any, change: dict[str, str], status: int, code: str) -> None:
    good = {"group_id": group.id, "env_id": RELEASE, "variable_name": "name", "variable_value": "value"}
    answer = api("POST", f"{BASE}/env-variables", json=good | change)
    assert (answer.status_code, answer.json()["error_code"]) == (status, code)
    if status == 400:
        assert answer.json()["error_msg"] == f"Invalid parameter value,parameterName:{next(iter(change))}"


def test_variables_are_listed_by_group_only(emulator: EmulatorProcess, api: Api, sdk: Sdk) -> None:
    emulator.seed("env_variables", 1000)
    default = ask(sdk, "ListApiGroupsV2").groups[0]
    assert ask(sdk, "ListEnvironmentVariablesV2", group_id=default.id, limit=500, offset=600).size == 400
    answer = api("GET", f"{BASE}/env-variables")
    assert (answer.status_code, answer.json()["error_code"]) == (400, "APIG.2012")


def test_quotas_hold_on_demand(emulator: EmulatorProcess, sdk: Sdk, group: Any) -> None:
    for number in range(51):
        create_variable(sdk, group, RELEASE, f"v{number:03d}", "x")
    emulator.switch(apic_quotas=True)
    with refused(403, "APIG.3106"):
        create_variable(sdk, group, RELEASE, "one_too_many", "x")
    emulator.seed("api_groups", 1500)
    with refused(403, "APIG.3101"):
        ask(sdk, "CreateApiGroupV2", body=roma.ApiGroupCreate(name="one-too-many"))
    with refused(403, "APIG.3104"):
        for number in range(10):
            ask(sdk, "CreateEnvironmentV2", body=roma.EnvCreate(name=f"ENV_{number}"))


def test_features_are_told(emulator: EmulatorProcess, sdk: Sdk) -> None:
    found = {item.name: (item.enable, item.config) for item in ask(sdk, "ListFeaturesV2", limit=500).features}
    assert (found["public_key"], found["app_token"]) == ((True, "on"), (False, "off"))
    assert len(ask(sdk, "ListFeaturesV2", limit=2, offset=3).features) == 2
    emulator.switch(public_key_signatures=False)
    found = {item.name: item.enable for item in ask(sdk, "ListFeaturesV2", limit=500).features}
    assert not found["public_key"]


def test_limits_are_told_as_long_as_there_are_any(emulator: EmulatorProcess, sdk: Sdk) -> None:
    assert ask(sdk, "ListProjectCofigsV2").configs == []
    emulator.switch(apic_quotas=True)
    found = {item.config_name: item.config_value for item in ask(sdk, "ListProjectCofigsV2").configs}
    assert (found["ENVIRONMENT_NUM_LIMIT"], found["API_NUM_LIMIT"]) == ("10", "5000")
