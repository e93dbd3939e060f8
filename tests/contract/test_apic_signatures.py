# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Signature keys and their bindings to APIs."""

from __future__ import annotations

from typing import Any

import huaweicloudsdkroma.v2 as roma
import pytest

from tests.contract.apis import APIC, RELEASE, Sdk, make_api, make_app, make_environment, make_group, publish
from tests.contract.clients import Api
from tests.contract.vendor import ask, refused
from tests.emulator.identity import tenant
from tests.emulator.process import EmulatorProcess

BASE = f"{APIC}/signs"
BINDINGS = f"{APIC}/sign-bindings"
GOOD = {"name": "seal", "sign_key": "orders-key", "sign_secret": "orders-secret!#7"}


def make_signature(sdk: Sdk, **values: Any) -> Any:
    return ask(sdk, "CreateSignatureKeyV2", body=roma.BaseSignature(**{**GOOD, **values}))


def update(sdk: Sdk, signature: Any, **values: Any) -> Any:
    return ask(sdk, "UpdateSignatureKeyV2", sign_id=signature.id, body=roma.BaseSignature(**values))


def row_of(sdk: Sdk, signature: Any) -> Any:
    [row] = ask(sdk, "ListSignatureKeysV2", id=signature.id).signs
    return row


def bind(sdk: Sdk, signature: Any, *publications: Any) -> list[Any]:
    body = roma.SignApiBinding(sign_id=signature.id, publish_ids=[item.publish_id for item in publications])
    return ask(sdk, "AssociateSignatureKeyV2", body=body).bindings


def bound(sdk: Sdk, signature: Any, **query: Any) -> list[Any]:
    return ask(sdk, "ListApisBindedToSignatureKeyV2", sign_id=signature.id, **query).bindings


def unbound(sdk: Sdk, signature: Any, **query: Any) -> list[Any]:
    return ask(sdk, "ListApisNotBoundWithSignatureKeyV2", sign_id=signature.id, **query).apis


def keys_of(sdk: Sdk, made: Any, **query: Any) -> list[Any]:
    return ask(sdk, "ListSignatureKeysBindedToApiV2", api_id=made.id, **query).bindings


@pytest.fixture
def signature(sdk: Sdk) -> Any:
    return make_signature(sdk)


@pytest.fixture
def group(sdk: Sdk) -> Any:
    return make_group(sdk, make_app(sdk))


def test_key_comes_back_in_clear(sdk: Sdk, signature: Any) -> None:
    for found in (signature, row_of(sdk, signature)):
        assert (found.sign_key, found.sign_secret, found.sign_type) == ("orders-key", "orders-secret!#7", "hmac")
    row = row_of(sdk, signature)
    assert (row.sign_algorithm, row.bind_num, row.ldapi_bind_num) == ("", 0, 0)


def test_secrets_may_be_shortened(emulator: EmulatorProcess, sdk: Sdk, signature: Any) -> None:
    emulator.switch(signature_secrets_readable=False)
    row = row_of(sdk, signature)
    assert (row.sign_key, row.sign_secret) == ("orders-key", "ord**********!#7")


@pytest.mark.parametrize(
    ("values", "key", "secret"),
    [
        ({}, 32, 32),
        ({"sign_type": "hmac"}, 32, 32),
        ({"sign_type": "basic"}, 32, 32),
        ({"sign_type": "public_key"}, 32, 32),
        ({"sign_type": "aes", "sign_algorithm": "aes-128-cfb"}, 16, 16),
        ({"sign_type": "aes", "sign_algorithm": "aes-256-cfb"}, 32, 16),
    ],
)
def test_key_and_secret_are_made_up(sdk: Sdk, values: Any, key: int, secret: int) -> None:
    made = make_signature(sdk, sign_key=None, sign_secret=None, **values)
    assert (len(made.sign_key), len(made.sign_secret)) == (key, secret)
    assert made.sign_algorithm == values.get("sign_algorithm", "")
    again = update(sdk, made, name=made.name, sign_key=made.sign_key, sign_secret=made.sign_secret)
    assert again.sign_key == made.sign_key


def test_update_keeps_what_it_leaves_out(sdk: Sdk, signature: Any) -> None:
    renamed = update(sdk, signature, name="seal_2")
    assert (renamed.name, renamed.sign_key, renamed.sign_secret) == ("seal_2", "orders-key", "orders-secret!#7")
    rotated = update(sdk, signature, name="seal_2", sign_secret="s" * 16)
    assert (rotated.sign_key, rotated.sign_secret) == ("orders-key", "s" * 16)
    assert row_of(sdk, signature).sign_secret == "s" * 16
    with refused(400, "APIG.2011", "parameterName:sign_type"):
        update(sdk, signature, name="seal_2", sign_type="basic")
    with refused(404, "APIG.3017", "Signature key nothing does not exist"):
        ask(sdk, "UpdateSignatureKeyV2", sign_id="nothing", body=roma.BaseSignature(name="seal_2"))


def test_another_algorithm_needs_another_key(sdk: Sdk) -> None:
    made = make_signature(sdk, sign_type="aes", sign_algorithm="aes-128-cfb", sign_key="k" * 16, sign_secret="s" * 16)
    with refused(400, "APIG.2011", "parameterName:sign_key"):
        update(sdk, made, name="seal", sign_algorithm="aes-256-cfb")
    longer = update(sdk, made, name="seal", sign_algorithm="aes-256-cfb", sign_key="k" * 32)
    assert (longer.sign_algorithm, longer.sign_secret) == ("aes-256-cfb", "s" * 16)


def test_search(sdk: Sdk, signature: Any) -> None:
    make_signature(sdk, name="seal_2")

    def found(**query: Any) -> list[str]:
        return [item.name for item in ask(sdk, "ListSignatureKeysV2", **query).signs]

    assert found(name="SEAL") == ["seal_2", "seal"]
    assert found(name="seal", precise_search="name") == ["seal"]
    assert found(id="nothing") == []


def test_names_are_unique(sdk: Sdk, signature: Any) -> None:
    other = make_signature(sdk, name="other")
    with refused(400, "APIG.3207", "already exists"):
        make_signature(sdk)
    with refused(400, "APIG.3207"):
        update(sdk, other, name="seal")


TYPES = {
    "hmac": {"sign_type": "hmac"},
    "basic": {"sign_type": "basic"},
    "public_key": {"sign_type": "public_key"},
    "aes-128": {"sign_type": "aes", "sign_algorithm": "aes-128-cfb"},
    "aes-256": {"sign_type": "aes", "sign_algorithm": "aes-256-cfb"},
}


@pytest.mark.parametrize(
    ("kind", "name", "good", "bad"),
    [
        ("hmac", "sign_key", ["a" * 8, "1_-" + "a" * 29], ["a" * 7, "a" * 33, "_" + "a" * 8, "a" * 8 + "+"]),
        (
            "hmac",
            "sign_secret",
            ["a" * 16, "1-_!@#$%" + "a" * 56],
            ["a" * 15, "a" * 65, "!" + "a" * 16, "a" * 16 + "/"],
        ),
        ("basic", "sign_key", ["a" * 4, "a1-_" + "a" * 28], ["a" * 3, "a" * 33, "1aaa"]),
        ("basic", "sign_secret", ["a" * 8, "1!@#$%-_" + "a" * 56], ["a" * 7, "a" * 65, "a" * 8 + "="]),
        ("public_key", "sign_key", ["a" * 8, "+/=_-" + "a" * 507], ["a" * 7, "a" * 513, "=" + "a" * 8, "a" * 8 + "!"]),
        ("public_key", "sign_secret", ["a" * 15, "/" + "!" * 2047], ["a" * 14, "a" * 2049, "=" + "a" * 15]),
        ("aes-128", "sign_key", ["+" + "!" * 15], ["a" * 15, "a" * 17, "!" + "a" * 15]),
        ("aes-128", "sign_secret", ["/" + "=" * 15], ["a" * 15, "a" * 17]),
        ("aes-256", "sign_key", ["a" * 32], ["a" * 31, "a" * 33]),
        ("aes-256", "sign_secret", ["a" * 16], ["a" * 15, "a" * 17]),
    ],
)
def test_each_type_has_its_own_limits(api: Api, kind: str, name: str, good: list[str], bad: list[str]) -> None:
    for number, value in enumerate(good):
        body = {"name": f"good_{number}", **TYPES[kind], name: value}
        assert api("POST", BASE, json=body).json()[name] == value
    for value in bad:
        answer = api("POST", BASE, json={"name": "bad", **TYPES[kind], name: value})
        assert (answer.status_code, answer.json()["error_code"]) == (400, "APIG.2011")
        assert f"parameterName:{name}." in answer.json()["error_msg"]


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ({"name": "a-b-c"}, "name"),
        ({"name": "ab"}, "name"),
        ({"name": "a" * 65}, "name"),
        ({}, "name"),
        ({"name": "abc", "sign_type": "rsa"}, "sign_type"),
        ({"name": "abc", "sign_type": "aes"}, "sign_algorithm"),
        ({"name": "abc", "sign_algorithm": "aes-128-cfb"}, "sign_algorithm"),
        ({"name": "abc", "sign_type": "aes", "sign_algorithm": "aes-512-cfb"}, "sign_algorithm"),
        ({"name": "abc", "secret": "a" * 16}, "secret"),
    ],
)
def test_bad_keys_are_refused(api: Api, body: Any, name: str) -> None:
    answer = api("POST", BASE, json=body)
    assert (answer.status_code, answer.json()["error_code"]) == (400, "APIG.2011")
    assert f"parameterName:{name}." in answer.json()["error_msg"]


def test_public_keys_are_a_feature_of_the_instance(emulator: EmulatorProcess, sdk: Sdk) -> None:
    emulator.switch(public_key_signatures=False)
    with refused(412, "APIG.3548", f"sign_type=public_key not supported by instance {tenant.MAIN_INSTANCE.id}"):
        make_signature(sdk, sign_type="public_key")


def test_quota(emulator: EmulatorProcess, sdk: Sdk) -> None:
    emulator.switch(apic_quotas=True)
    for number in range(200):
        make_signature(sdk, name=f"seal_{number}")
    with refused(403, "APIG.3105", "exceeds the maximum allowed limit"):
        make_signature(sdk)


def test_deletion(emulator: EmulatorProcess, sdk: Sdk, group: Any, signature: Any) -> None:
    free = make_signature(sdk, name="free")
    bind(sdk, signature, publish(sdk, make_api(sdk, group)))
    with refused(403, "APIG.1112", "bound to APIs"):
        ask(sdk, "DeleteSignatureKeyV2", sign_id=signature.id)
    ask(sdk, "DeleteSignatureKeyV2", sign_id=free.id)
    with refused(404, "APIG.3017", f"Signature key {free.id} does not exist"):
        ask(sdk, "DeleteSignatureKeyV2", sign_id=free.id)
    emulator.switch(bound_policy_deletion="cascade")
    ask(sdk, "DeleteSignatureKeyV2", sign_id=signature.id)
    assert emulator.state()["signature_bindings"] == 0


def test_bindings_are_listed_from_both_sides(api: Api, sdk: Sdk, group: Any, signature: Any) -> None:
    made, stage = make_api(sdk, group, remark="all orders"), make_environment(sdk)
    released, staged = publish(sdk, made), publish(sdk, made, stage.id)
    first, second = bind(sdk, signature, released, staged)
    assert (first.publish_id, first.sign_id, first.sign_name) == (released.publish_id, signature.id, "seal")
    assert (first.sign_key, first.sign_secret, first.sign_type) == ("orders-key", "orders-secret!#7", "hmac")
    assert (first.api_name, first.api_type, first.api_remark) == ("list-orders", 1, "all orders")
    assert (first.group_name, first.env_id, first.env_name) == ("orders-v1", RELEASE, "RELEASE")
    assert [item.id for item in bound(sdk, signature)] == [second.id, first.id]
    for query, ids in (
        ({"env_id": stage.id}, [second.id]),
        ({"api_name": "LIST", "env_id": RELEASE}, [first.id]),
        ({"api_id": "none"}, []),
        ({"group_id": "none"}, []),
    ):
        assert [item.id for item in bound(sdk, signature, **query)] == ids
    row = api("GET", f"{BINDINGS}/binded-apis?sign_id={signature.id}").json()["bindings"][0]
    assert {"sign_key", "sign_secret", "sign_type"}.isdisjoint(row)
    assert row_of(sdk, signature).bind_num == 2
    [key] = keys_of(sdk, made, env_id=stage.id, sign_name="SEA", sign_id=signature.id)
    assert (key.id, key.env_name, key.sign_secret) == (second.id, "STAGE", "orders-secret!#7")
    assert keys_of(sdk, made, sign_name="other") == []


def test_unbound_are_all_other_publications(sdk: Sdk, group: Any, signature: Any) -> None:
    one, two = (make_api(sdk, group, name) for name in ("one", "two"))
    make_api(sdk, group, "draft")
    other = make_signature(sdk, name="other")
    bind(sdk, other, publish(sdk, one))
    publication = publish(sdk, two)
    found = unbound(sdk, signature)
    assert [(item.name, item.signature_name, item.type) for item in found] == [("two", "", 1), ("one", "other", 1)]
    assert (found[0].publish_id, found[0].run_env_id) == (publication.publish_id, RELEASE)
    assert [item.name for item in unbound(sdk, signature, api_id=one.id, env_id=RELEASE)] == ["one"]
    bind(sdk, signature, publication)
    assert [item.name for item in unbound(sdk, signature)] == ["one"]


def test_an_api_has_one_key_in_an_environment(emulator: EmulatorProcess, sdk: Sdk, group: Any, signature: Any) -> None:
    publication, other = publish(sdk, make_api(sdk, group)), make_signature(sdk, name="other")
    [first] = bind(sdk, signature, publication)
    assert bind(sdk, signature, publication)[0].id == first.id
    [second] = bind(sdk, other, publication)
    assert (second.id == first.id, bound(sdk, signature)) == (False, [])
    assert emulator.state()["signature_bindings"] == 1


def test_unbinding(sdk: Sdk, group: Any, signature: Any) -> None:
    [binding] = bind(sdk, signature, publish(sdk, make_api(sdk, group)))
    ask(sdk, "DisassociateSignatureKeyV2", sign_bindings_id=binding.id)
    assert bound(sdk, signature) == []
    with refused(404, "APIG.3018", "binding record does not exist"):
        ask(sdk, "DisassociateSignatureKeyV2", sign_bindings_id=binding.id)


def test_bad_bindings_are_refused(api: Api, sdk: Sdk, group: Any, signature: Any) -> None:
    good = {"sign_id": signature.id, "publish_ids": [publish(sdk, make_api(sdk, group)).publish_id]}
    for change, status, code in (
        ({"sign_id": "nothing"}, 404, "APIG.3017"),
        ({"sign_id": ""}, 400, "APIG.2012"),
        ({"publish_ids": []}, 400, "APIG.2012"),
        ({"publish_ids": ["nothing"]}, 404, "APIG.3015"),
    ):
        answer = api("POST", BINDINGS, json={**good, **change})
        assert (answer.status_code, answer.json()["error_code"]) == (status, code)
    for method, path, status, code in (
        ("DELETE", "/no.id", 400, "APIG.2012"),
        ("GET", "/binded-apis", 400, "APIG.2012"),
        ("GET", "/binded-apis?sign_id=x", 404, "APIG.3017"),
        ("GET", "/unbinded-apis?sign_id=x", 404, "APIG.3017"),
        ("GET", "/binded-signs", 400, "APIG.2012"),
        ("GET", "/binded-signs?api_id=x", 404, "APIG.3002"),
    ):
        answer = api(method, BINDINGS + path)
        assert (answer.status_code, answer.json()["error_code"]) == (status, code)


@pytest.mark.parametrize("survives", [True, False])
def test_bindings_while_an_api_is_offline(
    emulator: EmulatorProcess, sdk: Sdk, group: Any, signature: Any, survives: bool
) -> None:
    """A choice: no document tells what becomes of them."""
    emulator.switch(bindings_survive_offline=survives)
    made = make_api(sdk, group)
    [binding] = bind(sdk, signature, publish(sdk, made))
    publish(sdk, made, action="offline")
    assert (bound(sdk, signature), keys_of(sdk, made), row_of(sdk, signature).bind_num) == ([], [], 0)
    back = publish(sdk, made)
    rows = [(item.id, item.publish_id) for item in bound(sdk, signature)]
    assert rows == ([(binding.id, back.publish_id)] if survives else [])


def test_bindings_go_with_the_api(emulator: EmulatorProcess, sdk: Sdk, group: Any, signature: Any) -> None:
    made = make_api(sdk, group)
    bind(sdk, signature, publish(sdk, made))
    publish(sdk, made, action="offline")
    ask(sdk, "DeleteApiV2", api_id=made.id)
    assert emulator.state()["signature_bindings"] == 0


def test_binding_needs_a_role_in_the_application_of_the_api(
    sdk: Sdk, alice_sdk: Sdk, group: Any, signature: Any
) -> None:
    publication = publish(sdk, make_api(sdk, group))
    with refused(403, "APIG.1102"):
        bind(alice_sdk, signature, publication)
    [binding] = bind(sdk, signature, publication)
    with refused(403, "APIG.1102"):
        ask(alice_sdk, "DisassociateSignatureKeyV2", sign_bindings_id=binding.id)
