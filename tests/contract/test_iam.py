# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""IAM: tokens, projects, temporary keys, and what the gateway makes of credentials."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import requests
from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkcore.exceptions.exceptions import ClientRequestException
from huaweicloudsdkcore.region.region import Region
from huaweicloudsdkcore.sdk_request import SdkRequest
from huaweicloudsdkcore.signer.signer import Signer
from huaweicloudsdkroma.v2 import (
    CheckRomaInstanceListV2Request,
    CreateAppReq,
    CreateRomaAppRequest,
    RomaClient,
)

from tests.contract.clients import Api
from tests.emulator.identity import tenant
from tests.emulator.process import EmulatorProcess

INSTANCES = "/v2/{project}/instances"
APPS = "/v2/{project}/instances/{instance}/apps"
INVALID_BODY = {"error": {"code": 400, "message": "The request body is invalid", "title": "Bad Request"}}


def password_body(**changes: Any) -> dict[str, Any]:
    user = {"name": "operator", "password": tenant.OPERATOR.password, "domain": {"name": "roma-emulator"}}
    identity = {"methods": ["password"], "password": {"user": user}}
    return {"auth": {"identity": identity, "scope": {"project": {"name": "cn-north-4"}}, **changes}}


def test_token_is_long_and_scoped(emulator: EmulatorProcess) -> None:
    answer = requests.post(f"{emulator.url}/v3/auth/tokens", json=password_body())
    assert answer.status_code == 201
    assert answer.headers["X-Subject-Token"].startswith("MII")
    assert 1500 <= len(answer.headers["X-Subject-Token"]) <= 3000
    token = answer.json()["token"]
    assert token["project"] == {
        "id": tenant.PROJECT.id,
        "name": "cn-north-4",
        "domain": {"id": tenant.TENANT.domain_id, "name": "roma-emulator"},
    }
    assert token["user"]["name"] == "operator"
    assert token["methods"] == ["password"]
    assert token["expires_at"] > token["issued_at"]
    assert {service["name"] for service in token["catalog"]} == {"iam", "roma"}


def test_nocatalog(emulator: EmulatorProcess) -> None:
    answer = requests.post(f"{emulator.url}/v3/auth/tokens?nocatalog=true", json=password_body())
    assert answer.json()["token"]["catalog"] == []


@pytest.mark.parametrize("scope", [{"domain": {"name": "roma-emulator"}}, {"domain": {"id": tenant.TENANT.domain_id}}])
def test_token_with_the_scope_of_the_account_is_not_for_roma(emulator: EmulatorProcess, scope: dict[str, Any]) -> None:
    api = Api(emulator.url, tenant.OPERATOR)
    answer = api.login(scope)
    assert "project" not in answer.json()["token"]
    refused = api("GET", INSTANCES)
    assert (refused.status_code, refused.json()["error_code"]) == (403, "APIGW.0302")
    assert api("GET", "/v3/projects").status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"auth": {"identity": {"methods": ["password"]}}},
        {"auth": {}, "more": 1},
        password_body(scope={}),
        password_body(scope={"project": {}}),
        password_body(scope={"project": {"id": "a", "name": "b"}}),
        password_body(scope={"project": {"id": "a"}, "domain": {"id": "b"}}),
        password_body(identity={"methods": ["hw_ak_sk"], "hw_ak_sk": {}}),
        password_body(identity={"methods": ["password", "totp"], "password": {}}),
        [],
    ],
)
def test_invalid_login(emulator: EmulatorProcess, body: Any) -> None:
    answer = requests.post(f"{emulator.url}/v3/auth/tokens", json=body)
    assert (answer.status_code, answer.json()) == (400, INVALID_BODY)


def test_wrong_password_and_unknown_project(emulator: EmulatorProcess) -> None:
    body = password_body()
    body["auth"]["identity"]["password"]["user"]["password"] = "wrong"
    answer = requests.post(f"{emulator.url}/v3/auth/tokens", json=body)
    assert answer.status_code == 401
    message = "The username or password is wrong."
    assert answer.json() == {"error": {"code": 401, "message": message, "title": "Unauthorized"}}
    answer = requests.post(f"{emulator.url}/v3/auth/tokens", json=password_body(scope={"project": {"name": "nope"}}))
    assert (answer.status_code, answer.json()["error"]["message"]) == (404, "Could not find project: nope")


def test_disabled_user(emulator: EmulatorProcess) -> None:
    assert Api(emulator.url, tenant.CAROL).login().status_code == 403


def test_password_lock(emulator: EmulatorProcess) -> None:
    emulator.switch(password_lock=True)
    body = password_body()
    body["auth"]["identity"]["password"]["user"]["password"] = "wrong"
    for _ in range(5):
        requests.post(f"{emulator.url}/v3/auth/tokens", json=body)
    answer = requests.post(f"{emulator.url}/v3/auth/tokens", json=password_body())
    assert (answer.status_code, answer.json()["error"]["message"]) == (401, "Account locked.")


def test_validate_token(api: Api, login: Callable[[tenant.User], Api]) -> None:
    token = api.session.headers["X-Auth-Token"]
    answer = api("GET", "/v3/auth/tokens", headers={"X-Subject-Token": token})
    assert (answer.status_code, answer.headers["X-Subject-Token"]) == (200, token)
    assert answer.json()["token"]["user"]["name"] == "operator"
    answer = api("GET", "/v3/auth/tokens", headers={"X-Subject-Token": "MIInonsense"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, 404)
    assert api("GET", "/v3/auth/tokens").status_code == 400
    answer = login(tenant.ALICE)("GET", "/v3/auth/tokens", headers={"X-Subject-Token": token})
    assert answer.status_code == 403


def test_a_new_token_leaves_older_ones_alone(api: Api) -> None:
    first = api.session.headers["X-Auth-Token"]
    api.login()
    assert api.session.headers["X-Auth-Token"] != first
    assert api("GET", INSTANCES, headers={"X-Auth-Token": first}).status_code == 200


def test_tokens_expire(emulator: EmulatorProcess, api: Api) -> None:
    emulator.expire_tokens()
    answer = api("GET", INSTANCES)
    assert answer.status_code == 401
    assert answer.json() == {
        "error_code": "APIGW.0301",
        "error_msg": "Incorrect IAM authentication information: decrypt token fail",
        "request_id": answer.headers["X-Request-Id"],
    }
    assert api("GET", "/v3/projects").json()["error"]["code"] == 401
    emulator.switch(token_seconds=0)
    api.login()
    assert api("GET", INSTANCES).status_code == 401


def test_no_credentials(emulator: EmulatorProcess) -> None:
    answer = requests.get(f"{emulator.url}/v2/{tenant.PROJECT.id}/instances")
    assert answer.status_code == 401
    assert answer.json()["error_msg"].endswith("x-auth-token not found")


def test_projects(api: Api) -> None:
    every = api("GET", "/v3/projects").json()
    assert [project["name"] for project in every["projects"]] == ["cn-north-4", "cn-south-1"]
    assert every["links"]["next"] is None
    one = api("GET", "/v3/projects", params={"name": "cn-north-4"}).json()["projects"]
    assert [project["id"] for project in one] == [tenant.PROJECT.id]
    assert api("GET", "/v3/projects", params={"name": "nope"}).json()["projects"] == []
    paged = api("GET", "/v3/projects", params={"page": 2, "per_page": 1}).json()["projects"]
    assert [project["name"] for project in paged] == ["cn-south-1"]
    assert api("GET", "/v3/projects", params={"page": 1}).status_code == 400
    assert api("GET", "/v3/projects", params={"nam": "x"}).status_code == 400
    assert api("GET", "/v3/projects", params={"enabled": "false"}).json()["projects"] == []


def test_own_projects_and_account(api: Api) -> None:
    assert len(api("GET", "/v3/auth/projects").json()["projects"]) == 2
    domain = api("GET", "/v3/auth/domains").json()["domains"][0]
    assert (domain["id"], domain["name"]) == (tenant.TENANT.domain_id, "roma-emulator")


def test_sdk_finds_the_project_itself(emulator: EmulatorProcess) -> None:
    """The vendor's client looks the project of a region up, signed and without X-Project-Id."""
    credentials = BasicCredentials(tenant.OPERATOR.access_key, tenant.OPERATOR.secret_key)
    credentials = credentials.with_iam_endpoint(emulator.url)
    region = Region("cn-north-4", emulator.url)
    client = RomaClient.new_builder().with_credentials(credentials).with_region(region).build()
    assert client.check_roma_instance_list_v2(CheckRomaInstanceListV2Request()).total == 2
    assert [entry["operation"] for entry in emulator.requests()] == [
        "KeystoneListProjects",
        "CheckRomaInstanceListV2",
    ]


def test_temporary_key(emulator: EmulatorProcess, api: Api) -> None:
    body = {"auth": {"identity": {"methods": ["token"], "token": {"duration_seconds": 900}}}}
    answer = api("POST", "/v3.0/OS-CREDENTIAL/securitytokens", json=body)
    assert answer.status_code == 201
    key = answer.json()["credential"]

    def client(security_token: str) -> RomaClient:
        credentials = BasicCredentials(key["access"], key["secret"], tenant.PROJECT.id)
        credentials = credentials.with_security_token(security_token)
        return RomaClient.new_builder().with_credentials(credentials).with_endpoint(emulator.url).build()

    assert client(key["securitytoken"]).check_roma_instance_list_v2(CheckRomaInstanceListV2Request()).total == 2
    with pytest.raises(ClientRequestException, match="security token"):
        client("another").check_roma_instance_list_v2(CheckRomaInstanceListV2Request())


def test_temporary_key_refusals(api: Api) -> None:
    body = {"auth": {"identity": {"methods": ["token"], "token": {"duration_seconds": 899}}}}
    answer = api("POST", "/v3.0/OS-CREDENTIAL/securitytokens", json=body)
    assert (answer.status_code, answer.json()["error_code"]) == (400, "IAM.0011")
    body = {"auth": {"identity": {"methods": ["token"], "token": {"id": "MIInope"}}}}
    answer = requests.post(f"{api.url}/v3.0/OS-CREDENTIAL/securitytokens", json=body)
    assert (answer.status_code, answer.json()["error_code"]) == (401, "IAM.0001")


def sdk_error(client: RomaClient) -> ClientRequestException:
    with pytest.raises(ClientRequestException) as caught:
        client.check_roma_instance_list_v2(CheckRomaInstanceListV2Request())
    return caught.value


@pytest.mark.parametrize(
    ("access", "secret", "ending"),
    [
        ("NOSUCHKEY", "x", "Get secretKey failed,ak:NOSUCHKEY,err:ak not exist"),
        (tenant.OPERATOR.access_key, "x", "verify aksk signature fail, the signature does not match"),
    ],
)
def test_wrong_keys(emulator: EmulatorProcess, access: str, secret: str, ending: str) -> None:
    credentials = BasicCredentials(access, secret, tenant.PROJECT.id)
    client = RomaClient.new_builder().with_credentials(credentials).with_endpoint(emulator.url).build()
    error = sdk_error(client)
    assert (error.status_code, error.error_code) == (401, "APIGW.0301")
    assert error.error_msg == f"Incorrect IAM authentication information: {ending}"
    assert error.request_id == emulator.requests()[0]["request_id"]


def test_access_key_lock(emulator: EmulatorProcess, sdk: RomaClient) -> None:
    emulator.switch(access_key_lock=True)
    credentials = BasicCredentials(tenant.OPERATOR.access_key, "wrong", tenant.PROJECT.id)
    client = RomaClient.new_builder().with_credentials(credentials).with_endpoint(emulator.url).build()
    for _ in range(5):
        sdk_error(client)
    assert sdk.check_roma_instance_list_v2(CheckRomaInstanceListV2Request()).total == 2
    for _ in range(6):
        sdk_error(client)
    assert sdk_error(sdk).error_msg.endswith("AK access failed to reach the limit,forbidden.")


def signed_get(emulator: EmulatorProcess, path: str, **headers: str) -> requests.Response:
    """A request signed by the vendor's signer, with headers of our own."""
    credentials = BasicCredentials(tenant.OPERATOR.access_key, tenant.OPERATOR.secret_key)
    host = emulator.url.removeprefix("http://")
    request = SdkRequest("GET", "http", host, path, path, [], dict(headers), "")
    signed = Signer(credentials).sign(request)
    return requests.get(emulator.url + path, headers=signed.header_params)


@pytest.mark.parametrize("date", ["20240102T030405Z", "20990102T030405Z"])
def test_clock_window(emulator: EmulatorProcess, date: str) -> None:
    answer = signed_get(emulator, f"/v2/{tenant.PROJECT.id}/instances", **{"X-Sdk-Date": date})
    assert answer.status_code == 401
    assert answer.json()["error_msg"].endswith("calc ak sk signature fail:signature expired")


def test_signature_counts_when_both_credentials_are_sent(emulator: EmulatorProcess) -> None:
    answer = signed_get(emulator, f"/v2/{tenant.PROJECT.id}/instances", **{"X-Auth-Token": "nonsense"})
    assert answer.status_code == 200


@pytest.mark.parametrize("project", ["5be2d81c4f6a4b0d9c3e7a1f8d2b6e90", "ffffffffffffffffffffffffffffffff"])
def test_project_of_the_path_must_be_that_of_the_token(api: Api, project: str) -> None:
    answer = api("GET", f"/v2/{project}/instances")
    assert (answer.status_code, answer.json()["error_code"]) == (403, "APIGW.0302")


def test_project_header_must_fit_the_path(emulator: EmulatorProcess) -> None:
    path = f"/v2/{tenant.OTHER_PROJECT.id}/instances"
    assert signed_get(emulator, path).status_code == 200
    assert signed_get(emulator, path, **{"X-Project-Id": tenant.PROJECT.id}).status_code == 403


def test_body_limit_of_signed_requests(emulator: EmulatorProcess, sdk: RomaClient, api: Api) -> None:
    emulator.switch(signed_body_limit=1000)
    body = CreateAppReq(name="big", remark="x" * 2000)
    with pytest.raises(ClientRequestException) as caught:
        sdk.create_roma_app(CreateRomaAppRequest(instance_id=tenant.MAIN_INSTANCE.id, body=body))
    assert (caught.value.status_code, caught.value.error_code) == (413, "APIGW.0201")
    answer = api("POST", APPS, json={"name": "big", "remark": "x" * 2000})
    assert (answer.status_code, answer.json()["error_code"]) == (400, "ROMA.13000")
    emulator.switch(token_body_limit=1000)
    chunks = (b"x" * 600 for _ in range(3))
    answer = api("POST", APPS, data=chunks, headers={"Content-Type": "application/json"})
    assert answer.status_code == 413


def test_long_uri(api: Api) -> None:
    answer = api("GET", APPS, params={"name": "x" * 33000})
    assert (answer.status_code, answer.json()["error_msg"]) == (414, "Request URI too large.")
