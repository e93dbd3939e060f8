# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""In which order archives are imported: what others refer to comes first. Pure."""

from __future__ import annotations

import typing as t
from graphlib import CycleError, TopologicalSorter

from ..._catalog._registry import BY_KIND
from ..._document._entries import Entry
from ..._document._layout import Owners
from ..._spec._references import references
from ..._spec._values import Values


def import_order(
    files: t.Sequence[str], archives: t.Any, entries: t.Sequence[Entry]
) -> tuple[list[str], list[list[str]]]:
    """Order archives by the references between the applications whose objects they hold.

    :param files: their names, in the order that they have when nothing is known
    :param archives: what the manifest says that each holds; older ones do not say it by name
    :param entries: the document of the backup
    :returns: the names in order, and groups of names that refer to one another, so that no order suits all of them
    """
    needs = _needs_of_apps(entries)
    holds: dict[str, set[str]] = {name: set() for name in files}
    wants: dict[str, set[str]] = {name: set() for name in files}
    owners = Owners(_document(entries))
    tasks = {entry.name: owners.of(entry.kind, entry.values) for entry in entries if entry.kind == "tasks"}
    for row in archives if isinstance(archives, list) else ():
        file = next((name for name in files if str(_named(row, "path")).endswith(name)), None)
        if file is not None:
            holds[file].update(map(str, _listed(row, "apps")))
            wants[file].update(other for app in holds[file] for other in needs.get(app, ()))
            wants[file].update(tasks.get(str(task), "") for task in _listed(row, "tasks"))
    before = {file: {other for other in files if other != file and holds[other] & wants[file]} for file in files}
    cycles: list[list[str]] = []
    while True:
        try:
            return list(TopologicalSorter({file: sorted(before[file]) for file in files}).static_order()), cycles
        except CycleError as exc:
            chain = list(exc.args[1])  # each is needed by the next one, and the last is the first
            cycles.append(sorted(set(chain)))
            for name in set(chain):
                before[name] -= set(chain)


def _needs_of_apps(entries: t.Sequence[Entry]) -> dict[str, set[str]]:
    """Return application → those to whose objects its own refer."""
    owners = Owners(_document(entries))
    by_name: dict[tuple[str, str], list[Entry]] = {}
    for entry in entries:
        by_name.setdefault((entry.kind, entry.name), []).append(entry)
    needs: dict[str, set[str]] = {}
    for entry in entries:
        app = owners.of(entry.kind, entry.values)
        for _path, ref, _beside, name in references(entry.resource.fields, entry.values):
            others = {owners.of(other.kind, other.values) for other in by_name.get((ref.kind, name), [])}
            needs.setdefault(app, set()).update(others - {app, ""})
    return needs


def _document(entries: t.Iterable[Entry]) -> dict[str, list[Values]]:
    document: dict[str, list[Values]] = {kind: [] for kind in BY_KIND}
    for entry in entries:
        document[entry.kind].append(entry.values)
    return document


def _named(row: t.Any, member: str) -> t.Any:
    return row.get(member, "") if isinstance(row, dict) else ""


def _listed(row: t.Any, member: str) -> list[t.Any]:
    found = _named(row, member)
    return found if isinstance(found, list) else []
