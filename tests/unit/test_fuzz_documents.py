# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documents and options that are wrong in any way are refused in sentences that begin with a path and hold no secret.

`ROMA_FUZZ=1000` tries that many of each kind, and other ones each time; Hypothesis prints what repeats a failure.
"""

from __future__ import annotations

import copy
import os
import re
import typing as t

import pytest
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible_collections.roma.connect.plugins.module_utils._base._errors import InputError
from ansible_collections.roma.connect.plugins.module_utils._catalog._registry import BY_KIND, RESOURCES
from ansible_collections.roma.connect.plugins.module_utils._document._entries import parse
from ansible_collections.roma.connect.plugins.module_utils._module import refusal, result_of, spec_of
from ansible_collections.roma.connect.plugins.module_utils._planning import _shape
from ansible_collections.roma.connect.plugins.module_utils._planning._secrets import map_secrets
from ansible_collections.roma.connect.plugins.module_utils._run._documents import _apply
from ansible_collections.roma.connect.plugins.module_utils._run._registry import OPERATIONS, Context, sound
from ansible_collections.roma.connect.plugins.module_utils._run._resources import _resource
from ansible_collections.roma.connect.plugins.module_utils._spec._values import Values
from ansible_collections.roma.connect.tests.unit.generator import Generator
from ansible_collections.roma.connect.tests.unit.service import Service
from ansible_collections.roma.connect.tests.unit.transport import FakeClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

LONG = int(os.environ.get("ROMA_FUZZ", "0"))
profile = settings(
    max_examples=LONG or 60, derandomize=not LONG, deadline=None, database=None, print_blob=True,
    suppress_health_check=list(HealthCheck),
)  # fmt: skip

#: Stands in every place where a secret is expected, and in none where a value may be quoted.
CANARY = "C4nary!secret"
PATH = re.compile(r"(?s).{1,400}?: .+")
SEEDS = range(4)
KINDS = list(BY_KIND)

odd_texts = st.one_of(
    st.text(max_size=20),
    st.text(st.characters(min_codepoint=0xD7F0, max_codepoint=0xE010), min_size=1, max_size=3),
    st.sampled_from([
        "", " ", "\0", "\ud800", "x" * 5000, "1e99999999", "-0", "9" * 5000, "\u00b2", "\u0663", "true", "<secret:>",
        "<secret:app_secrets/orders/secret>", "0001-01-01T00:00:00+10:00", "9999-12-31T23:59:59-10:00", "{{ x }}",
        "{a}/{b+}", "a,b", "a||b&c",
    ]),
)  # fmt: skip
odd_keys = st.one_of(odd_texts, st.integers(-3, 3), st.booleans(), st.none(), st.floats(), st.just((1, 2)))
odd_scalars = st.one_of(
    odd_texts,
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(),
    st.sampled_from([-1, 0, 2**63, b"bytes", {1, 2}, object, (1, 2), 1j]),
    st.builds(lambda: 10**5000),
)


def deep(levels: int) -> t.Any:
    value: t.Any = "x"
    for level in range(levels):
        value = [value] if level % 2 else {"x": value}
    return value


def itself() -> t.Any:
    value: list[t.Any] = []
    value.append(value)
    return value


def bomb(levels: int) -> t.Any:
    value: t.Any = "x"
    for _ in range(levels):
        value = [value] * 3
    return value


odd_values = st.one_of(
    st.recursive(
        odd_scalars,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(odd_keys, inner, max_size=3),
        max_leaves=8,
    ),
    st.sampled_from([59, 61, 300, 5000]).map(deep),
    st.builds(itself),
)


def known(seed: int) -> Values:
    """Return a document that is right, with a canary in place of every secret."""
    document = Generator(seed, fewest=1, most=2, present={"environments": [{"name": "RELEASE"}]}).document()
    return {
        kind: [map_secrets(BY_KIND[kind].fields, entry, lambda path, value: CANARY) for entry in entries]
        for kind, entries in document.items()
    }


KNOWN = [known(seed) for seed in SEEDS]


@st.composite
def spoilt(draw: st.DrawFn, value: t.Any) -> t.Any:
    """Change a few places of a value: keys, values, numbers of items."""
    value = copy.deepcopy(value)
    for _ in range(draw(st.integers(1, 3))):
        value = _spoil(draw, value)
    return value


def _spoil(draw: st.DrawFn, value: t.Any) -> t.Any:
    if not value or not isinstance(value, (dict, list)) or draw(st.integers(0, 5)) == 0:
        return draw(st.one_of(odd_values, st.just([value]), st.just({"x": value})))
    if isinstance(value, list):
        return _spoil_list(draw, value)
    key = draw(st.sampled_from(list(value)))
    what = draw(st.sampled_from(["value", "value", "value", "key", "gone", "more"]))
    if what == "value":
        value[key] = _spoil(draw, value[key])
    elif what == "key":
        value[draw(odd_keys)] = value.pop(key)
    elif what == "gone":
        del value[key]
    else:
        value[draw(odd_keys)] = draw(odd_values)
    return value


def _spoil_list(draw: st.DrawFn, value: list[t.Any]) -> list[t.Any]:
    index = draw(st.integers(0, len(value) - 1))
    what = draw(st.sampled_from(["item", "item", "twice", "gone"]))
    if what == "item":
        value[index:] = [_spoil(draw, value[index]), *value[index + 1 :]]  # a list that holds itself becomes shorter
    elif what == "twice":
        value.append(value[index])
    else:
        del value[index]
    return value


documents = st.one_of(
    odd_values,
    st.dictionaries(st.sampled_from([*KINDS, "app", "_from", "read_from"]) | odd_keys, odd_values, max_size=4),
    st.fixed_dictionaries({"name": odd_texts, "state": odd_values, "id": odd_values}).map(lambda app: {"apps": [app]}),
    st.sampled_from(KNOWN).flatmap(spoilt),
    st.lists(st.sampled_from(KNOWN).flatmap(spoilt) | odd_values, max_size=3),
)
given_secrets = st.one_of(st.none(), odd_values, st.dictionaries(odd_texts, st.just(CANARY) | odd_values, max_size=3))


def assert_told(problems: list[str]) -> None:
    assert problems
    assert [problem for problem in problems if not PATH.match(problem)] == []
    text = "; ".join(problems)
    assert CANARY not in text
    assert "internal error" not in text
    text.encode()  # it can be shown


class Nothing(FakeClient):
    """A client of an instance that holds nothing."""

    def __init__(self, connection: t.Any) -> None:
        del connection
        super().__init__(Service(RESOURCES), api_retries=0)


@pytest.fixture(autouse=True, scope="module")
def _nothing_there() -> t.Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for module in (_apply, _resource):
            patch.setattr(module, "Client", Nothing)
        yield


def problems_of(document: t.Any, secrets: t.Any = None) -> list[str]:
    try:
        parse(document, secrets)
    except InputError as exc:
        return [*exc.problems, str(exc)]
    return []


@profile
@given(documents, given_secrets)
def test_documents(document: t.Any, secrets: t.Any) -> None:
    problems = problems_of(document, secrets)
    if problems:
        assert_told(problems)


CONNECTION = {"endpoint": "https://roma.test", "project_id": "p", "instance_id": "i", "token": "given-token"}


def planned(name: str, options: Values) -> Values:
    """Plan as the action plugin does."""
    operation = OPERATIONS[name]
    given_options = {**CONNECTION, **options}
    try:
        given_options = sound(given_options)
    except InputError as exc:
        return {"failed": True, **exc.payload()}
    validated = ArgumentSpecValidator(spec_of(operation)).validate(given_options)
    why = refusal(name, operation.fields, given_options, validated.errors)
    if why:
        return {"failed": True, "msg": why}
    return result_of(operation, Context(validated.validated_parameters, check_mode=True, diff=True))


def assert_sound(result: Values) -> None:
    text = str(result)
    assert CANARY not in text
    assert "internal error" not in text
    text.encode()
    if result.get("failed"):
        assert result["msg"]
        assert_told(result.get("problems") or [result["msg"] + ": ."])


@profile
@given(documents, given_secrets)
def test_plans_of_documents(document: t.Any, secrets: t.Any) -> None:
    assert_sound(planned("config", {"document": document, "secrets": secrets}))


RULES: list[Values] = [
    {"where": {"kind": "apps", "name": "*", "app": "*"}, "rename": "*-stage", "optional": True},
    {"where": {"kind": "datasources"}, "set": {"content": {"password": CANARY, "host": "h"}}, "remove": ["content.x"]},
    {"where": {"kind": "tasks"}, "skip": True},
    {"where": {"kind": "signature_keys"}, "set": {"sign_secret": [CANARY], "bindings": [{"api": "x", "group": "y"}]}},
    {"where": {"kind": "app_secrets"}, "set": {"secret": "<secret:x>", "app": {"secret": CANARY}}},
]
overrides = st.one_of(odd_values, spoilt(RULES), st.sampled_from(RULES).flatmap(spoilt).map(lambda rule: [rule]))


@profile
@given(overrides, st.sampled_from(KNOWN) | st.sampled_from(KNOWN).flatmap(spoilt))
def test_plans_with_overrides(rules: t.Any, document: t.Any) -> None:
    assert_sound(planned("config", {"document": document, "overrides": rules}))


entries = st.sampled_from([(kind, entry) for document in KNOWN for kind, found in document.items() for entry in found])


@st.composite
def tasks(draw: st.DrawFn) -> tuple[str, t.Any]:
    kind, entry = draw(entries)
    return BY_KIND[kind].name, draw(spoilt(entry))


@profile
@given(tasks())
def test_plans_of_modules(task: tuple[str, t.Any]) -> None:
    name, options = task
    if isinstance(options, dict) and all(isinstance(key, str) for key in options):
        assert_sound(planned(name, options))


def test_a_bomb_is_not_unfolded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_shape, "_MOST_VALUES", 10_000)
    assert_told(problems_of({"apps": bomb(30)}))


def test_a_long_chain_of_references() -> None:
    chain = [{"code": f"c{number}", "name": f"c{number}", "parent": f"c{number + 1}"} for number in range(3000)]
    document = {"dictionaries": [*chain, {"code": "c3000", "name": "c3000"}]}
    result = planned("config", {"document": document, "result_limit": 0})
    assert not result.get("failed"), result
    assert len(result["results"]) == 3001


def test_a_long_chain_of_references_gets_new_names() -> None:
    chain = [{"code": f"c{number}", "name": f"c{number}", "parent": f"c{number + 1}"} for number in range(3000)]
    document = {"dictionaries": [*chain, {"code": "c3000", "name": "c3000"}]}
    rename = [{"where": {"kind": "dictionaries"}, "rename": "d*"}]
    result = planned("config", {"document": document, "overrides": rename})
    assert not result.get("failed"), result
    assert {record["name"][:2] for record in result["results"]} == {"dc"}
