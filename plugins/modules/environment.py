#!/usr/bin/python
# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: environment
short_description: Manage environments of API integration in ROMA Connect
version_added: "1.0.0"
description:
  - Create, change and delete environments, in which APIs are published.
  - The environment C(RELEASE) is built in. It can be named by other modules, but neither changed nor deleted.
  - The service refuses to delete an environment in which APIs are published.
author:
  - roma.connect contributors (@roma-connect)
extends_documentation_fragment:
  - roma.connect._resource.environment
  - roma.connect._auth
  - roma.connect._attributes
seealso:
  - module: roma.connect.environment_info
  - module: roma.connect.env_variable
  - module: roma.connect.config
"""

EXAMPLES = r"""
- name: Make sure that the environment exists
  roma.connect.environment:
    name: STAGE
    remark: Acceptance tests of order intake
  register: stage

- name: Clear its description
  roma.connect.environment:
    name: STAGE
    remark: ""

- name: Rename it
  roma.connect.environment:
    id: "{{ stage.environment.id }}"
    name: ACCEPTANCE

- name: Delete it
  roma.connect.environment:
    name: ACCEPTANCE
    state: absent
"""

RETURN = r"""
environment:
  description: The environment as it is now, or as it would be in check mode; null when it does not exist.
  returned: success
  type: dict
  contains:  # environment, written by scripts/return-docs
    id:
      description: ID of the environment; null in check mode when it does not exist yet.
      returned: always
      type: str
      sample: 4b1f0c9d8e7a4f5b9c3d2e1f0a9b8c7d
    name:
      description: Name of the environment, unique in the instance.
      returned: always
      type: str
      sample: STAGE
    remark:
      description: Description of the environment; empty or null when there is none.
      returned: always
      type: str
      sample: Acceptance tests of order intake
    created_at:
      description: When it was made, UTC; null when the service does not say so.
      returned: always
      type: str
      sample: '2026-03-14T02:00:00Z'
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
      sample: APIG.3104
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
  sample: ['name: ''STAGE-2'' is not allowed: 3 to 64 letters, digits or underscores, beginning with a letter']
"""

from ansible_collections.roma.connect.plugins.module_utils._module import run_module


def main() -> None:
    run_module("environment")


if __name__ == "__main__":
    main()
