# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Limits of device integration where the vendor's definition is the only source: at the boundary, and one beyond."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import huaweicloudsdkroma.v2 as roma
import pytest

from tests.contract.clients import Api
from tests.contract.vendor import ask

LINK = "/v2/{project}/link/instances/{instance}"
MOST = 10**18 - 1
LONG = "x" * 1001


def texts(shortest: int, longest: int) -> tuple[list[str], list[str]]:
    """What is just allowed, and what is not any more."""
    too_short = [LONG[: shortest - 1]] if shortest else []
    return [LONG[:shortest], LONG[:longest]], [*too_short, LONG[: longest + 1]]


IDS = ([1, MOST], [0, MOST + 1])
MOMENTS = ([1, MOST], [0, MOST + 1])
FILTERS: list[tuple[str, str, tuple[list[Any], list[Any]]]] = [
    ("/products", "id", texts(0, 64)),
    ("/products", "app_name", texts(0, 256)),
    ("/products", "created_date_start", ([1, 10**17 - 1], [0, 10**17])),
    ("/product-templates", "id", IDS),
    ("/product-templates", "name", texts(0, 10)),
    ("/product-templates", "created_date_end", MOMENTS),
    ("/services", "service_id", IDS),
    ("/services", "product_id", IDS),
    ("/services", "product_template_id", IDS),
    ("/services", "created_user_name", texts(2, 64)),
    ("/services", "created_date_start", MOMENTS),
    ("/services/{service}/properties", "property_id", IDS),
    ("/services/{service}/commands", "command_id", IDS),
    ("/services/{service}/commands/{command}/requests", "request_id", IDS),
    ("/services/{service}/commands/{command}/responses", "response_id", IDS),
    ("/devices", "product_id", IDS),
    ("/devices", "product_name", texts(2, 32)),
    ("/devices", "device_name", texts(2, 64)),
    ("/devices", "client_id", texts(2, 32)),
    ("/devices", "node_id", texts(2, 64)),
    ("/devices", "online_status", (["", "0,1,2", "0,1,2,0,1"], ["0,1,2,0,1,2", "3", "0,"])),
    ("/devices", "tag", texts(0, 200)),
    ("/devices", "created_date_start", MOMENTS),
    ("/devices/{device}/topics", "name", texts(0, 100)),
    ("/devices/{device}/subsets", "device_name", texts(2, 32)),
    ("/rules", "app_id", texts(0, 64)),
    ("/notifications", "app_id", texts(0, 64)),
]


@pytest.fixture
def places(sdk: roma.RomaClient) -> Iterator[dict[str, Any]]:
    """Ids of one object of each kind."""
    app = ask(sdk, "CreateRomaApp", body=roma.CreateAppReq(name="plant"))
    body = roma.CreateProductRequestBody(
        app_id=app.id, name="meter", manufacturer_id="acme", manufacturer_name="Acme", model="M1",
        product_type=0, protocol_type=0,
    )  # fmt: skip
    product = ask(sdk, "CreateProduct", body=body).id
    wish = {"app_id": app.id, "device_name": "north", "node_id": "north", "product": {"product_id": product}}
    device = ask(sdk, "CreateDevice", body=roma.CreateDeviceRequestBody(**wish)).id
    body = roma.CreateServiceRequestBody(product_id=product, service_name="tank", status=0)
    service = ask(sdk, "CreateService", body=body).service_id
    path = {"service_id": str(service)}
    command = ask(sdk, "CreateCommand", **path, body=roma.CreateCommandRequestBody(name="fill")).command_id
    level = roma.CreatePropertyRequestBody(property_name="x" * 32, data_type="string", required=0)
    ask(sdk, "CreateRequestProperty", **path, command_id=command, body=level)
    rule = ask(sdk, "CreateRule", body=roma.CreateRuleRequestBody(name="forward", app_id=app.id)).rule_id
    return {"product": product, "device": device, "service": service, "command": command, "rule": rule, "app": app.id}


@pytest.mark.parametrize(("path", "name", "values"), FILTERS, ids=lambda value: value if isinstance(value, str) else "")
def test_filters(api: Api, places: Any, path: str, name: str, values: tuple[list[Any], list[Any]]) -> None:
    url = LINK + path.format(**places)
    good, bad = values
    for value in good:
        answer = api("GET", url, params={name: value})
        assert answer.status_code == 200, (value, answer.json())
    for value in bad:
        answer = api("GET", url, params={name: value})
        assert (answer.status_code, answer.json()["error_code"]) == (400, "SCB.00000000"), value
        assert answer.json()["error_msg"].endswith(f"Parameter is [{name}]. Processor is [query].")


def device(places: Any, **values: Any) -> dict[str, Any]:
    return {"app_id": places["app"], "device_name": "it", "node_id": "it", "product": product(places), **values}


def product(places: Any, **values: Any) -> dict[str, Any]:
    return {"product_id": places["product"], **values}


def command(places: Any, **values: Any) -> dict[str, Any]:
    return {"service_id": places["service"], "command_id": places["command"], "is_sync": False, **values}


def parameters(*items: dict[str, Any]) -> dict[str, Any]:
    return {"requests": list(items)}


def source(places: Any, **values: Any) -> dict[str, Any]:
    return {"product_id": places["product"], "topic": "t", **values}


def destination(places: Any, **values: Any) -> dict[str, Any]:
    return {"destination_type": 7, "topic": "t", **values}


def notification(places: Any, **values: Any) -> dict[str, Any]:
    return {"app_id": places["app"], "type": 0, "status": 0, "topic": "t", **values}


def changed_product(places: Any, **values: Any) -> dict[str, Any]:
    plain = {"name": "meter", "manufacturer_id": "acme", "manufacturer_name": "Acme", "model": "M1"}
    return {**plain, "device_type": "d", **values}


def service(places: Any, **values: Any) -> dict[str, Any]:
    return {"service_name": "x1", "status": 0, **values}


def resources(places: Any, **values: Any) -> dict[str, Any]:
    return {"resources": [places["device"]], **values}


SEND, DESTINATIONS = "/devices/{device}/send-command", "/rules/{rule}/destinations"
BODIES: list[tuple[str, Any, str, list[dict[str, Any]], list[dict[str, Any]]]] = [
    (
        SEND,
        command,
        "requests",
        [{}, parameters({}), parameters({"parameter_name": LONG[:32]}), parameters({"parameter_value": LONG[:32]})],
        [
            parameters(),
            parameters({"parameter_name": "x"}),
            parameters({"parameter_name": LONG[:33]}),
            parameters({"parameter_value": "x"}),
            parameters({"parameter_value": LONG[:33]}),
            parameters(*[{}] * 10000),
        ],
    ),
    (SEND, command, "service_id", [{"service_id": MOST}], [{"service_id": 0}, {"service_id": MOST + 1}]),
    (SEND, command, "command_id", [{"command_id": MOST}], [{"command_id": 0}, {"command_id": MOST + 1}]),
    *(
        (DESTINATIONS, destination, name, [{name: LONG[:longest]}], [{name: LONG[: longest + 1]}])
        for name, longest in (
            ("topic", 64),
            ("app_id", 64),
            ("destination_name", 64),
            ("server", 64),
            ("token", 1000),
            ("tag", 64),
            ("user_name", 64),
            ("password", 64),
        )
    ),
    ("/notifications", notification, "topic", [{"topic": LONG[:64]}], [{"topic": LONG[:65]}]),
    ("/rules/{rule}/sources", source, "topic", [{"topic": LONG[:64]}], [{"topic": LONG[:65]}]),
    ("/rules/{rule}/sources", source, "device_id", [{"device_id": MOST}], [{"device_id": 0}, {"device_id": MOST + 1}]),
    ("/devices", device, "parent_device_id", [{"parent_device_id": MOST}], [{"parent_device_id": 0}]),
    ("/devices", device, "user_name", [{"user_name": "x" * 10}], [{"user_name": ""}, {"user_name": "x" * 9}]),
    ("/devices", device, "user_name", [{"user_name": "x" * 50}], [{"user_name": "x" * 51}]),
    ("/devices", device, "password", [{"password": "aA1!" * 2}], [{"password": ""}, {"password": "aA1!aA1"}]),
    ("/devices", device, "password", [{"password": "aA1!" * 8}], [{"password": "aA1!" * 8 + "x"}]),
    ("/devices", device, "tags", [{"tags": ["x"] * 9999}], [{"tags": ["x"] * 10000}]),
    ("/devices", device, "device_name", [{"device_name": "\u201cn\u201d\u3002\uff1f"}], [{"device_name": "n\uff01"}]),
    ("/products/{product}", changed_product, "version", [{"version": LONG[:64]}], [{"version": LONG[:65]}]),
    ("/services", service, "product_id", [{"product_id": MOST}], [{"product_id": 0}, {"product_id": MOST + 1}]),
    ("/devices/{device}/subsets", resources, "resources", [{"resources": [7] * 9999}], [{"resources": [7] * 10000}]),
]


@pytest.mark.parametrize(
    ("path", "body", "name", "good", "bad"), BODIES, ids=[f"{row[0]}-{row[2]}-{i}" for i, row in enumerate(BODIES)]
)
def test_members(
    api: Api, places: Any, path: str, body: Any, name: str, good: list[dict[str, Any]], bad: list[dict[str, Any]]
) -> None:
    """What is just allowed may be refused for other reasons: ids that nothing has, topics that are not there."""
    url = LINK + path.format(**places)
    method = "PUT" if path.endswith("{product}") else "POST"
    for values in good:
        answer = api(method, url, json=body(places, **values))
        assert answer.status_code in (200, 201, 204, 404, 500), answer.json()
    for values in bad:
        answer = api(method, url, json=body(places, **values))
        assert (answer.status_code, answer.json()["error_code"]) == (400, "ROMA.00110001")
        assert f"[{name}" in answer.json()["error_msg"]


@pytest.mark.parametrize("name", ["product_name", "manufacturer_id", "model"])
def test_what_else_is_said_of_the_product_of_a_device(api: Api, places: Any, name: str) -> None:
    for length, status in ((64, 201), (65, 400)):
        body = device(places, product=product(places, **{name: LONG[:length]}))
        assert api("POST", f"{LINK}/devices", json=body).status_code == status


@pytest.mark.parametrize(("name", "good", "bad"), [("product_type", range(2), 2), ("protocol_type", range(6), 6)])
def test_types_of_the_product_of_a_device(api: Api, places: Any, name: str, good: range, bad: int) -> None:
    for value in (*good, bad):
        body = device(places, node_id=f"node-{value}", product=product(places, **{name: value}))
        assert api("POST", f"{LINK}/devices", json=body).status_code == (400 if value == bad else 201)


@pytest.mark.parametrize("kind", ["product", "device"])
def test_credentials_are_kept_by_empty_texts_only(api: Api, places: Any, kind: str) -> None:
    url = f"{LINK}/{kind}s/{places[kind]}/authentication"
    shortest, longest = (10, 80) if kind == "product" else (8, 32)
    for values, status in (
        ({"user_name": "", "password": ""}, 200),
        ({"user_name": "x" * 10}, 200),
        ({"user_name": "x" * 50}, 200),
        ({"user_name": "x" * 9}, 400),
        ({"user_name": "x" * 51}, 400),
        ({"password": "aA1!" + "x" * (shortest - 4)}, 200),
        ({"password": "aA1!" + "x" * (longest - 4)}, 200),
        ({"password": "aA1!" + "x" * (shortest - 5)}, 400),
        ({"password": "aA1!" + "x" * (longest - 3)}, 400),
    ):
        assert api("PUT", url, json=values).status_code == status


def test_many_at_once(api: Api, places: Any) -> None:
    group = {"parent_id": 0, "name": "house", "app_id": places["app"]}
    made = api("POST", f"{LINK}/device-groups", json=group).json()["id"]
    for parent_id, code in ((10**17 - 1, "ROMA.00110006"), (10**17, "ROMA.00110001")):
        answer = api("POST", f"{LINK}/device-groups", json={**group, "parent_id": parent_id})
        assert answer.json()["error_code"] == code
    url = f"{LINK}/device-groups/{made}/devices/batch-add"
    for count, code in ((9999, "ROMA.00110006"), (10000, "ROMA.00110001")):
        assert api("POST", url, json={"resources": [7] * count}).json()["error_code"] == code
    for path, name in (
        (url, "resources"),
        (f"{LINK}/devices/force-offline", "device_ids"),
        (f"{LINK}/rules/batch-delete", "resources"),
    ):
        assert api("POST", path, json={name: []}).status_code == 200


def test_ids_in_paths_have_a_longest_number_of_digits(api: Api, places: Any) -> None:
    for path, digits in (("/services/", 20), ("/rules/", 20), ("/products/", 23), ("/devices/", 23)):
        for count, status in ((digits, 404), (digits + 1, 400)):
            assert api("GET", f"{LINK}{path}{'1' * count}").status_code == status
