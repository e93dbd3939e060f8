# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Custom authorizers, in front of APIs or behind them."""

from __future__ import annotations

from typing import Any

from ..frame.call import Call
from ..frame.errors import Invalid, ServiceError
from ..frame.family import Family
from ..frame.fields import Bool, Int, ListOf, Text, members
from ..frame.paging import page
from ..identity.authentication import project_user
from ..state.apic_apis import ApiStore, uses_authorizer
from ..state.apic_authorizers import Authorizer, AuthorizerStore
from .apic_common import (
    INSTANCE,
    LIMITS,
    PAGE,
    SHORT_NAME,
    ApicDialect,
    creation_time,
    kept,
    newest_first,
    text_matches,
    within_quota,
)

family = Family("apic", ApicDialect(), auth=project_user, prefix=INSTANCE, stores=(AuthorizerStore,))
families = (family,)

TYPES = ("FRONTEND", "BACKEND")
DEFAULTS: dict[str, Any] = {
    "authorizer_version": "",
    "authorizer_alias_uri": "",
    "network_type": "V1",
    "identities": [],
    "ttl": 0,
    "user_data": "",
    "ld_api_id": "",
    "need_body": False,
}
AUTHORIZER = members(
    name=Text(pattern=SHORT_NAME, required=True),
    type=Text(choices=TYPES, required=True),
    authorizer_type=Text(choices=("LD", "FUNC"), required=True),
    authorizer_uri=Text(min=1, required=True),
    authorizer_version=Text(max=64),
    authorizer_alias_uri=Text(),
    network_type=Text(choices=("V1", "V2")),
    identities=ListOf(
        item=members(
            name=Text(pattern=r"[a-zA-Z][a-zA-Z0-9._-]{0,31}", required=True),
            location=Text(choices=("HEADER", "QUERY"), required=True),
            validation=Text(max=1024, nullable=True),
        )
    ),
    ttl=Int(min=0, max=3600),
    user_data=Text(max=2048),
    ld_api_id=Text(max=64),
    need_body=Bool(),
)


@family.post("/authorizers", "CreateCustomAuthorizerV2", status=201, body=AUTHORIZER)
def create_authorizer(call: Call) -> dict[str, Any]:
    store = call.world[AuthorizerStore]
    _check(call)
    _refuse_taken(call, call.body["name"])
    within_quota(
        call, len(store.all(call.instance_id)), LIMITS["AUTHORIZER_NUM_LIMIT"], "APIG.3116", "custom authorizers"
    )
    return _body(store.create(call.instance_id, {**DEFAULTS, **call.body}), fresh=True)


@family.get(
    "/authorizers",
    "ListCustomAuthorizersV2",
    query={**PAGE, "id": Text(max=65), "name": Text(max=64), "type": Text(choices=TYPES)},
)
def list_authorizers(call: Call) -> dict[str, Any]:
    """ListCustomAuthorizersV2 calls its list `authorizer_list`."""
    query = call.query
    found = newest_first(
        call.world[AuthorizerStore].all(call.instance_id),
        lambda item: (
            query["id"] in (None, "", item.id)
            and query["type"] in (None, item.values["type"])
            and text_matches(call, "name", item.name)
        ),
    )
    return page(call, found, "authorizer_list", _body)


@family.get("/authorizers/{authorizer_id}", "ShowDetailsOfCustomAuthorizersV2")
def show_authorizer(call: Call) -> dict[str, Any]:
    return _body(_existing(call))


@family.put("/authorizers/{authorizer_id}", "UpdateCustomAuthorizerV2", body=AUTHORIZER)
def update_authorizer(call: Call) -> dict[str, Any]:
    """UpdateCustomAuthorizerV2: the type stays as it is."""
    authorizer = _existing(call)
    if call.body["type"] != authorizer.values["type"]:
        raise Invalid("type")
    _check(call)
    if call.body["name"] != authorizer.name:
        _refuse_taken(call, call.body["name"])
    optional = {name: kept(call, name, authorizer.values[name], default) for name, default in DEFAULTS.items()}
    authorizer.values = {**call.body, **optional}
    return _body(authorizer)


@family.delete("/authorizers/{authorizer_id}", "DeleteCustomAuthorizerV2", status=204)
def delete_authorizer(call: Call) -> None:
    authorizer = _existing(call)
    apis = call.world[ApiStore].all(call.instance_id)
    if any(uses_authorizer(api.definition, authorizer.id) for api in apis):
        raise ServiceError(400, "APIG.2000", "The authorizer is being used by APIs")
    call.world[AuthorizerStore].delete(call.instance_id, authorizer)


def _existing(call: Call) -> Authorizer:
    authorizer_id = call.path["authorizer_id"]
    authorizer = call.world[AuthorizerStore].get(call.instance_id, authorizer_id)
    if authorizer is None:
        raise ServiceError(404, "APIG.3081", f"authorizer with id: {authorizer_id} not found")
    return authorizer


def _check(call: Call) -> None:
    body = call.body
    if body["authorizer_type"] == "FUNC" and "urn:fss:" not in body["authorizer_uri"]:
        raise ServiceError(404, "APIG.3019", "The function URN does not exist")
    if body["authorizer_type"] == "LD" and not body.get("ld_api_id"):
        raise Invalid("ld_api_id", "required")
    identities = body.get("identities", ())
    if identities and body["type"] == "BACKEND":
        raise Invalid("identities")
    places = [(item["location"], item["name"]) for item in identities]
    for index, (_location, name) in enumerate(places):
        if places[index] in places[:index]:
            raise ServiceError(400, "APIG.3212", f"The identity source name already exists, name:{name}")


def _refuse_taken(call: Call, name: str) -> None:
    if call.world[AuthorizerStore].named(call.instance_id, name) is not None:
        raise ServiceError(400, "APIG.3211", "The custom authorizer name already exists")


def _body(authorizer: Authorizer, fresh: bool = False) -> dict[str, Any]:
    return {
        **authorizer.values,
        "id": authorizer.id,
        "create_time": creation_time(authorizer.created, fresh),
        "roma_app_id": "",
        "roma_app_name": "",
    }
