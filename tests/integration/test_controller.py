# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Jobs as a controller runs them: ansible-runner, with a private directory such as AWX makes for each job."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.emulator.identity import tenant
from tests.emulator.process import EmulatorProcess
from tests.integration.playbook import ANSIBLE_PLAYBOOK, CHECKOUT, TIMEOUT, Runner
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

    def start(self, playbook: str, options: str, variables: Mapping[str, Any]) -> subprocess.Popen[str]:
        (self.place / "project" / "site.yml").write_text(f"- import_playbook: {playbook}\n")
        given = {"awx_job_id": 7, "tower_job_id": 7, "awx_job_template_name": "any", **variables}
        (self.place / "env" / "extravars").write_text(json.dumps(given))
        command = [RUNNER, "run", self.place, "-p", "site.yml", "-i", "7", "--cmdline", f"-u root {options}".strip()]
        return subprocess.Popen(
            list(map(str, command)), env={"PATH": f"{ANSIBLE_PLAYBOOK.parent}:/usr/bin:/bin", "HOME": str(self.place)},
            text=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip

    def run(self, playbook: str, options: str, variables: Mapping[str, Any]) -> str:
        """Run a job to its end, and return how it ended."""
        process = self.start(playbook, options, variables)
        output, _none = process.communicate(timeout=TIMEOUT)
        assert "Traceback" not in output, output
        return self.status

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
    variables = {
        "roma_document": {
            "apps": [{"name": "orders", "remark": "order intake"}],
            "app_secrets": [{"app": "orders", "secret": "<secret:app_secrets/orders/secret>"}],
        },
        "roma_secrets": {"app_secrets/orders/secret": CANARY},
    }
    assert job.run("roma.connect.provision", "--check --diff -vvvv", variables) == "successful"
    assert [entry for entry in emulator.requests() if entry["mutating"]] == []
    events = job.events
    assert [event["counter"] for event in events] == list(range(1, len(events) + 1))
    told = [event for event in events if "roma.connect: plan: 2 to create" in event["stdout"]]
    assert [event["event"] for event in told] == ["verbose"]
    (applied,) = [event for event in events if event["event"] == "runner_on_ok"
                  and event["event_data"]["task_action"] == "roma.connect.config"]  # fmt: skip
    assert applied["event_data"]["res"]["changed"]
    assert applied["event_data"]["res"]["diff"][0]["after"]["remark"] == "order intake"
    assert "order intake" in job.said
    assert "Apply the document" in job.said
    for secret in (CANARY, str(tenant.OPERATOR.secret_key)):
        assert files_with(secret, job.artifacts) <= {"command", "env.list"}


def test_variables_that_are_wrong_are_told_in_a_line(job: Job, emulator: EmulatorProcess, tmp_path: Path) -> None:
    """ansible-core repeats the whole specification of a role; the roles check their variables before it does."""
    roles = sorted(path.parents[1].name for path in (CHECKOUT / "roles").glob("*/meta/argument_specs.yml"))
    tasks = [
        {"block": [{"ansible.builtin.import_role": {"name": f"roma.connect.{role}"}}],
         "rescue": [{"name": "go on", "ansible.builtin.debug": {"msg": "{{ ansible_failed_result.msg }}"}}]}
        for role in roles
    ]  # fmt: skip
    (tmp_path / "all.yml").write_text(json.dumps([{"hosts": "all", "gather_facts": False, "tasks": tasks}]))
    wrong = dict.fromkeys(("roma_connection", "awx_connection"), CANARY)
    assert job.run(str(tmp_path / "all.yml"), "-vv", wrong) == "successful"
    failed = [event for event in job.events if event["event"] == "runner_on_failed"]
    assert [event["event_data"]["role"] for event in failed] == ["arguments"] * len(roles)
    told = [event["event_data"]["res"]["msg"] for event in failed]
    assert [text.rpartition(".")[2] for text in told] == roles
    assert max(len(json.dumps(event["event_data"]["res"]) + event["stdout"]) for event in failed) < 2000
    assert CANARY not in job.said
    assert emulator.requests() == []


def test_a_cancelled_job_has_told_what_it_has_done(job: Job, emulator: EmulatorProcess) -> None:
    """The controller kills: how far the writes have come must have been told before."""
    emulator.switch(latency_ms=400)
    apps = [{"name": f"app-{number:03d}"} for number in range(200)]
    process = job.start("roma.connect.provision", "", {"roma_apps": apps, "roma_connection": {"concurrency": 4}})
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
