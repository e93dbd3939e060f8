#!/usr/bin/python
# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: task
short_description: Manage data integration tasks of ROMA Connect
version_added: "1.0.0"
description:
  - Create, change, schedule, start, stop and delete the tasks that bring data from one data source to another.
  - A task is found by its name, or by O(id).
  - A running task is stopped for a change that the service refuses while it runs, and started again afterwards, also
    when the change fails.
  - A running task is stopped before it is deleted.
  - Composite tasks are defined by other operations of the service. They are refused here, and left out of
    M(roma.connect.config_info).
author:
  - roma.connect contributors (@roma-connect)
extends_documentation_fragment:
  - roma.connect._resource.task
  - roma.connect._auth
  - roma.connect._attributes
attributes:
  check_mode:
    support: full
    details:
      - The data sources must exist in check mode too. M(roma.connect.config) can do without.
seealso:
  - module: roma.connect.task_info
  - module: roma.connect.datasource
  - module: roma.connect.config
  - module: roma.connect.asset_export
"""

EXAMPLES = r"""
- name: Send the orders of the day to the event stream every night
  roma.connect.task:
    name: orders-to-events
    type: timing
    source: orders-db
    target: order-events
    description: Every order of the day
    detail:
      sourceSelectedDatasource:
        table: orders
      targetSelectedDatasource:
        topic: orders
      mappingInput:
        dataSource:
          - sourceKey: order_id
            targetKey: id
          - sourceKey: placed_at
            targetKey: placed
    schedule:
      start_datetime: "2026-12-01T01:30:00Z"
      period: DAY
      interval: 1
    status: running

- name: Run it at half past two instead, and leave everything else as it is
  roma.connect.task:
    name: orders-to-events
    schedule:
      cron: 0 30 2 * * ?

- name: Stop it
  roma.connect.task:
    name: orders-to-events
    status: stopped

- name: Tell apart data sources of one name in several applications
  roma.connect.task:
    name: stock-to-events
    type: realtime
    source: events
    source_app: warehouse
    target: events
    target_app: orders
    detail:
      mappingRequired: false

- name: Delete the task
  roma.connect.task:
    name: orders-to-events
    state: absent
"""

RETURN = r"""
task:
  description: The task as it is now, or as it would be in check mode; null when it does not exist.
  returned: success
  type: dict
  contains:  # task, written by scripts/return-docs
    id:
      description: ID of the data integration task; null in check mode when it does not exist yet.
      returned: always
      type: str
      sample: 15366328208d4d77b76532fe9f4006a6
    name:
      description: Name of the task, unique in the instance.
      returned: always
      type: str
      sample: orders-to-events
    type:
      description: Whether the task runs all the time or by a schedule.
      returned: always
      type: str
      sample: timing
    source:
      description: Name of the data source to read from.
      returned: always
      type: str
      sample: orders-db
    target:
      description: Name of the data source to write to.
      returned: always
      type: str
      sample: order-events
    description:
      description: Description of the task; empty or null when there is none.
      returned: always
      type: str
      sample: Every order of the day
    tag:
      description: Tag of the task; empty or null when there is none.
      returned: always
      type: str
      sample: nightly
    detail:
      description: >-
        What is read, how it is mapped and written: the members of the service's C(task_detail); null when there is
        none.
      returned: always
      type: dict
      sample: {mappingRequired: true, targetSelectedDatasource: {topic: orders}}
    schedule:
      description: When a task of the type V(timing) runs; null when O(schedule) was not given.
      returned: always
      type: dict
      contains:
        start_datetime:
          description: When the schedule begins, such as V(2026-01-31T07:30:00Z); empty or null when there is none.
          returned: always
          type: str
          sample: '2026-12-01T01:30:00Z'
        period:
          description: Unit of the interval.
          returned: always
          type: str
          sample: DAY
        interval:
          description: How many units lie between two runs.
          returned: always
          type: int
          sample: 1
        cron:
          description: Quartz expression, such as V(0 30 12 * * ?); empty or null when there is none.
          returned: always
          type: str
          sample: 0 30 1 * * ?
        remark:
          description: Description of the schedule; empty or null when there is none.
          returned: always
          type: str
          sample: after the shop has closed
    status:
      description: Whether the task is started; null when O(status) was not given.
      returned: always
      type: str
      sample: running
    source_id:
      description: ID of the data source that O(source) names; null without one.
      returned: always
      type: str
      sample: acd5502992254b3ab2dfd5b6900159db
    target_id:
      description: ID of the data source that O(target) names; null without one.
      returned: always
      type: str
      sample: acd5502992254b3ab2dfd5b6900159db
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
    version:
      description: Version of the task's format; null when the service does not say so.
      returned: always
      type: str
      sample: '2.0'
    execute_status:
      description: How the latest run ended, as the service gives it; null when the service does not say so.
      returned: always
      type: str
      sample: SUCCESS
error:  # error, written by scripts/return-docs
  description: What the service answered, when this is why the task failed.
  returned: on failure, when a service answered
  type: dict
  contains:
    status:
      description: HTTP status code.
      returned: always
      type: int
      sample: 404
    code:
      description: Error code of the service; the HTTP status code when the answer holds none.
      returned: always
      type: str
      sample: FDI.3081
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
      sample: /v2/0f3c7a9be1d24586a7c0d9e8f1b2a3c4/fdi/instances/1c7a0d52-6f3e-4b8a-9d21-3e5f7a9b0c1d/tasks
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
  sample: ['schedule: needs either cron, or period with interval']
"""

from ansible_collections.roma.connect.plugins.module_utils._module import run_module


def main() -> None:
    run_module("task")


if __name__ == "__main__":
    main()
