# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Applied exactly, the undo of a run brings back what was there before."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest
import yaml
from ansible_collections.roma.connect.plugins.module_utils._catalog._registry import BY_KIND
from ansible_collections.roma.connect.plugins.module_utils._document._file import document_of
from ansible_collections.roma.connect.plugins.module_utils._planning._secrets import drop_secrets
from ansible_collections.roma.connect.plugins.module_utils._spec._values import Values
from ansible_collections.roma.connect.tests.unit.recipe import SECRETS

from tests.emulator.identity import tenant
from tests.emulator.process import EmulatorProcess
from tests.integration.instance import Instance
from tests.integration.test_generated_documents import generator


@pytest.fixture
def main(emulator: EmulatorProcess) -> Instance:
    emulator.switch(duplicate_datasource_names=True)
    return Instance(emulator, tenant.MAIN_INSTANCE.id)


def shown(document: Values, left: set[tuple[str, str, str]]) -> Values:
    """What can be compared: secrets that are not given anew stay, and so does what cannot be taken away or reduced."""
    return {
        kind: [
            {name: value for name, value in drop_secrets(BY_KIND[kind].fields, entry).items()
             if (kind, str(entry[BY_KIND[kind].identity[0]]), name) not in left
             and not BY_KIND[kind].by_name[name].change.grows}
            for entry in entries
        ]
        for kind, entries in document.items()
    }  # fmt: skip


@pytest.mark.parametrize("seed", range(4))
def test_what_was_made_is_taken_back(main: Instance, emulator: EmulatorProcess, seed: int) -> None:
    start = emulator.state()
    done = main.apply(generator(seed).document(), undo=True)
    main.apply(done["undo"], exact=True)
    assert emulator.state() == start


@pytest.mark.parametrize("seed", range(4))
def test_what_was_changed_is_brought_back(main: Instance, seed: int) -> None:
    making = generator(seed)
    main.apply(making.document())
    before = main.read()["document"]
    done = main.apply(making.changed(), undo=True)
    assert done["summary"]["updated"]
    undone = main.apply(done["undo"], exact=True)
    # the plan has told what stays
    left = {(item["kind"], item["name"], note.partition(" ")[0].partition(".")[0].partition("[")[0])
            for item in undone["results"] for note in item["notes"] if "cannot be taken away" in note}  # fmt: skip
    assert shown(main.read()["document"], left) == shown(before, left)


def test_what_was_deleted_is_made_anew(main: Instance, emulator: EmulatorProcess, tmp_path: Path) -> None:
    document = {
        "apps": [{"name": "orders"}, {"name": "gone", "remark": "r"}],
        "app_secrets": [{"app": "gone", "secret": SECRETS[0]}],
        "environments": [{"name": "STAGE"}],
        "api_groups": [{"name": "orders-v1", "app": "orders", "remark": "r"}],
        "env_variables": [{"environment": "STAGE", "group": "orders-v1", "name": "host", "value": "h"}],
    }
    main.apply(document)
    before = main.read(include_secrets=True)["document"]
    path = tmp_path / "undo.yml"
    # the variable goes along with its group, and the secret with its application
    declared = {"api_groups": [], "apps": [{"name": "gone", "state": "absent"}],
                "env_variables": [{**document["env_variables"][0], "state": "absent"}]}  # fmt: skip
    done = main.apply(declared, prune={"apps": ["orders"]}, undo_file=str(path))
    assert done["summary"]["deleted"] == 3
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert SECRETS[0] not in path.read_text()
    undo = document_of(path.read_text(), "undo.yml")
    refused = main.plan(undo, exact=True)
    assert "the secret has no value: give the one of app_secrets/gone/secret" in refused["msg"]
    main.apply(undo, exact=True, secrets={"app_secrets/gone/secret": SECRETS[0]})
    assert main.read(include_secrets=True)["document"] == before
    assert yaml.safe_load(path.read_text())["read_from"]["id"] == tenant.MAIN_INSTANCE.id


def test_the_way_back_is_not_overwritten(main: Instance, emulator: EmulatorProcess, tmp_path: Path) -> None:
    path = tmp_path / "undo.yml"
    main.plan({"apps": [{"name": "orders"}]}, undo_file=str(path))
    assert not path.exists()
    main.apply({"apps": [{"name": "orders"}]}, undo_file=str(path))
    kept = path.read_text()
    main.apply({"apps": [{"name": "orders"}]}, undo_file=str(path))  # nothing to do
    emulator.clear_requests()
    refused = main.run("config", document={"apps": [{"name": "other"}]}, undo_file=str(path))
    assert "is there already, and may be the way back from another run" in refused["msg"]
    assert emulator.requests(mutating=True) == []
    assert path.read_text() == kept


def test_results_of_large_documents_are_cut(main: Instance) -> None:
    document = {
        "apps": [{"name": f"app-{n:04d}", "remark": "an application"} for n in range(750)],
        "api_groups": [{"name": f"group-{n:04d}", "app": f"app-{n:04d}", "remark": "r"} for n in range(750)],
    }
    planned = main.plan(document, undo=True)
    assert len(json.dumps(planned)) <= 250_000
    assert planned["cut"]["diff"] == 1500
    assert len(planned["undo"]["api_groups"]) == 750
    assert planned["invocation"]["module_args"]["document"] == "2 kinds, 1500 entries"
    assert "cut" not in main.plan(document, result_limit=0)
    made = main.apply(document, diff=True, undo=True)
    assert len(json.dumps({name: value for name, value in made.items() if name != "writes"})) <= 250_000
    assert made["summary"]["created"] == 1500
