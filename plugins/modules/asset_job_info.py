#!/usr/bin/python
# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: asset_job_info
short_description: Read the state of an asset job of ROMA Connect
version_added: "1.0.0"
description:
  - Read how far a job is that exports, imports or deletes assets.
  - The service shows a job to the user who started it, and to nobody else.
author:
  - roma.connect contributors (@roma-connect)
extends_documentation_fragment:
  - roma.connect._resource.asset_job_info
  - roma.connect._auth
  - roma.connect._attributes.info
seealso:
  - module: roma.connect.asset_export
  - module: roma.connect.asset_import
  - module: roma.connect.asset_delete
"""

EXAMPLES = r"""
- name: Start an import, and do not wait for it
  roma.connect.asset_import:
    archive: /var/backups/roma/assets/assets-001.zip
    wait: false
  register: started

- name: Look at it until it has ended
  roma.connect.asset_job_info:
    id: "{{ started.job.id }}"
  register: found
  when: started.job is not none
  until: found.jobs | length > 0 and found.jobs[0].status != 'running'
  retries: 60
  delay: 10
"""

RETURN = r"""
jobs:
  description: The job; empty when the service does not know it.
  returned: success
  type: list
  elements: dict
  contains:  # known_job, written by scripts/return-docs
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
    type:
      description: >-
        What the job does: V(exportAsset), V(importAsset), or the service's name for a deletion; empty when the service
        does not say so.
      returned: always
      type: str
      sample: importAsset
    archive_id:
      description: ID of the archive that an export has made; empty when there is none, or when it was downloaded.
      returned: always
      type: str
      sample: ''
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
      sample: GET
    path:
      description: Path of the request.
      returned: always
      type: str
      sample: /v2/0f3c7a9be1d24586a7c0d9e8f1b2a3c4/instances/1c7a0d52-6f3e-4b8a-9d21-3e5f7a9b0c1d/assets/jobs/d1e4f8a2
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
    run_module("asset_job_info")


if __name__ == "__main__":
    main()
