# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fields to the wire and back, and what becomes of secrets."""

from __future__ import annotations

import pytest
from ansible_collections.roma.connect.plugins.module_utils._base._redaction import HIDDEN
from ansible_collections.roma.connect.plugins.module_utils._planning._secrets import (
    drop_secrets,
    hide_secrets,
    map_secrets,
    secrets_in,
)
from ansible_collections.roma.connect.plugins.module_utils._spec._field import (
    FIXED,
    Change,
    Child,
    Field,
    Ref,
    Secret,
    members,
)
from ansible_collections.roma.connect.plugins.module_utils._spec._references import map_references, references
from ansible_collections.roma.connect.plugins.module_utils._spec._resource import Resource
from ansible_collections.roma.connect.plugins.module_utils._spec._values import is_placeholder, placeholder
from ansible_collections.roma.connect.plugins.module_utils._spec._wire import values_from_wire, values_to_wire

FIELDS = (
    Field("name", "", wire="thing_name"),
    Field("port", ""),
    Field("count", "", type="int"),
    Field("enabled", "", type="bool", wire="isEnabled"),
    Field("content", "", type="dict", fields=(Field("host", "", wire="hostName"), Field("sk", "", secret=Secret()))),
    Field(
        "nodes",
        "",
        type="list",
        elements="dict",
        fields=(Field("address", "", wire="a"), Field("pw", "", secret=Secret())),
    ),
    Field("params", "", type="dict", secret_keys="pass|token"),
    Field("password", "", secret=Secret("no")),
)

FROM_WIRE = [
    ({"thing_name": "a"}, {"name": "a"}),
    ({"name": "a"}, {}),  # the option's name is no member
    ({"thing_name": None}, {}),
    ({}, {}),
    ({"other": 1}, {}),
    ({"port": 80}, {"port": "80"}),
    ({"port": 1.5}, {"port": "1.5"}),
    ({"port": True}, {"port": True}),
    ({"count": 3}, {"count": 3}),
    ({"isEnabled": False}, {"enabled": False}),
    ({"content": {"hostName": "h", "x": 1}}, {"content": {"host": "h"}}),
    ({"content": {}}, {"content": {}}),
    ({"nodes": [{"a": 1}, {"b": 2}]}, {"nodes": [{"address": "1"}, {}]}),
    ({"nodes": []}, {"nodes": []}),
    ({"params": {"any": {"x": 1}}}, {"params": {"any": {"x": 1}}}),
]


@pytest.mark.parametrize(("wire", "values"), FROM_WIRE)
def test_from_the_wire(wire: dict, values: dict) -> None:
    assert values_from_wire(FIELDS, wire) == values


TO_WIRE = [
    ({"name": "a", "count": 0}, {"thing_name": "a", "count": 0}),
    ({"name": ""}, {"thing_name": ""}),
    ({"unknown": 1}, {}),
    ({"enabled": False}, {"isEnabled": False}),
    ({"content": {"host": "h"}}, {"content": {"hostName": "h"}}),
    ({"content": {}}, {"content": {}}),
    ({"nodes": [{"address": "x", "pw": "s"}]}, {"nodes": [{"a": "x", "pw": "s"}]}),
    ({"params": {"b": 1}}, {"params": {"b": 1}}),
]


@pytest.mark.parametrize(("values", "wire"), TO_WIRE)
def test_to_the_wire(values: dict, wire: dict) -> None:
    assert values_to_wire(FIELDS, values) == wire


DEEP = (
    Field("user", "", wire="auth.login.user"),
    Field("method", "", wire="auth.method"),
    Field("extra", "", wire="auth", type="dict"),
)


@pytest.mark.parametrize(
    ("values", "wire"),
    [
        ({"user": "u", "method": "m"}, {"auth": {"login": {"user": "u"}, "method": "m"}}),
        ({"user": "u"}, {"auth": {"login": {"user": "u"}}}),
        ({"method": "m", "extra": {"x": 1}}, {"auth": {"method": "m", "x": 1}}),
        ({}, {}),
    ],
)
def test_members_that_lie_deeper(values: dict, wire: dict) -> None:
    assert values_to_wire(DEEP, values) == wire
    shallow = {name: value for name, value in values.items() if name != "extra"}
    assert values_from_wire(DEEP[:2], wire) == shallow


@pytest.mark.parametrize("wire", [{"auth": None}, {"auth": "text"}, {"auth": {"login": []}}])
def test_what_does_not_lie_deeper(wire: dict) -> None:
    assert values_from_wire(DEEP[:2], wire) == {}


SECRETIVE = {
    "name": "a",
    "count": None,
    "password": "p1",
    "content": {"host": "h", "sk": "p2"},
    "nodes": [{"address": "x", "pw": "p3"}, {"address": "y"}, "not a mapping"],
    "params": {"user": "u", "PassWord": "p4", "api_token": "p5", "empty": None},
    "surplus": "kept",
}
PATHS = {
    "password": "p1",
    "content.sk": "p2",
    "nodes[0].pw": "p3",
    "params.PassWord": "p4",
    "params.api_token": "p5",
}


def test_every_secret_is_found() -> None:
    assert secrets_in(FIELDS, SECRETIVE) == PATHS


def test_hidden_secrets_leave_their_names() -> None:
    hidden = hide_secrets(FIELDS, SECRETIVE)
    assert secrets_in(FIELDS, hidden) == dict.fromkeys(PATHS, HIDDEN)
    assert hidden["nodes"] == [{"address": "x", "pw": HIDDEN}, {"address": "y"}, "not a mapping"]
    assert hidden["surplus"] == "kept"


def test_dropped_secrets_leave_nothing() -> None:
    dropped = drop_secrets(FIELDS, SECRETIVE)
    assert secrets_in(FIELDS, dropped) == {}
    assert dropped == {
        "name": "a",
        "count": None,
        "content": {"host": "h"},
        "nodes": [{"address": "x"}, {"address": "y"}, "not a mapping"],
        "params": {"user": "u", "empty": None},
        "surplus": "kept",
    }


def test_mapping_secrets_changes_no_argument() -> None:
    before = repr(SECRETIVE)
    changed = map_secrets(FIELDS, SECRETIVE, lambda path, value: f"{path}={value}")
    assert repr(SECRETIVE) == before
    assert changed["content"] == {"host": "h", "sk": "content.sk=p2"}
    assert changed["nodes"][0]["pw"] == "nodes[0].pw=p3"


def test_null_is_no_secret() -> None:
    assert secrets_in(FIELDS, {"password": None}) == {}
    assert hide_secrets(FIELDS, {"password": None}) == {"password": None}


def test_a_secret_mapping_is_hidden_as_a_whole() -> None:
    assert hide_secrets((Field("secrets", "", type="dict", secret=Secret()),), {"secrets": {"a": "b"}}) == {
        "secrets": HIDDEN
    }


def test_keys_of_a_free_mapping_decide_what_is_secret() -> None:
    found = {f.name: f.secret for f in members(FIELDS[6], {"user": 1, "PASSWORD": 2, "tokens": 3})}
    assert found == {"user": None, "PASSWORD": Secret("masked"), "tokens": Secret("masked")}
    assert members(FIELDS[4], {"anything": 1}) == FIELDS[4].fields


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (placeholder("datasources/a/content.password"), True),
        ("<secret:>", True),
        ("<secret:x", False),
        ("x<secret:y>", False),
        ("", False),
        (None, False),
        (5, False),
    ],
)
def test_placeholders_are_told_apart(value: object, expected: bool) -> None:
    assert is_placeholder(value) is expected


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        (Field("a", ""), True),
        (Field("a", "", change=FIXED), False),
        (Field("a", "", change=Change(mutable=False, sent=True)), True),
        (Field("a", "", change=Change(sent=False)), False),
    ],
)
def test_what_a_replacement_carries(field: Field, expected: bool) -> None:
    assert field.replaceable is expected


def test_what_a_resource_says_of_itself() -> None:
    resource = Resource(
        kind="things",
        name="thing",
        title="thing",
        description="",
        identity=("name", "group"),
        collection="/things",
        fields=(
            Field("name", ""),
            Ref("group", "", kind="groups", qualifiers=(("group_app", "app"),)),
            Field("group_app", ""),
            Child("members", "", type="list"),
        ),
    )
    assert resource.object_path == "/things/{id}"
    assert [f.name for f in resource.refs] == ["group"]
    assert [f.name for f in resource.children] == ["members"]
    assert resource.qualifier_names == {"group_app"}
    assert [f.name for f in resource.own_fields] == ["name", "group"]
    assert resource.reach.builtin({}) is False
    assert resource.wire.created_with({}) == {}


REFERRING = (
    Ref("app", "", kind="apps"),
    Ref("groups", "", type="list", kind="groups"),
    Field("backend", "", type="dict", fields=(Ref("channel", "", kind="channels"), Field("path", ""))),
    Field("rules", "", type="list", fields=(Ref("user", "", kind="users"),)),
    Field("plain", ""),
)
NAMING = {
    "app": "a",
    "groups": ["g", "h"],
    "backend": {"channel": "c", "path": "/p"},
    "rules": [{"user": "u"}, {"user": None}, "odd"],
    "plain": "x",
    "unknown": "y",
}


def test_every_reference_is_found() -> None:
    found = [(path, ref.kind, name) for path, ref, _beside, name in references(REFERRING, NAMING)]
    assert found == [
        ("app", "apps", "a"),
        ("groups[0]", "groups", "g"),
        ("groups[1]", "groups", "h"),
        ("backend.channel", "channels", "c"),
        ("rules[0].user", "users", "u"),
    ]
    assert references(REFERRING, {"app": "", "groups": [], "backend": {}, "plain": "x"}) == []


def test_what_stands_beside_a_reference_is_told() -> None:
    beside = {path: beside for path, _ref, beside, _name in references(REFERRING, NAMING)}
    assert beside["backend.channel"] == {"channel": "c", "path": "/p"}
    assert beside["app"] == NAMING


def test_references_are_replaced_and_nothing_else() -> None:
    before = repr(NAMING)
    replaced = map_references(REFERRING, NAMING, lambda path, ref, beside, name: f"id-{name}")
    assert repr(NAMING) == before
    assert replaced == {
        "app": "id-a",
        "groups": ["id-g", "id-h"],
        "backend": {"channel": "id-c", "path": "/p"},
        "rules": [{"user": "id-u"}, {"user": None}, "odd"],
        "plain": "x",
        "unknown": "y",
    }
