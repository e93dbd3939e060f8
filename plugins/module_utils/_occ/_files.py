# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""The files of an Oracle Commerce export: whether they are whole, and what the status file tells of the records."""

from __future__ import annotations

import json
import typing as t
import zipfile
from dataclasses import dataclass
from pathlib import Path

from .._base._errors import RomaError
from .._base._numbers import whole_number
from .._spec._values import Values
from .._transfer._archive import BrokenArchive, check_zip
from ._items import Item

_CONTENTS = "content.json"


@dataclass(frozen=True)
class Count:
    """How many records of an item were exported, and how many were not; None where the store does not tell."""

    id: str
    format: str = ""
    file_name: str = ""
    successes: int | None = None
    failures: int | None = None
    reasons: tuple[str, ...] = ()

    @property
    def facts(self) -> Values:
        return {
            "id": self.id,
            "format": self.format or None,
            "file_name": self.file_name or None,
            "success_count": self.successes,
            "failure_count": self.failures,
        }


# -- whole or not ------------------------------------------------------------------------------------------------------


def check_file(path: Path, kind: str) -> None:
    """Look whether a file is whole, as far as its kind allows.

    :param kind: ``zip``, ``json`` or ``csv``; any other is taken as it is
    :raises BrokenArchive: it is not whole
    """
    if kind == "zip":
        check_zip(path)
    elif kind == "json":
        _check_json(path)
    elif kind == "csv":
        _check_csv(path)


def check_status(path: Path) -> None:
    """Look whether a status file is whole, whichever form it has.

    :raises BrokenArchive: it is not
    """
    if zipfile.is_zipfile(path):
        check_zip(path)
        return
    try:
        _check_json(path)
    except BrokenArchive as exc:
        raise BrokenArchive("the status file is neither a complete zip file nor complete JSON") from exc


def _check_json(path: Path) -> None:
    try:
        with path.open(encoding="utf-8-sig") as file:
            # nothing of it is kept: an export may have a hundred thousand records
            json.load(file, object_pairs_hook=lambda pairs: None)
    except (ValueError, RecursionError) as exc:
        raise BrokenArchive(f"the file is not complete JSON: {exc}") from exc


def _check_csv(path: Path) -> None:
    """The transfer has been measured; all that can be said of the rest is that there is a row of headers."""
    if path.stat().st_size == 0:
        raise BrokenArchive("the file is empty, without even a row of headers")


def check_contents(path: Path, items: t.Collection[Item]) -> None:
    """Compare an archive with its table of contents, where it has one.

    :raises RomaError: a data file is missing
    """
    with zipfile.ZipFile(path) as archive:
        names = set(archive.namelist())
        if _CONTENTS not in names:
            return
        try:
            table = [entry["fileName"] for entry in json.loads(archive.read(_CONTENTS))]
        except (ValueError, LookupError, TypeError) as exc:
            raise RomaError(f"{_CONTENTS} in the archive cannot be read: {type(exc).__name__}") from exc
    missing = [name for name in table if name not in names]
    if missing:
        raise RomaError(f"the archive does not hold {', '.join(map(str, missing))}, which its {_CONTENTS} lists")
    if len(table) < len(items):
        raise RomaError(f"the archive holds {len(table)} data files, {len(items)} were asked for")


def uncounted(items: t.Iterable[Item]) -> list[Count]:
    return [Count(item.id, item.format, item.data_file) for item in items]


# -- the status file ---------------------------------------------------------------------------------------------------


def read_counts(path: Path, items: t.Sequence[Item]) -> list[Count]:
    """Return the counts of the items, in their order, and of whatever else the status file tells about.

    Its form is documented by an example only: an object with counts, and no word about its name.
    """
    found = [count for name, value in _documents(path) for count in _counts(value, Count(name))]
    matched: list[Count] = []
    for item in items:
        own = next((count for count in found if _same(count, item)), None)
        if own is not None:
            found.remove(own)
        matched.append(_merge(item, own))
    unknown = [i for i, count in enumerate(matched) if count.failures is None]
    if len(unknown) == len(found):  # named in another way, but as many
        for i, count in zip(unknown, found, strict=True):
            matched[i] = _merge(items[i], count)
        found = []
    return [*matched, *found]


def _documents(path: Path) -> t.Iterator[tuple[str, t.Any]]:
    """Yield the JSON documents of the file, each with what its name says it is about."""
    try:
        if not zipfile.is_zipfile(path):
            yield "", json.loads(path.read_bytes())
            return
        with zipfile.ZipFile(path) as archive:
            for member in archive.namelist():
                if member.lower().endswith(".json"):
                    stem = member.rpartition("/")[2][: -len(".json")]
                    yield stem.removesuffix("Status"), json.loads(archive.read(member))
    except (ValueError, RecursionError):
        return


def _counts(value: t.Any, about: Count) -> t.Iterator[Count]:
    """Yield the counts in a document, wherever they lie."""
    if isinstance(value, list):
        for inner in value:
            yield from _counts(inner, about)
    if not isinstance(value, dict):
        return
    about = Count(str(value.get("id") or about.id), str(value.get("format") or about.format),
                  str(value.get("fileName") or about.file_name))  # fmt: skip
    if "successCount" in value or "failureCount" in value:
        reasons = value.get("failureExceptions") or []
        yield Count(
            about.id,
            about.format,
            about.file_name,
            _number(value.get("successCount")),
            _number(value.get("failureCount")),
            tuple(_reason(reason) for reason in (reasons if isinstance(reasons, list) else [reasons])),
        )
        return
    for name, inner in value.items():
        yield from _counts(inner, about if about.id or not isinstance(inner, dict) else Count(str(name)))


def _number(value: t.Any) -> int:
    return whole_number(value) or 0


def _reason(reason: t.Any) -> str:
    if isinstance(reason, dict):
        reason = reason.get("message") or json.dumps(reason, ensure_ascii=False)
    return str(reason)


def _same(count: Count, item: Item) -> bool:
    return count.id.lower() == item.id.lower() and count.format in ("", item.format)


def _merge(item: Item, count: Count | None) -> Count:
    if count is None:
        return Count(item.id, item.format, item.data_file)
    return Count(item.id, item.format, item.data_file, count.successes, count.failures, count.reasons)
