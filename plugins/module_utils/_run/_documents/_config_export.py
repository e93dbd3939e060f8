# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""Read an instance into files that hold its document."""

from __future__ import annotations

import contextlib
import typing as t
from pathlib import Path

from ..._base._errors import InputError, RomaError
from ..._base._files import write_private
from ..._catalog._registry import BY_KIND
from ..._document._file import document_of, is_data, text_of
from ..._document._layout import LAYOUTS, split
from ..._spec._field import Field
from ..._spec._values import Values
from .._operation import Context, Operation
from ._config import READING, read_document


def export(context: Context) -> Values:
    """Write what differs from the files that are there, and remove what an earlier run has left of former objects."""
    path, layout = Path(context.params["path"]).absolute(), context.params.get("layout") or LAYOUTS[0]
    before = _one_file(path) if layout == LAYOUTS[0] else _files_below(path)
    document, facts = read_document(context, parameters=True)
    if layout == LAYOUTS[0]:
        after = {path: text_of(document)}
    else:
        after = {path / name: text_of(part) for name, part in split(document, layout).items()}
    changed = [file for file in {**before, **after} if before.get(file) != after.get(file)]
    if not context.check_mode:
        for file in changed:
            if file in after:
                write_private(file, after[file])
            else:
                file.unlink(missing_ok=True)
    result: Values = {
        "changed": bool(changed),
        "path": str(path),
        "files": sorted(map(str, after)),
        "differences": _differences([before[file] for file in changed if file in before],
                                    [after[file] for file in changed if file in after]),
        **facts,
    }  # fmt: skip
    if context.diff and not context.params.get("include_secrets"):
        result["diff"] = [
            {"before_header": str(file), "after_header": str(file), "before": before.get(file, ""),
             "after": after.get(file, "")}
            for file in sorted(changed)
        ]  # fmt: skip
    return result


def _differences(before: t.Iterable[str], after: t.Iterable[str]) -> list[str]:
    """Name the objects that only one of two sets of files holds, or that differ."""
    had, has = _entries(before), _entries(after)
    return sorted(label for label in {**had, **has} if had.get(label) != has.get(label))


def _entries(texts: t.Iterable[str]) -> dict[str, list[str]]:
    """Return kind and names of an object → its entries; there are several only where objects have the same names."""
    entries: dict[str, list[str]] = {}
    for text in texts:
        with contextlib.suppress(InputError):  # what was there before may be anything
            for kind, found in document_of(text, "").items():
                for entry in found if kind in BY_KIND and isinstance(found, list) else ():
                    names = [str(entry.get(name) or "") for name in BY_KIND[kind].identity]
                    entries.setdefault("/".join([kind, *filter(None, names)]), []).append(repr(entry))
    return {label: sorted(found) for label, found in entries.items()}


def _one_file(path: Path) -> dict[Path, str]:
    if path.is_dir():
        raise InputError([f"path: {path} is a directory; give the path of a file, or another layout"])
    return {path: _text(path)} if path.exists() else {}


def _files_below(path: Path) -> dict[Path, str]:
    """Return what an earlier run has written. What others have written is not touched, nor mixed with it."""
    if path.exists() and not path.is_dir():
        raise InputError([f"path: {path} is not a directory, which this layout needs"])
    found = {file: _text(file) for file in sorted(path.rglob("*")) if file.suffix in (".yml", ".yaml", ".json")}
    for file, text in found.items():
        if not is_data(document_of(text, str(file))):
            raise InputError([f"path: {file} was not read from an instance; the directory must hold nothing else"])
    return found


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as exc:
        why = exc.strerror if isinstance(exc, OSError) else "it is not a text in UTF-8"
        raise RomaError(f"path: {path} cannot be read: {why}") from None


CONFIG_EXPORT = Operation(
    "config_export",
    (
        *READING,
        Field("path", "The file to write, or the directory to write files below. A relative path starts at the "
              "directory in which Ansible was called.", type="path", required=True),
        Field("layout", (
            "V(file) writes one file.", "V(kinds) writes a file for each kind.",
            "V(apps) writes C(apps/NAME.yml) for each application, with all that belongs to it, and C(instance.yml) "
            "for what belongs to none.",
            "With V(kinds) and V(apps) the directory must hold no other documents. Files of an earlier run that are "
            "not needed any more are removed."), choices=LAYOUTS, default=LAYOUTS[0]),
        Field("include_secrets", "Whether the files hold the secrets that can be read, in clear.", type="bool",
              default=False),
    ),
    export,
)  # fmt: skip
