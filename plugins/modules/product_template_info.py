#!/usr/bin/python
# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: product_template_info
short_description: Read product templates of ROMA Connect
version_added: "1.0.0"
description:
  - Read all product templates, or those that fit all given options.
author:
  - roma.connect contributors (@roma-connect)
extends_documentation_fragment:
  - roma.connect._resource.product_template_info
  - roma.connect._auth
  - roma.connect._attributes.info
seealso:
  - module: roma.connect.product_template
  - module: roma.connect.product_info
  - module: roma.connect.config_info
"""

EXAMPLES = r"""
- name: Read all product templates
  roma.connect.product_template_info:
  register: all_templates

- name: Read one product template
  roma.connect.product_template_info:
    name: handheld-scanners
  register: found

- name: Read those in use that one user has made since January
  roma.connect.product_template_info:
    enabled: true
    created_by: alice
    created_from: '2026-01-01'

- name: Show its description
  ansible.builtin.debug:
    msg: "{{ found.product_templates[0].description }}"
  when: found.product_templates | length > 0
"""

RETURN = r"""
product_templates:
  description: The product templates that fit; empty when none does.
  returned: success
  type: list
  elements: dict
  contains:  # product_template, written by scripts/return-docs
    id:
      description: ID of the product template.
      returned: always
      type: str
      sample: '2235'
    name:
      description: Name of the product template, unique in the instance.
      returned: always
      type: str
      sample: handheld-scanners
    description:
      description: Description of the product template; empty or null when there is none.
      returned: always
      type: str
      sample: Scanners of the halls
    enabled:
      description: Whether products can be made from it.
      returned: always
      type: bool
      sample: true
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
    created_by:
      description: Name of the user who made it; null when the service does not say so.
      returned: always
      type: str
      sample: alice
    updated_by:
      description: Name of the user who changed it last; null when the service does not say so.
      returned: always
      type: str
      sample: alice
error:  # error, written by scripts/return-docs
  description: What the service answered, when this is why the task failed.
  returned: on failure, when a service answered
  type: dict
  contains:
    status:
      description: HTTP status code.
      returned: always
      type: int
      sample: 500
    code:
      description: Error code of the service; the HTTP status code when the answer holds none.
      returned: always
      type: str
      sample: ROMA.00110002
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
      sample: >-
        /v2/0f3c7a9be1d24586a7c0d9e8f1b2a3c4/link/instances/1c7a0d52-6f3e-4b8a-9d21-3e5f7a9b0c1d/product-templates
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
    run_module("product_template_info")


if __name__ == "__main__":
    main()
