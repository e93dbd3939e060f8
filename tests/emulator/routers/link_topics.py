# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Topics of a product."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ..frame.call import Call
from ..frame.family import Family
from ..frame.fields import Text, members
from ..identity.authentication import project_user
from ..state.link_products import Product, ProductStore, ProductTopic
from .link_common import DESCRIPTION, PAGING, PREFIX, REQUIRED_FLAG, LinkDialect, envelope, path_id
from .link_products import product_with_role

family = Family(
    "link",
    LinkDialect("link-product-topic", ListProductTopics="queryProductTopic", DeleteProductTopic="deleteProductTopic"),
    auth=project_user,
    prefix=f"{PREFIX}/products/{{product_id}}/topics",
)
families = (family,)

TOPIC = members(
    permission=REQUIRED_FLAG,
    name=Text(min=1, max=64, required=True),
    version=Text(pattern=r"[A-Za-z0-9][A-Za-z0-9.-]{0,48}[A-Za-z0-9]", required=True),
    description=DESCRIPTION,
)


@family.post("", "CreateProductTopic", body=TOPIC)
def create_topic(call: Call) -> dict[str, Any]:
    """CreateProductTopic answers 200; the name of the request is only the end of `topic_name`."""
    product, _ = product_with_role(call, "modify")
    topic = ProductTopic(call.world[ProductStore].next_id(), **{"description": None, **call.body})
    product.check_topic(topic)
    product.topics[topic.id] = topic
    return _body(product, topic)


@family.get("", "ListProductTopics", query=PAGING)
def list_topics(call: Call) -> dict[str, Any]:
    product, _ = product_with_role(call, "read")
    return envelope(call, list(product.topics.values()), lambda topic: _body(product, topic))


@family.put("/{topic_id}", "UpdateProductTopic", body=TOPIC)
def update_topic(call: Call) -> dict[str, Any]:
    """UpdateProductTopic returns `topic_id` as a number, the other operations as a text."""
    product, _ = product_with_role(call, "modify")
    topic = product.topic(path_id(call, "topic_id"))
    changed = replace(topic, **{"description": None, **call.body})
    if changed.full_name != topic.full_name:
        product.check_topic(changed)
    product.topics[topic.id] = changed
    return _body(product, changed) | {"topic_id": topic.id}


@family.delete("/{topic_id}", "DeleteProductTopic", status=204)
def delete_topic(call: Call) -> None:
    product, _ = product_with_role(call, "modify")
    del product.topics[product.topic(path_id(call, "topic_id")).id]


def _body(product: Product, topic: ProductTopic) -> dict[str, Any]:
    return {
        "product_id": product.id,
        "topic_id": str(topic.id),
        "permission": topic.permission,
        "topic_name": topic.full_name,
        "version": topic.version,
        "description": topic.description,
    }
