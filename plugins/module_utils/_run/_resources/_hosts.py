# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""The instances of several projects as hosts of an inventory."""

from __future__ import annotations

import re
import typing as t
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from ..._base._errors import ApiError, RomaError
from ..._service._answers import a_text
from ..._service._connection import CREDENTIALS
from ..._spec._values import Values
from ._actions import instances_of
from ._sources import RESERVED, Source

_AT_ONCE = 8  # sources
_SHORT = 8  # characters of an id


@dataclass(frozen=True)
class Found:
    """What a source has answered.

    :param problem: why it has not
    """

    source: Source
    project_id: str = ""
    instances: list[Values] = field(default_factory=list)
    problem: str = ""


@dataclass
class Host:
    """An instance.

    :param facts: what the service says about it, which nobody must evaluate
    """

    name: str
    source: Source
    facts: Values
    groups: list[str]

    @property
    def connection(self) -> Values:
        """What reaches the instance, without credentials."""
        given = {name: value for name, value in self.source.given.items() if name not in CREDENTIALS}
        for name in ("region", "project_name"):  # the rest follows from them
            given.pop(name, None)
        return {
            **given,
            "endpoint": self.source.connection.endpoint,
            "iam_endpoint": self.source.connection.iam_endpoint,
            "project_id": self.facts["roma_project_id"],
            "instance_id": self.facts["roma_instance_id"],
        }


def ask(sources: t.Sequence[Source]) -> list[Found]:
    """Ask all sources, also when some do not answer."""
    with ThreadPoolExecutor(max_workers=_AT_ONCE) as pool:
        return list(pool.map(_ask, sources))


def _ask(source: Source) -> Found:
    try:
        found = Found(source, *instances_of(source.connection))
        hosts_of([found])
    except RomaError as exc:
        request = f" (request {exc.request_id})" if isinstance(exc, ApiError) and exc.request_id else ""
        return Found(source, problem=f"{source.title}: {exc}{request}")
    return found


def hosts_of(found: t.Iterable[Found]) -> list[Host]:
    """Return the instances as hosts, each under a name of its own. One that several sources know is one host.

    :raises RomaError: an instance is not described as it should be
    """
    hosts: dict[str, Host] = {}
    for answer in found:
        own = [answer.source.name] if answer.source.name else []
        for instance in answer.instances:
            facts = _facts(answer, instance)
            known = hosts.setdefault(
                facts["roma_instance_id"], Host(_plain(facts["roma_name"]), answer.source, facts, [])
            )
            known.groups += [group for group in own if group not in known.groups]
    _tell_apart(list(hosts.values()))
    return sorted(hosts.values(), key=lambda host: host.name)


def _facts(answer: Found, instance: Values) -> Values:
    what = "the list of instances"
    return {
        "roma_instance_id": a_text(instance, "id", what),
        "roma_name": str(instance.get("name") or ""),
        "roma_project_id": answer.project_id,
        "roma_region": answer.source.region,
        "roma_endpoint": answer.source.connection.endpoint,
        "roma_status": str(instance.get("status") or ""),
        "roma_edition": str(instance.get("flavor_type") or ""),
        "roma_instance": instance,
    }


def _plain(name: str) -> str:
    """Return a name of letters and digits as patterns for hosts, paths and labels of backups can have it."""
    return re.sub(r"[^A-Za-z0-9._-]+", "-", name)[:64].strip("._-")


def _tell_apart(hosts: t.Sequence[Host]) -> None:
    """Give hosts the beginning of their ids where their names do not tell them apart, or the whole of them."""
    groups = {group for host in hosts for group in host.groups}
    for length in (_SHORT, None):
        times = Counter(host.name.lower() for host in hosts)
        for host in hosts:
            if not host.name or times[host.name.lower()] > 1 or host.name in groups or host.name in RESERVED:
                own = _plain(host.facts["roma_instance_id"])
                plain = _plain(host.facts["roma_name"])
                host.name = f"{plain}-{own[:length]}" if plain and length else own
