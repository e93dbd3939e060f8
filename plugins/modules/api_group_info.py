#!/usr/bin/python
# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: api_group_info
short_description: Read API groups of ROMA Connect
version_added: "1.0.0"
description:
  - Read all API groups of an instance, or those that fit all given options.
  - The group that the service itself has made is among them.
author:
  - roma.connect contributors (@roma-connect)
extends_documentation_fragment:
  - roma.connect._resource.api_group_info
  - roma.connect._auth
  - roma.connect._attributes.info
seealso:
  - module: roma.connect.api_group
  - module: roma.connect.env_variable_info
  - module: roma.connect.config_info
"""

EXAMPLES = r"""
- name: Read all API groups
  roma.connect.api_group_info:
  register: all_groups

- name: Read the API groups of an application
  roma.connect.api_group_info:
    app: orders
  register: groups_of_orders

- name: Read one API group
  roma.connect.api_group_info:
    name: orders-v1
    app: orders
  register: found
"""

RETURN = r"""
api_groups:
  description: The API groups that fit; empty when none does.
  returned: success
  type: list
  elements: dict
  contains:  # api_group, written by scripts/return-docs
    id:
      description: ID of the API group.
      returned: always
      type: str
      sample: c77f5e81d9cb4424bf704ef2b0ac7600
    name:
      description: Name of the API group, unique in its application, or among the global groups.
      returned: always
      type: str
      sample: orders-v1
    app:
      description: Name of the application that the group belongs to; empty or null when there is none.
      returned: always
      type: str
      sample: orders
    remark:
      description: Description of the API group; empty or null when there is none.
      returned: always
      type: str
      sample: Order intake, first version
    app_id:
      description: ID of the application that O(roma.connect.api_group#module:app) names; null without one.
      returned: always
      type: str
      sample: 9a1e7c3f-5a0b-4d7e-8d55-0f6c1b2a3d4e
    created_at:
      description: When it was made, UTC; null when the service does not say so.
      returned: always
      type: str
      sample: '2026-03-14T02:00:00Z'
    updated_at:
      description: When it was changed last, UTC; null when the service does not say so.
      returned: always
      type: str
      sample: '2026-03-14T02:00:00Z'
    status:
      description: Whether the group is valid (1); null when the service does not say so.
      returned: always
      type: int
      sample: 1
    version:
      description: V(V1) for a global group, V(V2) for one of an application; null when the service does not say so.
      returned: always
      type: str
      sample: V2
    sl_domain:
      description: Domain name that the service has made for the group; null when the service does not say so.
      returned: always
      type: str
      sample: c77f5e81d9cb4424bf704ef2b0ac7600.apic.example.com
    sl_domains:
      description: Domain names that the service has made for the group; null when the service does not say so.
      returned: always
      type: list
      elements: str
      sample: [c77f5e81d9cb4424bf704ef2b0ac7600.apic.example.com]
    url_domains:
      description: >-
        Domain names that were bound to the group, as the service gives them; null when the service does not say so.
      returned: always
      type: list
      elements: dict
      sample: [{id: 1dab4c6ff6fd11e7, domain: api.example.com, cname_status: 1}]
    on_sell_status:
      description: Whether the group is on sale (1) or not (2); null when the service does not say so.
      returned: always
      type: int
      sample: 2
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
      sample: /v2/0f3c7a9be1d24586a7c0d9e8f1b2a3c4/apic/instances/1c7a0d52-6f3e-4b8a-9d21-3e5f7a9b0c1d/api-groups
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
    run_module("api_group_info")


if __name__ == "__main__":
    main()
