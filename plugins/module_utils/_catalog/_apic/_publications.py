# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""Where an API is published (fact source: `CreateOrDeletePublishRecordForApiV2`)."""

from __future__ import annotations

import datetime
import re
import typing as t

from ..._base._errors import ApiError
from ..._service._answers import a_list, a_text
from ..._spec._values import Values

_APIS = "/v2/{project_id}/apic/instances/{instance_id}/apis"
_ONLINE, _OFFLINE = "online", "offline"
_MOST_AT_ONCE = 1000
#: Answers round their times differently: some to seconds.
_TOLERANCE = datetime.timedelta(seconds=1)
_TIME = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,6})\d*)?Z")


def read_publications(client: t.Any, api: Values) -> list[str]:
    """Return the ids of the environments in which any definition is published."""
    del client
    return _split(api.get("run_env_id"))


def outdated(api: Values) -> list[str]:
    """Return the ids of the environments in which an older definition is published than the present one.

    Somebody has changed the definition since, or a run did not get to publish it. The service publishes what was
    published last once more when a variable changes: an older definition that this has happened to is taken for the
    present one.
    """
    ids, moments = _split(api.get("run_env_id")), [_moment(text) for text in _split(api.get("publish_time"))]
    changed = _moment(api.get("update_time"))
    if changed is None or len(moments) != len(ids):
        return []
    return [env_id for env_id, moment in zip(ids, moments, strict=True)
            if moment is not None and changed > moment + _TOLERANCE]  # fmt: skip


def outdated_names(api: Values) -> list[str]:
    """Return the names of the environments in which an older definition is published; ids where there are no names."""
    ids, names = _split(api.get("run_env_id")), _split(api.get("run_env_name"))
    known = dict(zip(ids, names, strict=False)) if len(ids) == len(names) else {}
    return [known.get(env_id, env_id) for env_id in outdated(api)]


def published_definition(client: t.Any, api: Values, env_id: str) -> Values | None:
    """Return the definition that callers in an environment get, or None when the service does not tell.

    `ListApiVersionsV2` names the one in effect (status 1), `ListApiVersionDetailV2` is the whole of it.
    """
    try:
        versions = client.pages(_APIS + "/publish/{id}", "api_versions", {"id": api["id"]}, {"env_id": env_id})
        in_effect = [version for version in versions if version.get("status") == 1]
        if not in_effect:
            return None
        version_id = a_text(in_effect[0], "version_id", client.asked(_APIS + "/publish/{id}", {"id": api["id"]}))
        return t.cast("Values", client.read(_APIS + "/versions/{version_id}", {"version_id": version_id}))
    except ApiError:
        return None


def publish_anew(client: t.Any, api: Values) -> None:
    """Publish the present definition wherever an older one is."""
    now = client.read(_APIS + "/{id}", {"id": api["id"]})
    for env_id in outdated(now):
        _act(client, _ONLINE, api, env_id)


def write_publications(client: t.Any, api: Values, present: list[str] | None, declared: list[str]) -> None:
    """Publish the definition where it is not, and take it offline where it shall not be."""
    for env_id in declared:
        if env_id not in (present or []):
            _act(client, _ONLINE, api, env_id)
    for env_id in _split(api.get("run_env_id")):
        if env_id not in declared:
            _take_offline(client, api, env_id)


def take_many_offline(client: t.Any, apis: t.Sequence[Values]) -> set[str]:
    """Take APIs offline everywhere, a request for each environment, and return the ids of those that are.

    `BatchPublishOrOfflineApiV2` names each API of which it succeeded.
    """
    published = {str(api["id"]): set(_split(api.get("run_env_id"))) for api in apis}
    gone: dict[str, set[str]] = {api_id: set() for api_id in published}
    what = client.asked(_APIS + "/publish", method="POST")
    for env_id in sorted(set().union(*published.values())):
        ids = [api_id for api_id, envs in published.items() if env_id in envs]
        for start in range(0, len(ids), _MOST_AT_ONCE):
            body = {"apis": ids[start : start + _MOST_AT_ONCE], "env_id": env_id}
            # an API that is offline already is among the failures of a repetition, and is looked at by itself then
            answer = client.call("POST", _APIS + "/publish", query={"action": _OFFLINE}, body=body, safe=True)
            for row in a_list(answer or {}, "success", what, optional=True):
                gone.get(str(row.get("api_id")), set()).add(env_id)
    return {api_id for api_id, envs in published.items() if envs <= gone[api_id]}


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
