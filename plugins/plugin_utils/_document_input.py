# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This plugin utility is private to the roma.connect collection: it may change in any release.

"""Reads documents from files on the controller: decrypts them, and evaluates the templates that people write."""

from __future__ import annotations

import os
import re
import stat
import typing as t
from pathlib import Path

from ansible.errors import AnsibleError
from ansible.parsing.vault import is_encrypted
from ansible_collections.roma.connect.plugins.module_utils._base._errors import InputError
from ansible_collections.roma.connect.plugins.module_utils._document._entries import FROM
from ansible_collections.roma.connect.plugins.module_utils._document._file import Unsafe, Vaulted, document_of, is_data

try:
    from ansible.template import trust_as_template
except ImportError:  # before ansible-core 2.19 every text that is not marked otherwise may be a template

    def trust_as_template(value: str) -> str:
        return value


_LARGEST = 64 * 1024 * 1024
_ENDINGS = (".yml", ".yaml", ".json")
_OMITTED: t.Any = object()
Values = dict[str, t.Any]


class DocumentInput:
    """What a task gives as documents: mappings, paths of files, or lists of these.

    :param option: the option that they are given by
    :param loader: the controller's, which knows the vault secrets
    :param templar: the task's, which knows its variables
    :param omit: what stands for a value that is to be left out, before ansible-core 2.19
    """

    def __init__(self, option: str, loader: t.Any, templar: t.Any, omit: t.Any) -> None:
        self._option = option
        self._loader = loader
        self._templar = templar
        self._omit = omit

    def read(self, given: t.Any) -> list[t.Any]:
        """Return the documents, those from files read and evaluated. What is neither a path nor a list stays as it is.

        :raises InputError: a file cannot be read
        """
        if isinstance(given, list):
            return [document for item in given for document in self.read(item)]
        if isinstance(given, str):
            return [self._read_file(path) for path in self._files(given)]
        return [given]

    def _files(self, given: str) -> list[Path]:
        if not given or len(given) > 4096 or re.search(r"[\n{}\0]", given):
            raise InputError([f"{self._option}: must be a mapping from kinds to lists of entries, or the path of a "
                              "file with one; this is a text that is neither"])  # fmt: skip
        path = Path(given).expanduser()
        if not path.is_dir():
            return [path]
        found = sorted(p for p in path.rglob("*") if p.suffix in _ENDINGS and not _hidden(p.relative_to(path)))
        if not found:
            raise InputError([f"{self._option}: {given} holds no file that ends in {', '.join(_ENDINGS)}"])
        return found

    def _read_file(self, path: Path) -> Values:
        document = document_of(self._text(path), str(path))
        evaluate = self._decrypt if is_data(document) else self._evaluate
        return {**t.cast("Values", _walk(document, str(path), evaluate)), FROM: str(path)}

    def _text(self, path: Path) -> str:
        try:
            # without waiting for whoever writes into a pipe
            with os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK), "rb") as file:
                if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                    raise InputError([f"{self._option}: {path} is not a file"])
                content = file.read(_LARGEST + 1)
        except (OSError, ValueError) as exc:
            why = exc.strerror if isinstance(exc, OSError) else "no path can have such characters"
            raise InputError([f"{self._option}: {path} cannot be read: {why}"]) from None
        if len(content) > _LARGEST:
            raise InputError([f"{self._option}: {path} has more than {_LARGEST // 1024 // 1024} MiB"])
        if is_encrypted(content):
            content = self._decrypted(content, f"{self._option}: {path}")
        try:
            return content.decode("utf-8-sig")
        except UnicodeDecodeError as exc:
            line = content.count(b"\n", 0, exc.start) + 1
            raise InputError([f"{self._option}: {path}: line {line}: this is not a text in UTF-8"]) from None

    def _decrypted(self, content: bytes | str, place: str) -> bytes:
        try:
            return t.cast(bytes, self._loader._vault.decrypt(content))
        except AnsibleError as exc:
            raise InputError([f"{place}: cannot be decrypted: {_first_line(exc)}"]) from None

    def _decrypt(self, text: str, place: str) -> t.Any:
        return self._decrypted(text, place).decode() if isinstance(text, Vaulted) else str(text)

    def _evaluate(self, text: str, place: str) -> t.Any:
        if isinstance(text, (Unsafe, Vaulted)):
            return self._decrypt(text, place)
        if "{" not in text:
            return text
        try:
            found = self._templar.template({"value": trust_as_template(text)})
            value = found.get("value", _OMITTED)
        except AnsibleError as exc:
            raise InputError([f"{place}: {why(exc)}"]) from None
        return _OMITTED if self._omit is not None and value == self._omit else value


def _walk(value: t.Any, place: str, change: t.Callable[[str, str], t.Any], path: str = "") -> t.Any:
    """Return a copy with every text changed: (text, place for messages) → value."""
    if isinstance(value, dict):
        before = f"{path}." if path else ""
        members = {key: _walk(item, place, change, f"{before}{key}") for key, item in value.items()}
        return {key: item for key, item in members.items() if item is not _OMITTED}
    if isinstance(value, list):
        items = [_walk(item, place, change, f"{path}[{index}]") for index, item in enumerate(value)]
        return [item for item in items if item is not _OMITTED]
    return change(value, f"{place}: {path}") if isinstance(value, str) else value


def _hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def why(exc: Exception) -> str:
    """Say why a template cannot be evaluated, without quoting it: it may hold a secret, and so may its variables."""
    undefined = re.search(r"'([\w.]+)' is undefined", str(exc))
    if undefined:
        return f"the variable {undefined[1]} is not defined"
    missing = re.search(r"has no attribute '(\w+)'", str(exc))
    if missing:
        return f"a variable has no member {missing[1]}"
    return "the template cannot be evaluated; see whether its braces, quotes and filters are right"


def _first_line(exc: AnsibleError) -> str:
    return str(exc).strip().partition("\n")[0]
