# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What came in: tests read it to see which requests a playbook really made."""

from __future__ import annotations

import time
from collections import deque
from typing import Any

from .times import utc_millis

LONGEST = 200_000


class RequestLog:
    """Service requests in order of arrival; `status` is null while one is under way, and when it was cut."""

    def __init__(self) -> None:
        self._entries: deque[dict[str, Any]] = deque(maxlen=LONGEST)

    def open(self, method: str, path: str, query: str, request_id: str) -> dict[str, Any]:
        """The entry of a new request, for the gateway to complete."""
        entry = {
            "method": method,
            "path": path,
            "query": query,
            "status": None,
            "operation": None,
            "family": None,
            "mutating": method not in ("GET", "HEAD"),
            "user": None,
            "access_key": None,
            "how": "none",
            "fault": None,
            "request_id": request_id,
            "when": utc_millis(),
            "started": time.time(),
            "seconds": None,
        }
        self._entries.append(entry)
        return entry

    def entries(self) -> list[dict[str, Any]]:
        return list(self._entries)

    def clear(self) -> None:
        self._entries.clear()
