# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the real ansible-playbook, and keeps what it said and what every task returned."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.emulator.process import EmulatorProcess
from tests.integration.warm.playbooks import WarmPlaybooks

HERE = Path(__file__).resolve().parent
CHECKOUT = HERE.parents[1]
ANSIBLE_PLAYBOOK = Path(sys.executable).with_name("ansible-playbook")
TIMEOUT = 300.0

Task = dict[str, Any]


@dataclass(frozen=True)
class Result:
    """What one task returned, as a callback plugin sees it; `started` and `ended` are seconds since the epoch."""

    name: str
    action: str
    status: str
    started: float
    ended: float
    data: dict[str, Any] = field(repr=False)

    def __getitem__(self, key: str) -> Any:
        return self.data[key]

    @property
    def changed(self) -> bool:
        return bool(self.data["changed"])

    @property
    def failed(self) -> bool:
        return self.status == "failed"

    @property
    def msg(self) -> str:
        return str(self.data.get("msg", ""))


@dataclass
class Run:
    """One run of ansible-playbook. Tasks are found by name: `run["create"].changed`."""

    rc: int
    stdout: str
    stderr: str
    results: list[Result]
    directory: Path
    temporary: Path
    emulator: EmulatorProcess

    def __getitem__(self, name: str) -> Result:
        (result,) = [result for result in self.results if result.name == name]
        return result

    @property
    def output(self) -> str:
        return self.stdout + self.stderr

    def requests(self, name: str | None = None, *, mutating: bool | None = None) -> list[dict[str, Any]]:
        """The requests that the emulator received, during one task or at all."""
        log = self.emulator.requests(mutating=mutating)
        if name is None:
            return log
        result = self[name]
        return [entry for entry in log if result.started <= entry["started"] <= result.ended]

    def writes(self, name: str | None = None) -> list[tuple[str, str]]:
        """Method and path of the requests that mean to change something."""
        return [(entry["method"], entry["path"]) for entry in self.requests(name, mutating=True)]


def collections_path() -> str:
    return os.environ.get("ANSIBLE_COLLECTIONS_PATH", str(CHECKOUT / "build" / "tree"))


def environment_of(emulator: EmulatorProcess, home: Path) -> dict[str, str]:
    """Return what a playbook finds that is run against an emulator: nothing of whoever runs the tests."""
    return {
        "PATH": f"{ANSIBLE_PLAYBOOK.parent}:{os.environ['PATH']}",
        "LANG": "C.UTF-8",
        "HOME": str(home),
        "NO_PROXY": "127.0.0.1,localhost",
        "ANSIBLE_COLLECTIONS_PATH": collections_path(),
        "ANSIBLE_NOCOLOR": "1",
        "ANSIBLE_LOCALHOST_WARNING": "False",
        "ANSIBLE_INVENTORY_UNPARSED_WARNING": "False",
        **emulator.env,
    }


class Runner:
    """`run(tasks)` writes a play, runs it in a home directory of its own, and expects success without a warning."""

    def __init__(self, emulator: EmulatorProcess, directory: Path, warm: WarmPlaybooks | None = None) -> None:
        self._emulator = emulator
        self._warm = warm
        self._directory = directory
        self._count = 0
        self.work = directory
        # not below the directory of the test: ansible-core 2.21 makes a socket here, whose path must be short
        self.temporary = Path(tempfile.mkdtemp(prefix="roma-"))

    def close(self) -> None:
        shutil.rmtree(self.temporary, ignore_errors=True)

    def __call__(
        self,
        playbook: Sequence[Task] | str,
        *,
        check: bool = False,
        diff: bool = False,
        verbosity: int = 0,
        extra_vars: Mapping[str, Any] | None = None,
        env: Mapping[str, str | None] | None = None,
        in_process: bool = True,
        fails: bool = False,
        warnings: bool = False,
        play: Mapping[str, Any] | None = None,
        options: Sequence[str] = (),
        within: Sequence[str] = (),
    ) -> Run:
        """Run tasks, or a playbook by its name.

        :param env: variables to add; None takes one away
        :param in_process: whether the action plugin does the work, or sends a module
        :param fails: whether the run has to fail
        :param warnings: whether warnings may be shown
        :param play: keywords of the play
        :param options: more of the command line
        :param within: the program that runs it, with its options
        """
        if self._warm and not within:
            interpreter = self._warm.python(self._environment({}))
            extra_vars = {"ansible_python_interpreter": interpreter, **(extra_vars or {})}
        arguments = self._prepare(playbook, check, diff, verbosity, extra_vars, in_process, play, options)
        environment = self._environment(env or {})
        if self._warm and not within and self._warm.can_run(env or {}):
            run = self._told(*self._warm.run(arguments, self.work, environment, TIMEOUT))
        else:
            run = self.finish(self._start([*within, *arguments], environment))
        assert (run.rc != 0) == fails, f"exit status {run.rc}\n{run.output}"
        assert "Traceback" not in run.output, run.output
        if not warnings:
            assert "WARNING]" not in run.output, run.output
        return run

    def start(
        self,
        playbook: Sequence[Task] | str,
        *,
        check: bool = False,
        diff: bool = False,
        verbosity: int = 0,
        extra_vars: Mapping[str, Any] | None = None,
        env: Mapping[str, str | None] | None = None,
        in_process: bool = True,
        play: Mapping[str, Any] | None = None,
        options: Sequence[str] = (),
        within: Sequence[str] = (),
    ) -> subprocess.Popen[str]:
        """Begin a run without waiting for it; `finish` takes what is returned."""
        arguments = self._prepare(playbook, check, diff, verbosity, extra_vars, in_process, play, options)
        return self._start([*within, *arguments], self._environment(env or {}))

    def _prepare(
        self,
        playbook: Sequence[Task] | str,
        check: bool,
        diff: bool,
        verbosity: int,
        extra_vars: Mapping[str, Any] | None,
        in_process: bool,
        play: Mapping[str, Any] | None,
        options: Sequence[str],
    ) -> list[str]:
        """Make a directory for a run, with all its files, and return the command."""
        self._count += 1
        self.work = self._directory / f"run-{self._count}"
        self.work.mkdir()
        if not isinstance(playbook, str):
            path = self.work / "play.yml"
            path.write_text(json.dumps([{**self._play(play), "tasks": list(playbook)}], indent=1))
            playbook = str(path)
        variables = {**(extra_vars or {}), **({} if in_process else {"roma_in_process": False})}
        arguments = [str(ANSIBLE_PLAYBOOK), playbook, *options]
        if variables:
            extra = self.work / "extra.json"
            extra.write_text(json.dumps(variables))
            arguments += ["-e", f"@{extra}"]
        arguments += [option for option, wanted in (("--check", check), ("--diff", diff)) if wanted]
        arguments += ["-" + "v" * verbosity] if verbosity else []
        return arguments

    def _start(self, arguments: Sequence[str], environment: Mapping[str, str]) -> subprocess.Popen[str]:
        return subprocess.Popen(
            arguments, cwd=self.work, env=environment, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
        )  # fmt: skip

    def finish(self, process: subprocess.Popen[str]) -> Run:
        try:
            stdout, stderr = process.communicate(timeout=TIMEOUT)
        except subprocess.TimeoutExpired:
            process.kill()
            stdout, stderr = process.communicate()
            raise AssertionError(f"no end after {TIMEOUT} s\n{stdout}{stderr}") from None
        return self._told(process.returncode, stdout, stderr)

    def _told(self, rc: int, stdout: str, stderr: str) -> Run:
        record = self.work / "record"
        lines = record.read_text().splitlines() if record.exists() else []
        results = [Result(**json.loads(line)) for line in lines]
        return Run(rc, stdout, stderr, results, self.work, self.temporary, self._emulator)

    def inventory(self, *options: str, env: Mapping[str, str | None] | None = None) -> subprocess.CompletedProcess[str]:
        """Run ansible-inventory."""
        return subprocess.run(
            [ANSIBLE_PLAYBOOK.with_name("ansible-inventory"), *options], cwd=self._directory, text=True, check=False,
            env=self._environment(env or {}), stdin=subprocess.DEVNULL,
            capture_output=True, timeout=TIMEOUT,
        )  # fmt: skip

    @staticmethod
    def _play(keywords: Mapping[str, Any] | None) -> dict[str, Any]:
        given = dict(keywords or {})
        variables = {"ansible_python_interpreter": "{{ ansible_playbook_python }}", **given.pop("vars", {})}
        return {"hosts": "localhost", "connection": "local", "gather_facts": False, "vars": variables, **given}

    def _environment(self, changes: Mapping[str, str | None]) -> dict[str, str]:
        variables = {
            **environment_of(self._emulator, self.work),
            "TMPDIR": str(self.temporary),
            # these two are looked for in the home directory of the account, whatever HOME says
            "ANSIBLE_REMOTE_TEMP": str(self.temporary),
            "ANSIBLE_ASYNC_DIR": str(self.work / "async"),
            "ANSIBLE_CALLBACK_PLUGINS": str(HERE / "plugins" / "callback"),
            "ANSIBLE_CALLBACKS_ENABLED": "recorder",
            "ANSIBLE_ACTION_PLUGINS": str(HERE / "plugins" / "action"),
            "INTEGRATION_RECORD": str(self.work / "record"),
            "INTEGRATION_EMULATOR": self._emulator.url,
        }
        variables = {**variables, **changes}
        return {name: value for name, value in variables.items() if value is not None}
