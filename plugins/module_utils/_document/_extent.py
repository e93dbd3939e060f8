# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""How far a run reaches: the part of a document that it applies, and where it deletes what is not declared. Pure."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass
from fnmatch import fnmatchcase

from .._catalog._registry import BY_KIND, RESOURCES
from .._planning._check import Problems
from .._spec._field import Field
from .._spec._values import Values

#: The kind whose objects own others.
OWNERS = "apps"


@dataclass(frozen=True)
class Part:
    """A part of a document; what is not given does not limit it.

    :param kinds: its kinds
    :param apps: shell patterns of names of the applications that its entries belong to, or are
    :param names: shell patterns of names of its entries
    """

    kinds: tuple[str, ...] = ()
    apps: tuple[str, ...] = ()
    names: tuple[str, ...] = ()

    @property
    def is_whole(self) -> bool:
        return not (self.kinds or self.apps or self.names)

    def holds(self, kind: str, name: str, app: str) -> bool:
        return (
            (not self.kinds or kind in self.kinds)
            and (not self.apps or (app != "" and _matches(app, self.apps)))
            and (not self.names or _matches(name, self.names))
        )


def _matches(text: str, patterns: t.Iterable[str]) -> bool:
    return any(fnmatchcase(text, pattern) for pattern in patterns)


@dataclass(frozen=True)
class Scope:
    """Where objects that are not declared are deleted.

    :param kinds: their kinds
    :param apps: the applications that they belong to, if they are of a kind that can belong to one
    """

    kinds: tuple[str, ...] = ()
    apps: tuple[str, ...] = ()

    def holds(self, kind: str, app: str) -> bool:
        """Tell whether it holds an object that belongs to this application, or to none."""
        return kind in self.kinds and (app in self.apps if can_be_owned(kind) else True)


@dataclass(frozen=True)
class Extent:
    """How far a run reaches.

    :param part: what is applied
    :param scope: where is deleted what is not declared
    :param limit: how much of that is deleted at most
    """

    part: Part = Part()
    scope: Scope = Scope()
    limit: int = 0

    def whole_kinds(self, kinds: t.Iterable[str]) -> set[str]:
        """Return the kinds of which all objects have to be known, for entries of these kinds."""
        needed = set(self.scope.kinds)
        if self.part.apps:  # an owner may be found through what is on the instance only
            needed |= {ref.kind for kind in kinds for ref in BY_KIND[kind].refs if ref.kind != kind}
        return needed


WHOLE = Extent()


def can_be_owned(kind: str) -> bool:
    """Tell whether objects of a kind can belong to an application, themselves or through what they refer to."""
    return kind != OWNERS and any(
        ref.kind == OWNERS or (ref.kind not in ("", kind) and can_be_owned(ref.kind)) for ref in BY_KIND[kind].refs
    )


def extent_from(
    only: Values | None, prune: Values | None, limit: int, kinds: t.Collection[str], problems: Problems
) -> Extent:
    """Make sense of the options `ONLY` and `PRUNE`.

    :param kinds: the kinds that the document holds
    """
    part = Part(**_given(only)) if only is not None else Part()
    if only is not None and part.is_whole:
        problems.add("only", "says nothing: give kinds, apps or names")
    if prune is None:
        return Extent(part)
    return Extent(part, _scope_from(_given(prune), kinds, problems), limit)


def _given(option: Values | None) -> dict[str, tuple[str, ...]]:
    return {name: tuple(dict.fromkeys(value or ())) for name, value in (option or {}).items()}


def _scope_from(given: dict[str, tuple[str, ...]], kinds: t.Collection[str], problems: Problems) -> Scope:
    named, apps = given.get("kinds", ()), given.get("apps", ())
    if not named and not apps:
        problems.add("prune", "needs a scope: give apps, or kinds that belong to no application, or both")
    owned = [kind for kind in named if can_be_owned(kind)]
    if owned and not apps:
        problems.add("prune.apps", f"must name applications, since {', '.join(owned)} can belong to one")
    if apps and not owned:
        if named:
            problems.add("prune.kinds", "has no kind whose objects can belong to the applications of prune.apps")
        named = tuple(r.kind for r in RESOURCES if r.kind in kinds and not r.singleton and can_be_owned(r.kind))
        if not named:
            problems.add("prune.apps", "the document holds no kind whose objects can belong to an application")
    return Scope(named, apps)


ONLY = Field(
    "only", (
        "Apply only a part of the document: entries that suit everything that is given here. What they refer to must "
        "be part of it, or be on the instance already. All other entries are left alone, though they are checked "
        "before the first request."),
    type="dict", fields=(
        Field("kinds", "Entries of these kinds.", type="list", elements="str",
              choices=tuple(resource.kind for resource in RESOURCES)),
        Field("apps", "These applications and what belongs to them, by shell patterns of their names such as "
              "V(orders*).", type="list", elements="str"),
        Field("names", "Entries whose names match one of these shell patterns.", type="list", elements="str"),
    ))  # fmt: skip
PRUNE = Field(
    "prune", (
        "Delete what the document does not declare, inside a scope that has to be named. It counts as declared absent: "
        "it is part of the plan, the diff and check mode, what stands in the way is told before anything is written, "
        "and what depends on others goes first.",
        "Never deleted are objects that are built in, that the collection cannot manage, and those of a kind that can "
        "belong to applications but belong to none. With O(only), objects outside that part are left alone, too."),
    type="dict", fields=(
        Field("apps", "Names of applications. What belongs to them and is not declared is deleted, whether it does so "
              "itself, like an API group, or through others, like a variable of that group. The applications "
              "themselves are not.", type="list", elements="str"),
        Field("kinds", (
            "Kinds to which this is limited. When omitted, all kinds that the document has and that can belong to "
            "applications; a kind with an empty list counts.",
            "Objects of kinds that cannot belong to an application, such as C(environments), and C(apps) themselves, "
            "are only deleted when their kind stands here; they need no O(prune.apps)."),
            type="list", elements="str", choices=tuple(r.kind for r in RESOURCES if not r.singleton)),
    ))  # fmt: skip
PRUNE_LIMIT = Field(
    "prune_limit", "How many objects O(prune) may delete. With more nothing is written, and they are listed.",
    type="int", default=10)  # fmt: skip
