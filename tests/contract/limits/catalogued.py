# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the collection lets through: the options of all kinds, and the members of requests that they become.

Rules between options, and references, which become ids, have tests of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from ansible_collections.roma.connect.plugins.module_utils._catalog._registry import RESOURCES
from ansible_collections.roma.connect.plugins.module_utils._planning._check import Problems, check_value
from ansible_collections.roma.connect.plugins.module_utils._spec._field import Child, Field, Ref
from ansible_collections.roma.connect.plugins.module_utils._spec._resource import Query, Resource

from tests.contract.limits.facts import Limits, Opinion
from tests.emulator.frame.catalogue import Catalogue
from tests.emulator.routers import all_families

_TYPES = {"str": "text", "int": "int", "bool": "bool", "list": "list", "dict": "object"}
_FOUND_BY = Catalogue(all_families())

#: Requests that write the objects of a kind otherwise than by POST to its collection and PUT to an object.
_WRITTEN_BY = {
    "app_secrets": {"ResetRomaAppSecret": "body"},
    "app_authorizations": {"CreateAuthorizingAppsV2": "body"},
    "topics": {"CreateMqsInstanceTopic": "body", "UpdateMqsInstanceTopic": "body.topics[]"},
}
#: Options that are written by requests of their own.
_PARTS = {
    "apps.members": {"AddUserToApp": "body.users[]"},
    "vpc_channels.members": {"UpdateBackendInstancesV2": "body.members[]", "CreateVpcChannelV2": "body.members[]"},
    "throttling_policies.specials": {
        "CreateSpecialThrottlingConfigurationV2": "body", "UpdateSpecialThrottlingConfigurationV2": "body",
    },
    "tasks.schedule": {"CreateDispatches": "body", "UpdateDispatches": "body"},
    "products.authentication": {"ResetProductAuthentication": "body"},
    "products.topics": {"CreateProductTopic": "body", "UpdateProductTopic": "body"},
    "product_services.properties": {"CreateProperty": "body", "UpdateProperty": "body"},
    "product_services.commands": {"CreateCommand": "body", "UpdateCommand": "body"},
    "product_services.commands.request_properties": {
        "CreateRequestProperty": "body", "UpdateRequestProperty": "body",
    },
    "product_services.commands.response_properties": {
        "CreateResponseProperty": "body", "UpdateResponseProperty": "body",
    },
    "topics.access_policies": {"UpdateTopicAccessPolicy": "body.topics[].policies[]"},
}  # fmt: skip
#: Options that have another name in a request than in answers.
_NAMES = {
    "throttling_policies.specials.user": {"CreateSpecialThrottlingConfigurationV2": "object_id"},
    "product_services.commands.name": {"CreateCommand": "name", "UpdateCommand": "name"},
    "topics.partition": {"UpdateMqsInstanceTopic": "new_partition_numbers"},
}


@dataclass(frozen=True)
class Option:
    """An option, where it goes in a request, and what the collection thinks of the values that arrive there."""

    path: str
    operation: str
    place: str
    opinion: Opinion

    def __str__(self) -> str:
        return f"{self.path} in {self.operation} {self.place}"


def options() -> Iterator[Option]:
    """Yield every option once for each request that carries it. References are not among them: they become ids."""
    for resource in RESOURCES:
        yield from _of_fields(resource.fields, resource.kind, _requests(resource))
        yield from _filters(resource)


def pages() -> Iterator[tuple[str, str, int]]:
    """Yield (kind, operation, longest page that the collection asks for)."""
    for resource in RESOURCES:
        operation = _operation("GET", resource.collection)
        if operation and not resource.singleton:
            yield resource.kind, operation, resource.listing.page_size


def _operation(method: str, path: str) -> str:
    """Return the name of the operation that the emulator has at a path."""
    found = _FOUND_BY.find(method, path.replace("{", "").replace("}", ""))
    return found[0].name if found else ""


def _requests(resource: Resource) -> dict[str, str]:
    written = (_operation("POST", resource.collection), _operation("PUT", resource.object_path))
    return _WRITTEN_BY.get(resource.kind) or {operation: "body" for operation in written if operation}


def _of_fields(fields: Iterable[Field], path: str, requests: dict[str, str]) -> Iterator[Option]:
    fields = tuple(fields)
    qualifiers = {own for f in fields if isinstance(f, Ref) for own, _other in f.qualifiers}
    for f in fields:
        here = f"{path}.{f.name}"
        if here in _PARTS:
            yield from _of_fields(f.fields, here, _PARTS[here])
        elif isinstance(f, Child) and f.fields:
            yield from _of_fields(f.fields, here, {"": ""})  # the test tells that it does not know the request
        elif f.name not in qualifiers and not isinstance(f, Child) and not (isinstance(f, Ref) and f.kind):
            for operation, prefix in requests.items():
                name = _NAMES.get(here, {}).get(operation, f.wire_name)
                yield from _of_field(f, here, operation, f"{prefix}.{name}")


def _of_field(f: Field, path: str, operation: str, place: str) -> Iterator[Option]:
    if f.type != "dict":
        yield Option(path, operation, place, _opinion(f))
    if f.fields:
        yield from _of_fields(f.fields, path, {operation: place + "[]" * (f.type == "list")})
    elif f.type == "list":
        element = replace(
            f, type=f.elements, limits=replace(f.limits, minimum=None, maximum=None), compare="scalar", required=True
        )
        yield Option(path, operation, place + "[]", _opinion(element))


def _filters(resource: Resource) -> Iterator[Option]:
    """The longest texts by which lists are narrowed, and what further options become."""
    operation = _operation("GET", resource.collection)
    for option, parameter, longest in resource.listing.filters:
        limits = Limits("text", None, longest)
        yield Option(f"{resource.kind}.{option}", operation, f"query.{parameter}", Opinion(limits, limits.accepts))
    for query in resource.listing.queries:
        if query.sent is Query.sent:  # others are times, which have a form of their own
            yield Option(f"{resource.kind}.{query.name}", operation, f"query.{query.wire_name}", _opinion(query))


def _opinion(f: Field) -> Opinion:
    """Judge by values as they arrive: options that stand for codes are known by these."""
    if f.codes:
        codes = tuple(code for _option, code in f.codes)
        return Opinion(Limits("int" if isinstance(codes[0], int) else "text", choices=codes), codes.__contains__)
    if f.type == "list":
        f = replace(f, fields=(), elements="raw", compare="ordered", choices=(), limits=replace(f.limits, pattern=""))
    limits = Limits(_TYPES[f.type], f.limits.minimum, f.limits.maximum, f.choices or None, f.limits.pattern)
    return Opinion(limits, lambda value: _passes(f, value))


def _passes(f: Field, value: Any) -> bool:
    problems = Problems()
    check_value(f, value, "", problems)
    return not problems
