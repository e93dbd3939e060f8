# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Columns of tables: the service writes numbers and truth values as texts, but not all of them."""

from __future__ import annotations

import pytest
from ansible_collections.roma.connect.plugins.module_utils._run._resources._datasources import column_from_wire

TEXTS = {
    "field_name": "total", "field_type": "DECIMAL", "field_length": "12", "decimal_digits": "2", "null_able": "0",
    "primary": "1", "unique": "1", "is_partition": False,
}  # fmt: skip
COLUMN = {
    "name": "total", "type": "DECIMAL", "length": 12, "decimal_digits": 2, "nullable": False, "primary": True,
    "unique": True, "partition": False,
}  # fmt: skip


@pytest.mark.parametrize(
    ("wire", "column"),
    [
        (TEXTS, COLUMN),
        ({**TEXTS, "decimal_digits": None, "field_length": ""}, {**COLUMN, "decimal_digits": None, "length": None}),
        ({**TEXTS, "null_able": 1, "is_partition": "true", "unique": False, "field_length": 12},
         {**COLUMN, "nullable": True, "partition": True, "unique": False}),
        ({**TEXTS, "field_length": "max"}, {**COLUMN, "length": None}),
    ],
)  # fmt: skip
def test_columns(wire: dict, column: dict) -> None:
    assert column_from_wire(wire) == column
