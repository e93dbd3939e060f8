# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Empty values, for every option of every kind at every depth: what check mode says is what the run does.

An option is cleared, or the declaration is refused before the first write; the service never has to refuse it.
"""

from __future__ import annotations

import pytest
from ansible_collections.roma.connect.plugins.module_utils._catalog._registry import BY_KIND, RESOURCES
from ansible_collections.roma.connect.tests.unit.generator import Document
from ansible_collections.roma.connect.tests.unit.recipes import LEFT_OUT

from tests.emulator.identity import tenant
from tests.emulator.process import EmulatorProcess
from tests.integration.instance import Instance
from tests.integration.options import EMPTY, KINDS, before, emptied, given, only, options


def test_every_option_is_tried() -> None:
    wanted = {option for resource in RESOURCES for option in options(resource.fields, resource.kind)}
    assert wanted - set(given()) == set(LEFT_OUT)


def mismatch(instance: Instance, document: Document) -> str:
    """Apply a document, and tell how the run differs from what check mode has said."""
    planned = instance.plan(document)
    if planned.get("failed"):
        return "" if "problems" in planned else f"cannot be planned: {planned['msg']}"
    done = instance.run("config", document=document)
    if done.get("failed"):
        return f"planned, but {done['msg']}"
    again = [(item["path"], item["changed"]) for item in instance.plan(document)["results"] if item["action"] != "none"]
    return f"never settles: {again}" if again else ""


@pytest.mark.parametrize("kind", KINDS)
def test_check_mode_tells_the_truth(emulator: EmulatorProcess, kind: str) -> None:
    main = Instance(emulator, tenant.MAIN_INSTANCE.id)
    found = []
    for option, (document, of_kind, index, place, f) in given().items():
        if of_kind != kind or f.type not in EMPTY:
            continue
        resource, entry = BY_KIND[kind], document[kind][index]
        empty, start = emptied(entry, place, f), before(document, kind, entry)
        for verb, there, wanted in (
            ("create", start, empty),
            ("update", {**start, kind: [*start[kind], entry]}, only(resource, empty, place)),
        ):
            emulator.reset()
            emulator.switch(duplicate_datasource_names=True)
            if any(there.values()):
                main.apply(there)
            why = mismatch(main, {kind: [wanted]})
            if why:
                found.append(f"{verb} {option}: {why}")
    assert not found, "\n".join(found)
