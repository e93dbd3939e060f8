# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers that are not what is documented: an error that is a sentence, or the whole of what there is, and never less.

ROMA_FUZZ_EXAMPLES sets how many are tried for each kind of object.
"""

from __future__ import annotations

import contextlib
import copy
import itertools
import json
import os
import re
import typing as t
import unittest.mock
from dataclasses import dataclass

import pytest
from ansible_collections.roma.connect.plugins.module_utils._base._errors import RomaError
from ansible_collections.roma.connect.plugins.module_utils._catalog._registry import BY_KIND, RESOURCES
from ansible_collections.roma.connect.plugins.module_utils._document._entries import Entry
from ansible_collections.roma.connect.plugins.module_utils._engine._execute import execute
from ansible_collections.roma.connect.plugins.module_utils._engine._step import Step
from ansible_collections.roma.connect.plugins.module_utils._instance._dump import dump
from ansible_collections.roma.connect.plugins.module_utils._instance._inventory import Inventory
from ansible_collections.roma.connect.plugins.module_utils._occ._client import read_process, start_process
from ansible_collections.roma.connect.plugins.module_utils._planning._plan import CREATE, Plan
from ansible_collections.roma.connect.plugins.module_utils._service._client import Client
from ansible_collections.roma.connect.plugins.module_utils._spec._field import Field, Ref
from ansible_collections.roma.connect.plugins.module_utils._spec._resource import Resource
from ansible_collections.roma.connect.plugins.module_utils._spec._values import Values
from ansible_collections.roma.connect.plugins.module_utils._spec._wire import values_to_wire
from ansible_collections.roma.connect.plugins.module_utils._transfer import _jobs
from ansible_collections.roma.connect.plugins.module_utils._transfer._jobs import Deadline, submit, wait_for
from ansible_collections.roma.connect.tests.unit.transport import Answer, FakeClient, FakeStore, Request, Time
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

COUNT = 3  # objects of the kind that is looked at
CANARY = "canary-secret"
EXAMPLES = int(os.environ.get("ROMA_FUZZ_EXAMPLES") or 15)
fuzz = settings(max_examples=EXAMPLES, deadline=None, derandomize=True, database=None,
                suppress_health_check=list(HealthCheck))  # fmt: skip

# -- what is documented ------------------------------------------------------------------------------------------------


def sample(f: Field, number: int) -> t.Any:
    """Return a value of an option that the service could have."""
    if f.secret:
        return CANARY
    if f.fields:
        inner = samples(f.fields, number)
        return [inner] if f.type == "list" else inner
    one = "id-0" if isinstance(f, Ref) else f.choices[0] if f.choices else f"name-{number}"
    return {"int": 1, "bool": True, "list": [one], "dict": {"a": "b"}}.get(f.type, one)


def samples(fields: t.Iterable[Field], number: int) -> Values:
    return {f.name: sample(f, number) for f in fields}


def wire_of(resource: Resource, number: int) -> Values:
    wire = values_to_wire(resource.own_fields, samples(resource.own_fields, number))
    return {**wire, resource.id_member: f"id-{number}"}


def path_of(template: str) -> str:
    known = template.replace("{project_id}", "p").replace("{instance_id}", "i")
    return re.sub(r"\{\w+\}", "[^/]+", known)


def honest(request: Request) -> t.Any:
    """Answer as documented, whatever is asked."""
    for resource in RESOURCES:
        lists = path_of(resource.collection), path_of(resource.listing.whole or resource.collection)
        if any(re.fullmatch(path, request.path) for path in lists) and request.method in ("GET", "POST"):
            return honest_collection(resource, request)
        if re.fullmatch(path_of(resource.object_path), request.path):
            return wire_of(resource, int(request.path.rpartition("-")[2]))
    parts = {
        "dispatches": {"dispatch_id": "d", "period": "DAY", "interval": 1},
        "users": {"total": 1, "users": [{"id": "1", "name": "n", "roles": ["read"]}]},
    }
    return parts.get(request.path.rpartition("/")[2], {"total": 0, "items": [], "policies": [], "api_versions": []})


def honest_collection(resource: Resource, request: Request) -> t.Any:
    if resource.singleton:
        return {name: value for name, value in wire_of(resource, 0).items() if name != resource.id_member}
    if request.method == "POST":
        return wire_of(resource, 0)
    if request.query.get("parent_code"):
        return {"total": 0, resource.listing.items: []}
    start = int(request.query["offset"])
    rows = [wire_of(resource, number) for number in range(COUNT)][start : start + int(request.query["limit"])]
    return {"total": COUNT, "size": len(rows), resource.listing.items: rows}


# -- what is not -------------------------------------------------------------------------------------------------------

SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.just(10**400), st.floats(), st.text(max_size=8),
    st.sampled_from(["\ud800", "\u00b2", "7", "NaN", "", "x" * 5000]),
)  # fmt: skip
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)),
)
BODIES = st.one_of(
    st.sampled_from([b"", b"null", b"{}", b"[]", b"\xff\xfe{}", b"<html>", b"{" * 5000, b"[" * 100_000, b'"\xc3"',
                     b"1e400", b'{"error_code": "X.1", "error_msg": "m"}', b'{"total": 1' + b"0" * 5000 + b"}"]),
    st.binary(max_size=20),
    ANYTHING.map(lambda value: json.dumps(value).encode()),
)  # fmt: skip


def places(value: t.Any, at: tuple[t.Any, ...] = ()) -> t.Iterator[tuple[t.Any, ...]]:
    """Yield the way to everything in a value."""
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield (*at, key)
        yield from places(inner, (*at, key))


@dataclass(frozen=True)
class Change:
    """Something is changed, removed or doubled somewhere in an answer."""

    where: float
    what: str
    value: t.Any
    depth: int

    def of(self, answer: t.Any) -> t.Any:
        found = sorted(places(answer), key=str)
        if not found:
            return copy.deepcopy(self.value)
        *way, last = found[int(self.where * len(found))]
        place = answer
        for key in way:
            place = place[key]
        if self.what == "gone":
            del place[last]
        elif self.what == "deep":
            for _level in range(self.depth):
                place[last] = [place[last]]
        elif self.what == "twice" and isinstance(place, list):
            place.append(copy.deepcopy(place[last]))
        else:
            place[last] = copy.deepcopy(self.value)
        return answer


@dataclass(frozen=True)
class Lie:
    """What comes in place of an honest answer: that with some changes, or something else."""

    status: int
    headers: dict[str, str]
    changes: list[Change]
    body: bytes

    def of(self, truth: t.Any) -> bytes:
        if not self.changes:
            return self.body
        for change in self.changes:
            truth = change.of(truth)
        return json.dumps(truth).encode()


HEADERS = st.sampled_from(["Retry-After", "X-Request-Id", "Content-Type", "X-Subject-Token"])
CHANGES = st.builds(Change, st.floats(0, 0.999), st.sampled_from(["other", "other", "gone", "deep", "twice"]), ANYTHING,
                    st.sampled_from([3, 70, 150]))  # fmt: skip
LIES = st.builds(Lie, st.sampled_from([200, 200, 200, 200, 201, 400, 404, 500]),
                 st.dictionaries(HEADERS, st.text(max_size=5), max_size=1), st.lists(CHANGES, max_size=3),
                 BODIES)  # fmt: skip


class Liar:
    """Gives some honest answers, and lies then, over and over again in the same ways."""

    def __init__(self, truths: int, lies: list[Lie], honest: t.Callable[[Request], t.Any] = honest) -> None:
        self._truths = truths
        self._lies = itertools.cycle(lies)
        self._honest = honest
        self.answers: list[bytes] = []

    def __call__(self, request: Request) -> Answer:
        truth = self._honest(request)
        self._truths -= 1
        if isinstance(truth, Answer):
            return truth
        if self._truths >= 0:
            return Answer(200, truth)
        lie = next(self._lies)
        self.answers.append(lie.of(truth))
        return Answer(lie.status, self.answers[-1], lie.headers)

    def says(self, count: int, items: str) -> bool:
        """Tell whether an answer said that there are so many objects, and gave them."""
        for body in self.answers:
            with contextlib.suppress(ValueError, AttributeError, TypeError, RecursionError):
                answer = json.loads(body)
                if answer.get("total") == count == len(answer.get(items) or []):
                    return True
                if answer.get("total") is None and len(answer[items]) <= count:
                    return True
        return False


@contextlib.contextmanager
def only_sentences() -> t.Iterator[None]:
    """Whatever goes wrong, it is an error of the collection's own family, short and without secrets."""
    try:
        yield
    except RomaError as exc:
        told = exc
    else:
        return
    text = json.dumps(told.payload())
    assert CANARY not in text
    assert "given-token" not in text
    assert 10 < len(str(told)) < 5000


# -- each kind ---------------------------------------------------------------------------------------------------------


def client_of(handler: t.Callable[[Request], Answer]) -> FakeClient:
    return FakeClient(handler, concurrency=1, api_retries=1)


@pytest.mark.parametrize("kind", [resource.kind for resource in RESOURCES])
def test_the_documented_answers_are_taken(kind: str) -> None:
    client = client_of(lambda request: Answer(200, honest(request)))
    document = dump(client, [kind]).document
    inventory = Inventory(client)
    inventory.load_all(dict.fromkeys([r.kind for r in RESOURCES]))
    assert len(inventory.records(kind)) == COUNT
    assert document.keys() == {kind}


@pytest.mark.parametrize("kind", [resource.kind for resource in RESOURCES])
@fuzz
@given(truths=st.integers(0, 12), lies=st.lists(LIES, min_size=1, max_size=3))
def test_reading(kind: str, truths: int, lies: list[Lie]) -> None:
    liar = Liar(truths, lies)
    resource = BY_KIND[kind]
    with only_sentences():
        dump(client_of(liar), [kind])
    liar = Liar(truths, lies)
    with only_sentences():
        inventory = Inventory(client_of(liar))
        inventory.load_all(dict.fromkeys([r.kind for r in RESOURCES[: RESOURCES.index(resource) + 1]]))
        found = len(inventory.records(kind))
        short = found < COUNT and all(len(inventory.records(scope.kind)) >= COUNT for scope in resource.scopes)
        assert not short or liar.says(found, resource.listing.items)


@pytest.mark.parametrize("kind", [resource.kind for resource in RESOURCES if not resource.singleton])
@fuzz
@given(truths=st.integers(0, 12), lies=st.lists(LIES, min_size=1, max_size=3))
def test_creating(kind: str, truths: int, lies: list[Lie]) -> None:
    resource = BY_KIND[kind]
    values = samples(resource.own_fields, 7)
    client = client_of(Liar(truths, lies))
    task = Step(Entry(resource, "", values), plan=Plan(CREATE, values=values))
    for scope in resource.scopes[:1]:
        parents = Inventory(client_of(lambda request: Answer(200, honest(request))))
        parents.load_all(dict.fromkeys([r.kind for r in RESOURCES[: RESOURCES.index(BY_KIND[scope.kind]) + 1]]))
        task.targets[scope.name] = parents.records(scope.kind)[0]
    with only_sentences():
        execute(client, Inventory(client), [task])
        if task.error is not None:
            assert isinstance(task.error, RomaError), repr(task.error)
            raise task.error
        assert task.record is not None
        assert task.record.id


# -- all else ----------------------------------------------------------------------------------------------------------


@fuzz
@given(truths=st.integers(0, 12), lies=st.lists(LIES, min_size=1, max_size=3))
def test_jobs(truths: int, lies: list[Lie]) -> None:
    def job(request: Request) -> t.Any:
        if request.method == "POST":
            return {"job_id": "j"}
        return {
            "id": "j",
            "status": "succeeded",
            "progress_percent": 0.5,
            "archive_id": "a",
            "reason": [{"error_code": "x"}],
        }

    clock = Time()
    clock.monotonic = clock.clock  # type: ignore[attr-defined]
    with unittest.mock.patch.object(_jobs, "time", clock), only_sentences():
        client = client_of(Liar(truths, lies, job))
        deadline = Deadline(60)
        job_id = submit(client, "export", {}, deadline, lambda line: None)
        assert isinstance(wait_for(client, job_id, "export", deadline, lambda line: None).facts, dict)


@fuzz
@given(truths=st.integers(0, 12), lies=st.lists(LIES, min_size=1, max_size=3))
def test_stores(truths: int, lies: list[Lie]) -> None:
    def store(request: Request) -> t.Any:
        if request.path.endswith("/login"):
            return {"access_token": "t"}
        return {"processId": "p", "progress": "succeeded", "completed": True, "completedPercentage": 100,
                "links": [{"rel": "file", "href": "https://x/y"}], "error": {"title": "t"}}  # fmt: skip

    with only_sentences():
        client = FakeStore(Liar(truths, lies, store))
        process = read_process(client, start_process(client, {}))
        assert isinstance((process.facts, process.line), tuple)


@fuzz
@given(truths=st.integers(0, 12), lies=st.lists(LIES, min_size=1, max_size=3))
def test_logins_and_projects(truths: int, lies: list[Lie]) -> None:
    def iam(request: Request) -> t.Any:
        if request.path.endswith("/tokens"):
            return Answer(201, {"token": {"expires_at": "soon"}}, {"X-Subject-Token": "t"})
        return {"projects": [{"id": "p"}], "things": [], "total": 0}

    login = {
        "token": "",
        "username": "u",
        "password": CANARY,
        "domain_name": "d",
        "project_id": "",
        "project_name": "n",
    }
    with only_sentences():
        client: Client = FakeClient(Liar(truths, lies, iam), concurrency=1, api_retries=1, **login)
        assert client.pages("/v2/{project_id}/things", "things") == []
