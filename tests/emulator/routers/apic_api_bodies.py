# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How answers show APIs."""

from __future__ import annotations

from typing import Any

from ..frame.call import Call
from ..frame.times import utc_nanos
from ..state.apic_apis import Api, Definition
from ..state.apic_environments import EnvironmentStore
from ..state.apic_groups import ApiGroup, GroupStore
from ..state.apic_publications import Publication, PublicationStore
from ..state.apps import AppStore
from .apic_common import ApicSwitches, creation_time, update_time
from .apic_groups import sub_domains

BACKENDS = ("backend_api", "func_info", "mock_info")
DETAILS = (*BACKENDS, "req_params", "backend_params", "policy_https", "policy_functions", "policy_mocks")
NOTHING = ("", None, [])


def api_body(
    call: Call, api: Api, *, definition: Definition | None = None, fresh: bool = False, brief: bool = False
) -> dict[str, Any]:
    """The whole API as last edited, or another definition of it; `brief` as in lists, `fresh` as after a change."""
    shown = api.definition if definition is None else definition
    times = {
        "register_time": creation_time(api.created, fresh and not api.put),
        "update_time": update_time(api.updated, api.put, fresh),
    }
    group = call.world[GroupStore].get(call.instance_id, shown["group_id"])
    app = call.world[AppStore].get(call.instance_id, shown["roma_app_id"])
    body = {
        **{name: value for name, value in shown.items() if name not in DETAILS},
        "id": api.id,
        "status": 1,
        "arrange_necessary": 2,
        **times,
        "group_name": group.name,
        "group_version": group.version,
        "roma_app_name": app.name if app else "",
        "ld_api_id": "",
        **published_in(call, api),
        "api_group_info": _group_info(group),
    }
    if not brief:
        body.update((name, shown[name]) for name in DETAILS)
        for name in BACKENDS:
            if shown[name] is not None:
                body[name] = {**shown[name], **times}
    return without_unset(call, body)


def published_in(call: Call, api: Api) -> dict[str, str]:
    """Where the API is online, the newest publication first."""
    found = call.world[PublicationStore].of_api(call.instance_id, api.id)
    return {
        "run_env_name": "|".join(environment_name(call, item.env_id) for item in found),
        "run_env_id": "|".join(item.env_id for item in found),
        "publish_id": "|".join(item.id for item in found),
        "publish_time": "|".join(creation_time(item.published) for item in found),
    }


def without_unset(call: Call, body: dict[str, Any]) -> dict[str, Any]:
    """Older editions leave out what is not set."""
    if not call.world.switches[ApicSwitches].api_omits_unset:
        return body
    return {
        name: without_unset(call, value) if isinstance(value, dict) else value
        for name, value in body.items()
        if value not in NOTHING
    }


def environment_name(call: Call, env_id: str) -> str:
    environment = call.world[EnvironmentStore].get(call.instance_id, env_id)
    return environment.name if environment else ""


def _group_info(group: ApiGroup) -> dict[str, Any]:
    return {
        "id": group.id,
        "name": group.name,
        "status": 1,
        "sl_domain": sub_domains(group)["sl_domain"],
        "register_time": creation_time(group.created),
        "update_time": update_time(group.updated, group.put),
        "on_sell_status": 2,
        "url_domains": group.url_domains,
    }


def runtime_body(call: Call, publication: Publication) -> dict[str, Any]:
    """What callers of the API can know about it: nothing of what is behind it."""
    shown = publication.version.definition
    group = call.world[GroupStore].get(call.instance_id, shown["group_id"])
    body = {
        **{name: value for name, value in shown.items() if name == "req_params" or name not in DETAILS},
        "id": publication.api_id,
        "group_name": group.name,
        "run_env_name": environment_name(call, publication.env_id),
        "run_env_id": publication.env_id,
        "publish_id": publication.id,
        **sub_domains(group),
    }
    return without_unset(call, body)


def outline(call: Call, api: Api, publication: Publication | None) -> dict[str, Any]:
    """A row of the lists that tell what may be bound to something."""
    group = call.world[GroupStore].get(call.instance_id, api.group_id)
    return {
        "id": api.id,
        "name": api.name,
        "req_uri": api.definition["req_uri"],
        "auth_type": api.definition["auth_type"],
        "remark": api.definition["remark"],
        "group_id": api.group_id,
        "group_name": group.name,
        "run_env_id": publication.env_id if publication else "",
        "run_env_name": environment_name(call, publication.env_id) if publication else "",
        "publish_id": publication.id if publication else "",
    }


def publication_body(api: Api, publication: Publication) -> dict[str, Any]:
    """The answer to a publication, or to a switch of versions."""
    return {
        "publish_id": publication.id,
        "api_id": api.id,
        "api_name": api.name,
        "env_id": publication.env_id,
        "remark": publication.version.remark,
        "publish_time": utc_nanos(publication.published),
        "version_id": publication.version.id,
    }
