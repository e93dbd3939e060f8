# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""The vocabulary that describes an option once: what it is, its member on the wire, how it is compared and changed.

Argument specs, option documentation, payloads, diffs, validation and dumps are derived from it.
"""

from __future__ import annotations

import re
import typing as t
from dataclasses import dataclass, field

from ._values import EMPTY, Values


def always(value: t.Any) -> bool:
    del value
    return True


@dataclass(frozen=True)
class Limits:
    """What a value must be like.

    :param minimum, maximum: length of a text, number of entries of a list, or value of a number
    :param pattern: regular expression that a text, or each text of a list, must match as a whole
    :param help: the same in words
    """

    minimum: int | None = None
    maximum: int | None = None
    pattern: str = ""
    help: str = ""


@dataclass(frozen=True)
class Secret:
    """What is known about a value that nobody must see.

    :param readable: whether it can be read back: ``yes``, ``masked`` or ``no``
    :param made_up: the service makes it up when none is given, so that a placeholder counts as omitted
    :param made_of: (options as they are) → the characters of a new one, and how many; for secrets that can be rotated
    """

    readable: str = "yes"
    made_up: bool = False
    made_of: t.Callable[[Values], tuple[str, int]] | None = None


@dataclass(frozen=True)
class Change:
    """How the value of an existing object may change.

    :param mutable: whether it can get another value at all
    :param grows: it can get a larger value only
    :param sent: whether a full replacement carries it; by default only when it is mutable
    :param carries: the service may have members of this mapping that no option names; a full replacement carries them
        over, or they would be lost
    :param replaces: names of fields beside it that lose their values when this one is given
    :param clearable: whether an empty text, list or mapping may be given, which takes the value away; when it is not
        said, what a new object needs not, and what neither choices, a pattern nor a length forbids
    """

    mutable: bool = True
    grows: bool = False
    sent: bool | None = None
    carries: bool = False
    replaces: tuple[str, ...] = ()
    clearable: bool | None = None


#: of what cannot change any more
FIXED = Change(mutable=False)


@dataclass(frozen=True)
class Field:
    """One option, and the member of the service's objects that it stands for.

    :param wire: the member's name in requests and answers, with dots where it lies deeper; the option's name when empty
    :param written: ``commas`` where a list stands as one text on the wire, joined by commas; ``json`` where a list or a
        mapping stands as JSON in a text
    :param default: default of a plain option; a managed field has none, since an omitted option is left untouched
    :param codes: pairs (value of the option, what stands for it on the wire)
    :param unset: what the service keeps when the member was never given; left out of dumps
    :param compare: ``scalar``, ``members`` (a mapping, the given members only), ``subset`` (a free mapping, the given
        members only, at every depth), ``json`` (a mapping as a whole),
        ``set``, ``ordered`` or ``keyed`` (a list of mappings told apart by ``key``); ``permission`` (a truth value that
        differs only where it is false and the service has true)
    :param key: the member, or the members, that tell apart the entries of a keyed list
    :param secret_keys: pattern of the keys of a free mapping whose values are secrets (masked, not readable)
    :param instance_made: (value) → whether it belongs to the one instance, since the service makes it up when none is
        given, or since its time is over
    :param silent: some editions of the service do not give it back; it is compared only where it is given
    :param on_create: needed to make a new object, or a new part of one, though not to change it
    :param only_with: pair (option beside it, value) without which it has no effect
    :param sample: a value that it may have, for the documentation of results
    :param canonical: brings a value into the form in which the service gives it back
    """

    name: str
    description: str | tuple[str, ...]
    type: str = "str"
    wire: str = ""
    written: str = ""
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
    limits: Limits = Limits()
    secret: Secret | None = None
    secret_keys: str = ""
    instance_made: t.Callable[[t.Any], bool] | None = None
    silent: bool = False
    change: Change = Change()
    only_with: tuple[str, t.Any] | None = None
    canonical: t.Callable[[t.Any], t.Any] | None = None
    env: tuple[str, ...] = ()
    sample: t.Any = None

    @property
    def wire_name(self) -> str:
        return self.wire or self.name

    @property
    def replaceable(self) -> bool:
        return self.change.mutable if self.change.sent is None else self.change.sent

    def is_instance_made(self, value: t.Any) -> bool:
        return self.instance_made is not None and self.instance_made(value)

    def has_effect(self, beside: Values) -> bool:
        return self.only_with is None or beside.get(self.only_with[0]) == self.only_with[1]

    @property
    def may_be_empty(self) -> bool:
        if self.change.clearable is not None:
            return self.change.clearable
        if self.required or self.on_create or (self.type == "str" and self.choices):
            return False
        if self.unset == "" or self.type != "str":
            return True
        limits = self.limits
        return not self.secret and not limits.minimum and re.fullmatch(limits.pattern or ".*", "") is not None

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
    :param exclusive: no two objects may have the same entry of this list
    :param verify: asks, before anything is written, what stands against a declared value of an object that is there
        already: (client, object as the service has it, declared value) → problems
    """

    read: t.Callable[[t.Any, Values], t.Any] = field(default=lambda client, wire: None)
    write: t.Callable[[t.Any, Values, t.Any, t.Any], t.Any] = field(default=lambda client, wire, have, want: None)
    follows: t.Callable[[Values], bool] = field(default=lambda values: False)
    watched: bool = False
    exclusive: bool = False
    shown: t.Callable[[t.Any], t.Any] = field(default=lambda value: value)
    first: t.Callable[[t.Any], bool] = field(default=lambda want: False)
    verify: t.Callable[[t.Any, Values, t.Any], t.Iterable[str]] = field(default=lambda client, wire, want: ())

    @property
    def qualified_refs(self) -> tuple[Ref, ...]:
        """The references in its entries that have qualifiers beside them."""
        return tuple(f for f in self.fields if isinstance(f, Ref) and f.qualifiers)


def is_unset(f: Field, value: t.Any) -> bool:
    """Tell whether a value is what the service has when none was given."""
    return value in EMPTY or (f.unset is not None and value == f.unset)


def members(f: Field, value: Values) -> tuple[Field, ...]:
    """Return the fields of a mapping; those of a free one (`secret_keys`) follow from the keys it has."""
    if not f.secret_keys:
        return f.fields
    return tuple(
        Field(key, "", secret=Secret("masked") if re.search(f.secret_keys, key, re.IGNORECASE) else None)
        for key in value
    )


def field_at(fields: t.Iterable[Field], path: str) -> Field:
    """Return what stands at an option path such as ``content.nodes[0].password``."""
    found, level = Field("", ""), tuple(fields)
    for name in re.sub(r"\[\d+\]", "", path).split("."):
        found = next((f for f in level if f.name == name), Field(name, ""))
        level = found.fields
    return found


def value_at(fields: t.Iterable[Field], values: Values, path: str) -> t.Any:
    """Return what is given at an option path, where an item of a list is named by its key or its number."""
    for f in fields:
        rest = path[len(f.name) :]
        if path.startswith(f.name) and rest[:1] in ("", ".", "["):
            return _value_below(f, values.get(f.name), rest)
    return None


def _value_below(f: Field, value: t.Any, rest: str) -> t.Any:
    if not rest:
        return value
    if rest[0] == "." and isinstance(value, dict):
        return value_at(members(f, value), value, rest[1:])
    for number, item in enumerate(value) if rest[0] == "[" and f.fields and isinstance(value, list) else ():
        for key in (f.key_of(item), number):
            if rest.startswith(f"[{key}]"):
                return _value_below(Field("", "", fields=f.fields), item, rest[len(f"[{key}]") :])
    return None


def canonical_form(f: Field, value: t.Any) -> t.Any:
    """Return a given value in the form in which the service gives it back."""
    if f.canonical is not None:
        return f.canonical(value)
    if f.fields and isinstance(value, list):
        return [canonical_form(f, item) for item in value]
    if f.fields and isinstance(value, dict):
        return {**value, **{m.name: canonical_form(m, value[m.name]) for m in f.fields if m.name in value}}
    return value
