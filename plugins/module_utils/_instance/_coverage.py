# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""How much of what an instance holds is in its document, and in the service's own archives: counted, kind by kind."""

from __future__ import annotations

import typing as t
from collections import Counter

from .._spec._resource import Resource
from .._spec._values import Values
from ._inventory import Inventory, Record

_NAMED = 10  # objects that are named for one reason; all of them are counted


def gaps(record: Record) -> t.Iterator[dict[str, str]]:
    """Say what of an object the document does not hold, and why."""
    resource = record.resource
    label = "/".join(str(record.values[name]) for name in resource.identity if record.values.get(name))
    named = {"kind": resource.kind, "name": label or record.id}
    if record.foreign:
        yield {**named, "what": f"the {resource.title}", "why": f"it {record.foreign}"}
        return
    for what, why in resource.reach.not_held(record.wire, record.raw):
        yield {**named, "what": what, "why": why}


def coverage_of(resource: Resource, records: t.Iterable[Record]) -> Values:
    """Count the objects of a kind. What the service has made and nobody has changed is on every instance, and left out.

    :returns: ``found``, and of these: ``document`` that the document holds, ``archivable`` that the service's archives
        hold, ``archive_only`` that only these do, ``partly`` of which the document lacks a part. ``reasons`` say why it
        lacks some, ``archived`` of which the archives hold
    """
    own = [record for record in records if record.foreign or record.declarable]
    held = [record for record in own if record.declarable]
    archivable = [record for record in own if resource.reach.archived(record.values)]
    return {
        "kind": resource.kind,
        "found": len(own),
        "document": len(held),
        "archivable": len(archivable),
        "archive_only": sum(not record.declarable for record in archivable),
        "partly": sum(any(gaps(record)) for record in held),
        "reasons": _reasons([(record, gap) for record in own for gap in gaps(record)]),
    }


def _reasons(found: t.Sequence[tuple[Record, t.Mapping[str, str]]]) -> list[Values]:
    counts = Counter((gap["what"], gap["why"]) for _record, gap in found)
    reasons = []
    for (what, why), count in counts.items():
        records = [(record, gap["name"]) for record, gap in found if (gap["what"], gap["why"]) == (what, why)]
        archived = sum(bool(record.foreign) and record.resource.reach.archived(record.values) for record, _n in records)
        names = [name for _record, name in records][:_NAMED]
        reasons.append({"what": what, "why": why, "count": count, "archived": archived, "names": names})
    return reasons


def outside(inventory: Inventory, chosen: t.Iterable[Resource]) -> dict[str, list[str]]:
    """Return kind → names of what is there and can be referred to though no document holds it: built in, or foreign."""
    kinds = {kind for resource in chosen for kind in (resource.kind, *resource.kinds)}
    found = {kind: [record.name for record in inventory.records(kind) if not record.declarable] for kind in kinds}
    return {kind: sorted(names) for kind, names in sorted(found.items()) if names}
