# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is written by hand in the module files agrees with the code that they stand for."""

from __future__ import annotations

import ast
import importlib
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest
import yaml
from ansible.vars.reserved import get_reserved_names
from ansible_collections.roma.connect.plugins.module_utils._base._errors import ApiError, InputError
from ansible_collections.roma.connect.plugins.module_utils._catalog._registry import BY_KIND, BY_NAME, RESOURCES
from ansible_collections.roma.connect.plugins.module_utils._document._entries import Entry, parse
from ansible_collections.roma.connect.plugins.module_utils._engine._step import Step
from ansible_collections.roma.connect.plugins.module_utils._instance._coverage import coverage_of
from ansible_collections.roma.connect.plugins.module_utils._instance._dump import Dump
from ansible_collections.roma.connect.plugins.module_utils._instance._inventory import Inventory, Record
from ansible_collections.roma.connect.plugins.module_utils._occ._client import Process
from ansible_collections.roma.connect.plugins.module_utils._occ._files import Count
from ansible_collections.roma.connect.plugins.module_utils._planning._check import Problems, check_values
from ansible_collections.roma.connect.plugins.module_utils._run._archives import _asset_export, _occ_export
from ansible_collections.roma.connect.plugins.module_utils._run._documents import _config, _outcomes
from ansible_collections.roma.connect.plugins.module_utils._run._registry import OPERATIONS, Context
from ansible_collections.roma.connect.plugins.module_utils._service._connection import CONNECTION, OCC_CONNECTION
from ansible_collections.roma.connect.plugins.module_utils._spec._field import Field
from ansible_collections.roma.connect.plugins.module_utils._spec._options import option_docs
from ansible_collections.roma.connect.plugins.module_utils._spec._resource import Resource
from ansible_collections.roma.connect.plugins.module_utils._transfer._archive import Archive
from ansible_collections.roma.connect.plugins.module_utils._transfer._jobs import Job

ROOT = Path(__file__).resolve().parents[2]
MODULES = {path.stem: path for path in sorted((ROOT / "plugins/modules").glob("*.py"))}
PREFIX = "roma.connect."
OFFLINE = {
    "backup_directory",
    "backup_fetch",
    "backup_manifest",
    "backup_restic",
    "backup_retention",
    "backup_verify",
}  # ask no service
KEYWORDS = {
    "name", "register", "no_log", "loop", "loop_control", "when", "failed_when", "vars", "check_mode", "diff",
    "module_defaults", "block", "until", "retries", "delay", "environment",
}  # fmt: skip
CODE = """
from ansible_collections.roma.connect.plugins.module_utils._module import run_module


def main() -> None:
    run_module("{name}")


if __name__ == "__main__":
    main()
"""

each_module = pytest.mark.parametrize("name", MODULES)
each_resource = pytest.mark.parametrize("resource", RESOURCES, ids=lambda resource: resource.name)


def literal(name: str, variable: str) -> Any:
    """Return a documentation block of a module, parsed, without running the module."""
    for statement in ast.parse(MODULES[name].read_text(encoding="utf-8")).body:
        if isinstance(statement, ast.Assign) and [ast.unparse(target) for target in statement.targets] == [variable]:
            return yaml.safe_load(ast.literal_eval(statement.value))
    raise AssertionError(f"{name} has no {variable}")


# -- the module files, the operations and the metadata are the same set ------------------------------------------------


def test_every_module_is_an_operation_and_every_operation_a_module() -> None:
    assert set(MODULES) == set(OPERATIONS)


def group_of(name: str) -> str:
    """The action group of a module: those in one group have the same connection."""
    if not OPERATIONS[name].connection:
        return ""
    return "occ" if OPERATIONS[name].connection is OCC_CONNECTION else "roma"


def test_every_module_is_in_an_action_group_and_has_its_action() -> None:
    runtime = yaml.safe_load((ROOT / "meta/runtime.yml").read_text(encoding="utf-8"))
    groups = {group: [name for name in MODULES if group_of(name) == group] for group in ("occ", "roma")}
    assert runtime["action_groups"] == groups
    plugins = {path.stem: path.read_text() for path in (ROOT / "plugins/action").glob("*.py")}
    assert set(plugins) == {*MODULES, "roma", "role_arguments"}
    assert all("plugins.action.roma import ActionModule" in plugins[name] for name in MODULES)


@each_module
def test_the_readme_lists_every_module(name: str) -> None:
    assert f"`{name}`" in (ROOT / "README.md").read_text(encoding="utf-8").partition("## Modules")[2]


@each_module
def test_a_module_is_one_call(name: str) -> None:
    _documentation, separator, code = MODULES[name].read_text(encoding="utf-8").partition(CODE[:30])
    assert separator + code == CODE.format(name=name)


# -- DOCUMENTATION -----------------------------------------------------------------------------------------------------


def fragment(reference: str) -> dict[str, Any]:
    """Return what a documentation fragment of this collection says."""
    file, _, variable = reference.removeprefix(PREFIX).partition(".")
    module = importlib.import_module(f"ansible_collections.roma.connect.plugins.doc_fragments.{file}")
    return yaml.safe_load(getattr(module.ModuleDocFragment, (variable or "documentation").upper()))


@each_module
def test_the_fragments_document_the_options(name: str) -> None:
    fragments = [fragment(reference) for reference in literal(name, "DOCUMENTATION")["extends_documentation_fragment"]]
    options = {option: docs for each in fragments for option, docs in each.get("options", {}).items()}
    operation = OPERATIONS[name]
    own = option_docs(operation.options, managed=name in BY_NAME)
    assert options == json.loads(json.dumps({**option_docs(operation.connection), **own}))


@each_module
def test_no_option_is_one_of_the_connection(name: str) -> None:
    """It would take its value from what is set for all modules, and the other way round."""
    operation = OPERATIONS[name]
    assert not {f.name for f in operation.options} & {f.name for f in (*CONNECTION, *OCC_CONNECTION)}


@each_module
def test_the_head_of_the_documentation(name: str) -> None:
    documentation = literal(name, "DOCUMENTATION")
    assert documentation["module"] == name
    assert documentation["version_added"] == "1.0.0"
    assert all(isinstance(text, str) for text in documentation["description"]), "a colon makes a mapping of a text"
    assert "options" not in documentation, "options come from the fragments"
    assert (name in OFFLINE) == (not group_of(name))
    attributes = "_attributes.offline" if name in OFFLINE else "_attributes"
    attributes += ".info" * name.endswith("_info")
    assert documentation["extends_documentation_fragment"] == [
        f"roma.connect._resource.{name}",
        *{"roma": ["roma.connect._auth"], "occ": ["roma.connect._auth.occ"], "": []}[group_of(name)],
        f"roma.connect.{attributes}",
    ]
    if name not in OFFLINE:
        membership = documentation.get("attributes", {}).get("action_group", {"membership": ["roma.connect.roma"]})
        assert membership["membership"] == [f"roma.connect.{group_of(name)}"]
    assert set(documentation.get("attributes", {})) <= set(fragment(PREFIX + attributes)["attributes"])


@each_module
def test_see_also_leads_to_modules(name: str) -> None:
    others = {item["module"].removeprefix(PREFIX) for item in literal(name, "DOCUMENTATION")["seealso"]}
    assert others <= set(MODULES) - {name}


# -- EXAMPLES ----------------------------------------------------------------------------------------------------------


def tasks(listed: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for task in listed:
        yield task
        yield from tasks(task.get("block", []))


def actions(task: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in task.items() if "." in key}


@each_module
def test_examples_are_tasks_with_full_names(name: str) -> None:
    used = set()
    for task in tasks(literal(name, "EXAMPLES")):
        found = actions(task)
        assert set(task) - set(found) <= KEYWORDS
        assert task["name"][0].isupper()
        assert len(found) == (0 if "block" in task else 1), task["name"]
        for action in found:
            assert action.removeprefix(PREFIX) in OPERATIONS or action.startswith("ansible.builtin."), action
        used.update(found)
        assert not {task.get("register"), *task.get("vars", {})} & get_reserved_names()
        defaults = task.get("module_defaults", {})
        assert set(defaults) <= {"group/roma.connect.roma"}
        assert set(defaults.get("group/roma.connect.roma", {})) <= {f.name for f in CONNECTION}
    assert PREFIX + name in used


@each_module
def test_examples_are_accepted(name: str) -> None:
    """As far as can be told before variables have values."""
    for task in tasks(literal(name, "EXAMPLES")):
        for action, arguments in actions(task).items():
            operation = OPERATIONS.get(action.removeprefix(PREFIX))
            if operation is None:
                continue
            given = arguments or {}
            missing = {f.name for f in operation.options if f.required} - set(given)
            problems = Problems()
            check_values(operation.fields, without_templates(given), "", problems)
            assert (missing, problems) == (set(), []), task["name"]


def without_templates(value: Any) -> Any:
    if isinstance(value, dict):
        kept = {key: without_templates(item) for key, item in value.items() if not is_template(item)}
        return {key: item for key, item in kept.items() if item or item == value[key]}
    return value


def is_template(value: Any) -> bool:
    return isinstance(value, str) and "{{" in value


def test_documents_in_examples_are_accepted() -> None:
    documents = [
        arguments["document"]
        for task in tasks(literal("config", "EXAMPLES"))
        for arguments in actions(task).values()
        if isinstance(arguments.get("document"), dict)
    ]
    assert documents
    for document in documents:
        parse(yaml.safe_load(re.sub(r"{{.*?}}", "from-a-variable", yaml.safe_dump(document, width=1000))))


# -- RETURN ------------------------------------------------------------------------------------------------------------


def returned(name: str) -> dict[str, Any]:
    return literal(name, "RETURN")


@each_module
def test_returned_keys_are_described(name: str) -> None:
    def check(keys: dict[str, Any]) -> None:
        for key, docs in keys.items():
            assert {"description", "returned", "type"} <= set(docs), key
            assert ("elements" in docs) == (docs["type"] == "list"), key
            check(docs.get("contains", {}))

    check(returned(name))


def check_fields(docs: dict[str, Any], fields: tuple[Field, ...], extra: tuple[str, ...] = ()) -> None:
    """A mapping's members are documented one by one; a large mapping points to the options of the same name."""
    assert set(docs) == {f.name for f in fields} | set(extra)
    for f in fields:
        here = docs[f.name]
        assert (here["type"], here.get("elements", "")) == (f.type, f.elements), f.name
        if "contains" in here:
            check_fields(here["contains"], f.fields)
        elif f.fields:
            assert f"{f.name})" in here["description"]
            assert "O(" in here["description"]


def shown_fields(resource: Resource) -> tuple[Field, ...]:
    return tuple(f for f in resource.fields if f.name not in resource.qualifier_names)


@each_resource
def test_the_returned_object_has_the_options_and_an_id(resource: Resource) -> None:
    extra = (*(() if resource.singleton else ("id",)), *resource.id_facts, *(f.name for f in resource.facts))
    one = returned(resource.name)[resource.name]
    assert one["type"] == "dict"
    check_fields(one["contains"], shown_fields(resource), extra)
    many = returned(f"{resource.name}_info")[resource.kind]
    assert (many["type"], many["elements"]) == ("list", "dict")
    check_fields(many["contains"], shown_fields(resource), extra)


@each_resource
def test_readable_secrets_are_said_to_need_no_log(resource: Resource) -> None:
    for docs in (returned(resource.name)[resource.name], returned(f"{resource.name}_info")[resource.kind]):
        for f in shown_fields(resource):
            if f.secret:
                assert "no_log" in docs["contains"][f.name]["returned"]


REFUSAL = ApiError(403, "ROMA.00012000", "No permissions", "13760c1f", "GET", "/v2/p/instances")
JOB = Job("job-1", "succeeded", 100, "archive-1", ({"resource_type": "task"},))


@each_module
def test_failures_are_documented_in_one_wording(name: str) -> None:
    def without_samples(docs: dict[str, Any]) -> dict[str, Any]:
        members = {key: without_samples(value) for key, value in docs.get("contains", {}).items()}
        return {**{key: value for key, value in docs.items() if key != "sample"}, "contains": members}

    docs = returned(name)
    wanted = {"problems"} if name in OFFLINE else {"problems", "error"}
    assert wanted <= set(docs)
    for key in wanted:
        assert without_samples(docs[key]) == without_samples(returned("app")[key])


def test_an_error_is_documented() -> None:
    docs = returned("app")
    assert set(docs["error"]["contains"]) == set(REFUSAL.payload()["error"])
    assert {"msg", "problems"} == set(InputError(["x"]).payload())


def test_config_documents_its_records() -> None:
    docs = returned("config")
    entry = Entry(BY_KIND["apps"], "apps[0]", {"name": "orders"})
    task = Step(entry, record=Record(entry.resource, "id-1", {}, {}, {}), status="failed", error=REFUSAL)
    outcome = _outcomes.outcome_of(task)
    assert set(outcome) == set(docs["results"]["contains"])
    assert set(outcome["error"]) | {"problems"} == set(docs["results"]["contains"]["error"]["contains"])
    assert set(_outcomes.summary_of([])) == set(docs["summary"]["contains"])
    restored = returned("backup_restore")
    assert set(outcome) | {"outcome", "reason"} == set(restored["results"]["contains"])
    assert {*_outcomes.summary_of([]), "skipped"} == set(restored["summary"]["contains"])


GAP = {"kind": "apis", "name": "a", "what": "w", "why": "y"}
ROW = coverage_of(BY_KIND["apps"], [])


def test_config_info_documents_its_result(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_config, "dump", lambda *_: Dump({"apps": []}, [], [GAP], [ROW], {}))
    connection = {"endpoint": "https://roma.example.com", "project_id": "p", "instance_id": "i", "token": "t"}
    result = _config.read(Context(connection))
    docs = returned("config_info")
    assert set(result) - {"changed"} == set(docs) - {"problems", "error"}
    assert set(result["instance"]) == set(docs["instance"]["contains"])
    assert set(docs["not_covered"]["contains"]) == set(GAP)
    assert set(docs["coverage"]["contains"]) == set(ROW)
    assert {key for item in result["out_of_reach"] for key in item} == set(docs["out_of_reach"]["contains"])


def test_asset_export_documents_archives_and_jobs() -> None:
    docs = returned("asset_export")
    archive = _asset_export._facts(Inventory(cast(Any, None)), Archive(Path("a.zip"), 1, "00"), JOB.facts,
                                   {"apps": [], "tasks": []}, False)  # fmt: skip
    assert set(archive) == set(docs["archives"]["contains"])
    assert docs["archives"]["contains"]["job"]["contains"] == docs["jobs"]["contains"]
    assert set(JOB.facts) == set(docs["jobs"]["contains"])


def test_occ_export_documents_its_result() -> None:
    docs = returned("occ_export")
    process = Process("p_1", "failed", error={"title": "x"})
    count = Count("Products", "json", "Products.json", 1, 1, ("why",))
    file = _occ_export._file("export", Archive(Path("a.json"), 1, "00"))
    result = _occ_export._found(process, [count], [file])
    assert set(result) == set(docs) - {"problems", "error"}
    assert set(result["process"]) == set(docs["process"]["contains"])
    assert set(result["process"]["error"]) == set(docs["process"]["contains"]["error"]["contains"])
    for name in ("counts", "failures", "files"):
        assert set(result[name][0]) == set(docs[name]["contains"])
    assert returned("occ_export_info")["process"]["contains"] == docs["process"]["contains"]


def test_backups_document_their_results(tmp_path: Path) -> None:
    begun = OPERATIONS["backup_directory"].run(Context({"root": str(tmp_path / "root"), "label": "main"}))
    assert set(begun) - {"changed"} == set(returned("backup_directory")) - {"problems"}
    with zipfile.ZipFile(Path(begun["path"], "assets.zip"), "w") as archive:
        archive.writestr("asset.json", "{}")
    result = OPERATIONS["backup_manifest"].run(Context({"path": begun["path"], "target": begun["target"]}))
    docs = returned("backup_manifest")
    assert set(result) - {"changed"} == set(docs) - {"problems"}
    assert set(result["manifest"]) == set(docs["manifest"]["contains"])
    assert set(result["manifest"]["files"][0]) == set(docs["manifest"]["contains"]["files"]["contains"])
