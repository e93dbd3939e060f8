# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""Takes out of a document what belongs to the one instance that it was read from. Pure."""

from __future__ import annotations

import typing as t

from .._catalog._registry import BY_KIND
from .._spec._field import Field
from .._spec._values import Values


def portable(document: Values) -> Values:
    """Return a document without keys and user names that the service has made up, and without times that are past."""
    return {
        kind: [_without(BY_KIND[kind].fields, entry) for entry in entries] if kind in BY_KIND else entries
        for kind, entries in document.items()
    }


def _without(fields: t.Iterable[Field], values: Values) -> Values:
    by_name = {f.name: f for f in fields}
    result: Values = {}
    for name, value in values.items():
        f = by_name.get(name)
        if f is None or not f.is_instance_made(value):
            kept = _deeper(f, value) if f is not None and f.fields else value
            if kept != {} or value == {}:
                result[name] = kept
    return result


def _deeper(f: Field, value: t.Any) -> t.Any:
    if isinstance(value, dict):
        return _without(f.fields, value)
    if isinstance(value, list):
        return [_without(f.fields, item) if isinstance(item, dict) else item for item in value]
    return value
