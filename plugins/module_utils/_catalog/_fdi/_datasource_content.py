# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""The options of a data source's connection. Their documentation says which types need them, and which may."""

from __future__ import annotations

import typing as t
from dataclasses import replace

from ..._spec._field import Field
from ._datasource_types import API_AUTH_NEEDS, MEMBERS, TYPES


def _any(values: t.Iterable[t.Any]) -> str:
    """Name values of which any will do."""
    *most, last = (f"V({str(value).lower() if isinstance(value, bool) else value})" for value in values)
    return f"{', '.join(most)} or {last}" if most else last


def _suits(name: str) -> t.Iterator[str]:
    """Say which types need a member of ``content``, and which may have it."""
    needed = [kind for kind, rules in TYPES.items() if name in rules.needs]
    if needed:
        yield f"Required when O(type) is {_any(needed)}."
    cases: dict[tuple[str, t.Any], list[str]] = {}
    for kind, rules in TYPES.items():
        for option, value, names in rules.when:
            if name in names and kind not in needed:
                cases.setdefault((option, value), []).append(kind)
    for (option, value), kinds in cases.items():
        yield f"Required when O(type) is {_any(kinds)}, and C({option}) is {_any([value])}."
    required = {*needed, *(kind for kinds in cases.values() for kind in kinds)}
    possible = [kind for kind, rules in TYPES.items() if name in rules.known and kind not in required]
    if possible:
        yield f"Can be given when O(type) is {_any(possible)}."


def _suits_modes() -> t.Iterator[str]:
    """Say which types take which mode."""
    for mode in ("professional", "multiAddress"):
        yield f"V({mode}) suits {_any(kind for kind, rules in TYPES.items() if mode in rules.modes)} only."


def _suits_methods(name: str) -> t.Iterator[str]:
    """Say which ways to authenticate at an API need a member of ``api_auth_detail``."""
    needed = [method for method, needs in API_AUTH_NEEDS.items() if name in needs]
    if needed:
        yield f"Required when C(auth_method) is {_any(needed)}."
    for group in dict.fromkeys(need for needs in API_AUTH_NEEDS.values() for need in needs if isinstance(need, tuple)):
        if name in group:
            methods = [method for method, needs in API_AUTH_NEEDS.items() if group in needs]
            others = " or ".join(f"C({other})" for other in group if other != name)
            yield f"This or {others} is required when C(auth_method) is {_any(methods)}."


def _documented(f: Field, *remarks: t.Iterable[str]) -> Field:
    return replace(f, description=(str(f.description), *(text for texts in remarks for text in texts)))


def _needed_always(name: str) -> bool:
    return all(name in rules.needs for rules in TYPES.values() if name in rules.known)


def _member(f: Field) -> Field:
    if f.may_be_empty and _needed_always(f.name):
        f = replace(f, change=replace(f.change, clearable=False))
    if f.name == "api_auth_detail":
        f = replace(f, fields=tuple(_documented(each, _suits_methods(each.name)) for each in f.fields))
    return _documented(f, _suits_modes() if f.name == "mode" else (), _suits(f.name))


CONTENT = tuple(_member(f) for f in MEMBERS)
