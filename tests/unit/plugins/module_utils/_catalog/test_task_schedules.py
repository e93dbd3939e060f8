# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Schedules of data integration tasks: their times, their two forms, and how they are written."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.roma.connect.plugins.module_utils._base._errors import ApiError, ConnectionFailed
from ansible_collections.roma.connect.plugins.module_utils._catalog._fdi._task_schedules import (
    SCHEDULE,
    canonical_time,
    schedule_from_wire,
    schedule_to_wire,
    write_schedule,
)
from ansible_collections.roma.connect.plugins.module_utils._catalog._fdi._tasks import TASK
from ansible_collections.roma.connect.plugins.module_utils._service._http import Broken
from ansible_collections.roma.connect.tests.unit.transport import Answer, FakeClient, Request

DAILY = {"period": "DAY", "interval": 1}
CRON = {"cron": "0 30 12 * * ?"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-01-31T07:30:00Z", "2026-01-31T07:30:00Z"),
        ("2026-01-31T07:30:00", "2026-01-31T07:30:00Z"),
        ("2026-01-31 07:30:00+00:00", "2026-01-31T07:30:00Z"),
        ("2026-01-31T08:30:00+01:00", "2026-01-31T07:30:00Z"),
        ("2026-01-31T07:30:00.250Z", "2026-01-31T07:30:00.250Z"),
        ("2026-01-31T07:30:00.000999Z", "2026-01-31T07:30:00Z"),
        ("2026-01-31", "2026-01-31T00:00:00Z"),
        ("soon", "soon"),
        (None, None),
    ],
)
def test_times_are_brought_into_one_form(text: t.Any, expected: t.Any) -> None:
    assert canonical_time(text) == expected


@pytest.mark.parametrize(
    ("wire", "schedule"),
    [
        ({"start_datetime": 1605339505609, "period": "DAY", "dispatch_interval": 1, "use_quartz_cron": False,
          "remark": "", "dispatch_id": "d"},
         {"start_datetime": "2020-11-14T07:38:25.609Z", "period": "DAY", "interval": 1}),
        ({"start_datetime": "1605339505000", "period": "MIN", "dispatch_interval": 5},
         {"start_datetime": "2020-11-14T07:38:25Z", "period": "MIN", "interval": 5}),
        ({"start_datetime": "2020-11-14T07:38:25.609Z"}, {"start_datetime": "2020-11-14T07:38:25.609Z"}),
        ({"use_quartz_cron": True, "cron": "0 30 12 * * ?", "period": "DAY", "dispatch_interval": 1},
         {"cron": "0 30 12 * * ?"}),
        ({"use_quartz_cron": False, "cron": "0 30 12 * * ?", "period": "DAY"}, {"period": "DAY"}),
        ({}, {}),
    ],
)  # fmt: skip
def test_schedules_of_the_service(wire: dict, schedule: dict) -> None:
    assert schedule_from_wire(wire) == schedule


@pytest.mark.parametrize(
    "schedule",
    [
        {"start_datetime": "2020-11-14T07:38:25.609Z", "period": "DAY", "interval": 1, "remark": "r"},
        {"cron": "0 30 12 * * ?"},
        {"start_datetime": "2026-12-01T00:00:00Z", "cron": "0 30 12 * * ?"},
    ],
)
def test_schedules_there_and_back(schedule: dict) -> None:
    wire = schedule_to_wire(schedule)
    assert wire["use_quartz_cron"] is ("cron" in schedule)
    assert schedule_from_wire(wire) == schedule
    assert schedule_to_wire({**schedule, "remark": ""}).get("remark") is None


def test_every_option_of_a_schedule_is_sent() -> None:
    given: dict[str, t.Any] = {f.name: "2026-12-01" if f.name == "start_datetime" else 3 for f in SCHEDULE}
    assert set(schedule_to_wire(given)) == {f.wire_name for f in SCHEDULE} | {"use_quartz_cron"}


def nested(status: int, code: str) -> Answer:
    """The service words refusals of schedules unlike all others."""
    return Answer(status, {"code": status, "reason": {"error_code": code, "error_msg": "no"}})


class Service:
    """The one schedule of a task. A second one is refused.

    :param log: what was done, in short
    """

    def __init__(self, schedule: dict | None = None, refuses: bool = False) -> None:
        self.schedule, self.refuses = schedule, refuses
        self.log: list[str] = []

    def __call__(self, request: Request) -> Answer:
        if request.method == "GET":
            return Answer(200, self.schedule) if self.schedule else nested(404, "FDI.3083")
        if self.refuses or (request.method == "POST" and self.schedule):
            return nested(400, "FDI.3002")
        self.log.append(f"{request.method} {request.path.rpartition('/')[2]}")
        self.schedule = {"dispatch_id": "d1", **request.body}
        return Answer(200, self.schedule)


def write(service: t.Callable[[Request], Answer], present: dict | None, declared: dict = DAILY) -> tuple[dict, list]:
    client = FakeClient(service)
    after = write_schedule(client, "t1", present, declared, lambda do: do())
    return after, [request.method for request in client.requests]


def test_a_first_schedule() -> None:
    assert write(Service(), {}) == (DAILY, ["POST"])
    assert write(Service(), None, CRON) == (CRON, ["POST"])


def test_another_schedule() -> None:
    service = Service({"dispatch_id": "d1", "period": "DAY", "dispatch_interval": 1})
    assert write(service, DAILY, CRON) == (CRON, ["GET", "PUT"])
    assert service.log == ["PUT d1"]


def test_a_schedule_that_was_not_expected_is_taken_over() -> None:
    service = Service({"dispatch_id": "d1", "period": "MON", "dispatch_interval": 3})
    assert write(service, None) == (DAILY, ["POST", "GET", "PUT"])


def test_a_lost_answer_makes_no_second_schedule() -> None:
    service = Service()

    def losing(request: Request) -> Answer:
        answer = service(request)
        if request.method == "POST":
            raise Broken("lost")
        return answer

    assert write(losing, {}) == (DAILY, ["POST", "GET", "PUT"])


def test_failures_of_the_schedule_are_told() -> None:
    with pytest.raises(ApiError) as failure:
        write(Service(refuses=True), {})
    assert failure.value.code == "FDI.3002"
    with pytest.raises(ConnectionFailed):
        write(broken, DAILY)


def broken(request: Request) -> Answer:
    raise Broken("no answer")


@pytest.mark.parametrize("code", ["FDI.3083", "FDI.3081", "FDI.3180"])
def test_no_schedule(code: str) -> None:
    schedule = next(child for child in TASK.children if child.name == "schedule")
    wire: dict[str, t.Any] = {"task_id": "t1", "task": {"task_type": "TIMING"}}
    assert schedule.read(FakeClient(lambda request: nested(404, code)), wire) == {}
    with pytest.raises(ApiError):
        schedule.read(FakeClient(lambda request: nested(400, "FDI.3149")), wire)
    client = FakeClient(broken)
    assert schedule.read(client, {"task_id": "t1", "task": {"task_type": "REALTIME"}}) == {}
    assert client.requests == []
