# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Environment variables of API groups."""

from __future__ import annotations

from typing import Any

from ..frame.call import Call
from ..frame.errors import ServiceError
from ..frame.family import Family
from ..frame.fields import Text, members
from ..frame.paging import page
from ..identity.authentication import project_user
from ..state.apic_apis import ApiStore, uses_variable
from ..state.apic_environments import EnvironmentStore
from ..state.apic_publications import PublicationStore
from ..state.apic_variables import Variable, VariableStore
from .apic_common import (
    ANY_ID,
    INSTANCE,
    LIMITS,
    PAGE,
    ApicDialect,
    need_role,
    newest_first,
    precise,
    text_matches,
    within_quota,
)
from .apic_environments import existing_environment
from .apic_groups import existing_group

# the errors of these operations lack the usual hint to the documentation
family = Family(
    "apic", ApicDialect("APIG.2012", hint=False), auth=project_user, prefix=INSTANCE, stores=(VariableStore,)
)
families = (family,)

VALUE = Text(min=1, max=255, pattern=r"[A-Za-z0-9_\-/.:]+", required=True)
PARENT = Text(min=1, max=65, pattern=ANY_ID, required=True)


@family.post(
    "/env-variables",
    "CreateEnvironmentVariableV2",
    status=201,
    body=members(
        variable_name=Text(min=3, max=32, pattern=r"[A-Za-z][A-Za-z0-9_-]*", required=True),
        variable_value=VALUE,
        env_id=PARENT,
        group_id=PARENT,
    ),
)
def create_variable(call: Call) -> dict[str, Any]:
    store, body, instance_id = call.world[VariableStore], call.body, call.instance_id
    group = existing_group(call, body["group_id"])
    need_role(call, group.app_id, "modify", "APIG.1110", "environment variable")
    environment = existing_environment(call, body["env_id"])
    if store.find(instance_id, group.id, environment.id, body["variable_name"]) is not None:
        raise ServiceError(400, "APIG.3303", "The environment variable already exists")
    within_quota(
        call,
        len(store.of_group(instance_id, group.id)),
        LIMITS["VARIABLE_NUM_LIMIT"],
        "APIG.3106",
        "environment variables",
    )
    return _body(store.create(instance_id, group.id, environment.id, body["variable_name"], body["variable_value"]))


@family.get(
    "/env-variables",
    "ListEnvironmentVariablesV2",
    query={
        **PAGE,
        "group_id": Text(min=1, max=65, required=True),
        "env_id": Text(max=65),
        "variable_name": Text(max=32),
        **precise("variable_name"),
    },
)
def list_variables(call: Call) -> dict[str, Any]:
    return page(call, _wanted(call), "variables", _body)


def _wanted(call: Call) -> list[Variable]:
    """A name that is to match exactly is looked up, not searched for."""
    store, query = call.world[VariableStore], call.query
    group = existing_group(call, query["group_id"])
    need_role(call, group.app_id, "read", "APIG.1110", "environment variable")
    env_id, name = query["env_id"], query["variable_name"]
    if name and query["precise_search"]:
        environments = call.world[EnvironmentStore].all(call.instance_id)
        env_ids = [env_id] if env_id else [environment.id for environment in environments]
        found = [store.find(call.instance_id, group.id, item, name) for item in env_ids]
        return [variable for variable in found if variable is not None]
    return newest_first(
        store.of_group(call.instance_id, group.id),
        lambda item: env_id in (None, "", item.env_id) and text_matches(call, "variable_name", item.name),
    )


@family.get("/env-variables/{env_variable_id}", "ShowDetailsOfEnvironmentVariableV2")
def show_variable(call: Call) -> dict[str, Any]:
    return _body(_existing_variable(call, "read"))


@family.put("/env-variables/{env_variable_id}", "UpdateEnvironmentVariableV2", body=members(variable_value=VALUE))
def update_variable(call: Call) -> dict[str, Any]:
    """UpdateEnvironmentVariableV2 publishes again every API that is online with the variable."""
    variable = _existing_variable(call, "modify")
    variable.value = call.body["variable_value"]
    publications = call.world[PublicationStore]
    for api in call.world[ApiStore].of_group(call.instance_id, variable.group_id):
        publication = publications.find(call.instance_id, api.id, variable.env_id)
        if publication is not None and uses_variable(publication.version.definition, variable.name):
            publications.publish_again(call.instance_id, publication)
    return _body(variable)


@family.delete("/env-variables/{env_variable_id}", "DeleteEnvironmentVariableV2", status=204)
def delete_variable(call: Call) -> None:
    call.world[VariableStore].delete(call.instance_id, _existing_variable(call, "delete"))


def _existing_variable(call: Call, role: str) -> Variable:
    variable_id = call.path["env_variable_id"]
    variable = call.world[VariableStore].get(call.instance_id, variable_id)
    if variable is None:
        raise ServiceError(404, "APIG.3011", f"The environment variable does not exist, id: {variable_id}")
    need_role(call, existing_group(call, variable.group_id).app_id, role, "APIG.1110", "environment variable")
    return variable


def _body(variable: Variable) -> dict[str, Any]:
    return {
        "id": variable.id,
        "group_id": variable.group_id,
        "env_id": variable.env_id,
        "variable_name": variable.name,
        "variable_value": variable.value,
    }
