# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a shell needs to use this checkout from any directory: its programs, and the path of its collection."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
#: Values that go before what the shell has already.
BEFORE = {"PATH": str(Path(sys.executable).parent), "no_proxy": "127.0.0.1"}
VALUES = {
    "ANSIBLE_COLLECTIONS_PATH": str(ROOT / "build" / "tree"),
    "ANSIBLE_LOCALHOST_WARNING": "False",
    "ANSIBLE_INVENTORY_UNPARSED_WARNING": "False",
}
_SEPARATORS = {"PATH": ":", "no_proxy": ","}


def environment(present: Mapping[str, str]) -> dict[str, str]:
    """The environment of a program that is to use this checkout."""
    joined = {name: _SEPARATORS[name].join(filter(None, (value, present.get(name)))) for name, value in BEFORE.items()}
    return {**present, **joined, **VALUES}


def exports() -> list[str]:
    """The same as lines for a shell."""
    joined = [
        f'export {name}={shlex.quote(value)}"${{{name}:+{_SEPARATORS[name]}${name}}}"' for name, value in BEFORE.items()
    ]
    return joined + [f"export {name}={shlex.quote(value)}" for name, value in VALUES.items()]
