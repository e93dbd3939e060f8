# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Parts that are written before an object itself changes, and objects that are not managed here."""

from __future__ import annotations

import typing as t
from dataclasses import replace

import pytest
from ansible_collections.roma.connect.plugins.module_utils._base._errors import InputError
from ansible_collections.roma.connect.plugins.module_utils._instance._dump import dump
from ansible_collections.roma.connect.plugins.module_utils._planning._plan import NONE
from ansible_collections.roma.connect.plugins.module_utils._spec._field import Child
from ansible_collections.roma.connect.plugins.module_utils._spec._resource import Rules
from ansible_collections.roma.connect.plugins.module_utils._spec._values import Values
from ansible_collections.roma.connect.tests.unit.service import APP, GROUP, LOCK, PREFIX, Service, apply, use
from ansible_collections.roma.connect.tests.unit.transport import Answer, FakeClient

PART = PREFIX + "/apps/{id}/power"


def _read(client: t.Any, wire: Values) -> str:
    return str(client.call("GET", PART, {"id": wire["id"]}).get("power", "off"))


def _write(client: t.Any, wire: Values, have: t.Any, want: str) -> None:
    client.call("PUT", PART, {"id": wire["id"]}, body={"power": want})


POWER = Child("power", "", unset="off", read=_read, write=_write, first=lambda want: want == "off")
FOREIGN = replace(
    APP,
    fields=(*APP.fields, POWER),
    listing=replace(APP.listing, detail=True),
    reach=replace(APP.reach, foreign=lambda wire: "is made elsewhere" if wire.get("elsewhere") else ""),
)


@pytest.fixture(autouse=True)
def _catalogue(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, (FOREIGN, LOCK, GROUP))


@pytest.fixture
def service() -> Service:
    return Service((FOREIGN, LOCK, GROUP))


def steps(client: FakeClient) -> list[str]:
    return [f"{request.method} {request.path.rpartition('/')[2]}" for request in client.writes]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("on", "off", ["PUT power", "PUT apps-1"]),
        ("off", "on", ["PUT apps-1", "PUT power"]),
        ("on", "on", ["PUT apps-1"]),
    ],
)
def test_when_a_part_is_written(service: Service, before: str, after: str, expected: list[str]) -> None:
    service.add("apps", app_name="a", remark="old")
    service.parts[PREFIX + "/apps/apps-1/power"] = {"power": before}
    document = {"apps": [{"name": "a", "remark": "new", "power": after}]}
    _tasks, client = apply(service, document)
    assert steps(client) == expected
    assert apply(service, document)[1].writes == []


@pytest.mark.parametrize(("power", "expected"), [("on", ["POST apps", "PUT power"]), ("off", ["POST apps"])])
def test_the_parts_of_a_new_object_come_after_it(service: Service, power: str, expected: list[str]) -> None:
    assert steps(apply(service, {"apps": [{"name": "a", "power": power}]})[1]) == expected


def test_what_is_foreign_is_refused_and_left_alone(service: Service) -> None:
    service.add("apps", app_name="a", elsewhere=True)
    for entry in ({"name": "a", "remark": "r"}, {"name": "a"}, {"name": "a", "state": "absent"}):
        with pytest.raises(InputError) as refused:
            apply(service, {"apps": [entry]})
        assert refused.value.problems == ["apps[0].name: application 'a' is made elsewhere"]


def test_what_is_foreign_can_be_referred_to(service: Service) -> None:
    service.add("apps", app_name="a", elsewhere=True)
    apply(service, {"groups": [{"name": "g", "app": "a", "needed": "n"}]})
    (group,) = service.objects["groups"].values()
    assert group["app_id"] == "apps-1"


def test_what_is_foreign_is_not_dumped_nor_read_in_detail(service: Service) -> None:
    service.add("apps", app_name="a", elsewhere=True)
    service.add("apps", app_name="b")
    client = FakeClient(service)
    document = dump(client, ["apps"]).document
    assert [entry["name"] for entry in document["apps"]] == ["b"]
    read = [request.path for request in client.requests]
    assert PREFIX + "/apps/apps-2" in read
    assert PREFIX + "/apps/apps-1" not in read


def test_what_is_adopted_is_read_in_detail(service: Service) -> None:
    """A list that shows a part of an object must not let the rest be taken for missing."""
    service.fail("POST", "/apps", Answer(409, {"error_code": "TEST.409", "error_msg": "exists"}), after=True)
    tasks, client = apply(service, {"apps": [{"name": "a", "remark": "r"}]})
    assert tasks[0].status == "ok"
    assert steps(client) == ["POST apps"]
    assert client.requests[-1].path == PREFIX + "/apps/apps-1"
    assert apply(service, {"apps": [{"name": "a", "remark": "r"}]})[0][0].plan.action == NONE


@pytest.mark.parametrize("fails", [False, True])
def test_what_is_awaited_comes_first(monkeypatch: pytest.MonkeyPatch, fails: bool) -> None:
    """Though no option refers to it; without it, nothing is done."""
    waiting = replace(
        GROUP,
        rules=Rules(awaits=lambda values, new: [("apps", "name", values.get("remark")), ("apps", "name", "nobody")]),
    )
    use(monkeypatch, (waiting, LOCK, APP))
    service = Service((waiting, LOCK, APP))
    if fails:
        service.fail("POST", "/apps", Answer(403, {"error_code": "X.1", "error_msg": "refused"}))
    groups = [{"name": "g", "needed": "x", "remark": "a"}, {"name": "h", "needed": "x", "remark": "b"}]
    tasks, client = apply(service, {"groups": groups, "apps": [{"name": "a"}]})
    assert {task.entry.name: task.status for task in tasks} == {
        "g": "dropped" if fails else "ok",
        "h": "ok",
        "a": "failed" if fails else "ok",
    }
    assert steps(client).count("POST groups") == (1 if fails else 2)
    assert fails or steps(client)[-1] == "POST groups"
