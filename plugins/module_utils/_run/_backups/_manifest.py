# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""Completes a backup: writes its report and its manifest, and gives the directory its final name."""

from __future__ import annotations

import json
import os
import shutil
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from ..._base._errors import InputError, RomaError
from ..._base._files import sync_directory, write_private
from ..._base._vault import Vault
from ..._base._version import VERSION
from ..._planning._check import Problems
from ..._planning._shape import is_text
from ..._spec._field import Field
from ..._spec._values import Values
from ..._transfer._archive import belongs_to_unended
from .._moments import now, spelled
from .._operation import Context, Operation
from .._reports._facts import report_of
from .._reports._metrics import metrics_of, write_metrics
from .._reports._page import page_of
from .._reports._since import compared
from ._checks import FORMAT, describe, files_in, read_manifest
from ._places import MANIFEST, REPORTS, RUN
from ._sealed import sealed, unsealed
from ._verify import NotVerified, verified


def seal(context: Context) -> Values:
    """Describe every file of a directory, put all of it on the disk, and rename the directory."""
    params, check_mode = context.params, context.check_mode
    source, target = Path(params["path"]), Path(params["target"])
    metrics = Path(params["metrics_file"]).expanduser() if params.get("metrics_file") else None
    _check(source, target, metrics, check_mode)
    if check_mode:
        return {"changed": True, "path": str(target), "manifest": None, "unchanged": False, "attention": []}
    facts = params.get("facts") or {}
    try:
        report = _report(source, target, facts, context.vault)
        kept = target.parent / report["previous"] if params.get("skip_unchanged") and report["unchanged"] else None
        if kept is not None and _verifies(kept, context.vault):
            manifest = read_manifest(kept)
            shutil.rmtree(source)
        else:
            kept = None
            manifest = _complete(source, target, facts, report)
    except OSError as exc:
        raise RomaError(f"{exc.filename or source}: {exc.strerror or exc}") from exc
    result: Values = {
        "changed": kept is None,
        "path": str(kept or target),
        "manifest": manifest,
        "unchanged": report["unchanged"],
        "attention": [item["text"] for item in report["attention"]],
    }
    if metrics is not None:
        try:
            write_metrics(metrics, metrics_of(report, time.time()))
        except RomaError as exc:  # the backup is made all the same
            result["warnings"] = [f"metrics_file: {exc}"]
    return result


def _check(source: Path, target: Path, metrics: Path | None, check_mode: bool) -> None:
    problems = Problems()
    if not source.is_dir() and not check_mode:
        problems.add("path", f"{source} is not a directory")
    if target.exists():
        problems.add("target", f"{target} exists already; a backup is never overwritten")
    if source.parent.resolve() != target.parent.resolve():
        problems.add("target", "must be in the same directory as path, or the move would not be a single step")
    if metrics is not None and not (metrics.parent.is_dir() and os.access(metrics.parent, os.W_OK)):
        problems.add("metrics_file", f"{metrics.parent} is not a directory that can be written")
    if problems:
        raise InputError(problems)


def _report(source: Path, target: Path, facts: Values, vault: Vault | None) -> Values:
    files = _files(source)
    described = []
    for name, path in files.items():
        found = path.stat()
        described.append({"path": name, "size": found.st_size, "completed": found.st_mtime})
    return report_of(target.name, target.parent.name, facts, described, compared(files, target, vault))


def _verifies(backup: Path, vault: Vault | None) -> bool:
    try:
        verified(backup, vault)
    except NotVerified:
        return False
    return True


def _complete(source: Path, target: Path, facts: Values, report: Values) -> Values:
    """Write report and manifest, and give the directory its final name. Returns the manifest."""
    page, data = (source / name for name in REPORTS)
    write_private(page, page_of(report))
    write_private(data, json.dumps(report, indent=2, ensure_ascii=False) + "\n")
    files = _files(source)
    with ThreadPoolExecutor(max(2, os.cpu_count() or 1)) as pool:
        described = list(pool.map(_described, files, files.values()))
    text = sealed({
        **facts,
        "format": FORMAT,
        "collection": f"roma.connect {VERSION}",
        "completed": spelled(now()),
        "previous": report["previous"],
        "unchanged": report["unchanged"],
        "files": described,
    })  # fmt: skip
    write_private(source / MANIFEST, text)
    for note in filter(_is_of_an_ended_export, source.rglob(".*.job")):
        note.unlink()
    for directory in (*(path for path in source.rglob("*") if path.is_dir()), source):
        directory.chmod(0o700)
        sync_directory(directory)
    source.rename(target)
    sync_directory(target.parent)
    (target / RUN).unlink(missing_ok=True)  # not before: without it nobody would know that a killed run has left it
    return unsealed(text.encode())


def _files(source: Path) -> dict[str, Path]:
    """Return the files of a backup, which holds nothing but files and directories.

    What a killed run has left of files and notes has a name that begins with a dot. It is removed, with archives of
    exports that have not ended.
    """
    files, others = files_in(source)
    for name, path in files.items():
        if path.name.startswith(".") and name != RUN and not _is_of_an_ended_export(path):
            if path.suffix == ".job":
                path.with_name(path.name.removeprefix(".").removesuffix(".job")).unlink(missing_ok=True)
            path.unlink()
    if others:
        raise InputError([f"path: {source / others[0]} is neither a file nor a directory"])
    if not all(map(is_text, files)):
        raise InputError([f"path: {source} holds a file whose name is no text"])
    left = files_in(source)[0]
    return {name: path for name, path in left.items() if name != MANIFEST and not path.name.startswith(".")}


def _is_of_an_ended_export(path: Path) -> bool:
    """Tell a note that stays until the backup is finished: a run after one that was killed goes by it."""
    return path.suffix == ".job" and not belongs_to_unended(path)


def _described(name: str, path: Path) -> Values:
    """Return what the manifest says about a file, which is safe on the disk afterwards, and private."""
    path.chmod(0o600)
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
    return describe(name, path)


BACKUP_MANIFEST = Operation(
    "backup_manifest",
    (
        Field("path", "Directory with the files of the backup.", type="path", required=True),
        Field("target", "The final name of the directory, beside O(path).", type="path", required=True),
        Field("facts", "What else the manifest says, for example which instance was backed up. The report tells "
              "what it knows of these.", type="dict"),
        Field("skip_unchanged", "Whether nothing is stored when the backup would hold the same as the one before, and "
              "that one verifies. Archives are compared by what is in them.", type="bool", default=False),
        Field("metrics_file", "Path of a file to write for the textfile collector of Prometheus. Its directory has to "
              "exist, and its name should end in C(.prom).", type="path"),
    ),
    seal,
    connection=(),
)  # fmt: skip
