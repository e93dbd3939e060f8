# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The zip file of an asset package.

Its layout is the vendor's secret, so clients must treat it as opaque; this one is the emulator's own.
"""

from __future__ import annotations

import io
import json
import random
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import IO, Any

VERSION = "2.0"
MANIFEST = "asset.json"
PADDING = "padding.bin"
BLOCK_SIZE = 1 << 18
EARLIEST = (1980, 1, 1, 0, 0, 0)


class Broken(Exception):
    """Not a package that this version can read."""


class Package:
    """The bytes of a package; padding is made up while it is read, so that a huge one needs no memory."""

    def __init__(self, documents: Mapping[str, Any], padding: int = 0) -> None:
        self._file = _SparseFile()
        with zipfile.ZipFile(self._file, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in sorted(documents):
                text = json.dumps(documents[path], ensure_ascii=False, indent=1, sort_keys=True)
                archive.writestr(zipfile.ZipInfo(path, EARLIEST), text.encode(), zipfile.ZIP_DEFLATED)
            if padding:
                _add_padding(archive, padding)
        self.size = self._file.size

    def blocks(self) -> Iterator[bytes]:
        return self._file.blocks()


def read_documents(file: IO[bytes]) -> dict[str, Any]:
    """All JSON documents of a package by path."""
    try:
        with zipfile.ZipFile(file) as archive:
            documents = {name: json.loads(archive.read(name)) for name in archive.namelist() if name.endswith(".json")}
    except (zipfile.BadZipFile, zlib.error, ValueError, EOFError) as error:
        raise Broken(str(error)) from None
    manifest = documents.get(MANIFEST)
    if not isinstance(manifest, dict) or manifest.get("version") != VERSION:
        raise Broken(f"{MANIFEST} is missing or of another version")
    if not all(isinstance(manifest.get(kind), list) for kind in ("apps", "tasks")):
        raise Broken(f"{MANIFEST} does not list applications and tasks")
    return documents


@lru_cache(maxsize=1)
def _noise() -> bytes:
    return random.Random(0).randbytes(BLOCK_SIZE)


def _noise_blocks(size: int) -> Iterator[bytes]:
    """Bytes that do not compress."""
    block = _noise()
    for _ in range(size // BLOCK_SIZE):
        yield block
    if size % BLOCK_SIZE:
        yield block[: size % BLOCK_SIZE]


@lru_cache(maxsize=8)
def _noise_checksum(size: int) -> int:
    checksum = 0
    for block in _noise_blocks(size):
        checksum = zlib.crc32(block, checksum)
    return checksum


def _add_padding(archive: zipfile.ZipFile, size: int) -> None:
    """A stored member whose content is left as a gap in the sparse file; its header already knows the checksum."""
    info = zipfile.ZipInfo(PADDING, EARLIEST)
    info.compress_type = zipfile.ZIP_STORED
    info.file_size = info.compress_size = size
    info.CRC = _noise_checksum(size)
    info.header_offset = archive.start_dir
    header = info.FileHeader(zip64=size > zipfile.ZIP64_LIMIT)
    archive.fp.seek(archive.start_dir)
    archive.fp.write(header)
    archive.start_dir += len(header) + size
    archive.filelist.append(info)
    archive.NameToInfo[info.filename] = info


class _SparseFile(io.RawIOBase):
    """A file that is written in pieces; what lies between them reads as noise."""

    def __init__(self) -> None:
        self._pieces: dict[int, bytearray] = {0: bytearray()}
        self._at = 0
        self.size = 0

    def seekable(self) -> bool:
        return True

    def writable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._at = offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self.size}[whence]
        return self._at

    def write(self, data: Any) -> int:
        data = bytes(data)
        start = max((offset for offset in self._pieces if offset <= self._at), default=0)
        piece = self._pieces[start]
        if self._at > start + len(piece):
            start, piece = self._at, self._pieces.setdefault(self._at, bytearray())
        piece[self._at - start : self._at - start + len(data)] = data
        self._at += len(data)
        self.size = max(self.size, self._at)
        return len(data)

    def blocks(self) -> Iterator[bytes]:
        """The whole content, gaps included."""
        at = 0
        for offset in sorted(self._pieces):
            yield from _noise_blocks(offset - at)
            yield bytes(self._pieces[offset])
            at = offset + len(self._pieces[offset])
