# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Misbehaviour on demand: the next matching requests fail in the way that was asked for."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Literal

from .fields import AnyObject, Bool, Field, Int, Number, Problems, Text, members

MATCH = members(method=Text(), path=Text())
FAULT = members(
    match=members(required=False, **MATCH.members),
    count=Int(min=1),
    skip=Int(min=0),
    status=Int(min=100, max=599),
    body=Field(nullable=True),
    headers=AnyObject(),
    delay=Number(min=0),
    reset=Text(choices=("before", "after")),
    truncate=Int(min=0),
    after_work=Bool(),
)


@dataclass
class Fault:
    """`status` answers without doing the work, unless `after_work`; `reset` cuts the connection before or after it."""

    method: str | None = None
    path: re.Pattern[str] = field(default_factory=lambda: re.compile(""))
    count: int = 1
    skip: int = 0
    status: int | None = None
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0.0
    reset: Literal["before", "after"] | None = None
    truncate: int | None = None
    after_work: bool = False

    @property
    def kind(self) -> str | int:
        """What the log says about a request that was hit."""
        return self.reset or self.status or ("delay" if self.truncate is None else "truncate")

    @property
    def does_work(self) -> bool:
        """Whether the operation is carried out all the same."""
        return self.reset != "before" and (self.status is None or self.after_work)

    @classmethod
    def from_json(cls, value: Any) -> Fault:
        """ValueError tells what is wrong with the description."""
        problems: Problems = []
        checked = FAULT.check(value, "", problems)
        if problems:
            raise ValueError(", ".join(f"{problem.name}: {problem.reason}" for problem in problems))
        match = checked.pop("match", {})
        try:
            path = re.compile(match.get("path", ""))
        except re.error as error:
            raise ValueError(f"match.path: {error}") from None
        method = match["method"].upper() if "method" in match else None
        return cls(method=method, path=path, **checked)


class FaultBook:
    """The faults still to happen, oldest first."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []

    def add(self, fault: Fault) -> None:
        self._faults.append(fault)

    def clear(self) -> None:
        self._faults.clear()

    def take(self, method: str, path: str) -> Fault | None:
        """The fault of this request, counted down; the first that matches and has nothing left to skip."""
        for fault in self._faults:
            if (fault.method and fault.method != method) or not fault.path.search(path):
                continue
            if fault.skip:
                fault.skip -= 1
                continue
            fault.count -= 1
            if not fault.count:
                self._faults.remove(fault)
            return fault
        return None
