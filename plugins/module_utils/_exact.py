# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""An entry that says everything: what it leaves out has its default, at every depth. Pure."""

from __future__ import annotations

import typing as t
from dataclasses import replace

from ._spec import Field, Resource, Values

_EMPTY: dict[str, t.Any] = {"str": "", "list": [], "dict": {}}


def with_defaults(resource: Resource, have: Values, want: Values) -> Values:
    """Return the options that were given, and the defaults of all others that the object has another value of.

    A default of None means that the service has nothing, and that a full replacement must not carry it. Left alone are
    secrets, what belongs to the instance, and what cannot be changed or taken away.
    """
    kept = {*resource.identity, *resource.qualifier_names}
    own = [f for f in resource.fields if f.name not in kept]
    return _complete(own, have, want, resource.update == "replace")


def whole(resource: Resource) -> Resource:
    """Return a resource whose free mappings are compared as a whole: members that were not given shall not be there."""
    if not any(f.compare == "subset" for f in resource.fields):
        return resource
    return replace(resource, fields=tuple(replace(f, compare="json") if f.compare == "subset" else f
                                          for f in resource.fields))  # fmt: skip


def _complete(fields: t.Iterable[Field], have: Values, want: Values, replaces: bool) -> Values:
    fields = tuple(fields)
    result = dict(want)
    replaced = {name for f in fields if f.name in want for name in f.replaces}
    for f in fields:
        if f.name in want:
            result[f.name] = _deeper(f, have.get(f.name), want[f.name], replaces)
        elif f.name in have and f.name not in replaced and _has_default(f, replaces) and f.has_effect({**have, **want}):
            result[f.name] = _default(f)
    return result


def _deeper(f: Field, have: t.Any, want: t.Any, replaces: bool) -> t.Any:
    if f.compare == "members" and f.fields and isinstance(have, dict) and isinstance(want, dict) and want:
        return _complete(f.fields, have, want, replaces)
    if f.compare == "keyed" and isinstance(have, list) and isinstance(want, list):
        known = {f.key_of(item): item for item in have}
        inner = [m for m in f.fields if m.name not in f.keys]
        return [_complete(inner, known.get(f.key_of(item), {}), item, replaces) for item in want]
    return want


def _has_default(f: Field, replaces: bool) -> bool:
    """Tell whether an option can be brought back to what the service has when it was never given."""
    fixed = f.required or f.on_create or not f.mutable or f.grows or f.clearable is False
    if fixed or f.secret or f.secret_keys or f.instance_made:
        return False
    return f.unset is not None or f.may_be_empty or replaces


def _default(f: Field) -> t.Any:
    if f.unset is not None:
        return f.unset
    return _EMPTY.get(f.type) if f.may_be_empty else None
