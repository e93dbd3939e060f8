# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""What an instance is able to do: its edition, its features, and how much it may hold, as far as the service tells."""

from __future__ import annotations

import json
import typing as t

from .._base._errors import RomaError
from .._base._numbers import whole_number
from .._service._answers import a_list
from .._service._client import Client
from .._spec._values import Values

OFF = "off"
#: from the smallest to the largest
EDITIONS = ("basic", "professional", "enterprise", "platinum")
_INSTANCES = "/v2/{project_id}/instances"
_FEATURES = "/v2/{project_id}/apic/instances/{instance_id}/features"
_CONFIGS = "/v2/{project_id}/apic/instances/{instance_id}/project/configs"
_MESSAGES = "/v2/{project_id}/mqs/instances/{instance_id}"


def parameters_of(client: Client) -> Values:
    """Read edition, features, limits and number of partitions. What somebody may not ask for, or is odd, is empty."""
    readers: list[t.Callable[[Client], t.Any]] = [_edition, features_of, _limits, _partitions]
    edition, features, limits, partitions = client.map(lambda read: read(client), readers)
    return {"edition": edition, "features": features, "limits": limits, "partitions": partitions}


def _edition(client: Client) -> str:
    """Return the size of the instance (`CheckRomaInstanceListV2`)."""
    try:
        rows = client.pages(_INSTANCES, "instances", page_size=100)
    except RomaError:
        return ""
    wanted = client.connection.instance_id.lower()
    found = [str(row.get("flavor_type") or "") for row in rows if str(row.get("id", "")).lower() == wanted]
    return found[0] if found else ""


def features_of(client: Client) -> dict[str, str]:
    """Return the features and their configuration, `OFF` for those that are (`ListFeaturesV2`, which does not page)."""
    try:
        rows = a_list(client.read(_FEATURES, query={"limit": 500}), "features", client.asked(_FEATURES))
    except RomaError:
        return {}
    return {
        str(row.get("name")): str(row.get("config") or "on") if row.get("enable") is True else OFF
        for row in rows
        if row.get("name")
    }


def _limits(client: Client) -> dict[str, int]:
    """Return how much of each kind there may be (`ListProjectCofigsV2`)."""
    try:
        rows = client.pages(_CONFIGS, "configs")
    except RomaError:
        return {}
    found = {str(row.get("config_name")): whole_number(row.get("config_value")) for row in rows}
    return {name: most for name, most in found.items() if most is not None}


def _partitions(client: Client) -> int | None:
    """Return how many partitions its topics may have together (`ShowMqsInstance`)."""
    try:
        return whole_number(client.read(_MESSAGES).get("partition_num"))
    except RomaError:
        return None


def numbers_in(config: str) -> dict[str, int]:
    """Return the numbers of a feature's configuration, which is a text in JSON or just a word."""
    try:
        found = json.loads(config)
    except ValueError:
        return {}
    numbers = {name: whole_number(value) for name, value in found.items()} if isinstance(found, dict) else {}
    return {name: value for name, value in numbers.items() if value is not None}
