# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""The text of a document file: YAML to a document and back. Pure: no files, no Ansible.

A document that was read from an instance says so by its member `READ_FROM`, and is data: nothing in it is evaluated.
Its texts that look like templates are tagged ``!unsafe`` besides, so that Ansible leaves them alone whoever reads it.
"""

from __future__ import annotations

import re
import typing as t

from .._base._errors import InputError, RomaError
from .._planning._check import kind_of
from .._spec._values import Values
from ._entries import READ_FROM

try:
    import yaml

    HAS_YAML = True
except ImportError:  # it comes with ansible-core; where a module runs it may be missing
    HAS_YAML = False

#: What makes Ansible take a text for a template: a delimiter anywhere, or settings for one in the first line.
_TEMPLATE = re.compile(r"\{[{%#]|\A#jinja2:")
#: What ends a line for YAML besides the usual: only quotes keep it.
_OTHER_BREAKS = re.compile("[\r\x85\u2028\u2029]")
_UNSAFE, _VAULT = "!unsafe", "!vault"
_MOST_NODES = 2_000_000
_DEEPEST = 60
_HEADER = """\
# Read from a ROMA Connect instance by roma.connect. As long as {read_from} stands here this is data: nothing in it is
# evaluated. Take {read_from} away to use variables in it.
"""


class Unsafe(str):
    """A text that is taken as it stands, though it may look like a template."""

    __slots__ = ()


class Vaulted(str):
    """A text that is encrypted with Ansible Vault."""

    __slots__ = ()


def is_data(document: Values) -> bool:
    """Tell a document that was read from an instance from one that people write."""
    return READ_FROM in document


def as_data(value: t.Any) -> t.Any:
    """Return a copy in which every text is taken as it stands."""
    if isinstance(value, dict):
        return {key: as_data(item) for key, item in value.items()}
    if isinstance(value, list):
        return [as_data(item) for item in value]
    return Unsafe(value) if isinstance(value, str) and not isinstance(value, Vaulted) else value


def text_of(document: Values) -> str:
    """Write a document: always the same text for the same document, kinds and options in the order that it has.

    :raises RomaError: PyYAML is missing
    """
    _need_yaml()
    body: str = yaml.dump(document, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=float("inf"))
    return "---\n" + _HEADER.format(read_from=READ_FROM) * is_data(document) + body


def secrets_of(given: t.Any) -> Values:
    """Return values for placeholders, which may be given as a text: where secrets are kept there are texts only.

    :raises InputError: it is no mapping, nor a text in JSON or YAML that holds one. Nothing of it is quoted
    """
    place = "secrets"
    if isinstance(given, str):
        found = _read(given, place, quoting=False) or {} if given.strip() else {}
        if not isinstance(found, dict):
            raise InputError([f"{place}: the text holds no mapping from names to values"])
        if any(isinstance(value, Vaulted) for value in found.values()):
            raise InputError([f"{place}: a text within the text is encrypted with Ansible Vault; encrypt the whole"])
        return found
    if given is not None and not isinstance(given, dict):
        raise InputError([f"{place}: must be a mapping from names to values, or a text in JSON or YAML that holds one, "
                          f"not {kind_of(given)}"])  # fmt: skip
    return given or {}


def document_of(text: str, place: str) -> Values:
    """Read a document. Texts that are tagged become `Unsafe` or `Vaulted`.

    :param place: what the text is called in messages
    :raises InputError: it is not YAML, not a mapping, or larger than any document; with line and column where possible.
        Nothing of the text is quoted, since it may hold secrets
    """
    document = _read(text, place)
    if not isinstance(document, dict):
        what = "is empty" if document is None else "holds no mapping from kinds to lists of entries"
        raise InputError([f"{place}: {what}"])
    return document


def _read(text: str, place: str, quoting: bool = True) -> t.Any:
    """Read YAML.

    :param quoting: whether messages may tell keys
    """
    _need_yaml()
    try:
        node = _compose(text)
        _check_size(node, place)
        return _Loader("").construct_document(node) if node is not None else None
    except yaml.reader.ReaderError as exc:
        line = text.count("\n", 0, exc.position) + 1
        raise InputError([f"{place}: line {line}: there is a character that YAML does not allow"]) from None
    except yaml.MarkedYAMLError as exc:
        raise InputError([f"{place}{_position(exc.problem_mark)}: {_problem(exc, quoting)}"]) from None
    except (
        ValueError,
        TypeError,
        LookupError,
        ArithmeticError,
        RecursionError,
    ) as exc:  # what PyYAML makes of odd tags
        why = "it is nested too deeply" if isinstance(exc, RecursionError) else "a value cannot be read"
        raise InputError([f"{place}: {why}"]) from None


def _compose(text: str) -> t.Any:
    """Read a text into nodes: with the fast parser where it is there; the other one says more about errors."""
    try:
        return yaml.compose(text, Loader=yaml.CSafeLoader)
    except (AttributeError, yaml.YAMLError, UnicodeEncodeError):
        return yaml.compose(text, Loader=_Loader)


def _need_yaml() -> None:
    if not HAS_YAML:
        raise RomaError("documents in files need the Python library PyYAML where the module runs; it comes with "
                        "ansible-core")  # fmt: skip


def _position(mark: t.Any) -> str:
    return f": line {mark.line + 1}, column {mark.column + 1}" if mark is not None else ""


def _problem(exc: t.Any, quoting: bool) -> str:
    """Return what is wrong without what stands there: PyYAML quotes single characters and names only."""
    problem = re.sub(r"\s+", " ", str(exc.problem or "this is not YAML"))
    if not quoting:
        problem = re.sub(r"the key '.*' stands", "a key stands", problem)
    return problem if isinstance(exc, _Refused) else re.sub(r"(alias|anchor|tag|handle) '[^']*'", r"\1", problem)


def _check_size(node: t.Any, place: str) -> None:
    """Refuse aliases that lead back to themselves, or that make much of little."""
    sizes: dict[int, int] = {}

    def size(item: t.Any, depth: int) -> int:
        if depth > _DEEPEST:
            raise InputError([f"{place}{_position(item.start_mark)}: it is nested too deeply"])
        if id(item) not in sizes:
            below = item.value if not isinstance(item, yaml.ScalarNode) else ()
            members = [m for entry in below for m in (entry if isinstance(entry, tuple) else (entry,))]
            sizes[id(item)] = 1 + sum(size(member, depth + 1) for member in members)
        return sizes[id(item)]

    if node is not None and size(node, 0) > _MOST_NODES:
        raise InputError([f"{place}: it holds more than {_MOST_NODES} values when all aliases are followed"])


if HAS_YAML:

    class _Refused(yaml.MarkedYAMLError):
        """What YAML allows and a document does not."""

    class _Loader(yaml.SafeLoader):
        """Reads every mapping with each key once, and times as the texts that they are."""

        def construct_mapping(self, node: t.Any, deep: bool = False) -> t.Any:
            keys: set[t.Any] = set()
            for key_node, _value in node.value:
                if key_node.tag == "tag:yaml.org,2002:merge":
                    continue
                key = self.construct_object(key_node, deep=True)
                if not isinstance(key, (str, int, float, bool)):
                    raise _Refused(None, None, "a key must be a plain word", key_node.start_mark)
                if key in keys:
                    raise _Refused(None, None, f"the key {key!r} stands here a second time", key_node.start_mark)
                keys.add(key)
            return super().construct_mapping(node, deep=deep)

    class _Dumper(yaml.SafeDumper):
        """Writes lists below their key, texts with lines as blocks, and no aliases."""

        def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
            super().increase_indent(flow, False)

        def ignore_aliases(self, data: t.Any) -> bool:
            return True

    def _text(dumper: t.Any, text: str) -> t.Any:
        template = _TEMPLATE.search(text) is not None
        style = '"' if _OTHER_BREAKS.search(text) else "|" if "\n" in text else '"' if template else None
        tag = _UNSAFE if template else "tag:yaml.org,2002:str"
        return dumper.represent_scalar(tag, text, style=style)

    def _scalar(loader: t.Any, node: t.Any) -> str:
        return str(loader.construct_scalar(node))

    def _unsafe(loader: t.Any, node: t.Any) -> t.Any:
        if isinstance(node, yaml.ScalarNode):
            return Unsafe(loader.construct_scalar(node))
        read = loader.construct_sequence if isinstance(node, yaml.SequenceNode) else loader.construct_mapping
        return as_data(read(node, deep=True))

    _Dumper.add_representer(str, _text)
    _Loader.add_constructor(_UNSAFE, _unsafe)
    _Loader.add_constructor(_VAULT, lambda loader, node: Vaulted(_scalar(loader, node)))
    _Loader.add_constructor("tag:yaml.org,2002:timestamp", _scalar)
