# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Throttling policies, signature keys, and what binds them to published APIs."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.roma.connect.plugins.module_utils._base._errors import RomaError
from ansible_collections.roma.connect.plugins.module_utils._catalog._apic._signatures import SIGNATURE_KEY
from ansible_collections.roma.connect.plugins.module_utils._catalog._apic._throttling import THROTTLING_POLICY
from ansible_collections.roma.connect.plugins.module_utils._planning._plan import plan
from ansible_collections.roma.connect.plugins.module_utils._spec._field import Child
from ansible_collections.roma.connect.plugins.module_utils._spec._values import Values
from ansible_collections.roma.connect.tests.unit.transport import Answer, FakeClient, Request

POLICY = {"id": "p"}
(SPECIALS, BINDINGS) = THROTTLING_POLICY.children


class Gateway:
    """Knows what is published and what is bound; answers requests about bindings of throttling policies."""

    def __init__(
        self, published: dict[tuple[str, str], str], bound: dict[tuple[str, str], str], batch: Answer | None = None
    ) -> None:
        self.published, self.bound = published, bound
        self.batch = batch
        self.writes: list[tuple[str, str, t.Any]] = []

    def __call__(self, request: Request) -> Answer:
        name = request.path.rpartition("/")[2]
        if request.method == "GET":
            bound = name == "binded-apis"
            rows = [
                {"id": api, "run_env_id": env, "publish_id": publication,
                 "throttle_apply_id": self.bound.get((api, env), "")}
                for (api, env), publication in self.published.items()
                if bound == ((api, env) in self.bound) and request.query.get("api_id") in (None, api)
            ]  # fmt: skip
            return Answer(200, {"apis": rows, "total": len(rows), "size": len(rows)})
        self.writes.append((request.method, name, request.body))
        if request.method == "PUT":
            return self.batch or Answer(200, {"success_count": len(request.body["throttle_bindings"]), "failure": []})
        return Answer(201 if request.method == "POST" else 204, {} if request.method == "POST" else None)


def place(api: str, environment: str) -> Values:
    return {"api": api, "environment": environment}


def test_bindings_are_read_in_an_order_of_their_own() -> None:
    published = {("b", "e"): "3", ("a", "f"): "2", ("a", "e"): "1"}
    client = FakeClient(Gateway(published, dict.fromkeys(published, "x")))
    assert BINDINGS.read(client, POLICY) == [place("a", "e"), place("a", "f"), place("b", "e")]


def test_only_what_differs_is_bound_and_unbound() -> None:
    gateway = Gateway({("a", "e"): "pa", ("b", "e"): "pb", ("c", "e"): "pc", ("d", "e"): "pd"},
                      {("a", "e"): "ba", ("b", "e"): "bb"})  # fmt: skip
    want = [place("c", "e"), place("b", "e"), place("d", "e"), place("c", "e")]
    after = BINDINGS.write(FakeClient(gateway), POLICY, None, want)
    assert after == [place("b", "e"), place("c", "e"), place("d", "e")]
    assert gateway.writes == [
        ("DELETE", "ba", None),
        ("POST", "throttle-bindings", {"strategy_id": "p", "publish_ids": ["pc", "pd"]}),
    ]


def test_publications_are_looked_up_api_by_api() -> None:
    """A list of all APIs changes while other workers publish some."""
    gateway = Gateway({("a", "e"): "1", ("a", "f"): "2", ("b", "e"): "3"}, {})
    asked: list[str | None] = []

    def answer(request: Request) -> Answer:
        if request.path.endswith("/unbinded-apis"):
            asked.append(request.query.get("api_id"))
        return gateway(request)

    BINDINGS.write(FakeClient(answer), POLICY, None, [place("a", "e"), place("a", "f"), place("b", "e")])
    assert sorted(map(str, asked)) == ["a", "b"]


@pytest.mark.parametrize(("child", "wire"), [(BINDINGS, {"bind_num": 0}), (SPECIALS, {"is_inclu_special_throttle": 2})])
def test_what_a_policy_says_it_does_not_have_is_not_asked_for(child: Child, wire: Values) -> None:
    asked: list[str] = []

    def answer(request: Request) -> Answer:
        asked.append(request.path)
        return Answer(200, {"apis": [], "throttle_specials": [], "total": 0, "size": 0})

    client = FakeClient(answer)
    assert child.read(client, {**POLICY, **wire}) == []
    assert asked == []
    assert child.read(client, {**POLICY, **dict.fromkeys(wire, 1)}) == []
    assert len(asked) == 1


def test_nothing_is_written_when_all_is_bound() -> None:
    gateway = Gateway({("a", "e"): "pa"}, {("a", "e"): "ba"})
    BINDINGS.write(FakeClient(gateway), POLICY, None, [place("a", "e")])
    assert gateway.writes == []


def test_what_is_not_published_cannot_be_bound() -> None:
    gateway = Gateway({("a", "e"): "pa"}, {})
    with pytest.raises(RomaError, match="the API a is not published in the environment f"):
        BINDINGS.write(FakeClient(gateway), POLICY, None, [place("a", "e"), place("a", "f")])
    assert gateway.writes == []


BATCH = ("PUT", "throttle-bindings", {"throttle_bindings": ["ba", "bb"]})
GONE = {"bind_id": "bb", "error_code": "APIG.3012", "error_msg": "does not exist"}
ONE_BY_ONE = [("DELETE", "ba", None), ("DELETE", "bb", None)]


@pytest.mark.parametrize(
    ("batch", "more"),
    [
        (None, []),
        (Answer(200, {"success_count": 1, "failure": [GONE]}), ONE_BY_ONE[1:]),
        (Answer(200, {"success_count": 0, "failure": [{**GONE, "bind_id": "ba"}, GONE]}), ONE_BY_ONE),
        (Answer(200, {"success_count": 0, "failure": None}), ONE_BY_ONE),
        (Answer(200, {}), ONE_BY_ONE),
        (Answer(403, {"error_code": "APIG.1005", "error_msg": "no"}), ONE_BY_ONE),
    ],
)
def test_a_policy_is_unbound_before_it_is_deleted(batch: Answer | None, more: list[t.Any]) -> None:
    """At once, and one by one where that did not succeed."""
    bound = {("a", "e"): "ba", ("b", "e"): "bb"}
    gateway = Gateway(dict.fromkeys(bound, "p"), bound, batch)
    THROTTLING_POLICY.requests.before_delete(FakeClient(gateway), POLICY)
    assert gateway.writes == [BATCH, *more]


def test_a_single_binding_needs_no_batch() -> None:
    gateway = Gateway({("a", "e"): "pa"}, {("a", "e"): "ba"})
    THROTTLING_POLICY.requests.before_delete(FakeClient(gateway), POLICY)
    assert gateway.writes == [("DELETE", "ba", None)]


def test_unpublished_apis_are_told_in_the_plan() -> None:
    targets = {"bindings[0].api": {"publications": ["STAGE"]}, "bindings[1].api": {}, "bindings[2].api": None}
    bindings = [place("a", "STAGE"), place("b", "STAGE"), place("c", "STAGE")]
    found = list(THROTTLING_POLICY.rules.check_targets({"bindings": bindings}, targets.get))
    assert found == [("bindings[1].environment", "the API 'b' is not published in STAGE")]


LIMITS = [
    ({"api_call_limits": 5, "user_call_limits": 5, "app_call_limits": 5, "ip_call_limits": 5}, []),
    ({"api_call_limits": 5, "user_call_limits": 6}, ["user_call_limits"]),
    ({"api_call_limits": 5, "user_call_limits": 0, "app_call_limits": 6}, ["app_call_limits"]),
    ({"api_call_limits": 5, "user_call_limits": 3, "app_call_limits": 4}, ["app_call_limits"]),
    ({"api_call_limits": 5, "ip_call_limits": 6}, ["ip_call_limits"]),
    ({"specials": [{"app": "a", "call_limits": 5}], "api_call_limits": 5}, []),
    ({"specials": [{"app": "a", "call_limits": 6}], "api_call_limits": 5}, ["specials[0].call_limits"]),
    ({"specials": [{"app": "a", "user": "u", "call_limits": 1}]}, ["specials[0]"]),
    ({"specials": [{"call_limits": 1}]}, ["specials[0]"]),
]


@pytest.mark.parametrize(("options", "wrong"), LIMITS)
def test_limits_of_parts_do_not_exceed_those_of_the_whole(options: Values, wrong: list[str]) -> None:
    assert [path for path, _why in THROTTLING_POLICY.rules.check(options)] == wrong


def test_special_limits_are_for_an_application_or_a_user() -> None:
    sent: list[t.Any] = []

    def answer(request: Request) -> Answer:
        if request.method == "GET":
            rows = [{"id": "1", "object_type": "USER", "object_id": "u", "call_limits": 5, "app_name": ""}]
            return Answer(200, {"throttle_specials": rows, "total": 1, "size": 1})
        sent.append((request.method, request.body))
        return Answer(201, {"id": "2", **(request.body or {})})

    want = [{"app": "a", "call_limits": 7}, {"user": "u", "call_limits": 6}]
    SPECIALS.write(FakeClient(answer), POLICY, None, want)
    assert sent == [
        ("POST", {"object_type": "APP", "object_id": "a", "call_limits": 7}),
        ("PUT", {"call_limits": 6}),
    ]


KEYS = [
    ({"sign_key": "abcdefgh", "sign_secret": "abcdefgh12345678"}, []),
    ({"sign_key": "abcdefg", "sign_secret": "abcdefgh1234567"}, ["sign_key", "sign_secret"]),
    ({"sign_type": "basic", "sign_key": "abcd", "sign_secret": "abcdefgh"}, []),
    ({"sign_type": "basic", "sign_key": "1bcd", "sign_secret": "abcdefg"}, ["sign_key", "sign_secret"]),
    ({"sign_type": "public_key", "sign_key": "+bcdefg=", "sign_secret": "a" * 15}, []),
    ({"sign_type": "public_key", "sign_key": "+bcdefg", "sign_secret": "a" * 14}, ["sign_key", "sign_secret"]),
    ({"sign_type": "aes", "sign_algorithm": "aes-128-cfb", "sign_key": "a" * 16, "sign_secret": "a" * 16}, []),
    (
        {"sign_type": "aes", "sign_algorithm": "aes-256-cfb", "sign_key": "a" * 16, "sign_secret": "a" * 16},
        ["sign_key"],
    ),
    ({"sign_type": "hmac", "sign_algorithm": "aes-128-cfb"}, ["sign_algorithm"]),
    ({"sign_secret": "<secret:signature_keys/a/sign_secret>"}, []),
]


@pytest.mark.parametrize(("options", "wrong"), KEYS)
def test_keys_and_secrets_by_type(options: Values, wrong: list[str]) -> None:
    found = list(SIGNATURE_KEY.rules.check({"sign_type": "hmac", **options}))
    assert [path for path, _why in found] == wrong
    assert not any(str(options[path]) in why for path, why in found if path != "sign_algorithm")


def test_a_type_that_is_not_given_is_that_of_the_key_or_of_a_new_one() -> None:
    options = {"sign_key": "short", "sign_algorithm": "aes-256-cfb"}
    assert list(SIGNATURE_KEY.rules.check(options)) == []
    assert [path for path, _why in SIGNATURE_KEY.rules.check_new(options)] == ["sign_algorithm", "sign_key"]


def test_aes_needs_an_algorithm() -> None:
    assert [path for path, _why in SIGNATURE_KEY.rules.check_new({"sign_type": "aes"})] == ["sign_algorithm"]


@pytest.mark.parametrize("shown", ["si******et", "******"])
def test_shortened_secrets_are_no_values(shown: str) -> None:
    wire = SIGNATURE_KEY.wire.received({"name": "a", "sign_key": "gateway-1", "sign_secret": shown})
    assert wire == {"name": "a", "sign_key": "gateway-1"}
    have = {"name": "a", "sign_type": "hmac", "sign_key": "gateway-1"}
    assert plan(SIGNATURE_KEY, have, {"name": "a", "sign_secret": "abcdefgh12345678"}).changed == ()
    assert plan(SIGNATURE_KEY, have, {"name": "a", "sign_key": "gateway-2"}).changed == ("sign_key",)
