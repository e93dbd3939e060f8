#!/usr/bin/python
# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: datasource_info
short_description: Read data sources of ROMA Connect
version_added: "1.0.0"
description:
  - Read all data sources of an instance, or those that fit all given options.
  - The service does not give their secrets back.
author:
  - roma.connect contributors (@roma-connect)
extends_documentation_fragment:
  - roma.connect._resource.datasource_info
  - roma.connect._auth
  - roma.connect._attributes.info
seealso:
  - module: roma.connect.datasource
  - module: roma.connect.datasource_test
  - module: roma.connect.config_info
"""

EXAMPLES = r"""
- name: Read all data sources
  roma.connect.datasource_info:
  register: all_datasources

- name: Read the MySQL databases of an application
  roma.connect.datasource_info:
    app: orders
    type: MYSQL
  register: databases

- name: Show where they are
  ansible.builtin.debug:
    msg: "{{ item.name }} is at {{ item.content.host | default(item.content.url) }}"
  loop: "{{ databases.datasources }}"
  loop_control:
    label: "{{ item.name }}"
"""

RETURN = r"""
datasources:
  description: The data sources that fit; empty when none does.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: ID of the data source.
      returned: always
      type: str
      sample: acd5502992254b3ab2dfd5b6900159db
    name:
      description: Name of the data source.
      returned: always
      type: str
      sample: orders-db
    app:
      description: Name of the application that the data source belongs to.
      returned: always
      type: str
      sample: orders
    type:
      description: Kind of system that the data source stands for.
      returned: always
      type: str
      sample: MYSQL
    content:
      description: >-
        How the system is reached: the options of O(roma.connect.datasource#module:content) that the data
        source has, without those that are secrets.
      returned: always
      type: dict
      sample: {mode: default, host: db.orders.internal, port: "3306", database_name: orders, user_name: intake}
    description:
      description: Description of the data source; empty or null when it has none.
      returned: always
      type: str
      sample: Orders as they came in
error:
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
      sample: FDI.3002
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
      sample: /v2/0f3c7a9be1d24586a7c0d9e8f1b2a3c4/fdi/instances/1c7a0d52-6f3e-4b8a-9d21-3e5f7a9b0c1d/datasources
problems:
  description: Everything that is wrong with the options. Each sentence starts with the path of an option.
  returned: on failure, when the options are wrong
  type: list
  elements: str
  sample:
    - >-
      instance_id: is required; set the option or ROMA_INSTANCE_ID
"""

from ansible_collections.roma.connect.plugins.module_utils._module import run_module


def main() -> None:
    run_module("datasource_info")


if __name__ == "__main__":
    main()
