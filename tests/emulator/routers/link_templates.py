# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Product templates: what new products can be made from."""

from __future__ import annotations

from typing import Any

from ..frame.call import Call
from ..frame.family import Family
from ..frame.fields import Int, Text, members
from ..identity.authentication import project_user
from ..state.link_common import LinkSwitches
from ..state.link_products import ProductStore, Template
from .link_common import (
    CHINESE_NAME,
    CREATED,
    DESCRIPTION,
    ID_FILTER,
    PAGING,
    PREFIX,
    REQUIRED_FLAG,
    LinkDialect,
    envelope,
    path_id,
    select,
)

family = Family(
    "link",
    LinkDialect("link-producttemplate", ListProductTemplates="pageQuery"),
    auth=project_user,
    prefix=f"{PREFIX}/product-templates",
    stores=(ProductStore,),
    switches=LinkSwitches,
)
families = (family,)

TEMPLATE = members(
    name=Text(min=2, max=64, pattern=CHINESE_NAME, required=True), description=DESCRIPTION, status=REQUIRED_FLAG
)


@family.post("", "CreateProductTemplate", status=201, body=TEMPLATE)
def create_template(call: Call) -> dict[str, Any]:
    return _body(call, call.world[ProductStore].create_template(call.instance_id, call.caller, call.body))


@family.get(
    "",
    "ListProductTemplates",
    query={"id": ID_FILTER, "name": Text(max=10), "status": Int(choices=(0, 1)), **CREATED, **PAGING},
)
def list_templates(call: Call) -> dict[str, Any]:
    """ListProductTemplates: the filter for names takes 10 characters, although there are longer names."""
    templates = call.world[ProductStore].shelf(call.instance_id).templates
    found = select(call, templates, exact={"id": "id", "status": "status"}, fuzzy={"name": "name"})
    return envelope(call, found, lambda template: _body(call, template))


@family.get("/{product_template_id}", "ShowProductTemplate")
def show_template(call: Call) -> dict[str, Any]:
    return _body(call, _template(call))


@family.put("/{product_template_id}", "UpdateProductTemplate", body=TEMPLATE)
def update_template(call: Call) -> dict[str, Any]:
    template = _template(call)
    call.world[ProductStore].shelf(call.instance_id).templates.rename(template, call.body["name"])
    template.description, template.status = call.body.get("description"), call.body["status"]
    template.audit.touch(call.caller)
    return _body(call, template)


@family.delete("/{product_template_id}", "DeleteProductTemplate", status=204)
def delete_template(call: Call) -> None:
    call.world[ProductStore].delete_template(call.instance_id, _template(call))


def _template(call: Call) -> Template:
    return call.world[ProductStore].shelf(call.instance_id).templates.get(path_id(call, "product_template_id"))


def _body(call: Call, template: Template) -> dict[str, Any]:
    audit = template.audit.as_members()
    if call.world.switches[LinkSwitches].link_camel_case:
        audit["createdUser"], audit["lastUpdatedUser"] = audit.pop("created_user"), audit.pop("last_updated_user")
    return {
        "id": template.id,
        "name": template.name,
        "description": template.description,
        "status": template.status,
        **audit,
    }
