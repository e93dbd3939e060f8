# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The outputs that the guides show are those of real runs: `python -m tests.integration.shown` writes them anew.

A block with the comment `.. tested` above it is run, command by command, in one directory for the whole page and
against one emulator, which begins empty. The directory holds `orders.yml` (the example), `secrets.yml` (its variables)
and `vault-password`. What is indented below the comment is run before, and not shown; `.. tested: fails` says that the
last command of the block ends with a failure. What differs from run to run, times for example, is replaced by samples.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
import textwrap
from pathlib import Path

from tests.emulator.process import EmulatorProcess
from tests.integration.playbook import CHECKOUT, environment_of

GUIDES = CHECKOUT / "docs" / "docsite" / "rst"
TESTED = re.compile(
    r"^\.\. tested(?P<fails>: fails)?\n(?P<before>(?:   .*\n)*)\n"
    r"\.\. code-block:: console\n\n(?P<shown>(?:   .*\n|\n)+)",
    re.MULTILINE,
)
SECRETS = "vault_order_intake_secret: Only-an-example-1\nvault_orders_db_password: Only-an-example-2\n"
#: What differs from run to run → what is shown instead.
SAMPLES = (
    (re.compile(r"\b\d{8}T\d{6}Z\b"), "20261126T030000Z"),
    (re.compile(r"\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)"), "2026-11-26T03:00:00Z"),
    (re.compile(r"\b[0-9a-f]{64}\b"), "5f2c" + "0" * 56 + "91ab"),
    # all but the two instances of the emulator
    (
        re.compile(r"\b(?!1c7a0d52|2d8b1e63)[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b"),
        "9b1f64c2-0d3e-4a75-8c1d-2e3f4a5b6c7d",
    ),
    (re.compile(r"\b[0-9a-f]{32}\b"), "3f0e6c1c9d3b4f7f8b0c1a2d3e4f5a6b"),
    (re.compile(r"^roma\.connect: .*\d %\n", re.MULTILINE), ""),
    (re.compile(r"\bsize: \d+"), "size: 28000"),
    (re.compile(r"\bseconds: [\d.]+"), "seconds: 1.5"),
    (re.compile(r"\b\d+(\.\d+)? (s|seconds|KiB|MiB|bytes)\b"), r"1 \2"),
)


def pages() -> list[str]:
    """The names of the guides that show outputs."""
    return sorted(path.stem for path in GUIDES.glob("*.rst") if TESTED.search(path.read_text(encoding="utf-8")))


class Page:
    """Runs what one guide shows."""

    def __init__(self, name: str, emulator: EmulatorProcess, directory: Path) -> None:
        self.path = GUIDES / f"{name}.rst"
        self._emulator = emulator
        self._directory = directory
        shutil.copy(CHECKOUT / "examples" / "order-intake.yml", directory / "orders.yml")
        (directory / "secrets.yml").write_text(SECRETS, encoding="utf-8")
        (directory / "vault-password").write_text("Only-an-example-3\n", encoding="utf-8")
        self._places = {
            f"{directory}/": "",
            str(CHECKOUT / "build" / "tree"): "~/.ansible/collections",
            emulator.url: "https://roma.example.org",
        }
        self._environment = {
            **environment_of(emulator, directory),
            "ANSIBLE_REMOTE_TEMP": str(directory / ".ansible"),
            # what the guides recommend to read by
            "ANSIBLE_CALLBACK_RESULT_FORMAT": "yaml",
            "ANSIBLE_DISPLAY_SKIPPED_HOSTS": "False",
        }

    def written_anew(self) -> str:
        """The text of the guide, with the outputs of the runs that this makes."""
        return TESTED.sub(self._block, self.path.read_text(encoding="utf-8"))

    def _block(self, match: re.Match[str]) -> str:
        for command in textwrap.dedent(match["before"]).splitlines():
            self._run(command, fails=False)
        commands = re.findall(r"^\$ ((?:.*\\\n)*.*)\n", textwrap.dedent(match["shown"]), re.MULTILINE)
        parts = []
        for command in commands:
            output = self._run(command, fails=bool(match["fails"]) and command == commands[-1])
            parts.append(f"$ {command}\n{output}")
        shown = textwrap.indent("\n\n".join(part.rstrip("\n") for part in parts), "   ")
        head = match[0][: match.start("shown") - match.start()]
        return f"{head}{shown}\n\n"

    def _run(self, command: str, *, fails: bool) -> str:
        done = subprocess.run(
            ["bash", "-c", command], cwd=self._directory, env=self._environment, check=False, text=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        output = done.stdout
        assert (done.returncode != 0) == fails, f"{self.path.name}: {command}\n{output}"
        for found, sample in self._places.items():
            output = output.replace(found, sample)
        for pattern, sample in SAMPLES:
            output = pattern.sub(sample, output)
        lines = [line.rstrip() for line in output.splitlines()]
        return re.sub(r"\n{2,}", "\n\n", "\n".join(lines)).strip("\n")


def main() -> None:
    for name in sys.argv[1:] or pages():
        with EmulatorProcess("--asset-job-seconds", "0.1") as emulator, tempfile.TemporaryDirectory() as directory:
            page = Page(name, emulator, Path(directory))
            page.path.write_text(page.written_anew(), encoding="utf-8")


if __name__ == "__main__":
    main()
