# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""Files that are downloaded, above all archives that can be had exactly once (`DownloadAssetArchive`).

A file appears under its name only when it is complete, tested and on the disk; a journal lets a run that was killed
pick up the job that it had started.
"""

from __future__ import annotations

import contextlib
import errno
import glob
import hashlib
import json
import lzma
import os
import queue
import re
import struct
import tempfile
import threading
import time
import typing as t
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path

from .._base._errors import InputError, RomaError
from .._base._files import hold, private_directory, sync_directory, write_private
from .._service._client import Client
from .._service._connection import Connection
from .._service._http import Sink
from .._service._upload import FileForm
from .._spec._values import Values
from ._jobs import ASSETS

_BLOCK = 1024 * 1024
#: So many seconds ago something may have begun that was killed and is gone on with.
FRESH = 6 * 3600.0
#: An archive may say that it holds so many bytes, and more only up to so many times its own size.
LARGEST_CONTENT, LARGEST_GROWTH = 1024**3, 200
_OUTSIDE = re.compile(r"(^|[/\\])\.\.([/\\]|$)|^[/\\]|^[A-Za-z]:")
#: What `zipfile` raises for what is no archive, or a damaged one.
DAMAGED = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, ValueError, NotImplementedError,
           RuntimeError)  # fmt: skip


class BrokenArchive(RomaError):
    """What was downloaded is not whole. An archive of assets is gone then: a new export is needed."""


class _Consumer:
    """Works through blocks in a thread of its own, so that receiving, storing and hashing happen at the same time."""

    def __init__(self, consume: t.Callable[[memoryview], t.Any]) -> None:
        self._consume = consume
        self._blocks: queue.Queue[memoryview | None] = queue.Queue(maxsize=8)
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        while (block := self._blocks.get()) is not None:
            if self._error is None:
                try:
                    self._consume(block)
                except BaseException as exc:  # raised where the blocks come from
                    self._error = exc

    def put(self, block: memoryview) -> None:
        if self._error is not None:
            raise self._error
        self._blocks.put(block)

    def finish(self) -> BaseException | None:
        self._blocks.put(None)
        self._thread.join()
        return self._error


class HashingFile:
    """A new private file whose SHA-256 is known when it is finished. Nobody else writes it before it is closed.

    :raises RomaError: another run is writing it
    :raises OSError: it cannot be written
    """

    def __init__(self, path: Path) -> None:
        handle = hold(path)
        if handle is None:
            raise RomaError(f"{path}: another run is writing this file")
        self._file = os.fdopen(handle, "wb", buffering=0)
        self._file.truncate()
        self._digest = hashlib.sha256()
        self._consumers = (_Consumer(self._store), _Consumer(self._digest.update))
        self.size = 0

    def _store(self, block: memoryview) -> None:
        written = 0
        while written < len(block):
            written += self._file.write(block[written:])

    def write(self, block: memoryview) -> None:
        for consumer in self._consumers:
            consumer.put(block)
        self.size += len(block)

    def finish(self, sync: bool) -> str:
        """Return the SHA-256, hexadecimal.

        :raises OSError: not everything could be stored, and ``sync`` says that it has to be
        """
        errors = [consumer.finish() for consumer in self._consumers]
        for error in errors:
            if sync and error is not None:
                raise error
        if sync:
            os.fsync(self._file.fileno())
        return self._digest.hexdigest()

    def close(self) -> None:
        self._file.close()


@dataclass(frozen=True)
class Archive:
    """A file that was stored."""

    path: Path
    size: int
    sha256: str

    @property
    def facts(self) -> Values:
        return {"path": str(self.path), "size": self.size, "sha256": self.sha256}


def examine(path: str, option: str, check: t.Callable[[Path], None]) -> Archive:
    """Describe a file that is at hand, and test it.

    :param check: raises for a file that is not whole
    :raises InputError: naming the option: it cannot be read, or is damaged
    """
    place, digest = Path(path), hashlib.sha256()
    try:
        with place.open("rb", buffering=0) as file:
            while block := file.read(_BLOCK):
                digest.update(block)
        check(place)
        return Archive(place, place.stat().st_size, digest.hexdigest())
    except OSError as exc:
        problem = f" cannot be read: {exc.strerror or exc}"
    except BrokenArchive as exc:
        problem = f": {exc}"
    raise InputError([f"{option}: {place}{problem}"])


def check_size(archive: Archive, form: FileForm, connection: Connection, option: str) -> None:
    """Find out before an upload whether the service would take it.

    :raises InputError: naming the option: with these credentials a request is limited
    """
    largest = connection.largest_body
    if largest is not None and len(form) > largest:
        raise InputError([f"{option}: {archive.path} has {archive.size} bytes, but requests that are signed with a key "
                          f"pair carry at most {largest}; give a token, or a user name and a password, instead of the "
                          "key pair"])  # fmt: skip


def fetch(client: Client, archive_id: str, path: Path) -> Archive:
    """Download an archive, test it, and give it its name.

    :raises BrokenArchive: the transfer broke or the archive is damaged; nothing stands under ``path``
    :raises RomaError: the directory cannot be written
    """
    place, ids = ASSETS + "/archives/{archive_id}", {"archive_id": archive_id}
    return store(path, lambda sink: client.download(place, ids, sink), check_zip)


def store(path: Path, transfer: t.Callable[[Sink], None], check: t.Callable[[Path], None]) -> Archive:
    """Have a file written under a provisional name, and give it its own when it is whole and on the disk.

    :param transfer: gives the file's blocks to what it is called with
    :param check: raises for a file that is not whole
    """
    part = path.with_name(path.name + ".part")
    try:
        out = HashingFile(part)
    except OSError as exc:
        raise _unwritable(part, exc) from exc
    try:
        complete = False
        try:
            transfer(out.write)
            complete = True
        finally:
            digest = out.finish(sync=complete)
        check(part)
        part.replace(path)
        sync_directory(path.parent)
        return Archive(path, out.size, digest)
    except OSError as exc:
        raise _unwritable(part, exc) from exc
    finally:
        part.unlink(missing_ok=True)
        out.close()


def _unwritable(path: Path, exc: OSError) -> RomaError:
    return RomaError(f"{path}: cannot be written: {exc.strerror or exc}")


def check_zip(path: Path) -> None:
    """Look whether an archive is one that can be used, read all of it and compare its checksums.

    :raises BrokenArchive: it is damaged, holds no files, or holds what no archive of a service does
    """
    try:
        with zipfile.ZipFile(path) as archive:
            problem = _why_not(archive.infolist(), path.stat().st_size)
            bad = None if problem else archive.testzip()
    except OSError as exc:
        if exc.errno not in (None, errno.EINVAL):  # not the archive's fault
            raise
        raise BrokenArchive(f"the archive is not a complete zip file: {exc}") from exc
    except DAMAGED as exc:
        raise BrokenArchive(f"the archive is not a complete zip file: {exc}") from exc
    if problem:
        raise BrokenArchive(problem)
    if bad is not None:
        raise BrokenArchive(f"the archive is damaged: {bad} does not match its checksum")


def _why_not(entries: t.Sequence[zipfile.ZipInfo], size: int) -> str:
    """Say what is wrong with what an archive says about itself, or nothing."""
    if all(entry.is_dir() for entry in entries):
        return "the archive holds no files"
    for entry in entries:
        if _OUTSIDE.search(entry.filename):
            return f"the archive holds {entry.filename!r}, a path that leads out of it"
        if entry.flag_bits & 1:
            return f"the archive is encrypted: {entry.filename!r}"
    held = sum(entry.file_size for entry in entries)
    if held > max(LARGEST_CONTENT, LARGEST_GROWTH * size):
        return f"the archive says that it holds {held} bytes, which is too much for its own {size}"
    return ""


class Journal:
    """Remembers, beside an archive, the job that makes it, and what came of it until the whole export has ended."""

    def __init__(self, archive: Path) -> None:
        self._archive = archive
        self._path = archive.with_name("." + archive.name + ".job")

    def read(self, content: Values) -> str:
        """Return the id of the job that exports this very content, or an empty text."""
        return str(self._noted(content).get("job_id") or "")

    def finished(self, content: Values) -> tuple[Archive, Values] | None:
        """Return the archive that an export has made which did not end, and the facts of its job; None when that was
        long ago, or the archive is not what it was any more."""
        noted = self._noted(content)
        job, size, digest, moment = (noted.get(name) for name in ("job", "size", "sha256", "moment"))
        if not isinstance(job, dict) or not isinstance(moment, float) or not 0 <= time.time() - moment < FRESH:
            return None
        try:
            archive = examine(str(self._archive), "directory", check_zip)
        except InputError:
            return None
        return (archive, job) if (archive.size, archive.sha256) == (size, digest) else None

    def _noted(self, content: Values) -> Values:
        try:
            noted = json.loads(self._path.read_text())
            return noted if noted["content"] == content else {}
        except (OSError, ValueError, LookupError, TypeError):  # none, or not one of ours
            return {}

    def write(self, job_id: str, content: Values, **what: t.Any) -> None:
        write_private(self._path, json.dumps({"job_id": job_id, "content": content, **what}))

    def finish(self, archive: Archive, job: Values, content: Values) -> None:
        self.write(str(job["id"]), content, job=job, size=archive.size, sha256=archive.sha256, moment=time.time())

    def remove(self) -> None:
        self._path.unlink(missing_ok=True)


def end_export(directory: Path, prefix: str, kept: t.Collection[str], again: bool = False) -> None:
    """Remove the journals of an export, and the archives of exports that did not end and have made more of them.

    :param kept: names of the archives
    :param again: whether their journals stay, since what the export is a part of may have to begin again
    """
    for journal in directory.glob(f".{glob.escape(prefix)}-*.zip.job"):
        name = journal.name.removeprefix(".").removesuffix(".job")
        if name not in kept:
            (directory / name).unlink(missing_ok=True)
        if name in kept and again:
            note_end(journal, True)
        else:
            journal.unlink(missing_ok=True)


def note_end(journal: Path, ended: bool) -> None:
    """Note whether the whole export has ended to which an archive belongs."""
    with contextlib.suppress(OSError, ValueError, TypeError):  # not one of ours
        write_private(journal, json.dumps({**json.loads(journal.read_text()), "ended": ended}))


def belongs_to_unended(journal: Path) -> bool:
    """Tell an archive of an export that has not ended, or of which nobody knows."""
    try:
        return json.loads(journal.read_text())["ended"] is not True
    except (OSError, ValueError, LookupError, TypeError):
        return True


def writable_directory(path: str, option: str) -> Path:
    """Make sure, before anything is exported, that archives can be stored.

    :raises RomaError: naming the option
    """
    directory = Path(os.path.expanduser(path))
    try:
        private_directory(directory)
        with tempfile.TemporaryFile(dir=directory):
            pass
    except OSError as exc:
        raise RomaError(f"{option}: {directory} cannot be written: {exc.strerror or exc}") from exc
    return directory
