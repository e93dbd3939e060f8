# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading a query string the way the services do."""

from __future__ import annotations

from urllib.parse import unquote_plus


def query_pairs(raw_query: str) -> list[tuple[str, str]]:
    """Name and value pairs in order; a name without `=` has an empty value."""
    pairs = []
    for part in raw_query.split("&") if raw_query else ():
        name, _, value = part.partition("=")
        pairs.append((unquote_plus(name), unquote_plus(value)))
    return pairs
