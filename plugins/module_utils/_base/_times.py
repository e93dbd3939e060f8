# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""Times that people or services write."""

from __future__ import annotations

import datetime
import re
import typing as t

_NANOSECONDS = re.compile(r"(?<=\.\d{6})\d+")


def utc(text: t.Any) -> datetime.datetime:
    """Read a time (ISO 8601); without an offset it is in UTC.

    :raises ValueError: it is none
    """
    moment = datetime.datetime.fromisoformat(_NANOSECONDS.sub("", str(text)).replace("Z", "+00:00"))
    aware = moment if moment.tzinfo else moment.replace(tzinfo=datetime.timezone.utc)
    try:
        return aware.astimezone(datetime.timezone.utc)
    except OverflowError as exc:  # in the first or the last year that there is
        raise ValueError(str(exc)) from exc


def milliseconds(text: t.Any) -> int:
    """Return a time in milliseconds since 1970.

    :raises ValueError: it is none
    """
    return round(utc(text).timestamp() * 1000)
