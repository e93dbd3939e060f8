# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""An entry that says everything: what it leaves out has its default, at every depth. Pure."""

from __future__ import annotations

import typing as t
from dataclasses import replace

from .._spec._field import Field, is_unset, members
from .._spec._resource import Resource
from .._spec._values import Values

_EMPTY: dict[str, t.Any] = {"str": "", "list": [], "dict": {}}


def with_defaults(resource: Resource, have: Values, want: Values) -> tuple[Values, list[str]]:
    """Add the defaults of all options that were not given and of which the object has another value.

    A default of None means that the service has nothing, and that a full replacement must not carry it. What belongs to
    the instance is left alone.

    :returns: the options, and the paths of what the object has and what cannot be taken away
    """
    kept = {*resource.identity, *resource.qualifier_names}
    own = [f for f in resource.fields if f.name not in kept]
    left: list[str] = []
    return _complete(own, have, want, not resource.wire.partial, "", left), left


def whole(resource: Resource) -> Resource:
    """Return a resource whose free mappings are compared as a whole: members that were not given shall not be there."""
    if not any(f.compare == "subset" for f in resource.fields):
        return resource
    return replace(resource, fields=tuple(replace(f, compare="json") if f.compare == "subset" else f
                                          for f in resource.fields))  # fmt: skip


def _complete(
    fields: t.Iterable[Field], have: Values, want: Values, replaces: bool, path: str, left: list[str]
) -> Values:
    fields, result = tuple(fields), dict(want)
    replaced = {name for f in fields if f.name in want for name in f.change.replaces}
    for f in fields:
        here = f"{path}.{f.name}" if path else f.name
        if f.name in want:
            result[f.name] = _deeper(f, have.get(f.name), want[f.name], replaces, here, left)
        elif f.name in replaced or not f.has_effect({**have, **want}) or is_unset(f, have.get(f.name)):
            continue
        elif has_default(f, replaces) and not f.is_instance_made(have[f.name]):
            result[f.name] = _default(f)
        elif _is_told_apart(f) and not (f.is_instance_made(have[f.name]) or f.required or f.on_create):
            left.append(here)
    return result


def _deeper(f: Field, have: t.Any, want: t.Any, replaces: bool, path: str, left: list[str]) -> t.Any:
    if f.compare == "members" and isinstance(have, dict) and isinstance(want, dict) and want:
        if f.secret_keys:
            return _complete_free(f, have, want, path, left)
        return _complete(f.fields, have, want, replaces, path, left)
    if f.compare == "keyed" and isinstance(have, list) and isinstance(want, list):
        known = {f.key_of(item): item for item in have}
        inner = [m for m in f.fields if m.name not in f.keys]
        return [
            _complete(inner, known.get(f.key_of(item), {}), item, replaces, f"{path}[{f.key_of(item)}]", left)
            for item in want
        ]
    return want


def _complete_free(f: Field, have: Values, want: Values, path: str, left: list[str]) -> Values:
    """A free mapping has no members by default; those that are secrets may be given elsewhere."""
    added = [m for m in members(f, have) if m.name not in want]
    left += [f"{path}.{m.name}" for m in added if m.secret]
    return {**want, **{m.name: None for m in added if not m.secret}}


def _is_told_apart(f: Field) -> bool:
    """Tell whether it is known what an object has that was never given a value: some numbers the service chooses."""
    return f.unset is not None or f.type in _EMPTY


def has_default(f: Field, replaces: bool) -> bool:
    """Tell whether an option can be brought back to what the service has when it was never given."""
    fixed = f.required or f.on_create or not f.change.mutable or f.change.grows or f.change.clearable is False
    if fixed or f.secret or f.secret_keys:
        return False
    return f.unset is not None or f.may_be_empty or replaces


def _default(f: Field) -> t.Any:
    if f.unset is not None:
        return f.unset
    return _EMPTY.get(f.type) if f.may_be_empty else None
