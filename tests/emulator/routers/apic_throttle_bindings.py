# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bindings of throttling policies to APIs: one policy for each API and environment."""

from __future__ import annotations

from typing import Any

from ..frame.call import Call
from ..frame.errors import ServiceError
from ..frame.family import Family
from ..frame.fields import ListOf, Text, members
from ..frame.paging import page
from ..identity.authentication import project_user
from ..state.apic_bindings import Binding
from ..state.apic_publications import Publication
from ..state.apic_throttles import ThrottleBindingStore, ThrottleStore
from .apic_api_bodies import environment_name, outline
from .apic_apis import existing_api
from .apic_binding_common import (
    API_FILTERS,
    ID,
    NEEDED_ID,
    NEVER,
    PUBLISH_IDS,
    api_of,
    at_work,
    batch_result,
    bind,
    bound_apis,
    existing_binding,
    must_be_delete,
    other_apis,
)
from .apic_common import ANY_ID, INSTANCE, PAGE, ApicDialect, creation_time, text_matches
from .apic_throttles import existing_throttle, throttle_body

family = Family("apic", ApicDialect(), auth=project_user, prefix=INSTANCE)
families = (family,)

ONE_API = 1


@family.post(
    "/throttle-bindings",
    "AssociateRequestThrottlingPolicyV2",
    status=201,
    body=members(strategy_id=Text(min=1, max=65, pattern=ANY_ID, required=True), publish_ids=PUBLISH_IDS),
)
def bind_throttle(call: Call) -> dict[str, Any]:
    throttle = existing_throttle(call, call.body["strategy_id"])
    made = bind(call, ThrottleBindingStore, throttle.id)
    return {"throttle_applys": [_applied(binding, publication) for binding, publication in made]}


def _applied(binding: Binding, publication: Publication) -> dict[str, Any]:
    return {
        "id": binding.id,
        "publish_id": publication.id,
        "scope": ONE_API,
        "strategy_id": binding.policy_id,
        "apply_time": creation_time(binding.bound, fresh=True),
    }


@family.delete("/throttle-bindings/{throttle_binding_id}", "DisassociateRequestThrottlingPolicyV2", status=204)
def unbind_throttle(call: Call) -> None:
    _unbind(call, call.path["throttle_binding_id"])


@family.put(
    "/throttle-bindings",
    "BatchDisassociateThrottlingPolicyV2",
    query={"action": Text(max=64)},
    body=members(throttle_bindings=ListOf(item=Text(max=65))),
)
def unbind_throttles(call: Call) -> dict[str, Any]:
    must_be_delete(call)
    store = call.world[ThrottleBindingStore]

    def describe(binding_id: str) -> dict[str, Any]:
        binding = store.get(call.instance_id, binding_id)
        api = api_of(call, binding) if binding else None
        return {"bind_id": binding_id, "api_id": api.id if api else "", "api_name": api.name if api else ""}

    return batch_result(call.body.get("throttle_bindings", []), lambda item: _unbind(call, item), describe)


def _unbind(call: Call, binding_id: str) -> None:
    refusal = ServiceError(404, "APIG.3012", "The request throttling policy binding record does not exist")
    binding = existing_binding(call, ThrottleBindingStore, binding_id, refusal)
    call.world[ThrottleBindingStore].unbind(call.instance_id, binding)


@family.get(
    "/throttle-bindings/binded-apis",
    "ListApisBindedToRequestThrottlingPolicyV2",
    query={**PAGE, "throttle_id": NEEDED_ID, **API_FILTERS},
)
def list_bound_apis(call: Call) -> dict[str, Any]:
    throttle = existing_throttle(call, call.query["throttle_id"])
    return page(call, bound_apis(call, ThrottleBindingStore, throttle.id), "apis", lambda item: _api_row(call, *item))


@family.get(
    "/throttle-bindings/unbinded-apis",
    "ListApisUnbindedToRequestThrottlingPolicyV2",
    query={**PAGE, "throttle_id": NEEDED_ID, **API_FILTERS},
)
def list_other_apis(call: Call) -> dict[str, Any]:
    """ListApisUnbindedToRequestThrottlingPolicyV2: one row for each publication."""
    throttle = existing_throttle(call, call.query["throttle_id"])
    return page(call, other_apis(call, ThrottleBindingStore, throttle.id), "apis", lambda item: _api_row(call, *item))


def _api_row(call: Call, binding: Binding | None, publication: Publication) -> dict[str, Any]:
    api = api_of(call, publication)
    throttle = call.world[ThrottleStore].get(call.instance_id, binding.policy_id) if binding else None
    return {
        **outline(call, api, publication),
        "type": api.definition["type"],
        "throttle_apply_id": binding.id if binding else "",
        "throttle_name": throttle.name if throttle else "",
        "apply_time": creation_time(binding.bound) if binding else NEVER,
    }


@family.get(
    "/throttle-bindings/binded-throttles",
    "ListRequestThrottlingPoliciesBindedToApiV2",
    query={**PAGE, "api_id": NEEDED_ID, "throttle_id": ID, "throttle_name": Text(max=64), "env_id": ID},
)
def list_throttles_of_api(call: Call) -> dict[str, Any]:
    query, throttles = call.query, call.world[ThrottleStore]
    api = existing_api(call, query["api_id"], "read")

    def wanted(item: Binding) -> bool:
        return (
            item.api_id == api.id
            and query["throttle_id"] in (None, "", item.policy_id)
            and query["env_id"] in (None, "", item.env_id)
            and text_matches(call, "throttle_name", throttles.get(call.instance_id, item.policy_id).name)
        )

    def row(item: tuple[Binding, Publication]) -> dict[str, Any]:
        binding, _publication = item
        return {
            **throttle_body(call, throttles.get(call.instance_id, binding.policy_id)),
            "env_name": environment_name(call, binding.env_id),
            "bind_id": binding.id,
            "bind_time": creation_time(binding.bound),
        }

    return page(call, at_work(call, ThrottleBindingStore, wanted), "throttles", row)
