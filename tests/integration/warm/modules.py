# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A Python for `ansible_python_interpreter` that runs modules in forks of one process."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from pathlib import Path

HERE = Path(__file__).parent


class WarmModules:
    """Starts the process when the Python is first asked for.

    :param python: the real one
    :param directory: where the Python and its socket shall lie
    """

    def __init__(self, python: Path, directory: Path) -> None:
        self._real = python
        self._directory = directory
        self._server: subprocess.Popen[str] | None = None

    def python(self, environment: Mapping[str, str]) -> Path:
        """Return the path of the Python.

        :param environment: in which collections are found
        """
        python = self._directory / "python"
        if not self._server:
            python.write_text(f"#!{self._real} -IS\n{(HERE / 'module_python.py').read_text()}")
            python.chmod(0o700)
            self._server = subprocess.Popen(
                [self._real, HERE / "module_server.py", self._directory / "socket"], env=environment,
                cwd=self._directory, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            )  # fmt: skip
            assert self._server.stdout
            assert self._server.stdout.readline() == "ready\n"
        return python

    def close(self) -> None:
        if self._server and self._server.stdin and self._server.stdout:
            self._server.stdin.close()
            self._server.wait()
            self._server.stdout.close()
