# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a user of the vendor's SDK would write at best to make many objects: one kind after the other, in threads.

It knows all bodies already. Arguments: a file with the calls, and how many workers there are.
"""

from __future__ import annotations

import json
import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import groupby
from pathlib import Path
from typing import Any

from huaweicloudsdkroma import v2 as sdk

from .sdk_variables import client_of


def main(calls: str, workers: int) -> None:
    client, answers = client_of(workers), {}

    def made(value: Any) -> Any:
        """Put in the ids that the service has given."""
        if isinstance(value, list):
            return [made(item) for item in value]
        if not isinstance(value, dict):
            return value
        if set(value) != {"given"}:
            return {name: made(item) for name, item in value.items()}
        number, *where = value["given"]
        found = answers[number]
        for step in where:
            found = found[step]
        return found

    def ask(call: dict[str, Any]) -> None:
        body = {} if call["body"] is None else {"body": made(call["body"])}
        arguments = {name: str(made(value)) for name, value in call["arguments"].items()}
        answer = getattr(client, call["method"])(getattr(sdk, call["request"])(**arguments, **body))
        answers[call["number"]] = answer.to_json_object()

    with ThreadPoolExecutor(workers) as pool:
        for _method, same in groupby(json.loads(Path(calls).read_text()), lambda call: call["method"]):
            list(pool.map(ask, same))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
