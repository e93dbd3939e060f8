# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""Where an inventory looks for instances: projects, each with what reaches it. Pure."""

from __future__ import annotations

import hashlib
import json
import re
import typing as t
from dataclasses import dataclass, field, replace

from ..._base._errors import InputError
from ..._planning._check import Problems, check_values
from ..._service._connection import CONNECTION, CREDENTIALS, Connection, connection_from
from ..._spec._field import Field, Limits
from ..._spec._values import Values

_PLACE = {"endpoint", "iam_endpoint", "region"}
_PROJECT = {"project_id", "project_name"}
#: (options, those that are about them): what is said of the former makes what others say of the latter void
_ABOUT = ((_PLACE, _PLACE | _PROJECT), (_PROJECT, _PROJECT), (CREDENTIALS, CREDENTIALS))
#: names that mean something else to Ansible, or to the playbooks of the collection
RESERVED = ("all", "localhost", "roma", "ungrouped")

REACH = tuple(f for f in CONNECTION if f.name != "instance_id")
_NAME = Field(
    "name", "Name of the source, for messages. Its hosts are in a group of this name, too.",
    limits=Limits(pattern=r"(?!(?:" + "|".join(RESERVED) + r")$)[A-Za-z_][A-Za-z0-9_]{0,63}",
                  help="1 to 64 letters, digits or underscores that do not begin with a digit, and none of "
                       + ", ".join(RESERVED)),
)  # fmt: skip
SOURCES = Field(
    "sources",
    ("The projects whose instances are the hosts: for each, what reaches it. What it leaves out is taken from the "
     "options beside this one, and then from the environment. When it is omitted, there is one source of these alone.",
     "What belongs together is taken from one place. A source with any credential takes none from elsewhere. One with "
     "an address or a region takes no address, region or project from elsewhere; one with a project takes no other."),
    type="list", elements="dict", fields=(_NAME, *(replace(f, env=()) for f in REACH)),
)  # fmt: skip


@dataclass(frozen=True)
class Source:
    """A project, and what reaches it.

    :param index: its place among `sources`; None when there are none, and it is the options beside them
    :param given: what the inventory says of the connection, none of it from the environment
    """

    index: int | None
    name: str
    region: str
    connection: Connection = field(repr=False)
    given: Values = field(repr=False)

    def stated(self, config: Values) -> Values:
        """Return the options that hold for it, as they stand in those of the inventory."""
        own = {} if self.index is None else config["sources"][self.index]
        return _over(own, {f.name: config[f.name] for f in REACH if f.name in config})

    @property
    def path(self) -> str:
        return _path(self.index)

    @property
    def title(self) -> str:
        """Name it, as messages do."""
        known = " ".join(dict.fromkeys(text for text in (self.name, self.region) if text))
        where = known or self.connection.endpoint
        return f"{self.path} ({where})" if self.path else where

    @property
    def digest(self) -> str:
        """Tell it from others: what may be known of it, no secrets."""
        told = [
            getattr(self.connection, name)
            for name in (
                "endpoint",
                "iam_endpoint",
                "project_id",
                "project_name",
                "access_key",
                "username",
                "domain_name",
            )
        ]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def sources_of(config: Values, environment: t.Mapping[str, str]) -> list[Source]:
    """Return the sources.

    :param config: options of the inventory, those of connections and `sources`
    :raises InputError: naming everything that is wrong, by its path
    """
    problems = Problems()
    general = {f.name: config[f.name] for f in REACH if config.get(f.name) is not None}
    around = check_values(REACH, {f.name: value for f in REACH if (value := _first(f, environment))}, "", problems)
    listed = config.get("sources")
    if listed is not None and (not isinstance(listed, list) or not listed):
        raise InputError(["sources: must be a list of mappings, and not empty; leave it out when there is one source"])
    found = []
    for index, own in [(None, {})] if listed is None else enumerate(listed):
        if isinstance(own, dict):
            found.append(_source(index, {k: v for k, v in own.items() if v is not None}, general, around, problems))
        else:
            problems.add(_path(index), "must be a mapping")
    if problems:
        raise InputError(problems)
    return [source for source in found if source is not None]


def _path(index: int | None) -> str:
    return "" if index is None else f"sources[{index}]"


def _source(index: int | None, own: Values, general: Values, around: Values, problems: Problems) -> Source | None:
    path, before = _path(index), len(problems)
    given = _over(own, general)
    checked = check_values(SOURCES.fields, {k: v for k, v in given.items() if v != ""}, path, problems)
    if len(problems) > before:
        return None
    name = checked.pop("name", "")
    # what is empty has been said all the same, and is not taken from elsewhere
    params = {k: v for k, v in _over({**given, **checked}, around).items() if v != ""}
    try:
        connection = connection_from(params, needs_instance=False)
    except InputError as exc:
        for problem in exc.problems:
            problems.append(f"{path}.{problem}" if path else problem)
        return None
    return Source(index, name, params.get("region") or _region_in(connection.endpoint), connection, checked)


def _over(own: Values, others: Values) -> Values:
    """Return options, and those of others that are not about the same."""
    void = {name for options, about in _ABOUT if options & own.keys() for name in about}
    return {**{name: value for name, value in others.items() if name not in void}, **own}


def _first(f: Field, environment: t.Mapping[str, str]) -> str:
    """Return the first variable of an option that is set; an empty one is not."""
    return next((environment[name] for name in f.env if environment.get(name)), "")


def _region_in(endpoint: str) -> str:
    found = re.match(r"https://roma\.([a-z0-9-]+)\.myhuaweicloud\.", endpoint)
    return found[1] if found else ""
