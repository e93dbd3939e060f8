# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Secrets are taken out of texts in whatever spelling they come back."""

from __future__ import annotations

import base64
import html
import json
import re
import typing as t
import urllib.parse

import pytest
from ansible_collections.roma.connect.plugins.module_utils._base._errors import ApiError
from ansible_collections.roma.connect.plugins.module_utils._base._redaction import REDACTION, Redaction

SECRETS = [
    "plain-secret",
    'a "quoted" \\back/slash',
    "t\u00f6ken \u4e2d & <tag>'s",
    "first line\nsecond: line",
    "p%41+=&?#",
]


def dumped(text: str, ascii_only: bool = True) -> str:
    return json.dumps(text, ensure_ascii=ascii_only)


SPELLINGS: dict[str, t.Callable[[str], str]] = {
    "plain": lambda s: s,
    "JSON": dumped,
    "JSON, as it is": lambda s: dumped(s, False),
    "JSON in JSON": lambda s: dumped(dumped(s)),
    "JSON in JSON, as it is": lambda s: dumped(dumped(s, False), False),
    "JSON with escaped slashes": lambda s: dumped(s).replace("/", "\\/"),
    "repr": repr,
    "escaped": lambda s: s.encode("unicode_escape").decode(),
    "URL": urllib.parse.quote,
    "part of a path": lambda s: urllib.parse.quote(s, ""),
    "form": urllib.parse.quote_plus,
    "URL in small letters": lambda s: re.sub("%..", lambda found: found[0].lower(), urllib.parse.quote(s, "")),
    "HTML": html.escape,
    "HTML but for quotes": lambda s: html.escape(s, False),
    "XML": lambda s: html.escape(s).replace("&#x27;", "&apos;"),
    "base64": lambda s: base64.b64encode(s.encode()).decode(),
    "base64 for URLs": lambda s: base64.urlsafe_b64encode(s.encode()).decode(),
}


@pytest.mark.parametrize("secret", SECRETS)
@pytest.mark.parametrize("spelling", SPELLINGS)
def test_spellings(spelling: str, secret: str) -> None:
    redaction = Redaction()
    redaction.learn(secret)
    spelt = SPELLINGS[spelling](secret).strip("'\"=")
    assert spelt not in redaction.redact(f"bad value {spelt} given")
    assert redaction.redact("bad value given") == "bad value given"


@pytest.mark.parametrize("user", ["u", "us", "use", "user"])
def test_basic_authentication(user: str) -> None:
    redaction = Redaction()
    redaction.learn("canary-password")
    header = base64.b64encode(f"{user}:canary-password".encode()).decode()
    left = redaction.redact(header)
    assert "********" in left
    for start in range(len(header) - 8):
        assert b"canary" not in base64.b64decode(left.replace("*", "A") + "===", validate=False)
        assert header[start : start + 12] not in left


def test_lines_of_a_secret() -> None:
    redaction = Redaction()
    redaction.learn("-----BEGIN KEY-----\n  c2VjcmV0\nabc\n")
    assert redaction.redact("line 2: c2VjcmV0, line 3: abc") == "line 2: ********, line 3: abc"


def test_short_secrets_stay_where_they_are_not_expected() -> None:
    redaction = Redaction()
    redaction.learn("abcde", "")
    assert redaction.redact("abcde") == "abcde"


def test_a_task_knows_its_own_secrets_only() -> None:
    redaction = Redaction()
    redaction.begin(["canary-one"])
    redaction.learn("canary-two")
    assert redaction.redact("canary-one canary-two") == "******** ********"
    redaction.begin(["canary-three"])
    assert redaction.redact("canary-one canary-two canary-three") == "canary-one canary-two ********"


def test_a_secret_is_taken_out_before_a_text_is_cut() -> None:
    REDACTION.begin(["canary-secret"])
    try:
        error = ApiError(400, "X", "x" * 1995 + "canary-secret" + "y" * 5_000_000, "", "GET", "/")
    finally:
        REDACTION.begin([])
    assert "canar" not in str(error)
    assert str(error).endswith("***... (5000008 more characters)")
    assert len(str(error)) < 2100
