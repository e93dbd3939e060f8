# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Environments: there is no operation that shows a single one."""

from __future__ import annotations

from typing import Any

from ..frame.call import Call
from ..frame.errors import ServiceError
from ..frame.family import Family
from ..frame.fields import Text, members
from ..frame.paging import page
from ..identity.authentication import project_user
from ..state.apic_environments import RELEASE_ID, Environment, EnvironmentStore
from ..state.apic_publications import PublicationStore
from .apic_common import INSTANCE, LIMITS, PAGE, ApicDialect, creation_time, kept, text_matches, within_quota

family = Family("apic", ApicDialect("APIG.2012"), auth=project_user, prefix=INSTANCE, stores=(EnvironmentStore,))
families = (family,)

ENVIRONMENT = members(name=Text(min=3, max=64, pattern=r"[a-zA-Z][a-zA-Z0-9_]*", required=True), remark=Text(max=255))


@family.post("/envs", "CreateEnvironmentV2", status=201, body=ENVIRONMENT)
def create_environment(call: Call) -> dict[str, Any]:
    store = call.world[EnvironmentStore]
    _refuse_taken(call, call.body["name"])
    within_quota(call, len(store.all(call.instance_id)), LIMITS["ENVIRONMENT_NUM_LIMIT"], "APIG.3104", "environments")
    environment = store.create(call.instance_id, call.body["name"], call.body.get("remark", ""))
    return _body(environment, fresh=True)


@family.get("/envs", "ListEnvironmentsV2", query={**PAGE, "name": Text(max=64)})
def list_environments(call: Call) -> dict[str, Any]:
    """ListEnvironmentsV2: RELEASE first, then the newest first."""
    release, *others = call.world[EnvironmentStore].all(call.instance_id)
    found = [item for item in (release, *reversed(others)) if text_matches(call, "name", item.name)]
    return page(call, found, "envs", _body)


@family.put("/envs/{env_id}", "UpdateEnvironmentV2", body=ENVIRONMENT)
def update_environment(call: Call) -> dict[str, Any]:
    environment, name = existing_environment(call, call.path["env_id"]), call.body["name"]
    _refuse_release(environment)
    if name != environment.name:
        _refuse_taken(call, name)
    environment.name, environment.remark = name, kept(call, "remark", environment.remark, "")
    return _body(environment)


@family.delete("/envs/{env_id}", "DeleteEnvironmentV2", status=204)
def delete_environment(call: Call) -> None:
    environment = existing_environment(call, call.path["env_id"])
    _refuse_release(environment)
    if call.world[PublicationStore].of_environment(call.instance_id, environment.id):
        raise ServiceError(409, "APIG.3418", "The environment contains published APIs.")
    call.world[EnvironmentStore].delete(call.instance_id, environment)


def existing_environment(call: Call, env_id: str) -> Environment:
    environment = call.world[EnvironmentStore].get(call.instance_id, env_id)
    if environment is None:
        raise ServiceError(404, "APIG.3003", f"Environment {env_id} does not exist")
    return environment


def _refuse_taken(call: Call, name: str) -> None:
    if call.world[EnvironmentStore].named(call.instance_id, name) is not None:
        raise ServiceError(400, "APIG.3205", "The environment name already exists")


def _refuse_release(environment: Environment) -> None:
    """RELEASE can be neither renamed nor deleted."""
    if environment.id == RELEASE_ID:
        raise ServiceError(403, "APIG.1103", "No permissions to perform operations on this environment")


def _body(environment: Environment, fresh: bool = False) -> dict[str, Any]:
    return {
        "id": environment.id,
        "name": environment.name,
        "remark": environment.remark,
        "create_time": creation_time(environment.created, fresh),
    }
