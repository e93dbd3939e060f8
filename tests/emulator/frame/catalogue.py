# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""All operations of all families, found by method and path in time that does not grow with their number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote

from .dialect import Dialect
from .family import Family, Operation


@dataclass
class _Node:
    literals: dict[str, _Node] = field(default_factory=dict)
    parameter: _Node | None = None
    operations: dict[str, tuple[Operation, tuple[str, ...]]] = field(default_factory=dict)

    def below(self) -> Iterator[Operation]:
        """The operations of this path, and of all that begin like it."""
        yield from (operation for operation, _names in self.operations.values())
        for node in (*self.literals.values(), *((self.parameter,) if self.parameter else ())):
            yield from node.below()


class Catalogue:
    """A tree of path segments; a literal segment wins over a parameter."""

    def __init__(self, families: Iterable[Family]) -> None:
        self.families = list(families)
        self.operations = [operation for family in self.families for operation in family.operations]
        self._root = _Node()
        for operation in self.operations:
            self._add(operation)

    def _add(self, operation: Operation) -> None:
        node, names = self._root, []
        for segment in operation.path.split("/")[1:]:
            if segment.startswith("{"):
                names.append(segment[1:-1])
                node.parameter = node.parameter or _Node()
                node = node.parameter
            else:
                node = node.literals.setdefault(segment, _Node())
        if operation.method in node.operations:
            raise ValueError(f"{operation.method} {operation.path} is declared twice")
        node.operations[operation.method] = (operation, tuple(names))

    def find(self, method: str, raw_path: str) -> tuple[Operation, dict[str, str]] | None:
        """The operation behind a path as it came over the wire, and its decoded path parameters."""
        segments = [unquote(segment) if "%" in segment else segment for segment in raw_path.split("/")[1:]]
        values: list[str] = []
        found = self._descend(self._root, method, segments, 0, values)
        if found is None:
            return None
        operation, names = found
        return operation, dict(zip(names, values, strict=True))

    def dialect_of(self, raw_path: str) -> Dialect:
        """Whose words tell that there is no such path: a family's, if all paths that begin like it are its own."""
        node = self._root
        for segment in raw_path.split("/")[1:]:
            below = node.literals.get(unquote(segment)) or node.parameter
            if below is None:
                break
            node = below
        families = {operation.family.name: operation.family for operation in node.below()}
        return next(iter(families.values())).dialect if len(families) == 1 else Dialect()

    def _descend(
        self, node: _Node, method: str, segments: list[str], at: int, values: list[str]
    ) -> tuple[Operation, tuple[str, ...]] | None:
        if at == len(segments):
            return node.operations.get(method)
        literal = node.literals.get(segments[at])
        if literal is not None and (found := self._descend(literal, method, segments, at + 1, values)):
            return found
        if node.parameter is None or not segments[at]:
            return None
        values.append(segments[at])
        found = self._descend(node.parameter, method, segments, at + 1, values)
        if found is None:
            values.pop()
        return found
