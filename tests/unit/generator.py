# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes instance documents out of the catalogue's descriptions. A seed always makes the same ones.

What the descriptions do not tell stands in `recipes`.
"""

from __future__ import annotations

import copy
import typing as t
from dataclasses import dataclass, field

from ansible_collections.roma.connect.plugins.module_utils._catalog._registry import RESOURCES
from ansible_collections.roma.connect.plugins.module_utils._planning._check import Problems, check_entry
from ansible_collections.roma.connect.plugins.module_utils._spec._field import Field, Ref
from ansible_collections.roma.connect.plugins.module_utils._spec._resource import Resource
from ansible_collections.roma.connect.plugins.module_utils._spec._values import Values
from ansible_collections.roma.connect.tests.unit.chance import USUAL_LENGTH, Chance
from ansible_collections.roma.connect.tests.unit.recipe import Recipe
from ansible_collections.roma.connect.tests.unit.recipes import LEFT_OUT, NOTHING_SPECIAL, RECIPES

_ATTEMPTS = 300
_CLEARED: dict[str, t.Any] = {"str": "", "list": [], "dict": {}}
Document = dict[str, list[Values]]


@dataclass(eq=False)
class Made:
    """An entry, and the entries that its references name."""

    entry: Values
    targets: dict[str, Made] = field(default_factory=dict)


class Generator(Chance):
    """Makes a document, and then changed ones.

    :param resources: the kinds to make, in the order in which they depend on one another
    :param fewest, most: how many entries of a kind there are, where its recipe does not tell
    :param present: what is there already, for references to name
    """

    def __init__(
        self, seed: int, resources: t.Sequence[Resource] = RESOURCES, *, fewest: int = 0, most: int = 6,
        present: t.Mapping[str, t.Sequence[Values]] | None = None,
    ) -> None:  # fmt: skip
        super().__init__(seed)
        self._resources = {resource.kind: resource for resource in resources}
        self._span = fewest, most
        self._present = {kind: [Made(entry) for entry in entries] for kind, entries in (present or {}).items()}
        self._made: dict[str, list[Made]] = {kind: [] for kind in self._resources}
        self._taken: set[tuple[t.Any, ...]] = set()

    # -- documents -----------------------------------------------------------------------------------------------------

    def document(self) -> Document:
        for resource in self._resources.values():
            for _ in range(self.random.randint(*RECIPES.get(resource.kind, NOTHING_SPECIAL).entries or self._span)):
                made = self._new(resource)
                if made is not None:
                    self._made[resource.kind].append(made)
        return self._shuffled({kind: [made.entry for made in found] for kind, found in self._made.items()})

    def changed(self) -> Document:
        """Give other values to what can be changed, and leave out some of the rest, which leaves it untouched."""
        before, self._made = self._made, copy.deepcopy(self._made)
        for resource in self._resources.values():
            for old, new in zip(before[resource.kind], self._made[resource.kind], strict=True):
                self._change(resource, old, new)
        pairs = {kind: zip(before[kind], self._made[kind], strict=True) for kind in self._resources}
        return self._shuffled({
            kind: [self._without_some(resource, old.entry, new.entry) for old, new in pairs[kind]]
            for kind, resource in self._resources.items()
        })  # fmt: skip

    def _shuffled(self, document: Document) -> Document:
        return {kind: self.random.sample(found, len(found)) for kind, found in copy.deepcopy(document).items()}

    # -- entries -------------------------------------------------------------------------------------------------------

    def _new(self, resource: Resource) -> Made | None:
        """Make one entry; None when there is nothing that it could belong to, or nothing left that has none yet."""
        for _ in range(_ATTEMPTS):
            made = Made({})
            owners = [scope for scope in resource.scopes if self.candidates(scope.kind)]
            owner = self.random.choice(owners) if owners else None
            if resource.scope and owner is None:
                return None
            for ref in resource.refs:
                needed = ref.required or ref.on_create or ref is owner
                targets = [target for target in self.candidates(ref.kind) if target is not made]
                if targets and (needed or (ref.name not in resource.scope and self.chance(0.6))):
                    self._point(made, ref, self.random.choice(targets))
                elif needed:
                    return None
            skipped = {*resource.qualifier_names, *(ref.name for ref in resource.refs)}
            own = [f for f in resource.fields if f.name not in skipped]
            made.entry.update(self.members(own, resource.kind, made.entry))
            if self._finish(resource, made, None):
                return made
        return None

    def _change(self, resource: Resource, old: Made, new: Made) -> None:
        given, targets = dict(new.entry), dict(new.targets)
        for _ in range(_ATTEMPTS):
            new.entry.clear()
            new.entry.update(copy.deepcopy(given))
            new.targets = dict(targets)
            for ref in resource.refs:
                if (
                    ref.change.mutable
                    and ref.name not in resource.identity
                    and self.candidates(ref.kind)
                    and self.chance(0.3)
                ):
                    new.targets[ref.name] = self.random.choice(self.candidates(ref.kind))
                if ref.name in new.targets:
                    self._point(new, ref, new.targets[ref.name])
            skipped = {*resource.identity, *resource.qualifier_names, *(ref.name for ref in resource.refs)}
            own = [f for f in resource.fields if f.name not in skipped]
            values = self._other_members(own, resource.kind, new.entry)
            new.entry.clear()
            new.entry.update(values)
            if self._finish(resource, new, old):
                return
        raise AssertionError(f"seed {self.seed}: no change of {resource.kind} is free:\n{new.entry}")

    def _finish(self, resource: Resource, made: Made, old: Made | None) -> bool:
        """Bring the options into agreement, and tell whether the entry can be used."""
        recipe = RECIPES.get(resource.kind, NOTHING_SPECIAL)
        recipe.mend(self, made)
        problems = Problems()
        check_entry(resource, made.entry, resource.kind, problems)
        for option, sentence in resource.rules.check_new(made.entry):
            problems.add(option, sentence)
        assert not problems, f"seed {self.seed}: {resource.kind} needs a better recipe: {problems}\n{made.entry}"
        name = made.entry[resource.identity[0]]
        return name == name.strip() and self._take(resource, recipe, made, old)

    def _take(self, resource: Resource, recipe: Recipe, made: Made, old: Made | None) -> bool:
        """Note what no other entry may have, unless another one has it already."""
        wanted = set()
        if old is None:
            wanted.add((resource.kind, *(id(made.targets.get(n)) if isinstance(resource.by_name[n], Ref)
                                         else made.entry.get(n) for n in resource.identity)))  # fmt: skip
        for names in recipe.unique:
            values = [str(made.entry.get(name, "")).strip() for name in names]
            if any(values) and (old is None or any(old.entry.get(n) != made.entry.get(n) for n in names)):
                wanted.add((resource.kind, *names, *values))
        free = not wanted & self._taken
        if free:
            self._taken |= wanted
        return free

    def _point(self, made: Made, ref: Ref, target: Made) -> None:
        """Name a target, with what tells it from its namesakes; now and then though it has none."""
        made.targets[ref.name] = target
        identity = self._resources[ref.kind].identity[0]
        name = made.entry[ref.name] = target.entry[identity]
        namesakes = [other for other in self.candidates(ref.kind) if other.entry[identity] == name]
        tell = len(namesakes) > 1 or self.chance(0.3)
        for own, other in ref.qualifiers:
            made.entry.pop(own, None)
            if tell:
                made.entry[own] = self._option(ref.kind, target, other) or ""

    def _option(self, kind: str, made: Made, name: str) -> t.Any:
        """Return an option of an entry. What tells apart the objects that it may name is read off the one it does."""
        qualified = self._resources[kind].qualified
        if name not in qualified:
            return made.entry.get(name)
        ref, other = qualified[name]
        target = made.targets.get(ref.name)
        return self._option(ref.kind, target, other) if target is not None else None

    def _without_some(self, resource: Resource, old: Values, new: Values) -> Values:
        """Leave out some of what stays as it is, where that is allowed."""
        left = dict(new)
        for name, value in new.items():
            f, present = resource.by_name[name], old.get(name)
            if f.required or isinstance(f, Ref) or name in {*resource.identity, *resource.qualifier_names}:
                continue
            fewer = {n: v for n, v in left.items() if n != name}
            if f.compare == "keyed" and present and present != value:
                known = {f.key_of(item): item for item in present}
                fewer[name] = [self._less(f, known.get(f.key_of(item), {}), item) for item in value]
            elif present != value or self.chance(0.7):
                continue
            problems = Problems()
            check_entry(resource, fewer, resource.kind, problems)
            left = left if problems else fewer
        return left

    def _less(self, f: Field, old: Values, new: Values) -> Values:
        fixed = {*f.keys, *(m.name for m in f.fields if m.required)}
        return {n: v for n, v in new.items() if n in fixed or n not in old or old[n] != v or self.chance(0.6)}

    # -- values --------------------------------------------------------------------------------------------------------

    def members(self, fields: t.Iterable[Field], path: str, beside: Values, share: float = 0.6) -> Values:
        """Make what is needed, and some of the rest.

        :param beside: what is known already of the mapping that the members are for
        :param share: how much of the rest
        """
        found = dict(beside)
        for f in fields:
            here = f"{path}.{f.name}"
            if here not in LEFT_OUT and (f.required or f.on_create or self.chance(share)):
                value = self._cleared(f) if self.chance(0.07) else None
                found[f.name] = self.value(f, here, found) if value is None else value
                if found[f.name] is None:
                    del found[f.name]
        return self._without_replaced(fields, found)

    def _other_members(self, fields: t.Iterable[Field], path: str, old: Values, keys: t.Collection[str] = ()) -> Values:
        """Change some of what can be changed."""
        new = dict(old)
        for f in fields:
            here = f"{path}.{f.name}"
            if here in LEFT_OUT or not f.change.mutable or f.name in keys or self.chance(0.5):
                continue
            value = self._other(f, here, new)
            if value is not None:
                new[f.name] = value
                for name in f.change.replaces:
                    new.pop(name, None)
        return self._without_replaced(fields, new)

    def _other(self, f: Field, path: str, beside: Values) -> t.Any:
        old = beside.get(f.name)
        if f.change.grows:
            return max(old or f.unset, self.value(f, path, beside))
        cleared = self._cleared(f)
        if cleared is not None and self.chance(0.15):
            return cleared
        if f.compare == "keyed" and old:
            kept = [self._other_members(f.fields, path, item, f.keys) for item in old if self.chance(0.8)]
            added = self.value(f, path, beside) if self.chance(0.4) else []
            known = {f.key_of(item): item for item in old}
            new = [item for item in added if f.key_of(item) not in known]
            return list({f.key_of(item): item for item in kept + new}.values()) or None
        return self.value(f, path, beside)

    def _without_replaced(self, fields: t.Iterable[Field], values: Values) -> Values:
        """Of options that cannot be given together, any one goes before the others."""
        exclusive = [f for f in fields if f.change.replaces and f.name in values]
        for f in self.random.sample(exclusive, len(exclusive)):
            if f.name in values:
                for name in f.change.replaces:
                    values.pop(name, None)
        return values

    def value(self, f: Field, path: str, beside: Values) -> t.Any:
        """Make a value; None when there is none to be had."""
        kind, _dot, option = path.partition(".")
        own = RECIPES.get(kind, NOTHING_SPECIAL).values.get(option)
        if own is not None:
            return own(self, beside)
        identity = self._resources[kind].identity
        if option == identity[0] and len(identity) > 1 and self._made[kind] and self.chance(0.4):
            return self.random.choice(self._made[kind]).entry[option]  # more than the name tells them apart
        if isinstance(f, Ref) and f.kind:
            return self._names(f)
        if f.choices and f.type != "list":
            return self.random.choice(f.choices)
        make: dict[str, t.Callable[[], t.Any]] = {
            "bool": lambda: self.chance(0.5),
            "int": lambda: self.whole_number(f),
            "dict": lambda: self.members(f.fields, path, {}) or None,
            "list": lambda: self._list(f, path),
        }
        return make.get(f.type, lambda: self.text(f, path))()

    def _cleared(self, f: Field) -> t.Any:
        """Return what takes a value away; None where that is not possible."""
        fixed = f.secret or not f.change.mutable
        return None if fixed or not f.may_be_empty else copy.copy(_CLEARED.get(f.type))

    def _names(self, ref: Ref) -> t.Any:
        identity = self._resources[ref.kind].identity[0]
        names = [made.entry[identity] for made in self.candidates(ref.kind)]
        if ref.type == "list":
            return self.random.sample(names, self.random.randint(0, len(names)))
        return self.random.choice(names) if names else None

    def _list(self, f: Field, path: str) -> list[t.Any]:
        if f.choices:
            return self.random.sample(f.choices, self.random.randint(1, len(f.choices)))
        number = self.random.randint(1, 3)
        if not f.fields:
            return list(dict.fromkeys(self.text(f, path, longest=USUAL_LENGTH) for _ in range(number)))
        items = [self.members(f.fields, path, {}) for _ in range(number)]
        return list({f.key_of(item): item for item in items}.values()) if f.key else items

    def candidates(self, kind: str) -> list[Made]:
        """Return what a reference to a kind can name."""
        return [*self._made.get(kind, ()), *self._present.get(kind, ())]
