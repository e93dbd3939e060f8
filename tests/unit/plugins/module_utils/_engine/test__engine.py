# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documents brought to a service: in which order, and what becomes of failures."""

from __future__ import annotations

import typing as t
from dataclasses import replace

import pytest
from ansible_collections.roma.connect.plugins.module_utils._base._errors import ApiError, LostAnswer, RomaError
from ansible_collections.roma.connect.plugins.module_utils._document._entries import parse
from ansible_collections.roma.connect.plugins.module_utils._engine._execute import execute
from ansible_collections.roma.connect.plugins.module_utils._engine._prepare import prepare
from ansible_collections.roma.connect.plugins.module_utils._planning._plan import CREATE, DELETE, NONE, UPDATE
from ansible_collections.roma.connect.plugins.module_utils._service._http import Broken
from ansible_collections.roma.connect.plugins.module_utils._spec._field import Child
from ansible_collections.roma.connect.plugins.module_utils._spec._resource import Requests
from ansible_collections.roma.connect.tests.unit.service import (
    APP,
    CATALOGUE,
    GROUP,
    PREFIX,
    Service,
    absent,
    apply,
    log,
    use,
)
from ansible_collections.roma.connect.tests.unit.transport import Answer, FakeClient

REFUSED = Answer(400, {"error_code": "TEST.1", "error_msg": "no"})
EXISTS = Answer(409, {"error_code": "TEST.2", "error_msg": "exists already"})
FULL = {
    "variables": [{"name": "v", "group": "g", "value": "1"}],
    "groups": [{"name": "g", "app": "a", "needed": "n"}],
    "locks": [{"app": "a", "state_of": "shut"}],
    "apps": [{"name": "a"}],
}


@pytest.fixture(autouse=True)
def _catalogue(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, CATALOGUE)


@pytest.fixture
def service() -> Service:
    return Service()


def states(tasks: list[t.Any]) -> dict[str, str]:
    return {task.entry.name: task.status for task in tasks}


# -- creating, changing, deleting ------------------------------------------------------------------------------------


@pytest.mark.parametrize("concurrency", [1, 4])
def test_things_are_made_after_what_they_refer_to(service: Service, concurrency: int) -> None:
    tasks, client = apply(service, FULL, concurrency=concurrency)
    assert [task.plan.action for task in tasks] == [CREATE] * 4
    assert set(log(client)) == {"POST /apps", "PUT /apps/apps-1/lock", "POST /groups", "POST /variables"}
    assert log(client).index("POST /apps") == 0
    assert log(client).index("POST /groups") < log(client).index("POST /variables")
    (group,) = service.objects["groups"].values()
    (variable,) = service.objects["variables"].values()
    assert group["app_id"] == "apps-1"
    assert variable["group_id"] == group["group_id"]
    assert service.objects["locks"]["apps-1"]["lock_state"] == "shut"


@pytest.mark.parametrize("concurrency", [1, 4])
def test_things_are_deleted_before_what_they_refer_to(service: Service, concurrency: int) -> None:
    document = {kind: entries for kind, entries in FULL.items() if kind != "locks"}
    apply(service, document)
    tasks, client = apply(service, absent(document), concurrency=concurrency)
    assert [task.plan.action for task in tasks] == [DELETE] * 3
    assert [line.split("/")[1] for line in log(client)] == ["variables", "groups", "apps"]
    assert not any(service.objects[kind] for kind in document)


def test_a_second_run_changes_nothing(service: Service) -> None:
    apply(service, FULL)
    tasks, client = apply(service, FULL)
    assert [task.plan.action for task in tasks] == [NONE] * 4
    assert client.writes == []


def test_what_is_absent_already_needs_nothing(service: Service) -> None:
    service.add("apps", app_name="a")
    tasks, client = apply(
        service,
        {
            "apps": [{"name": "b", "state": "absent"}],
            "groups": [{"name": "g", "app": "a", "state": "absent"}, {"name": "h", "app": "x", "state": "absent"}],
            "variables": [{"name": "v", "group": "nowhere", "state": "absent"}],
        },
    )
    assert [task.plan.action for task in tasks] == [NONE] * 4
    assert client.writes == []


def test_creations_come_before_deletions(service: Service) -> None:
    service.add("apps", app_name="old")
    _tasks, client = apply(service, {"apps": [{"name": "old", "state": "absent"}, {"name": "new"}]})
    assert log(client) == ["POST /apps", "DELETE /apps/apps-1"]


def test_a_merge_sends_what_changed(service: Service) -> None:
    service.add("apps", app_name="a", remark="r", key="k")
    _tasks, client = apply(service, {"apps": [{"name": "a", "remark": "s"}]})
    assert [request.body for request in client.writes] == [{"remark": "s"}]


def test_a_replacement_sends_all_that_is_there(service: Service) -> None:
    first, second = service.add("apps", app_name="a"), service.add("apps", app_name="b")
    service.add("groups", name="g", app_id=first, backup_id=second, kind="x", remark="r", needed="n", other="o")
    _tasks, client = apply(service, {"groups": [{"name": "g", "app": "a", "limit": 7}]})
    (request,) = client.writes
    assert request.body == {
        "name": "g",
        "app_id": first,
        "backup_id": second,
        "remark": "r",
        "limit": 7,
        "needed": "n",
    }


def test_a_reference_can_be_moved_and_cleared(service: Service) -> None:
    first, second = service.add("apps", app_name="a"), service.add("apps", app_name="b")
    service.add("groups", name="g", app_id=first, backup_id=first)
    _tasks, client = apply(service, {"groups": [{"name": "g", "app": "a", "backup": "b"}]})
    assert client.writes[0].body["backup_id"] == second
    _tasks, client = apply(service, {"groups": [{"name": "g", "app": "a", "backup": ""}]})
    assert len(client.writes) == 1
    assert client.writes[0].body["backup_id"] == ""


def test_what_was_made_in_the_same_run_can_be_referred_to(service: Service) -> None:
    service.add("apps", app_name="a")
    service.add("groups", name="g", app_id="apps-1", backup_id="apps-1")
    _tasks, client = apply(service, {"apps": [{"name": "b"}], "groups": [{"name": "g", "app": "a", "backup": "b"}]})
    assert log(client) == ["POST /apps", "PUT /groups/groups-2"]
    assert client.writes[1].body["backup_id"] == "apps-3"


def test_a_plan_alone_writes_nothing(service: Service) -> None:
    service.add("apps", app_name="a", remark="old")
    document = {**FULL, "apps": [{"name": "a", "remark": "new", "members": ["m"]}]}
    client = FakeClient(service)
    _inventory, tasks = prepare(client, parse(document))
    assert client.requests
    assert client.writes == []
    assert [task.plan.action for task in tasks] == [UPDATE, UPDATE, CREATE, CREATE]
    assert tasks[0].plan.changed == ("remark", "members")


# -- parts with requests of their own --------------------------------------------------------------------------------


def test_parts_are_written_when_they_differ(service: Service) -> None:
    _tasks, client = apply(service, {"apps": [{"name": "a", "members": ["x", "y"]}]})
    assert log(client) == ["POST /apps", "PUT /apps/apps-1/members"]
    assert "members" not in client.writes[0].body
    _tasks, client = apply(service, {"apps": [{"name": "a", "members": ["y", "x"]}]})
    assert client.writes == []
    _tasks, client = apply(service, {"apps": [{"name": "a", "members": ["y"]}]})
    assert log(client) == ["PUT /apps/apps-1/members"]
    _tasks, client = apply(service, {"apps": [{"name": "a", "members": []}]})
    assert [request.body for request in client.writes] == [{"members": []}]


def test_empty_parts_of_a_new_thing_are_not_written(service: Service) -> None:
    _tasks, client = apply(service, {"apps": [{"name": "a", "members": []}]})
    assert log(client) == ["POST /apps"]


def test_parts_that_are_not_declared_are_not_read(service: Service) -> None:
    service.add("apps", app_name="a")
    _tasks, client = apply(service, {"apps": [{"name": "a"}]})
    assert [request.path for request in client.requests] == [PREFIX + "/apps"]


def test_parts_that_follow_are_written_with_the_thing(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    child = replace(t.cast(Child, APP.by_name["members"]), follows=lambda values: True)
    app = replace(APP, fields=(*APP.fields[:-1], child))
    use(monkeypatch, (app, *CATALOGUE[1:]))
    service.add("apps", app_name="a")
    service.parts[PREFIX + "/apps/apps-1/members"] = {"members": ["x"]}
    _tasks, client = apply(service, {"apps": [{"name": "a", "remark": "new", "members": ["x"]}]})
    assert log(client) == ["PUT /apps/apps-1", "PUT /apps/apps-1/members"]


# -- secrets ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("policy", "writes"), [("on_create", 0), ("always", 1)])
def test_secrets_that_cannot_be_read(service: Service, policy: str, writes: int) -> None:
    document = {"apps": [{"name": "a", "secret": "s", "password": "p"}]}
    _tasks, client = apply(service, document)
    assert client.writes[0].body == {"app_name": "a", "secret": "s", "password": "p"}
    _tasks, client = apply(service, document, update_secrets=policy)
    assert [request.body for request in client.writes] == [{"password": "p"}] * writes


# -- failures --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("concurrency", [1, 4])
def test_what_depends_on_a_failure_is_dropped(service: Service, concurrency: int) -> None:
    service.fail("POST", '"app_name": "a"', REFUSED)
    document = {
        "apps": [{"name": "a"}, {"name": "b"}],
        "groups": [{"name": "g", "app": "a", "needed": "n"}, {"name": "h", "app": "b", "needed": "n"}],
        "variables": [{"name": "v", "group": "g"}, {"name": "w", "group": "h"}],
    }
    tasks, _client = apply(service, document, concurrency=concurrency)
    assert states(tasks) == {"a": "failed", "b": "ok", "g": "dropped", "h": "ok", "v": "dropped", "w": "ok"}
    assert [type(task.error) for task in tasks if task.error] == [ApiError]


def test_what_cannot_be_deleted_keeps_what_it_refers_to(service: Service) -> None:
    document = {"apps": [{"name": "a"}, {"name": "b"}], "groups": [{"name": "g", "app": "a", "needed": "n"}]}
    apply(service, document)
    service.fail("DELETE", "/groups/", REFUSED)
    tasks, _client = apply(service, absent(document))
    assert states(tasks) == {"a": "dropped", "b": "ok", "g": "failed"}


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        (Answer(404, {"error_code": "TEST.404", "error_msg": "gone"}), "ok"),
        (Answer(404, {"error_code": "APIG.3030", "error_msg": "The instance does not exist"}), "failed"),
        (Answer(403), "failed"),
    ],
)
def test_deleting_what_is_gone(service: Service, answer: Answer, status: str) -> None:
    service.add("apps", app_name="a")
    service.fail("DELETE", "/apps/", answer)
    tasks, _client = apply(service, absent({"apps": [{"name": "a"}]}))
    assert states(tasks) == {"a": status}


@pytest.mark.parametrize(
    ("raised", "noted"),
    [(RomaError("sorry"), "sorry"), (ValueError("a bug"), "a bug")],
)
def test_whatever_a_worker_raises_is_noted(service: Service, raised: BaseException, noted: str) -> None:
    service.fail("POST", "/apps", raised)
    tasks, _client = apply(service, {"apps": [{"name": "a"}, {"name": "b"}]})
    assert states(tasks) == {"a": "failed", "b": "ok"}
    assert str(tasks[0].error) == noted


def test_an_interruption_ends_it_all(service: Service) -> None:
    service.fail("POST", "/apps", KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        apply(service, {"apps": [{"name": "a"}, {"name": "b"}]})
    assert service.objects["apps"] == {}


# -- never two of the same -------------------------------------------------------------------------------------------


def test_a_lost_answer_is_looked_up(service: Service) -> None:
    service.fail("POST", "/apps", Broken("reset"), after=True)
    tasks, client = apply(service, FULL)
    assert set(states(tasks).values()) == {"ok"}
    assert [wire["app_name"] for wire in service.objects["apps"].values()] == ["a"]
    assert log(client).count("POST /apps") == 1
    assert tasks[0].record is not None
    assert tasks[0].record.id == "apps-1"


def test_a_request_that_was_not_carried_out_is_repeated(service: Service) -> None:
    service.fail("POST", "/apps", Broken("reset"))
    tasks, client = apply(service, FULL)
    assert set(states(tasks).values()) == {"ok"}
    assert log(client).count("POST /apps") == 2
    assert len(service.objects["apps"]) == 1


def test_an_entry_below_another_is_looked_up_there(service: Service) -> None:
    first = service.add("groups", name="h")
    service.add("variables", name="v", group_id=first, value="1")
    service.fail("POST", "/variables", Broken("reset"), after=True)
    tasks, _client = apply(service, FULL)
    assert set(states(tasks).values()) == {"ok"}
    assert len(service.objects["variables"]) == 2


def test_it_is_not_repeated_for_ever(service: Service) -> None:
    for _ in range(10):
        service.fail("POST", "/apps", Broken("reset"))
    tasks, client = apply(service, {"apps": [{"name": "a"}]}, api_retries=2)
    assert log(client) == ["POST /apps"] * 3
    assert isinstance(tasks[0].error, LostAnswer)


@pytest.mark.parametrize("failure", [Broken("reset"), EXISTS, REFUSED])
def test_what_somebody_else_made_meanwhile_is_adopted(service: Service, failure: Answer | BaseException) -> None:
    client = FakeClient(service, concurrency=1)
    inventory, tasks = prepare(client, parse({"apps": [{"name": "a", "remark": "mine", "secret": "s"}]}))
    service.add("apps", app_name="a", remark="theirs", key="k")
    service.fail("POST", "/apps", failure)
    execute(client, inventory, tasks)
    assert states(tasks) == {"a": "ok"}
    assert log(client) == ["POST /apps", "PUT /apps/apps-1"]
    assert client.writes[1].body == {"remark": "mine", "secret": "s"}
    assert len(service.objects["apps"]) == 1


def test_where_names_are_not_unique_it_looks_again_before_it_makes_one(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(monkeypatch, (replace(APP, unique_names=False), *CATALOGUE[1:]))
    client = FakeClient(service, concurrency=1)
    document = {"apps": [{"name": "a", "remark": "mine", "members": ["m"]}, {"name": "b"}], "groups": FULL["groups"]}
    inventory, tasks = prepare(client, parse(document))
    service.add("apps", app_name="a", remark="theirs")
    planned = len(client.requests)
    execute(client, inventory, tasks)
    assert set(states(tasks).values()) == {"ok"}
    assert log(client) == ["PUT /apps/apps-1", "PUT /apps/apps-1/members", "POST /apps", "POST /groups"]
    reads = [request for request in client.requests[planned:] if request.method == "GET"]
    assert [dict(request.query)["name"] for request in reads] == ["a", "b"], "one narrowed list each, none for groups"


def test_what_cannot_be_adopted_is_a_failure(service: Service) -> None:
    client = FakeClient(service, concurrency=1)
    inventory, tasks = prepare(client, parse({"apps": [{"name": "a", "key": "mine"}]}))
    service.add("apps", app_name="a", key="theirs")
    service.fail("POST", "/apps", EXISTS)
    execute(client, inventory, tasks)
    assert states(tasks) == {"a": "failed"}
    assert str(tasks[0].error) == "apps[0].key: cannot be changed from 'theirs' on an existing application"


def test_parts_of_what_was_adopted_are_written(service: Service) -> None:
    service.fail("POST", "/apps", Broken("reset"), after=True)
    _tasks, client = apply(service, {"apps": [{"name": "a", "members": ["m"]}]})
    assert log(client) == ["POST /apps", "PUT /apps/apps-1/members"]


@pytest.mark.parametrize("answer", [Answer(403), Answer(404), Answer(500, {"error_code": "X.1", "error_msg": "m"})])
def test_other_failures_are_not_looked_up(service: Service, answer: Answer) -> None:
    service.fail("POST", "/apps", answer)
    tasks, client = apply(service, {"apps": [{"name": "a"}]})
    assert states(tasks) == {"a": "failed"}
    assert len(client.requests) == 2


# -- what resources do by themselves ---------------------------------------------------------------------------------


def test_own_requests_are_used(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, object]] = []

    def create(client: t.Any, ids: t.Mapping[str, str], body: dict) -> dict:
        asked.append(("create", dict(body)))
        return {"id": "own"}

    def update(client: t.Any, ids: t.Mapping[str, str], body: dict) -> None:
        asked.append(("update", {**ids, **body}))

    app = replace(
        APP,
        requests=Requests(create=create, update=update),
        wire=replace(APP.wire, created_with=lambda values: {"kind": "V2"}),
    )
    use(monkeypatch, (app, *CATALOGUE[1:]))
    tasks, client = apply(service, {"apps": [{"name": "a", "remark": "r"}]})
    assert asked == [("create", {"app_name": "a", "remark": "r", "kind": "V2"})]
    assert tasks[0].record is not None
    assert (tasks[0].record.id, tasks[0].record.values) == ("own", {"name": "a", "remark": "r"})
    assert client.writes == []
    existing = service.add("apps", app_name="b")
    apply(service, {"apps": [{"name": "b", "remark": "s"}]})
    assert asked[1:] == [("update", {"id": existing, "remark": "s"})]


def test_several_are_deleted_at_once(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[list[str]] = []

    def delete(client: t.Any, wires: list[dict]) -> dict[str, str]:
        asked.append([wire["name"] for wire in wires])
        return {wire["group_id"]: "it is in use" for wire in wires if wire["name"] == "h"}

    use(monkeypatch, (*CATALOGUE[:2], replace(GROUP, requests=Requests(delete_many=delete)), CATALOGUE[3]))
    app = service.add("apps", app_name="a")
    for name in "ghi":
        service.add("groups", name=name, app_id=app)
    in_i = next(object_id for object_id, wire in service.objects["groups"].items() if wire["name"] == "i")
    service.add("variables", name="v", group_id=in_i)
    service.fail("DELETE", "/variables/", REFUSED)
    document = {
        "apps": [{"name": "a"}],
        "groups": [{"name": name, "app": "a"} for name in "ghi"],
        "variables": [{"name": "v", "group": "i"}],
    }
    tasks, _client = apply(service, absent(document))
    assert asked == [["g", "h"]]
    assert states(tasks) == {"g": "ok", "h": "failed", "i": "dropped", "v": "failed", "a": "dropped"}
    assert str(next(task.error for task in tasks if task.entry.name == "h")) == "it is in use"


@pytest.mark.parametrize("refused", [False, True])
def test_what_comes_before_deletions_is_done_at_once(
    service: Service, monkeypatch: pytest.MonkeyPatch, refused: bool
) -> None:
    """And one by one for those of which that is not said."""
    asked: list[tuple[str, ...]] = []

    def many(client: t.Any, wires: list[dict]) -> list[str]:
        asked.append(("many", *(wire["name"] for wire in wires)))
        if refused:
            raise RomaError("not at once")
        return [wire["group_id"] for wire in wires if wire["name"] != "h"]

    def one(client: t.Any, wire: dict) -> None:
        asked.append(("one", wire["name"]))
        if wire["name"] == "h":
            raise RomaError("it is in use")

    group = replace(GROUP, requests=Requests(before_delete=one, before_delete_many=many))
    use(monkeypatch, (*CATALOGUE[:2], group, CATALOGUE[3]))
    app = service.add("apps", app_name="a")
    for name in "ghi":
        service.add("groups", name=name, app_id=app)
    tasks, _client = apply(service, absent({"groups": [{"name": name, "app": "a"} for name in "ghi"]}))
    assert asked[0] == ("many", "g", "h", "i")
    assert sorted(asked[1:]) == [("one", name) for name in ("ghi" if refused else "h")]
    assert states(tasks) == {"g": "ok", "h": "failed", "i": "ok"}
    service.add("groups", name="j", app_id=app)
    asked.clear()
    apply(service, absent({"groups": [{"name": "j", "app": "a"}]}))
    assert asked == [("one", "j")]


def test_all_fail_when_they_cannot_be_deleted_at_once(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    def delete(client: t.Any, wires: list[dict]) -> dict[str, str]:
        raise RomaError("refused")

    use(monkeypatch, (replace(APP, requests=Requests(delete_many=delete)), *CATALOGUE[1:]))
    service.add("apps", app_name="a")
    service.add("apps", app_name="b")
    tasks, _client = apply(service, absent({"apps": [{"name": "a"}, {"name": "b"}]}))
    assert states(tasks) == {"a": "failed", "b": "failed"}


def test_what_a_list_does_not_show_is_read_one_by_one(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, (replace(APP, listing=replace(APP.listing, detail=True)), *CATALOGUE[1:]))
    service.add("apps", app_name="a")
    service.add("apps", app_name="b")
    _tasks, client = apply(service, {"apps": [{"name": "a"}, {"name": "c"}]})
    assert [request.path for request in client.requests if request.method == "GET"] == [
        PREFIX + "/apps",
        PREFIX + "/apps/apps-1",
    ]
