# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""MQS topics: their life, limits, errors and the trap of the application's key, driven by the vendor's client."""

from __future__ import annotations

from typing import Any

import huaweicloudsdkroma.v2 as roma
import pytest

from tests.contract.clients import Api
from tests.contract.vendor import ask, refused
from tests.emulator.identity import tenant
from tests.emulator.process import EmulatorProcess

INSTANCE = tenant.MAIN_INSTANCE.id
MQS = "/v2/{project}/mqs/instances/{instance}"
TOPICS = f"{MQS}/topics"


@pytest.fixture
def app(sdk: roma.RomaClient) -> Any:
    return make_app(sdk, "orders")


def make_app(sdk: roma.RomaClient, name: str) -> Any:
    return ask(sdk, "CreateRomaApp", body=roma.CreateAppReq(name=name, key=f"{name}-key"))


def create(sdk: roma.RomaClient, name: str, app: Any, **values: Any) -> Any:
    body = roma.CreateMqsInstanceTopicReq(name=name, app_id=app.key, **{"access_policy": "all", **values})
    return ask(sdk, "CreateMqsInstanceTopic", body=body)


def update(sdk: roma.RomaClient, *topics: dict[str, Any]) -> Any:
    body = roma.UpdateMqsInstanceTopicReq(topics=[roma.UpdateTopicObject(**topic) for topic in topics])
    return ask(sdk, "UpdateMqsInstanceTopic", body=body)


def listed(sdk: roma.RomaClient, **query: Any) -> Any:
    return ask(sdk, "ListMqsInstanceTopics", **query)


def names(sdk: roma.RomaClient, **query: Any) -> list[str]:
    return [topic.name for topic in listed(sdk, **query).topics]


def test_instances(sdk: roma.RomaClient, api: Api) -> None:
    answer = sdk.list_mqs_instance(roma.ListMqsInstanceRequest(include_internal="true"))
    assert answer.instance_num == 2
    assert [item.instance_id for item in answer.instances] == [INSTANCE, tenant.SECOND_INSTANCE.id]
    shown = ask(sdk, "ShowMqsInstance")
    assert (shown.instance_id, shown.name, shown.engine, shown.partition_num) == (INSTANCE, "roma-main", "kafka", "300")
    assert api("GET", "/v2/{project}/mqs/instances").status_code == 400
    assert api("GET", "/v2/{project}/mqs/instances?include_internal=false").status_code == 400


def test_unknown_instance(api: Api) -> None:
    answer = api("GET", "/v2/{project}/mqs/instances/nowhere/topics")
    assert (answer.status_code, answer.json()) == (400, {"error_code": 400, "error_msg": "Bad Request"})


def test_create_answers_only_the_name_and_fills_in_defaults(sdk: roma.RomaClient, api: Api, app: Any) -> None:
    made = create(sdk, "intake", app)
    assert (made.status_code, made.name) == (200, "intake")
    answer = listed(sdk)
    assert (answer.total, answer.size, answer.remain_partitions, answer.max_partitions) == (1, 1, 297, 300)
    row = api("GET", TOPICS).json()["topics"][0]
    assert set(row.pop("permissions")) == {"read", "access", "delete", "modify"}
    assert row == {
        "policiesOnly": False,
        "name": "intake",
        "replication": 3,
        "partition": 3,
        "retention_time": 72,
        "sync_replication": False,
        "sync_message_flush": False,
        "app_id": "orders-key",
        "app_name": "orders",
        "external_configs": {},
        "description": "",
        "sensitive_word": "",
        "topic_type": 0,
    }


def test_create_with_everything(sdk: roma.RomaClient, app: Any) -> None:
    values = {
        "partition": 5,
        "replication": 1,
        "retention_time": 24,
        "sync_message_flush": True,
        "sync_replication": True,
        "description": "d",
        "sensitive_word": "a||b",
    }
    create(sdk, "intake", app, tag="a || b&a || c", **values)
    row = listed(sdk).topics[0].to_dict()
    assert {name: row[name] for name in values} == values


def test_the_application_by_key_or_by_id(emulator: EmulatorProcess, api: Api, app: Any) -> None:
    for name, given in (("by-key", {"app_id": app.key, "app_key": app.key}), ("by-id", {"app_id": app.id})):
        answer = api("POST", TOPICS, json={"name": name, "access_policy": "pub", **given})
        assert (answer.status_code, answer.json()) == (200, {"name": name})
    assert {row["app_id"] for row in api("GET", TOPICS).json()["topics"]} == {app.key}
    emulator.switch(mqs_shown_app="id")
    assert {row["app_id"] for row in api("GET", TOPICS).json()["topics"]} == {app.id}
    answer = api("POST", TOPICS, json={"name": "other", "access_policy": "pub", "app_id": "nobody"})
    assert answer.json()["error_code"] == "MQS.00400005"
    assert "app_id" in answer.json()["error_msg"]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": "ab"}, "name"),
        ({"name": "1abc"}, "name"),
        ({"name": "with.dot"}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"access_policy": "both"}, "access_policy"),
        ({"access_policy": None}, "access_policy"),
        ({"partition": 0}, "partition"),
        ({"partition": 101}, "partition"),
        ({"partition": "3"}, "partition"),
        ({"replication": 9}, "replication"),
        ({"retention_time": 169}, "retention_time"),
        ({"tag": "not ok!"}, "tag"),
        ({"tag": "a&b", "access_policy": "pub"}, "tag"),
        ({"description": "=sum"}, "description"),
        ({"description": "x" * 1001}, "description"),
        ({"sync_replication": "false"}, "sync_replication"),
    ],
)
def test_create_refuses(api: Api, app: Any, values: dict[str, Any], field: str) -> None:
    body = {"name": "intake", "app_id": app.key, "access_policy": "all"} | values
    answer = api("POST", TOPICS, json=body)
    message = f"Invalid {field} parameter in the request."
    assert (answer.status_code, answer.json()) == (400, {"error_code": "MQS.00400800", "error_msg": message})


def test_older_limits(emulator: EmulatorProcess, sdk: roma.RomaClient, app: Any) -> None:
    emulator.switch(mqs_older_limits=True)
    create(sdk, "intake", app, retention_time=720, tag="not ok!", description="=sum")
    with refused(400, "MQS.00400800"):
        create(sdk, "wide", app, partition=51)


def test_bodies(emulator: EmulatorProcess, api: Api) -> None:
    headers = {"Content-Type": "application/json"}
    assert api("POST", TOPICS, headers=headers).json()["error_code"] == "MQS.00400004"
    assert api("POST", TOPICS, data="{", headers=headers).json()["error_code"] == "MQS.00400005"
    assert api("POST", TOPICS, json=[]).json()["error_code"] == "MQS.00400005"
    body = {"name": "intake", "app_id": "k", "access_policy": "all", "partitions": 3}
    assert api("POST", TOPICS, json=body).json()["error_code"] == "MQS.00400005"
    emulator.switch(mqs_numeric_codes=True)
    assert api("POST", TOPICS, json=body).json() == {"error_code": 400, "error_msg": "Bad Request"}


def test_names_are_unique_and_partitions_limited(emulator: EmulatorProcess, sdk: roma.RomaClient, app: Any) -> None:
    create(sdk, "intake", app)
    with refused(400, "MQS.00400801"):
        create(sdk, "intake", app)
    emulator.switch(mqs_max_partitions=10)
    with refused(400, "MQS.00400802"):
        create(sdk, "wide", app, partition=8)
    create(sdk, "fits", app, partition=7)
    assert listed(sdk).remain_partitions == 0


def test_filters_and_paging(emulator: EmulatorProcess, sdk: roma.RomaClient, app: Any) -> None:
    other = make_app(sdk, "billing")
    create(sdk, "orders-in", app, access_policy="pub")
    create(sdk, "orders-out", app, access_policy="sub")
    create(sdk, "bills", other)
    assert names(sdk) == ["orders-in", "orders-out", "bills"]
    assert names(sdk, name="orders") == ["orders-in", "orders-out"]
    assert names(sdk, name="Orders") == []
    assert names(sdk, app_name="bill") == ["bills"]
    assert names(sdk, access_policy="pub") == ["orders-in"]
    page = listed(sdk, limit="1", offset="1")
    assert (page.total, page.size, page.topics[0].name) == (3, 1, "orders-out")
    emulator.switch(mqs_name_filter="exact", max_page_size=1)
    assert names(sdk, name="orders") == []
    assert names(sdk) == ["orders-in"]
    with refused(400, "MQS.00400800"):
        listed(sdk, limit="many")
    with refused(400, "MQS.00400800"):
        listed(sdk, access_policy="none")


def test_update(emulator: EmulatorProcess, sdk: roma.RomaClient, api: Api, app: Any) -> None:
    create(sdk, "intake", app, description="old", retention_time=24)
    answer = update(sdk, {"name": "intake", "sync_replication": True, "sensitive_word": "pin"})
    assert answer.status_code == 204
    row = listed(sdk).topics[0]
    assert (row.description, row.retention_time, row.sync_replication, row.sensitive_word) == ("old", 24, True, "pin")
    assert api("PUT", TOPICS, json={"topics": [{"name": "intake", "new_partition_numbers": 5}]}).status_code == 204
    assert listed(sdk).topics[0].partition == 5
    assert listed(sdk).remain_partitions == 295
    for fewer_or_other in ({"new_partition_numbers": 4}, {"replication": 2}, {"access_policy": "pub"}):
        assert api("PUT", TOPICS, json={"topics": [{"name": "intake"} | fewer_or_other]}).status_code == 400
    emulator.switch(mqs_update_resets=True)
    update(sdk, {"name": "intake", "sync_replication": True})
    row = listed(sdk).topics[0]
    assert (row.description, row.retention_time, row.sync_replication, row.partition) == ("", 72, True, 5)


def test_update_of_many(emulator: EmulatorProcess, sdk: roma.RomaClient, app: Any, api: Api) -> None:
    create(sdk, "one", app)
    changes = [{"name": "one", "retention_time": 10}, {"name": "missing", "retention_time": 10}]
    with refused(400, "MQS.00400803"):
        update(sdk, *changes)
    assert listed(sdk).topics[0].retention_time == 72
    create(sdk, "two", app)
    emulator.switch(mqs_max_partitions=8)
    wider = [{"name": name, "new_partition_numbers": 5} for name in ("one", "two")]
    assert api("PUT", TOPICS, json={"topics": wider}).json()["error_code"] == "MQS.00400802"
    emulator.switch(mqs_partial_update=True)
    answer = api("PUT", TOPICS, json={"topics": changes})
    assert answer.status_code == 206
    assert answer.json() == {"topics": [{"id": "one", "success": True}, {"id": "missing", "success": False}]}
    assert listed(sdk).topics[0].retention_time == 10
    with refused(400, "MQS.00400803"):
        update(sdk, changes[1])


def test_delete_tells_about_each_topic(sdk: roma.RomaClient, api: Api, app: Any) -> None:
    for name in ("one", "two", "three"):
        create(sdk, name, app)
    answer = ask(sdk, "DeleteMqsInstanceTopic", name="one,missing")
    assert answer.status_code == 200
    assert [(row.id, row.success) for row in answer.topics] == [("one", True), ("missing", False)]
    body = roma.BatchDeleteMqsInstanceTopicReq(topics=["two", "one"])
    answer = ask(sdk, "BatchDeleteMqsInstanceTopic", body=body)
    assert [(row.id, row.success) for row in answer.topics] == [("two", True), ("one", False)]
    assert names(sdk) == ["three"]
    assert listed(sdk).remain_partitions == 297
    assert api("POST", f"{TOPICS}/delete", json={"topics": []}).status_code == 400
    assert api("DELETE", TOPICS).status_code == 400


def test_roles_in_the_application_decide(sdk: roma.RomaClient, alice_sdk: roma.RomaClient, app: Any) -> None:
    create(sdk, "intake", app)
    assert names(alice_sdk) == []
    with refused(403, "403"):
        create(alice_sdk, "hers", app)
    with refused(403, "403"):
        update(alice_sdk, {"name": "intake"})
    users = roma.AddUserToApp(users=[roma.User(id=tenant.ALICE.id, roles=["read", "modify"])])
    ask(sdk, "AddUserToApp", app_id=app.id, body=users)
    create(alice_sdk, "hers", app)
    assert names(alice_sdk) == ["intake", "hers"]
    assert ask(alice_sdk, "DeleteMqsInstanceTopic", name="intake").topics[0].success is False


def test_an_application_with_topics_stays(emulator: EmulatorProcess, sdk: roma.RomaClient, app: Any) -> None:
    create(sdk, "intake", app)
    with refused(400, "ROMA.13000"):
        ask(sdk, "DeleteRomaApp", app_id=app.id)
    emulator.switch(delete_app_in_use="cascade")
    ask(sdk, "DeleteRomaApp", app_id=app.id)
    assert names(sdk) == []


def test_seeding(emulator: EmulatorProcess, sdk: roma.RomaClient, app: Any) -> None:
    emulator.seed("topics", 500)
    assert emulator.state()["topics"] == 500
    answer = listed(sdk, limit="1")
    assert (answer.total, answer.remain_partitions) == (500, 300)
    create(sdk, "intake", app)
