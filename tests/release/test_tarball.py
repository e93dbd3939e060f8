# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tarball, installed into an empty place and stripped to what the collection may rely on, does its work."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.emulator.process import EmulatorProcess

CHECKOUT = Path(__file__).resolve().parents[2]
PROGRAMS = Path(sys.executable).parent
NEEDED = {"meta", "playbooks", "plugins", "roles"}
DOCUMENT = """\
apps:
  - name: orders
    remark: order intake
environments:
  - name: STAGE
api_groups:
  - {name: orders_v1, app: orders}
env_variables:
  - {environment: STAGE, group: orders_v1, name: backend_host, value: "10.0.0.7:8080"}
"""


class Site:
    """A machine with ansible-core, a home that is empty, and the collection from the tarball: nothing else."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.home = root / "home"
        self.work = root / "work"
        self.path = root / "collections"
        for directory in (self.home, self.work, self.path):
            directory.mkdir()
        self.variables: dict[str, str] = {}

    def run(self, program: str, *arguments: str | Path, cwd: Path | None = None) -> str:
        """Run a program of ansible-core; returns what it printed, and fails with all of it when the program fails."""
        environment = {
            "PATH": f"{PROGRAMS}{os.pathsep}{os.defpath}",
            "HOME": str(self.home),
            "LC_ALL": "C.UTF-8",
            "NO_PROXY": "127.0.0.1",
            "ANSIBLE_COLLECTIONS_PATH": str(self.path),
            "ANSIBLE_LOCALHOST_WARNING": "False",
            "ANSIBLE_INVENTORY_UNPARSED_WARNING": "False",
            **self.variables,
        }
        done = subprocess.run(
            [PROGRAMS / program, *arguments],
            cwd=cwd or self.work,
            env=environment,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=300,
            check=False,
        )
        assert done.returncode == 0, done.stdout
        return done.stdout

    def play(self, playbook: str, **variables: str | Path) -> dict[str, int]:
        """Run a playbook of the collection by its full name; returns the numbers of its recap."""
        extra = [part for name, value in variables.items() for part in ("-e", f"{name}={value}")]
        output = self.run("ansible-playbook", f"roma.connect.{playbook}", *extra)
        assert "[WARNING]" not in output, output
        assert "[DEPRECATION" not in output, output
        recap = re.search(r"^localhost\s+: (.*)$", output, re.MULTILINE)
        assert recap, output
        return {name: int(count) for name, count in re.findall(r"(\w+)=(\d+)", recap.group(1))}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    site = Site(tmp_path_factory.mktemp("site"))
    site.run("ansible-galaxy", "collection", "build", "--output-path", site.work, cwd=CHECKOUT)
    (tarball,) = site.work.glob("roma-connect-*.tar.gz")
    site.run("ansible-galaxy", "collection", "install", "--offline", "--collections-path", site.path, tarball)
    site.run("ansible-galaxy", "collection", "verify", "--offline", "roma.connect")
    for entry in (site.path / "ansible_collections" / "roma" / "connect").iterdir():
        if entry.name in NEEDED:
            continue
        if entry.is_dir():
            shutil.rmtree(entry)
        else:
            entry.unlink()
    with EmulatorProcess() as emulator:
        site.variables = emulator.env
        yield site


@pytest.fixture(scope="module")
def provisioned(site: Site) -> dict[str, int]:
    """The recap of the first provisioning."""
    document = site.work / "doc.yml"
    document.write_text(DOCUMENT, encoding="utf-8")
    return site.play("provision", roma_document=document)


@pytest.mark.usefixtures("provisioned")
def test_only_the_four_directories_are_left(site: Site) -> None:
    installed = site.path / "ansible_collections" / "roma" / "connect"
    assert {entry.name for entry in installed.iterdir()} == NEEDED


def test_the_check_for_execution_environments_passes(site: Site) -> None:
    site.run("ansible-playbook", CHECKOUT / "tests" / "ee" / "all.yml")


def test_the_first_provisioning_changes_the_instance(provisioned: dict[str, int]) -> None:
    assert provisioned["failed"] == 0
    assert provisioned["changed"] > 0


@pytest.mark.usefixtures("provisioned")
def test_the_second_provisioning_changes_nothing(site: Site) -> None:
    recap = site.play("provision", roma_document=site.work / "doc.yml")
    assert recap["failed"] == 0
    assert recap["changed"] == 0


@pytest.mark.usefixtures("provisioned")
def test_a_backup_holds_the_document_and_a_manifest(site: Site) -> None:
    root = site.work / "backups"
    assert site.play("backup", backup_root=root)["failed"] == 0
    (document,) = root.glob("*/*/document.yml")
    text = document.read_text(encoding="utf-8")
    for name in ("orders", "STAGE", "orders_v1", "backend_host"):
        assert name in text
    assert (document.parent / "manifest.json").is_file()


@pytest.mark.usefixtures("provisioned")
def test_a_backup_provisions_the_instance_that_it_came_from_without_a_change(site: Site) -> None:
    root = site.work / "round-trip"
    site.play("backup", backup_root=root)
    (document,) = root.glob("*/*/document.yml")
    assert site.play("provision", roma_document=document)["changed"] == 0
