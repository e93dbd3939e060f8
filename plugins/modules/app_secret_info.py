#!/usr/bin/python
# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: app_secret_info
short_description: Read the secrets of integration applications of ROMA Connect
version_added: "1.0.0"
description:
  - Read the secret of one integration application, or of all that the caller has access to.
  - The result holds the secrets only when the task has C(no_log) set to V(true). Without it, only the names of the
    applications are returned.
author:
  - roma.connect contributors (@roma-connect)
extends_documentation_fragment:
  - roma.connect._resource.app_secret_info
  - roma.connect._auth
  - roma.connect._attributes.info
seealso:
  - module: roma.connect.app_info
  - module: roma.connect.app_secret
"""

EXAMPLES = r"""
- name: Read the secret of an application
  roma.connect.app_secret_info:
    app: orders
  register: found
  no_log: true

- name: Tell whether it is the one that was agreed on
  ansible.builtin.assert:
    that: found.app_secrets[0].secret == vault_orders_secret
    quiet: true
  no_log: true
"""

RETURN = r"""
app_secrets:
  description: The applications that fit, with their secrets; empty when none does.
  returned: success
  type: list
  elements: dict
  contains:  # app_secret, written by scripts/return-docs
    app:
      description: Name of the application.
      returned: always
      type: str
      sample: orders
    secret:
      description: The secret.
      returned: when the task has C(no_log) set to V(true)
      type: str
    app_id:
      description: ID of the application that O(roma.connect.app_secret#module:app) names; null without one.
      returned: always
      type: str
      sample: 9a1e7c3f-5a0b-4d7e-8d55-0f6c1b2a3d4e
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
    run_module("app_secret_info")


if __name__ == "__main__":
    main()
