# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""All resources, in the order in which they depend on one another."""

from __future__ import annotations

from .._spec import Resource
from ._api_channels import AUTHORIZER, VPC_CHANNEL
from ._api_integration import API_GROUP, ENV_VARIABLE, ENVIRONMENT
from ._apis import API, APP_AUTHORIZATION
from ._apps import APP, APP_SECRET
from ._data_integration import DATASOURCE
from ._device_integration import PRODUCT, PRODUCT_TEMPLATE
from ._dictionaries import DICTIONARY
from ._tasks import TASK
from ._thing_models import PRODUCT_SERVICE
from ._topics import TOPIC

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
    DATASOURCE,
    TASK,
    PRODUCT_TEMPLATE,
    PRODUCT,
    PRODUCT_SERVICE,
    TOPIC,
)
BY_KIND: dict[str, Resource] = {resource.kind: resource for resource in RESOURCES}
BY_NAME: dict[str, Resource] = {resource.name: resource for resource in RESOURCES}
