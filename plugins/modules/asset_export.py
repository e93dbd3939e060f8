#!/usr/bin/python
# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: asset_export
short_description: Export assets of ROMA Connect into archives
version_added: "1.0.0"
description:
  - Have the service export applications and data integration tasks with their assets, and store the archives.
  - Choose applications with O(apps), O(app_ids) or O(all_apps), tasks with O(tasks), O(task_ids) or O(all_tasks), or
    both.
  - An application brings along all that belongs to it, but not the tasks that use its data sources.
  - >-
    A job of the service takes at most 100 applications and tasks, so a larger choice becomes several archives. A user
    can run one job at a time: the jobs run one after the other, and wait for other jobs of the same user.
  - The service gives an archive out exactly once. It is therefore downloaded under another name, tested, flushed to
    the disk, and only then given its name. When a download breaks, the assets are exported again.
  - When a run is interrupted, the next run with the same options fetches the archive of the job that the first one
    had started, as long as the service still has it. Archives that the first one had finished in the last six hours
    are kept when they are whole.
  - Archives do not hold secrets, addresses and accounts of data sources, environment variables, members of
    applications, or APIs that are published outside the environment C(RELEASE) only. M(roma.connect.config_info)
    reads much of this.
author:
  - roma.connect contributors (@roma-connect)
extends_documentation_fragment:
  - roma.connect._resource.asset_export
  - roma.connect._auth
  - roma.connect._attributes
attributes:
  check_mode:
    support: full
    details:
      - In check mode the applications and tasks are looked up, but no job is started and no directory is made.
  diff_mode:
    support: none
  idempotent:
    support: none
    details:
      - Every run makes new archives, which replace those of the same name, but for what an interrupted run has left.
seealso:
  - module: roma.connect.config_info
  - module: roma.connect.backup_manifest
"""

EXAMPLES = r"""
- name: Export everything
  roma.connect.asset_export:
    all_apps: true
    all_tasks: true
    directory: /var/backups/roma/assets

- name: Export one application into an archive that is named after it
  roma.connect.asset_export:
    apps: [orders]
    directory: /var/backups/roma/assets
    prefix: orders
    wait_timeout: 600
  register: exported

- name: Show where it is
  ansible.builtin.debug:
    msg: "{{ item.path }} has {{ item.size }} bytes"
  loop: "{{ exported.archives }}"
  loop_control:
    label: "{{ item.path }}"

- name: Export an application with one of the tasks that use it
  roma.connect.asset_export:
    apps: [orders]
    tasks: [orders-to-events]
    directory: /var/backups/roma/assets
    prefix: orders

- name: Start a job, and do not wait for it
  roma.connect.asset_export:
    apps: [orders]
    wait: false
  register: started

- name: Download its archive later
  roma.connect.asset_export:
    job_id: "{{ started.jobs[0].id }}"
    directory: /var/backups/roma/assets
    prefix: orders
"""

RETURN = r"""
archives:
  description: The archives that were stored; empty with O(wait=false) and in check mode.
  returned: success
  type: list
  elements: dict
  contains:  # archive, written by scripts/return-docs
    path:
      description: Path of the archive.
      returned: always
      type: str
      sample: /var/backups/roma/assets/assets-001.zip
    size:
      description: Size of the archive in bytes.
      returned: always
      type: int
      sample: 48213
    sha256:
      description: SHA-256 of the archive, hexadecimal.
      returned: always
      type: str
      sample: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
    job:
      description: The job that made the archive.
      returned: always
      type: dict
      contains:
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
    adopted:
      description: >-
        Whether an export before this one has made it or has begun it, which did not end; so it is older than the run.
        Also that of a job that was picked up.
      returned: always
      type: bool
      sample: false
    apps:
      description: Names of the applications in the archive, but for those that were chosen by their IDs.
      returned: always
      type: list
      elements: str
      sample: [orders]
    tasks:
      description: Names of the data integration tasks in the archive, but for those that were chosen by their IDs.
      returned: always
      type: list
      elements: str
      sample: [nightly-orders]
    app_ids:
      description: IDs of the applications in the archive.
      returned: always
      type: list
      elements: str
      sample: [9a1e7c3f-5a0b-4d7e-8d55-0f6c1b2a3d4e]
    task_ids:
      description: IDs of the data integration tasks in the archive.
      returned: always
      type: list
      elements: str
      sample: []
jobs:
  description: The jobs that were run, or with O(wait=false) the one that was started; empty in check mode.
  returned: success
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
      sample: /v2/0f3c7a9be1d24586a7c0d9e8f1b2a3c4/instances/1c7a0d52-6f3e-4b8a-9d21-3e5f7a9b0c1d/assets/export
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
  sample: ['apps[0]: there is no application named ''ordres''; did you mean "orders"?']
"""

from ansible_collections.roma.connect.plugins.module_utils._module import run_module


def main() -> None:
    run_module("asset_export")


if __name__ == "__main__":
    main()
