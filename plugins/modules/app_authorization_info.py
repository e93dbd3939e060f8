#!/usr/bin/python
# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: app_authorization_info
short_description: Read app authorizations of ROMA Connect
version_added: "1.0.0"
description:
  - Read which applications may call which APIs, all of them or those that fit all given options.
  - The service lists the authorizations of one application at a time. With O(app) only that one is asked.
author:
  - roma.connect contributors (@roma-connect)
extends_documentation_fragment:
  - roma.connect._resource.app_authorization_info
  - roma.connect._auth
  - roma.connect._attributes.info
seealso:
  - module: roma.connect.app_authorization
  - module: roma.connect.api_info
  - module: roma.connect.config_info
"""

EXAMPLES = r"""
- name: Read all authorizations
  roma.connect.app_authorization_info:
  register: all_authorizations

- name: Read what the shop may call
  roma.connect.app_authorization_info:
    app: shop
    environment: RELEASE
  register: found
"""

RETURN = r"""
app_authorizations:
  description: The app authorizations that fit; empty when none does.
  returned: success
  type: list
  elements: dict
  contains:  # app_authorization, written by scripts/return-docs
    id:
      description: ID of the app authorization.
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
      description: ID of the application that O(roma.connect.app_authorization#module:app) names; null without one.
      returned: always
      type: str
      sample: 9a1e7c3f-5a0b-4d7e-8d55-0f6c1b2a3d4e
    api_id:
      description: ID of the API that O(roma.connect.app_authorization#module:api) names; null without one.
      returned: always
      type: str
      sample: 5f918d104dc84480a75166ba99efff21
    environment_id:
      description: >-
        ID of the environment that O(roma.connect.app_authorization#module:environment) names; null without one.
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
      sample: 403
    code:
      description: Error code of the service; the HTTP status code when the answer holds none.
      returned: always
      type: str
      sample: APIG.1005
    request_id:
      description: ID of the request, to be quoted to the vendor's support. Empty when the answer holds none.
      returned: always
      type: str
      sample: 13760c1fe8655e61209b75665e9bef43
    method:
      description: Method of the request.
      returned: always
      type: str
      sample: GET
    path:
      description: Path of the request.
      returned: always
      type: str
      sample: /v2/0f3c7a9be1d24586a7c0d9e8f1b2a3c4/apic/instances/1c7a0d52-6f3e-4b8a-9d21-3e5f7a9b0c1d/envs
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
  sample: ['instance_id: is required; set the option or ROMA_INSTANCE_ID']
"""

from ansible_collections.roma.connect.plugins.module_utils._module import run_module


def main() -> None:
    run_module("app_authorization_info")


if __name__ == "__main__":
    main()
