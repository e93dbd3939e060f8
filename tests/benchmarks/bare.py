# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Create variables with a client that does nothing but send and receive: as fast as the emulator and the machine allow.

Arguments: the address of the list of variables, the ids of group and environment, how many, and how many connections.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import sys
from collections.abc import Iterator
from urllib.parse import urlsplit


async def _worker(url: str, bodies: Iterator[bytes]) -> None:
    parts = urlsplit(url)
    head = (f"POST {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\nContent-Type: application/json\r\n"
            f"X-Auth-Token: {os.environ['BENCHMARK_TOKEN']}\r\nContent-Length: ").encode()  # fmt: skip
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    for body in bodies:
        writer.write(head + str(len(body)).encode() + b"\r\n\r\n" + body)
        answer = await reader.readuntil(b"\r\n\r\n")
        if not answer.startswith(b"HTTP/1.1 201"):
            sys.exit(answer.decode())
        length = re.search(rb"(?i)content-length: (\d+)", answer)
        await reader.readexactly(int(length[1]))
    writer.close()


async def main(url: str, group_id: str, env_id: str, count: int, workers: int) -> None:
    body = {"variable_value": "value", "env_id": env_id, "group_id": group_id}
    bodies = (json.dumps({**body, "variable_name": f"variable_{n:05d}"}).encode() for n in range(count))
    await asyncio.gather(*(_worker(url, bodies) for _connection in range(workers)))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]), int(sys.argv[5])))
