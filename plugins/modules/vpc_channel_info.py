#!/usr/bin/python
# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: vpc_channel_info
short_description: Read load channels of ROMA Connect
version_added: "1.0.0"
description:
  - Read all load channels (VPC channels) of an instance, or those that fit all given options.
  - Channels that lead to microservices, or that name cloud servers by their ids, are among them, but only their name,
    port and strategy are read.
author:
  - roma.connect contributors (@roma-connect)
extends_documentation_fragment:
  - roma.connect._resource.vpc_channel_info
  - roma.connect._auth
  - roma.connect._attributes.info
seealso:
  - module: roma.connect.vpc_channel
  - module: roma.connect.api_info
  - module: roma.connect.config_info
"""

EXAMPLES = r"""
- name: Read all load channels
  roma.connect.vpc_channel_info:
  register: all_channels

- name: Read one load channel
  roma.connect.vpc_channel_info:
    name: order-system
  register: found
"""

RETURN = r"""
vpc_channels:
  description: The VPC channels that fit; empty when none does.
  returned: success
  type: list
  elements: dict
  contains:  # vpc_channel, written by scripts/return-docs
    id:
      description: ID of the VPC channel.
      returned: always
      type: str
      sample: 56a7d7358e1b42459c9d730d65b14e59
    name:
      description: Name of the channel, unique in the instance.
      returned: always
      type: str
      sample: order-system
    port:
      description: Port of servers that have none of their own; those that are managed here have one.
      returned: always
      type: int
      sample: 8080
    balance_strategy:
      description: How requests are shared.
      returned: always
      type: str
      sample: round_robin
    health_check:
      description: >-
        How the service finds out whether a server works, with the members of
        O(roma.connect.vpc_channel#module:health_check); null when there is none.
      returned: always
      type: dict
      sample:
        protocol: HTTP
        path: /health
        http_code: 200-299
        threshold_normal: 2
        threshold_abnormal: 3
        time_interval: 10
        timeout: 5
    member_groups:
      description: Groups of servers.
      returned: always
      type: list
      elements: dict
      contains:
        name:
          description: Name of the group.
          returned: always
          type: str
          sample: second-site
        remark:
          description: Description of the group; empty or null when there is none.
          returned: always
          type: str
          sample: In the other hall
        weight:
          description: Weight of each server in the group, V(0) for the servers' own.
          returned: always
          type: int
          sample: 5
    members:
      description: The servers.
      returned: always
      type: list
      elements: dict
      contains:
        host:
          description: Host name or IP address of the server.
          returned: always
          type: str
          sample: 10.0.0.11
        port:
          description: Port of the server.
          returned: always
          type: int
          sample: 8080
        group:
          description: >-
            Name of the one of O(roma.connect.vpc_channel#module:member_groups) that the server is in; empty or null
            when there is none.
          returned: always
          type: str
          sample: second-site
        weight:
          description: Weight of the server.
          returned: always
          type: int
          sample: 20
        is_backup:
          description: Whether the server only steps in for others.
          returned: always
          type: bool
          sample: false
        enabled:
          description: Whether the server gets requests.
          returned: always
          type: bool
          sample: true
    created_at:
      description: When it was made, UTC; null when the service does not say so.
      returned: always
      type: str
      sample: '2026-03-14T02:00:00Z'
    status:
      description: Whether the channel is normal (1) or abnormal (2); null when the service does not say so.
      returned: always
      type: int
      sample: 1
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
      sample: /v2/0f3c7a9be1d24586a7c0d9e8f1b2a3c4/apic/instances/1c7a0d52-6f3e-4b8a-9d21-3e5f7a9b0c1d/vpc-channels
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
    run_module("vpc_channel_info")


if __name__ == "__main__":
    main()
