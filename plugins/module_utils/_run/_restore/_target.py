# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""Whether an instance is able to do what the one that was backed up does, and may hold as much. Only some of it is told
by the service."""

from __future__ import annotations

import typing as t
from collections import Counter

from ..._engine._step import Step
from ..._instance._inventory import Inventory
from ..._instance._parameters import EDITIONS, OFF, numbers_in
from ..._planning._check import Problems
from ..._planning._plan import CREATE
from ..._spec._values import Values

#: kind → the service's name for how many of it an instance may hold (`ListProjectCofigsV2`)
_LIMITS = {
    "environments": "ENVIRONMENT_NUM_LIMIT",
    "api_groups": "APIGROUP_NUM_LIMIT",
    "authorizers": "AUTHORIZER_NUM_LIMIT",
    "vpc_channels": "VPC_NUM_LIMIT",
    "apis": "API_NUM_LIMIT",
    "throttling_policies": "THROTTLE_NUM_LIMIT",
    "signature_keys": "SIGN_NUM_LIMIT",
}
_PARTITIONS = 3  # of a topic that does not say how many


def check_quotas(inventory: Inventory, steps: t.Sequence[Step], parameters: Values, problems: Problems) -> None:
    """Refuse what is surely too much. Deletions come last, so that they make no room."""
    made = [step for step in steps if step.plan.action == CREATE]
    for kind, count in Counter(step.entry.kind for step in made if step.entry.kind in _LIMITS).items():
        most = parameters["limits"].get(_LIMITS[kind])
        if most is None:
            continue
        _load(inventory, kind)
        # what is built in may or may not count
        have = sum(not record.builtin for record in inventory.records(kind))
        if have + count > most:
            problems.add(kind, f"{count} more are to be made, and the instance has {have} and may hold {most} "
                         f"({_LIMITS[kind]}): have the quota increased, or restore a part")  # fmt: skip
    topics, most = [step for step in made if step.entry.kind == "topics"], parameters["partitions"]
    if topics and most is not None:
        _load(inventory, "topics")
        new = sum(_number(step.plan.values.get("partition")) for step in topics)
        have = sum(_number(record.values.get("partition")) for record in inventory.records("topics"))
        if have + new > most:
            problems.add("topics", f"{new} more partitions are to be made, and the topics of the instance have {have} "
                         f"and may have {most} together: restore a part, or override partition")  # fmt: skip


def _load(inventory: Inventory, kind: str) -> None:
    if kind in inventory.narrowed:
        inventory.load(kind)


def _number(partitions: t.Any) -> int:
    return partitions if isinstance(partitions, int) else _PARTITIONS


def lacking(source: t.Any, target: Values) -> list[str]:
    """Say what an instance is not able to do, or hold, that the one that was backed up is. Pure.

    :param source: what the manifest says of that one; older ones say nothing
    """
    there: Values = source if isinstance(source, dict) else {}
    features, limits = _mapping(there, "features"), _mapping(there, "limits")
    told = [_smaller_edition(there.get("edition"), target["edition"])]
    if target["features"]:
        told += [_lesser(name, str(config), target["features"].get(name, OFF)) for name, config in features.items()]
    told += [_fewer(name, most, target["limits"].get(name)) for name, most in limits.items()]
    told.append(_fewer("partitions of topics", there.get("partitions"), target["partitions"]))
    return [sentence for sentence in told if sentence]


def _mapping(values: Values, name: str) -> Values:
    found = values.get(name)
    return found if isinstance(found, dict) else {}


def _smaller_edition(source: t.Any, target: str) -> str:
    known = source in EDITIONS and target in EDITIONS
    smaller = known and EDITIONS.index(target) < EDITIONS.index(source)
    return f"the edition of this instance is {target}, and that of the one that was backed up is {source}" * smaller


def _lesser(name: str, source: str, target: str) -> str:
    if source == OFF:
        return ""
    if target == OFF:
        return f"the feature {name} is off in this instance, and on in the one that was backed up"
    there, here = numbers_in(source), numbers_in(target)
    less = any(here.get(member, number) < number for member, number in there.items())
    return f"the feature {name} is {target} in this instance, and {source} in the one that was backed up" * less


def _fewer(name: str, source: t.Any, target: int | None) -> str:
    fewer = isinstance(source, int) and target is not None and target < source
    return f"{name}: {target} in this instance, and {source} in the one that was backed up" * fewer
