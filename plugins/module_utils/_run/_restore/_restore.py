# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""Restores what a backup holds onto an instance: the one that it is of, or another one."""

from __future__ import annotations

import typing as t
from collections import Counter

from ..._base._redaction import REDACTION
from ..._document._entries import Entry, kinds_in, parse
from ..._document._extent import ONLY, PRUNE, PRUNE_LIMIT
from ..._document._overrides import OVERRIDES, Overrides
from ..._document._portable import portable
from ..._engine._step import Step
from ..._instance._inventory import Inventory
from ..._planning._check import Problems
from ..._planning._secrets import leaves
from ..._spec._field import Field, Secret
from ..._spec._options import UPDATE_SECRETS
from ..._spec._values import Values
from .._backups._checks import read_manifest, secrets_named
from .._documents import _overriding
from .._documents._apply import Course, apply_entries
from .._documents._kept_plan import EXPECT_PLAN, PLAN_FILE
from .._documents._undo import UNDO, UNDO_FILE
from .._drift._sides import from_backup
from .._operation import Context, Operation
from ._choice import Choice, choose
from ._needed_secrets import Needed

_NOT_DECRYPTED = ("the secrets in escrow of the backup could not be used: the run has not the vault secret that they "
                  "are encrypted with; run ansible-playbook with --vault-id, on a local connection and without "
                  "become")  # fmt: skip
_OUTCOMES = {"create": "created", "update": "updated", "delete": "deleted", "none": "unchanged"}


def restore(context: Context) -> Values:
    """Verify, look at everything that could stand in the way, and bring the instance to what the backup holds."""
    params = context.params
    given = params.get("secrets") or {}
    REDACTION.learn(*leaves(given))
    context.progress("verifying the backup")
    choice = choose(params["path"], context.vault)
    side = from_backup("path", str(choice.path), context.vault)
    (document,) = side.documents
    if params.get("portable"):
        document = portable(document)
    named = secrets_named(document)
    secrets = {**{name: value for name, value in side.secrets.items() if name in named}, **given}
    overrides = Overrides(params.get("overrides"))
    entries = parse(document, secrets, overrides, spare=side.secrets)
    escrow = choice.facts["secrets"]
    needed = Needed(bool(params.get("allow_new_secrets")), _NOT_DECRYPTED if escrow == "not tried" else "")
    preflight = _Preflight(needed)
    result = apply_entries(
        context, needed.due(entries), kinds_in(document), True, Course(preflight.check, confirm=True)
    )
    return {**result, **_account(choice, entries, overrides, result), "target": preflight.target,
            "secrets": {"at_hand": sorted(secrets), **needed.facts}, "attention": needed.attention}  # fmt: skip


class _Preflight:
    """What is looked at before anything is written. Everything that is wrong is told at once."""

    def __init__(self, needed: Needed) -> None:
        self._needed = needed
        self.target: Values = {}

    def check(self, inventory: Inventory, steps: t.Sequence[Step], problems: Problems) -> None:
        self._needed.check(inventory, steps, problems)
        kinds = {step.entry.kind for step in steps} - inventory.narrowed
        counts = Counter(
            record.resource.kind for kind in kinds for record in inventory.records(kind)
            if not record.resource.singleton and (record.foreign or record.declarable)
        )  # fmt: skip
        self.target = {"instance_id": inventory.client.connection.instance_id, "objects": sum(counts.values()),
                       "counts": dict(sorted(counts.items()))}  # fmt: skip


def _account(choice: Choice, entries: t.Sequence[Entry], overrides: Overrides, result: Values) -> Values:
    """Say what became of everything that the backup holds."""
    manifest = read_manifest(choice.path)
    records = [{**record, "outcome": _outcome(record), "reason": _reason(record)} for record in result["results"]]
    tried = {record["path"] for record in records}
    records += [_skipped(entry.kind, entry.name, entry.path, "it is not part of what was asked for")
                for entry in entries if entry.path not in tried]  # fmt: skip
    records += [_skipped(entry.resource.kind, entry.name, entry.path, "an override leaves it out")
                for entry in overrides.skipped]  # fmt: skip
    records += [_skipped(item["kind"], item["name"], "", f"{item['what']}: {item['why']}")
                for item in manifest.get("not_covered") or []]  # fmt: skip
    warnings = [*choice.passed_over, *result.get("warnings", [])]
    return {
        "path": str(choice.path),
        "backup": {name: choice.facts[name] for name in ("digest", "completed", "instance")},
        "results": records,
        "summary": {**result["summary"], "skipped": sum(record["outcome"] == "skipped" for record in records)},
        **({"warnings": warnings} if warnings else {}),
    }


def _skipped(kind: str, name: str, path: str, reason: str) -> Values:
    return {"kind": kind, "name": name, "path": path, "action": "none", "changed": [], "status": "ok", "notes": [],
            "outcome": "skipped", "reason": reason}  # fmt: skip


def _outcome(record: Values) -> str:
    return _OUTCOMES[record["action"]] if record["status"] == "ok" else str(record["status"])


def _reason(record: Values) -> str:
    if record["status"] == "failed":
        return str(record["error"]["msg"])
    if record["status"] == "dropped":
        return "something that it depends on failed"
    return ", ".join(record["changed"]) if record["action"] == "update" else ""


BACKUP_RESTORE = Operation(
    "backup_restore",
    (
        Field("path", "Directory of the backup. A directory that holds the backups of an instance stands for the "
              "newest of them that verifies. A relative path starts at the directory in which Ansible was called.",
              type="path", required=True),
        Field("secrets", "Secrets that the backup does not hold, or other values than it does: by the text between "
              "C(<secret:) and C(>) of their placeholder in the document of the backup.", type="dict",
              secret=Secret()),
        Field("allow_new_secrets", "Whether the service may make up other secrets along with new objects, where it "
              "does that and the former ones are not at hand. RV(secrets.new) names them: all who use these have to be "
              "told.", type="bool", default=False),
        Field("portable", "Whether to leave out what belongs to the one instance: keys and user names that the service "
              "has made up, and times in the past at which schedules began. The instance then makes its own.",
              type="bool", default=False),
        UPDATE_SECRETS,
        OVERRIDES,
        ONLY,
        PRUNE,
        PRUNE_LIMIT,
        PLAN_FILE,
        EXPECT_PLAN,
        UNDO,
        UNDO_FILE,
    ),
    restore,
    hide=_overriding.hide,
    secrets=_overriding.secrets,
)  # fmt: skip
