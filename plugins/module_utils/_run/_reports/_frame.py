# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""The frame of a page that needs nothing else: no scripts, no other files. Light or dark as its reader likes."""

from __future__ import annotations

import html
import re
import typing as t

_STYLE = """
:root { color-scheme: light dark; --text: #1b2430; --soft: #5b6675; --line: #dfe4ea; --back: #f6f7f9; --card: #ffffff;
  --held: #2f6fde; --archive: #93b8f5; --partly: #d99a1c; --missing: #cf3d3d; --good: #24845a; --track: #e8ecf1; }
@media (prefers-color-scheme: dark) { :root { --text: #e4e8ee; --soft: #9aa6b5; --line: #2c3541; --back: #12161c;
  --card: #1a2029; --held: #5e93f0; --archive: #33568f; --partly: #e0ab43; --missing: #ef6a6a; --good: #4cb98a;
  --track: #252d38; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--back); color: var(--text); font: 15px/1.5 system-ui, sans-serif; }
main { max-width: 60rem; margin: 0 auto; padding: 2rem 1rem 4rem; }
h1 { font-size: 1.5rem; margin: 0; overflow-wrap: anywhere; }
h2 { font-size: 1.05rem; margin: 0 0 .75rem; }
p { margin: .25rem 0; overflow-wrap: anywhere; }
.soft, th { color: var(--soft); font-weight: 400; }
section { background: var(--card); border: 1px solid var(--line); border-radius: .6rem; padding: 1rem 1.25rem;
  margin-top: 1rem; overflow-x: auto; }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(8.5rem, 1fr)); gap: 1rem; }
.figures b { display: block; font-size: 1.35rem; font-weight: 600; font-variant-numeric: tabular-nums; }
ul { margin: 0; padding-left: 1.2rem; }
li { overflow-wrap: anywhere; }
li.urgent::marker { color: var(--missing); }
.urgent b { color: var(--missing); }
.note b { color: var(--partly); }
.good { color: var(--good); }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: .25rem .75rem .25rem 0; vertical-align: top; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.picture { width: 45%; min-width: 10rem; vertical-align: middle; }
.bar { display: flex; height: .8rem; border-radius: .25rem; overflow: hidden; background: var(--track); }
.bar span { min-width: 2px; }
.held { background: var(--held); } .archive { background: var(--archive); } .partly { background: var(--partly); }
.missing { background: var(--missing); } .uncounted { background: repeating-linear-gradient(45deg, var(--missing),
  var(--missing) 4px, transparent 4px, transparent 8px); width: 100%; }
.key { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; margin-bottom: .75rem; color: var(--soft); }
.key i { display: inline-block; width: .8rem; height: .8rem; border-radius: .2rem; margin-right: .4rem;
  vertical-align: -1px; }
code { font: .9em ui-monospace, monospace; }
summary { cursor: pointer; }
@media (max-width: 36rem) { section { padding: 1rem .75rem; } .bars tr { display: flex; flex-wrap: wrap; }
  .bars tr > :first-child { flex: 0 0 100%; overflow-wrap: anywhere; padding-bottom: 0; }
  .bars .picture { flex: 1 1 0; min-width: 0; align-self: center; }
  .bars .number { font-size: .75rem; flex: 0 0 auto; min-width: 4.1rem; padding: .25rem 0 .25rem .5rem; }
  .bars .number:last-child { min-width: 4.8rem; } }
@media print { body { background: none; } section { break-inside: avoid; } }
"""

#: What turns the direction of all text that follows it.
_TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def escape(text: str) -> str:
    """Return a text of anybody's as HTML, which stays in its place and says what it is made of."""
    return html.escape(_TURNING.sub(lambda found: f"\\u{ord(found[0]):04x}", text))


def framed(title: str, parts: t.Iterable[str]) -> str:
    """Return a page.

    :param title: a plain text
    :param parts: what stands in it, as HTML
    """
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n"
        + "\n".join(parts)
        + "\n</main>\n</body>\n</html>\n"
    )
