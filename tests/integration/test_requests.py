# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How many requests it takes to read and to plan an instance that holds every kind: no more than it must."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

from tests.benchmarks import bound
from tests.benchmarks.objects import document_of, sized, with_changes
from tests.emulator.identity import tenant
from tests.emulator.process import EmulatorProcess
from tests.integration.instance import Instance

DOCUMENT = document_of({**sized(0.01), "apps": 12, "app_authorizations": 48, "dictionaries": 45})


def test_nothing_is_asked_for_twice_or_in_vain(emulator: EmulatorProcess) -> None:
    instance = Instance(emulator, tenant.MAIN_INSTANCE.id)
    instance.apply(DOCUMENT)
    assert operations(emulator, instance.read) == bound.to_dump(DOCUMENT)
    assert operations(emulator, lambda: instance.plan(DOCUMENT)) == bound.to_plan(DOCUMENT)
    changed = with_changes(DOCUMENT)
    assert operations(emulator, lambda: instance.plan(changed)) == bound.to_plan(changed)


def operations(emulator: EmulatorProcess, act: Callable[[], Any]) -> Counter[str]:
    emulator.clear_requests()
    act()
    return Counter(entry["operation"] for entry in emulator.requests())
