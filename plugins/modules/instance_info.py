#!/usr/bin/python
# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: instance_info
short_description: Read the ROMA Connect instances of a project
version_added: "1.0.0"
description:
  - Read all ROMA Connect instances of a project, or those that fit all given options.
  - The option O(instance_id) is not needed here.
author:
  - roma.connect contributors (@roma-connect)
extends_documentation_fragment:
  - roma.connect._resource.instance_info
  - roma.connect._auth
  - roma.connect._attributes.info
seealso:
  - module: roma.connect.app_info
  - module: roma.connect.config_info
"""

EXAMPLES = r"""
- name: Read all instances of the project
  roma.connect.instance_info:
  register: all_instances

- name: Find an instance by its name
  roma.connect.instance_info:
    name: roma-main
    status: RUNNING
  register: found

- name: Work on that instance
  module_defaults:
    group/roma.connect.roma:
      instance_id: "{{ found.instances[0].id }}"
  block:
    - name: Read its applications
      roma.connect.app_info:
      register: apps_of_main
"""

RETURN = r"""
instances:
  description: The instances that fit, as the service describes them; empty when none does.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: ID of the instance, for O(instance_id).
      returned: always
      type: str
      sample: 1c7a0d52-6f3e-4b8a-9d21-3e5f7a9b0c1d
    name:
      description: Name of the instance.
      returned: always
      type: str
      sample: roma-main
    description:
      description: Description of the instance.
      returned: when the service says so
      type: str
      sample: Order processing
    status:
      description: >-
        State of the instance: V(CREATING), V(CREATE_FAILED), V(ERROR), V(RUNNING), V(FREEZING), V(FROZEN),
        V(DELETING), or V(DELETE_FALIED), which the service spells so.
      returned: when the service says so
      type: str
      sample: RUNNING
    error_code:
      description: Error code of an instance that could not be made or has failed.
      returned: when the service says so
      type: str
    error_msg:
      description: What went wrong with such an instance.
      returned: when the service says so
      type: str
    flavor_id:
      description: ID of the flavor.
      returned: when the service says so
      type: str
      sample: 00400-30101-0--0
    flavor_type:
      description: >-
        Size of the instance: V(basic), V(professional), V(enterprise) or V(platinum).
      returned: when the service says so
      type: str
      sample: basic
    cpu_arch:
      description: Architecture of the processors.
      returned: when the service says so
      type: str
      sample: x86_64
    vpc_id:
      description: ID of the network that the instance is in.
      returned: when the service says so
      type: str
      sample: 6f1d3c0a-98b7-4c6d-8e5f-1a2b3c4d5e6f
    subnet_id:
      description: ID of the subnet.
      returned: when the service says so
      type: str
      sample: 7a2e4d1b-09c8-4d7e-9f60-2b3c4d5e6f70
    security_group_id:
      description: ID of the security group.
      returned: when the service says so
      type: str
      sample: 8b3f5e2c-1ad9-4e8f-a071-3c4d5e6f7081
    publicip_enable:
      description: Whether the instance has a public address.
      returned: when the service says so
      type: bool
      sample: false
    publicip_id:
      description: ID of the public address.
      returned: when the service says so
      type: str
    publicip_address:
      description: The public address.
      returned: when the service says so
      type: str
    charge_type:
      description: >-
        How the instance is paid for: V(prePaid) or V(postPaid).
      returned: when the service says so
      type: str
      sample: postPaid
    project_id:
      description: ID of the project that the instance belongs to.
      returned: when the service says so
      type: str
      sample: 0f3c7a9be1d24586a7c0d9e8f1b2a3c4
    enterprise_project_id:
      description: ID of the enterprise project; V(0) is the default one.
      returned: when the service says so
      type: str
      sample: "0"
    create_time:
      description: When the instance was made, UTC.
      returned: when the service says so
      type: str
      sample: "2024-01-15T08:00:00Z"
    update_time:
      description: When the instance was last changed, UTC.
      returned: when the service says so
      type: str
      sample: "2024-01-15T08:20:00Z"
    maintain_begin:
      description: Time of day at which maintenance may begin.
      returned: when the service says so
      type: str
      sample: "22:00:00"
    maintain_end:
      description: Time of day at which maintenance ends.
      returned: when the service says so
      type: str
      sample: "02:00:00"
    available_zone_ids:
      description: IDs of the availability zones.
      returned: when the service says so
      type: list
      elements: str
      sample: [az1]
error:  # error, written by scripts/return-docs
  description: What the service answered, when this is why the task failed.
  returned: on failure, when a service answered
  type: dict
  contains:
    status:
      description: HTTP status code.
      returned: always
      type: int
      sample: 401
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
      sample: /v2/0f3c7a9be1d24586a7c0d9e8f1b2a3c4/instances
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
  sample: ['access_key: is required, because the other half of the key pair is given']
"""

from ansible_collections.roma.connect.plugins.module_utils._module import run_module


def main() -> None:
    run_module("instance_info")


if __name__ == "__main__":
    main()
