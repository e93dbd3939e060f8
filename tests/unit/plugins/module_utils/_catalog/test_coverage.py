# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What backups are said not to hold, and what they hold, are not the same."""

from __future__ import annotations

import typing as t

from ansible_collections.roma.connect.plugins.module_utils._catalog._coverage import LOSSES, OUT_OF_REACH, UNCAPTURED
from ansible_collections.roma.connect.plugins.module_utils._catalog._registry import BY_KIND, RESOURCES
from ansible_collections.roma.connect.plugins.module_utils._spec._field import Field

#: What is out of reach → where a kind, or an option, would come from that holds it: ends of paths of collections, and
#: members of objects.
WOULD_BE_AT = {
    "access control policies and plugins": {"/acls", "/plugins"},
    "independent domain names": {"/domains", "url_domains"},
    "addresses and parameters to which app authorizations are limited": {
        "auth_whitelist", "auth_blacklist", "visit_params", "visit_param",
    },
    "AppCodes and client quotas": {"/app-codes", "/app-quotas"},
    "groups of devices": {"/device-groups"},
    "instance configuration: security group, routes, parameters": {"/configs", "/features"},
}  # fmt: skip


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
