# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""A comparison as a file: for programs, for people, and for what shows the results of tests."""

from __future__ import annotations

import json
import re
import typing as t
from xml.sax.saxutils import quoteattr

from ..._document._comparison import CHANGED
from ..._spec._values import Values
from ._page import page_of

#: What XML cannot hold, not even escaped.
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#|~&!])")


def _json(report: Values) -> str:
    return json.dumps(report, indent=2, ensure_ascii=False) + "\n"


def _markdown(report: Values) -> str:
    lines = [f"# {report['title']}", "", report["told"], ""]
    for kind, found in _by_kind(report["differences"]).items():
        lines += [f"## {kind}", ""]
        for item in found:
            options = f": {_plain(', '.join(item['options']))}" if item["change"] == CHANGED else ""
            lines.append(f"* {item['change']} **{_plain(item['name'])}**{options}")
        lines.append("")
    if report["unknown_secrets"]:
        lines += ["## Secrets that could not be compared", ""]
        lines += [f"* {item['kind']} **{_plain(item['name'])}** {_plain(item['option'])}: {_plain(item['why'])}"
                  for item in report["unknown_secrets"]]  # fmt: skip
        lines.append("")
    if report["not_compared"]:
        lines += ["## Not compared", ""]
        lines += [f"* {_plain(item['what'])}: {_plain(item['why'])}" for item in report["not_compared"]]
        lines.append("")
    return "\n".join(lines)


def _junit(report: Values) -> str:
    """One suite for each kind: a failure for each object that differs, a skipped test for each unknown secret."""
    by_kind, unknown = _by_kind(report["differences"]), _by_kind(report["unknown_secrets"])
    suites = [_suite(kind, by_kind.get(kind, []), unknown.get(kind, []), equal)
              for kind, equal in report["equal"].items()]  # fmt: skip
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="roma.connect">\n{"".join(suites)}</testsuites>\n'


def _suite(kind: str, differing: list[Values], unknown: list[Values], equal: int) -> str:
    cases = [(f"{equal} objects are the same", "")] if equal or not differing else []
    cases += [(item["name"], f"<failure message={_attribute(_told(item))}/>") for item in differing]
    cases += [(f"{item['name']} {item['option']}", f"<skipped message={_attribute(item['why'])}/>") for item in unknown]
    body = "".join(
        f"    <testcase classname={_attribute(kind)} name={_attribute(name)}>{inner}</testcase>\n"
        for name, inner in cases
    )
    counts = f'tests="{len(cases)}" failures="{len(differing)}" skipped="{len(unknown)}" errors="0"'
    return f"  <testsuite name={_attribute(kind)} {counts}>\n{body}  </testsuite>\n"


def _told(item: Values) -> str:
    return f"{item['change']}: {', '.join(item['options'])}" if item["change"] == CHANGED else str(item["change"])


def _attribute(text: str) -> str:
    return quoteattr(_NO_XML.sub("\ufffd", text))


def _plain(text: str) -> str:
    """Return a text that Markdown shows as it is, in one line."""
    return _MARKDOWN.sub(r"\\\1", re.sub(r"\s", " ", text))


def _by_kind(items: t.Iterable[Values]) -> dict[str, list[Values]]:
    found: dict[str, list[Values]] = {}
    for item in items:
        found.setdefault(item["kind"], []).append(item)
    return found


#: ending of a file's name → what writes it
FORMATS: dict[str, t.Callable[[Values], str]] = {".json": _json, ".md": _markdown, ".xml": _junit, ".html": page_of}
