# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What services say about objects besides their options."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.roma.connect.plugins.module_utils._catalog._facts import created, moment
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


SPANS = [
    ("2020-11-13T17:32:13Z", 1605288733000, 1605288733999),  # results tell whole seconds
    ("2020-11-13T18:32:13.684+01:00", 1605288733684, 1605288733684),
    ("1970-01-01", 1, 1),
    ("0001-01-01T00:00:00Z", 1, 1),
]


@pytest.mark.parametrize(("said", "first", "last"), SPANS)
def test_lists_are_narrowed_to_a_span_of_time(said: str, first: int, last: int) -> None:
    _who, begin, end = created()
    assert (begin.sent(said), end.sent(said)) == (first, last)
    assert [begin.fits({"created_at": str(first + step)}, first) for step in (-1, 0)] == [False, True]
    assert [end.fits({"created_at": str(last + step)}, last) for step in (0, 1)] == [True, False]
    assert begin.fits({}, first)  # the service has looked, and does not say more
    with pytest.raises(ValueError, match="is not a time"):
        begin.sent("9999-12-31T23:59:59-01:00")


@pytest.mark.parametrize("resource", RESOURCES, ids=lambda resource: resource.name)
def test_no_fact_has_the_name_of_an_option(resource: Resource) -> None:
    names = [*resource.by_name, *resource.id_facts, *(fact.name for fact in resource.facts), "id"]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("resource", RESOURCES, ids=lambda resource: resource.name)
def test_facts_are_told_in_the_documentation(resource: Resource) -> None:
    assert resource.singleton or resource.sample_id
    assert all(fact.sample is not None for fact in resource.facts)
