# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The project to copy for AWX works as it is, and the role says what it misses."""

from __future__ import annotations

import json
import shutil
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest
import yaml

from tests.emulator.identity import tenant
from tests.emulator.process import EmulatorProcess
from tests.integration.awx import write_extra_vars
from tests.integration.instance import Instance
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


def test_playbooks_of_the_project(run: Runner) -> None:
    paths = [str(PROJECT / "playbooks" / playbook) for playbook in PLAYBOOKS]
    ran = run(paths[0], options=(*paths[1:], "--syntax-check"))
    assert [line.removeprefix("playbook: ") for line in ran.stdout.split("\n") if "playbook: " in line] == paths


def test_the_project_at_work(run: Runner, emulator: EmulatorProcess, tmp_path: Path) -> None:
    """The second instance is that for acceptance tests, the first one is as the documents say."""
    project = tmp_path / "project"
    shutil.copytree(PROJECT, project)
    variables = project / "inventory" / "host_vars"
    (variables / "roma-stage.yml").rename(variables / f"{tenant.SECOND_INSTANCE.name}.yml")
    documents = str(project / "documents")
    done = run(
        str(project / "playbooks" / "provision.yml"),
        options=(str(project / "playbooks" / "drift.yml"), "-i", str(project / "inventory" / "instances.roma.yml")),
        extra_vars={"roma_document": documents, "drift_before": documents},
    )
    compared = [
        found["summary"] for found in done.results if found.name == "Compare what should be there with what is there"
    ]
    assert [(summary["changed"], summary["removed"]) for summary in compared] == [(0, 0)] * 2
    for instance, stage in ((tenant.MAIN_INSTANCE, "prod"), (tenant.SECOND_INSTANCE, "stage")):
        assert list(Judge(emulator, instance.id).variables().values()) == [f"orders.{stage}.example.org:8080"]


class Store(BaseHTTPRequestHandler):
    """Where the project hands new secrets to."""

    taken: ClassVar[list[tuple[str, str | None, object]]] = []

    def do_PUT(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.taken.append((self.path, self.headers["Authorization"], body))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_arguments: object) -> None:
        """Nobody reads it."""


def test_the_project_rotates(run: Runner, emulator: EmulatorProcess, vault: tuple[str, ...], tmp_path: Path) -> None:
    """New secrets come from a credential, and go where the project says."""
    instance = Instance(emulator, tenant.MAIN_INSTANCE.id)
    template = yaml.load(DEFAULTS, Loader)["awx_templates"]["rotate"]
    instance.apply({"apps": [{"name": "orders"}], "app_secrets": [{"app": "orders", "secret": "canary-former-01"}]})
    name, new = "app_secrets/orders/secret", "canary-new-0001"
    secrets = write_extra_vars(tmp_path / "secrets.yml", "roma_secrets", {"secrets": json.dumps({name: new})})
    server = ThreadingHTTPServer(("127.0.0.1", 0), Store)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    given = {
        "rotate_secrets_names": name, "rotate_secrets_values": template["extra_vars"]["rotate_secrets_values"],
        "rotate_secrets_journal": str(tmp_path / "rotations"), "secret_store": f"http://127.0.0.1:{server.server_port}",
    }  # fmt: skip
    ran = run(str(PROJECT / "playbooks" / "rotate_secrets.yml"), extra_vars=given, verbosity=3,
              options=(*vault, *secrets),
              env={"SECRET_STORE_TOKEN": "canary-token"})  # fmt: skip
    server.shutdown()
    assert Store.taken == [(f"/{name}", "Bearer canary-token", {"value": new})]
    assert "canary-" not in ran.output.replace("canary-vault-password", "")
    assert instance.read(include_secrets=True, kinds=["app_secrets"])["document"]["app_secrets"][0]["secret"] == new


def test_without_the_collection_of_awx(run: Runner) -> None:
    given = {"awx_project": {"scm_url": "https://git.example.org/roma.git"}}
    ran = run("roma.connect.awx", extra_vars=given, fails=True, warnings=True)
    assert "collection awx.awx, which is not installed" in ran["Tell why the controller cannot be asked"].msg


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({}, "awx_project: scm_url is required"),
        ({"awx_leave_out": ["plans"]}, "awx_leave_out: there is nothing called plans"),
        (
            {"awx_credentials": [{"name": "Any", "type": "roma_secrets", "templates": ["restores"]}]},
            "awx_credentials: there is no template called restores",
        ),
    ],
)
def test_what_is_wrong_is_told_first(run: Runner, given: dict[str, object], told: str) -> None:
    ran = run("roma.connect.awx", extra_vars=given, fails=True)
    assert told in ran["Check what is given"].msg
