# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""A plan that can be kept: shown, stored in a file, and compared with what a later run would do. Pure.

Secrets have no part in it, not even in its digest: from the digest of a short secret the secret can be found by trying.
So a kept plan promises that a secret is set, but not to which value.
"""

from __future__ import annotations

import hashlib
import json
import typing as t
from dataclasses import dataclass, field

from .._base._errors import InputError
from .._spec._field import Field, members
from .._spec._resource import Resource
from .._spec._values import Values
from ._plan import CREATE, DELETE, UPDATE, Plan

_DIGEST = 64  # hexadecimal digits
_VERBS = {CREATE: "created", UPDATE: "updated", DELETE: "deleted"}


def action_of(resource: Resource, label: str, object_id: str, plan: Plan) -> Values:
    """Return what is done to one object.

    :param label: the names that identify it
    :param object_id: its id; empty while it does not exist
    """
    action: Values = {"action": plan.action, "kind": resource.kind, "name": label}
    if object_id:
        action["id"] = object_id
    before, after = plan.before, plan.after
    if plan.action == UPDATE:
        action["changed"] = sorted(plan.changed)
        before, after = ({n: v for n, v in side.items() if n in plan.options} for side in (before, after))
    return {**action, "before": _settled(resource.fields, before), "after": _settled(resource.fields, after)}


def _settled(fields: t.Iterable[Field], values: Values) -> Values:
    """Put in order what has none: services list a set as they like."""
    by_name = {f.name: f for f in fields}
    return {name: _settled_value(by_name.get(name), value) for name, value in sorted(values.items())}


def _settled_value(f: Field | None, value: t.Any) -> t.Any:
    if f is None or value is None:
        return value
    if f.compare == "set" and isinstance(value, list):
        return sorted(value, key=str)
    if f.fields and isinstance(value, list):
        items = [_settled(f.fields, item) if isinstance(item, dict) else item for item in value]
        return sorted(items, key=f.key_of) if f.compare == "keyed" else items
    return _settled(members(f, value), value) if isinstance(value, dict) and f.fields else value


def brief(action: Values) -> Values:
    """Return an action for a result, in which what is made or deleted as a whole is only named."""
    return action if action["action"] == UPDATE else {n: v for n, v in action.items() if n not in ("before", "after")}


@dataclass(frozen=True)
class Promise:
    """What a run does to an instance.

    :param instance: ``project_id`` and ``id`` of the instance; what else it holds is for people
    """

    instance: Values
    actions: list[Values] = field(repr=False)

    @property
    def digest(self) -> str:
        """A text that two plans share only when they do the same to the same instance, in whatever order."""
        where = [self.instance.get("project_id"), self.instance.get("id")]
        whole = [where, *sorted(map(_canonical, self.actions))]
        return hashlib.sha256(_canonical(whole).encode()).hexdigest()

    def text(self) -> str:
        """Return the content of a file that keeps it."""
        kept = {"instance": self.instance, "plan_digest": self.digest, "plan": self.actions}
        return json.dumps(kept, indent=1, ensure_ascii=False) + "\n"

    def changes(self, now: Promise) -> list[str]:
        """Say what differs in what would be done now."""
        there, here = (_canonical([side.instance.get(n) for n in ("project_id", "id")]) for side in (self, now))
        moved = [f"it was made for the instance {self.instance.get('id')}"] if there != here else []
        then, due = _by_object(self.actions), _by_object(now.actions)
        return moved + [sentence for key in {**then, **due} for sentence in _difference(then.get(key), due.get(key))]


def _canonical(value: t.Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def _by_object(actions: t.Iterable[Values]) -> dict[tuple[str, str, str], Values]:
    return {(action["kind"], action["name"], str(action.get("id", ""))): action for action in actions}


def _difference(then: Values | None, now: Values | None) -> t.Iterator[str]:
    if then == now:
        return
    name = "/".join(str((then or now or {}).get(member)) for member in ("kind", "name"))
    if now is None:
        yield f"{name} was to be {described(then)}, and is not any more"
    elif then is None:
        yield f"{name} is to be {described(now)}, which was not planned"
    elif described(then) != described(now):
        yield f"{name} was to be {described(then)}, and is now to be {described(now)}"
    else:
        yield f"{name} is to be {described(now)}, though not with the values that were planned"


def described(action: Values | None) -> str:
    """Say what is done: ``updated (remark)``."""
    action = action or {}
    options = ", ".join(action.get("changed", ()))
    return _VERBS[action["action"]] + (f" ({options})" if options else "")


def is_digest(text: str) -> bool:
    return len(text) == _DIGEST and not text.strip("0123456789abcdef")


def promise_from(text: str, place: str) -> Promise:
    """Read what `Promise.text` has written.

    :param place: what the file is called in messages
    :raises InputError: it is something else, or somebody has changed it
    """
    try:
        kept = json.loads(text)
        promise = Promise(dict(kept["instance"]), [_checked(action) for action in kept["plan"]])
        digest = kept["plan_digest"]
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
        raise InputError([f"{place}: this is not a plan that was stored with plan_file"]) from None
    if digest != promise.digest:
        raise InputError([f"{place}: this plan has been changed after it was stored"])
    return promise


def _checked(action: t.Any) -> Values:
    described(action)
    if not all(isinstance(action[name], str) for name in ("kind", "name")):
        raise TypeError
    return dict(action)
