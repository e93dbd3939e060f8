# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of Oracle Commerce share: tasks, and what has to be stored."""

from __future__ import annotations

import hashlib
import stat
from pathlib import Path
from typing import Any

from tests.integration.playbook import Run, Task

PRODUCTS = {"id": "Products", "format": "json"}
PROFILES = {"id": "Profiles", "format": "csv", "params": {"headersList": "ALL"}}


def export(name: str, directory: Path | None = None, **options: Any) -> Task:
    where = {} if directory is None else {"directory": str(directory)}
    given = {**where, **({} if "process_id" in options else {"items": [PRODUCTS]}), **options}
    return {"name": name, "roma.connect.occ_export": given, "ignore_errors": True, "register": "it"}


def fault(path: str, **what: Any) -> Task:
    return {"name": f"arm {path} {len(what)}", "emulator": {"faults": {"match": {"path": path}, **what}}}


def switch(**values: Any) -> Task:
    return {"name": f"switch {values}", "emulator": {"switches": values}}


def operations(result: Run, name: str) -> list[str]:
    return [str(entry["operation"]) for entry in result.requests(name)]


def names(directory: Path) -> list[str]:
    return sorted(path.name for path in directory.iterdir()) if directory.exists() else []


def assert_stored(result: dict[str, Any]) -> None:
    """The files are there, private, as they are said to be, and nothing but them."""
    assert [file["kind"] for file in result["files"]] == ["export", "status"]
    for file in result["files"]:
        path = Path(file["path"])
        content = path.read_bytes()
        assert (len(content), hashlib.sha256(content).hexdigest()) == (file["size"], file["sha256"])
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    directory = Path(result["files"][0]["path"]).parent
    assert names(directory) == sorted(Path(file["path"]).name for file in result["files"])
