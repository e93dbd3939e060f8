# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make a large backup, or verify one, with the collection's own code: make dense ROOT, make loose ROOT, verify ROOT.

What is dense does not compress. What the service exports is loose: it is JSON.
"""

from __future__ import annotations

import json
import random
import shutil
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

from ansible_collections.roma.connect.plugins.module_utils._run._registry import OPERATIONS, Context

_BLOCK = 1024 * 1024


def make(content: str, root: str) -> None:
    begun = OPERATIONS["backup_directory"].run(Context({"root": root, "label": "main"}))
    place = Path(begun["path"])
    (place / "document.yml").write_text("read_from: {}\napps:\n  - name: orders\n")
    (place / "assets").mkdir()
    number, blocks = (4, _dense(256)) if content == "dense" else (48, _loose(160))
    first = place / "assets" / "assets-001.zip"
    with zipfile.ZipFile(first, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("asset.json", '{"version": "2.0"}')
        for index, block in enumerate(blocks):
            archive.writestr(f"apps/{index}/apis.json", block)
    for other in range(2, number + 1):
        shutil.copyfile(first, place / "assets" / f"assets-{other:03d}.zip")
    OPERATIONS["backup_manifest"].run(Context({"path": begun["path"], "target": begun["target"]}))


def _dense(count: int) -> Iterator[bytes]:
    block = random.Random(0).randbytes(_BLOCK)
    return (block for _ in range(count))


def _loose(count: int) -> Iterator[bytes]:
    chance = random.Random(0)
    text = b""
    while len(text) < _BLOCK:
        text += json.dumps(_api(chance), indent=1).encode()
    return (text for _ in range(count))


def _api(chance: random.Random) -> dict[str, object]:
    words = ("orders", "customers", "billing", "intake", "route", "queue", "stage", "backend")
    name = "_".join(chance.choices(words, k=3))
    return {
        "id": f"{chance.getrandbits(128):032x}",
        "name": name,
        "req_protocol": "HTTPS",
        "req_method": chance.choice(("GET", "POST", "PUT", "DELETE")),
        "req_uri": "/" + "/".join(chance.choices(words, k=4)),
        "auth_type": "APP",
        "remark": " ".join(chance.choices(words, k=8)),
        "backend_api": {"req_protocol": "HTTP", "timeout": 5000, "url_domain": f"{name}.internal:8080"},
        "req_params": [{"name": word, "type": "string", "location": "QUERY", "required": 2} for word in words[:4]],
    }


def verify(root: str) -> None:
    OPERATIONS["backup_verify"].run(Context({"path": f"{root}/main"}))


if __name__ == "__main__":
    {"make": make, "verify": verify}[sys.argv[1]](*sys.argv[2:])
