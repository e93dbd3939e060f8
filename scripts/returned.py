# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What modules return, as far as it follows from the catalogue or is the same in several modules.

In a module file a line such as ``contains:  # job, written by scripts/return-docs`` says what stands below it: an
object of the catalogue by the name of its module, or a block of `scripts/returned.yml`. `write` brings that up to date.
Needs PyYAML, and the tree that `scripts/tree` makes.
"""

from __future__ import annotations

import re
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "build" / "tree"))

from ansible_collections.roma.connect.plugins.module_utils._catalog._registry import BY_NAME  # noqa: E402
from ansible_collections.roma.connect.plugins.module_utils._spec._field import Child, Field  # noqa: E402
from ansible_collections.roma.connect.plugins.module_utils._spec._resource import Resource  # noqa: E402

Docs = dict[str, Any]
MARK = "written by scripts/return-docs"
_MARKED = re.compile(rf"^( *)([\w-]+):  # (\w+), {MARK}$")
_SHARED = yaml.safe_load((ROOT / "scripts" / "returned.yml").read_text(encoding="utf-8"))
_WIDTH = 119
_EMPTY_TEXT = "; empty or null when there is none"


class _Dumper(yaml.SafeDumper):
    """Indents lists below their key."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


def block(value: Any, width: int = _WIDTH) -> str:
    """Write something as YAML with a line for each member."""
    return yaml.dump(value, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=width)


def docs_block(docs: Docs, margin: int) -> str:
    """Write documentation of results as YAML: long texts are folded, samples stand in one line where they fit."""
    return "".join(f"{line}\n" for line in _lines(docs, margin))


def _lines(docs: Docs, margin: int) -> Iterator[str]:
    for name, value in docs.items():
        if isinstance(value, dict) and name != "sample":
            yield f"{name}:"
            yield from (f"  {line}" for line in _lines(value, margin + 2))
            continue
        line = f"{name}: {_in_one_line(value)}"
        if margin + len(line) <= _WIDTH:
            yield line
        elif isinstance(value, str):
            yield f"{name}: >-"
            yield from (f"  {line}" for line in textwrap.wrap(value, _WIDTH - margin - 2, break_long_words=False))
        else:
            yield from block({name: value}, _WIDTH - margin).splitlines()


def _in_one_line(value: Any) -> str:
    flow = yaml.safe_dump([value], default_flow_style=not isinstance(value, str), sort_keys=False, allow_unicode=True,
                          width=10_000)  # fmt: skip
    return flow.strip()[2:] if isinstance(value, str) else flow.strip()[1:-1]


def first_sentence(f: Field) -> str:
    text = f.description if isinstance(f.description, str) else f.description[0]
    return text.partition(". ")[0].rstrip(".") + "."


def sample(f: Field) -> Any:
    """A value that a field may have: its own, or what its kind tells."""
    if f.sample is not None:
        return f.sample
    if f.choices:
        return [f.choices[0]] if f.type == "list" else f.choices[0]
    if f.type == "dict":
        return {m.name: sample(m) for m in f.fields if m.required or m.on_create}
    if f.type == "list":
        return [sample(Field(f.name, "", type=f.elements, fields=f.fields))]
    return {"int": f.limits.minimum or 1, "bool": True}.get(f.type, f.name.replace("_", "-"))


def holds_secret(f: Field) -> bool:
    return bool(f.secret or f.secret_keys or any(map(holds_secret, f.fields)))


def _returned(resource: Resource, f: Field, info: bool, path: str) -> Docs:
    here = path + f.name
    option = f"roma.connect.{resource.name}#module:{here}" if info else here
    docs: Docs = {"description": first_sentence(f), "returned": "always", "type": f.type}
    if info:
        docs["description"] = docs["description"].replace("O(", f"O(roma.connect.{resource.name}#module:")
    if f.secret:
        docs["returned"] = "when the task has C(no_log) set to V(true)"
    if f.elements:
        docs["elements"] = f.elements
    if f.fields and holds_secret(f):
        docs["description"] = f"The options of O({option}), without those that are secrets."
    elif f.fields and f.sample is not None:
        docs["description"] = docs["description"].rstrip(".") + f", with the members of O({option})."
        docs["sample"] = sample(f)
    elif f.fields:
        inner = here + ("[]." if f.type == "list" else ".")
        docs["contains"] = {m.name: _returned(resource, m, info, inner) for m in f.fields}
    elif not f.secret:
        docs["sample"] = sample(f)
    if f.type == "str" and f.unset in (None, "") and not (f.required or f.on_create or f.choices or f.secret):
        docs["description"] = docs["description"].rstrip(".") + _EMPTY_TEXT + "."
    if f.type == "dict" and not (f.required or f.on_create or isinstance(f, Child)):
        docs["description"] = docs["description"].rstrip(".") + "; null when there is none."
    if isinstance(f, Child) and not f.watched and not info:
        docs["description"] = docs["description"].rstrip(".") + f"; null when O({here}) was not given."
    return docs


def object_docs(resource: Resource, info: bool) -> Docs:
    """Return the documentation of an object in the result of its module, or of the one that reads its kind."""
    docs: Docs = {}
    kinds = {each.kind: each for each in BY_NAME.values()}
    when_new = "" if info else "; null in check mode when it does not exist yet"
    if not resource.singleton:
        docs["id"] = {"description": f"ID of the {resource.title}{when_new}.", "returned": "always", "type": "str",
                      "sample": resource.sample_id}  # fmt: skip
    shown = [f for f in resource.fields if f.name not in resource.qualifier_names]
    docs |= {f.name: _returned(resource, f, info, "") for f in shown}
    for name, ref in resource.id_facts.items():
        option = f"roma.connect.{resource.name}#module:{ref.name}" if info else ref.name
        docs[name] = {"description": f"ID of the {kinds[ref.kind].title} that O({option}) names; null without one.",
                      "returned": "always", "type": "str", "sample": kinds[ref.kind].sample_id}  # fmt: skip
    for f in resource.facts:
        docs[f.name] = _returned(resource, f, info, "")
        unknown = ", and after a change" if f.name in resource.passing_facts and not info else ""
        docs[f.name]["description"] = (
            f"{first_sentence(f).rstrip('.')}; null when the service does not say so{unknown}."
        )
    return docs


def docs_of(name: str, info: bool) -> Docs:
    """Return what a mark names.

    :raises KeyError: nothing of that name is known
    """
    return object_docs(BY_NAME[name], info) if name in BY_NAME else _SHARED[name]


def write(text: str, info: bool) -> str:
    """Return the text of a module file with all that is marked up to date. Samples of shared blocks stay as they are.

    :raises KeyError: a mark names what is not known
    """
    lines, result = text.splitlines(), []
    index = 0
    while index < len(lines):
        line = lines[index]
        result.append(line)
        index += 1
        marked = _MARKED.match(line)
        if marked is None:
            continue
        margin, name = len(marked[1]), marked[3]
        end = index
        while end < len(lines) and (not lines[end].strip() or _indent(lines[end]) > margin):
            end += 1
        present = yaml.safe_load("\n".join(lines[index:end]) or "{}")
        docs = docs_of(name, info)
        if name not in BY_NAME:
            docs = _with_samples(docs, present)
        result += [" " * (margin + 2) + each for each in docs_block(docs, margin + 2).splitlines()]
        index = end
    return "\n".join(result) + "\n"


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _with_samples(docs: Any, present: Any) -> Any:
    """Keep the samples of a block that is shared: each module has its own."""
    if not isinstance(docs, dict) or not isinstance(present, dict):
        return docs
    kept = {name: _with_samples(value, present.get(name)) for name, value in docs.items()}
    if "sample" in present and "type" in docs:
        kept["sample"] = present["sample"]
    return kept
