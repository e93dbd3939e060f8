# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Products and their services: what the service words otherwise than users, and what is refused."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.roma.connect.plugins.module_utils._base._errors import InputError
from ansible_collections.roma.connect.plugins.module_utils._catalog._link._products import (
    PRODUCT,
    PRODUCT_TEMPLATE,
    TOPICS,
)
from ansible_collections.roma.connect.plugins.module_utils._catalog._link._thing_models import (
    COMMANDS,
    PRODUCT_SERVICE,
    PROPERTIES,
    plain_number,
)
from ansible_collections.roma.connect.plugins.module_utils._document._entries import parse
from ansible_collections.roma.connect.plugins.module_utils._instance._inventory import Inventory
from ansible_collections.roma.connect.plugins.module_utils._planning._check import Problems, check_entry
from ansible_collections.roma.connect.plugins.module_utils._planning._plan import NONE, differences, plan
from ansible_collections.roma.connect.plugins.module_utils._spec._resource import Resource
from ansible_collections.roma.connect.plugins.module_utils._spec._wire import values_from_wire, values_to_wire
from ansible_collections.roma.connect.tests.unit.transport import Answer, FakeClient

# -- objects ---------------------------------------------------------------------------------------------------------

PRODUCT_WIRE = {
    "id": 12, "app_id": "a1", "app_name": "orders", "name": "printer", "model": "LP 200", "product_type": 1,
    "protocol_type": 4, "device_type": "Default", "data_format": 1, "version": None, "description": None,
    "authentication": {"user_name": "4MjxbCl4q461", "password": "********"},
}  # fmt: skip


def test_a_product_in_the_users_words() -> None:
    values = values_from_wire(PRODUCT.own_fields, PRODUCT_WIRE)
    assert values == {
        "name": "printer", "app": "a1", "model": "LP 200", "product_type": "gateway", "protocol_type": "opcua",
        "device_type": "Default", "data_format": "custom",
    }  # fmt: skip
    wire = values_to_wire(PRODUCT.own_fields, values)
    assert wire == {name: PRODUCT_WIRE[name] for name in wire}


def test_the_application_of_a_product_need_not_be_looked_up() -> None:
    client = FakeClient(lambda request: Answer(500))
    record = Inventory(client).record(PRODUCT, PRODUCT_WIRE)
    assert (record.values["app"], record.refs["app"]) == ("orders", "a1")
    assert client.requests == []


def test_services_of_templates_are_called_so() -> None:
    problems = Problems()
    check_entry(PRODUCT_SERVICE, {"template": "t"}, "", problems)
    assert problems == ["name: is required for product template service"]
    for owner, title in (("template", "product template service"), ("product", "product service")):
        with pytest.raises(InputError, match=f"declares the {title} 'charging/p', which"):
            parse({"product_services": [{"name": "charging", owner: "p"}] * 2})


@pytest.mark.parametrize(("length", "problems"), [(32, 0), (33, 1)])
def test_a_new_product_takes_a_shorter_device_type_than_a_changed_one(length: int, problems: int) -> None:
    want = {
        "name": "printer", "app": "orders", "manufacturer_id": "acme", "manufacturer_name": "Acme", "model": "LP 200",
        "product_type": "normal", "protocol_type": "mqtt", "device_type": "p" * length,
    }  # fmt: skip
    assert len(plan(PRODUCT, None, want).problems) == problems
    assert not plan(PRODUCT, {**want, "device_type": "printer"}, want).problems


@pytest.mark.parametrize("resource", [PRODUCT_TEMPLATE, PRODUCT_SERVICE], ids=lambda resource: resource.name)
def test_zero_means_enabled(resource: Resource) -> None:
    assert values_to_wire(resource.own_fields, {"enabled": True}) == {"status": 0}
    assert values_to_wire(resource.own_fields, {"enabled": False}) == {"status": 1}
    assert values_from_wire(resource.own_fields, {"status": 1}) == {"enabled": False}
    assert resource.wire.created_with({}) == {"status": 0}
    assert resource.wire.created_with({"enabled": False}) == {}


@pytest.mark.parametrize("given", [{}, {"device_type": ""}, {"device_type": "Default"}])
def test_a_product_always_has_a_device_type(given: dict) -> None:
    assert PRODUCT.wire.sent({"name": "printer", **given}) == {"name": "printer", "device_type": "Default"}


@pytest.mark.parametrize(
    ("want", "changed"),
    [
        ({"model": " LP 200 "}, []),
        ({"model": "LP-200"}, ["model"]),
        ({"device_type": ""}, []),
        ({"description": "", "version": ""}, []),
        ({"template": "scanners"}, []),  # nobody can tell
        ({"authentication": {"password": "Product-password-1"}}, []),
    ],
)
def test_what_differs(want: dict, changed: list[str]) -> None:
    have = {**values_from_wire(PRODUCT.own_fields, PRODUCT_WIRE), "authentication": PRODUCT_WIRE["authentication"]}
    made = plan(PRODUCT, have, {"name": "printer", **want})
    assert list(made.changed) == changed
    assert (made.action == NONE) == (not changed)


# -- how devices log in ----------------------------------------------------------------------------------------------

LOGIN = PRODUCT.by_name["authentication"]
BOTH = {"user_name": "all-printers", "password": "New-password-1"}
LOGINS: list[tuple[dict, t.Any]] = [
    (BOTH, BOTH),
    ({"user_name": "all-printers"}, {"user_name": "all-printers", "password": ""}),
    ({"password": "New-password-1"}, {"user_name": "", "password": "New-password-1"}),
    # what is there is laid below what is given, and its password is a mask
    ({"user_name": "all-printers", "password": "********"}, {"user_name": "all-printers", "password": ""}),
    # two empty ones would ask for a random password
    ({"password": "********"}, None),
    ({}, None),
]  # fmt: skip


@pytest.mark.parametrize(("want", "body"), LOGINS)
def test_a_login_is_set(want: dict, body: dict | None) -> None:
    client = FakeClient(lambda request: Answer(200, {"user_name": "u", "password": "in clear"}))
    assert LOGIN.write(client, PRODUCT_WIRE, None, want) is None
    assert [(request.path.rpartition("/products")[2], request.body) for request in client.requests] == (
        [("/12/authentication", body)] if body else []
    )


@pytest.mark.parametrize(
    ("wire", "login"),
    [
        (PRODUCT_WIRE, PRODUCT_WIRE["authentication"]),
        ({"authentication": {"user_name": "u", "password": None}}, {"user_name": "u"}),
        ({"authentication": None}, {}),
        ({}, {}),
    ],
)
def test_a_login_is_read_with_the_product(wire: dict, login: dict) -> None:
    client = FakeClient(lambda request: Answer(500))
    assert LOGIN.read(client, wire) == login
    assert client.requests == []


PASSWORDS = {
    "Aa1-": False,
    "Aa1-" * 3: True,
    "Aa1[]\\x12": False,
    "Aa1~!@#$%^&*()_=+|[{}];:<>/?": True,
    "Aa1-" * 20: True,
    "Aa1-" * 20 + "x": False,
    "aa1-aa1-aa1-": False,
    "AA1-AA1-AA1-": False,
    "Aaa-Aaa-Aaa-": False,
    "Aa11Aa11Aa11": False,
    "Aa1- Aa1- Aa1-": False,
}


@pytest.mark.parametrize(("password", "allowed"), PASSWORDS.items())
def test_passwords(password: str, allowed: bool) -> None:
    problems = Problems()
    check_entry(PRODUCT, {"name": "p", "authentication": {"password": password}}, "", problems)
    assert (problems == []) == allowed
    assert password not in str(problems)


# -- topics ----------------------------------------------------------------------------------------------------------

TOPIC_NAMES = [
    ({"topic_name": "/3.0/${deviceId}/t1", "version": "3.0"}, {"version": "3.0", "name": "t1"}),
    ({"topic_name": "/3.10/${deviceId}/t1", "version": 3.1}, {"version": "3.10", "name": "t1"}),
    ({"topic_name": "/3.0/${deviceId}/a/b"}, {"version": "3.0", "name": "a/b"}),
    ({"topic_name": "of another kind", "version": "3.0"}, {"version": "3.0"}),
]


@pytest.mark.parametrize(("wire", "values"), TOPIC_NAMES)
def test_the_name_of_a_topic_is_taken_apart(wire: dict, values: dict) -> None:
    assert values_from_wire(TOPICS.option.fields, TOPICS.received({**wire, "permission": 1})) == {
        **values, "permission": "subscribe",
    }  # fmt: skip


# -- properties and commands -----------------------------------------------------------------------------------------

NUMBERS = [
    (0, "0"), ("0", "0"), ("0.0", "0"), (1.0, "1"), ("1.50", "1.5"), (0.5, "0.5"), (65536, "65536"), ("65536", "65536"),
    (" 7 ", "7"), ("1e3", "1000"), ("-1.0e-3", "-0.001"), ("+5", "5"), ("x", "x"), ("", ""), (None, None),
]  # fmt: skip


@pytest.mark.parametrize(("value", "text"), NUMBERS)
def test_spellings_of_numbers(value: t.Any, text: t.Any) -> None:
    assert plain_number(value) == text


def test_a_property_in_whatever_types() -> None:
    """The vendor's example has numbers where the table says text, and the other way round."""
    one = {"property_name": "p", "data_type": "datetime", "required": 1, "min": "0", "max": "65536", "step": "1",
           "max_length": 10, "method": "RWE"}  # fmt: skip
    other = {**one, "min": 0, "max": 65536, "step": 1.0, "max_length": "10", "enum_list": "a,b", "unit": None}
    fields = PROPERTIES.option.fields
    first, second = (values_from_wire(fields, PROPERTIES.received(wire)) for wire in (one, other))
    assert second == {**first, "enum_list": ["a", "b"]}
    assert first["required"] is True


@pytest.mark.parametrize(
    ("want", "changed"),
    [
        ({"max": "500.0"}, []),
        ({"max": "501"}, ["max"]),
        ({"min": "", "step": "1", "max_length": 10}, []),
        ({"enum_list": ["a", "b"]}, []),
        ({"enum_list": ["b", "a"]}, ["enum_list"]),
        ({"enum_list": []}, ["enum_list"]),
        ({"enum_dict": {0: "no"}}, []),
        ({"method": "WR"}, []),
        ({"method": "R"}, ["method"]),
        ({"unit": "", "description": ""}, []),
        ({"required": False}, []),
    ],
)
def test_what_differs_in_a_property(want: dict, changed: list[str]) -> None:
    wire = {"property_name": "p", "data_type": "integer", "required": 0, "min": 0, "max": "500", "max_length": "10",
            "enum_list": "a,b", "enum_dict": {"0": "no"}, "method": "RW"}  # fmt: skip
    have = values_from_wire(PROPERTIES.option.fields, PROPERTIES.received(wire))
    by_name = {f.name: f for f in PROPERTIES.option.fields}
    assert [path for name, value in want.items()
            for path in differences(by_name[name], have.get(name), value, name, "on_create")] == changed  # fmt: skip


def test_what_is_sent_of_a_property() -> None:
    values = {"name": "p", "data_type": "string", "enum_list": ["a", "b"], "enum_dict": {0: 1}}
    assert PROPERTIES.sent(values_to_wire(PROPERTIES.option.fields, values)) == {
        "property_name": "p", "data_type": "string", "required": 0, "enum_list": "a,b", "enum_dict": {"0": "1"},
    }  # fmt: skip
    body = values_to_wire(PROPERTIES.option.fields, {"name": "p", "required": True, "enum_list": []})
    assert PROPERTIES.sent(body) == {"property_name": "p", "required": 1, "enum_list": ""}


@pytest.mark.parametrize(
    "wire",
    [
        {"service_id": 1, "command_id": 2, "command_name": "print", "description": "d"},
        {"serviceId": 1, "commandId": 2, "commandName": "print", "description": "d"},
    ],
)
def test_commands_in_both_spellings(wire: dict) -> None:
    received = COMMANDS.received(wire)
    assert received[COMMANDS.id_member] == 2
    assert values_from_wire(COMMANDS.option.fields, received) == {"name": "print", "description": "d"}
    assert COMMANDS.sent({"command_name": "print"}) == {"name": "print"}


# -- what is refused -------------------------------------------------------------------------------------------------

MANY = [{"name": f"p{number}", "data_type": "integer"} for number in range(2)]
LONG = {"name": "state", "data_type": "string", "enum_list": ["a" * 999, "b" * 1001]}
REFUSED = [
    (PRODUCT, {"authentication": {}}, "authentication: cannot be cleared"),
    (PRODUCT, {"authentication": {"user_name": ""}}, "authentication.user_name: cannot be cleared"),
    (PRODUCT, {"topics": [{"name": "t", "version": "1"}]}, "topics[0].version: '1' has 1 characters"),
    (PRODUCT, {"topics": [{"name": "t", "version": "1.0"}]}, "topics[0].permission: is required"),
    (PRODUCT, {"product_type": 0}, "product_type: '0' is not one of the choices"),
    (PRODUCT_SERVICE, {"product": "p", "properties": [*MANY, MANY[0]]}, "properties: has two entries with name p0"),
    (PRODUCT_SERVICE, {"product": "p", "properties": [{"name": "p1"}]}, "properties[0].data_type: is required"),
    (PRODUCT_SERVICE, {"product": "p", "properties": [{**MANY[0], "method": "RR"}]}, "[0].method: 'RR' is not"),
    (PRODUCT_SERVICE, {"product": "p", "properties": [{**MANY[0], "enum_list": ["a,b"]}]}, "list[0]: 'a,b' is not"),
    (PRODUCT_SERVICE, {"product": "p", "properties": [{**MANY[0], "step": 0.5}]}, "properties[0].step: must be a text"),
    (PRODUCT_SERVICE, {"product": "p", "commands": [{"name": "c", "request_properties": [{**MANY[0], "method": "R"}]}]},
     "commands[0].request_properties[0].method: unknown option"),
    (PRODUCT_SERVICE, {"product": "p", "commands": [{"name": "c", "response_properties": [LONG]}]},
     "commands[0].response_properties[0].enum_list: has 2001 characters"),
]  # fmt: skip


@pytest.mark.parametrize(("resource", "options", "message"), REFUSED)
def test_what_is_refused(resource: Resource, options: dict, message: str) -> None:
    problems = Problems()
    check_entry(resource, {"name": "some", **options}, "", problems)
    assert message in "; ".join(problems)


def test_a_list_of_texts_as_long_as_it_can_be() -> None:
    problems = Problems()
    row = {**LONG, "enum_list": ["a" * 999, "b" * 1000]}
    check_entry(PRODUCT_SERVICE, {"name": "some", "product": "p", "properties": [row]}, "", problems)
    assert problems == []
