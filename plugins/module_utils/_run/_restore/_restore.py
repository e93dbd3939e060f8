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
from ..._document._overrides import Overrides
from ..._document._portable import portable
from ..._engine._step import Step
from ..._instance._inventory import Inventory
from ..._instance._parameters import parameters_of
from ..._planning._check import Problems
from ..._planning._plan import CREATE
from ..._planning._secrets import leaves
from ..._service._client import Client
from ..._service._connection import connection_from
from ..._spec._field import Field, Secret
from ..._spec._options import WAIT_TIMEOUT
from ..._spec._values import Values
from ..._transfer._jobs import Deadline
from ..._transfer._lock import place_of
from .._backups._checks import secrets_named
from .._documents import _overriding
from .._documents._apply import APPLYING, Course, apply_entries
from .._documents._limit import within
from .._documents._outcomes import ADOPTED, OUTCOMES
from .._operation import Context, Operation
from ._archives import AUTO, MODES, Archives, not_covered
from ._choice import Choice, choose
from ._journal import Following, Journal
from ._needed_secrets import Needed
from ._target import check_quotas, lacking

_NOT_DECRYPTED = ("the secrets in escrow of the backup could not be used: the run has not the vault secret that they "
                  "are encrypted with; run ansible-playbook with --vault-id, on a local connection and without "
                  "become")  # fmt: skip


def restore(context: Context) -> Values:
    """Verify, look at everything that could stand in the way, and bring the instance to what the backup holds."""
    context.progress("verifying the backup")
    return restored(context, choose(context.params["path"], context.vault))


def restored(context: Context, choice: Choice) -> Values:
    """Bring the instance to what a backup holds that has been verified."""
    params = context.params
    given = params.get("secrets") or {}
    REDACTION.learn(*leaves(given))
    deadline = Deadline(params["wait_timeout"])
    facts, manifest, document = choice.read.facts, choice.read.manifest, choice.read.document
    REDACTION.learn(*choice.read.secrets.values())
    if params.get("portable"):
        document = portable(document)
    named = secrets_named(document)
    secrets = {**{name: value for name, value in choice.read.secrets.items() if name in named}, **given}
    overrides = Overrides(params.get("overrides"))
    entries = parse(document, secrets, overrides)
    why_no_escrow = _NOT_DECRYPTED if facts["secrets"] == "not tried" else ""
    needed = Needed(bool(params.get("allow_new_secrets")), why_no_escrow)
    connection = connection_from(params)
    journal, following = Journal(place_of(connection, ".import")), Following(place_of(connection, ".secrets"))
    whole = not (params.get("only") or params.get("overrides"))
    archives = Archives(choice.path, manifest, entries, params["archives"], whole, journal, deadline, context.progress)
    course = _Restore(manifest.get("parameters"), needed, archives, following)
    result = apply_entries(context, needed.due(entries), kinds_in(document), True, course)
    records = [*result["results"], *_others(entries, overrides, result["results"], manifest, archives)]
    warnings = [*choice.passed_over, *result.get("warnings", [])]
    told = {
        **result,
        "changed": result["changed"] or archives.used,
        "path": str(choice.path),
        "backup": {name: facts[name] for name in ("digest", "completed", "instance")},
        "target": {**course.target, "lacking": course.lacking},
        "results": [{"outcome": _outcome(record), "reason": _reason(record), **record} for record in records],
        "summary": {**result["summary"], **_counted(records, result["summary"])},
        "secrets": {"at_hand": sorted(secrets), **needed.facts},
        "archives": archives.facts,
        "attention": [*course.lacking, *needed.attention],
        **({"warnings": warnings} if warnings else {}),
    }
    return within(told, params.get("result_limit"))


class _Restore(Course):
    """What is looked at before anything is written, and told at once; and what comes after the document."""

    confirms = True

    def __init__(self, source: t.Any, needed: Needed, archives: Archives, following: Following) -> None:
        self._source = source
        self._needed, self._archives, self._following = needed, archives, following
        self.unsure = following.unsure
        self.target: Values = {}
        self.lacking: list[str] = []

    def begin(self, client: Client) -> None:
        self._archives.resume(client)

    def check(self, inventory: Inventory, steps: t.Sequence[Step], problems: Problems) -> None:
        kinds = {step.entry.kind for step in steps} - inventory.narrowed
        counts = Counter(
            record.resource.kind for kind in kinds for record in inventory.records(kind)
            if not record.resource.singleton and (record.foreign or record.declarable)
        )  # fmt: skip
        self.target = {"instance_id": inventory.client.connection.instance_id, "objects": sum(counts.values()),
                       "counts": dict(sorted(counts.items()))}  # fmt: skip
        if any(step.plan.action == CREATE for step in steps):
            parameters = parameters_of(inventory.client)
            check_quotas(inventory, steps, parameters, problems)
            self.lacking = lacking(self._source, parameters)
        self._archives.decide(inventory, steps, problems)
        self._needed.check(inventory, steps, problems, self._archives.used)
        self._following.look(steps)

    def write_first(self) -> None:
        self._following.announce()
        self._archives.announce()

    def write_more(self, client: Client) -> bool:
        self._archives.bring(client)
        return self._archives.used

    def left(self, client: Client) -> list[str]:
        missing = self._archives.still_missing(client)
        self._following.arrived()
        return missing


def _others(
    entries: t.Sequence[Entry], overrides: Overrides, records: t.Sequence[Values], manifest: Values, archives: Archives
) -> t.Iterator[Values]:
    """Say what became of that part of the backup which is not among the entries that were due."""
    tried = {record["path"] for record in records}
    for entry in entries:
        if entry.path not in tried:
            yield _beside(entry.kind, entry.name, entry.path, "skipped", "it is not part of what was asked for")
    for left_out in overrides.skipped:
        yield _beside(left_out.resource.kind, left_out.name, left_out.path, "skipped", "an override leaves it out")
    for item in not_covered(manifest):
        key = (item["kind"], item["name"])
        only_here = key in archives.only_here
        outcome, reason = archives.outcome(key) if only_here else ("skipped", f"{item['what']}: {item['why']}")
        yield _beside(*key, "", outcome, reason)


def _beside(kind: str, name: str, path: str, outcome: str, reason: str) -> Values:
    return {"kind": kind, "name": name, "path": path, "action": "none", "changed": [], "status": "ok", "notes": [],
            "outcome": outcome, "reason": reason}  # fmt: skip


def _counted(records: t.Sequence[Values], summary: Values) -> dict[str, int]:
    counts = Counter(record.get("outcome", "") for record in records)
    return {name: summary.get(name, 0) + counts[name] for name in ("created", "unchanged", "failed", "skipped")}


def _outcome(record: Values) -> str:
    if record["status"] != "ok":
        return str(record["status"])
    return ADOPTED if record.get(ADOPTED) else OUTCOMES[record["action"]]


def _reason(record: Values) -> str:
    if record["status"] == "failed":
        return str(record["error"]["msg"]) if "error" in record else ""
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
              "C(<secret:) and C(>) of their placeholder in the document of the backup. A text in JSON or YAML that "
              "holds this mapping will do.", type="raw", secret=Secret()),
        Field("allow_new_secrets", "Whether the service may make up other secrets along with new objects, where it "
              "does that and the former ones are not at hand. RV(secrets.new) names them: all who use these have to be "
              "told.", type="bool", default=False),
        Field("portable", "Whether to leave out what belongs to the one instance: keys and user names that the service "
              "has made up, and times in the past at which schedules began. The instance then makes its own.",
              type="bool", default=False),
        Field("archives", (
            "What to do with the service's own archives in the backup. They are imported after the document has been "
            "applied, which is applied again afterwards. What has a name that is taken is never made a second time.",
            "V(auto) leaves them out where the document alone makes the same, or what only they hold is there.",
            "V(always) imports them also when objects have to be made that they hold, too.",
            "They come as a whole: with O(only) or O(overrides) they are never imported."),
            choices=MODES, default=AUTO),
        WAIT_TIMEOUT,
        *APPLYING,
    ),
    restore,
    hide=_overriding.hide,
    secrets=_overriding.secrets,
)  # fmt: skip
