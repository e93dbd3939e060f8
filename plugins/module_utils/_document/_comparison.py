# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""What is different between two sets of entries, object by object. Pure: no requests, no Ansible.

Options are compared as plans compare them: what has its default is what was never given, and each list in its own way.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field

from .._planning._exact import whole, with_defaults
from .._planning._plan import differences, without_placeholders
from .._planning._secrets import hide_secrets, map_secrets, secrets_in
from .._spec._resource import Resource
from .._spec._values import Values, is_placeholder, placeholder
from ._entries import Entry

ADDED, REMOVED, CHANGED = "added", "removed", "changed"
BEFORE, AFTER = "before", "after"


@dataclass(frozen=True)
class Difference:
    """One object that only one side has, or that is not the same on both.

    :param change: ``added``, ``removed`` or ``changed``
    :param options: paths of the options that differ; of what only one side has, the options that it gives
    :param before, after: these options on both sides, secrets hidden
    """

    kind: str
    name: str
    change: str
    options: tuple[str, ...]
    before: Values = field(default_factory=dict)
    after: Values = field(default_factory=dict)


@dataclass(frozen=True)
class UnknownSecret:
    """A secret of an object on both sides of which it cannot be said whether it is the same.

    :param unknown: the sides on which it is not known
    """

    kind: str
    name: str
    option: str
    unknown: tuple[str, ...]


@dataclass
class Comparison:
    """What is different.

    :param equal: kind → how many objects are the same on both sides, as far as is known
    :param secrets_compared: how many secrets are known on both sides
    """

    differences: list[Difference] = field(default_factory=list)
    unknown_secrets: list[UnknownSecret] = field(default_factory=list)
    equal: dict[str, int] = field(default_factory=dict)
    secrets_compared: int = 0


def compare(before: t.Sequence[Entry], after: t.Sequence[Entry], partial: str = "") -> Comparison:
    """Compare two sets of entries of the same kinds.

    :param partial: the side whose entries say only a part (``before`` or ``after``): options that they leave out are
        not compared. When empty, an option that is left out has its default.
    """
    found = Comparison()
    gone, come, pairs = _paired(before, after)
    found.differences += [_alone(entry, REMOVED) for entry in gone]
    found.differences += [_alone(entry, ADDED) for entry in come]
    for one, other in pairs:
        _compare_pair(found, one, other, partial)
    found.differences.sort(key=lambda item: (item.kind, item.name, item.change))
    found.unknown_secrets.sort(key=lambda item: (item.kind, item.name, item.option))
    return found


def _paired(
    before: t.Sequence[Entry], after: t.Sequence[Entry]
) -> tuple[list[Entry], list[Entry], list[tuple[Entry, Entry]]]:
    """Find for each entry the one of the other side that stands for the same object.

    Names that one side leaves out, since it has but one object of the name, are no reason to take them for two.
    An entry that says ``state: absent`` stands for nothing.
    """
    left = {_key(entry): entry for entry in after if entry.state != "absent"}
    pairs, rest = [], []
    for entry in before:
        if entry.state == "absent":
            continue
        other = left.pop(_key(entry), None)
        if other is None:
            rest.append(entry)
        else:
            pairs.append((entry, other))
    by_name: dict[tuple[str, str], list[Entry]] = {}
    for entry in left.values():
        by_name.setdefault((entry.kind, entry.name), []).append(entry)
    gone = []
    wanted: dict[tuple[str, str], list[Entry]] = {}
    for entry in rest:
        wanted.setdefault((entry.kind, entry.name), []).append(entry)
    for name, entries in wanted.items():
        for entry in entries:
            alike = [other for other in by_name.get(name, []) if _may_be_one(entry, other)]
            rivals = [rival for rival in entries if alike and _may_be_one(rival, alike[0])]
            if len(alike) == len(rivals) == 1 and _key(alike[0]) in left:
                pairs.append((entry, left.pop(_key(alike[0]))))
            else:
                gone.append(entry)
    return gone, list(left.values()), pairs


def _key(entry: Entry) -> tuple[str, ...]:
    return (entry.kind, *("" if name is None else str(name) for name in entry.identity))


def _may_be_one(entry: Entry, other: Entry) -> bool:
    pairs = zip(entry.identity, other.identity, strict=True)  # of one kind, so of one length
    return all(one is None or two is None or str(one) == str(two) for one, two in pairs)


def _alone(entry: Entry, change: str) -> Difference:
    shown = hide_secrets(entry.resource.fields, entry.values)
    before, after = (shown, {}) if change == REMOVED else ({}, shown)
    return Difference(entry.kind, entry.label, change, tuple(entry.values), before, after)


def _compare_pair(found: Comparison, before: Entry, after: Entry, partial: str) -> None:
    resource = before.resource
    declared, other = (after, before) if partial == AFTER else (before, after)
    options = _options_that_differ(resource, _without_secrets(resource, other.values),
                                   _without_secrets(resource, declared.values), exact=not partial)  # fmt: skip
    options += _compare_secrets(found, before, after, declared if partial else None)
    if not options:
        found.equal[before.kind] = found.equal.get(before.kind, 0) + 1
        return
    names = {path.partition(".")[0].partition("[")[0] for path in options}
    sides = (_shown(entry, names) for entry in (before, after))
    found.differences.append(Difference(before.kind, before.label, CHANGED, tuple(sorted(set(options))), *sides))


def _options_that_differ(resource: Resource, have: Values, want: Values, exact: bool) -> list[str]:
    left: list[str] = []
    if exact:
        want, left = with_defaults(resource, have, want)
        resource = whole(resource)
    aside = {*resource.identity, *resource.qualifier_names}
    return left + [
        path
        for f in resource.fields
        if f.name in want and f.name not in aside
        for path in differences(f, have.get(f.name), want[f.name], f.name, "on_create")
    ]


def _without_secrets(resource: Resource, values: Values) -> Values:
    named = map_secrets(resource.fields, values, lambda path, value: placeholder(path))
    return without_placeholders(resource.fields, named)


def _shown(entry: Entry, names: t.Collection[str]) -> Values:
    given = {name: value for name, value in entry.values.items() if name in names}
    return hide_secrets(entry.resource.fields, given)


def _compare_secrets(found: Comparison, before: Entry, after: Entry, declared: Entry | None) -> list[str]:
    """Return the paths of the secrets that differ, and note those of which that cannot be said."""
    sides = {BEFORE: _secrets_of(before), AFTER: _secrets_of(after)}
    named = _secrets_of(declared) if declared is not None else {**sides[BEFORE], **sides[AFTER]}
    differing = []
    for path in named:
        unknown = tuple(side for side, values in sides.items() if _is_unknown(values.get(path)))
        if unknown:
            found.unknown_secrets.append(UnknownSecret(before.kind, before.label, path, unknown))
            continue
        found.secrets_compared += 1
        if sides[BEFORE][path] != sides[AFTER][path]:
            differing.append(path)
    return differing


def _secrets_of(entry: Entry) -> Values:
    return secrets_in(entry.resource.fields, entry.values)


def _is_unknown(value: t.Any) -> bool:
    return value is None or is_placeholder(value)
