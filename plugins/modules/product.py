#!/usr/bin/python
# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: product
short_description: Manage products of ROMA Connect
version_added: "1.0.0"
description:
  - >-
    Create, change and delete products of device integration: what the devices of one model have in common.
  - A product is found by its name, or by O(id).
  - Its properties and commands are managed by M(roma.connect.product_service).
  - Deleting a product deletes its services and topics, too. The service refuses to delete a product that has devices.
author:
  - roma.connect contributors (@roma-connect)
extends_documentation_fragment:
  - roma.connect._resource.product
  - roma.connect._auth
  - roma.connect._attributes
attributes:
  check_mode:
    support: full
    details:
      - The application and the product template must exist in check mode too. M(roma.connect.config) can do without.
  idempotent:
    support: partial
    details:
      - With O(update_secrets=always) every run that gives a password sends it, and reports a change.
seealso:
  - module: roma.connect.product_info
  - module: roma.connect.product_service
  - module: roma.connect.product_template
  - module: roma.connect.product_export
  - module: roma.connect.app
  - module: roma.connect.config
"""

EXAMPLES = r"""
- name: Make sure that the product exists
  roma.connect.product:
    name: label-printer
    app: orders
    manufacturer_id: acme
    manufacturer_name: Acme Printing
    model: LP-200
    product_type: normal
    protocol_type: mqtt
    description: Prints the labels of parcels
    topics:
      - name: labels
        version: "1.0"
        permission: subscribe
      - name: status
        version: "1.0"
        permission: publish

- name: Change the description, and leave everything else as it is
  roma.connect.product:
    name: label-printer
    description: Prints labels in the shipping hall

- name: Choose how its devices log in
  roma.connect.product:
    name: label-printer
    authentication:
      user_name: label-printers
      password: "{{ vault_label_printers_password }}"

- name: Send a new password, which cannot be compared with the old one
  roma.connect.product:
    name: label-printer
    authentication:
      password: "{{ vault_label_printers_password }}"
    update_secrets: always

- name: Make a product from a template
  roma.connect.product:
    name: parcel-scanner
    app: orders
    template: handheld-scanners
    manufacturer_id: acme
    manufacturer_name: Acme Printing
    model: S-10
    product_type: normal
    protocol_type: mqtt

- name: Delete it
  roma.connect.product:
    name: parcel-scanner
    state: absent
"""

RETURN = r"""
product:
  description: The product as it is now, or as it would be in check mode; null when it does not exist.
  returned: success
  type: dict
  contains:  # product, written by scripts/return-docs
    id:
      description: ID of the product; null in check mode when it does not exist yet.
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
      description: >-
        The options of O(authentication), without those that are secrets; null when O(authentication) was not given.
      returned: always
      type: dict
    topics:
      description: The product's own topics; null when O(topics) was not given.
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
      description: ID of the application that O(app) names; null without one.
      returned: always
      type: str
      sample: 9a1e7c3f-5a0b-4d7e-8d55-0f6c1b2a3d4e
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
      sample: 500
    code:
      description: Error code of the service; the HTTP status code when the answer holds none.
      returned: always
      type: str
      sample: ROMA.00110706
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
  sample: ['protocol_type: ''mqqt'' is not one of the choices; did you mean "mqtt"?']
"""

from ansible_collections.roma.connect.plugins.module_utils._module import run_module


def main() -> None:
    run_module("product")


if __name__ == "__main__":
    main()
