# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the vendor's documents say: the OpenAPI definition, and the texts in the vendor's SDK, which go before it.

The definition often has bounds that its own text contradicts (a description of at least four characters, say).
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import huaweicloudsdkroma.v2 as roma

from tests.contract.limits.facts import Limits

_TYPES = {"str": "text", "int": "int", "float": "number", "bool": "bool"}
#: Lengths, as the texts put them; the first that is found counts.
_LENGTHS = (
    re.compile(r"长度不超过\s*(?P<most>\d+)"),
    re.compile(r"长度(?:为|限制|支持)?\s*(?P<least>\d+)\s*[-~]\s*(?P<most>\d+)"),
    re.compile(r"(?P<least>\d+)\s*[-~]\s*(?P<most>\d+)\s*个?(?:字符|位)"),
    re.compile(r"(?:长度最大|最大长度)\s*(?P<most>\d+)"),
)
_RANGE = re.compile(r"取值范围(?:为|[:\uff1a])?\s*(?P<least>\d+)\s*[-~]\s*(?P<most>\d+)")
_PARAMETER = re.compile(r"^\s*:param (\w+): (.*)$", re.MULTILINE)


@cache
def members() -> dict[tuple[str, str], Limits]:
    """Return (operation, place) → what is documented of it."""
    found = _of_definition()
    for operation in {name.removesuffix("Request") for name in vars(roma) if name.endswith("Request")}:
        for place, kind, text in _of_request(operation):
            found[operation, place] = _narrowed(found.get((operation, place)) or Limits(kind), text)
    return found


def texts_of(operation: str) -> dict[str, str]:
    """Return place → what the vendor's SDK says of it."""
    return {place: text for place, _kind, text in _of_request(operation)}


def _of_definition() -> dict[tuple[str, str], Limits]:
    found, operation = {}, ""
    for line in Path(__file__).with_name("vendor.txt").read_text().splitlines():
        if line.startswith("  "):
            place, _, notation = line.strip().partition("  ")
            found[operation, place] = Limits.read(notation)
        elif not line.startswith("#"):
            operation = line
    return found


def _of_request(operation: str) -> Iterator[tuple[str, str, str]]:
    for place, kind, text in _of_sdk(getattr(roma, operation + "Request"), "query"):
        yield place.removeprefix("query.") if place.startswith("query.body") else place, kind, text


def _of_sdk(model: type, place: str) -> Iterator[tuple[str, str, str]]:
    """Yield (place, type, text) of everything in a request."""
    texts = dict(_PARAMETER.findall(html.unescape(model.__init__.__doc__ or "")))
    for attribute, kind in model.openapi_types.items():
        name = model.attribute_map[attribute]
        yield from _of_member(f"{place}.{name}", kind, texts.get(attribute, ""))


def _of_member(place: str, kind: str, text: str) -> Iterator[tuple[str, str, str]]:
    item = re.fullmatch(r"list\[(.*)\]", kind)
    if item:
        yield place, "list", ""
        yield from _of_member(f"{place}[]", item[1], "")
    elif hasattr(roma, kind):
        yield from _of_sdk(getattr(roma, kind), place)
    elif kind in _TYPES:
        yield place, _TYPES[kind], text


def _narrowed(limits: Limits, text: str) -> Limits:
    patterns = {"text": _LENGTHS, "int": (_RANGE,)}.get(limits.type, ())
    found = next((match.groupdict() for pattern in patterns if (match := pattern.search(text))), None)
    if found is None or limits.choices is not None:
        return limits
    return replace(limits, least=int(found.get("least") or 0), most=int(found["most"]))
