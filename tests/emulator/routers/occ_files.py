# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Oracle Commerce: the files of a finished export."""

from __future__ import annotations

from ..frame.call import Call
from ..frame.errors import ServiceError
from ..frame.family import Family
from ..frame.reply import Reply
from ..state.occ_exports import OccStore
from .occ_common import UNKNOWN_PROCESS, OccDialect, access_token_unless_public

family = Family("occ", OccDialect(), auth=access_token_unless_public, prefix="/file")
families = (family,)

CONTENT_TYPES = {"zip": "application/zip", "json": "application/json", "csv": "text/csv"}


@family.get("/export/{token}/{name}", "downloadExport")
def download_export(call: Call) -> Reply:
    """Not an operation of the reference: where the links `file` and `meta` lead."""
    store, name = call.world[OccStore], call.path["name"]
    process = store.process(call.path["token"])
    content = process.file(name) if process is not None and store.state(process) == "succeeded" else None
    if content is None:
        raise ServiceError(404, UNKNOWN_PROCESS, f"File {name} not found.")
    kind = CONTENT_TYPES.get(name.rpartition(".")[2].lower(), "application/octet-stream")
    return Reply(content=content, content_type=kind)
