#!/usr/bin/python
# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: product_service_info
short_description: Read services of products and product templates of ROMA Connect
version_added: "1.0.0"
description:
  - Read the services of all product templates and of all products that the caller has access to, or those that fit all
    given options.
  - The properties and commands of each service are read with requests of their own.
author:
  - roma.connect contributors (@roma-connect)
extends_documentation_fragment:
  - roma.connect._resource.product_service_info
  - roma.connect._auth
  - roma.connect._attributes.info
seealso:
  - module: roma.connect.product_service
  - module: roma.connect.product_info
  - module: roma.connect.config_info
"""

EXAMPLES = r"""
- name: Read the services of one product
  roma.connect.product_service_info:
    product: label-printer
  register: found

- name: Read the services of one product template
  roma.connect.product_service_info:
    template: handheld-scanners
  register: of_template

- name: Show the commands of each
  ansible.builtin.debug:
    msg: "{{ item.name }}: {{ item.commands | map(attribute='name') | join(', ') }}"
  loop: "{{ found.product_services }}"
  loop_control:
    label: "{{ item.name }}"
"""

RETURN = r"""
product_services:
  description: The services that fit; empty when none does.
  returned: success
  type: list
  elements: dict
  contains:  # product_service, written by scripts/return-docs
    id:
      description: ID of the product service.
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
      description: What devices report and take.
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
      description: What devices can be told to do.
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
          description: >-
            What is sent with the command, with the members of
            O(roma.connect.product_service#module:commands[].request_properties).
          returned: always
          type: list
          elements: dict
          sample: [{name: copies, data_type: integer, required: true}]
        response_properties:
          description: >-
            What devices answer to the command, with the members of
            O(roma.connect.product_service#module:commands[].response_properties).
          returned: always
          type: list
          elements: dict
          sample: [{name: printed, data_type: integer, required: true}]
    product_id:
      description: ID of the product that O(roma.connect.product_service#module:product) names; null without one.
      returned: always
      type: str
      sample: '122894'
    template_id:
      description: >-
        ID of the product template that O(roma.connect.product_service#module:template) names; null without one.
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
      sample: 403
    code:
      description: Error code of the service; the HTTP status code when the answer holds none.
      returned: always
      type: str
      sample: ROMA.00110008
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
  sample: ['instance_id: is required; set the option or ROMA_INSTANCE_ID']
"""

from ansible_collections.roma.connect.plugins.module_utils._module import run_module


def main() -> None:
    run_module("product_service_info")


if __name__ == "__main__":
    main()
