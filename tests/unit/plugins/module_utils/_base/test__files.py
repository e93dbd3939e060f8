# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever the umask, files and directories are their owner's alone."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from ansible_collections.roma.connect.plugins.module_utils._base._errors import RomaError
from ansible_collections.roma.connect.plugins.module_utils._base._files import (
    claim,
    hold,
    open_private,
    private_directory,
    why_not_private,
    write_private,
)


@pytest.fixture(params=[0o000, 0o022, 0o777], ids=oct)
def _umask(request: pytest.FixtureRequest) -> Iterator[None]:
    before = os.umask(request.param)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


@pytest.mark.usefixtures("_umask")
def test_files_and_directories_are_private(tmp_path: Path) -> None:
    path = tmp_path / "new" / "er" / "file"
    write_private(path, "first")
    write_private(path, "second")
    assert path.read_text() == "second"
    assert [mode(place) for place in (path, path.parent, path.parent.parent)] == [0o600, 0o700, 0o700]
    assert os.listdir(path.parent) == ["file"]
    os.close(open_private(tmp_path / "opened"))
    assert claim(tmp_path / "claimed" / "first")
    assert [mode(tmp_path / name) for name in ("opened", "claimed/first")] == [0o600, 0o600]


def test_a_name_is_claimed_once(tmp_path: Path) -> None:
    assert [claim(tmp_path / "file") for _turn in range(3)] == [True, False, False]
    for path, why in ((tmp_path / "file" / "below", "Not a directory"), (tmp_path / "a\0b", "embedded null"),
                      (tmp_path / ("x" * 300), "File name too long")):  # fmt: skip
        for write in (claim, lambda path: write_private(path, "text")):
            with pytest.raises(RomaError, match=f"cannot be written: .*{why}"):
                write(path)


def test_a_file_that_was_open_to_all_is_not_any_more(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("a")
    path.chmod(0o666)
    os.close(open_private(path))
    assert (mode(path), path.read_text()) == (0o600, "a")


def test_links_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "target")
    with pytest.raises(OSError, match="symbolic link"):
        open_private(tmp_path / "link")
    write_private(tmp_path / "link", "a")
    assert not (tmp_path / "link").is_symlink()
    assert not (tmp_path / "target").exists()


def test_a_directory_that_is_there_keeps_its_mode(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "there").chmod(0o750)
    private_directory(tmp_path / "there")
    assert mode(tmp_path / "there") == 0o750


@pytest.mark.parametrize("below", ["", "below"])
def test_what_cannot_be_written_is_told(below: str, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(RomaError, match="cannot be written: Not a directory"):
        write_private(tmp_path / "file" / below / "x", "a")
    assert os.listdir(tmp_path) == ["file"]


def test_where_nothing_can_be_made() -> None:
    with pytest.raises(OSError, match="No such file or directory"):
        private_directory(Path("/proc/none/below"))


def test_one_process_holds_a_file(tmp_path: Path) -> None:
    path = tmp_path / "file"
    first = hold(path)
    assert first is not None
    assert hold(path) is None
    os.close(first)
    second = hold(path)
    assert second is not None
    path.rename(tmp_path / "renamed")  # it can be held again, since it is another file now
    third = hold(path)
    assert third is not None
    os.close(second)
    os.close(third)


def test_a_directory_that_others_can_change_is_refused(tmp_path: Path) -> None:
    place = tmp_path / "place"
    private_directory(place)
    assert why_not_private(place) == ""
    place.chmod(0o755)
    assert why_not_private(place) == ""
    for bits in (0o720, 0o702, 0o1777):
        place.chmod(bits)
        assert why_not_private(place) == f"{place} can be changed by other users; chmod go-w {place}"
    (tmp_path / "link").symlink_to(place)
    assert "is a symbolic link" in why_not_private(tmp_path / "link")
    (tmp_path / "file").touch()
    assert "is not a directory" in why_not_private(tmp_path / "file")


def test_a_directory_of_somebody_else_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: tmp_path.stat().st_uid + 1)
    if tmp_path.stat().st_uid == 0:  # what belongs to root is as safe as everything else
        assert why_not_private(tmp_path) == ""
    else:
        assert "belongs to another user" in why_not_private(tmp_path)
