# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""A comparison as a page for people. Names come from a service: all of them are escaped."""

from __future__ import annotations

import json

from ..._document._comparison import ADDED, CHANGED, REMOVED
from ..._spec._values import Values
from .._reports._frame import escape, framed

_SIGNS = {ADDED: "+", CHANGED: "~", REMOVED: "\u2212"}


def page_of(report: Values) -> str:
    head = f'<h1>{escape(report["title"])}</h1>\n<p class="soft">{escape(report["told"])}</p>'
    parts = [head, _figures(report), _differences(report), _unknown(report), _not_compared(report)]
    return framed(report["title"], filter(None, parts))


def _figures(report: Values) -> str:
    told = "".join(f'<div><span class="soft">{escape(name.replace("_", " "))}</span><b>{count}</b></div>'
                   for name, count in report["summary"].items())  # fmt: skip
    return f'<section class="figures">{told}</section>'


def _differences(report: Values) -> str:
    if not report["differences"]:
        return '<section><h2>Differences</h2><p class="good">None.</p></section>'
    kinds: dict[str, list[str]] = {}
    for item in report["differences"]:
        kinds.setdefault(item["kind"], []).append(_difference(item))
    listed = "".join(
        f"<details open><summary>{escape(kind)}: {len(items)}</summary><ul>{''.join(items)}</ul></details>"
        for kind, items in kinds.items()
    )
    return f"<section><h2>Differences</h2>{listed}</section>"


def _difference(item: Values) -> str:
    line = f"{_SIGNS[item['change']]} <code>{escape(item['name'])}</code>"
    if item["change"] != CHANGED:
        return f"<li>{line} {item['change']}</li>"
    options = escape(", ".join(item["options"]))
    rows = "".join(
        f"<tr><td>{escape(name)}</td><td><code>{_value(item['before'], name)}</code></td>"
        f"<td><code>{_value(item['after'], name)}</code></td></tr>"
        for name in {**item["before"], **item["after"]}
    )
    table = f"<table><tr><th>option</th><th>before</th><th>after</th></tr>{rows}</table>"
    return f'<li><details><summary>{line} <span class="soft">{options}</span></summary>{table}</details></li>'


def _value(values: Values, name: str) -> str:
    return escape(json.dumps(values[name], ensure_ascii=False)) if name in values else ""


def _unknown(report: Values) -> str:
    items = "".join(
        f"<li>{escape(item['kind'])} <code>{escape(item['name'])}</code> {escape(item['option'])}: "
        f"{escape(item['why'])}</li>"
        for item in report["unknown_secrets"]
    )
    return f"<section><h2>Secrets that could not be compared</h2><ul>{items}</ul></section>" if items else ""


def _not_compared(report: Values) -> str:
    items = "".join(f"<li>{escape(item['what'])}: {escape(item['why'])}</li>" for item in report["not_compared"])
    return f"<section><h2>Not compared</h2><ul>{items}</ul></section>" if items else ""
