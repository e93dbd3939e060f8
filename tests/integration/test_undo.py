# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Applied exactly, the undo of a run brings back what was there before."""

from __future__ import annotations

import json
import random
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible_collections.roma.connect.plugins.module_utils._catalog._registry import BY_KIND
from ansible_collections.roma.connect.plugins.module_utils._document._extent import can_be_owned
from ansible_collections.roma.connect.plugins.module_utils._document._file import document_of
from ansible_collections.roma.connect.plugins.module_utils._document._layout import Owners
from ansible_collections.roma.connect.plugins.module_utils._planning._secrets import drop_secrets, secrets_in
from ansible_collections.roma.connect.plugins.module_utils._run._backups._checks import secrets_named
from ansible_collections.roma.connect.plugins.module_utils._spec._references import references
from ansible_collections.roma.connect.plugins.module_utils._spec._values import Values, is_placeholder, secret_name
from ansible_collections.roma.connect.tests.unit.recipe import SECRETS

from tests.emulator.identity import tenant
from tests.emulator.process import EmulatorProcess
from tests.integration.instance import Instance, Result
from tests.integration.policy_cases import NEEDS
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


@pytest.mark.parametrize("seed", range(2))
def test_what_was_made_is_taken_back(main: Instance, emulator: EmulatorProcess, seed: int) -> None:
    start = emulator.state()
    done = main.apply(generator(seed).document(), undo=True)
    main.apply(done["undo"], exact=True)
    assert emulator.state() == start


def without_what_grows(document: Values) -> Values:
    return {kind: [{name: value for name, value in entry.items() if not BY_KIND[kind].by_name[name].change.grows}
                   for entry in entries] for kind, entries in document.items()}  # fmt: skip


def stays(undone: Result) -> set[tuple[str, str, str]]:
    """What a run has said that it cannot take away: kind, name and option."""
    return {(item["kind"], item["name"], note.partition(" ")[0].partition(".")[0].partition("[")[0])
            for item in undone["results"] for note in item["notes"] if "cannot be taken away" in note}  # fmt: skip


@pytest.mark.parametrize(
    ("seed", "options"),
    [(0, {}), (1, {"exact": True}), (2, {"only": {"kinds": list(BY_KIND)[::2]}}),
     (3, {"exact": True, "only": {"names": ["*[0-9a-m]"]}})],
    ids=["as usual", "exactly", "only some kinds", "exactly some names"],
)  # fmt: skip
def test_what_was_changed_is_brought_back(main: Instance, seed: int, options: dict[str, Any]) -> None:
    making = generator(seed)
    main.apply(making.document())
    other, document = main.read()["document"], making.changed()
    if "exact" in options:  # such a document is a whole one
        main.apply(document)
        document = without_what_grows(other)
    before = main.read()["document"]
    done = main.apply(document, undo=True, **options)
    assert done["summary"]["updated"]
    after = main.read()["document"]
    undone = main.apply(done["undo"], exact=True, undo=True)
    left = stays(undone)  # the plan has told it
    assert shown(main.read()["document"], left) == shown(before, left)
    again = main.apply(done["undo"], exact=True)
    assert (again["changed"], again["writes"]) == (False, [])
    redone = main.apply(undone["undo"], exact=True)
    left = stays(redone)
    assert shown(main.read()["document"], left) == shown(after, left)


def readable(hidden: Values, whole: Values) -> dict[str, str]:
    """The secrets that the service gives back, by the names of their placeholders."""
    names, values = (
        [secret for kind in hidden for entry in document[kind]
         for secret in secrets_in(BY_KIND[kind].fields, entry).values()]
        for document in (hidden, whole)
    )  # fmt: skip
    pairs = zip(names, values, strict=True)
    return {secret_name(name): value for name, value in pairs if not is_placeholder(value)}


def some_of(document: Values, chosen: Callable[[str, Values], bool]) -> Values:
    """Choose entries, with what they refer to and what belongs to no application: the latter is never pruned."""
    owner_of = Owners(document).of
    due = [(kind, entry) for kind, entries in document.items() for entry in entries
           if chosen(kind, entry) or (can_be_owned(kind) and not owner_of(kind, entry))]  # fmt: skip
    kept: dict[str, list[Values]] = {kind: [] for kind in document}
    for kind, entry in due:
        if entry not in kept[kind]:
            kept[kind].append(entry)
            due += [(ref.kind, other) for _path, ref, _beside, name in references(BY_KIND[kind].fields, entry)
                    for other in document[ref.kind] if other[BY_KIND[ref.kind].identity[0]] == name]  # fmt: skip
    return kept


@pytest.mark.parametrize("seed", range(3))
def test_what_was_pruned_is_made_anew(main: Instance, emulator: EmulatorProcess, seed: int) -> None:
    """Whole, with what went along with it, and with the secrets that are given."""
    main.apply(generator(seed).document())
    whole, before, state = main.read(include_secrets=True)["document"], main.read()["document"], emulator.state()
    chance = random.Random(seed)
    kept = some_of(before, lambda kind, entry: chance.random() < 0.2)
    everything = {"apps": [entry["name"] for entry in before["apps"]],
                  "kinds": [kind for kind in before if not BY_KIND[kind].singleton]}  # fmt: skip
    done = main.apply(kept, prune=everything, prune_limit=1000, undo=True)
    assert done["summary"]["deleted"] > 15
    secrets = {name: readable(before, whole).get(name, SECRETS[0]) for name in secrets_named(done["undo"])}
    main.apply(done["undo"], exact=True, secrets=secrets)
    assert main.read(include_secrets=True)["document"] == whole
    assert emulator.state() == state


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


def test_what_is_undone_is_of_one_instance(main: Instance, emulator: EmulatorProcess) -> None:
    second = Instance(emulator, tenant.SECOND_INSTANCE.id)
    undo = main.apply({"apps": [{"name": "orders"}]}, undo=True)["undo"]
    second.apply({"apps": [{"name": "orders"}]})
    emulator.clear_requests()
    refused = second.run("config", document=[{"apps": []}, undo], exact=True)
    assert f"read_from: this document deletes what is on the instance {tenant.MAIN_INSTANCE.id}" in refused["msg"]
    assert emulator.requests() == []
    second.apply({"read_from": undo["read_from"], "apps": [{"name": "orders"}]})
    del undo["read_from"]
    assert second.apply(undo, exact=True)["summary"]["deleted"] == 1


def binding(api: str) -> Values:
    return {"api": api, "group": "orders-v1", "environment": "RELEASE"}


BOUND: dict[str, Any] = {
    **NEEDS,
    "throttling_policies": [
        {"name": name, "time_unit": "DAY", "time_interval": 1, "api_call_limits": 9, "remark": "r",
         "specials": [{"app": "shop", "call_limits": 5}], "bindings": [binding(api)]}
        for name, api in (("first", "orders"), ("second", "bills"))
    ],
}  # fmt: skip


def test_what_loses_a_part_gets_it_back(main: Instance) -> None:
    """Another policy takes a binding, or what a list names is deleted: nobody has declared what suffers from it."""
    main.apply(BOUND)
    before = main.read()["document"]
    taking = {"throttling_policies": [{"name": "second", "bindings": [binding("orders"), binding("bills")]}]}
    deleting = {"apis": [{"name": "orders", "group": "orders-v1", "state": "absent"}],
                "apps": [{"name": "shop", "state": "absent"}]}  # fmt: skip
    for document in (taking, deleting):
        done = main.apply(document, undo=True)
        (first,) = (entry for entry in main.read()["document"]["throttling_policies"] if entry["name"] == "first")
        assert "bindings" not in first
        assert "first" in [entry["name"] for entry in done["undo"]["throttling_policies"]]
        main.apply(done["undo"], exact=True, secrets=dict.fromkeys(secrets_named(done["undo"]), SECRETS[0]))
        assert main.read()["document"] == before
