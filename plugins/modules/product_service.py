#!/usr/bin/python
# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: product_service
short_description: Manage services of products and product templates of ROMA Connect
version_added: "1.0.0"
description:
  - Create, change and delete services of products and of product templates. A service describes what devices of a
    product report, and what they can be told to do.
  - A service is found by its name together with O(product) or O(template), one of which is always needed.
  - O(properties) and O(commands) are exact, also within each command. Entries that differ are changed where they are,
    so that they keep their ids.
  - Options of an entry that are left out keep their value.
author:
  - roma.connect contributors (@roma-connect)
extends_documentation_fragment:
  - roma.connect._resource.product_service
  - roma.connect._auth
  - roma.connect._attributes
attributes:
  check_mode:
    support: full
    details:
      - The product or product template must exist in check mode too. M(roma.connect.config) can do without.
seealso:
  - module: roma.connect.product_service_info
  - module: roma.connect.product
  - module: roma.connect.product_template
  - module: roma.connect.config
"""

EXAMPLES = r"""
- name: Describe what a label printer reports, and what it can be told to do
  roma.connect.product_service:
    product: label-printer
    name: printing
    description: What the printer does
    properties:
      - name: paper
        data_type: integer
        required: true
        max: 500
        unit: labels
        method: R
      - name: size
        data_type: string
        enum_list: [small, large]
    commands:
      - name: print
        request_properties:
          - name: order
            data_type: string
            required: true
            max_length: 64
          - name: copies
            data_type: integer
            max: 10
        response_properties:
          - name: printed
            data_type: integer

- name: Give every product that will be made from a template a service
  roma.connect.product_service:
    template: handheld-scanners
    name: scanning
    commands:
      - name: beep

- name: Take the service out of use, and leave everything else as it is
  roma.connect.product_service:
    product: label-printer
    name: printing
    enabled: false

- name: Delete all commands
  roma.connect.product_service:
    product: label-printer
    name: printing
    commands: []

- name: Delete the service
  roma.connect.product_service:
    product: label-printer
    name: printing
    state: absent
"""

RETURN = r"""
product_service:
  description: The service as it is now, or as it would be in check mode; null when it does not exist.
  returned: success
  type: dict
  contains:  # product_service, written by scripts/return-docs
    id:
      description: ID of the product service; null in check mode when it does not exist yet.
      returned: always
      type: str
      sample: '1507'
    product:
      description: Name of the product that the service belongs to; empty or null when there is none.
      returned: always
      type: str
      sample: label-printer
    template:
      description: Name of the product template that the service belongs to; empty or null when there is none.
      returned: always
      type: str
      sample: template
    name:
      description: Name of the service, unique in what it belongs to.
      returned: always
      type: str
      sample: printing
    enabled:
      description: Whether the service is in use.
      returned: always
      type: bool
      sample: true
    description:
      description: Description of the service; empty or null when there is none.
      returned: always
      type: str
      sample: What the printer does
    properties:
      description: What devices report and take; null when O(properties) was not given.
      returned: always
      type: list
      elements: dict
      contains:
        name:
          description: Name of the property.
          returned: always
          type: str
          sample: paper
        data_type:
          description: Type of the values.
          returned: always
          type: str
          sample: integer
        description:
          description: Description of the property; empty or null when there is none.
          returned: always
          type: str
          sample: Labels that are left
        required:
          description: Whether the property must be there.
          returned: always
          type: bool
          sample: true
        min:
          description: Smallest value of a number.
          returned: always
          type: str
          sample: '0'
        max:
          description: Largest value of a number.
          returned: always
          type: str
          sample: '65536'
        step:
          description: Step between two values of a number.
          returned: always
          type: str
          sample: '1'
        max_length:
          description: Longest length of a text, a time or JSON.
          returned: always
          type: int
          sample: 10
        unit:
          description: Unit of the values; empty or null when there is none.
          returned: always
          type: str
          sample: labels
        enum_list:
          description: The allowed texts.
          returned: always
          type: list
          elements: str
          sample: [small, large]
        enum_dict:
          description: >-
            What the values of a truth value mean, for example V({"0": "off", "1": "on"}); null when there is none.
          returned: always
          type: dict
          sample: {'0': 'off', '1': 'on'}
        method:
          description: 'What can be done with the property: read (R), write (W), execute (E).'
          returned: always
          type: str
          sample: R
    commands:
      description: What devices can be told to do; null when O(commands) was not given.
      returned: always
      type: list
      elements: dict
      contains:
        name:
          description: Name of the command.
          returned: always
          type: str
          sample: print
        description:
          description: Description of the command; empty or null when there is none.
          returned: always
          type: str
          sample: Print labels
        request_properties:
          description: What is sent with the command, with the members of O(commands[].request_properties).
          returned: always
          type: list
          elements: dict
          sample: [{name: copies, data_type: integer, required: true}]
        response_properties:
          description: What devices answer to the command, with the members of O(commands[].response_properties).
          returned: always
          type: list
          elements: dict
          sample: [{name: printed, data_type: integer, required: true}]
    product_id:
      description: ID of the product that O(product) names; null without one.
      returned: always
      type: str
      sample: '122894'
    template_id:
      description: ID of the product template that O(template) names; null without one.
      returned: always
      type: str
      sample: '2235'
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
      sample: ROMA.00110802
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
      sample: /v2/0f3c7a9be1d24586a7c0d9e8f1b2a3c4/link/instances/1c7a0d52-6f3e-4b8a-9d21-3e5f7a9b0c1d/services
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
  sample: ['properties[0].data_type: ''int'' is not one of the choices; did you mean "integer"?']
"""

from ansible_collections.roma.connect.plugins.module_utils._module import run_module


def main() -> None:
    run_module("product_service")


if __name__ == "__main__":
    main()
