# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Products of device integration: their life, filters, credentials and topics, driven by the vendor's client."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

import huaweicloudsdkroma.v2 as roma
import pytest

from tests.contract.clients import Api
from tests.contract.vendor import ask, refused
from tests.emulator.identity import tenant
from tests.emulator.process import EmulatorProcess

LINK = "/v2/{project}/link/instances/{instance}"
PRODUCTS = LINK + "/products"
PRODUCT = {
    "name": "meter",
    "manufacturer_id": "acme-1",
    "manufacturer_name": "Acme",
    "model": "M 100",
    "product_type": 0,
    "protocol_type": 0,
}
CHANGE = {name: PRODUCT[name] for name in ("name", "manufacturer_id", "manufacturer_name", "model")} | {
    "device_type": "Meter"
}


@pytest.fixture
def app(sdk: roma.RomaClient) -> Any:
    return ask(sdk, "CreateRomaApp", body=roma.CreateAppReq(name="plant"))


def create(sdk: roma.RomaClient, app: Any, **values: Any) -> Any:
    body = roma.CreateProductRequestBody(app_id=app.id, **(PRODUCT | values))
    return ask(sdk, "CreateProduct", body=body)


def names(sdk: roma.RomaClient, **query: Any) -> list[str]:
    return [product.name for product in ask(sdk, "ListProducts", **query).items]


def test_create_and_show(sdk: roma.RomaClient, api: Api, app: Any) -> None:
    made = create(sdk, app, model="  M 100 ")
    assert made.status_code == 201
    assert isinstance(made.id, int)
    assert (made.app_id, made.app_name, made.model) == (app.id, "plant", "M 100")
    assert (made.device_type, made.data_format, made.description, made.version) == ("Default", 0, None, None)
    assert made.product_serial.endswith(str(made.id))
    assert made.authentication.password == "********"
    assert made.created_user.user_name == "operator"
    assert set(made.permissions) == {"read", "access", "delete", "modify"}
    assert ask(sdk, "ShowProduct", product_id=made.id).to_json_object() == made.to_json_object()
    raw = api("GET", f"{PRODUCTS}/{made.id}").json()
    assert raw["last_updated_datetime"] == raw["created_datetime"] > 1_600_000_000_000
    assert "template_id" not in raw


def test_create_with_everything(sdk: roma.RomaClient, app: Any) -> None:
    values = {"description": "d", "device_type": "Sensor", "version": "1.0", "data_format": 1, "product_type": 1}
    made = create(sdk, app, **values).to_json_object()
    assert {name: made[name] for name in values} == values


def test_unknown_paths_are_the_services_business(api: Api) -> None:
    """Elsewhere the gateway answers, and so it does where not all paths that begin alike are of this family."""
    for method, path in (
        ("GET", "/things"),
        ("GET", ""),
        ("PATCH", "/products/1"),
        ("POST", "/products/1/services"),
    ):
        answer = api(method, LINK + path)
        assert (answer.status_code, answer.json()) == (404, {"error_code": "SCB.00000000", "error_msg": "Not Found"})
    for path in ("/v2/{project}", "/v2/{project}/links", LINK.replace("/link/", "/mqs/") + "/things"):
        assert api("GET", path).json()["error_code"] == "APIGW.0101"


def test_refusals_have_a_request_id_of_the_service(api: Api) -> None:
    answer = api("GET", f"{PRODUCTS}/7")
    gateway_id = UUID(answer.headers["X-Request-Id"])
    pattern = rf"{gateway_id}-\d{{13}}-cnnorth7a-P-romalink-service01"
    assert re.fullmatch(pattern, answer.json()["request_id"])


def test_all_empty_fields_are_in_one_message(api: Api) -> None:
    answer = api("POST", PRODUCTS, json={"protocol_type": 0})
    assert (answer.status_code, answer.json()["error_code"]) == (400, "ROMA.00110001")
    assert set(answer.json()) == {"error_code", "error_msg", "request_id"}
    listed = re.fullmatch(r"The parameter does not meet verification rules: \[(.*)\]", answer.json()["error_msg"])
    assert set(listed[1].split(", ")) == {
        "name:Can not be empty",
        "manufacturer_name:Can not be empty",
        "manufacturer_id:Can not be empty",
        "product_type:must not be null",
        "app_id:must not be empty",
        "model:Can not be empty",
    }


@pytest.mark.parametrize(
    "values",
    [
        {"name": "a b"},
        {"name": "x" * 65},
        {"name": ""},
        {"manufacturer_id": "a"},
        {"manufacturer_id": "a b"},
        {"manufacturer_name": "x" * 65},
        {"model": " a "},
        {"model": "a/b"},
        {"product_type": 2},
        {"protocol_type": 3},
        {"description": "x" * 201},
        {"device_type": "x" * 33},
        {"version": "x" * 33},
        {"data_format": 2},
    ],
)
def test_create_refuses_values(api: Api, app: Any, values: dict[str, Any]) -> None:
    answer = api("POST", PRODUCTS, json={**PRODUCT, "app_id": app.id, **values})
    [field] = values
    assert (answer.status_code, answer.json()["error_code"]) == (400, "ROMA.00110001")
    assert f"[{field}:" in answer.json()["error_msg"]


@pytest.mark.parametrize(
    ("values", "field"), [({"product_type": "0"}, "product_type"), ({"status": 0}, "status"), ({"name": 5}, "name")]
)
def test_the_framework_refuses_types_and_names(api: Api, app: Any, values: dict[str, Any], field: str) -> None:
    answer = api("POST", PRODUCTS, json={**PRODUCT, "app_id": app.id, **values})
    assert answer.status_code == 400
    assert answer.json()["error_code"] == "SCB.00000000"
    assert answer.json()["error_msg"] == (
        "Parameter is not valid for operation [romalink.link-product.createProduct]."
        f" Parameter is [{field}]. Processor is [body]."
    )


def test_the_framework_refuses_paths_queries_and_bodies(emulator: EmulatorProcess, api: Api) -> None:
    answer = api("GET", f"{PRODUCTS}/abc").json()
    assert answer["error_msg"].endswith("Parameter is [product_id]. Processor is [path].")
    assert "[romalink.link-product.searchProductDetails]" in answer["error_msg"]
    answer = api("GET", f"{PRODUCTS}?limit=many").json()
    assert answer["error_msg"].endswith("Parameter is [limit]. Processor is [query].")
    assert api("GET", f"{PRODUCTS}?page=1").json()["error_code"] == "SCB.00000000"
    headers = {"Content-Type": "application/json"}
    assert api("POST", PRODUCTS, data="{", headers=headers).json()["error_code"] == "SCB.00000000"
    assert api("POST", PRODUCTS).json()["error_code"] == "SCB.00000000"
    emulator.switch(link_request_id_key="requestId")
    assert set(api("GET", f"{PRODUCTS}/abc").json()) == {"error_code", "error_msg", "requestId"}


def test_an_unknown_instance_is_a_server_error(api: Api) -> None:
    answer = api("GET", "/v2/{project}/link/instances/nowhere/products")
    assert (answer.status_code, answer.json()["error_code"]) == (500, "ROMA.00110002")
    assert answer.json()["error_msg"] == (
        f"The instance does not exist. project_id: {tenant.PROJECT.id}, instance_id: nowhere"
    )


def test_duplicates_are_server_errors(emulator: EmulatorProcess, sdk: roma.RomaClient, app: Any) -> None:
    create(sdk, app)
    with refused(500, "ROMA.00110701"):
        create(sdk, app, model="other")
    with refused(500, "ROMA.00110706", "The manufacturer ID and product model already exist."):
        create(sdk, app, name="other", model=" M 100")
    second = tenant.SECOND_INSTANCE.id
    there = ask(sdk, "CreateRomaApp", instance_id=second, body=roma.CreateAppReq(name="plant"))
    body = roma.CreateProductRequestBody(app_id=there.id, **PRODUCT)
    emulator.switch(link_unique_in="tenant")
    with refused(500, "ROMA.00110701"):
        ask(sdk, "CreateProduct", instance_id=second, body=body)
    emulator.switch(link_unique_in="instance")
    assert ask(sdk, "CreateProduct", instance_id=second, body=body).status_code == 201


def test_unknown_application_and_quota(emulator: EmulatorProcess, sdk: roma.RomaClient, app: Any) -> None:
    with refused(404, "ROMA.00110006", "resource ID nobody is"):
        ask(sdk, "CreateProduct", body=roma.CreateProductRequestBody(app_id="nobody", **PRODUCT))
    emulator.switch(link_max_products=1)
    create(sdk, app)
    with refused(500, "ROMA.00110004", "The quota exceeds the upper limit, 1."):
        create(sdk, app, name="second", model="second")


def test_update_replaces_what_can_change(emulator: EmulatorProcess, sdk: roma.RomaClient, api: Api, app: Any) -> None:
    made = create(sdk, app, description="old", version="1")
    other = create(sdk, app, name="other", model="other")
    body = roma.UpdateProductRequestBody(**CHANGE | {"name": "gauge", "model": "M 200"})
    changed = ask(sdk, "UpdateProduct", product_id=made.id, body=body)
    assert (changed.status_code, changed.name, changed.model, changed.device_type) == (200, "gauge", "M 200", "Meter")
    assert (changed.description, changed.version, changed.product_type) == (None, None, 0)
    assert "authentication" not in api("PUT", f"{PRODUCTS}/{made.id}", json=CHANGE).json()
    with refused(500, "ROMA.00110706"):
        ask(sdk, "UpdateProduct", product_id=made.id, body=roma.UpdateProductRequestBody(**CHANGE | {"model": "other"}))
    with refused(500, "ROMA.00110701"):
        ask(sdk, "UpdateProduct", product_id=made.id, body=roma.UpdateProductRequestBody(**CHANGE | {"name": "other"}))
    for immutable in ("app_id", "product_type", "protocol_type", "data_format", "template_id"):
        answer = api("PUT", f"{PRODUCTS}/{made.id}", json={**CHANGE, immutable: 0})
        assert answer.json()["error_code"] == "SCB.00000000"
    incomplete = {name: value for name, value in CHANGE.items() if name != "device_type"}
    answer = api("PUT", f"{PRODUCTS}/{made.id}", json=incomplete)
    assert answer.json()["error_msg"].endswith("[device_type:Can not be empty]")
    emulator.switch(link_update_clears=False)
    body = roma.UpdateProductRequestBody(**CHANGE | {"name": "third", "model": "third", "description": "kept"})
    ask(sdk, "UpdateProduct", product_id=other.id, body=body)
    body = roma.UpdateProductRequestBody(**CHANGE | {"name": "third", "model": "third"})
    assert ask(sdk, "UpdateProduct", product_id=other.id, body=body).description == "kept"


def test_delete(sdk: roma.RomaClient, app: Any) -> None:
    made = create(sdk, app)
    assert ask(sdk, "DeleteProduct", product_id=made.id).status_code == 204
    with refused(404, "ROMA.00110006", str(made.id)):
        ask(sdk, "DeleteProduct", product_id=made.id)
    create(sdk, app)


def test_lists(emulator: EmulatorProcess, sdk: roma.RomaClient, api: Api, app: Any) -> None:
    first = create(sdk, app)
    create(sdk, app, name="gateway", model="G 1", product_type=1, manufacturer_id="bolt", device_type="Gate")
    create(sdk, app, name="meter-2", model="M 200", protocol_type=2)
    assert names(sdk) == ["meter", "gateway", "meter-2"]
    assert names(sdk, name="meter") == ["meter", "meter-2"]
    assert names(sdk, name="Meter") == []
    assert names(sdk, id=str(first.id)) == ["meter"]
    assert names(sdk, product_type=1) == names(sdk, manufacturer_id="bol") == names(sdk, device_type="Gate")
    assert names(sdk, model="200") == names(sdk, protocol_type=2) == ["meter-2"]
    assert names(sdk, manufacturer_name="Acme", app_name="plant", app_id=app.id) == names(sdk)
    assert names(sdk, app_name="other") == names(sdk, created_user_name="alice") == []
    assert names(sdk, product_serial=first.product_serial) == ["meter"]
    assert names(sdk, created_date_start=first.created_datetime)[0] == "meter"
    assert names(sdk, created_date_end=first.created_datetime - 1) == []
    page = ask(sdk, "ListProducts", offset=1, limit=1)
    assert (page.total, page.size, page.items[0].name) == (3, 1, "gateway")
    emulator.seed("products", 1200)
    assert ask(sdk, "ListProducts").size == 10
    page = ask(sdk, "ListProducts", limit=5000)
    assert (page.total, page.size) == (1203, 999)
    assert api("GET", f"{PRODUCTS}?limit=-1").status_code == 400
    assert api("GET", f"{PRODUCTS}?offset=1000000").status_code == 400
    create(sdk, app, name="not-over-quota", model="Q 1")


def test_credentials(emulator: EmulatorProcess, sdk: roma.RomaClient, app: Any) -> None:
    made = create(sdk, app)

    def reset(**values: str) -> tuple[str, str]:
        body = roma.ResetProductAuthenticationRequestBody(**values)
        answer = ask(sdk, "ResetProductAuthentication", product_id=made.id, body=body)
        shown = ask(sdk, "ShowProductAuthentication", product_id=made.id)
        assert shown.to_json_object() == answer.to_json_object()
        return answer.user_name, answer.password

    start = ask(sdk, "ShowProductAuthentication", product_id=made.id)
    assert start.user_name == made.authentication.user_name
    assert "*" not in start.password
    user_name, password = reset(user_name="meter-user-1", password="Secret-pass-1")
    assert (user_name, password) == ("meter-user-1", "Secret-pass-1")
    assert reset(user_name="", password="Secret-pass-2") == ("meter-user-1", "Secret-pass-2")
    assert reset(user_name="meter-user-2", password="") == ("meter-user-2", "Secret-pass-2")
    user_name, password = reset(user_name="", password="")
    assert (user_name, password == "Secret-pass-2") == ("meter-user-2", False)
    for bad in (
        {"user_name": "short"}, {"user_name": "with space 1"}, {"password": "Short-1"}, {"password": "no-upper-case-1"},
        {"password": "NoSpecial123"}, {"password": "No-Digit-at-all"}, {"password": f"Aa1-{'x' * 77}"},
    ):  # fmt: skip
        with refused(400, "ROMA.00110001"):
            reset(**bad)
    emulator.switch(link_create_shows_password=True)
    assert "*" not in create(sdk, app, name="second", model="second").authentication.password


def test_topics(sdk: roma.RomaClient, api: Api, app: Any) -> None:
    made = create(sdk, app)
    body = {"permission": 0, "name": "t1", "version": "3.0", "description": "d"}
    topic = ask(sdk, "CreateProductTopic", product_id=made.id, body=roma.CreateProductTopicRequestBody(**body))
    assert (topic.status_code, topic.topic_name, topic.version) == (200, "/3.0/${deviceId}/t1", "3.0")
    with refused(500, "ROMA.00110705", "product topic name already exists, name: /3.0/${deviceId}/t1"):
        ask(sdk, "CreateProductTopic", product_id=made.id, body=roma.CreateProductTopicRequestBody(**body))
    change = {"permission": 1, "name": "t2", "version": "v.1"}
    url = f"{PRODUCTS}/{made.id}/topics"
    raw = api("PUT", f"{url}/{topic.topic_id}", json=change).json()
    assert raw == {
        "product_id": made.id,
        "topic_id": int(topic.topic_id),
        "permission": 1,
        "topic_name": "/v.1/${deviceId}/t2",
        "version": "v.1",
        "description": None,
    }
    request = {"product_id": made.id, "topic_id": int(topic.topic_id)}
    same = ask(sdk, "UpdateProductTopic", **request, body=roma.UpdateProductTopicRequestBody(**change))
    assert same.topic_name == "/v.1/${deviceId}/t2"
    listed = api("GET", url).json()
    assert (listed["total"], listed["size"]) == (1, 1)
    assert listed["items"] == [raw | {"topic_id": topic.topic_id}]
    assert len(ask(sdk, "ListProductTopics", product_id=made.id, limit=1, offset=1).items) == 0
    for bad in ({"version": "1"}, {"version": "-1"}, {"permission": 2}, {"name": ""}):
        assert api("POST", url, json={**change, **bad}).json()["error_code"] == "ROMA.00110001"
    assert ask(sdk, "DeleteProductTopic", **request).status_code == 204
    with refused(404, "ROMA.00110006"):
        ask(sdk, "DeleteProductTopic", **request)


def test_roles_in_the_application_decide(
    emulator: EmulatorProcess, sdk: roma.RomaClient, alice_sdk: roma.RomaClient, app: Any
) -> None:
    made = create(sdk, app)
    with refused(403, "ROMA.00110007"):
        names(alice_sdk)
    emulator.switch(link_list_needs_application=False)
    assert names(alice_sdk) == []
    with refused(403, "ROMA.00110008", "the read permission"):
        ask(alice_sdk, "ShowProduct", product_id=made.id)
    with refused(403, "ROMA.00110005", "the modify permission"):
        create(alice_sdk, app, name="hers", model="hers")
    users = roma.AddUserToApp(users=[roma.User(id=tenant.ALICE.id, roles=["read", "modify"])])
    ask(sdk, "AddUserToApp", app_id=app.id, body=users)
    assert names(alice_sdk) == ["meter"]
    create(alice_sdk, app, name="hers", model="hers")
    with refused(403, "ROMA.00110008", "the delete permission"):
        ask(alice_sdk, "DeleteProduct", product_id=made.id)


def test_an_application_with_products_stays(emulator: EmulatorProcess, sdk: roma.RomaClient, app: Any) -> None:
    create(sdk, app)
    with refused(400, "ROMA.13000"):
        ask(sdk, "DeleteRomaApp", app_id=app.id)
    emulator.switch(delete_app_in_use="cascade")
    ask(sdk, "DeleteRomaApp", app_id=app.id)
    assert emulator.state()["products"] == 0
