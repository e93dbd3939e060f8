# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Backups: a directory of their own from the beginning, and their final name at the end."""

from __future__ import annotations

import datetime
import json
import os
import socket
import stat
import subprocess
import sys
import threading
import time
import typing as t
from pathlib import Path

import pytest
from ansible_collections.roma.connect.plugins.module_utils._base._errors import InputError, RomaError
from ansible_collections.roma.connect.plugins.module_utils._run._backups import _directory, _ownership
from ansible_collections.roma.connect.plugins.module_utils._run._backups._places import RUN
from ansible_collections.roma.connect.plugins.module_utils._run._registry import OPERATIONS, Context

NOW = datetime.datetime(2026, 3, 14, 2, 0, 0, tzinfo=datetime.timezone.utc)


class Clock:
    """Seconds that pass while somebody sleeps."""

    def __init__(self) -> None:
        self.now = NOW

    def sleep(self, seconds: float) -> None:
        self.now += datetime.timedelta(seconds=seconds)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(_directory, "now", lambda: clock.now)
    monkeypatch.setattr(_directory, "time", clock)
    return clock


def begin(root: Path, label: t.Any = "main", **context: t.Any) -> dict[str, t.Any]:
    return OPERATIONS["backup_directory"].run(Context({"root": str(root), "label": label}, **context))


def seal(path: str, target: str) -> dict[str, t.Any]:
    return OPERATIONS["backup_manifest"].run(Context({"path": path, "target": target}))


def problems_of(root: Path, label: t.Any = "main", **context: t.Any) -> list[str]:
    with pytest.raises(InputError) as caught:
        begin(root, label, **context)
    return caught.value.problems


def mode(path: Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


# -- beginning ---------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("clock")
def test_a_directory_is_made(tmp_path: Path) -> None:
    root = tmp_path / "root"
    planned = begin(root, check_mode=True)
    assert not root.exists()
    begun = begin(root)
    assert begun == planned == {
        "changed": True,
        "path": str(root / "main" / ".20260314T020000Z.partial"),
        "target": str(root / "main" / "20260314T020000Z"),
        "started": "2026-03-14T02:00:00Z",
        "resumed": None,
        "removed": [],
    }  # fmt: skip
    assert {mode(path) for path in (root, root / "main", Path(begun["path"]))} == {0o700}
    assert os.listdir(begun["path"]) == [RUN]
    assert mode(Path(begun["path"]) / RUN) == 0o600


@pytest.mark.parametrize("umask", [0o000, 0o777])
def test_it_is_private_whatever_the_umask(umask: int, tmp_path: Path) -> None:
    before = os.umask(umask)
    try:
        begun = begin(tmp_path / "root")
        below = Path(begun["path"]) / "assets"
        below.mkdir(mode=0o777)
        below.chmod(0o755)
        (below / "a.zip").touch()
        seal(begun["path"], begun["target"])
    finally:
        os.umask(before)
    made = list((tmp_path / "root").rglob("*"))
    assert {mode(path) for path in made if path.is_dir()} == {0o700}
    assert {mode(path) for path in made if path.is_file()} == {0o600}
    assert len(made) == 7


def test_runs_of_the_same_second_have_directories_of_their_own(tmp_path: Path, clock: Clock) -> None:
    first = begin(tmp_path)
    second = begin(tmp_path)
    assert (second["target"], clock.now) == (str(tmp_path / "main" / "20260314T020001Z"), NOW.replace(second=1))
    seal(first["path"], first["target"])
    clock.now = NOW
    third = begin(tmp_path)  # the name is taken, though the provisional one is free again
    assert third["target"] == str(tmp_path / "main" / "20260314T020002Z")
    assert not Path(first["path"]).exists()
    for number in range(3, 3 + 60):
        (tmp_path / "main" / (NOW + datetime.timedelta(seconds=number)).strftime("%Y%m%dT%H%M%SZ")).mkdir()
    clock.now = NOW + datetime.timedelta(seconds=3)
    with pytest.raises(RomaError, match="no name was free for 60 s"):
        begin(tmp_path)


def test_many_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[dict] = []
    seconds = iter(NOW + datetime.timedelta(seconds=number // 8) for number in range(1000))
    monkeypatch.setattr(_directory, "now", lambda: next(seconds))
    monkeypatch.setattr(_directory.time, "sleep", lambda seconds: None)
    threads = [threading.Thread(target=lambda: begun.append(begin(tmp_path))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({one["path"] for one in begun}) == len({one["target"] for one in begun}) == 8


@pytest.mark.parametrize(
    "label",
    ["../x", "..", ".", ".hidden", "a/b", "/etc", "a\\b", "C:", "a b", "", "a\n", "-rf", "a.", "a" * 101, "~", "é", 5.5,
     ["a"], None],
)  # fmt: skip
def test_labels_are_names(label: t.Any, tmp_path: Path) -> None:
    for check_mode in (True, False):
        (problem,) = problems_of(tmp_path / "root", label, check_mode=check_mode)
        assert problem.startswith("label: ")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("label", ["a", "roma-main", "1c7a0d52-6f3e-4b8a-9d21-3e5f7a9b0c1d", "a..b", "A_1", "a" * 100])
def test_these_are_labels(label: str, tmp_path: Path) -> None:
    assert Path(begin(tmp_path, label)["path"]).parent == tmp_path / label


@pytest.mark.parametrize("check_mode", [False, True])
def test_what_others_can_change_is_refused(check_mode: bool, tmp_path: Path) -> None:
    root, place = tmp_path / "root", tmp_path / "root" / "main"
    place.mkdir(parents=True)
    root.chmod(0o777)
    (problem,) = problems_of(root, check_mode=check_mode)
    assert problem == f"root: {root} can be changed by other users; chmod go-w {root}"
    root.chmod(0o755)
    place.chmod(0o770)
    (problem,) = problems_of(root, check_mode=check_mode)
    assert problem == f"label: {place} can be changed by other users; chmod go-w {place}"
    place.rmdir()
    place.symlink_to(tmp_path)
    (problem,) = problems_of(root, check_mode=check_mode)
    assert problem == f"label: {place} is a symbolic link; give the directory itself"
    place.unlink()
    place.touch()
    (problem,) = problems_of(root, check_mode=check_mode)
    assert problem.startswith(f"label: {place} ")


def test_the_root_may_be_reached_by_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir(mode=0o700)
    (tmp_path / "link").symlink_to("real")
    assert begin(tmp_path / "link")["path"].startswith(str(tmp_path / "real" / "main"))


def test_what_cannot_be_made_is_told() -> None:
    (problem,) = problems_of(Path("/proc/none"))
    assert problem == "root: /proc/none cannot be made: No such file or directory"


# -- what was left behind ----------------------------------------------------------------------------------------------


@pytest.fixture
def dead() -> int:
    """The number of a process that has ended."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def fill(work: str) -> None:
    """Leave what a run has written before it was killed."""
    for name in ("document.yml", ".document.yml.0a1b2c3d", "assets/assets-001.zip", "assets/.assets-002.zip.job",
                 "assets/assets-002.zip.part", "assets/.assets-003.zip.job", "assets/assets-003.zip",
                 "occ/store/data.json"):  # fmt: skip
        (Path(work) / name).parent.mkdir(parents=True, exist_ok=True)
        (Path(work) / name).write_text('{"ended": true}' if name.endswith("3.zip.job") else name)


def test_a_run_goes_on_with_what_a_dead_one_has_left(tmp_path: Path, clock: Clock, dead: int) -> None:
    older, left = (begin(tmp_path, run=run)["path"] for run in (0, dead))
    note(older, process=dead)
    fill(left)
    clock.now += datetime.timedelta(hours=5)
    planned = begin(tmp_path, check_mode=True)
    begun = begin(tmp_path, run=os.getpid())
    assert {**begun, "path": "", "target": ""} == {**planned, "path": "", "target": ""}
    assert (begun["resumed"], begun["started"], begun["removed"]) == (left, "2026-03-14T02:00:01Z", [older])
    assert os.listdir(tmp_path / "main") == [Path(begun["path"]).name]
    held = sorted(path.relative_to(begun["path"]).as_posix() for path in Path(begun["path"]).rglob("*"))
    assert json.loads(Path(begun["path"], "assets/.assets-003.zip.job").read_text())["ended"] is False
    assert held == [".run.json", "assets", "assets/.assets-002.zip.job", "assets/.assets-003.zip.job",
                    "assets/assets-003.zip", "document.yml"]  # fmt: skip
    assert begin(tmp_path, run=os.getpid())["resumed"] is None, "its run is alive"


@pytest.mark.usefixtures("clock")
def test_the_note_in_a_backup_that_was_finished_goes_away(tmp_path: Path, dead: int) -> None:
    begun = begin(tmp_path, run=dead)
    seal(begun["path"], begun["target"])
    noted = Path(begun["target"], RUN)
    assert not noted.exists()
    noted.write_text(json.dumps({"host": socket.gethostname(), "process": dead, "born": "1"}))
    begin(tmp_path, check_mode=True)
    assert noted.exists()
    begin(tmp_path)
    assert not noted.exists()


def test_what_is_too_old_is_not_gone_on_with(tmp_path: Path, clock: Clock, dead: int) -> None:
    left = begin(tmp_path, run=dead)["path"]
    clock.now += datetime.timedelta(hours=7)
    begun = begin(tmp_path)
    assert (begun["resumed"], begun["removed"], begun["started"]) == (None, [left], "2026-03-14T09:00:00Z")
    assert not Path(left).exists()


@pytest.mark.usefixtures("clock")
def test_what_others_may_be_making_is_left_alone(tmp_path: Path, dead: int) -> None:
    alive = begin(tmp_path, run=os.getpid())["path"]
    unknown, elsewhere, broken, bare, forgotten = (begin(tmp_path)["path"] for _ in range(5))
    note(elsewhere, host="elsewhere", process=dead)
    (Path(broken) / RUN).write_text("{")
    (Path(bare) / RUN).unlink()
    for path in (Path(forgotten) / RUN, Path(forgotten)):
        os.utime(path, (0, 0))
    begun = begin(tmp_path, run=os.getpid())
    assert (begun["resumed"], begun["removed"]) == (None, [forgotten])
    assert all(Path(path).exists() for path in (alive, unknown, elsewhere, broken, bare))


@pytest.mark.skipif(not _ownership._born(os.getpid()), reason="the system does not tell when a process began")
@pytest.mark.usefixtures("clock")
def test_a_number_that_another_process_has_now(tmp_path: Path) -> None:
    left = begin(tmp_path, run=os.getpid())["path"]
    note(left, born="1")
    assert begin(tmp_path)["resumed"] == left


@pytest.mark.usefixtures("clock")
def test_one_of_many_gets_what_was_left(tmp_path: Path, dead: int) -> None:
    left = begin(tmp_path, run=dead)["path"]
    begun: list[dict] = []
    threads = [threading.Thread(target=lambda: begun.append(begin(tmp_path, run=os.getpid()))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(str(each["resumed"]) for each in begun) == sorted([left, *["None"] * 7])
    assert all((Path(each["path"]) / RUN).exists() for each in begun)


def note(path: str, **changes: t.Any) -> None:
    file = Path(path) / RUN
    file.write_text(json.dumps({**json.loads(file.read_text()), **changes}))


# -- sealing -----------------------------------------------------------------------------------------------------------


def test_a_sealed_backup_holds_what_was_stored(tmp_path: Path) -> None:
    begun = begin(tmp_path)
    (Path(begun["path"]) / "document.yml").write_text("apps: []\n")
    for left in (".document.yml.0a1b2c3d", ".assets-007.zip.job", ".assets-008.zip.job", "assets-008.zip",
                 "assets-001.zip"):  # fmt: skip
        (Path(begun["path"]) / left).touch()
    (Path(begun["path"]) / ".assets-001.zip.job").write_text('{"ended": true}')
    sealed = seal(begun["path"], begun["target"])
    reports = ["report.html", "report.json"]
    assert sorted(os.listdir(begun["target"])) == ["assets-001.zip", "document.yml", "manifest.json", *reports]
    assert [file["path"] for file in sealed["manifest"]["files"]] == ["assets-001.zip", "document.yml", *reports]
    assert os.listdir(tmp_path / "main") == [Path(begun["target"]).name]


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (lambda path: path.symlink_to("/etc/passwd"), "odd is neither a file nor a directory"),
        (os.mkfifo, "odd is neither a file nor a directory"),
        (lambda path: Path(os.fsdecode(os.fsencode(path) + b"\xff")).touch(), "holds a file whose name is no text"),
    ],
    ids=["link", "pipe", "name"],
)
def test_what_is_no_file_is_not_sealed(make: t.Callable[[Path], None], why: str, tmp_path: Path) -> None:
    begun = begin(tmp_path)
    make(Path(begun["path"]) / "odd")
    with pytest.raises(InputError, match=why):
        seal(begun["path"], begun["target"])
    assert not Path(begun["target"]).exists()


def test_a_backup_is_never_overwritten(tmp_path: Path) -> None:
    begun = begin(tmp_path)
    Path(begun["target"]).mkdir()
    with pytest.raises(InputError, match="a backup is never overwritten"):
        seal(begun["path"], begun["target"])
    assert Path(begun["path"]).exists()


def test_a_run_that_was_killed_before_it_noted_anything_leaves_nothing_for_long(tmp_path: Path) -> None:
    young, old, half = (tmp_path / "main" / f".2026031{n}T020000Z.partial" for n in (1, 2, 3))
    for directory in (young, old, half):
        directory.mkdir(parents=True)
    (half / "..run.json.ab12cd34").write_text("{")
    for directory in (old, half):
        os.utime(directory, (time.time() - 120,) * 2)
    begun = begin(tmp_path)
    assert (begun["resumed"], begun["removed"]) == (None, [str(old), str(half)])
    assert young.exists()
    assert not old.exists()
    assert not half.exists()
