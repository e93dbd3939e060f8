# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The cloud's gateway: every service request passes through here, from the log entry to the last byte of the answer."""

from __future__ import annotations

import asyncio
import sys
import time
import traceback
import uuid
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from starlette.types import Receive, Scope, Send

from .call import Call
from .catalogue import Catalogue
from .connection import close_connection, reset_connection
from .dialect import gateway_body
from .errors import (
    GatewayError,
    Invalid,
    Problem,
    ServiceError,
    too_many_requests,
    uri_too_large,
)
from .family import Operation
from .faults import Fault, FaultBook
from .fields import Problems, check_query
from .payload import receive_payload
from .query_string import query_pairs
from .reply import NO_BODY, CutHere, Reply, send_reply
from .request_log import RequestLog
from .switches import GatewaySwitches
from .throttle import Throttle
from .world import World

LONGEST_URI = 32 * 1024
FAULT_TEXTS = {
    401: ("APIGW.0307", "The token must be updated."),
    429: ("APIGW.0308", "The throttling threshold has been reached."),
    500: ("APIGW.0201", "An unexpected error occurred"),
    502: ("APIGW.0201", "Backend unavailable."),
    503: ("APIGW.0613", "The IAM service is currently unavailable."),
    504: ("APIGW.0201", "Backend timeout."),
}
"""What the gateway says with a status, for faults that bring no body."""


@dataclass
class Exchange:
    """One request at the level of ASGI, with its entry in the log."""

    scope: Scope
    receive: Receive
    send: Send
    entry: dict[str, Any]

    @property
    def request_id(self) -> str:
        return self.entry["request_id"]

    def finish(self, status: int | None) -> None:
        self.entry["status"] = status
        self.entry["seconds"] = round(time.time() - self.entry["started"], 6)


class Gateway:
    """An ASGI application that serves the operations of a catalogue."""

    def __init__(self, world: World, catalogue: Catalogue) -> None:
        self.world = world
        self.catalogue = catalogue
        self.log = RequestLog()
        self.faults = FaultBook()
        self._throttle = Throttle()

    def reset(self) -> None:
        self.world.reset()
        self.faults.clear()
        self.log.clear()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        method, raw_path = scope["method"], scope["raw_path"].decode("ascii", "replace")
        path, query = unquote(raw_path), scope["query_string"].decode("ascii", "replace")
        exchange = Exchange(scope, receive, send, self.log.open(method, path, query, uuid.uuid4().hex))
        found = self.catalogue.find(method, raw_path)
        call = None
        if found is not None:
            call = self._call(exchange, *found, raw_path, query)
            exchange.entry.update(
                operation=call.operation.name, family=call.operation.family.name, mutating=call.operation.mutating
            )
        latency = self.world.switches[GatewaySwitches].latency_ms
        if latency:
            await asyncio.sleep(latency / 1000)
        fault = self.faults.take(method, path)
        if fault is None:
            reply = await self._answer(exchange, call)
            exchange.finish(reply.status)
            await send_reply(reply, send, exchange.request_id)
        else:
            await self._misbehave(exchange, call, fault)

    def _call(
        self, exchange: Exchange, operation: Operation, path: dict[str, str], raw_path: str, raw_query: str
    ) -> Call:
        scope = exchange.scope
        return Call(
            self.world,
            operation,
            path,
            method=scope["method"],
            raw_path=raw_path,
            raw_query=raw_query,
            # header values may hold UTF-8, as the canonical form of a signature does
            headers={name.decode("latin-1"): value.decode("utf-8", "replace") for name, value in scope["headers"]},
            request_id=exchange.request_id,
            scheme=scope.get("scheme", "http"),
        )

    async def _misbehave(self, exchange: Exchange, call: Call | None, fault: Fault) -> None:
        """Answer as the fault says; the work is done unless the fault comes before it."""
        exchange.entry["fault"] = fault.kind
        if fault.delay:
            await asyncio.sleep(fault.delay)
        reply = None
        if fault.does_work:
            reply = await self._answer(exchange, call)
        if fault.reset:
            exchange.finish(None)
            await reset_connection(exchange.scope, exchange.receive)
            return
        if fault.status is not None:
            reply = _fault_reply(fault, exchange.request_id)
        exchange.finish(reply.status)
        try:
            await send_reply(reply, exchange.send, exchange.request_id, truncate=fault.truncate)
        except CutHere:
            await close_connection(exchange.scope, exchange.receive)

    async def _answer(self, exchange: Exchange, call: Call | None) -> Reply:
        """Refusals of the gateway itself, then the operation's own answer."""
        refusal = self._refusal(exchange)
        if refusal is not None:
            body = gateway_body(refusal, exchange.request_id) if call is None else call.dialect.render(refusal, call)
            return Reply(refusal.status, body, refusal.headers)
        if call is None:
            raw_path = exchange.scope["raw_path"].decode("ascii", "replace")
            return self.catalogue.dialect_of(raw_path).no_route(exchange.request_id)
        try:
            reply = await run_operation(call, exchange.receive)
            call.operation.successes += 1
            return reply
        except ServiceError as error:
            return _error_reply(error, call)
        except Exception:  # an emulator's defect must look like a server's, and be seen
            traceback.print_exc(file=sys.stderr)
            return _error_reply(call.dialect.unexpected(call), call)
        finally:
            if call.caller is not None:
                exchange.entry.update(
                    user=call.caller.user_name, access_key=call.caller.access_key, how=call.caller.how
                )

    def _refusal(self, exchange: Exchange) -> GatewayError | None:
        rate = self.world.switches[GatewaySwitches].rate_limit
        if not self._throttle.allows(rate):
            return too_many_requests(rate)
        if len(exchange.scope["raw_path"]) + len(exchange.scope["query_string"]) > LONGEST_URI:
            return uri_too_large()
        return None


async def run_operation(call: Call, receive: Receive) -> Reply:
    """Authentication, then the instance, then the declarations, then the work."""
    operation, switches = call.operation, call.world.switches[GatewaySwitches]
    signed = call.headers.get("authorization", "").startswith("SDK-HMAC-SHA256")
    call.payload = await receive_payload(
        receive,
        announced=call.headers.get("content-length"),
        limit=switches.signed_body_limit if signed else switches.token_body_limit,
        spool=operation.body.spool,
    )
    await operation.auth(call)
    problems: Problems = [
        Problem("header", name, "required") for name in operation.headers if name.lower() not in call.headers
    ]
    call.query = check_query(operation.query, query_pairs(call.raw_query), problems)
    call.body = await operation.body.read(call.payload, call, problems)
    if problems:
        raise call.dialect.invalid(problems, call)
    try:
        result = operation.handler(call)
    except Invalid as invalid:
        raise call.dialect.invalid([invalid.problem], call) from None
    if isinstance(result, Reply):
        return result
    return Reply(operation.status, NO_BODY if result is None else result)


def _error_reply(error: ServiceError, call: Call) -> Reply:
    return Reply(error.status, call.dialect.render(error, call), error.headers)


def _fault_reply(fault: Fault, request_id: str) -> Reply:
    body = fault.body
    if body is None:
        error = GatewayError(fault.status, *FAULT_TEXTS.get(fault.status, ("APIGW.0201", "API request error.")))
        body = gateway_body(error, request_id)
    return Reply(fault.status, body, fault.headers)
