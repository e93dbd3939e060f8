# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The recipes of all kinds.

Where the service's documentation contradicts itself, the catalogue allows what any of its pages allows. Values are made
here that all of them allow.
"""

from __future__ import annotations

import typing as t

from ansible_collections.roma.connect.plugins.module_utils._spec._values import Values
from ansible_collections.roma.connect.tests.unit.recipe import (
    Recipe,
    any_text,
    matching,
    one_of,
    secret,
    whole_number,
)
from ansible_collections.roma.connect.tests.unit.recipes_apis import APIS
from ansible_collections.roma.connect.tests.unit.recipes_datasources import DATASOURCES
from ansible_collections.roma.connect.tests.unit.recipes_policies import POLICIES

if t.TYPE_CHECKING:
    from ansible_collections.roma.connect.tests.unit.generator import Generator, Made

#: Users of the account who can be members of applications.
USERS = ("alice", "bob")
_FUNCTION = "urn:fss:cn-north-4:0f3c7a9be1d24586a7c0d9e8f1b2a3c4:function:default:loyalty"

#: Options that no document has, and why.
LEFT_OUT = {
    "apis.domain": "it must have been bound to the group before, which only people can do",
    "apis.unpublished_changes": "what it means depends on what was done before; it has tests of its own",
}


def _tell_apart(make: Generator, made: Made) -> None:
    """A new product gets copies of its template's services, which a declared one of the same name would not replace."""
    del make
    owner, name = "T" if made.entry.get("template") else "P", made.entry["name"]
    made.entry["name"] = name if name.startswith(owner) else owner + name[:63]


def _mend_authorizer(make: Generator, made: Made) -> None:
    entry = made.entry
    if entry["authorizer_type"] == "FUNC":
        entry["authorizer_uri"] = _FUNCTION
    else:
        entry["authorizer_uri"] = f"/loyalty/{make.next_number()}"
        entry["ld_api_id"] = entry.get("ld_api_id") or "5f918d104dc84480a75166ba99efff21"
    if entry["type"] == "BACKEND":
        entry.pop("identities", None)


def _mend_channel(make: Generator, made: Made) -> None:
    entry = made.entry
    health = entry.get("health_check")
    if health:
        health["timeout"] = min(health["timeout"], health["time_interval"] - 1)
        if health["protocol"] != "TCP":
            health["path"] = health.get("path") or "/health"
            health["http_code"] = health.get("http_code") or "200"
    groups = [group["name"] for group in entry.get("member_groups", [])]
    for member in entry.get("members", []):
        if groups and make.chance(0.6):
            member["group"] = make.random.choice(groups)
        elif "group" in member:
            member["group"] = ""
    if "members" in entry:
        # a server may be in several groups, with several ports
        again = [{**member, "group": groups[0]} for member in entry["members"] if groups and make.chance(0.4)]
        keys = [(member["host"], member["port"], member.get("group") or "") for member in entry["members"] + again]
        entry["members"] = list(dict(zip(keys, entry["members"] + again, strict=True)).values())


def _detail(make: Generator, beside: Values) -> Values:
    """Make a free mapping of some depth. Of one that is there already, only some members may be given."""
    old = beside.get("detail")
    if old and make.chance(0.6):
        return {"mappingRequired": not old.get("mappingRequired")}

    def node(depth: int) -> t.Any:
        if depth == 0 or make.chance(0.4):
            number = make.random.randint(-9, 9)
            return make.random.choice([any_text(make, {}), number, number / 4, make.chance(0.5), "", [], {}])
        if make.chance(0.4):
            return [node(depth - 1) for _ in range(make.random.randint(1, 3))]
        return mapping(depth - 1)

    def mapping(depth: int) -> Values:
        return {f"{any_text(make, {})}{number}": node(depth) for number in range(make.random.randint(1, 3))}

    return {"mappingRequired": make.chance(0.5), **mapping(3)}


def _mend_task(make: Generator, made: Made) -> None:
    """Tasks that run all the time have no schedule, others need one to be started."""
    entry = made.entry
    if entry["type"] == "realtime":
        entry.pop("schedule", None)
    elif "schedule" in entry or entry.get("status") == "running":
        schedule = entry.setdefault("schedule", {})
        if "cron" not in schedule:
            entry["schedule"] = {"period": "DAY", "interval": 1, **schedule}


def _mend_product(make: Generator, made: Made) -> None:
    template = made.targets.get("template")
    if template is not None and template.entry.get("enabled") is False:
        made.entry.pop("template", None)


def _meanings(make: Generator, beside: Values) -> Values:
    return {str(number): any_text(make, {}) for number in range(make.random.randint(1, 3))}


def _mend_topic(make: Generator, made: Made) -> None:
    entry = made.entry
    policies = entry.get("access_policies")
    if policies is None:
        return
    if all(policy["app"] != entry["app"] for policy in policies):
        policies.append({"app": entry["app"], "access_policy": make.random.choice(("all", "pub", "sub")), "tag": ""})
    for policy in policies:
        if policy["access_policy"] != "all" and "tag" in policy:
            policy["tag"] = policy["tag"].replace("&", "||")


_PROPERTIES = ("properties", "commands.request_properties", "commands.response_properties")

RECIPES: dict[str, Recipe] = {
    "dictionaries": Recipe({"code": matching(r"[A-Za-z0-9_ ]+", 2, 64)}, unique=(("name",),)),
    "apps": Recipe(
        {
            "key": matching(r"[\u4e00-\u9fffA-Za-z0-9][\u4e00-\u9fffA-Za-z0-9\-_@.]*", 3, 200),
            "members.name": one_of(*USERS),
        },
        unique=(("key",),),
    ),
    "app_secrets": Recipe({"secret": secret}),
    "authorizers": Recipe(
        {
            "authorizer_alias_uri": one_of(f"{_FUNCTION}:live", f"{_FUNCTION}:next"),
            "identities.name": matching(r"[a-zA-Z][a-zA-Z0-9._\-]*", 1, 32),
            "identities.validation": one_of("[0-9]{12}", "^\u4e2d+$", ".*" * 512),
        },
        _mend_authorizer,
    ),
    "vpc_channels": Recipe(
        {
            "name": matching(r"[a-zA-Z\u4e00-\u9fa5][a-zA-Z0-9_\-\u4e00-\u9fa5]*", 3, 64),
            "health_check.path": one_of("/health", "/", "/status?full=1"),
            "health_check.http_code": one_of("200", "200,201", "200-299", "200-299,404"),
            "members.host": one_of("10.0.0.11", "10.0.0.12", "orders.internal", "fd00::11"),
            "members.port": one_of(8080, 8081, 65535),
        },
        _mend_channel,
    ),
    "apis": APIS,
    **POLICIES,
    "datasources": DATASOURCES,
    "tasks": Recipe(
        {
            "detail": _detail,
            "schedule.start_datetime": one_of("2036-12-01T01:30:00+02:00", "2037-01-31T07:30:00Z",
                                              "2037-01-31T07:30:00.250+00:00", "2038-02-28 23:59:59"),
            "schedule.cron": one_of("0 30 12 * * ?", "0 0/5 14,18 * * ?"),
        },
        _mend_task,
    ),
    "products": Recipe(
        {
            "model": matching(r" *[A-Za-z0-9_\-][A-Za-z0-9_ \-]*[A-Za-z0-9_\-] *", 2, 50),
            "device_type": matching(r"(?s).+", 1, 32),
            "authentication.user_name": matching(r"[A-Za-z0-9\-]+", 10, 50),
            "authentication.password": secret,
        },
        _mend_product,
        (("manufacturer_id", "model"),),
    ),
    "product_services": Recipe(
        {
            **{f"{option}.{name}": one_of("0", "-40", "125.5", "1e3", "0.50", "+7")
               for option in _PROPERTIES for name in ("min", "max", "step")},
            **{f"{option}.enum_dict": _meanings for option in _PROPERTIES},
            "properties.method": one_of("R", "W", "E", "RW", "WR", "RWE", "EWR"),
        },
        mend=_tell_apart,
    ),
    "topics": Recipe(
        {
            "partition": whole_number(1, 10),
            "replication": whole_number(1, 3),
            "retention_time": whole_number(1, 168),
            "description": matching(r"(?s)[^=+\-@].*", 1, 1000),
            "access_policies.tag": one_of("", "new", "new || paid", "new||paid||sent", "sent & paid", " new & a || b "),
        },
        _mend_topic,
    ),
}  # fmt: skip
NOTHING_SPECIAL = Recipe()
