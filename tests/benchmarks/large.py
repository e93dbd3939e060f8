# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An instance of 5,000 objects of all kinds: read, planned and compared; the vendor's SDK asks for the same."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote

from huaweicloudsdkroma import v2 as sdk

from tests.emulator.process import EmulatorProcess

from . import bound
from .measure import Command, Run, run, side_by_side
from .objects import COUNTS, document_of, with_changes
from .playbooks import SILENT_TASK, command, play
from .report import Line

WORKERS = 16
_DUMP, _SDK = "dump", "sdk reads"
_MEASURED = {
    _DUMP: "read into a document",
    "unchanged": "planned, with nothing to change",
    "changed": "planned, with one object in a hundred to change",
    "document": "a changed document compared with it",
    "backup": "a backup compared with it",
}


def large(directory: Path, rounds: int) -> list[Line]:
    """Read; planned with nothing to change, and with one change in a hundred; compared with a document and a backup."""
    document = document_of()
    for name, content in (("unchanged", document), ("changed", with_changes(document))):
        (directory / f"{name}.json").write_text(json.dumps(content))
    with EmulatorProcess() as emulator:
        emulator.switch(mqs_max_partitions=1000)
        backups = {"backup_root": str(directory / "backups"), "backup_label": "main", "backup_assets": False,
                   "backup_products": False}  # fmt: skip
        backup = {"name": "Back up", "ansible.builtin.import_role": {"name": "roma.connect.backup"}, "vars": backups}
        filled = play([_task("Fill", "config", document=_lookup(directory, "unchanged"))])
        run(command("fill", directory, filled, emulator.env))
        run(command("back up", directory, play([backup]), emulator.env))
        emulator.switch(latency_ms=20)
        calls = directory / "calls.json"

        def asked() -> dict[str, float]:
            return {"requests": len(emulator.requests())}

        def dumped() -> dict[str, float]:
            calls.write_text(json.dumps(list(sdk_calls(emulator.requests()))))
            return asked()

        def watched(task: dict[str, Any], after: Callable[[], dict[str, float]] = asked) -> Command:
            watch: dict[str, Any] = {"before": emulator.clear_requests, "after": after}
            return command(task["name"], directory, play([task]), emulator.env, **watch)

        plans = [
            _task(name, "config", document=_lookup(directory, name), check_mode=True)
            for name in ("unchanged", "changed")
        ]
        compared = [
            _task("document", "config_diff", before=str(directory / "changed.json")),
            _task("backup", "config_diff", before_backup=str(directory / "backups" / "main")),
        ]
        files = [str(calls), str(directory / "answers.json")]
        script = [sys.executable, "-m", "tests.benchmarks.sdk_reads", *files, str(WORKERS)]
        commands = [
            command("empty play", directory, play([SILENT_TASK]), emulator.env),
            watched(_task(_DUMP, "config_info"), dumped),
            Command(_SDK, script, emulator.env, emulator.clear_requests, asked),
            *map(watched, [*plans, *compared]),
        ]
        return _lines(side_by_side(commands, rounds))


def _lines(runs: Mapping[str, Run]) -> list[Line]:
    requests = {name: f"{found.counts['requests']:.0f}" for name, found in runs.items() if found.counts}
    read, sdk_reads = runs[_DUMP], runs[_SDK]
    lines = [
        Line(f"{sum(COUNTS.values())} objects of all kinds read: the play / a script with the vendor's SDK that sends "
             "the same requests", f"{read.wall / sdk_reads.wall:.2f}", "at most 1.00",
             f"{read.wall:.1f} s and {sdk_reads.wall:.1f} s; CPU {read.cpu:.1f} s and {sdk_reads.cpu:.1f} s; "
             f"{requests[_DUMP]} and {requests[_SDK]} requests"),
    ]  # fmt: skip
    document = document_of()
    most = bound.to_dump(document).total(), bound.to_plan(document).total()
    lines.append(Line("the same: requests to read it and to plan it", f"{requests[_DUMP]} and {requests['unchanged']}",
                      f"at most {most[0]} and {most[1]}: the pages of lists, and one for each object or part that no "
                      "list shows whole", f"{requests['changed']} to plan the changes"))  # fmt: skip
    for name, what in _MEASURED.items():
        detail = f"{runs[name].wall:.1f} s, CPU {runs[name].cpu:.1f} s; {requests[name]} requests"
        lines.append(Line(f"the same, {what}: memory in MiB", f"{runs[name].memory:.0f}", "at most 250", detail))
    return lines


def _task(name: str, module: str, check_mode: bool = False, **options: Any) -> dict[str, Any]:
    return {"name": name, f"roma.connect.{module}": {"concurrency": WORKERS, **options}, "check_mode": check_mode}


def _lookup(directory: Path, name: str) -> str:
    return f"{{{{ lookup('ansible.builtin.file', '{directory / name}.json') | from_json }}}}"


def sdk_calls(log: list[Mapping[str, Any]]) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Yield the SDK's method, the class of its request, and the arguments for every request of a log."""
    routes = [found for verb, *found in sdk_routes() if verb == "GET"]
    for entry in log:
        path, query = entry["path"], dict(parse_qsl(entry["query"]))
        for pattern, method, request in routes:
            found = pattern.fullmatch(path)
            if entry["method"] == "GET" and found:
                known = {wire: name for name, wire in request.attribute_map.items()}
                given = {**{k: unquote(v) for k, v in found.groupdict().items()}, **query}
                yield method, request.__name__, {known[k]: v for k, v in given.items() if k in known}
                break
        else:
            sys.exit(f"the SDK has no method for {entry['method']} {path}")


def sdk_routes() -> Iterator[tuple[str, re.Pattern[str], str, Any]]:
    """Yield the verb, a pattern for the path, the SDK's method, and the class of its request."""
    requests = {re.sub("[^a-z0-9]", "", name.lower()): value for name, value in vars(sdk).items()}
    for name in dir(sdk.RomaClient):
        if name.endswith("_http_info"):
            request = requests[name.removesuffix("_http_info").replace("_", "") + "request"]
            told = getattr(sdk.RomaClient, name)(request())
            pattern = re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", told["resource_path"])
            yield told["method"], re.compile(pattern), name[1:].removesuffix("_http_info"), request
