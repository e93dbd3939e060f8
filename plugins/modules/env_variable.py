#!/usr/bin/python
# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: env_variable
short_description: Manage environment variables of API groups in ROMA Connect
version_added: "1.0.0"
description:
  - Create, change and delete variables, which have a value for an API group in an environment.
  - An API names a variable as C(#backend_host#) in its back-end address or path.
  - A variable is found by its name together with O(group) and O(environment). It cannot be renamed.
author:
  - roma.connect contributors (@roma-connect)
extends_documentation_fragment:
  - roma.connect._resource.env_variable
  - roma.connect._auth
  - roma.connect._attributes
attributes:
  check_mode:
    support: full
    details:
      - Environment and group must exist in check mode too. M(roma.connect.config) can do without.
seealso:
  - module: roma.connect.env_variable_info
  - module: roma.connect.environment
  - module: roma.connect.api_group
  - module: roma.connect.config
"""

EXAMPLES = r"""
- name: Set the address of the back end for one environment
  roma.connect.env_variable:
    environment: STAGE
    group: orders-v1
    name: backend_host
    value: 10.0.0.7:8080

- name: Set it for several environments
  roma.connect.env_variable:
    environment: "{{ item.key }}"
    group: orders-v1
    name: backend_host
    value: "{{ item.value }}"
  loop: "{{ addresses | ansible.builtin.dict2items }}"
  vars:
    addresses:
      STAGE: 10.0.0.8:8080
      RELEASE: 10.0.0.9:8080

- name: Say which group is meant when several applications have one of that name
  roma.connect.env_variable:
    environment: STAGE
    group: orders-v1
    group_app: orders
    name: backend_host
    value: 10.0.0.8:8080

- name: Delete the variable
  roma.connect.env_variable:
    environment: STAGE
    group: orders-v1
    name: backend_host
    state: absent
"""

RETURN = r"""
env_variable:
  description: The variable as it is now, or as it would be in check mode; null when it does not exist.
  returned: success
  type: dict
  contains:  # env_variable, written by scripts/return-docs
    id:
      description: ID of the environment variable; null in check mode when it does not exist yet.
      returned: always
      type: str
      sample: 0d5a3c7e9b1f4826a4c6e8f0b2d4a6c8
    environment:
      description: Name of the environment in which the variable has this value.
      returned: always
      type: str
      sample: STAGE
    group:
      description: Name of the API group that the variable belongs to.
      returned: always
      type: str
      sample: orders-v1
    name:
      description: Name of the variable.
      returned: always
      type: str
      sample: backend_host
    value:
      description: Value of the variable.
      returned: always
      type: str
      sample: 10.0.0.7:8080
    environment_id:
      description: ID of the environment that O(environment) names; null without one.
      returned: always
      type: str
      sample: 4b1f0c9d8e7a4f5b9c3d2e1f0a9b8c7d
    group_id:
      description: ID of the API group that O(group) names; null without one.
      returned: always
      type: str
      sample: c77f5e81d9cb4424bf704ef2b0ac7600
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
      sample: APIG.3106
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
      sample: /v2/0f3c7a9be1d24586a7c0d9e8f1b2a3c4/apic/instances/1c7a0d52-6f3e-4b8a-9d21-3e5f7a9b0c1d/env-variables
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
  sample: ['environment: there is no environment named ''STAGING'', neither on the instance nor in the document']
"""

from ansible_collections.roma.connect.plugins.module_utils._module import run_module


def main() -> None:
    run_module("env_variable")


if __name__ == "__main__":
    main()
