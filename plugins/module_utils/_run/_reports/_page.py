# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""A report as one HTML file that needs nothing else: no scripts, no other files. Light or dark as its reader likes."""

from __future__ import annotations

import typing as t

from ..._spec._values import Values
from ._frame import escape, framed

_NAMED = 40  # objects of a kind in the list of changes
_KEY = (("held", "in the document"), ("partly", "in the document, but not whole"), ("archive", "in archives only"),
        ("missing", "not captured"))  # fmt: skip


def page_of(report: Values) -> str:
    """Write a report for people. Names come from a service: all of them are escaped."""
    title = f"Backup of {report['label']}"
    parts = (_head(title, report), _figures(report), _attention(report), _coverage(report), _changes(report),
             _parts(report), _secrets(report), _out_of_reach(report))  # fmt: skip
    return framed(title, filter(None, parts))


def _head(title: str, report: Values) -> str:
    instance = report["instance"]
    where = ", ".join(escape(str(instance[name])) for name in ("endpoint", "id") if instance.get(name))
    began = f"began {escape(_time(str(report['started'])))}" if report["started"] else ""
    told = [text for text in (began, where) if text]
    shown = " &middot; ".join([f"<code>{escape(report['name'])}</code>", *told])
    return f'<h1>{escape(title)}</h1>\n<p class="soft">{shown}</p>'


def _figures(report: Values) -> str:
    rows = report["coverage"]
    found = sum(row["found"] or 0 for row in rows)
    captured = found - sum(row["missing"] or 0 for row in rows)
    figures = [
        ("objects captured", f"{captured} of {found}") if rows else None,
        ("kinds covered whole", f"{sum(bool(row['whole']) for row in rows)} of {len(rows)}") if rows else None,
        ("size", _size(report["size"])),
        ("duration", _duration(report["seconds"])) if report["seconds"] is not None else None,
        ("since the backup before", _summary(report)),
    ]
    told = (f'<div><span class="soft">{what}</span><b>{escape(text)}</b></div>' for what, text in filter(None, figures))
    return f'<section class="figures">{"".join(told)}</section>'


def _summary(report: Values) -> str:
    if not report["previous"]:
        return "the first one"
    if report["unchanged"]:
        return "unchanged"
    each = (report["changes"] or {}).values()
    counts = [(sign, sum(len(kind[what]) for kind in each))
              for sign, what in (("+", "added"), ("~", "changed"), ("\u2212", "removed"))]  # fmt: skip
    return " ".join(f"{sign}{count}" for sign, count in counts if count) or "no object changed"


def _attention(report: Values) -> str:
    if not report["attention"]:
        return '<section><h2>What needs attention</h2><p class="good">Nothing.</p></section>'
    items = "".join(
        f'<li class="{item["level"]}"><b>{"Urgent" if item["level"] == "urgent" else "Note"}.</b> '
        f"{escape(item['text'])}</li>"
        for item in report["attention"]
    )
    return f"<section><h2>What needs attention</h2><ul>{items}</ul></section>"


def _coverage(report: Values) -> str:
    rows = [row for row in report["coverage"] if row["found"] != 0]
    none = [row["kind"] for row in report["coverage"] if row["found"] == 0]
    if not report["coverage"]:
        return ""
    key = "".join(f'<span><i class="{name}"></i>{what}</span>' for name, what in _KEY)
    body = "".join(_coverage_row(row) for row in rows)
    nothing = f'<p class="soft">The instance has no {escape(", ".join(none))}.</p>' if none else ""
    return (
        f'<section><h2>Coverage</h2><p class="key">{key}</p><table class="bars">'
        '<tr><th>kind</th><th class="picture"></th>'
        '<th class="number">found</th><th class="number">document</th><th class="number">archives</th>'
        f'<th class="number">missing</th></tr>{body}</table>{nothing}</section>'
    )


def _coverage_row(row: Values) -> str:
    numbers = "".join(
        f'<td class="number">{"?" if row[name] is None else row[name]}</td>'
        for name in ("found", "document", "archives", "missing")
    )
    return f'<tr><td>{escape(row["kind"])}</td><td class="picture">{_bar(row)}</td>{numbers}</tr>'


def _bar(row: Values) -> str:
    if row["found"] is None:
        return '<div class="bar" role="img" aria-label="not counted"><span class="uncounted"></span></div>'
    whole = row["document"] - row["partly"]
    only = row["found"] - row["document"] - row["missing"]
    counts = {"held": whole, "partly": row["partly"], "archive": only, "missing": row["missing"]}
    spans = "".join(f'<span class="{name}" style="flex:{count}"></span>' for name, count in counts.items() if count)
    told = ", ".join(f"{counts[name]} {what}" for name, what in _KEY if counts[name])
    return f'<div class="bar" role="img" aria-label="{told}" title="{told}">{spans}</div>'


def _changes(report: Values) -> str:
    if not report["previous"]:
        return ""
    before = f'<p class="soft">Compared with <code>{escape(report["previous"])}</code>'
    if report["unchanged"]:
        return f"<section><h2>Changes</h2>{before}: nothing has changed.</p></section>"
    kinds = "".join(_changes_of(kind, each) for kind, each in (report["changes"] or {}).items())
    if not kinds:
        what = "No object changed" if report["changes"] is not None else "The objects could not be compared"
        kinds = f"<p>{what}. Different are: {escape(', '.join(report['differing']))}.</p>"
    return f"<section><h2>Changes</h2>{before}.</p>{kinds}</section>"


def _changes_of(kind: str, each: Values) -> str:
    lines = [f"+ <code>{escape(name)}</code>" for name in each["added"]]
    lines += [f"\u2212 <code>{escape(name)}</code>" for name in each["removed"]]
    lines += [
        f'~ <code>{escape(item["name"])}</code> <span class="soft">{escape(", ".join(item["options"]))}</span>'
        for item in each["changed"]
    ]
    rest = len(lines) - _NAMED
    items = "".join(f"<li>{line}</li>" for line in lines[:_NAMED]) + (f"<li>and {rest} more</li>" if rest > 0 else "")
    counts = [(len(each[what]), what) for what in ("added", "changed", "removed")]
    told = ", ".join(f"{count} {what}" for count, what in counts if count)
    return f"<details open><summary>{escape(kind)}: {told}</summary><ul>{items}</ul></details>"


def _parts(report: Values) -> str:
    largest = max((part["size"] for part in report["parts"]), default=0) or 1
    body = "".join(
        f'<tr><td>{escape(part["what"])}</td><td class="picture"><div class="bar"><span class="held" '
        f'style="width:{100 * part["size"] / largest:.1f}%"></span></div></td>'
        f'<td class="number">{part["files"]}</td><td class="number">{_size(part["size"])}</td>'
        f'<td class="number">{_duration(part["seconds"])}</td></tr>'
        for part in report["parts"]
    )
    columns = "".join(f'<th class="number">{name}</th>' for name in ("files", "size", "took"))
    return (
        '<section><h2>Sizes and durations</h2><table class="bars"><tr><th>part</th><th class="picture"></th>'
        f"{columns}</tr>{body}</table></section>"
    )


def _secrets(report: Values) -> str:
    held, missing = report["secrets"]["held"], report["secrets"]["missing"]
    if not held and not missing:
        return ""
    names = "".join(f"<li><code>{escape(name)}</code></li>" for name in missing)
    listed = f"<details><summary>{len(missing)} are not held</summary><ul>{names}</ul></details>" if missing else ""
    return f"<section><h2>Secrets</h2><p>{len(held)} are held in escrow, encrypted.</p>{listed}</section>"


def _out_of_reach(report: Values) -> str:
    items = "".join(f"<li>{escape(item['what'])}: {escape(item['why'])}</li>" for item in report["out_of_reach"])
    return f"<section><h2>What no backup looks at</h2><ul>{items}</ul></section>" if items else ""


def _time(text: str) -> str:
    return text.replace("T", " ").replace("Z", " UTC")


def _size(size: float) -> str:
    for unit in ("B", "KiB", "MiB", "GiB"):
        if size < 1024:
            return f"{size:.0f} {unit}" if unit == "B" or size >= 100 else f"{size:.1f} {unit}"
        size /= 1024
    return f"{size:.1f} TiB"


def _duration(seconds: t.Any) -> str:
    if seconds is None:
        return ""
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"
