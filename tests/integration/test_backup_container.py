# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Backups within a container: a sandbox with a root that is thrown away, made by the program bwrap."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.emulator.identity import tenant
from tests.integration.playbook import CHECKOUT, Runner

BWRAP = shutil.which("bwrap")
BACKUP, BEGIN = "roma.connect.backup", "Make a directory under a provisional name"
OVERRIDE = "ROMA_BACKUP_ALLOW_EPHEMERAL"


def sandbox(*shared: Path, mark: str = "") -> list[str]:
    """The command that another one follows: it may read all of this machine, and write only what is shared."""
    own = {"tmp", "run", "proc", "dev", "sys", "backups"}
    system = [part for path in sorted(Path("/").iterdir()) if path.name not in own
              for part in (("--symlink", str(path.readlink()), str(path)) if path.is_symlink()
                           else ("--ro-bind", str(path), str(path)))]  # fmt: skip
    machine = ["--dev-bind", "/dev", "/dev", "--proc", "/proc"]
    marked = ["--ro-bind", "/dev/null", mark] if mark else []
    checkout = ["--ro-bind", str(CHECKOUT), str(CHECKOUT)]  # it may lie in what is not taken over
    writable = [part for path in shared for part in ("--bind", str(path), str(path))]
    return [str(BWRAP), "--die-with-parent", *system, *machine, *checkout, *marked, *writable]


def works() -> bool:
    """Whether there is the program, and it may do what it is for: in some containers it may not."""
    return BWRAP is not None and subprocess.run([*sandbox(), "/bin/true"], check=False).returncode == 0


pytestmark = pytest.mark.skipif(not works(), reason="the program bwrap is not installed, or makes no sandbox here")


def test_what_is_gone_with_the_container_is_refused(run: Runner, tmp_path: Path) -> None:
    within = sandbox(tmp_path, run.temporary, mark="/run/.containerenv")
    variables = {"backup_root": "/backups/roma", "backup_assets": False}
    refused = run(BACKUP, extra_vars=variables, env={OVERRIDE: ""}, within=within, check=True, fails=True)
    assert refused[BEGIN].msg.startswith(
        "root: /backups/roma is in the container itself, and is gone with the container"
    )
    assert "backup_allow_ephemeral" in refused[BEGIN].msg
    assert refused.requests() == []
    run(BACKUP, extra_vars={**variables, "backup_allow_ephemeral": True}, env={OVERRIDE: None}, within=within)


def test_what_is_mounted_is_taken(run: Runner, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.mkdir()
    within = [*sandbox(tmp_path, run.temporary, mark="/.dockerenv"), "--bind", str(kept), "/backups"]
    variables = {"backup_root": "/backups", "backup_assets": False}
    run(BACKUP, extra_vars=variables, env={OVERRIDE: None}, within=within)
    (backup,) = (kept / tenant.MAIN_INSTANCE.id).iterdir()
    assert (backup / "manifest.json").is_file()


def test_the_files_of_a_job_are_not_the_place(run: Runner, tmp_path: Path) -> None:
    """As AWX runs jobs: their directory is mounted, and removed when they end."""
    job = tmp_path / "awx_7_x1"
    job.mkdir()
    within = [*sandbox(tmp_path, run.temporary), "--bind", str(job), "/backups"]
    environment = {OVERRIDE: None, "AWX_PRIVATE_DATA_DIR": f"/elsewhere/{job.name}"}
    refused = run(BACKUP, extra_vars={"backup_root": "/backups/roma"}, env=environment, within=within, fails=True)
    assert "root: /backups/roma belongs to the job, and is removed when it ends" in refused[BEGIN].msg
