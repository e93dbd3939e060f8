#!/usr/bin/python
# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: product_info
short_description: Read products of ROMA Connect
version_added: "1.0.0"
description:
  - Read all products that the caller has access to, or those that fit all given options.
  - The topics of each product are read with requests of their own.
author:
  - roma.connect contributors (@roma-connect)
extends_documentation_fragment:
  - roma.connect._resource.product_info
  - roma.connect._auth
  - roma.connect._attributes.info
seealso:
  - module: roma.connect.product
  - module: roma.connect.product_service_info
  - module: roma.connect.config_info
"""

EXAMPLES = r"""
- name: Read all products
  roma.connect.product_info:
  register: all_products

- name: Read the gateways of one application
  roma.connect.product_info:
    app: orders
    product_type: gateway
  register: gateways

- name: Show their models
  ansible.builtin.debug:
    msg: "{{ item.name }} is model {{ item.model }} of {{ item.manufacturer_name }}"
  loop: "{{ gateways.products }}"
  loop_control:
    label: "{{ item.name }}"
"""

RETURN = r"""
products:
  description: The products that fit; empty when none does.
  returned: success
  type: list
  elements: dict
  contains:  # product, written by scripts/return-docs
    id:
      description: ID of the product.
      returned: always
      type: str
      sample: '122894'
    name:
      description: Name of the product, unique in the account.
      returned: always
      type: str
      sample: label-printer
    app:
      description: Name of the application that the product belongs to.
      returned: always
      type: str
      sample: orders
    template:
      description: >-
        Name of the product template that a new product is made from: it gets the services of the template; empty or
        null when there is none.
      returned: always
      type: str
      sample: template
    manufacturer_id:
      description: ID of the manufacturer.
      returned: always
      type: str
      sample: acme
    manufacturer_name:
      description: Name of the manufacturer.
      returned: always
      type: str
      sample: Acme Printing
    model:
      description: Model of the product.
      returned: always
      type: str
      sample: LP-200
    product_type:
      description: Whether devices of this product are gateways, which have devices below them.
      returned: always
      type: str
      sample: normal
    protocol_type:
      description: Protocol of the devices.
      returned: always
      type: str
      sample: mqtt
    device_type:
      description: Kind of device.
      returned: always
      type: str
      sample: Default
    data_format:
      description: Format of the messages.
      returned: always
      type: str
      sample: json
    version:
      description: Version of the model; empty or null when there is none.
      returned: always
      type: str
      sample: '2'
    description:
      description: Description of the product; empty or null when there is none.
      returned: always
      type: str
      sample: Prints the labels of parcels
    authentication:
      description: The options of O(roma.connect.product#module:authentication), without those that are secrets.
      returned: always
      type: dict
    topics:
      description: The product's own topics.
      returned: always
      type: list
      elements: dict
      contains:
        name:
          description: Last part of the topic's name.
          returned: always
          type: str
          sample: labels
        version:
          description: Version of the topic, for example V(1.0), in quotes.
          returned: always
          type: str
          sample: '1.0'
        permission:
          description: Whether devices publish to the topic or subscribe to it.
          returned: always
          type: str
          sample: subscribe
        description:
          description: Description of the topic; empty or null when there is none.
          returned: always
          type: str
          sample: Labels to print
    app_id:
      description: ID of the application that O(roma.connect.product#module:app) names; null without one.
      returned: always
      type: str
      sample: 9a1e7c3f-5a0b-4d7e-8d55-0f6c1b2a3d4e
    template_id:
      description: ID of the product template that O(roma.connect.product#module:template) names; null without one.
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
    product_serial:
      description: Serial number of the product, part of its topics; null when the service does not say so.
      returned: always
      type: str
      sample: D55f3a7c
    permissions:
      description: What the caller may do with the product; null when the service does not say so.
      returned: always
      type: list
      elements: str
      sample: [read, modify]
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
      sample: ROMA.00110007
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
      sample: /v2/0f3c7a9be1d24586a7c0d9e8f1b2a3c4/link/instances/1c7a0d52-6f3e-4b8a-9d21-3e5f7a9b0c1d/products
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
    run_module("product_info")


if __name__ == "__main__":
    main()
