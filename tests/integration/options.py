# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every option of every kind, with an entry that gives it, and what has to be there before that entry."""

from __future__ import annotations

import copy
import functools
from collections.abc import Iterable, Iterator
from typing import Any

from ansible_collections.roma.connect.plugins.module_utils._catalog._registry import BY_KIND
from ansible_collections.roma.connect.plugins.module_utils._spec._field import Field
from ansible_collections.roma.connect.plugins.module_utils._spec._resource import Resource
from ansible_collections.roma.connect.tests.unit.generator import Document, Generator

EMPTY: dict[str, Any] = {"str": "", "list": [], "dict": {}}
SEEDS = range(1, 40)
Values = dict[str, Any]
Path = tuple[str | int, ...]


class Full(Generator):
    """Gives every option that it can."""

    def members(self, fields: Iterable[Field], path: str, beside: Values, share: float = 0.6) -> Values:
        return super().members(fields, path, beside, share=1.0)


def places(fields: Iterable[Field], value: Any, option: str, path: Path = ()) -> Iterator[tuple[str, Path, Field]]:
    """Yield (option, where it stands, field) of everything in an entry."""
    for f in fields:
        if not isinstance(value, dict) or f.name not in value:
            continue
        here, place = f"{option}.{f.name}", (*path, f.name)
        yield here, place, f
        inner = value[f.name]
        if f.fields and isinstance(inner, dict):
            yield from places(f.fields, inner, here, place)
        elif f.fields and isinstance(inner, list):
            for index, item in enumerate(inner):
                yield from places(f.fields, item, here, (*place, index))


def emptied(entry: Values, place: Path, f: Field) -> Values:
    result = copy.deepcopy(entry)
    parent_of(result, place)[place[-1]] = copy.copy(EMPTY[f.type])
    return result


def without(entry: Values, place: Path) -> Values:
    result = copy.deepcopy(entry)
    del parent_of(result, place)[place[-1]]
    return result


def parent_of(entry: Values, place: Path) -> Any:
    target: Any = entry
    for step in place[:-1]:
        target = target[step]
    return target


def only(resource: Resource, entry: Values, place: Path) -> Values:
    """Leave out what is neither needed to find the object nor on the way to the place."""
    names = {*resource.identity, *resource.qualifier_names, place[0]}
    names |= {f.name for f in resource.fields if f.required}
    return {name: value for name, value in entry.items() if name in names}


@functools.cache
def given() -> dict[str, tuple[Document, str, int, Path, Field]]:
    """Option → a document in which it is given, its entry, and where it stands there."""
    found: dict[str, tuple[Document, str, int, Path, Field]] = {}
    for seed in SEEDS:
        document = Full(seed, fewest=1, most=2, present={"environments": [{"name": "RELEASE"}]}).document()
        for kind, entries in document.items():
            for index, entry in enumerate(entries):
                for option, place, f in places(BY_KIND[kind].fields, entry, kind):
                    found.setdefault(option, (document, kind, index, place, f))
    return found


def options(fields: Iterable[Field], path: str) -> Iterator[str]:
    for f in fields:
        yield f"{path}.{f.name}"
        yield from options(f.fields, f"{path}.{f.name}")


KINDS = list(BY_KIND)


def before(document: Document, kind: str, entry: Values) -> Document:
    """Return what has to be there before an entry: what it names, and what that names, as all refer by names."""
    found: Document = {}
    named, own = set(texts(entry)), entry[BY_KIND[kind].identity[0]]
    for name in reversed(KINDS[: KINDS.index(kind) + 1]):
        identity = BY_KIND[name].identity[0]
        left = [other for other in document[name] if name != kind or other.get(identity) != own]
        while True:  # some have parents of their own kind
            more = [other for other in left if other.get(identity) in named]
            if not more:
                break
            left = [other for other in left if other not in more]
            found[name] = [*more, *found.get(name, [])]
            named.update(text for other in more for text in texts(other))
    return {name: found.get(name, []) for name in KINDS[: KINDS.index(kind) + 1]}


def texts(value: Any) -> Iterator[str]:
    """Yield all texts in a value."""
    if isinstance(value, str):
        yield value
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from texts(item)
