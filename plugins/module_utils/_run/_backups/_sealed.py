# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""JSON that carries its own SHA-256: a single byte that is changed, missing or too much is noticed."""

from __future__ import annotations

import hashlib
import json
import re

from ..._base._errors import RomaError
from ..._spec._values import Values

_BLANK = "0" * 64
# A member of the whole. Those of its parts stand further to the right, and no text in JSON holds a line break.
_CHECKSUM = re.compile(rb'\n  "sha256": "([0-9a-f]{64})"')


class BrokenSeal(RomaError):
    """It is not what was written."""


def sealed(values: Values) -> str:
    """Write values along with the checksum of all the rest, as the member ``sha256``."""
    text = json.dumps({**values, "sha256": _BLANK}, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
    place = f'\n  "sha256": "{_BLANK}"'
    return text.replace(place, place.replace(_BLANK, hashlib.sha256(text.encode()).hexdigest()), 1)


def unsealed(content: bytes) -> Values:
    """Read values back.

    :raises BrokenSeal: it is not to the byte what was written
    """
    found = _CHECKSUM.search(content)
    if found is None:
        raise BrokenSeal("it holds no checksum of its own")
    whole = content[: found.start(1)] + _BLANK.encode() + content[found.end(1) :]
    if hashlib.sha256(whole).hexdigest().encode() != found[1]:
        raise BrokenSeal("its content does not match its own checksum")
    try:
        values = json.loads(content)
    except ValueError:
        raise BrokenSeal("it is not JSON") from None
    if not isinstance(values, dict):
        raise BrokenSeal("it holds no mapping")
    return values
