# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a test knows about a resource."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.integration.judge import Judge, Wire

Options = dict[str, Any]


@dataclass(frozen=True)
class Case:
    """The life of one object.

    :param kind: its key in a document
    :param needs: what has to be there before it
    :param name: the name by which the judge finds it
    :param create: options of a complete new object
    :param required: the option that is left out to be refused
    :param created: what the service must hold then, in its own words
    :param created_by: the operations that make it
    :param update: the identity and what changes
    :param updated: what the service must hold then
    :param updated_by: the operations that change it
    :param deleted_by: the operation that deletes it; empty for one that cannot be deleted
    :param also: what else is to be seen after creation and after the update: (judge) → value
    """

    kind: str
    module: str
    name: str
    create: Options
    required: str
    created: Wire
    created_by: list[str]
    update: Options
    updated: Wire
    updated_by: list[str]
    deleted_by: str = ""
    needs: dict[str, list[Options]] = field(default_factory=dict)
    also: Callable[[Judge], Any] = lambda judge: None
    also_created: Any = None
    also_updated: Any = None

    @property
    def identity(self) -> Options:
        """The options that an absent object is named with."""
        return {name: value for name, value in self.update.items() if self.create.get(name) == value}
