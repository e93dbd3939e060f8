# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""Apply a whole document, and read an instance into one."""

from __future__ import annotations

import typing as t
from collections import Counter

from ..._base._errors import InputError, RomaError
from ..._base._redaction import HIDDEN
from ..._catalog._coverage import OUT_OF_REACH
from ..._catalog._registry import BY_KIND, RESOURCES
from ..._document._entries import READ_FROM, kinds_in, parse
from ..._document._extent import ONLY, PRUNE, PRUNE_LIMIT, Extent, extent_from
from ..._document._portable import portable
from ..._engine._execute import execute
from ..._engine._prepare import prepare
from ..._engine._step import Step
from ..._instance._dump import dump
from ..._planning._check import Problems
from ..._planning._plan import CREATE, DELETE, NONE, UPDATE
from ..._planning._promise import brief
from ..._planning._secrets import secrets_in
from ..._service._client import Client
from ..._service._connection import connection_from
from ..._spec._field import Field, Secret
from ..._spec._options import UPDATE_SECRETS
from ..._spec._values import Values
from .._operation import Context, Operation, hide_options, in_turn, secret_options
from ._kept_plan import EXPECT_PLAN, PLAN_FILE, Expectation, instance_of, promise_of, store
from ._undo import UNDO, UNDO_FILE, undo_document

_COUNTED = {CREATE: "created", UPDATE: "updated", DELETE: "deleted", NONE: "unchanged"}


def apply(context: Context) -> Values:
    entries = parse(context.params["document"], context.params.get("secrets"))
    extent = _extent(context.params)
    expected = Expectation(context.params.get("expect_plan"))
    connection = connection_from(context.params)
    with Client(connection) as client, in_turn(context, connection):
        policy = context.params.get("update_secrets") or "on_create"
        inventory, steps = prepare(client, entries, policy, bool(context.params.get("exact")), extent)
        promise = promise_of(client, steps)
        context.progress(f"plan: {_planned(steps)}")
        expected.check(promise)
        if context.check_mode and context.params.get("plan_file"):
            store(promise, context.params["plan_file"])
        undo = undo_document(client, context, steps)
        if not context.check_mode:
            try:
                execute(client, inventory, steps)
            except KeyboardInterrupt as exc:
                raise KeyboardInterrupt(_account(steps)) from exc
    result: Values = {
        "changed": any(step.plan.writes and step.status == "ok" for step in steps),
        "results": [_outcome(step) for step in steps],
        "summary": _summary(steps),
        "plan_digest": promise.digest,
    }
    if not extent.part.is_whole:
        result["left_out"] = len({entry.path for entry in entries} - {step.entry.path for step in steps})
    if context.params.get("undo"):
        result["undo"] = undo
    if context.check_mode:
        result["plan"] = [brief(action) for action in promise.actions]
    notes = [f"{step.entry.path} ({step.entry.name}): {note}" for step in steps for note in step.plan.notes]
    if notes:
        result["warnings"] = notes
    if context.diff:
        result["diff"] = [_diff(step) for step in steps if step.plan.writes]
    failed = [step for step in steps if step.status == "failed"]
    if failed:
        dropped = sum(step.status == "dropped" for step in steps)
        texts = [f"{step.entry.path} ({step.entry.name}): {step.error}" for step in failed]
        rest = f"; {dropped} more depend on these and were dropped" if dropped else ""
        result.update(failed=True, msg=f"{len(failed)} of {len(steps)} entries failed{rest}: " + "; ".join(texts))
        first = failed[0].error
        if isinstance(first, RomaError) and "error" in first.payload():
            result["error"] = first.payload()["error"]
    elif context.check_mode and context.params.get("fail_on_changes") and result["changed"]:
        result.update(failed=True, msg=f"the instance is not as the document declares it: {_planned(steps)}")
    return result


def _extent(params: Values) -> Extent:
    problems = Problems()
    extent = extent_from(params.get("only"), params.get("prune"), params.get("prune_limit", PRUNE_LIMIT.default),
                         kinds_in(params["document"]), problems)  # fmt: skip
    if problems:
        raise InputError(problems)
    return extent


def _planned(steps: t.Sequence[Step]) -> str:
    counts = Counter(step.plan.action for step in steps)
    return (f"{counts[CREATE]} to create, {counts[UPDATE]} to update, {counts[DELETE]} to delete, "
            f"{counts[NONE]} unchanged")  # fmt: skip


def _account(steps: t.Sequence[Step]) -> str:
    """Tell what a run that is being ended has done."""
    planned = [step for step in steps if step.plan.writes]
    counts = Counter(step.plan.action for step in planned if step.done)
    failed = sum(step.status == "failed" for step in planned)
    return (f"{sum(counts.values())} of {len(planned)} changes were made ({counts[CREATE]} created, "
            f"{counts[UPDATE]} updated, {counts[DELETE]} deleted), {failed} failed; run it again to go on")  # fmt: skip


def _outcome(step: Step) -> Values:
    outcome: Values = {
        "kind": step.entry.kind,
        "name": step.entry.name,
        "path": step.entry.path,
        "action": step.plan.action,
        "changed": list(step.plan.changed),
        "status": step.status,
        "notes": list(step.plan.notes),
    }
    if step.record is not None:
        outcome["id"] = step.record.id
    if step.error is not None:
        payload = step.error.payload() if isinstance(step.error, RomaError) else {"msg": type(step.error).__name__}
        outcome["error"] = payload
    return outcome


def _summary(steps: t.Sequence[Step]) -> dict[str, int]:
    counts = dict.fromkeys((*_COUNTED.values(), "failed", "dropped"), 0)
    for step in steps:
        counts[_COUNTED[step.plan.action] if step.status == "ok" else step.status] += 1
    return counts


def _diff(step: Step) -> Values:
    header = f"{step.entry.kind}/{step.entry.label}"
    return {
        "before_header": header,
        "after_header": header,
        "before": step.plan.before,
        "after": step.plan.after,
    }


def read(context: Context) -> Values:
    if context.params.get("include_secrets") and not context.no_log:
        raise RomaError("include_secrets: the result would hold secrets; set no_log to true on the task")
    document, facts = read_document(context)
    return {"changed": False, "document": document, **facts}


def read_document(context: Context) -> tuple[Values, Values]:
    """Read the instance.

    :returns: the document, and what a result says about it
    """
    kinds = context.params.get("kinds") or list(BY_KIND)
    with Client(connection_from(context.params)) as client:
        found = dump(client, kinds, bool(context.params.get("include_secrets")))
        instance = instance_of(client)
    facts = {
        "instance": instance,
        "counts": {kind: len(entries) for kind, entries in found.document.items()},
        "placeholders": found.placeholders,
        "not_covered": found.not_covered,
        "coverage": found.coverage,
        "refers_outside": found.refers_outside,
        "out_of_reach": [dict(item) for item in OUT_OF_REACH],
    }
    document = {READ_FROM: instance, **found.document}
    return portable(document) if context.params.get("portable") else document, facts


def _hide(fields: tuple[Field, ...], params: Values) -> Values:
    """A document is only described: what is misplaced in one may be a secret, and results tell what became of it."""
    shown = hide_options(fields, params)
    if params.get("document") is not None:
        shown["document"] = _described(_documents(params))
    return shown


def _described(documents: list[t.Any]) -> str:
    if not all(isinstance(document, dict) for document in documents):
        return HIDDEN
    kinds = {kind for document in documents for kind in document if kind in BY_KIND}
    number = sum(
        len(document[kind]) for document in documents for kind in kinds if isinstance(document.get(kind), list)
    )
    return f"{len(kinds)} kinds, {number} entries"


def _documents(params: Values) -> list[t.Any]:
    given = params.get("document")
    return given if isinstance(given, list) else [given]


def _secrets(fields: tuple[Field, ...], params: Values) -> t.Iterator[t.Any]:
    yield from secret_options(fields, {name: value for name, value in params.items() if name != "secrets"})
    yield params.get("secrets")
    for document in _documents(params):
        for kind, entries in document.items() if isinstance(document, dict) else ():
            for entry in entries if kind in BY_KIND and isinstance(entries, list) else ():
                if isinstance(entry, dict):
                    yield from secrets_in(BY_KIND[kind].fields, entry).values()


CONFIG = Operation(
    "config",
    (
        Field("document", (
            "The instance document: a mapping from kinds to lists of entries. An entry takes the options of the kind's "
            "module, and O(ignore:state).",
            "Instead of it, the path on the controller of a YAML or JSON file that holds one, or of a directory, which "
            "stands for all files below it whose names end in C(.yml), C(.yaml) or C(.json). A relative path starts at "
            "the directory in which Ansible was called. Files may be encrypted with Ansible Vault, and so may single "
            "texts.",
            "Templates in a file are evaluated with the variables of the task, unless the document has the member "
            "C(read_from). That says that it was read from an instance, and nothing in it is ever evaluated.",
            "A list of documents and paths is one document that is the sum of them all."),
            type="raw", required=True),
        Field("secrets", "Values for the placeholders of the document, by the text between C(<secret:) and C(>).",
              type="dict", secret=Secret()),
        Field("exact", (
            "Whether options that an entry leaves out get their defaults, at every depth, instead of being left "
            "untouched. So a document that was read from an instance brings back what it does not mention because it "
            "had its default.",
            "Left alone are secrets that are not given, keys and user names that the service has made up, and what "
            "cannot be changed or taken away. Objects that the document does not declare are left alone, too."),
            type="bool", default=False),
        UPDATE_SECRETS,
        ONLY,
        PRUNE,
        PRUNE_LIMIT,
        PLAN_FILE,
        EXPECT_PLAN,
        UNDO,
        UNDO_FILE,
        Field("fail_on_changes", "Whether to fail in check mode when something would be changed. The results say what. "
              "Without check mode it means nothing.", type="bool", default=False),
    ),
    apply,
    hide=_hide,
    secrets=_secrets,
    documents=("document",),
)  # fmt: skip

READING = (
    Field("kinds", "The kinds to read, all when omitted.", type="list", elements="str",
          choices=tuple(resource.kind for resource in RESOURCES)),
    Field("portable", "Whether to leave out what belongs to the one instance: keys and user names that the service has "
          "made up, and times in the past at which schedules began. Other instances then make their own.", type="bool",
          default=False),
)  # fmt: skip

CONFIG_INFO = Operation(
    "config_info",
    (
        *READING,
        Field("include_secrets", "Whether the document holds the secrets that can be read. The task must have "
              "C(no_log) set then.", type="bool", default=False),
    ),
    read,
)  # fmt: skip
