#!/usr/bin/python
# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: signature_key
short_description: Manage signature keys of ROMA Connect
version_added: "1.0.0"
description:
  - Create, change and delete signature keys, with which the gateway signs requests to back ends.
  - A key is found by its name, or by O(id).
  - O(bindings) is a complete list. What it does not name is taken away when it is given, and left alone when it is
    omitted.
  - An API has one signature key in each environment. Binding another one takes the place of the one that it had.
  - Key and secret can be read back, so that they are changed only when they differ. Some editions of the service
    shorten them in their answers; there they are sent when the object is created, or changed for another reason.
  - A key that is deleted is unbound from its APIs first.
author:
  - roma.connect contributors (@roma-connect)
extends_documentation_fragment:
  - roma.connect._resource.signature_key
  - roma.connect._auth
  - roma.connect._attributes
seealso:
  - module: roma.connect.signature_key_info
  - module: roma.connect.api
  - module: roma.connect.config
"""

EXAMPLES = r"""
- name: Have requests to the order system signed with a user name and a password
  roma.connect.signature_key:
    name: order_system
    sign_type: basic
    sign_key: gateway
    sign_secret: "{{ vault_order_system_password }}"
    bindings:
      - api: create-order
        group: orders-v1
        environment: RELEASE

- name: Let the service make up a key and a secret
  roma.connect.signature_key:
    name: billing_system
    sign_type: hmac

- name: Delete the key
  roma.connect.signature_key:
    name: billing_system
    state: absent
"""

RETURN = r"""
signature_key:
  description: The key as it is now, or as it would be in check mode; null when it does not exist.
  returned: success
  type: dict
  contains:  # signature_key, written by scripts/return-docs
    id:
      description: ID of the signature key; null in check mode when it does not exist yet.
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
      description: Algorithm with O(sign_type=aes).
      returned: always
      type: str
      sample: aes-256-cfb
    sign_key:
      description: The key, with O(sign_type=basic) the name of the user.
      returned: when the task has C(no_log) set to V(true)
      type: str
    sign_secret:
      description: The secret, with O(sign_type=basic) the password, with O(sign_type=aes) the initialisation vector.
      returned: when the task has C(no_log) set to V(true)
      type: str
    bindings:
      description: >-
        The published APIs that the signature key is bound to, with the members of O(bindings); null when O(bindings)
        was not given.
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
    run_module("signature_key")


if __name__ == "__main__":
    main()
