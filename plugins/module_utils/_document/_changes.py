# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""What is different between two documents, object by object: names of objects and options, never values. Pure."""

from __future__ import annotations

import typing as t

from .._catalog._registry import BY_KIND
from .._spec._values import Values

_MISSING = object()


def changes_between(before: Values, after: Values) -> dict[str, Values]:
    """Compare two documents, kind by kind. A kind that only one of them speaks of is left out.

    :returns: kind → ``added``, ``removed`` (names of objects) and ``changed`` (``name`` and ``options`` that differ);
        kinds without any difference are left out
    """
    found = {kind: _of_kind(kind, before[kind], after[kind]) for kind in after if kind in BY_KIND and kind in before}
    return {kind: each for kind, each in found.items() if any(each.values())}


def _of_kind(kind: str, before: t.Sequence[Values], after: t.Sequence[Values]) -> Values:
    had, has = _by_label(kind, before), _by_label(kind, after)
    return {
        "added": sorted(label for label in has if label not in had),
        "removed": sorted(label for label in had if label not in has),
        "changed": [
            {"name": label, "options": _differing(had[label], has[label])}
            for label in sorted(has)
            if label in had and had[label] != has[label]
        ],
    }


def _by_label(kind: str, entries: t.Iterable[Values]) -> dict[str, list[Values]]:
    """Return names → entries; there are several only where objects have the same names."""
    found: dict[str, list[Values]] = {}
    for entry in entries:
        names = [str(entry.get(name) or "") for name in BY_KIND[kind].identity]
        found.setdefault("/".join(filter(None, names)), []).append(entry)
    return {label: sorted(same, key=repr) for label, same in found.items()}


def _differing(had: list[Values], has: list[Values]) -> list[str]:
    if len(had) != len(has):
        return []
    return sorted({path for one, other in zip(had, has, strict=True) for path in _paths(one, other, "")})


def _paths(one: Values, other: Values, place: str) -> t.Iterator[str]:
    for name in {**one, **other}:
        had, has = one.get(name, _MISSING), other.get(name, _MISSING)
        if isinstance(had, dict) and isinstance(has, dict):
            yield from _paths(had, has, f"{place}{name}.")
        elif had != has:
            yield f"{place}{name}"
