# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs that change the same instance take turns."""

from __future__ import annotations

import tempfile
import threading
import typing as t
from pathlib import Path

import pytest
from ansible_collections.roma.connect.plugins.module_utils._base._errors import RomaError
from ansible_collections.roma.connect.plugins.module_utils._service._connection import Connection
from ansible_collections.roma.connect.plugins.module_utils._transfer import _jobs, _lock
from ansible_collections.roma.connect.plugins.module_utils._transfer._lock import LONGEST_WAIT, alone


class Time:
    """Time that passes while somebody sleeps."""

    now = 0.0

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


@pytest.fixture
def passing(monkeypatch: pytest.MonkeyPatch) -> Time:
    passing = Time()
    monkeypatch.setattr(_lock, "time", passing)
    monkeypatch.setattr(_jobs, "time", passing)
    return passing


def connection(instance: str = "i", endpoint: str = "https://roma.example", run_timeout: int = 0) -> Connection:
    return Connection(endpoint=endpoint, iam_endpoint=endpoint, instance_id=instance, run_timeout=run_timeout)


def quiet(line: str) -> None:
    pytest.fail(f"nobody had to wait: {line}")


@pytest.mark.parametrize(("run_timeout", "longest"), [(0, LONGEST_WAIT), (30, 30), (7200, LONGEST_WAIT)])
def test_the_same_instance_is_waited_for(passing: Time, run_timeout: int, longest: float) -> None:
    told: list[str] = []
    second = connection(run_timeout=run_timeout)
    with alone(connection(), quiet), pytest.raises(RomaError) as caught, alone(second, told.append):
        pytest.fail("two at once")
    assert passing.now == pytest.approx(longest, abs=1)
    assert len(told) == 1
    assert told[0].startswith("waiting for process ")
    assert told[0].endswith("UTC), which is changing this instance")
    assert f"has been changing this instance for more than {longest:g} s" in str(caught.value)


def test_other_instances_are_not_waited_for() -> None:
    with alone(connection(), quiet), alone(connection("j"), quiet), alone(connection(endpoint="https://other"), quiet):
        pass
    with alone(connection(), quiet):
        pass


@pytest.mark.parametrize("removed", [False, True])
def test_it_goes_on_when_the_other_has_ended(removed: bool, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Even if the file of the lock was tidied up meanwhile."""
    waits, goes_on = threading.Event(), threading.Event()
    order: list[str] = []

    def second() -> None:
        with alone(connection(), lambda line: waits.set()):
            order.append("second")
        goes_on.set()

    monkeypatch.setattr(_lock, "_PAUSE", 0.001)
    with alone(connection(), quiet):
        threading.Thread(target=second, daemon=True).start()
        assert waits.wait(10)
        order.append("first")
        if removed:
            (lock,) = place.glob("*/*.lock")
            lock.unlink()
            assert goes_on.wait(10)
    assert goes_on.wait(10)
    assert order == ["first", "second"]


def test_a_failure_frees_it() -> None:
    with pytest.raises(KeyError), alone(connection(), quiet):
        raise KeyError
    with alone(connection(), quiet):
        pass


def linked(path: Path) -> None:
    path.rename(path.with_name("elsewhere"))
    path.symlink_to("elsewhere")


def no_directory(path: Path) -> None:
    path.rename(path.with_name("elsewhere"))
    path.touch()


@pytest.mark.parametrize(
    ("prepare", "says"),
    [
        (lambda directory: directory.chmod(0o777), "can be changed by other users; chmod go-w"),
        (linked, "is a symbolic link"),
        (lambda directory: linked(next(directory.iterdir())), "cannot be had"),
        (no_directory, "Not a directory"),
    ],
    ids=["open to all", "linked directory", "linked file", "no directory"],
)
def test_a_place_that_is_not_safe_is_refused(prepare: t.Callable[[Path], object], says: str, place: Path) -> None:
    with alone(connection(), quiet):
        pass
    (directory,) = place.iterdir()
    prepare(directory)
    with pytest.raises(RomaError, match=r"^the lock ") as caught, alone(connection(), quiet):
        pass
    assert says in str(caught.value)
