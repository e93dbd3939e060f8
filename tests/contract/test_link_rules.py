# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules with their sources and destinations, and notifications, driven by the vendor's client."""

from __future__ import annotations

from typing import Any

import huaweicloudsdkroma.v2 as roma
import pytest

from tests.contract.clients import Api
from tests.contract.vendor import ask, refused
from tests.emulator.identity import tenant
from tests.emulator.process import EmulatorProcess

LINK = "/v2/{project}/link/instances/{instance}"
RULES = f"{LINK}/rules"


@pytest.fixture
def app(sdk: roma.RomaClient) -> Any:
    """An application with the MQS topic `intake`."""
    made = ask(sdk, "CreateRomaApp", body=roma.CreateAppReq(name="plant", key="plant-key"))
    body = roma.CreateMqsInstanceTopicReq(name="intake", app_id="plant-key", access_policy="all")
    ask(sdk, "CreateMqsInstanceTopic", body=body)
    return made


@pytest.fixture
def product(sdk: roma.RomaClient, app: Any) -> Any:
    body = roma.CreateProductRequestBody(
        app_id=app.id, name="meter", manufacturer_id="acme", manufacturer_name="Acme", model="M1",
        product_type=0, protocol_type=0,
    )  # fmt: skip
    return ask(sdk, "CreateProduct", body=body)


def create(sdk: roma.RomaClient, app: Any, name: str = "forward", **values: Any) -> Any:
    return ask(sdk, "CreateRule", body=roma.CreateRuleRequestBody(name=name, app_id=app.id, **values))


@pytest.fixture
def rule(sdk: roma.RomaClient, app: Any) -> str:
    """Its id, as paths have it."""
    return str(create(sdk, app).rule_id)


def test_rules(sdk: roma.RomaClient, api: Api, app: Any) -> None:
    made = create(sdk, app, description="d")
    assert (made.status_code, made.name, made.app_id, made.status, made.data_parsing_status) == (
        200, "forward", app.id, 0, 1,
    )  # fmt: skip
    path = {"rule_id": str(made.rule_id)}
    shown = ask(sdk, "ShowRule", **path)
    assert (shown.app_name, shown.sql_field, shown.sql_where, shown.rule_express) == ("plant", "", "", "")
    body = roma.UpdateRuleRequestBody(name="forth", data_parsing_status=0, sql_field="level", sql_where="level > 5")
    changed = ask(sdk, "UpdateRule", **path, body=body)
    assert (changed.status_code, changed.name, changed.description) == (200, "forth", "d")
    assert changed.rule_express == "SELECT level FROM '' WHERE level > 5"
    assert api("POST", RULES, json={"name": "x", "app_id": app.id, "sql_field": "a"}).status_code == 400
    assert ask(sdk, "DeleteRule", **path).status_code == 204
    with refused(404, "ROMA.00110006"):
        ask(sdk, "ShowRule", **path)
    answer = api("GET", f"{RULES}/abc")
    assert (answer.status_code, answer.json()["error_code"]) == (400, "SCB.00000000")
    assert answer.json()["error_msg"].endswith("Parameter is [rule_id]. Processor is [path].")
    assert api("GET", f"{RULES}/abc/sources").json()["error_msg"] == (
        "Parameter is not valid for operation [romalink.link-rulesrc.query]."
        " Parameter is [rule_oid]. Processor is [path]."
    )


def test_sql_and_parsing_go_together(sdk: roma.RomaClient, rule: str) -> None:
    def update(**values: Any) -> Any:
        return ask(sdk, "UpdateRule", rule_id=rule, body=roma.UpdateRuleRequestBody(**values))

    for bad in ({"data_parsing_status": 0}, {"sql_field": "a"}, {"sql_where": "a > 1"}):
        with refused(500, "ROMA.00110905"):
            update(**bad)
    update(data_parsing_status=0, sql_field="a")
    with refused(500, "ROMA.00110905"):
        update(data_parsing_status=1)
    assert update(data_parsing_status=1, sql_field="", sql_where="").rule_express == ""
    assert update(status=1).status == 1


def test_rule_lists_and_errors(
    emulator: EmulatorProcess, sdk: roma.RomaClient, alice_sdk: roma.RomaClient, app: Any, rule: str
) -> None:
    other = create(sdk, app, "other")

    def names(client: roma.RomaClient = sdk, **query: Any) -> list[str]:
        return [item.name for item in ask(client, "ListRules", **query).items]

    assert names() == names(app_id=app.id) == ["forward", "other"]
    assert names(name="oth") == names(offset=1) == ["other"]
    assert names(app_id="none") == []
    with refused(403, "ROMA.00110007"):
        names(alice_sdk)
    with refused(500, "ROMA.00110901"):
        create(sdk, app)
    with refused(500, "ROMA.00110901"):
        ask(sdk, "UpdateRule", rule_id=rule, body=roma.UpdateRuleRequestBody(name="other"))
    with refused(400, "ROMA.00110001", "[name:"):
        create(sdk, app, "a b")
    emulator.switch(link_max_rules=2)
    with refused(500, "ROMA.00110004"):
        create(sdk, app, "third")
    emulator.seed("rules", 20)
    assert emulator.state()["rules"] == 22
    body = roma.BatchDeleteRulesRequestBody(resources=[int(rule), 7, other.rule_id])
    answer = ask(sdk, "BatchDeleteRules", body=body)
    assert [(item.id, item.ret_status) for item in answer.resources] == [
        (rule, "successful"),
        ("7", "error"),
        (str(other.rule_id), "successful"),
    ]


def test_sources(sdk: roma.RomaClient, api: Api, app: Any, product: Any, rule: str) -> None:
    def add(**values: Any) -> Any:
        body = roma.CreateSourceRequestBody(**{"product_id": product.id, "topic": "t", **values})
        return ask(sdk, "CreateSource", rule_id=rule, body=body)

    made = add()
    assert (made.status_code, made.product_name, made.device_id, made.device_name) == (201, "meter", None, None)
    assert (made.is_base64, made.contain_device_info) == (1, 1)
    wish = {"app_id": app.id, "device_name": "north", "node_id": "north", "product": {"product_id": product.id}}
    device = ask(sdk, "CreateDevice", body=roma.CreateDeviceRequestBody(**wish))
    of_device = add(device_id=device.id, is_base64=0)
    assert (of_device.device_name, of_device.is_base64) == ("north", 0)
    listed = ask(sdk, "ListSources", rule_id=rule, limit=1)
    assert (listed.total, listed.size, listed.items[0].source_id) == (2, 1, made.source_id)
    body = roma.UpdateRuleRequestBody(data_parsing_status=0, sql_field="a")
    assert ask(sdk, "UpdateRule", rule_id=rule, body=body).rule_express == "SELECT a FROM 't,t'"
    with refused(500, "ROMA.00110902"):
        add()
    for bad in ({"product_id": 7}, {"device_id": 7}):
        with refused(404, "ROMA.00110006"):
            add(**bad)
    answer = api("PUT", f"{RULES}/{rule}/sources/{made.source_id}", json={})
    assert (answer.status_code, answer.json()) == (404, {"error_code": "SCB.00000000", "error_msg": "Not Found"})
    path = {"rule_id": rule, "source_id": made.source_id}
    assert ask(sdk, "DeleteSource", **path).status_code == 204
    with refused(404, "ROMA.00110006"):
        ask(sdk, "DeleteSource", **path)


def test_destinations(sdk: roma.RomaClient, app: Any, rule: str) -> None:
    def add(**values: Any) -> Any:
        wish = {"destination_type": 0, "app_id": app.id, "topic": "intake"}
        body = roma.CreateDestinationRequestBody(**wish | values)
        return ask(sdk, "CreateDestination", rule_id=rule, body=body)

    made = add(tag="red", mqs_sasl_ssl=True, user_name="u", password="p")
    assert (made.status_code, made.topic, made.tag, made.mqs_sasl_ssl, made.password) == (
        201, "intake", "red", True, "******",
    )  # fmt: skip
    of_device = add(destination_type=7, app_id=None, topic="/v1/x")
    assert (of_device.app_id, of_device.password, of_device.mqs_sasl_ssl) == (None, None, False)
    assert ask(sdk, "ListDestinations", rule_id=rule).total == 2
    with refused(500, "ROMA.00110903"):
        add()
    with refused(400, "ROMA.00110001", "[app_id:must not be empty]"):
        add(app_id=None)
    for bad in ({"topic": "none"}, {"app_id": "none"}):
        with refused(404, "ROMA.00110006"):
            add(**bad)
    with refused(400, "ROMA.00110001", "[destination_type:"):
        add(destination_type=1)
    path = {"rule_id": rule, "destination_id": made.destination_id}
    assert ask(sdk, "DeleteDestination", **path).status_code == 204
    with refused(404, "ROMA.00110006"):
        ask(sdk, "DeleteDestination", **path)


def test_notifications(sdk: roma.RomaClient, api: Api, app: Any) -> None:
    def add(**values: Any) -> Any:
        wish = {"app_id": app.id, "type": 0, "topic": "intake", "status": 0}
        return ask(sdk, "CreateNotification", body=roma.CreateNotificationRequestBody(**wish | values))

    made = add()
    number = made.notification_id
    assert made.status_code == 200
    assert made.to_json_object() == {
        "notification_id": number,
        "type": 0,
        "status": 0,
        "topic": "intake",
        "instance_id": tenant.MAIN_INSTANCE.id,
        "app_id": app.id,
    }
    add(type=5)
    assert ask(sdk, "ListNotification").total == ask(sdk, "ListNotification", app_id=app.id).total == 2
    assert len(api("GET", f"{LINK}/notifications?offset=-3&limit=1").json()["items"]) == 1
    with refused(500, "ROMA.00111201"):
        add()
    for bad in ({"topic": "none"}, {"app_id": "none"}):
        with refused(404, "ROMA.00110006"):
            add(**bad)
    with refused(400, "ROMA.00110001", "[type:"):
        add(type=6)
    body = roma.UpdateNotificationRequestBody(topic="intake", status=1)
    changed = ask(sdk, "UpdateNotification", notification_id=number, body=body)
    assert (changed.status_code, changed.status) == (200, 1)
    answer = api("PUT", f"{LINK}/notifications/{number}", json={"topic": "intake", "status": 1, "type": 1})
    assert answer.json()["error_code"] == "SCB.00000000"
    assert ask(sdk, "DeleteNotification", notification_id=number).status_code == 204
    with refused(404, "ROMA.00110006"):
        ask(sdk, "DeleteNotification", notification_id=number)


def test_they_belong_to_the_application(emulator: EmulatorProcess, sdk: roma.RomaClient, rule: str) -> None:
    app_id = ask(sdk, "ShowRule", rule_id=rule).app_id
    body = roma.CreateNotificationRequestBody(app_id=app_id, type=0, topic="intake", status=0)
    ask(sdk, "CreateNotification", body=body)
    ask(sdk, "DeleteMqsInstanceTopic", name="intake")
    with refused(400, "ROMA.13000"):
        ask(sdk, "DeleteRomaApp", app_id=app_id)
    emulator.switch(delete_app_in_use="cascade")
    ask(sdk, "DeleteRomaApp", app_id=app_id)
    assert (emulator.state()["rules"], emulator.state()["notifications"]) == (0, 0)
