# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""Which backups are kept, as restic means it (its manual: removing snapshots according to a policy). Pure."""

from __future__ import annotations

import datetime
import re
import typing as t
from dataclasses import dataclass, field

from ..._spec._field import Field, Limits
from ..._spec._values import Values

_ALL = -1
_DURATION = re.compile(r"(?=\d)(?:(\d+)y)?(?:(\d+)m)?(?:(\d+)d)?(?:(\d+)h)?")


def _week(moment: datetime.datetime) -> tuple[int, ...]:
    return tuple(moment.isocalendar())[:2]


#: option → what it counts, and what tells one such period from another
_PERIODS: dict[str, tuple[str, t.Callable[[datetime.datetime], t.Any]]] = {
    "keep_last": ("last", lambda moment: moment),
    "keep_daily": ("daily", lambda moment: moment.date()),
    "keep_weekly": ("weekly", _week),
    "keep_monthly": ("monthly", lambda moment: (moment.year, moment.month)),
    "keep_yearly": ("yearly", lambda moment: moment.year),
}


@dataclass
class Decision:
    """What becomes of a backup; it is removed when there is no reason to keep it."""

    moment: datetime.datetime
    reasons: list[str] = field(default_factory=list)

    @property
    def keep(self) -> bool:
        return bool(self.reasons)


def is_empty(policy: Values) -> bool:
    """Tell a policy that would keep nothing."""
    return not any(policy.get(name) for name in (*_PERIODS, "keep_within"))


def decide(moments: t.Iterable[datetime.datetime], policy: Values) -> list[Decision]:
    """Apply a policy.

    Each period keeps the newest backup of its days, weeks and so on, as many of these as the number says, and skips
    those that have none. As long as that many are not there, the oldest backup is kept, too.

    :returns: a decision for each moment, the newest first
    """
    decisions = [Decision(moment) for moment in sorted(moments, reverse=True)]
    for decision in decisions if policy.get("keep_within") else ():
        if decision.moment > _before(decisions[0].moment, policy["keep_within"]):
            decision.reasons.append(f"within {policy['keep_within']} of the newest")
    for name, (word, period_of) in _PERIODS.items():
        left, last = policy.get(name) or 0, None
        for decision in decisions:
            oldest, period = decision is decisions[-1], period_of(decision.moment)
            if left != 0 and (period != last or oldest):
                decision.reasons.append(f"oldest {word}" if period == last else word)
                left -= left != _ALL
                last = period
    return decisions


def _before(moment: datetime.datetime, duration: str) -> datetime.datetime:
    found = _DURATION.fullmatch(duration)
    years, months, days, hours = (int(number or 0) for number in found.groups()) if found else (0, 0, 0, 0)
    month = moment.year * 12 + moment.month - 1 - years * 12 - months
    if month < 12:  # before the first year that there is
        return datetime.datetime.min.replace(tzinfo=moment.tzinfo)
    # a day that its month does not have is counted on into the next one
    start = moment.replace(year=month // 12, month=month % 12 + 1, day=1) + datetime.timedelta(days=moment.day - 1)
    try:
        return start - datetime.timedelta(days=days, hours=hours)
    except OverflowError:
        return datetime.datetime.min.replace(tzinfo=moment.tzinfo)


def _count(name: str, what: str) -> Field:
    return Field(name, f"How many {what}. V(-1) keeps all of them.", type="int", limits=Limits(-1, 100_000))


POLICY = (
    _count("keep_last", "of the newest backups are kept"),
    _count("keep_daily", "of the newest days are kept that have backups, of each its newest"),
    _count("keep_weekly", "of the newest weeks are kept that have backups, of each its newest"),
    _count("keep_monthly", "of the newest months are kept that have backups, of each its newest"),
    _count("keep_yearly", "of the newest years are kept that have backups, of each its newest"),
    Field("keep_within", "Keep all backups that are not so much older than the newest one: numbers with C(y), C(m), "
          "C(d) and C(h) for years, months, days and hours, in this order.",
          limits=Limits(pattern=_DURATION.pattern, help="numbers with y, m, d or h, in this order, as in 1y6m or 14d")),
)  # fmt: skip
