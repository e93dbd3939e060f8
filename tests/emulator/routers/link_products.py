# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Products of device integration: create, find, change and delete; their credentials."""

from __future__ import annotations

from typing import Any

from ..frame.call import Call
from ..frame.family import Family
from ..frame.fields import Field, Int, Text, members
from ..identity.authentication import project_user
from ..state.apps import App
from ..state.link_common import LinkSwitches, conflict
from ..state.link_devices import DeviceStore
from ..state.link_products import Product, ProductStore
from .link_common import (
    CHINESE_NAME,
    CREATED,
    DESCRIPTION,
    MASK,
    OPTIONAL_ID,
    PAGING,
    PREFIX,
    LinkDialect,
    OrEmpty,
    Trimmed,
    app_for,
    envelope,
    need_role,
    path_id,
    permissions,
    readable_apps,
    select,
)

PRODUCT_DIALECT = LinkDialect(
    "link-product",
    ListProducts="search",
    ShowProduct="searchProductDetails",
    UploadProduct="importProduct",
    DownloadProducts="exportProduct",
)
family = Family("link", PRODUCT_DIALECT, auth=project_user, prefix=f"{PREFIX}/products", stores=(DeviceStore,))
families = (family,)

CHANGEABLE: dict[str, Field] = {
    "name": Text(min=1, max=64, pattern=CHINESE_NAME, required=True),
    "manufacturer_id": Text(min=2, max=50, pattern=r"[A-Za-z0-9_-]+", required=True),
    "manufacturer_name": Text(min=2, max=64, required=True),
    "model": Trimmed(min=2, max=50, pattern=r"[A-Za-z0-9_ -]+", required=True),
    "description": DESCRIPTION,
}
NEW_PRODUCT = members(
    app_id=Text(min=1, max=36, required=True),
    product_type=Int(choices=(0, 1), required=True),
    protocol_type=Int(choices=(0, 1, 2, 4, 5), required=True),
    device_type=Text(max=32),
    template_id=OPTIONAL_ID,
    data_format=Int(choices=(0, 1)),
    version=Text(max=32, nullable=True),
    **CHANGEABLE,
)
USER_NAME = r"[A-Za-z0-9-]+"
SPECIALS = r"\-~!@#$%^&*()_=+|\[{}\];:<>/?"
PASSWORD = rf"(?=.*\d)(?=.*[A-Z])(?=.*[a-z])(?=.*[{SPECIALS}])[A-Za-z0-9{SPECIALS}]+"


@family.post("", "CreateProduct", status=201, body=NEW_PRODUCT)
def create_product(call: Call) -> dict[str, Any]:
    """CreateProduct: `template_id` is never returned."""
    app = app_for(call, call.body["app_id"])
    product = call.world[ProductStore].create_product(call.instance_id, app, call.caller, call.body)
    body = _body(call, product, app)
    if call.world.switches[LinkSwitches].link_create_shows_password:
        body["authentication"]["password"] = product.credentials.password
    return body


@family.get(
    "",
    "ListProducts",
    query={
        "app_id": Text(max=36),
        "id": Text(max=64),
        "name": Text(max=64),
        "manufacturer_id": Text(max=64),
        "manufacturer_name": Text(max=64),
        "model": Text(max=64),
        "device_type": Text(max=64),
        "product_type": Int(choices=(0, 1)),
        "protocol_type": Int(choices=(0, 1, 2, 4, 5)),
        "app_name": Text(max=256),
        "product_serial": Text(max=64),
        **CREATED,
        "created_date_start": Int(min=1, max=10**17 - 1),
        "created_date_end": Int(min=1, max=10**17 - 1),
        **PAGING,
    },
)
def list_products(call: Call) -> dict[str, Any]:
    apps, wanted = readable_apps(call), call.query["app_name"] or ""
    products = [
        product
        for product in call.world[ProductStore].shelf(call.instance_id).products
        if product.app_id in apps and wanted in apps[product.app_id].name
    ]
    exact = {name: name for name in ("app_id", "id", "product_type", "protocol_type", "device_type")}
    fuzzy = {name: name for name in ("name", "manufacturer_id", "manufacturer_name", "model")}
    found = select(call, products, exact=exact, fuzzy=fuzzy | {"product_serial": "serial"})
    return envelope(call, found, lambda product: _body(call, product, apps[product.app_id]))


@family.get("/{product_id}", "ShowProduct")
def show_product(call: Call) -> dict[str, Any]:
    return _body(call, *product_with_role(call, "read"))


@family.put(
    "/{product_id}",
    "UpdateProduct",
    body=members(device_type=Text(min=1, max=64, required=True), version=Text(max=64, nullable=True), **CHANGEABLE),
)
def update_product(call: Call) -> dict[str, Any]:
    """UpdateProduct replaces all that can change; its answer has no credentials."""
    product, app = product_with_role(call, "modify")
    call.world[ProductStore].update_product(call.instance_id, product, call.caller, call.body)
    body = _body(call, product, app)
    del body["authentication"]
    return body


@family.delete("/{product_id}", "DeleteProduct", status=204)
def delete_product(call: Call) -> None:
    """DeleteProduct takes services and topics along, but not devices."""
    product, _ = product_with_role(call, "delete")
    if call.world[DeviceStore].count_of(call.instance_id, product):
        raise conflict("ROMA.00110702", "The product has devices. Delete the devices first.")
    call.world[ProductStore].delete_product(call.instance_id, product)


@family.get("/{product_id}/devices-summary", "ListDevicesInProduct")
def count_devices(call: Call) -> dict[str, int]:
    """ListDevicesInProduct is a count in spite of its name."""
    product, _ = product_with_role(call, "read")
    return {"summary": call.world[DeviceStore].count_of(call.instance_id, product)}


@family.get("/{product_id}/authentication", "ShowProductAuthentication")
def show_authentication(call: Call) -> dict[str, str]:
    """ShowProductAuthentication returns the password in clear."""
    product, _ = product_with_role(call, "modify")
    return {"user_name": product.credentials.user_name, "password": product.credentials.password}


@family.put(
    "/{product_id}/authentication",
    "ResetProductAuthentication",
    body=members(
        user_name=OrEmpty(min=10, max=50, pattern=USER_NAME), password=OrEmpty(min=10, max=80, pattern=PASSWORD)
    ),
)
def reset_authentication(call: Call) -> dict[str, str]:
    """ResetProductAuthentication: an empty value keeps what there is, two of them ask for a new password."""
    product, _ = product_with_role(call, "modify")
    product.credentials.replace(call.body.get("user_name", ""), call.body.get("password", ""))
    return {"user_name": product.credentials.user_name, "password": product.credentials.password}


def product_with_role(call: Call, role: str) -> tuple[Product, App]:
    """The product of the path, in whose application the caller must have the role."""
    product = call.world[ProductStore].shelf(call.instance_id).products.get(path_id(call, "product_id"))
    return product, need_role(call, product.app_id, role)


def _body(call: Call, product: Product, app: App) -> dict[str, Any]:
    return {
        "permissions": permissions(call, app),
        "id": product.id,
        "product_serial": product.serial,
        "app_id": app.id,
        "app_name": app.name,
        "name": product.name,
        "manufacturer_id": product.manufacturer_id,
        "manufacturer_name": product.manufacturer_name,
        "model": product.model,
        "product_type": product.product_type,
        "description": product.description,
        "protocol_type": product.protocol_type,
        "device_type": product.device_type,
        "version": product.version,
        "authentication": {"user_name": product.credentials.user_name, "password": MASK},
        "data_format": product.data_format,
        **product.audit.as_members(),
    }
