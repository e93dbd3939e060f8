# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the emulator takes: the members of all its operations, as they are declared."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from tests.contract.limits.facts import Limits, Opinion
from tests.emulator.frame.bodies import FormBody, JsonBody, MultipartBody
from tests.emulator.frame.family import Operation
from tests.emulator.frame.fields import Bool, Field, Int, ListOf, Members, Number, Repeated, Text
from tests.emulator.routers import all_families
from tests.emulator.routers.apic_api_fields import Headers
from tests.emulator.routers.apic_common import Precisely
from tests.emulator.routers.fdi_content import Content

OPERATIONS: tuple[Operation, ...] = tuple(item for family in all_families() for item in family.operations)


def members() -> dict[tuple[str, str], Opinion]:
    """Return (operation, place such as `body.users[].id`) → what the emulator thinks of it."""
    return {(operation.name, place): opinion for operation in OPERATIONS for place, opinion in _members_of(operation)}


def _members_of(operation: Operation) -> Iterator[tuple[str, Opinion]]:
    for name, field in operation.query.items():
        yield from _parameter(field, f"query.{name}")
    body = operation.body
    if isinstance(body, (JsonBody, FormBody)):
        yield from _member(body.field, "body")
    elif isinstance(body, MultipartBody):
        yield from _member(Members(members=body.parts), "body")


def _parameter(field: Field, place: str) -> Iterator[tuple[str, Opinion]]:
    if isinstance(field, Repeated):
        yield place, Opinion(Limits("list"), lambda values: True)
        yield from _parameter(field.item, f"{place}[]")
    elif isinstance(field, Precisely):
        yield place, Opinion(Limits("text", choices=tuple(sorted(field.names))), field.names.__contains__)
    elif (limits := _limits(field)) is not None:
        yield place, Opinion(limits, lambda value: _is_taken(field, value, parsed=True))


def _member(field: Field, place: str) -> Iterator[tuple[str, Opinion]]:
    if isinstance(field, Content):
        yield from _member(field.schema, place)
    elif isinstance(field, Headers):
        yield from _member(field.rows, place)
    elif isinstance(field, Members):
        for name, inner in field.members.items():
            yield from _member(inner, f"{place}.{name}")
    elif isinstance(field, ListOf):
        counted = replace(field, item=Field(nullable=True))
        yield place, Opinion(_limits(field), lambda value: _is_taken(counted, value))
        yield from _member(field.item, f"{place}[]")
    elif (limits := _limits(field)) is not None:
        yield place, Opinion(limits, lambda value: _is_taken(field, value))


def _is_taken(field: Field, value: Any, parsed: bool = False) -> bool:
    """Tell whether a value is taken as it is: what is refused is not, nor what is moved to the nearest bound."""
    problems: list[Any] = []
    found = field.parse(str(value), "", problems) if parsed else field.check(value, "", problems)
    return not problems and found == value


def _limits(field: Field) -> Limits | None:
    """Return the figures of a declaration. What has a form of its own, such as JSON in a text, has none."""
    if isinstance(field, Text):
        pattern = field.pattern if isinstance(field.pattern, str) or field.pattern is None else field.pattern.pattern
        choices = None if field.choices is None else tuple(field.choices)
        return Limits("text", field.min or None, field.max, choices, pattern or "")
    if isinstance(field, (Int, Number)):
        choices = tuple(field.choices) if isinstance(field, Int) and field.choices is not None else None
        return Limits("int" if isinstance(field, Int) else "number", field.min, field.max, choices)
    if isinstance(field, ListOf):
        return Limits("list", field.min or None, field.max)
    return Limits("bool") if isinstance(field, Bool) else None
