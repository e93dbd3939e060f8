# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the service would refuse to delete is named before the first write, and only then is more read than usual."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from ansible_collections.roma.connect.plugins.module_utils._catalog._registry import BY_KIND
from ansible_collections.roma.connect.plugins.module_utils._engine import _prepare
from ansible_collections.roma.connect.tests.unit.generator import Document, Generator

from tests.emulator.identity import tenant
from tests.emulator.process import EmulatorProcess
from tests.integration.instance import Instance
from tests.integration.options import Full

API = {
    "type": "public", "protocol": "HTTPS", "method": "GET", "auth_type": "NONE",
    "http_backend": {"url_domain": "10.0.0.7:80", "protocol": "HTTP", "method": "GET", "path": "/", "timeout": 5000},
}  # fmt: skip
CHANNEL = {
    "name": "channel",
    "port": 80,
    "balance_strategy": "round_robin",
    "members": [{"host": "10.0.0.7", "port": 80}],
}
MYSQL = {"mode": "default", "host": "h", "port": "3306", "database_name": "d", "user_name": "u", "password": "p"}
DOCUMENT: dict[str, Any] = {
    "dictionaries": [{"code": "top", "name": "top"}, {"code": "below", "name": "below", "parent": "top"}],
    "apps": [{"name": "orders"}, {"name": "alone"}],
    "environments": [{"name": "STAGE"}, {"name": "QUIET"}],
    "api_groups": [{"name": "orders-v1", "app": "orders"}],
    "env_variables": [{"name": "host", "group": "orders-v1", "environment": "QUIET", "value": "h"}],
    "authorizers": [
        {"name": name, "type": kind, "authorizer_type": "FUNC",
         "authorizer_uri": "urn:fss:cn-north-4:0f3c:function:default:auth"}
        for name, kind in (("front", "FRONTEND"), ("back", "BACKEND"))
    ],
    "vpc_channels": [CHANNEL],
    "apis": [
        {**API, "name": "get", "group": "orders-v1", "path": "/get", "publications": ["STAGE"]},
        {**API, "name": "put", "group": "orders-v1", "path": "/put", "auth_type": "AUTHORIZER", "authorizer": "front",
         "http_backend": {"vpc_channel": "channel", "authorizer": "back", "protocol": "HTTP", "method": "GET",
                          "path": "/", "timeout": 5000}},
    ],
    "datasources": [{"name": "db", "app": "orders", "type": "MYSQL", "content": MYSQL},
                    {"name": "spare", "app": "orders", "type": "MYSQL", "content": MYSQL}],
    "tasks": [{"name": "copy", "type": "realtime", "source": "db", "target": "db"}],
    "product_templates": [{"name": "template"}],
    "products": [{"name": "printer", "app": "orders", "manufacturer_id": "acme", "manufacturer_name": "Acme",
                  "model": "LP",
                  "product_type": "normal", "protocol_type": "mqtt"}],
    "product_services": [{"name": "status", "product": "printer"}],
    "topics": [{"name": "events", "app": "orders"}],
}  # fmt: skip


@pytest.fixture
def main(emulator: EmulatorProcess) -> Instance:
    instance = Instance(emulator, tenant.MAIN_INSTANCE.id)
    instance.apply(DOCUMENT)
    return instance


def absent(kind: str, **names: str) -> dict[str, Any]:
    return {kind: [{**names, "state": "absent"}]}


@pytest.mark.parametrize(
    ("document", "holders"),
    [
        (absent("dictionaries", code="top"), ["dictionary 'below'"]),
        (absent("apps", name="orders"),
         ["API group 'orders-v1'", "API 'get'", "API 'put'", "data source 'db'", "data source 'spare'", "and 2 more"]),
        (absent("environments", name="STAGE"), ["API 'get'"]),
        (absent("api_groups", name="orders-v1", app="orders"), ["API 'get'", "API 'put'"]),
        (absent("authorizers", name="front"), ["API 'put'"]),
        (absent("authorizers", name="back"), ["API 'put'"]),
        (absent("vpc_channels", name="channel"), ["API 'put'"]),
        (absent("datasources", name="db", app="orders"), ["data integration task 'copy'"]),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else None,
)  # fmt: skip
def test_what_stands_in_the_way_is_named(
    emulator: EmulatorProcess, main: Instance, document: dict[str, Any], holders: list[str]
) -> None:
    emulator.clear_requests()
    for check_mode in (True, False):
        refused = main.run("config", check_mode=check_mode, document=document)
        assert refused["failed"]
        (problem,) = refused["problems"]
        assert "cannot be deleted while it has" in problem
        assert all(holder in problem for holder in holders), problem
    assert emulator.requests(mutating=True) == []


@pytest.mark.parametrize(
    "document",
    [
        absent("environments", name="QUIET"),
        absent("apps", name="alone"),
        absent("product_templates", name="template"),
        absent("products", name="printer"),
        absent("datasources", name="spare", app="orders"),
        # what stands in the way goes, too, or goes away
        {**absent("datasources", name="db", app="orders"), **absent("tasks", name="copy")},
        {**absent("datasources", name="db", app="orders"),
         "tasks": [{"name": "copy", "source": "spare", "target": "spare"}]},
        {**absent("environments", name="STAGE"), "apis": [{"name": "get", "group": "orders-v1", "publications": []}]},
        {**absent("authorizers", name="front"),
         "apis": [{"name": "put", "group": "orders-v1", "auth_type": "NONE", "authorizer": ""}]},
        {kind: [{name: entry[name] for name in (*BY_KIND[kind].identity, "app", "group", "product") if name in entry}
                | {"state": "absent"} for entry in entries]
         for kind, entries in DOCUMENT.items() if not BY_KIND[kind].singleton},
    ],
)  # fmt: skip
def test_what_nothing_stands_in_the_way_of_is_deleted(main: Instance, document: dict[str, Any]) -> None:
    planned = main.plan(document)
    assert not planned.get("failed"), planned["msg"]
    assert main.apply(document)["changed"]
    assert not main.plan(document)["changed"]


@pytest.mark.parametrize("refused", [False, True])
def test_several_apis_are_taken_offline_at_once(emulator: EmulatorProcess, main: Instance, refused: bool) -> None:
    """And one by one by whoever may not do that, or where the service has no such request."""
    more = [{**API, "name": name, "group": "orders-v1", "path": f"/{name}", "publications": ["STAGE", "RELEASE"]}
            for name in ("one", "two", "three")]  # fmt: skip
    main.apply({"apis": more})
    if refused:
        emulator.fault("POST", "/apis/publish$", status=403, body={"error_code": "APIG.1005", "error_msg": "no"})
    prune: dict[str, Any] = {"apps": ["orders"], "kinds": ["apis"]}
    done = main.apply({"apis": [{"name": name, "group": "orders-v1"} for name in ("get", "put")]}, prune=prune)
    assert (done["summary"]["deleted"], done["summary"]["failed"]) == (3, 0)
    batches, single = ({method: path for method, path in done["writes"] if path.endswith(end)}
                       for end in ("/apis/publish", "/apis/action"))  # fmt: skip
    assert (len(batches), len(single)) == ((1, 1) if refused else (1, 0))
    assert len(done["writes"]) == (1 + 6 + 3 if refused else 2 + 3)
    assert sorted(entry["name"] for entry in main.read()["document"]["apis"]) == ["get", "put"]


def test_what_no_document_declares_stands_in_the_way_too(emulator: EmulatorProcess, main: Instance) -> None:
    emulator.seed("devices", 2)
    refused = main.plan(absent("products", name="printer"))
    assert "cannot be deleted while it has 2 devices" in refused["problems"][0]
    link = "/v2/{project_id}/link/instances/{instance_id}"
    (app,) = [item["id"] for item in main.plan({"apps": [{"name": "alone"}]})["results"]]
    main.call("POST", link + "/rules", {"name": "forward", "app_id": app})
    main.call("POST", link + "/device-groups", {"name": "floor", "app_id": app, "parent_id": 0})
    refused = main.plan(absent("apps", name="alone"))
    # the devices belong to either application: both were made at the same time
    assert "1 rule, 1 device group; " in refused["problems"][0]


def test_what_cannot_be_counted_is_left_to_the_service(emulator: EmulatorProcess, main: Instance) -> None:
    emulator.fault(path="/(devices|rules|notifications|device-groups)$", status=404, count=4)
    assert main.apply(absent("apps", name="alone"))["changed"]


def test_nothing_more_is_read_when_nothing_is_deleted(emulator: EmulatorProcess, main: Instance) -> None:
    emulator.clear_requests()
    main.plan({"apps": [{"name": "orders"}], **absent("environments", name="NOWHERE")})
    assert {entry["operation"] for entry in emulator.requests()} == {"ListRomaApp", "ListEnvironmentsV2"}


def each(document: Document) -> Iterator[tuple[str, Document]]:
    for kind, entries in document.items():
        names = {*BY_KIND[kind].identity, *BY_KIND[kind].qualifier_names}
        for entry in entries if not BY_KIND[kind].singleton else ():
            yield kind, absent(kind, **{name: value for name, value in entry.items() if name in names})


@pytest.mark.parametrize("make", [Generator, Full])
def test_the_plan_and_the_service_agree(
    emulator: EmulatorProcess, monkeypatch: pytest.MonkeyPatch, make: type[Generator]
) -> None:
    """Every object of a generated document is deleted alone: with the check, and in spite of it."""
    emulator.switch(duplicate_datasource_names=True)
    instance = Instance(emulator, tenant.MAIN_INSTANCE.id)
    document = make(3, fewest=2, most=3, present={"environments": [{"name": "RELEASE"}]}).document()
    for group in document["api_groups"]:
        group.setdefault("app", "")  # the document is applied again while a namesake of some application is there
    instance.apply(document)
    wrong, refusals = [], 0
    for kind, deletion in each(document):
        planned = instance.plan(deletion)
        with monkeypatch.context() as patch:
            patch.setattr(_prepare, "check_deletions", lambda inventory, tasks, problems: None)
            done = instance.run("config", document=deletion)
        # a dictionary would take those below it along
        if bool(done.get("failed")) != bool(planned.get("failed")) and kind != "dictionaries":
            wrong.append(f"{deletion}: planned {planned.get('msg', 'well')}, done {done.get('msg', 'well')}")
        refusals += bool(planned.get("failed"))
        instance.apply(document)
    assert not wrong, "\n".join(wrong)
    assert refusals
