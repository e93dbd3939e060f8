# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The identity behind one request."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Caller:
    """`project_id` is the only project the credentials reach, or None for all of the account's."""

    user_id: str
    user_name: str
    how: str
    project_id: str | None = None
    access_key: str | None = None

    @property
    def as_user(self) -> dict[str, str]:
        return {"user_id": self.user_id, "user_name": self.user_name}
