# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""What an instance holds: one list pass a kind, narrowed where the service can narrow it."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field

from .._base._errors import RomaError, quoted
from .._catalog._registry import BY_KIND, RESOURCES
from .._service._answers import as_documented, check_id
from .._service._client import Client
from .._spec._field import Child, Ref
from .._spec._references import map_references
from .._spec._resource import Resource
from .._spec._values import Values
from .._spec._wire import values_from_wire

#: pairs (name of the reference by which a kind is listed, id of the object to look into)
Parents = t.Collection[tuple[str, str]]


#: stands in a record for a secret that nobody has asked for
_NOT_READ = "not read"
#: lists below single objects that may be read where one list of all objects would do
_FEW = 10


@dataclass
class Record:
    """An object as the service has it.

    :param values: its options; references by name where the named object is known
    :param refs: option → id of what it refers to
    :param raw: values of those parts that have requests of their own, with ids in place of names
    """

    resource: Resource
    id: str
    wire: Values = field(repr=False)
    values: Values = field(repr=False)
    refs: dict[str, str]
    raw: Values = field(default_factory=dict, repr=False)

    @property
    def name(self) -> str:
        return str(self.values.get(self.resource.identity[0], ""))

    @property
    def title(self) -> str:
        return self.resource.title_of(self.refs)

    @property
    def builtin(self) -> bool:
        return self.resource.reach.builtin(self.wire)

    @property
    def foreign(self) -> str:
        return self.resource.reach.foreign(self.wire)

    @property
    def declarable(self) -> bool:
        """Whether a document has to hold it so that another instance can be made alike."""
        return not self.foreign and (not self.builtin or self.resource.reach.edited(self.wire))

    def shows(self, ref: Ref) -> bool:
        """Tell whether what has been read shows a reference. One that lies in a part of it is not looked for there."""
        value: t.Any = self.wire
        for part in ref.wire_name.split(".") if ref in self.resource.refs else ["?"]:
            if not isinstance(value, dict) or part not in value:
                return False
            value = value[part]
        return True


class Inventory:
    """Reads kinds and finds objects in them; `narrowed` are the kinds of which only some names have been asked for.

    :param secrets: read what is nothing but a secret, too; otherwise it is enough to know whose it is
    """

    def __init__(self, client: Client, secrets: bool = True) -> None:
        self.client = client
        self._secrets = secrets
        self.narrowed: set[str] = set()
        self._records: dict[str, dict[str, Record]] = {}
        self._by_name: dict[str, dict[str, list[Record]]] = {}
        self._by_member: dict[tuple[str, str], dict[str, Record]] = {}

    def load(
        self,
        kind: str,
        names: t.Collection[str] | None = None,
        parents: Parents | None = None,
        query: Values | None = None,
    ) -> None:
        """Read a kind.

        :param names: the only names that are of interest; None for all
        :param parents: the objects to look into, for a kind that is listed object by object; None for all
        :param query: further parameters that narrow the list
        """
        self.load_all({kind: names}, {kind: parents}, {kind: query or {}})

    def load_all(
        self,
        kinds: t.Mapping[str, t.Collection[str] | None],
        parents: t.Mapping[str, Parents | None] | None = None,
        queries: t.Mapping[str, Values] | None = None,
    ) -> None:
        """Read several kinds, given in the order of their dependence: those that stand alone at the same time."""
        alone = [kind for kind in kinds if not BY_KIND[kind].scope]
        query = {kind: {**_narrow(BY_KIND[kind], names), **(queries or {}).get(kind, {})}
                 for kind, names in kinds.items()}  # fmt: skip
        for kind in kinds:
            if query[kind]:
                self.narrowed.add(kind)
            else:
                self.narrowed.discard(kind)
        above = {kind: {parent for _ref, parent in (parents or {}).get(kind) or ()} for kind in alone}

        def read(kind: str) -> list[Values]:
            if BY_KIND[kind].listing.below:
                return self._walk(BY_KIND[kind], kinds[kind], above[kind])
            return self._list(BY_KIND[kind], {}, query[kind])

        lists = self.client.map(read, alone)
        for kind, wires in zip(alone, lists, strict=True):
            self._add_all(BY_KIND[kind], wires)
        for kind in kinds:
            if kind not in alone:
                self._load_below(BY_KIND[kind], query[kind], (parents or {}).get(kind))

    def _load_below(self, resource: Resource, query: Values, parents: Parents | None) -> None:
        """Read a kind that is listed object by object."""
        every = [(scope.name, record.id) for scope in resource.scopes for record in self.records(scope.kind)]
        wanted = every if parents is None else list(parents)
        if resource.listing.whole and len(wanted) > max(1, min(_FEW, len(every) / 2)):
            self._add_all(resource, self._read_whole(resource, query, wanted))
            return
        found = self.client.map(lambda parent: self._read_below(resource, *parent, query), wanted)
        self._add_all(resource, [wire for below in found for wire in below])

    def _read_whole(self, resource: Resource, query: Values, parents: Parents) -> list[Values]:
        """Read all objects of such a kind at once; of no use are those whose parent the caller may not see."""
        members = [(scope.name, scope.wire_name) for scope in resource.scopes]
        wires, wanted = self._list(resource, {}, query, resource.listing.whole), set(parents)
        with as_documented(resource.kind):
            return [wire for wire in wires if any((name, wire[member]) in wanted for name, member in members)]

    def _walk(self, resource: Resource, names: t.Collection[str] | None, above: t.Collection[str]) -> list[Values]:
        """Read a kind level by level, and no further than until all the names are found.

        :param above: names of objects below which some of them should lie
        """
        name, parent = (resource.by_name[option].wire_name for option in (resource.identity[0], resource.listing.below))
        found: list[Values] = []
        seen: set[str] = set()
        waiting: dict[str, None] = {}

        def take(wires: list[Values]) -> None:
            found.extend(wires)
            with as_documented(resource.kind):
                new = dict.fromkeys(wire[name] for wire in wires if wire[name] not in seen)
            waiting.update(new)
            seen.update(new)

        take(self._list(resource, {}, {}))
        while waiting:
            if names is not None and seen.issuperset(names):
                self.narrowed.add(resource.kind)
                break
            level = [code for code in waiting if code in above] or list(waiting)
            for code in level:
                del waiting[code]
            for wires in self.client.map(lambda code: self._list(resource, {}, {parent: code}), level):
                take(wires)
        return found

    def _add_all(self, resource: Resource, wires: t.Iterable[Values]) -> None:
        for wire in wires:
            record = self.record(resource, wire)
            self._check_identity(record)
            self.add(record)

    @staticmethod
    def _check_identity(record: Record) -> None:
        """An object that cannot be told from others would count as missing, and be made again."""
        resource = record.resource
        name = resource.by_name[resource.identity[0]]
        if not record.id:
            raise RomaError(f"{resource.kind}: the service lists a {resource.title} without {resource.id_member}")
        if not isinstance(name, Ref) and not record.name:
            raise RomaError(f"{resource.kind}: the service lists a {resource.title} without {name.wire_name}")

    def _read_below(self, resource: Resource, option: str, parent: str, query: Values) -> list[Values]:
        scope = resource.by_name[option]
        told = [f for f in resource.own_fields if f is not scope]
        if resource.singleton and not self._secrets and all(f.secret for f in told):
            unread = {f.wire_name: _NOT_READ for f in told}
            return [{resource.id_member: parent, **unread, scope.wire_name: parent}]
        if resource.singleton:
            wire = self.client.read(resource.collection, {scope.wire_name: parent})
            if not any(wire.get(f.wire_name) is not None for f in told):
                raise RomaError(f"{self.client.asked(resource.collection, {scope.wire_name: parent})}: "
                                f"the answer holds no {resource.title}")  # fmt: skip
            return [{resource.id_member: parent, **wire, scope.wire_name: parent}]
        in_path = "{" + scope.wire_name + "}" in resource.collection
        if not in_path:
            query = {**query, scope.wire_name: parent}
        wires = self._list(resource, {scope.wire_name: parent}, query)
        return [{**wire, scope.wire_name: parent} for wire in wires]

    def _list(self, resource: Resource, ids: dict[str, str], query: Values, path: str = "") -> list[Values]:
        path, listing = path or resource.collection, resource.listing
        return self.client.pages(path, listing.items, ids, query, listing.page_size)

    def record(self, resource: Resource, wire: Values) -> Record:
        """Make a record of an object of the service.

        :raises RomaError: the object is not as documented
        """
        with as_documented(f"{resource.title} {quoted(str(wire.get(resource.id_member, '')), 100)}"):
            return self._record(resource, wire)

    def _record(self, resource: Resource, wire: Values) -> Record:
        wire = resource.wire.received(wire)
        values = values_from_wire(resource.own_fields, wire)
        refs: dict[str, str] = {}
        for ref in resource.refs:
            on_wire = values.pop(ref.name, None)
            if on_wire:
                target = self.find(ref, str(on_wire))
                refs[ref.name] = target.id if target is not None else str(on_wire)
                name = target.name if target is not None else wire.get(ref.named)
                if name:
                    values[ref.name] = name
        nested = [f for f in resource.own_fields if not isinstance(f, Ref)]
        values = map_references(nested, values, self._named)
        return Record(resource, str(wire.get(resource.id_member, "")), wire, values, refs)

    def find(self, ref: Ref, on_wire: str) -> Record | None:
        """Return what a reference on the wire stands for, if it has been read. Some editions show an id after all."""
        if not ref.member:
            return self.by_id(ref.kind, on_wire)
        index = self._by_member.setdefault((ref.kind, ref.member), {})
        if len(index) != len(self._records.get(ref.kind, {})):
            index.update((str(record.wire.get(ref.member)), record) for record in self.records(ref.kind))
        return index.get(on_wire) or self.by_id(ref.kind, on_wire)

    def _named(self, path: str, ref: Ref, beside: Values, on_wire: t.Any) -> t.Any:
        target = self.find(ref, str(on_wire))
        return target.name if target is not None else on_wire

    def add(self, record: Record) -> None:
        kind = record.resource.kind
        known = self._records.setdefault(kind, {})
        if record.id not in known:  # a page may repeat an object when others are made meanwhile
            known[record.id] = record
            self._by_name.setdefault(kind, {}).setdefault(record.name, []).append(record)

    def records(self, kind: str) -> list[Record]:
        return list(self._records.get(kind, {}).values())

    def by_id(self, kind: str, object_id: str) -> Record | None:
        return self._records.get(kind, {}).get(object_id)

    def by_name(self, kind: str, name: str) -> list[Record]:
        return self._by_name.get(kind, {}).get(name, [])

    def option(self, record: Record, name: str) -> t.Any:
        """Return an option of an object. A qualifier is the option of what the reference that it belongs to names.

        :returns: None when that has not been read
        """
        while name in record.resource.qualified:
            ref, name_there = record.resource.qualified[name]
            target = self.by_id(ref.kind, record.refs.get(ref.name, ""))
            if target is None:
                return None
            record, name = target, name_there
        return record.values.get(name)

    def read_children(self, records: t.Iterable[tuple[Record, t.Collection[str]]]) -> None:
        """Read those parts of objects that have requests of their own: pairs of record and option names."""
        todo = [
            (record, child) for record, names in records for child in record.resource.children if child.name in names
        ]

        def read(pair: tuple[Record, Child]) -> t.Any:
            record, child = pair
            with as_documented(f"{child.name} of {record.title} {record.name}"):
                return child.read(self.client, record.wire)

        for (record, child), value in zip(todo, self.client.map(read, todo), strict=True):
            self.take_child(record, child, value)

    def take_child(self, record: Record, child: Child, value: t.Any) -> None:
        """Note what the service has for a part that has requests of its own, with ids in place of names."""
        record.raw[child.name] = value
        shown = child.shown(value)
        named = map_references([child], {child.name: shown}, self._named)[child.name]
        record.values[child.name] = self._told_apart(child, shown, named) if child.qualified_refs else named

    def _told_apart(self, child: Child, ids: t.Any, named: t.Any) -> t.Any:
        """Add to the entries of a list what tells apart the objects of one name."""
        return [
            {**entry, **{own: self.option(target, other) or "" for ref in child.qualified_refs
                         if (target := self.find(ref, str(with_ids.get(ref.name)))) is not None
                         for own, other in ref.qualifiers}}
            for with_ids, entry in zip(ids or [], named or [], strict=True)
        ]  # fmt: skip

    def read_details(self, records: t.Iterable[Record]) -> None:
        """Read the rest of objects of which a list shows only a part, of all kinds at the same time."""
        todo = [record for record in records if record.resource.listing.detail and not record.foreign]

        def detail(record: Record) -> Record:
            resource = record.resource
            below = {scope.wire_name: record.refs[scope.name] for scope in resource.scopes if scope.name in record.refs}
            ids = {"id": record.id, **below}
            wire = self.client.read(resource.object_path, ids)
            with as_documented(self.client.asked(resource.object_path, ids)):
                check_id(resource.wire.received(wire), resource.id_member, record.id,
                         self.client.asked(resource.object_path, ids))  # fmt: skip
            return self.record(resource, {**record.wire, **wire})

        for record, whole in zip(todo, self.client.map(detail, todo), strict=True):
            record.wire, record.values, record.refs = whole.wire, whole.values, whole.refs


def _narrow(resource: Resource, names: t.Collection[str] | None) -> Values:
    """Return the query that narrows a list to one name; the service may match it loosely."""
    if names is None or len(names) != 1:
        return {}
    (name,) = names
    for option, parameter, longest in resource.listing.filters:
        if option == resource.identity[0] and name:
            return {parameter: name[:longest]}
    return {}


def with_references(kinds: t.Iterable[str]) -> list[str]:
    """Return the kinds and all that they refer to, in the order in which they have to be read."""
    needed: set[str] = set()

    def visit(kind: str) -> None:
        if kind not in needed:
            needed.add(kind)
            for other in BY_KIND[kind].kinds:
                visit(other)

    for kind in kinds:
        visit(kind)
    return [resource.kind for resource in RESOURCES if resource.kind in needed]
