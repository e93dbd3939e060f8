# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Products as a CSV file, out and in. The vendor does not publish the columns; what is exported can be imported."""

from __future__ import annotations

import csv
import io
from typing import Any

from ..frame.bodies import FilePart, MultipartBody
from ..frame.call import Call
from ..frame.errors import Invalid, ServiceError
from ..frame.family import Family
from ..frame.fields import Problems, Repeated, Text
from ..frame.reply import Reply, download
from ..identity.authentication import project_user
from ..state.apps import AppStore
from ..state.link_common import missing
from ..state.link_products import ProductStore
from .link_common import PREFIX, app_for, readable_apps
from .link_products import NEW_PRODUCT, PRODUCT_DIALECT

family = Family("link", PRODUCT_DIALECT, auth=project_user, prefix=f"{PREFIX}/products")
families = (family,)

COLUMNS = (
    "name", "manufacturer_id", "manufacturer_name", "model", "product_type", "protocol_type",
    "device_type", "data_format", "version", "description", "app_name",
)  # fmt: skip
NUMBERS = ("product_type", "protocol_type", "data_format")
MOST = 500


@family.get("/export", "DownloadProducts", query={"product_ids": Repeated(item=Text())})
def export_products(call: Call) -> Reply:
    """DownloadProducts: ids with commas or in several parameters; unknown ones are skipped, none left is an error."""
    apps = readable_apps(call)
    products = [
        product for product in call.world[ProductStore].shelf(call.instance_id).products if product.app_id in apps
    ]
    if call.query["product_ids"] is not None:
        wanted = _ids(call.query["product_ids"])
        products = [product for product in products if product.id in wanted]
        if not products:
            raise missing(",".join(map(str, wanted)))
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, restval="")
    writer.writeheader()
    for product in products:
        row = {column: getattr(product, column) for column in COLUMNS if hasattr(product, column)}
        writer.writerow(row | {"app_name": apps[product.app_id].name})
    return download(text.getvalue().encode(), "ROMALinkProducts.csv")


def _ids(values: list[str]) -> list[int]:
    texts = [text for value in values for text in value.split(",")]
    if len(texts) > MOST or not all(text.isascii() and text.isdigit() for text in texts):
        raise Invalid("product_ids", "type", "query")
    return [int(text) for text in texts]


@family.post("/import", "UploadProduct", body=MultipartBody({"file": FilePart()}))
def import_products(call: Call) -> dict[str, Any]:
    """UploadProduct answers 200 even when all rows fail; the list of ids holds names."""
    upload = call.body.get("file")
    if upload is None:
        raise ServiceError(400, "RML.0009", "No CSV found.")
    if not (upload.filename or "").lower().endswith(".csv"):
        raise ServiceError(400, "RML.0015", "Incorrect file extension.")
    rows = _rows(upload.file.read())
    failed = [row["name"] for row in rows if not _import(call, row)]
    return {"succ_num": len(rows) - len(failed), "fail_num": len(failed), "fail_objects_ids": failed}


def _rows(data: bytes) -> list[dict[str, str]]:
    try:
        reader = csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""), restkey="more", strict=True)
        rows = list(reader)
    except (UnicodeDecodeError, csv.Error):
        raise Invalid("file", "format") from None
    if tuple(reader.fieldnames or ()) != COLUMNS or len(rows) > MOST:
        raise Invalid("file", "format")
    return rows


def _import(call: Call, row: dict[str, Any]) -> bool:
    """Each row is a create; the owner is the application of that name. Empty cells are members that are not there."""
    app = call.world[AppStore].by_name(call.instance_id, row.get("app_name") or "")
    if app is None:
        return False
    values: dict[str, Any] = {name: value for name, value in row.items() if value and name != "app_name"}
    for name in NUMBERS:
        if values.get(name, "").isdigit():
            values[name] = int(values[name])
    problems: Problems = []
    values = NEW_PRODUCT.check(values | {"app_id": app.id}, "", problems)
    if problems:
        return False
    try:
        call.world[ProductStore].create_product(call.instance_id, app_for(call, app.id), call.caller, values)
    except ServiceError:
        return False
    return True
