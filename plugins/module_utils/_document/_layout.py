# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""Cuts a document into several, for instances of which one file would be too large to read. Pure."""

from __future__ import annotations

import re

from .._catalog._registry import BY_KIND
from .._spec._field import Ref
from .._spec._values import Values
from ._entries import READ_FROM

#: one document, one for each kind, one for each application and one for what belongs to none
LAYOUTS = ("file", "kinds", "apps")
_OWNERS = "apps"
_REST = "instance.yml"


def split(document: Values, layout: str) -> dict[str, Values]:
    """Return path of a file → the document that it holds. Kinds without entries are left out.

    :param layout: ``kinds`` or ``apps``
    """
    owner_of = Owners(document).of
    parts: dict[str, Values] = {}
    for kind, entries in document.items():
        for entry in entries if kind in BY_KIND else ():
            path = f"{kind}.yml" if layout == "kinds" else _path_of(owner_of(kind, entry))
            part = parts.setdefault(path, {READ_FROM: document[READ_FROM]})
            part.setdefault(kind, []).append(entry)
    return parts


def _path_of(app: str) -> str:
    """Name a file for an application; unusual characters are written as numbers, so that no two share a file."""
    if not app:
        return _REST
    name = re.sub(r"^\.|[^\w\-. ()]", lambda match: f"%{ord(match[0]):02X}", app)
    return f"{_OWNERS}/{name}.yml"


class Owners:
    """Finds the application that an entry belongs to, through what it refers to."""

    def __init__(self, document: Values) -> None:
        self._by_name: dict[tuple[str, str], list[Values]] = {}
        for kind, entries in document.items():
            for entry in entries if kind in BY_KIND else ():
                self._by_name.setdefault((kind, str(entry.get(BY_KIND[kind].identity[0]))), []).append(entry)

    def of(self, kind: str, entry: Values) -> str:
        """Return the name of the application, or nothing when the entry belongs to none."""
        if kind == _OWNERS:
            return str(entry.get("name", ""))
        refs = [ref for ref in BY_KIND[kind].refs if entry.get(ref.name)]
        direct = [str(entry[ref.name]) for ref in refs if ref.kind == _OWNERS]
        if direct:
            return direct[0]
        owners = [self._of_target(kind, ref, entry) for ref in refs if ref.kind != kind]
        return next((owner for owner in owners if owner), "")

    def _of_target(self, kind: str, ref: Ref, entry: Values) -> str:
        found = self._by_name.get((ref.kind, str(entry[ref.name])), [])
        told = {other: entry[own] for own, other in ref.qualifiers if own in entry}
        found = [target for target in found if all((target.get(name) or "") == value for name, value in told.items())]
        return self.of(ref.kind, found[0]) if len(found) == 1 else ""
