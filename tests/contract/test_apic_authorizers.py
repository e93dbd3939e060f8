# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Custom authorizers."""

from __future__ import annotations

from typing import Any

import huaweicloudsdkroma.v2 as roma
import pytest

from tests.contract.apis import APIC, Sdk, make_api, make_app, make_group
from tests.contract.clients import Api
from tests.contract.vendor import ask, refused
from tests.emulator.process import EmulatorProcess

GOOD = {"name": "gate", "type": "FRONTEND", "authorizer_type": "FUNC", "authorizer_uri": "urn:fss:cn-north-4:f"}


def body_of(**values: Any) -> Any:
    return roma.AuthorizerCreate(**{**GOOD, **values})


@pytest.fixture
def authorizer(sdk: Sdk) -> Any:
    body = body_of(identities=[roma.Identity(name="token", location="HEADER")], ttl=5, user_data="hello")
    return ask(sdk, "CreateCustomAuthorizerV2", body=body)


def test_authorizer_comes_back(sdk: Sdk, authorizer: Any) -> None:
    found = ask(sdk, "ShowDetailsOfCustomAuthorizersV2", authorizer_id=authorizer.id)
    assert (found.name, found.ttl, found.need_body, found.roma_app_id) == ("gate", 5, False, "")
    assert found.identities[0].name == "token"


def test_update_replaces(emulator: EmulatorProcess, sdk: Sdk, authorizer: Any) -> None:
    emulator.switch(apic_put_replaces=False)
    kept = ask(sdk, "UpdateCustomAuthorizerV2", authorizer_id=authorizer.id, body=body_of(name="gate_2"))
    assert (kept.name, kept.ttl) == ("gate_2", 5)
    emulator.switch(apic_put_replaces=True)
    updated = ask(sdk, "UpdateCustomAuthorizerV2", authorizer_id=authorizer.id, body=body_of())
    assert (updated.name, updated.ttl, updated.identities, updated.user_data) == ("gate", 0, [], "")
    with refused(400, "APIG.2011", "parameterName:type"):
        ask(sdk, "UpdateCustomAuthorizerV2", authorizer_id=authorizer.id, body=body_of(type="BACKEND"))


def test_list_has_a_name_of_its_own(sdk: Sdk, authorizer: Any) -> None:
    ask(sdk, "CreateCustomAuthorizerV2", body=body_of(name="behind", type="BACKEND"))
    assert [item.name for item in ask(sdk, "ListCustomAuthorizersV2").authorizer_list] == ["behind", "gate"]
    assert ask(sdk, "ListCustomAuthorizersV2", type="FRONTEND").total == 1
    assert ask(sdk, "ListCustomAuthorizersV2", name="GAT", id=authorizer.id).total == 1


def test_deletion(sdk: Sdk, authorizer: Any) -> None:
    group = make_group(sdk, make_app(sdk))
    api = make_api(sdk, group, auth_type="AUTHORIZER", authorizer_id=authorizer.id)
    with refused(400, "APIG.2000", "used"):
        ask(sdk, "DeleteCustomAuthorizerV2", authorizer_id=authorizer.id)
    ask(sdk, "DeleteApiV2", api_id=api.id)
    ask(sdk, "DeleteCustomAuthorizerV2", authorizer_id=authorizer.id)
    with refused(404, "APIG.3081", f"authorizer with id: {authorizer.id} not found"):
        ask(sdk, "ShowDetailsOfCustomAuthorizersV2", authorizer_id=authorizer.id)


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"name": "a-b-c"}, 400, "APIG.2011"),
        ({"type": "front"}, 400, "APIG.2011"),
        ({"name": "gate"}, 400, "APIG.3211"),
        ({"authorizer_uri": "urn:other"}, 404, "APIG.3019"),
        ({"authorizer_type": "LD"}, 400, "APIG.2011"),
        ({"type": "BACKEND", "identities": [{"name": "a", "location": "QUERY"}]}, 400, "APIG.2011"),
        ({"identities": [{"name": "a", "location": "QUERY"}] * 2}, 400, "APIG.3212"),
    ],
)
def test_bad_authorizers_are_refused(api: Api, authorizer: Any, change: Any, status: int, code: str) -> None:
    answer = api("POST", f"{APIC}/authorizers", json={**GOOD, "name": "other", **change})
    assert (answer.status_code, answer.json()["error_code"]) == (status, code)
