# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The action plugin: when it steps back for the module, and what it does in its place."""

from __future__ import annotations

import os
import typing as t
from types import SimpleNamespace

import pytest
from ansible.module_utils.common.parameters import remove_values
from ansible.parsing import vault
from ansible.parsing.vault import VaultLib, VaultSecret
from ansible.utils.unsafe_proxy import wrap_var
from ansible_collections.roma.connect.plugins.action import roma
from ansible_collections.roma.connect.plugins.action.roma import ActionModule, plain, without
from ansible_collections.roma.connect.plugins.module_utils._run._registry import OPERATIONS, Context, Operation
from ansible_collections.roma.connect.plugins.module_utils._spec._field import Field, Secret
from ansible_collections.roma.connect.plugins.module_utils._spec._values import Values
from hypothesis import given, settings
from hypothesis import strategies as st

SECRET = VaultSecret(b"vault password")


def encrypted(text: str, monkeypatch: pytest.MonkeyPatch) -> t.Any:
    """Return a value as it comes from a variable that is encrypted in place."""
    lib = VaultLib([("default", SECRET)])
    ciphertext = lib.encrypt(text, SECRET)
    if hasattr(vault, "EncryptedString"):  # since 2.19
        monkeypatch.setattr(vault.VaultSecretsContext, "_current", vault.VaultSecretsContext([("default", SECRET)]))
        return vault.EncryptedString(ciphertext=ciphertext.decode())
    from ansible.parsing.yaml.objects import AnsibleVaultEncryptedUnicode  # noqa: PLC0415 - gone in newer versions

    value = AnsibleVaultEncryptedUnicode(ciphertext)
    value.vault = lib
    return value


def marked(value: t.Any) -> t.Any:
    """Return a value with the marks of this version of ansible-core."""
    try:
        from ansible.template import trust_as_template  # noqa: PLC0415 - since 2.19
    except ImportError:
        return wrap_var(value)
    return trust_as_template(value)


VALUES = [
    None,
    True,
    False,
    0,
    5,
    1.5,
    "",
    "text",
    "\u4e2d\u6587",
    [],
    {},
    {"list": ["a", 1, {"deep": [None, False]}], "number": 3},
]


def exact(value: t.Any) -> None:
    """Everything is of an ordinary type, and not of one that is derived from it."""
    assert type(value) in (type(None), bool, int, float, str, list, dict)
    if isinstance(value, dict):
        for key, item in value.items():
            exact(key)
            exact(item)
    elif isinstance(value, list):
        for item in value:
            exact(item)


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_ordinary_values_stay(value: t.Any) -> None:
    assert plain(value) == value
    assert plain(wrap_var(value)) == value
    exact(plain(value))
    exact(plain(wrap_var(value)))


def test_marks_are_taken_off() -> None:
    value = {marked("key"): [marked("text"), (marked("x"), 1)], "n": 1}
    assert plain(value) == {"key": ["text", ["x", 1]], "n": 1}
    exact(plain(value))
    assert type(marked("text")) is not str, "the test has to give it something to do"


def test_encrypted_values_are_decrypted(monkeypatch: pytest.MonkeyPatch) -> None:
    value = encrypted("pass word\u4e2d", monkeypatch)
    assert type(value) is not str
    result = plain({"secret_key": value, "list": [value]})
    assert result == {"secret_key": "pass word\u4e2d", "list": ["pass word\u4e2d"]}
    exact(result)


def test_subclasses_of_numbers() -> None:
    class Number(int):
        pass

    class Fraction(float):
        pass

    assert plain([Number(3), Fraction(1.5)]) == [3, 1.5]
    exact(plain([Number(3), Fraction(1.5)]))


# -- the plugin ------------------------------------------------------------------------------------------------------


def action(name: str = "probe", args: Values | None = None, **facts: t.Any) -> ActionModule:
    """Make a plugin for a task; what is not said is as in a plain local task."""
    task = {
        "action": f"roma.connect.{name}",
        "args": args or {},
        "async_val": 0,
        "check_mode": False,
        "diff": False,
        "no_log": False,
        "environment": None,
    }
    connection = {"transport": "local", "become": None, "has_native_async": False}
    context = {"become": False}
    for place in (task, connection, context):
        place.update({key: facts[key] for key in place.keys() & facts.keys()})
    if "connection_become" in facts:
        connection["become"] = facts["connection_become"]
    shell = SimpleNamespace(tmpdir="/nowhere", env_prefix=lambda **names: "")
    return ActionModule(
        task=SimpleNamespace(**task),
        connection=SimpleNamespace(_shell=shell, **connection),
        play_context=SimpleNamespace(**context),
        loader=None,
        templar=SimpleNamespace(template=lambda value: value),
        shared_loader_obj=None,
    )


BECOMING = SimpleNamespace(name="sudo")

# facts, variables, whether a module is needed
WHERE = [
    ({}, {}, False),
    ({}, {"roma_in_process": True}, False),
    ({}, {"roma_in_process": "yes"}, False),
    ({}, {"roma_in_process": False}, True),
    ({}, {"roma_in_process": "no"}, True),
    ({}, {"roma_in_process": "false"}, True),
    ({"transport": "ssh"}, {}, True),
    ({"transport": "ssh"}, {"roma_in_process": True}, True),
    ({"connection_become": BECOMING}, {}, True),
    ({"become": True}, {}, True),
    ({"async_val": 30}, {}, True),
    ({"check_mode": True, "diff": True, "no_log": True}, {}, False),
]


@pytest.mark.parametrize(("facts", "variables", "module"), WHERE)
def test_when_a_module_is_needed(facts: dict, variables: dict, module: bool) -> None:
    assert action(**facts)._must_be_a_module(variables) is module


def test_a_module_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(roma, "HAS_REQUESTS", False)
    assert action()._must_be_a_module({}) is True


@pytest.mark.parametrize(
    ("facts", "wrapped"),
    [
        ({"transport": "ssh"}, False),
        ({"async_val": 30}, True),
        ({"async_val": 30, "has_native_async": True}, False),
    ],
)
def test_the_module_is_run(facts: dict, wrapped: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    plugin = action("app", {"name": "a"}, **facts)
    asked: dict[str, t.Any] = {}

    def execute(**options: t.Any) -> Values:
        asked.update(options)
        return {"changed": True}

    monkeypatch.setattr(plugin, "_execute_module", execute)
    assert plugin.run(task_vars={"x": 1}) == {"changed": True}
    assert asked == {"module_args": {"name": "a"}, "task_vars": {"x": 1}, "wrap_async": wrapped}


class Probe:
    """An operation that tells how it was called."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.context = Context({})
        self.environment: dict[str, str] = {}
        self.result: Values = {"changed": False}
        options = (Field("name", "", required=True), Field("number", "", type="int"), Field("pin", "", secret=Secret()))
        monkeypatch.setitem(OPERATIONS, "probe", Operation("probe", options, self._run))

    def _run(self, context: Context) -> Values:
        self.context = context
        self.environment = dict(os.environ)
        context.progress("half way")
        return dict(self.result)


@pytest.fixture
def probe(monkeypatch: pytest.MonkeyPatch) -> Probe:
    return Probe(monkeypatch)


def test_options_reach_the_operation(probe: Probe) -> None:
    plugin = action(args={marked("name"): marked("n"), "number": "5"}, check_mode=True, diff=True)
    assert plugin.run(task_vars={})["changed"] is False
    context = probe.context
    assert (context.params["name"], context.params["number"], context.params["api_retries"]) == ("n", 5, 5)
    assert (context.check_mode, context.diff, context.no_log) == (True, True, False)


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({}, "missing required arguments: name"),
        ({"name": "n", "number": "x"}, "number: must be a whole number, not a text"),
        ({"name": "n", "nmae": "n"}, "Unsupported parameters for (roma.connect.probe) module: nmae"),
    ],
)
def test_wrong_options_are_refused(args: dict, message: str, probe: Probe) -> None:
    result = action(args={**args, "pin": "canary-pin"}).run(task_vars={})
    assert result["failed"] is True
    assert message in result["msg"]
    assert "canary" not in repr(result)
    assert probe.environment == {}, "it must not have run"


def test_the_environment_of_the_task_counts_and_is_put_back(probe: Probe, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROMA_REGION", "before")
    before = dict(os.environ)
    environment = [
        {"ROMA_ENDPOINT": "https://outer", "ROMA_REGION": "r"},
        {},
        {"ROMA_ENDPOINT": "https://inner", "N": 5},
    ]
    action(args={"name": "n"}, environment=environment).run(task_vars={})
    assert probe.context.params["endpoint"] == "https://inner"
    assert probe.context.params["region"] == "r"
    assert probe.environment["N"] == "5"
    assert dict(os.environ) == before


def test_the_environment_is_put_back_after_a_failure(probe: Probe) -> None:
    before = dict(os.environ)
    plugin = action(environment={"ROMA_ENDPOINT": "https://outer"})
    assert plugin.run(task_vars={})["failed"] is True
    assert dict(os.environ) == before


def test_secrets_are_hidden_wherever_they_turn_up(probe: Probe) -> None:
    probe.result = {"changed": True, "text": "it was canary-pin", "list": ["canary-pin"], "number": 5}
    result = action(args={"name": "n", "pin": "canary-pin"}).run(task_vars={})
    assert "canary" not in repr(result)
    assert (result["changed"], result["number"]) == (True, 5)
    assert result["invocation"]["module_args"]["name"] == "n"


def test_a_result_that_is_a_secret_is_given_to_tasks_that_hide_theirs(probe: Probe) -> None:
    probe.result = {"changed": True, "app_secret": {"secret": "canary-pin"}}
    args = {"name": "n", "pin": "canary-pin"}
    assert action(args=args, no_log=True).run(task_vars={})["app_secret"]["secret"] == "canary-pin"
    assert "canary" not in repr(action(args=args).run(task_vars={}))


@pytest.mark.parametrize(
    ("no_log", "variables", "successes", "told"),
    [
        (False, {}, True, [("roma.connect: half way", True)]),
        (False, {"inventory_hostname": "localhost"}, True, [("roma.connect: half way", True)]),
        (False, {"inventory_hostname": "stage"}, True, [("roma.connect: stage: half way", True)]),
        (True, {}, True, []),
        (False, {"roma_progress": "no"}, True, []),
        (False, {}, False, []),
    ],
)
@pytest.mark.usefixtures("probe")
def test_progress_is_shown_at_once_beside_the_results(
    no_log: bool, variables: dict[str, str], successes: bool, told: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    lines: list[object] = []
    monkeypatch.setattr(
        roma, "display", SimpleNamespace(display=lambda line, stderr=False: lines.append((line, stderr)))
    )
    monkeypatch.setattr(roma, "_successes_are_shown", lambda: successes)
    action(args={"name": "n"}, no_log=no_log).run(task_vars=variables)
    assert lines == told


def test_a_bug_is_told_without_values(probe: Probe, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(context: Context) -> t.NoReturn:
        raise ValueError(context.params["pin"])

    monkeypatch.setitem(OPERATIONS, "probe", Operation("probe", OPERATIONS["probe"].options, broken))
    result = action(args={"name": "n", "pin": "canary-pin"}).run(task_vars={})
    assert result["failed"] is True
    assert result["msg"].startswith("internal error in roma.connect.probe: ValueError at test_roma.py:")
    assert "canary" not in repr(result)


TEXTS = st.text(st.sampled_from('ab1.e\\"\n\u00e9\u4e2d\U0001f600\ud83d'), max_size=6)
RESULTS = st.dictionaries(
    TEXTS,
    st.recursive(
        st.none() | st.booleans() | st.integers(0, 200) | st.floats() | TEXTS,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
        max_leaves=8,
    ),
    max_size=4,
)


@given(RESULTS, st.sets(TEXTS.filter(bool) | st.integers(0, 20).map(str), max_size=3))
@settings(max_examples=500, deadline=None)
def test_values_are_hidden_as_ansible_does_it(result: Values, values: set[str]) -> None:
    one, other = without(result, values), remove_values(result, values)
    assert repr(one) == repr(other)  # one that is not a number is not equal to itself


def test_what_is_no_json_is_searched_as_well() -> None:
    deep: t.Any = "a secret"
    for _level in range(2000):
        deep = [deep]
    hidden = without({"deep": deep, "set": {"a secret", 1}}, {"secret"})
    assert "a ********" in hidden["set"]
    left = hidden["deep"]
    while isinstance(left, list):
        (left,) = left
    assert left == "a ********"
