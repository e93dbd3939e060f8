# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Integration applications: their life, filters, members and secrets, driven by the vendor's client."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from huaweicloudsdkcore.exceptions.exceptions import ClientRequestException
from huaweicloudsdkroma.v2 import (
    AddUserToApp,
    AddUserToAppRequest,
    CheckAuthUsersOfAppRequest,
    CheckCanAuthUsersOfAppRequest,
    CheckRomaAppDetailsRequest,
    CheckRomaAppSecretRequest,
    CreateAppReq,
    CreateRomaAppRequest,
    DeleteRomaAppRequest,
    ListRomaAppRequest,
    ResetRomaAppSecretRequest,
    RomaClient,
    UpdateAppReq,
    UpdateAppSecretReq,
    UpdateRomaAppRequest,
    User,
    ValidateRomaAppRequest,
)

from tests.contract.clients import Api
from tests.emulator.identity import tenant
from tests.emulator.process import EmulatorProcess

INSTANCE = tenant.MAIN_INSTANCE.id
NAME = "orders \uff08\u4e2d\u6587\uff09"
APPS = "/v2/{project}/instances/{instance}/apps"
ALL_ROLES = {"read", "access", "delete", "modify", "admin"}


def create(sdk: RomaClient, name: str, **values: Any) -> Any:
    return sdk.create_roma_app(CreateRomaAppRequest(instance_id=INSTANCE, body=CreateAppReq(name=name, **values)))


def names(sdk: RomaClient, **query: Any) -> list[str]:
    return [app.name for app in sdk.list_roma_app(ListRomaAppRequest(instance_id=INSTANCE, **query)).apps]


def share(sdk: RomaClient, app_id: str, **roles: list[str]) -> Any:
    """Make users members: `share(sdk, app.id, alice=["read"])`."""
    users = [User(id=tenant.TENANT.user_named(name).id, roles=given) for name, given in roles.items()]
    return sdk.add_user_to_app(AddUserToAppRequest(instance_id=INSTANCE, app_id=app_id, body=AddUserToApp(users=users)))


def refused(action: Callable[[], Any], status: int, code: str) -> ClientRequestException:
    with pytest.raises(ClientRequestException) as caught:
        action()
    assert (caught.value.status_code, caught.value.error_code) == (status, code)
    return caught.value


def test_create_and_show(sdk: RomaClient) -> None:
    made = create(sdk, NAME, remark="intake", key="orders@key.1", secret="Secret-1!", favorite=True)
    assert made.status_code == 201
    shown = sdk.check_roma_app_details(CheckRomaAppDetailsRequest(instance_id=INSTANCE, app_id=made.id))
    assert shown.to_json_object() == made.to_json_object()
    assert (shown.name, shown.remark, shown.key, shown.favorite) == (NAME, "intake", "orders@key.1", True)
    assert set(shown.roles) == ALL_ROLES
    assert shown.owner is True
    assert shown.created_user.user_name == "operator"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", shown.create_time)


def test_key_and_secret_are_made_up(sdk: RomaClient, api: Api) -> None:
    made = create(sdk, "orders")
    secret = sdk.check_roma_app_secret(CheckRomaAppSecretRequest(instance_id=INSTANCE, app_id=made.id))
    assert re.fullmatch("[A-Za-z0-9]{16}", made.key)
    assert re.fullmatch("[A-Za-z0-9]{16}", secret.secret)
    assert (secret.id, made.remark, made.favorite) == (made.id, "", False)
    answer = api("POST", APPS, json={"name": "nulls", "secret": None, "key": None, "remark": None})
    assert answer.status_code == 201
    assert "secret" not in answer.json()


def test_update_is_partial(sdk: RomaClient, api: Api) -> None:
    made = create(sdk, "orders", remark="old", favorite=True)
    updated = sdk.update_roma_app(
        UpdateRomaAppRequest(instance_id=INSTANCE, app_id=made.id, body=UpdateAppReq(remark="new"))
    )
    assert updated.status_code == 200
    assert (updated.name, updated.remark, updated.favorite) == ("orders", "new", True)
    answer = api("PUT", f"{APPS}/{made.id}", json={"name": None, "remark": "", "favorite": False})
    assert (answer.json()["name"], answer.json()["remark"], answer.json()["favorite"]) == ("orders", "", False)
    renamed = sdk.update_roma_app(
        UpdateRomaAppRequest(instance_id=INSTANCE, app_id=made.id, body=UpdateAppReq(name="intake"))
    )
    assert (renamed.name, names(sdk)) == ("intake", ["intake"])
    create(sdk, "orders")


def test_delete(sdk: RomaClient, api: Api) -> None:
    made = create(sdk, "orders")
    answer = api("DELETE", f"{APPS}/{made.id}")
    assert (answer.status_code, answer.content) == (200, b"")
    request = DeleteRomaAppRequest(instance_id=INSTANCE, app_id=made.id)
    refused(lambda: sdk.delete_roma_app(request), 404, "ROMA.00000101")
    again = create(sdk, "orders", key=made.key)
    assert sdk.delete_roma_app(DeleteRomaAppRequest(instance_id=INSTANCE, app_id=again.id)).status_code == 200


def test_name_and_key_are_unique_in_the_instance(sdk: RomaClient) -> None:
    create(sdk, "orders", key="the-key")
    other = create(sdk, "other")
    assert "parameterName:name." in refused(lambda: create(sdk, "orders"), 400, "ROMA.13000").error_msg
    assert "parameterName:key." in refused(lambda: create(sdk, "third", key="the-key"), 400, "ROMA.13000").error_msg
    rename = UpdateRomaAppRequest(instance_id=INSTANCE, app_id=other.id, body=UpdateAppReq(name="orders"))
    refused(lambda: sdk.update_roma_app(rename), 400, "ROMA.13000")
    body = CreateAppReq(name="orders", key="the-key")
    made = sdk.create_roma_app(CreateRomaAppRequest(instance_id=tenant.SECOND_INSTANCE.id, body=body))
    assert made.status_code == 201


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "name"),
        ({"name": ""}, "name"),
        ({"name": None}, "name"),
        ({"name": 5}, "name"),
        ({"name": "a/b"}, "name"),
        ({"name": "x" * 257}, "name"),
        ({"name": "a", "remark": "x" * 256}, "remark"),
        ({"name": "a", "key": "ab"}, "key"),
        ({"name": "a", "key": "-abc"}, "key"),
        ({"name": "a", "secret": "short"}, "secret"),
        ({"name": "a", "secret": "with space 1"}, "secret"),
        ({"name": "a", "favorite": "true"}, "favorite"),
        ({"name": "a", "description": "x"}, "description"),
        ([], "body"),
    ],
)
def test_create_refuses(api: Api, body: Any, field: str) -> None:
    answer = api("POST", APPS, json=body)
    assert (answer.status_code, answer.json()["error_code"]) == (400, "ROMA.13000")
    assert f"parameterName:{field}." in answer.json()["error_msg"]
    assert set(answer.json()) == {"error_code", "error_msg", "error_details", "request_id"}


def test_update_refuses_the_key(sdk: RomaClient, api: Api) -> None:
    made = create(sdk, "orders")
    for body in ({"key": "another"}, {"secret": "Secret-12"}):
        assert api("PUT", f"{APPS}/{made.id}", json=body).json()["error_code"] == "ROMA.13000"


def test_body_must_be_there_and_json(api: Api) -> None:
    assert api("POST", APPS).json()["error_code"] == "ROMA.13001"
    headers = {"Content-Type": "application/json"}
    assert api("POST", APPS, data="{", headers=headers).json()["error_code"] == "ROMA.13001"
    headers = {"Content-Type": "text/plain"}
    answer = api("POST", APPS, data='{"name": "a"}', headers=headers)
    assert "parameterName:Content-Type." in answer.json()["error_msg"]
    assert api("GET", APPS, json={}).status_code == 400


def test_list_order_and_paging(sdk: RomaClient) -> None:
    for number in range(12):
        create(sdk, f"app-{number}", favorite=number in (3, 5))
    expected = [f"app-{number}" for number in (5, 3, 11, 10, 9, 8, 7, 6, 4, 2, 1, 0)]
    assert names(sdk, limit=500) == expected
    page = sdk.list_roma_app(ListRomaAppRequest(instance_id=INSTANCE))
    assert (page.total, page.size, [app.name for app in page.apps]) == (12, 10, expected[:10])
    page = sdk.list_roma_app(ListRomaAppRequest(instance_id=INSTANCE, offset=10, limit=10))
    assert (page.total, page.size, [app.name for app in page.apps]) == (12, 2, expected[10:])


def test_page_cap(emulator: EmulatorProcess, sdk: RomaClient) -> None:
    for number in range(3):
        create(sdk, f"app-{number}")
    emulator.switch(max_page_size=1)
    page = sdk.list_roma_app(ListRomaAppRequest(instance_id=INSTANCE, limit=500))
    assert (page.total, page.size) == (3, 1)


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=501", "offset=-1", "offset=10001", "limit=x", "page=1", "favorite=yes", "name=a&name=b"]
)
def test_list_refuses(api: Api, query: str) -> None:
    answer = api("GET", f"{APPS}?{query}")
    assert (answer.status_code, answer.json()["error_code"]) == (400, "ROMA.13000")


def test_filters(sdk: RomaClient, alice_sdk: RomaClient) -> None:
    create(sdk, "Orders-A", favorite=True)
    lent = create(sdk, "orders-b")
    create(alice_sdk, "alice-own")
    share(sdk, lent.id, alice=["modify"])
    assert names(sdk, name="ORDERS") == ["Orders-A", "orders-b"]
    assert names(sdk, favorite=False) == ["orders-b"]
    assert names(sdk, favorite=True, name="b") == []
    assert names(sdk, user_name="alice") == ["orders-b"]
    assert names(sdk, user_name="nobody") == []
    assert names(alice_sdk) == ["alice-own", "orders-b"]
    assert names(alice_sdk, owner=True) == ["alice-own"]
    assert names(alice_sdk, owner=False) == ["orders-b"]
    assert names(alice_sdk, auth_role="modify") == ["alice-own", "orders-b"]
    assert names(alice_sdk, auth_role="delete") == ["alice-own"]


def test_validate(sdk: RomaClient, alice_sdk: RomaClient) -> None:
    made = create(sdk, "orders", key="the-key", remark="r")

    def validate(**query: str) -> Any:
        return alice_sdk.validate_roma_app(ValidateRomaAppRequest(instance_id=INSTANCE, **query))

    for query in ({"name": "orders"}, {"key": "the-key"}, {"id": made.id}, {"name": "orders", "key": "the-key"}):
        found = validate(**query)
        assert (found.id, found.name, found.remark) == (made.id, "orders", "r")
    refused(lambda: validate(name="order"), 404, "ROMA.00000101")
    refused(lambda: validate(name="orders", key="another"), 404, "ROMA.00000101")
    refused(validate, 400, "ROMA.13000")


def test_secret(sdk: RomaClient, api: Api) -> None:
    made = create(sdk, "orders", secret="Secret-1!")
    show = CheckRomaAppSecretRequest(instance_id=INSTANCE, app_id=made.id)
    assert sdk.check_roma_app_secret(show).secret == "Secret-1!"
    body = UpdateAppSecretReq(secret="Secret-2!")
    reset = sdk.reset_roma_app_secret(ResetRomaAppSecretRequest(instance_id=INSTANCE, app_id=made.id, body=body))
    assert (reset.status_code, reset.id, reset.secret) == (200, made.id, "Secret-2!")
    for body in ({}, {"secret": None}):
        answer = api("PUT", f"{APPS}/{made.id}/secret", json=body)
        assert re.fullmatch("[A-Za-z0-9]{16}", answer.json()["secret"])
    assert sdk.check_roma_app_secret(show).secret == answer.json()["secret"]
    assert api("PUT", f"{APPS}/{made.id}/secret", json={"secret": "a b"}).status_code == 400


def test_members_are_replaced_and_roles_completed(sdk: RomaClient) -> None:
    made = create(sdk, "orders")
    answer = share(sdk, made.id, alice=["modify"], bob=["admin"])
    assert (answer.status_code, answer.total, answer.id) == (200, 2, made.id)
    assert {user.name: set(user.roles) for user in answer.users} == {"alice": {"read", "modify"}, "bob": ALL_ROLES}
    share(sdk, made.id, bob=[])
    listed = sdk.check_auth_users_of_app(CheckAuthUsersOfAppRequest(instance_id=INSTANCE, app_id=made.id))
    assert [(user.name, user.roles) for user in listed.users] == [("bob", ["read"])]
    assert share(sdk, made.id).total == 0


def test_members_filter_is_exact(sdk: RomaClient) -> None:
    made = create(sdk, "orders")
    share(sdk, made.id, alice=["read"], bob=["read"])

    def find(name: str) -> list[str]:
        request = CheckAuthUsersOfAppRequest(instance_id=INSTANCE, app_id=made.id, user_name=name)
        return [user.name for user in sdk.check_auth_users_of_app(request).users]

    assert (find("bob"), find("bo")) == (["bob"], [])


def test_candidates(sdk: RomaClient) -> None:
    made = create(sdk, "orders")
    share(sdk, made.id, alice=["read"])

    def candidates(**query: str) -> dict[str, str]:
        request = CheckCanAuthUsersOfAppRequest(instance_id=INSTANCE, app_id=made.id, **query)
        return {user.name: user.id for user in sdk.check_can_auth_users_of_app(request).users}

    assert candidates() == {"alice": tenant.ALICE.id, "bob": tenant.BOB.id}
    assert candidates(filter="members") == {"bob": tenant.BOB.id}
    refused(lambda: candidates(filter="all"), 400, "ROMA.13000")


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"users": None},
        {"users": [{"id": "nobody", "roles": ["read"]}]},
        {"users": [{"id": tenant.CAROL.id, "roles": ["read"]}]},
        {"users": [{"id": tenant.OPERATOR.id, "roles": ["read"]}]},
        {"users": [{"id": tenant.BOB.id, "roles": ["read"]}, {"id": tenant.BOB.id, "roles": ["read"]}]},
        {"users": [{"id": tenant.BOB.id, "roles": ["write"]}]},
        {"users": [{"id": tenant.BOB.id, "roles": ["read, access"]}]},
        {"users": [{"id": tenant.BOB.id}]},
        {"users": [{"id": tenant.BOB.id, "name": "bob", "roles": ["read"]}]},
    ],
)
def test_members_refuse(sdk: RomaClient, api: Api, body: Any) -> None:
    made = create(sdk, "orders")
    answer = api("PUT", f"{APPS}/{made.id}/users", json=body)
    assert (answer.status_code, answer.json()["error_code"]) == (400, "ROMA.13000")


def test_roles_decide(emulator: EmulatorProcess, sdk: RomaClient, alice_sdk: RomaClient) -> None:
    made = create(sdk, "orders")
    path = {"instance_id": INSTANCE, "app_id": made.id}

    def show() -> Any:
        return alice_sdk.check_roma_app_details(CheckRomaAppDetailsRequest(**path))

    def update() -> Any:
        return alice_sdk.update_roma_app(UpdateRomaAppRequest(**path, body=UpdateAppReq(remark="hers")))

    refused(show, 403, "ROMA.12001")
    emulator.switch(permission_status=400)
    refused(show, 400, "ROMA.12001")
    share(sdk, made.id, alice=["read"])
    assert (show().owner, show().roles) == (False, ["read"])
    refused(update, 400, "ROMA.12001")
    share(sdk, made.id, alice=["modify"])
    assert update().last_updated_user.user_name == "alice"
    refused(lambda: alice_sdk.check_roma_app_secret(CheckRomaAppSecretRequest(**path)), 400, "ROMA.12001")
    refused(lambda: alice_sdk.delete_roma_app(DeleteRomaAppRequest(**path)), 400, "ROMA.12001")


def test_favourites_belong_to_a_user(sdk: RomaClient, alice_sdk: RomaClient) -> None:
    made = create(sdk, "orders", favorite=True)
    share(sdk, made.id, alice=["read"])
    assert names(alice_sdk, favorite=True) == []


def test_sets_can_be_shuffled(emulator: EmulatorProcess, sdk: RomaClient) -> None:
    made = create(sdk, "orders")
    emulator.switch(shuffle_sets=True)
    request = CheckRomaAppDetailsRequest(instance_id=INSTANCE, app_id=made.id)
    orders = {tuple(sdk.check_roma_app_details(request).roles) for _ in range(30)}
    assert len(orders) > 1
    assert {frozenset(order) for order in orders} == {frozenset(ALL_ROLES)}


def test_unknown_instance_and_application(emulator: EmulatorProcess, api: Api) -> None:
    answer = api("GET", "/v2/{project}/instances/nope/apps")
    assert (answer.status_code, answer.json()["error_code"]) == (404, "ROMA.00000101")
    assert answer.json()["error_msg"] == "The instance does not exist"
    assert api("GET", f"{APPS}/nope").status_code == 404
    emulator.switch(padded_error_codes=True)
    assert api("GET", f"{APPS}?limit=0").json()["error_code"] == "ROMA.00013000"
