# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bad input is refused in a sentence that begins with the option's path and says what to do; nothing is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.emulator.process import EmulatorProcess
from tests.integration.judge import Judge
from tests.integration.playbook import Runner

Options = dict[str, Any]


@dataclass(frozen=True)
class Bad:
    """Options of a module, and all that its message has to hold. `asks`: it takes a look at the instance to know."""

    module: str
    options: Options
    says: tuple[str, ...]
    asks: bool = False


def document(asks: bool = False, **kinds: Any) -> tuple[str, Options, bool]:
    return "config", {"document": kinds}, asks


def bad(where: tuple[str, Options, bool], *says: str) -> Bad:
    module, options, asks = where
    return Bad(module, options, says, asks)


MODULES = {
    "no name": Bad("app", {}, ("missing required arguments: name",)),
    "misspelt option": Bad("app", {"name": "a", "remarks": "x"}, ("Unsupported parameters", "remarks", "remark")),
    "misspelt state": Bad("app", {"name": "a", "state": "gone"}, ("state", "present", "absent", "gone")),
    "name breaks the pattern": Bad("app", {"name": "or&ders"}, ("name: 'or&ders' is not allowed: 1 to 256",)),
    "name too long": Bad("app", {"name": "x" * 257}, ("name: ", "257 characters, at most 256 are allowed")),
    "remark too long": Bad("app", {"name": "a", "remark": "x" * 256}, ("remark: ", "256 characters, at most 255")),
    "short key": Bad("app", {"name": "a", "key": "x"}, ("key: 'x' is not allowed: 3 to 200",)),
    "role": Bad("app", {"name": "a", "members": [{"name": "bob", "roles": ["reed"]}]}, ("roles", "read", "reed")),
    "member twice": Bad(
        "app",
        {"name": "a", "members": [{"name": "bob", "roles": ["read"]}, {"name": "bob", "roles": ["admin"]}]},
        ("members: has two entries with name bob",),
    ),
    "secret": Bad("app_secret", {"app": "a", "secret": "b\u00e4d secret"}, ("secret: the value is not allowed: 8 to",)),
    "environment": Bad("environment", {"name": "9-stage"}, ("name: '9-stage' is not allowed", "beginning with a")),
    "value": Bad(
        "env_variable",
        {"environment": "STAGE", "group": "g", "name": "host", "value": "a b"},
        ("value: 'a b' is not allowed", "letters, digits"),
    ),
    "no such application": Bad(
        "api_group",
        {"name": "orders-v1", "app": "ordres"},
        ("app: there is no application named 'ordres'",),
        asks=True,
    ),
    "no such id": Bad("app", {"name": "a", "id": "4711"}, ("id: there is no application with the id 4711",), asks=True),
    "no such member": Bad(
        "app",
        {"name": "known", "members": [{"name": "zoe", "roles": ["read"]}]},
        ("members: no user of this account is named zoe",),
        asks=True,
    ),
    "incomplete variable": Bad(
        "env_variable",
        {"environment": "RELEASE", "group": "known-group", "name": "host"},
        ("value: is needed to create",),
        asks=True,
    ),
    "fixed key": Bad("app", {"name": "known", "key": "another"}, ("key: cannot be changed from",), asks=True),
    "export of nothing": Bad("asset_export", {"directory": "out"}, ("apps: choose what to export",)),
    "export of an unknown application": Bad(
        "asset_export",
        {"directory": "out", "apps": ["knwon"]},
        ("apps[0]: there is no application named 'knwon'", 'did you mean "known"?'),
        asks=True,
    ),
    "relative URL": Bad("app_info", {"endpoint": "roma.example"}, ("endpoint: 'roma.example' is not a URL", "https://")),
    "half a key pair": Bad(
        "app_info", {"access_key": "AK", "secret_key": ""}, ("secret_key: is required, because access_key is given",)
    ),
    "no time": Bad("app_info", {"api_timeout": 0}, ("api_timeout: must be 1 or more",)),
    "a negative number of repetitions": Bad("app_info", {"api_retries": -1}, ("api_retries: must be 0 or more",)),
}  # fmt: skip

DOCUMENTS = {
    "unknown kind": bad(document(app=[]), 'app: unknown kind; did you mean "apps"?'),
    "no list": bad(document(apps={"name": "a"}), "apps: must be a list of entries"),
    "no mapping": bad(document(apps=["a"]), "apps[0]: must be a mapping of options"),
    "unknown option": bad(document(apps=[{"name": "a", "remrak": "x"}]), "apps[0].remrak: unknown option",
                          'did you mean "remark"?'),
    "missing option": bad(document(env_variables=[{"name": "host", "group": "g"}]),
                          "env_variables[0].environment: is required"),
    "wrong type": bad(document(apps=[{"name": "a", "favorite": "perhaps"}]),
                      "apps[0].favorite: must be true or false, not a text"),
    "text expected": bad(document(apps=[{"name": ["a"]}]), "apps[0].name: must be a text, not a list", "quotes"),
    "a version that lost its zero": bad(document(env_variables=[
        {"name": "host", "group": "g", "environment": "STAGE", "value": 1.10}]),
        "env_variables[0].value: must be a text, not a number with a fraction; put it in quotes"),
    "nested": bad(document(apps=[{"name": "a", "members": [{"name": "bob", "roles": "read"}]}]),
                  "apps[0].members[0].roles: must be a list, not a text"),
    "nested choice": bad(document(apps=[{"name": "a", "members": [{"name": "bob", "roles": ["reed"]}]}]),
                         "apps[0].members[0].roles[0]: 'reed' is not one of the choices", 'did you mean "read"?'),
    "state": bad(document(apps=[{"name": "a", "state": "deleted"}]), "apps[0].state: 'deleted' is not one of"),
    "two of the same": bad(document(apps=[{"name": "a"}, {"name": "b"}, {"name": "a"}]),
                           "apps[2]: declares the application"),
    "reference to nothing": bad(document(asks=True, api_groups=[{"name": "orders-v1", "app": "ordres"}]),
                                "api_groups[0].app: there is no application named 'ordres'"),
    "reference to what goes": bad(document(asks=True, apps=[{"name": "known", "state": "absent"}],
                                           api_groups=[{"name": "orders-v1", "app": "known"}]),
                                  "api_groups[0].app: application 'known' is to be deleted by apps[0]"),
    "placeholder": bad(document(asks=True, apps=[{"name": "new"}],
                                app_secrets=[{"app": "new", "secret": "<secret:app_secrets/new/secret>"}]),
                       "app_secrets[0].secret: the secret has no value: give the one of"),
    "all at once": bad(document(apps=[{"nam": "a"}], ap=[], environments=[{"name": "x"}]), "ap: unknown kind",
                       "apps[0].nam: unknown option", "apps[0].name: is required", "environments[0].name: 'x' has 1"),
}  # fmt: skip

EVERY = {**MODULES, **DOCUMENTS}


def test_refusals(run: Runner, judge: Judge, emulator: EmulatorProcess) -> None:
    needs = {"apps": [{"name": "known"}], "api_groups": [{"name": "known-group"}]}
    tasks = [
        {"name": title, f"roma.connect.{bad.module}": bad.options, "ignore_errors": True}
        for title, bad in EVERY.items()
    ]
    result = run([{"name": "needs", "roma.connect.config": {"document": needs}}, *tasks])
    wrong = []
    for title, expected in EVERY.items():
        told = result[title]
        missing = [text for text in expected.says if text not in told.msg]
        if not told.failed or missing:
            wrong.append(f"{title}: {told.status}: {told.msg}")
        assert not told.data.get("changed"), title
        assert told.msg.count("\n") == 0, title
        if not expected.asks:
            assert result.requests(title) == [], title
        assert result.writes(title) == [], title
    assert not wrong, "\n".join(wrong)
    assert judge.names("apps") == ["known"]
    assert "Traceback" not in result.output


def test_a_refusal_ends_the_play(run: Runner) -> None:
    bad = {"name": "bad", "roma.connect.app": {"name": "or&ders"}}
    result = run([bad, {"name": "next", "ansible.builtin.debug": {}}], fails=True)
    assert result.rc == 2
    assert "is not allowed" in result.output
    assert len(result.results) == 1


def test_what_is_not_given_at_all(run: Runner, emulator: EmulatorProcess) -> None:
    """Without any variable of the environment the message names what to set."""
    result = run([{"name": "lost", "roma.connect.app_info": {}}], env=dict.fromkeys(emulator.env), fails=True)
    hints = (
        "endpoint: is required (or region)",
        "ROMA_ENDPOINT",
        "instance_id: is required",
        "ROMA_INSTANCE_ID",
        "project_id: is required",
        "access_key: credentials are missing: give token, or access_key",
    )
    for hint in hints:
        assert hint in result["lost"].msg


def test_causes_are_told_and_not_what_follows_from_them(run: Runner) -> None:
    """An API group without `app` would be another, global one; that is the only thing that is wrong here."""
    group = {"name": "crm-v1", "app": "crm"}
    there = {"apps": [{"name": "crm"}], "api_groups": [group], "environments": [{"name": "STAGE"}]}
    variable = {"group": "crm-v1", "environment": "STAGE", "value": "v"}
    document = {"api_groups": [{"name": "crm-v1", "remark": "r"}],
                "env_variables": [{**variable, "name": f"variable{i}"} for i in range(6)]}  # fmt: skip
    result = run(
        [
            {"name": "there", "roma.connect.config": {"document": there}},
            {"name": "ask", "roma.connect.config": {"document": document}, "ignore_errors": True},
            {"name": "answer", "roma.connect.config": {
                "document": {**document, "api_groups": [{"name": "crm-v1", "remark": "r", "app": "crm"}]}}},
        ]
    )  # fmt: skip
    assert result["ask"].data["problems"] == [
        "api_groups[0].app: is not given, and API group 'crm-v1' belongs to application 'crm'; give app, or an empty "
        "text for one that belongs to none"
    ]
    assert result.writes("ask") == []
    assert result["answer"].changed


def test_names_that_are_misspelt(run: Runner) -> None:
    variable = {"name": "var", "group": "orders-v1", "environment": "RELAESE", "value": "v"}
    document = {"apps": [{"name": "orders"}], "api_groups": [{"name": "orders-v1", "app": "order"}],
                "env_variables": [variable]}  # fmt: skip
    result = run([{"name": "refused", "roma.connect.config": {"document": document}}], fails=True)
    assert result["refused"].data["problems"] == [
        "api_groups[0].app: there is no application named 'order', neither on the instance nor in the document; did "
        'you mean "orders"?',
        "env_variables[0].environment: there is no environment named 'RELAESE', neither on the instance nor in the "
        'document; did you mean "RELEASE"?',
    ]


def test_one_of_two_objects_of_a_name_is_dropped(run: Runner, emulator: EmulatorProcess) -> None:
    """Doubles that are there already are named with their ids, and there is a way out."""
    emulator.switch(duplicate_datasource_names=True)
    content = {"mode": "default", "host": "h", "port": "3306", "database_name": "d", "user_name": "u", "password": "p"}
    source = {"name": "db", "app": "orders", "type": "MYSQL", "content": content}
    created = run(
        [
            {"name": "app", "roma.connect.app": {"name": "orders"}},
            {"name": "first", "roma.connect.datasource": source},
            {"name": "second", "roma.connect.datasource": {**source, "name": "other"}, "register": "second"},
            {"name": "rename", "roma.connect.datasource": {
                "id": "{{ second.datasource.id }}", "name": "db", "app": "orders"}},
            {"name": "both", "roma.connect.config": {"document": {"datasources": [source]}}, "ignore_errors": True},
            {"name": "read", "roma.connect.datasource_info": {}},
        ]
    )  # fmt: skip
    ids = [found["id"] for found in created["read"]["datasources"]]
    assert all(object_id in created["both"].msg for object_id in ids)
    assert "have the others deleted by entries with id and state: absent" in created["both"].msg
    kept, dropped = ids
    document = {
        "datasources": [
            {"name": "db", "app": "orders", "id": kept, "description": "kept"},
            {"name": "db", "app": "orders", "id": dropped, "state": "absent"},
        ],
        "tasks": [{"name": "copy", "type": "realtime", "source": "db", "target": "db"}],
    }
    mended = run(
        [
            {"name": "drop", "roma.connect.config": {"document": document}},
            {"name": "again", "roma.connect.config": {"document": {"datasources": [source]}}},
            {"name": "read", "roma.connect.datasource_info": {}},
        ]
    )
    assert [found["id"] for found in mended["read"]["datasources"]] == [kept]
    assert not mended["again"].changed
