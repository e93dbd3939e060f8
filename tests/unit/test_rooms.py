# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rooms of module_utils: imports go one way, and no room grows too large to be known."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parents[2] / "plugins" / "module_utils"
#: each room may use those before it, and nothing else
ROOMS = {
    "_base": "errors, files and texts that every room needs",
    "_spec": "the vocabulary that describes options and kinds of objects",
    "_planning": "what is wrong with a declaration, and what has to be done about it; pure",
    "_service": "requests and answers",
    "_transfer": "jobs, archives and locks",
    "_catalog": "the kinds of objects, by service",
    "_occ": "Oracle Commerce",
    "_document": "documents, their files and their entries",
    "_instance": "what an instance holds",
    "_engine": "from declared entries to written objects",
    "_run": "what the modules are",
    "_module": "the door for Ansible",
}
ORDER = list(ROOMS)
LARGEST = 9
FILES = sorted(path for path in HERE.rglob("*.py") if path.name != "__init__.py")


def imported(path: Path) -> list[str]:
    """Return the rooms that a file imports from."""
    package, found = path.relative_to(HERE).parts[:-1], []
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.level:
            absolute = (*package[: len(package) - node.level + 1], *(node.module or "").split("."))
            found.append(absolute[0])
    return found


def room_of(path: Path) -> str:
    return path.relative_to(HERE).parts[0].removesuffix(".py")


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(HERE)))
def test_imports_go_one_way(path: Path) -> None:
    allowed = ORDER[: ORDER.index(room_of(path)) + 1]
    assert set(imported(path)) <= set(allowed)


def test_each_room_is_known() -> None:
    assert {room_of(path) for path in FILES} == set(ROOMS)


def test_services_of_the_catalogue_do_not_know_each_other() -> None:
    for path in (HERE / "_catalog").rglob("*.py"):
        service = path.relative_to(HERE / "_catalog").parts[0]
        others = {
            node.module
            for node in ast.walk(ast.parse(path.read_text()))
            if isinstance(node, ast.ImportFrom) and node.level == 2 and path.parent.name != "_catalog"
        }
        assert not {
            name for name in others if name and name.startswith(("_apic", "_fdi", "_link", "_mqs", "_public"))
        }, service


@pytest.mark.parametrize("room", sorted({path.parent for path in FILES}), ids=lambda room: str(room.relative_to(HERE)))
def test_a_room_can_be_overseen(room: Path) -> None:
    files = [path for path in room.glob("*.py") if path.name != "__init__.py"]
    assert len(files) <= LARGEST


def test_the_pure_rooms_ask_nobody() -> None:
    """No requests, no threads, no clock that decides: what a plan says follows from what it was given."""
    forbidden = {"requests", "socket", "subprocess", "threading", "urllib.request"}
    for room in ("_spec", "_planning"):
        for path in (HERE / room).glob("*.py"):
            tree = ast.walk(ast.parse(path.read_text()))
            names = {alias.name for node in tree if isinstance(node, ast.Import) for alias in node.names}
            assert not names & forbidden, path
