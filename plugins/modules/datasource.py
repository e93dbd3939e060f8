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
  contains:
    id:
      description: ID of the data source; null in check mode when it does not exist yet.
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
        How the system is reached: the options of O(content) that the data source has, without those that
        are secrets.
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
problems:
  description: Everything that is wrong with the options. Each sentence starts with the path of an option.
  returned: on failure, when the options are wrong
  type: list
  elements: str
  sample:
    - >-
      content.port: is required for a data source of type MYSQL with mode=default
"""

from ansible_collections.roma.connect.plugins.module_utils._module import run_module


def main() -> None:
    run_module("datasource")


if __name__ == "__main__":
    main()
