# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a user of the vendor's SDK would write at best: it knows already what to ask for, asks in threads, and keeps it.

Arguments: a file with the calls, one for the answers, and how many workers there are.
"""

from __future__ import annotations

import json
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from huaweicloudsdkroma import v2 as sdk

from .sdk_variables import client_of


def main(calls: str, answers: str, workers: int) -> None:
    client = client_of(workers)

    def ask(call: list[Any]) -> Any:
        method, request, arguments = call
        return getattr(client, method)(getattr(sdk, request)(**arguments)).to_json_object()

    with ThreadPoolExecutor(workers) as pool:
        found = list(pool.map(ask, json.loads(Path(calls).read_text())))
    Path(answers).write_text(json.dumps(found))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
