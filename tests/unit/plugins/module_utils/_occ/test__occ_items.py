# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an export of Oracle Commerce is made of, and the request that follows."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.roma.connect.plugins.module_utils._occ._items import EXPORTABLE, Export, export_from
from ansible_collections.roma.connect.plugins.module_utils._planning._check import Problems

Values = dict[str, t.Any]

PRODUCTS = {"id": "Products", "format": "json"}
PROFILES = {"id": "Profiles", "format": "csv"}
BOTH = [PRODUCTS, PROFILES]


def problems_of(**params: t.Any) -> list[str]:
    problems = Problems()
    export_from(params, problems)
    return problems


def export(**params: t.Any) -> Export:
    problems = Problems()
    made = export_from(params, problems)
    assert problems == []
    return made


# options, standalone, name, what the file is
MODES: list[tuple[Values, bool, str, str]] = [
    ({"items": [PRODUCTS]}, True, "Products.json", "json"),
    ({"items": [PROFILES], "file_name": "x.txt"}, True, "x.txt", "csv"),
    ({"items": [{**PRODUCTS, "file_name": "x.json"}]}, True, "x.json", "json"),
    ({"items": [{**PRODUCTS, "file_name": "x.json"}], "file_name": "x.json"}, True, "x.json", "json"),
    ({"items": [PRODUCTS], "file_name": "x.zip"}, False, "x.zip", "zip"),
    ({"items": [PRODUCTS], "mode": "bundle"}, False, "export.zip", "zip"),
    ({"items": [PRODUCTS], "mode": "standalone", "file_name": "x.zip"}, True, "x.zip", "json"),
    ({"items": BOTH}, False, "export.zip", "zip"),
    ({"items": BOTH, "mode": "bundle", "file_name": "x.zip"}, False, "x.zip", "zip"),
]


@pytest.mark.parametrize(("params", "standalone", "name", "kind"), MODES)
def test_modes(params: Values, standalone: bool, name: str, kind: str) -> None:
    made = export(**params)
    assert (made.standalone, made.file_name, made.kind) == (standalone, name, kind)


def test_request_of_an_archive() -> None:
    """Without a mode, and without names that nobody has given: older releases know neither."""
    assert export(items=BOTH, file_name="x.zip").request == {"fileName": "x.zip", "items": BOTH}
    named = {**PRODUCTS, "file_name": "a.json", "params": {"prettyPrintJson": True}}
    assert export(items=[named], mode="bundle").request == {
        "fileName": "export.zip",
        "items": [{**PRODUCTS, "fileName": "a.json", "params": {"prettyPrintJson": "true"}}],
    }


def test_request_of_a_data_file() -> None:
    params = {"q": 'id eq "1"', "exportFromRepository": "publishing", "somethingNew": 5}
    assert export(items=[{**PRODUCTS, "params": params, "file_name": "a.json"}]).request == {
        "fileName": "a.json",
        "mode": "standalone",
        **PRODUCTS,
        "params": {**params, "somethingNew": "5"},
    }
    assert "params" not in export(items=[{**PRODUCTS, "params": None}]).request


@pytest.mark.parametrize("name", EXPORTABLE)
@pytest.mark.parametrize("file_format", ["json", "csv"])
def test_everything_that_can_be_exported(name: str, file_format: str) -> None:
    assert export(items=[{"id": name, "format": file_format}]).file_name == f"{name}.{file_format}"


def item(**changes: t.Any) -> Values:
    return {"items": [{**PRODUCTS, **changes}]}


def with_params(**params: t.Any) -> Values:
    return item(params=params)


WRONG: list[tuple[Values, str]] = [
    ({"items": []}, "items: is empty; name at least one thing to export"),
    (item(id="product"), "items[0].id: 'product' cannot be exported; did you mean \"Products\"?"),
    (item(id="PriceLists"), "items[0].id: 'PriceLists' cannot be exported; did you mean \"Prices\"?"),
    (item(id="Orders"), "items[0].id: 'Orders' cannot be exported; known are: " + ", ".join(EXPORTABLE)),
    (item(id="CustomerAccounts"), "items[0].id: CustomerAccounts can be imported, but not exported"),
    (item(format="xml"), "items[0].format: 'xml' is not supported; known are: json, csv"),
    (item(format="JSON"), "items[0].format: 'JSON' is not supported; known are: json, csv"),
    (item(file_name="a/b.json"), "items[0].file_name: 'a/b.json' is not the name of a file, without a directory"),
    ({**item(), "file_name": ".."}, "file_name: '..' is not the name of a file, without a directory"),
    ({**item(), "file_name": "a\\b"}, "file_name: 'a\\\\b' is not the name of a file, without a directory"),
    ({**item(), "file_name": "x" * 256}, "file_name: has 256 characters, at most 255 are allowed"),
    ({**item(file_name="a.json"), "file_name": "b.json"},
     "items[0].file_name: the only file is named by file_name already"),
    ({"items": BOTH, "mode": "standalone"}, "mode: standalone exports one item; 2 are given"),
    ({"items": BOTH, "file_name": "x.json"},
     "file_name: 'x.json' must end in .zip, since it is an archive of data files"),
    ({"items": [PRODUCTS, PROFILES, PRODUCTS]},
     "items[2].file_name: is needed, since Products.json is the name of items[0] already"),
    ({"items": [{**PRODUCTS, "file_name": "content.json"}, PROFILES]},
     "items[0].file_name: is needed, since content.json is the name of the archive's table of contents already"),
    (with_params(headersLst="ALL"), 'items[0].params.headersLst: unknown parameter; did you mean "headersList"?'),
    (with_params(update="true"), "items[0].params.update: is a parameter of imports"),
    (with_params(q=["x"]), "items[0].params.q: must be a text"),
    (with_params(prettyPrintJson="yes"), "items[0].params.prettyPrintJson: must be true or false, not 'yes'"),
    (with_params(headersList="ALL"), "items[0].params.headersList: goes with the format csv only"),
    (item(format="csv", params={"prettyPrintJson": True}),
     "items[0].params.prettyPrintJson: goes with the format json only"),
    (with_params(exportFromRepository="published"),
     "items[0].params.exportFromRepository: must be publishing, or left out for what is published; not 'published'"),
    (item(id="Profiles", params={"exportFromRepository": "publishing"}),
     "items[0].params.exportFromRepository: goes with Products, ProductsV2, Collections, Catalogs, Prices, Promotions "
     "only"),
]  # fmt: skip


@pytest.mark.parametrize(("params", "problem"), WRONG)
def test_what_is_wrong(params: Values, problem: str) -> None:
    assert problems_of(**params) == [problem]


def test_everything_that_is_wrong_is_told_at_once() -> None:
    bad = {"id": "Product", "format": "jsn", "params": {"update": 1}, "file_name": "/"}
    paths = [problem.partition(":")[0] for problem in problems_of(items=[PRODUCTS, bad], file_name="x")]
    assert paths == [
        "items[1].id", "items[1].format", "items[1].file_name", "items[1].params.update", "file_name",
    ]  # fmt: skip
