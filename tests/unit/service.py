# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A service in memory that behaves as resources say, and a catalogue of made-up ones."""

from __future__ import annotations

import copy
import itertools
import re
import threading
import typing as t
from collections.abc import Iterable, Iterator

import pytest
from ansible_collections.roma.connect.plugins.module_utils._document import _entries, _extent
from ansible_collections.roma.connect.plugins.module_utils._document._entries import parse
from ansible_collections.roma.connect.plugins.module_utils._engine import _execute, _link
from ansible_collections.roma.connect.plugins.module_utils._engine._checks import _deletion
from ansible_collections.roma.connect.plugins.module_utils._engine._execute import execute
from ansible_collections.roma.connect.plugins.module_utils._engine._prepare import prepare
from ansible_collections.roma.connect.plugins.module_utils._engine._step import Step
from ansible_collections.roma.connect.plugins.module_utils._instance import _dump, _inventory, _needed
from ansible_collections.roma.connect.plugins.module_utils._spec._field import FIXED, Change, Child, Field, Ref, Secret
from ansible_collections.roma.connect.plugins.module_utils._spec._resource import Listing, Reach, Resource, Wire
from ansible_collections.roma.connect.plugins.module_utils._spec._values import MASKED, Values
from ansible_collections.roma.connect.tests.unit.transport import Answer, FakeClient, Request

PREFIX = "/v2/p/instances/i"


def _read_members(client: t.Any, app: Values) -> list[str]:
    return list(client.call("GET", "/v2/p/instances/i/apps/{id}/members", {"id": app["id"]})["members"])


def _write_members(client: t.Any, app: Values, have: t.Any, want: list[str]) -> None:
    client.call("PUT", "/v2/p/instances/i/apps/{id}/members", {"id": app["id"]}, body={"members": want})


APP = Resource(
    kind="apps",
    name="app",
    title="application",
    description="",
    identity=("name",),
    collection=PREFIX + "/apps",
    listing=Listing(items="apps", filters=(("name", "name", 5),)),
    wire=Wire(partial=True),
    created="made",
    reach=Reach(builtin=lambda wire: wire.get("system") is True),
    fields=(
        Field("name", "", required=True, wire="app_name"),
        Field("remark", "", unset=""),
        Field("key", "", change=FIXED),
        Field("secret", "", secret=Secret()),
        Field("password", "", secret=Secret("no")),
        Child("members", "", type="list", compare="set", read=_read_members, write=_write_members),
    ),
)
GROUP = Resource(
    kind="groups",
    name="group",
    title="group",
    description="",
    identity=("name", "app"),
    collection=PREFIX + "/groups",
    listing=Listing(items="groups"),
    id_member="group_id",
    fields=(
        Field("name", "", required=True),
        Ref("app", "", kind="apps", wire="app_id", change=Change(mutable=False, sent=True)),
        Ref("backup", "", kind="apps", wire="backup_id"),
        Field("kind", "", change=FIXED),
        Field("remark", ""),
        Field("limit", "", type="int", unset=100),
        Field("needed", "", on_create=True),
    ),
)
VARIABLE = Resource(
    kind="variables",
    name="variable",
    title="variable",
    description="",
    identity=("name", "group"),
    collection=PREFIX + "/variables",
    listing=Listing(items="variables"),
    scope=("group",),
    fields=(
        Field("name", "", required=True),
        Ref(
            "group",
            "",
            required=True,
            kind="groups",
            wire="group_id",
            change=FIXED,
            qualifiers=(("group_app", "app"),),
        ),
        Field("group_app", ""),
        Field("value", ""),
    ),
)
LOCK = Resource(
    kind="locks",
    name="lock",
    title="lock",
    description="",
    identity=("app",),
    collection=PREFIX + "/apps/{app_id}/lock",
    item=PREFIX + "/apps/{app_id}/lock",
    scope=("app",),
    singleton=True,
    fields=(
        Ref("app", "", required=True, kind="apps", wire="app_id", change=FIXED),
        Field("state_of", "", wire="lock_state", unset="open"),
    ),
)
CATALOGUE = (APP, LOCK, GROUP, VARIABLE)


def use(monkeypatch: pytest.MonkeyPatch, resources: tuple[Resource, ...]) -> None:
    """Let the collection know these resources and no others."""
    for module in (_entries, _extent, _dump, _inventory, _needed, _deletion, _execute, _link):
        for name, value in (("RESOURCES", resources), ("BY_KIND", {r.kind: r for r in resources})):
            if hasattr(module, name):
                monkeypatch.setattr(module, name, value)


class Service:
    """Keeps objects, and answers the requests that the resources describe.

    :param failures: (method, part of the path or body) → what happens instead; see `fail`
    """

    def __init__(self, resources: Iterable[Resource] = CATALOGUE) -> None:
        self.resources = list(resources)
        self.objects: dict[str, dict[str, Values]] = {resource.kind: {} for resource in self.resources}
        self.parts: dict[str, Values] = {}
        self._failures: list[tuple[str, str, Answer | BaseException, bool]] = []
        self._lock = threading.Lock()
        self._ids = itertools.count(1)

    def add(self, kind: str, /, **members: t.Any) -> str:
        resource = next(resource for resource in self.resources if resource.kind == kind)
        object_id = f"{kind}-{next(self._ids)}"
        self.objects[kind][object_id] = {**members, resource.id_member: object_id}
        return object_id

    def fail(self, method: str, part: str, failure: Answer | BaseException, after: bool = False) -> None:
        """Let the next matching request fail: before it is carried out, or after."""
        self._failures.append((method, part, failure, after))

    def __call__(self, request: Request) -> Answer:
        with self._lock:
            failing = next((f for f in self._failures if f[0] == request.method and f[1] in _text(request)), None)
            if failing is not None:
                self._failures.remove(failing)
            if failing is None or failing[3]:
                answer = self._answer(request)
            if failing is None:
                return answer
        if isinstance(failing[2], BaseException):
            raise failing[2]
        return failing[2]

    def _answer(self, request: Request) -> Answer:
        for resource in self.resources:
            scoped = self._at(resource.object_path, request.path)
            if scoped is not None and (resource.singleton or scoped.get("id") in self.objects[resource.kind]):
                return self._one(resource, request, scoped)
            scoped = self._at(resource.collection, request.path)
            if scoped is not None:
                return self._all(resource, request)
        if re.fullmatch(PREFIX + r"/apps/[^/]+/\w+", request.path):
            if request.method == "PUT":
                self.parts[request.path] = request.body
            empty = {"members": [], "users": []}
            return Answer(200, self.parts.get(request.path, empty))
        return Answer(404, {"error_code": "TEST.404", "error_msg": f"no {request.path}"})

    @staticmethod
    def _at(template: str, path: str) -> dict[str, str] | None:
        known = template.replace("{project_id}", "p").replace("{instance_id}", "i")
        found = re.fullmatch(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", known), path)
        return None if found is None else found.groupdict()

    def _one(self, resource: Resource, request: Request, ids: dict[str, str]) -> Answer:
        if resource.singleton:
            (object_id,) = ids.values()
            stored = self.objects[resource.kind].setdefault(object_id, {})
        else:
            object_id = ids["id"]
            stored = self.objects[resource.kind][object_id]
        if request.method == "DELETE":
            del self.objects[resource.kind][object_id]
            return Answer(204)
        if request.method == "PUT":
            stored.update(_unmasked(stored, request.body))
        return Answer(200, _shown(resource.fields, stored))

    def _all(self, resource: Resource, request: Request) -> Answer:
        if request.method == "POST":
            object_id = self.add(resource.kind, **copy.deepcopy(request.body))
            return Answer(201, _shown(resource.fields, self.objects[resource.kind][object_id]))
        if request.method != "GET":
            return Answer(404, {"error_code": "TEST.404", "error_msg": "gone"})
        query = dict(request.query)
        offset, limit = int(query.pop("offset")), int(query.pop("limit"))
        if resource.listing.below:
            query.setdefault("parent_code", "")
        found = [wire for wire in self.objects[resource.kind].values() if all(self._matches(resource, wire, query))]
        page = [_shown(resource.fields, wire) for wire in found[offset : offset + limit]]
        return Answer(200, {resource.listing.items: page, "total": len(found)})

    @staticmethod
    def _matches(resource: Resource, wire: Values, query: dict[str, str]) -> Iterator[bool]:
        fuzzy = {
            parameter: resource.by_name[option].wire_name for option, parameter, _longest in resource.listing.filters
        }
        for parameter, value in query.items():
            if parameter in fuzzy:
                yield value in str(wire.get(fuzzy[parameter], ""))
            else:
                yield str(wire.get(parameter) or "") == value


def _text(request: Request) -> str:
    return request.url + (request.data or b"").decode()


def _shown(fields: Iterable[Field], wire: Values) -> Values:
    """Show an object as services do: secrets masked or left out, what was never given as null or as its default."""
    shown = dict(wire)
    for f in fields:
        value = shown.get(f.wire_name)
        if f.secret and f.secret.readable == "no":
            shown.pop(f.wire_name, None)
        elif f.secret and f.secret.readable == "masked" and value is not None:
            shown[f.wire_name] = MASKED
        elif f.secret_keys and value:
            shown[f.wire_name] = {k: MASKED if re.search(f.secret_keys, k, re.I) else v for k, v in value.items()}
        elif f.fields and isinstance(value, dict):
            shown[f.wire_name] = _shown(f.fields, value)
        elif value is None and not isinstance(f, Child):
            shown[f.wire_name] = dict(f.codes).get(f.unset, f.unset)
    return shown


def _unmasked(stored: t.Any, sent: t.Any) -> t.Any:
    """Keep a stored secret where its mask comes back."""
    if isinstance(sent, dict):
        old = stored if isinstance(stored, dict) else {}
        return {name: _unmasked(old.get(name), value) for name, value in sent.items()}
    return stored if sent == MASKED else sent


def apply(service: Service, document: Values, **options: t.Any) -> tuple[list[Step], FakeClient]:
    """Bring a service to the state that a document declares.

    :param secrets, update_secrets: as in the module ``config``; all else goes to the client
    """
    entries = parse(document, options.pop("secrets", None))
    policy = options.pop("update_secrets", "on_create")
    client = FakeClient(service, **{"concurrency": 1, **options})
    inventory, tasks = prepare(client, entries, policy)
    assert client.writes == [], "planning must not write"
    execute(client, inventory, tasks)
    return tasks, client


def log(client: FakeClient) -> list[str]:
    return [f"{request.method} {request.path.removeprefix(PREFIX)}" for request in client.writes]


def absent(document: dict) -> dict:
    return {kind: [{**entry, "state": "absent"} for entry in entries] for kind, entries in document.items()}
