# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lives of product templates, products and their services."""

from __future__ import annotations

from typing import Any

from huaweicloudsdkroma import v2

from tests.integration.case import Case
from tests.integration.judge import Judge, Wire

#: what a property has when nothing was said
DEFAULTS = {"required": 0, "min": "0", "max": "65536", "step": "1", "max_length": 10, "method": "RWE"}


def login(judge: Judge) -> tuple[str, str]:
    """Name and password of the label printer, which the service shows to those who may change it."""
    product = judge("products")["label-printer"]["id"]
    request = v2.ShowProductAuthenticationRequest(instance_id=judge.instance_id, product_id=product)
    answer = judge.client.show_product_authentication(request)
    return answer.user_name, answer.password


def topics(judge: Judge) -> dict[str, tuple[int, str | None]]:
    """Whole name of each topic of the label printer → permission and description."""
    product = judge("products")["label-printer"]["id"]
    found = judge.all_of("list_product_topics", "items", product_id=product)
    return {topic["topic_name"]: (topic["permission"], topic.get("description")) for topic in found}


def thing_model(judge: Judge) -> dict[str, Any]:
    """The service's properties, what is sent with its commands, and what they answer: all that was said about them."""
    service = str(judge("product_services")["printing"]["service_id"])
    model: dict[str, Any] = properties(judge.all_of("list_properties", "items", service_id=service))
    for command in judge.all_of("list_commands", "items", service_id=service):
        place = {"service_id": service, "command_id": command["command_id"]}
        sent = properties(judge.all_of("list_request_properties", "items", **place))
        note = {"description": command["description"]} if command.get("description") else {}
        model[command["command_name"] + "()"] = note | sent
        model[command["command_name"] + "="] = properties(judge.all_of("list_response_properties", "items", **place))
    return {name: item for name, item in model.items() if item}


def properties(found: list[Wire]) -> dict[str, Wire]:
    names = {item["property_name"] for item in found}
    assert len(names) == len(found)
    return {
        item["property_name"]: {
            name: value
            for name, value in item.items()
            if name not in ("property_id", "property_name")
            and value not in (None, "", {})
            and value != DEFAULTS.get(name)
        }
        for item in found
    }


PRODUCT_TEMPLATE = Case(
    kind="product_templates",
    module="product_template",
    name="handheld-scanners",
    create={"name": "handheld-scanners", "description": "in the halls", "enabled": True},
    required="name",
    created={"name": "handheld-scanners", "description": "in the halls", "status": 0},
    created_by=["CreateProductTemplate"],
    update={"name": "handheld-scanners", "description": "", "enabled": False},
    updated={"name": "handheld-scanners", "description": "", "status": 1},
    updated_by=["UpdateProductTemplate"],
    deleted_by="DeleteProductTemplate",
)

PRODUCT = Case(
    kind="products",
    module="product",
    name="label-printer",
    needs={"apps": [{"name": "orders"}], "product_templates": [PRODUCT_TEMPLATE.create]},
    create={
        "name": "label-printer",
        "app": "orders",
        "manufacturer_id": "acme",
        "manufacturer_name": "Acme Printing",
        "model": " LP 200",
        "product_type": "normal",
        "protocol_type": "modbus",
        "data_format": "custom",
        "version": "2",
        "description": "prints labels",
        "authentication": {"user_name": "label-printers", "password": "Product-password-1"},
        "topics": [
            {"name": "labels", "version": "1.0", "permission": "subscribe"},
            {"name": "labels", "version": "1.1", "permission": "publish", "description": "\u6807\u7b7e"},
        ],
    },
    required="name",
    created={
        "name": "label-printer",
        "app_name": "orders",
        "manufacturer_id": "acme",
        "manufacturer_name": "Acme Printing",
        "model": "LP 200",
        "product_type": 0,
        "protocol_type": 2,
        "device_type": "Default",
        "data_format": 1,
        "version": "2",
        "description": "prints labels",
    },
    created_by=["CreateProduct", "ResetProductAuthentication", "CreateProductTopic", "CreateProductTopic"],
    also=lambda judge: (login(judge), topics(judge)),
    also_created=(
        ("label-printers", "Product-password-1"),
        {"/1.0/${deviceId}/labels": (1, None), "/1.1/${deviceId}/labels": (0, "\u6807\u7b7e")},
    ),
    update={
        "name": "label-printer",
        "app": "orders",
        "template": "handheld-scanners",  # has no effect on a product that exists, see test_products.py
        "model": "LP 300",
        "device_type": "printer",
        "version": "",
        "authentication": {"user_name": "all-label-printers"},
        "topics": [
            {"name": "labels", "version": "1.0", "permission": "publish"},
            {"name": "status", "version": "1.0", "permission": "publish"},
        ],
    },
    updated={
        "manufacturer_name": "Acme Printing",
        "model": "LP 300",
        "device_type": "printer",
        "data_format": 1,
        "version": "",
        "description": "prints labels",
    },
    updated_by=["UpdateProduct", "ResetProductAuthentication", "UpdateProductTopic", "CreateProductTopic",
                "DeleteProductTopic"],
    also_updated=(
        ("all-label-printers", "Product-password-1"),
        {"/1.0/${deviceId}/labels": (0, None), "/1.0/${deviceId}/status": (0, None)},
    ),
    deleted_by="DeleteProduct",
)  # fmt: skip

PRODUCT_SERVICE = Case(
    kind="product_services",
    module="product_service",
    name="printing",
    needs={
        "apps": [{"name": "orders"}],
        "products": [
            {
                "name": "label-printer",
                "app": "orders",
                "manufacturer_id": "acme",
                "manufacturer_name": "Acme Printing",
                "model": "LP 200",
                "product_type": "normal",
                "protocol_type": "mqtt",
            }
        ],
    },
    create={
        "name": "printing",
        "product": "label-printer",
        "description": "what the printer does",
        "properties": [
            {"name": "paper", "data_type": "integer", "required": True, "max": "500", "unit": "labels", "method": "R"},
            {"name": "size", "data_type": "string", "max_length": 20, "enum_list": ["small", "large"]},
            {"name": "ready", "data_type": "boolean", "enum_dict": {"0": "no", "1": "yes"}},
        ],
        "commands": [
            {
                "name": "print",
                "request_properties": [{"name": "order", "data_type": "string", "required": True, "max_length": 64}],
                "response_properties": [{"name": "printed", "data_type": "integer"}],
            },
            {"name": "reset", "description": "start again"},
        ],
    },
    required="name",
    created={"service_name": "printing", "description": "what the printer does", "status": 0},
    created_by=[
        "CreateService",
        "CreateProperty",
        "CreateProperty",
        "CreateProperty",
        "CreateCommand",
        "CreateRequestProperty",
        "CreateResponseProperty",
        "CreateCommand",
    ],
    also=thing_model,
    also_created={
        "paper": {"data_type": "integer", "required": 1, "max": "500", "unit": "labels", "method": "R"},
        "size": {"data_type": "string", "max_length": 20, "enum_list": "small,large"},
        "ready": {"data_type": "boolean", "enum_dict": {"0": "no", "1": "yes"}},
        "print()": {"order": {"data_type": "string", "required": 1, "max_length": 64}},
        "print=": {"printed": {"data_type": "integer"}},
        "reset()": {"description": "start again"},
    },
    update={
        "name": "printing",
        "product": "label-printer",
        "enabled": False,
        "properties": [
            {"name": "temperature", "data_type": "number", "step": "0.5"},
            {"name": "size", "data_type": "string", "enum_list": []},
            {"name": "paper", "data_type": "integer", "max": "500.0", "unit": ""},
        ],
        "commands": [
            {
                "name": "print",
                "description": "now",
                "request_properties": [
                    {"name": "order", "data_type": "string", "required": False},
                    {"name": "copies", "data_type": "integer", "min": "1"},
                ],
            }
        ],
    },
    updated={"service_name": "printing", "description": "what the printer does", "status": 1},
    updated_by=[
        "UpdateService",
        "CreateProperty",
        "UpdateProperty",
        "UpdateProperty",
        "DeleteProperty",
        "UpdateCommand",
        "UpdateRequestProperty",
        "CreateRequestProperty",
        "DeleteCommand",
    ],
    also_updated={
        "paper": {"data_type": "integer", "required": 1, "max": "500", "method": "R"},
        "size": {"data_type": "string", "max_length": 20},
        "temperature": {"data_type": "number", "step": "0.5"},
        "print()": {
            "description": "now",
            "order": {"data_type": "string", "max_length": 64},
            "copies": {"data_type": "integer", "min": "1"},
        },
        "print=": {"printed": {"data_type": "integer"}},
    },
    deleted_by="DeleteService",
)

DEVICE_CASES = (PRODUCT_TEMPLATE, PRODUCT, PRODUCT_SERVICE)
