# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""What services say about objects besides their options: when they were made and changed, and by whom."""

from __future__ import annotations

import datetime
import re
import typing as t

from .._base._numbers import whole_number
from .._spec._field import Field

_NANOSECONDS = re.compile(r"(?<=\.\d{6})\d+")


def moment(value: t.Any) -> t.Any:
    """Return a time in one spelling, UTC to the second: ``2026-03-14T02:00:00Z``.

    Services write milliseconds since 1970 (data integration, device integration), or RFC 3339 with whole seconds, or
    with nanoseconds (API integration). What is neither is returned as it is.
    """
    milliseconds = whole_number(value)
    try:
        if milliseconds is not None:
            found = datetime.datetime.fromtimestamp(milliseconds / 1000, datetime.timezone.utc)
        else:
            found = datetime.datetime.fromisoformat(_NANOSECONDS.sub("", str(value)).replace("Z", "+00:00"))
            if found.tzinfo is None:
                found = found.replace(tzinfo=datetime.timezone.utc)
        return found.astimezone(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
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
