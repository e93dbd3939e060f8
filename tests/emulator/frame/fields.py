# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Declarations of query parameters and body members, and the strict check of a request against them.

The same field serves both places: `parse` reads the text of a query parameter, `check` a JSON value.
Neither raises: they add to `problems`, because some families report every failing field in one message.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from .errors import Problem

Problems = list[Problem]


@dataclass(frozen=True, kw_only=True)
class Field:
    """Any value at all. `default` stands in for an absent query parameter."""

    required: bool = False
    nullable: bool = False
    default: Any = None

    def parse(self, text: str, name: str, problems: Problems) -> Any:
        return self.check(text, name, problems, "query")

    def check(self, value: Any, name: str, problems: Problems, where: str = "body") -> Any:
        if value is None and not self.nullable:
            problems.append(Problem(where, name, "type", value))
        return value


@dataclass(frozen=True, kw_only=True)
class Text(Field):
    """A text. With `or_empty`, an empty one is taken, whatever else it must be like."""

    min: int = 0
    max: int | None = None
    pattern: str | re.Pattern[str] | None = None
    choices: Collection[str] | None = None
    or_empty: bool = False

    def check(self, value: Any, name: str, problems: Problems, where: str = "body") -> Any:
        if (value is None and self.nullable) or (value == "" and self.or_empty):
            return value
        if not isinstance(value, str):
            reason = "type"
        elif len(value) < self.min or (self.max is not None and len(value) > self.max):
            reason = "length"
        elif self.choices is not None and value not in self.choices:
            reason = "choice"
        elif self.pattern is not None and not re.fullmatch(self.pattern, value):
            reason = "pattern"
        else:
            return value
        problems.append(Problem(where, name, reason, value))
        return value


@dataclass(frozen=True, kw_only=True)
class Int(Field):
    """A whole number. With `clamp`, values out of range are silently moved to the nearest bound."""

    min: int | None = None
    max: int | None = None
    choices: Collection[int] | None = None
    clamp: bool = False

    def parse(self, text: str, name: str, problems: Problems) -> Any:
        if not re.fullmatch(r"[+-]?\d{1,18}", text):
            problems.append(Problem("query", name, "type", text))
            return None
        return self.check(int(text), name, problems, "query")

    def check(self, value: Any, name: str, problems: Problems, where: str = "body") -> Any:
        if value is None and self.nullable:
            return None
        if isinstance(value, bool) or not isinstance(value, int):
            problems.append(Problem(where, name, "type", value))
            return value
        return self._bounded(value, name, problems, where)

    def _bounded(self, value: int, name: str, problems: Problems, where: str) -> int:
        if self.min is not None and value < self.min:
            if self.clamp:
                return self.min
            problems.append(Problem(where, name, "range", value))
        elif self.max is not None and value > self.max:
            if self.clamp:
                return self.max
            problems.append(Problem(where, name, "range", value))
        elif self.choices is not None and value not in self.choices:
            problems.append(Problem(where, name, "choice", value))
        return value


@dataclass(frozen=True, kw_only=True)
class Number(Field):
    min: float | None = None
    max: float | None = None

    def check(self, value: Any, name: str, problems: Problems, where: str = "body") -> Any:
        if value is None and self.nullable:
            return None
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            problems.append(Problem(where, name, "type", value))
        elif (self.min is not None and value < self.min) or (self.max is not None and value > self.max):
            problems.append(Problem(where, name, "range", value))
        return value


@dataclass(frozen=True, kw_only=True)
class Bool(Field):
    def parse(self, text: str, name: str, problems: Problems) -> Any:
        if text.lower() in ("true", "false"):
            return text.lower() == "true"
        problems.append(Problem("query", name, "type", text))
        return None

    def check(self, value: Any, name: str, problems: Problems, where: str = "body") -> Any:
        if not isinstance(value, bool) and not (value is None and self.nullable):
            problems.append(Problem(where, name, "type", value))
        return value


@dataclass(frozen=True, kw_only=True)
class ListOf(Field):
    item: Field
    min: int = 0
    max: int | None = None

    def check(self, value: Any, name: str, problems: Problems, where: str = "body") -> Any:
        if value is None and self.nullable:
            return None
        if not isinstance(value, list):
            problems.append(Problem(where, name, "type", value))
            return value
        if len(value) < self.min or (self.max is not None and len(value) > self.max):
            problems.append(Problem(where, name, "length", value))
            return value
        return [self.item.check(item, f"{name}[{index}]", problems, where) for index, item in enumerate(value)]


@dataclass(frozen=True, kw_only=True)
class Repeated(Field):
    """A query parameter that may come several times; its value is a list."""

    item: Field


@dataclass(frozen=True, kw_only=True)
class Members(Field):
    """A JSON object with exactly these members; anything else in it is refused."""

    members: Mapping[str, Field]

    def check(self, value: Any, name: str, problems: Problems, where: str = "body") -> Any:
        if value is None and self.nullable:
            return None
        if not isinstance(value, dict):
            problems.append(Problem(where, name or "body", "type", value))
            return value
        prefix = f"{name}." if name else ""
        checked = {}
        for key, member in self.members.items():
            if key in value:
                checked[key] = member.check(value[key], prefix + key, problems, where)
            elif member.required:
                problems.append(Problem(where, prefix + key, "required"))
        problems.extend(
            Problem(where, prefix + str(key), "unknown", value[key]) for key in value if key not in self.members
        )
        return checked


@dataclass(frozen=True, kw_only=True)
class AnyObject(Field):
    """A JSON object whose members are the caller's business."""

    def check(self, value: Any, name: str, problems: Problems, where: str = "body") -> Any:
        if not isinstance(value, dict) and not (value is None and self.nullable):
            problems.append(Problem(where, name, "type", value))
        return value


@dataclass(frozen=True, kw_only=True)
class Either(Field):
    """A value whose declaration depends on the value itself, such as one object a data source type."""

    choose: Callable[[Any], Field]

    def check(self, value: Any, name: str, problems: Problems, where: str = "body") -> Any:
        return self.choose(value).check(value, name, problems, where)


def members(*, required: bool = False, nullable: bool = False, **fields: Field) -> Members:
    """Declare an object: `members(name=Text(required=True), remark=Text(max=255))`."""
    return Members(required=required, nullable=nullable, members=fields)


def check_query(declared: Mapping[str, Field], pairs: Iterable[tuple[str, str]], problems: Problems) -> dict[str, Any]:
    """Read the query; absent parameters get their default, repeated ones are refused unless declared so."""
    values: dict[str, Any] = {}
    for name, text in pairs:
        field = declared.get(name)
        if field is None:
            problems.append(Problem("query", name, "unknown", text))
        elif isinstance(field, Repeated):
            values.setdefault(name, []).append(field.item.parse(text, name, problems))
        elif name in values:
            problems.append(Problem("query", name, "duplicate", text))
        else:
            values[name] = field.parse(text, name, problems)
    for name, field in declared.items():
        if name not in values:
            if field.required:
                problems.append(Problem("query", name, "required"))
            values[name] = field.default
    return values
