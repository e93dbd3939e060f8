# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Product templates, products and their topics."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from ..frame.errors import ServiceError
from ..frame.world import Store, World
from ..identity.caller import Caller
from .apps import App
from .contents import AppContents, Restore
from .link_common import Audit, Credentials, LinkSwitches, Named, conflict, missing, over_quota, random_text
from .link_models import Service, fill_service, new_service, service_document, services
from .seeding import SEEDER, app_for_seeds

DOCUMENT = "link/products.json"
CHANGEABLE = ("name", "manufacturer_id", "manufacturer_name", "model", "device_type", "description", "version")
PRODUCT_MEMBERS = (*CHANGEABLE, "product_type", "protocol_type", "data_format")


@dataclass
class Template:
    """`status` 0 is enabled."""

    id: int
    name: str
    description: str | None
    status: int
    audit: Audit
    services: Named[Service] = field(default_factory=services)


@dataclass
class ProductTopic:
    id: int
    permission: int
    name: str
    version: str
    description: str | None

    @property
    def full_name(self) -> str:
        return f"/{self.version}/${{deviceId}}/{self.name}"


@dataclass
class Product:
    id: int
    name: str
    app_id: str
    serial: str
    manufacturer_id: str
    manufacturer_name: str
    model: str
    product_type: int
    protocol_type: int
    device_type: str
    data_format: int
    description: str | None
    version: str | None
    audit: Audit
    credentials: Credentials = field(default_factory=Credentials.made_up)
    services: Named[Service] = field(default_factory=services)
    topics: dict[int, ProductTopic] = field(default_factory=dict)

    @property
    def pair(self) -> tuple[str, str]:
        return self.manufacturer_id, self.model

    def topic(self, topic_id: int) -> ProductTopic:
        if topic_id not in self.topics:
            raise missing(topic_id)
        return self.topics[topic_id]

    def check_topic(self, topic: ProductTopic) -> None:
        """The full name is unique in the product."""
        if any(other.full_name == topic.full_name and other is not topic for other in self.topics.values()):
            raise conflict("ROMA.00110705", f"product topic name already exists, name: {topic.full_name}")


class Shelf:
    """What one instance has. `seeded` objects do not count against the quotas."""

    def __init__(self) -> None:
        self.templates: Named[Template] = Named("ROMA.00110601", "The product template name already exists.")
        self.products: Named[Product] = Named("ROMA.00110701", "The product name already exists.")
        self.pairs: dict[tuple[str, str], Product] = {}
        self.services: dict[int, Service] = {}
        self.seeded: Counter[str] = Counter()


class ProductStore(Store, AppContents):
    restore_rank = 30

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self._shelves: defaultdict[str, Shelf] = defaultdict(Shelf)
        self._ids = count(1001)

    @property
    def switches(self) -> LinkSwitches:
        return self.world.switches[LinkSwitches]

    def next_id(self) -> int:
        return next(self._ids)

    def shelf(self, instance_id: str) -> Shelf:
        return self._shelves[instance_id]

    def service(self, instance_id: str, service_id: int) -> Service:
        if service_id not in self.shelf(instance_id).services:
            raise missing(service_id)
        return self.shelf(instance_id).services[service_id]

    def owner(self, instance_id: str, service: Service) -> Product | Template:
        shelf = self.shelf(instance_id)
        if service.product_id is not None:
            return shelf.products.get(service.product_id)
        return shelf.templates.get(service.template_id)

    def create_template(self, instance_id: str, caller: Caller, values: Mapping[str, Any]) -> Template:
        shelf = self.shelf(instance_id)
        if len(shelf.templates) - shelf.seeded["templates"] >= self.switches.link_max_templates:
            raise over_quota(self.switches.link_max_templates)
        template = Template(
            self.next_id(), values["name"], values.get("description"), values["status"], Audit.now(caller)
        )
        return shelf.templates.add(template)

    def delete_template(self, instance_id: str, template: Template) -> None:
        """Products that were made from it stay as they are."""
        self._forget_services(instance_id, template.services)
        self.shelf(instance_id).templates.remove(template)

    def create_product(self, instance_id: str, app: App, caller: Caller, values: Mapping[str, Any]) -> Product:
        """With `template_id`, the services of the template are copied."""
        shelf, limit = self.shelf(instance_id), self.switches.link_max_products
        template = None
        if values.get("template_id") is not None:
            template = shelf.templates.get(values["template_id"])
            if template.status:
                raise conflict("ROMA.00110000", "Internal Error.")
        if len(shelf.products) - shelf.seeded["products"] >= limit:
            raise over_quota(limit)
        self.check_unique(instance_id, values)
        number = self.next_id()
        product = Product(
            id=number,
            app_id=app.id,
            serial=f"{random_text(6)}{number}",
            audit=Audit.now(caller),
            **{"device_type": "Default", "data_format": 0, "description": None, "version": None}
            | {member: values[member] for member in PRODUCT_MEMBERS if member in values},
        )
        shelf.products.add(product)
        shelf.pairs[product.pair] = product
        for service in template.services if template else ():
            self._put_service(instance_id, product, caller, service_document(service))
        return product

    def check_unique(self, instance_id: str, values: Mapping[str, Any], product: Product | None = None) -> None:
        """The name first, then manufacturer and model together."""
        everywhere = self.switches.link_unique_in == "tenant"
        shelves: Iterable[Shelf] = list(self._shelves.values()) if everywhere else [self.shelf(instance_id)]
        for shelf in shelves:
            shelf.products.check(values["name"], product)
        for shelf in shelves:
            if shelf.pairs.get((values["manufacturer_id"], values["model"]), product) is not product:
                raise conflict("ROMA.00110706", "The manufacturer ID and product model already exist.")

    def update_product(self, instance_id: str, product: Product, caller: Caller, values: Mapping[str, Any]) -> None:
        self.check_unique(instance_id, values, product)
        shelf = self.shelf(instance_id)
        del shelf.pairs[product.pair]
        shelf.products.rename(product, values["name"])
        for member in CHANGEABLE[1:]:
            if member in values or self.switches.link_update_clears:
                setattr(product, member, values.get(member))
        shelf.pairs[product.pair] = product
        product.audit.touch(caller)

    def delete_product(self, instance_id: str, product: Product) -> None:
        shelf = self.shelf(instance_id)
        self._forget_services(instance_id, product.services)
        shelf.products.remove(product)
        del shelf.pairs[product.pair]

    def add_service(
        self, instance_id: str, owner: Product | Template, caller: Caller, values: Mapping[str, Any]
    ) -> Service:
        whose = {"product_id": None, "template_id": None}
        whose["product_id" if isinstance(owner, Product) else "template_id"] = owner.id
        service = owner.services.add(new_service(self.next_id(), values, caller, **whose))
        self.shelf(instance_id).services[service.id] = service
        return service

    def delete_service(self, instance_id: str, service: Service) -> None:
        self.owner(instance_id, service).services.remove(service)
        del self.shelf(instance_id).services[service.id]

    def _forget_services(self, instance_id: str, gone: Iterable[Service]) -> None:
        for service in gone:
            del self.shelf(instance_id).services[service.id]

    def _put_service(self, instance_id: str, product: Product, caller: Caller, document: Mapping[str, Any]) -> None:
        service = product.services.named(document["service_name"])
        if service is None:
            service = self.add_service(instance_id, product, caller, document)
        service.description, service.status = document["description"], document["status"]
        fill_service(service, document, self.next_id)

    def holdings(self, instance_id: str, app_id: str) -> int:
        return sum(product.app_id == app_id for product in self.shelf(instance_id).products)

    def export_app(self, instance_id: str, app_id: str) -> Mapping[str, Any]:
        """Products with their models; neither credentials nor devices."""
        documents = [
            {member: getattr(product, member) for member in PRODUCT_MEMBERS}
            | {"services": [service_document(service) for service in product.services]}
            for product in self.shelf(instance_id).products
            if product.app_id == app_id
        ]
        return {DOCUMENT: sorted(documents, key=lambda item: item["name"])} if documents else {}

    def restore_app(self, restore: Restore, app: App, documents: Mapping[str, Any]) -> None:
        for document in documents.get(DOCUMENT, ()):
            try:
                self._restore(restore, app, document)
            except ServiceError as error:
                restore.fail("application", app.name, f"product {document['name']}: {error.message}", str(error.code))

    def _restore(self, restore: Restore, app: App, document: Mapping[str, Any]) -> None:
        """Merging finds the product of the application by its name; services are found so, too."""
        product = self.shelf(restore.instance_id).products.named(document["name"])
        if product is None or not restore.merge or product.app_id != app.id:
            product = self.create_product(restore.instance_id, app, restore.caller, document)
        else:
            self.update_product(restore.instance_id, product, restore.caller, document)
        for service in document["services"]:
            self._put_service(restore.instance_id, product, restore.caller, service)

    def remove_app(self, instance_id: str, app_id: str) -> None:
        for product in [item for item in self.shelf(instance_id).products if item.app_id == app_id]:
            self.delete_product(instance_id, product)

    def counts(self, instance_ids: Collection[str]) -> dict[str, int]:
        shelves = [self.shelf(instance_id) for instance_id in instance_ids]
        return {
            "product_templates": sum(len(shelf.templates) for shelf in shelves),
            "products": sum(len(shelf.products) for shelf in shelves),
            "product_services": sum(len(shelf.services) for shelf in shelves),
        }

    def seeders(self) -> Mapping[str, Callable[[str, int], None]]:
        return {"products": self.seed}

    def seed(self, instance_id: str, number: int) -> None:
        app, shelf = app_for_seeds(self.world, instance_id), self.shelf(instance_id)
        shelf.seeded["products"] += number
        start = len(shelf.products)
        for index in range(start, start + number):
            values = {
                "name": f"seeded-{index:06d}",
                "manufacturer_id": "seeder",
                "manufacturer_name": "Seeder",
                "model": f"model-{index:06d}",
                "product_type": 0,
                "protocol_type": 0,
            }
            self.create_product(instance_id, app, SEEDER, values)
