# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What AWX makes of a credential of one of the types in roles/awx/files."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from jinja2 import StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from tests.integration.playbook import CHECKOUT

TYPES = {
    path.stem: json.loads(path.read_text(encoding="utf-8"))
    for path in (CHECKOUT / "roles" / "awx" / "files" / "credential_types").glob("*.json")
}


def injected(kind: str, given: Mapping[str, Any], strict: bool = False) -> dict[str, dict[str, str]]:
    """Render the injectors of a type: `env` and `extra_vars`.

    AWX leaves out what is empty, so that it renders as an empty text, and takes false for a truth value that was left
    alone, whatever its default.

    :param strict: as when AWX checks a type: all fields have a value, and nothing else may be named
    """
    sandbox = ImmutableSandboxedEnvironment(**({"undefined": StrictUndefined} if strict else {}))
    namespace = {
        field["id"]: given.get(field["id"], False) if field["type"] == "boolean" else given.get(field["id"])
        for field in TYPES[kind]["inputs"]["fields"]
    }
    namespace = {name: value for name, value in namespace.items() if value not in (None, "")}
    return {
        where: {name: sandbox.from_string(text).render(**namespace) for name, text in templates.items()}
        for where, templates in TYPES[kind]["injectors"].items()
    }


class _Verbatim(yaml.SafeDumper):
    """Marks every text as one that is no template, as AWX does with what comes from a credential."""

    def represent_data(self, data: Any) -> yaml.Node:
        return self.represent_scalar("!unsafe", data) if isinstance(data, str) else super().represent_data(data)


def write_extra_vars(path: Path, kind: str, given: Mapping[str, Any]) -> tuple[str, str]:
    """Write the file for ``-e`` that AWX makes of a credential, and return the options that name it."""
    path.write_text(yaml.dump(injected(kind, given)["extra_vars"], Dumper=_Verbatim), encoding="utf-8")
    return ("-e", f"@{path}")
