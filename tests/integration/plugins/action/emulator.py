# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A task that speaks to the emulator's control plane, so that one play can be disturbed between two tasks."""

from __future__ import annotations

import json
import os
from typing import Any
from urllib.request import Request, urlopen

from ansible.plugins.action import ActionBase


class ActionModule(ActionBase):
    """`emulator: {faults: {...}}`, `emulator: {switches: {...}}`, `emulator: {tokens/expire: }`: a POST for each."""

    _requires_connection = False

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        result = super().run(tmp, task_vars)
        for what, body in self._task.args.items():
            url = f"{os.environ['INTEGRATION_EMULATOR']}/_emulator/{what}"
            data = json.dumps(body).encode()
            with urlopen(Request(url, data, {"Content-Type": "application/json"}, method="POST"), timeout=30) as answer:
                answer.read()
        return {**result, "changed": False}
