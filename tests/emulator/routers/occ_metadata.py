# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Oracle Commerce: what the bulk exports are made of."""

from __future__ import annotations

from typing import Any

from ..frame.call import Call
from ..frame.family import Family
from ..state.occ_records import EXPORTS, IMPORT_ONLY, Kind
from .occ_common import PREFIX, OccDialect, access_token

family = Family("occ", OccDialect(), auth=access_token, prefix=PREFIX)
families = (family,)


@family.get("/metadata-catalog/bulk", "getBulkMetadata")
def show_bulk_metadata(call: Call) -> dict[str, Any]:
    """getBulkMetadata: the nearest thing to a list of what can be exported; import-only kinds can only be posted."""
    paths = {_path(name): {"get": _operation(name, kind)} for name, kind in EXPORTS.items()}
    paths |= {
        _path(name): {"post": {"tags": [name], "responses": {"200": {"description": ""}}}} for name in IMPORT_ONLY
    }
    kinds = {kind.name: kind for kind in EXPORTS.values()}
    return {
        "swagger": "2.0",
        "info": {"title": "Bulk data", "version": "1.0"},
        "host": call.headers.get("host", ""),
        "basePath": "/ccadmin/v1/bulk",
        "tags": [{"name": name} for name in (*EXPORTS, *IMPORT_ONLY)],
        "paths": paths,
        "definitions": {name: _definition(kind) for name, kind in kinds.items()},
    }


def _path(name: str) -> str:
    return f"/{name[0].lower()}{name[1:]}"


def _operation(name: str, kind: Kind) -> dict[str, Any]:
    schema = {"$ref": f"#/definitions/{kind.name}"}
    return {"tags": [name], "responses": {"200": {"description": "", "schema": schema}}}


def _definition(kind: Kind) -> dict[str, Any]:
    """From a sample record."""
    names = {bool: "boolean", int: "integer", float: "number", list: "array", dict: "object"}
    return {
        "type": "object",
        "properties": {name: {"type": names.get(type(value), "string")} for name, value in kind.make(1).items()},
    }
