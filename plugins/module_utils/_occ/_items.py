# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""What an export of Oracle Commerce is made of: items, formats, parameters, and the request that follows. Pure."""

from __future__ import annotations

import difflib
import typing as t
from dataclasses import dataclass, field, replace

from .._planning._check import Problems, join, suggest
from .._spec._values import Values

FORMATS = ("json", "csv")
EXPORTABLE = (
    "Profiles", "AccountsV2", "Accounts", "Products", "ProductsV2", "Catalogs", "Collections", "Promotions", "Prices",
    "Inventory",
    # the names in the guides of releases 16 and 17
    "bulkAccountHandler", "bulkProfileHandler", "bulkInventoryHandler",
)  # fmt: skip
IMPORT_ONLY = ("Addresses", "Relationships", "CustomerAccounts")
#: what has unpublished changes
_VERSIONED = ("Products", "ProductsV2", "Collections", "Catalogs", "Prices", "Promotions")
_PARAMS = ("prettyPrintJson", "headersList", "exportFromRepository", "q")
_LONGEST_NAME = 255
_CONTENTS = "content.json"  # the store's own file in an archive


@dataclass(frozen=True)
class Item:
    """One data file of an export.

    :param file_name: empty for the name that the store chooses
    """

    id: str
    format: str
    params: t.Mapping[str, str] = field(default_factory=dict)
    file_name: str = ""

    @property
    def data_file(self) -> str:
        return self.file_name or f"{self.id}.{self.format}"

    @property
    def wire(self) -> Values:
        return {"id": self.id, "format": self.format, **({"params": dict(self.params)} if self.params else {})}


@dataclass(frozen=True)
class Export:
    """What is to be exported, into one file.

    :param standalone: the data file of the only item; else an archive of all of them
    """

    items: tuple[Item, ...]
    file_name: str
    standalone: bool

    @property
    def kind(self) -> str:
        """What the file is: ``zip`` or a format; empty when nothing is known of the items."""
        return "" if not self.items else self.items[0].format if self.standalone else "zip"

    @property
    def request(self) -> Values:
        """The body of `executeExport`. An archive needs no mode, and older releases know no file names of items."""
        if self.standalone:
            return {"fileName": self.file_name, "mode": "standalone", **self.items[0].wire}
        named = [{**item.wire, **({"fileName": item.file_name} if item.file_name else {})} for item in self.items]
        return {"fileName": self.file_name, "items": named}


def export_from(params: Values, problems: Problems) -> Export:
    """Read options; what is wrong with them is added to the problems, and the result is of no use then.

    Without a mode, one item is exported as its data file unless the file's name ends in ``.zip``.
    """
    items = tuple(_item(entry, f"items[{i}]", problems) for i, entry in enumerate(params.get("items") or []))
    name, mode = params.get("file_name") or "", params.get("mode")
    alone = len(items) == 1 and not name.endswith(".zip")
    standalone = mode == "standalone" if mode else alone
    if not items:
        problems.add("items", "is empty; name at least one thing to export")
    if standalone:
        _check_standalone(items, name, problems)
        items = tuple(replace(item, file_name=name or item.data_file) for item in items)
        return Export(items, items[0].file_name if items else name, True)
    if name:
        check_file_name("file_name", name, problems)
        if not name.endswith(".zip"):
            problems.add("file_name", f"{name!r} must end in .zip, since it is an archive of data files")
    _check_data_files(items, problems)
    return Export(items, name or "export.zip", False)


def check_file_name(path: str, name: str, problems: Problems) -> None:
    if name in (".", "..") or any(character in "/\\" or ord(character) < 32 for character in name):
        problems.add(path, f"{name!r} is not the name of a file, without a directory")
    elif len(name) > _LONGEST_NAME:
        problems.add(path, f"has {len(name)} characters, at most {_LONGEST_NAME} are allowed")


def _check_standalone(items: tuple[Item, ...], name: str, problems: Problems) -> None:
    if len(items) > 1:
        problems.add("mode", f"standalone exports one item; {len(items)} are given")
    if name:
        check_file_name("file_name", name, problems)
        if items and items[0].file_name not in ("", name):
            problems.add("items[0].file_name", "the only file is named by file_name already")


def _check_data_files(items: tuple[Item, ...], problems: Problems) -> None:
    seen: dict[str, int] = {_CONTENTS: -1}
    for i, item in enumerate(items):
        first = seen.setdefault(item.data_file, i)
        if first != i:
            other = "the archive's table of contents" if first < 0 else f"items[{first}]"
            problems.add(f"items[{i}].file_name", f"is needed, since {item.data_file} is the name of {other} already")


def _item(entry: Values, path: str, problems: Problems) -> Item:
    item_id, file_format, name = str(entry.get("id") or ""), str(entry.get("format") or ""), entry.get("file_name")
    if item_id in IMPORT_ONLY:
        problems.add(join(path, "id"), f"{item_id} can be imported, but not exported")
    elif item_id not in EXPORTABLE:
        problems.add(join(path, "id"), f"{item_id!r} cannot be exported; {suggest(item_id, EXPORTABLE)}")
    if file_format not in FORMATS:
        problems.add(join(path, "format"), f"{file_format!r} is not supported; {suggest(file_format, FORMATS)}")
    if name:
        check_file_name(join(path, "file_name"), name, problems)
    params = {
        str(key): _text(value, f"{path}.params.{key}", problems) for key, value in (entry.get("params") or {}).items()
    }
    _check_params(item_id, file_format, params, f"{path}.params", problems)
    return Item(item_id, file_format, params, name or "")


def _text(value: t.Any, path: str, problems: Problems) -> str:
    """Return a parameter in the form in which the store takes all of them."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (str, int, float)):
        return str(value)
    problems.add(path, "must be a text")
    return ""


def _check_params(item_id: str, file_format: str, params: t.Mapping[str, str], path: str, problems: Problems) -> None:
    """Each parameter belongs to a format, or to some of the items; what is not known at all is left to the store."""

    def wrong(name: str, sentence: str) -> None:
        problems.add(join(path, name), sentence)

    for name in params:
        close = difflib.get_close_matches(name, _PARAMS, n=1, cutoff=0.8)
        if name == "update":
            wrong(name, "is a parameter of imports")
        elif name not in _PARAMS and close:
            wrong(name, f'unknown parameter; did you mean "{close[0]}"?')
    pretty, source = params.get("prettyPrintJson"), params.get("exportFromRepository")
    if pretty is not None and pretty not in ("true", "false"):
        wrong("prettyPrintJson", f"must be true or false, not {pretty!r}")
    if pretty is not None and file_format == "csv":
        wrong("prettyPrintJson", "goes with the format json only")
    if "headersList" in params and file_format == "json":
        wrong("headersList", "goes with the format csv only")
    if source is not None and source != "publishing":
        wrong("exportFromRepository", f"must be publishing, or left out for what is published; not {source!r}")
    if source is not None and item_id in EXPORTABLE and item_id not in _VERSIONED:
        wrong("exportFromRepository", f"goes with {', '.join(_VERSIONED)} only")
