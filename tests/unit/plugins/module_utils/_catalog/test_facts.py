# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What services say about objects besides their options."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.roma.connect.plugins.module_utils._catalog._facts import moment
from ansible_collections.roma.connect.plugins.module_utils._catalog._registry import RESOURCES
from ansible_collections.roma.connect.plugins.module_utils._spec._resource import Resource

MOMENTS = [
    (1605288733684, "2020-11-13T17:32:13Z"),
    ("1605288733684", "2020-11-13T17:32:13Z"),
    ("2020-07-31T06:55:55Z", "2020-07-31T06:55:55Z"),
    ("2020-07-31T06:55:55.383169299Z", "2020-07-31T06:55:55Z"),
    ("2020-07-31T08:55:55+02:00", "2020-07-31T06:55:55Z"),
    ("2020-07-31T06:55:55", "2020-07-31T06:55:55Z"),
    ("soon", "soon"),
    ("", ""),
    (10**30, 10**30),
    (None, None),
]


@pytest.mark.parametrize(("said", "shown"), MOMENTS)
def test_times_have_one_spelling(said: t.Any, shown: t.Any) -> None:
    assert moment(said) == shown


@pytest.mark.parametrize("resource", RESOURCES, ids=lambda resource: resource.name)
def test_no_fact_has_the_name_of_an_option(resource: Resource) -> None:
    names = [*resource.by_name, *resource.id_facts, *(fact.name for fact in resource.facts), "id"]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("resource", RESOURCES, ids=lambda resource: resource.name)
def test_facts_are_told_in_the_documentation(resource: Resource) -> None:
    assert resource.singleton or resource.sample_id
    assert all(fact.sample is not None for fact in resource.facts)
