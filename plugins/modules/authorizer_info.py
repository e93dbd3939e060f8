#!/usr/bin/python
# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: authorizer_info
short_description: Read authorizers of ROMA Connect
version_added: "1.0.0"
description:
  - Read all authorizers of an instance, or those that fit all given options.
author:
  - roma.connect contributors (@roma-connect)
extends_documentation_fragment:
  - roma.connect._resource.authorizer_info
  - roma.connect._auth
  - roma.connect._attributes.info
seealso:
  - module: roma.connect.authorizer
  - module: roma.connect.api_info
  - module: roma.connect.config_info
"""

EXAMPLES = r"""
- name: Read all authorizers
  roma.connect.authorizer_info:
  register: all_authorizers

- name: Read those that check callers
  roma.connect.authorizer_info:
    type: FRONTEND
  register: front_end

- name: Read one authorizer
  roma.connect.authorizer_info:
    name: loyalty_card
  register: found
"""

RETURN = r"""
authorizers:
  description: The authorizers that fit; empty when none does.
  returned: success
  type: list
  elements: dict
  contains:  # authorizer, written by scripts/return-docs
    id:
      description: ID of the authorizer.
      returned: always
      type: str
      sample: 0d982c1ac3da493dae47627b6439fc5c
    name:
      description: Name of the authorizer, unique in the instance.
      returned: always
      type: str
      sample: loyalty_card
    type:
      description: Whether it checks requests to the gateway or requests to the back end.
      returned: always
      type: str
      sample: FRONTEND
    authorizer_type:
      description: Whether the function is a custom back end (V(LD)) or a function of the cloud (V(FUNC)).
      returned: always
      type: str
      sample: FUNC
    authorizer_uri:
      description: Path of the custom back end, or URN of the function.
      returned: always
      type: str
      sample: urn:fss:cn-north-4:0f3c7a9be1d24586a7c0d9e8f1b2a3c4:function:default:loyalty-card
    authorizer_version:
      description: Version of the function; empty or null when there is none.
      returned: always
      type: str
      sample: latest
    authorizer_alias_uri:
      description: Alias of the function, which goes before its version; empty or null when there is none.
      returned: always
      type: str
      sample: ''
    network_type:
      description: Kind of network of the function.
      returned: always
      type: str
      sample: V1
    ld_api_id:
      description: >-
        ID of the custom back end, needed with O(roma.connect.authorizer#module:authorizer_type=LD); empty or null when
        there is none.
      returned: always
      type: str
      sample: ''
    identities:
      description: >-
        Parts of the request that the function is given, with O(roma.connect.authorizer#module:type=FRONTEND).
      returned: always
      type: list
      elements: dict
      contains:
        name:
          description: Name of the parameter.
          returned: always
          type: str
          sample: X-Loyalty-Card
        location:
          description: Where it stands.
          returned: always
          type: str
          sample: HEADER
        validation:
          description: Regular expression that its value must match; empty or null when there is none.
          returned: always
          type: str
          sample: '[0-9]{12}'
    ttl:
      description: Seconds for which a decision is kept.
      returned: always
      type: int
      sample: 300
    user_data:
      description: Text that the function is given; empty or null when there is none.
      returned: always
      type: str
      sample: ''
    need_body:
      description: Whether the function is given the body.
      returned: always
      type: bool
      sample: false
    created_at:
      description: When it was made, UTC; null when the service does not say so.
      returned: always
      type: str
      sample: '2026-03-14T02:00:00Z'
    roma_app_id:
      description: ID of the application that the custom back end belongs to; null when the service does not say so.
      returned: always
      type: str
      sample: 9a1e7c3f-5a0b-4d7e-8d55-0f6c1b2a3d4e
    roma_app_name:
      description: Name of that application; null when the service does not say so.
      returned: always
      type: str
      sample: orders
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
      sample: /v2/0f3c7a9be1d24586a7c0d9e8f1b2a3c4/apic/instances/1c7a0d52-6f3e-4b8a-9d21-3e5f7a9b0c1d/authorizers
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
    run_module("authorizer_info")


if __name__ == "__main__":
    main()
