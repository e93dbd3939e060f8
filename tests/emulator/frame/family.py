# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A family of operations: the declarations from which the gateway finds, checks and answers requests."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from .bodies import FormBody, JsonBody, MultipartBody, NoBody
from .call import Call
from .dialect import Dialect
from .fields import Field, Members

Handler = Callable[[Call], Any]
Authenticator = Callable[[Call], Awaitable[None]]
Body = NoBody | JsonBody | FormBody | MultipartBody


@dataclass(eq=False)
class Operation:
    """One operation as the vendor names it. `mutating` tells how the log counts it, `successes` how often it worked."""

    family: Family
    name: str
    method: str
    path: str
    handler: Handler
    status: int
    query: Mapping[str, Field]
    body: Body
    auth: Authenticator
    headers: tuple[str, ...]
    mutating: bool
    successes: int = 0


class Family:
    """The operations of one service family, with what they have in common.

    `stores` are the state classes that the world makes for this family, `switches` a dataclass of its
    behaviours that can be changed through the control plane.
    """

    def __init__(
        self,
        name: str,
        dialect: Dialect,
        *,
        auth: Authenticator,
        prefix: str = "",
        stores: tuple[type, ...] = (),
        switches: type | None = None,
    ) -> None:
        self.name = name
        self.dialect = dialect
        self.auth = auth
        self.prefix = prefix
        self.stores = stores
        self.switches = switches
        self.operations: list[Operation] = []

    def operation(
        self,
        method: str,
        path: str,
        name: str,
        *,
        status: int = 200,
        query: Mapping[str, Field] | None = None,
        body: Members | Body | None = None,
        auth: Authenticator | None = None,
        headers: tuple[str, ...] = (),
        mutating: bool | None = None,
    ) -> Callable[[Handler], Handler]:
        """Declare an operation; the decorated handler returns its body, or a Reply for anything unusual."""

        def register(handler: Handler) -> Handler:
            self.operations.append(
                Operation(
                    family=self,
                    name=name,
                    method=method,
                    path=self.prefix + path,
                    handler=handler,
                    status=status,
                    query=query or {},
                    body=NoBody() if body is None else JsonBody(body) if isinstance(body, Members) else body,
                    auth=auth or self.auth,
                    headers=headers,
                    mutating=method not in ("GET", "HEAD") if mutating is None else mutating,
                )
            )
            return handler

        return register

    def get(self, path: str, name: str, **options: Any) -> Callable[[Handler], Handler]:
        return self.operation("GET", path, name, **options)

    def post(self, path: str, name: str, **options: Any) -> Callable[[Handler], Handler]:
        return self.operation("POST", path, name, **options)

    def put(self, path: str, name: str, **options: Any) -> Callable[[Handler], Handler]:
        return self.operation("PUT", path, name, **options)

    def delete(self, path: str, name: str, **options: Any) -> Callable[[Handler], Handler]:
        return self.operation("DELETE", path, name, **options)
