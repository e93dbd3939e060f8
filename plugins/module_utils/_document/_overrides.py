# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""Changes entries of a document on their way to an instance: other values, other names, or not at all. Pure."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from .._catalog._registry import BY_KIND, RESOURCES
from .._planning._check import Problems, check_values, suggest
from .._planning._secrets import secrets_in
from .._spec._field import Field, Ref
from .._spec._references import map_references
from .._spec._values import Values, is_placeholder
from ._entries import Given
from ._layout import Owners

_NAME = "*"  # in a new name, the present one


@dataclass(frozen=True)
class _Override:
    """One of the overrides, which has been checked.

    :param path: where it stands, for messages
    :param matched: the entries that it is about
    """

    path: str
    options: Values = field(repr=False)
    matched: list[Given] = field(repr=False)


class Overrides:
    """Changes entries as overrides say; all of them select among the entries as the document has them.

    :param given: checked values of the option `OVERRIDES`
    :ivar skipped: the entries that they leave out
    """

    def __init__(self, given: t.Sequence[Values] | None) -> None:
        self._given = given or ()
        self.skipped: list[Given] = []

    def __call__(self, entries: list[Given], problems: Problems) -> list[Given]:
        """Return the entries as they are to be applied."""
        if not self._given:
            return entries
        before = len(problems)
        overrides = [self._checked(f"overrides[{i}]", each, entries, problems) for i, each in enumerate(self._given)]
        if len(problems) > before:  # what follows from them is not told
            return entries
        changed = {id(entry): entry.options for entry in entries}
        skipped: set[int] = set()
        names: dict[int, str] = {}
        for override in overrides:
            for entry in override.matched:
                changed[id(entry)] = _without(_merged(changed[id(entry)], override.options.get("set") or {}),
                                              override.options.get("remove") or [])  # fmt: skip
                if override.options.get("skip"):
                    skipped.add(id(entry))
                if override.options.get("rename"):
                    names[id(entry)] = override.options["rename"].replace(_NAME, entry.name)
        renamed = _Renaming(entries, changed, names, problems).entries()
        self.skipped = [entry for entry in entries if id(entry) in skipped]
        return [renamed[id(entry)] for entry in entries if id(entry) not in skipped]

    def _checked(self, path: str, given: Values, entries: t.Sequence[Given], problems: Problems) -> _Override:
        where = given.get("where") or {}
        resource = BY_KIND[where["kind"]]
        _check_options(path, given, problems)
        owners = Owners(_as_document(entries))
        matched = [
            entry for entry in entries
            if entry.resource is resource
            and fnmatchcase(entry.name, where.get("name") or "*")
            and (not where.get("app") or fnmatchcase(owners.of(entry.resource.kind, entry.options), where["app"]))
        ]  # fmt: skip
        if not matched and not given.get("optional"):
            known = sorted({entry.name for entry in entries if entry.resource is resource})
            hint = suggest(str(where.get("name", "")), known) if known else f"the document has no {resource.kind}"
            problems.add(f"{path}.where", f"meets no entry; {hint}. With optional it need not")
        return _Override(path, given, matched)


def _check_options(path: str, given: Values, problems: Problems) -> None:
    resource = BY_KIND[given["where"]["kind"]]
    values = given.get("set") or {}
    if not any(given.get(name) for name in ("set", "remove", "rename", "skip")):
        problems.add(path, "says nothing: give set, remove, rename or skip")
    check_values(resource.fields, values, f"{path}.set", problems)
    for name in resource.identity[:1]:
        if name in values:
            problems.add(f"{path}.set.{name}", "is the entry's name: use rename, which references follow")
    for name, value in secrets_in(resource.fields, values).items():
        if not is_placeholder(value):
            problems.add(f"{path}.set.{name}", "is a secret: write a placeholder such as <secret:NAME> here, and give "
                         "its value by that name with the other secrets")  # fmt: skip
    for index, name in enumerate(given.get("remove") or ()):
        _check_removed(f"{path}.remove[{index}]", resource.fields, name, problems)
    if given.get("rename") and isinstance(resource.by_name[resource.identity[0]], Ref):
        problems.add(f"{path}.rename", f"{resource.kind} have no name of their own: rename what they belong to")


def _check_removed(path: str, fields: t.Iterable[Field], name: str, problems: Problems) -> None:
    for word in name.split("."):
        known = {f.name: f for f in fields}
        if word not in known:
            problems.add_unknown(path, "option", word, known)
            return
        fields = known[word].fields


def _merged(options: Values, values: Values) -> Values:
    """Return options with other values; of mappings, the members that are given."""
    result = dict(options)
    for name, value in values.items():
        present = result.get(name)
        both = isinstance(present, dict) and isinstance(value, dict)
        result[name] = _merged(t.cast(Values, present), value) if both else value
    return result


def _without(options: Values, names: t.Iterable[str]) -> Values:
    for name in names:
        first, _dot, rest = name.partition(".")
        options = dict(options)
        if rest and isinstance(options.get(first), dict):
            options[first] = _without(options[first], [rest])
        elif not rest:
            options.pop(first, None)
    return options


def _as_document(entries: t.Iterable[Given]) -> dict[str, list[Values]]:
    document: dict[str, list[Values]] = {}
    for entry in entries:
        document.setdefault(entry.resource.kind, []).append(entry.options)
    return document


class _Renaming:
    """Gives entries new names, and has all references follow, with what tells apart what they name.

    :param changed: id of an entry → its options, with values that may have been changed
    :param names: id of an entry → its new name
    """

    def __init__(
        self, entries: t.Sequence[Given], changed: t.Mapping[int, Values], names: t.Mapping[int, str],
        problems: Problems,
    ) -> None:  # fmt: skip
        self._entries, self._changed, self._names, self._problems = entries, changed, names, problems
        self._by_name: dict[tuple[str, str], list[Given]] = {}
        for entry in entries:
            self._by_name.setdefault((entry.resource.kind, entry.name), []).append(entry)
        self._done: dict[int, Given] = {}

    def entries(self) -> dict[int, Given]:
        """Return id of an entry → the entry as it is to be."""
        for entry in self._entries if self._names else ():
            self._follow(entry)
        return {id(entry): self._done.get(id(entry)) or self._kept(entry) for entry in self._entries}

    def _kept(self, entry: Given) -> Given:
        return Given(entry.resource, entry.path, self._changed[id(entry)])

    def _follow(self, entry: Given) -> Given:
        """Return an entry with its own new name and those of what it refers to, which is looked at before."""
        if id(entry) in self._done:
            return self._done[id(entry)]
        self._done[id(entry)] = self._kept(entry)  # references may form a circle, of which the document is told later
        before = self._changed[id(entry)]
        found: dict[int, Values] = {}  # id of options → what follows a reference among them

        def change(path: str, ref: Ref, beside: Values, name: t.Any) -> t.Any:
            target = self._target(entry, path, ref, beside, name)
            if target is None:
                return name
            told = self._follow(target)
            follows = {own: told.options.get(other) for own, other in ref.qualifiers if beside.get(own)}
            found.setdefault(id(beside), {}).update({own: text for own, text in follows.items() if text is not None})
            return told.name

        options = _beside(before, map_references(entry.resource.fields, before, change), found)
        if id(entry) in self._names:
            options[entry.resource.identity[0]] = self._names[id(entry)]
        self._done[id(entry)] = Given(entry.resource, entry.path, options)
        return self._done[id(entry)]

    def _target(self, entry: Given, path: str, ref: Ref, beside: Values, value: t.Any) -> Given | None:
        """Return the entry that a reference names, if the document has it."""
        found = self._by_name.get((ref.kind, str(value)), [])
        told = {other: beside[own] for own, other in ref.qualifiers if beside.get(own)}
        suited = [
            each for each in found if all(each.options.get(name) in (None, value) for name, value in told.items())
        ]
        if len(suited) > 1 and len({self._names.get(id(each), each.name) for each in suited}) > 1:
            self._problems.add(
                f"{entry.path}.{path}", f"names one of several {ref.kind}, of which only some are renamed"
            )
        return suited[0] if suited else None


def _beside(before: t.Any, after: t.Any, found: t.Mapping[int, Values]) -> t.Any:
    """Put what follows a reference beside it, at whatever depth; `before` and `after` have the same shape."""
    if isinstance(before, dict):
        below = {name: _beside(before[name], value, found) for name, value in after.items()}
        return {**below, **found.get(id(before), {})}
    if isinstance(before, list):
        return [_beside(one, other, found) for one, other in zip(before, after, strict=True)]
    return after


def misplaced_secrets(given: t.Any) -> t.Iterator[t.Any]:
    """Yield the secrets in values that nothing has checked: they are refused, and must not be shown either."""
    for override in given if isinstance(given, list) else ():
        if isinstance(override, dict) and isinstance(override.get("set"), dict):
            where = override.get("where")
            kind = where.get("kind") if isinstance(where, dict) else None
            found = [BY_KIND[kind]] if kind in BY_KIND else RESOURCES
            for resource in found:
                yield from secrets_in(resource.fields, override["set"]).values()


OVERRIDES = Field(
    "overrides", (
        "Changes to entries on their way to the instance, so that one document serves several: development, "
        "acceptance tests and production. All of them select among the entries as the document has them, and are made "
        "in this order; references follow new names at the end.",
        "One that meets no entry is an error, and so are options and kinds that do not exist."),
    type="list", elements="dict", fields=(
        Field("where", "Which entries.", type="dict", required=True, fields=(
            Field("kind", "Their kind.", required=True, choices=tuple(resource.kind for resource in RESOURCES)),
            Field("name", "A shell pattern of their names, such as V(orders*). All when omitted."),
            Field("app", "A shell pattern of the name of the application that they belong to, themselves or through "
                  "what they refer to."))),
        Field("set", "Options and their values. Of a mapping the members that are given, of a list the whole. Names of "
              "other entries are those of the document. A secret is given by a placeholder, such as "
              "V(<secret:orders-db on stage>), whose value is among the other secrets.", type="dict"),
        Field("remove", "Options to leave out, for example V(content.password).", type="list", elements="str"),
        Field("rename", "Their new name, in which V(*) stands for the present one, for example V(*-stage). What refers "
              "to them does so by this name. Names in texts, such as V(#name#) in the address of a back end, are not "
              "changed."),
        Field("skip", "Whether to leave the entries alone, as if the document did not have them.", type="bool"),
        Field("optional", "Whether there need be no such entries.", type="bool"),
    ))  # fmt: skip
