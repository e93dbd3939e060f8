# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What backups are said not to hold, and what they hold, are not the same."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.roma.connect.plugins.module_utils._catalog._coverage import LOSSES, OUT_OF_REACH, UNCAPTURED
from ansible_collections.roma.connect.plugins.module_utils._catalog._registry import BY_KIND, RESOURCES
from ansible_collections.roma.connect.plugins.module_utils._spec._field import Field

#: What is out of reach → where a kind, or an option, would come from that holds it: ends of paths of collections, and
#: members of objects.
WOULD_BE_AT = {
    "AppCodes": {"/app-codes"},
    "groups of devices": {"/device-groups"},
    "instance configuration: security group, routes, parameters": {"/configs", "/features"},
}


def members(fields: t.Iterable[Field]) -> t.Iterator[str]:
    for f in fields:
        yield f.wire_name
        yield from members(f.fields)


def test_what_documents_hold_is_not_out_of_reach() -> None:
    held = {"/" + resource.collection.rpartition("/")[2] for resource in RESOURCES}
    held |= {name for resource in RESOURCES for name in members(resource.fields)}
    assert {what: sorted(places & held) for what, places in WOULD_BE_AT.items() if places & held} == {}


def test_everything_that_is_out_of_reach_is_looked_for() -> None:
    assert {item["what"] for item in OUT_OF_REACH} == set(WOULD_BE_AT)


def test_losses_are_of_kinds_that_there_are() -> None:
    assert {loss.kind for loss in LOSSES} <= set(BY_KIND)


def test_what_is_counted_as_not_captured_is_no_kind_of_documents() -> None:
    held = {resource.collection for resource in RESOURCES}
    assert not {kind.path for kind in UNCAPTURED} & held
    assert not {kind.kind for kind in UNCAPTURED} & set(BY_KIND)
    assert {kind.beside for kind in UNCAPTURED} <= set(BY_KIND)


NOT_HELD = [
    ("api_groups", {"url_domains": [{"domain": "orders.example.com"}]}, "its independent domain names"),
    ("app_authorizations", {"auth_whitelist": ["10.0.0.1"]}, "the addresses and parameters to which it is limited"),
    ("app_authorizations", {"visit_param": "shop"}, "the addresses and parameters to which it is limited"),
    ("datasources", {"content": {"host": "h", "type": "KAFKA", "vpc": 1}}, "content"),
]


@pytest.mark.parametrize(("kind", "wire", "what"), NOT_HELD)
def test_what_documents_do_not_hold_of_an_object_is_told(kind: str, wire: dict[str, t.Any], what: str) -> None:
    not_held = BY_KIND[kind].reach.not_held
    assert [told for told, _why in not_held(wire, {})] == [what]
    empty = {name: type(value)() for name, value in wire.items()}
    assert not [*not_held(empty, {}), *not_held({}, {}), *not_held(dict.fromkeys(wire), {})]
