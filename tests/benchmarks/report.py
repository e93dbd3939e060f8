# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The results as a table, which the README holds between two marks."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

BEGIN, END = "<!-- benchmarks -->", "<!-- end of benchmarks -->"


@dataclass(frozen=True)
class Line:
    """One comparison.

    :param value: the measured ratio or count, as text
    :param goal: what it should be
    :param detail: the figures that it comes from
    """

    what: str
    value: str
    goal: str
    detail: str


def table(lines: list[Line]) -> str:
    rows = ["| compared | measured | goal | medians |", "| --- | --- | --- | --- |"]
    rows += [f"| {line.what} | {line.value} | {line.goal} | {line.detail} |" for line in lines]
    return "\n".join(rows) + "\n"


def store(readme: Path, text: str) -> None:
    """Put a table between the marks of a README."""
    content = readme.read_text()
    head, _mark, rest = content.partition(BEGIN)
    tail = rest.partition(END)[2] if END in rest else rest
    readme.write_text(f"{head}{BEGIN}\n{text}{END}{tail}")
