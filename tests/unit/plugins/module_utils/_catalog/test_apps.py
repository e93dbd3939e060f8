# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may work with an application."""

from __future__ import annotations

import pytest
from ansible_collections.roma.connect.plugins.module_utils._base._errors import RomaError
from ansible_collections.roma.connect.plugins.module_utils._catalog._public._apps import write_members
from ansible_collections.roma.connect.tests.unit.transport import Answer, FakeClient, Request

USERS = {"candidates": {"alice": "a", "bob": "b"}, "users": {"carol": "c"}}  # she is disabled, and so no candidate


def written(*names: str) -> tuple[list[str], list[str]]:
    """Write members; return the lists that were read, and the ids that were sent."""
    read: list[str] = []
    sent: list[str] = []

    def service(request: Request) -> Answer:
        part = request.path.rpartition("/")[2]
        if request.method == "PUT":
            sent.extend(user["id"] for user in request.body["users"])
            return Answer(204)
        read.append(part)
        return Answer(200, {"users": [{"id": user_id, "name": name} for name, user_id in USERS[part].items()]})

    write_members(FakeClient(service), {"id": "app"}, None, [{"name": name, "roles": ["read"]} for name in names])
    return read, sent


def test_candidates_are_enough_for_new_members() -> None:
    assert written("bob", "alice") == (["candidates"], ["b", "a"])


def test_members_that_are_no_candidates_are_kept() -> None:
    assert written("alice", "carol") == (["candidates", "users"], ["a", "c"])


def test_nobody_of_that_name() -> None:
    with pytest.raises(RomaError, match="no user of this account is named dave"):
        written("alice", "dave")
