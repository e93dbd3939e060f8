# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which objects the entries of a document stand for, and what is refused before anything is written."""

from __future__ import annotations

from dataclasses import replace

import pytest
from ansible_collections.roma.connect.plugins.module_utils._base._errors import InputError
from ansible_collections.roma.connect.plugins.module_utils._document._entries import parse
from ansible_collections.roma.connect.plugins.module_utils._engine._prepare import prepare
from ansible_collections.roma.connect.plugins.module_utils._instance._dump import dump
from ansible_collections.roma.connect.plugins.module_utils._planning._plan import NONE, UPDATE
from ansible_collections.roma.connect.plugins.module_utils._spec._field import FIXED, Field, Ref
from ansible_collections.roma.connect.tests.unit.service import (
    APP,
    CATALOGUE,
    GROUP,
    PREFIX,
    VARIABLE,
    Service,
    absent,
    apply,
    log,
    use,
)
from ansible_collections.roma.connect.tests.unit.transport import FakeClient


@pytest.fixture(autouse=True)
def _catalogue(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, CATALOGUE)


@pytest.fixture
def service() -> Service:
    return Service()


def problems_of(service: Service, document: dict) -> list[str]:
    client = FakeClient(service)
    with pytest.raises(InputError) as caught:
        prepare(client, parse(document))
    assert client.writes == []
    return caught.value.problems


# -- what is refused before anything is written ----------------------------------------------------------------------


def test_references_to_nothing(service: Service) -> None:
    assert problems_of(service, {"groups": [{"name": "g", "app": "x", "needed": "n"}]}) == [
        "groups[0].app: there is no application named 'x', neither on the instance nor in the document"
    ]


def test_references_to_what_is_to_be_deleted(service: Service) -> None:
    service.add("apps", app_name="a")
    document = {"apps": [{"name": "a", "state": "absent"}], "groups": [{"name": "g", "app": "a", "needed": "n"}]}
    assert problems_of(service, document) == ["groups[0].app: application 'a' is to be deleted by apps[0]"]


def test_every_problem_is_told(service: Service) -> None:
    service.add("apps", app_name="a", key="k")
    document = {
        "apps": [{"name": "a", "key": "l"}],
        "groups": [{"name": "g", "app": "x"}, {"name": "h", "id": "groups-99"}],
    }
    assert problems_of(service, document) == [
        "groups[0].app: there is no application named 'x', neither on the instance nor in the document",
        "groups[1].id: there is no group with the id groups-99",
        "apps[0].key: cannot be changed from 'k' on an existing application",
    ]


def test_what_is_built_in_cannot_be_deleted(service: Service) -> None:
    service.add("apps", app_name="a", system=True)
    assert problems_of(service, absent({"apps": [{"name": "a"}]})) == [
        "apps[0].name: application 'a' is built in and cannot be deleted"
    ]
    tasks, _client = apply(service, {"apps": [{"name": "a", "remark": "r"}]})
    assert tasks[0].plan.action == UPDATE


# -- who is who ------------------------------------------------------------------------------------------------------


def test_names_that_several_objects_have(service: Service) -> None:
    first, second = service.add("apps", app_name="a", made=1_700_000_000_000), service.add("apps", app_name="a")
    way_out = f"deleted by entries with id and state: absent: {first} (made 2023-11-14 22:13:20 UTC), {second}"
    assert problems_of(service, {"apps": [{"name": "a", "remark": "r"}]}) == [
        f"apps[0].name: 2 objects are named 'a'; choose one by its id, and have the others {way_out}"
    ]
    assert problems_of(service, {"groups": [{"name": "g", "app": "a", "needed": "n"}]}) == [
        f"groups[0].app: 2 objects of the kind application are named 'a'; have all but one {way_out}"
    ]
    _tasks, client = apply(service, {"apps": [{"name": "a", "id": second, "remark": "r"}]})
    assert log(client) == [f"PUT /apps/{second}"]


@pytest.mark.parametrize("made", ["yesterday", None, 10**40, []])
def test_a_time_that_is_none_is_not_shown(service: Service, made: object) -> None:
    first, second = service.add("apps", app_name="a", made=made), service.add("apps", app_name="a")
    (problem,) = problems_of(service, {"apps": [{"name": "a"}]})
    assert problem.endswith(f"state: absent: {first}, {second}")


@pytest.mark.parametrize("chosen", ["by its id", "by its name", "not at all"])
def test_one_of_two_objects_of_a_name_can_be_dropped(service: Service, chosen: str) -> None:
    """What refers to the name moves over to the other one first."""
    first, second = service.add("apps", app_name="a"), service.add("apps", app_name="a")
    service.add("groups", name="g", app_id=second, backup_id=first)
    staying = {"by its id": [{"name": "a", "id": second, "remark": "r"}], "by its name": [{"name": "a", "remark": "r"}]}
    document = {
        "apps": [{"name": "a", "id": first, "state": "absent"}, *staying.get(chosen, [])],
        "groups": [{"name": "g", "app": "a", "backup": "a"}],
    }
    _tasks, client = apply(service, document)
    changes = [f"PUT /apps/{second}"] if chosen in staying else []
    assert log(client) == [*changes, "PUT /groups/groups-3", f"DELETE /apps/{first}"]
    assert service.objects["groups"]["groups-3"]["backup_id"] == second
    assert apply(service, document)[1].writes == []


def test_what_is_dropped_by_its_id_is_not_dropped_under_what_refers_to_it(service: Service) -> None:
    first, _second = service.add("apps", app_name="a"), service.add("apps", app_name="a")
    service.add("groups", name="g", backup_id=first)
    document = {"apps": [{"name": "a", "id": first, "state": "absent"}], "groups": [{"name": "g", "remark": "r"}]}
    assert problems_of(service, document) == [
        "groups[0].backup: application 'a', which this group refers to, is to be deleted by apps[0]"
    ]


def test_the_whole_identity_tells_objects_apart(service: Service) -> None:
    first, second = service.add("apps", app_name="a"), service.add("apps", app_name="b")
    service.add("groups", name="g")
    service.add("groups", name="g", app_id=first)
    in_b = service.add("groups", name="g", app_id=second)
    _tasks, client = apply(service, {"groups": [{"name": "g", "app": "b", "remark": "r"}]})
    assert log(client) == [f"PUT /groups/{in_b}"]
    _tasks, client = apply(service, {"groups": [{"name": "g", "remark": "r"}]})
    assert log(client) == ["PUT /groups/groups-3"]


def test_qualifiers_tell_references_apart(service: Service) -> None:
    first, second = service.add("apps", app_name="a"), service.add("apps", app_name="b")
    service.add("groups", name="g", app_id=first)
    in_b = service.add("groups", name="g", app_id=second)
    assert problems_of(service, {"variables": [{"name": "v", "group": "g"}]}) == [
        "variables[0].group: 2 objects of the kind group are named 'g'; tell them apart with group_app"
    ]
    document = {"variables": [{"name": "v", "group": "g", "group_app": "b", "value": "1"}]}
    _tasks, client = apply(service, document)
    assert [request.body for request in client.writes] == [{"name": "v", "group_id": in_b, "value": "1"}]
    assert apply(service, document)[1].writes == []
    assert problems_of(service, {"variables": [{"name": "v", "group": "g", "group_app": "c"}]}) == [
        "variables[0].group: there is no group named 'g', neither on the instance nor in the document"
    ]


def test_qualifiers_tell_declared_entries_apart(service: Service) -> None:
    document = {
        "apps": [{"name": "a"}, {"name": "b"}],
        "groups": [{"name": "g", "app": "a", "needed": "n"}, {"name": "g", "app": "b", "needed": "n"}],
        "variables": [{"name": "v", "group": "g", "group_app": name, "value": name} for name in ("a", "b")],
    }
    apply(service, document)
    groups = {wire["group_id"]: service.objects["apps"][wire["app_id"]] for wire in service.objects["groups"].values()}
    found = {(groups[v["group_id"]]["app_name"], v["value"]) for v in service.objects["variables"].values()}
    assert found == {("a", "a"), ("b", "b")}
    assert apply(service, document)[1].writes == []


def test_qualifiers_reach_through_what_they_name(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    """Readers of variables of one name, in groups of one name, which only their applications tell apart."""
    variable = replace(VARIABLE, scope=())
    reader = replace(
        variable, kind="readers", name="reader", title="reader", collection=PREFIX + "/readers",
        listing=replace(variable.listing, items="readers"),
        identity=("name", "variable"), fields=(
            Field("name", "", required=True),
            Ref("variable", "", kind="variables", wire="variable_id", change=FIXED,
                qualifiers=(("group", "group"), ("group_app", "group_app"))),
            Field("group", ""),
            Field("group_app", ""),
        ),
    )  # fmt: skip
    catalogue = (APP, GROUP, variable, reader)
    use(monkeypatch, catalogue)
    service = Service(catalogue)
    document = {
        "apps": [{"name": "a"}, {"name": "b"}],
        "groups": [{"name": "g", "app": name, "needed": "n"} for name in ("a", "b")],
        "variables": [{"name": "v", "group": "g", "group_app": name, "value": name} for name in ("a", "b")],
        "readers": [{"name": "r", "variable": "v", "group": "g", "group_app": "b"}],
    }
    apply(service, document)
    (found,) = service.objects["readers"].values()
    assert service.objects["variables"][found["variable_id"]]["value"] == "b"
    for again in (document, {"readers": document["readers"]}):
        assert apply(service, again)[1].writes == []
    read = dump(FakeClient(service), [resource.kind for resource in catalogue]).document
    assert read["readers"] == document["readers"]


def test_qualifiers_are_compared_with_what_is_there_where_nothing_is_declared(service: Service) -> None:
    first, second = service.add("apps", app_name="a"), service.add("apps", app_name="b")
    service.add("groups", name="g", app_id=first, kind="x")
    in_b = service.add("groups", name="g", app_id=second, kind="y")
    document = {
        "groups": [{"name": "g", "id": in_b, "remark": "r"}],
        "variables": [{"name": "v", "group": "g", "group_app": "b"}],
    }
    _tasks, client = apply(service, document)
    assert log(client) == [f"PUT /groups/{in_b}", "POST /variables"]
    assert client.writes[1].body["group_id"] == in_b


def test_a_renamed_object_can_be_referred_to_by_its_old_name(service: Service) -> None:
    old = service.add("apps", app_name="old")
    document = {"apps": [{"name": "new", "id": old}], "groups": [{"name": "g", "app": "old", "needed": "n"}]}
    _tasks, client = apply(service, document)
    assert log(client) == [f"PUT /apps/{old}", "POST /groups"]


def test_an_id_finds_an_object_under_another_name(service: Service) -> None:
    old = service.add("apps", app_name="old")
    service.add("groups", name="g", app_id=old, needed="n")
    document = {"apps": [{"name": "new", "id": old}], "groups": [{"name": "g", "app": "new", "remark": "r"}]}
    tasks, client = apply(service, document)
    assert [task.plan.action for task in tasks] == [UPDATE, UPDATE]
    assert tasks[0].plan.before["name"] == "old"
    assert tasks[0].plan.after["name"] == "new"
    assert log(client) == [f"PUT /apps/{old}", "PUT /groups/groups-2"]
    assert client.writes[0].body == {"app_name": "new"}
    assert apply(service, document)[1].writes == []


def test_an_id_finds_what_is_to_be_deleted(service: Service) -> None:
    old = service.add("apps", app_name="old")
    _tasks, client = apply(service, {"apps": [{"name": "other", "id": old, "state": "absent"}]})
    assert log(client) == [f"DELETE /apps/{old}"]
    tasks, _client = apply(service, {"apps": [{"name": "other", "id": old, "state": "absent"}]})
    assert tasks[0].plan.action == NONE


# -- what is read ----------------------------------------------------------------------------------------------------


def reads(service: Service, document: dict) -> list[str]:
    _tasks, client = apply(service, document)
    return sorted(
        request.path.removeprefix(PREFIX)
        + "".join(f" {k}={v}" for k, v in request.query.items() if k not in ("offset", "limit"))
        for request in client.requests
        if request.method == "GET"
    )


def test_only_what_is_needed_is_read(service: Service) -> None:
    app = service.add("apps", app_name="a")
    group = service.add("groups", name="g", app_id=app)
    service.add("groups", name="other", app_id=app)
    assert reads(service, {"apps": [{"name": "a"}]}) == ["/apps name=a"]
    assert reads(service, {"apps": [{"name": "a"}, {"name": "b"}]}) == ["/apps"]
    assert reads(service, {"groups": [{"name": "g", "app": "a"}]}) == ["/apps name=a", "/groups"]
    assert reads(service, {"variables": [{"name": "v", "group": "g"}]}) == [
        "/groups",
        f"/variables group_id={group}",
    ]
    assert reads(service, {"locks": [{"app": "a"}]}) == ["/apps name=a", f"/apps/{app}/lock"]
    # the service takes a part of the name only, and its answer is compared again
    assert reads(service, {"apps": [{"name": "a-long-name", "state": "absent"}]}) == ["/apps name=a-lon"]
    # an object that is to be found by its id may have any name
    assert reads(service, {"apps": [{"name": "a", "id": app}]}) == ["/apps"]
    assert reads(service, {"apps": []}) == []
