# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the operations on bindings have in common, whatever is bound to the APIs.

A binding is made for a publication, and lists tell only those of APIs that are online. The vendor's documents do not
tell what happens to it when the API is taken offline; the switch `bindings_survive_offline` decides.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from ..frame.call import Call
from ..frame.errors import ServiceError
from ..frame.fields import Field, ListOf, Text
from ..state.apic_apis import Api, ApiStore
from ..state.apic_bindings import Binding, BindingStore, PolicySwitches
from ..state.apic_publications import Publication, PublicationStore
from .apic_apis import existing_api
from .apic_common import ANY_ID, bad_parameter, may, newest_first, text_matches
from .apic_publishing import NOT_PUBLISHED

ID = Text(max=65)
NEEDED_ID = Text(min=1, max=65, required=True)
PUBLISH_IDS = ListOf(item=Text(min=1, max=65), min=1, required=True)
API_FILTERS: dict[str, Field] = {"env_id": ID, "group_id": ID, "api_id": ID, "api_name": Text(max=255)}
NEVER = "0001-01-01T00:00:00Z"


def bind(call: Call, kind: type[BindingStore], policy_id: str) -> list[tuple[Binding, Publication]]:
    """Bind the policy to the publications that the request names, to all or to none of them."""
    publications = [_existing_publication(call, publish_id) for publish_id in dict.fromkeys(call.body["publish_ids"])]
    for publication in publications:
        existing_api(call, publication.api_id, "modify")
    store = call.world[kind]
    return [(store.bind(call.instance_id, policy_id, item.api_id, item.env_id), item) for item in publications]


def _existing_publication(call: Call, publish_id: str) -> Publication:
    publication = call.world[PublicationStore].get(call.instance_id, publish_id)
    if publication is None:
        raise ServiceError(404, "APIG.3015", NOT_PUBLISHED)
    return publication


def publication_of(call: Call, binding: Binding) -> Publication | None:
    """None while the API is offline."""
    return call.world[PublicationStore].find(call.instance_id, binding.api_id, binding.env_id)


def at_work(
    call: Call, kind: type[BindingStore], wanted: Callable[[Binding], bool]
) -> list[tuple[Binding, Publication]]:
    """The bindings that are wanted and whose APIs are online, the newest first."""
    bindings = newest_first(call.world[kind].all(call.instance_id), wanted)
    places = ((binding, publication_of(call, binding)) for binding in bindings)
    return [(binding, publication) for binding, publication in places if publication is not None]


def bound_apis(call: Call, kind: type[BindingStore], policy_id: str) -> list[tuple[Binding, Publication]]:
    """What the policy is bound to, as far as the filters for APIs let it through."""
    return at_work(
        call, kind, lambda binding: binding.policy_id == policy_id and _passes(call, binding.api_id, binding.env_id)
    )


def other_apis(call: Call, kind: type[BindingStore], policy_id: str) -> list[tuple[Binding | None, Publication]]:
    """Publications without the policy, each with the binding of another policy that it may have."""
    store = call.world[kind]
    found = newest_first(
        call.world[PublicationStore].all(call.instance_id),
        lambda item: _passes(call, item.api_id, item.env_id) and may(call, api_of(call, item).app_id, "read"),
    )
    places = ((store.find(call.instance_id, item.api_id, item.env_id), item) for item in found)
    return [(binding, item) for binding, item in places if binding is None or binding.policy_id != policy_id]


def _passes(call: Call, api_id: str, env_id: str) -> bool:
    api, query = call.world[ApiStore].get(call.instance_id, api_id), call.query
    return (
        query["env_id"] in (None, "", env_id)
        and query["api_id"] in (None, "", api.id)
        and query["group_id"] in (None, "", api.group_id)
        and text_matches(call, "api_name", api.name)
    )


def bind_num(call: Call, kind: type[BindingStore], policy_id: str) -> int:
    return len(at_work(call, kind, lambda binding: binding.policy_id == policy_id))


def drop_bindings(call: Call, kind: type[BindingStore], policy_id: str, refusal: ServiceError) -> None:
    """Before a policy is deleted: it must not be bound, or is unbound as older editions of the documents say."""
    refuses = call.world.switches[PolicySwitches].bound_policy_deletion == "refuse"
    if refuses and bind_num(call, kind, policy_id):
        raise refusal
    call.world[kind].forget_policy(call.instance_id, policy_id)


def existing_binding(call: Call, kind: type[BindingStore], binding_id: str, refusal: ServiceError) -> Binding:
    """The binding of an API that the caller may change; `refusal` tells that there is none."""
    if not re.fullmatch(ANY_ID, binding_id):
        raise bad_parameter("APIG.2012", "id")
    binding = call.world[kind].get(call.instance_id, binding_id)
    if binding is None:
        raise refusal
    existing_api(call, binding.api_id, "modify")
    return binding


def api_of(call: Call, place: Binding | Publication) -> Api:
    return call.world[ApiStore].get(call.instance_id, place.api_id)


def must_be_delete(call: Call) -> None:
    """The query parameter `action` of a request that does something to many at once."""
    if call.query["action"] != "delete":
        raise ServiceError(400, "APIG.2011", 'parameter action should be "delete"')


def batch_result(
    ids: list[str], act: Callable[[str], None], describe: Callable[[str], dict[str, str]]
) -> dict[str, Any]:
    """The answer to such a request: each is acted upon by itself, and those that refuse are described."""
    failures = []
    for item_id in ids:
        try:
            act(item_id)
        except ServiceError as error:
            failures.append({**describe(item_id), "error_code": error.code, "error_msg": error.message})
    return {"success_count": len(ids) - len(failures), "failure": failures}
