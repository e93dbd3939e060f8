# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the plays that are measured, and the commands that run them."""

from __future__ import annotations

import json
from collections import ChainMap
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from .measure import BIN, ROOT, Command

QUIET = {
    "ANSIBLE_COLLECTIONS_PATH": str(ROOT / "build" / "tree"),
    "ANSIBLE_LOCALHOST_WARNING": "False",
    "ANSIBLE_INVENTORY_UNPARSED_WARNING": "False",
    "ANSIBLE_NOCOWS": "1",
}
SILENT_TASK = {"name": "Nothing", "ansible.builtin.debug": {"msg": ""}}


def play(tasks: Sequence[Mapping[str, Any]], hosts: str = "localhost", **keywords: Any) -> list[dict[str, Any]]:
    return [
        {
            "name": "Measured",
            "hosts": hosts,
            "connection": "local",
            "gather_facts": False,
            **keywords,
            "vars": {"ansible_python_interpreter": "{{ ansible_playbook_python }}", **keywords.get("vars", {})},
            "tasks": list(tasks),
        }
    ]


def command(
    name: str,
    directory: Path,
    content: list[dict[str, Any]],
    environment: Mapping[str, str],
    *arguments: str,
    **hooks: Any,
) -> Command:
    """Store a play (JSON is YAML) and return the command that runs it. The environment may change until then."""
    path = directory / f"{name.replace(' ', '-').replace('/', '-')}.yml"
    path.write_text(json.dumps(content))
    argv = [str(BIN / "ansible-playbook"), str(path), *arguments]
    return Command(name, argv, ChainMap(environment, QUIET), **hooks)
