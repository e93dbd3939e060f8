# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Generated documents of every kind that plain requests can manage, on a service in memory.

A seed makes a document; a failure names the seed. Kinds with requests of their own are left to the emulator.
"""

from __future__ import annotations

import copy
import json
import random
import re
import typing as t

import pytest
from ansible_collections.roma.connect.plugins.module_utils._catalog._datasource_types import TYPES, missing_members
from ansible_collections.roma.connect.plugins.module_utils._catalog._registry import RESOURCES
from ansible_collections.roma.connect.plugins.module_utils._document import parse
from ansible_collections.roma.connect.plugins.module_utils._dump import dump
from ansible_collections.roma.connect.plugins.module_utils._engine import prepare
from ansible_collections.roma.connect.plugins.module_utils._plan import NONE, UPDATE, plan
from ansible_collections.roma.connect.plugins.module_utils._secrets import secrets_in
from ansible_collections.roma.connect.plugins.module_utils._spec import Child, Field, Ref, Resource, Values
from ansible_collections.roma.connect.tests.unit.service import Service, apply, use
from ansible_collections.roma.connect.tests.unit.transport import Answer, FakeClient, Request

SEEDS = range(12)
SECRET = "Canary-secret.1"
USERS = {f"user-{number}": f"id-{number}" for number in range(5)}
KNOWN = {"apps", "app_secrets", "environments", "api_groups", "env_variables", "datasources", "dictionaries"}


def plain(resource: Resource) -> bool:
    own = resource.create_with, resource.update_with, resource.delete_many_with
    children = resource.children and resource.kind != "apps"
    return not (any(own) or children or resource.detail or (resource.list_with and resource.kind != "dictionaries"))


def closed(resources: list[Resource]) -> tuple[Resource, ...]:
    """Leave out what refers to something that is left out."""
    kinds = {resource.kind for resource in resources}
    kept = [resource for resource in resources if resource.kinds <= kinds]
    return tuple(kept) if len(kept) == len(resources) else closed(kept)


PLAIN = closed([resource for resource in RESOURCES if plain(resource)])


class Roma(Service):
    """Knows the users of the account besides, and gives every application a secret."""

    def add(self, kind: str, /, **members: t.Any) -> str:
        object_id = super().add(kind, **members)
        if kind == "apps":
            self.objects["app_secrets"][object_id] = {"secret": "made by the service"}
        return object_id

    def _answer(self, request: Request) -> Answer:
        if request.path.endswith("/candidates"):
            return Answer(200, {"users": [{"name": name, "id": user_id} for name, user_id in USERS.items()]})
        if request.path.endswith("/users") and request.method == "PUT":
            names = {user_id: name for name, user_id in USERS.items()}
            users = [{**user, "name": names[user["id"]]} for user in request.body["users"]]
            self.parts[request.path] = {"users": users}
            return Answer(200, {})
        return super()._answer(request)


def problems(resource: Resource, entry: Values) -> list[tuple[str, str]]:
    """What is wrong between the options of an entry."""
    return [*resource.check(entry), *resource.check_new(entry)]


class Generator:
    """Makes documents that the catalogue accepts."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._document: dict[str, list[Values]] = {}
        self._texts: list[str] = []

    def document(self) -> dict[str, list[Values]]:
        for resource in PLAIN:
            self._document[resource.kind] = entries = []
            seen: set[str] = set()
            for _ in range(self._random.randint(0, 6)):
                entry = self._entry(resource)
                while entry and problems(resource, entry):
                    entry = self._entry(resource)
                identity = json.dumps([entry.get(n) for n in (*resource.identity, *sorted(resource.qualifier_names))])
                if entry and identity not in seen:
                    seen.add(identity)
                    entries.append(entry)
        shuffled = copy.deepcopy(self._document)
        for entries in shuffled.values():
            self._random.shuffle(entries)
        return shuffled

    def changed(self, document: dict[str, list[Values]]) -> dict[str, list[Values]]:
        """Give other values to what can be changed."""
        changed = copy.deepcopy(document)
        for resource in PLAIN:
            for entry in changed[resource.kind]:
                for f in resource.own_fields:
                    fixed = not f.mutable or f.required or f.fields or f.secret_keys or isinstance(f, Ref)
                    if not fixed and self._random.random() < 0.5:
                        value = self._value(f)
                        if not problems(resource, {**entry, f.name: value}):
                            entry[f.name] = value
        return changed

    def _entry(self, resource: Resource) -> Values:
        entry: Values = {}
        for f in resource.fields:
            if f.name in resource.qualifier_names:
                continue
            if not (f.required or f.on_create or self._random.random() < 0.5):
                continue
            if isinstance(f, Ref) and not isinstance(f, Child):
                targets = [target for target in self._document[f.kind] if target is not entry]
                if not targets and f.required:
                    return {}
                if targets:
                    target = self._random.choice(targets)
                    entry[f.name] = target[next(r for r in PLAIN if r.kind == f.kind).identity[0]]
                    for own, other in f.qualifiers:
                        entry[own] = target.get(other, "")
            elif f.name == "content" and resource.kind == "datasources":
                entry[f.name] = self._content(entry["type"], f)
            else:
                entry[f.name] = self._value(f)
        return entry

    def _content(self, kind: str, f: Field) -> Values:
        members = {m.name: m for m in f.fields}
        wanted = set(TYPES[kind].needs) | set(self._random.sample(TYPES[kind].optional, len(TYPES[kind].optional) // 2))
        content: Values = {}
        while wanted:
            content.update({name: self._value(members[name]) for name in sorted(wanted)})
            wanted = {name for name, _why in missing_members(kind, content)}
        return content

    def _value(self, f: Field) -> t.Any:
        if f.choices and f.type != "list":
            return self._random.choice(f.choices)
        if f.name == "name" and f.required and f.key == "" and f.pattern == "":
            return self._random.choice(list(USERS))
        if f.secret_keys:
            return {"user": self._text(Field("", "")), "password": SECRET, "empty": ""}
        make: dict[str, t.Callable[[], t.Any]] = {
            "bool": lambda: self._random.random() < 0.5,
            "int": lambda: self._random.randint(f.minimum or 0, f.maximum or 50),
            "dict": lambda: {m.name: self._value(m) for m in f.fields},
            "list": lambda: self._list(f),
        }
        return SECRET if f.secret else make.get(f.type, lambda: self._text(f))()

    def _list(self, f: Field) -> list[t.Any]:
        if f.choices:
            return self._random.sample(f.choices, self._random.randint(1, len(f.choices)))
        items = [{m.name: self._value(m) for m in f.fields} for _ in range(self._random.randint(1, 3))]
        return list({f.key_of(item): item for item in items}.values()) if f.key else items

    def _text(self, f: Field) -> str:
        """Make a text, or take one that was made before, since names are not unique everywhere."""
        low, high = max(1, f.minimum or 1), min(f.maximum or 12, 12)
        while True:
            letters = self._random.choice(["abcd", "0123456789", "ab 1", "\u4e2d\u6587ab", 'aB_-."x'])
            text = "".join(self._random.choice(letters) for _ in range(self._random.randint(low, high)))
            if self._texts and self._random.random() < 0.3:
                text = self._random.choice(self._texts)
            if low <= len(text) <= high and (not f.pattern or re.fullmatch(f.pattern, text)):
                self._texts.append(text)
                return text


@pytest.fixture(autouse=True)
def _catalogue(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, PLAIN)


@pytest.fixture(params=SEEDS)
def seed(request: pytest.FixtureRequest) -> int:
    return t.cast(int, request.param)


def dumped(service: Service) -> tuple[Values, list[str]]:
    return dump(FakeClient(service, concurrency=1), [resource.kind for resource in PLAIN])


def test_the_kinds_are_what_they_were() -> None:
    assert {resource.kind for resource in PLAIN} >= KNOWN


def test_documents_have_entries_of_every_kind() -> None:
    counts = {resource.kind: 0 for resource in PLAIN}
    for number in SEEDS:
        for kind, entries in Generator(number).document().items():
            counts[kind] += len(entries)
    assert min(counts.values()) >= 8, counts


def test_a_document_is_applied_and_stays(seed: int) -> None:
    service, document = Roma(PLAIN), Generator(seed).document()
    tasks, _client = apply(service, document)
    assert [(task.entry.path, task.error) for task in tasks if task.status != "ok"] == []
    tasks, client = apply(service, document)
    assert [(task.entry.path, task.plan.changed) for task in tasks if task.plan.writes] == []
    assert client.writes == []


def test_applying_a_dump_changes_nothing(seed: int) -> None:
    service = Roma(PLAIN)
    apply(service, Generator(seed).document())
    document, _placeholders = dumped(service)
    tasks, client = apply(service, document)
    assert [(task.entry.path, task.plan.changed) for task in tasks if task.plan.writes] == []
    assert client.writes == []
    assert dumped(service)[0] == document


def test_a_dump_makes_another_instance_alike(seed: int) -> None:
    service, other = Roma(PLAIN), Roma(PLAIN)
    apply(service, Generator(seed).document())
    document, placeholders = dumped(service)
    assert SECRET not in json.dumps(document)
    secrets = {name[len("<secret:") : -1]: SECRET for name in placeholders}
    tasks, _client = apply(other, document, secrets=secrets)
    assert [(task.entry.path, task.error) for task in tasks if task.status != "ok"] == []
    assert dumped(other) == (document, placeholders)


def test_placeholders_name_each_secret_once(seed: int) -> None:
    service = Roma(PLAIN)
    apply(service, Generator(seed).document())
    document, placeholders = dumped(service)
    assert len(set(placeholders)) == len(placeholders)
    found = [
        value
        for resource in PLAIN
        for entry in document[resource.kind]
        for value in secrets_in(resource.fields, entry).values()
    ]
    assert sorted(found) == placeholders


def test_changes_are_found_and_made(seed: int) -> None:
    generator = Generator(seed)
    document = generator.document()
    service = Roma(PLAIN)
    apply(service, document)
    changed = generator.changed(document)
    tasks, _client = apply(service, changed)
    assert {task.plan.action for task in tasks} <= {NONE, UPDATE}
    assert [(task.entry.path, task.error) for task in tasks if task.status != "ok"] == []
    tasks, client = apply(service, changed)
    assert [(task.entry.path, task.plan.changed) for task in tasks if task.plan.writes] == []
    assert client.writes == []


def test_most_documents_can_be_changed() -> None:
    generators = [Generator(number) for number in SEEDS]
    documents = [generator.document() for generator in generators]
    changed = [generator.changed(document) for generator, document in zip(generators, documents, strict=True)]
    same = sum(before == after for before, after in zip(documents, changed, strict=True))
    assert same <= len(SEEDS) // 4


def test_the_plan_of_a_plan_is_empty(seed: int) -> None:
    generator = Generator(seed)
    document = generator.document()
    service = Roma(PLAIN)
    apply(service, document)
    _inventory, tasks = prepare(FakeClient(service), parse(generator.changed(document)))
    for task in tasks:
        values = task.plan.values or task.present
        again = plan(task.entry.resource, values, task.entry.values)
        assert again.action == NONE, (task.entry.path, again.changed)


def test_everything_can_be_deleted_again(seed: int) -> None:
    service, document = Roma(PLAIN), Generator(seed).document()
    apply(service, document)
    singletons = {resource.kind for resource in PLAIN if resource.singleton}
    absent = {
        kind: [{**entry, "state": "absent"} for entry in entries]
        for kind, entries in document.items()
        if kind not in singletons
    }
    tasks, _client = apply(service, absent, concurrency=4)
    assert [(task.entry.path, task.error) for task in tasks if task.status != "ok"] == []
    assert not any(objects for kind, objects in service.objects.items() if kind not in singletons)
