# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Archives: whatever happens, a file under its final name is whole."""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import random
import stat
import time
import typing as t
import zipfile
from pathlib import Path

import pytest
from ansible_collections.roma.connect.plugins.module_utils._base._errors import ApiError, LostAnswer, RomaError
from ansible_collections.roma.connect.plugins.module_utils._transfer import _archive
from ansible_collections.roma.connect.plugins.module_utils._transfer._archive import (
    Archive,
    BrokenArchive,
    HashingFile,
    Journal,
    belongs_to_unended,
    check_zip,
    end_export,
    fetch,
    writable_directory,
)
from ansible_collections.roma.connect.tests.unit.transport import Answer, FakeClient, answering


def zipped(**files: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


CONTENT = zipped(asset=b"what was exported" * 100, manifest=b"{}")


def damaged() -> bytes:
    content = bytearray(CONTENT)
    content[content.index(b"what was exported")] ^= 0xFF
    return bytes(content)


class Killed(BaseException):
    """The process ends here."""


def serving(content: bytes, length: int | None = None) -> FakeClient:
    return FakeClient(answering(Answer(200, content, {"Content-Length": str(length or len(content))})))


def test_a_download_is_stored(tmp_path: Path) -> None:
    path = tmp_path / "assets-001.zip"
    client = serving(CONTENT)
    archive = fetch(client, "x/1", path)
    assert client.requests[0].path == "/v2/p/instances/i/assets/archives/x%2F1"
    assert path.read_bytes() == CONTENT
    assert (archive.path, archive.size, archive.sha256) == (path, len(CONTENT), hashlib.sha256(CONTENT).hexdigest())
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert os.listdir(tmp_path) == [path.name]


# what is served, announced length, error
DAMAGES = [
    pytest.param(CONTENT[:-5], None, BrokenArchive, id="cut, and announced so"),
    pytest.param(CONTENT[:-5], len(CONTENT), LostAnswer, id="cut on the way"),
    pytest.param(damaged(), None, BrokenArchive, id="a flipped bit"),
    pytest.param(b"", None, BrokenArchive, id="empty"),
    pytest.param(b'{"error": 1}', None, BrokenArchive, id="no archive at all"),
]


def named(name: str) -> bytes:
    return zipped(**{name: b"content"})


def encrypted() -> bytes:
    content = bytearray(CONTENT)
    content[content.index(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


def bomb() -> bytes:
    """An archive that says of a small file that it holds four gigabytes."""
    content = bytearray(CONTENT)
    place = content.index(b"PK\x01\x02") + 24
    content[place : place + 4] = b"\xfe\xff\xff\xff"
    return bytes(content)


UNUSABLE = [
    pytest.param(zipped(), "the archive holds no files", id="no entries"),
    pytest.param(named("apps/"), "the archive holds no files", id="directories only"),
    pytest.param(named("../up"), "the archive holds '../up', a path that leads out of it", id="up"),
    pytest.param(named("a/../../b"), "a path that leads out of it", id="up in the middle"),
    pytest.param(named("/etc/passwd"), "a path that leads out of it", id="absolute"),
    pytest.param(named("C:/x"), "a path that leads out of it", id="a drive"),
    pytest.param(named("..\\up"), "a path that leads out of it", id="up with a backslash"),
    pytest.param(encrypted(), "the archive is encrypted: 'asset'", id="encrypted"),
    pytest.param(bomb(), "the archive says that it holds 4294967296 bytes, which is too much for its own", id="bomb"),
]


@pytest.mark.parametrize(("content", "says"), UNUSABLE)
def test_an_archive_that_no_service_makes_gets_no_name(content: bytes, says: str, tmp_path: Path) -> None:
    with pytest.raises(BrokenArchive) as caught:
        fetch(serving(content), "x", tmp_path / "a.zip")
    assert says in str(caught.value)
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_whatever_is_damaged_is_told_as_such(method: int, tmp_path: Path) -> None:
    path, chance = tmp_path / "a.zip", random.Random(method)
    with zipfile.ZipFile(path, "w", method) as archive:
        archive.writestr("asset", b"what was exported" * 10)
    whole = path.read_bytes()
    for _ in range(300):
        content = bytearray(whole)
        for _damage in range(chance.randint(1, 4)):
            content[chance.randrange(len(content))] = chance.randrange(256)
        path.write_bytes(content[: chance.randint(len(content) // 2, len(content))])
        with contextlib.suppress(BrokenArchive):
            check_zip(path)


def test_two_runs_do_not_write_one_file(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    file = HashingFile(tmp_path / "a.zip.part")
    file.write(memoryview(CONTENT))
    with pytest.raises(RomaError, match=r"a\.zip\.part: another run is writing this file"):
        fetch(serving(CONTENT), "x", path)
    file.finish(sync=True)
    assert (tmp_path / "a.zip.part").read_bytes() == CONTENT
    file.close()
    fetch(serving(CONTENT), "x", path)
    assert os.listdir(tmp_path) == ["a.zip"]


@pytest.mark.parametrize(("content", "length", "error"), DAMAGES)
def test_a_damaged_archive_gets_no_name(
    content: bytes, length: int | None, error: type[Exception], tmp_path: Path
) -> None:
    with pytest.raises(error):
        fetch(serving(content, length), "x", tmp_path / "a.zip")
    assert os.listdir(tmp_path) == []


def test_what_was_there_before_is_kept_when_a_download_fails(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(b"old")
    with pytest.raises(BrokenArchive):
        fetch(serving(damaged()), "x", path)
    assert path.read_bytes() == b"old"
    fetch(serving(CONTENT), "x", path)
    assert path.read_bytes() == CONTENT


def test_a_refused_download_leaves_nothing(tmp_path: Path) -> None:
    client = FakeClient(answering(Answer(404, {"error_code": "ROMA.00000101", "error_msg": "gone"})))
    with pytest.raises(ApiError):
        fetch(client, "x", tmp_path / "a.zip")
    assert os.listdir(tmp_path) == []


STEPS = ["write", "finish", "check_zip", "replace", "sync_directory"]


def break_at(step: str, failure: BaseException, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: object, **options: object) -> t.NoReturn:
        raise failure

    place: object = {"write": HashingFile, "finish": HashingFile, "replace": Path}.get(step, _archive)
    monkeypatch.setattr(place, step, fail)


@pytest.mark.parametrize("step", STEPS)
def test_a_process_that_ends_at_any_step_leaves_no_half_archive(
    step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.zip"
    break_at(step, Killed(), monkeypatch)
    monkeypatch.setattr(Path, "unlink", lambda *args, **options: None)  # who is killed does not tidy up
    with pytest.raises(Killed):
        fetch(serving(CONTENT), "x", path)
    if step == "sync_directory":  # it has its name already, and is whole
        assert path.read_bytes() == CONTENT
    else:
        assert not path.exists()
        assert set(os.listdir(tmp_path)) == {"a.zip.part"}


def test_what_was_left_behind_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "a.zip.part").write_bytes(b"left behind" * 1000)
    fetch(serving(CONTENT), "x", tmp_path / "a.zip")
    assert os.listdir(tmp_path) == ["a.zip"]
    assert (tmp_path / "a.zip").read_bytes() == CONTENT


@pytest.mark.parametrize("step", STEPS)
def test_a_disk_that_fails_is_told(step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    break_at(step, OSError(28, "No space left on device"), monkeypatch)
    with pytest.raises(RomaError, match=r"a\.zip\.part: cannot be written: No space left on device"):
        fetch(serving(CONTENT), "x", tmp_path / "a.zip")
    assert not (tmp_path / "a.zip.part").exists()


def test_everything_is_on_the_disk_before_it_gets_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    replace, sync = Path.replace, os.fsync
    monkeypatch.setattr(Path, "replace", lambda *args: (done.append("name"), replace(*args))[1])
    monkeypatch.setattr(os, "fsync", lambda handle: (done.append("sync"), sync(handle))[1])
    fetch(serving(CONTENT), "x", tmp_path / "a.zip")
    assert done == ["sync", "name", "sync"]


def test_a_directory_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(RomaError, match="cannot be written: No such file or directory"):
        fetch(serving(CONTENT), "x", tmp_path / "missing" / "a.zip")


@pytest.mark.parametrize("sizes", [[], [0], [1, 2, 3], [100_000] * 20])
def test_blocks_are_written_and_hashed(sizes: list[int], tmp_path: Path) -> None:
    blocks = [bytes([number % 256]) * size for number, size in enumerate(sizes)]
    file = HashingFile(tmp_path / "a")
    for block in blocks:
        file.write(memoryview(block))
    assert file.finish(sync=True) == hashlib.sha256(b"".join(blocks)).hexdigest()
    assert file.size == sum(sizes)
    assert (tmp_path / "a").read_bytes() == b"".join(blocks)


# -- the journal -----------------------------------------------------------------------------------------------------

PART = {"apps": [{"id": "a"}], "tasks": []}
JOB = {"id": "job", "status": "succeeded"}


def test_a_job_is_found_again_for_the_same_content_only(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "a.zip")
    assert journal.read(PART) == ""
    journal.write("job", PART)
    assert Journal(tmp_path / "a.zip").read(PART) == "job"
    assert Journal(tmp_path / "a.zip").read({**PART, "tasks": [{"id": "t"}]}) == ""
    assert Journal(tmp_path / "b.zip").read(PART) == ""
    (name,) = os.listdir(tmp_path)
    assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600
    journal.remove()
    journal.remove()
    assert os.listdir(tmp_path) == []


def test_an_archive_that_is_finished_is_found_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Until the export has ended, for the same content, as long as it is whole, and not for ever."""
    path = tmp_path / "a-001.zip"

    def make() -> Journal:
        with zipfile.ZipFile(path, "w") as file:
            file.writestr("a", "a")
        journal = Journal(path)
        journal.write("job", PART)
        assert journal.finished(PART) is None
        journal.finish(Archive(path, path.stat().st_size, hashlib.sha256(path.read_bytes()).hexdigest()), JOB, PART)
        return journal

    journal = make()
    archive, job = journal.finished(PART) or (None, None)
    assert (job, archive and archive.path, journal.read(PART)) == (JOB, path, "job")
    assert journal.finished({**PART, "apps": []}) is None
    with monkeypatch.context() as later:
        now = time.time()
        later.setattr(time, "time", lambda: now + _archive.FRESH)
        assert journal.finished(PART) is None
    path.write_bytes(path.read_bytes()[:-1])
    assert journal.finished(PART) is None
    path.unlink()
    assert journal.finished(PART) is None
    make()
    (tmp_path / "b-001.zip").touch()
    end_export(tmp_path, "a", ["a-001.zip"], again=True)
    assert not belongs_to_unended(tmp_path / ".a-001.zip.job")
    assert Journal(path).finished(PART)
    end_export(tmp_path, "a", [])
    assert os.listdir(tmp_path) == ["b-001.zip"]


@pytest.mark.parametrize("part", [{}, {"moment": "x"}, {"job": 3}, {"moment": 1e300}, {"size": None}])
def test_a_journal_that_somebody_has_changed_says_nothing(part: dict, tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("a", "a")
    noted = {"job_id": "j", "content": PART, "job": JOB, "size": path.stat().st_size, "moment": time.time()}
    (tmp_path / ".a.zip.job").write_text(json.dumps({**noted, **part}))
    assert Journal(path).finished(PART) is None


@pytest.mark.parametrize(
    "noted",
    ["", "{", '{"content": null}', "[]", '"text"', "null", json.dumps({"content": PART}), "\udcff"],
)
def test_a_journal_that_was_not_finished_says_nothing(noted: str, tmp_path: Path) -> None:
    journal = Journal(tmp_path / "a.zip")
    journal.write("job", PART)
    (tmp_path / ".a.zip.job").write_text(noted, errors="surrogateescape", encoding="utf-8")
    assert journal.read(PART) == ""


def test_a_journal_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(RomaError, match=r"\.a\.zip\.job cannot be written: Not a directory"):
        Journal(tmp_path / "file" / "a.zip").write("job", PART)


# -- the directory ---------------------------------------------------------------------------------------------------


def test_a_directory_is_made_and_tried(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    made = writable_directory("~/new/er", "directory")
    assert made == tmp_path / "new" / "er"
    assert os.listdir(made) == []
    assert stat.S_IMODE(made.stat().st_mode) == 0o700
    assert writable_directory(str(made), "directory") == made


@pytest.mark.parametrize("name", ["file", "file/below"])
def test_a_directory_that_cannot_be_one(name: str, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(RomaError, match=r"directory: .* cannot be written: "):
        writable_directory(str(tmp_path / name), "directory")
