# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Asset jobs, archives and imports, driven by the vendor's client; its query-less import is completed by requests."""

from __future__ import annotations

import io
import json
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from huaweicloudsdkcore.exceptions.exceptions import ClientRequestException
from huaweicloudsdkcore.http.formdata import FormFile
from huaweicloudsdkroma.v2 import (
    AddUserToApp,
    AddUserToAppRequest,
    AssetExportRequest,
    AssetExportRequestApps,
    AssetExportRequestTasks,
    AssetOperateRequest,
    CheckAssetJobStatusRequest,
    CheckRomaAppSecretRequest,
    CreateAppReq,
    CreateRomaAppRequest,
    DeleteAssetRequest,
    DownloadAssetArchiveRequest,
    ExportAssetRequest,
    ImportAssetRequest,
    ImportAssetRequestBody,
    ListRomaAppRequest,
    RomaClient,
    User,
)

from tests.contract.clients import Api
from tests.emulator.identity import tenant
from tests.emulator.process import EmulatorProcess

MAIN, SECOND = tenant.MAIN_INSTANCE.id, tenant.SECOND_INSTANCE.id
ASSETS = "/v2/{project}/instances/{instance}/assets"
PART = "ImportAssetRequestBody"


def create(sdk: RomaClient, name: str, **values: Any) -> Any:
    return sdk.create_roma_app(CreateRomaAppRequest(instance_id=MAIN, body=CreateAppReq(name=name, **values)))


def apps(sdk: RomaClient, instance_id: str = MAIN) -> dict[str, Any]:
    return {app.name: app for app in sdk.list_roma_app(ListRomaAppRequest(instance_id=instance_id, limit=500)).apps}


def export(sdk: RomaClient, *app_ids: str, tasks: tuple[str, ...] | None = ()) -> str:
    """Ask for an export; the job's id."""
    body = AssetExportRequest(
        apps=[AssetExportRequestApps(id=app_id) for app_id in app_ids],
        tasks=None if tasks is None else [AssetExportRequestTasks(id=task_id) for task_id in tasks],
    )
    return sdk.export_asset(ExportAssetRequest(instance_id=MAIN, body=body)).job_id


def job(sdk: RomaClient, job_id: str, instance_id: str = MAIN) -> Any:
    return sdk.check_asset_job_status(CheckAssetJobStatusRequest(instance_id=instance_id, job_id=job_id))


def done(sdk: RomaClient, job_id: str, instance_id: str = MAIN) -> Any:
    """The job when it is no longer running."""
    for _ in range(200):
        status = job(sdk, job_id, instance_id)
        if status.status.upper() != "RUNNING":
            return status
        time.sleep(0.02)
    raise AssertionError("the job does not end")


def fetch(sdk: RomaClient, archive_id: str) -> bytes:
    answer = sdk.download_asset_archive(DownloadAssetArchiveRequest(instance_id=MAIN, archive_id=archive_id))
    content = io.BytesIO()
    answer.consume_download_stream(lambda stream: content.write(stream.content))
    return content.getvalue()


def exported(sdk: RomaClient, *app_ids: str) -> bytes:
    return fetch(sdk, done(sdk, export(sdk, *app_ids)).archive_id)


def upload(api: Api, package: bytes, file_name: str = "backup.zip", path: str = ASSETS, **query: str) -> Any:
    return api("POST", f"{path}/import", params=query, files={PART: (file_name, package)})


def upload_done(api: Api, sdk: RomaClient, package: bytes, instance_id: str = MAIN, **query: str) -> Any:
    path = f"/v2/{{project}}/instances/{instance_id}/assets"
    answer = upload(api, package, path=path, **query)
    assert answer.status_code == 200
    return done(sdk, answer.json()["job_id"], instance_id)


def refused(action: Callable[[], Any], status: int, code: str) -> None:
    with pytest.raises(ClientRequestException) as caught:
        action()
    assert (caught.value.status_code, caught.value.error_code) == (status, code)


def package_with(*names: str) -> bytes:
    """A package made by hand."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("asset.json", json.dumps({"version": "2.0", "apps": list(names), "tasks": []}))
        for name in names:
            archive.writestr(f"apps/{name}/app.json", json.dumps({"id": name, "name": name, "key": f"key-{name}"}))
    return content.getvalue()


def test_export_and_download_once(sdk: RomaClient) -> None:
    made = create(sdk, "orders", remark="r", key="the-key", secret="Secret-1!")
    finished = done(sdk, export(sdk, made.id))
    assert (finished.type, finished.status, finished.progress_percent) == ("exportAsset", "SUCCEEDED", 1.0)
    assert finished.end_time >= finished.begin_time
    content = fetch(sdk, finished.archive_id)
    assert b"Secret-1!" not in content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == [f"apps/{made.id}/app.json", "asset.json"]
        assert json.loads(archive.read("asset.json"))["apps"] == [made.id]
        app = json.loads(archive.read(f"apps/{made.id}/app.json"))
    assert app == {"id": made.id, "name": "orders", "remark": "r", "key": "the-key"}
    refused(lambda: fetch(sdk, finished.archive_id), 404, "ROMA.00000101")
    again = job(sdk, finished.id)
    assert (again.status, again.archive_id) == ("SUCCEEDED", None)


def test_tasks_may_be_left_out_of_an_export(sdk: RomaClient) -> None:
    assert done(sdk, export(sdk, create(sdk, "orders").id, tasks=None)).status == "SUCCEEDED"


def test_progress(emulator: EmulatorProcess, sdk: RomaClient) -> None:
    emulator.switch(asset_job_seconds=0.4)
    job_id = export(sdk, create(sdk, "orders").id)
    seen = []
    while (status := job(sdk, job_id)).status == "RUNNING":
        assert status.archive_id is None
        seen.append(status.progress_percent)
        time.sleep(0.05)
    assert seen == sorted(seen)
    assert 0 <= seen[0] < seen[-1] < 1
    assert (status.status, status.progress_percent) == ("SUCCEEDED", 1.0)


def test_one_job_of_a_user_at_a_time(emulator: EmulatorProcess, sdk: RomaClient, api: Api) -> None:
    made = create(sdk, "orders")
    emulator.switch(asset_job_seconds=0.3)
    first = export(sdk, made.id)
    refused(lambda: export(sdk, made.id), 400, "ROMA.10012")
    assert upload(api, package_with("a")).json()["error_code"] == "ROMA.10012"
    other = "/v2/{project}/instances/{second}/assets"
    assert upload(api, package_with("a"), path=other).status_code == 200
    done(sdk, first)
    assert done(sdk, export(sdk, made.id)).status == "SUCCEEDED"


def test_unknown_ids_fail_the_job(emulator: EmulatorProcess, sdk: RomaClient) -> None:
    finished = done(sdk, export(sdk, "nope", tasks=("no-task",)))
    assert (finished.status, finished.archive_id) == ("FAILED", None)
    emulator.switch(asset_job_reason_key="reasons")
    reasons = [(item.resource_type, item.resource_name, item.error_code) for item in job(sdk, finished.id).reasons]
    assert reasons == [("application", "nope", "ROMA.00000101"), ("task", "no-task", "ROMA.00000101")]


def test_reason_is_spelled_as_on_the_pages(sdk: RomaClient, api: Api) -> None:
    finished = done(sdk, export(sdk, "nope"))
    body = api("GET", f"{ASSETS}/jobs/{finished.id}").json()
    assert "reasons" not in body
    assert body["reason"][0]["error_msg"] == "The application does not exist"


@pytest.mark.parametrize(
    ("style", "succeeded", "failed", "downloaded"),
    [
        ("upper", "SUCCEEDED", "FAILED", "SUCCEEDED"),
        ("capitalised", "Succeeded", "Failed", "Succeeded"),
        ("legacy", "Success", "Failed", "Finished"),
    ],
)
def test_spellings_of_the_status(
    emulator: EmulatorProcess, sdk: RomaClient, style: str, succeeded: str, failed: str, downloaded: str
) -> None:
    emulator.switch(asset_job_status_style=style)
    good = done(sdk, export(sdk, create(sdk, "orders").id))
    assert good.status == succeeded
    assert done(sdk, export(sdk, "nope")).status == failed
    fetch(sdk, good.archive_id)
    assert job(sdk, good.id).status == downloaded


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"apps": [], "tasks": []},
        {"apps": [{"id": str(number)} for number in range(101)], "tasks": []},
        {"apps": [{"id": "a"}] * 60, "tasks": [{"id": "t"}] * 41},
        {"apps": [{"app_id": "a"}], "tasks": []},
        {"apps": "orders", "tasks": []},
        {"apps": [{"id": "a", "name": "n"}], "tasks": []},
    ],
)
@pytest.mark.parametrize("action", ["export", "delete"])
def test_limits(api: Api, action: str, body: dict[str, Any]) -> None:
    answer = api("POST", f"{ASSETS}/{action}", json=body)
    assert (answer.status_code, answer.json()["error_code"]) == (400, "ROMA.13000")


def test_delete_requires_both_lists(api: Api) -> None:
    assert api("POST", f"{ASSETS}/delete", json={"apps": [{"id": "a"}]}).status_code == 400


def test_jobs_and_archives_belong_to_their_user(sdk: RomaClient, alice_sdk: RomaClient) -> None:
    made = create(sdk, "orders")
    refused(lambda: export(alice_sdk, made.id), 403, "ROMA.12001")
    finished = done(sdk, export(sdk, made.id))
    refused(lambda: job(alice_sdk, finished.id), 404, "ROMA.00000101")
    refused(lambda: fetch(alice_sdk, finished.archive_id), 404, "ROMA.00000101")
    refused(lambda: job(sdk, finished.id, SECOND), 404, "ROMA.00000101")
    assert fetch(sdk, finished.archive_id)


def test_archives_expire(emulator: EmulatorProcess, sdk: RomaClient) -> None:
    emulator.switch(archive_seconds=0)
    made = create(sdk, "orders")
    finished = done(sdk, export(sdk, made.id))
    assert (finished.status, finished.archive_id) == ("SUCCEEDED", None)


def test_delete(sdk: RomaClient) -> None:
    made, kept = create(sdk, "orders"), create(sdk, "kept")
    body = AssetOperateRequest(apps=[AssetExportRequestApps(id=made.id)], tasks=[])
    started = sdk.delete_asset(DeleteAssetRequest(instance_id=MAIN, body=body))
    assert started.status_code == 200
    finished = done(sdk, started.job_id)
    assert (finished.type, finished.status) == ("deleteAsset", "SUCCEEDED")
    assert set(apps(sdk)) == {kept.name}


def test_import_with_the_vendors_client(sdk: RomaClient, tmp_path: Path) -> None:
    made = create(sdk, "orders", remark="r", key="the-key", secret="Secret-1!")
    package = tmp_path / "backup.zip"
    package.write_bytes(exported(sdk, made.id))
    with package.open("rb") as file:
        body = ImportAssetRequestBody(FormFile(file))
        started = sdk.import_asset(ImportAssetRequest(instance_id=SECOND, body=body))
    finished = done(sdk, started.job_id, SECOND)
    assert (finished.type, finished.status, finished.archive_id) == ("importAsset", "SUCCEEDED", None)
    [restored] = apps(sdk, SECOND).values()
    assert (restored.name, restored.remark, restored.key) == ("orders", "r", "the-key")
    assert restored.id != made.id
    secret = sdk.check_roma_app_secret(CheckRomaAppSecretRequest(instance_id=SECOND, app_id=restored.id)).secret
    assert secret != "Secret-1!"


def test_members_are_not_in_a_package(sdk: RomaClient, api: Api) -> None:
    made = create(sdk, "orders")
    body = AddUserToApp(users=[User(id=tenant.ALICE.id, roles=["read"])])
    sdk.add_user_to_app(AddUserToAppRequest(instance_id=MAIN, app_id=made.id, body=body))
    upload_done(api, sdk, exported(sdk, made.id), SECOND)
    [restored] = apps(sdk, SECOND).values()
    members = api("GET", f"/v2/{{project}}/instances/{{second}}/apps/{restored.id}/users")
    assert members.json()["total"] == 0


def test_import_as_new_fails_on_a_taken_name(sdk: RomaClient, api: Api) -> None:
    create(sdk, "b")
    finished = upload_done(api, sdk, package_with("a", "b", "c"))
    assert (finished.status, set(apps(sdk))) == ("FAILED", {"a", "b", "c"})
    reasons = api("GET", f"{ASSETS}/jobs/{finished.id}").json()["reason"]
    assert [(item["resource_type"], item["resource_name"]) for item in reasons] == [("application", "b")]


def test_no_more_than_ten_reasons(sdk: RomaClient, api: Api) -> None:
    names = [f"app-{number}" for number in range(12)]
    upload_done(api, sdk, package_with(*names))
    finished = upload_done(api, sdk, package_with(*names))
    assert len(api("GET", f"{ASSETS}/jobs/{finished.id}").json()["reason"]) == 10


def test_import_with_prefix_makes_a_new_key_when_it_is_taken(sdk: RomaClient, api: Api) -> None:
    made = create(sdk, "orders")
    assert upload_done(api, sdk, exported(sdk, made.id), prefix="copy-").status == "SUCCEEDED"
    copied = apps(sdk)["copy-orders"]
    assert copied.key != made.key
    assert copied.id != made.id


def test_merge_keeps_and_updates(sdk: RomaClient, api: Api) -> None:
    made = create(sdk, "orders", remark="in the package")
    package = exported(sdk, made.id)
    api("PUT", f"/v2/{{project}}/instances/{{instance}}/apps/{made.id}", json={"remark": "changed since"})
    create(sdk, "not in the package")
    assert upload_done(api, sdk, package, type="Merge", datasource_overwrite="true").status == "SUCCEEDED"
    now = apps(sdk)
    assert set(now) == {"orders", "not in the package"}
    assert (now["orders"].id, now["orders"].remark) == (made.id, "in the package")


@pytest.mark.parametrize("name", ["backup.tar", "-a.zip", "a b.zip", "a.b.zip", ".zip", "a_\u4e2d.zip", "a.ZIP"])
def test_file_names(api: Api, name: str) -> None:
    answer = upload(api, package_with("a"), name)
    assert (answer.status_code, answer.json()["error_code"]) == (400, "ROMA.10013")


def test_good_file_name(api: Api) -> None:
    assert upload(api, package_with("a"), "9-a+b_C.zip").status_code == 200


def changed(**manifest: Any) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("asset.json", json.dumps(manifest))
    return content.getvalue()


@pytest.mark.parametrize(
    "package",
    [
        b"no zip",
        changed(),
        changed(version="1.0", apps=[], tasks=[]),
        changed(version="2.0", apps="a", tasks=[]),
        package_with("a")[:-30],
    ],
    ids=["no zip", "empty", "version", "types", "cut"],
)
def test_broken_packages(api: Api, package: bytes) -> None:
    answer = upload(api, package)
    assert (answer.status_code, answer.json()["error_code"]) == (400, "ROMA.10011")


def test_import_refuses(api: Api) -> None:
    package = package_with("a")
    for query in ({"type": "Append"}, {"datasource_overwrite": "yes"}, {"overwrite": "true"}):
        assert upload(api, package, **query).json()["error_code"] == "ROMA.13000"
    path = f"{ASSETS}/import"
    assert api("POST", path, files={"file": ("a.zip", package)}).json()["error_code"] == "ROMA.13000"
    assert api("POST", path, data=package).json()["error_code"] == "ROMA.13000"
    assert api("POST", path, files={PART: (None, "text")}).json()["error_code"] == "ROMA.13000"
    many = [f"app-{number}" for number in range(101)]
    assert upload(api, package_with(*many)).json()["error_code"] == "ROMA.13000"


@pytest.mark.parametrize("size", [1, 1 << 18, 5_000_001])
def test_padding(emulator: EmulatorProcess, sdk: RomaClient, api: Api, size: int) -> None:
    """Large archives are valid, do not compress, and can be imported again."""
    emulator.switch(archive_padding_bytes=size)
    content = exported(sdk, create(sdk, "orders").id)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        assert archive.getinfo("padding.bin").file_size == size
    assert upload_done(api, sdk, content, SECOND).status == "SUCCEEDED"


def test_a_broken_download_loses_the_archive(emulator: EmulatorProcess, sdk: RomaClient, api: Api) -> None:
    """Before a byte came nothing is lost; afterwards the archive is gone."""
    archive_id = done(sdk, export(sdk, create(sdk, "orders").id)).archive_id
    path = f"{ASSETS}/archives/{archive_id}"
    emulator.fault(path="/archives/", reset="before")
    with pytest.raises(OSError, match="reset"):
        api("GET", path)
    emulator.fault(path="/archives/", truncate=50)
    with pytest.raises(OSError, match="50 bytes read"):
        api("GET", path)
    assert api("GET", path).status_code == 404
