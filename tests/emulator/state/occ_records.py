# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The records of an Oracle Commerce store that can be exported, and the ids under which they are."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from ..frame.world import Store, World

Values = dict[str, Any]


@dataclass(frozen=True)
class Record:
    """`published` records are live; the others are only exported from the publishing repository."""

    values: Values
    published: bool = True


@dataclass(frozen=True)
class Kind:
    """`name` is the key of the list in a JSON file; `versioned` kinds have unpublished changes."""

    name: str
    make: Callable[[int], Values]
    versioned: bool = False


def _profile(number: int) -> Values:
    business = number % 2 == 1
    return {
        "id": f"{110000 + number}",
        "firstName": f"Given{number}",
        "lastName": f"Family{number}",
        "email": f"shopper{number}@example.com",
        "profileType": "b2b_user" if business else "b2c_user",
        "locale": "en",
        "receiveEmail": "yes",
        "registrationDate": "2024-01-15T08:00:00.000Z",
        "parentOrganization": {"id": f"or-{100000 + number}"} if business else None,
        "roles": [{"function": "buyer"}] if business else [],
        "shippingAddresses": [
            {"alias": "home", "address1": f"{number} Main Street", "city": "Springfield", "country": "US"},
            {"alias": "work", "address1": f"{number} Side Street", "city": "Springfield", "country": "US"},
        ],
    }


def _account(number: int) -> Values:
    return {
        "id": f"or-{100000 + number}",
        "name": f"Account {number}",
        "description": "",
        "classification": "standard",
        "type": "customer",
        "active": True,
        "contract": {"displayName": f"Contract {number}", "catalogId": "cloudCatalog"},
        "paymentMethods": [{"id": "invoice"}, {"id": "card"}],
        "shippingMethods": [{"id": "ground"}],
    }


def _product(number: int) -> Values:
    return {
        "id": f"prod{10000 + number}",
        "displayName": f"Product {number}",
        "description": 'Plain, "quoted" and 再见',
        "active": True,
        "type": None,
        "listPrice": 10 + number / 4,
        "dimensions": {"weight": 1.5, "unit": "kg"},
        "childSKUs": [
            {"repositoryId": f"sku{10000 + number}-{size}", "displayName": f"Product {number} {size}", "active": True}
            for size in ("S", "L")
        ],
    }


def _catalog(number: int) -> Values:
    return {"id": f"catalog{number}", "displayName": f"Catalog {number}", "active": True, "versionNumber": 2}


def _collection(number: int) -> Values:
    return {
        "id": f"cat{10000 + number}",
        "displayName": f"Collection {number}",
        "active": True,
        "fixedChildProducts": [{"id": f"prod{10000 + number}"}],
    }


def _promotion(number: int) -> Values:
    return {"id": f"promo{10000 + number}", "displayName": f"Promotion {number}", "enabled": True, "priority": number}


def _price(number: int) -> Values:
    return {"id": f"price{10000 + number}", "priceListId": "defaultPriceGroup", "listPrice": 10 + number / 4}


def _inventory(number: int) -> Values:
    return {
        "id": f"sku{10000 + number}-S",
        "stockStatus": "IN_STOCK",
        "stockLevel": 100 + number,
        "locationInventoryInfo": [{"locationId": "north", "stockLevel": 60}, {"locationId": "south", "stockLevel": 40}],
    }


PROFILE = Kind("profile", _profile)
ACCOUNT = Kind("account", _account)
PRODUCT = Kind("product", _product, versioned=True)
CATALOG = Kind("catalog", _catalog, versioned=True)
COLLECTION = Kind("collection", _collection, versioned=True)
PROMOTION = Kind("promotion", _promotion, versioned=True)
PRICE = Kind("price", _price, versioned=True)
INVENTORY = Kind("inventory", _inventory)
KINDS = (PROFILE, ACCOUNT, PRODUCT, CATALOG, COLLECTION, PROMOTION, PRICE, INVENTORY)

EXPORTS = {
    "Profiles": PROFILE,
    "Accounts": ACCOUNT,
    "AccountsV2": ACCOUNT,
    "Products": PRODUCT,
    "ProductsV2": PRODUCT,
    "Catalogs": CATALOG,
    "Collections": COLLECTION,
    "Promotions": PROMOTION,
    "Prices": PRICE,
    "Inventory": INVENTORY,
    # what earlier guides call them
    "bulkAccountHandler": ACCOUNT,
    "bulkProfileHandler": PROFILE,
    "bulkInventoryHandler": INVENTORY,
}
IMPORT_ONLY = ("Addresses", "Relationships", "CustomerAccounts")
AT_THE_START = 3


class RecordStore(Store):
    """A few records of each kind from the start, the newest of a versioned kind unpublished; seeding makes more."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self._records: dict[str, list[Record]] = {}
        for kind in KINDS:
            published = AT_THE_START - 1 if kind.versioned else AT_THE_START
            self._records[kind.name] = [
                Record(kind.make(number), published=number < published) for number in range(AT_THE_START)
            ]

    def records(self, kind: Kind, *, unpublished: bool = False) -> list[Record]:
        return [record for record in self._records[kind.name] if record.published or unpublished]

    def counts(self, instance_ids: Collection[str]) -> dict[str, int]:
        return {f"occ_{name}": len(records) for name, records in self._records.items()}

    def seeders(self) -> Mapping[str, Callable[[str, int], None]]:
        return {f"occ_{kind.name}": partial(self._seed, kind) for kind in KINDS}

    def _seed(self, kind: Kind, instance_id: str, count: int) -> None:
        """The store is no part of a ROMA instance, whatever the instance says."""
        records = self._records[kind.name]
        records.extend(Record(kind.make(number)) for number in range(len(records), len(records) + count))
