# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`python -m tests.benchmarks`: how fast the collection is, as ratios of medians measured side by side."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from .cases import CASES
from .measure import ROOT
from .report import store, table


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("cases", nargs="*", metavar="CASE", help=f"all of {', '.join(CASES)} by default")
    parser.add_argument("--rounds", type=int, default=3, help="runs of each command (%(default)s)")
    parser.add_argument("--store", action="store_true", help="put the table into README.md")
    arguments = parser.parse_args()
    unknown = set(arguments.cases) - set(CASES)
    if unknown:
        parser.error(f"unknown cases: {', '.join(sorted(unknown))}")
    lines = []
    with tempfile.TemporaryDirectory(prefix="roma-bench-") as name:
        for case in arguments.cases or CASES:
            found = CASES[case](Path(name), arguments.rounds)
            for line in found:
                print(f"{line.what}: {line.value} (goal: {line.goal}; {line.detail})", flush=True)
            lines += found
    if arguments.store:
        store(ROOT / "README.md", table(lines))


if __name__ == "__main__":
    main()
