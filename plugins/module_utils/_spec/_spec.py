# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""The vocabulary that describes a resource once: its options, its wire format and how it is compared.

Everything else (argument specs, option documentation, payloads, diffs, validation, dumps) is derived from it.
"""

from __future__ import annotations

import re
import typing as t
from dataclasses import dataclass, field
from functools import cached_property

Values = dict[str, t.Any]

#: What a service shows instead of a secret (data integration, `ListDatasources`).
MASKED = "******"
#: What counts as no value.
EMPTY: tuple[t.Any, ...] = (None, "", [], {})
#: What users see instead of a secret.
HIDDEN = "********"


def placeholder(path: str) -> str:
    """Name a secret that a dump cannot hold. No secret pattern admits the angle brackets."""
    return f"<secret:{path}>"


def is_placeholder(value: t.Any) -> bool:
    return isinstance(value, str) and value.startswith("<secret:") and value.endswith(">")


def secret_name(value: str) -> str:
    """Return the name in a placeholder."""
    return value[len("<secret:") : -1]


def always(value: t.Any) -> bool:
    del value
    return True


@dataclass(frozen=True)
class Field:
    """One option, and the member of the service's objects that it stands for.

    :param wire: the member's name in requests and answers, with dots where it lies deeper; the option's name when empty
    :param default: default of a plain option; a managed field has none, since an omitted option is left untouched
    :param codes: pairs (value of the option, what stands for it on the wire)
    :param unset: what the service keeps when the member was never given; left out of dumps
    :param compare: ``scalar``, ``members`` (a mapping, the given members only), ``subset`` (a free mapping, the given
        members only, at every depth), ``json`` (a mapping as a whole),
        ``set``, ``ordered`` or ``keyed`` (a list of mappings told apart by ``key``); ``permission`` (a truth value that
        differs only where it is false and the service has true)
    :param key: the member, or the members, that tell apart the entries of a keyed list
    :param readable: whether a secret can be read back: ``yes``, ``masked`` or ``no``
    :param secret_keys: pattern of the keys of a free mapping whose values are secrets (masked, not readable)
    :param made_up: the service makes the secret up when none is given, so that a placeholder counts as omitted
    :param instance_made: (value) → whether it belongs to the one instance, since the service makes it up when none is
        given, or since its time is over
    :param silent: some editions of the service do not give it back; it is compared only where it is given
    :param mutable: whether an existing object can be given another value
    :param grows: an existing object can be given a larger value only
    :param sent_on_update: whether a full replacement carries the member; by default only when it is mutable
    :param on_create: needed to make a new object, or a new part of one, though not to change it
    :param replaces: names of fields beside it that lose their values when this one is given
    :param clearable: whether an empty text, list or mapping may be given, which takes the value away; when it is not
        said, what a new object needs not, and what neither choices, a pattern nor a length forbids
    :param only_with: pair (option beside it, value) without which it has no effect
    :param canonical: brings a value into the form in which the service gives it back
    :param minimum, maximum: length of a text, or value of a number
    """

    name: str
    description: str | tuple[str, ...]
    type: str = "str"
    wire: str = ""
    required: bool = False
    on_create: bool = False
    default: t.Any = None
    unset: t.Any = None
    choices: tuple[t.Any, ...] = ()
    codes: tuple[tuple[t.Any, t.Any], ...] = ()
    elements: str = ""
    fields: tuple[Field, ...] = ()
    compare: str = "scalar"
    key: str | tuple[str, ...] = ""
    pattern: str = ""
    pattern_help: str = ""
    minimum: int | None = None
    maximum: int | None = None
    secret: bool = False
    readable: str = "yes"
    secret_keys: str = ""
    made_up: bool = False
    instance_made: t.Callable[[t.Any], bool] | None = None
    silent: bool = False
    mutable: bool = True
    grows: bool = False
    sent_on_update: bool | None = None
    replaces: tuple[str, ...] = ()
    clearable: bool | None = None
    only_with: tuple[str, t.Any] | None = None
    canonical: t.Callable[[t.Any], t.Any] | None = None
    env: tuple[str, ...] = ()

    @property
    def wire_name(self) -> str:
        return self.wire or self.name

    @property
    def replaceable(self) -> bool:
        return self.mutable if self.sent_on_update is None else self.sent_on_update

    def is_instance_made(self, value: t.Any) -> bool:
        return self.instance_made is not None and self.instance_made(value)

    def has_effect(self, beside: Values) -> bool:
        return self.only_with is None or beside.get(self.only_with[0]) == self.only_with[1]

    @property
    def may_be_empty(self) -> bool:
        if self.clearable is not None:
            return self.clearable
        if self.required or self.on_create or (self.type == "str" and self.choices):
            return False
        if self.unset == "" or self.type != "str":
            return True
        return not self.secret and not self.minimum and re.fullmatch(self.pattern or ".*", "") is not None

    @property
    def keys(self) -> tuple[str, ...]:
        return (self.key,) if isinstance(self.key, str) else self.key

    def key_of(self, item: Values) -> str:
        """Name an entry of a keyed list."""
        return "/".join(str(item.get(name, "")) for name in self.keys)


@dataclass(frozen=True)
class Ref(Field):
    """A field that holds the name of another object (or a list of names), and its id on the wire.

    :param kind: the kind it names
    :param member: the member of the named object that stands on the wire; its id when empty
    :param also: further members that a `Child` needs to write it: it is given a mapping of all of them
    :param qualifiers: pairs (option beside this one, option of the named entry) that tell apart objects of one name;
        the latter may be a qualifier itself
    :param named: the member with the name of the named object, where the service gives it: it need not be looked up
    :param holds: the named object cannot be deleted as long as this object refers to it, or would take it along
    """

    kind: str = ""
    member: str = ""
    also: tuple[str, ...] = ()
    qualifiers: tuple[tuple[str, str], ...] = ()
    named: str = ""
    holds: bool = False


@dataclass(frozen=True)
class Child(Ref):
    """A field that is read and written by requests of its own. With a `kind` it holds names of objects.

    :param read: (client, object as the service has it) → value, with ids in place of names
    :param write: (client, object, present value, declared value) → the value as the service has it afterwards, None
        when that is the declared one; all with ids in place of names. The present value is None when the object is
        new, and when it has been changed and the part `follows`
    :param follows: (options as they shall be) → whether it is written anew when the object's own members change
    :param watched: it is read although it was not given, since other decisions depend on it
    :param shown: brings what was read into the form of an option
    :param first: (declared value) → whether an existing object gets it before its own members change, not after
    :param verify: asks, before anything is written, what stands against a declared value of an object that is there
        already: (client, object as the service has it, declared value) → problems
    """

    read: t.Callable[[t.Any, Values], t.Any] = field(default=lambda client, wire: None)
    write: t.Callable[[t.Any, Values, t.Any, t.Any], t.Any] = field(default=lambda client, wire, have, want: None)
    follows: t.Callable[[Values], bool] = field(default=lambda values: False)
    watched: bool = False
    shown: t.Callable[[t.Any], t.Any] = field(default=lambda value: value)
    first: t.Callable[[t.Any], bool] = field(default=lambda want: False)
    verify: t.Callable[[t.Any, Values, t.Any], t.Iterable[str]] = field(default=lambda client, wire, want: ())


#: (client, ids for the path, body) → the object as the service has it afterwards, or None
Request = t.Callable[[t.Any, t.Mapping[str, str], Values], t.Any]


@dataclass(frozen=True)
class Resource:
    """A kind of object that a document can declare.

    :param kind: its key in an instance document (plural)
    :param name: the name of its module (singular)
    :param identity: the options that tell one object from another; the first is its name
    :param collection: path of list and create; ``{project_id}`` and ``{instance_id}`` are known to the client
    :param items: the member of a list's answer that holds the objects
    :param id_member: the member that holds an object's id
    :param page_size: the largest page that the service documents
    :param filters: triples (option, query parameter, longest text) by which a list can be narrowed; matches may be
        fuzzy, since they are compared again
    :param scope: the reference that a list must be narrowed by, if the service cannot list all objects at once
    :param unique_names: the service refuses a second object of the same identity; where nothing says so, the engine
        looks again before it makes one
    :param created: the member with the time at which an object was made, in milliseconds since 1970; of use where names
        are not unique
    :param singleton: exactly one object exists in each ``scope`` object; it is neither created nor deleted
    :param update: ``replace`` sends all members, ``merge`` only the changed ones
    :param received: mends an object as the service gives it, before its members are read
    :param carried: members without an option that a full replacement has to carry over, or it would reset them
    :param sent: mends the body of a create or update request before it is sent
    :param builtin: tells an object that the service made and that nobody can delete; it is left out of dumps
    :param edited: tells a built-in object that somebody has changed, which makes it part of dumps
    :param foreign: says why an object cannot be managed by this collection, or nothing when it can. It can be referred
        to, but is refused in documents and left out of dumps
    :param created_with: members that a create request carries beside the fields
    :param check: rules between fields: (entry) → (option path, problem) pairs
    :param check_new: rules between fields for what does not exist yet, in the same way
    :param check_targets: rules between an object and what it refers to: (the object's options, reference → options of
        what it names where it was given) → (option path, problem) pairs
    :param unique: groups of options that no two objects have the same values of
    :param detail: a list shows only part of an object; the rest is read one by one, for the declared ones only
    :param list_with: reads the list where a paged GET does not do: (client, ids for the path, query) → objects
    :param settled: (parts as they were read, options that were given) → the options, with what follows from both
    :param objections: (parts as they were read, options as they are, options that were given, names of those that
        differ) → (option path, problem) pairs that make a change impossible
    :param remarks: (parts as they were read, options that were given, options as they shall be, whether the object is
        new) → what people have to know
    :param awaits: (options) → pairs (kind, name) of what has to be there first though nothing refers to it by an option
    :param create_with, update_with: send what a POST to `collection` and a PUT to the object do not
    :param not_held: (object, parts as they were read) → pairs (what, why) of what a document cannot hold of it
    :param in_the_way: what no document can name and keeps an object from being deleted: (client, object) → texts
    :param before_delete: does what has to come before a DELETE: (client, object)
    :param delete_many_with: deletes several at once: (client, objects) → id of what failed → why
    """

    kind: str
    name: str
    title: str
    description: str
    identity: tuple[str, ...]
    fields: tuple[Field, ...]
    collection: str
    items: str = ""
    item: str = ""
    id_member: str = "id"
    page_size: int = 500
    filters: tuple[tuple[str, str, int], ...] = ()
    scope: str = ""
    unique_names: bool = True
    created: str = ""
    singleton: bool = False
    update: str = "replace"
    detail: bool = False
    received: t.Callable[[Values], Values] = field(default=lambda wire: wire)
    carried: tuple[str, ...] = ()
    sent: t.Callable[[Values], Values] = field(default=lambda body: body)
    builtin: t.Callable[[Values], bool] = field(default=lambda wire: False)
    edited: t.Callable[[Values], bool] = field(default=lambda wire: False)
    foreign: t.Callable[[Values], str] = field(default=lambda wire: "")
    created_with: t.Callable[[Values], Values] = field(default=lambda values: {})
    check: t.Callable[[Values], t.Iterable[tuple[str, str]]] = field(default=lambda values: ())
    check_new: t.Callable[[Values], t.Iterable[tuple[str, str]]] = field(default=lambda values: ())
    check_targets: t.Callable[[Values, t.Callable[[str], Values | None]], t.Iterable[tuple[str, str]]] = field(
        default=lambda values, target: ()
    )
    unique: tuple[tuple[str, ...], ...] = ()
    settled: t.Callable[[Values, Values], Values] = field(default=lambda raw, want: want)
    objections: t.Callable[[Values, Values, Values, t.Collection[str]], t.Iterable[tuple[str, str]]] = field(
        default=lambda raw, have, want, changed: ()
    )
    remarks: t.Callable[[Values, Values, Values, bool], t.Iterable[str]] = field(
        default=lambda raw, want, values, new: ()
    )
    awaits: t.Callable[[Values], t.Iterable[tuple[str, str]]] = field(default=lambda values: ())
    list_with: t.Callable[[t.Any, t.Mapping[str, str], Values], list[Values]] | None = None
    create_with: Request | None = None
    update_with: Request | None = None
    not_held: t.Callable[[Values, Values], t.Iterable[tuple[str, str]]] = field(default=lambda wire, raw: ())
    in_the_way: t.Callable[[t.Any, Values], t.Iterable[str]] = field(default=lambda client, wire: ())
    before_delete: t.Callable[[t.Any, Values], None] = field(default=lambda client, wire: None)
    delete_many_with: t.Callable[[t.Any, list[Values]], dict[str, str]] | None = None

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
    def kinds(self) -> frozenset[str]:
        """The kinds that it refers to, in whatever depth."""
        return frozenset(_kinds(self.fields))

    @cached_property
    def children(self) -> tuple[Child, ...]:
        return tuple(f for f in self.fields if isinstance(f, Child))

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


def is_unset(f: Field, value: t.Any) -> bool:
    """Tell whether a value is what the service has when none was given."""
    return value in EMPTY or (f.unset is not None and value == f.unset)


def members(f: Field, value: Values) -> tuple[Field, ...]:
    """Return the fields of a mapping; those of a free one (`secret_keys`) follow from the keys it has."""
    if not f.secret_keys:
        return f.fields
    return tuple(
        Field(key, "", secret=re.search(f.secret_keys, key, re.IGNORECASE) is not None, readable="masked")
        for key in value
    )


def field_at(fields: t.Iterable[Field], path: str) -> Field:
    """Return what stands at an option path such as ``content.nodes[0].password``."""
    found, level = Field("", ""), tuple(fields)
    for name in re.sub(r"\[\d+\]", "", path).split("."):
        found = next((f for f in level if f.name == name), Field(name, ""))
        level = found.fields
    return found


class Misshapen(ValueError):
    """A member of an answer has another shape than documented."""


_SCALARS = (str, int, float)
_SHAPES: dict[str, t.Any] = {"list": list, "dict": dict}


def values_from_wire(fields: t.Iterable[Field], wire: Values) -> Values:
    """Turn a service's object into option names. Missing, null and unset are one; unknown members are dropped."""
    values: Values = {}
    for f in fields:
        value: t.Any = wire
        for part in f.wire_name.split("."):
            value = value.get(part) if isinstance(value, dict) else None
        if value is not None:
            values[f.name] = _from_wire(f, value)
    return values


def _from_wire(f: Field, value: t.Any) -> t.Any:
    """Turn a member's value. Services are free in how they write numbers and truth values, but not with the rest.

    :raises Misshapen: a list or an object stands in place of something else, or the other way round
    """
    shape = _SHAPES.get(f.type, _SCALARS)
    inner = dict if f.fields else _SHAPES.get(f.elements or "", _SCALARS)
    if not isinstance(value, shape) or (shape is list and not all(isinstance(item, inner) for item in value)):
        raise Misshapen(f"{f.wire_name} is not as documented")
    if f.codes:
        return next((option for option, code in f.codes if code == value), value)
    if f.fields and isinstance(value, dict):
        return values_from_wire(f.fields, value)
    if f.fields and isinstance(value, list):
        return [values_from_wire(f.fields, item) for item in value]
    if f.type == "str" and isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value)
    return value


def values_to_wire(fields: t.Iterable[Field], values: Values) -> Values:
    """Turn option names into a request's members. References must have been replaced by ids before."""
    wire: Values = {}
    for f in fields:
        if f.name in values:
            place = wire
            *outer, last = f.wire_name.split(".")
            for part in outer:
                place = place.setdefault(part, {})
            value = _to_wire(f, values[f.name])
            if isinstance(value, dict) and isinstance(place.get(last), dict):
                place[last].update(value)
            else:
                place[last] = value
    return wire


def _to_wire(f: Field, value: t.Any) -> t.Any:
    if f.codes:
        return next((code for option, code in f.codes if option == value), value)
    if f.fields and isinstance(value, dict):
        return values_to_wire(f.fields, value)
    if f.fields and isinstance(value, list):
        return [values_to_wire(f.fields, item) for item in value]
    return value


def map_references(
    fields: t.Iterable[Field], values: Values, change: t.Callable[[str, Ref, Values, t.Any], t.Any], path: str = ""
) -> Values:
    """Return a copy with every reference passed through `change` (option path, field, options beside it, value)."""
    by_name = {f.name: f for f in fields}
    result: Values = {}
    for name, value in values.items():
        f, here = by_name.get(name), f"{path}.{name}" if path else name
        if f is None or value in (None, ""):
            result[name] = value
        elif isinstance(f, Ref) and f.kind:
            if isinstance(value, list):
                result[name] = [change(f"{here}[{i}]", f, values, item) for i, item in enumerate(value)]
            else:
                result[name] = change(here, f, values, value)
        elif f.fields and isinstance(value, dict):
            result[name] = map_references(f.fields, value, change, here)
        elif f.fields and isinstance(value, list):
            result[name] = [
                map_references(f.fields, item, change, f"{here}[{i}]") if isinstance(item, dict) else item
                for i, item in enumerate(value)
            ]
        else:
            result[name] = value
    return result


def references(fields: t.Iterable[Field], values: Values) -> list[tuple[str, Ref, Values, str]]:
    """Return (option path, field, options beside it, name) of every reference that is given."""
    found: list[tuple[str, Ref, Values, str]] = []

    def collect(path: str, ref: Ref, beside: Values, value: t.Any) -> t.Any:
        found.append((path, ref, beside, str(value)))
        return value

    map_references(fields, values, collect)
    return found


def canonical_form(f: Field, value: t.Any) -> t.Any:
    """Return a given value in the form in which the service gives it back."""
    if f.canonical is not None:
        return f.canonical(value)
    if f.fields and isinstance(value, list):
        return [canonical_form(f, item) for item in value]
    if f.fields and isinstance(value, dict):
        return {**value, **{m.name: canonical_form(m, value[m.name]) for m in f.fields if m.name in value}}
    return value
