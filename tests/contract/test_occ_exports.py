# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Oracle Commerce: export processes from start to the last byte of their files."""

from __future__ import annotations

import csv
import io
import json
import re
import time
import zipfile
from typing import Any

import pytest
import requests

from tests.contract.occ import EXPORTS, Store
from tests.emulator.process import EmulatorProcess

ITEM = {"id": "Products", "format": "json"}
ALONE = {"fileName": "product.json", "mode": "standalone", **ITEM}


@pytest.fixture
def store(emulator: EmulatorProcess) -> Store:
    emulator.switch(occ_job_seconds=0.05)
    client = Store(emulator.url)
    client.login()
    return client


def unpack(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert package.testzip() is None
        return {name: package.read(name) for name in package.namelist()}


def export(store: Store, **values: Any) -> bytes:
    """The file of a standalone export."""
    body = ALONE | values
    token = store.start(body["fileName"], **body)
    store.done(token)
    return store.file(token, body["fileName"])


def test_archive(store: Store, emulator: EmulatorProcess) -> None:
    answer = store("POST", EXPORTS, json={"fileName": "all.zip", "items": [ITEM, {"id": "Profiles", "format": "csv"}]})
    assert answer.status_code == 200
    body = answer.json()
    assert re.fullmatch(r"[A-Za-z0-9]{27}_\d{5}", body["processId"])
    token = body["processId"]
    assert (body["status"], body["links"]) == (
        "submitted",
        [{"rel": "self", "href": f"{emulator.url}/ccadminui/v1/exportProcess/{token}"}],
    )
    status = store.done(token)
    assert (status["progress"], status["completed"], status["requestStatus"]) == ("succeeded", True, 200)
    assert status["completedPercentage"] == 100
    assert status["startTime"] < status["endTime"]
    links = {link["rel"]: link["href"] for link in status["links"]}
    assert links["meta"] == f"{emulator.url}/file/export/{token}/exportStatus.zip"
    assert links["file"] == f"{emulator.url}/file/export/{token}/all.zip"
    files = unpack(store.file(token, "all.zip"))
    assert list(files) == ["content.json", "Products.json", "Profiles.csv"]
    assert json.loads(files["content.json"]) == [
        {"fileName": "Products.json", "format": "json", "id": "Products"},
        {"fileName": "Profiles.csv", "format": "csv", "id": "Profiles"},
    ]
    assert [product["id"] for product in json.loads(files["Products.json"])["product"]] == ["prod10000", "prod10001"]
    meta = {name: json.loads(content) for name, content in unpack(store.file(token, "exportStatus.zip")).items()}
    assert list(meta) == ["ProductsStatus.json", "ProfilesStatus.json"]
    counts = meta["ProductsStatus.json"]
    assert (counts["successCount"], counts["failureCount"], counts["failureExceptions"]) == (2, 0, [])
    assert counts["startTime"] <= counts["endTime"]


def test_standalone(store: Store) -> None:
    token = store.start("product.json", mode="standalone", **ITEM, params={"prettyPrintJson": "true"})
    store.done(token)
    answer = store("GET", f"/file/export/{token}/product.json")
    assert answer.headers["Content-Type"] == "application/json"
    assert len(answer.json()["product"]) == 2
    assert "\n" in answer.text
    assert len(unpack(store.file(token, "exportStatus.zip"))) == 1


def test_item_options(store: Store) -> None:
    items = [{**ITEM, "fileName": "my products.json", "params": {"exportFromRepository": "publishing"}}]
    answer = store("POST", EXPORTS, json={"fileName": "my export.zip", "mode": "bundle", "items": items})
    status = store.done(answer.json()["processId"])
    [link] = [link["href"] for link in status["links"] if link["rel"] == "file"]
    assert link.endswith("/my%20export.zip")
    files = unpack(store.session.get(link).content)
    assert len(json.loads(files["my products.json"])["product"]) == 3


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ('id eq "prod10001"', ["prod10001"]),
        ("listPrice gt 10", ["prod10001"]),
        ("listPrice ge 10 AND active eq true", ["prod10000", "prod10001"]),
        ('id eq "prod10001" or dimensions.weight lt 1', ["prod10001"]),
        ("displayName le 5", []),
    ],
)
def test_filter(store: Store, query: str, ids: list[str]) -> None:
    assert [product["id"] for product in json.loads(export(store, params={"q": query}))["product"]] == ids


def test_csv(store: Store) -> None:
    def rows(**params: str) -> list[dict[str, str]]:
        content = export(store, fileName="p.csv", format="csv", params=params).decode()
        return list(csv.DictReader(io.StringIO(content)))

    first, second = rows()
    assert (first["id"], first["listPrice"], first["active"], first["dimensions.weight"]) == (
        "prod10000", "10.0", "true", "1.5",
    )  # fmt: skip
    assert first["description"] == 'Plain, "quoted" and 再见'
    assert "childSKUs.row#" not in second
    every = rows(headersList="ALL")
    assert [(row["id"], row["childSKUs.row#"], row["childSKUs.repositoryId"]) for row in every] == [
        ("prod10000", "1", "sku10000-S"),
        ("", "2", "sku10000-L"),
        ("prod10001", "1", "sku10001-S"),
        ("", "2", "sku10001-L"),
    ]
    assert list(rows(headersList="id,displayName")[0]) == ["id", "displayName"]
    assert {"id", "childSKUs.repositoryId"} <= set(rows(headersList="+childSKUs.repositoryId")[0])


@pytest.mark.parametrize(
    "body",
    [
        {},
        [],
        {"fileName": "x.zip"},
        {"fileName": "x.zip", "items": []},
        {"fileName": "x.json", "items": [ITEM]},
        {"fileName": "a/x.zip", "items": [ITEM]},
        {"items": [ITEM]},
        {"fileName": "x.zip", "mode": "archived", "items": [ITEM]},
        {"fileName": "x.zip", "items": [{"id": "Orders", "format": "json"}]},
        {"fileName": "x.zip", "items": [{"id": "Addresses", "format": "json"}]},
        {"fileName": "x.zip", "items": [{"id": "Products", "format": "xml"}]},
        {"fileName": "x.zip", "items": [{"id": "Products"}]},
        {"fileName": "x.zip", "items": [ITEM, ITEM]},
        {"fileName": "x.zip", "items": [ITEM], "params": {"prettyPrintJson": "true"}},
        {"fileName": "x.zip", "items": [{**ITEM, "param": {"prettyPrintJson": "true"}}]},
        {"fileName": "x.json", "mode": "standalone", "id": "Products"},
        {"fileName": "x.json", "mode": "standalone", "format": "json"},
        {"mode": "standalone", **ITEM},
        {**ALONE, "items": [ITEM]},
        {**ALONE, "params": {"prettyPrintJson": True}},
        {**ALONE, "params": {"headersList": "ALL"}},
        {**ALONE, "params": {"update": "true"}},
        {**ALONE, "params": {"q": "id like 5"}},
        {**ALONE, "id": "Profiles", "params": {"exportFromRepository": "publishing"}},
    ],
)
def test_start_refuses(store: Store, body: Any) -> None:
    answer = store("POST", EXPORTS, json=body)
    assert answer.status_code == 400
    assert answer.json()["status"] == "400"


def test_progress(emulator: EmulatorProcess, store: Store) -> None:
    emulator.switch(occ_job_seconds=0.5)
    token = store.start("x.zip", ("Products", "json"))
    status = store.status(token)
    assert (status["progress"], status["completed"]) == ("pending", False)
    assert [link["rel"] for link in status["links"]] == ["self"]
    assert "endTime" not in status
    time.sleep(0.2)
    status = store.status(token)
    assert status["progress"] == "processing"
    assert 0 < status["completedPercentage"] < 100
    assert store("GET", f"/file/export/{token}/x.zip").status_code == 404
    assert store.done(token)["progress"] == "succeeded"
    emulator.switch(occ_completed_percentage=False)
    assert "completedPercentage" not in store.status(token)


def test_failed_process(emulator: EmulatorProcess, store: Store) -> None:
    emulator.switch(occ_outcome="failed")
    token = store.start("x.zip", ("Products", "json"))
    status = store.done(token)
    assert status["progress"] == "failed"
    assert set(status["error"]) == {"title", "detail", "type"}
    assert [link["rel"] for link in status["links"]] == ["self"]
    assert store("GET", f"/file/export/{token}/x.zip").status_code == 404


def test_failed_records(emulator: EmulatorProcess, store: Store) -> None:
    emulator.switch(occ_record_failures=1)
    token = store.start("x.zip", ("Profiles", "json"), ("Catalogs", "json"))
    assert store.done(token)["progress"] == "succeeded"
    meta = json.loads(unpack(store.file(token, "exportStatus.zip"))["ProfilesStatus.json"])
    assert (meta["successCount"], meta["failureCount"], len(meta["failureExceptions"])) == (2, 1, 1)
    assert len(json.loads(unpack(store.file(token, "x.zip"))["Profiles.json"])["profile"]) == 2


@pytest.mark.parametrize("state", ["paused", "blocked"])
def test_halted_process(emulator: EmulatorProcess, store: Store, state: str) -> None:
    finished = store.start("x.zip", ("Products", "json"))
    store.done(finished)
    emulator.switch(occ_halt=state)
    token = store.start("x.zip", ("Products", "json"))
    time.sleep(0.2)
    assert (store.status(token)["progress"], store.status(token)["completed"]) == (state, False)
    assert store.status(finished)["progress"] == "succeeded"
    emulator.switch(occ_halt="no")
    assert store.done(token)["progress"] == "succeeded"


def test_abort(emulator: EmulatorProcess, store: Store) -> None:
    emulator.switch(occ_job_seconds=2)
    token = store.start("x.zip", ("Products", "json"))
    answer = store("POST", f"{EXPORTS}/{token}/abort")
    assert (answer.status_code, answer.json()) == (200, {"success": True})
    assert store.status(token)["completed"] is False
    assert store("POST", f"{EXPORTS}/{token}/abort").json() == {"success": True}
    assert store.done(token)["progress"] == "aborted"
    assert store("POST", f"{EXPORTS}/{token}/abort").json() == {"success": True}
    emulator.switch(occ_job_seconds=0, occ_halt="no")
    token = store.start("x.zip", ("Products", "json"))
    assert store("POST", f"{EXPORTS}/{token}/abort").json() == {"success": False}
    emulator.switch(occ_halt="blocked")
    token = store.start("x.zip", ("Products", "json"))
    assert store("POST", f"{EXPORTS}/{token}/abort").json() == {"success": True}
    assert store.done(token)["progress"] == "aborted"


def test_unknown_process(store: Store) -> None:
    for method, path in (("GET", f"{EXPORTS}/none"), ("POST", f"{EXPORTS}/none/abort")):
        answer = store(method, path)
        expected = {"message": "Export process none not found.", "status": "404", "errorCode": "33011"}
        assert (answer.status_code, answer.json()) == (404, expected)
    assert store("GET", "/file/export/none/x.zip").status_code == 404


def test_older_and_foreign_links(emulator: EmulatorProcess, store: Store) -> None:
    emulator.switch(occ_links="fileLink", occ_link_base="http://internal.example:9080")
    token = store.start("x.zip", ("Products", "json"))
    status = store.done(token)
    assert status["fileLink"] == f"http://internal.example:9080/file/export/{token}/x.zip"
    assert status["metaLink"] == f"http://internal.example:9080/file/export/{token}/exportStatus.zip"
    assert "links" not in status
    emulator.switch(occ_links="links")
    assert {link["href"].partition("/file")[0] for link in store.status(token)["links"][:2]} == {
        "http://internal.example:9080"
    }


def test_files_need_the_token(emulator: EmulatorProcess, store: Store) -> None:
    token = store.start("x.zip", ("Products", "json"))
    store.done(token)
    url = f"{emulator.url}/file/export/{token}/x.zip"
    assert requests.get(url).status_code == 401
    emulator.switch(occ_file_authentication=False)
    answer = requests.get(url)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/zip")
    assert requests.get(url, headers={"Authorization": "Bearer wrong"}).status_code == 401
    assert store("GET", f"/file/export/{token}/other.zip").status_code == 404


def test_a_file_can_break_off(emulator: EmulatorProcess, store: Store) -> None:
    token = store.start("x.zip", ("Products", "json"))
    store.done(token)
    emulator.fault(path="/file/export/", truncate=100)
    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        store("GET", f"/file/export/{token}/x.zip")
    assert unpack(store.file(token, "x.zip"))


def test_seeding_and_equal_exports(emulator: EmulatorProcess, store: Store) -> None:
    emulator.seed("occ_product", 1000)
    assert emulator.state()["occ_product"] == 1003
    first = export(store)
    assert len(json.loads(first)["product"]) == 1002
    assert export(store) == first
