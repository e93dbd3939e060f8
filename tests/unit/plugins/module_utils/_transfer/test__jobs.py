# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Asset jobs: how the service spells their states, and how long anybody waits."""

from __future__ import annotations

from itertools import islice

import pytest
from ansible_collections.roma.connect.plugins.module_utils._base._errors import ApiError, RomaError
from ansible_collections.roma.connect.plugins.module_utils._transfer import _jobs
from ansible_collections.roma.connect.plugins.module_utils._transfer._jobs import (
    Deadline,
    pauses,
    read_job,
    submit,
    wait_for,
)
from ansible_collections.roma.connect.tests.unit.transport import Answer, FakeClient, Time, answering

BUSY = Answer(400, {"error_code": "ROMA.10012", "error_msg": "An asset management task is running."})
BODY = {"apps": [{"id": "a"}]}


class Clock(Time):
    """Stands for the module ``time``."""

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(_jobs, "time", clock)
    return clock


def job(status: str, **members: object) -> Answer:
    return Answer(200, {"status": status, **members})


@pytest.mark.parametrize(
    ("spelt", "state"),
    [
        ("succeeded", "succeeded"),
        ("Succeeded", "succeeded"),
        ("SUCCESS", "succeeded"),
        ("finished", "succeeded"),
        ("failed", "failed"),
        ("FAILED", "failed"),
        ("running", "running"),
        ("Waiting", "running"),
    ],
)
def test_states(spelt: str, state: str) -> None:
    client = FakeClient(answering(job(spelt)))
    assert read_job(client, "j/1").state == state
    assert client.requests[0].url == "https://roma.test/v2/p/instances/i/assets/jobs/j%2F1"


@pytest.mark.parametrize(
    ("members", "facts"),
    [
        ({}, {"progress_percent": 0, "reasons": []}),
        ({"progress_percent": 0.285}, {"progress_percent": 28}),
        ({"progress_percent": 1}, {"progress_percent": 100}),
        ({"progress_percent": None}, {"progress_percent": 0}),
        ({"reasons": [{"error_code": "1"}]}, {"reasons": [{"error_code": "1"}]}),
        ({"reason": [{"error_code": "2"}]}, {"reasons": [{"error_code": "2"}]}),
        ({"reasons": None, "reason": None}, {"reasons": []}),
        ({"begin_time": "b", "end_time": None}, {"begin_time": "b", "end_time": ""}),
    ],
)
def test_facts(members: dict, facts: dict) -> None:
    found = read_job(FakeClient(answering(job("running", **members))), "j").facts
    assert {name: found[name] for name in facts} == facts
    assert (found["id"], found["status"]) == ("j", "running")


def test_an_answer_without_an_id() -> None:
    found = read_job(FakeClient(answering(job("running", archive_id=5))), "asked")
    assert (found.id, found.archive_id) == ("asked", "5")


@pytest.mark.parametrize(
    "members",
    [{"status": None}, {"status": ""}, {"status": []}, {"id": "another"}, {"reason": "x"}, {"reasons": [1]}],
)
def test_an_answer_that_is_no_job(members: dict) -> None:
    with pytest.raises(RomaError, match=r"^GET /v2/p/instances/i/assets/jobs/asked: "):
        read_job(FakeClient(answering(job("running", **{**members}) if "status" not in members
                                      else Answer(200, members))), "asked")  # fmt: skip


@pytest.mark.parametrize("share", ["x", [], -5, 1e300, True])
def test_a_progress_that_makes_no_sense(share: object) -> None:
    assert 0 <= read_job(FakeClient(answering(job("running", progress_percent=share))), "asked").percent <= 100


def test_pauses_grow_up_to_ten_seconds() -> None:
    found = list(islice(pauses(), 400))
    assert found == sorted(found)
    assert found[-1] == 10.0
    passed = 0.0
    for pause in found:
        assert pause <= 0.25 + 0.01 * passed + 1e-9
        passed += pause


def test_submitting(clock: Clock) -> None:
    client = FakeClient(answering(Answer(202, {"job_id": 7})))
    told: list[str] = []
    assert submit(client, "export", BODY, Deadline(60), told.append) == "7"
    (request,) = client.requests
    assert (request.method, request.path, request.body) == ("POST", "/v2/p/instances/i/assets/export", BODY)
    assert (told, clock.waits) == ([], [])


def test_another_job_is_waited_for(clock: Clock) -> None:
    client = FakeClient(answering(BUSY, BUSY, BUSY, Answer(202, {"job_id": "j"})))
    told: list[str] = []
    assert submit(client, "export", BODY, Deadline(60), told.append) == "j"
    assert told == ["another asset job of this user is running, waiting for it to end"]
    assert clock.waits == pytest.approx([0.25, 0.2525, 0.255025])


@pytest.mark.parametrize("code", ["ROMA.10012", "ROMA.00010012"])
def test_another_job_does_not_end(code: str, clock: Clock) -> None:
    client = FakeClient(answering(Answer(400, {"error_code": code, "error_msg": "A task is running."})))
    with pytest.raises(RomaError) as caught:
        submit(client, "export", BODY, Deadline(30), lambda line: None)
    assert str(caught.value) == (
        "another asset job of this user is still running after 30 s (wait_timeout); "
        f"the service said {code}: A task is running."
    )
    assert clock.now == pytest.approx(30)


def test_other_refusals_are_not_waited_for(clock: Clock) -> None:
    client = FakeClient(answering(Answer(400, {"error_code": "ROMA.10010", "error_msg": "Failed to create the task."})))
    with pytest.raises(ApiError, match="Failed to create the task"):
        submit(client, "export", BODY, Deadline(30), lambda line: None)
    assert clock.waits == []


def test_waiting_for_the_end(clock: Clock) -> None:
    states = [job("running", progress_percent=part) for part in (0, 0.05, 0.3, 0.31, 0.9)]
    client = FakeClient(answering(*states, job("succeeded", archive_id="x", progress_percent=1)))
    told: list[str] = []
    done = wait_for(client, "j", "export 1 of 2", Deadline(60), told.append)
    assert (done.archive_id, done.percent) == ("x", 100)
    assert told == ["export 1 of 2: 0 %", "export 1 of 2: 30 %", "export 1 of 2: 90 %", "export 1 of 2: done"]
    assert len(clock.waits) == 5


@pytest.mark.parametrize(
    ("members", "why"),
    [
        (
            {"reasons": [{"resource_type": "app", "resource_name": "a", "error_code": "X.1", "error_msg": "bad"}]},
            "app a: X.1 bad",
        ),
        ({"reason": [{"error_msg": "m"}, {}]}, "? ?: ? m; ? ?: ? "),
        ({}, "the service gave no reason"),
    ],
)
def test_a_job_that_fails(members: dict, why: str, clock: Clock) -> None:
    client = FakeClient(answering(job("running"), job("failed", **members)))
    with pytest.raises(RomaError) as caught:
        wait_for(client, "j", "export", Deadline(60), lambda line: None)
    assert str(caught.value) == f"export: job j failed: {why}"
    assert len(clock.waits) == 1


def test_a_job_that_does_not_end(clock: Clock) -> None:
    client = FakeClient(answering(job("running", progress_percent=0.5)))
    with pytest.raises(RomaError) as caught:
        wait_for(client, "j", "export", Deadline(100), lambda line: None)
    assert str(caught.value) == "export: job j is still running after 100 s (wait_timeout), 50 % done"
    assert clock.now == pytest.approx(100)


def test_a_job_is_looked_at_once_more_when_time_is_up(clock: Clock) -> None:
    client = FakeClient(answering(job("running"), job("succeeded")))
    assert wait_for(client, "j", "export", Deadline(0.1), lambda line: None).state == "succeeded"
    assert clock.now == pytest.approx(0.1)
