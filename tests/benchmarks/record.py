# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Restore a backup with the collection's own code, and note what it writes, for a script that writes the same.

Arguments: the backup, a file with secrets, and one for the notes. In these an id that the service has given is told by
the number of the request that it was the answer to.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ansible_collections.roma.connect.plugins.module_utils._run._registry import OPERATIONS, Context
from ansible_collections.roma.connect.plugins.module_utils._service._client import Client
from ansible_collections.roma.connect.plugins.module_utils._service._connection import CONNECTION

_CONSTANT = ("project_id", "instance_id")


class _Notes:
    def __init__(self) -> None:
        self.calls: list[dict[str, Any]] = []
        self._given: dict[Any, list[Any]] = {}  # id → the number of the request, and where it stands in the answer
        self._lock = threading.Lock()

    def take(self, method: str, path: str, body: Any, answer: Any) -> None:
        with self._lock:
            self.calls.append({"method": method, "path": self._told(path.split("/")), "body": self._told(body)})
            sent = {value for _where, value in _leaves(body)}
            if method == "POST":
                for where, value in _leaves(answer):
                    name = str(where[-1])
                    if value and value not in sent and name.endswith("id") and name not in _CONSTANT:
                        self._given.setdefault(value, [len(self.calls) - 1, *where])

    def _told(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {name: self._told(item) for name, item in value.items()}
        if isinstance(value, list):
            return [self._told(item) for item in value]
        given = self._given.get(value) or (self._given.get(int(value)) if str(value).isdigit() else None)
        return {"given": given} if given else value


def _leaves(value: Any, where: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    if isinstance(value, (dict, list)):
        for name, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _leaves(item, (*where, name))
    elif isinstance(value, (str, int)) and not isinstance(value, bool):
        yield where, value


def main(backup: str, secrets: str, notes: str) -> None:
    noted, call = _Notes(), Client.call

    def watched(client: Client, method: str, path: str, ids: Any = None, query: Any = None, body: Any = None,
                safe: bool = False) -> Any:  # fmt: skip
        answer = call(client, method, path, ids, query, body, safe)
        if method != "GET":
            noted.take(method, client.path(path, ids), body, answer)
        return answer

    Client.call = watched  # type: ignore[method-assign]
    params = {f.name: f.default for f in CONNECTION}
    params.update({f.name: os.environ[f.env[0]] for f in CONNECTION if f.type == "str" and os.environ.get(f.env[0])})
    restored = OPERATIONS["backup_restore"]
    given = {"path": backup, "secrets": json.loads(Path(secrets).read_text()), "archives": "never"}
    result = restored.run(Context({**params, **{f.name: f.default for f in restored.options}, **given}))
    if result.get("failed"):
        sys.exit(result["msg"])
    Path(notes).write_text(json.dumps(noted.calls))


if __name__ == "__main__":
    main(*sys.argv[1:])
