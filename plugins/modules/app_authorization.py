#!/usr/bin/python
# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: app_authorization
short_description: Manage app authorizations of ROMA Connect
version_added: "1.0.0"
description:
  - Allow an application to call an API in an environment, or forbid it again.
  - It matters for APIs whose O(roma.connect.api#module:auth_type) is V(APP). The API does not have to be published.
  - There is nothing to change about an authorization. It is there, or it is not.
author:
  - roma.connect contributors (@roma-connect)
extends_documentation_fragment:
  - roma.connect._resource.app_authorization
  - roma.connect._auth
  - roma.connect._attributes
attributes:
  check_mode:
    support: full
    details:
      - Application, API and environment must exist in check mode too. M(roma.connect.config) can do without.
seealso:
  - module: roma.connect.app_authorization_info
  - module: roma.connect.app
  - module: roma.connect.api
  - module: roma.connect.environment
  - module: roma.connect.config
"""

EXAMPLES = r"""
- name: Let the shop send orders
  roma.connect.app_authorization:
    app: shop
    api: create-order
    environment: RELEASE

- name: Say which API is meant when several groups have one of that name
  roma.connect.app_authorization:
    app: shop
    api: create-order
    group: orders-v1
    environment: STAGE

- name: Say which one is meant when such groups belong to several applications
  roma.connect.app_authorization:
    app: shop
    api: create-order
    group: orders-v1
    group_app: orders
    environment: STAGE

- name: Forbid it again
  roma.connect.app_authorization:
    app: shop
    api: create-order
    environment: RELEASE
    state: absent
"""

RETURN = r"""
app_authorization:
  description: The app authorization as it is now, or as it would be in check mode; null when it does not exist.
  returned: success
  type: dict
  contains:  # app_authorization, written by scripts/return-docs
    id:
      description: ID of the app authorization; null in check mode when it does not exist yet.
      returned: always
      type: str
      sample: dd8fbd0f6ee44a2b8bc1ec1e0fdd5a0e
    app:
      description: Name of the application that may call the API.
      returned: always
      type: str
      sample: shop
    api:
      description: Name of the API.
      returned: always
      type: str
      sample: create-order
    environment:
      description: Name of the environment.
      returned: always
      type: str
      sample: RELEASE
    app_id:
      description: ID of the application that O(app) names; null without one.
      returned: always
      type: str
      sample: 9a1e7c3f-5a0b-4d7e-8d55-0f6c1b2a3d4e
    api_id:
      description: ID of the API that O(api) names; null without one.
      returned: always
      type: str
      sample: 5f918d104dc84480a75166ba99efff21
    environment_id:
      description: ID of the environment that O(environment) names; null without one.
      returned: always
      type: str
      sample: 4b1f0c9d8e7a4f5b9c3d2e1f0a9b8c7d
    authorized_at:
      description: When it was given, UTC; null when the service does not say so.
      returned: always
      type: str
      sample: '2026-03-14T02:00:00Z'
    auth_role:
      description: Who gave it; null when the service does not say so.
      returned: always
      type: str
      sample: PROVIDER
    auth_tunnel:
      description: 'How it was given: V(NORMAL), or V(GREEN) past other rules; null when the service does not say so.'
      returned: always
      type: str
      sample: NORMAL
    publish_id:
      description: ID of the publication; null when the service does not say so.
      returned: always
      type: str
      sample: 7bbef2a1c0d94e3fa5b6c7d8e9f00112
    app_type:
      description: 'Type of the application: V(apig) or V(roma); null when the service does not say so.'
      returned: always
      type: str
      sample: roma
error:  # error, written by scripts/return-docs
  description: What the service answered, when this is why the task failed.
  returned: on failure, when a service answered
  type: dict
  contains:
    status:
      description: HTTP status code.
      returned: always
      type: int
      sample: 404
    code:
      description: Error code of the service; the HTTP status code when the answer holds none.
      returned: always
      type: str
      sample: APIG.3002
    request_id:
      description: ID of the request, to be quoted to the vendor's support. Empty when the answer holds none.
      returned: always
      type: str
      sample: 13760c1fe8655e61209b75665e9bef43
    method:
      description: Method of the request.
      returned: always
      type: str
      sample: POST
    path:
      description: Path of the request.
      returned: always
      type: str
      sample: /v2/0f3c7a9be1d24586a7c0d9e8f1b2a3c4/apic/instances/1c7a0d52-6f3e-4b8a-9d21-3e5f7a9b0c1d/app-auths
    details:
      description: What else the answer says, by the names of the service; empty when it says nothing more.
      returned: always
      type: dict
      sample: {error_details: The application does not exist.}
problems:  # problems, written by scripts/return-docs
  description: Everything that is wrong with the options. Each sentence starts with the path of an option.
  returned: on failure, when the options are wrong
  type: list
  elements: str
  sample: ['api: there is no API named ''creat-order'', neither on the instance nor in the document']
"""

from ansible_collections.roma.connect.plugins.module_utils._module import run_module


def main() -> None:
    run_module("app_authorization")


if __name__ == "__main__":
    main()
