# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Service versions and instances."""

from __future__ import annotations

import pytest
import requests
from huaweicloudsdkroma.v2 import CheckRomaInstanceListV2Request, RomaClient

from tests.contract.clients import Api
from tests.emulator.identity import tenant
from tests.emulator.process import EmulatorProcess


def test_versions_need_no_credentials(emulator: EmulatorProcess) -> None:
    body = requests.get(f"{emulator.url}/").json()
    assert body["scene"] is None
    assert [(version["id"], version["status"]) for version in body["versions"]] == [
        ("v1", "SUPPORTED"),
        ("v2", "CURRENT"),
    ]


def test_one_version_wrapped_or_flat(emulator: EmulatorProcess) -> None:
    wrapped = requests.get(f"{emulator.url}/v2").json()
    assert wrapped["version"]["links"] == [{"rel": "self", "href": f"{emulator.url}/v2"}]
    emulator.switch(flat_version=True)
    flat = requests.get(f"{emulator.url}/v2").json()
    assert (flat["id"], flat["links"]["rel"]) == ("v2", "self")
    assert requests.get(f"{emulator.url}/v3").status_code == 404


def test_instances(sdk: RomaClient) -> None:
    answer = sdk.check_roma_instance_list_v2(CheckRomaInstanceListV2Request(offset=1, limit=5))
    assert (answer.total, answer.size) == (2, 1)
    assert answer.instances[0].id == tenant.SECOND_INSTANCE.id
    assert answer.instances[0].status == "RUNNING"
    assert sdk.check_roma_instance_list_v2(CheckRomaInstanceListV2Request(status="CREATING")).total == 0


@pytest.mark.parametrize("query", [{"limit": 101}, {"offset": -1}, {"limit": "ten"}, {"status": "a"}, {"name": "x"}])
def test_instances_refuse_with_the_long_code(api: Api, query: dict[str, object]) -> None:
    answer = api("GET", "/v2/{project}/instances", params=query)
    assert (answer.status_code, answer.json()["error_code"]) == (400, "ROMA.00013000")
    assert f"parameterName:{next(iter(query))}." in answer.json()["error_msg"]
