# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""Files and directories that only their owner can read, whatever the umask."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from ._errors import RomaError


def write_private(path: Path, text: str) -> None:
    """Write a file in one step: it has its former content, or the new one as a whole, which is safe on the disk."""
    provisional = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(provisional, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            os.fchmod(handle, 0o600)
            file.write(text)
            file.flush()
            os.fsync(handle)
        provisional.replace(path)
    except OSError as exc:
        provisional.unlink(missing_ok=True)
        raise RomaError(f"{path} cannot be written: {exc.strerror or exc}") from exc
