# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The project to copy for AWX works as it is, and the role says what it misses."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import yaml

from tests.emulator.identity import tenant
from tests.emulator.process import EmulatorProcess
from tests.integration.judge import Judge
from tests.integration.playbook import CHECKOUT, Runner

PROJECT = CHECKOUT / "examples" / "awx-project"
PLAYBOOKS = sorted(path.name for path in (PROJECT / "playbooks").glob("*.yml"))
DEFAULTS = (CHECKOUT / "roles" / "awx" / "defaults" / "main.yml").read_text(encoding="utf-8")


class Loader(yaml.SafeLoader):
    """Knows texts that Ansible must not take for templates."""


Loader.add_constructor("!unsafe", lambda loader, node: loader.construct_scalar(node))


def test_templates_run_playbooks_of_the_project() -> None:
    defaults = yaml.load(DEFAULTS, Loader)
    assert {template["playbook"] for template in defaults["awx_templates"].values()} <= set(PLAYBOOKS)
    assert {schedule["template"] for schedule in defaults["awx_schedules"].values()} <= set(defaults["awx_templates"])
    assert (PROJECT / defaults["awx_inventory_source"]).is_file()
    assert (PROJECT / defaults["awx_document"]).is_dir()


@pytest.mark.parametrize("playbook", PLAYBOOKS)
def test_playbooks_of_the_project(run: Runner, playbook: str) -> None:
    run(str(PROJECT / "playbooks" / playbook), options=("--syntax-check",))


def test_the_project_at_work(run: Runner, emulator: EmulatorProcess, tmp_path: Path) -> None:
    """The second instance is that for acceptance tests, the first one is as the documents say."""
    project = tmp_path / "project"
    shutil.copytree(PROJECT, project)
    variables = project / "inventory" / "host_vars"
    (variables / "roma-stage.yml").rename(variables / f"{tenant.SECOND_INSTANCE.name}.yml")
    run(
        str(project / "playbooks" / "provision.yml"),
        options=("-i", str(project / "inventory" / "instances.roma.yml")),
        extra_vars={"roma_document": str(project / "documents")},
    )
    for instance, stage in ((tenant.MAIN_INSTANCE, "prod"), (tenant.SECOND_INSTANCE, "stage")):
        assert list(Judge(emulator, instance.id).variables().values()) == [f"orders.{stage}.example.org:8080"]


def test_without_the_collection_of_awx(run: Runner) -> None:
    given = {"awx_project": {"scm_url": "https://git.example.org/roma.git"}}
    ran = run("roma.connect.awx", extra_vars=given, fails=True, warnings=True)
    assert "collection awx.awx, which is not installed" in ran["Tell why the controller cannot be asked"].msg


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({}, "awx_project: scm_url is required"),
        ({"awx_leave_out": ["plans"]}, "awx_leave_out: there is nothing called plans"),
    ],
)
def test_what_is_wrong_is_told_first(run: Runner, given: dict[str, object], told: str) -> None:
    ran = run("roma.connect.awx", extra_vars=given, fails=True)
    assert told in ran["Check what is given"].msg
