# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the messages of a rule come from, and where they go. Neither can be changed, only replaced."""

from __future__ import annotations

from typing import Any

from ..frame.call import Call
from ..frame.errors import Invalid
from ..frame.family import Family
from ..frame.fields import Bool, Int, Text, members
from ..identity.authentication import project_user
from ..state.link_common import missing
from ..state.link_devices import DeviceStore
from ..state.link_products import ProductStore
from ..state.link_rules import Destination, RuleStore, Source
from ..state.topics import TopicStore
from .link_common import FLAG, ID, OPTIONAL_ID, PAGING, PREFIX, LinkDialect, app_for, envelope, path_id
from .link_rules import rule_with_role

PATH = f"{PREFIX}/rules/{{rule_id}}"
NAMES = {"rule_id": "rule_oid"}
sources = Family(
    "link",
    LinkDialect("link-rulesrc", paths=NAMES, ListSources="query"),
    auth=project_user,
    prefix=f"{PATH}/sources",
)
destinations = Family(
    "link",
    LinkDialect("link-ruledest", paths=NAMES, CreateDestination="save"),
    auth=project_user,
    prefix=f"{PATH}/destinations",
)
families = (sources, destinations)

MQS, DEVICE = 0, 7
OPTIONAL = Text(max=64, nullable=True)


@sources.post(
    "",
    "CreateSource",
    status=201,
    body=members(
        product_id=ID,
        topic=Text(min=1, max=64, required=True),
        device_id=OPTIONAL_ID,
        is_base64=FLAG,
        contain_device_info=FLAG,
    ),
)
def create_source(call: Call) -> dict[str, Any]:
    """CreateSource: without a device, all devices of the product."""
    rule, _ = rule_with_role(call, "modify")
    product = call.world[ProductStore].shelf(call.instance_id).products.get(call.body["product_id"])
    device_id = call.body.get("device_id")
    if device_id is not None and call.world[DeviceStore].device(call.instance_id, device_id).product is not product:
        raise missing(device_id)
    return _source_body(call, call.world[RuleStore].add_source(rule, call.body))


@sources.get("", "ListSources", query=PAGING)
def list_sources(call: Call) -> dict[str, Any]:
    rule, _ = rule_with_role(call, "read")
    return envelope(call, list(rule.sources.values()), lambda source: _source_body(call, source))


@sources.delete("/{source_id}", "DeleteSource", status=204)
def delete_source(call: Call) -> None:
    rule, _ = rule_with_role(call, "modify")
    source_id = path_id(call, "source_id")
    if rule.sources.pop(source_id, None) is None:
        raise missing(source_id)


def _source_body(call: Call, source: Source) -> dict[str, Any]:
    """The names of a product and a device that are gone are null."""
    products = call.world[ProductStore].shelf(call.instance_id).products
    product = next((product for product in products if product.id == source.product_id), None)
    device = call.world[DeviceStore].shelf(call.instance_id).devices.get(source.device_id)
    return {
        "source_id": source.id,
        "product_id": source.product_id,
        "product_name": product.name if product else None,
        "device_id": source.device_id,
        "device_name": device.name if device else None,
        "topic": source.topic,
        "is_base64": source.is_base64,
        "contain_device_info": source.contain_device_info,
    }


@destinations.post(
    "",
    "CreateDestination",
    status=201,
    body=members(
        destination_type=Int(choices=(MQS, DEVICE), required=True),
        topic=Text(min=1, max=64, required=True),
        app_id=OPTIONAL,
        destination_name=OPTIONAL,
        server=OPTIONAL,
        token=Text(max=1000, nullable=True),
        tag=OPTIONAL,
        mqs_sasl_ssl=Bool(),
        user_name=OPTIONAL,
        password=OPTIONAL,
    ),
)
def create_destination(call: Call) -> dict[str, Any]:
    """CreateDestination: the message queue of the instance needs an application and a topic that exists."""
    rule, _ = rule_with_role(call, "modify")
    body = call.body
    if body["destination_type"] == MQS:
        if not body.get("app_id"):
            raise Invalid("app_id", "required")
        app_for(call, body["app_id"], "access")
        if call.world[TopicStore].get(call.instance_id, body["topic"]) is None:
            raise missing(body["topic"])
    return _destination_body(call.world[RuleStore].add_destination(rule, body))


@destinations.get("", "ListDestinations", query=PAGING)
def list_destinations(call: Call) -> dict[str, Any]:
    rule, _ = rule_with_role(call, "read")
    return envelope(call, list(rule.destinations.values()), _destination_body)


@destinations.delete("/{destination_id}", "DeleteDestination", status=204)
def delete_destination(call: Call) -> None:
    rule, _ = rule_with_role(call, "modify")
    destination_id = path_id(call, "destination_id")
    if rule.destinations.pop(destination_id, None) is None:
        raise missing(destination_id)


def _destination_body(destination: Destination) -> dict[str, Any]:
    return {
        "destination_id": destination.id,
        "destination_type": destination.destination_type,
        "app_id": destination.app_id,
        "destination_name": destination.destination_name,
        "topic": destination.topic,
        "server": destination.server,
        "token": destination.token,
        "tag": destination.tag,
        "mqs_sasl_ssl": destination.mqs_sasl_ssl,
        "user_name": destination.user_name,
        "password": "******" if destination.password else None,
    }
