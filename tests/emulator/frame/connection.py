# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reaching the connection below ASGI, to cut it the way a broken network would."""

from __future__ import annotations

import contextlib
import socket
import struct

from starlette.types import ASGIApp, Receive, Scope, Send

KEY = "emulator.transport"


class ExposeTransport:
    """Outermost layer: uvicorn's `send` belongs to the object that owns the transport of the request."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope[KEY] = getattr(getattr(send, "__self__", None), "transport", None)
        await self._app(scope, receive, send)


async def reset_connection(scope: Scope, receive: Receive) -> None:
    """Drop the connection with nothing (more) sent: the peer sees a reset."""
    transport = scope[KEY]
    raw_socket = transport.get_extra_info("socket")
    if raw_socket is not None:
        with contextlib.suppress(OSError):  # the peer has gone before
            raw_socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()
    await _until_gone(receive)


async def close_connection(scope: Scope, receive: Receive) -> None:
    """Close the connection after what was sent so far: the peer sees an early end."""
    scope[KEY].close()
    await _until_gone(receive)


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
