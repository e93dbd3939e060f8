# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make a large backup, or verify one, with the collection's own code: first argument ``make`` or ``verify``."""

from __future__ import annotations

import random
import sys
import zipfile
from pathlib import Path

from ansible_collections.roma.connect.plugins.module_utils._run._registry import OPERATIONS, Context

ARCHIVES, SIZE = 4, 256 * 1024 * 1024
_BLOCK = 1024 * 1024


def make(root: str) -> None:
    """Archives that do not compress, as their checksums are read at the speed of the disk."""
    begun = OPERATIONS["backup_directory"].run(Context({"root": root, "label": "main"}))
    place = Path(begun["path"])
    (place / "document.yml").write_text("read_from: {}\napps:\n  - name: orders\n")
    (place / "assets").mkdir()
    block = random.Random(0).randbytes(_BLOCK)
    for number in range(1, ARCHIVES + 1):
        with zipfile.ZipFile(place / f"assets/assets-{number:03d}.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("asset.json", '{"version": "2.0"}')
            with archive.open(zipfile.ZipInfo(f"apps/{number}/padding.bin"), "w", force_zip64=True) as member:
                for _ in range(SIZE // _BLOCK):
                    member.write(block)
    OPERATIONS["backup_manifest"].run(Context({"path": begun["path"], "target": begun["target"]}))


def verify(root: str) -> None:
    OPERATIONS["backup_verify"].run(Context({"path": f"{root}/main"}))


if __name__ == "__main__":
    {"make": make, "verify": verify}[sys.argv[1]](sys.argv[2])
