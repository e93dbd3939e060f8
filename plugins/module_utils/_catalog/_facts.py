# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""What services say about objects besides their options: when they were made and changed, and by whom."""

from __future__ import annotations

import datetime
import typing as t

from .._base._numbers import whole_number
from .._base._times import milliseconds, utc
from .._spec._field import Field, Limits
from .._spec._resource import Query
from .._spec._values import Values


def moment(value: t.Any) -> t.Any:
    """Return a time in one spelling, UTC to the second: ``2026-03-14T02:00:00Z``.

    Services write milliseconds since 1970 (data integration, device integration), or RFC 3339 with whole seconds, or
    with nanoseconds (API integration). What is neither is returned as it is.
    """
    passed = whole_number(value)
    try:
        found = utc(value) if passed is None else datetime.datetime.fromtimestamp(passed / 1000, datetime.timezone.utc)
        return found.strftime("%Y-%m-%dT%H:%M:%SZ")
    except (ValueError, OverflowError, OSError):
        return value


def time_of(name: str, what: str, wire: str) -> Field:
    return Field(name, f"When {what}, UTC.", wire=wire, canonical=moment, sample="2026-03-14T02:00:00Z")


def times(created: str, updated: str = "") -> tuple[Field, ...]:
    """Return the facts about when an object was made, and when it was changed; named by the service's members."""
    made = time_of("created_at", "it was made", created)
    return (made, time_of("updated_at", "it was changed last", updated)) if updated else (made,)


def users(created: str, updated: str) -> tuple[Field, ...]:
    """Return the facts about who made and who changed an object (members with ``user_id`` and ``user_name``)."""
    return (
        Field("created_by", "Name of the user who made it.", wire=f"{created}.user_name", sample="alice"),
        Field("updated_by", "Name of the user who changed it last.", wire=f"{updated}.user_name", sample="alice"),
    )


def created(shortest: int = 0) -> tuple[Query, ...]:
    """Return the options by which device integration narrows its lists to what somebody, or some time, has made.

    :param shortest: characters of a user's name that the list takes at least
    """
    return (
        Query("created_by", "Return only what this user has made.", wire="created_user_name", fits=_made_by,
              limits=Limits(shortest or None, 64)),
        Query("created_from", "Return only what was made at this time or later, such as V(2026-01-31T07:30:00Z). "
              "Without an offset it is in UTC.", wire="created_date_start", sent=_first_moment,
              fits=lambda told, first: _made(told, first) >= first),
        Query("created_until", "Return only what was made at this time or earlier, written like O(created_from). "
              "Without a fraction the whole second counts.", wire="created_date_end", sent=_last_moment,
              fits=lambda told, last: _made(told, last) <= last),
    )  # fmt: skip


def _made_by(told: Values, name: str) -> bool:
    return str(told.get("created_by", name)) == name


def _made(told: Values, otherwise: int) -> int:
    passed = whole_number(told.get("created_at"))
    return otherwise if passed is None else passed


def _first_moment(text: str) -> int:
    """Return the milliseconds; lists take none before 1970."""
    try:
        return max(1, milliseconds(text))
    except ValueError as exc:
        raise ValueError("is not a time such as 2026-01-31T07:30:00Z") from exc


def _last_moment(text: str) -> int:
    """Results tell times to the second; what was made in the last one is meant, too."""
    moment = _first_moment(text)
    return moment if moment % 1000 else moment + 999
