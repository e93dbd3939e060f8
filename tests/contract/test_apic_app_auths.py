# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Authorisations of applications to call APIs."""

from __future__ import annotations

from typing import Any

import huaweicloudsdkroma.v2 as roma
import pytest

from tests.contract.apis import APIC, RELEASE, Sdk, make_api, make_app, make_environment, make_group, publish
from tests.contract.clients import Api
from tests.contract.vendor import ask, refused
from tests.emulator.process import EmulatorProcess


@pytest.fixture
def group(sdk: Sdk) -> Any:
    return make_group(sdk, make_app(sdk))


@pytest.fixture
def client_app(sdk: Sdk) -> Any:
    return make_app(sdk, "shop")


def authorise(sdk: Sdk, apps: list[Any], apis: list[Any], **values: Any) -> Any:
    ids = {"app_ids": [app.id for app in apps], "api_ids": [api.id for api in apis]}
    body = roma.ApiAuthCreate(**{"env_id": RELEASE, **ids, **values})
    return ask(sdk, "CreateAuthorizingAppsV2", body=body).auths


def test_every_application_gets_every_api(sdk: Sdk, group: Any, client_app: Any) -> None:
    apps = [client_app, make_app(sdk, "stock")]
    apis = [make_api(sdk, group, name) for name in ("one", "two")]
    auths = authorise(sdk, apps, apis)
    assert [(item.app_id, item.api_id) for item in auths] == [(app.id, api.id) for app in apps for api in apis]
    assert {item.auth_result.status for item in auths} == {"SUCCESS"}
    again = authorise(sdk, [client_app], [apis[0]])[0]
    assert (again.id, again.auth_result.status, again.auth_result.error_code) == (auths[0].id, "SKIPPED", "APIG.3316")


def test_both_sides_list_authorisations(sdk: Sdk, group: Any, client_app: Any) -> None:
    api, stage = make_api(sdk, group), make_environment(sdk)
    params = [roma.ApiAuthVisitParam(api_id=api.id, visit_param="a,b")]
    authorise(sdk, [client_app], [api], visit_params=params)
    authorise(sdk, [client_app], [api], env_id=stage.id, auth_tunnel="GREEN", auth_whitelist=["10.0.0.7"])
    publish(sdk, api)
    [staged, released] = ask(sdk, "ListApisBindedToAppV2", app_id=client_app.id).auths
    assert (released.visit_param, released.env_name, released.app_name) == ("a,b", "RELEASE", "shop")
    assert (released.publish_id is not None, staged.publish_id) == (True, None)
    assert (staged.auth_tunnel, staged.auth_whitelist) == ("GREEN", ["10.0.0.7"])
    for name, value in {"api_name": "ORDERS", "group_name": "v1", "api_id": api.id, "env_id": stage.id}.items():
        assert ask(sdk, "ListApisBindedToAppV2", app_id=client_app.id, **{name: value}).total > 0
    assert ask(sdk, "ListApisBindedToAppV2", app_id=client_app.id, api_name="nothing").total == 0
    assert ask(sdk, "ListAppsBindedToApiV2", api_id=api.id, app_name="SHOP", env_id=RELEASE).total == 1
    assert ask(sdk, "ListAppsBindedToApiV2").total == 2


def test_apis_that_are_not_authorised(sdk: Sdk, group: Any, client_app: Any) -> None:
    apis = [make_api(sdk, group, name) for name in ("one", "two")]
    publish(sdk, apis[1])
    query = {"app_id": client_app.id, "env_id": RELEASE}
    rows = ask(sdk, "ListApisUnbindedToAppV2", **query).apis
    assert [(item.name, item.run_env_name, bool(item.publish_id)) for item in rows] == [
        ("two", "RELEASE", True),
        ("one", "", False),
    ]
    authorise(sdk, [client_app], apis[:1])
    assert ask(sdk, "ListApisUnbindedToAppV2", **query, group_id=group.id).total == 1


def test_same_routes_are_found(sdk: Sdk, group: Any, client_app: Any) -> None:
    api, mine = make_api(sdk, group), make_api(sdk, make_group(sdk, client_app, "mine"))
    assert ask(sdk, "ListDuplicateApisForAppV2", app_id=client_app.id).total == 0
    authorise(sdk, [client_app], [api])
    [row] = ask(sdk, "ListDuplicateApisForAppV2", app_id=client_app.id).apis
    assert (row.req_method, row.req_uri, row.match_mode) == ("GET", "/list-orders", "NORMAL")
    assert {(item.api_id, item.api_type) for item in row.duplicated_apis} == {
        (api.id, "authorized"),
        (mine.id, "self-owned"),
    }


def test_cancellation(emulator: EmulatorProcess, sdk: Sdk, group: Any, client_app: Any) -> None:
    api = make_api(sdk, group)
    [auth] = authorise(sdk, [client_app], [api])
    ask(sdk, "CancelingAuthorizationV2", app_auth_id=auth.id)
    with refused(404, "APIG.3009", f"The app authorization record does not exist,id:{auth.id}"):
        ask(sdk, "CancelingAuthorizationV2", app_auth_id=auth.id)
    authorise(sdk, [client_app], [api])
    ask(sdk, "DeleteApiV2", api_id=api.id)
    assert emulator.state()["app_authorisations"] == 0


def test_authorisations_go_with_the_environment_or_the_caller(
    emulator: EmulatorProcess, sdk: Sdk, group: Any, client_app: Any
) -> None:
    api, stage = make_api(sdk, group), make_environment(sdk)
    authorise(sdk, [client_app], [api], env_id=stage.id)
    ask(sdk, "DeleteEnvironmentV2", env_id=stage.id)
    assert emulator.state()["app_authorisations"] == 0
    authorise(sdk, [client_app], [api])
    ask(sdk, "DeleteRomaApp", app_id=client_app.id)
    assert ask(sdk, "ListAppsBindedToApiV2", api_id=api.id).total == 0


def test_bad_authorisations_are_refused(api: Api, sdk: Sdk, group: Any, client_app: Any) -> None:
    made = make_api(sdk, group)
    good = {"env_id": RELEASE, "app_ids": [client_app.id], "api_ids": [made.id]}
    for change, status, code in (
        ({"app_ids": ["nobody"]}, 404, "APIG.3004"),
        ({"api_ids": ["nothing"]}, 404, "APIG.3002"),
        ({"env_id": "nowhere"}, 404, "APIG.3003"),
        ({"app_ids": []}, 400, "APIG.2011"),
        ({"auth_whitelist": ["10.0.0.7"]}, 400, "APIG.2011"),
        ({"visit_params": [{"api_id": made.id, "visit_param": "a,a"}]}, 400, "APIG.2011"),
    ):
        answer = api("POST", f"{APIC}/app-auths", json=good | change)
        assert (answer.status_code, answer.json()["error_code"]) == (status, code)
    for path, code in (
        ("binded-apis", "APIG.2012"),
        ("binded-apis?app_id=x", "APIG.3004"),
        ("binded-apps?api_id=x", "APIG.3002"),
        ("unbinded-apis?app_id=x", "APIG.2012"),
    ):
        assert api("GET", f"{APIC}/app-auths/{path}").json()["error_code"] == code


def test_granting_needs_access_to_the_api(sdk: Sdk, alice_sdk: Sdk, group: Any, client_app: Any) -> None:
    with refused(403, "APIG.1102"):
        authorise(alice_sdk, [client_app], [make_api(sdk, group)])
