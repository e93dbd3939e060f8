# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Request throttling policies, their special limits, and their bindings to APIs."""

from __future__ import annotations

from typing import Any

import huaweicloudsdkroma.v2 as roma
import pytest

from tests.contract.apis import APIC, RELEASE, Sdk, make_api, make_app, make_environment, make_group, publish
from tests.contract.clients import Api
from tests.contract.vendor import ask, refused
from tests.emulator.identity import tenant
from tests.emulator.process import EmulatorProcess

BASE = f"{APIC}/throttles"
BINDINGS = f"{APIC}/throttle-bindings"
GOOD = {"name": "calm", "time_unit": "MINUTE", "time_interval": 1, "api_call_limits": 100}
MOST = 2**31 - 1


def make_throttle(sdk: Sdk, **values: Any) -> Any:
    body = roma.ThrottleBaseInfo(**{**GOOD, **values})
    return ask(sdk, "CreateRequestThrottlingPolicyV2", body=body)


def show(sdk: Sdk, throttle: Any) -> Any:
    return ask(sdk, "ShowDetailsOfRequestThrottlingPolicyV2", throttle_id=throttle.id)


def update(sdk: Sdk, throttle: Any, **values: Any) -> Any:
    body = roma.ThrottleBaseInfo(**{**GOOD, **values})
    return ask(sdk, "UpdateRequestThrottlingPolicyV2", throttle_id=throttle.id, body=body)


def special(sdk: Sdk, throttle: Any, object_id: str, call_limits: int = 100, object_type: str = "APP") -> Any:
    body = roma.ThrottleSpecialCreate(call_limits=call_limits, object_id=object_id, object_type=object_type)
    return ask(sdk, "CreateSpecialThrottlingConfigurationV2", throttle_id=throttle.id, body=body)


def bind(sdk: Sdk, throttle: Any, *publications: Any) -> list[Any]:
    body = roma.ThrottleApiBindingCreate(
        strategy_id=throttle.id, publish_ids=[item.publish_id for item in publications]
    )
    return ask(sdk, "AssociateRequestThrottlingPolicyV2", body=body).throttle_applys


def bound(sdk: Sdk, throttle: Any, **query: Any) -> list[Any]:
    return ask(sdk, "ListApisBindedToRequestThrottlingPolicyV2", throttle_id=throttle.id, **query).apis


def unbound(sdk: Sdk, throttle: Any, **query: Any) -> list[Any]:
    return ask(sdk, "ListApisUnbindedToRequestThrottlingPolicyV2", throttle_id=throttle.id, **query).apis


def policies_of(sdk: Sdk, made: Any, **query: Any) -> list[Any]:
    return ask(sdk, "ListRequestThrottlingPoliciesBindedToApiV2", api_id=made.id, **query).throttles


@pytest.fixture
def throttle(sdk: Sdk) -> Any:
    return make_throttle(sdk)


@pytest.fixture
def group(sdk: Sdk) -> Any:
    return make_group(sdk, make_app(sdk))


def test_policy_comes_back(sdk: Sdk, throttle: Any) -> None:
    found = show(sdk, throttle)
    assert (found.user_call_limits, found.app_call_limits, found.ip_call_limits) == (0, 0, 0)
    assert (found.type, found.remark, found.enable_adaptive_control) == (1, "", "FALSE")
    assert (found.bind_num, found.is_inclu_special_throttle) == (0, 2)
    assert make_throttle(sdk, name="adaptive", enable_adaptive_control="TRUE").enable_adaptive_control == "FALSE"


def test_update_replaces(emulator: EmulatorProcess, sdk: Sdk, throttle: Any) -> None:
    full = {"user_call_limits": 80, "app_call_limits": 70, "ip_call_limits": 90, "remark": "ours", "type": 2}
    updated = update(sdk, throttle, name="calmer", **full)
    assert (updated.name, updated.type, updated.remark) == ("calmer", 2, "ours")
    emulator.switch(apic_put_replaces=False)
    assert update(sdk, throttle).user_call_limits == 80
    emulator.switch(apic_put_replaces=True)
    updated = update(sdk, throttle)
    assert (updated.user_call_limits, updated.remark, updated.type) == (0, "", 1)


def test_search(sdk: Sdk, throttle: Any) -> None:
    make_throttle(sdk, name="calm_2")

    def found(**query: Any) -> list[str]:
        return [item.name for item in ask(sdk, "ListRequestThrottlingPolicyV2", **query).throttles]

    assert found() == ["calm_2", "calm"]
    assert found(name="CALM") == ["calm_2", "calm"]
    assert found(name="calm", precise_search="name") == ["calm"]
    assert found(id=throttle.id) == ["calm"]


def test_names_are_unique(sdk: Sdk, throttle: Any) -> None:
    other = make_throttle(sdk, name="other")
    with refused(400, "APIG.3204", "already exists"):
        make_throttle(sdk)
    with refused(400, "APIG.3204"):
        update(sdk, other)
    assert update(sdk, other, name="other", remark="its own name").remark == "its own name"


@pytest.mark.parametrize(
    ("change", "code", "name"),
    [
        ({"name": "a2"}, "APIG.2011", "name"),
        ({"name": "a" * 65}, "APIG.2011", "name"),
        ({"name": "a-b-c"}, "APIG.2011", "name"),
        ({"name": None}, "APIG.2011", "name"),
        ({"time_unit": "WEEK"}, "APIG.2011", "time_unit"),
        ({"time_interval": 0}, "APIG.2011", "time_interval"),
        ({"time_interval": MOST + 1}, "APIG.2011", "time_interval"),
        ({"api_call_limits": 0}, "APIG.2011", "api_call_limits"),
        ({"api_call_limits": MOST + 1}, "APIG.2011", "api_call_limits"),
        ({"api_call_limits": None}, "APIG.2011", "api_call_limits"),
        ({"user_call_limits": -1}, "APIG.2011", "user_call_limits"),
        ({"user_call_limits": 101}, "APIG.2003", "user_call_limits"),
        ({"user_call_limits": 50, "app_call_limits": 51}, "APIG.2003", "app_call_limits"),
        ({"app_call_limits": 101}, "APIG.2003", "app_call_limits"),
        ({"ip_call_limits": 101}, "APIG.2003", "ip_call_limits"),
        ({"type": 3}, "APIG.2011", "type"),
        ({"enable_adaptive_control": "true"}, "APIG.2011", "enable_adaptive_control"),
        ({"remark": "r" * 256}, "APIG.2011", "remark"),
        ({"bind_num": 0}, "APIG.2011", "bind_num"),
    ],
)
def test_bad_policies_are_refused(api: Api, throttle: Any, change: Any, code: str, name: str) -> None:
    body = {key: value for key, value in {**GOOD, "name": "other", **change}.items() if value is not None}
    for method, path in (("POST", BASE), ("PUT", f"{BASE}/{throttle.id}")):
        answer = api(method, path, json=body)
        assert (answer.status_code, answer.json()["error_code"]) == (400, code)
        assert f"parameterName:{name}." in answer.json()["error_msg"]


def test_limits_may_be_as_large_as_what_they_are_a_part_of(sdk: Sdk) -> None:
    most = {"time_interval": MOST, "api_call_limits": MOST, "user_call_limits": MOST, "app_call_limits": MOST}
    made = make_throttle(sdk, name="a" * 64, ip_call_limits=MOST, remark="r" * 255, **most)
    assert (made.api_call_limits, made.app_call_limits, len(made.remark)) == (MOST, MOST, 255)
    assert make_throttle(sdk, name="abc", app_call_limits=100).user_call_limits == 0


def test_deletion(sdk: Sdk, throttle: Any) -> None:
    ask(sdk, "DeleteRequestThrottlingPolicyV2", throttle_id=throttle.id)
    with refused(404, "APIG.3005", f"Request throttling policy {throttle.id} does not exist"):
        show(sdk, throttle)
    with refused(404, "APIG.3005"):
        ask(sdk, "DeleteRequestThrottlingPolicyV2", throttle_id=throttle.id)
    with refused(404, "APIG.3005"):
        update(sdk, throttle)


def test_bound_policies_are_not_deleted(emulator: EmulatorProcess, sdk: Sdk, group: Any, throttle: Any) -> None:
    bind(sdk, throttle, publish(sdk, make_api(sdk, group)))
    with refused(403, "APIG.3451", "bound to APIs"):
        ask(sdk, "DeleteRequestThrottlingPolicyV2", throttle_id=throttle.id)
    emulator.switch(bound_policy_deletion="cascade")
    ask(sdk, "DeleteRequestThrottlingPolicyV2", throttle_id=throttle.id)
    assert emulator.state()["throttle_bindings"] == 0


def test_many_policies_are_deleted_at_once(
    emulator: EmulatorProcess, api: Api, sdk: Sdk, group: Any, throttle: Any
) -> None:
    """The vendor's client has no such operation."""
    free = make_throttle(sdk, name="free")
    bind(sdk, throttle, publish(sdk, make_api(sdk, group)))
    answer = api("POST", f"{BASE}/batch-delete", json={"throttles": [throttle.id, free.id, "nothing"]})
    assert answer.status_code == 200
    result = answer.json()
    assert result["success_count"] == 1
    assert [(item["throttle_id"], item["throttle_name"], item["error_code"]) for item in result["failure"]] == [
        (throttle.id, "calm", "APIG.3451"),
        ("nothing", "", "APIG.3005"),
    ]
    emulator.switch(throttle_failures_listed=False)
    result = api("POST", f"{BASE}/batch-delete", json={"throttles": [throttle.id]}).json()
    assert result["failure"]["throttle_name"] == "calm"
    assert api("POST", f"{BASE}/batch-delete", json={}).json() == {"success_count": 0, "failure": {}}


def test_quota(emulator: EmulatorProcess, sdk: Sdk) -> None:
    emulator.switch(apic_quotas=True)
    for number in range(300):
        make_throttle(sdk, name=f"calm_{number}")
    with refused(403, "APIG.3107", "exceeds the maximum allowed limit"):
        make_throttle(sdk)


def test_special_limits(sdk: Sdk, throttle: Any) -> None:
    app = make_app(sdk, "shop")
    made = special(sdk, throttle, app.id, 50)
    assert (made.throttle_id, made.object_type, made.object_name) == (throttle.id, "APP", "shop")
    assert (made.app_id, made.app_name, made.call_limits) == (app.id, "shop", 50)
    account = special(sdk, throttle, tenant.TENANT.domain_id, object_type="USER")
    assert (account.object_name, account.app_id, account.app_name) == (tenant.TENANT.domain_name, "", "")
    assert show(sdk, throttle).is_inclu_special_throttle == 1

    def found(**query: Any) -> list[str]:
        rows = ask(sdk, "ListSpecialThrottlingConfigurationsV2", throttle_id=throttle.id, **query).throttle_specials
        return [item.id for item in rows]

    assert found() == [account.id, made.id]
    assert found(object_type="APP") == [made.id]
    assert found(app_name="SHO") == [made.id]
    assert found(app_name="nobody") == []
    body = roma.ThrottleSpecialUpdate(call_limits=60)
    place = {"throttle_id": throttle.id, "strategy_id": made.id}
    updated = ask(sdk, "UpdateSpecialThrottlingConfigurationV2", **place, body=body)
    assert (updated.id, updated.call_limits) == (made.id, 60)
    ask(sdk, "DeleteSpecialThrottlingConfigurationV2", **place)
    assert found() == [account.id]
    message = f"Excluded request throttling configuration {made.id} does not exist"
    with refused(404, "APIG.3013", message):
        ask(sdk, "DeleteSpecialThrottlingConfigurationV2", **place)
    with refused(404, "APIG.3013", message):
        ask(sdk, "UpdateSpecialThrottlingConfigurationV2", **place, body=body)


def test_special_limits_have_limits(api: Api, sdk: Sdk, throttle: Any) -> None:
    app, path = make_app(sdk, "shop"), f"{BASE}/{throttle.id}/throttle-specials"
    good = {"call_limits": 1, "object_id": app.id, "object_type": "APP"}
    for change, status, code in (
        ({"call_limits": 0}, 400, "APIG.2011"),
        ({"call_limits": 101}, 400, "APIG.2003"),
        ({"object_type": "ROLE"}, 400, "APIG.2011"),
        ({"object_id": ""}, 400, "APIG.2011"),
        ({"object_id": "nobody"}, 404, "APIG.3004"),
    ):
        answer = api("POST", path, json={**good, **change})
        assert (answer.status_code, answer.json()["error_code"]) == (status, code)
    made = special(sdk, throttle, app.id, 100)
    with refused(400, "APIG.3308"):
        special(sdk, throttle, app.id, 1)
    for call_limits, code in ((0, "APIG.2011"), (101, "APIG.2003")):
        answer = api("PUT", f"{path}/{made.id}", json={"call_limits": call_limits})
        assert (answer.status_code, answer.json()["error_code"]) == (400, code)
    for method, below, body in (("GET", "", None), ("POST", "", good), ("DELETE", f"/{made.id}", None)):
        answer = api(method, f"{BASE}/nothing/throttle-specials{below}", **({"json": body} if body else {}))
        assert (answer.status_code, answer.json()["error_code"]) == (404, "APIG.3005")


def test_special_limits_go_with_the_policy_or_the_application(
    emulator: EmulatorProcess, sdk: Sdk, throttle: Any
) -> None:
    apps = [make_app(sdk, name) for name in ("shop", "stock")]
    for app in apps:
        special(sdk, throttle, app.id)
    ask(sdk, "DeleteRomaApp", app_id=apps[0].id)
    rows = ask(sdk, "ListSpecialThrottlingConfigurationsV2", throttle_id=throttle.id).throttle_specials
    assert [item.object_name for item in rows] == ["stock"]
    ask(sdk, "DeleteRequestThrottlingPolicyV2", throttle_id=throttle.id)
    assert emulator.state()["special_throttles"] == 0


def test_bindings_are_listed_from_both_sides(sdk: Sdk, group: Any, throttle: Any) -> None:
    one, two = (make_api(sdk, group, name) for name in ("one", "two"))
    stage, strict = make_environment(sdk), make_throttle(sdk, name="strict")
    released, staged, other = publish(sdk, one), publish(sdk, one, stage.id), publish(sdk, two)
    first, second = bind(sdk, throttle, released, staged)
    assert (first.publish_id, first.strategy_id, first.scope) == (released.publish_id, throttle.id, 1)
    bind(sdk, strict, other)
    assert [item.throttle_apply_id for item in bound(sdk, throttle)] == [second.id, first.id]
    [row] = bound(sdk, throttle, env_id=RELEASE)
    assert (row.id, row.name, row.group_name, row.type) == (one.id, "one", "orders-v1", 1)
    assert (row.run_env_name, row.publish_id, row.throttle_name) == ("RELEASE", released.publish_id, "calm")
    for query, rows in (
        ({"api_name": "ON"}, 2),
        ({"api_id": two.id}, 0),
        ({"group_id": group.id}, 2),
        ({"group_id": "none"}, 0),
    ):
        assert len(bound(sdk, throttle, **query)) == rows
    assert show(sdk, throttle).bind_num == 2
    [policy] = policies_of(sdk, one, env_id=stage.id)
    assert (policy.name, policy.bind_id, policy.env_name, policy.bind_num) == ("calm", second.id, "STAGE", 2)
    assert len(policies_of(sdk, one, throttle_name="CAL", throttle_id=throttle.id)) == 2
    assert policies_of(sdk, one, throttle_name="strict") == []


def test_unbound_are_all_other_publications(api: Api, sdk: Sdk, group: Any, throttle: Any) -> None:
    one, two = (make_api(sdk, group, name) for name in ("one", "two"))
    make_api(sdk, group, "draft")
    stage, strict = make_environment(sdk), make_throttle(sdk, name="strict")
    [apply] = bind(sdk, strict, publish(sdk, one))
    publish(sdk, one, stage.id)
    bind(sdk, throttle, publish(sdk, two))
    staged, released = unbound(sdk, throttle)
    assert (released.name, released.run_env_name, released.throttle_name) == ("one", "RELEASE", "strict")
    assert released.throttle_apply_id == apply.id
    assert (staged.run_env_name, staged.throttle_name, staged.throttle_apply_id) == ("STAGE", "", "")
    assert [item.run_env_name for item in unbound(sdk, throttle, env_id=stage.id)] == ["STAGE"]
    assert unbound(sdk, throttle, api_name="two") == []
    row = api("GET", f"{BINDINGS}/unbinded-apis?throttle_id={throttle.id}&env_id={stage.id}").json()["apis"][0]
    assert row["apply_time"] == "0001-01-01T00:00:00Z"


def test_an_api_has_one_policy_in_an_environment(
    emulator: EmulatorProcess, sdk: Sdk, group: Any, throttle: Any
) -> None:
    publication, strict = publish(sdk, make_api(sdk, group)), make_throttle(sdk, name="strict")
    [first] = bind(sdk, throttle, publication)
    [again] = bind(sdk, throttle, publication)
    assert again.id == first.id
    [second] = bind(sdk, strict, publication)
    assert second.id != first.id
    assert bound(sdk, throttle) == []
    assert emulator.state()["throttle_bindings"] == 1


def test_unbinding(sdk: Sdk, group: Any, throttle: Any) -> None:
    publications = [publish(sdk, make_api(sdk, group, name)) for name in ("one", "two")]
    one, two = bind(sdk, throttle, *publications)
    ask(sdk, "DisassociateRequestThrottlingPolicyV2", throttle_binding_id=one.id)
    message = "The request throttling policy binding record does not exist"
    with refused(404, "APIG.3012", message):
        ask(sdk, "DisassociateRequestThrottlingPolicyV2", throttle_binding_id=one.id)
    body = roma.ThrottleBindingBatchDelete(throttle_bindings=[one.id, two.id])
    result = ask(sdk, "BatchDisassociateThrottlingPolicyV2", action="delete", body=body)
    assert result.success_count == 1
    [failure] = result.failure
    assert (failure.bind_id, failure.error_code, failure.error_msg) == (one.id, "APIG.3012", message)
    assert (failure.api_id, failure.api_name) == ("", "")
    assert bound(sdk, throttle) == []


def test_bad_bindings_are_refused(api: Api, sdk: Sdk, group: Any, throttle: Any) -> None:
    publication = publish(sdk, make_api(sdk, group))
    good = {"strategy_id": throttle.id, "publish_ids": [publication.publish_id]}
    for change, status, code in (
        ({"strategy_id": "nothing"}, 404, "APIG.3005"),
        ({"strategy_id": ""}, 400, "APIG.2011"),
        ({"publish_ids": []}, 400, "APIG.2011"),
        ({"publish_ids": [publication.publish_id, "nothing"]}, 404, "APIG.3015"),
        ({"publish_ids": publication.publish_id}, 400, "APIG.2011"),
    ):
        answer = api("POST", BINDINGS, json={**good, **change})
        assert (answer.status_code, answer.json()["error_code"]) == (status, code)
    assert bound(sdk, throttle) == []
    for method, path, status, code in (
        ("PUT", "?action=remove", 400, "APIG.2011"),
        ("PUT", "", 400, "APIG.2011"),
        ("DELETE", "/no.id", 400, "APIG.2012"),
        ("GET", "/binded-apis", 400, "APIG.2012"),
        ("GET", "/binded-apis?throttle_id=x", 404, "APIG.3005"),
        ("GET", "/unbinded-apis?throttle_id=x", 404, "APIG.3005"),
        ("GET", "/binded-throttles", 400, "APIG.2012"),
        ("GET", "/binded-throttles?api_id=x", 404, "APIG.3002"),
    ):
        body = {"json": {"throttle_bindings": []}} if method == "PUT" else {}
        answer = api(method, BINDINGS + path, **body)
        assert (answer.status_code, answer.json()["error_code"]) == (status, code)


@pytest.mark.parametrize("survives", [True, False])
def test_bindings_while_an_api_is_offline(
    emulator: EmulatorProcess, sdk: Sdk, group: Any, throttle: Any, survives: bool
) -> None:
    """A choice: no document tells what becomes of them. Publishing again while online keeps them in any case."""
    emulator.switch(bindings_survive_offline=survives)
    made = make_api(sdk, group)
    [binding] = bind(sdk, throttle, publish(sdk, made))
    publish(sdk, made, remark="a new version")
    assert [item.throttle_apply_id for item in bound(sdk, throttle)] == [binding.id]
    publish(sdk, made, action="offline")
    assert bound(sdk, throttle) == []
    assert policies_of(sdk, made) == []
    assert show(sdk, throttle).bind_num == 0
    back = publish(sdk, made)
    rows = [(item.throttle_apply_id, item.publish_id) for item in bound(sdk, throttle)]
    assert rows == ([(binding.id, back.publish_id)] if survives else [])
    assert len(unbound(sdk, throttle)) == (0 if survives else 1)


def test_policies_of_offline_apis_can_be_deleted(
    emulator: EmulatorProcess, sdk: Sdk, group: Any, throttle: Any
) -> None:
    made = make_api(sdk, group)
    bind(sdk, throttle, publish(sdk, made))
    publish(sdk, made, action="offline")
    ask(sdk, "DeleteRequestThrottlingPolicyV2", throttle_id=throttle.id)
    publish(sdk, made)
    assert policies_of(sdk, made) == []
    assert emulator.state()["throttle_bindings"] == 0


def test_bindings_go_with_the_api_or_the_environment(
    emulator: EmulatorProcess, sdk: Sdk, group: Any, throttle: Any
) -> None:
    made, stage = make_api(sdk, group), make_environment(sdk)
    bind(sdk, throttle, publish(sdk, made), publish(sdk, made, stage.id))
    for env_id in (RELEASE, stage.id):
        publish(sdk, made, env_id, "offline")
    ask(sdk, "DeleteEnvironmentV2", env_id=stage.id)
    assert emulator.state()["throttle_bindings"] == 1
    ask(sdk, "DeleteApiV2", api_id=made.id)
    assert emulator.state()["throttle_bindings"] == 0


def test_binding_needs_a_role_in_the_application_of_the_api(
    sdk: Sdk, alice_sdk: Sdk, group: Any, throttle: Any
) -> None:
    publication = publish(sdk, make_api(sdk, group))
    assert unbound(alice_sdk, throttle) == []
    with refused(403, "APIG.1102"):
        bind(alice_sdk, throttle, publication)
    [binding] = bind(sdk, throttle, publication)
    with refused(403, "APIG.1102"):
        ask(alice_sdk, "DisassociateRequestThrottlingPolicyV2", throttle_binding_id=binding.id)
    body = roma.ThrottleBindingBatchDelete(throttle_bindings=[binding.id])
    result = ask(alice_sdk, "BatchDisassociateThrottlingPolicyV2", action="delete", body=body)
    [failure] = result.failure
    assert (failure.error_code, failure.api_name) == ("APIG.1102", "list-orders")
