# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A request's body as it arrives: in memory, or on disk when it may be large."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from tempfile import SpooledTemporaryFile
from typing import IO

from starlette.types import Receive

from .errors import body_too_large

BLOCK = 1 << 18


class Payload:
    """The bytes of a body, with their digest for the check of a signature."""

    def __init__(self, data: bytes | None = None, file: IO[bytes] | None = None) -> None:
        self._data = b"" if data is None and file is None else data
        self._file = file
        self.size = len(self._data) if self._data is not None else 0
        if file is not None:
            self.size = file.seek(0, 2)

    @property
    def data(self) -> bytes:
        if self._data is not None:
            return self._data
        self._file.seek(0)
        return self._file.read()

    async def blocks(self) -> AsyncIterator[bytes]:
        if self._data is not None:
            yield self._data
            return
        self._file.seek(0)
        while block := self._file.read(BLOCK):
            yield block

    async def sha256(self) -> str:
        digest = hashlib.sha256()
        async for block in self.blocks():
            digest.update(block)
        return digest.hexdigest()


async def receive_payload(receive: Receive, *, announced: str | None, limit: int | None, spool: bool) -> Payload:
    """Read the body; 413 as soon as it is known to be longer than `limit` bytes."""
    if limit is not None and announced and announced.isdigit() and int(announced) > limit:
        raise body_too_large()
    message = await receive()
    if not message.get("more_body"):
        return Payload(_within(message.get("body", b""), limit))
    sink: list[bytes] = []
    file = SpooledTemporaryFile(max_size=1 << 20) if spool else None  # noqa: SIM115 - lives as long as the request
    size = 0
    while message["type"] == "http.request":
        block = message.get("body", b"")
        size += len(block)
        if limit is not None and size > limit:
            raise body_too_large()
        (file.write if file is not None else sink.append)(block)
        if not message.get("more_body"):
            break
        message = await receive()
    return Payload(file=file) if file is not None else Payload(b"".join(sink))


def _within(data: bytes, limit: int | None) -> bytes:
    if limit is not None and len(data) > limit:
        raise body_too_large()
    return data
