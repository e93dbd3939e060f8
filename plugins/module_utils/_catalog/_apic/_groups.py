# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""API integration: environments, API groups and environment variables (fact source: pages of the operations named)."""

from __future__ import annotations

import typing as t

from ..._spec._field import FIXED, Field, Limits, Ref
from ..._spec._resource import Listing, Reach, Resource, Wire
from ..._spec._values import Values
from .._facts import times

_APIC = "/v2/{project_id}/apic/instances/{instance_id}"
_RELEASE = "DEFAULT_ENVIRONMENT_RELEASE_ID"
_GROUP_NAME = r"[a-zA-Z0-9\u4e00-\u9fa5][a-zA-Z0-9:._()/\-\u4e00-\u9fa5\uff08\uff09\uff1a\u3001]*"

ENVIRONMENT = Resource(
    kind="environments",
    name="environment",
    title="environment",
    description="An environment in which APIs are published. C(RELEASE) is built in.",
    identity=("name",),
    sample_id="4b1f0c9d8e7a4f5b9c3d2e1f0a9b8c7d",
    collection=_APIC + "/envs",
    listing=Listing(items="envs", filters=(("name", "name", 64),)),
    reach=Reach(builtin=lambda wire: wire.get("id") == _RELEASE),
    facts=times("create_time"),
    fields=(
        Field("name", "Name of the environment, unique in the instance.", required=True,
              limits=Limits(3, 64, pattern=r"[a-zA-Z][a-zA-Z0-9_]*",
                            help="3 to 64 letters, digits or underscores, beginning with a letter"), sample="STAGE"),
        Field("remark", "Description of the environment.", limits=Limits(maximum=255), unset="",
              sample="Acceptance tests of order intake"),
    ),
)  # fmt: skip


def _not_held(group: Values, raw: Values) -> t.Iterator[tuple[str, str]]:
    del raw
    if group.get("url_domains"):
        yield "its independent domain names", "neither documents nor archives hold them"


API_GROUP = Resource(
    kind="api_groups",
    name="api_group",
    title="API group",
    description="A group of APIs, which shares a domain name and variables.",
    identity=("name", "app"),
    sample_id="c77f5e81d9cb4424bf704ef2b0ac7600",
    collection=_APIC + "/api-groups",
    listing=Listing(items="groups", filters=(("name", "name", 255),)),
    reach=Reach(builtin=lambda wire: wire.get("is_default") == 1, not_held=_not_held),
    wire=Wire(
        # CreateApiGroupV2: V1 is a global group, V2 one that belongs to an application
        created_with=lambda values: {"version": "V2" if values.get("app") else "V1"},
    ),
    facts=(
        *times("register_time", "update_time"),
        Field("status", "Whether the group is valid (1).", type="int", sample=1),
        Field("version", "V(V1) for a global group, V(V2) for one of an application.", sample="V2"),
        Field("sl_domain", "Domain name that the service has made for the group.",
              sample="c77f5e81d9cb4424bf704ef2b0ac7600.apic.example.com"),
        Field("sl_domains", "Domain names that the service has made for the group.", type="list", elements="str",
              sample=["c77f5e81d9cb4424bf704ef2b0ac7600.apic.example.com"]),
        Field("url_domains", "Domain names that were bound to the group, as the service gives them.", type="list",
              elements="dict", sample=[{"id": "1dab4c6ff6fd11e7", "domain": "api.example.com", "cname_status": 1}]),
        Field("on_sell_status", "Whether the group is on sale (1) or not (2).", type="int", sample=2),
    ),
    fields=(
        Field("name", "Name of the API group, unique in its application, or among the global groups.", required=True,
              limits=Limits(3, 255, pattern=_GROUP_NAME,
                            help="3 to 255 letters, digits, Chinese characters, parentheses or any of : . _ / -, "
                                 "beginning with a letter, a digit or a Chinese character"), sample="orders-v1"),
        Ref("app", "Name of the application that the group belongs to. A group without one is global.", kind="apps",
            holds=True, wire="roma_app_id", change=FIXED, sample="orders"),
        Field("remark", "Description of the API group.", limits=Limits(maximum=1000), unset="",
              sample="Order intake, first version"),
    ),
)  # fmt: skip

ENV_VARIABLE = Resource(
    kind="env_variables",
    name="env_variable",
    title="environment variable",
    description="A variable of an API group, with a value in an environment.",
    identity=("name", "environment", "group"),
    sample_id="0d5a3c7e9b1f4826a4c6e8f0b2d4a6c8",
    collection=_APIC + "/env-variables",
    listing=Listing(items="variables", filters=(("name", "variable_name", 32),)),
    scope=("group",),
    fields=(
        Ref("environment", "Name of the environment in which the variable has this value.", required=True,
            kind="environments", wire="env_id", change=FIXED, sample="STAGE"),
        Ref("group", "Name of the API group that the variable belongs to.", required=True, kind="api_groups",
            wire="group_id", change=FIXED, qualifiers=(("group_app", "app"),), sample="orders-v1"),
        Field("group_app", "Name of the application that O(group) belongs to, or an empty text for a global group. "
              "Only needed when several groups have that name."),
        Field("name", "Name of the variable. Names are case-sensitive.", required=True, wire="variable_name",
              change=FIXED,
              limits=Limits(3, 32, pattern=r"[A-Za-z][A-Za-z0-9_\-]*",
                            help="3 to 32 letters, digits or any of _ -, beginning with a letter"),
              sample="backend_host"),
        Field("value", "Value of the variable. A new value is deployed to every published API that uses the "
              "variable in its back-end address.", wire="variable_value", on_create=True,
              limits=Limits(1, 255, pattern=r"[A-Za-z0-9_\-/.:]+",
                            help="1 to 255 letters, digits or any of _ - / . :"), sample="10.0.0.7:8080"),
    ),
)  # fmt: skip
