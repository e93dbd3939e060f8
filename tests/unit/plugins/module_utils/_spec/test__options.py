# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Argument specs and documentation come from the same fields, and agree."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible_collections.roma.connect.plugins.module_utils._catalog._registry import BY_NAME
from ansible_collections.roma.connect.plugins.module_utils._module import spec_of
from ansible_collections.roma.connect.plugins.module_utils._run._registry import OPERATIONS, Operation
from ansible_collections.roma.connect.plugins.module_utils._spec._field import FIXED, Change, Field, Limits, Ref, Secret
from ansible_collections.roma.connect.plugins.module_utils._spec._options import argument_spec, fields_of, option_docs

each_operation = pytest.mark.parametrize("operation", OPERATIONS.values(), ids=lambda operation: operation.name)
SOUNDS_SECRET = ("pass", "secret", "token", "key", "cred")


def walk(fields: tuple[Field, ...], spec: dict, docs: dict, path: str = "") -> Iterator[tuple[str, Field, dict, dict]]:
    assert list(spec) == [f.name for f in fields], path
    assert list(docs) == [f.name for f in fields], path
    for f in fields:
        here = f"{path}.{f.name}" if path else f.name
        yield here, f, spec[f.name], docs[f.name]
        if f.fields:
            yield from walk(f.fields, spec[f.name]["options"], docs[f.name]["suboptions"], here)


@each_operation
def test_spec_and_documentation_agree(operation: Operation) -> None:
    for path, _f, spec, doc in walk(operation.fields, argument_spec(operation.fields), option_docs(operation.fields)):
        for fact in ("type", "required", "default", "choices", "elements"):
            assert spec.get(fact) == doc.get(fact), f"{path}: {fact}"
        assert ("options" in spec) is ("suboptions" in doc), path
        assert doc["description"], path
        assert all(text and text[0].isupper() and text.endswith(".") for text in doc["description"]), (
            f"{path}: {doc['description']}"
        )


@each_operation
def test_fields_come_back_from_a_spec(operation: Operation) -> None:
    """But for what says nothing about which values are right."""
    spec = argument_spec(operation.fields)
    for _path, _f, argument, _doc in walk(operation.fields, spec, option_docs(operation.fields)):
        for fact in ("default", "env"):
            argument.pop(fact, None)
    assert argument_spec(fields_of(spec)) == spec


@each_operation
def test_secrets_are_not_logged(operation: Operation) -> None:
    for path, f, spec, _doc in walk(operation.fields, argument_spec(operation.fields), option_docs(operation.fields)):
        if f.secret:
            assert spec["no_log"] is True, path
        elif any(word in f.name for word in SOUNDS_SECRET):
            assert spec["no_log"] is False, f"{path}: Ansible would warn"
        else:
            assert "no_log" not in spec, path


@each_operation
def test_no_option_has_the_name_of_another(operation: Operation) -> None:
    names = [f.name for f in operation.fields]
    assert {name for name in names if names.count(name) > 1} == set()


@each_operation
def test_ansible_takes_the_spec(operation: Operation, monkeypatch: pytest.MonkeyPatch) -> None:
    taken: dict[str, object] = {}
    for f in operation.fields:
        if f.env:
            taken[f.name] = {"bool": False, "int": 3}.get(f.type, "from the environment")
            monkeypatch.setenv(f.env[0], str(taken[f.name]))
    given = {f.name: _sample(f) for f in operation.fields if f.required and not f.env}
    result = ArgumentSpecValidator(spec_of(operation)).validate(given)
    assert result.error_messages == []
    assert {name: result.validated_parameters[name] for name in taken} == taken


def _sample(f: Field) -> object:
    if f.choices:
        return f.choices[0]
    return {"list": [], "dict": {}, "int": 1, "bool": True}.get(f.type, "sample")


@each_operation
def test_managed_options_have_no_default(operation: Operation) -> None:
    """An omitted option is left untouched."""
    if "state" in {f.name for f in operation.options}:
        defaults = {f.name for f in operation.options if f.default is not None}
        assert defaults <= {"state", "update_secrets", "rotate"}


REMARKS = [
    (Field("a", "Text."), ["Text."]),
    (Field("a", ("One.", "Two.")), ["One.", "Two."]),
    (Field("a", "Text.", limits=Limits(pattern="x", help="an x")), ["Text.", "Must be an x."]),
    (Field("a", "Text.", on_create=True), ["Text.", "Required when the object is created."]),
    (Field("a", "Text.", change=FIXED), ["Text.", "Cannot be changed afterwards."]),
    (Field("a", "Text.", change=FIXED, required=True), ["Text."]),
    (Field("a", "Text.", compare="set"), ["Text.", "The order does not matter; the list is exact."]),
    (
        Field("a", "Text.", compare="keyed", key="k"),
        ["Text.", "The list is exact; entries are told apart by their C(k)."],
    ),
    (Field("a", "Text.", secret=Secret()), ["Text."]),
    (Ref("a", "Text.", kind="apps"), ["Text.", "Given by name, never by id."]),
    (
        Field("a", "Text.", env=("A", "B")),
        ["Text.", "Taken from the environment when omitted: E(A) or E(B), the first that is set."],
    ),
    (Field("a", "Text.", env=("A",)), ["Text.", "Taken from the environment when omitted: E(A)."]),
]


@pytest.mark.parametrize(("field", "description"), REMARKS)
def test_what_the_documentation_adds(field: Field, description: list[str]) -> None:
    assert option_docs([field])["a"]["description"] == description


@pytest.mark.parametrize(
    ("unset", "shown"), [(3, "3"), (0, "0"), ("NORMAL", "NORMAL"), (False, "false"), (True, "true")]
)
def test_what_the_service_takes_for_an_omitted_option_is_said(unset: object, shown: str) -> None:
    remark = f"The service takes V({shown}) when it is omitted at creation."
    field = Field("a", "Text.", unset=unset, change=Change(clearable=False))
    assert option_docs([field], managed=True)["a"]["description"] == ["Text.", remark]
    assert option_docs([field])["a"]["description"] == ["Text."], "an option that only finds objects has no default"


def test_only_what_is_managed_has_a_policy_for_secrets() -> None:
    field, remark = Field("a", "Text.", secret=Secret("no")), "The service does not give this secret back, see "
    assert option_docs([field], managed=True)["a"]["description"][1:] == [remark + "O(update_secrets)."]
    assert option_docs([field])["a"]["description"] == ["Text."]


@pytest.mark.parametrize("empty", [None, "", [], {}])
def test_nothing_is_said_of_an_option_that_is_empty_when_omitted(empty: object) -> None:
    field = Field("a", "Text.", unset=empty, change=Change(clearable=False))
    assert option_docs([field], managed=True)["a"]["description"] == ["Text."]


def test_the_environment_is_handed_on() -> None:
    assert argument_spec([Field("a", "", env=("A", "B"))])["a"]["env"] == ["A", "B"]


def test_what_can_be_cleared_is_told() -> None:
    """An empty text that tells apart what is meant clears nothing, and neither does one that is refused."""
    told: dict[str, str] = {}
    for name, operation in OPERATIONS.items():
        if name in BY_NAME:
            docs = option_docs(operation.options, managed=True)
            for path, _f, _spec, doc in walk(operation.options, argument_spec(operation.options), docs, name):
                for text in doc["description"]:
                    if text.endswith(" clears it."):
                        told[path] = text
    assert told["app.remark"] == "An empty text clears it."
    assert told["app.members"] == "An empty list clears it."
    assert told["task.detail"] == "An empty mapping clears it."
    assert not told.keys() & {
        "api.path", "api.http_backend", "api.group_app", "env_variable.value", "product.authentication",
        "task.schedule", "task.source_app", "topic.access_policies", "topic.app", "vpc_channel.health_check",
    }  # fmt: skip
