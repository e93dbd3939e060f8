# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Export, import and deletion of assets by jobs, and the download of archives."""

from __future__ import annotations

import re
from typing import Any

from ..assets.exporter import collect, missing, remove
from ..assets.importer import restore_package
from ..assets.jobs import AssetSwitches, Job, JobStore, Work
from ..assets.package import MANIFEST, Broken, Package, read_documents
from ..frame.bodies import FilePart, MultipartBody
from ..frame.call import Call
from ..frame.errors import Invalid, ServiceError
from ..frame.family import Family
from ..frame.fields import Bool, ListOf, Text, members
from ..frame.reply import Reply, download
from ..frame.times import utc_seconds
from ..identity.authentication import project_user
from ..state.apps import AppStore
from ..state.contents import Restore, TaskContents
from .public_common import INSTANCE, PublicDialect, no_permission, not_found

family = Family(
    "public",
    PublicDialect(),
    auth=project_user,
    prefix=f"{INSTANCE}/assets",
    stores=(JobStore,),
    switches=AssetSwitches,
)
families = (family,)

MOST_ASSETS = 100
FILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9+_-]*\.zip")
BAD_FILE_NAME = (
    "Only .zip files are supported. The file name must start with a letter or digit. Among all the special characters,"
    " only the plus sign (+), minus sign (-), and underscore (_) are allowed."
)
APPS = ListOf(item=members(id=Text(min=1, max=64, required=True)), max=MOST_ASSETS, required=True)
TASK = members(id=Text(min=1, max=32, required=True))
SPELLING = {
    "upper": {},
    "capitalised": {"RUNNING": "Running", "SUCCEEDED": "Succeeded", "FAILED": "Failed"},
    "legacy": {"RUNNING": "Running", "SUCCEEDED": "Success", "FAILED": "Failed"},
}


@family.post("/export", "ExportAsset", body=members(apps=APPS, tasks=ListOf(item=TASK, max=MOST_ASSETS)))
def export_assets(call: Call) -> dict[str, str]:
    """ExportAsset: `tasks` is required on the page and optional in the vendor's model, so it may be left out."""
    apps, tasks = _wanted(call, "read")
    world, instance_id = call.world, call.instance_id

    def work() -> Any:
        reasons = missing(world, instance_id, apps, tasks)
        if reasons:
            return reasons, None
        documents = collect(world, instance_id, apps, tasks)
        return [], Package(documents, world.switches[AssetSwitches].archive_padding_bytes)

    return _start(call, "exportAsset", work)


@family.post("/delete", "DeleteAsset", body=members(apps=APPS, tasks=ListOf(item=TASK, max=MOST_ASSETS, required=True)))
def delete_assets(call: Call) -> dict[str, str]:
    """DeleteAsset takes everything below the applications along."""
    apps, tasks = _wanted(call, "delete")
    world, instance_id = call.world, call.instance_id

    def work() -> Any:
        reasons = missing(world, instance_id, apps, tasks)
        if not reasons:
            remove(world, instance_id, apps, tasks)
        return reasons, None

    return _start(call, "deleteAsset", work)


@family.post(
    "/import",
    "ImportAsset",
    query={
        "type": Text(choices=("AddNew", "Merge"), default="AddNew"),
        "prefix": Text(max=64, default=""),
        "datasource_overwrite": Bool(default=False),
    },
    body=MultipartBody({"ImportAssetRequestBody": FilePart(required=True)}),
)
def import_assets(call: Call) -> dict[str, str]:
    """ImportAsset: the package is judged at once, its contents when the job runs."""
    upload, world = call.body["ImportAssetRequestBody"], call.world
    if not FILE_NAME.fullmatch(upload.filename or ""):
        raise ServiceError(400, "ROMA.10013", BAD_FILE_NAME)
    try:
        documents = read_documents(upload.file)
    except Broken as broken:
        raise ServiceError(400, "ROMA.10011", "Failed to decompress the file.", details=str(broken)) from None
    _limit(len(documents[MANIFEST]["apps"]), len(documents[MANIFEST]["tasks"]))
    restore = Restore(
        instance_id=call.instance_id,
        caller=call.caller,
        merge=call.query["type"] == "Merge",
        datasource_overwrite=call.query["datasource_overwrite"],
        prefix=call.query["prefix"],
    )

    def work() -> Any:
        restore_package(world, restore, documents)
        return restore.failures, None

    return _start(call, "importAsset", work)


@family.get("/jobs/{job_id}", "CheckAssetJobStatus")
def show_job(call: Call) -> dict[str, Any]:
    job = call.world[JobStore].find(call.instance_id, call.caller, call.path["job_id"])
    if job is None:
        raise not_found("The job does not exist")
    switches = call.world.switches[AssetSwitches]
    body = {
        "id": job.id,
        "type": job.kind,
        "status": _status(job, switches.asset_job_status_style),
        "progress_percent": job.progress,
        "begin_time": utc_seconds(job.begun),
    }
    if job.ended is not None:
        body["end_time"] = utc_seconds(job.ended)
    if job.reasons:
        body[switches.asset_job_reason_key] = job.reasons
    if job.archive_id is not None:
        body["archive_id"] = job.archive_id
    return body


@family.get("/archives/{archive_id}", "DownloadAssetArchive")
def download_archive(call: Call) -> Reply:
    """DownloadAssetArchive works exactly once for an archive."""
    package = call.world[JobStore].take_archive(call.instance_id, call.caller, call.path["archive_id"])
    if package is None:
        raise not_found("The archive does not exist")
    return download(package.blocks(), f"asset-{call.path['archive_id']}.zip", length=package.size)


def _wanted(call: Call, role: str) -> tuple[list[str], list[str]]:
    """The ids of the request, within the limits, and the caller's right to the applications behind them."""
    apps, tasks = ([item["id"] for item in call.body.get(kind, ())] for kind in ("apps", "tasks"))
    _limit(len(apps), len(tasks))
    if not apps and not tasks:
        raise Invalid("apps", "required")
    owners = [
        keeper.task_app_id(call.instance_id, task_id)
        for task_id in tasks
        for keeper in call.world.stores_of(TaskContents)
    ]
    for app_id in (*apps, *owners):
        app = call.world[AppStore].get(call.instance_id, app_id) if app_id else None
        if app is not None and role not in app.roles_of(call.caller.user_id):
            raise no_permission(call)
    return list(dict.fromkeys(apps)), list(dict.fromkeys(tasks))


def _limit(apps: int, tasks: int) -> None:
    if apps + tasks > MOST_ASSETS:
        raise Invalid("apps" if apps >= tasks else "tasks", "length")


def _start(call: Call, kind: str, work: Work) -> dict[str, str]:
    return {"job_id": call.world[JobStore].start(kind, call.instance_id, call.caller, work).id}


def _status(job: Job, style: str) -> str:
    """The oldest edition has a fourth status for exports whose archive was fetched."""
    if style == "legacy" and job.downloaded:
        return "Finished"
    return SPELLING[style].get(job.state, job.state)
