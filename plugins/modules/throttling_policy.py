#!/usr/bin/python
# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: throttling_policy
short_description: Manage throttling policies of ROMA Connect
version_added: "1.0.0"
description:
  - Create, change and delete throttling policies, which limit how many requests published APIs take.
  - A policy is found by its name, or by O(id).
  - O(specials) and O(bindings) are complete lists. What they do not name is taken away when they are given, and left
    alone when they are omitted.
  - An API has one throttling policy in each environment. Binding another one takes the place of the one that it had.
  - A policy that is deleted is unbound from its APIs first.
author:
  - roma.connect contributors (@roma-connect)
extends_documentation_fragment:
  - roma.connect._resource.throttling_policy
  - roma.connect._auth
  - roma.connect._attributes
seealso:
  - module: roma.connect.throttling_policy_info
  - module: roma.connect.api
  - module: roma.connect.config
"""

EXAMPLES = r"""
- name: Let partners send 1000 requests a minute, the shop 500 of its own
  roma.connect.throttling_policy:
    name: partners
    time_unit: MINUTE
    time_interval: 1
    api_call_limits: 1000
    user_call_limits: 200
    specials:
      - app: shop
        call_limits: 500
    bindings:
      - api: create-order
        group: orders-v1
        environment: RELEASE

- name: Raise the limit, and leave everything else as it is
  roma.connect.throttling_policy:
    name: partners
    api_call_limits: 2000

- name: Unbind the policy from all APIs
  roma.connect.throttling_policy:
    name: partners
    bindings: []

- name: Delete the policy
  roma.connect.throttling_policy:
    name: partners
    state: absent
"""

RETURN = r"""
throttling_policy:
  description: The policy as it is now, or as it would be in check mode; null when it does not exist.
  returned: success
  type: dict
  contains:  # throttling_policy, written by scripts/return-docs
    id:
      description: ID of the throttling policy; null in check mode when it does not exist yet.
      returned: always
      type: str
      sample: 3437448ad06f4e0c91a224183116e965
    name:
      description: Name of the policy, unique in the instance.
      returned: always
      type: str
      sample: gold
    time_unit:
      description: Unit of the time for which limits hold.
      returned: always
      type: str
      sample: MINUTE
    time_interval:
      description: How many units the time is long.
      returned: always
      type: int
      sample: 1
    api_call_limits:
      description: How many requests an API takes in that time.
      returned: always
      type: int
      sample: 1000
    user_call_limits:
      description: How many of them may come from one user, at most O(api_call_limits).
      returned: always
      type: int
      sample: 500
    app_call_limits:
      description: How many of them may come from one application, at most O(user_call_limits).
      returned: always
      type: int
      sample: 300
    ip_call_limits:
      description: How many of them may come from one address, at most O(api_call_limits).
      returned: always
      type: int
      sample: 600
    type:
      description: Whether each API has these limits for itself, or all bound APIs have them together.
      returned: always
      type: str
      sample: exclusive
    remark:
      description: Description of the policy; empty or null when there is none.
      returned: always
      type: str
      sample: Partners
    specials:
      description: >-
        What is different for some callers, with the members of O(specials); null when O(specials) was not given.
      returned: always
      type: list
      elements: dict
      sample: [{app: shop, call_limits: 500}]
    bindings:
      description: >-
        The published APIs that the throttling policy is bound to, with the members of O(bindings); null when
        O(bindings) was not given.
      returned: always
      type: list
      elements: dict
      sample: [{api: create-order, group: orders-v1, group_app: orders, environment: STAGE}]
    created_at:
      description: When it was made, UTC; null when the service does not say so.
      returned: always
      type: str
      sample: '2026-03-14T02:00:00Z'
    bind_num:
      description: How many APIs it is bound to; null when the service does not say so, and after a change.
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
      sample: POST
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
  sample: ['members[0].roles[1]: ''write'' is not one of the choices; known are: read, access, delete, modify, admin']
"""

from ansible_collections.roma.connect.plugins.module_utils._module import run_module


def main() -> None:
    run_module("throttling_policy")


if __name__ == "__main__":
    main()
