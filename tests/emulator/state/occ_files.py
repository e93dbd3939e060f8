# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an export leaves behind: data files in JSON and CSV, the archive around them, and the status file."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Mapping
from itertools import zip_longest
from typing import Any

from .occ_records import Kind, Values

Row = dict[str, Any]


def data_file(kind: Kind, records: list[Values], file_format: str, params: Mapping[str, str]) -> bytes:
    if file_format == "csv":
        return _csv(records, params.get("headersList", ""))
    indent = 2 if params.get("prettyPrintJson") == "true" else None
    return json.dumps({kind.name: records}, ensure_ascii=False, indent=indent).encode()


def archive(files: Mapping[str, bytes]) -> bytes:
    """A zip that is the same for the same files."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in files.items():
            package.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def as_json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def _csv(records: list[Values], wish: str) -> bytes:
    """Nested members become `a.b`; a list has a `list.row#` column, and a row for each entry."""
    rows = [row for record in records for row in _rows(record)]
    every = list(dict.fromkeys(name for row in rows for name in row))
    usual = [name for name in every if name in _scalars(records[0])] if records else []
    named = [name.strip() for name in wish.lstrip("+").split(",") if name.strip()]
    if wish == "ALL":
        headers = every
    elif wish.startswith("+"):
        headers = list(dict.fromkeys(usual + named))
    else:
        headers = named or usual
    text = io.StringIO()
    writer = csv.DictWriter(text, headers, restval="", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(row for row in rows if any(name in row for name in headers))
    return text.getvalue().encode()


def _rows(record: Values) -> Iterable[Row]:
    lists = [_entries(name, value) for name, value in record.items() if isinstance(value, list)]
    first = True
    for entries in zip_longest(*lists, fillvalue={}):
        row = _scalars(record) if first else {}
        for entry in entries:
            row.update(entry)
        first = False
        yield row
    if first:
        yield _scalars(record)


def _entries(name: str, values: list[Values]) -> list[Row]:
    return [
        {f"{name}.row#": number} | {f"{name}.{key}": _text(value) for key, value in entry.items()}
        for number, entry in enumerate(values, 1)
    ]


def _scalars(record: Values, prefix: str = "") -> Row:
    row: Row = {}
    for name, value in record.items():
        if isinstance(value, dict):
            row.update(_scalars(value, f"{prefix}{name}."))
        elif not isinstance(value, list):
            row[prefix + name] = _text(value)
    return row


def _text(value: Any) -> Any:
    return str(value).lower() if isinstance(value, bool) else "" if value is None else value
