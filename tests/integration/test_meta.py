# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is shipped is tested: every module has a case here, and every request has an answer from the emulator."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from ansible_collections.roma.connect.plugins.module_utils._catalog._registry import RESOURCES
from ansible_collections.roma.connect.plugins.module_utils._run._registry import OPERATIONS
from ansible_collections.roma.connect.plugins.module_utils._transfer import _jobs

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
        if resource.name in CASES
        for f in resource.fields
        if f.name not in {**CASES[resource.name].create, **CASES[resource.name].update}
    }
    elsewhere = {
        "test_config.py": {"env_variable.group_app"},
        "test_apis.py": {"api.group_app", "api.domain", "api.function_backend", "app_authorization.group",
                         "app_authorization.group_app"},
        "test_publications.py": {"api.unpublished_changes"},
        "test_products.py": {"product_service.template"},
    }  # fmt: skip
    assert untried == set().union(*elsewhere.values())


def test_every_request_has_a_route(emulator: EmulatorProcess) -> None:
    """Each path in the catalogue and in the clients, with each of its methods, is one that the emulator knows."""
    known = {(route["method"], shape(route["path"])) for route in emulator.routes()}
    for resource in RESOURCES:
        collection, item = shape(resource.collection), shape(resource.object_path)
        expected = {
            ("GET", collection): True,
            ("POST", collection): resource.requests.create is None and not resource.singleton,
            ("PUT", item): resource.requests.update is None and any(f.replaceable for f in resource.own_fields),
            ("DELETE", item): resource.requests.delete_many is None and not resource.singleton,
        }
        assert {request for request, sent in expected.items() if sent} <= known, resource.name
    for method, path in written_requests():
        assert (method, path) in known


def shape(path: str) -> str:
    """A path with every parameter alike."""
    return re.sub(r"\{[^}]*\}", "{}", path)


def written_requests() -> set[tuple[str, str]]:
    """Method and path of the requests that stand in the sources in full, made of constants and texts."""
    found = set()
    for source in UTILITIES.rglob("*.py"):
        tree = ast.parse(source.read_text())
        constants = {
            node.targets[0].id: text(node.value, {})
            for node in ast.walk(tree)
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
                arguments = [text(argument, {**constants, **IMPORTED}) for argument in node.args]
                if node.func.attr in ("pages", "read", "download") and (arguments[0] or "").startswith("/"):
                    found.add(("GET", shape(arguments[0])))
                elif node.func.attr == "call" and arguments[0] and arguments[1]:
                    found.add((arguments[0], shape(arguments[1])))
    return found


#: constants that other files import
IMPORTED = {"ASSETS": _jobs.ASSETS}


def text(node: ast.AST, constants: dict[str, str | None]) -> str | None:
    """The text that an expression stands for, None when it is not known before it runs."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if isinstance(node, ast.Name):
        return constants.get(node.id)
    if isinstance(node, ast.FormattedValue):
        return text(node.value, constants)
    parts: list[ast.AST] = []
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        parts = [node.left, node.right]
    elif isinstance(node, ast.JoinedStr):
        parts = list(node.values)
    texts = [text(part, constants) for part in parts]
    return "".join(item for item in texts if item) if texts and all(texts) else None


def test_written_requests_are_found() -> None:
    """The search above must not come back with next to nothing."""
    assert ("GET", shape(_jobs.ASSETS + "/jobs/{id}")) in written_requests()
    assert len(written_requests()) >= 7
