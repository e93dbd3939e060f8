#!/usr/bin/python
# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: throttling_policy_info
short_description: Read throttling policies of ROMA Connect
version_added: "1.0.0"
description:
  - Read all throttling policies of an instance, or those that fit all given options.
  - What is different for some callers, and which APIs a policy is bound to, are read with requests of their own for
    each policy.
author:
  - roma.connect contributors (@roma-connect)
extends_documentation_fragment:
  - roma.connect._resource.throttling_policy_info
  - roma.connect._auth
  - roma.connect._attributes.info
seealso:
  - module: roma.connect.throttling_policy
  - module: roma.connect.config_info
"""

EXAMPLES = r"""
- name: Read all throttling policies
  roma.connect.throttling_policy_info:
  register: found

- name: Show the names of the APIs that are limited
  ansible.builtin.debug:
    msg: "{{ found.throttling_policies | map(attribute='bindings') | flatten | map(attribute='api') | unique }}"
"""

RETURN = r"""
throttling_policies:
  description: The policies that fit; empty when none does.
  returned: success
  type: list
  elements: dict
  contains:  # throttling_policy, written by scripts/return-docs
    id:
      description: ID of the throttling policy.
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
      description: >-
        How many of them may come from one user, at most O(roma.connect.throttling_policy#module:api_call_limits).
      returned: always
      type: int
      sample: 500
    app_call_limits:
      description: >-
        How many of them may come from one application, at most
        O(roma.connect.throttling_policy#module:user_call_limits).
      returned: always
      type: int
      sample: 300
    ip_call_limits:
      description: >-
        How many of them may come from one address, at most O(roma.connect.throttling_policy#module:api_call_limits).
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
        What is different for some callers, with the members of O(roma.connect.throttling_policy#module:specials).
      returned: always
      type: list
      elements: dict
      sample: [{app: shop, call_limits: 500}]
    bindings:
      description: >-
        The published APIs that the throttling policy is bound to, with the members of
        O(roma.connect.throttling_policy#module:bindings).
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
      description: How many APIs it is bound to; null when the service does not say so.
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
    run_module("throttling_policy_info")


if __name__ == "__main__":
    main()
