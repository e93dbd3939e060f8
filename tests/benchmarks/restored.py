# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A restore of several kinds that depend on one another, against a script that makes the same objects."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.emulator.process import EmulatorProcess

from .large import sdk_routes
from .measure import Command, run, side_by_side
from .objects import document_of
from .playbooks import command, play
from .report import Line
from .service import WORKERS, apply_phase

_COPIES = 30
#: As many of each kind as `examples/order-intake.yml` has; not those whose objects depend on others of the same kind,
#: which a script that makes one kind after the other in threads could not make.
COUNTS = {
    kind: count * _COPIES
    for kind, count in {
        "apps": 3, "environments": 1, "api_groups": 1, "env_variables": 2, "apis": 3,
        "app_authorizations": 4, "datasources": 2, "tasks": 1,
    }.items()
}  # fmt: skip


def restored(directory: Path, rounds: int) -> list[Line]:
    """Applications, environments, groups, variables, published APIs, data sources and tasks."""
    document = document_of(COUNTS)
    (directory / "whole.json").write_text(json.dumps(document))
    secrets = directory / "secrets.json"
    root, notes, calls = directory / "restored", directory / "notes.json", directory / "calls.json"
    lookup = "{{{{ lookup('ansible.builtin.file', '{}') | from_json }}}}".format
    fill = {"name": "Fill", "roma.connect.config": {"document": lookup(directory / "whole.json")}}
    backup = {"name": "Back up", "ansible.builtin.import_role": {"name": "roma.connect.backup"},
              "vars": {"backup_root": str(root), "backup_label": "main", "backup_assets": False,
                       "backup_products": False}}  # fmt: skip
    role = {"name": "Restore", "ansible.builtin.import_role": {"name": "roma.connect.restore"},
            "vars": {"restore_backup": str(root / "main"), "restore_secrets": lookup(secrets),
                     "restore_archives": "never",
                     "roma_connection": {"concurrency": WORKERS}}}  # fmt: skip
    with EmulatorProcess() as emulator:
        run(command("fill and back up", directory, play([fill, backup]), emulator.env))

        def reset() -> None:
            emulator.reset()
            emulator.switch(latency_ms=20)

        (manifest,) = root.rglob("manifest.json")
        facts = json.loads(manifest.read_text())
        secrets.write_text(json.dumps(dict.fromkeys(facts["secrets_not_held"], "Canary-secret-1")))
        record = [sys.executable, "-m", "tests.benchmarks.record", str(root / "main"), str(secrets), str(notes)]
        python_path = f"{directory.parent}:{Path(__file__).resolve().parents[2] / 'build' / 'tree'}"
        run(Command("record", record, {**emulator.env, "PYTHONPATH": python_path}, emulator.reset))
        calls.write_text(json.dumps(list(_sdk_calls(json.loads(notes.read_text())))))
        script = [sys.executable, "-m", "tests.benchmarks.sdk_writes", str(calls), str(WORKERS)]

        def after() -> dict[str, float]:
            return {**apply_phase(emulator), **{kind: float(n) for kind, n in emulator.state().items()}}

        runs = side_by_side([
            command("restore", directory, play([role]), emulator.env, before=reset, after=after),
            Command("sdk writes", script, emulator.env, reset, after),
        ], rounds)  # fmt: skip
    mine, other = runs["restore"].counts, runs["sdk writes"].counts
    for name in set(other) - {"phase", "requests", "throttled"}:
        if mine[name] != other[name]:
            sys.exit(f"the script makes something else: {other[name]:.0f} {name}, and not {mine[name]:.0f}")
    return [Line(f"{sum(COUNTS.values())} objects of {len(COUNTS)} kinds with {WORKERS} workers: writes of a restore / "
                 "of a script with the vendor's SDK that makes one kind after the other",
                 f"{mine['phase'] / other['phase']:.2f}", "at most 1.00",
                 f"{mine['phase']:.2f} s and {other['phase']:.2f} s, {mine['writes']:.0f} writes each")]  # fmt: skip


def _sdk_calls(notes: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield the calls of the SDK for what was noted, those of one method together, and in the order of the methods."""
    routes = list(sdk_routes())
    found = []
    for number, note in enumerate(notes):
        ids = {f"@{index}": part for index, part in enumerate(note["path"]) if isinstance(part, dict)}
        path = "/".join(f"@{index}" if isinstance(part, dict) else part for index, part in enumerate(note["path"]))
        for verb, pattern, method, request in routes:
            match = pattern.fullmatch(path)
            if verb == note["method"] and match:
                known = {wire: name for name, wire in request.attribute_map.items()}
                given = {known[k]: ids.get(v, v) for k, v in match.groupdict().items() if k in known}
                found.append({"number": number, "method": method, "request": request.__name__, "arguments": given,
                              "body": note["body"]})  # fmt: skip
                break
        else:
            sys.exit(f"the SDK has no method for {note['method']} {path}")
    order = list(dict.fromkeys(call["method"] for call in found))
    return iter(sorted(found, key=lambda call: order.index(call["method"])))
