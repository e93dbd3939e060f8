# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""What is wrong with the files of a backup. Each problem starts with the path of a file."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
import typing as t
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from ..._base._errors import InputError
from ..._catalog._registry import BY_KIND
from ..._document._entries import Entry, parse
from ..._document._file import document_of
from ..._planning._secrets import secrets_in
from ..._spec._references import references
from ..._spec._values import Values, is_placeholder, secret_name
from ..._transfer._archive import BrokenArchive, check_zip
from ._places import DOCUMENT, MANIFEST, RUN, STAMPS
from ._sealed import BrokenSeal, unsealed

_BLOCK = 4 * 1024 * 1024
FORMAT = 1


def read_manifest(backup: Path) -> Values:
    """Read the manifest of a backup.

    :raises BrokenSeal: it is not what was written
    :raises OSError: it is missing, or cannot be read
    """
    path = backup / MANIFEST
    if not path.is_file():
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path))
    return unsealed(path.read_bytes())


def files_in(directory: Path) -> tuple[dict[str, Path], list[str]]:
    """Return the files of a directory by their paths in it, and what is neither a file nor a directory."""
    files, others = {}, []
    for path in sorted(directory.rglob("*")):
        name, mode = path.relative_to(directory).as_posix(), path.lstat().st_mode
        if stat.S_ISREG(mode):
            files[name] = path
        elif not stat.S_ISDIR(mode):
            others.append(name)
    return files, others


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file, hexadecimal."""
    digest, block = hashlib.sha256(), memoryview(bytearray(_BLOCK))
    with path.open("rb", buffering=0) as file:
        while size := file.readinto(block):
            digest.update(block[:size])
    return digest.hexdigest()


def check_files(backup: Path, manifest: Values) -> t.Iterator[str]:
    """Compare the files with what the manifest says about them, and look into archives."""
    described = {file["path"]: file for file in manifest["files"]}
    files, others = files_in(backup)
    yield from (f"{name}: is neither a file nor a directory; a backup holds nothing else" for name in others)
    yield from (f"{name}: is missing" for name in described if name not in files)
    for name, path in files.items():
        if name in STAMPS:
            yield from _check_stamp(name, path)
        elif name not in described and name not in (MANIFEST, RUN):
            yield f"{name}: was not there when the backup was made"
    with ThreadPoolExecutor(max(2, os.cpu_count() or 1)) as pool:
        running = [pool.submit(_problems_of, name, files[name], file) for name, file in described.items()
                   if name in files]  # fmt: skip
        for each in running:
            yield from (f"{name}: {problem}" for name, problem in each.result())


def describe(name: str, path: Path) -> Values:
    """Return what a manifest says about a file. Archives are read whole, once for all: see `_problems_of`."""
    described: Values = {"path": name, "size": path.stat().st_size, "sha256": digest_of(path)}
    return {**described, "tested": True} if _is_archive(name) and not _why_no_archive(path) else described


def _problems_of(name: str, path: Path, described: Values) -> list[tuple[str, str]]:
    """Return the name along with each problem.

    An archive that is to the byte what was tested as the backup was made need not be unpacked again, which can take
    many times longer than reading it.
    """
    try:
        problems = [_why_changed(path, described)]
        if _is_archive(name) and (problems[0] or not described.get("tested")):
            problems.append(_why_no_archive(path))
    except OSError as exc:
        problems = [f"cannot be read: {exc.strerror or exc}"]
    return [(name, problem) for problem in problems if problem]


def _is_archive(name: str) -> bool:
    return name.endswith(".zip")


def _why_changed(path: Path, described: Values) -> str:
    size = path.stat().st_size
    if size != described["size"]:
        return f"has {size} bytes instead of {described['size']}"
    return "" if digest_of(path) == described["sha256"] else "has another content than when the backup was made"


def _why_no_archive(path: Path) -> str:
    try:
        check_zip(path)
    except BrokenArchive as exc:
        return str(exc)
    return ""


def _check_stamp(name: str, path: Path) -> t.Iterator[str]:
    try:
        unsealed(path.read_bytes())
    except (BrokenSeal, OSError) as exc:
        yield f"{name}: {exc}"


def check_manifest(manifest: Values) -> t.Iterator[str]:
    if manifest.get("format") != FORMAT:
        known = f"{MANIFEST}: this release of roma.connect knows the format {FORMAT}, not {manifest.get('format')}"
        yield f"{known}; use the one that made the backup"
    elif not _is_complete(manifest):
        yield f"{MANIFEST}: it does not say what every manifest says; no backup was made like this"


def _is_complete(manifest: Values) -> bool:
    """Tell whether a manifest has what the checks go by; whoever can write one can give it a checksum."""
    files, outside = manifest.get("files"), manifest.get("refers_outside") or {}
    described = {"path": str, "size": int, "sha256": str}
    return (
        isinstance(manifest.get("completed"), str)
        and isinstance(outside, dict)
        and all(isinstance(names, list) for names in outside.values())
        and isinstance(files, list)
        and all(isinstance(file, dict) and all(isinstance(file.get(name), kind) for name, kind in described.items())
                for file in files)
    )  # fmt: skip


def check_document(backup: Path, manifest: Values) -> tuple[Values, list[str]]:
    """Read the document as an apply would, and look whether all that it refers to is there.

    :returns: the document, and what is wrong with it
    """
    if not (backup / DOCUMENT).is_file():
        missing = DOCUMENT in {file["path"] for file in manifest["files"]}
        return {}, [] if missing else [f"{DOCUMENT}: the backup was made without it"]
    try:
        document = document_of((backup / DOCUMENT).read_text(encoding="utf-8"), DOCUMENT)
        entries = parse(document)
    except InputError as exc:
        told = [problem if problem.startswith(DOCUMENT) else f"{DOCUMENT}: {problem}" for problem in exc.problems]
        return {}, told
    except (OSError, UnicodeDecodeError) as exc:
        return {}, [f"{DOCUMENT}: cannot be read: {exc}"]
    outside = manifest.get("refers_outside") or {}
    return document, [f"{DOCUMENT}: {problem}" for problem in _dangling(entries, document.keys(), outside)]


def _dangling(entries: t.Sequence[Entry], kinds: t.Collection[str], outside: t.Mapping[str, list[str]]) -> list[str]:
    """Name references to what neither the document holds nor every instance has."""
    known = {(entry.kind, entry.name) for entry in entries}
    known |= {(kind, name) for kind, names in outside.items() for name in names}
    return [
        f"{entry.path}.{path}: there is no {BY_KIND[ref.kind].title} named {name!r}, neither in the backup nor was "
        "there one on the instance; repair it there, and make another backup"
        for entry in entries
        for path, ref, _beside, name in references(entry.resource.fields, entry.values)
        if ref.kind in kinds and (ref.kind, name) not in known
    ]  # fmt: skip


def secrets_named(document: Values) -> list[str]:
    """Return the names of the secrets that a document has placeholders for."""
    return sorted(
        secret_name(value)
        for kind, entries in document.items()
        if kind in BY_KIND
        for entry in entries
        for value in secrets_in(BY_KIND[kind].fields, entry).values()
        if is_placeholder(value)
    )
