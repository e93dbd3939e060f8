# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Generated documents that hold every kind: applied, applied again, read, moved to another instance, changed, undone.

A seed makes a document; a failure names the seed and shows the entry. The operations run in this process, as the
action plugin runs them: what playbooks add is tested elsewhere.
"""

from __future__ import annotations

import copy
import os
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from ansible_collections.roma.connect.plugins.module_utils._catalog._registry import BY_KIND, RESOURCES
from ansible_collections.roma.connect.plugins.module_utils._planning._check import Problems, check_entry
from ansible_collections.roma.connect.plugins.module_utils._planning._exact import has_default
from ansible_collections.roma.connect.plugins.module_utils._planning._secrets import drop_secrets
from ansible_collections.roma.connect.plugins.module_utils._spec._field import Field, Ref, members
from ansible_collections.roma.connect.plugins.module_utils._spec._resource import Resource
from ansible_collections.roma.connect.plugins.module_utils._spec._values import Values
from ansible_collections.roma.connect.tests.unit.generator import Generator
from ansible_collections.roma.connect.tests.unit.recipe import SECRETS
from ansible_collections.roma.connect.tests.unit.recipes import LEFT_OUT

from tests.emulator.identity import tenant
from tests.emulator.process import EmulatorProcess
from tests.integration.instance import Instance, assert_settled

SEEDS = range(8)
#: of documents that are only looked at
MANY_SEEDS = range(24)
#: What every instance has from the start, and documents may name.
BUILT_IN = {"environments": [{"name": "RELEASE"}], "api_groups": [{"name": "DEFAULT"}]}
FEWEST, MOST = 3, 5
#: What differs between editions of the service, and must not matter: how it words its answers, and lengths of pages.
OTHER_EDITION = {
    "api_omits_unset": True,
    "datasource_text_key": "remark",
    "dictionary_order_readable": False,
    "link_camel_case": True,
    "link_numbers": "number",
    "link_update_clears": False,
    "max_page_size": 3,
    "mqs_older_limits": True,
    "mqs_shown_app": "id",
    "shuffle_sets": True,
}
#: What is only shown while it is in use.
SHOWN_IN_USE = {"apis.authorizer"}


def generator(seed: int) -> Generator:
    return Generator(seed, fewest=FEWEST, most=MOST, present=BUILT_IN)


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith(("ROMA_", "HUAWEICLOUD_"))]:
        monkeypatch.delenv(name)


@pytest.fixture(params=SEEDS, ids=lambda seed: f"seed-{seed}")
def seed(request: pytest.FixtureRequest) -> int:
    return int(request.param)


@pytest.fixture
def main(emulator: EmulatorProcess, seed: int) -> Instance:
    """The main instance, where data sources of several applications may have the same name. Editions take turns."""
    emulator.switch(duplicate_datasource_names=True, **(OTHER_EDITION if seed % 2 else {}))
    return Instance(emulator, tenant.MAIN_INSTANCE.id)


@pytest.fixture
def second(emulator: EmulatorProcess, main: Instance) -> Instance:
    """An instance that holds nothing yet."""
    return Instance(emulator, tenant.SECOND_INSTANCE.id)


def test_documents_hold_several_entries_of_every_kind() -> None:
    for number in SEEDS:
        document = generator(number).document()
        assert set(document) == set(BY_KIND)
        assert {kind for kind, entries in document.items() if len(entries) < FEWEST} == set(), f"seed {number}"


def test_documents_exercise_every_option() -> None:
    given = {path for number in MANY_SEEDS for kind, entries in generator(number).document().items()
             for entry in entries for path in paths_given(entry, kind)}  # fmt: skip
    known = {path for resource in RESOURCES for path in paths_known(resource.fields, resource.kind)}
    assert known - given == set(LEFT_OUT)


def test_changed_documents_exercise_every_option_that_can_be_changed() -> None:
    known = {f"{resource.kind}.{f.name}" for resource in RESOURCES for f in resource.fields
             if f.change.mutable and f.name not in {*resource.identity, *resource.qualifier_names}}  # fmt: skip
    assert known - {path for number in MANY_SEEDS for path in paths_changed(generator(number))} == set(LEFT_OUT)


def paths_changed(making: Generator) -> Iterator[str]:
    before, after = making.document(), making.changed()
    for resource in RESOURCES:
        for entry in after[resource.kind]:
            same = like(resource.kind, entry, before[resource.kind])
            for name in entry if len(same) == 1 else ():
                if entry[name] != same[0].get(name):
                    yield f"{resource.kind}.{name}"


def paths_known(fields: tuple[Field, ...], path: str) -> Iterator[str]:
    for f in fields:
        yield f"{path}.{f.name}"
        yield from paths_known(f.fields, f"{path}.{f.name}")


def paths_given(value: Any, path: str) -> Iterator[str]:
    """Yield the options that have a value. An empty one proves nothing."""
    if isinstance(value, dict):
        for name, item in value.items():
            if item not in ("", [], {}):
                yield f"{path}.{name}"
                yield from paths_given(item, f"{path}.{name}")
    elif isinstance(value, list):
        for item in value:
            yield from paths_given(item, path)


def test_a_document_is_applied_and_stays(main: Instance, seed: int) -> None:
    document = generator(seed).document()
    result = main.apply(document)
    assert {item["action"] for item in result["results"]} == {"create"}
    assert_settled(main, document)
    # what is made without an option has its default
    assert_settled(main, document, exact=True)


def test_applying_what_is_read_changes_nothing(main: Instance, seed: int) -> None:
    main.apply(generator(seed).document())
    found = main.read()
    assert_settled(main, found["document"])
    assert_settled(main, found["document"], exact=True)
    assert main.read()["document"] == found["document"]


def test_an_exact_dump_takes_away_what_was_added(main: Instance, seed: int) -> None:
    document = generator(seed).document()
    main.apply({kind: [bare(BY_KIND[kind], entry) for entry in entries] for kind, entries in document.items()})
    before = main.read()["document"]
    assert main.apply(document)["changed"]
    main.apply(before, exact=True)
    after = main.read()["document"]
    for kind, entries in before.items():
        # a secret that has come to it cannot be told from one that is not given
        told = [[drop_secrets(BY_KIND[kind].fields, entry) for entry in found] for found in (entries, after[kind])]
        assert told[0] == told[1]
    assert_settled(main, before, exact=True)


def bare(resource: Resource, entry: Values) -> Values:
    """Take away everything that can be added and taken away again."""
    entry = copy.deepcopy(entry)
    told_apart = {*resource.identity, *resource.qualifier_names}
    fields = [f for f in resource.fields if f.name not in told_apart]
    for holder, name in reversed(list(with_default_in(fields, entry, not resource.wire.partial))):
        value = holder.pop(name)
        problems = Problems()
        check_entry(resource, entry, resource.kind, problems)
        if problems or list(resource.rules.check_new(entry)):
            holder[name] = value
    return entry


def with_default_in(fields: Iterable[Field], values: Values, replaces: bool) -> Iterator[tuple[Values, str]]:
    """Yield where an option can be taken away: the mapping that holds it, and its name."""
    for f in fields:
        value = values.get(f.name)
        below = value if isinstance(value, list) else [value]
        for item in below if f.compare in ("members", "keyed") else ():
            if isinstance(item, dict):
                inner = [m for m in members(f, item) if m.name not in f.keys]
                yield from with_default_in(inner, item, replaces)
        if f.name in values and has_default(f, replaces):
            yield values, f.name


def test_a_dump_makes_another_instance_alike(main: Instance, second: Instance, seed: int) -> None:
    main.apply(generator(seed).document())
    found = main.read(include_secrets=seed % 4 < 2)
    # those of signature keys depend on their type; the service makes them up
    names = [name[len("<secret:") : -1] for name in found["placeholders"]]
    secrets = {name: SECRETS[0] for name in names if not name.startswith("signature_keys/")}
    second.apply(found["document"], secrets=secrets)
    copied = second.read(include_secrets=seed % 4 < 2)
    for kind, entries in found["document"].items():
        assert copied["document"][kind] == entries
    assert copied["placeholders"] == found["placeholders"]
    assert_settled(second, found["document"], secrets=secrets)


def test_changes_are_made_in_one_run(main: Instance, seed: int) -> None:
    making = generator(seed)
    main.apply(making.document())
    before, changed = main.read()["document"], making.changed()
    result = main.apply(changed)
    assert {item["action"] for item in result["results"]} == {"none", "update"}
    assert_settled(main, changed)
    after = main.read()["document"]
    for kind, entries in changed.items():
        for entry in entries:
            old, new = like(kind, entry, before[kind]), like(kind, entry, after[kind])
            if len(old) == len(new) == 1:
                assert set(touched(BY_KIND[kind].fields, entry, old[0], new[0], kind)) <= SHOWN_IN_USE, entry


def like(kind: str, entry: dict[str, Any], others: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return what may be the same entry; where that are several, only ids could tell."""
    return [other for other in others if all(other.get(name) == entry.get(name) for name in BY_KIND[kind].identity)]


def touched(fields: Iterable[Field], given: Any, old: Any, new: Any, path: str) -> Iterator[str]:
    """Yield what has another value than before though it was not given, at any depth."""
    if isinstance(given, dict) and given and isinstance(old, dict) and isinstance(new, dict):
        by_name = {f.name: f for f in fields}
        replaced = {name for f in by_name.values() if f.name in given for name in f.change.replaces}
        qualifiers = {own for f in by_name.values() if isinstance(f, Ref) for own, _other in f.qualifiers}
        for name in {**old, **new}:
            if name in given:
                below = by_name[name] if name in by_name else Field(name, "")
                yield from touched_below(below, given[name], old.get(name), new.get(name), f"{path}.{name}")
            elif old.get(name) != new.get(name) and name not in replaced | qualifiers:
                yield f"{path}.{name}"


def touched_below(f: Field, given: Any, old: Any, new: Any, path: str) -> Iterator[str]:
    if isinstance(given, dict) and f.compare != "json":
        yield from touched(f.fields, given, old, new, path)
    elif f.compare == "keyed":
        before, after = ({f.key_of(item): item for item in items or []} for items in (old, new))
        for item in given:
            key = f.key_of(item)
            yield from touched(f.fields, item, before.get(key), after.get(key), f"{path}[{key}]")


def test_everything_can_be_taken_back(main: Instance, emulator: EmulatorProcess, seed: int) -> None:
    start, document_at_start = emulator.state(), main.read()["document"]
    document = generator(seed).document()
    main.apply(document)
    absent = {
        kind: [{**(entry if seed % 2 else names_of(kind, entry)), "state": "absent"} for entry in entries]
        for kind, entries in document.items()
        if not BY_KIND[kind].singleton
    }
    main.apply(absent)
    assert emulator.state() == start
    assert main.read()["document"] == document_at_start
    assert_settled(main, absent)


def names_of(kind: str, entry: dict[str, Any]) -> dict[str, Any]:
    """Return what tells an entry from others; the rest may be left out when it shall be absent."""
    names = {*BY_KIND[kind].identity, *BY_KIND[kind].qualifier_names}
    return {name: value for name, value in entry.items() if name in names}
