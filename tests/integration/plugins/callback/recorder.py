# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes what every task returned, and when it ran, as lines of JSON: what callbacks are given is what users see."""

from __future__ import annotations

import json
import os
import time
from typing import Any

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = """
name: recorder
type: notification
short_description: Record the results of tasks for tests
description:
  - Appends one line of JSON for each result to the file that E(INTEGRATION_RECORD) names.
"""


class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "notification"
    CALLBACK_NAME = "recorder"
    CALLBACK_NEEDS_ENABLED = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._started = 0.0
        self._file = open(os.environ["INTEGRATION_RECORD"], "a", encoding="utf-8")  # noqa: SIM115 - open as long as the run

    def v2_playbook_on_task_start(self, task: Any, is_conditional: bool) -> None:
        self._started = time.time()

    def v2_playbook_on_handler_task_start(self, task: Any) -> None:
        self._started = time.time()

    def v2_runner_on_ok(self, result: Any) -> None:
        self._note("ok", result)

    def v2_runner_on_failed(self, result: Any, ignore_errors: bool = False) -> None:
        self._note("failed", result)

    def v2_runner_on_skipped(self, result: Any) -> None:
        self._note("skipped", result)

    def v2_runner_on_unreachable(self, result: Any) -> None:
        self._note("unreachable", result)

    def _note(self, status: str, result: Any) -> None:
        # the public names came with ansible-core 2.19, the old ones are deprecated since
        task = result.task if hasattr(result, "task") else result._task
        data = result.result if hasattr(result, "result") else result._result
        line = {
            "name": task.name,
            "action": task.action,
            "status": status,
            "started": self._started,
            "ended": time.time(),
            "data": data,
        }
        self._file.write(json.dumps(line, default=str) + "\n")
        self._file.flush()
