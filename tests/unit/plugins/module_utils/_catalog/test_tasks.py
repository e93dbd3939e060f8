# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Data integration tasks: the shapes of a task, what is refused, and changes while a task runs."""

from __future__ import annotations

import json
import typing as t

import pytest
from ansible_collections.roma.connect.plugins.module_utils._base._errors import ApiError, RomaError
from ansible_collections.roma.connect.plugins.module_utils._catalog._fdi import _tasks
from ansible_collections.roma.connect.plugins.module_utils._catalog._fdi._tasks import TASK
from ansible_collections.roma.connect.plugins.module_utils._planning._check import Problems, check_entry
from ansible_collections.roma.connect.plugins.module_utils._planning._plan import plan
from ansible_collections.roma.connect.plugins.module_utils._spec._wire import values_from_wire, values_to_wire
from ansible_collections.roma.connect.tests.unit.transport import Answer, FakeClient, Request

ROW = {
    "task_id": "t1", "task_name": "copy", "task_type": "TIMING", "status": 1, "ext_type": None, "task_tag": "night",
}  # fmt: skip
SHOWN = {
    "task": {
        "task_id": "t1", "task_name": "copy", "task_type": "timing", "status": "running", "description": "d",
        "source_datasource_id": "s1", "target_datasource_id": "s2", "task_tag": "night",
    },
    "task_detail": json.dumps({"mappingRequired": True, "project_id": "p", "task_name": "copy", "task_type": "timing",
                               "description": "d", "source_datasource_type": "MYSQL", "source_datasource": "db"}),
}  # fmt: skip


# -- the shapes of a task ------------------------------------------------------------------------------------------


def values(wire: dict) -> dict:
    return values_from_wire(TASK.own_fields, TASK.wire.received(wire))


def test_a_row_and_the_whole_task_are_read_alike() -> None:
    row, whole = values(ROW), values({**TASK.wire.received(ROW), **SHOWN})
    assert row == {"name": "copy", "type": "timing", "tag": "night"}
    assert whole == {**row, "source": "s1", "target": "s2", "description": "d", "detail": {"mappingRequired": True}}
    assert values({**TASK.wire.received({**TASK.wire.received(ROW), **SHOWN})}) == whole


@pytest.mark.parametrize(
    ("status", "expected"),
    [(0, "stopped"), (1, "running"), ("0", "stopped"), ("1", "running"), ("stop", "stopped"), ("running", "running"),
     ("RUNNING", "running"), (None, "stopped")],
)  # fmt: skip
def test_the_spellings_of_a_status(status: t.Any, expected: str) -> None:
    assert TASK.wire.received({**ROW, "status": status})["task"]["status"] == expected
    assert TASK.wire.received({"task": {"task_id": "t1", "status": status}})["task"]["status"] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("{}", {}), ("", {}), ("null", {}), ("[]", {}), ('{"a": {"b": 1}, "project_id": "p"}', {"a": {"b": 1}}),
     (None, None), ({"a": 1}, {"a": 1})],
)  # fmt: skip
def test_the_definition_of_a_task(text: t.Any, expected: t.Any) -> None:
    assert TASK.wire.received({**SHOWN, "task_detail": text})["task_detail"] == expected


def test_a_definition_that_is_no_json_is_told() -> None:
    with pytest.raises(RomaError, match="not JSON"):
        TASK.wire.received({**SHOWN, "task_detail": "{"})


def test_what_is_sent() -> None:
    wire = values_to_wire(TASK.own_fields, {
        "name": "copy", "type": "realtime", "source": "s1", "target": "s2", "description": "", "detail": {"b": "ü"},
    })  # fmt: skip
    sent = TASK.wire.sent(wire)
    assert sent["task"] == {
        "task_name": "copy", "task_type": "REALTIME", "source_datasource_id": "s1", "target_datasource_id": "s2",
    }  # fmt: skip
    assert json.loads(sent["task_detail"]) == {"b": "ü"}
    assert json.loads(TASK.wire.sent({"task": {}})["task_detail"]) == {}


@pytest.mark.parametrize(("ext_type", "foreign"), [(None, False), ("", False), ("cdc", True), ("CDC", True)])
def test_composite_tasks_are_known_by_their_row(ext_type: str | None, foreign: bool) -> None:
    row = TASK.wire.received({**ROW, "ext_type": ext_type})
    assert bool(TASK.reach.foreign(row)) is foreign
    assert bool(TASK.reach.foreign(TASK.wire.received({**row, **SHOWN}))) is foreign


# -- what is refused ---------------------------------------------------------------------------------------------

# entry, problems; those in the second list are only problems of a new task
ENTRIES: list[tuple[dict, list[str], list[str]]] = [
    ({"schedule": {"cron": "0 30 12 * * ?"}}, [], []),
    ({"type": "timing", "schedule": {"period": "DAY", "interval": 1}, "status": "running"}, [], []),
    ({"type": "timing", "status": "stopped"}, [], []),
    ({"type": "realtime", "status": "running"}, [], []),
    ({"type": "realtime", "schedule": {"period": "DAY", "interval": 1}},
     ["schedule: is for tasks of the type timing"], []),
    ({"schedule": {}}, ["schedule: cannot be cleared; leave it out to keep what there is"], []),
    ({"schedule": {"cron": "0 30 12 * * ?", "interval": 1}},
     ["schedule.cron: cannot be given together with interval"], []),
    ({"schedule": {"cron": "0 30 12 * * ?", "start_datetime": "soon"}},
     ["schedule.start_datetime: is not a time such as 2026-01-31T07:30:00Z"], []),
    ({"schedule": {"remark": "r"}}, [], ["schedule: needs either cron, or period and interval"]),
    ({"schedule": {"interval": 2}}, [], ["schedule: needs either cron, or period and interval"]),
    ({"schedule": {"period": "", "interval": 2}},
     ["schedule.period: cannot be cleared; leave it out to keep what there is"],
     ["schedule: needs either cron, or period and interval"]),
    ({"type": "timing", "status": "running"}, [], ["schedule: is needed to start a task of the type timing"]),
]  # fmt: skip


@pytest.mark.parametrize(("entry", "always", "when_new"), ENTRIES)
def test_entries_are_checked(entry: dict, always: list[str], when_new: list[str]) -> None:
    problems = Problems()
    checked = check_entry(TASK, {"name": "copy", **entry}, "", problems)
    assert sorted(problems) == sorted(always)
    if not always:
        needed = {"type": "timing", "source": "a", "target": "b", "detail": {}}
        found = plan(TASK, None, {**needed, **checked}).problems
        assert [f"{option}: {why}" for option, why in found] == when_new


# -- changes -------------------------------------------------------------------------------------------------------


class Service:
    """One task. It is slow to switch, and refuses to be changed while it runs.

    :param log: what was done, in short
    :param lag: how often a task is still seen in its former state after it was switched
    """

    def __init__(self, started: bool, executing: bool = False, lag: int = 0, refuses: str = "") -> None:
        self.started, self.executing, self.lag, self.refuses = started, executing, lag, refuses
        self.log: list[str] = []
        self._seen = lag

    def __call__(self, request: Request) -> Answer:
        if request.path.endswith("/batch-operation/tasks"):
            return self._switch(request.body["action_id"])
        return self._read() if request.method == "GET" else self._write(request)

    def _read(self) -> Answer:
        self._seen += 1
        started = self.started if self._seen > self.lag else not self.started
        return Answer(200, {"task": {"task_id": "t1", "status": "running" if started else "stop"}})

    def _write(self, request: Request) -> Answer:
        if self.started or self.executing:
            return Answer(400, {"error_code": "FDI.3023", "error_msg": "One or more tasks are running."})
        if self.refuses == "change":
            return Answer(400, {"error_code": "FDI.3002", "error_msg": "Invalid parameters."})
        self.log.append(f"{request.method} {request.path.rpartition('/')[2]}")
        return Answer(200, SHOWN)

    def _switch(self, action: str) -> Answer:
        if action == self.refuses:
            row = {"task_id": "t1", "task_name": "copy", "error_code": "FDI.3018", "error_msg": "Failed"}
            return Answer(200, {"success_count": 0, "failure_count": 1, "success": [], "failure": [row]})
        self.log.append(action)
        self.started, self._seen = action == "start", 0
        return Answer(200, {"success_count": 1, "failure_count": 0, "success": [{"task_id": "t1"}], "failure": []})


@pytest.fixture(autouse=True)
def naps(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Seconds that were slept through in no time."""
    slept: list[float] = []
    monkeypatch.setattr(_tasks.time, "sleep", slept.append)
    monkeypatch.setattr(_tasks.time, "monotonic", lambda: sum(slept))
    return slept


def change(service: Service) -> None:
    TASK.requests.update(FakeClient(service), {"id": "t1"}, {"task": {}})  # type: ignore[misc]


@pytest.mark.parametrize(
    ("service", "log"),
    [
        (Service(started=False), ["PUT t1"]),
        (Service(started=True), ["stop", "PUT t1", "start"]),
        (Service(started=True, lag=3), ["stop", "PUT t1", "start"]),
    ],
)
def test_a_running_task_is_stopped_for_a_change(service: Service, log: list[str]) -> None:
    was = service.started
    change(service)
    assert (service.log, service.started) == (log, was)


def test_it_runs_again_when_the_change_fails() -> None:
    service = Service(started=True, refuses="change")
    with pytest.raises(ApiError) as failure:
        change(service)
    assert failure.value.code == "FDI.3002"
    assert (service.log, service.started) == (["stop", "start"], True)


def test_it_is_told_when_it_does_not_run_again() -> None:
    service = Service(started=True, refuses="start")
    with pytest.raises(ApiError, match=r"FDI\.3018: Failed") as failure:
        change(service)
    assert failure.value.payload()["error"]["code"] == "FDI.3018"
    both = Service(started=True)
    answers = {"PUT": "FDI.3002", "start": "FDI.3018"}

    def unlucky(request: Request) -> Answer:
        if not both.started and request.method == "PUT":
            return Answer(400, {"error_code": answers["PUT"], "error_msg": "no"})
        both.refuses = "start"
        return both(request)

    with pytest.raises(RomaError, match=r"FDI\.3002.*could not be started: .*FDI\.3018"):
        TASK.requests.update(FakeClient(unlucky), {"id": "t1"}, {"task": {}})  # type: ignore[misc]


def test_what_is_executed_by_hand_is_not_ended() -> None:
    service = Service(started=False, executing=True)
    with pytest.raises(ApiError) as failure:
        change(service)
    assert failure.value.code == "FDI.3023"
    assert service.log == []


def test_a_task_that_does_not_stop_is_told(naps: list[float]) -> None:
    with pytest.raises(RomaError, match="did not stop within 120 s"):
        change(Service(started=True, lag=10**6))
    assert 120 <= sum(naps) < 130


@pytest.mark.parametrize(("status", "expected"), [("running", ["stop"]), ("stopped", [])])
def test_a_running_task_is_stopped_before_it_is_deleted(status: str, expected: list[str]) -> None:
    service = Service(started=status == "running")
    TASK.requests.before_delete(FakeClient(service), {"task_id": "t1", "task": {"status": status}})
    assert service.log == expected


@pytest.mark.parametrize(
    ("present", "stored", "declared", "expected"),
    [
        (None, "stopped", "running", ["start"]),
        (None, "stopped", "stopped", []),
        (None, "running", "stopped", ["stop"]),  # adopted, so that its present state was not read
        ("running", "stopped", "running", []),
        ("running", "stopped", "stopped", ["stop"]),
    ],
)
def test_the_state_of_a_task(present: str | None, stored: str, declared: str, expected: list[str]) -> None:
    service = Service(started=declared != "running")
    status = next(child for child in TASK.children if child.name == "status")
    wire = {"task_id": "t1", "task": {"status": stored}}
    assert status.write(FakeClient(service), wire, present, declared) is None
    assert service.log == expected


def test_a_start_without_a_schedule_says_what_is_missing() -> None:
    status = next(child for child in TASK.children if child.name == "status")
    client = FakeClient(lambda request: Answer(404, {"error_code": "FDI.3083", "error_msg": "not configured"}))
    with pytest.raises(ApiError, match="needs a schedule before it can be started") as failure:
        status.write(client, {"task_id": "t1", "task": {"status": "stopped"}}, "stopped", "running")
    assert (failure.value.status, failure.value.code) == (404, "FDI.3083")
