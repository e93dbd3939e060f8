# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a user of the vendor's SDK would write at best: it knows already what to ask for, and does so in threads."""

from __future__ import annotations

import json
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from huaweicloudsdkroma import v2 as sdk

from .sdk_variables import client_of


def main(calls: str, workers: int) -> None:
    client = client_of(workers)

    def ask(call: list) -> None:
        method, request, arguments = call
        getattr(client, method)(getattr(sdk, request)(**arguments))

    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(ask, json.loads(Path(calls).read_text())))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
