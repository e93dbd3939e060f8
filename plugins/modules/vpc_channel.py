#!/usr/bin/python
# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: vpc_channel
short_description: Manage load channels of ROMA Connect
version_added: "1.0.0"
description:
  - Create, change and delete load channels (VPC channels), which are servers that share the requests of APIs.
  - A channel is found by its name, or by O(id). An API names it with
    O(roma.connect.api#module:http_backend.vpc_channel).
  - The list of O(members) is exact. Servers that are not in it are taken out of the channel.
  - Channels that lead to microservices, and those that name cloud servers by their ids, can be used by APIs, but not
    managed.
  - The service refuses to delete a channel that an API uses.
author:
  - roma.connect contributors (@roma-connect)
extends_documentation_fragment:
  - roma.connect._resource.vpc_channel
  - roma.connect._auth
  - roma.connect._attributes
seealso:
  - module: roma.connect.vpc_channel_info
  - module: roma.connect.api
  - module: roma.connect.config
"""

EXAMPLES = r"""
- name: Share the requests among two servers, and ask them for their health
  roma.connect.vpc_channel:
    name: order-system
    port: 8080
    balance_strategy: round_robin
    members:
      - host: 10.0.0.11
        port: 8080
        weight: 20
      - host: 10.0.0.12
        port: 8080
        weight: 10
    health_check:
      protocol: HTTP
      path: /health
      http_code: "200-299"
      threshold_normal: 2
      threshold_abnormal: 3
      time_interval: 10
      timeout: 5

- name: Replace one server, and leave everything else as it is
  roma.connect.vpc_channel:
    name: order-system
    members:
      - host: 10.0.0.11
        port: 8080
        weight: 20
      - host: 10.0.0.13
        port: 8080
        weight: 10

- name: Check more often
  roma.connect.vpc_channel:
    name: order-system
    health_check:
      time_interval: 5
      timeout: 2

- name: Give servers in a group a weight in common
  roma.connect.vpc_channel:
    name: order-archive
    port: 8080
    balance_strategy: least_connections
    member_groups:
      - name: second-site
        weight: 5
    members:
      - host: 10.0.0.21
        port: 8080
      - host: 10.1.0.21
        port: 8080
        group: second-site

- name: Delete the channel
  roma.connect.vpc_channel:
    name: order-system
    state: absent
"""

RETURN = r"""
vpc_channel:
  description: The VPC channel as it is now, or as it would be in check mode; null when it does not exist.
  returned: success
  type: dict
  contains:  # vpc_channel, written by scripts/return-docs
    id:
      description: ID of the VPC channel; null in check mode when it does not exist yet.
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
        How the service finds out whether a server works, with the members of O(health_check); null when there is none.
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
      description: The servers; null when O(members) was not given.
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
          description: Name of the one of O(member_groups) that the server is in; empty or null when there is none.
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
      sample: APIG.3109
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
  sample: ['members[0].group: ''second-hall'' is not one of member_groups']
"""

from ansible_collections.roma.connect.plugins.module_utils._module import run_module


def main() -> None:
    run_module("vpc_channel")


if __name__ == "__main__":
    main()
