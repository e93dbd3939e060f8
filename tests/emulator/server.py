# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Serving the emulator with uvicorn, and telling when it is ready."""

from __future__ import annotations

import socket
import ssl
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import uvicorn

from .application import create_app
from .frame.connection import ExposeTransport


class AnnouncingServer(uvicorn.Server):
    """Prints the address as soon as connections are accepted; starters wait for this line."""

    def __init__(self, config: uvicorn.Config, announcement: str) -> None:
        super().__init__(config)
        self._announcement = announcement

    def stop_with_stdin(self) -> None:
        """End when stdin does, so that no emulator outlives the process that holds its other end."""

        def wait() -> None:
            sys.stdin.read()
            self.should_exit = True

        threading.Thread(target=wait, daemon=True).start()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if not self.should_exit:
            print(self._announcement, flush=True)


def serve(
    host: str, port: int, *, tls_directory: Path | None, switches: Mapping[str, Any], stop_with_stdin: bool
) -> None:
    """Runs until interrupted. Port 0 picks a free one; OSError when the port is taken."""
    listener = socket.create_server((host, port), backlog=2048)
    # what is accepted inherits it; asyncio alone would wait 40 ms between head and body of an answer, since it does not
    # take these sockets for TCP
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    config = uvicorn.Config(
        ExposeTransport(create_app(switches)),
        host=host,
        port=port,
        log_level="warning",
        access_log=False,
        lifespan="off",
        ws="none",
        proxy_headers=False,
        timeout_keep_alive=75,
        timeout_graceful_shutdown=1,
    )
    announcement = f"Emulator ready at http://{host}:{listener.getsockname()[1]}"
    if tls_directory is not None:
        from .certificate import Certificate  # noqa: PLC0415 - needs cryptography, which plain HTTP does not

        certificate = Certificate.kept_in(tls_directory)
        config.load()
        config.ssl = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        config.ssl.load_cert_chain(certificate.chain)
        announcement = f"CA certificate: {certificate.ca}\n{announcement.replace('http:', 'https:')}"
    server = AnnouncingServer(config, announcement)
    if stop_with_stdin:
        server.stop_with_stdin()
    server.run(sockets=[listener])
