#!/usr/bin/python
# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: product_import
short_description: Import products into ROMA Connect
version_added: "1.0.0"
description:
  - Have the service make the products that a file of M(roma.connect.product_export) describes.
  - The applications that own the products must exist.
  - Products whose name is taken are left as they are, and returned as RV(existing). The task fails when others are
    not imported; those that were stay.
  - The service gives new products new passwords.
author:
  - roma.connect contributors (@roma-connect)
extends_documentation_fragment:
  - roma.connect._resource.product_import
  - roma.connect._auth
  - roma.connect._attributes
attributes:
  check_mode:
    support: full
    details:
      - In check mode the file is read, but nothing is sent, and a change is reported.
  diff_mode:
    support: none
  idempotent:
    support: partial
    details:
      - The service refuses products that exist. The second run reports no change as long as it says which ones.
seealso:
  - module: roma.connect.product_export
  - module: roma.connect.product
"""

EXAMPLES = r"""
- name: Make the products that a file describes
  roma.connect.product_import:
    file: /var/backups/roma/products.csv
  register: restored

- name: Show what is new
  ansible.builtin.debug:
    msg: "{{ restored.imported | join(', ') }}"
"""

RETURN = r"""
file:
  description: The file that was imported.
  returned: success, or when products were not imported
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
imported:
  description: Names of the products that are new on the instance; empty in check mode.
  returned: success, or when products were not imported
  type: list
  elements: str
  sample: [label-printer]
existing:
  description: Names of the products that were there before, and were left as they are.
  returned: success, or when products were not imported
  type: list
  elements: str
  sample: [parcel-scanner]
refused:
  description: Names of the other products that were not imported, as far as the service gives them.
  returned: success, or when products were not imported
  type: list
  elements: str
  sample: []
error:  # error, written by scripts/return-docs
  description: What the service answered, when this is why the task failed.
  returned: on failure, when a service answered
  type: dict
  contains:
    status:
      description: HTTP status code.
      returned: always
      type: int
      sample: 400
    code:
      description: Error code of the service; the HTTP status code when the answer holds none.
      returned: always
      type: str
      sample: RML.0009
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
      sample: /v2/0f3c7a9be1d24586a7c0d9e8f1b2a3c4/link/instances/1c7a0d52-6f3e-4b8a-9d21-3e5f7a9b0c1d/products/import
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
  sample: ['file: products.txt does not end in .csv, and the service takes nothing else']
"""

from ansible_collections.roma.connect.plugins.module_utils._module import run_module


def main() -> None:
    run_module("product_import")


if __name__ == "__main__":
    main()
