# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a data source of each type needs, and what it cannot have: all said before the first request."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.roma.connect.plugins.module_utils._catalog._fdi._datasource_content import CONTENT
from ansible_collections.roma.connect.plugins.module_utils._catalog._fdi._datasource_types import (
    API_AUTH_METHODS,
    API_AUTH_NEEDS,
    TYPES,
)
from ansible_collections.roma.connect.plugins.module_utils._catalog._registry import BY_KIND

MYSQL = {"mode": "default", "host": "db", "port": "3306", "database_name": "d", "user_name": "u", "password": "p"}
API = {"url": "https://api.test", "api_method": "GET"}


def problems(kind: str, content: dict[str, t.Any]) -> dict[str, str]:
    return dict(BY_KIND["datasources"].rules.check({"type": kind, "content": content}))


def test_options_of_every_type_exist() -> None:
    names = {field.name for field in CONTENT}
    for kind, rules in TYPES.items():
        assert rules.known <= names, kind


def test_ways_to_authenticate_exist() -> None:
    assert set(API_AUTH_NEEDS) | {"none"} == set(API_AUTH_METHODS)


def test_nothing_is_wrong() -> None:
    assert problems("MYSQL", MYSQL) == {}


@pytest.mark.parametrize(
    ("kind", "content", "option", "why"),
    [
        ("MYSQL", {**MYSQL, "mode": None}, "content.mode", "is required for a data source of type MYSQL"),
        ("MYSQL", {**MYSQL, "port": ""}, "content.port",
         "is required for a data source of type MYSQL with mode=default"),
        ("MYSQL", {**MYSQL, "mode": "professional"}, "content.url",
         "is required for a data source of type MYSQL with mode=professional"),
        ("MYSQL", {**MYSQL, "mode": "multiAddress"}, "content.mode",
         "'multiAddress' does not suit a data source of type MYSQL, which takes default or professional"),
        ("DWS", {**MYSQL, "mode": "professional"}, "content.mode",
         "'professional' does not suit a data source of type DWS, which takes default"),
        ("MYSQL", {**MYSQL, "sk": "s"}, "content.sk", "is not an option of a data source of type MYSQL"),
        ("SNMP", {"mode": "default"}, "content.mode", "is not an option of a data source of type SNMP"),
        ("API", {**API, "api_auth_detail": {}}, "content.api_auth_detail.auth_method", "is required"),
        ("API", {**API, "api_auth_detail": {"auth_method": "basicauth", "user_name": "u"}},
         "content.api_auth_detail.password", "password is required with auth_method=basicauth"),
        ("API", {**API, "api_auth_detail": {"auth_method": "hmac"}}, "content.api_auth_detail.password",
         "password or secret is required with auth_method=hmac"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(kind: str, content: dict[str, t.Any], option: str, why: str) -> None:
    assert problems(kind, content)[option] == why


@pytest.mark.parametrize("detail", [{"auth_method": "none"}, {"auth_method": "md5", "secret": "s"}])
def test_credentials_that_suffice(detail: dict[str, str]) -> None:
    assert problems("API", {**API, "api_auth_detail": detail}) == {}


DESCRIPTIONS = {f.name: f.description for f in CONTENT}
AUTHENTICATION = {f.name: f.description for f in CONTENT if f.name == "api_auth_detail" for f in f.fields}


@pytest.mark.parametrize("name", DESCRIPTIONS)
def test_an_option_names_the_types_that_it_is_for(name: str) -> None:
    text = " ".join(DESCRIPTIONS[name])
    for kind, rules in TYPES.items():
        assert (f"V({kind})" in text) == (name in rules.known), kind


@pytest.mark.parametrize(
    ("name", "remarks"),
    [
        ("ak", ["Required when O(type) is V(OBS) or V(DIS)."]),
        ("mysql_timeout", ["Can be given when O(type) is V(MYSQL)."]),
        ("ssl_username", ["Required when O(type) is V(KAFKA) or V(MQS), and C(ssl_enable) is V(true)."]),
        (
            "ssl_enable",
            [
                "Required when O(type) is V(KAFKA), V(RABBITMQ), V(IBMMQ), V(ACTIVEMQ), V(ARTEMISMQ) or V(MQS).",
                "Required when O(type) is V(HL7), and C(hl7_position) is V(source).",
            ],
        ),
    ],
)
def test_an_option_says_when_it_is_required(name: str, remarks: list[str]) -> None:
    assert list(DESCRIPTIONS[name][1:]) == remarks


def test_a_mode_says_which_types_take_it() -> None:
    assert "V(multiAddress) suits V(ORACLE) only." in DESCRIPTIONS["mode"]


def test_a_credential_says_which_ways_to_authenticate_need_it() -> None:
    assert list(AUTHENTICATION["secret"][1:]) == [
        "Required when C(auth_method) is V(keyTop) or V(hikVision).",
        "This or C(password) is required when C(auth_method) is V(hmac), V(secret) or V(md5).",
    ]


def test_what_every_type_needs_that_has_it_cannot_be_cleared() -> None:
    clearable = {f.name for f in CONTENT if f.may_be_empty}
    assert not clearable & {"ak", "bucket_name", "principal_name", "connector_params"}
    assert clearable >= {"host", "mongodb_replica_set", "ssl_username"}
