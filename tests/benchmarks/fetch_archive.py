# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Download one archive with the collection's own code: stream, checksum, test, rename."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from ansible_collections.roma.connect.plugins.module_utils._service._client import Client
from ansible_collections.roma.connect.plugins.module_utils._service._connection import CONNECTION, connection_from
from ansible_collections.roma.connect.plugins.module_utils._transfer._archive import fetch


def main(archive_id: str, path: str) -> None:
    params = {f.name: f.default for f in CONNECTION}
    params.update({f.name: os.environ[f.env[0]] for f in CONNECTION if f.type == "str" and os.environ.get(f.env[0])})
    with Client(connection_from(params)) as client:
        archive = fetch(client, archive_id, Path(path))
    print(archive.size, archive.sha256)


if __name__ == "__main__":
    main(*sys.argv[1:])
