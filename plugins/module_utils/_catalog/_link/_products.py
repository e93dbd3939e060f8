# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""Device integration: product templates, and products with their topics (fact source: `CreateProduct` and its kin)."""

from __future__ import annotations

import typing as t

from ..._spec._field import FIXED, Change, Child, Field, Limits, Ref, Secret, always
from ..._spec._resource import Listing, Query, Reach, Resource, Rules, Wire
from ..._spec._values import Values
from .._facts import created, times, users
from .._holdings import held_by_product
from .._rows import Rows

LINK = "/v2/{project_id}/link/instances/{instance_id}"
PRODUCTS = LINK + "/products"
#: the service counts 0 for on
ENABLED = ((True, 0), (False, 1))
NAME = r"[\u4e00-\u9fa5A-Za-z0-9_\-]+"
NAME_HELP = "letters, digits, Chinese characters, underscores or dashes"

_PRODUCT_TYPES = (("normal", 0), ("gateway", 1))
_PROTOCOL_TYPES = (("mqtt", 0), ("coap", 1), ("modbus", 2), ("opcua", 4), ("extension", 5))
_DATA_FORMATS = (("json", 0), ("custom", 1))
_PERMISSIONS = (("publish", 0), ("subscribe", 1))
_DEFAULT_DEVICE_TYPE = "Default"
_LONGEST_NEW_TYPE = 32
_MARKER = "/${deviceId}/"


def words(codes: tuple[tuple[str, int], ...]) -> tuple[str, ...]:
    return tuple(word for word, _code in codes)


def enabled_by_default(values: Values) -> Values:
    """A new object has to say whether it is enabled."""
    return {} if "enabled" in values else {"status": 0}


def _template_received(wire: Values) -> Values:
    """The service's own examples write two members in another spelling."""
    found = {"created_user": wire.get("createdUser"), "last_updated_user": wire.get("lastUpdatedUser")}
    return {**{name: user for name, user in found.items() if user is not None}, **wire}


PRODUCT_TEMPLATE = Resource(
    kind="product_templates",
    name="product_template",
    title="product template",
    description="A product template, from which products can be made.",
    identity=("name",),
    # ListProductTemplates takes at most 10 characters of a name, and does not say how it compares them
    sample_id="2235",
    collection=LINK + "/product-templates",
    listing=Listing(items="items", page_size=999, queries=(
        Query("enabled", "Return only what has this C(enabled).", type="bool", wire="status", codes=ENABLED),
        *created(),
    )),
    unique_names=False,  # CreateProductTemplate does not say that equal names are refused
    created="created_datetime",
    wire=Wire(received=_template_received, created_with=enabled_by_default),
    facts=(
        *times("created_datetime", "last_updated_datetime"),
        *users("created_user", "last_updated_user"),
    ),
    fields=(
        Field("name", "Name of the product template, unique in the instance.", required=True,
              limits=Limits(2, 64, pattern=NAME, help="2 to 64 " + NAME_HELP), sample="handheld-scanners"),
        Field("description", "Description of the product template.", limits=Limits(maximum=200), unset="",
              sample="Scanners of the halls"),
        Field("enabled", "Whether products can be made from it.", type="bool", wire="status", codes=ENABLED,
              unset=True, sample=True),
    ),
)  # fmt: skip


def _topic_received(wire: Values) -> Values:
    """Answers hold the whole name of a topic, ``/version/${deviceId}/name``, and ids of two types."""
    version, marker, name = str(wire.get("topic_name", "")).removeprefix("/").partition(_MARKER)
    return {**wire, "version": version, "name": name} if marker else wire


_TOPICS = Field(
    "topics", "The product's own topics.", type="list", elements="dict", compare="keyed", key=("version", "name"),
    fields=(
        Field("name", "Last part of the topic's name. The service makes C(/version/${deviceId}/name) of it.",
              required=True, limits=Limits(maximum=64, pattern=r"\S+", help="1 to 64 characters without spaces"),
              sample="labels"),
        Field("version", "Version of the topic, for example V(1.0), in quotes.", required=True,
              limits=Limits(2, 50, pattern=r"[A-Za-z0-9][A-Za-z0-9.\-]*[A-Za-z0-9]",
                            help="2 to 50 letters, digits, dots or dashes, beginning and ending with a letter or a "
                                 "digit"), sample="1.0"),
        Field("permission", "Whether devices publish to the topic or subscribe to it.", required=True,
              choices=words(_PERMISSIONS), codes=_PERMISSIONS, sample="subscribe"),
        Field("description", "Description of the topic.", limits=Limits(maximum=200), unset="",
              sample="Labels to print"),
    ),
)  # fmt: skip
TOPICS = Rows(_TOPICS, PRODUCTS + "/{product_id}/topics", "topic_id", received=_topic_received)


def _read_authentication(client: t.Any, product: Values) -> Values:
    """Products come with the name; the password is masked there."""
    del client
    known = product.get("authentication") or {}
    return {name: known[name] for name in ("user_name", "password") if known.get(name)}


def _write_authentication(client: t.Any, product: Values, present: t.Any, want: Values) -> None:
    """Set name and password. An empty one is kept, and two empty ones would be replaced by random ones."""
    del present
    body = {"user_name": want.get("user_name") or "", "password": want.get("password") or ""}
    if set(body["password"]) == {"*"}:
        body["password"] = ""  # a mask
    if body["user_name"] or body["password"]:
        client.call("PUT", PRODUCTS + "/{id}/authentication", {"id": product["id"]}, body=body)


_SPECIAL = r"\-~!@#$%^&*()_=+|\[{}\];:<>/?"
_AUTHENTICATION = (
    Field("user_name", "Name with which devices log in. Made by the service when omitted.", instance_made=always,
          limits=Limits(pattern=r"[A-Za-z0-9\-]{10,50}", help="10 to 50 letters, digits or dashes")),
    Field("password", "The password. Made by the service when omitted; a placeholder counts as omitted.",
          secret=Secret("masked", made_up=True),
          limits=Limits(pattern=rf"(?=.*\d)(?=.*[A-Z])(?=.*[a-z])(?=.*[{_SPECIAL}])[A-Za-z0-9{_SPECIAL}]{{10,80}}",
                        help="10 to 80 characters: digits, small and capital letters, and some of - ~ ! @ # $ % ^ & * "
                             "( ) _ = + | [ { } ] ; : < > / ?")),
)  # fmt: skip


def _check_template(values: Values, target: t.Callable[[str], Values | None]) -> t.Iterator[tuple[str, str]]:
    template = target("template")
    if template is not None and template.get("enabled") is False:
        yield "template", f"the product template {values.get('template')!r} is not enabled"


def _services_of_template(values: Values, new: bool) -> t.Iterator[tuple[str, str, t.Any]]:
    """A new product gets copies of the services that its template has by then."""
    if new and values.get("template"):
        yield "product_services", "template", values["template"]


def _check_creation(values: Values) -> t.Iterator[tuple[str, str]]:
    """`CreateProduct` takes shorter texts than `UpdateProduct`."""
    kind = values.get("device_type") or ""
    if len(kind) > _LONGEST_NEW_TYPE:
        yield "device_type", f"has {len(kind)} characters, a new product takes at most {_LONGEST_NEW_TYPE}"


def _with_device_type(body: Values) -> Values:
    """A product is never without a device type."""
    return {**body, "device_type": body.get("device_type") or _DEFAULT_DEVICE_TYPE}


PRODUCT = Resource(
    kind="products",
    name="product",
    title="product",
    description="A product: what devices of one model have in common.",
    identity=("name",),
    sample_id="122894",
    collection=PRODUCTS,
    listing=Listing(items="items", page_size=999, filters=(("name", "name", 64),), queries=created()),
    wire=Wire(sent=_with_device_type),
    reach=Reach(in_the_way=held_by_product, archived=always),
    rules=Rules(
        unique=(("manufacturer_id", "model"),), check_creation=_check_creation, check_targets=_check_template,
        awaits=_services_of_template,
    ),
    facts=(
        *times("created_datetime", "last_updated_datetime"),
        *users("created_user", "last_updated_user"),
        Field("product_serial", "Serial number of the product, part of its topics.", sample="D55f3a7c"),
        Field("permissions", "What the caller may do with the product.", type="list", elements="str",
              sample=["read", "modify"]),
    ),
    fields=(
        Field("name", "Name of the product, unique in the account.", required=True,
              limits=Limits(maximum=64, pattern=NAME, help="1 to 64 " + NAME_HELP), sample="label-printer"),
        Ref("app", "Name of the application that the product belongs to.", kind="apps", wire="app_id", holds=True,
            named="app_name", on_create=True, change=FIXED, sample="orders"),
        Ref("template", ("Name of the product template that a new product is made from: it gets the services of the "
                         "template.",
                         "The service does not tell from which template a product was made, so this has no effect on "
                         "one that exists."),
            kind="product_templates", member="id", wire="template_id", change=Change(mutable=False, clearable=False),
            silent=True),
        Field("manufacturer_id", "ID of the manufacturer. Unique together with O(model).", on_create=True,
              limits=Limits(2, 50, pattern=r"[A-Za-z0-9_\-]+", help="2 to 50 letters, digits, underscores or dashes"),
              sample="acme"),
        Field("manufacturer_name", "Name of the manufacturer.", on_create=True, limits=Limits(2, 64),
              sample="Acme Printing"),
        Field("model", "Model of the product. Spaces around it are dropped.", on_create=True,
              limits=Limits(2, 50, pattern=r"[A-Za-z0-9_ \-]+",
                            help="2 to 50 letters, digits, spaces, underscores or dashes"),
              canonical=lambda model: model.strip(" ") if model else model, sample="LP-200"),
        Field("product_type", "Whether devices of this product are gateways, which have devices below them.",
              choices=words(_PRODUCT_TYPES), codes=_PRODUCT_TYPES, on_create=True, change=FIXED, sample="normal"),
        Field("protocol_type", "Protocol of the devices.", choices=words(_PROTOCOL_TYPES), codes=_PROTOCOL_TYPES,
              on_create=True, change=FIXED, sample="mqtt"),
        Field("device_type", "Kind of device.", limits=Limits(maximum=64), unset=_DEFAULT_DEVICE_TYPE,
              sample="Default"),
        Field("data_format", "Format of the messages.", choices=words(_DATA_FORMATS), codes=_DATA_FORMATS,
              unset="json", change=FIXED, sample="json"),
        Field("version", "Version of the model.", limits=Limits(maximum=32), unset="", sample="2"),
        Field("description", "Description of the product.", limits=Limits(maximum=200), unset="",
              sample="Prints the labels of parcels"),
        Child("authentication", "How devices of the product log in.", type="dict", compare="members",
              change=Change(clearable=False),
              fields=_AUTHENTICATION, read=_read_authentication, write=_write_authentication,
              sample={"user_name": "4MjxbCl4q461"}),
        Child("topics", _TOPICS.description, type="list", elements="dict", compare="keyed", key=_TOPICS.key, unset=[],
              fields=_TOPICS.fields,
              read=lambda client, product: TOPICS.read(client, {"product_id": product["id"]}),
              write=lambda client, product, have, want: TOPICS.write(client, {"product_id": product["id"]}, want)),
    ),
)  # fmt: skip
