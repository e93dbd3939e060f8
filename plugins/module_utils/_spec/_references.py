# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""References to other objects in the options of one."""

from __future__ import annotations

import typing as t

from ._field import Field, Ref
from ._values import Values


def map_references(
    fields: t.Iterable[Field], values: Values, change: t.Callable[[str, Ref, Values, t.Any], t.Any], path: str = ""
) -> Values:
    """Return a copy with every reference passed through `change` (option path, field, options beside it, value)."""
    by_name = {f.name: f for f in fields}
    result: Values = {}
    for name, value in values.items():
        f, here = by_name.get(name), f"{path}.{name}" if path else name
        if f is None or value in (None, ""):
            result[name] = value
        elif isinstance(f, Ref) and f.kind:
            if isinstance(value, list):
                result[name] = [change(f"{here}[{i}]", f, values, item) for i, item in enumerate(value)]
            else:
                result[name] = change(here, f, values, value)
        elif f.fields and isinstance(value, dict):
            result[name] = map_references(f.fields, value, change, here)
        elif f.fields and isinstance(value, list):
            result[name] = [
                map_references(f.fields, item, change, f"{here}[{i}]") if isinstance(item, dict) else item
                for i, item in enumerate(value)
            ]
        else:
            result[name] = value
    return result


def references(fields: t.Iterable[Field], values: Values) -> list[tuple[str, Ref, Values, str]]:
    """Return (option path, field, options beside it, name) of every reference that is given."""
    found: list[tuple[str, Ref, Values, str]] = []

    def collect(path: str, ref: Ref, beside: Values, value: t.Any) -> t.Any:
        found.append((path, ref, beside, str(value)))
        return value

    map_references(fields, values, collect)
    return found
