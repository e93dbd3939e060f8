# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""Which secrets a restore needs, and which of them are at hand."""

from __future__ import annotations

import typing as t

from ..._document._entries import Entry
from ..._engine._step import Step
from ..._instance._inventory import Inventory
from ..._planning._check import Problems
from ..._planning._plan import CREATE, placeholders_in
from ..._spec._field import field_at
from ..._spec._values import Values


class Needed:
    """What is found out about secrets that are not at hand while a plan is made.

    :param may_be_new: the service may make up other ones, as far as it can
    :param why_no_escrow: why the secrets in escrow are not at hand; empty when they are, or there are none
    :ivar new: names of secrets that are made up along with an object
    :ivar untouched: names of secrets of objects that are there, and keep what they have
    """

    def __init__(self, may_be_new: bool, why_no_escrow: str) -> None:
        self._may_be_new = may_be_new
        self._why_no_escrow = why_no_escrow
        self._left_out: list[Entry] = []
        self.new: list[str] = []
        self.untouched: list[str] = []

    def due(self, entries: t.Sequence[Entry]) -> list[Entry]:
        """Return the entries, without those that are nothing but a secret that may be another one."""
        if not self._may_be_new:
            return list(entries)
        self._left_out = [entry for entry in entries if entry.resource.singleton and _lacks(entry)]
        return [entry for entry in entries if entry not in self._left_out]

    def check(self, inventory: Inventory, steps: t.Sequence[Step], problems: Problems, imports: bool) -> None:
        """Sort the secrets that have no value. Of those that only people can know, the plan has complained already.

        :param imports: archives are imported, and the service makes up secrets while it does that
        """
        lacking = False
        for step in steps:
            for path, name in _lacks(step.entry):
                secret = field_at(step.entry.resource.fields, path).secret
                new = step.plan.action == CREATE
                replaced = imports and secret is not None and secret.readable == "yes"
                if new and not (secret and secret.made_up):
                    lacking = True
                elif not new and not replaced:
                    self.untouched.append(name)
                elif self._may_be_new:
                    self.new.append(name)
                else:
                    lacking = True
                    problems.add(step.entry.at(path), f"the secret {name} is not at hand, and the service would make "
                                 "up another one, which locks out all who use the old one: give it with secrets "
                                 "(restore_secrets), or allow_new_secrets")  # fmt: skip
        if lacking and self._why_no_escrow:
            problems.add("path", self._why_no_escrow)
        made = {(step.entry.kind, step.entry.name) for step in steps if step.plan.action == CREATE}
        for entry in self._left_out:
            (owner,) = entry.resource.scopes
            names = [name for _path, name in _lacks(entry)]
            if imports or (owner.kind, entry.name) in made:
                self.new += names
            elif inventory.by_name(owner.kind, entry.name):
                self.untouched += names

    @property
    def facts(self) -> Values:
        return {"new": sorted(self.new), "untouched": sorted(self.untouched)}

    @property
    def attention(self) -> list[str]:
        """What people have to do about these secrets."""
        return [
            *(f"the secret {name} is a new one, which all who use it have to be told" for name in sorted(self.new)),
            *(
                f"the secret {name} is not at hand: the object keeps the one that it has"
                for name in sorted(self.untouched)
            ),
        ]


def _lacks(entry: Entry) -> list[tuple[str, str]]:
    """Return (option path, name) of the secrets that are only named."""
    return placeholders_in(entry.resource.fields, entry.values) if entry.state == "present" else []
