# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is shipped is tested: every module has a case here, and every request has an answer from the emulator."""

from __future__ import annotations

import re
from pathlib import Path

import yaml
from ansible_collections.roma.connect.plugins.module_utils._catalog import RESOURCES
from ansible_collections.roma.connect.plugins.module_utils._run import OPERATIONS

from tests.emulator.process import EmulatorProcess
from tests.integration.cases import CASES
from tests.integration.playbook import CHECKOUT
from tests.integration.test_two_doors import every_module

MODULES = {path.stem for path in (CHECKOUT / "plugins" / "modules").glob("*.py")} - {"__init__"}
UTILITIES = CHECKOUT / "plugins" / "module_utils"


def test_every_module_has_a_case() -> None:
    used = {key.rpartition(".")[2] for task in every_module(Path("any")) for key in task if "roma.connect." in key}
    assert used == MODULES == set(OPERATIONS)


def test_every_resource_has_a_life() -> None:
    assert {case.kind: case.module for case in CASES.values()} == {item.kind: item.name for item in RESOURCES}


def test_every_option_of_a_resource_is_tried() -> None:
    """A life that leaves options out says little about them."""
    untried = {
        f"{resource.name}.{f.name}"
        for resource in RESOURCES
        for f in resource.fields
        if f.name not in {**CASES[resource.name].create, **CASES[resource.name].update}
    }
    assert untried <= {"dictionary.extend_two", "env_variable.group_app"}


def test_every_playbook_is_tested() -> None:
    tests = "\n".join(path.read_text() for path in Path(__file__).parent.glob("test_*.py"))
    for path in (CHECKOUT / "playbooks").glob("*.yml"):
        assert f'"roma.connect.{path.stem}"' in tests
        assert len(yaml.safe_load(path.read_text())) == 1


def test_every_request_has_a_route(emulator: EmulatorProcess) -> None:
    """Each path in the catalogue and in the clients, with each of its methods, is one that the emulator knows."""
    known = {(route["method"], shape(route["path"])) for route in emulator.routes()}
    for resource in RESOURCES:
        collection, item = shape(resource.collection), shape(resource.object_path)
        assert ("GET", collection) in known
        assert ("PUT", item) in known
        if not resource.singleton:
            assert ("POST", collection) in known
            assert ("DELETE", item) in known or resource.delete_many_with is not None
    paths = {path for _method, path in known}
    for path in written_paths():
        assert path in paths, path


def shape(path: str) -> str:
    """A path with every parameter alike."""
    return re.sub(r"\{[^}]*\}", "{}", path)


def written_paths() -> set[str]:
    """The complete paths that stand in the sources."""
    found = set()
    for source in UTILITIES.rglob("*.py"):
        text = source.read_text()
        constants = dict(re.findall(r'^(_?[A-Z_]+) = "(/v\d[^"]*)"$', text, re.MULTILINE))
        for name, rest in re.findall(r'(?:call|pages|download)\([^()]*?\b(_?[A-Z_]+) \+ "(/[^"]*)"', text, re.DOTALL):
            if name in constants:
                found.add(shape(constants[name] + rest))
    return found


def test_written_paths_are_found() -> None:
    """The search above must not come back with nothing."""
    assert len(written_paths()) >= 4
