# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the cases share: variables to be made, and what the emulator is asked."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

from tests.emulator.process import EmulatorProcess

WORKERS = 16
RELEASE = "DEFAULT_ENVIRONMENT_RELEASE_ID"


def variables(count: int) -> list[dict[str, str]]:
    return [
        {"group": "DEFAULT", "environment": "RELEASE", "name": f"variable_{n:05d}", "value": f"value-{n}"}
        for n in range(count)
    ]


def config(directory: Path, entries: Sequence[Mapping[str, Any]], workers: int = WORKERS) -> dict[str, Any]:
    """Apply a document that lies in a file, which is how long ones are best kept."""
    path = directory / "document.json"
    path.write_text(json.dumps({"env_variables": list(entries)}))
    task = {"document": f"{{{{ lookup('ansible.builtin.file', '{path}') | from_json }}}}", "concurrency": workers}
    return {"name": "Apply", "roma.connect.config": task}


def service(emulator: EmulatorProcess, method: str, path: str, body: Any = None, token: str = "") -> tuple[Any, Any]:
    """Ask the emulator something, with a token; returns the answer's JSON and its headers."""
    data = None if body is None else json.dumps(body).encode()
    headers = {"Content-Type": "application/json", **({"X-Auth-Token": token} if token else {})}
    with urlopen(Request(emulator.url + path, data, headers, method=method)) as answer:
        content = answer.read()
        return (json.loads(content) if content else None), answer.headers


def make_token(emulator: EmulatorProcess) -> str:
    env = emulator.env
    user = {"name": env["ROMA_USERNAME"], "password": env["ROMA_PASSWORD"], "domain": {"name": env["ROMA_DOMAIN_NAME"]}}
    identity = {"methods": ["password"], "password": {"user": user}}
    scope = {"project": {"id": env["ROMA_PROJECT_ID"]}}
    body = {"auth": {"identity": identity, "scope": scope}}
    return str(service(emulator, "POST", "/v3/auth/tokens", body)[1]["X-Subject-Token"])


def default_group(emulator: EmulatorProcess, token: str) -> str:
    path = f"/v2/{emulator.env['ROMA_PROJECT_ID']}/apic/instances/{emulator.env['ROMA_INSTANCE_ID']}/api-groups"
    return str(service(emulator, "GET", path, token=token)[0]["groups"][0]["id"])


def apply_phase(emulator: EmulatorProcess) -> dict[str, float]:
    """Seconds between the first and the last write, and how many requests there were."""
    log = emulator.requests()
    writes = [entry for entry in log if entry["mutating"]]
    moments = [datetime.fromisoformat(entry["when"].replace("Z", "+00:00")).timestamp() for entry in writes]
    ends = [moment + entry["seconds"] for moment, entry in zip(moments, writes, strict=True)]
    throttled = sum(entry["status"] == 429 for entry in log)
    phase = max(ends) - min(moments) if writes else 0.0
    return {"phase": phase, "requests": len(log), "writes": len(writes), "throttled": throttled}
