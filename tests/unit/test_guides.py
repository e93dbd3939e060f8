# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the guides show is true: their code runs, their documents are accepted, what they name is there."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible_collections.roma.connect.plugins.module_utils._catalog import _registry
from ansible_collections.roma.connect.plugins.module_utils._document._entries import parse
from ansible_collections.roma.connect.plugins.module_utils._document._file import document_of
from ansible_collections.roma.connect.plugins.module_utils._planning._check import Problems, check_values
from ansible_collections.roma.connect.plugins.module_utils._run._registry import OPERATIONS
from ansible_collections.roma.connect.plugins.module_utils._run._resources._resource import (
    info_operation,
    resource_operation,
)
from ansible_collections.roma.connect.plugins.module_utils._spec._field import Change, Child, Field, Limits, Ref, Secret
from ansible_collections.roma.connect.plugins.module_utils._spec._options import option_docs
from ansible_collections.roma.connect.plugins.module_utils._spec._resource import (
    Listing,
    Reach,
    Requests,
    Resource,
    Rules,
    Wire,
)
from ansible_collections.roma.connect.plugins.module_utils._spec._wire import values_to_wire

ROOT = Path(__file__).resolve().parents[2]
GUIDES = {path.stem: path.read_text(encoding="utf-8") for path in (ROOT / "docs/docsite/rst").glob("*.rst")}
CODE = re.compile(r"^\.\. code-block:: (\S+)\n\n((?:   .*\n|\n)+)", re.MULTILINE)
MODULE = re.compile(r":(?:ansplugin|ansopt|ansretval):`roma\.connect\.(\w+)#module(?::(\w+))?`")
each_guide = pytest.mark.parametrize("guide", GUIDES)


def blocks(guide: str, language: str) -> list[str]:
    return [textwrap.dedent(text) for found, text in CODE.findall(GUIDES[guide]) if found == language]


def test_the_guides_are_listed() -> None:
    sections = yaml.safe_load((ROOT / "docs/docsite/extra-docs.yml").read_text(encoding="utf-8"))["sections"]
    assert sorted(name for section in sections for name in section["toctree"]) == sorted(GUIDES)


@each_guide
def test_a_guide_can_be_referred_to(guide: str) -> None:
    assert f".. _ansible_collections.roma.connect.docsite.{guide}:\n" in GUIDES[guide]


@each_guide
def test_files_exist(guide: str) -> None:
    for path in re.findall(r"``((?:plugins|tests|examples|meta|docs)/[\w./]+)``", GUIDES[guide]):
        assert (ROOT / path).exists(), path


@each_guide
def test_modules_and_options_exist(guide: str) -> None:
    for module, option in MODULE.findall(GUIDES[guide]):
        returned = f":ansretval:`roma.connect.{module}#module:{option}`" in GUIDES[guide]
        assert module in OPERATIONS
        assert not option or returned or option in {f.name for f in OPERATIONS[module].fields}


@each_guide
def test_documents_are_accepted(guide: str) -> None:
    for text in blocks(guide, "yaml"):
        document = document_of(re.sub(r"{{.*?}}", "from-a-variable", text), guide)
        assert parse(document)


@each_guide
def test_tasks_are_accepted(guide: str) -> None:
    for text in blocks(guide, "yaml+jinja"):
        for task in yaml.safe_load(text):
            for action, arguments in task.items():
                operation = OPERATIONS.get(action.removeprefix("roma.connect."))
                if "." in action and operation is not None:
                    given = {name: value for name, value in (arguments or {}).items() if "{{" not in str(value)}
                    problems = Problems()
                    check_values(operation.fields, given, "", problems)
                    assert problems == []


@pytest.fixture
def described() -> Resource:
    """The resource that the guide describes, made by its own code."""
    (code,) = blocks("adding_a_resource", "python")
    names: dict[str, Any] = {}
    exec(
        code.replace("from ..._spec.", "from ansible_collections.roma.connect.plugins.module_utils._spec."),
        names,
    )
    (resource,) = [value for value in names.values() if isinstance(value, Resource)]
    return resource


def test_the_description_in_the_guide_works(described: Resource) -> None:
    assert described.kinds <= set(_registry.BY_KIND)
    for operation in (resource_operation(described), info_operation(described)):
        assert set(option_docs(operation.options)) >= set(described.identity)
    wire = values_to_wire(described.own_fields, {"name": "alarms", "app": "a1", "enabled": False})
    assert wire == {"name": "alarms", "app_id": "a1", "status": 1}


VOCABULARY: tuple[Any, ...] = (
    Field,
    Ref,
    Child,
    Limits,
    Secret,
    Change,
    Resource,
    Listing,
    Wire,
    Requests,
    Rules,
    Reach,
)


def test_the_vocabulary_in_the_guide_is_that_of_the_code() -> None:
    (table,) = re.findall(r"\.\. list-table::.*?What describes it\n(.*?)\n\n", GUIDES["adding_a_resource"], re.DOTALL)
    known = {name for kind in VOCABULARY for name in kind.__dataclass_fields__}
    known |= {kind.__name__ for kind in VOCABULARY}
    words = re.findall(r"``(\w+)(?:=\S+)?``", table)
    assert len(words) > 20
    assert set(words) <= known


def test_the_inventory_in_the_guide_is_that_of_the_examples() -> None:
    hosts, common = (yaml.safe_load(text) for text in blocks("instances", "text"))
    directory = ROOT / "examples" / "inventory"
    assert hosts == yaml.safe_load((directory / "hosts.yml").read_text(encoding="utf-8"))
    assert common == yaml.safe_load((directory / "group_vars" / "roma.yml").read_text(encoding="utf-8"))


def test_every_module_is_in_one_area() -> None:
    listed = re.findall(r"`roma\.connect\.(\w+)#module`", GUIDES["modules"].partition(".. areas")[2])
    assert sorted(listed) == sorted(OPERATIONS)
