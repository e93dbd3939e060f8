# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""What must not be shown: the secrets of a task and those that it learns, however a service spells them. Pure."""

from __future__ import annotations

import base64
import html
import json
import re
import typing as t
import urllib.parse

#: What users see instead of a secret.
HIDDEN = "********"
#: Shorter secrets are hidden where they are expected, but not wherever the same characters occur.
SHORTEST_BY_VALUE = 6
_SHORTEST_WITHIN_BASE64 = 9  # what is left of a shorter one is too little to be told from other texts
_FEW = 100  # beginnings that are looked for one by one, which is faster then
_ESCAPED = re.compile("%[0-9A-F]{2}")


class Redaction:
    """Collects secrets, and finds them in texts. One for a process, which does one task at a time."""

    def __init__(self) -> None:
        #: spellings by their first characters: a document may have thousands of secrets, and a result of texts
        self._spelled: dict[str, frozenset[str]] = {}

    def begin(self, secrets: t.Iterable[str]) -> None:
        """Forget the secrets of the task before, and take those of this one."""
        self._spelled = {}
        self.learn(*secrets)

    def learn(self, *secrets: str) -> None:
        for secret in secrets:
            for spelt in spellings(secret):
                beginning = spelt[:SHORTEST_BY_VALUE]
                self._spelled[beginning] = self._spelled.get(beginning, frozenset()) | {spelt}

    def found_in(self, value: t.Any) -> set[str]:
        """Return what of the secrets, in whatever spelling, stands in the texts of a value."""
        texts: set[str] = set()  # in long results the same ones come again and again
        left = [value] if self._spelled else []
        while left:
            item = left.pop()
            if isinstance(item, str):
                texts.add(item)
            elif isinstance(item, dict):
                left += [*item.keys(), *item.values()]
            elif isinstance(item, (list, tuple)):
                left += item
        return {spelt for text in texts for spelt in self._within(text)}

    def redact(self, text: str) -> str:
        for spelt in sorted(self.found_in(text), key=len, reverse=True):
            text = text.replace(spelt, HIDDEN)
        return text

    def _within(self, text: str) -> t.Iterator[str]:
        if len(self._spelled) <= _FEW and not any(beginning in text for beginning in self._spelled):
            return
        for start in range(len(text) - SHORTEST_BY_VALUE + 1):
            for spelt in self._spelled.get(text[start : start + SHORTEST_BY_VALUE], ()):
                if text.startswith(spelt, start):
                    yield spelt


REDACTION = Redaction()


def spellings(secret: str) -> set[str]:
    """Return a secret as it may come back: as it is, line by line, and encoded in the ways of services."""
    lines = [line.strip() for line in secret.splitlines()]
    texts = {text for text in (secret, *lines) if len(text) >= SHORTEST_BY_VALUE}
    return texts.union(*map(_encoded, texts))


def _encoded(text: str) -> t.Iterator[str]:
    for once in (_json(text, True), _json(text, False)):
        yield from (once, once.replace("/", "\\/"), _json(once, True), _json(once, False))
    yield repr(text)[1:-1]
    yield text.encode("unicode_escape").decode()
    for quoted in (urllib.parse.quote(text, "", errors="replace"), urllib.parse.quote(text, errors="replace"),
                   urllib.parse.quote_plus(text, errors="replace")):  # fmt: skip
        yield from (quoted, _ESCAPED.sub(lambda match: match[0].lower(), quoted))
    for escaped in (html.escape(text), html.escape(text, quote=False)):
        yield from (escaped, escaped.replace("&#x27;", "&#39;"), escaped.replace("&#x27;", "&apos;"))
    for encoded in _base64(text.encode(errors="replace")):
        yield from (encoded, encoded.replace("+", "-").replace("/", "_"))


def _json(text: str, ascii_only: bool) -> str:
    return json.dumps(text, ensure_ascii=ascii_only)[1:-1]


def _base64(content: bytes) -> t.Iterator[str]:
    """Yield base64 of a text, also as a part of a longer one, such as the ``user:password`` of basic authentication."""
    yield base64.b64encode(content).decode().rstrip("=")
    if len(content) >= _SHORTEST_WITHIN_BASE64:
        for before in (1, 2):
            # the first characters depend on what stands before, the last ones on what comes after
            usable = (len(content) + before) // 3 * 3 - before
            yield base64.b64encode(b"\0" * before + content[:usable]).decode()[4:]
        yield base64.b64encode(content[: len(content) // 3 * 3]).decode()
