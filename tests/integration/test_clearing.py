# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Empty values, for every option of every kind at every depth: what check mode says is what the run does.

An option is cleared, or the declaration is refused before the first write; the service never has to refuse it.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from ansible_collections.roma.connect.plugins.module_utils._catalog._registry import BY_KIND, RESOURCES
from ansible_collections.roma.connect.plugins.module_utils._spec import Field, Resource
from ansible_collections.roma.connect.tests.unit.generator import Document, Generator
from ansible_collections.roma.connect.tests.unit.recipes import LEFT_OUT

from tests.emulator.identity import tenant
from tests.emulator.process import EmulatorProcess
from tests.integration.instance import Instance

EMPTY: dict[str, Any] = {"str": "", "list": [], "dict": {}}
SEEDS = range(1, 40)
Values = dict[str, Any]
Path = tuple[str | int, ...]


class Full(Generator):
    """Gives every option that it can."""

    def members(self, fields: Iterable[Field], path: str, beside: Values, share: float = 0.6) -> Values:
        return super().members(fields, path, beside, share=1.0)


def places(fields: Iterable[Field], value: Any, option: str, path: Path = ()) -> Iterator[tuple[str, Path, Field]]:
    """Yield (option, where it stands, field) of everything in an entry that could be empty."""
    for f in fields:
        if not isinstance(value, dict) or f.name not in value:
            continue
        here, place = f"{option}.{f.name}", (*path, f.name)
        if f.type in EMPTY:
            yield here, place, f
        inner = value[f.name]
        if f.fields and isinstance(inner, dict):
            yield from places(f.fields, inner, here, place)
        elif f.fields and isinstance(inner, list):
            for index, item in enumerate(inner):
                yield from places(f.fields, item, here, (*place, index))


def emptied(entry: Values, place: Path, f: Field) -> Values:
    result = copy.deepcopy(entry)
    target: Any = result
    for step in place[:-1]:
        target = target[step]
    target[place[-1]] = copy.copy(EMPTY[f.type])
    return result


def only(resource: Resource, entry: Values, place: Path) -> Values:
    """Leave out what is neither needed to find the object nor on the way to the place."""
    names = {*resource.identity, *resource.qualifier_names, place[0]}
    names |= {f.name for f in resource.fields if f.required}
    return {name: value for name, value in entry.items() if name in names}


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
        if f.type in EMPTY:
            yield f"{path}.{f.name}"
        yield from options(f.fields, f"{path}.{f.name}")


GIVEN = given()


def test_every_option_is_tried() -> None:
    wanted = {option for resource in RESOURCES for option in options(resource.fields, resource.kind)}
    assert wanted - set(GIVEN) == set(LEFT_OUT)


KINDS = list(BY_KIND)


def before(document: Document, kind: str, entry: Values) -> Document:
    """Return what has to be there before an entry: the kinds that it may refer to, and the entries above it."""
    found = {name: document[name] for name in KINDS[: KINDS.index(kind)]}
    identity = BY_KIND[kind].identity[0]
    above, named = [], {entry.get(ref.name) for ref in BY_KIND[kind].refs if ref.kind == kind}
    while named - {None, ""}:
        parents = [other for other in document[kind] if other[identity] in named]
        above += parents
        named = {parent.get(ref.name) for parent in parents for ref in BY_KIND[kind].refs if ref.kind == kind}
    return {**found, kind: above}


def mismatch(instance: Instance, document: Document) -> str:
    """Apply a document, and tell how the run differs from what check mode has said."""
    planned = instance.plan(document)
    if planned.get("failed"):
        return "" if "problems" in planned else f"cannot be planned: {planned['msg']}"
    done = instance.run("config", document=document)
    if done.get("failed"):
        return f"planned, but {done['msg']}"
    again = [(item["path"], item["changed"]) for item in instance.plan(document)["results"] if item["action"] != "none"]
    return f"never settles: {again}" if again else ""


@pytest.mark.parametrize("kind", KINDS)
def test_check_mode_tells_the_truth(emulator: EmulatorProcess, kind: str) -> None:
    main = Instance(emulator, tenant.MAIN_INSTANCE.id)
    found = []
    for option, (document, of_kind, index, place, f) in GIVEN.items():
        if of_kind != kind:
            continue
        resource, entry = BY_KIND[kind], document[kind][index]
        empty, start = emptied(entry, place, f), before(document, kind, entry)
        for verb, there, wanted in (
            ("create", start, empty),
            ("update", {**start, kind: [*start[kind], entry]}, only(resource, empty, place)),
        ):
            emulator.reset()
            emulator.switch(duplicate_datasource_names=True)
            if any(there.values()):
                main.apply(there)
            why = mismatch(main, {kind: [wanted]})
            if why:
                found.append(f"{verb} {option}: {why}")
    assert not found, "\n".join(found)
