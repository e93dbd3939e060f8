# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""List answers: one page of many, in the family's envelope."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from .call import Call
from .switches import GatewaySwitches


def page(
    call: Call,
    items: Sequence[Any],
    key: str,
    render: Callable[[Any], Any],
    *,
    offset: int | None = None,
    limit: int | None = None,
) -> dict[str, Any]:
    """`total` ignores paging, `size` counts this page; offset and limit come from the query unless given."""
    offset = call.query["offset"] if offset is None else offset
    limit = call.query["limit"] if limit is None else limit
    cap = call.world.switches[GatewaySwitches].max_page_size
    if cap is not None:
        limit = min(limit, cap)
    rows = [render(item) for item in items[offset : offset + limit]]
    return {"total": len(items), "size": len(rows), key: rows}
