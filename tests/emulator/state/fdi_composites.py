# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What composite tasks have that common ones have not: pairs of data sources with mappings between their tables."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any


@dataclass
class TableMapping:
    id: str
    values: dict[str, Any]
    status: str
    updated: float = field(default_factory=time.time)


@dataclass
class Pair:
    """A source and a target; the groups are numbered by pairs."""

    source_id: str
    target_id: str
    number: int
    ext_info: dict[str, Any] = field(default_factory=dict)
    mappings: dict[str, TableMapping] = field(default_factory=dict)

    def add(self, values: dict[str, Any], status: str) -> TableMapping:
        mapping = TableMapping(uuid.uuid4().hex, values, status)
        self.mappings[mapping.id] = mapping
        return mapping


@dataclass
class Composite:
    """Pairs by the ids of source and target, in order of creation."""

    operation_types: list[str] = field(default_factory=list)
    source_app_id: str = ""
    target_app_id: str = ""
    repulls_snapshot: bool = False
    offset_from: int | None = None
    pairs: dict[tuple[str, str], Pair] = field(default_factory=dict)

    def pair(self, source_id: str, target_id: str) -> Pair:
        """Made when there is none."""
        key = (source_id, target_id)
        if key not in self.pairs:
            self.pairs[key] = Pair(source_id, target_id, len(self.pairs) + 1)
        return self.pairs[key]

    def mappings(self) -> Iterator[tuple[Pair, TableMapping]]:
        for pair in self.pairs.values():
            for mapping in pair.mappings.values():
                yield pair, mapping
