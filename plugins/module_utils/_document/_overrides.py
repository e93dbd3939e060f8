# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""Changes entries of a document on their way to an instance: other values, other names, or not at all. Pure."""

from __future__ import annotations

import typing as t
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
        owners = Owners(_as_document(entries))
        matched = [
            _matched(f"overrides[{index}]", given, entries, owners, problems) for index, given in enumerate(self._given)
        ]
        if len(problems) > before:  # what follows from them is not told
            return entries
        changed = {id(entry): entry.options for entry in entries}
        skipped: set[int] = set()
        names: dict[int, str] = {}
        renamed: dict[int, str] = {}  # id of an entry → where its new name is given
        for index, (given, found) in enumerate(zip(self._given, matched, strict=True)):
            for entry in found:
                other = _merged(changed[id(entry)], given.get("set") or {})
                changed[id(entry)] = _without(other, given.get("remove") or [])
                if given.get("skip"):
                    skipped.add(id(entry))
                if given.get("rename"):
                    names[id(entry)] = given["rename"].replace(_NAME, entry.name)
                    renamed[id(entry)] = f"overrides[{index}].rename"
        following = _Following(entries, changed, names, problems)
        self.skipped = [entry for entry in entries if id(entry) in skipped]
        kept = [entry for entry in entries if id(entry) not in skipped]
        after = [following.entry(entry) for entry in kept]
        _check_names(after, [renamed.get(id(entry), "") for entry in kept], problems)
        return after if len(problems) == before else entries


def _check_names(entries: t.Sequence[Given], renamed: t.Sequence[str], problems: Problems) -> None:
    """Report new names that two entries would have.

    :param renamed: where the new name of each entry is given; empty when it has none
    """
    first: dict[tuple[str, ...], tuple[Given, str]] = {}
    for entry, where in zip(entries, renamed, strict=True):
        told = (*entry.resource.identity, *sorted(entry.resource.qualifier_names))
        key = (entry.resource.kind, *(str(entry.options.get(name) or "") for name in told))
        other, its = first.setdefault(key, (entry, where))
        if other is not entry and (where or its):
            problems.add(where or its, f"gives {entry.path} and {other.path} the same name, {entry.name!r}")


def _matched(path: str, given: Values, entries: t.Sequence[Given], owners: Owners, problems: Problems) -> list[Given]:
    """Return the entries that an override is about, having checked it."""
    where = given["where"]
    resource = BY_KIND[where["kind"]]
    name, app = where.get("name"), where.get("app")
    _check_options(path, given, problems)
    matched = [
        entry for entry in entries
        if entry.resource is resource
        and entry.name  # what has none is refused later, and must not get one here
        and (name is None or fnmatchcase(entry.name, name))
        and (app is None or fnmatchcase(owners.of(resource.kind, entry.options), app))
    ]  # fmt: skip
    if not matched and not given.get("optional"):
        known = sorted({entry.name for entry in entries if entry.resource is resource})
        hint = suggest(name or "", known) if known else f"the document has no {resource.kind}"
        problems.add(f"{path}.where", f"meets no entry, and is not optional; {hint}")
    return matched


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
    above: Field | None = None
    for word in name.split("."):
        if above is not None and above.type != "dict":
            problems.add(path, f"{above.name} has no members that can be left out: give the whole of it with set")
            return
        if above is not None and not above.fields:
            return  # a mapping of whatever people like
        known = {f.name: f for f in fields}
        if word not in known:
            problems.add_unknown(path, "option", word, known)
            return
        above, fields = known[word], known[word].fields
    if above is not None and above.required:
        problems.add(path, f"{name} is required: what has none could not be applied")


def _merged(options: Values, values: Values) -> Values:
    """Return options with other values; of mappings, the members that are given. An empty one clears them all."""
    result = dict(options)
    for name, value in values.items():
        present = result.get(name)
        both = isinstance(present, dict) and isinstance(value, dict) and value
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


class _Following:
    """Has references follow the entries that they name: to new names, and to what tells apart objects of one name.

    :param changed: id of an entry → its options, with values that may have been changed
    :param names: id of an entry → its new name
    """

    def __init__(
        self, entries: t.Sequence[Given], changed: t.Mapping[int, Values], names: t.Mapping[int, str],
        problems: Problems,
    ) -> None:  # fmt: skip
        self._changed, self._names, self._problems = changed, names, problems
        self._by_name: dict[tuple[str, str], list[Given]] = {}
        for entry in entries:
            self._by_name.setdefault((entry.resource.kind, entry.name), []).append(entry)

    def entry(self, entry: Given) -> Given:
        """Return an entry with its own new name and those of what it refers to."""
        before = self._changed[id(entry)]
        found: dict[int, Values] = {}  # id of options → what follows a reference among them

        def change(path: str, ref: Ref, beside: Values, value: t.Any) -> t.Any:
            target = self._target(ref, beside, value, f"{entry.path}.{path}")
            if target is None:
                return value
            for own, other in ref.qualifiers:
                told = self._option(target, other) if beside.get(own) is not None else None
                if told is not None:
                    found.setdefault(id(beside), {})[own] = told
            return self._name(target)

        options = _beside(before, map_references(entry.resource.fields, before, change), found)
        if id(entry) in self._names:
            options[entry.resource.identity[0]] = self._names[id(entry)]
        return Given(entry.resource, entry.path, options)

    def _name(self, entry: Given) -> str:
        return self._names.get(id(entry), entry.name)

    def _target(self, ref: Ref, beside: Values, value: t.Any, path: str = "") -> Given | None:
        """Return the entry that a reference names, if the document has it.

        :param path: where the reference stands, if it is to be told that this is not clear
        """
        found = self._by_name.get((ref.kind, str(value)), [])
        told = {other: beside[own] for own, other in ref.qualifiers if beside.get(own) is not None}
        suited = [each for each in found if all(self._suits(each, name, text) for name, text in told.items())]
        if path and len({self._name(each) for each in suited}) > 1:
            self._problems.add(path, f"names one of several {ref.kind}, of which only some are renamed")
        return suited[0] if suited else None

    def _suits(self, entry: Given, name: str, value: t.Any) -> bool:
        had = self._option(entry, name, renamed=False)
        if had is None and entry.options.get("id"):
            return True  # it is what it is on the instance
        return str(had or "") == str(value)

    def _option(self, entry: Given, name: str, renamed: bool = True) -> t.Any:
        """Return an option of an entry. A qualifier that is not given is an option of what its reference names.

        :param renamed: whether as it is to be, instead of as the document has it
        """
        options = self._changed[id(entry)] if renamed else entry.options
        f, value = entry.resource.by_name[name], options.get(name)
        if isinstance(f, Ref):
            target = self._target(f, options, value) if renamed and value else None
            return value if target is None else self._name(target)
        ref, other = entry.resource.qualified.get(name, (None, ""))
        if ref is None or (value is not None and not renamed):
            return value
        target = self._target(ref, options, options[ref.name]) if options.get(ref.name) else None
        told = self._option(target, other, renamed) if target is not None else None
        return value if told is None else told


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
                  "what they refer to. An empty text stands for those that belong to none."))),
        Field("set", "Options and their values. Of a mapping the members that are given, or none when it is empty; of "
              "a list the whole. Names of other entries are those of the document. A secret is given by a placeholder, "
              "such as V(<secret:orders-db on stage>), whose value is among the other secrets.", type="dict"),
        Field("remove", "Options to leave out, for example V(content.password).", type="list", elements="str"),
        Field("rename", "Their new name, in which V(*) stands for the present one, for example V(*-stage). What refers "
              "to them does so by this name. Names in texts, such as V(#name#) in the address of a back end, are not "
              "changed."),
        Field("skip", "Whether to leave the entries out, as if the document did not have them. So pruning deletes "
              "inside its scope what they stand for.", type="bool"),
        Field("optional", "Whether there need be no such entries.", type="bool"),
    ))  # fmt: skip
