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
  contains:  # datasource, written by scripts/return-docs
    id:
      description: ID of the data source.
      returned: always
      type: str
      sample: acd5502992254b3ab2dfd5b6900159db
    name:
      description: Name of the data source, unique in its application.
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
      description: The options of O(roma.connect.datasource#module:content), without those that are secrets.
      returned: always
      type: dict
    description:
      description: Description of the data source; empty or null when there is none.
      returned: always
      type: str
      sample: Orders as they came in
    app_id:
      description: ID of the application that O(roma.connect.datasource#module:app) names; null without one.
      returned: always
      type: str
      sample: 9a1e7c3f-5a0b-4d7e-8d55-0f6c1b2a3d4e
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
    app_permission:
      description: >-
        What the caller may do with the application, as the service gives it; null when the service does not say so.
      returned: always
      type: list
      elements: str
      sample: [read, modify]
    vpc_id:
      description: ID of the network; null when the service does not say so.
      returned: always
      type: str
      sample: b4c8f0a2-13d5-4e7f-9a6b-0c1d2e3f4a5b
    custom_plugin_id:
      description: ID of the connector; null when the service does not say so.
      returned: always
      type: str
      sample: a6b1c2d3e4f54a7f8091a2b3c4d5e6f7
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
    run_module("datasource_info")


if __name__ == "__main__":
    main()
