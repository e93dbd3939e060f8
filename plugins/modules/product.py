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
  contains:
    id:
      description: ID of the product; null in check mode when it does not exist yet.
      returned: always
      type: str
      sample: "122894"
    name:
      description: Name of the product.
      returned: always
      type: str
      sample: label-printer
    app:
      description: Name of the application that the product belongs to.
      returned: always
      type: str
      sample: orders
    template:
      description: Name of the product template that was given; null otherwise, since the service does not tell it.
      returned: always
      type: str
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
      description: >-
        Whether its devices are gateways: V(normal) or V(gateway).
      returned: always
      type: str
      sample: normal
    protocol_type:
      description: >-
        Protocol of the devices: V(mqtt), V(coap), V(modbus), V(opcua) or V(extension).
      returned: always
      type: str
      sample: mqtt
    device_type:
      description: Kind of device.
      returned: always
      type: str
      sample: Default
    data_format:
      description: >-
        Format of the messages: V(json) or V(custom).
      returned: always
      type: str
      sample: json
    version:
      description: Version of the model; empty or null when it has none.
      returned: always
      type: str
      sample: "2"
    description:
      description: Description of the product; empty or null when it has none.
      returned: always
      type: str
      sample: Prints the labels of parcels
    authentication:
      description: >-
        How devices log in: the members of O(authentication), without the password. Null when
        O(authentication) was not given.
      returned: always
      type: dict
      sample: {user_name: 4MjxbCl4q461}
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
          description: Version of the topic.
          returned: always
          type: str
          sample: "1.0"
        permission:
          description: >-
            What devices may do: V(publish) or V(subscribe).
          returned: always
          type: str
          sample: subscribe
        description:
          description: Description of the topic; empty or null when it has none.
          returned: always
          type: str
          sample: Labels to print
error:
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
problems:
  description: Everything that is wrong with the options. Each sentence starts with the path of an option.
  returned: on failure, when the options are wrong
  type: list
  elements: str
  sample:
    - >-
      protocol_type: 'mqqt' is not one of the choices; did you mean "mqtt"?
"""

from ansible_collections.roma.connect.plugins.module_utils._module import run_module


def main() -> None:
    run_module("product")


if __name__ == "__main__":
    main()
