# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""The instance document: a mapping from kind to a list of entries. Pure: parsing and offline checks only."""

from __future__ import annotations

import re
import typing as t
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter

from .._base._errors import InputError
from .._catalog._registry import BY_KIND, RESOURCES
from .._planning._check import Problems, check_entry, check_values, kind_of
from .._planning._secrets import map_secrets
from .._planning._shape import UNSOUND, Soundness, is_text, shown
from .._spec._options import ID, STATE
from .._spec._references import references
from .._spec._resource import Resource
from .._spec._values import Values, is_placeholder, secret_name

#: The member that says from which instance a document was read. It makes the document data, see `_document_file`.
READ_FROM = "read_from"
#: The member that says in messages where a document comes from, when there are several.
FROM = "_from"
_RESERVED = {READ_FROM, FROM}


@dataclass(frozen=True)
class Entry:
    """One declared object.

    :param path: where it stands, for messages: ``apps[0]``; empty for the options of a module
    :param values: the given options, checked and in their declared types
    :param undeclared: it is absent because nothing declares the object, see `_engine._bounds`
    """

    resource: Resource
    path: str
    values: Values = field(repr=False)
    state: str = "present"
    id: str = ""
    undeclared: bool = False

    @property
    def kind(self) -> str:
        return self.resource.kind

    @property
    def name(self) -> str:
        return str(self.values[self.resource.identity[0]])

    @property
    def title(self) -> str:
        return self.resource.title_of(self.values)

    @property
    def label(self) -> str:
        """All names that identify it, for people: a variable's own, its environment's and its group's."""
        names = (self.values.get(name) for name in self.resource.identity)
        return "/".join(str(name) for name in names if name)

    @property
    def full_name(self) -> str:
        """Its kind and all names that identify it."""
        return f"{self.kind}/{self.label}"

    @property
    def identity(self) -> tuple[t.Any, ...]:
        names = (*self.resource.identity, *sorted(self.resource.qualifier_names))
        return tuple(self.values.get(name) for name in names)

    def at(self, option: str) -> str:
        """Return the path of one of its options."""
        return f"{self.path}.{option}" if self.path else option


@dataclass(frozen=True)
class Given:
    """An entry as it was given, before it is checked.

    :param path: where it stands, for messages
    """

    resource: Resource
    path: str
    options: Values = field(repr=False)

    @property
    def name(self) -> str:
        """Its name, or nothing when it has none that could be one."""
        name = self.options.get(self.resource.identity[0])
        return "" if name is None or isinstance(name, (dict, list)) else str(name)


def unchanged(entries: list[Given], problems: Problems) -> list[Given]:
    del problems
    return entries


def entry_from(resource: Resource, options: Values, path: str, problems: Problems) -> Entry | None:
    """Check one entry. Problems are collected; without its identity an entry is unusable and None is returned."""
    own = {name: value for name, value in options.items() if name in ("state", "id") and not resource.singleton}
    told = check_values((STATE, ID), {name: value for name, value in own.items() if value != ""}, path, problems)
    state = told.get("state", "present")
    rest = {name: value for name, value in options.items() if name not in own}
    values = check_entry(resource, rest, path, problems, present=state != "absent")
    if values.get(resource.identity[0]) is None:
        return None
    return Entry(resource, path, values, state, told.get("id", ""))


def merge(documents: t.Any, problems: Problems) -> dict[str, list[tuple[str, t.Any]]]:
    """Put the entries of several documents together, kind by kind.

    :param documents: a document or a list of them
    :returns: kind → pairs (where an entry stands, the entry); kinds and entries are not checked further
    """
    given = documents if isinstance(documents, list) else [documents]
    given = [document for document in given if not isinstance(document, dict) or document.keys() - _RESERVED]
    merged: dict[str, list[tuple[str, t.Any]]] = {}
    for number, document in enumerate(given):
        where = "document" if len(given) == 1 else f"document[{number}]"
        if not isinstance(document, dict):
            problems.add(where, "must be a mapping from kinds to lists of entries")
            continue
        source = document.get(FROM)
        before = "" if len(given) == 1 else f"{shown(source) if is_text(source) else where}: "
        for kind, entries in document.items():
            if kind in _RESERVED or entries is None:
                continue
            if kind not in BY_KIND:
                problems.add_unknown(f"{before}{shown(kind)}", "kind", str(kind), BY_KIND)
            elif not isinstance(entries, list):
                problems.add(f"{before}{kind}", f"must be a list of entries, not {kind_of(entries)}")
            else:
                found = merged.setdefault(kind, [])
                found += [(f"{before}{kind}[{index}]", entry) for index, entry in enumerate(entries)]
    if not merged and not problems:
        problems.add("document", "declares nothing: no kind is given. In the role provision give roma_document, or a "
                     "variable of a kind such as roma_apps")  # fmt: skip
    return merged


def kinds_in(documents: t.Any) -> set[str]:
    """Return the kinds of which documents hold a list, though it may be empty."""
    given = documents if isinstance(documents, list) else [documents]
    return {
        kind
        for document in given if isinstance(document, dict)
        for kind, entries in document.items() if kind in BY_KIND and isinstance(entries, list)
    }  # fmt: skip


def parse(
    documents: t.Any,
    secrets: t.Mapping[str, t.Any] | None = None,
    change: t.Callable[[list[Given], Problems], list[Given]] = unchanged,
    spare: t.Collection[str] = (),
) -> list[Entry]:
    """Check whole documents, which together declare what an instance holds.

    :param documents: a mapping from kinds to lists of entries, or a list of such mappings
    :param secrets: values for placeholders, by the text between ``<secret:`` and ``>``
    :param change: what is done to the entries first
    :param spare: names of secrets for which there need be no placeholder
    :returns: the entries in the order in which kinds depend on one another
    :raises InputError: naming every problem at once
    """
    problems = Problems()
    merged = merge(documents, problems)
    sound = Soundness(problems.add).copy
    known = _sound_secrets(secrets, problems, sound)
    unused = {name: value for name, value in known.items() if name not in spare}
    given: list[Given] = []
    for resource in RESOURCES:
        for path, entry in merged.get(resource.kind, []):
            options = sound(entry, path)
            if isinstance(options, dict):
                given.append(Given(resource, path, options))
            elif options is not UNSOUND:
                problems.add(path, f"must be a mapping of options, not {kind_of(options)}")
    entries: list[Entry] = []
    for each in change(given, problems):
        options = _fill(each.resource, each.options, known, unused)
        checked = entry_from(each.resource, options, each.path, problems)
        entries += [checked] if checked is not None else []
    for each in given if unused else ():  # those that the change has left out may be given all the same
        _fill(each.resource, each.options, {}, unused)
    for name in unused:
        problems.add(f"secrets.{shown(name)}", "no placeholder of the document has this name")
    check_together(entries, problems)
    if problems:
        raise InputError(problems)
    return entries


def _sound_secrets(secrets: t.Any, problems: Problems, sound: t.Callable[[t.Any, str], t.Any]) -> Values:
    found = sound({} if secrets is None else secrets, "secrets")
    if not isinstance(found, dict) and found is not UNSOUND:
        problems.add("secrets", f"must be a mapping from names to values, not {kind_of(found)}")
    return found if isinstance(found, dict) else {}


def check_together(entries: list[Entry], problems: Problems) -> None:
    """Check what the entries are to one another."""
    _check_identities(entries, problems)
    _check_cycles(entries, problems)


def _fill(resource: Resource, options: Values, secrets: t.Mapping[str, t.Any], unused: Values) -> Values:
    """Put the given secrets in the places of their placeholders."""

    def change(path: str, value: t.Any) -> t.Any:
        if not is_placeholder(value):
            return value
        name = secret_name(value)
        unused.pop(name, None)
        return secrets.get(name, value)

    return map_secrets(resource.fields, options, change)


def _check_identities(entries: list[Entry], problems: Problems) -> None:
    seen: dict[tuple[t.Any, ...], list[Entry]] = {}
    for entry in entries:
        keys: list[tuple[t.Any, ...]] = [(entry.kind, *map(str, entry.identity))]
        if entry.id:
            keys.append((entry.kind, None, entry.id))
        known = (other for key in keys for other in seen.get(key, ()))
        first = next((other for other in known if not _two_objects(entry, other)), None)
        if first is not None:
            problems.add(entry.path, f"declares the {entry.title} {entry.label!r}, which {first.path} declares already")
        for key in keys:
            seen.setdefault(key, []).append(entry)


def _two_objects(entry: Entry, other: Entry) -> bool:
    """Tell whether entries of one name stand for two objects of that name, of which one may be there too much."""
    if entry.id and other.id:
        return entry.id != other.id
    return any(one.id and one.state == "absent" for one in (entry, other))


def _check_cycles(entries: list[Entry], problems: Problems) -> None:
    try:
        TopologicalSorter(reference_graph(entries)).prepare()
    except CycleError as exc:
        first = entries[exc.args[1][0]]
        if first.path:
            chain = " -> ".join(entries[index].path for index in reversed(exc.args[1]))
            problems.add(first.path, f"the references form a cycle: {chain}")
        else:
            named = references(first.resource.fields, first.values)
            paths = [path for path, ref, _beside, name in named if (ref.kind, name) == (first.kind, first.name)]
            problems.add(paths[0], f"names the {first.title} itself")


def reference_graph(entries: t.Sequence[Entry]) -> dict[int, list[int]]:
    """Return index of an entry → indexes of the entries that it may refer to."""
    by_name: dict[tuple[str, str], list[int]] = {}
    for index, entry in enumerate(entries):
        by_name.setdefault((entry.kind, entry.name), []).append(index)
    return {
        index: [
            other
            for _path, ref, _beside, name in references(entry.resource.fields, entry.values)
            for other in by_name.get((ref.kind, name), [])
        ]
        for index, entry in enumerate(entries)
    }


def secret_path(entry_kind: str, labels: t.Sequence[str], option: str) -> str:
    """Name a secret for its placeholder: kind, the names that identify the entry, and the option."""
    clean = "/".join(re.sub(r"[<>]", "_", label) for label in labels if label)
    return f"{entry_kind}/{clean}/{option}"
