#!/usr/bin/python
# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: product_export
short_description: Export products of ROMA Connect into a file
version_added: "1.0.0"
description:
  - Store a CSV file in which the service describes products, for M(roma.connect.product_import).
  - The columns of the file are the service's own affair. It holds neither passwords nor topics and services of
    products. M(roma.connect.config_info) reads these, except for passwords.
  - Nothing is stored when there are no products.
  - The file is stored under another name, flushed to the disk, and only then given its name. A download that breaks
    is repeated.
author:
  - roma.connect contributors (@roma-connect)
extends_documentation_fragment:
  - roma.connect._resource.product_export
  - roma.connect._auth
  - roma.connect._attributes
attributes:
  check_mode:
    support: full
    details:
      - In check mode the products are read and compared with the file, but nothing is stored.
  diff_mode:
    support: none
  idempotent:
    support: partial
    details:
      - Nothing is changed when the service describes the same products in the same words, which is up to the service.
seealso:
  - module: roma.connect.product_import
  - module: roma.connect.product_info
  - module: roma.connect.config_info
"""

EXAMPLES = r"""
- name: Export all products
  roma.connect.product_export:
    file: /var/backups/roma/products.csv

- name: Export two products
  roma.connect.product_export:
    products: [label-printer, parcel-scanner]
    file: /var/backups/roma/shipping-hall.csv
  register: exported

- name: Export a product by its ID
  roma.connect.product_export:
    product_ids: ['1042']
    file: /var/backups/roma/label-printer.csv

- name: Show how large the file is
  ansible.builtin.debug:
    msg: "{{ exported.file.path }} has {{ exported.file.size }} bytes"
"""

RETURN = r"""
file:
  description: The file that was stored, or would be in check mode; null when there are no products.
  returned: success
  type: dict
  contains:  # file, written by scripts/return-docs
    path:
      description: Path of the file.
      returned: always
      type: str
      sample: /var/backups/roma/products.csv
    size:
      description: Size of the file in bytes.
      returned: always
      type: int
      sample: 2714
    sha256:
      description: SHA-256 of the file, hexadecimal.
      returned: always
      type: str
      sample: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
products:
  description: Names of the products in the file.
  returned: success
  type: list
  elements: str
  sample: [label-printer]
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
      sample: /v2/0f3c7a9be1d24586a7c0d9e8f1b2a3c4/link/instances/1c7a0d52-6f3e-4b8a-9d21-3e5f7a9b0c1d/products/export
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
  sample: ['products[0]: there is no product named ''label-printr''; did you mean "label-printer"?']
"""

from ansible_collections.roma.connect.plugins.module_utils._module import run_module


def main() -> None:
    run_module("product_export")


if __name__ == "__main__":
    main()
