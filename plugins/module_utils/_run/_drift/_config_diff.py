# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""Compares two of document, backup and instance."""

from __future__ import annotations

import json
import typing as t
from collections import Counter
from dataclasses import asdict, replace
from pathlib import Path

from ..._base._errors import InputError, RomaError, listed
from ..._base._files import write_private
from ..._catalog._registry import BY_KIND, RESOURCES
from ..._document._comparison import ADDED, AFTER, BEFORE, CHANGED, REMOVED, Comparison, compare
from ..._document._entries import Entry
from ..._document._overrides import OVERRIDES
from ..._spec._field import Field, value_at
from ..._spec._values import Values
from .._documents._config import CONFIG
from .._documents._limit import RESULT_LIMIT, nothing, within
from .._operation import Context, Operation
from ._formats import FORMATS
from ._sides import Side, from_backup, from_documents, from_instance

_TOLD = 10  # differing objects in the message of a failure; all of them are in the result
_LINES = 20  # differing objects in the lines for people
_CUT = ("diff", "not_compared", "unknown_secrets", "differences")  # of a large result, the first of these first
_WIDTH = 60  # characters of a value in them


def diff(context: Context) -> Values:
    params = context.params
    reports = _reports(params.get("reports") or [])
    if params.get("overrides") and params.get(BEFORE) is None and params.get(f"{BEFORE}_backup") is None:
        raise InputError([f"overrides: they change what should be there; give {BEFORE} or {BEFORE}_backup"])
    return between(context, *_sides(context), reports)


def between(context: Context, before: Side, after: Side, reports: t.Sequence[Path] = ()) -> Values:
    """Return in what two sides differ."""
    params = context.params
    kinds, not_compared = _kinds(before, after, params.get("kinds"))
    partial = _partial(before, after, params.get("exact"))
    portable = bool(params.get("portable"))
    left, right = before.entries(kinds, portable, params.get("overrides")), after.entries(kinds, portable)
    left, missing = _without_outside(left, right, after)
    right, more = _without_outside(right, left, before)
    found = compare(left, right, partial)
    report = _report(before, after, found, kinds, [*not_compared, *missing, *more])
    written = _write(reports, report, context.check_mode)
    result: Values = {"changed": bool(written), "reports": [str(path) for path in reports], **report}
    if context.diff:
        result["diff"] = [_diff(item) for item in report["differences"]]
    if params.get("fail_on_drift") and report["drift"]:
        result.update(failed=True, msg=_message(report))
    return within(result, params.get("result_limit"), [(name, nothing) for name in _CUT])


def _reports(given: t.Sequence[str]) -> list[Path]:
    paths = [Path(text).expanduser().absolute() for text in given]
    problems = [
        f"reports[{index}]: the name must end in {', '.join(FORMATS)}, which says what is written"
        for index, path in enumerate(paths)
        if path.suffix not in FORMATS
    ]
    problems += [f"reports[{index}]: {path} is a directory" for index, path in enumerate(paths) if path.is_dir()]
    if problems:
        raise InputError(problems)
    return paths


def _sides(context: Context) -> tuple[Side, Side]:
    """Read both sides; what is not given is the instance, which is read for the kinds of the other side."""
    given = {name: _given(context, name) for name in (BEFORE, AFTER)}
    known = [side for side in given.values() if side is not None]
    if not known:
        raise InputError([f"{BEFORE}: give {BEFORE}, {BEFORE}_backup, {AFTER} or {AFTER}_backup: the instance is "
                          "compared with something else"])  # fmt: skip
    if len(known) == 2:
        return known[0], known[1]
    wanted = [kind for kind in context.params.get("kinds") or BY_KIND if kind in known[0].kinds]
    instance = from_instance(context.params, wanted)
    return given[BEFORE] or instance, given[AFTER] or instance


def _given(context: Context, name: str) -> Side | None:
    document, backup = context.params.get(name), context.params.get(f"{name}_backup")
    if document is not None and backup is not None:
        raise InputError([f"{name}: give either {name} or {name}_backup"])
    if backup is not None:
        return from_backup(f"{name}_backup", backup, context.vault)
    return from_documents(document) if document is not None else None


def _kinds(before: Side, after: Side, asked: t.Sequence[str] | None) -> tuple[list[str], list[Values]]:
    """Return the kinds that both sides speak of, and what is not compared since one of them does not."""
    wanted = [kind for kind in BY_KIND if asked is None or kind in asked]
    compared = [kind for kind in wanted if kind in before.kinds and kind in after.kinds]
    if not compared:
        raise InputError([f"{BEFORE}: no kind is on both sides, so that there is nothing to compare"])
    lone = [kind for kind in wanted if (kind in before.kinds) != (kind in after.kinds)]
    silent = {kind: AFTER if kind in before.kinds else BEFORE for kind in lone}
    return compared, [{"what": kind, "why": f"{side} does not speak of this kind"} for kind, side in silent.items()]


def _partial(before: Side, after: Side, exact: bool | None) -> str:
    """Return the side that says only what people care about, when there is just one."""
    if exact or (exact is None and before.written == after.written):
        return ""
    return AFTER if after.written and not before.written else BEFORE


def _without_outside(entries: list[Entry], others: list[Entry], other: Side) -> tuple[list[Entry], list[Values]]:
    """Set apart what the other side has, though it does not say more about it: what the service itself has made."""
    held = {(entry.kind, entry.name) for entry in others}
    outside = {(kind, name) for kind, names in other.outside.items() for name in names} - held
    known = [entry for entry in entries if (entry.kind, entry.name) in outside]
    kept = [entry for entry in entries if (entry.kind, entry.name) not in outside]
    why = f"it is there, and the {other.source} does not say more about it"
    return kept, [{"what": f"{entry.kind} {entry.label}", "why": why} for entry in known]


def _report(before: Side, after: Side, found: Comparison, kinds: t.Sequence[str], not_compared: list[Values]) -> Values:
    counts = Counter(item.change for item in found.differences)
    equal = {kind: found.equal.get(kind, 0) for kind in kinds}
    summary = {
        **{change: counts[change] for change in (ADDED, REMOVED, CHANGED)},
        "equal": sum(equal.values()),
        "secrets_compared": found.secrets_compared,
        "secrets_unknown": len(found.unknown_secrets),
    }
    sides = {BEFORE: before, AFTER: after}
    names = {name: " ".join(filter(None, (side.source, side.where))) for name, side in sides.items()}
    differences = [{**asdict(item), "options": list(item.options)} for item in found.differences]
    return {
        "title": f"From {names[BEFORE]} to {names[AFTER]}",
        "told": _told(summary),
        "lines": _lines(differences),
        "drift": bool(found.differences),
        BEFORE: {"source": before.source, "where": before.where},
        AFTER: {"source": after.source, "where": after.where},
        "summary": summary,
        "equal": equal,
        "differences": differences,
        "unknown_secrets": [
            {**asdict(item), "unknown": list(item.unknown), "why": _why(item.unknown, sides)}
            for item in found.unknown_secrets
        ],
        "not_compared": not_compared,
    }


def _told(summary: t.Mapping[str, int]) -> str:
    found = ", ".join(f"{summary[change]} {change}" for change in (ADDED, REMOVED, CHANGED))
    unknown = summary["secrets_unknown"]
    secrets = f"; secrets that could not be compared: {unknown}" if unknown else ""
    return f"{found}, {summary['equal']} the same{secrets}"


def _lines(differences: t.Sequence[Values]) -> list[str]:
    """Say in a line or two for each of the first objects what differs, with values that are cut when they are long."""
    lines = []
    for item in differences[:_LINES]:
        lines.append(f"{item['change']} {item['kind']}/{item['name']}")
        if item["change"] == CHANGED:
            fields = BY_KIND[item["kind"]].fields
            for option in item["options"]:
                sides = (value_at(fields, item[side], option) for side in (BEFORE, AFTER))
                lines.append(f"  {option}: {' -> '.join(map(_short, sides))}")
    rest = len(differences) - _LINES
    return [*lines, f"and {rest} more"] if rest > 0 else lines


def _short(value: t.Any) -> str:
    text = "nothing" if value is None else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _WIDTH else f"{text[: _WIDTH - 3]}..."


def _why(unknown: t.Sequence[str], sides: t.Mapping[str, Side]) -> str:
    reasons = {
        "instance": "the service does not give it back",
        "backup": "it is not in escrow, or the run has not the vault secret",
        "document": "the document does not give it",
    }
    return "; ".join(f"{side}: {reasons[sides[side].source]}" for side in unknown)


def _write(paths: t.Iterable[Path], report: Values, check_mode: bool) -> list[Path]:
    """Write the reports that are not there already in just these words."""
    written = []
    for path in paths:
        text = FORMATS[path.suffix](report)
        try:
            there = path.read_bytes()
        except FileNotFoundError:
            there = None
        except OSError as exc:
            raise RomaError(f"{path} cannot be read: {exc.strerror or exc}") from exc
        if there != text.encode(errors="replace"):
            if not check_mode:
                write_private(path, text.encode(errors="replace").decode())
            written.append(path)
    return written


def _diff(item: Values) -> Values:
    header = f"{item['kind']}/{item['name']}"
    return {"before_header": header, "after_header": header, "before": item["before"], "after": item["after"]}


def _message(report: Values) -> str:
    named = [f"{item['kind']}/{item['name']} {item['change']}" for item in report["differences"]]
    return f"there is drift: {report['told']}: {listed(named, _TOLD)}"


def _hide(fields: tuple[Field, ...], params: Values) -> Values:
    """Show of both documents what `config` shows of its own."""
    others = {name: value for name, value in params.items() if name not in (BEFORE, AFTER)}
    shown = CONFIG.hide(fields, others)
    for name in (BEFORE, AFTER):
        if params.get(name) is not None:
            shown[name] = CONFIG.hide(CONFIG.fields, {"document": params[name]})["document"]
    return shown


def _secrets(fields: tuple[Field, ...], params: Values) -> t.Iterator[t.Any]:
    others = {name: value for name, value in params.items() if name not in (BEFORE, AFTER)}
    yield from CONFIG.secrets(fields, others)
    for name in (BEFORE, AFTER):
        if params.get(name) is not None:
            yield from CONFIG.secrets((), {"document": params[name]})


def _document(name: str, what: str) -> Field:
    return Field(name, (
        f"What is compared {what}: an instance document, the path of a file or directory with one, or a list of these. "
        "See O(roma.connect.config#module:document).",
        f"Without it and O({name}_backup) this side is the instance as it is now."), type="raw")  # fmt: skip


def _backup(name: str) -> Field:
    return Field(f"{name}_backup", f"Directory of a backup, to be taken instead of O({name}). A directory that holds "
                 "the backups of an instance stands for the newest of them. Its secrets are compared when they are in "
                 "escrow and the run has the vault secret.", type="path")  # fmt: skip


CONFIG_DIFF = Operation(
    "config_diff",
    (
        _document(BEFORE, "with the other side, what should be there"),
        _backup(BEFORE),
        _document(AFTER, "as what is there"),
        _backup(AFTER),
        Field("kinds", "The kinds to compare, when omitted all that both sides speak of.", type="list", elements="str",
              choices=tuple(resource.kind for resource in RESOURCES)),
        Field("exact", (
            "Whether an option that one side leaves out counts as having its default. If it does not, options that a "
            "document leaves out are not compared.",
            "When omitted, a document that people have written is compared in what it gives, and everything else "
            "exactly. Two documents that people have written are compared exactly, too."), type="bool"),
        Field("portable", "Whether to leave out what belongs to the one instance: keys and user names that the service "
              "has made up, and times in the past at which schedules began. Meant for two instances.", type="bool",
              default=False),
        replace(OVERRIDES, description=(
            "Changes to what should be there before it is compared, as M(roma.connect.config) and "
            "M(roma.connect.backup_restore) make them: what was promoted with overrides is compared with the document "
            "or backup along with the same overrides. They change the side O(before).",
            "One that meets no entry is an error, and so are options and kinds that do not exist.")),
        Field("reports", "Paths of files to write the comparison to. The ending of each says what it is: C(.json), "
              "C(.md) for Markdown, C(.xml) for JUnit, C(.html) for a page that needs nothing else. Only their owner "
              "can read them.", type="list", elements="path"),
        Field("fail_on_drift", "Whether the task fails when something differs, after it has written the reports. "
              "Secrets that cannot be compared are no reason to fail.", type="bool", default=False),
        replace(RESULT_LIMIT, description=(
            "The size in bytes, as JSON, above which the result is cut: entries of C(diff), RV(not_compared), "
            "RV(unknown_secrets) and RV(differences) are left out, as many as it takes, in this order and the last "
            "ones first. RV(cut) counts them, and a warning tells of it.",
            "RV(summary) counts everything, and O(reports) hold everything. V(0) and less cut nothing.")),
    ),
    diff,
    hide=_hide,
    secrets=_secrets,
    documents=(BEFORE, AFTER),
)  # fmt: skip
