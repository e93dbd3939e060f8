# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One request on its way through an operation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..identity.caller import Caller
    from .dialect import Dialect
    from .family import Operation
    from .payload import Payload
    from .world import World


class Call:
    """What a handler gets. `query` and `body` hold checked values only, declared names only."""

    __slots__ = (
        "body", "caller", "headers", "method", "operation", "path", "payload",
        "query", "raw_path", "raw_query", "request_id", "scheme", "world",
    )  # fmt: skip

    def __init__(
        self,
        world: World,
        operation: Operation,
        path: Mapping[str, str],
        *,
        method: str,
        raw_path: str,
        raw_query: str,
        headers: Mapping[str, str],
        request_id: str,
        scheme: str,
    ) -> None:
        self.world = world
        self.operation = operation
        self.path = path
        self.method = method
        self.raw_path = raw_path
        self.raw_query = raw_query
        self.headers = headers
        self.request_id = request_id
        self.scheme = scheme
        self.query: dict[str, Any] = {}
        self.body: Any = None
        self.payload: Payload | None = None
        self.caller: Caller | None = None

    @property
    def dialect(self) -> Dialect:
        return self.operation.family.dialect

    @property
    def project_id(self) -> str:
        return self.path["project_id"]

    @property
    def instance_id(self) -> str:
        return self.path["instance_id"]

    @property
    def base_url(self) -> str:
        """The address the caller used, for links in answers."""
        return f"{self.scheme}://{self.headers.get('host', 'localhost')}"
