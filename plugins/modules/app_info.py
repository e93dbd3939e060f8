#!/usr/bin/python
# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: app_info
short_description: Read integration applications of ROMA Connect
version_added: "1.0.0"
description:
  - Read all integration applications that the caller has access to, or those that fit all given options.
  - The members of each application are read with a request of their own.
author:
  - roma.connect contributors (@roma-connect)
extends_documentation_fragment:
  - roma.connect._resource.app_info
  - roma.connect._auth
  - roma.connect._attributes.info
seealso:
  - module: roma.connect.app
  - module: roma.connect.app_secret_info
  - module: roma.connect.config_info
"""

EXAMPLES = r"""
- name: Read all applications
  roma.connect.app_info:
  register: all_apps

- name: Read one application
  roma.connect.app_info:
    name: orders
  register: found

- name: Show its key
  ansible.builtin.debug:
    msg: "{{ found.apps[0].key }}"
  when: found.apps | length > 0
"""

RETURN = r"""
apps:
  description: The applications that fit; empty when none does.
  returned: success
  type: list
  elements: dict
  contains:  # app, written by scripts/return-docs
    id:
      description: ID of the application.
      returned: always
      type: str
      sample: 9a1e7c3f-5a0b-4d7e-8d55-0f6c1b2a3d4e
    name:
      description: Name of the application, unique in the instance.
      returned: always
      type: str
      sample: orders
    remark:
      description: Description of the application; empty or null when there is none.
      returned: always
      type: str
      sample: Order intake
    key:
      description: Key by which the application identifies itself; empty or null when there is none.
      returned: always
      type: str
      sample: Xk2mPq8RtVw4Zb7n
    favorite:
      description: Whether the user that runs this sees the application among the favorites.
      returned: always
      type: bool
      sample: false
    members:
      description: Users that may work with the application.
      returned: always
      type: list
      elements: dict
      contains:
        name:
          description: Name of the user.
          returned: always
          type: str
          sample: alice
        roles:
          description: What the user may do.
          returned: always
          type: list
          elements: str
          sample: [read, access]
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
    created_by:
      description: Name of the user who made it; null when the service does not say so.
      returned: always
      type: str
      sample: alice
    updated_by:
      description: Name of the user who changed it last; null when the service does not say so.
      returned: always
      type: str
      sample: alice
    owner:
      description: Whether the caller is the owner; null when the service does not say so.
      returned: always
      type: bool
      sample: true
    roles:
      description: What the caller may do with the application; null when the service does not say so.
      returned: always
      type: list
      elements: str
      sample: [read, access, delete, modify, admin]
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
      sample: ROMA.00012000
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
      sample: /v2/0f3c7a9be1d24586a7c0d9e8f1b2a3c4/instances/1c7a0d52-6f3e-4b8a-9d21-3e5f7a9b0c1d/apps
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
    run_module("app_info")


if __name__ == "__main__":
    main()
