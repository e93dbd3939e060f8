# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Texts of documents: whatever is written is read back, and whatever cannot be read is refused without being quoted.

`ROMA_FUZZ=1000` tries that many of each kind, and other ones each time; Hypothesis prints what repeats a failure.
"""

from __future__ import annotations

import os
import typing as t

from ansible_collections.roma.connect.plugins.module_utils._base._errors import InputError
from ansible_collections.roma.connect.plugins.module_utils._document._file import document_of, text_of
from ansible_collections.roma.connect.tests.unit.generator import Generator
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

LONG = int(os.environ.get("ROMA_FUZZ", "0"))
profile = settings(
    max_examples=LONG or 100, derandomize=not LONG, deadline=None, database=None, print_blob=True,
    suppress_health_check=list(HealthCheck),
)  # fmt: skip

CANARY = "C4narySecret"
TEXTS = st.text(st.characters(codec=None) | st.sampled_from("{}%#!&*-:'\"\n\t\r \x85\u2028\ud800"), max_size=30)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=20,
)
WRITTEN = [text_of({"read_from": {"id": "x"}, **Generator(seed, fewest=2, most=3).document()}) for seed in range(3)]
PIECES = [
    "{", "}", "[", "]", ":", "- ", "? ", "!", "!unsafe ", "!vault ", "!!int ", "!!binary ", "&a ", "*a", "<<: ", "|",
    ">", "'", '"', "\\", "---\n", "...\n", "%YAML 9.9\n", "\t", "\x00", "\x85", "\ufeff", "\ud800", "2026-13-45",
    "1e400", ".inf", "0o9", f"*{CANARY}", f"!{CANARY} ", f"{CANARY}: &{CANARY} *{CANARY}\n",
    f"!!timestamp {CANARY}", f"!!float {CANARY}",
]  # fmt: skip


@profile
@given(st.dictionaries(TEXTS, VALUES, min_size=1, max_size=5))
def test_what_is_written_is_read_back(document: dict[str, t.Any]) -> None:
    assert document_of(text_of(document), "d.yml") == document


@profile
@given(st.sampled_from(WRITTEN), st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 40), st.sampled_from(PIECES)),
                                          min_size=1, max_size=6))  # fmt: skip
def test_texts_that_were_tampered_with(text: str, changes: list[tuple[int, int, str]]) -> None:
    for place, length, piece in changes:
        at = place % (len(text) + 1)
        text = text[:at] + piece + text[at + length :]
    assert_read_or_refused(text)


@profile
@given(st.lists(st.sampled_from(PIECES) | TEXTS, max_size=40).map("".join))
def test_any_text(text: str) -> None:
    assert_read_or_refused(text)


def assert_read_or_refused(text: str) -> None:
    try:
        assert isinstance(document_of(text, "d.yml"), dict)
        return
    except InputError as exc:
        (problem,) = exc.problems
    assert problem.startswith("d.yml")
    assert CANARY not in problem
