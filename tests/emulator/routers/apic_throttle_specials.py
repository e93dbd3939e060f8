# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Special limits of throttling policies, for single applications and accounts."""

from __future__ import annotations

from typing import Any

from ..frame.call import Call
from ..frame.errors import ServiceError
from ..frame.family import Family
from ..frame.fields import Text, members
from ..frame.paging import page
from ..identity.authentication import project_user
from ..identity.tenant import TENANT
from ..state.apic_throttles import Special, Throttle
from ..state.apps import AppStore
from .apic_common import (
    ANY_ID,
    INSTANCE,
    PAGE,
    ApicDialect,
    creation_time,
    existing_app,
    newest_first,
    text_matches,
    too_large,
)
from .apic_throttles import POSITIVE, existing_throttle

family = Family("apic", ApicDialect(), auth=project_user, prefix=INSTANCE)
families = (family,)

PATH = "/throttles/{throttle_id}/throttle-specials"
OBJECT_TYPES = ("APP", "USER")


@family.post(
    PATH,
    "CreateSpecialThrottlingConfigurationV2",
    status=201,
    body=members(
        call_limits=POSITIVE,
        object_id=Text(min=1, max=65, pattern=ANY_ID, required=True),
        object_type=Text(choices=OBJECT_TYPES, required=True),
    ),
)
def create_special(call: Call) -> dict[str, Any]:
    """CreateSpecialThrottlingConfigurationV2: accounts may be any, applications are those of the instance."""
    throttle, body = _throttle(call), call.body
    if body["object_type"] == "APP":
        existing_app(call, body["object_id"])
    _within(throttle, body["call_limits"])
    if throttle.special_of(body["object_type"], body["object_id"]) is not None:
        raise ServiceError(400, "APIG.3308", "The excluded request throttling configuration already exists")
    special = throttle.add_special(body["object_type"], body["object_id"], body["call_limits"])
    return _body(call, throttle, special, fresh=True)


@family.get(
    PATH,
    "ListSpecialThrottlingConfigurationsV2",
    query={**PAGE, "object_type": Text(choices=OBJECT_TYPES), "app_name": Text(max=256)},
)
def list_specials(call: Call) -> dict[str, Any]:
    throttle = _throttle(call)
    found = newest_first(
        throttle.specials.values(),
        lambda item: (
            call.query["object_type"] in (None, item.object_type)
            and text_matches(call, "app_name", _app_name(call, item))
        ),
    )
    return page(call, found, "throttle_specials", lambda item: _body(call, throttle, item))


@family.put(
    PATH + "/{strategy_id}",
    "UpdateSpecialThrottlingConfigurationV2",
    body=members(call_limits=POSITIVE),
)
def update_special(call: Call) -> dict[str, Any]:
    throttle = _throttle(call)
    special = _existing(call, throttle)
    _within(throttle, call.body["call_limits"])
    special.call_limits = call.body["call_limits"]
    return _body(call, throttle, special)


@family.delete(PATH + "/{strategy_id}", "DeleteSpecialThrottlingConfigurationV2", status=204)
def delete_special(call: Call) -> None:
    throttle = _throttle(call)
    del throttle.specials[_existing(call, throttle).id]


def _throttle(call: Call) -> Throttle:
    return existing_throttle(call, call.path["throttle_id"])


def _existing(call: Call, throttle: Throttle) -> Special:
    special_id = call.path["strategy_id"]
    special = throttle.specials.get(special_id)
    if special is None:
        message = f"Excluded request throttling configuration {special_id} does not exist"
        raise ServiceError(404, "APIG.3013", message)
    return special


def _within(throttle: Throttle, call_limits: int) -> None:
    if call_limits > throttle.values["api_call_limits"]:
        raise too_large("call_limits")


def _app_name(call: Call, special: Special) -> str:
    return call.world[AppStore].get(call.instance_id, special.object_id).name if special.object_type == "APP" else ""


def _body(call: Call, throttle: Throttle, special: Special, fresh: bool = False) -> dict[str, Any]:
    """The name of another account than the caller's own cannot be known."""
    app_name = _app_name(call, special)
    account_name = TENANT.domain_name if special.object_id == TENANT.domain_id else ""
    return {
        "id": special.id,
        "throttle_id": throttle.id,
        "call_limits": special.call_limits,
        "apply_time": creation_time(special.applied, fresh),
        "object_type": special.object_type,
        "object_id": special.object_id,
        "object_name": app_name or account_name,
        "app_id": special.object_id if special.object_type == "APP" else "",
        "app_name": app_name,
    }
