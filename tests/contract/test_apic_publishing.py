# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Publishing, versions, and how published APIs travel in asset packages."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import huaweicloudsdkroma.v2 as roma
import pytest

from tests.contract.apis import (
    APIC,
    RELEASE,
    Sdk,
    as_model,
    http_api,
    make_api,
    make_app,
    make_environment,
    make_group,
    publish,
)
from tests.contract.clients import Api
from tests.contract.packages import document, export_apps, import_package
from tests.contract.vendor import ask, refused
from tests.emulator.identity import tenant
from tests.emulator.process import EmulatorProcess

NOWHERE = "0" * 32


@pytest.fixture
def app(sdk: Sdk) -> Any:
    return make_app(sdk)


@pytest.fixture
def group(sdk: Sdk, app: Any) -> Any:
    return make_group(sdk, app)


def test_publication_shows_in_the_details(sdk: Sdk, group: Any) -> None:
    api, stage = make_api(sdk, group), make_environment(sdk)
    first = publish(sdk, api, stage.id, remark="try it")
    second = publish(sdk, api)
    assert (first.api_name, first.env_id, first.remark) == ("list-orders", stage.id, "try it")
    shown = ask(sdk, "ShowDetailsOfApiV2", api_id=api.id)
    assert (shown.run_env_name, shown.run_env_id) == ("RELEASE|STAGE", f"{RELEASE}|{stage.id}")
    assert shown.publish_id == f"{second.publish_id}|{first.publish_id}"
    gone = publish(sdk, api, stage.id, "offline")
    assert (gone.publish_id, gone.version_id) == ("", "")
    assert ask(sdk, "ShowDetailsOfApiV2", api_id=api.id).run_env_name == "RELEASE"
    with refused(404, "APIG.3015"):
        publish(sdk, api, stage.id, "offline")


def test_environment_with_published_apis_stays(sdk: Sdk, group: Any) -> None:
    api, stage = make_api(sdk, group), make_environment(sdk)
    publish(sdk, api, stage.id)
    with refused(409, "APIG.3418"):
        ask(sdk, "DeleteEnvironmentV2", env_id=stage.id)
    publish(sdk, api, stage.id, "offline")
    ask(sdk, "DeleteEnvironmentV2", env_id=stage.id)


def test_publication_id_is_stable_while_online(sdk: Sdk, group: Any) -> None:
    api = make_api(sdk, group)
    first, second = publish(sdk, api), publish(sdk, api)
    assert first.publish_id == second.publish_id
    assert first.version_id != second.version_id
    publish(sdk, api, action="offline")
    assert publish(sdk, api).publish_id != first.publish_id


def test_what_is_at_work_differs_from_the_draft(sdk: Sdk, group: Any) -> None:
    api = make_api(sdk, group)
    with refused(404, "APIG.3015"):
        ask(sdk, "ListApiRuntimeDefinitionV2", api_id=api.id)
    publish(sdk, api)
    ask(sdk, "UpdateApiV2", api_id=api.id, body=as_model(http_api(group, remark="draft")))
    runtime = ask(sdk, "ListApiRuntimeDefinitionV2", api_id=api.id)
    assert (runtime.remark, runtime.run_env_id, runtime.group_name) == ("", RELEASE, "orders-v1")
    assert runtime.sl_domain == group.sl_domain
    publish(sdk, api)
    assert ask(sdk, "ListApiRuntimeDefinitionV2", api_id=api.id, env_id=RELEASE).remark == "draft"


def test_runtime_tells_nothing_about_the_backend(api: Api, sdk: Sdk, group: Any) -> None:
    made = make_api(sdk, group)
    publish(sdk, made)
    assert "backend_api" not in api("GET", f"{APIC}/apis/runtime/{made.id}").json()


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"action": "on"}, 400, "APIG.2011"),
        ({"api_id": NOWHERE}, 404, "APIG.3002"),
        ({"env_id": NOWHERE}, 404, "APIG.3003"),
    ],
)
def test_bad_publications_are_refused(api: Api, sdk: Sdk, group: Any, change: Any, status: int, code: str) -> None:
    body = {"action": "online", "api_id": make_api(sdk, group).id, "env_id": RELEASE} | change
    answer = api("POST", f"{APIC}/apis/action", json=body)
    assert (answer.status_code, answer.json()["error_code"]) == (status, code)


def test_batch_tells_what_failed(sdk: Sdk, group: Any) -> None:
    apis = [make_api(sdk, group, name) for name in ("one", "two")]

    def batch(action: str, *ids: str) -> Any:
        return ask(
            sdk,
            "BatchPublishOrOfflineApiV2",
            action=action,
            body=roma.ApiBatchPublish(apis=[*ids], env_id=RELEASE, remark="all"),
        )

    answer = batch("online", apis[0].id, NOWHERE, apis[1].id)
    assert [item.api_name for item in answer.success] == ["one", "two"]
    assert [(item.error_code, item.error_msg) for item in answer.failure] == [("APIG.3002", f"Api {NOWHERE} not found")]
    batch("offline", apis[0].id)
    answer = batch("offline", apis[0].id)
    assert (answer.success, answer.failure[0].error_code) == ([], "APIG.3015")
    with refused(400, "APIG.2011", 'should be "online" or "offline"'):
        batch("away", apis[0].id)


def test_batch_without_a_list_means_the_group(api: Api, sdk: Sdk, group: Any) -> None:
    make_api(sdk, group)
    body = {"env_id": RELEASE, "group_id": group.id}
    answer = api("POST", f"{APIC}/apis/publish?action=online", json=body).json()
    assert len(answer["success"]) == 1


def test_versions(sdk: Sdk, group: Any) -> None:
    api, stage = make_api(sdk, group), make_environment(sdk)
    publish(sdk, api, stage.id)
    for number in range(12):
        publish(sdk, api, remark=str(number))
    versions = ask(sdk, "ListApiVersionsV2", api_id=api.id, env_id=RELEASE)
    assert (versions.total, [item.remark for item in versions.api_versions][:2]) == (10, ["11", "10"])
    assert [item.status for item in versions.api_versions] == [1] + [2] * 9
    newest = versions.api_versions[0]
    beijing = datetime.strptime(newest.version_no, "%Y%m%d%H%M%S")
    assert beijing == datetime.strptime(newest.publish_time, "%Y-%m-%dT%H:%M:%SZ") + timedelta(hours=8)
    assert ask(sdk, "ListApiVersionsV2", api_id=api.id, env_name="stage").total == 1
    assert ask(sdk, "ListApiVersionsV2", api_id=api.id).total == 11


def test_an_older_version_can_be_put_to_work(sdk: Sdk, group: Any) -> None:
    api = make_api(sdk, group)
    old = publish(sdk, api)
    ask(sdk, "UpdateApiV2", api_id=api.id, body=as_model(http_api(group, remark="new")))
    new = publish(sdk, api)
    assert ask(sdk, "ListApiVersionDetailV2", version_id=old.version_id).remark == ""
    detail = ask(sdk, "ListApiVersionDetailV2", version_id=new.version_id)
    assert (detail.remark, detail.version_id, detail.id) == ("new", new.version_id, api.id)
    assert detail.backend_api.url_domain == "10.0.0.7:8080"
    body = roma.ApiVersion(version_id=old.version_id)
    switched = ask(sdk, "ChangeApiVersionV2", api_id=api.id, body=body)
    assert (switched.version_id, switched.publish_id) == (old.version_id, new.publish_id)
    assert ask(sdk, "ListApiRuntimeDefinitionV2", api_id=api.id).remark == ""
    with refused(404, "APIG.3022", f"The API version does not exist,id:{new.version_id}"):
        ask(sdk, "DeleteApiByVersionIdV2", version_id=new.version_id)
    ask(sdk, "DeleteApiByVersionIdV2", version_id=old.version_id)
    assert ask(sdk, "ShowDetailsOfApiV2", api_id=api.id).run_env_id == ""
    assert ask(sdk, "ListApiVersionsV2", api_id=api.id).total == 2


def test_unknown_versions(api: Api, sdk: Sdk, group: Any) -> None:
    one, other = make_api(sdk, group, "one"), make_api(sdk, group, "other")
    version = publish(sdk, one).version_id
    with refused(404, "APIG.3022"):
        ask(sdk, "ListApiVersionDetailV2", version_id=NOWHERE)
    with refused(404, "APIG.3022"):
        ask(sdk, "ChangeApiVersionV2", api_id=other.id, body=roma.ApiVersion(version_id=version))
    answer = api("PUT", f"{APIC}/apis/publish/{one.id}")
    assert (answer.status_code, answer.json()["error_code"]) == (400, "APIG.2000")


def test_a_changed_variable_publishes_again(sdk: Sdk, group: Any) -> None:
    backend = {**http_api(group)["backend_api"], "url_domain": "#backend_host#"}
    uses, other = make_api(sdk, group, backend_api=backend), make_api(sdk, group, "other")
    values = {"group_id": group.id, "env_id": RELEASE, "variable_name": "backend_host", "variable_value": "1"}
    variable = ask(sdk, "CreateEnvironmentVariableV2", body=roma.EnvVariableCreate(**values))
    publish(sdk, uses)
    publish(sdk, other)
    ask(
        sdk,
        "UpdateEnvironmentVariableV2",
        env_variable_id=variable.id,
        body=roma.EnvVariableBase(variable_value="2"),
    )
    assert ask(sdk, "ListApiVersionsV2", api_id=uses.id).total == 2
    assert ask(sdk, "ListApiVersionsV2", api_id=other.id).total == 1


def make_channel(sdk: Sdk) -> Any:
    body = {"name": "backends", "port": 80, "balance_strategy": 1, "member_type": "ip"}
    return ask(sdk, "CreateVpcChannelV2", body=roma.VpcCreate(**body, members=[roma.MemberInfo(host="10.0.0.7")]))


def make_authorizer(sdk: Sdk) -> Any:
    body = {"name": "gate", "type": "FRONTEND", "authorizer_type": "FUNC", "authorizer_uri": "urn:fss:cn-north-4:f"}
    return ask(sdk, "CreateCustomAuthorizerV2", body=roma.AuthorizerCreate(**body))


def test_packages_hold_what_is_online_in_release(api: Api, sdk: Sdk, app: Any, group: Any) -> None:
    channel, authorizer, stage = make_channel(sdk), make_authorizer(sdk), make_environment(sdk)
    backend = {
        **http_api(group)["backend_api"],
        "url_domain": None,
        "vpc_channel_status": 1,
        "vpc_channel_info": roma.VpcInfo(vpc_channel_id=channel.id),
    }
    online = make_api(sdk, group, backend_api=backend, auth_type="AUTHORIZER", authorizer_id=authorizer.id)
    publish(sdk, online)
    publish(sdk, make_api(sdk, group, "staged"), stage.id)
    make_api(sdk, group, "draft")
    package = export_apps(api, app.id)
    content = document(package, "apic/apis.json")
    assert [item["name"] for item in content["apis"]] == ["list-orders"]
    assert "10.0.0.7" not in str(content)
    assert import_package(api, package) == []
    second = {"instance_id": tenant.SECOND_INSTANCE.id}
    [row] = ask(sdk, "ListApisV2", **second).apis
    assert (row.run_env_name, row.group_name, row.roma_app_name) == ("RELEASE", "orders-v1", "orders")
    restored = ask(sdk, "ShowDetailsOfApiV2", api_id=row.id, **second)
    assert restored.id != online.id
    channels = ask(sdk, "ListVpcChannelsV2", **second).vpc_channels
    assert restored.backend_api.vpc_channel_info.vpc_channel_id == channels[0].id
    members = ask(sdk, "ListBackendInstancesV2", vpc_channel_id=channels[0].id, **second)
    assert members.total == 0
    authorizers = ask(sdk, "ListCustomAuthorizersV2", **second).authorizer_list
    assert restored.authorizer_id == authorizers[0].id


def test_merging_updates_by_name(api: Api, sdk: Sdk, app: Any, group: Any) -> None:
    made = make_api(sdk, group, remark="packed")
    publish(sdk, made)
    package = export_apps(api, app.id)
    ask(sdk, "UpdateApiV2", api_id=made.id, body=as_model(http_api(group, remark="changed")))
    assert import_package(api, package, "instance", type="Merge") == []
    assert ask(sdk, "ShowDetailsOfApiV2", api_id=made.id).remark == "packed"
    assert ask(sdk, "ListApisV2").total == 1


def test_importing_beside_the_original_collides_in_global_groups(api: Api, sdk: Sdk, app: Any) -> None:
    shared = ask(sdk, "CreateApiGroupV2", body=roma.ApiGroupCreate(name="global"))
    publish(sdk, make_api(sdk, shared, roma_app_id=app.id))
    reasons = import_package(api, export_apps(api, app.id), "instance", prefix="copy-of-")
    assert [(item["resource_type"], item["resource_name"]) for item in reasons] == [("application", "copy-of-orders")]
    assert re.search("list-orders already exists", reasons[0]["error_msg"])


def test_applications_with_apis(emulator: EmulatorProcess, sdk: Sdk, app: Any, group: Any) -> None:
    publish(sdk, make_api(sdk, group))
    with refused(400, "ROMA.13000"):
        ask(sdk, "DeleteRomaApp", app_id=app.id)
    emulator.switch(delete_app_in_use="cascade")
    ask(sdk, "DeleteRomaApp", app_id=app.id)
    state = emulator.state(tenant.MAIN_INSTANCE.id)
    assert (state["apis"], state["api_publications"], state["api_groups"]) == (0, 0, 1)
