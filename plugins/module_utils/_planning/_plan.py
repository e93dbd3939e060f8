# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""What has to be done to bring one object to its declared state. Pure: no requests, no Ansible.

``changed``, the diff, check mode and the writes all come from the `Plan` made here.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field, replace

from .._base._redaction import HIDDEN
from .._planning._secrets import hide_secrets, map_secrets
from .._spec._field import Field, field_at, is_unset, members
from .._spec._resource import Resource
from .._spec._values import EMPTY, Values, is_placeholder, secret_name
from ._exact import whole, with_defaults

NONE, CREATE, UPDATE, DELETE = "none", "create", "update", "delete"


@dataclass(frozen=True)
class Plan:
    """One decision.

    :param action: ``none``, ``create``, ``update`` or ``delete``
    :param changed: option paths that differ
    :param before, after: managed options in their present and their declared form; secrets hidden
    :param values: the whole object as it shall be, in option names, secrets in clear
    :param problems: (option path, why) that make the declaration impossible
    :param notes: what people have to know, though it makes nothing impossible
    """

    action: str
    changed: tuple[str, ...] = ()
    before: Values = field(default_factory=dict)
    after: Values = field(default_factory=dict)
    values: Values = field(default_factory=dict, repr=False)
    problems: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def options(self) -> set[str]:
        """Names of the options that differ, in whatever depth."""
        return {path.partition(".")[0].partition("[")[0] for path in self.changed}

    @property
    def writes(self) -> bool:
        return self.action != NONE


def plan(
    resource: Resource, have: Values | None, want: Values, state: str = "present", update_secrets: str = "on_create",
    exact: bool = False,
) -> Plan:  # fmt: skip
    """Decide what to do.

    :param have: the object as it is, in option names; None when there is none
    :param want: the options that were given, and only these
    :param update_secrets: ``always`` sends secrets that cannot be read back at every run
    :param exact: options that were not given have their defaults, and are not left untouched
    """
    if state == "absent":
        if have is None:
            return Plan(NONE)
        return Plan(DELETE, before=hide_secrets(resource.fields, _given(resource, have)))
    if have is None:
        return _plan_create(resource, want)
    if exact:
        want, left = with_defaults(resource, have, want)
        notes = tuple(f"{path} has a value that was not given and cannot be taken away" for path in left)
        return replace(_plan_update(whole(resource), have, want, update_secrets), notes=notes)
    return _plan_update(resource, have, want, update_secrets)


def _new_contradictions(resource: Resource, have: Values, merged: Values) -> list[tuple[str, str]]:
    """Return what does not go together in an object as it shall be, but for what did not before either."""
    known = {*resource.rules.check(have), *resource.rules.check_new(have)}
    found = dict.fromkeys((*resource.rules.check(merged), *resource.rules.check_new(merged)))
    return [problem for problem in found if problem not in known]


def _given(resource: Resource, have: Values) -> Values:
    return {f.name: have[f.name] for f in resource.fields if not is_unset(f, have.get(f.name))}


def _plan_create(resource: Resource, want: Values) -> Plan:
    why = f"is needed to create {resource.title_of(want)} {want.get(resource.identity[0])}"
    problems = [(path, why) for path in _missing(resource.fields, None, want)]
    want = _without_emptied(map_secrets(resource.fields, want, _unless_made_up(resource)), want)
    after = hide_secrets(resource.fields, want)
    problems += [
        (path, f"the secret has no value: give the one of {name} with secrets (roma_secrets or restore_secrets)")
        for path, name in placeholders_in(resource.fields, want)
    ]
    problems += resource.rules.check_new(want)
    problems += resource.rules.check_creation(want)
    return Plan(CREATE, tuple(want), {}, after, want, tuple(problems))


def _unless_made_up(resource: Resource) -> t.Callable[[str, t.Any], t.Any]:
    """Return what drops the placeholders of those secrets that the service makes up when none is given."""

    def change(path: str, value: t.Any) -> t.Any:
        secret = field_at(resource.fields, path).secret
        return None if is_placeholder(value) and secret and secret.made_up else value

    return change


def _plan_update(resource: Resource, have: Values, want: Values, update_secrets: str) -> Plan:
    want = without_placeholders(resource.fields, want)
    own = [f for f in resource.fields if f.name in want and f.name not in resource.qualifier_names]
    changed = [path for f in own for path in differences(f, have.get(f.name), want[f.name], f.name, update_secrets)]
    if not changed:
        return Plan(NONE)
    shown = hide_secrets(resource.fields, have)
    problems = [
        (path, f"cannot be changed from {value!r} on an existing {resource.title_of(have)}")
        for f in own
        for path, value in _fixed(f, shown.get(f.name), want[f.name], f.name)
        if path in changed
    ]
    problems += [
        (f.name, f"cannot be reduced from {have[f.name]} to {want[f.name]} on an existing {resource.title_of(have)}")
        for f in own
        if f.change.grows and f.name in changed and isinstance(have.get(f.name), int) and want[f.name] < have[f.name]
    ]
    problems += [(path, "is needed, since there is none yet") for path in _missing(own, have, want)]
    merged = _merge_members(resource.fields, have, {f.name: want[f.name] for f in own})
    problems += _new_contradictions(resource, have, merged)
    before = hide_secrets(resource.fields, {f.name: _managed(f, have.get(f.name), want[f.name]) for f in own})
    after = _mark_changed(resource.fields, {f.name: want[f.name] for f in own}, changed)
    return Plan(UPDATE, tuple(changed), before, after, merged, tuple(problems))


def _missing(fields: t.Iterable[Field], have: Values | None, want: Values, path: str = "") -> t.Iterator[str]:
    """Yield the option paths of what is not given, though needed to make what is not there yet, in whatever depth."""
    for f in fields:
        here = f"{path}.{f.name}" if path else f.name
        old, new = (have or {}).get(f.name), want.get(f.name)
        if f.on_create and have is None and f.name not in want:
            yield here
        elif f.compare == "members" and isinstance(new, dict) and new:
            yield from _missing(f.fields, old or None, new, here)
        elif f.compare == "keyed" and isinstance(new, list):
            known = {f.key_of(item): item for item in old or []}
            for i, item in enumerate(new):
                yield from _missing(f.fields, known.get(f.key_of(item)), item, f"{here}[{i}]")


def _fixed(f: Field, have: t.Any, want: t.Any, path: str) -> t.Iterator[tuple[str, t.Any]]:
    """Yield (option path, present value) of what is given and cannot be changed, below and including a field."""
    if not f.change.mutable:
        yield path, have
    elif f.compare == "keyed" and isinstance(have, list) and isinstance(want, list):
        old = {f.key_of(item): item for item in have}
        for item in want:
            key = f.key_of(item)
            for m in f.fields if key in old else ():
                if m.name in item:
                    yield from _fixed(m, old[key].get(m.name), item[m.name], f"{path}[{key}].{m.name}")


def placeholders_in(fields: t.Iterable[Field], values: Values) -> list[tuple[str, str]]:
    """Return (option path, name) of the secrets that are only named, not given."""
    found: list[tuple[str, str]] = []

    def collect(path: str, value: t.Any) -> t.Any:
        if is_placeholder(value):
            found.append((path, secret_name(value)))
        return value

    map_secrets(fields, values, collect)
    return found


def without_placeholders(fields: t.Iterable[Field], values: Values) -> Values:
    """A placeholder says nothing about the secret: the option counts as omitted."""
    kept = map_secrets(fields, values, lambda path, value: None if is_placeholder(value) else value)
    return _without_emptied(kept, values)


def _without_emptied(kept: Values, given: Values) -> Values:
    """A mapping that held placeholders only is omitted as well: an empty one would clear the option."""
    result: Values = {}
    for name, value in kept.items():
        left = _without_emptied(value, given[name]) if isinstance(value, dict) else value
        if left != {} or given[name] == {}:
            result[name] = left
    return result


def same(f: Field, have: t.Any, want: t.Any) -> bool:
    """Tell whether a field has its declared value. Missing, null and empty are one."""
    if f.canonical is not None:
        have, want = f.canonical(have), f.canonical(want)
    if is_unset(f, have) and is_unset(f, want):
        return True
    if f.compare == "permission":
        return bool(want) or not have
    if f.compare == "subset":
        return _holds(have, want)
    if f.compare == "set":
        return sorted(map(str, have or [])) == sorted(map(str, want or []))
    return bool(have == want)


def _holds(have: t.Any, want: t.Any) -> bool:
    """Tell whether a mapping has the members that were given; it may have more, at every depth."""
    if want in EMPTY or have in EMPTY:
        return want in EMPTY and have in EMPTY
    if isinstance(want, dict):
        return isinstance(have, dict) and all(_holds(have.get(name), value) for name, value in want.items())
    if isinstance(want, list):
        pairs_up = isinstance(have, list) and len(have) == len(want)
        return pairs_up and all(_holds(old, new) for old, new in zip(have, want, strict=True))
    return bool(have == want)


def differences(f: Field, have: t.Any, want: t.Any, path: str, update_secrets: str) -> list[str]:
    """Return the option paths below (and including) a field that do not have their declared value."""
    if f.secret and f.secret.readable != "yes":
        return [path] if update_secrets == "always" else []
    if f.compare == "members" and isinstance(want, dict) and want:
        have = have or {}
        return [
            found
            for m in members(f, want)
            if m.name in want
            for found in differences(m, have.get(m.name), want[m.name], f"{path}.{m.name}", update_secrets)
        ]
    if f.compare == "keyed":
        return _keyed_differences(f, have or [], want or [], path, update_secrets)
    return [] if same(f, have, want) or (f.silent and have is None) else [path]


def _keyed_differences(f: Field, have: list[Values], want: list[Values], path: str, update_secrets: str) -> list[str]:
    old, new = {f.key_of(item): item for item in have}, {f.key_of(item): item for item in want}
    found = [f"{path}[{key}]" for key in {**old, **new} if key not in old or key not in new]
    for key, item in new.items():
        for m in f.fields if key in old else ():
            if m.name in item:
                here = f"{path}[{key}].{m.name}"
                found += differences(m, old[key].get(m.name), item[m.name], here, update_secrets)
    return found


def merge(f: Field, have: t.Any, want: t.Any) -> t.Any:
    """Lay what was given over what is there, so that a full replacement leaves omitted options untouched."""
    if f.compare == "members" and isinstance(have, dict) and isinstance(want, dict) and want:
        return _merge_members(members(f, want), have, want)
    if f.compare == "subset":
        return _overlay(have, want)
    if f.compare == "keyed" and isinstance(have, list) and isinstance(want, list):
        old = {f.key_of(item): item for item in have}
        return [_merge_members(f.fields, old.get(f.key_of(item), {}), item) for item in want]
    return want


def _merge_members(fields: t.Iterable[Field], have: Values, want: Values) -> Values:
    by_name = {m.name: m for m in fields}
    replaced = {name for m in fields if m.name in want for name in m.change.replaces}
    kept = {name: value for name, value in have.items() if name not in replaced}
    merged = {**kept, **{n: merge(by_name[n], have.get(n), v) if n in by_name else v for n, v in want.items()}}
    meaningless = {m.name for m in by_name.values() if m.name not in want and not m.has_effect(merged)}
    return {name: value for name, value in merged.items() if name not in meaningless and value is not None}


def _overlay(have: t.Any, want: t.Any) -> t.Any:
    """Lay a free mapping over another one, at every depth."""
    if isinstance(have, dict) and isinstance(want, dict) and want:
        return {**have, **{name: _overlay(have.get(name), value) for name, value in want.items()}}
    return want


def _managed(f: Field, have: t.Any, want: t.Any) -> t.Any:
    """Cut what is there down to the options that were given, in the form and order in which they were given."""
    if same(f, have, want):
        return want
    if f.compare == "members" and isinstance(have, dict) and isinstance(want, dict) and want:
        return _managed_members(members(f, want), have, want)
    if f.compare == "subset":
        return _cut(have, want)
    if f.compare == "keyed" and isinstance(have, list) and isinstance(want, list):
        old = {f.key_of(item): item for item in have}
        kept = [_managed_members(f.fields, old.pop(f.key_of(item)), item) for item in want if f.key_of(item) in old]
        return kept + list(old.values())
    return have


def _cut(have: t.Any, want: t.Any) -> t.Any:
    """Leave out of a free mapping what was not given, at every depth."""
    if isinstance(have, dict) and isinstance(want, dict) and want:
        return {name: _cut(have.get(name), value) for name, value in want.items()}
    return want if _holds(have, want) else have


def _managed_members(fields: t.Iterable[Field], have: Values, want: Values) -> Values:
    return {m.name: _managed(m, have.get(m.name), want[m.name]) for m in fields if m.name in want}


def _mark_changed(fields: t.Iterable[Field], values: Values, changed: t.Sequence[str]) -> Values:
    """Hide secrets, but let a diff show which one is about to change."""
    return map_secrets(fields, values, lambda path, value: f"{HIDDEN} (changed)" if path in changed else HIDDEN)
