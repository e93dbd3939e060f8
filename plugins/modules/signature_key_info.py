#!/usr/bin/python
# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: signature_key_info
short_description: Read signature keys of ROMA Connect
version_added: "1.0.0"
description:
  - Read all signature keys of an instance, or those that fit all given options.
  - Which APIs a key is bound to is read with a request of its own for each key.
author:
  - roma.connect contributors (@roma-connect)
extends_documentation_fragment:
  - roma.connect._resource.signature_key_info
  - roma.connect._auth
  - roma.connect._attributes.info
seealso:
  - module: roma.connect.signature_key
  - module: roma.connect.config_info
"""

EXAMPLES = r"""
- name: Read all signature keys, without what is secret
  roma.connect.signature_key_info:

- name: Read one key with its secret
  roma.connect.signature_key_info:
    name: order_system
  register: found
  no_log: true
"""

RETURN = r"""
signature_keys:
  description: The keys that fit; empty when none does.
  returned: success
  type: list
  elements: dict
  contains:  # signature_key, written by scripts/return-docs
    id:
      description: ID of the signature key.
      returned: always
      type: str
      sample: 3ad65f4a7e8f4f0a8d6b5c4e3f2a1b0c
    name:
      description: Name of the key, unique in the instance.
      returned: always
      type: str
      sample: order_system
    sign_type:
      description: How requests are signed.
      returned: always
      type: str
      sample: hmac
    sign_algorithm:
      description: Algorithm with O(roma.connect.signature_key#module:sign_type=aes).
      returned: always
      type: str
      sample: aes-256-cfb
    sign_key:
      description: The key, with O(roma.connect.signature_key#module:sign_type=basic) the name of the user.
      returned: when the task has C(no_log) set to V(true)
      type: str
    sign_secret:
      description: >-
        The secret, with O(roma.connect.signature_key#module:sign_type=basic) the password, with
        O(roma.connect.signature_key#module:sign_type=aes) the initialisation vector.
      returned: when the task has C(no_log) set to V(true)
      type: str
    bindings:
      description: >-
        The published APIs that the signature key is bound to, with the members of
        O(roma.connect.signature_key#module:bindings).
      returned: always
      type: list
      elements: dict
      sample: [{api: create-order, group: orders-v1, group_app: orders, environment: STAGE}]
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
    run_module("signature_key_info")


if __name__ == "__main__":
    main()
