# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""What exports into one file have in common. The service changes nothing for them, so they can be repeated at will."""

from __future__ import annotations

import hashlib
import typing as t
from pathlib import Path

from ..._base._errors import InputError, LostAnswer, RomaError
from ..._catalog._registry import BY_KIND
from ..._instance._inventory import Inventory, Record
from ..._planning._check import Problems, check_values, suggest
from ..._planning._shape import quoted
from ..._service._client import Client
from ..._service._http import Sink
from ..._spec._field import Field
from ..._spec._values import Values
from ..._transfer._archive import Archive, BrokenArchive, examine, store
from .._operation import Context


def check_names(options: tuple[Field, ...], chosen: Values, kind: str) -> None:
    """Check what is to be exported, by its names or ids; when nothing is chosen, all is exported.

    :param chosen: the options that choose
    """
    problems = Problems()
    check_values(options, chosen, "", problems)
    for option, names in chosen.items():
        if names == []:
            problems.add(option, f"names nothing; leave it out to export all {kind}")
    if problems:
        raise InputError(problems)


def check_known(client: Client, kind: str, chosen: list[str], option: str) -> list[Record]:
    """Return the objects that were chosen.

    :param option: named by the kind, it holds names, else ids
    :raises InputError: naming those that do not exist
    """
    inventory, by_name = Inventory(client), option == kind
    inventory.load(kind, set(chosen) if by_name else None)
    problems, title = Problems(), BY_KIND[kind].title
    known = {record.name if by_name else record.id: record for record in inventory.records(kind)}
    for index, text in enumerate(chosen):
        if text not in known and by_name:
            problems.add(
                f"{option}[{index}]", f"there is no {title} named {text!r}; " + suggest(text, list(known)[:50])
            )
        elif text not in known:
            problems.add(f"{option}[{index}]", f"there is no {title} with the id {quoted(text)}")
    if problems:
        raise InputError(problems)
    return [known[text] for text in dict.fromkeys(chosen)]


def names_of(client: Client, kind: str) -> set[str]:
    inventory = Inventory(client)
    inventory.load(kind)
    return {record.name for record in inventory.records(kind)}


def export_file(
    context: Context, client: Client, path: Path, transfer: t.Callable[[Sink], None], option: str = "file"
) -> Values:
    """Store what is exported, or in check mode only read it.

    :param transfer: gives the file's blocks to what it is called with
    """
    before = examine(str(path), option, not_empty) if path.is_file() and path.stat().st_size else None
    attempts = client.connection.api_retries + 1
    for attempt in range(1, attempts + 1):
        try:
            after = _only_read(path, transfer) if context.check_mode else store(path, transfer, not_empty)
        except LostAnswer as exc:
            if attempt == attempts:
                raise RomaError(f"{path}: {attempts} downloads in a row were not complete: {exc.cause}") from exc
            context.progress(f"{path.name}: {exc.cause}; downloading again")
        else:
            return {"changed": before != after, "file": after.facts}
    raise AssertionError("the loop returns or raises")


def not_empty(path: Path) -> None:
    """The layouts of such files are the service's own affair, so that nothing more can be said about them."""
    if not path.stat().st_size:
        raise BrokenArchive("the file is empty")


def _only_read(path: Path, transfer: t.Callable[[Sink], None]) -> Archive:
    digest, size = hashlib.sha256(), 0

    def count(block: memoryview) -> None:
        nonlocal size
        digest.update(block)
        size += len(block)

    transfer(count)
    return Archive(path, size, digest.hexdigest())
