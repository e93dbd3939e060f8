#!/usr/bin/python
# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: datasource
short_description: Manage data sources of ROMA Connect
version_added: "1.0.0"
description:
  - Create, change and delete data sources, which are what the tasks of data integration read and write.
  - A data source is found by its name together with O(app), or by O(id).
  - An option of O(content) that is left out keeps its value. Options that a data source of this type does not have,
    and missing ones that it needs, are refused before anything is sent.
  - The service does not connect to the system when a data source is made or changed; M(roma.connect.datasource_test)
    does.
  - The service refuses to delete a data source that a task uses.
author:
  - roma.connect contributors (@roma-connect)
extends_documentation_fragment:
  - roma.connect._resource.datasource
  - roma.connect._auth
  - roma.connect._attributes
attributes:
  check_mode:
    support: full
    details:
      - The application must exist in check mode too. M(roma.connect.config) can do without.
  idempotent:
    support: partial
    details:
      - With O(update_secrets=always) every run that gives a secret sends it, and reports a change.
seealso:
  - module: roma.connect.datasource_info
  - module: roma.connect.datasource_test
  - module: roma.connect.app
  - module: roma.connect.config
"""

EXAMPLES = r"""
- name: Make sure that the database is a data source
  roma.connect.datasource:
    name: orders-db
    app: orders
    type: MYSQL
    description: Orders as they came in
    content:
      mode: default
      host: db.orders.internal
      port: "3306"
      database_name: orders
      user_name: intake
      password: "{{ vault_orders_db_password }}"

- name: Describe the connection by a JDBC URL
  roma.connect.datasource:
    name: order-archive-db
    app: orders
    type: POSTGRESQL
    content:
      mode: professional
      url: jdbc:postgresql://archive.orders.internal:5432/archive
      user_name: intake
      password: "{{ vault_archive_db_password }}"

- name: Connect to an API with basic authentication
  roma.connect.datasource:
    name: shipping-api
    app: orders
    type: API
    content:
      url: https://shipping.example.com/v1/labels
      api_method: POST
      api_auth_detail:
        auth_method: basicauth
        user_name: orders
        password: "{{ vault_shipping_password }}"

- name: Change the host, and leave everything else as it is
  roma.connect.datasource:
    name: orders-db
    app: orders
    content:
      host: db2.orders.internal

- name: Send a new password, which cannot be compared with the old one
  roma.connect.datasource:
    name: orders-db
    app: orders
    content:
      password: "{{ vault_orders_db_password }}"
    update_secrets: always

- name: Delete the data source
  roma.connect.datasource:
    name: order-archive-db
    app: orders
    state: absent
"""

RETURN = r"""
datasource:
  description: The data source as it is now, or as it would be in check mode; null when it does not exist.
  returned: success
  type: dict
  contains:  # datasource, written by scripts/return-docs
    id:
      description: ID of the data source; null in check mode when it does not exist yet.
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
      description: The options of O(content), without those that are secrets.
      returned: always
      type: dict
    description:
      description: Description of the data source; empty or null when there is none.
      returned: always
      type: str
      sample: Orders as they came in
    app_id:
      description: ID of the application that O(app) names; null without one.
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
      sample: FDI.3043
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
  sample: ['content.port: is required for a data source of type MYSQL with mode=default']
"""

from ansible_collections.roma.connect.plugins.module_utils._module import run_module


def main() -> None:
    run_module("datasource")


if __name__ == "__main__":
    main()
