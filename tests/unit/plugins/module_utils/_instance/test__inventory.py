# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which lists are read to find objects, and where reading ends."""

from __future__ import annotations

import pytest
from ansible_collections.roma.connect.plugins.module_utils._base._errors import RomaError
from ansible_collections.roma.connect.plugins.module_utils._instance._inventory import Inventory
from ansible_collections.roma.connect.tests.unit.transport import Answer, FakeClient, Request

#: code → code of what it lies below
TREE = {"a": "", "b": "", "aa": "a", "ab": "a", "aaa": "aa", "ba": "b"}
READ_ALL = ["", "a", "b", "aa", "ab", "ba", "aaa"]


def dictionaries(request: Request) -> Answer:
    above = request.query.get("parent_code", "")
    rows = [{"id": f"id-{c}", "code": c, "name": c, "parent_code": p} for c, p in TREE.items() if p == above]
    return Answer(200, {"total": len(rows), "dictionaries": rows})


def looked_below(client: FakeClient) -> list[str]:
    return [request.query.get("parent_code", "") for request in client.requests]


@pytest.mark.parametrize(
    ("names", "above", "looked"),
    [
        (None, (), READ_ALL),
        ({"a", "b"}, (), [""]),
        ({"ab", "a"}, ("a",), ["", "a"]),
        ({"aaa", "aa", "a"}, ("a", "aa"), ["", "a", "aa"]),
        ({"ab"}, (), ["", "a", "b"]),  # nobody says where it lies
        ({"ab", "b"}, ("b",), ["", "b", "a", "ba"]),  # it does not lie where it should
        ({"new", "a"}, ("a",), READ_ALL),
    ],
)
def test_a_hierarchy_is_read_until_all_names_are_found(
    names: set[str] | None, above: tuple[str, ...], looked: list[str]
) -> None:
    client = FakeClient(dictionaries, concurrency=1)
    inventory = Inventory(client)
    inventory.load("dictionaries", names, [("parent", code) for code in above])
    assert looked_below(client) == looked
    assert (set(looked) < set(READ_ALL)) == ("dictionaries" in inventory.narrowed)
    assert {record.name for record in inventory.records("dictionaries")} >= (names or set(TREE)) - {"new"}


def test_what_was_read_in_part_is_read_whole_when_it_is_asked_for() -> None:
    inventory = Inventory(FakeClient(dictionaries, concurrency=1))
    inventory.load("dictionaries", {"a"})
    inventory.load("dictionaries")
    assert not inventory.narrowed
    assert {record.name for record in inventory.records("dictionaries")} == set(TREE)


def test_a_hierarchy_without_an_end_has_one() -> None:
    rows = [{"id": "1", "code": "a", "name": "a"}, {"id": "2", "code": "b", "name": "b"}]
    client = FakeClient(lambda request: Answer(200, {"total": 2, "dictionaries": rows}), concurrency=1)
    inventory = Inventory(client)
    inventory.load("dictionaries")
    assert looked_below(client) == ["", "a", "b"]
    assert len(inventory.records("dictionaries")) == 2


AUTHORIZATIONS = [
    {"id": f"{app}-{api}", "app_id": app, "api_id": api, "env_id": "e"} for app in ("1", "2", "3", "x") for api in "pq"
]


def authorizations(request: Request) -> Answer:
    if request.path.endswith("/instances/i/apps"):
        return Answer(200, {"total": 3, "apps": [{"id": n, "name": f"app{n}"} for n in ("1", "2", "3")]})
    app = request.query.get("app_id")
    assert app or request.path.endswith("/binded-apps")
    rows = [row for row in AUTHORIZATIONS if app in (None, row["app_id"])]
    return Answer(200, {"total": len(rows), "auths": rows})


@pytest.mark.parametrize(
    ("apps", "requests", "found"), [(None, 1, "123"), (["1"], 1, "1"), (["1", "3"], 1, "13"), ([], 0, "")]
)
def test_of_many_all_are_listed_at_once(apps: list[str] | None, requests: int, found: str) -> None:
    """Those of an application that the caller may not see are of no use."""
    client = FakeClient(authorizations, concurrency=1)
    inventory = Inventory(client)
    inventory.load("apps")
    inventory.load("app_authorizations", None, None if apps is None else [("app", app) for app in apps])
    assert len(client.requests) == 1 + requests
    expected = {row["id"] for row in AUTHORIZATIONS if row["app_id"] in found}
    assert {record.id for record in inventory.records("app_authorizations")} == expected


def test_a_row_that_does_not_say_whose_it_is_is_an_error() -> None:
    def answer(request: Request) -> Answer:
        if request.path.endswith("/binded-apps"):
            return Answer(200, {"total": 1, "auths": [{"id": "1"}]})
        return authorizations(request)

    inventory = Inventory(FakeClient(answer, concurrency=1))
    inventory.load("apps")
    with pytest.raises(RomaError, match="app_authorizations: the service's answer is not as documented"):
        inventory.load("app_authorizations")
