# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ansible-playbook and the Python of its modules without their start: processes that have imported everything fork.

A start of ansible-playbook imports Ansible and compiles this collection, which takes two thirds of the time of a short
run; that of a module does so out of an archive, which takes nine tenths. What is forked is the same program with the
same arguments. The programs themselves are started by tests that are marked `cold`, by the end-to-end tests (marked
`smoke`) on every ansible-core, and by all that need a process of their own, to stop, kill or watch it; ansible-playbook
also by runs with a variable that it reads while it is imported (`AT_IMPORT`).
"""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.integration.warm.modules import WarmModules

AT_IMPORT = ("ANSIBLE_", "PATH", "LANG", "PYTHON")
HERE = Path(__file__).parent


def fixed(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the variables that are read while Ansible is imported."""
    return {name: value for name, value in environment.items() if name.startswith(AT_IMPORT)}


class WarmPlaybooks:
    """Runs ansible-playbook, one run at a time, in forks of one process that the first run starts.

    :param program: ansible-playbook, next to its Python
    """

    def __init__(self, program: Path) -> None:
        self._program = program
        self._home = tempfile.TemporaryDirectory(prefix="roma-warm-")
        self._process: subprocess.Popen[bytes] | None = None
        self._modules = WarmModules(program.with_name("python"), Path(self._home.name))

    def close(self) -> None:
        self._modules.close()
        if self._process and self._process.stdin and self._process.stdout:
            self._process.stdin.close()
            self._process.wait()
            self._process.stdout.close()
        self._home.cleanup()

    @staticmethod
    def can_run(changes: Mapping[str, str | None]) -> bool:
        """Whether a run with these changes to the usual variables does the same as in a process of its own."""
        return not any(name.startswith(AT_IMPORT) for name in changes)

    def python(self, environment: Mapping[str, str]) -> str:
        """Return the interpreter for modules, in this environment or another one with the same collections."""
        return str(self._modules.python({**fixed(environment), "HOME": self._home.name, "TMPDIR": self._home.name}))

    def run(
        self, arguments: Sequence[str], cwd: Path, environment: Mapping[str, str], timeout: float
    ) -> tuple[int, str, str]:
        """Return the exit status, standard output and standard error.

        :raises TimeoutError: the run did not end in time, and was killed
        """
        umask = os.umask(0)
        os.umask(umask)
        paths = {name: cwd / f".{name}" for name in ("stdout", "stderr")}
        call = {"argv": list(arguments), "env": dict(environment), "cwd": str(cwd), "umask": umask}
        self._send({**call, **{name: str(path) for name, path in paths.items()}})
        pid = int(self._answer(timeout))
        try:
            status = int(self._answer(timeout))
        except TimeoutError:
            os.killpg(pid, signal.SIGKILL)
            self._answer(timeout)
            raise
        texts = [path.read_text() for path in paths.values()]
        for path in paths.values():
            path.unlink()
        return status, texts[0], texts[1]

    def _send(self, call: Mapping[str, Any]) -> None:
        if not self._process:
            environment = {**fixed(call["env"]), "HOME": self._home.name, "TMPDIR": self._home.name}
            Path(self._home.name, "ansiballz_cache").mkdir()
            self._process = subprocess.Popen(
                [self._program.with_name("python"), HERE / "playbook_server.py"], env=environment, cwd=self._home.name,
                stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            )  # fmt: skip
        assert self._process.stdin
        self._process.stdin.write(json.dumps(call).encode() + b"\n")
        self._process.stdin.flush()

    def _answer(self, timeout: float) -> bytes:
        assert self._process
        assert self._process.stdout
        if not select.select([self._process.stdout], [], [], timeout)[0]:
            raise TimeoutError
        line = bytearray()
        while not line.endswith(b"\n"):  # unbuffered, or select would not see what was read ahead
            letter = os.read(self._process.stdout.fileno(), 1)
            assert letter, "the process that forks has ended"
            line += letter
        return bytes(line)
