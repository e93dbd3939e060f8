# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""Where an API is published (fact source: `CreateOrDeletePublishRecordForApiV2`)."""

from __future__ import annotations

import datetime
import re
import typing as t

from .._errors import ApiError
from .._spec import Values

_APIS = "/v2/{project_id}/apic/instances/{instance_id}/apis"
_ONLINE, _OFFLINE = "online", "offline"
#: Answers round their times differently: some to seconds.
_TOLERANCE = datetime.timedelta(seconds=1)
_TIME = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,6})\d*)?Z")


def read_publications(client: t.Any, api: Values) -> list[str]:
    """Return the ids of the environments in which the present definition is published.

    Where an older one is, somebody has changed the definition since, or a run did not get to publish it. That is told
    by a text in place of the id, which differs from whatever is declared. The service publishes what was published last
    once more when a variable changes: an older definition that this has happened to is taken for the present one.
    """
    del client
    ids, names = _split(api.get("run_env_id")), _split(api.get("run_env_name"))
    changed = _moment(api.get("update_time"))
    moments = [_moment(text) for text in _split(api.get("publish_time"))]
    if changed is None or len(moments) != len(ids):
        return ids
    return [
        f"{names[i] if i < len(names) else env_id} (an older definition)"
        if moment is not None and changed > moment + _TOLERANCE
        else env_id
        for i, (env_id, moment) in enumerate(zip(ids, moments, strict=True))
    ]


def write_publications(client: t.Any, api: Values, present: list[str] | None, declared: list[str]) -> None:
    """Publish the definition where it is not, and take it offline where it shall not be."""
    for env_id in declared:
        if env_id not in (present or []):
            _act(client, _ONLINE, api, env_id)
    for env_id in _split(api.get("run_env_id")):
        if env_id not in declared:
            _take_offline(client, api, env_id)


def _take_offline(client: t.Any, api: Values, env_id: str) -> None:
    try:
        _act(client, _OFFLINE, api, env_id)
    except ApiError:
        # somebody else has done it, or a first attempt whose answer was lost: what is answered then is not documented
        now = client.read(_APIS + "/{id}", {"id": api["id"]})
        if env_id in _split(now.get("run_env_id")):
            raise


def _act(client: t.Any, action: str, api: Values, env_id: str) -> None:
    # publishing twice makes a second version of the same definition, which does no harm
    body = {"action": action, "api_id": api["id"], "env_id": env_id}
    client.call("POST", _APIS + "/action", body=body, safe=True)


def _split(text: t.Any) -> list[str]:
    """Several values are joined by bars, the newest publication first (model `ApiInfo`)."""
    return [part for part in str(text or "").split("|") if part]


def _moment(text: t.Any) -> datetime.datetime | None:
    """Read a time with any number of fractional digits."""
    match = _TIME.match(str(text or ""))
    if match is None:
        return None
    return datetime.datetime.strptime(f"{match[1]}.{match[2] or '0'}", "%Y-%m-%dT%H:%M:%S.%f")
