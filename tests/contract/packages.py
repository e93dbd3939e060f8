# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Taking an application through an asset package, for the families that keep things below applications."""

from __future__ import annotations

import io
import json
import time
import zipfile
from collections.abc import Iterable
from typing import Any

from tests.contract.clients import Api

ASSETS = "/v2/{project}/instances/{%s}/assets"


def export_apps(api: Api, *app_ids: str, tasks: Iterable[str] = ()) -> bytes:
    """The package of these applications (and tasks) of the main instance."""
    wish = {"apps": [{"id": app_id} for app_id in app_ids], "tasks": [{"id": task_id} for task_id in tasks]}
    job = _done(api, "instance", api("POST", ASSETS % "instance" + "/export", json=wish))
    assert job["status"] == "SUCCEEDED"
    return api("GET", f"{ASSETS % 'instance'}/archives/{job['archive_id']}").content


def delete_apps(api: Api, *app_ids: str) -> None:
    """Delete these applications of the main instance, and all below them."""
    wish = {"apps": [{"id": app_id} for app_id in app_ids], "tasks": []}
    job = _done(api, "instance", api("POST", ASSETS % "instance" + "/delete", json=wish))
    assert job["status"] == "SUCCEEDED"


def import_package(api: Api, package: bytes, instance: str = "second", **query: str) -> list[dict[str, str]]:
    """Import into the instance; the reasons why something failed."""
    files = {"ImportAssetRequestBody": ("backup.zip", package)}
    answer = api("POST", ASSETS % instance + "/import", params=query, files=files)
    return _done(api, instance, answer).get("reason") or []


def document(package: bytes, path: str) -> Any:
    """The only document of the package whose path ends so."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        [name] = [name for name in archive.namelist() if name.endswith(path)]
        return json.loads(archive.read(name))


def _done(api: Api, instance: str, answer: Any) -> dict[str, Any]:
    assert answer.status_code == 200, answer.text
    for _ in range(200):
        job = api("GET", f"{ASSETS % instance}/jobs/{answer.json()['job_id']}").json()
        if job["status"] != "RUNNING":
            return job
        time.sleep(0.02)
    raise AssertionError("the job does not end")
