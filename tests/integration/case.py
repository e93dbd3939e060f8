# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a test knows about a resource."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from ansible_collections.roma.connect.plugins.module_utils._catalog._registry import BY_KIND

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
    :param update: the identity and what changes; empty for what cannot be changed
    :param updated: what the service must hold then
    :param updated_by: the operations that change it
    :param undone_by: the operations that have to come before its deletion
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
    update: Options = field(default_factory=dict)
    updated: Wire = field(default_factory=dict)
    updated_by: list[str] = field(default_factory=list)
    undone_by: list[str] = field(default_factory=list)
    deleted_by: str = ""
    needs: dict[str, list[Options]] = field(default_factory=dict)
    also: Callable[[Judge], Any] = lambda judge: None
    also_created: Any = None
    also_updated: Any = None

    @property
    def identity(self) -> Options:
        """The options that an absent object is named with."""
        options = self.update or self.create
        return {name: value for name, value in options.items() if self.create.get(name) == value}

    def options_of(self, found: Options | None) -> Options | None:
        """What a result says of an object, without the facts that one answer has and another has not."""
        facts = {fact.name for fact in BY_KIND[self.kind].facts}
        return found and {name: value for name, value in found.items() if name not in facts}
