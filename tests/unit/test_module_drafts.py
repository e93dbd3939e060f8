# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The drafts of module files that `scripts/module-drafts` writes pass the tests of module files from the start."""

from __future__ import annotations

from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType

import pytest
from ansible_collections.roma.connect.plugins.module_utils._spec._resource import Resource
from ansible_collections.roma.connect.tests.unit import test_modules as rules

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "module-drafts"


@pytest.fixture(scope="module")
def script() -> ModuleType:
    loader = SourceFileLoader("module_drafts", str(SCRIPT))
    module = module_from_spec(spec_from_loader("module_drafts", loader))  # type: ignore[arg-type]
    loader.exec_module(module)
    return module


@rules.each_resource
def test_drafts(script: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, resource: Resource) -> None:
    names = {False: resource.name, True: f"{resource.name}_info"}
    drafts = {"app": rules.MODULES["app"]}  # errors are worded as it does
    for info, name in names.items():
        drafts[name] = tmp_path / f"{name}.py"
        drafts[name].write_text(script.draft(resource, info), encoding="utf-8")
        longest = max(drafts[name].read_text(encoding="utf-8").splitlines(), key=len)
        assert len(longest) <= 120, longest
    monkeypatch.setattr(rules, "MODULES", {**rules.MODULES, **drafts})
    for name in names.values():
        rules.test_a_module_is_one_call(name)
        rules.test_the_fragments_document_the_options(name)
        rules.test_the_head_of_the_documentation(name)
        rules.test_see_also_leads_to_modules(name)
        rules.test_examples_are_tasks_with_full_names(name)
        rules.test_returned_keys_are_described(name)
        rules.test_failures_are_documented_in_one_wording(name)
    rules.test_the_returned_object_has_the_options_and_an_id(resource)
    rules.test_readable_secrets_are_said_to_need_no_log(resource)


def test_what_exists_is_left_alone(
    script: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "task.py").write_text("kept", encoding="utf-8")
    monkeypatch.setattr("sys.argv", ["module-drafts", "task", "--into", str(tmp_path)])
    assert script.main() == 0
    assert (tmp_path / "task.py").read_text(encoding="utf-8") == "kept"
    assert (tmp_path / "task_info.py").read_text(encoding="utf-8").startswith("#!/usr/bin/python")
    told = capsys.readouterr().out.splitlines()
    assert ["is left as it is" in line for line in told] == [True, False]
