# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""Whether two backups hold the same. Archives are compared by what is in them: their bytes differ from run to run."""

from __future__ import annotations

import json
import posixpath
import re
import typing as t
import zipfile
from collections import Counter
from pathlib import Path

from ..._base._errors import RomaError
from ..._base._vault import Vault
from ..._spec._values import Values
from ..._transfer._archive import DAMAGED
from .._backups._checks import digest_of
from .._backups._places import REPORTS, SECRETS

#: When an archive was made, in what it says about itself.
_TIME_OF_EXPORT = re.compile(r"export_?time", re.IGNORECASE)
_LARGEST_HEAD = 1024 * 1024

Fingerprint = t.Hashable


def differing(files: t.Mapping[str, Path], manifest: Values, previous: Path, vault: Vault | None) -> list[str]:
    """Name the directories and files in which two backups differ.

    :param files: what is in the one
    :param manifest: the other's, which need not be read for what the manifest tells
    """
    had = {file["path"]: file["sha256"] for file in manifest["files"]}
    before, after = Counter[tuple[str, Fingerprint]](), Counter[tuple[str, Fingerprint]]()
    try:
        before.update(filter(None, (_content(name, previous / name, digest, vault) for name, digest in had.items())))
        after.update(filter(None, (_content(name, path, "", vault) for name, path in files.items())))
    except (OSError, RomaError, LookupError, *DAMAGED):
        return ["what cannot be compared"]
    return sorted({place for place, _fingerprint in (before - after) + (after - before)})


def _content(name: str, path: Path, digest: str, vault: Vault | None) -> tuple[str, Fingerprint] | None:
    """Return where a file belongs and what stands for its content; nothing for what only tells about an export."""
    place = posixpath.dirname(name) or name
    if name in REPORTS or (name.startswith("occ/") and re.search(r"\.status\.\w+$", name)):
        return None
    if name == SECRETS and vault is not None and vault.ids:
        return place, vault.decrypt(path.read_text(encoding="ascii"))
    return place, _members(path) if name.endswith(".zip") else digest or digest_of(path)


def _members(path: Path) -> Fingerprint:
    with zipfile.ZipFile(path) as archive:
        return tuple(sorted((info.filename, _member(archive, info)) for info in archive.infolist()))


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> tuple[str, ...]:
    """Return what stands for a member: its checksum, or for what the archive says about itself all but the time."""
    if "/" not in info.filename and info.filename.endswith(".json") and info.file_size <= _LARGEST_HEAD:
        try:
            return "head", json.dumps(_without_time(json.loads(archive.read(info))), sort_keys=True)
        except ValueError:  # what is not understood is compared as it is
            pass
    return str(info.file_size), str(info.CRC)


def _without_time(value: t.Any) -> t.Any:
    if isinstance(value, dict):
        return {key: _without_time(item) for key, item in value.items() if not _TIME_OF_EXPORT.fullmatch(key)}
    return [_without_time(item) for item in value] if isinstance(value, list) else value
