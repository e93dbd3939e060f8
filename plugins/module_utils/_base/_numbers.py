# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""Numbers that services write as texts."""

from __future__ import annotations

import re
import typing as t

_WHOLE = re.compile(r"[0-9]{1,18}")


def whole_number(text: t.Any) -> int | None:
    """Return a whole number that is not negative, or None. Digits of other scripts are none of ours."""
    written = str(text)
    return int(written) if _WHOLE.fullmatch(written) else None
