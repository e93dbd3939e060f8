# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Products as CSV files and in asset packages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import huaweicloudsdkroma.v2 as roma
import pytest
from huaweicloudsdkcore.http.formdata import FormFile

from tests.contract.clients import Api
from tests.contract.packages import document, export_apps, import_package
from tests.contract.vendor import ask, refused
from tests.emulator.identity import tenant
from tests.emulator.process import EmulatorProcess

PRODUCTS = "/v2/{project}/link/instances/{instance}/products"
HEADER = (
    "name,manufacturer_id,manufacturer_name,model,product_type,protocol_type,"
    "device_type,data_format,version,description,app_name"
)
SECOND = tenant.SECOND_INSTANCE.id


@pytest.fixture
def app(sdk: roma.RomaClient) -> Any:
    return ask(sdk, "CreateRomaApp", body=roma.CreateAppReq(name="plant"))


def create(sdk: roma.RomaClient, app: Any, name: str, **values: Any) -> int:
    body = roma.CreateProductRequestBody(
        app_id=app.id, name=name, manufacturer_id="acme", manufacturer_name="Acme", model=name,
        product_type=0, protocol_type=0, **values,
    )  # fmt: skip
    return ask(sdk, "CreateProduct", body=body).id


def test_export(sdk: roma.RomaClient, api: Api, app: Any, tmp_path: Path) -> None:
    ids = [create(sdk, app, name, description="a, b") for name in ("one", "two", "three")]
    answer = ask(sdk, "DownloadProducts", product_ids=ids[:2])
    file = tmp_path / "products.csv"
    answer.consume_download_stream(lambda stream: file.write_bytes(stream.content))
    assert file.read_text().splitlines() == [
        HEADER,
        'one,acme,Acme,one,0,0,Default,0,,"a, b",plant',
        'two,acme,Acme,two,0,0,Default,0,,"a, b",plant',
    ]
    answer = api("GET", f"{PRODUCTS}/export")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="ROMALinkProducts.csv"'
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert len(answer.text.splitlines()) == 4
    repeated = api("GET", f"{PRODUCTS}/export?product_ids={ids[0]}&product_ids={ids[2]}&product_ids=7")
    assert [line.partition(",")[0] for line in repeated.text.splitlines()[1:]] == ["one", "three"]
    assert api("GET", f"{PRODUCTS}/export?product_ids=7").json()["error_code"] == "ROMA.00110006"
    for bad in ("x", "", ",".join(map(str, range(501)))):
        answer = api("GET", f"{PRODUCTS}/export?product_ids={bad}").json()
        assert answer["error_msg"].startswith(
            "Parameter is not valid for operation [romalink.link-product.exportProduct]"
        )


def load(sdk: roma.RomaClient, file: Path) -> Any:
    with file.open("rb") as stream:
        return ask(sdk, "UploadProduct", body=roma.UploadProductRequestBody(file=FormFile(stream)))


def test_what_was_exported_can_be_imported(sdk: roma.RomaClient, api: Api, app: Any, tmp_path: Path) -> None:
    number = create(sdk, app, "one", description="a, b", version="2", data_format=1)
    file = tmp_path / "ROMALinkProducts.csv"
    file.write_bytes(api("GET", f"{PRODUCTS}/export").content)
    before = ask(sdk, "ShowProduct", product_id=number).to_json_object()
    ask(sdk, "DeleteProduct", product_id=number)
    answer = load(sdk, file)
    assert (answer.status_code, answer.succ_num, answer.fail_num, answer.fail_objects_ids) == (200, 1, 0, [])
    [after] = [product.to_dict() for product in ask(sdk, "ListProducts").items]
    for name in ("name", "model", "description", "version", "data_format", "app_name", "device_type"):
        assert after[name] == before[name]


def test_rows_fail_one_by_one(sdk: roma.RomaClient, app: Any, tmp_path: Path) -> None:
    create(sdk, app, "one")
    file = tmp_path / "p.csv"
    file.write_text(
        f"{HEADER}\n"
        "one,acme,Acme,other,0,0,,,,,plant\n"
        "two,acme,Acme,one,0,0,,,,,plant\n"
        "three,acme,Acme,three,0,0,,,,,nobody\n"
        "four,acme,Acme,four,9,0,,,,,plant\n"
        "five,acme,Acme,five,0,0,,,,,plant\n"
    )
    answer = load(sdk, file)
    assert (answer.succ_num, answer.fail_num) == (1, 4)
    assert answer.fail_objects_ids == ["one", "two", "three", "four"]
    assert [product.name for product in ask(sdk, "ListProducts").items] == ["one", "five"]


def test_import_refuses(api: Api, sdk: roma.RomaClient, app: Any, tmp_path: Path) -> None:
    def upload(name: str, content: str | bytes, part: str = "file") -> Any:
        return api("POST", f"{PRODUCTS}/import", files={part: (name, content)}).json()

    assert upload("p.txt", HEADER)["error_code"] == "RML.0015"
    assert upload("p.csv", "name\none\n")["error_code"] == "ROMA.00110001"
    assert upload("p.csv", b"\xff\xfe")["error_code"] == "ROMA.00110001"
    rows = "".join(f"p{number},acme,Acme,m{number},0,0,,,,,plant\n" for number in range(501))
    assert upload("p.csv", f"{HEADER}\n{rows}")["error_code"] == "ROMA.00110001"
    assert upload("p.csv", HEADER, part="upload")["error_code"] == "SCB.00000000"
    boundary = {"Content-Type": "multipart/form-data; boundary=x"}
    answer = api("POST", f"{PRODUCTS}/import", data="--x--\r\n", headers=boundary)
    assert (answer.status_code, answer.json()["error_code"]) == (400, "RML.0009")
    assert upload("P.CSV", HEADER) == {"succ_num": 0, "fail_num": 0, "fail_objects_ids": []}


def test_asset_packages(emulator: EmulatorProcess, sdk: roma.RomaClient, api: Api, app: Any) -> None:
    number = create(sdk, app, "one", description="d")
    service = ask(
        sdk, "CreateService", body=roma.CreateServiceRequestBody(product_id=number, service_name="tank", status=0)
    )
    path = {"service_id": str(service.service_id)}
    level = {"property_name": "level", "data_type": "integer", "required": 1}
    ask(sdk, "CreateProperty", **path, body=roma.CreatePropertyRequestBody(**level, max="7", method="R"))
    command = ask(sdk, "CreateCommand", **path, body=roma.CreateCommandRequestBody(name="fill"))
    body = roma.CreatePropertyRequestBody(**level)
    ask(sdk, "CreateRequestProperty", **path, command_id=command.command_id, body=body)
    package = export_apps(api, app.id)
    [entry] = document(package, "link/products.json")
    assert "authentication" not in entry
    assert entry["services"][0]["commands"][0]["requests"][0]["property_name"] == "level"

    def imported(**query: str) -> dict[str, Any]:
        assert import_package(api, package, **query) == []
        [product] = ask(sdk, "ListProducts", instance_id=SECOND).items
        [tank] = ask(sdk, "ListServices", instance_id=SECOND, product_id=product.id).items
        there = {"instance_id": SECOND, "service_id": str(tank.service_id)}
        [found] = ask(sdk, "ListProperties", **there).items
        [fill] = ask(sdk, "ListCommands", **there).items
        requests = ask(sdk, "ListRequestProperties", **there, command_id=fill.command_id)
        assert (product.description, found.max, found.method, requests.total) == ("d", "7", "R", 1)
        return product.to_dict()

    first = imported()
    body = roma.UpdateProductRequestBody(
        name="one", manufacturer_id="acme", manufacturer_name="Acme", model="changed", device_type="Default"
    )
    ask(sdk, "UpdateProduct", instance_id=SECOND, product_id=first["id"], body=body)
    merged = imported(type="Merge")
    assert (merged["id"], merged["model"]) == (first["id"], "one")
    [reason] = import_package(api, package, prefix="copy-")
    assert (reason["resource_name"], reason["error_code"]) == ("copy-plant", "ROMA.00110701")
    with refused(500, "ROMA.00110701"):
        create(sdk, app, "one")
    assert emulator.state()["products"] == 2
