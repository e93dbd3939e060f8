# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Nothing outside a named scope is ever deleted, and no entry outside the chosen part is ever applied."""

from __future__ import annotations

import itertools
import random
import typing as t
from fnmatch import fnmatchcase

import pytest
from ansible_collections.roma.connect.plugins.module_utils._base._errors import InputError
from ansible_collections.roma.connect.plugins.module_utils._document._entries import kinds_in, parse
from ansible_collections.roma.connect.plugins.module_utils._document._extent import Extent, extent_from
from ansible_collections.roma.connect.plugins.module_utils._engine._prepare import prepare
from ansible_collections.roma.connect.plugins.module_utils._engine._step import Step
from ansible_collections.roma.connect.plugins.module_utils._planning._check import Problems
from ansible_collections.roma.connect.plugins.module_utils._planning._plan import DELETE
from ansible_collections.roma.connect.plugins.module_utils._spec._field import Field
from ansible_collections.roma.connect.plugins.module_utils._spec._resource import Listing, Reach, Resource
from ansible_collections.roma.connect.plugins.module_utils._spec._values import Values
from ansible_collections.roma.connect.tests.unit.service import CATALOGUE, PREFIX, Service, use
from ansible_collections.roma.connect.tests.unit.transport import FakeClient

PLACE = Resource(
    kind="places", name="place", title="place", description="", identity=("name",), collection=PREFIX + "/places",
    listing=Listing(items="places"),
    reach=Reach(builtin=lambda wire: wire.get("system") is True,
                foreign=lambda wire: "is of another kind" if wire.get("other") else ""),
    fields=(Field("name", "", required=True), Field("remark", "", unset="")),
)  # fmt: skip
RESOURCES = (*CATALOGUE, PLACE)
APPS, NAMES = ("a", "b", "c", "d"), ("n", "m", "o")
ROUNDS = 2000


@pytest.fixture(autouse=True)
def _catalogue(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, RESOURCES)


class World:
    """An instance, and what is known about it without the code that is tested."""

    def __init__(self, chance: random.Random) -> None:
        self.service = Service(RESOURCES)
        self.owner: dict[tuple[str, str], str] = {}
        self.label: dict[tuple[str, str], tuple[str, ...]] = {}
        self.untouchable: set[tuple[str, str]] = set()
        apps = {name: self._add(chance, "apps", (name,), name, app_name=name)
                for name in APPS if chance.random() < 0.8}  # fmt: skip
        groups = [(name, app) for name in NAMES for app in (*apps, "") if chance.random() < 0.3]
        for name, app in groups:
            group = self._add(chance, "groups", (name, app), app, name=name, app_id=apps.get(app), needed="x")
            for variable in NAMES[:2]:
                if chance.random() < 0.4:
                    self._add(chance, "variables", (variable, name, app), app, name=variable, group_id=group)
        for name in NAMES:
            if chance.random() < 0.6:
                self._add(chance, "places", (name,), "", name=name)

    def _add(self, chance: random.Random, kind: str, label: tuple[str, ...], owner: str, **members: t.Any) -> str:
        special = chance.choice(("", "", "", "system", "other")) if kind in ("apps", "places") else ""
        object_id = self.service.add(kind, **members, **({special: True} if special else {}))
        self.owner[kind, object_id], self.label[kind, object_id] = owner, label
        if special == "system" or (special == "other" and kind == "places"):
            self.untouchable.add((kind, object_id))
        return object_id

    def document(self, chance: random.Random) -> Values:
        """Declare some of what is there, and some that is not."""
        declared: dict[str, set[tuple[str, ...]]] = {
            kind: {self.label[of] for of in self.label
                   if of[0] == kind and of not in self.untouchable and chance.random() < 0.6}
            for kind in ("apps", "groups", "variables", "places") if chance.random() < 0.9
        }  # fmt: skip
        if "apps" in declared and chance.random() < 0.3:
            declared["apps"].add((chance.choice(APPS),))
        return {kind: [entry(kind, label) for label in sorted(labels)] for kind, labels in declared.items()}


def entry(kind: str, label: tuple[str, ...]) -> Values:
    if kind == "groups":
        return {"name": label[0], "app": label[1], "needed": "x"}
    if kind == "variables":
        return {"name": label[0], "group": label[1], "group_app": label[2]}
    return {"name": label[0]}


def option(chance: random.Random, **choices: t.Sequence[str]) -> Values:
    return {name: chance.sample(known, chance.randint(1, min(3, len(known))))
            for name, known in choices.items() if chance.random() < 0.6}  # fmt: skip


def planned(world: World, document: Values, extent: Extent) -> list[Step]:
    client = FakeClient(world.service, concurrency=1)
    _inventory, steps = prepare(client, parse(document), extent=extent)
    assert client.writes == []
    return steps


def test_nothing_outside_the_scope_is_ever_in_the_plan() -> None:
    tried = deleted = refused = kept = 0
    for seed in itertools.count():
        if tried == ROUNDS:
            break
        chance = random.Random(seed)
        world = World(chance)
        document = world.document(chance)
        scope = option(chance, apps=APPS, kinds=("apps", "groups", "variables", "places"))
        only = option(chance, apps=("a", "[bc]", "*"), kinds=("groups", "variables", "places"), names=("[nm]", "o"))
        given = only if only and seed % 2 else None
        extent = extent_from(given, scope, 100, kinds_in(document), problems := Problems())
        if problems or not document or not any(document.values()):
            continue
        tried += 1
        try:
            steps = planned(world, document, extent)
        except InputError as exc:
            if "built in" in str(exc) or "of another kind" in str(exc):
                pytest.fail(f"seed {seed}: {exc}")
            refused += 1
            continue
        gone = {(step.entry.kind, step.record.id) for step in steps
                if step.record is not None and step.plan.action == DELETE}  # fmt: skip
        expected = {of for of in world.label if may_go(world, document, scope, given or {}, *of)}
        assert gone == expected, f"seed {seed}: {document} {scope} {given}"
        deleted += len(gone)
        kept += len(world.label) - len(gone)
    # the test looks at something
    assert min(deleted, refused, kept) > 100, (deleted, refused, kept)


def may_go(world: World, document: Values, scope: Values, part: Values, kind: str, object_id: str) -> bool:
    """Say whether an object has to go, in the words of the documentation."""
    owner, label = world.owner[kind, object_id], world.label[kind, object_id]
    if kind == "locks" or (kind, object_id) in world.untouchable or entry(kind, label) in document.get(kind, []):
        return False
    if part and not (
        ("kinds" not in part or kind in part["kinds"])
        and ("apps" not in part or (owner and any(fnmatchcase(owner, pattern) for pattern in part["apps"])))
        and ("names" not in part or any(fnmatchcase(label[0], pattern) for pattern in part["names"]))
    ):
        return False
    if kind in ("apps", "places"):
        return kind in scope.get("kinds", ())
    named = scope["kinds"] if "kinds" in scope else list(document)
    return kind in named and owner != "" and owner in scope.get("apps", ())


def test_entries_outside_the_part_are_not_planned() -> None:
    applied = 0
    for seed in range(300):
        chance = random.Random(seed)
        world = World(chance)
        document = world.document(chance)
        only = option(chance, apps=("a", "[bc]"), kinds=("groups", "variables", "places"), names=("[nm]", "o"))
        extent = extent_from(only, None, 0, (), problems := Problems())
        if problems or not any(document.values()):
            continue
        try:
            steps = planned(world, document, extent)
        except InputError:
            continue
        for step in steps:
            owner = {"groups": "app", "variables": "group_app", "apps": "name"}.get(step.entry.kind, "")
            app = step.entry.values.get(owner, "")
            assert "kinds" not in only or step.entry.kind in only["kinds"]
            assert "names" not in only or any(fnmatchcase(step.entry.name, pattern) for pattern in only["names"])
            assert "apps" not in only or any(fnmatchcase(app, pattern) for pattern in only["apps"])
        applied += len(steps)
    assert applied > 50
