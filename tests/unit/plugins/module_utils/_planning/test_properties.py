# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Generated documents of every kind that plain requests can manage, on a service in memory.

A seed makes a document; a failure names the seed. Kinds with requests of their own are left to the emulator.
"""

from __future__ import annotations

import json
import typing as t

import pytest
from ansible_collections.roma.connect.plugins.module_utils._catalog._registry import RESOURCES
from ansible_collections.roma.connect.plugins.module_utils._document._entries import parse
from ansible_collections.roma.connect.plugins.module_utils._engine._prepare import prepare
from ansible_collections.roma.connect.plugins.module_utils._instance._dump import dump
from ansible_collections.roma.connect.plugins.module_utils._planning._plan import NONE, UPDATE, plan
from ansible_collections.roma.connect.plugins.module_utils._planning._secrets import secrets_in
from ansible_collections.roma.connect.plugins.module_utils._spec._resource import Resource
from ansible_collections.roma.connect.plugins.module_utils._spec._values import Values
from ansible_collections.roma.connect.tests.unit.generator import Generator
from ansible_collections.roma.connect.tests.unit.recipe import SECRETS
from ansible_collections.roma.connect.tests.unit.recipes import USERS
from ansible_collections.roma.connect.tests.unit.service import Service, apply, use
from ansible_collections.roma.connect.tests.unit.transport import Answer, FakeClient, Request

SEEDS = range(12)
KNOWN = {"apps", "app_secrets", "environments", "api_groups", "env_variables", "datasources", "dictionaries"}


def plain(resource: Resource) -> bool:
    own = resource.requests.create, resource.requests.update, resource.requests.delete_many
    children = resource.children and resource.kind != "apps"
    return not (any(own) or children or resource.listing.detail)


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
            return Answer(200, {"users": [{"name": name, "id": f"id of {name}"} for name in USERS]})
        if request.path.endswith("/users") and request.method == "PUT":
            names = {f"id of {name}": name for name in USERS}
            users = [{**user, "name": names[user["id"]]} for user in request.body["users"]]
            self.parts[request.path] = {"users": users}
            return Answer(200, {})
        return super()._answer(request)


def generator(seed: int) -> Generator:
    return Generator(seed, PLAIN)


@pytest.fixture(autouse=True)
def _catalogue(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, PLAIN)


@pytest.fixture(params=SEEDS)
def seed(request: pytest.FixtureRequest) -> int:
    return t.cast(int, request.param)


def dumped(service: Service) -> tuple[Values, list[str]]:
    found = dump(FakeClient(service, concurrency=1), [resource.kind for resource in PLAIN])
    return found.document, found.placeholders


def test_the_kinds_are_what_they_were() -> None:
    assert {resource.kind for resource in PLAIN} >= KNOWN


def test_documents_have_entries_of_every_kind() -> None:
    counts = {resource.kind: 0 for resource in PLAIN}
    for number in SEEDS:
        for kind, entries in generator(number).document().items():
            counts[kind] += len(entries)
    assert min(counts.values()) >= 8, counts


def test_a_document_is_applied_and_stays(seed: int) -> None:
    service, document = Roma(PLAIN), generator(seed).document()
    tasks, _client = apply(service, document)
    assert [(task.entry.path, task.error) for task in tasks if task.status != "ok"] == []
    tasks, client = apply(service, document)
    assert [(task.entry.path, task.plan.changed) for task in tasks if task.plan.writes] == []
    assert client.writes == []


def test_applying_a_dump_changes_nothing(seed: int) -> None:
    service = Roma(PLAIN)
    apply(service, generator(seed).document())
    document, _placeholders = dumped(service)
    tasks, client = apply(service, document)
    assert [(task.entry.path, task.plan.changed) for task in tasks if task.plan.writes] == []
    assert client.writes == []
    assert dumped(service)[0] == document


def test_a_dump_makes_another_instance_alike(seed: int) -> None:
    service, other = Roma(PLAIN), Roma(PLAIN)
    apply(service, generator(seed).document())
    document, placeholders = dumped(service)
    assert not any(secret in json.dumps(document) for secret in SECRETS)
    secrets = {name[len("<secret:") : -1]: SECRETS[0] for name in placeholders}
    tasks, _client = apply(other, document, secrets=secrets)
    assert [(task.entry.path, task.error) for task in tasks if task.status != "ok"] == []
    assert dumped(other) == (document, placeholders)


def test_placeholders_name_each_secret_once(seed: int) -> None:
    service = Roma(PLAIN)
    apply(service, generator(seed).document())
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
    making = generator(seed)
    document = making.document()
    service = Roma(PLAIN)
    apply(service, document)
    changed = making.changed()
    tasks, _client = apply(service, changed)
    assert {task.plan.action for task in tasks} <= {NONE, UPDATE}
    assert [(task.entry.path, task.error) for task in tasks if task.status != "ok"] == []
    tasks, client = apply(service, changed)
    assert [(task.entry.path, task.plan.changed) for task in tasks if task.plan.writes] == []
    assert client.writes == []


def test_most_documents_can_be_changed() -> None:
    generators = [generator(number) for number in SEEDS]
    documents = [making.document() for making in generators]
    changed = [making.changed() for making in generators]
    same = sum(before == after for before, after in zip(documents, changed, strict=True))
    assert same <= len(SEEDS) // 4


def test_the_plan_of_a_plan_is_empty(seed: int) -> None:
    making = generator(seed)
    document = making.document()
    service = Roma(PLAIN)
    apply(service, document)
    _inventory, tasks = prepare(FakeClient(service), parse(making.changed()))
    for task in tasks:
        values = task.plan.values or task.present
        again = plan(task.entry.resource, values, task.entry.values)
        assert again.action == NONE, (task.entry.path, again.changed)


def test_everything_can_be_deleted_again(seed: int) -> None:
    service, document = Roma(PLAIN), generator(seed).document()
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
