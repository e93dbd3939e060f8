# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""APIs: the shapes of a back end in different editions, what is sent, rules between options, and publications."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.roma.connect.plugins.module_utils._base._errors import ApiError
from ansible_collections.roma.connect.plugins.module_utils._catalog._apic._apis import API, APP_AUTHORIZATION
from ansible_collections.roma.connect.plugins.module_utils._catalog._apic._backends import variables
from ansible_collections.roma.connect.plugins.module_utils._catalog._apic._publications import (
    outdated,
    read_publications,
    take_many_offline,
    write_publications,
)
from ansible_collections.roma.connect.plugins.module_utils._planning._check import Problems, check_entry
from ansible_collections.roma.connect.plugins.module_utils._planning._plan import NONE, UPDATE, plan
from ansible_collections.roma.connect.plugins.module_utils._spec._values import Values
from ansible_collections.roma.connect.plugins.module_utils._spec._wire import values_from_wire, values_to_wire
from ansible_collections.roma.connect.tests.unit.transport import Answer, FakeClient, Request

FRONT = {"id": "1", "name": "orders", "type": 2, "req_protocol": "HTTPS", "req_method": "GET", "req_uri": "/orders",
         "auth_type": "APP"}  # fmt: skip
HTTP = {"req_protocol": "HTTP", "req_method": "GET", "req_uri": "/o", "timeout": 5000}


def values(wire: Values) -> Values:
    return values_from_wire(API.own_fields, API.wire.received(wire))


def sent(options: Values) -> Values:
    return API.wire.sent(values_to_wire(API.own_fields, options))


def back_end(wire: Values) -> t.Any:
    return values({**FRONT, "backend_type": "HTTP", "backend_api": {**HTTP, **wire}})["http_backend"]


# -- what the service says ---------------------------------------------------------------------------------------------

UNUSED = {"cascade_flag": False, "vpc_channel_id": "", "vpc_channel_port": 0}
ADDRESS = {"protocol": "HTTP", "method": "GET", "path": "/o", "timeout": 5000, "url_domain": "h:1"}
CHANNEL = {name: value for name, value in ADDRESS.items() if name != "url_domain"} | {"vpc_channel": "c1"}


@pytest.mark.parametrize(
    ("wire", "expected"),
    [
        ({"url_domain": "h:1", "vpc_channel_status": 2, "vpc_channel_info": UNUSED}, ADDRESS),
        ({"url_domain": "h:1", "vpc_status": 2, "vpcinfo": None}, ADDRESS),
        ({"url_domain": "h:1"}, ADDRESS),
        ({"url_domain": "h:1", "vpc_channel_status": 2, "vpc_channel_info": {"vpc_channel_id": "c1"}}, ADDRESS),
        ({"url_domain": "c1", "vpc_channel_status": 1, "vpc_channel_info": {**UNUSED, "vpc_channel_id": "c1"}},
         CHANNEL),
        ({"url_domain": "", "vpc_channel_info": {"vpc_channel_id": "c1"}}, CHANNEL),
        ({"url_domain": "", "vpc_status": 1, "vpcinfo": {"vpc_id": "c1", "vpc_proxy_host": "p"}},
         {**CHANNEL, "vpc_channel_proxy_host": "p"}),
    ],
)  # fmt: skip
def test_an_address_or_a_channel(wire: Values, expected: Values) -> None:
    found = back_end(wire)
    assert {name: value for name, value in found.items() if value != ""} == expected


def test_unused_parts_are_not_read() -> None:
    nothing = {"backend_api": None, "func_info": None, "policy_mocks": None, "policy_https": [], "tags": None}
    mock = {"result_content": "up", "status_code": 200, "header": "", "authorizer_id": "", "id": "9"}
    found = values({**FRONT, **nothing, "backend_type": "MOCK", "mock_info": mock})
    assert found["mock_backend"] == {"status_code": 200, "result_content": "up"}
    assert not {"http_backend", "function_backend", "tags"} & set(found)
    left_over = values({**FRONT, "backend_type": "MOCK", "mock_info": mock, "backend_api": {**HTTP, "url_domain": "h"}})
    assert "http_backend" not in left_over


@pytest.mark.parametrize(
    "header",
    [[{"key": "A", "value": "b", "remark": ""}], '[{"key": "A", "value": "b"}]', '[{"value":"b","key":"A"}]'],
)
def test_headers_are_a_list_or_a_text(header: t.Any) -> None:
    found = values({**FRONT, "backend_type": "MOCK", "mock_info": {"status_code": 200, "header": header}})
    assert [{**item, "remark": ""} for item in found["mock_backend"]["headers"]] == [
        {"key": "A", "value": "b", "remark": ""}
    ]


@pytest.mark.parametrize("header", [[], "", None])
def test_no_headers(header: t.Any) -> None:
    found = values({**FRONT, "backend_type": "MOCK", "mock_info": {"status_code": 200, "header": header}})
    assert not found["mock_backend"].get("headers")


@pytest.mark.parametrize(
    "options",
    [{"app_code_auth_type": "HEADER"}, {"auth_code_auth_type": "HEADER"}, [{"app_code_auth_type": "HEADER"}],
     {"app_code_auth_type": "", "auth_code_auth_type": "HEADER"}],
)  # fmt: skip
def test_authentication_options(options: t.Any) -> None:
    assert values({**FRONT, "auth_opt": options})["app_code_auth_type"] == "HEADER"


@pytest.mark.parametrize("options", [None, {}, [], {"app_code_auth_type": ""}])
def test_no_authentication_options(options: t.Any) -> None:
    assert "app_code_auth_type" not in values({**FRONT, "auth_opt": options})


def test_what_has_been_read_is_read_again() -> None:
    """An answer to a change is laid over what was read before."""
    wire = {**FRONT, "backend_type": "HTTP", "backend_api": {**HTTP, "url_domain": "c1", "vpc_channel_status": 1,
            "vpc_channel_info": {"vpc_channel_id": "c1"}}, "auth_opt": {"auth_code_auth_type": "HEADER"}}  # fmt: skip
    once = API.wire.received(wire)
    assert API.wire.received(once) == once


def test_conditions_of_different_editions_are_one() -> None:
    given = [
        {"condition_origin": "source", "condition_value": "1.1.1.1"},
        {"condition_origin": "param", "condition_type": "exact", "condition_value": "x", "req_param_name": "p"},
    ]
    shown = [{**given[1], "sys_param_name": "", "id": "7", "req_param_id": "8"}, {**given[0], "condition_type": None}]
    policy = {"name": "own", "effect_mode": "ALL", "status_code": 503, "conditions": shown, "backend_params": []}
    have = values({**FRONT, "policy_mocks": [policy]})
    want = {"mock_policies": [{"name": "own", "conditions": given}]}
    assert plan(API, have, want).action == NONE
    want["mock_policies"][0]["conditions"] = given[:1]
    assert plan(API, have, want).action == UPDATE


# -- what it is told ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"http_backend": ADDRESS}, {**HTTP, "url_domain": "h:1", "vpc_channel_status": 2}),
        ({"http_backend": {**ADDRESS, "authorizer": "", "remark": ""}},
         {**HTTP, "url_domain": "h:1", "vpc_channel_status": 2}),
        ({"http_backend": {**CHANNEL, "vpc_channel_proxy_host": ""}},
         {**HTTP, "vpc_channel_status": 1, "vpc_channel_info": {"vpc_channel_id": "c1"}}),
    ],
)  # fmt: skip
def test_an_http_back_end_says_whether_it_uses_a_channel(options: Values, expected: Values) -> None:
    body = sent(options)
    assert (body["backend_type"], body["backend_api"]) == ("HTTP", expected)


def test_headers_are_sent_as_a_text() -> None:
    body = sent({"mock_backend": {"status_code": 200, "headers": [{"key": "A", "value": "\u00e4", "remark": ""}]}})
    assert body["mock_info"]["header"] == '[{"key": "A", "value": "\u00e4", "remark": ""}]'
    assert sent({"mock_backend": {"headers": []}})["mock_info"]["header"] == ""


def test_empty_texts_are_sent_where_they_are_taken() -> None:
    body = sent({"version": "", "match_mode": "", "content_type": "", "app_code_auth_type": "", "authorizer": "",
                 "app": "", "domain": "", "remark": "", "tags": []})  # fmt: skip
    assert body == {"version": "V0.0.1", "match_mode": "NORMAL", "auth_opt": {"app_code_auth_type": "DISABLE"},
                    "domain_name": "", "remark": "", "tags": []}  # fmt: skip


def test_another_back_end_takes_the_place_of_one() -> None:
    have = {"name": "orders", "http_backend": ADDRESS}
    changed = plan(API, have, {"mock_backend": {"status_code": 200}})
    assert changed.action == UPDATE
    assert "http_backend" not in changed.values
    channel = plan(API, have, {"http_backend": {"vpc_channel": "c1"}})
    assert channel.values["http_backend"] == CHANNEL
    incomplete = plan(API, have, {"function_backend": {"function_urn": "urn:fss:x", "timeout": 1}})
    assert incomplete.problems == (("function_backend.invocation_type", "is needed, since there is none yet"),)


def test_variables_in_addresses() -> None:
    options = {
        "http_backend": {"url_domain": "#host#:80", "path": "/#one#/#two-2#"},
        "http_policies": [{"url_domain": "#other#", "path": "/"}, {"vpc_channel": "c", "path": "/#three#"}],
    }
    assert list(variables(options)) == ["host", "one", "two-2", "other", "three"]
    assert list(variables({"mock_backend": {"result_content": "#no#"}})) == []


# -- rules between options ---------------------------------------------------------------------------------------------

PARAM = {"name": "n", "location": "PATH", "type": "STRING"}
NEW = {"name": "orders", "http_backend": ADDRESS, "path": "/orders"}


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"path": "/{n}", "req_params": [PARAM]}, []),
        ({"path": "/{n+}", "req_params": [PARAM]}, []),
        ({"path": "/{n}"}, []),
        ({"path": "/a-{n}-b", "req_params": []}, ["path"]),
        ({"path": "/{n}", "req_params": [{**PARAM, "location": "QUERY"}]}, ["path"]),
        ({"backend_params": [{"name": "x", "location": "QUERY", "origin": "REQUEST", "value": "n"}]}, []),
        ({"backend_params": [{"name": "x", "location": "QUERY", "origin": "REQUEST", "value": "n"}], "req_params": []},
         ["backend_params[0].value"]),
        ({"backend_params": [{"name": "x", "location": "PATH", "origin": "CONSTANT", "value": "n"}],
          "http_backend": {"path": "/y"}}, ["backend_params[0]"]),
        ({"mock_policies": [{"name": f"p{number}"} for number in range(5)], "http_policies": [{"name": "p6"}]},
         ["http_policies"]),
        ({"http_policies": [{"conditions": [{"condition_origin": "cookie"}, {"condition_origin": "source"}]}]},
         ["http_policies[0].conditions[0].condition_type", "http_policies[0].conditions[0].cookie_param_name"]),
        ({"http_policies": [{"conditions": [{"req_param_name": "m"}]}], "req_params": [PARAM]},
         ["http_policies[0].conditions[0].req_param_name"]),
        ({"auth_type": "AUTHORIZER"}, []),
        ({"auth_type": "AUTHORIZER", "authorizer": ""}, ["authorizer"]),
        ({"auth_type": "AUTHORIZER", "authorizer": "gate"}, []),
        ({"authorizer": ""}, []),
        ({"req_params": [{"name": name, "location": "HEADER"} for name in ("X-A", "x-a", "X_A")]},
         ["req_params[1].name"]),
        ({"req_params": [{"name": name, "location": "QUERY"} for name in ("X-A", "x-a", "X_A")], "auth_type": "APP"},
         []),
        ({"req_params": [{"name": name, "location": "HEADER"} for name in ("X_A", "authorization", "X-A")],
          "auth_type": "APP"}, ["req_params[0].name", "req_params[1].name"]),
        # what is of the wrong type has been told already
        ({"req_params": "x", "http_policies": ["x"], "http_backend": "x", "backend_params": [{"value": []}], "path": 7},
         []),
    ],
)  # fmt: skip
def test_rules_for_what_is_given(options: Values, expected: list[str]) -> None:
    assert [path for path, _why in API.rules.check(options)] == expected


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (NEW, []),
        ({**NEW, "path": "/{n}"}, ["path"]),
        ({**NEW, "http_backend": {"path": "/"}}, ["http_backend.url_domain"]),
        ({**NEW, "http_policies": [{"name": "own"}]}, ["http_policies[0].url_domain"]),
        ({**NEW, "auth_type": "AUTHORIZER"}, ["authorizer"]),
        ({"name": "orders"}, ["http_backend"]),
    ],
)
def test_rules_for_what_is_new(options: Values, expected: list[str]) -> None:
    assert [path for path, _why in API.rules.check_new(options)] == expected


# -- publications ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("times", "changed", "expected"),
    [
        ("2026-01-01T10:00:00Z|2026-01-01T11:00:00Z", "2026-01-01T09:00:00Z", []),
        ("2026-01-01T10:00:00Z|2026-01-01T11:00:00Z", "2026-01-01T10:30:00Z", ["e1"]),
        ("2026-01-01T10:00:00Z|2026-01-01T10:00:00Z", "2026-01-01T10:00:00.987654321Z", []),
        ("2026-01-01T10:00:00Z|2026-01-01T10:00:02.5Z", "2026-01-01T10:00:03.123456Z",
         ["e1"]),
        ("2026-01-01T10:00:00Z", "2026-01-02T10:00:00Z", []),
        (None, "2026-01-02T10:00:00Z", []),
        ("2026-01-01T10:00:00Z|2026-01-01T10:00:00Z", None, []),
        ("2026-01-01 10:00:00|x", "2026-01-02T10:00:00Z", []),
    ],
)  # fmt: skip
def test_where_an_older_definition_is_published(times: t.Any, changed: t.Any, expected: list[str]) -> None:
    """Where times say nothing, what is online counts as the present definition."""
    api = {"run_env_id": "e1|e2", "run_env_name": "STAGE|RELEASE", "publish_time": times, "update_time": changed}
    assert outdated(api) == expected
    assert read_publications(None, api) == ["e1", "e2"]


@pytest.mark.parametrize("missing", [{}, {"run_env_id": ""}, {"run_env_id": None, "publish_time": ""}])
def test_published_nowhere(missing: Values) -> None:
    assert read_publications(None, {"update_time": "2026-01-01T10:00:00Z", **missing}) == []


class Gateway:
    """Notes what is published, and refuses on demand."""

    def __init__(self, online: str = "", refuse: int = 0) -> None:
        self.online, self.refuse = online, refuse
        self.acts: list[tuple[str, str]] = []

    def __call__(self, request: Request) -> Answer:
        if request.method == "GET":
            return Answer(200, {"id": "a1", "run_env_id": self.online})
        self.acts.append((request.body["action"], request.body["env_id"]))
        if self.refuse:
            return Answer(self.refuse, {"error_code": "APIG.3015", "error_msg": "no"})
        return Answer(201, {})


def acts(present: list[str] | None, declared: list[str], online: str) -> list[tuple[str, str]]:
    gateway = Gateway()
    write_publications(FakeClient(gateway), {"id": "a1", "run_env_id": online}, present, declared)
    return gateway.acts


def test_only_what_differs_is_acted_on() -> None:
    assert acts(["e1"], ["e1", "e2"], "e1") == [("online", "e2")]
    assert acts(["e1", "e2"], ["e2"], "e1|e2") == [("offline", "e1")]
    assert acts(None, ["e1", "e2"], "e1|e3") == [("online", "e1"), ("online", "e2"), ("offline", "e3")]
    assert acts([], [], "") == []


@pytest.mark.parametrize("status", [400, 404, 409])
def test_what_is_offline_already_is_done(status: int) -> None:
    api = {"id": "a1", "run_env_id": "e1"}
    write_publications(FakeClient(Gateway("", refuse=status)), api, ["e1"], [])
    with pytest.raises(ApiError):
        write_publications(FakeClient(Gateway("e2|e1", refuse=status)), api, ["e1"], [])


def test_many_are_taken_offline_at_once() -> None:
    asked: list[tuple[t.Any, ...]] = []

    def gateway(request: Request) -> Answer:
        asked.append((request.query, request.body["env_id"], len(request.body["apis"])))
        done = [
            {"api_id": api_id} for api_id in request.body["apis"] if (api_id, request.body["env_id"]) != ("a1", "e2")
        ]
        return Answer(200, {"success": [*done, {"api_id": "another"}, {}], "failure": [{"api_id": "a1"}]})

    apis = [{"id": f"a{n}", "run_env_id": envs} for n, envs in enumerate(["e1|e2", "e2|e1", "e1", ""])]
    apis += [{"id": f"b{n}", "run_env_id": "e1"} for n in range(1000)]
    # what was done in one environment alone is not done
    assert take_many_offline(FakeClient(gateway), apis) == {api["id"] for api in apis} - {"a1"}
    offline = {"action": "offline"}
    assert asked == [(offline, "e1", 1000), (offline, "e1", 3), (offline, "e2", 2)]


# -- app authorizations ------------------------------------------------------------------------------------------------

PAIR = {"app_id": "p1", "api_id": "a1", "env_id": "e1"}


def authorise(result: t.Any) -> Values:
    made = {"id": "x", **PAIR, **({} if result is None else {"auth_result": result})}
    client = FakeClient(lambda request: Answer(201, {"auths": [made]}))
    assert APP_AUTHORIZATION.requests.create is not None
    return t.cast(Values, APP_AUTHORIZATION.requests.create(client, {}, PAIR))


@pytest.mark.parametrize("result", [None, {}, {"status": "SUCCESS"}, {"status": "SKIPPED", "error_code": "APIG.3316"}])
def test_an_authorisation(result: t.Any) -> None:
    assert authorise(result)["id"] == "x"


@pytest.mark.parametrize("status", ["FAILED", "FILAED"])
def test_a_failed_authorisation(status: str) -> None:
    with pytest.raises(ApiError, match=r"APIG\.3004: no such application") as caught:
        authorise({"status": status, "error_code": "APIG.3004", "error_msg": "no such application"})
    assert caught.value.payload()["error"]["code"] == "APIG.3004"
    with pytest.raises(ApiError, match="the application was not authorised"):
        authorise({"status": status})


@pytest.mark.parametrize("given", [{"auth_type": "NONE"}, {}])
def test_an_authorizer_needs_its_kind_of_authentication(given: Values) -> None:
    problems = Problems()
    check_entry(API, {"name": "orders", "group": "g", "authorizer": "gate", **given}, "", problems)
    assert problems == ["authorizer: has no effect without auth_type=AUTHORIZER, which must be given with it"]


def test_another_kind_of_authentication_leaves_the_authorizer_behind() -> None:
    have = {**NEW, "group": "g", "auth_type": "AUTHORIZER", "authorizer": "gate"}
    changed = plan(API, have, {"name": "orders", "group": "g", "auth_type": "NONE"})
    assert not changed.problems
    assert "authorizer" not in changed.values
