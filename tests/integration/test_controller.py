# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Jobs as a controller runs them: ansible-runner, with a private directory such as AWX makes for each job."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.emulator.identity import tenant
from tests.emulator.process import EmulatorProcess
from tests.integration.playbook import ANSIBLE_PLAYBOOK, TIMEOUT, Runner
from tests.integration.processes import kill

RUNNER = Path(sys.executable).with_name("ansible-runner")
CANARY = "canary-secret-of-an-application"
Event = dict[str, Any]


class Job:
    """One job: its directory, and what comes of it."""

    def __init__(self, place: Path, environment: Mapping[str, str]) -> None:
        self.place = place
        self.artifacts = place / "artifacts" / "7"
        for directory in ("env", "inventory", "project"):
            (place / directory).mkdir(parents=True)
        variables = {
            **environment, "AWX_PRIVATE_DATA_DIR": str(place), "JOB_ID": "7", "INVENTORY_ID": "1",
            "ANSIBLE_FORCE_COLOR": "True", "ANSIBLE_RETRY_FILES_ENABLED": "False", "MAX_EVENT_RES": "700000",
            # AWX renders what nobody has filled in as an empty text
            "ROMA_TOKEN": "", "ROMA_API_TIMEOUT": "", "ROMA_CONCURRENCY": "", "ROMA_VALIDATE_CERTS": "",
        }  # fmt: skip
        del variables["ANSIBLE_NOCOLOR"]
        (place / "env" / "envvars").write_text(json.dumps(variables))
        (place / "env" / "settings").write_text(json.dumps({"suppress_ansible_output": True}))
        hosts = {"all": {"hosts": ["localhost"]}, "_meta": {"hostvars": {"localhost": {"ansible_connection": "local"}}}}
        script = place / "inventory" / "hosts"
        script.write_text(f"#!/bin/sh\necho '{json.dumps(hosts)}'\n")
        script.chmod(0o700)

    def start(self, playbook: str, variables: Mapping[str, Any]) -> subprocess.Popen[str]:
        """Begin a job in this directory."""
        self._prepare([{"import_playbook": playbook}], variables)
        return self._runner("run", *self._what(""), stdout=subprocess.PIPE)

    def run(self, plays: Sequence[Mapping[str, Any]], options: str, variables: Mapping[str, Any]) -> str:
        """Run a job to its end as AWX does, in another directory, perhaps of another machine; return how it ended."""
        self._prepare(plays, variables)
        elsewhere = self.place.with_name("worker")
        elsewhere.mkdir()
        there, back = self.place.with_name("there"), self.place.with_name("back")
        steps = (
            ("transmit", self._what(options), os.devnull, there),
            ("worker", ("--private-data-dir", elsewhere), there, back),
            ("process", (self.place, "-i", "7"), back, self.place.with_name("said")),
        )
        for step, arguments, read, written in steps:
            with open(read, "rb") as source, written.open("wb") as target:
                process = self._runner(step, *arguments, stdin=source, stdout=target)
                output, _none = process.communicate(timeout=TIMEOUT)
            assert "Traceback" not in written.read_text(errors="replace"), written.read_text(errors="replace")[-3000:]
            assert process.returncode == 0 or step != "transmit", output
        return self.status

    def _what(self, options: str) -> tuple[object, ...]:
        return self.place, "-p", "site.yml", "-i", "7", "--cmdline", f"-u root {options}".strip()

    def _prepare(self, plays: Sequence[Mapping[str, Any]], variables: Mapping[str, Any]) -> None:
        (self.place / "project" / "site.yml").write_text(json.dumps(list(plays)))
        given = {"awx_job_id": 7, "tower_job_id": 7, "awx_job_template_name": "any", **variables}
        (self.place / "env" / "extravars").write_text(json.dumps(given))

    def _runner(self, *command: object, stdin: Any = subprocess.DEVNULL, stdout: Any) -> subprocess.Popen[str]:
        return subprocess.Popen(
            list(map(str, (RUNNER, *command))), text=True, stdin=stdin, stdout=stdout, stderr=subprocess.STDOUT,
            env={"PATH": f"{ANSIBLE_PLAYBOOK.parent}:/usr/bin:/bin", "HOME": str(self.place)},
        )  # fmt: skip

    @property
    def status(self) -> str:
        return (self.artifacts / "status").read_text()

    @property
    def events(self) -> list[Event]:
        """What the controller gets to see, in the order of the counters."""
        files = [path for path in self.artifacts.glob("job_events/[0-9]*.json") if "partial" not in path.name]
        return sorted((json.loads(path.read_text()) for path in files), key=lambda event: int(event["counter"]))

    @property
    def said(self) -> str:
        return "".join(event["stdout"] + "\n" for event in self.events)

    @property
    def output(self) -> str:
        """The same while the job is running."""
        path = self.artifacts / "stdout"
        return path.read_text() if path.exists() else ""


@pytest.fixture
def job(run: Runner, tmp_path: Path) -> Job:
    environment = run._environment({})
    wanted = ("ROMA_", "ANSIBLE_", "NO_PROXY", "PATH", "LANG", "TMPDIR")
    recorder = ("ANSIBLE_CALLBACK_PLUGINS", "ANSIBLE_CALLBACKS_ENABLED")
    return Job(tmp_path / "awx_7_job", {name: value for name, value in environment.items()
                                       if name.startswith(wanted) and name not in recorder})  # fmt: skip


def files_with(text: str, place: Path) -> set[str]:
    return {path.name for path in place.rglob("*") if path.is_file() and text in path.read_text(errors="replace")}


def test_a_job_is_told_as_events_without_secrets(job: Job, emulator: EmulatorProcess) -> None:
    """A small document with a secret, then a large one, of which neither diff nor result fill the controller."""
    document = {
        "apps": [{"name": "orders", "remark": "order intake"}],
        "app_secrets": [{"app": "orders", "secret": "<secret:app_secrets/orders/secret>"}],
    }
    large = {"apps": [{"name": f"app-{number}", "remark": "of a large document"} for number in range(1500)]}
    plays = [
        {
            "import_playbook": "roma.connect.provision",
            "vars": {"roma_document": document, "roma_secrets": "{{ given }}"},
        },
        {"import_playbook": "roma.connect.provision", "vars": {"roma_document": large}},
    ]
    given = {"given": {"app_secrets/orders/secret": CANARY}}
    assert job.run(plays, "--check --diff -vvvv", given) == "successful"
    assert [entry for entry in emulator.requests() if entry["mutating"]] == []
    events = job.events
    assert [event["counter"] for event in events] == list(range(1, len(events) + 1))
    told = [event for event in events if re.search(r"roma\.connect: .*plan: (2|1500) to create", event["stdout"])]
    assert [event["event"] for event in told] == ["verbose", "verbose"]
    (applied, cut) = [event["event_data"]["res"] for event in events if event["event"] == "runner_on_ok"
                      and event["event_data"]["task_action"] == "roma.connect.config"]  # fmt: skip
    assert applied["changed"]
    assert applied["diff"][0]["after"]["remark"] == "order intake"
    assert cut["cut"]["diff"] == 1500
    assert max(len(json.dumps(event.get("event_data"))) for event in events) <= 250_000  # AWX drops 700,000
    assert "order intake" in job.said
    assert "Apply the document" in job.said
    for secret in (CANARY, str(tenant.OPERATOR.secret_key)):
        assert files_with(secret, job.artifacts) <= {"command", "env.list"}


def test_a_cancelled_job_has_told_what_it_has_done(job: Job, emulator: EmulatorProcess) -> None:
    """The controller kills: how far the writes have come must have been told before."""
    emulator.switch(latency_ms=400)
    apps = [{"name": f"app-{number:03d}"} for number in range(200)]
    process = job.start("roma.connect.provision", {"roma_apps": apps, "roma_connection": {"concurrency": 4}})
    account = re.compile(r"roma\.connect: (\d+) of 200 changes were made \((\d+) created")
    try:
        wait_until(lambda: account.search(job.output) is not None)
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=TIMEOUT)
    finally:
        if process.poll() is None:
            kill(process.pid)
    assert job.status == "canceled"
    told = int(account.findall(job.said)[-1][0])
    made = emulator.state()["apps"]
    assert 0 < told <= made < 200
    time.sleep(1)
    assert emulator.state()["apps"] <= made + 4  # what was under way


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.1)
