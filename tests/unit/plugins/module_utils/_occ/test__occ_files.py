# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files of an Oracle Commerce export: whole or not, and what the status file tells in whatever form."""

from __future__ import annotations

import json
import typing as t
import zipfile
from pathlib import Path

import pytest
from ansible_collections.roma.connect.plugins.module_utils._base._errors import RomaError
from ansible_collections.roma.connect.plugins.module_utils._occ._files import (
    Count,
    check_contents,
    check_file,
    check_status,
    read_counts,
    uncounted,
)
from ansible_collections.roma.connect.plugins.module_utils._occ._items import Item
from ansible_collections.roma.connect.plugins.module_utils._transfer._archive import BrokenArchive

PRODUCTS, PROFILES = Item("Products", "json"), Item("Profiles", "csv")


@pytest.fixture
def file(tmp_path: Path) -> t.Callable[..., Path]:
    """Make a file with this content; a mapping becomes an archive, other values that are no bytes become JSON."""

    def make(content: t.Any) -> Path:
        path = tmp_path / "file"
        if isinstance(content, dict) and all(isinstance(value, bytes) for value in content.values()):
            with zipfile.ZipFile(path, "w") as archive:
                for name, data in content.items():
                    archive.writestr(name, data)
        else:
            path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
        return path

    return make


# -- whole or not ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("json", b'{"product": [{"id": 1}, {"id": 2}]}'),
        ("json", b'\xef\xbb\xbf{"product": []}'),
        ("json", b"[]"),
        ("csv", b"id,name\r\n1,x\r\n"),
        ("csv", b"\r\n"),
        ("zip", {"a.json": b"{}"}),
        ("dat", b""),
    ],
)
def test_whole(file: t.Callable[..., Path], kind: str, content: t.Any) -> None:
    check_file(file(content), kind)


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("json", b""),
        ("json", b'{"product": [{"id": 1}, {"id": 2'),
        ("json", b'{"product": []} x'),
        ("json", b'{"product": "\xff"}'),
        ("json", b"<html>"),
        ("json", b"[" * 100_000),
        ("csv", b""),
        ("zip", b"PK"),
        ("zip", b"{}"),
    ],
)
def test_not_whole(file: t.Callable[..., Path], kind: str, content: bytes) -> None:
    with pytest.raises(BrokenArchive):
        check_file(file(content), kind)


@pytest.mark.parametrize("content", [{"a.json": b"{}"}, b'{"successCount": 1}', b"[]"])
def test_whole_status(file: t.Callable[..., Path], content: t.Any) -> None:
    check_status(file(content))


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b'{"successCount": 1', b"<html>"])
def test_no_whole_status(file: t.Callable[..., Path], content: bytes) -> None:
    with pytest.raises(BrokenArchive, match="neither a complete zip file nor complete JSON"):
        check_status(file(content))


TABLE = [{"fileName": "Products.json", "format": "json", "id": "Products"}]


@pytest.mark.parametrize(
    ("content", "items", "problem"),
    [
        ({"content.json": json.dumps(TABLE).encode(), "Products.json": b"{}"}, [PRODUCTS], ""),
        ({"content.json": json.dumps(TABLE).encode(), "Products.json": b"{}"}, [], ""),
        ({"Products.json": b"{}"}, [PRODUCTS, PROFILES], ""),
        ({"content.json": json.dumps(TABLE).encode()}, [PRODUCTS], "does not hold Products.json, which"),
        ({"content.json": json.dumps(TABLE).encode(), "Products.json": b"{}"}, [PRODUCTS, PROFILES],
         "holds 1 data files, 2 were asked for"),
        ({"content.json": b"{"}, [PRODUCTS], "content.json in the archive cannot be read"),
        ({"content.json": b'[{"id": 1}]'}, [PRODUCTS], "content.json in the archive cannot be read"),
        ({"content.json": b"5"}, [PRODUCTS], "content.json in the archive cannot be read"),
    ],
)  # fmt: skip
def test_contents(file: t.Callable[..., Path], content: dict[str, bytes], items: list[Item], problem: str) -> None:
    path = file(content)
    if not problem:
        check_contents(path, items)
        return
    with pytest.raises(RomaError, match=problem) as caught:
        check_contents(path, items)
    assert not isinstance(caught.value, BrokenArchive)  # downloading again would not help


# -- counts ----------------------------------------------------------------------------------------------------------

SAMPLE = {"startTime": 1, "endTime": 2, "successCount": 152, "failureCount": 1, "failureExceptions": ["x failed"]}
GOOD = {"successCount": 7, "failureCount": 0, "failureExceptions": []}


def packed(**documents: t.Any) -> dict[str, bytes]:
    return {f"{name}.json": json.dumps(value).encode() for name, value in documents.items()}


def counts(path: Path, *items: Item) -> list[tuple[str, int | None, int | None]]:
    return [(count.id, count.successes, count.failures) for count in read_counts(path, items)]


WANTED = [("Products", 152, 1), ("Profiles", 7, 0)]
BOTH = [{"id": "Products", "format": "json", "result": SAMPLE}, {"id": "Profiles", "format": "csv", "result": GOOD}]
FORMS = [
    pytest.param(packed(ProductsStatus=SAMPLE, ProfilesStatus=GOOD), id="named after the items"),
    pytest.param(packed(ProfilesStatus=GOOD, ProductsStatus=SAMPLE), id="in another order"),
    pytest.param(packed(profiles=GOOD, products=SAMPLE), id="in small letters"),
    pytest.param(packed(a=SAMPLE, b=GOOD), id="under other names"),
    pytest.param(packed(a=SAMPLE, Profiles=GOOD), id="one under another name"),
    pytest.param(packed(status=BOTH), id="in one list"),
    pytest.param({**packed(status={"bundleItems": BOTH}), "log.txt": b"x"}, id="as the webhook has it"),
    pytest.param(packed(status={"Products": SAMPLE, "Profiles": GOOD}), id="by name"),
    pytest.param(BOTH, id="without an archive"),
]


@pytest.mark.parametrize("content", FORMS)
def test_counts(file: t.Callable[..., Path], content: t.Any) -> None:
    assert counts(file(content), PRODUCTS, PROFILES) == WANTED


def test_one_item_is_whatever_the_only_count_is_about(file: t.Callable[..., Path]) -> None:
    (count,) = read_counts(file(packed(exportStatus=SAMPLE)), [PRODUCTS])
    assert count == Count("Products", "json", "Products.json", 152, 1, ("x failed",))
    assert count.facts == {
        "id": "Products",
        "format": "json",
        "file_name": "Products.json",
        "success_count": 152,
        "failure_count": 1,
    }


def test_the_same_thing_in_two_formats(file: t.Callable[..., Path]) -> None:
    items = [Item("Products", "csv"), Item("Products", "json")]
    named = [{"id": "Products", "format": "json", **SAMPLE}, {"id": "Products", "format": "csv", **GOOD}]
    assert counts(file(named), *items) == [("Products", 7, 0), ("Products", 152, 1)]
    assert counts(file(packed(Products=SAMPLE)), *items) == [("Products", 152, 1), ("Products", None, None)]


def test_failures_of_something_else_are_not_lost(file: t.Callable[..., Path]) -> None:
    found = counts(file(packed(Products=GOOD, Prices=SAMPLE, Other=GOOD)), PRODUCTS, PROFILES)
    assert found == [("Products", 7, 0), ("Profiles", None, None), ("Prices", 152, 1), ("Other", 7, 0)]


def test_a_process_of_which_nothing_is_known(file: t.Callable[..., Path]) -> None:
    assert read_counts(file(packed(ProductsStatus=GOOD)), []) == [Count("Products", "", "", 7, 0)]


@pytest.mark.parametrize(
    "content", [b"", b"<html>", {}, [], 5, {"status": "fine"}, {"a.json": b"{"}, {"a.txt": b"1"}, packed(a=1)]
)
def test_no_counts_at_all(file: t.Callable[..., Path], content: t.Any) -> None:
    assert read_counts(file(content), [PRODUCTS]) == uncounted([PRODUCTS])


@pytest.mark.parametrize(
    ("reasons", "told"),
    [
        (None, ()),
        ("one", ("one",)),
        ([{"message": "two", "code": 1}, {"code": 3}, 4], ("two", '{"code": 3}', "4")),
    ],
)
def test_reasons(file: t.Callable[..., Path], reasons: t.Any, told: tuple[str, ...]) -> None:
    content = {"failureCount": "3", "failureExceptions": reasons}
    assert read_counts(file(content), [PRODUCTS]) == [Count("Products", "json", "Products.json", 0, 3, told)]
