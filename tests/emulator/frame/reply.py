# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a handler answers, and its way to the wire."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from starlette.types import Send

from .codec import dumps

JSON_TYPE = b"application/json"
NO_BODY = object()


@dataclass
class Reply:
    """A status with a JSON body, raw `content`, or a `stream` of blocks whose `length` is known."""

    status: int = 200
    body: Any = NO_BODY
    headers: Mapping[str, str] = field(default_factory=dict)
    content: bytes | None = None
    content_type: str | None = None
    stream: Iterable[bytes] | None = None
    length: int = 0


def download(content: bytes | Iterable[bytes], filename: str, *, length: int | None = None) -> Reply:
    """A file for the caller to keep."""
    headers = {"Content-Disposition": f'attachment; filename="{filename}"'}
    if isinstance(content, bytes):
        return Reply(headers=headers, content=content, content_type="application/octet-stream")
    return Reply(headers=headers, stream=content, length=length, content_type="application/octet-stream")


class CutHere(Exception):
    """Enough bytes have been sent: the connection is to be cut now."""


async def send_reply(reply: Reply, send: Send, request_id: str, *, truncate: int | None = None) -> None:
    """Send the whole answer; with `truncate`, only that many bytes of its body, then raise CutHere."""
    content = dumps(reply.body) if reply.body is not NO_BODY else reply.content or b""
    length = reply.length if reply.stream is not None else len(content)
    headers = [(b"x-request-id", request_id.encode())]
    if reply.content_type or reply.body is not NO_BODY:
        headers.append((b"content-type", (reply.content_type or "").encode() or JSON_TYPE))
    if reply.status != 204:
        headers.append((b"content-length", b"%d" % length))
    headers.extend((name.lower().encode(), value.encode()) for name, value in reply.headers.items())
    await send({"type": "http.response.start", "status": reply.status, "headers": headers})
    if truncate is None and reply.stream is None:
        await send({"type": "http.response.body", "body": content})
        return
    left = length if truncate is None else min(truncate, length)
    for block in reply.stream if reply.stream is not None else (content,):
        await send({"type": "http.response.body", "body": block[:left], "more_body": True})
        left -= min(left, len(block))
        if not left:
            break
    if truncate is not None:
        raise CutHere
    await send({"type": "http.response.body", "body": b""})
