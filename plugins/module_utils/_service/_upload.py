# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""A file as the only part of a form (`multipart/form-data`), read while it is sent: its size costs no memory."""

from __future__ import annotations

import re
import secrets
import typing as t
from pathlib import Path

from .._base._errors import RomaError

_BLOCK = 256 * 1024


class FileForm:
    """A request's body. It can be sent again: every iteration reads the file anew.

    :param part: name of the form's field
    :param suffix: what the file's name must end in for the service; its own ending when empty
    """

    def __init__(self, part: str, path: Path, suffix: str) -> None:
        boundary = secrets.token_hex(16)
        self.content_type = f"multipart/form-data; boundary={boundary}"
        self._path = path
        self._file_size = path.stat().st_size
        self._head = (
            f"--{boundary}\r\n"
            f'Content-Disposition: form-data; name="{part}"; filename="{plain_name(path, suffix)}"\r\n'
            "Content-Type: application/octet-stream\r\n\r\n"
        ).encode()
        self._tail = f"\r\n--{boundary}--\r\n".encode()

    def __len__(self) -> int:
        return len(self._head) + self._file_size + len(self._tail)

    def __iter__(self) -> t.Iterator[bytes]:
        yield self._head
        left = self._file_size
        with self._path.open("rb", buffering=0) as file:
            while left:
                block = file.read(min(_BLOCK, left))
                if not block:
                    raise RomaError(f"{self._path} became shorter while it was sent")
                left -= len(block)
                yield block
        yield self._tail


def plain_name(path: Path, suffix: str) -> str:
    """Return a file's name with those characters only that the service takes (`ImportAsset`, ``ROMA.10013``)."""
    if not suffix and re.fullmatch(r"\.[A-Za-z0-9]+", path.suffix):
        suffix = path.suffix
    stem = re.sub(r"[^A-Za-z0-9+_-]", "_", path.name.removesuffix(suffix))
    return (stem if re.match(r"[A-Za-z0-9]", stem) else "file" + stem) + suffix
