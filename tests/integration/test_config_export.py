# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Instances stored as files."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Any

import yaml

from tests.emulator.process import EmulatorProcess
from tests.integration.playbook import Runner

DOCUMENT: dict[str, Any] = {
    "apps": [{"name": "orders", "remark": "order intake"}, {"name": "billing"}],
    "app_secrets": [{"app": "orders", "secret": "Orders+Secret/1"}],
    "environments": [{"name": "STAGE"}],
    "api_groups": [{"name": "orders-v1", "app": "orders"}],
}
FIRST = {"name": "declare", "roma.connect.config": {"document": DOCUMENT}}


def export(name: str, path: Path, **options: Any) -> dict[str, Any]:
    return {"name": name, "roma.connect.config_export": {"path": str(path), **options}}


def listed(directory: Path) -> dict[str, str]:
    return {path.relative_to(directory).as_posix(): f"{stat.S_IMODE(path.stat().st_mode):o}"
            for path in directory.rglob("*")}  # fmt: skip


def test_one_file(run: Runner, emulator: EmulatorProcess, tmp_path: Path) -> None:
    path = tmp_path / "new" / "instance.yml"
    planned = run([FIRST, export("store", path)], check=True, diff=True)
    assert planned["store"].changed
    assert not path.parent.exists()

    done = run([FIRST, export("store", path), export("again", path)], diff=True)
    assert done["store"].changed
    assert not done["again"].changed
    assert done.writes("store") == []
    assert "+    remark: order intake" in done.stdout
    assert listed(path.parent) == {"instance.yml": "600"}
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    stored = yaml.safe_load(path.read_text())
    assert stored["read_from"]["id"] == emulator.env["ROMA_INSTANCE_ID"]
    assert [app["name"] for app in stored["apps"]] == ["billing", "orders"]
    assert done["store"]["counts"]["apps"] == 2
    assert done["store"]["files"] == [str(path)]
    assert "document" not in done["store"].data
    assert done["store"]["placeholders"] == [
        "<secret:app_secrets/billing/secret>",
        "<secret:app_secrets/orders/secret>",
    ]


def test_what_is_gone_is_removed(run: Runner, tmp_path: Path) -> None:
    path = tmp_path / "instance"
    run([FIRST, export("store", path, layout="apps")])
    assert set(listed(path)) == {"apps", "apps/orders.yml", "apps/billing.yml", "instance.yml"}
    before = (path / "apps/orders.yml").stat().st_mtime_ns

    gone = {"name": "gone", "roma.connect.app": {"name": "billing", "state": "absent"}}
    planned = run([gone, export("plan", path, layout="apps")])
    assert planned["plan"].changed
    assert set(listed(path)) == {"apps", "apps/orders.yml", "instance.yml"}
    # what stays the same is not written
    assert (path / "apps/orders.yml").stat().st_mtime_ns == before
    assert not run([export("again", path, layout="apps")])["again"].changed
    assert "billing" not in (path / "instance.yml").read_text()


def test_files_of_others_are_left_alone(run: Runner, tmp_path: Path) -> None:
    mine = tmp_path / "mine.yml"
    mine.write_text("apps: []\n")
    refused = run([export("store", tmp_path, layout="kinds")], fails=True)
    assert "mine.yml was not read from an instance" in refused["store"].msg
    assert mine.read_text() == "apps: []\n"
    assert not (tmp_path / "apps.yml").exists()

    refused = run([export("store", tmp_path)], fails=True)
    assert f"path: {tmp_path} is a directory" in refused["store"].msg
    refused = run([export("store", mine, layout="apps")], fails=True)
    assert f"path: {mine} is not a directory" in refused["store"].msg


def test_secrets_are_stored_but_not_shown(run: Runner, tmp_path: Path) -> None:
    path = tmp_path / "instance.yml"
    done = run([FIRST, export("store", path, include_secrets=True)], diff=True, verbosity=3)
    assert "Orders+Secret/1" in path.read_text()
    assert "Orders+Secret/1" not in done.output
    assert "diff" not in done["store"].data
