# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documents cut into several files: nothing is lost, and each entry stands with the application that it belongs to."""

from __future__ import annotations

import typing as t
from collections import Counter

import pytest
from ansible_collections.roma.connect.plugins.module_utils._catalog._registry import BY_KIND
from ansible_collections.roma.connect.plugins.module_utils._document._layout import split
from ansible_collections.roma.connect.tests.unit.generator import Generator

SOURCE = {"id": "an instance"}
DOCUMENT: dict[str, t.Any] = {
    "read_from": SOURCE,
    "apps": [{"name": "orders"}, {"name": "billing"}],
    "app_secrets": [{"app": "orders", "secret": "s"}],
    "environments": [{"name": "STAGE"}],
    "api_groups": [{"name": "v1", "app": "orders"}, {"name": "v1", "app": "billing"}, {"name": "v2"}],
    "env_variables": [
        {"name": "host", "group": "v1", "group_app": "billing", "environment": "STAGE", "value": "h"},
        {"name": "host", "group": "v2", "environment": "STAGE", "value": "h"},
    ],
    "datasources": [{"name": "db", "app": "orders"}],
    "tasks": [{"name": "t", "source": "db", "target": "db"}],
    "topics": [],
}


def test_a_file_for_each_application() -> None:
    assert split(DOCUMENT, "apps") == {
        "apps/orders.yml": {
            "read_from": SOURCE,
            "apps": [{"name": "orders"}],
            "app_secrets": [{"app": "orders", "secret": "s"}],
            "api_groups": [{"name": "v1", "app": "orders"}],
            "datasources": [{"name": "db", "app": "orders"}],
            "tasks": [{"name": "t", "source": "db", "target": "db"}],
        },
        "apps/billing.yml": {
            "read_from": SOURCE,
            "apps": [{"name": "billing"}],
            "api_groups": [{"name": "v1", "app": "billing"}],
            "env_variables": [DOCUMENT["env_variables"][0]],
        },
        "instance.yml": {
            "read_from": SOURCE,
            "environments": [{"name": "STAGE"}],
            "api_groups": [{"name": "v2"}],
            "env_variables": [DOCUMENT["env_variables"][1]],
        },
    }


def test_a_file_for_each_kind() -> None:
    parts = split(DOCUMENT, "kinds")
    assert set(parts) == {f"{kind}.yml" for kind, entries in DOCUMENT.items() if entries and kind != "read_from"}
    assert parts["apps.yml"] == {"read_from": SOURCE, "apps": DOCUMENT["apps"]}


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("orders", "apps/orders.yml"),
        ("\u8ba2\u5355 (a)", "apps/\u8ba2\u5355 (a).yml"),
        ("..", "apps/%2E..yml"),
        (".x", "apps/%2Ex.yml"),
        ("a/../b", "apps/a%2F..%2Fb.yml"),
        ("a%2F", "apps/a%252F.yml"),
        ("\uff08a\uff09", "apps/%FF08a%FF09.yml"),
    ],
)
def test_names_of_files(name: str, path: str) -> None:
    assert list(split({"read_from": SOURCE, "apps": [{"name": name}]}, "apps")) == [path]


@pytest.mark.parametrize("layout", ["kinds", "apps"])
@pytest.mark.parametrize("seed", range(4))
def test_nothing_is_lost(layout: str, seed: int) -> None:
    document = Generator(seed, fewest=2).document()
    parts = split({"read_from": SOURCE, **document}, layout)
    assert all(part["read_from"] == SOURCE for part in parts.values())
    given = Counter(f"{kind} {entry}" for kind in BY_KIND for entry in document.get(kind, []))
    found = Counter(f"{kind} {entry}" for part in parts.values() for kind in BY_KIND for entry in part.get(kind, []))
    assert found == given
