# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Two runs at once, where the service would let both make the same objects; and the way out where it did."""

from __future__ import annotations

import re
import signal
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.emulator.process import EmulatorProcess
from tests.integration.instance import outcomes
from tests.integration.playbook import Runner
from tests.integration.processes import descendants, send

NUMBER = 30
CONTENT = {"url": "http://stock.internal/", "api_method": "GET", "api_auth_detail": {"auth_method": "none"}}
DOCUMENT: dict[str, Any] = {
    "apps": [{"name": "orders"}],
    "datasources": [
        {"name": f"db-{number}", "app": "orders", "type": "API", "content": CONTENT} for number in range(NUMBER)
    ],
    "tasks": [
        {"name": f"task-{number}", "type": "realtime", "source": f"db-{number}", "target": f"db-{NUMBER - 1 - number}"}
        for number in range(NUMBER)
    ],
}
APPLY = [{"name": "apply", "roma.connect.config": {"document": DOCUMENT}}]


@pytest.fixture
def doubles(emulator: EmulatorProcess) -> EmulatorProcess:
    """An instance that takes names twice."""
    emulator.switch(duplicate_datasource_names=True, duplicate_task_names=True)
    return emulator


@pytest.fixture
def other(emulator: EmulatorProcess, tmp_path: Path) -> Iterator[Runner]:
    (tmp_path / "other").mkdir()
    runner = Runner(emulator, tmp_path / "other")
    yield runner
    runner.close()


def objects(emulator: EmulatorProcess) -> tuple[int, int]:
    state = emulator.state()
    return state["datasources"], state["fdi_tasks"]


def test_two_runs_make_everything_once(run: Runner, other: Runner, doubles: EmulatorProcess) -> None:
    doubles.switch(latency_ms=5)
    doubles.fault("POST", "/apps$", delay=4.0)  # both are at work by then
    same = {"TMPDIR": str(run.temporary)}  # where the runs of one user meet
    started = [(runner, runner.start(APPLY, env=same)) for runner in (run, other)]
    ended = [runner.finish(process) for runner, process in started]
    assert [made.rc for made in ended] == [0, 0], ended[0].output + ended[1].output
    assert sorted(made["apply"]["summary"]["created"] for made in ended) == [0, 1 + 2 * NUMBER]
    assert objects(doubles) == (NUMBER, NUMBER)
    assert not run(APPLY)["apply"].changed


def test_two_runs_that_do_not_know_of_each_other(run: Runner, other: Runner, doubles: EmulatorProcess) -> None:
    """Of two controllers the slower one looks again before each creation, and takes what the other has made."""
    doubles.fault("POST", "/apps$", delay=2.0)
    slow = run.start(APPLY)
    while not any(entry["operation"] == "ListTasks" for entry in doubles.requests()):
        time.sleep(0.02)  # then it has read all that there is, nothing
    stopped = [slow.pid, *descendants(slow.pid)]
    send(signal.SIGSTOP, *stopped)
    try:
        fast = other(APPLY)
    finally:
        send(signal.SIGCONT, *stopped)
    slower = run.finish(slow)
    assert slower.rc == 0, slower.output
    assert fast["apply"]["summary"] == outcomes(created=1 + 2 * NUMBER)
    late = slower["apply"]["summary"]
    assert late == outcomes(created=late["created"], adopted=1 + 2 * NUMBER - late["created"])
    assert late["adopted"] >= 2 * NUMBER  # the answer about the application may have been lost
    assert objects(doubles) == (NUMBER, NUMBER)
    assert not run(APPLY)["apply"].changed


def test_looking_again_costs_one_request_for_each_creation(run: Runner, doubles: EmulatorProcess) -> None:
    made = run(APPLY)
    count = Counter((entry["operation"], entry["query"]) for entry in made.requests())
    narrowed = [
        (operation, query)
        for (operation, query), number in count.items()
        if "name=" in query and number == 1 and operation in ("ListDatasources", "ListTasks")
    ]
    assert len(narrowed) == 2 * NUMBER
    again = run(APPLY)
    looked = [entry["operation"] for entry in again.requests("apply") if "name=" in entry["query"]]
    assert looked == ["ListRomaApp"], "all there is to an application's list"


def test_one_of_two_can_be_dropped(run: Runner, doubles: EmulatorProcess) -> None:
    """The message names both, and what it says leads out, with a task that uses the one that goes."""
    app, first = DOCUMENT["apps"], DOCUMENT["datasources"][0]
    task = {"name": "task", "type": "realtime", "source": "db-0", "target": "db-0"}
    made = run([
        {"name": "first", "roma.connect.config": {"document": {"apps": app, "datasources": [first], "tasks": [task]}}},
        {"name": "second", "roma.connect.datasource": {**first, "name": "second"}, "register": "second"},
        {"name": "renamed", "roma.connect.datasource": {"id": "{{ second.datasource.id }}", "name": "db-0",
                                                        "app": "orders"}},
    ])  # fmt: skip
    used, unused = (
        next(row["id"] for row in made["first"]["results"] if row["kind"] == "datasources"),
        (made["second"]["datasource"]["id"]),
    )
    document = {"datasources": [first], "tasks": [task]}
    refused = run([{"name": "apply", "roma.connect.config": {"document": document}}], fails=True)
    assert "datasources[0].name: 2 objects are named 'db-0'; choose one by its id" in refused["apply"].msg
    for one in (used, unused):
        assert re.search(rf"{one} \(made 20\d\d-\d\d-\d\d \d\d:\d\d:\d\d UTC\)", refused["apply"].msg)
    assert refused.writes("apply") == []

    document["datasources"].append({"name": "db-0", "app": "orders", "id": used, "state": "absent"})
    dropped = run([{"name": "apply", "roma.connect.config": {"document": document}}])
    assert dropped["apply"]["summary"] == outcomes(updated=1, deleted=1, unchanged=1)
    assert [entry["operation"] for entry in dropped.requests("apply", mutating=True)] == [
        "UpdateTask", "DeleteDatasourceInfoById"]  # fmt: skip
    assert not run([{"name": "apply", "roma.connect.config": {"document": document}}])["apply"].changed
