# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Data dictionaries, driven by the vendor's client."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from huaweicloudsdkcore.exceptions.exceptions import ClientRequestException
from huaweicloudsdkroma.v2 import (
    CheckDictionaryRequest,
    CreateDictionary,
    CreateDictionaryRequest,
    DeleteDictionaryRequest,
    ListDictionaryRequest,
    RomaClient,
    UpdateDictionary,
    UpdateDictionaryRequest,
    ValidateDictionaryRequest,
)

from tests.contract.clients import Api
from tests.emulator.identity import tenant
from tests.emulator.process import EmulatorProcess

INSTANCE = tenant.MAIN_INSTANCE.id
DICTIONARIES = "/v2/{project}/instances/{instance}/dictionaries"


def create(sdk: RomaClient, code: str, **values: Any) -> Any:
    body = CreateDictionary(**{"name": f"name {code}", "code": code, **values})
    return sdk.create_dictionary(CreateDictionaryRequest(instance_id=INSTANCE, body=body))


def listed(sdk: RomaClient, **query: Any) -> list[str]:
    answer = sdk.list_dictionary(ListDictionaryRequest(instance_id=INSTANCE, **query))
    return [item.code for item in answer.dictionaries if item.type == "user"]


def refused(action: Callable[[], Any], status: int, code: str) -> ClientRequestException:
    with pytest.raises(ClientRequestException) as caught:
        action()
    assert (caught.value.status_code, caught.value.error_code) == (status, code)
    return caught.value


def test_create_and_show(emulator: EmulatorProcess, sdk: RomaClient, api: Api) -> None:
    made = create(sdk, "region", remark="r", order=3, extend_one="一 1", extend_two="b")
    assert made.status_code == 201
    shown = sdk.check_dictionary(CheckDictionaryRequest(instance_id=INSTANCE, dict_id=made.id))
    assert shown.to_json_object() == made.to_json_object()
    assert (shown.type, shown.parent_code, shown.extend_one) == ("user", "", "一 1")
    assert shown.create_time.endswith("Z")
    assert api("GET", f"{DICTIONARIES}/{made.id}").json()["order"] == 3
    emulator.switch(dictionary_order_readable=False, dictionary_created_status=200)
    assert "order" not in api("GET", f"{DICTIONARIES}/{made.id}").json()
    assert create(sdk, "other").status_code == 200


def test_tree(sdk: RomaClient) -> None:
    """Only one level is listed at a time, so clients have to walk."""
    create(sdk, "top")
    create(sdk, "child", parent_code="top")
    create(sdk, "grandchild", parent_code="child")
    assert listed(sdk) == ["top"]
    assert listed(sdk, parent_code="top") == ["child"]
    assert listed(sdk, parent_code="child") == ["grandchild"]
    assert listed(sdk, parent_code="nowhere") == []


def test_order_and_filters(sdk: RomaClient) -> None:
    create(sdk, "without_order")
    create(sdk, "second", order=2)
    create(sdk, "first", order=1)
    assert listed(sdk, limit="500") == ["first", "second", "without_order"]
    assert listed(sdk, code="SEC") == ["second"]
    assert listed(sdk, name="name first") == ["first"]
    answer = sdk.list_dictionary(ListDictionaryRequest(instance_id=INSTANCE, offset="1", limit="1"))
    assert (answer.total, answer.size, answer.dictionaries[0].code) == (4, 1, "second")


def test_update(sdk: RomaClient, api: Api) -> None:
    made = create(sdk, "region", remark="old")
    request = UpdateDictionaryRequest(
        instance_id=INSTANCE, dict_id=made.id, body=UpdateDictionary(remark="new", order=7)
    )
    updated = sdk.update_dictionary(request)
    assert (updated.status_code, updated.name, updated.remark) == (200, "name region", "new")
    assert api("GET", f"{DICTIONARIES}/{made.id}").json()["order"] == 7
    for body in ({"code": "another"}, {"parent_code": ""}, {"order": 0}, {"order": 101}, {"type": "system"}):
        assert api("PUT", f"{DICTIONARIES}/{made.id}", json=body).json()["error_code"] == "ROMA.13000"


def test_delete_takes_the_children_along(sdk: RomaClient) -> None:
    top = create(sdk, "top")
    create(sdk, "child", parent_code="top")
    create(sdk, "grandchild", parent_code="child")
    request = DeleteDictionaryRequest(instance_id=INSTANCE, dict_id=top.id)
    assert sdk.delete_dictionary(request).status_code == 204
    assert listed(sdk, parent_code="child") == []
    refused(lambda: sdk.delete_dictionary(request), 404, "ROMA.00000101")
    create(sdk, "grandchild")


def test_system_dictionary_stays(sdk: RomaClient, api: Api) -> None:
    [system] = [
        item
        for item in sdk.list_dictionary(ListDictionaryRequest(instance_id=INSTANCE)).dictionaries
        if item.type == "system"
    ]
    request = DeleteDictionaryRequest(instance_id=INSTANCE, dict_id=system.id)
    refused(lambda: sdk.delete_dictionary(request), 400, "ROMA.12002")
    assert api("PUT", f"{DICTIONARIES}/{system.id}", json={"remark": "edited"}).status_code == 200


def test_unique_over_all_levels(sdk: RomaClient) -> None:
    create(sdk, "top", name="the name")
    create(sdk, "child", parent_code="top")
    assert "parameterName:code." in refused(lambda: create(sdk, "child", name="another"), 400, "ROMA.13000").error_msg
    taken = refused(lambda: create(sdk, "other", name="the name", parent_code="child"), 400, "ROMA.13000")
    assert "parameterName:name." in taken.error_msg
    orphan = refused(lambda: create(sdk, "orphan", parent_code="nope"), 400, "ROMA.13000")
    assert "parameterName:parent_code." in orphan.error_msg


def test_validate(sdk: RomaClient, api: Api) -> None:
    create(sdk, "top")
    create(sdk, "child", parent_code="top")

    def validate(**query: str) -> Any:
        return sdk.validate_dictionary(ValidateDictionaryRequest(instance_id=INSTANCE, **query))

    assert (validate(code="child").code, validate(name="name child").name) == ("child", "name child")
    answer = api("GET", "/v2/{project}/instances/{instance}/validate-dictionaries", params={"code": "child"})
    assert set(answer.json()) == {"name", "code"}
    refused(lambda: validate(code="chil"), 404, "ROMA.00000101")
    refused(lambda: validate(code="child", name="name top"), 404, "ROMA.00000101")
    refused(validate, 400, "ROMA.13000")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"code": "cc"}, "name"),
        ({"name": "nn"}, "code"),
        ({"name": "n", "code": "cc"}, "name"),
        ({"name": "nn", "code": "c-c"}, "code"),
        ({"name": "n-n", "code": "cc"}, "name"),
        ({"name": "nn", "code": "cc", "remark": "x" * 201}, "remark"),
        ({"name": "nn", "code": "cc", "order": "1"}, "order"),
        ({"name": "nn", "code": "cc", "extend_one": "a.b"}, "extend_one"),
        ({"name": "nn", "code": "cc", "type": "user"}, "type"),
    ],
)
def test_create_refuses(api: Api, body: dict[str, Any], field: str) -> None:
    answer = api("POST", DICTIONARIES, json=body)
    assert (answer.status_code, answer.json()["error_code"]) == (400, "ROMA.13000")
    assert f"parameterName:{field}." in answer.json()["error_msg"]


@pytest.mark.parametrize("query", ["limit=0", "limit=501", "limit=ten", "offset=-1", "id=1"])
def test_list_refuses(api: Api, query: str) -> None:
    assert api("GET", f"{DICTIONARIES}?{query}").json()["error_code"] == "ROMA.13000"


def test_instances_are_apart(sdk: RomaClient, api: Api) -> None:
    create(sdk, "region")
    answer = api("GET", "/v2/{project}/instances/{second}/dictionaries", params={"code": "region"})
    assert answer.json()["total"] == 0
