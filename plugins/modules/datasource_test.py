#!/usr/bin/python
# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: datasource_test
short_description: Let ROMA Connect test the connection to a data source
version_added: "1.0.0"
description:
  - Have the service connect to the system that a data source stands for. The module fails when it cannot.
  - The data source is tested as it is stored, with the secrets that the service keeps, or with other settings before
    they are stored.
  - The service tests only data sources that there are. One that is yet to be made has to be made first.
author:
  - roma.connect contributors (@roma-connect)
extends_documentation_fragment:
  - roma.connect._resource.datasource_test
  - roma.connect._auth
  - roma.connect._attributes
attributes:
  check_mode:
    support: full
    details:
      - In check mode the data source is looked up, but the service is not asked to connect to the system.
  diff_mode:
    support: N/A
    details:
      - This module does not change anything.
  idempotent:
    support: none
    details:
      - Every run has the service connect anew. No run reports a change.
seealso:
  - module: roma.connect.datasource
  - module: roma.connect.datasource_info
"""

EXAMPLES = r"""
- name: Test the connection
  roma.connect.datasource_test:
    name: orders-db
    app: orders

- name: Test a new password before it is stored
  roma.connect.datasource_test:
    name: orders-db
    app: orders
    content:
      password: "{{ vault_orders_db_password }}"

- name: Go on when the system cannot be reached
  roma.connect.datasource_test:
    name: orders-db
    app: orders
  register: tested
  failed_when: tested is failed and tested.error.code | default('') != 'FDI.3016'
"""

RETURN = r"""
reachable:
  description: V(true), since the module fails when the service cannot connect; null in check mode.
  returned: success
  type: bool
  sample: true
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
      sample: FDI.3016
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
      sample: /v2/0f3c7a9b/fdi/instances/1c7a0d52/datasources/acd55029/test-connect
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
  sample: ['name: there is no data source named ''orders-db'' in an application named ''orders''']
"""

from ansible_collections.roma.connect.plugins.module_utils._module import run_module


def main() -> None:
    run_module("datasource_test")


if __name__ == "__main__":
    main()
