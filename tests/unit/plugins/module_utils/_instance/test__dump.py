# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An instance read into a document."""

from __future__ import annotations

from dataclasses import replace

import pytest
from ansible_collections.roma.connect.plugins.module_utils._instance._dump import dump
from ansible_collections.roma.connect.plugins.module_utils._spec._field import Child, Field, Secret
from ansible_collections.roma.connect.plugins.module_utils._spec._resource import Reach
from ansible_collections.roma.connect.tests.unit.service import (
    APP,
    CATALOGUE,
    GROUP,
    LOCK,
    PREFIX,
    VARIABLE,
    Service,
    apply,
    use,
)
from ansible_collections.roma.connect.tests.unit.transport import FakeClient

KINDS = [resource.kind for resource in CATALOGUE]


@pytest.fixture(autouse=True)
def _catalogue(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, CATALOGUE)


@pytest.fixture
def service() -> Service:
    return Service()


def document_of(service: Service, *kinds: str, include_secrets: bool = False) -> dict:
    client = FakeClient(service)
    document = dump(client, kinds, include_secrets).document
    assert client.writes == []
    return document


def test_an_empty_instance(service: Service) -> None:
    found = dump(FakeClient(service), KINDS)
    assert found.document == {"apps": [], "locks": [], "groups": [], "variables": []}
    assert (found.placeholders, found.not_covered, found.refers_outside) == ([], [], {})
    assert {row["found"] for row in found.coverage} == {0}


def test_objects_are_counted(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the document, in archives, in part, and the foreign ones, of which archives may hold some."""
    reach = Reach(
        foreign=lambda wire: "is foreign" if wire.get("remark") == "foreign" else "",
        not_held=lambda wire, raw: [("half", "it is large")] if wire.get("remark") == "large" else [],
        archived=lambda values: values["name"] != "d",
    )
    use(monkeypatch, (APP, LOCK, replace(GROUP, reach=reach), VARIABLE))
    service.add("apps", app_name="own", system=True)
    for name, remark in (("a", ""), ("b", "large"), ("c", "foreign"), ("d", "foreign"), ("e", "foreign")):
        service.add("groups", name=name, remark=remark)
    found = dump(FakeClient(service), ["apps", "groups"])
    assert found.coverage == [
        {"kind": "apps", "found": 0, "document": 0, "archivable": 0, "archive_only": 0, "partly": 0, "reasons": []},
        {"kind": "groups", "found": 5, "document": 2, "archivable": 4, "archive_only": 2, "partly": 1, "reasons": [
            {"what": "half", "why": "it is large", "count": 1, "archived": 0, "names": ["b"]},
            {"what": "the group", "why": "it is foreign", "count": 3, "archived": 2, "names": ["c", "d", "e"]}]},
    ]  # fmt: skip
    assert found.refers_outside == {"apps": ["own"], "groups": ["c", "d", "e"]}


@pytest.mark.parametrize(
    ("members", "entry"),
    [
        ({}, {}),
        ({"remark": "r"}, {"remark": "r"}),
        ({"remark": ""}, {}),
        ({"remark": None}, {}),
        ({"limit": 100}, {}),
        ({"limit": 7}, {"limit": 7}),
        ({"limit": 0}, {"limit": 0}),
        ({"unknown": "x"}, {}),
    ],
)
def test_defaults_are_left_out(service: Service, members: dict, entry: dict) -> None:
    service.add("groups", name="g", **members)
    assert document_of(service, "groups") == {"groups": [{"name": "g", **entry}]}


def test_names_stand_in_place_of_ids(service: Service) -> None:
    first, second = service.add("apps", app_name="a"), service.add("apps", app_name="b")
    group = service.add("groups", name="g", app_id=first, backup_id=second)
    service.add("variables", name="v", group_id=group, value="1")
    service.objects["locks"][first] = {"lock_state": "shut"}
    assert document_of(service, *KINDS) == {
        "apps": [{"name": "a"}, {"name": "b"}],
        "locks": [{"app": "a", "state_of": "shut"}, {"app": "b"}],
        "groups": [{"name": "g", "app": "a", "backup": "b"}],
        "variables": [{"name": "v", "group": "g", "value": "1"}],
    }


def test_only_the_wanted_kinds_are_told(service: Service) -> None:
    group = service.add("groups", name="g", app_id=service.add("apps", app_name="a"))
    service.add("variables", name="v", group_id=group)
    assert document_of(service, "variables") == {"variables": [{"name": "v", "group": "g"}]}
    assert document_of(service, "apps") == {"apps": [{"name": "a"}]}


def test_qualifiers_are_told_where_names_are_not_enough(service: Service) -> None:
    apps = [service.add("apps", app_name=name) for name in ("a", "b")]
    for app in (*apps, None):
        service.add("variables", name="v", group_id=service.add("groups", name="g", app_id=app))
    service.add("variables", name="v", group_id=service.add("groups", name="h", app_id=apps[0]))
    document = document_of(service, *KINDS)
    assert document["variables"] == [
        {"name": "v", "group": "g", "group_app": ""},
        {"name": "v", "group": "g", "group_app": "a"},
        {"name": "v", "group": "g", "group_app": "b"},
        {"name": "v", "group": "h"},
    ]
    assert apply(service, document)[1].writes == []


def test_the_order_of_the_service_does_not_matter(service: Service) -> None:
    other = Service()
    for name in ("c", "a", "b"):
        service.add("apps", app_name=name)
    for name in ("b", "c", "a"):
        other.add("apps", app_name=name)
    assert document_of(service, "apps") == document_of(other, "apps") == {"apps": [{"name": n} for n in "abc"]}


def test_what_is_built_in_is_left_out_unless_somebody_changed_it(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(
        monkeypatch,
        (replace(APP, reach=replace(APP.reach, edited=lambda wire: bool(wire.get("remark")))), *CATALOGUE[1:]),
    )
    service.add("apps", app_name="own")
    service.add("apps", app_name="plain", system=True)
    service.add("apps", app_name="touched", system=True, remark="r")
    assert document_of(service, "apps") == {"apps": [{"name": "own"}, {"name": "touched", "remark": "r"}]}


@pytest.mark.parametrize(
    ("include_secrets", "secret", "placeholders"),
    [(False, "<secret:apps/a/secret>", ["<secret:apps/a/secret>"]), (True, "canary", [])],
)
def test_secrets(service: Service, include_secrets: bool, secret: str, placeholders: list[str]) -> None:
    service.add("apps", app_name="a", secret="canary", password="canary2")
    service.add("apps", app_name="b")
    read = dump(FakeClient(service), ["apps"], include_secrets)
    document, found = read.document, read.placeholders
    assert document == {"apps": [{"name": "a", "secret": secret}, {"name": "b"}]}
    assert found == placeholders


def test_masked_secrets_are_named_and_never_told(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    content = Field(
        "content",
        "",
        type="dict",
        compare="members",
        fields=(
            Field("password", "", secret=Secret("masked")),
            Field("host", "", unset="here"),
            Field("params", "", type="dict", compare="members", secret_keys="pass"),
        ),
    )
    use(monkeypatch, (replace(APP, fields=(*APP.fields, content)), *CATALOGUE[1:]))
    service = Service((replace(APP, fields=(*APP.fields, content)), *CATALOGUE[1:]))
    service.add("apps", app_name="a", content={"password": "canary", "host": "here", "params": {"pass": "canary"}})
    read = dump(FakeClient(service), ["apps"], include_secrets=True)
    document, found = read.document, read.placeholders
    names = ["<secret:apps/a/content.params.pass>", "<secret:apps/a/content.password>"]
    assert document == {"apps": [{"name": "a", "content": {"password": names[1], "params": {"pass": names[0]}}}]}
    assert found == names
    assert apply(service, document)[1].writes == []


def test_parts_with_requests_of_their_own_are_read(service: Service) -> None:
    app = service.add("apps", app_name="a")
    service.parts[f"{PREFIX}/apps/{app}/members"] = {"members": ["x"]}
    service.add("apps", app_name="b")
    assert document_of(service, "apps") == {"apps": [{"name": "a", "members": ["x"]}, {"name": "b"}]}


def test_keyed_lists_are_sorted_and_trimmed(monkeypatch: pytest.MonkeyPatch) -> None:
    users = Field(
        "users",
        "",
        type="list",
        compare="keyed",
        key="name",
        fields=(Field("name", ""), Field("note", "", unset="none")),
    )
    catalogue = (replace(APP, fields=(*APP.fields, users)), *CATALOGUE[1:])
    use(monkeypatch, catalogue)
    service = Service(catalogue)
    service.add("apps", app_name="a", users=[{"name": "y", "note": "none"}, {"name": "x", "note": "n", "extra": 1}])
    assert document_of(service, "apps")["apps"][0]["users"] == [{"name": "x", "note": "n"}, {"name": "y"}]


def test_sets_are_sorted_and_what_has_no_name_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """A list of names would say something else without one of them."""
    members = Child("members", "", type="list", kind="groups", compare="set", read=lambda client, wire: wire["below"])
    app = replace(APP, fields=(*(f for f in APP.fields if f.name != "members"), members))
    others = [replace(item, fields=(item.by_name["name"],), identity=("name",)) for item in CATALOGUE[2:3]]
    use(monkeypatch, (*others, app))
    service = Service((*others, app))
    first, second = service.add("groups", name="b"), service.add("groups", name="a")
    service.add("apps", app_name="whole", below=[first, second])
    service.add("apps", app_name="part", below=[first, "elsewhere"])
    service.add("apps", app_name="nothing", below=[])
    assert document_of(service, "apps")["apps"] == [
        {"name": "nothing"}, {"name": "part"}, {"name": "whole", "members": ["a", "b"]}
    ]  # fmt: skip
