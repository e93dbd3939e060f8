# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""What is different between two documents, object by object: names of objects and options, never values. Pure."""

from __future__ import annotations

import typing as t

from .._catalog._registry import BY_KIND
from .._spec._values import Values
from ._comparison import ADDED, CHANGED, REMOVED, Difference, compare
from ._entries import parse


def changes_between(before: Values, after: Values) -> dict[str, Values]:
    """Compare two documents, kind by kind. A kind that only one of them speaks of is left out.

    :returns: kind → ``added``, ``removed`` (names of objects) and ``changed`` (``name`` and ``options`` that differ);
        kinds without any difference are left out
    :raises InputError: one of them is no document of this version
    """
    kinds = [kind for kind in BY_KIND if kind in before and kind in after]
    if not kinds:
        return {}
    had, has = (parse({kind: document[kind] for kind in kinds}) for document in (before, after))
    found: dict[str, list[Difference]] = {}
    for item in compare(had, has).differences:
        found.setdefault(item.kind, []).append(item)
    return {kind: _told(found[kind]) for kind in kinds if kind in found}


def _told(differences: t.Iterable[Difference]) -> Values:
    told: Values = {ADDED: [], REMOVED: [], CHANGED: []}
    for item in differences:
        changed = {"name": item.name, "options": list(item.options)}
        told[item.change].append(changed if item.change == CHANGED else item.name)
    return told
