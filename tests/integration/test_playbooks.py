# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What every shipped playbook does: it checks its variables, knows check mode and diffs, sums up, and publishes."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.emulator.process import EmulatorProcess
from tests.integration.playbook import CHECKOUT, Run, Runner
from tests.integration.shown import GUIDES, TESTED
from tests.integration.test_restore import DATABASE, DOCUMENT, ORDERS, PASSWORD, SECOND, SECRET

#: playbook → what it publishes with set_stats, in the order in which they run here
PUBLISHED = {
    "provision": "roma_provision_summary",
    "backup": "roma_backup_summary",
    "verify": "roma_verify",
    "restore": "roma_restore_summary",
    "drift": "roma_drift",
    "restore_drill": "roma_restore_drill",
    "rotate_secrets": "roma_rotate_secrets",
}
#: those that need a controller: test_awx_contract.py
ELSEWHERE = {"awx": "roma_awx"}
#: those that change something when they run again with the same variables
NEVER_DONE = {"backup", "restore_drill", "rotate_secrets"}
PLAYBOOKS = sorted(path.stem for path in (CHECKOUT / "playbooks").glob("*.yml"))
ROLES = CHECKOUT / "roles"
each_playbook = pytest.mark.parametrize("name", PLAYBOOKS)


class Loader(yaml.SafeLoader):
    """Knows texts that Ansible must not take for templates."""


Loader.add_constructor("!unsafe", lambda loader, node: loader.construct_scalar(node))


def loaded(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), Loader)


def tasks_of(name: str) -> list[Mapping[str, Any]]:
    """All tasks of a role, those in blocks, too."""
    found = [task for path in sorted((ROLES / name / "tasks").glob("*.yml")) for task in loaded(path)]
    for task in found:
        found += [inner for part in ("block", "rescue", "always") for inner in task.get(part, [])]
    return found


def test_no_playbook_is_forgotten() -> None:
    assert {*PUBLISHED, *ELSEWHERE} == set(PLAYBOOKS)


@each_playbook
def test_variables_are_checked_and_documented(name: str) -> None:
    (play,) = loaded(CHECKOUT / "playbooks" / f"{name}.yml")
    imports = json.dumps(play).split('"ansible.builtin.import_role": ')[1:]
    assert len(imports) == 1
    assert imports[0].startswith(json.dumps({"name": f"roma.connect.{name}", "rolespec_validate": False}))
    (spec,) = loaded(ROLES / name / "meta" / "argument_specs.yml")["argument_specs"].values()
    assert all(option["description"] and option["type"] for option in spec["options"].values())
    (checked,) = loaded(ROLES / name / "meta" / "main.yml")["dependencies"]
    assert checked == {"role": "roma.connect.arguments", "vars": {"arguments_role": name}}


@each_playbook
def test_it_tells_and_publishes(name: str) -> None:
    tasks = tasks_of(name)
    published = [key for task in tasks for key in task.get("ansible.builtin.set_stats", {}).get("data", {})]
    assert published == [{**PUBLISHED, **ELSEWHERE}[name]]
    told = [task for task in tasks if str(task.get("name", "")).startswith("Tell what ")]
    assert any("ansible.builtin.debug" in task for task in told)


@pytest.mark.parametrize("name", list(PUBLISHED))
def test_a_guide_shows_an_output_of_it(name: str) -> None:
    shown = [block["shown"] for path in GUIDES.glob("*.rst") for block in TESTED.finditer(path.read_text("utf-8"))]
    assert any(re.search(rf"^   \$ .*(\\\n.*)*ansible-playbook roma\.connect\.{name}\b", text, re.M) for text in shown)


@pytest.fixture
def variables(tmp_path: Path) -> dict[str, Any]:
    store = [{"name": "store", "ansible.builtin.copy": {"content": "{{ rotate_secrets_secret }}", "mode": "0600",
                                                       "dest": str(tmp_path / "stored")}}]  # fmt: skip
    (tmp_path / "store.yml").write_text(json.dumps(store))
    (tmp_path / "document.json").write_text(json.dumps(DOCUMENT))
    backups = tmp_path / "backups"
    return {
        "roma_document": str(tmp_path / "document.json"),
        "backup_root": str(backups), "backup_label": "main", "backup_secrets": {DATABASE: PASSWORD},
        "verify_path": str(backups / "main"), "restore_backup": str(backups / "main"),
        "drift_before": str(tmp_path / "document.json"),
        "drill_path": str(backups / "main"), "drill_connection": {"instance_id": SECOND},
        "rotate_secrets_names": [ORDERS], "rotate_secrets_store": str(tmp_path / "store.yml"),
        "rotate_secrets_journal": str(tmp_path / "journal"),
    }  # fmt: skip


def changed_tasks(run: Run) -> dict[str, list[str]]:
    """Role → its tasks that say that they have changed something."""
    found: dict[str, list[str]] = {}
    role = task = ""
    for line in run.stdout.splitlines():
        begun = re.match(r"TASK \[roma\.connect\.(\w+) : (.*)\] \*+", line)
        if begun:
            role, task = begun[1], begun[2]
        elif line.startswith("changed: ["):
            found.setdefault(role, []).append(task)
    return found


def published(run: Run) -> dict[str, Any]:
    """What the playbooks have published, each at its end."""
    found: dict[str, Any] = {}
    for text in run.stdout.split("RUN: ")[1:]:
        found.update(json.JSONDecoder().raw_decode(text)[0])
    return found


def test_all_of_them_at_work(
    run: Runner, emulator: EmulatorProcess, vault: tuple[str, ...], variables: dict[str, Any], tmp_path: Path
) -> None:
    """They run, they show what they would do, and say that they change something only where they do."""
    secrets = (SECRET, PASSWORD, "canary-vault-password")
    first, *others = (f"roma.connect.{name}" for name in PUBLISHED)
    keywords: dict[str, Any] = {"diff": True, "extra_vars": variables, "env": {"ANSIBLE_SHOW_CUSTOM_STATS": "true"}}
    run(first, extra_vars=variables)
    done = run("roma.connect.backup", **{**keywords, "options": vault})
    emulator.clear_requests()
    planned = run(first, check=True, **keywords, options=(*others, *vault))
    assert planned.writes() == []
    assert [line for line in planned.stdout.splitlines() if line.startswith("PLAY [")] == [
        f"PLAY [{loaded(CHECKOUT / 'playbooks' / f'{name}.yml')[0]['name']}]".ljust(79, "*").replace("]*", "] *", 1)
        for name in PUBLISHED
    ]
    assert changed_tasks(planned).keys() <= NEVER_DONE
    again = run(first, **keywords, options=(*others, *vault))
    assert changed_tasks(again).keys() == NEVER_DONE
    for each in (planned, again):
        assert published(each).keys() == set(PUBLISHED.values())
    assert (tmp_path / "stored").read_text() != SECRET
    for each in (done, planned, again):
        assert not [secret for secret in (*secrets, (tmp_path / "stored").read_text()) if secret in each.output]
