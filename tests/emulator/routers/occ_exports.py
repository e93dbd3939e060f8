# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Oracle Commerce: starting, watching and stopping bulk exports."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from ..frame.bodies import JsonBody
from ..frame.call import Call
from ..frame.errors import Invalid, ServiceError
from ..frame.family import Family
from ..frame.fields import Either, ListOf, Members, Text, members
from ..frame.times import utc_millis
from ..state.occ_exports import META_FILE, OccStore, Process
from ..state.occ_filter import compile_filter
from ..state.occ_records import EXPORTS
from .occ_common import PREFIX, UNKNOWN_PROCESS, OccDialect, access_token

family = Family("occ", OccDialect(), auth=access_token, prefix=PREFIX)
families = (family,)

FORMAT = Text(choices=("json", "csv"), required=True)
RESOURCE = Text(choices=tuple(EXPORTS), required=True)
PARAMS = members(
    prettyPrintJson=Text(choices=("true", "false")),
    headersList=Text(min=1),
    exportFromRepository=Text(choices=("publishing",)),
    q=Text(min=1),
)
FILE_NAME = Text(min=1, max=255, pattern=r"[^/\\]+", required=True)
ITEM = members(id=RESOURCE, format=FORMAT, fileName=Text(min=1, max=255, pattern=r"[^/\\]+"), params=PARAMS)
ARCHIVE = members(
    fileName=Text(min=5, max=255, pattern=r"[^/\\]+\.zip", required=True),
    mode=Text(choices=("bundle", "standalone")),
    items=ListOf(item=ITEM, min=1, required=True),
)
STANDALONE = members(fileName=FILE_NAME, mode=Text(), id=RESOURCE, format=FORMAT, params=PARAMS)


def _by_mode(value: Any) -> Members:
    return STANDALONE if isinstance(value, dict) and value.get("mode") == "standalone" else ARCHIVE


@family.post("/exportProcess", "executeExport", body=JsonBody(Either(choose=_by_mode)))
def start_export(call: Call) -> dict[str, Any]:
    """executeExport: an archive of items, or with mode standalone one data file."""
    body, standalone = call.body, call.body.get("mode") == "standalone"
    items = [body] if standalone else body["items"]
    for index, item in enumerate(items):
        _check_params(item, "" if standalone else f"items[{index}].")
    named = [{"fileName": f"{item['id']}.{item['format']}", **item} for item in items]
    names = ["content.json", *(item["fileName"] for item in named)]
    if not standalone and len(set(names)) < len(names):
        raise Invalid("items", "duplicate")
    process = call.world[OccStore].start(body["fileName"], named, standalone=standalone)
    return {"processId": process.token, "status": "submitted", "links": [_link(call, process, "self")]}


def _check_params(item: dict[str, Any], where: str) -> None:
    """Each parameter belongs to a format or to kinds of records."""
    params = item.get("params", {})
    if "prettyPrintJson" in params and item["format"] != "json":
        raise Invalid(f"{where}params.prettyPrintJson", "format")
    if "headersList" in params and item["format"] != "csv":
        raise Invalid(f"{where}params.headersList", "format")
    if "exportFromRepository" in params and not EXPORTS[item["id"]].versioned:
        raise Invalid(f"{where}params.exportFromRepository", "id")
    try:
        compile_filter(params.get("q", "id eq 0"))
    except ValueError:
        raise Invalid(f"{where}params.q", "syntax") from None


@family.get("/exportProcess/{token}", "getExportProcess")
def show_export(call: Call) -> dict[str, Any]:
    """getExportProcess: the links to the files come when it has succeeded."""
    store, process = call.world[OccStore], _process(call)
    state = store.state(process)
    ended = state in ("succeeded", "failed", "aborted")
    body: dict[str, Any] = {
        "progress": state,
        "completed": ended,
        "requestStatus": 200,
        "startTime": utc_millis(process.started),
    }
    if store.switches.occ_completed_percentage:
        body["completedPercentage"] = 100 if state == "succeeded" else min(process.percentage(), 99)
    if ended:
        body["endTime"] = utc_millis(process.ends)
    if state == "failed":
        body["error"] = {
            "title": "The export failed.",
            "detail": f"The records of {process.items[0].id} cannot be read.",
            "type": "https://store.example/errors/export",
        }
    files = {"meta": _link(call, process, "meta"), "file": _link(call, process, "file")} if state == "succeeded" else {}
    if store.switches.occ_links == "links":
        return body | {"links": [*files.values(), _link(call, process, "self")]}
    return body | {f"{name}Link": link["href"] for name, link in files.items()}


@family.post("/exportProcess/{token}/abort", "abortExportProcess")
def abort_export(call: Call) -> dict[str, bool]:
    """abortExportProcess only passes the command on: the process stops after the batch at hand."""
    return {"success": call.world[OccStore].abort(_process(call))}


def _process(call: Call) -> Process:
    process = call.world[OccStore].process(call.path["token"])
    if process is None:
        raise ServiceError(404, UNKNOWN_PROCESS, f"Export process {call.path['token']} not found.")
    return process


def _link(call: Call, process: Process, rel: str) -> dict[str, str]:
    """The link to itself leads to the server of the user interface, not to the one that answers."""
    base = call.world[OccStore].switches.occ_link_base or call.base_url
    if rel == "self":
        return {"rel": rel, "href": f"{base}/ccadminui/v1/exportProcess/{process.token}"}
    name = META_FILE if rel == "meta" else process.file_name
    return {"rel": rel, "href": f"{base}/file/export/{process.token}/{quote(name)}"}
