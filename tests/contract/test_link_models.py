# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Product templates, and services with properties and commands, driven by the vendor's client."""

from __future__ import annotations

from typing import Any

import huaweicloudsdkroma.v2 as roma
import pytest

from tests.contract.clients import Api
from tests.contract.vendor import ask, refused
from tests.emulator.identity import tenant
from tests.emulator.process import EmulatorProcess

LINK = "/v2/{project}/link/instances/{instance}"
TEMPLATES = f"{LINK}/product-templates"
SERVICES = f"{LINK}/services"
LEVEL = {"property_name": "level", "data_type": "integer", "required": 1}


def make_template(sdk: roma.RomaClient, name: str = "sensors", **values: Any) -> Any:
    body = roma.CreateProductTemplateRequestBody(**{"name": name, "status": 0, **values})
    return ask(sdk, "CreateProductTemplate", body=body)


def make_product(sdk: roma.RomaClient, name: str = "meter", **values: Any) -> Any:
    apps = ask(sdk, "ListRomaApp").apps or [ask(sdk, "CreateRomaApp", body=roma.CreateAppReq(name="plant"))]
    body = roma.CreateProductRequestBody(
        app_id=apps[0].id,
        name=name,
        manufacturer_id="acme",
        manufacturer_name="Acme",
        model=name,
        product_type=0,
        protocol_type=0,
        **values,
    )
    return ask(sdk, "CreateProduct", body=body)


def make_service(sdk: roma.RomaClient, name: str = "tank", **owner: int) -> Any:
    return ask(sdk, "CreateService", body=roma.CreateServiceRequestBody(service_name=name, status=0, **owner))


@pytest.fixture
def product(sdk: roma.RomaClient) -> Any:
    return make_product(sdk)


@pytest.fixture
def service(sdk: roma.RomaClient, product: Any) -> str:
    """Its id, as paths have it."""
    return str(make_service(sdk, product_id=product.id).service_id)


@pytest.fixture
def command(sdk: roma.RomaClient, service: str) -> int:
    body = roma.CreateCommandRequestBody(name="fill")
    return ask(sdk, "CreateCommand", service_id=service, body=body).command_id


def test_templates(sdk: roma.RomaClient, api: Api) -> None:
    made = make_template(sdk, description="d")
    assert (made.status_code, made.name, made.description, made.status) == (201, "sensors", "d", 0)
    assert (made.created_user.user_name, made.created_datetime) == ("operator", made.last_updated_datetime)
    shown = ask(sdk, "ShowProductTemplate", product_template_id=made.id)
    assert shown.to_json_object() == made.to_json_object()
    body = roma.UpdateProductTemplateRequestBody(name="senses", status=1)
    changed = ask(sdk, "UpdateProductTemplate", product_template_id=made.id, body=body)
    assert (changed.status_code, changed.name, changed.description, changed.status) == (200, "senses", None, 1)
    assert ask(sdk, "DeleteProductTemplate", product_template_id=made.id).status_code == 204
    with refused(404, "ROMA.00110006"):
        ask(sdk, "ShowProductTemplate", product_template_id=made.id)
    answer = api("GET", f"{TEMPLATES}/x").json()
    assert answer["error_msg"].endswith("Parameter is [product_template_id]. Processor is [path].")


def test_template_lists(emulator: EmulatorProcess, sdk: roma.RomaClient, api: Api) -> None:
    first = make_template(sdk)
    make_template(sdk, "actors", status=1)

    def names(**query: Any) -> list[str]:
        return [template.name for template in ask(sdk, "ListProductTemplates", **query).items]

    assert names() == ["sensors", "actors"]
    assert names(name="sens") == names(id=first.id) == names(status=0) == ["sensors"]
    assert names(created_user_name="operator", created_date_start=1, limit=1, offset=1) == ["actors"]
    answer = api("GET", f"{TEMPLATES}?name=eleven-char").json()
    assert answer["error_msg"] == (
        "Parameter is not valid for operation [romalink.link-producttemplate.pageQuery]."
        " Parameter is [name]. Processor is [query]."
    )
    emulator.switch(link_camel_case=True)
    item = api("GET", TEMPLATES).json()["items"][0]
    assert (item["createdUser"]["user_name"], item["lastUpdatedUser"]["user_name"]) == ("operator", "operator")
    assert "created_user" not in item


def test_template_errors(emulator: EmulatorProcess, sdk: roma.RomaClient, api: Api) -> None:
    make_template(sdk)
    with refused(500, "ROMA.00110601"):
        make_template(sdk)
    emulator.switch(link_max_templates=1)
    with refused(500, "ROMA.00110004"):
        make_template(sdk, "second")
    for bad in ({"name": "ok"}, {"status": 0}, {"name": "x", "status": 0}, {"name": "ok", "status": 2}):
        assert api("POST", TEMPLATES, json=bad).json()["error_code"] == "ROMA.00110001"


def test_a_product_from_a_template_has_its_services(sdk: roma.RomaClient) -> None:
    template = make_template(sdk)
    service = make_service(sdk, product_template_id=template.id)
    assert (service.product_template_id, service.product_id) == (template.id, None)
    service_id = str(service.service_id)
    ask(sdk, "CreateProperty", service_id=service_id, body=roma.CreatePropertyRequestBody(**LEVEL, max="10"))
    command = ask(sdk, "CreateCommand", service_id=service_id, body=roma.CreateCommandRequestBody(name="fill"))
    path = {"service_id": service_id, "command_id": command.command_id}
    ask(sdk, "CreateRequestProperty", **path, body=roma.CreatePropertyRequestBody(**LEVEL))
    ask(sdk, "CreateResponseProperty", **path, body=roma.CreatePropertyRequestBody(**LEVEL))
    product = make_product(sdk, template_id=template.id)
    [copy] = ask(sdk, "ListServices", product_id=product.id).items
    assert (copy.service_name, copy.product_id, copy.product_template_id) == ("tank", product.id, None)
    copy_id = str(copy.service_id)
    assert copy_id != service_id
    [level] = ask(sdk, "ListProperties", service_id=copy_id).items
    assert (level.property_name, level.max) == ("level", "10")
    [fill] = ask(sdk, "ListCommands", service_id=copy_id).items
    for operation in ("ListRequestProperties", "ListResponseProperties"):
        assert ask(sdk, operation, service_id=copy_id, command_id=fill.command_id).total == 1
    ask(sdk, "DeleteProductTemplate", product_template_id=template.id)
    assert ask(sdk, "ListServices").total == 1


def test_templates_that_do_not_serve(sdk: roma.RomaClient) -> None:
    with refused(404, "ROMA.00110006"):
        make_product(sdk, template_id=5)
    with refused(500, "ROMA.00110000"):
        make_product(sdk, template_id=make_template(sdk, status=1).id)


def test_services(sdk: roma.RomaClient, api: Api, product: Any) -> None:
    made = make_service(sdk, product_id=product.id)
    assert (made.status_code, made.product_id, made.product_template_id) == (201, product.id, None)
    path = {"service_id": str(made.service_id)}
    assert ask(sdk, "ShowService", **path).to_json_object() == made.to_json_object()
    body = roma.UpdateServiceRequestBody(service_name="basin", description="d", status=1)
    changed = ask(sdk, "UpdateService", **path, body=body)
    assert (changed.status_code, changed.service_name, changed.description, changed.status) == (200, "basin", "d", 1)
    make_service(sdk, product_id=product.id)
    with refused(500, "ROMA.00110801"):
        ask(sdk, "UpdateService", **path, body=roma.UpdateServiceRequestBody(service_name="tank", status=0))
    assert ask(sdk, "DeleteService", **path).status_code == 204
    with refused(404, "ROMA.00110006", f"resource ID {made.service_id} is"):
        ask(sdk, "ShowService", **path)
    for method, verb in (("GET", "queryServiceDetail"), ("DELETE", "deleteService")):
        for text in ("abc", "-1", "1" * 21):
            answer = api(method, f"{SERVICES}/{text}")
            assert (answer.status_code, answer.json()["error_code"]) == (400, "SCB.00000000")
            assert answer.json()["error_msg"] == (
                f"Parameter is not valid for operation [romalink.link-services.{verb}]."
                " Parameter is [service_id]. Processor is [path]."
            )
    assert api("GET", f"{SERVICES}/{'1' * 20}").status_code == 404


def test_service_owners(sdk: roma.RomaClient, api: Api, product: Any) -> None:
    template = make_template(sdk)
    with refused(400, "ROMA.00110001", "[product_id:"):
        make_service(sdk)
    with refused(400, "ROMA.00110001", "[product_id:"):
        make_service(sdk, product_id=product.id, product_template_id=template.id)
    with refused(404, "ROMA.00110006"):
        make_service(sdk, product_id=5)
    make_service(sdk, product_id=product.id)
    make_service(sdk, product_template_id=template.id)
    with refused(500, "ROMA.00110801"):
        make_service(sdk, product_template_id=template.id)
    answer = api("POST", SERVICES, json={"product_id": product.id + 0.7, "service_name": "floored", "status": 0})
    assert answer.json()["product_id"] == product.id
    assert api("POST", SERVICES, json={"product_id": product.id, "service_name": "x", "status": 0}).status_code == 400


def test_service_lists(sdk: roma.RomaClient, product: Any) -> None:
    template = make_template(sdk)
    tank = make_service(sdk, product_id=product.id)
    make_service(sdk, "pump", product_id=product.id)
    make_service(sdk, "valve", product_template_id=template.id)

    def names(**query: Any) -> list[str]:
        return [service.service_name for service in ask(sdk, "ListServices", **query).items]

    assert names() == ["tank", "pump", "valve"]
    assert names(product_id=product.id) == ["tank", "pump"]
    assert names(product_template_id=template.id) == ["valve"]
    assert names(service_id=tank.service_id) == names(service_name="an") == ["tank"]
    assert names(created_user_name="nobody") == []
    ask(sdk, "DeleteProduct", product_id=product.id)
    assert names() == ["valve"]


def test_properties(sdk: roma.RomaClient, service: str) -> None:
    path = {"service_id": service}
    made = ask(sdk, "CreateProperty", **path, body=roma.CreatePropertyRequestBody(**LEVEL, method="RW"))
    assert made.status_code == 201
    assert {name: value for name, value in made.to_json_object().items() if name != "property_id"} == {
        **LEVEL,
        "description": None,
        "min": "0",
        "max": "65536",
        "step": "1",
        "max_length": 10,
        "unit": None,
        "enum_list": None,
        "enum_dict": None,
        "method": "RW",
    }
    path["property_id"] = made.property_id
    assert ask(sdk, "ShowProperty", **path).to_json_object() == made.to_json_object()
    values = LEVEL | {"data_type": "boolean", "required": 0, "enum_dict": {"0": "off", "1": "on"}, "unit": "kg"}
    changed = ask(sdk, "UpdateProperty", **path, body=roma.UpdatePropertyRequestBody(**values))
    assert (changed.status_code, changed.data_type, changed.unit, changed.method) == (200, "boolean", "kg", "RW")
    assert changed.enum_dict == {"0": "off", "1": "on"}
    replaced = ask(sdk, "UpdateProperty", **path, body=roma.UpdatePropertyRequestBody(**LEVEL))
    assert (replaced.unit, replaced.enum_dict) == (None, None)
    with refused(500, "ROMA.00110802"):
        ask(sdk, "CreateProperty", service_id=service, body=roma.CreatePropertyRequestBody(**LEVEL))
    assert ask(sdk, "DeleteProperty", **path).status_code == 204
    with refused(404, "ROMA.00110006"):
        ask(sdk, "ShowProperty", **path)


@pytest.mark.parametrize(
    ("operation", "created", "prefix"),
    [("RequestProperty", 200, "request"), ("ResponseProperty", 201, "response")],
)
def test_properties_of_commands(
    sdk: roma.RomaClient, service: str, command: int, operation: str, created: int, prefix: str
) -> None:
    path = {"service_id": service, "command_id": command}
    body = roma.CreatePropertyRequestBody(**LEVEL | {"data_type": "string"}, max_length=99)
    made = ask(sdk, f"Create{operation}", **path, body=body)
    assert (made.status_code, made.max_length) == (created, 99)
    assert "method" not in made.to_json_object()
    one = {**path, "property_id": made.property_id}
    assert ask(sdk, f"Show{operation}", **one).to_json_object() == made.to_json_object()
    plural = operation.replace("Property", "Properties")
    by_name = {f"{prefix}_name": "lev", f"{prefix}_id": made.property_id}
    assert ask(sdk, f"List{plural}", **path, **by_name).total == 1
    assert ask(sdk, f"List{plural}", **path, **{f"{prefix}_id": 1}).total == 0
    body = roma.UpdatePropertyRequestBody(**LEVEL | {"property_name": "depth"})
    assert ask(sdk, f"Update{operation}", **one, body=body).property_name == "depth"
    assert ask(sdk, f"Delete{operation}", **one).status_code == 204
    with refused(404, "ROMA.00110006"):
        ask(sdk, f"Delete{operation}", **one)


def test_number_types_flip(emulator: EmulatorProcess, sdk: roma.RomaClient, api: Api, service: str) -> None:
    url = f"{SERVICES}/{service}/properties"
    made = api("POST", url, json={**LEVEL, "min": "-1.5", "max": "1e3", "max_length": 9.9}).json()
    assert (made["min"], made["max"], made["step"], made["max_length"]) == ("-1.5", "1e3", "1", 9)
    emulator.switch(link_numbers="number")
    [shown] = api("GET", url).json()["items"]
    assert (shown["min"], shown["max"], shown["step"], shown["max_length"]) == (-1.5, 1000, 1, "9")
    assert (
        ask(sdk, "ListProperties", service_id=service, property_name="lev", property_id=made["property_id"]).total == 1
    )


@pytest.mark.parametrize(
    "values",
    [
        {"property_name": "1st"},
        {"property_name": "x"},
        {"data_type": "Integer"},
        {"required": 2},
        {"min": "low"},
        {"max": "12345678901"},
        {"max_length": 0},
        {"max_length": 1000000},
        {"unit": "x" * 51},
        {"enum_list": "x" * 2001},
        {"method": "RR"},
        {"method": "X"},
    ],
)
def test_properties_refuse(api: Api, service: str, values: dict[str, Any]) -> None:
    url = f"{SERVICES}/{service}/properties"
    answer = api("POST", url, json=LEVEL | values)
    [field] = values
    assert answer.json()["error_code"] == "ROMA.00110001"
    assert f"[{field}:" in answer.json()["error_msg"]


def test_property_types_and_update_limits(api: Api, service: str) -> None:
    url = f"{SERVICES}/{service}/properties"
    assert api("POST", url, json={**LEVEL, "min": 0}).json()["error_code"] == "SCB.00000000"
    made = api("POST", url, json={**LEVEL, "unit": "x" * 50}).json()
    for bad, code in (({"unit": "x" * 11}, "ROMA.00110001"), ({"method": "R"}, "SCB.00000000")):
        answer = api("PUT", f"{url}/{made['property_id']}", json=LEVEL | bad)
        assert answer.json()["error_code"] == code


def test_commands(emulator: EmulatorProcess, sdk: roma.RomaClient, api: Api, service: str) -> None:
    path = {"service_id": service}
    made = ask(sdk, "CreateCommand", **path, body=roma.CreateCommandRequestBody(name="fill", description="d"))
    assert (made.status_code, made.service_id, made.command_name) == (200, int(service), "fill")
    one = {**path, "command_id": made.command_id}
    assert ask(sdk, "ShowCommand", **one).to_json_object() == made.to_json_object()
    changed = ask(sdk, "UpdateCommand", **one, body=roma.UpdateCommandRequestBody(name="drain"))
    assert (changed.status_code, changed.command_name, changed.description) == (200, "drain", None)
    assert ask(sdk, "ListCommands", **path, command_name="dra", command_id=made.command_id).total == 1
    with refused(500, "ROMA.00110802"):
        ask(sdk, "CreateCommand", **path, body=roma.CreateCommandRequestBody(name="drain"))
    assert api("POST", f"{SERVICES}/{service}/commands", json={"name": "a b"}).json()["error_code"] == "ROMA.00110001"
    emulator.switch(link_camel_case=True)
    raw = api("GET", f"{SERVICES}/{service}/commands/{made.command_id}").json()
    assert raw == {
        "serviceId": int(service), "commandId": made.command_id, "commandName": "drain", "description": None
    }  # fmt: skip
    assert ask(sdk, "DeleteCommand", **one).status_code == 204
    with refused(404, "ROMA.00110006"):
        ask(sdk, "ShowCommand", **one)


def test_models_belong_to_the_application(sdk: roma.RomaClient, alice_sdk: roma.RomaClient, service: str) -> None:
    template = make_template(sdk)
    with refused(403, "ROMA.00110008"):
        ask(alice_sdk, "ShowService", service_id=service)
    with refused(403, "ROMA.00110008"):
        ask(alice_sdk, "CreateProperty", service_id=service, body=roma.CreatePropertyRequestBody(**LEVEL))
    assert make_service(alice_sdk, product_template_id=template.id).created_user.user_id == tenant.ALICE.id
