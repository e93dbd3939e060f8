# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Publishing APIs in environments, and taking them offline."""

from __future__ import annotations

from typing import Any

from ..frame.call import Call
from ..frame.errors import ServiceError
from ..frame.family import Family
from ..frame.fields import ListOf, Text, members
from ..frame.times import utc_nanos
from ..identity.authentication import project_user
from ..state.apic_apis import Api, ApiStore
from ..state.apic_environments import RELEASE_ID
from ..state.apic_publications import Publication, PublicationStore
from .apic_api_bodies import publication_body, runtime_body
from .apic_apis import existing_api
from .apic_common import INSTANCE, ApicDialect, may
from .apic_environments import existing_environment

family = Family("apic", ApicDialect(), auth=project_user, prefix=INSTANCE, stores=(PublicationStore,))
families = (family,)

REMARK = Text(max=255)
ID = Text(min=1, max=65, required=True)
NOT_PUBLISHED = "The API publication record does not exist."


@family.post(
    "/apis/action",
    "CreateOrDeletePublishRecordForApiV2",
    status=201,
    body=members(action=Text(choices=("online", "offline"), required=True), api_id=ID, env_id=ID, remark=REMARK),
)
def publish_or_take_offline(call: Call) -> dict[str, Any]:
    """CreateOrDeletePublishRecordForApiV2 answers 201 to both actions; every publication makes a version."""
    api = existing_api(call, call.body["api_id"], "modify")
    environment = existing_environment(call, call.body["env_id"])
    return _act(call, api, call.body["action"], environment.id)


@family.post(
    "/apis/publish",
    "BatchPublishOrOfflineApiV2",
    query={"action": Text(max=64)},
    body=members(apis=ListOf(item=Text(max=65), max=1000), env_id=ID, remark=REMARK, group_id=Text(max=65)),
)
def batch(call: Call) -> dict[str, Any]:
    """BatchPublishOrOfflineApiV2 answers 200 even when all items fail; without a list, it means a whole group."""
    action = call.query["action"]
    if action not in ("online", "offline"):
        message = 'Invalid parameter value: parameter action should be "online" or "offline"'
        raise ServiceError(400, "APIG.2011", message)
    environment = existing_environment(call, call.body["env_id"])
    store, success, failure = call.world[ApiStore], [], []
    for api_id in _meant(call):
        api = store.get(call.instance_id, api_id)
        if api is None:
            failure.append(_failure(api_id, "", "APIG.3002", f"Api {api_id} not found"))
        elif not may(call, api.app_id, "modify"):
            failure.append(_failure(api_id, api.name, "APIG.1102", "No permissions to perform operations on this API"))
        else:
            try:
                success.append(_act(call, api, action, environment.id))
            except ServiceError as error:
                failure.append(_failure(api_id, api.name, str(error.code), error.message))
    return {"success": success, "failure": failure}


def _meant(call: Call) -> list[str]:
    if "apis" in call.body:
        return list(dict.fromkeys(call.body["apis"]))
    group_id = call.body.get("group_id", "")
    return [api.id for api in call.world[ApiStore].of_group(call.instance_id, group_id)]


def _failure(api_id: str, name: str, code: str, message: str) -> dict[str, str]:
    return {"api_id": api_id, "api_name": name, "error_code": code, "error_msg": message}


def _act(call: Call, api: Api, action: str, env_id: str) -> dict[str, Any]:
    store, remark = call.world[PublicationStore], call.body.get("remark", "")
    if action == "online":
        return publication_body(api, store.publish(call.instance_id, api, env_id, remark))
    store.take_offline(call.instance_id, existing_publication(call, api, env_id))
    return {
        "publish_id": "",
        "api_id": api.id,
        "api_name": api.name,
        "env_id": env_id,
        "remark": remark,
        "publish_time": utc_nanos(),
        "version_id": "",
    }


@family.get("/apis/runtime/{api_id}", "ListApiRuntimeDefinitionV2", query={"env_id": Text(max=65)})
def show_runtime(call: Call) -> dict[str, Any]:
    """ListApiRuntimeDefinitionV2 shows what is at work, in RELEASE unless asked for another environment."""
    api = existing_api(call, call.path["api_id"], "read")
    env_id = call.query["env_id"] or RELEASE_ID
    return runtime_body(call, existing_publication(call, api, existing_environment(call, env_id).id))


def existing_publication(call: Call, api: Api, env_id: str) -> Publication:
    publication = call.world[PublicationStore].find(call.instance_id, api.id, env_id)
    if publication is None:
        raise ServiceError(404, "APIG.3015", NOT_PUBLISHED)
    return publication
