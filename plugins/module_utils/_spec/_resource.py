# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""The vocabulary that describes a kind of object once: where it is, how it is read and written, what it must obey."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field
from functools import cached_property

from ._field import Child, Field, Ref
from ._values import Values

#: pairs (option path, what is wrong with it)
Problems = t.Iterable[tuple[str, str]]
#: (client, ids for the path, body) → the object as the service has it afterwards, or None
Request = t.Callable[[t.Any, t.Mapping[str, str], Values], t.Any]


@dataclass(frozen=True)
class Query(Field):
    """An option of the module that reads: a parameter by which the service narrows a list.

    :param sent: the option's value → the parameter's. Raises ValueError, which says why there is none
    :param fits: (facts as the service tells them, the parameter) → whether an object is meant, however loosely the
        service compares
    """

    sent: t.Callable[[t.Any], t.Any] = field(default=lambda value: value)
    fits: t.Callable[[Values, t.Any], bool] = field(default=lambda told, parameter: True)


@dataclass(frozen=True)
class Listing:
    """How objects are found.

    :param items: the member of a list's answer that holds the objects
    :param page_size: the largest page that the service documents
    :param filters: triples (option, query parameter, longest text) by which a list can be narrowed; matches may be
        fuzzy, since they are compared again
    :param queries: further options of the module that reads, by which a list can be narrowed
    :param detail: a list shows only part of an object; the rest is read one by one, for the declared ones only
    :param below: the reference to the object above, where a list holds only what lies below one object, or at the top
    :param whole: path of a list of all objects, where that of the collection holds only those below one object
    """

    items: str = ""
    page_size: int = 500
    filters: tuple[tuple[str, str, int], ...] = ()
    queries: tuple[Query, ...] = ()
    detail: bool = False
    below: str = ""
    whole: str = ""


@dataclass(frozen=True)
class Wire:
    """What lies between an object as the service has it and its members.

    :param received: mends an object as the service gives it, before its members are read
    :param partial: a change sends only the members that differ; otherwise it is a full replacement
    :param carried: members without an option that a full replacement has to carry over, or it would reset them
    :param created_with: members that a create request carries beside the fields: (options) → members
    :param sent: mends the body of a create or update request before it is sent
    """

    received: t.Callable[[Values], Values] = field(default=lambda wire: wire)
    partial: bool = False
    carried: tuple[str, ...] = ()
    created_with: t.Callable[[Values], Values] = field(default=lambda values: {})
    sent: t.Callable[[Values], Values] = field(default=lambda body: body)


@dataclass(frozen=True)
class Requests:
    """Requests that are not the usual ones.

    :param create, update: send what a POST to the collection and a PUT to the object do not
    :param before_delete: does what has to come before a DELETE: (client, object)
    :param before_delete_many: does that for several with fewer requests: (client, objects) → ids of those that are
        ready. `before_delete` does it for each of the others, and says what is wrong with it
    :param delete_many: deletes several at once: (client, objects) → id of what failed → why
    """

    create: Request | None = None
    update: Request | None = None
    before_delete: t.Callable[[t.Any, Values], None] = field(default=lambda client, wire: None)
    before_delete_many: t.Callable[[t.Any, list[Values]], t.Collection[str]] | None = None
    delete_many: t.Callable[[t.Any, list[Values]], dict[str, str]] | None = None


@dataclass(frozen=True)
class Rules:
    """What holds between the options of an object, and between it and others. Problems are (option path, sentence).

    :param check: of any entry: (options) → problems
    :param check_new: of a complete definition, as a new object needs it, in the same way
    :param check_creation: of what a create request is stricter about than one that changes an object, in the same way
    :param check_targets: with what it refers to: (the object's options, reference → options of what it names where it
        was given) → problems
    :param target_parts: names of parts with requests of their own of what it refers to, which that needs
    :param unique: groups of options that no two objects have the same values of
    :param settled: (parts as they were read, options that were given) → the options, with what follows from both
    :param objections: (parts as they were read, options as they are, options that were given, names of those that
        differ) → problems that make a change impossible
    :param remarks: (parts as they were read, options that were given, options as they shall be, whether the object is
        new) → what people have to know
    :param needs: (options) → (option path, feature of the instance, member of its configuration, least value of that);
        a feature that need only be on has an empty member
    :param awaits: (options, whether the object is new) → triples (kind, option, value): the entries with that value
        have to be there first, though nothing refers to them by an option
    """

    check: t.Callable[[Values], Problems] = field(default=lambda values: ())
    check_new: t.Callable[[Values], Problems] = field(default=lambda values: ())
    check_creation: t.Callable[[Values], Problems] = field(default=lambda values: ())
    check_targets: t.Callable[[Values, t.Callable[[str], Values | None]], Problems] = field(
        default=lambda values, target: ()
    )
    target_parts: tuple[str, ...] = ()
    unique: tuple[tuple[str, ...], ...] = ()
    settled: t.Callable[[Values, Values], Values] = field(default=lambda raw, want: want)
    objections: t.Callable[[Values, Values, Values, t.Collection[str]], Problems] = field(
        default=lambda raw, have, want, changed: ()
    )
    remarks: t.Callable[[Values, Values, Values, bool], t.Iterable[str]] = field(
        default=lambda raw, want, values, new: ()
    )
    needs: t.Callable[[Values], t.Iterable[tuple[str, str, str, int]]] = field(default=lambda values: ())
    awaits: t.Callable[[Values, bool], t.Iterable[tuple[str, str, t.Any]]] = field(default=lambda values, new: ())


@dataclass(frozen=True)
class Reach:
    """Where the reach of documents ends.

    :param builtin: tells an object that the service made and that nobody can delete; it is left out of dumps
    :param edited: tells a built-in object that somebody has changed, which makes it part of dumps
    :param foreign: says why an object cannot be managed by this collection, or nothing when it can. It can be referred
        to, but is refused in documents and left out of dumps
    :param not_held: (object, parts as they were read) → pairs (what, why) of what a document cannot hold of it
    :param archived: (options) → whether the service's own archives hold it
    :param in_the_way: what no document can name and keeps an object from being deleted: (client, object) → texts
    """

    builtin: t.Callable[[Values], bool] = field(default=lambda wire: False)
    edited: t.Callable[[Values], bool] = field(default=lambda wire: False)
    foreign: t.Callable[[Values], str] = field(default=lambda wire: "")
    not_held: t.Callable[[Values, Values], t.Iterable[tuple[str, str]]] = field(default=lambda wire, raw: ())
    archived: t.Callable[[Values], bool] = field(default=lambda values: False)
    in_the_way: t.Callable[[t.Any, Values], t.Iterable[str]] = field(default=lambda client, wire: ())


@dataclass(frozen=True)
class Resource:
    """A kind of object that a document can declare.

    :param kind: its key in an instance document (plural)
    :param name: the name of its module (singular)
    :param identity: the options that tell one object from another; the first is its name
    :param collection: path of list and create; ``{project_id}`` and ``{instance_id}`` are known to the client
    :param item: path of one object, with ``{id}``; the collection's and the id when empty
    :param id_member: the member that holds an object's id
    :param scope: the references that lists are narrowed by, if the service cannot list all objects at once; an object
        has exactly one of them, and lies below what that names
    :param singleton: exactly one object exists in each ``scope`` object; it is neither created nor deleted
    :param unique_names: the service refuses a second object of the same identity; where nothing says so, the engine
        looks again before it makes one
    :param facts: what the service says besides, which nobody can declare: part of results, not of documents
    :param passing_facts: names of those that change with parts that have requests of their own: after a write they are
        not known
    :param sample_id: an id, for the documentation of results
    :param titles: option → what an object is called that has it, where that differs
    :param created: the member with the time at which an object was made, in milliseconds since 1970; of use where names
        are not unique
    """

    kind: str
    name: str
    title: str
    description: str
    identity: tuple[str, ...]
    fields: tuple[Field, ...]
    collection: str
    item: str = ""
    id_member: str = "id"
    scope: tuple[str, ...] = ()
    singleton: bool = False
    unique_names: bool = True
    created: str = ""
    facts: tuple[Field, ...] = ()
    passing_facts: tuple[str, ...] = ()
    sample_id: str = ""
    titles: t.Mapping[str, str] = field(default_factory=dict)
    listing: Listing = Listing()
    wire: Wire = Wire()
    requests: Requests = Requests()
    rules: Rules = Rules()
    reach: Reach = Reach()

    def title_of(self, values: Values) -> str:
        """Return what an object with these options, or references, is called."""
        return next((title for option, title in self.titles.items() if values.get(option)), self.title)

    @property
    def object_path(self) -> str:
        """Path of one object; ``{id}`` is filled in by the engine."""
        return self.item or self.collection + "/{id}"

    @cached_property
    def by_name(self) -> dict[str, Field]:
        return {f.name: f for f in self.fields}

    @cached_property
    def refs(self) -> tuple[Ref, ...]:
        """The references among the members of the object itself."""
        return tuple(f for f in self.fields if isinstance(f, Ref) and not isinstance(f, Child))

    @cached_property
    def scopes(self) -> tuple[Ref, ...]:
        """The references below one of which an object is listed."""
        return tuple(ref for ref in self.refs if ref.name in self.scope)

    @cached_property
    def kinds(self) -> frozenset[str]:
        """The kinds that it refers to, in whatever depth."""
        return frozenset(_kinds(self.fields))

    @cached_property
    def children(self) -> tuple[Child, ...]:
        return tuple(f for f in self.fields if isinstance(f, Child))

    @cached_property
    def id_facts(self) -> dict[str, Ref]:
        """Name in results → the reference whose id it is."""
        return {f"{ref.name}_id": ref for ref in self.refs}

    @cached_property
    def qualified(self) -> dict[str, tuple[Ref, str]]:
        """Qualifier → the reference that it belongs to, and the option of the named entry that it tells."""
        return {own: (ref, other) for ref in self.refs for own, other in ref.qualifiers}

    @cached_property
    def qualifier_names(self) -> frozenset[str]:
        """Options that only tell apart what a reference names; no member of the object stands for them."""
        return frozenset(self.qualified)

    @cached_property
    def own_fields(self) -> tuple[Field, ...]:
        """The fields that are members of the object itself."""
        return tuple(f for f in self.fields if not isinstance(f, Child) and f.name not in self.qualifier_names)


def _kinds(fields: t.Iterable[Field]) -> t.Iterator[str]:
    for f in fields:
        if isinstance(f, Ref) and f.kind:
            yield f.kind
        yield from _kinds(f.fields)
