# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers as a real controller has answered, and refuses what that one was not asked.

`recorded.json` says when, with which version and what it cannot prove. It holds scenes: what was asked and answered,
in order. A request is the same when method, path, parameters and body are. It gets its answers in their order, and the
last one from then on.
"""

from __future__ import annotations

import json
import threading
from collections import defaultdict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import parse_qsl, urlsplit

RECORDED = json.loads(Path(__file__).with_name("recorded.json").read_text(encoding="utf-8"))
TOKEN = "canary-token-of-a-controller"
#: what a token gets that the controller does not know
(REFUSED,) = RECORDED["scenes"]["wrong token"]

Request = tuple[str, str, str]


def request_of(method: str, target: str, body: Any) -> Request:
    parts = urlsplit(target)
    parameters = json.dumps(sorted(parse_qsl(parts.query, keep_blank_values=True)))
    return f"{method} {parts.path}", parameters, json.dumps(body, sort_keys=True)


class Controller:
    """A scene that is played again: `with Controller("set up") as controller:`.

    :ivar env: with which the modules of awx.awx reach it
    :ivar unknown: requests that were not recorded
    """

    def __init__(self, scene: str) -> None:
        self._answers: dict[Request, list[dict[str, Any]]] = defaultdict(list)
        for exchange in RECORDED["scenes"][scene]:
            request = request_of(exchange["method"], exchange["path"], exchange.get("body"))
            self._answers[request].append(exchange)
        self.writes: list[Request] = []
        self.unknown: list[Request] = []
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"controller": self}))
        self.env = {
            "CONTROLLER_HOST": f"http://127.0.0.1:{self._server.server_port}", "CONTROLLER_OAUTH_TOKEN": TOKEN,
        }  # fmt: skip

    @property
    def unasked(self) -> list[Request]:
        """Requests with answers that nobody has got yet."""
        return [request for request, answers in self._answers.items() if not answers[0].get("given")]

    def answer(self, method: str, target: str, body: Any, authorization: str) -> tuple[int, Any]:
        if authorization != f"Bearer {TOKEN}":
            return REFUSED["status"], REFUSED["answer"]
        request = request_of(method, target, body)
        with self._lock:
            if method != "GET":
                self.writes.append(request)
            answers = self._answers.get(request)
            if answers is None:
                self.unknown.append(request)
                return 501, {"detail": f"This was not recorded: {request}"}
            exchange = answers.pop(0) if len(answers) > 1 else answers[0]
            exchange["given"] = True
            return exchange["status"], exchange.get("answer")

    def __enter__(self) -> Controller:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Handler(BaseHTTPRequestHandler):
    controller: Controller

    def _handle(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        status, answer = self.controller.answer(
            self.command, self.path, json.loads(body) if body else None, self.headers.get("Authorization", "")
        )
        text = b"" if answer is None else json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.send_header("X-API-Product-Name", "AWX")
        self.send_header("X-API-Product-Version", RECORDED["version"])
        self.end_headers()
        self.wfile.write(text)

    do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = _handle

    def log_message(self, *_arguments: object) -> None:
        """Nobody reads it."""
