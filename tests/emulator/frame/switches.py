# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Behaviours that are choices, not facts: settable while the emulator runs.

Each family may bring a dataclass of its own switches; names are unique over all of them.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, TypeVar

G = TypeVar("G")


@dataclass
class GatewaySwitches:
    """The gateway in front of all families, and what is common to them."""

    latency_ms: float = 0.0
    """Delay of every answer of a service route."""
    rate_limit: float | None = None
    """Requests a second over all callers; more get 429."""
    signed_body_limit: int | None = 12 * 1024 * 1024
    """Longest body of an AK/SK-signed request."""
    token_body_limit: int | None = None
    """Longest body of any other request."""
    max_page_size: int | None = None
    """Silently caps every list page, to try out paginators."""
    shuffle_sets: bool = False
    """Lists that are really sets (roles, users) come in random order."""


class SwitchBoard:
    """All groups of switches: `board[Group].name` to read, `set(name=value)` to change."""

    def __init__(self, groups: Iterable[type], start: Mapping[str, Any] | None = None) -> None:
        self._groups = list(dict.fromkeys(groups))
        self._start = dict(start or {})
        self._owner: dict[str, type] = {}
        for group in self._groups:
            for item in fields(group):
                if item.name in self._owner:
                    raise ValueError(f"two switches are called {item.name}")
                self._owner[item.name] = group
        self.reset()

    def __getitem__(self, group: type[G]) -> G:
        return self._values[group]

    def reset(self) -> None:
        self._values: dict[type, Any] = {group: group() for group in self._groups}
        self.set(self._start)

    def set(self, values: Mapping[str, Any]) -> None:
        """All or nothing; ValueError names the first bad switch."""
        for name, value in values.items():
            if name not in self._owner:
                raise ValueError(f"there is no switch {name}")
            wanted = typing.get_type_hints(self._owner[name])[name]
            if not _fits(value, wanted):
                raise ValueError(f"switch {name} does not take {value!r}")
        for name, value in values.items():
            setattr(self._values[self._owner[name]], name, value)

    def as_dict(self) -> dict[str, Any]:
        return {name: value for group in self._values.values() for name, value in asdict(group).items()}


def _fits(value: Any, wanted: Any) -> bool:
    origin = typing.get_origin(wanted)
    if origin is typing.Literal:
        return value in typing.get_args(wanted)
    if origin in (typing.Union, types.UnionType):
        return any(_fits(value, option) for option in typing.get_args(wanted))
    wanted = origin or wanted
    if isinstance(value, bool) and wanted is not bool:
        return False
    return isinstance(value, (int, float) if wanted is float else wanted)
