# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The first ten minutes: what the README and the tools tell a new user to type works as it is printed."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
README = (CHECKOUT / "README.md").read_text(encoding="utf-8")
PROGRAMS = Path(sys.executable).parent
UNCHANGED = re.compile(r"^localhost +: ok=\d+ +changed=0 ", re.MULTILINE)


def section(title: str) -> str:
    (text,) = re.findall(rf"^## {title}\n(.*?)^## ", README, re.MULTILINE | re.DOTALL)
    return text


def commands(title: str) -> list[str]:
    """The lines of a section that are set off by four blanks."""
    return re.findall(r"^    (.+)$", section(title), re.MULTILINE)


def shell(lines: list[str], directory: Path, environment: dict[str, str]) -> str:
    """Type lines into a shell with no other variables than these; returns what was printed."""
    script = "\n".join(["set -e", *lines])
    done = subprocess.run(
        ["/bin/bash", "-c", script], cwd=directory, env=environment, text=True, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
    assert "[WARNING]" not in done.stdout, done.stdout
    return done.stdout


@pytest.fixture
def lines() -> Iterator[list[str]]:
    """What `make emulator` prints for another shell."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    serving = subprocess.Popen(
        [sys.executable, CHECKOUT / "scripts" / "emulator", "--port", str(port)],
        cwd="/", env={}, text=True, stdout=subprocess.PIPE,
    )  # fmt: skip
    try:
        printed = []
        for line in serving.stdout:
            if line.startswith("Emulator ready"):
                break
            printed.append(line.rstrip("\n"))
        assert serving.poll() is None
        yield printed
    finally:
        serving.send_signal(signal.SIGTERM)
        serving.wait(30)
        serving.stdout.close()


def test_the_first_steps(lines: list[str], tmp_path: Path) -> None:
    (document,) = re.findall(r"```yaml\n(.*?)```", section("First steps"), re.DOTALL)
    (tmp_path / "orders.yml").write_text(document, encoding="utf-8")
    plan, apply, backup = (line for line in commands("First steps") if line.startswith("ansible-playbook"))
    assert "order_system" in shell([*lines, plan], tmp_path, {})
    assert not UNCHANGED.search(shell([*lines, apply], tmp_path, {}))
    assert UNCHANGED.search(shell([*lines, apply], tmp_path, {}))
    shell([*lines, backup], tmp_path, {})
    assert len(list(tmp_path.glob("backups/*/*/document.yml"))) == 1

    shutil.copytree(CHECKOUT / "examples" / "inventory", tmp_path / "inventory")
    planned = shell([*lines, *commands("Several instances")], tmp_path, {})
    assert "changed: [stage]" in planned
    assert sorted(path.parts[-3] for path in tmp_path.glob("backups/*/*/document.yml"))[-2:] == ["dev", "stage"]


def test_a_playbook_of_ones_own(lines: list[str], tmp_path: Path) -> None:
    (playbook,) = re.findall(r"```yaml\n(.*?)```", section("Playbooks of your own"), re.DOTALL)
    reached = playbook.replace("https://roma.cn-north-4.myhuaweicloud.com", "\"{{ lookup('env', 'ROMA_ENDPOINT') }}\"")
    (tmp_path / "own.yml").write_text(reached, encoding="utf-8")
    printed = shell([*lines, 'ansible-playbook own.yml -e "roma_instance_id=$ROMA_INSTANCE_ID"'], tmp_path, {})
    assert "changed=1 " in printed


def test_the_documentation_is_shown(lines: list[str], tmp_path: Path) -> None:
    shown = re.findall(r"`(ansible-doc [^`]+)`", section("First steps"))
    assert len(shown) == 2
    for command in shown:
        assert "roma.connect" in shell([*lines, command], tmp_path, {"HOME": str(tmp_path)})


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the checkout, as a clone would be."""
    unwanted = shutil.ignore_patterns("build", ".venv", ".git", "__pycache__", ".*_cache", "*.tar.gz")
    return Path(shutil.copytree(CHECKOUT, tmp_path / "checkout", ignore=unwanted))


@pytest.mark.parametrize("way", ["checkout", "tarball"])
def test_the_installation(copy: Path, tmp_path: Path, way: str) -> None:
    listed = commands("Installation")
    assert listed.pop(0) == "ansible-galaxy collection install roma.connect"  # nothing has been published yet
    chosen = {"checkout": listed[:1], "tarball": listed[1:]}[way]
    environment = {"PATH": f"{PROGRAMS}{os.pathsep}{os.defpath}", "HOME": str(tmp_path)}
    shell(chosen, copy, environment)
    assert "roma.connect.app" in shell(["ansible-doc -t module -l roma.connect"], tmp_path, environment)


def test_the_commands_of_the_demo_can_be_repeated(lines: list[str]) -> None:
    """After the tour, in the directory to which it leads, with another emulator."""
    shown = shell([f"{PROGRAMS / 'python'} {CHECKOUT / 'scripts' / 'demo'}"], Path("/"), {"PATH": os.defpath})
    repeated = re.findall(r"^   \$ (.+)$", shown, re.MULTILINE)
    assert len(repeated) == 11
    (way,) = re.findall(r"^   (cd .+)$", shown, re.MULTILINE)
    again = shell([*lines, way, *repeated], Path("/"), {})
    recap = re.compile(r"^localhost .*$", re.MULTILINE)
    assert recap.findall(again) == recap.findall(shown)
