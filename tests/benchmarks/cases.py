# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is compared with what."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from tests.emulator.process import EmulatorProcess

from .jobs import jobs
from .large import large
from .measure import Command, Run, run, side_by_side
from .playbooks import SILENT_TASK, command, play
from .report import Line
from .restored import restored
from .service import RELEASE, WORKERS, apply_phase, config, default_group, make_token, service, variables
from .verify import verify
from .writes import writes

ITEMS = 1000
URI_ITEMS = 100
GIGABYTE = 1024**3


def uri(emulator: EmulatorProcess, method: str, path: str, count: int, **options: Any) -> dict[str, Any]:
    """The plain way without the collection: one request for each item."""
    url = f"{emulator.url}/v2/{emulator.env['ROMA_PROJECT_ID']}/apic/instances/{emulator.env['ROMA_INSTANCE_ID']}"
    headers = {"X-Auth-Token": "{{ lookup('env', 'BENCHMARK_TOKEN') }}"}
    return {
        "name": method.title(),
        "ansible.builtin.uri": {"url": f"{url}/{path}", "method": method, "headers": headers, **options},
        "loop": [f"item_{n:05d}" for n in range(count)],
        "loop_control": {"label": "item"},
    }


def uri_creates(emulator: EmulatorProcess, path: str, count: int, body: Mapping[str, str]) -> dict[str, Any]:
    return uri(emulator, "POST", path, count, body_format="json", body=dict(body), status_code=201)


def single_task(directory: Path, rounds: int) -> list[Line]:
    """The cost of one task for one resource, against as many requests with the plain way."""
    count = 30
    with EmulatorProcess("--latency-ms", "20") as emulator:
        environment = {**emulator.env, "BENCHMARK_TOKEN": make_token(emulator)}
        names = [f"STAGE_{n:02d}" for n in range(count)]
        made = {"name": "Create", "roma.connect.environment": {"name": "{{ item }}"}, "loop": names}
        kept = {"name": "Keep", "roma.connect.environment": {"name": "RELEASE"}, "loop": names}
        look = uri(emulator, "GET", "envs?name=RELEASE", count)
        create = uri_creates(emulator, "envs", count, {"name": "{{ item }}"})
        with_token = partial(_with_token, emulator, environment)
        commands = [
            command("empty play", directory, play([SILENT_TASK]), environment, before=emulator.reset),
            command("single tasks create", directory, play([made]), environment, before=emulator.reset),
            command("single tasks keep", directory, play([kept]), environment, before=emulator.reset),
            command("uri tasks look", directory, play([look]), environment, before=with_token),
            command("uri tasks look and create", directory, play([look, create]), environment, before=with_token),
        ]
        runs = side_by_side(commands, rounds)
    base = runs["empty play"].wall
    made_ms, kept_ms, look_ms, both_ms = (
        (runs[name].wall - base) / count * 1000
        for name in ("single tasks create", "single tasks keep", "uri tasks look", "uri tasks look and create")
    )
    memory = f"{runs['single tasks create'].memory:.0f} and {runs['uri tasks look'].memory:.0f} MiB"
    return [
        Line("a task of `environment` with nothing to change / a task of `ansible.builtin.uri`, one request each",
             f"{kept_ms / look_ms:.2f}", "at most 0.15", f"{kept_ms:.0f} ms and {look_ms:.0f} ms; {memory}"),
        Line("the same, when it is made: look and create in one task / in two tasks of `ansible.builtin.uri`",
             f"{made_ms / both_ms:.2f}", "at most 0.15", f"{made_ms:.0f} ms and {both_ms:.0f} ms"),
    ]  # fmt: skip


def _with_token(emulator: EmulatorProcess, environment: dict[str, str]) -> None:
    """A reset makes tokens and built-in objects anew; the ids of the latter stay."""
    emulator.reset()
    environment["BENCHMARK_TOKEN"] = make_token(emulator)


def bulk(directory: Path, rounds: int) -> list[Line]:
    """1,000 variables: created, and found unchanged."""
    with EmulatorProcess("--latency-ms", "20") as emulator:
        environment = {**emulator.env, "BENCHMARK_TOKEN": make_token(emulator)}
        group = default_group(emulator, environment["BENCHMARK_TOKEN"])
        sdk = [sys.executable, "-m", "tests.benchmarks.sdk_variables", group, RELEASE, str(ITEMS), str(WORKERS)]
        whole = variables(ITEMS)
        body = {"variable_name": "{{ item }}", "variable_value": "value", "env_id": RELEASE, "group_id": group}
        part = uri_creates(emulator, "env-variables", URI_ITEMS, body)
        created = play([config(directory, whole)])

        def fill() -> None:
            emulator.reset()
            run(command("fill", directory, created, environment))
            emulator.clear_requests()

        commands = [
            command("empty play", directory, play([SILENT_TASK]), environment, before=emulator.reset),
            command("config creates", directory, created, environment, before=emulator.reset,
                    after=lambda: apply_phase(emulator)),
            Command("sdk creates", sdk, environment, emulator.reset, lambda: apply_phase(emulator)),
            command("config unchanged", directory, created, environment, before=fill,
                    after=lambda: apply_phase(emulator)),
        ]  # fmt: skip
        runs = side_by_side(commands, rounds)
        slow = run(command("uri creates", directory, play([part]), environment,
                           before=lambda: _with_token(emulator, environment)))  # fmt: skip
    return _bulk_lines(runs, slow)


def _bulk_lines(runs: Mapping[str, Run], slow: Run) -> list[Line]:
    empty, mine, sdk, idle = (runs[n] for n in ("empty play", "config creates", "sdk creates", "config unchanged"))
    phase, sdk_phase = mine.counts["phase"], sdk.counts["phase"]
    extrapolated = empty.wall + (slow.wall - empty.wall) / URI_ITEMS * ITEMS
    return [
        Line(f"{ITEMS} variables with {WORKERS} workers: writes of `config` / of a script with the vendor's SDK",
             f"{phase / sdk_phase:.2f}", "at most 1.00", f"{phase:.2f} s and {sdk_phase:.2f} s"),
        Line("the same: the whole play / the script's process", f"{mine.wall / sdk.wall:.2f}", "at most 1.60",
             f"{mine.wall:.2f} s and {sdk.wall:.2f} s; {mine.memory:.0f} and {sdk.memory:.0f} MiB"),
        Line("the same: a loop of `ansible.builtin.uri` / the play", f"{extrapolated / mine.wall:.0f}", "at least 150",
             f"{URI_ITEMS} items in {slow.wall:.0f} s, extrapolated to {extrapolated:.0f} s"),
        Line(f"{ITEMS} variables, nothing to change: requests", f"{idle.counts['requests']:.0f}",
             "the list pages: 2 of variables, 1 of groups, 1 of environments", f"{idle.counts['writes']:.0f} writes"),
        Line("the same: the play / a play of one empty task", f"{idle.wall / empty.wall:.2f}", "at most 2.00",
             f"{idle.wall:.2f} s and {empty.wall:.2f} s; {idle.memory:.0f} and {empty.memory:.0f} MiB"),
    ]  # fmt: skip


def throttled(directory: Path, rounds: int) -> list[Line]:
    """A service that allows 100 requests a second."""
    rate = 100
    with EmulatorProcess("--latency-ms", "20", "--rate-limit", str(rate)) as emulator:
        made = command("config throttled", directory, play([config(directory, variables(ITEMS))]), emulator.env,
                       before=emulator.reset, after=lambda: apply_phase(emulator))  # fmt: skip
        median = side_by_side([made], rounds)["config throttled"]
    counts = median.counts
    reached = (counts["writes"] - counts["throttled"]) / counts["phase"]
    wasted = counts["throttled"] / (counts["requests"] - counts["throttled"])
    return [
        Line(f"{ITEMS} variables, {rate} requests/s allowed: rate reached / allowed", f"{reached / rate:.2f}",
             "at least 0.90, no failure", f"{counts['phase']:.1f} s; {median.memory:.0f} MiB"),
        Line("the same: refused requests / served ones", f"{wasted:.2f}", "at most 0.15",
             f"{counts['throttled']:.0f} of {counts['requests']:.0f}"),
    ]  # fmt: skip


def many_instances(directory: Path, rounds: int) -> list[Line]:
    """20 instances with 5 tasks each."""
    hosts, tasks = 20, 5
    inventory = directory / "instances"
    inventory.write_text("".join(f"instance{n:02d} number={n}\n" for n in range(hosts)))
    app = {"roma.connect.app": {"name": "app-{{ number }}-{{ step }}", "remark": "measured"}}
    mine = [{"name": "Create", **app, "vars": {"step": n}} for n in range(tasks)]
    with EmulatorProcess("--latency-ms", "20") as emulator:
        arguments = ("-i", str(inventory), "-f", "5")
        commands = [
            command("debug on instances", directory, play([SILENT_TASK] * tasks, "all"), emulator.env, *arguments),
            command(
                "tasks on instances", directory, play(mine, "all"), emulator.env, *arguments, before=emulator.reset
            ),
        ]
        runs = side_by_side(commands, rounds)
    ours, debug = runs["tasks on instances"], runs["debug on instances"]
    what = f"{hosts} instances with {tasks} tasks: the play / the same play of `debug`"
    return [Line(what, f"{ours.wall / debug.wall:.2f}", "at most 2.00",
                 f"{ours.wall:.2f} s and {debug.wall:.2f} s; {ours.memory:.0f} MiB")]  # fmt: skip


def download(directory: Path, rounds: int) -> list[Line]:
    """An archive of 1 GB, with its checksum."""
    with EmulatorProcess() as emulator:
        emulator.switch(archive_padding_bytes=GIGABYTE, asset_job_seconds=0)
        environment = dict(emulator.env)
        fetch = [sys.executable, "-m", "tests.benchmarks.fetch_archive", "", str(directory / "a.zip")]
        curl = ["sh", "-c", ""]
        python_path = f"{directory.parent}:{Path(__file__).resolve().parents[2] / 'build' / 'tree'}"
        commands = [
            Command("fetch archive", fetch, {**environment, "PYTHONPATH": python_path},
                    lambda: fetch.__setitem__(3, _export(emulator)[0]), lambda: _removed(directory / "a.zip")),
            Command("curl archive", curl, environment,
                    lambda: curl.__setitem__(2, _curl(emulator, directory / "b.zip")),
                    lambda: _removed(directory / "b.zip")),
        ]  # fmt: skip
        runs = side_by_side(commands, rounds)
        emulator.switch(archive_padding_bytes=1024)
        small = run(Command("fetch small", fetch, {**environment, "PYTHONPATH": python_path},
                            lambda: fetch.__setitem__(3, _export(emulator)[0])))  # fmt: skip
    mine, other = runs["fetch archive"], runs["curl archive"]
    memory = f"{mine.memory:.0f} MiB, {small.memory:.0f} MiB for an archive of 1 kB"
    return [
        Line("an archive of 1 GB, stored, tested, with its SHA-256 / `curl -o && sha256sum`",
             f"{mine.wall / other.wall:.2f}", "at most 0.70", f"{mine.wall:.2f} s and {other.wall:.2f} s; {memory}"),
    ]  # fmt: skip


def _export(emulator: EmulatorProcess) -> tuple[str, str]:
    """Let the emulator make an archive; return its id and a token."""
    token = make_token(emulator)
    base = f"/v2/{emulator.env['ROMA_PROJECT_ID']}/instances/{emulator.env['ROMA_INSTANCE_ID']}"
    apps = service(emulator, "GET", f"{base}/apps", token=token)[0]["apps"]
    if not apps:
        apps = [service(emulator, "POST", f"{base}/apps", {"name": "measured"}, token)[0]]
    job = service(emulator, "POST", f"{base}/assets/export", {"apps": [{"id": apps[0]["id"]}], "tasks": []}, token)[0]
    while True:
        state = service(emulator, "GET", f"{base}/assets/jobs/{job['job_id']}", token=token)[0]
        if state.get("archive_id"):
            return state["archive_id"], token


def _curl(emulator: EmulatorProcess, path: Path) -> str:
    archive_id, token = _export(emulator)
    base = f"/v2/{emulator.env['ROMA_PROJECT_ID']}/instances/{emulator.env['ROMA_INSTANCE_ID']}"
    url = f"{emulator.url}{base}/assets/archives/{archive_id}"
    return f"curl -sf -o {path} -H 'X-Auth-Token: {token}' {url} && sha256sum {path}"


def _removed(path: Path) -> dict[str, float]:
    path.unlink()
    return {}


CASES = {
    "single": single_task,
    "bulk": bulk,
    "writes": writes,
    "throttled": throttled,
    "instances": many_instances,
    "size": large,
    "restore": restored,
    "jobs": jobs,
    **({"verify": verify} if shutil.which("sha256sum") else {}),
    **({"download": download} if shutil.which("curl") and shutil.which("sha256sum") else {}),
}
