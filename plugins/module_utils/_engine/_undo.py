# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""The way back: a document that, applied exactly, takes back what steps are about to do."""

from __future__ import annotations

import re
import typing as t
from dataclasses import dataclass, field, replace

from .._catalog._registry import RESOURCES
from .._instance._dump import entry_of, readable_secrets
from .._instance._inventory import Inventory, Record, with_references
from .._planning._exact import with_defaults
from .._planning._plan import CREATE, DELETE, placeholders_in
from .._service._client import Client
from .._spec._field import Child, Ref
from .._spec._resource import Resource
from .._spec._values import Values
from ._step import Step

_KEYS = re.compile(r"\[[^\]]*\]")


class Lost(t.NamedTuple):
    """A value that the run overwrites or deletes, and that the document cannot bring back.

    :param where: kind and names of the object
    :param why: what becomes of the option, in a sentence
    :param step: what does it; None when the object goes along with another one that is deleted
    :param secret: the name of the placeholder of a secret
    """

    where: str
    why: str
    step: Step | None
    secret: str = ""

    @property
    def deleted(self) -> bool:
        return self.step is None or self.step.plan.action == DELETE


@dataclass(frozen=True)
class WayBack:
    """What takes steps back.

    :param document: what is made becomes absent, all else becomes what it was; secrets are placeholders
    :param steps: what is taken back, each with the entry of the document that does so
    :param secrets: the values of those that the service gives back, by the names of their placeholders
    """

    document: dict[str, list[Values]]
    secrets: Values = field(default_factory=dict, repr=False)
    lost: tuple[Lost, ...] = ()
    steps: tuple[tuple[Step, Values], ...] = field(default=(), repr=False)

    def without(self, steps: set[Step]) -> WayBack:
        """Leave alone what some steps were to make, since others have made it."""
        kept = {id(entry) for step, entry in self.steps if step in steps and step.plan.action == CREATE}
        document = {
            kind: [entry for entry in entries if id(entry) not in kept] for kind, entries in self.document.items()
        }
        due = tuple((step, entry) for step, entry in self.steps if id(entry) not in kept)
        return replace(self, document={kind: found for kind, found in document.items() if found}, steps=due)

    def by_path(self) -> dict[str, Step]:
        """Return the path of an entry of the document → the step that it takes back."""
        paths = {id(entry): f"{kind}[{i}]" for kind, found in self.document.items() for i, entry in enumerate(found)}
        return {paths[id(entry)]: step for step, entry in self.steps}


def undo_of(client: Client, steps: t.Sequence[Step]) -> WayBack:
    """Read as a whole what is going to be changed or deleted, and return what brings it back.

    That includes what goes along with it, and what loses a part by it. What can only be enlarged stays.
    """
    writes = [step for step in steps if step.plan.writes]
    present = [step for step in writes if step.record is not None]
    doomed = {(step.entry.kind, step.record.id) for step in present if step.record and step.plan.action == DELETE}
    along = [resource for resource in RESOURCES if _ties(resource, {kind for kind, _id in doomed})]
    inventory = Inventory(client)
    losing = [(resource, child) for resource in RESOURCES for child in resource.children
              if _can_lose(resource, child, {kind for kind, _id in doomed}, writes)]  # fmt: skip
    kinds = [step.entry.kind for step in present]
    kinds += [*(resource.kind for resource in along), *(resource.kind for resource, _child in losing)]
    inventory.load_all(dict.fromkeys(with_references(kinds)))
    former: dict[tuple[str, str], tuple[Record, Step | None]] = {}
    for step in present:
        record = inventory.by_id(step.entry.kind, step.record.id) if step.record is not None else None
        if record is not None:
            former[record.resource.kind, record.id] = (record, step)
    for resource in along:
        for record in inventory.records(resource.kind):
            tied = any((ref.kind, record.refs.get(ref.name, "")) in doomed for ref in _ties(resource, kinds))
            if tied and not record.foreign:
                former.setdefault((resource.kind, record.id), (record, None))
    smaller = {}
    for resource, child in losing:
        others = [record for record in inventory.records(resource.kind)
                  if not record.foreign and (resource.kind, record.id) not in former]  # fmt: skip
        inventory.read_children((record, [child.name]) for record in others)
        gone = {*doomed, *_taken(resource, child, writes)}
        smaller.update({(resource.kind, record.id): (record, None) for record in others
                        if not gone.isdisjoint(_held(inventory, record, child))})  # fmt: skip
    former.update(smaller)
    _read_whole(inventory, [record for record, _step in former.values()])
    document: dict[str, list[Values]] = {resource.kind: [] for resource in RESOURCES}
    secrets: Values = {}
    lost: list[Lost] = []
    pairs: list[tuple[Step, Values]] = []
    for key, (record, due) in former.items():
        secrets.update(readable_secrets(inventory, record))
        whole = entry_of(inventory, record)
        if key not in smaller:
            lost += (loss for loss in _losses(record, whole, due) if loss.secret not in secrets)
        entry = _former(record, whole, due)
        document[record.resource.kind].append(entry)
        if due is not None:
            pairs.append((due, entry))
    for step in writes:
        if step.plan.action == CREATE and not step.entry.resource.singleton:
            entry = _absent(step)
            document[step.entry.kind].append(entry)
            pairs.append((step, entry))
    return WayBack({kind: found for kind, found in document.items() if found}, secrets, tuple(lost), tuple(pairs))


def _ties(resource: Resource, kinds: t.Collection[str]) -> list[Ref]:
    """Return the references to some kinds without which an object cannot be: it goes along with what they name."""
    return [ref for ref in resource.refs if ref.name in resource.identity and ref.kind in kinds]


def _can_lose(resource: Resource, child: Child, doomed: t.Collection[str], writes: t.Sequence[Step]) -> bool:
    """Tell whether objects may lose a part of a list: what it names is deleted, or another object takes it."""
    named = {ref.kind for ref in _named_in(child)}
    return not named.isdisjoint(doomed) or any(True for _key in _taken(resource, child, writes))


def _taken(resource: Resource, child: Child, writes: t.Sequence[Step]) -> t.Iterator[t.Any]:
    """Yield what writes take from whatever object has it, where only one can."""
    for step in writes:
        if child.exclusive and step.entry.resource is resource and child.name in step.plan.options:
            ids = step.target_ids()
            for i in range(len(step.plan.values.get(child.name) or [])):
                paths = [(ref.kind, f"{child.name}[{i}].{ref.name}") for ref in _named_in(child)]
                if all(path in ids for _kind, path in paths):
                    yield tuple((kind, ids[path]) for kind, path in paths)


def _held(inventory: Inventory, record: Record, child: Child) -> t.Iterator[t.Any]:
    """Yield what a part of an object names, each by itself and all together."""
    for item in record.raw.get(child.name) or []:
        found = [inventory.find(ref, str(item.get(ref.name))) for ref in _named_in(child)]
        keys = [(target.resource.kind, target.id) for target in found if target is not None]
        yield from keys
        yield tuple(keys)


def _named_in(child: Child) -> list[Ref]:
    return [f for f in child.fields if isinstance(f, Ref)]


def _read_whole(inventory: Inventory, records: t.Sequence[Record]) -> None:
    inventory.read_details(records)
    inventory.read_children((record, [child.name for child in record.resource.children]) for record in records)


def _losses(record: Record, whole: Values, step: Step | None) -> t.Iterator[Lost]:
    """Yield what no document holds, the secrets that are deleted or changed, what is enlarged, what is added for good.

    :param step: what is done to the object; None when it goes along with another one
    """
    resource = record.resource
    names = (str(whole.get(name, "")) for name in resource.identity)
    where = f"{resource.kind}/{'/'.join(filter(None, names))}"
    deleted = step is None or step.plan.action == DELETE
    changed = {_KEYS.sub("[]", path) for path in step.plan.changed} if step is not None else set()
    not_held = list(resource.reach.not_held(record.wire, record.raw))
    kept = [] if step is None or deleted else list(resource.reach.not_held(record.wire, {**record.raw, **_parts(step)}))
    for what, why in not_held:
        if (what, why) not in kept:
            yield Lost(where, f"{what} cannot be brought back: {why}", step)
    for path, name in placeholders_in(resource.fields, whole):
        if deleted or _KEYS.sub("[]", path) in changed:
            why = f"the former value of {path} cannot be brought back, since the service does not give it back"
            yield Lost(where, why, step, name)
    if step is None or deleted:
        return
    for name in sorted(step.plan.options):
        if resource.by_name[name].change.grows:
            yield Lost(where, f"{name} stays as it will be, since it can only become larger", step)
    for path in with_defaults(resource, step.plan.values, whole)[1]:
        yield Lost(where, f"{path} will have a value and cannot be taken away", step)


def _parts(step: Step) -> Values:
    """Return those parts with requests of their own that are going to be written."""
    return {child.name: step.plan.values[child.name] for child in step.entry.resource.children
            if child.name in step.plan.options}  # fmt: skip


def _former(record: Record, whole: Values, step: Step | None) -> Values:
    if step is None or step.plan.action == DELETE:
        return whole
    kept = {n: v for n, v in whole.items() if not (record.resource.by_name[n].change.grows and n in step.plan.options)}
    return {**kept, "id": record.id} if step.entry.id and step.entry.name != record.name else kept


def _absent(step: Step) -> Values:
    """Name what is made, with an empty text for what it could belong to and does not."""
    entry, resource = step.entry, step.entry.resource
    names = {
        name: entry.values.get(name, "")
        for name in resource.identity
        if name in entry.values or name not in resource.scope
    }
    told = {name: entry.values[name] for name in resource.qualifier_names if name in entry.values}
    return {**names, **told, "state": "absent"}
