#!/usr/bin/python
# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: task_info
short_description: Read data integration tasks of ROMA Connect
version_added: "1.0.0"
description:
  - Read all data integration tasks of an instance, or those that fit all given options, composite tasks included.
  - The definition and the schedule of each task are read with requests of their own.
author:
  - roma.connect contributors (@roma-connect)
extends_documentation_fragment:
  - roma.connect._resource.task_info
  - roma.connect._auth
  - roma.connect._attributes.info
seealso:
  - module: roma.connect.task
  - module: roma.connect.datasource_info
  - module: roma.connect.config_info
"""

EXAMPLES = r"""
- name: Read all tasks
  roma.connect.task_info:
  register: all_tasks

- name: Show which of them are stopped
  ansible.builtin.debug:
    msg: "{{ all_tasks.tasks | selectattr('status', 'equalto', 'stopped') | map(attribute='name') }}"

- name: Read what is brought to the event stream
  roma.connect.task_info:
    target: order-events
    type: timing
  register: nightly
"""

RETURN = r"""
tasks:
  description: The tasks that fit; empty when none does.
  returned: success
  type: list
  elements: dict
  contains:  # task, written by scripts/return-docs
    id:
      description: ID of the data integration task.
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
      description: When a task of the type V(timing) runs.
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
      description: Whether the task is started.
      returned: always
      type: str
      sample: running
    source_id:
      description: ID of the data source that O(roma.connect.task#module:source) names; null without one.
      returned: always
      type: str
      sample: acd5502992254b3ab2dfd5b6900159db
    target_id:
      description: ID of the data source that O(roma.connect.task#module:target) names; null without one.
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
  sample: ['instance_id: is required; set the option or ROMA_INSTANCE_ID']
"""

from ansible_collections.roma.connect.plugins.module_utils._module import run_module


def main() -> None:
    run_module("task_info")


if __name__ == "__main__":
    main()
