# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""Where an API is published (fact source: `CreateOrDeletePublishRecordForApiV2`)."""

from __future__ import annotations

import datetime
import re
import typing as t

from .._spec import Values

_ACTION = "/v2/{project_id}/apic/instances/{instance_id}/apis/action"
#: Answers round their times differently: some to seconds.
_TOLERANCE = datetime.timedelta(seconds=1)


def read_publications(client: t.Any, api: Values) -> list[str]:
    """Return the ids of the environments in which the present definition is published.

    Where an older one is published, a run before this one did not get to publish the new one: it counts as unpublished.
    """
    del client
    changed = _moment(api.get("update_time"))
    times = _split(api.get("publish_time"))
    ids = _split(api.get("run_env_id"))
    published = [_moment(text) for text in (times + [""] * len(ids))[: len(ids)]]
    return [
        env_id
        for env_id, moment in zip(ids, published, strict=True)
        if changed is None or moment is None or changed <= moment + _TOLERANCE
    ]


def write_publications(client: t.Any, api: Values, present: list[str] | None, declared: list[str]) -> None:
    """Publish the definition where it is not, and take it offline where it shall not be."""
    current = present or []
    for env_id in declared:
        if env_id not in current:
            _act(client, "online", api, env_id)
    for env_id in _split(api.get("run_env_id")):
        if env_id not in declared:
            _act(client, "offline", api, env_id)


def _act(client: t.Any, action: str, api: Values, env_id: str) -> None:
    # publishing twice makes a second version of the same definition, which does no harm
    client.call("POST", _ACTION, body={"action": action, "api_id": api["id"], "env_id": env_id}, safe=True)


def _split(text: t.Any) -> list[str]:
    """Several values are joined by bars, the newest publication first (model `ApiInfo`)."""
    return [part for part in str(text or "").split("|") if part]


def _moment(text: t.Any) -> datetime.datetime | None:
    """Read a time with any number of fractional digits."""
    match = re.match(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,6})\d*)?Z", str(text or ""))
    if match is None:
        return None
    return datetime.datetime.strptime(f"{match[1]}.{match[2] or '0'}", "%Y-%m-%dT%H:%M:%S.%f")
