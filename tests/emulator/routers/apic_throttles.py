# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Request throttling policies."""

from __future__ import annotations

from typing import Any

from ..frame.call import Call
from ..frame.errors import ServiceError
from ..frame.family import Family
from ..frame.fields import Int, ListOf, Text, members
from ..frame.paging import page
from ..identity.authentication import project_user
from ..state.apic_bindings import PolicySwitches
from ..state.apic_throttles import Throttle, ThrottleBindingStore, ThrottleStore
from .apic_binding_common import batch_result, bind_num, drop_bindings
from .apic_common import (
    INSTANCE,
    LIMITS,
    PAGE,
    SHORT_NAME,
    ApicDialect,
    creation_time,
    kept,
    newest_first,
    precise,
    text_matches,
    too_large,
    within_quota,
)

family = Family(
    "apic",
    ApicDialect(),
    auth=project_user,
    prefix=INSTANCE,
    stores=(ThrottleStore, ThrottleBindingStore),
    switches=PolicySwitches,
)
families = (family,)

MOST = 2**31 - 1
POSITIVE = Int(min=1, max=MOST, required=True)
LIMIT = Int(min=0, max=MOST)
DEFAULTS: dict[str, Any] = {
    "user_call_limits": 0,
    "app_call_limits": 0,
    "ip_call_limits": 0,
    "type": 1,
    "remark": "",
}
THROTTLE = members(
    name=Text(pattern=SHORT_NAME, required=True),
    time_unit=Text(choices=("SECOND", "MINUTE", "HOUR", "DAY"), required=True),
    time_interval=POSITIVE,
    api_call_limits=POSITIVE,
    user_call_limits=LIMIT,
    app_call_limits=LIMIT,
    ip_call_limits=LIMIT,
    type=Int(choices=(1, 2)),
    enable_adaptive_control=Text(choices=("TRUE", "FALSE")),
    remark=Text(max=255),
)


@family.post("/throttles", "CreateRequestThrottlingPolicyV2", status=201, body=THROTTLE)
def create_throttle(call: Call) -> dict[str, Any]:
    store, values = call.world[ThrottleStore], _values({**DEFAULTS, **call.body})
    _refuse_taken(call, call.body["name"])
    within_quota(
        call, len(store.all(call.instance_id)), LIMITS["THROTTLE_NUM_LIMIT"], "APIG.3107", "request throttling policies"
    )
    return throttle_body(call, store.create(call.instance_id, values), fresh=True)


@family.get(
    "/throttles",
    "ListRequestThrottlingPolicyV2",
    query={**PAGE, "id": Text(max=65), "name": Text(max=64), **precise("name")},
)
def list_throttles(call: Call) -> dict[str, Any]:
    found = newest_first(
        call.world[ThrottleStore].all(call.instance_id),
        lambda item: call.query["id"] in (None, "", item.id) and text_matches(call, "name", item.name),
    )
    return page(call, found, "throttles", lambda item: throttle_body(call, item))


@family.get("/throttles/{throttle_id}", "ShowDetailsOfRequestThrottlingPolicyV2")
def show_throttle(call: Call) -> dict[str, Any]:
    return throttle_body(call, existing_throttle(call, call.path["throttle_id"]))


@family.put("/throttles/{throttle_id}", "UpdateRequestThrottlingPolicyV2", body=THROTTLE)
def update_throttle(call: Call) -> dict[str, Any]:
    throttle = existing_throttle(call, call.path["throttle_id"])
    optional = {name: kept(call, name, throttle.values[name], default) for name, default in DEFAULTS.items()}
    values = _values({**call.body, **optional})
    if call.body["name"] != throttle.name:
        _refuse_taken(call, call.body["name"])
    throttle.values = values
    return throttle_body(call, throttle)


@family.delete("/throttles/{throttle_id}", "DeleteRequestThrottlingPolicyV2", status=204)
def delete_throttle(call: Call) -> None:
    """DeleteRequestThrottlingPolicyV2: special limits go with the policy, bindings stand in its way."""
    _delete(call, call.path["throttle_id"])


@family.post(
    "/throttles/batch-delete",
    "BatchDeleteThrottlingPolicyV2",
    body=members(throttles=ListOf(item=Text(max=65))),
)
def delete_throttles(call: Call) -> dict[str, Any]:
    """BatchDeleteThrottlingPolicyV2 is in the vendor's definitions only, not in its client."""
    store = call.world[ThrottleStore]
    names = {item.id: item.name for item in store.all(call.instance_id)}
    result = batch_result(
        call.body.get("throttles", []),
        lambda throttle_id: _delete(call, throttle_id),
        lambda throttle_id: {"throttle_id": throttle_id, "throttle_name": names.get(throttle_id, "")},
    )
    if not call.world.switches[PolicySwitches].throttle_failures_listed:
        result["failure"] = next(iter(result["failure"]), {})
    return result


def _delete(call: Call, throttle_id: str) -> None:
    throttle = existing_throttle(call, throttle_id)
    message = "The request throttling policy cannot be deleted because it has been bound to APIs."
    drop_bindings(call, ThrottleBindingStore, throttle.id, ServiceError(403, "APIG.3451", message))
    call.world[ThrottleStore].delete(call.instance_id, throttle)


def existing_throttle(call: Call, throttle_id: str) -> Throttle:
    throttle = call.world[ThrottleStore].get(call.instance_id, throttle_id)
    if throttle is None:
        raise ServiceError(404, "APIG.3005", f"Request throttling policy {throttle_id} does not exist")
    return throttle


def _values(values: dict[str, Any]) -> dict[str, Any]:
    """What is to be kept, if no limit exceeds the one that it is a part of; 0 is no limit."""
    for part, whole in (
        ("user_call_limits", "api_call_limits"),
        ("app_call_limits", "user_call_limits"),
        ("app_call_limits", "api_call_limits"),
        ("ip_call_limits", "api_call_limits"),
    ):
        if values[whole] and values[part] > values[whole]:
            raise too_large(part)
    return {**values, "enable_adaptive_control": "FALSE"}


def _refuse_taken(call: Call, name: str) -> None:
    if call.world[ThrottleStore].named(call.instance_id, name) is not None:
        raise ServiceError(400, "APIG.3204", "The request throttling policy name already exists")


def throttle_body(call: Call, throttle: Throttle, fresh: bool = False) -> dict[str, Any]:
    """Adaptive control is not supported, whatever the request said."""
    return {
        **throttle.values,
        "id": throttle.id,
        "bind_num": bind_num(call, ThrottleBindingStore, throttle.id),
        "is_inclu_special_throttle": 1 if throttle.specials else 2,
        "create_time": creation_time(throttle.created, fresh),
    }
