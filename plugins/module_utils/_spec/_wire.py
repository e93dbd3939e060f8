# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""Between option names and what stands on the wire."""

from __future__ import annotations

import json
import typing as t

from ._field import Field
from ._values import Misshapen, Values

_SCALARS = (str, int, float)
_SHAPES: dict[str, t.Any] = {"list": list, "dict": dict}


def values_from_wire(fields: t.Iterable[Field], wire: Values) -> Values:
    """Turn a service's object into option names. Missing, null and unset are one; unknown members are dropped."""
    values: Values = {}
    for f in fields:
        value: t.Any = wire
        for part in f.wire_name.split("."):
            value = value.get(part) if isinstance(value, dict) else None
        if value is not None:
            values[f.name] = _from_wire(f, value)
    return values


def _from_wire(f: Field, value: t.Any) -> t.Any:
    """Turn a member's value. Services are free in how they write numbers and truth values, but not with the rest.

    :raises Misshapen: a list or an object stands in place of something else, or the other way round
    """
    if f.written and isinstance(value, str):
        value = _unpacked(f, value)
    shape = _SHAPES.get(f.type, _SCALARS)
    inner = dict if f.fields else _SHAPES.get(f.elements or "", _SCALARS)
    if not isinstance(value, shape) or (shape is list and not all(isinstance(item, inner) for item in value)):
        raise Misshapen(f"{f.wire_name} is not as documented")
    if f.codes:
        return next((option for option, code in f.codes if code == value), value)
    if f.fields and isinstance(value, dict):
        return values_from_wire(f.fields, value)
    if f.fields and isinstance(value, list):
        return [values_from_wire(f.fields, item) for item in value]
    if f.type == "str" and isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value)
    return value


def _unpacked(f: Field, text: str) -> t.Any:
    """Read a list or a mapping out of a text. An empty text is none."""
    if f.written == "commas":
        return [part for part in text.split(",") if part]
    try:
        return json.loads(text) if text else _SHAPES[f.type]()
    except ValueError as exc:
        raise Misshapen(f"{f.wire_name} is not as documented") from exc


def _packed(f: Field, value: t.Any) -> str:
    if f.written == "commas":
        return ",".join(map(str, value or []))
    return json.dumps(value, ensure_ascii=False) if value else ""


def values_to_wire(fields: t.Iterable[Field], values: Values) -> Values:
    """Turn option names into a request's members. References must have been replaced by ids before."""
    wire: Values = {}
    for f in fields:
        if f.name in values:
            place = wire
            *outer, last = f.wire_name.split(".")
            for part in outer:
                place = place.setdefault(part, {})
            value = _to_wire(f, values[f.name])
            if isinstance(value, dict) and isinstance(place.get(last), dict):
                place[last].update(value)
            else:
                place[last] = value
    return wire


def _to_wire(f: Field, value: t.Any) -> t.Any:
    if f.written:
        return _packed(f, _members_to_wire(f, value))
    return _members_to_wire(f, value)


def _members_to_wire(f: Field, value: t.Any) -> t.Any:
    if f.codes:
        return next((code for option, code in f.codes if option == value), value)
    if f.fields and isinstance(value, dict):
        return values_to_wire(f.fields, value)
    if f.fields and isinstance(value, list):
        return [values_to_wire(f.fields, item) for item in value]
    return value
