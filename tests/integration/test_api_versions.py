# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The versions of the API, which nobody has to be known for; editions of the service word them differently."""

from __future__ import annotations

from tests.integration.playbook import Runner, Task

NOT_NEEDED = (
    "ROMA_ACCESS_KEY", "ROMA_SECRET_KEY", "ROMA_USERNAME", "ROMA_PASSWORD", "ROMA_DOMAIN_NAME", "ROMA_PROJECT_ID",
    "ROMA_INSTANCE_ID",
)  # fmt: skip


def versions(title: str, **options: str) -> Task:
    return {"name": title, "roma.connect.api_version_info": options}


def test_without_credentials_and_with(run: Runner) -> None:
    tasks = [
        versions("all"),
        versions("one", version="v2"),
        versions("none", version="v9"),
        {"name": "flat", "emulator": {"switches": {"flat_version": True}}},
        versions("one link", version="v2"),
    ]
    for env in (dict.fromkeys(NOT_NEEDED), {}):
        result = run(tasks, env=env)
        assert [item["id"] for item in result["all"]["versions"]] == ["v1", "v2"]
        assert result["one"]["versions"] == result["all"]["versions"][1:] == result["one link"]["versions"]
        assert result["one"]["versions"][0]["links"][0]["href"].endswith("/v2")
        assert result["none"]["versions"] == []
    assert {entry["how"] for entry in result.requests()} == {"none"}
