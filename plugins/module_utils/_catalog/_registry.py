# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""All resources, in the order in which they depend on one another."""

from __future__ import annotations

from .._spec._resource import Resource
from ._apic._apis import API, APP_AUTHORIZATION
from ._apic._channels import AUTHORIZER, VPC_CHANNEL
from ._apic._groups import API_GROUP, ENV_VARIABLE, ENVIRONMENT
from ._apic._signatures import SIGNATURE_KEY
from ._apic._throttling import THROTTLING_POLICY
from ._fdi._datasources import DATASOURCE
from ._fdi._tasks import TASK
from ._link._products import PRODUCT, PRODUCT_TEMPLATE
from ._link._thing_models import PRODUCT_SERVICE
from ._mqs._topics import TOPIC
from ._public._apps import APP, APP_SECRET
from ._public._dictionaries import DICTIONARY

RESOURCES: tuple[Resource, ...] = (
    DICTIONARY,
    APP,
    APP_SECRET,
    ENVIRONMENT,
    API_GROUP,
    ENV_VARIABLE,
    AUTHORIZER,
    VPC_CHANNEL,
    API,
    APP_AUTHORIZATION,
    THROTTLING_POLICY,
    SIGNATURE_KEY,
    DATASOURCE,
    TASK,
    PRODUCT_TEMPLATE,
    PRODUCT,
    PRODUCT_SERVICE,
    TOPIC,
)
BY_KIND: dict[str, Resource] = {resource.kind: resource for resource in RESOURCES}
BY_NAME: dict[str, Resource] = {resource.name: resource for resource in RESOURCES}
