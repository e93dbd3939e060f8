# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Operations in processes of their own, each of which is killed at another one of their requests."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Callable
from typing import Any

import requests

#: (method, path without ids, whether the answer has come), or what has been done to the process
Moment = tuple[str, str, bool]
_IDS = re.compile(r"(?<=/)([0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{32}|\d+)(?=/|$)")


class Deaths:
    """Kills a process at each moment that counts, but never twice at the same.

    :ivar moments: those at which one was killed
    """

    def __init__(self, counts: Callable[[str, str, bool], bool]) -> None:
        self._counts = counts
        self.moments: list[Moment] = []

    def strike(self, work: Callable[[], dict[str, Any]]) -> bool:
        """Do something in a copy of this process. Returns whether it was killed; else it must have succeeded."""
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            self._live(work, writing)
        os.close(writing)
        with os.fdopen(reading) as pipe:
            said = pipe.read()
        status = os.waitpid(child, 0)[1]
        if os.WIFSIGNALED(status):
            method, path, answered = said.split(" ")
            self.moments.append((method, path, answered == "True"))
            return True
        assert os.WEXITSTATUS(status) == 0, said
        return False

    def _live(self, work: Callable[[], dict[str, Any]], writing: int) -> None:
        send = requests.adapters.HTTPAdapter.send

        def sent(self: Any, request: Any, **options: Any) -> Any:
            perhaps_die(request, False)
            answer = send(self, request, **options)
            perhaps_die(request, True)
            return answer

        def perhaps_die(request: Any, answered: bool) -> None:
            moment = (str(request.method), _IDS.sub("*", request.url.partition("?")[0]), answered)
            if self._counts(*moment) and moment not in self.moments:
                os.write(writing, " ".join(map(str, moment)).encode())
                os.kill(os.getpid(), signal.SIGKILL)

        code = 1
        try:
            requests.adapters.HTTPAdapter.send = sent
            result = work()
            os.write(writing, str(result.get("msg", "")).encode())
            code = int(bool(result.get("failed")))
        finally:
            os._exit(code)  # pytest must not go on twice
