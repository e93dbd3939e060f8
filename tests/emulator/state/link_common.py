# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the stores of device integration share: refusals, authorship, and collections with unique names."""

from __future__ import annotations

import random
import string
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Generic, Literal, Protocol, TypeVar

from ..frame.errors import ServiceError
from ..frame.times import epoch_millis
from ..identity.caller import Caller


@dataclass
class LinkSwitches:
    link_camel_case: bool = False
    """Templates say createdUser and lastUpdatedUser, commands serviceId and commandName, as some examples do."""
    link_request_id_key: Literal["request_id", "requestId"] = "request_id"
    """How errors spell it."""
    link_numbers: Literal["string", "number"] = "string"
    """Type of min, max and step of a property in answers; with number, max_length is a string, as in an example."""
    link_update_clears: bool = True
    """UpdateProduct and UpdateDevice: an omitted description, version or list of tags is cleared, not kept."""
    link_create_shows_password: bool = False
    """CreateProduct and CreateDevice return the password in clear."""
    link_list_needs_application: bool = True
    """Lists are refused to those who may read no application at all, instead of being empty."""
    link_unique_in: Literal["instance", "tenant"] = "instance"
    """Where the names of products, and their manufacturer and model, are unique. The documentation says tenant."""
    link_max_templates: int = 100
    """Quota of an instance; seeded objects do not count, here and below."""
    link_max_products: int = 500
    """Quota of an instance."""
    link_max_devices: int = 1000
    """Quota of an instance."""
    link_max_rules: int = 2000
    """Quota of an instance."""


class Item(Protocol):
    id: int
    name: str


T = TypeVar("T", bound=Item)


class Named(Generic[T]):
    """Objects with an id and a unique name, in order of creation."""

    def __init__(self, code: str, message: str) -> None:
        self._refusal = (code, message)
        self._by_id: dict[int, T] = {}
        self._by_name: dict[str, T] = {}

    def __iter__(self) -> Iterator[T]:
        return iter(self._by_id.values())

    def __len__(self) -> int:
        return len(self._by_id)

    def get(self, item_id: int | None) -> T:
        """Refuses an unknown id."""
        if item_id not in self._by_id:
            raise missing(item_id)
        return self._by_id[item_id]

    def named(self, name: str) -> T | None:
        return self._by_name.get(name)

    def check(self, name: str, item: T | None = None) -> None:
        """Refuses a name that belongs to another item."""
        if self._by_name.get(name, item) is not item:
            raise conflict(*self._refusal)

    def add(self, item: T) -> T:
        self.check(item.name)
        self._by_id[item.id] = self._by_name[item.name] = item
        return item

    def rename(self, item: T, name: str) -> None:
        self.check(name, item)
        del self._by_name[item.name]
        self._by_name[name] = item
        item.name = name

    def remove(self, item: T) -> None:
        del self._by_id[item.id], self._by_name[item.name]


@dataclass
class Audit:
    """Who made something and who changed it last; times are milliseconds."""

    created_by: Caller
    updated_by: Caller
    created: int
    updated: int

    @classmethod
    def now(cls, caller: Caller) -> Audit:
        moment = epoch_millis()
        return cls(caller, caller, moment, moment)

    def touch(self, caller: Caller) -> None:
        self.updated_by, self.updated = caller, epoch_millis()

    def as_members(self) -> dict[str, Any]:
        return {
            "created_user": self.created_by.as_user,
            "last_updated_user": self.updated_by.as_user,
            "created_datetime": self.created,
            "last_updated_datetime": self.updated,
        }


@dataclass
class Credentials:
    """With which products and devices log in."""

    user_name: str
    password: str

    @classmethod
    def made_up(cls) -> Credentials:
        return cls(random_text(16), random_password())

    def replace(self, user_name: str, password: str) -> None:
        """An empty value keeps what there is; two of them ask for a new password."""
        self.user_name = user_name or self.user_name
        self.password = password or self.password if user_name or password else random_password()


def random_text(length: int) -> str:
    return "".join(random.choices(string.ascii_letters + string.digits, k=length))


def random_password() -> str:
    return f"{random_text(12)}aA1!"


def conflict(code: str, message: str) -> ServiceError:
    """Business errors of this family have the status of a server error."""
    return ServiceError(500, code, message)


def missing(identifier: Any) -> ServiceError:
    message = f"The resource does not exist. Check whether the resource ID {identifier} is correct."
    return ServiceError(404, "ROMA.00110006", message)


def over_quota(limit: int) -> ServiceError:
    return conflict("ROMA.00110004", f"The quota exceeds the upper limit, {limit}. Increase the quota.")
