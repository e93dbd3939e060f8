# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Values are what JSON can say, and no larger."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.roma.connect.plugins.module_utils._planning import _shape
from ansible_collections.roma.connect.plugins.module_utils._planning._shape import (
    UNSOUND,
    Soundness,
    is_text,
    quoted,
    shown,
)


def copied(value: t.Any) -> tuple[t.Any, list[str]]:
    found: list[str] = []
    return Soundness(lambda path, what: found.append(f"{path}: {what}")).copy(value, "o"), found


def nested(levels: int) -> t.Any:
    value: t.Any = "x"
    for _ in range(levels):
        value = {"m": value}
    return value


@pytest.mark.parametrize(
    "value",
    [None, True, "", "\u4e2d\U0001f600", 0, -(2**63), 2**63 - 1, 1.5, [], {}, {"a": [1, {"b": None}]}, nested(60)],
)
def test_ordinary_values_are_copied(value: t.Any) -> None:
    copy, problems = copied(value)
    assert (copy, problems) == (value, [])
    if isinstance(value, (dict, list)):
        assert copy is not value


def test_keys_become_texts() -> None:
    assert copied({0: "off", "1": {-1: "on"}}) == ({"0": "off", "1": {"-1": "on"}}, [])
    assert copied((1, 2)) == ([1, 2], [])


SURROGATE = "holds half of a character (a lone surrogate), which is no text"


@pytest.mark.parametrize(
    ("value", "problems"),
    [
        ("canary\ud800", [f"o: {SURROGATE}"]),
        ({"a": ["x", "\udfff"]}, [f"o.a[1]: {SURROGATE}"]),
        ({"\ud800": 1}, ["o.\\ud800: this key is no text"]),
        ({"": "\ud800"}, [f"o.'': {SURROGATE}"]),
        (
            {None: 1, True: 2, 1.5: 3, (1,): 4},
            [f"o.{key}: this key is no text" for key in ("None", "True", "1.5", "(1,)")],
        ),
        ({1: "a", "1": "b"}, ["o.1: this key is there twice, as a text and as a number"]),
        ({10**5000: 1}, ["o.a number: this key is no text"]),
        (float("nan"), ["o: must be a number; this is none"]),
        ([float("-inf")], ["o[0]: must be a number; this is none"]),
        (2**63, ["o: is a number that is too large"]),
        (-(10**5000), ["o: is a number that is too large"]),
        (nested(61), ["o" + ".m" * 60 + ": is nested too deeply, 60 levels are allowed"]),
        (b"canary", ["o: is neither a text, a number, a truth value, a list nor a mapping"]),
        (
            {"x" * 200: {1}},
            ["o." + "x" * 100 + "...: is neither a text, a number, a truth value, a list nor a mapping"],
        ),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_no_service_could_take(value: t.Any, problems: list[str]) -> None:
    copy, found = copied(value)
    assert copy is UNSOUND
    assert found == problems
    assert "canary" not in str(found)


def test_what_holds_itself() -> None:
    value: list[t.Any] = []
    value.append(value)
    assert copied(value)[1] == ["o" + "[0]" * 60 + ": is nested too deeply, 60 levels are allowed"]


def test_what_unfolds_to_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_shape, "_MOST_VALUES", 100)
    value: t.Any = "x"
    for _ in range(30):
        value = [value, value]
    copy, (problem,) = copied(value)
    assert copy is UNSOUND
    assert problem.endswith(": there are more than 100 values up to here")


def test_words_in_messages() -> None:
    assert [shown(word) for word in ("name", "", " ", 5, "\ud800")] == ["name", "''", "' '", "5", "\\ud800"]
    assert shown("x" * 101) == "x" * 100 + "..."
    assert (quoted("a"), quoted(5), quoted("x" * 200)) == ("'a'", "5", "'" + "x" * 99 + "...")
    assert (is_text("a"), is_text("\ud8ff"), is_text(5)) == (True, False, False)
