#!/usr/bin/python
# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: datasource_table_info
short_description: Read the tables of a data source of ROMA Connect, and their columns
version_added: "1.0.0"
description:
  - List the tables of the database that a data source stands for, or the columns of one of them.
  - The service connects to the database for this. Data sources of types that have no tables are refused by it.
author:
  - roma.connect contributors (@roma-connect)
extends_documentation_fragment:
  - roma.connect._resource.datasource_table_info
  - roma.connect._auth
  - roma.connect._attributes.info
seealso:
  - module: roma.connect.datasource
  - module: roma.connect.datasource_test
  - module: roma.connect.task
"""

EXAMPLES = r"""
- name: List the tables of a database
  roma.connect.datasource_table_info:
    name: orders-db
    app: orders
  register: database

- name: Read the columns of one of them
  roma.connect.datasource_table_info:
    name: orders-db
    app: orders
    table: "{{ database.tables[0] }}"
  register: found

- name: Show which columns a task has to fill
  ansible.builtin.debug:
    msg: "{{ found.columns | rejectattr('nullable') | map(attribute='name') }}"
"""

RETURN = r"""
tables:
  description: Names of the tables, each after its schema and a dot.
  returned: success, without O(table)
  type: list
  elements: str
  sample: [orders.customers, orders.order_items]
columns:
  description: The columns of the table; empty when there is no such table.
  returned: success, with O(table)
  type: list
  elements: dict
  contains:
    name:
      description: Name of the column.
      returned: always
      type: str
      sample: total
    type:
      description: Type of the column in the words of the database.
      returned: always
      type: str
      sample: DECIMAL
    length:
      description: Length of the column; null when the service does not tell it.
      returned: always
      type: int
      sample: 12
    decimal_digits:
      description: Number of digits after the decimal point; null when the column is not numeric.
      returned: always
      type: int
      sample: 2
    nullable:
      description: Whether the column can be without a value.
      returned: always
      type: bool
      sample: false
    primary:
      description: Whether the column is the primary key, or part of it.
      returned: always
      type: bool
      sample: false
    unique:
      description: Whether no two rows can have the same value in the column.
      returned: always
      type: bool
      sample: false
    partition:
      description: Whether the table is partitioned by the column.
      returned: always
      type: bool
      sample: false
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
      sample: /v2/0f3c7a9b/fdi/instances/1c7a0d52/datasources/acd55029/tables
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
    run_module("datasource_table_info")


if __name__ == "__main__":
    main()
