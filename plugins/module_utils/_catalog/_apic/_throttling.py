# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""Throttling policies of API integration, what differs for some callers, and the APIs that they are bound to.

Fact source: `CreateRequestThrottlingPolicyV2`, `CreateSpecialThrottlingConfigurationV2` and the pages around them.
"""

from __future__ import annotations

import typing as t

from ..._spec._field import FIXED, Field, Limits, Ref
from ..._spec._resource import Listing, Requests, Resource, Rules
from ..._spec._values import Values
from .._facts import times
from .._rows import Rows
from ._bindings import Bindings

_APIC = "/v2/{project_id}/apic/instances/{instance_id}"
_MOST = 2147483647
#: Limits, each with the one that it must not exceed.
_BELOW = (
    ("user_call_limits", "api_call_limits"),
    ("app_call_limits", "user_call_limits"),
    ("app_call_limits", "api_call_limits"),
    ("ip_call_limits", "api_call_limits"),
)
_KINDS = {"APP": "app", "USER": "user"}


def _special_received(wire: Values) -> Values:
    option = _KINDS.get(str(wire.get("object_type")))
    return {**wire, option: wire.get("object_id")} if option else wire


def _special_sent(body: Values) -> Values:
    """A special configuration is for an application or a user; only its limit can be changed."""
    for kind, option in _KINDS.items():
        if option in body:
            return {"object_type": kind, "object_id": body[option], "call_limits": body["call_limits"]}
    return body


_WITHOUT_SPECIALS = 2  # what a policy says of itself in `is_inclu_special_throttle`; with some it is 1
_SPECIALS = Rows(
    Field("specials", "What is different for some callers.", type="list", elements="dict", compare="keyed",
          key=("app", "user"), unset=[], sample=[{"app": "shop", "call_limits": 500}], fields=(
              Ref("app", "Name of the application that calls. Either this or O(specials[].user) is needed.",
                  kind="apps", change=FIXED),
              Field("user", "ID of the account that calls.", change=FIXED,
                    limits=Limits(1, 64, pattern=r"[a-zA-Z0-9\-_]+", help="1 to 64 letters, digits or any of _ -")),
              Field("call_limits", "How many requests may come from this caller.", type="int", required=True,
                    limits=Limits(1, _MOST)),
          )),
    _APIC + "/throttles/{throttle_id}/throttle-specials", "id", items="throttle_specials", page_size=500,
    newest_first=True, received=_special_received, sent=_special_sent,
)  # fmt: skip
_BINDINGS = Bindings(
    _APIC + "/throttle-bindings",
    "throttle_id",
    "strategy_id",
    "apis",
    ("throttle_apply_id", "id", "run_env_id"),
    batch="throttle_bindings",
)


def _check(values: Values) -> t.Iterator[tuple[str, str]]:
    for limit, other in _BELOW:
        low, high = values.get(limit), values.get(other)
        if isinstance(low, int) and isinstance(high, int) and low > high > 0:
            yield limit, f"must not be larger than {other}, {high}"
    specials = values.get("specials")
    for i, item in enumerate(specials if isinstance(specials, list) else []):
        if isinstance(item, dict):
            yield from _check_special(item, values.get("api_call_limits"), f"specials[{i}]")


def _check_special(item: Values, most: t.Any, path: str) -> t.Iterator[tuple[str, str]]:
    if bool(item.get("app")) == bool(item.get("user")):
        yield path, "needs either app or user"
    limit = item.get("call_limits")
    if isinstance(limit, int) and isinstance(most, int) and limit > most:
        yield f"{path}.call_limits", f"must not be larger than api_call_limits, {most}"


def _limit(name: str, description: str, sample: int) -> Field:
    return Field(name, description + " V(0) is no limit.", type="int", limits=Limits(0, _MOST), unset=0, sample=sample)


THROTTLING_POLICY = Resource(
    kind="throttling_policies",
    name="throttling_policy",
    title="throttling policy",
    description="A limit of how many requests published APIs take.",
    identity=("name",),
    sample_id="3437448ad06f4e0c91a224183116e965",
    collection=_APIC + "/throttles",
    listing=Listing(items="throttles", filters=(("name", "name", 64),)),
    requests=Requests(before_delete=_BINDINGS.unbind_all),
    rules=Rules(check=_check, check_targets=_BINDINGS.check, target_parts=("publications",)),
    facts=(
        *times("create_time"),
        Field("bind_num", "How many APIs it is bound to.", type="int", sample=2),
    ),
    passing_facts=("bind_num",),
    fields=(
        Field("name", "Name of the policy, unique in the instance.", required=True, sample="gold",
              limits=Limits(3, 64, pattern=r"[a-zA-Z\u4e00-\u9fa5][a-zA-Z0-9_\u4e00-\u9fa5]*",
                            help="3 to 64 letters, digits, underscores or Chinese characters, beginning with a "
                                 "letter")),
        Field("time_unit", "Unit of the time for which limits hold.", choices=("SECOND", "MINUTE", "HOUR", "DAY"),
              on_create=True, sample="MINUTE"),
        Field("time_interval", "How many units the time is long.", type="int", on_create=True, limits=Limits(1, _MOST),
              sample=1),
        Field("api_call_limits", "How many requests an API takes in that time.", type="int", on_create=True,
              limits=Limits(1, _MOST), sample=1000),
        _limit("user_call_limits", "How many of them may come from one user, at most O(api_call_limits).", 500),
        _limit("app_call_limits", "How many of them may come from one application, at most O(user_call_limits).", 300),
        _limit("ip_call_limits", "How many of them may come from one address, at most O(api_call_limits).", 600),
        Field("type", "Whether each API has these limits for itself, or all bound APIs have them together.",
              choices=("exclusive", "shared"), codes=(("exclusive", 1), ("shared", 2)), unset="exclusive",
              sample="exclusive"),
        Field("remark", "Description of the policy.", limits=Limits(maximum=255), unset="", sample="Partners"),
        _SPECIALS.child(lambda policy: {"throttle_id": policy["id"]},
                        empty=lambda policy: policy.get("is_inclu_special_throttle") == _WITHOUT_SPECIALS),
        _BINDINGS.option("throttling policy"),
    ),
)  # fmt: skip
