# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The service's versions; the only operations without authentication."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..frame.call import Call
from ..frame.errors import api_does_not_exist
from ..frame.family import Family
from ..identity.authentication import nobody
from .public_common import PublicDialect


@dataclass
class VersionSwitches:
    flat_version: bool = False
    """CheckVersion: the current page returns the members flat with one link object, the definition wraps them."""


family = Family("public", PublicDialect(), auth=nobody, switches=VersionSwitches)
families = (family,)

VERSIONS = {"v1": ("SUPPORTED", "2018-06-28T12:20:21Z"), "v2": ("CURRENT", "2020-06-28T12:20:21Z")}


@family.get("/", "ListVersion")
def list_versions(call: Call) -> dict[str, Any]:
    return {"versions": [_version(call, name) for name in VERSIONS], "scene": None}


@family.get("/{version}", "CheckVersion")
def check_version(call: Call) -> dict[str, Any]:
    name = call.path["version"]
    if name not in VERSIONS:
        raise api_does_not_exist()
    version = _version(call, name)
    if call.world.switches[VersionSwitches].flat_version:
        return {**version, "links": version["links"][0]}
    return {"version": version}


def _version(call: Call, name: str) -> dict[str, Any]:
    status, updated = VERSIONS[name]
    return {
        "id": name,
        "version": "",
        "min_version": "",
        "status": status,
        "updated": updated,
        "links": [{"rel": "self", "href": f"{call.base_url}/{name}"}],
    }
