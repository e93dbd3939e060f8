#!/usr/bin/python
# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: api_group
short_description: Manage API groups of ROMA Connect
version_added: "1.0.0"
description:
  - Create, change and delete API groups.
  - A group belongs to an integration application, or it is global. It is found by its name together with O(app), or
    by O(id). Groups of the same name in different applications are different groups.
  - The service refuses to delete a group that holds APIs. The variables of a group are deleted with it.
author:
  - roma.connect contributors (@roma-connect)
extends_documentation_fragment:
  - roma.connect._resource.api_group
  - roma.connect._auth
  - roma.connect._attributes
attributes:
  check_mode:
    support: full
    details:
      - The application must exist in check mode too. M(roma.connect.config) can do without.
seealso:
  - module: roma.connect.api_group_info
  - module: roma.connect.app
  - module: roma.connect.env_variable
  - module: roma.connect.config
"""

EXAMPLES = r"""
- name: Make sure that the application has the group
  roma.connect.api_group:
    name: orders-v1
    app: orders
    remark: Order intake, first version

- name: Make sure that a global group exists
  roma.connect.api_group:
    name: address-check
  register: address_check

- name: Rename the global group
  roma.connect.api_group:
    id: "{{ address_check.api_group.id }}"
    name: address-validation

- name: Delete the global group
  roma.connect.api_group:
    name: address-validation
    state: absent

- name: Delete the group of the application
  roma.connect.api_group:
    name: orders-v1
    app: orders
    state: absent
"""

RETURN = r"""
api_group:
  description: The API group as it is now, or as it would be in check mode; null when it does not exist.
  returned: success
  type: dict
  contains:  # api_group, written by scripts/return-docs
    id:
      description: ID of the API group; null in check mode when it does not exist yet.
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
      description: ID of the application that O(app) names; null without one.
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
      sample: APIG.3101
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
  sample: ['app: there is no application named ''ordres'', neither on the instance nor in the document']
"""

from ansible_collections.roma.connect.plugins.module_utils._module import run_module


def main() -> None:
    run_module("api_group")


if __name__ == "__main__":
    main()
