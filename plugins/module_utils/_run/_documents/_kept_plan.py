# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""Plans that are kept: stored in check mode, and held to when the document is applied."""

from __future__ import annotations

import typing as t
from pathlib import Path

from ..._base._errors import InputError
from ..._base._files import write_private
from ..._base._redaction import REDACTION
from ..._engine._step import Step
from ..._planning._plan import DELETE
from ..._planning._promise import Promise, action_of, described, is_digest, promise_from
from ..._service._client import Client
from ..._spec._field import Field
from ..._spec._values import Values

_LARGEST = 64 * 1024 * 1024

PLAN_FILE = Field("plan_file", (
    "In check mode, the file to store the plan in, with all values but those of secrets. It is a JSON file that only "
    "its owner can read. Without check mode nothing is stored.",
    "A relative path starts at the directory in which Ansible was called."), type="path")  # fmt: skip
EXPECT_PLAN = Field("expect_plan", (
    "The plan that must be carried out: a RV(plan_digest), or the path of a file that was stored with O(plan_file). "
    "When the plan has become another one since, nothing is written and the task fails. Given a file, it says what "
    "differs.",
    "A plan is the same when it does the same to the same instance, from the same former values. Values of secrets "
    "are no part of it: neither the file nor the digest tells anything about them."))  # fmt: skip


def instance_of(client: Client) -> Values:
    """Say which instance is meant, for people and for comparison."""
    connection = client.connection
    return {"endpoint": connection.endpoint, "project_id": client.project_id, "id": connection.instance_id}


def promise_of(client: Client, steps: t.Iterable[Step]) -> Promise:
    """Return what steps are going to do; deletions come last."""
    writes = sorted((step for step in steps if step.plan.writes), key=lambda step: step.plan.action == DELETE)
    return Promise(instance_of(client), [_action(step) for step in writes])


def _action(step: Step) -> Values:
    object_id = step.record.id if step.record is not None else ""
    action = action_of(step.entry.resource, step.entry.label, object_id, step.plan)
    return t.cast(Values, _without_secrets(action))


def _without_secrets(value: t.Any) -> t.Any:
    """A secret may stand in another option as well, where only its value tells it."""
    if isinstance(value, dict):
        return {name: _without_secrets(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_without_secrets(item) for item in value]
    return REDACTION.redact(value) if isinstance(value, str) else value


def store(promise: Promise, path: str) -> None:
    write_private(Path(path).expanduser().absolute(), promise.text())


class Expectation:
    """What `EXPECT_PLAN` asks for.

    :raises InputError: it is neither a digest nor the path of a stored plan
    """

    def __init__(self, given: str | None) -> None:
        self._saved = (
            None if not given or is_digest(given) else promise_from(_text(Path(given)), f"expect_plan: {given}")
        )
        self._digest = self._saved.digest if self._saved is not None else given

    def check(self, promise: Promise) -> None:
        """Compare with what is about to be done.

        :raises InputError: it is something else
        """
        if not self._digest or promise.digest == self._digest:
            return
        if self._saved is not None:
            raise InputError([f"expect_plan: {sentence}" for sentence in self._saved.changes(promise)])
        due = [f"{action['kind']}/{action['name']} is to be {described(action)}" for action in promise.actions]
        told = "; ".join(due) or "there is nothing to do"
        raise InputError([f"expect_plan: the plan is not the one with this digest any more; now {told}"])


def _text(path: Path) -> str:
    try:
        with path.expanduser().open(encoding="utf-8") as file:
            return file.read(_LARGEST)
    except (OSError, ValueError) as exc:
        why = exc.strerror if isinstance(exc, OSError) else "it is not a text in UTF-8"
        raise InputError([f"expect_plan: {str(path)[:200]} is neither the digest of a plan nor a file that can be "
                          f"read: {why}"]) from None  # fmt: skip
