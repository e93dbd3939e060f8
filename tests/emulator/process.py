# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Starting and stopping an emulator from tests and demos; nothing but the standard library is needed here."""

from __future__ import annotations

import atexit
import json
import shlex
import ssl
import subprocess
import sys
import tempfile
import threading
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

CHECKOUT = Path(__file__).resolve().parents[2]
READY = "Emulator ready at "
AUTHORITY = "CA certificate: "
START_TIMEOUT = 30.0


class EmulatorProcess:
    """An emulator in a process of its own, on a free port: `with EmulatorProcess("--latency-ms", "20") as emulator:`.

    `url` is its address, `ca` the authority to trust (with `--tls`), `env` the variables of the default tenant.
    """

    def __init__(self, *arguments: str, python: str = sys.executable) -> None:
        self._command = [python, "-m", "tests.emulator"]
        self._arguments = ["--port", "0", "--stop-with-stdin", *arguments]
        self._process: subprocess.Popen[str] | None = None
        self._temporary: tempfile.TemporaryDirectory[str] | None = None
        self.url = ""
        self.ca: str | None = None

    def __enter__(self) -> EmulatorProcess:
        self.start()
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.stop()

    def start(self) -> None:
        self._temporary = tempfile.TemporaryDirectory(prefix="roma-emulator-")
        if "--tls" in self._arguments and "--tls-dir" not in self._arguments:
            self._arguments += ["--tls-dir", self._temporary.name]
        self._log = (Path(self._temporary.name) / "stderr").open("w+")
        self._process = subprocess.Popen(
            self._command + self._arguments,
            cwd=CHECKOUT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
        )
        atexit.register(self.stop)
        watchdog = threading.Timer(START_TIMEOUT, self._process.kill)
        watchdog.start()
        try:
            self._read_announcement()
        finally:
            watchdog.cancel()

    def _read_announcement(self) -> None:
        for line in self._process.stdout:
            if line.startswith(AUTHORITY):
                self.ca = line[len(AUTHORITY) :].strip()
            elif line.startswith(READY):
                self.url = line[len(READY) :].strip()
                return
        complaint = self.stderr()
        self.stop()
        raise RuntimeError(f"the emulator did not start:\n{complaint}")

    def stop(self) -> None:
        """Safe to call at any time, also twice."""
        atexit.unregister(self.stop)
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(5)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        if self._process is not None:
            self._process.stdin.close()
            self._process.stdout.close()
            self._log.close()
        self._process = None
        if self._temporary is not None:
            self._temporary.cleanup()
            self._temporary = None

    def stderr(self) -> str:
        """What the emulator complained about so far; empty when all is well."""
        self._log.flush()
        return Path(self._log.name).read_text()

    @property
    def pid(self) -> int:
        return self._process.pid

    @cached_property
    def env(self) -> dict[str, str]:
        """ROMA_* and OCC_* variables that lead a client to the default tenant of this emulator."""
        text = subprocess.run(
            [*self._command, "--env"], cwd=CHECKOUT, check=True, capture_output=True, text=True
        ).stdout
        pairs = (item.split("=", 1) for item in shlex.split(text) if "=" in item)
        variables = {name: self.url if name.endswith("ENDPOINT") else value for name, value in pairs}
        if self.ca:
            variables["ROMA_CA_PATH"] = self.ca
        variables["ROMA_BACKUP_ALLOW_EPHEMERAL"] = "true"  # these backups are; the tests may run in a container
        return variables

    def control(self, method: str, path: str, body: Any = None) -> Any:
        """A request to the control plane; RuntimeError carries the emulator's complaint."""
        data = None if body is None else json.dumps(body).encode()
        request = Request(f"{self.url}{path}", data, {"Content-Type": "application/json"}, method=method)
        context = ssl.create_default_context(cafile=self.ca) if self.ca else None
        try:
            with urlopen(request, timeout=60, context=context) as answer:
                content = answer.read()
        except HTTPError as error:
            raise RuntimeError(f"{method} {path}: {error.code} {error.read().decode()}") from None
        return json.loads(content) if content else None

    def requests(self, *, mutating: bool | None = None) -> list[dict[str, Any]]:
        """The log of service requests, on demand only those that (do not) mean to change something."""
        log = self.control("GET", "/_emulator/requests")
        return [entry for entry in log if mutating in (None, entry["mutating"])]

    def clear_requests(self) -> None:
        self.control("DELETE", "/_emulator/requests")

    def fault(self, method: str | None = None, path: str | None = None, **fault: Any) -> None:
        """Arm a fault: `fault("POST", "/apps$", reset="after")`, `fault(path="/apps", status=503, count=2)`."""
        match = {name: value for name, value in (("method", method), ("path", path)) if value is not None}
        self.control("POST", "/_emulator/faults", {"match": match, **fault})

    def clear_faults(self) -> None:
        self.control("DELETE", "/_emulator/faults")

    def switch(self, **values: Any) -> dict[str, Any]:
        """Set switches; returns all of them."""
        return self.control("POST", "/_emulator/switches", values)

    def seed(self, kind: str, count: int, **options: Any) -> None:
        self.control("POST", "/_emulator/seed", {"kind": kind, "count": count, **options})

    def add_instances(self, *instances: dict[str, str]) -> list[str]:
        """More instances until the next reset: `add_instances({"name": "stage"}, ...)`. Returns their ids."""
        return self.control("POST", "/_emulator/instances", list(instances))

    def state(self, instance_id: str | None = None) -> dict[str, int]:
        """Number of objects of each kind."""
        return self.control("GET", "/_emulator/state" + (f"?instance_id={instance_id}" if instance_id else ""))

    def expire_tokens(self) -> None:
        self.control("POST", "/_emulator/tokens/expire")

    def routes(self) -> list[dict[str, Any]]:
        return self.control("GET", "/_emulator/routes")

    def reset(self) -> None:
        """Back to the start: state, switches, faults, log."""
        self.control("POST", "/_emulator/reset")
