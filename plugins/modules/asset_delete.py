#!/usr/bin/python
# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: asset_delete
short_description: Delete applications and tasks of ROMA Connect with everything below them
version_added: "1.0.0"
description:
  - >-
    Have the service delete integration applications with all that belongs to them, such as data sources, APIs, topics
    and products, and data integration tasks.
  - M(roma.connect.app) deletes an application only when nothing belongs to it any more.
  - Choose with at least one of O(apps), O(app_ids), O(tasks) and O(task_ids). What does not exist, or does not exist
    any more, is no change.
  - >-
    A job of the service takes at most 100 applications and tasks, so a larger choice becomes several jobs. A user
    can run one job at a time: the jobs run one after the other, and wait for other jobs of the same user.
author:
  - roma.connect contributors (@roma-connect)
extends_documentation_fragment:
  - roma.connect._resource.asset_delete
  - roma.connect._auth
  - roma.connect._attributes
attributes:
  diff_mode:
    support: full
    details:
      - The difference names the applications and tasks, not what is below them.
seealso:
  - module: roma.connect.app
  - module: roma.connect.asset_export
  - module: roma.connect.asset_job_info
"""

EXAMPLES = r"""
- name: Delete two applications and everything that belongs to them
  roma.connect.asset_delete:
    apps: [orders-trial, billing-trial]

- name: Show what would be deleted
  roma.connect.asset_delete:
    apps: [orders-trial]
  check_mode: true
  diff: true

- name: Delete tasks
  roma.connect.asset_delete:
    tasks: [orders-to-archive]
    wait_timeout: 600
"""

RETURN = r"""
deleted:
  description: What was deleted, is being deleted with O(wait=false), or would be deleted in check mode.
  returned: success, or when a job failed
  type: dict
  contains:
    apps:
      description: Names of the applications.
      returned: always
      type: list
      elements: str
      sample: [orders-trial]
    app_ids:
      description: IDs of the applications.
      returned: always
      type: list
      elements: str
      sample: [9a1e7c3f-5a0b-4d7e-8d55-0f6c1b2a3d4e]
    tasks:
      description: Names of the tasks.
      returned: always
      type: list
      elements: str
      sample: []
    task_ids:
      description: IDs of the tasks.
      returned: always
      type: list
      elements: str
      sample: []
jobs:
  description: The jobs that were run, or with O(wait=false) the one that was started; empty in check mode.
  returned: success, or when a job failed
  type: list
  elements: dict
  contains:  # job, written by scripts/return-docs
    id:
      description: ID of the job.
      returned: always
      type: str
      sample: d1e4f8a2b6c94d07a3e5f7091b2c4d6e
    status:
      description: 'State of the job: V(running), V(succeeded) or V(failed).'
      returned: always
      type: str
      sample: succeeded
    progress_percent:
      description: How far the job is, in percent.
      returned: always
      type: int
      sample: 100
    reasons:
      description: Why parts of the job failed.
      returned: always
      type: list
      elements: dict
      contains:
        resource_type:
          description: 'What failed: V(application) or V(task).'
          returned: always
          type: str
          sample: application
        resource_name:
          description: Name of the application or task.
          returned: always
          type: str
          sample: orders
        error_code:
          description: Error code of the service.
          returned: always
          type: str
          sample: ROMA.00000101
        error_msg:
          description: What the service says about it.
          returned: always
          type: str
          sample: The application does not exist.
    begin_time:
      description: When the job began, UTC; empty when the service does not say so.
      returned: always
      type: str
      sample: '2026-03-14T02:00:00Z'
    end_time:
      description: When the job ended, UTC; empty when it has not, or the service does not say so.
      returned: always
      type: str
      sample: '2026-03-14T02:00:12Z'
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
      sample: ROMA.00012001
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
      sample: /v2/0f3c7a9be1d24586a7c0d9e8f1b2a3c4/instances/1c7a0d52-6f3e-4b8a-9d21-3e5f7a9b0c1d/assets/delete
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
  sample: ['apps: choose what to delete: apps, app_ids, tasks or task_ids']
"""

from ansible_collections.roma.connect.plugins.module_utils._module import run_module


def main() -> None:
    run_module("asset_delete")


if __name__ == "__main__":
    main()
