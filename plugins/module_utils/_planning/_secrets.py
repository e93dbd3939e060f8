# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""Secrets among options: hidden, left out, passed on or counted, at any depth. Pure."""

from __future__ import annotations

import typing as t

from .._base._redaction import HIDDEN
from .._spec._field import Field, members
from .._spec._values import Values
from ._check import convert
from ._shape import is_text, shown


def hide_secrets(fields: t.Iterable[Field], values: Values) -> Values:
    """Return a copy in which every secret reads `HIDDEN`."""
    return map_secrets(fields, values, lambda path, value: HIDDEN)


def hide_for_logs(fields: t.Iterable[Field], values: Values) -> Values:
    """Return a copy in which every secret reads `HIDDEN`, and so does whatever is not understood: it may be one."""
    by_name = {f.name: f for f in fields}
    return {shown(name): _for_logs(by_name.get(name), value) for name, value in values.items()}


def _for_logs(f: Field | None, value: t.Any) -> t.Any:
    if value is None:
        return None
    if f is None or f.secret or convert(f.type, value)[1] or (isinstance(value, str) and not is_text(value)):
        return HIDDEN
    if isinstance(value, dict) and (f.fields or f.secret_keys):
        return hide_for_logs(members(f, value), value)
    if isinstance(value, (list, tuple)) and f.elements:
        return [_for_logs(Field("", "", type=f.elements, fields=f.fields), item) for item in value]
    return value


def leaves(value: t.Any) -> t.Iterator[str]:
    """Yield the texts in a value, whatever its shape: a secret may have been given in a list."""
    if isinstance(value, dict):
        for item in value.values():
            yield from leaves(item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from leaves(item)
    elif value is not None and not isinstance(value, bool):
        yield str(value)


def drop_secrets(fields: t.Iterable[Field], values: Values) -> Values:
    """Return a copy without any secret: what a result may carry."""
    return map_secrets(fields, values, lambda path, value: None)


def map_secrets(
    fields: t.Iterable[Field], values: Values, change: t.Callable[[str, t.Any], t.Any], path: str = ""
) -> Values:
    """Return a copy with every secret passed through `change` (option path, value); None leaves the member out."""
    by_name = {f.name: f for f in fields}
    result: Values = {}
    for name, value in values.items():
        f, here = by_name.get(name), f"{path}.{name}" if path else name
        if f is None or value is None:
            result[name] = value
        elif f.secret:
            changed = change(here, value)
            if changed is not None:
                result[name] = changed
        elif isinstance(value, dict) and (f.fields or f.secret_keys):
            result[name] = map_secrets(members(f, value), value, change, here)
        elif f.fields and isinstance(value, list):
            result[name] = [
                map_secrets(f.fields, item, change, f"{here}[{i}]") if isinstance(item, dict) else item
                for i, item in enumerate(value)
            ]
        else:
            result[name] = value
    return result


def secrets_in(fields: t.Iterable[Field], values: Values) -> dict[str, t.Any]:
    """Return option path → value of every secret that is given."""
    found: dict[str, t.Any] = {}

    def collect(path: str, value: t.Any) -> t.Any:
        found[path] = value
        return value

    map_secrets(fields, values, collect)
    return found
