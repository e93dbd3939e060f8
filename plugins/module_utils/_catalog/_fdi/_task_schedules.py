# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""Data integration: schedules of tasks, one at most for each (fact source: `CreateDispatches`)."""

from __future__ import annotations

import datetime
import typing as t

from ..._base._creation import create_once
from ..._base._errors import ApiError
from ..._base._numbers import whole_number
from ..._base._times import milliseconds, utc
from ..._service._answers import a_text
from ..._spec._field import Change, Field, Limits
from ..._spec._values import Values

_DISPATCHES = "/v2/{project_id}/fdi/instances/{instance_id}/tasks/{id}/dispatches"
#: Whether a task has no schedule or is not there at all, the service says with these (`ShowDispatches`).
_NOT_THERE = ("FDI.3083", "FDI.3081", "FDI.3180")


def canonical_time(text: t.Any) -> t.Any:
    """Write a time in UTC, with milliseconds only where there are any. What is no time stays as it is."""
    try:
        moment = utc(text)
    except ValueError:
        return text
    fraction = f".{moment.microsecond // 1000:03d}" if moment.microsecond >= 1000 else ""
    return moment.strftime("%Y-%m-%dT%H:%M:%S") + fraction + "Z"


def _time_of(value: t.Any) -> str:
    """Read milliseconds, or the text that the service's own example has instead."""
    passed = whole_number(value)
    if passed is None:
        return str(canonical_time(value))
    moment = datetime.datetime.fromtimestamp(0, datetime.timezone.utc) + datetime.timedelta(milliseconds=passed)
    return str(canonical_time(moment.isoformat()))


def _is_past(text: t.Any) -> bool:
    try:
        return utc(text) < datetime.datetime.now(datetime.timezone.utc)
    except ValueError:
        return False


SCHEDULE = (
    Field("start_datetime", "When the schedule begins, such as V(2026-01-31T07:30:00Z). Without an offset it is in "
          "UTC. The service takes the present time when the schedule is made without it.", canonical=canonical_time,
          instance_made=_is_past, change=Change(clearable=False), sample="2026-12-01T01:30:00Z"),
    Field("period", "Unit of the interval.", choices=("MIN", "HOUR", "DAY", "WEEK", "MON"),
          change=Change(replaces=("cron",)), sample="DAY"),
    Field("interval", "How many units lie between two runs.", type="int", wire="dispatch_interval",
          limits=Limits(1, 59), change=Change(replaces=("cron",)), sample=1),
    Field("cron", "Quartz expression, such as V(0 30 12 * * ?).", limits=Limits(8, 255),
          change=Change(replaces=("period", "interval")), sample="0 30 1 * * ?"),
    Field("remark", "Description of the schedule.", limits=Limits(maximum=36), unset="",
          sample="after the shop has closed"),
)  # fmt: skip


def check_schedule(schedule: Values) -> t.Iterator[tuple[str, str]]:
    if "start_datetime" in schedule:
        try:
            utc(schedule["start_datetime"])
        except ValueError:
            yield "schedule.start_datetime", "is not a time such as 2026-01-31T07:30:00Z"


def schedule_from_wire(wire: Values) -> Values:
    """Turn a schedule of the service into options. It may keep an expression, or an interval, that is not in use."""
    unused = ("period", "interval") if wire.get("use_quartz_cron") else ("cron",)
    schedule = {
        f.name: wire[f.wire_name]
        for f in SCHEDULE
        if f.name not in unused and wire.get(f.wire_name) not in (None, "")
    }  # fmt: skip
    if "start_datetime" in schedule:
        schedule["start_datetime"] = _time_of(schedule["start_datetime"])
    return schedule


def schedule_to_wire(schedule: Values) -> Values:
    wire = {f.wire_name: schedule[f.name] for f in SCHEDULE if schedule.get(f.name) not in (None, "")}
    wire["use_quartz_cron"] = "cron" in wire
    if "start_datetime" in wire:
        wire["start_datetime"] = milliseconds(wire["start_datetime"])
    return wire


def _find(client: t.Any, ids: t.Mapping[str, str]) -> Values | None:
    """Read the one schedule of a task; without one the service answers 404."""
    try:
        return t.cast("Values", client.read(_DISPATCHES, ids)) or None
    except ApiError as exc:
        if exc.code in _NOT_THERE:
            return None
        raise


def read_schedule(client: t.Any, task_id: str) -> Values:
    return schedule_from_wire(_find(client, {"id": task_id}) or {})


def write_schedule(
    client: t.Any, task_id: str, present: Values | None, declared: Values, change: t.Callable[..., t.Any]
) -> Values:
    """Give a task its schedule, and return it as the service has it afterwards.

    :param change: calls a function that changes the task, which may have to be stopped for it
    """
    ids, body = {"id": task_id}, schedule_to_wire(declared)
    found: Values | None = None
    if not present:
        # a second schedule is refused, so one that exists already is taken over
        answer, found, _own = create_once(
            lambda: change(lambda: client.call("POST", _DISPATCHES, ids, body=body)),
            lambda: _find(client, ids),
            client.connection.api_retries + 1,
        )
        if found is None:
            return schedule_from_wire(answer or body)
    found = found or _find(client, ids) or {}
    ids["dispatch_id"] = a_text(found, "dispatch_id", client.asked(_DISPATCHES, ids))
    path = _DISPATCHES + "/{dispatch_id}"
    return schedule_from_wire(change(lambda: client.call("PUT", path, ids, body=body)) or body)
